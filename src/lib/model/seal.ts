/** Seals: the signature inside each PDF of a pack, made with a certificate of the organisers' (PAdES B-B, ETSI EN 319 142-1). */

import type { IsoDate } from './campaign.js';

/** Room for the signature and its certificates, in bytes: three certificates with RSA keys of 4,096 bits fit. */
export const SEAL_BYTES = 12_288;

/** What a signature dictionary has, and nothing more, in the order in which it is written. */
export const SEAL_KEYS = ['Type', 'Filter', 'SubFilter', 'M', 'Name', 'Reason', 'ByteRange', 'Contents'] as const;
export const SEAL_FILTER = 'Adobe.PPKLite';
export const SEAL_SUBFILTER = 'ETSI.CAdES.detached';

/** Stands in a PDF that is still to be sealed; sealing replaces its digits and nothing else. Ten digits reach ten gigabytes. */
export const SEAL_RANGE_PLACEHOLDER = '/ByteRange [0 0000000000 0000000000 0000000000]';
export const SEAL_PLACEHOLDER = `${SEAL_RANGE_PLACEHOLDER}/Contents <${'0'.repeat(2 * SEAL_BYTES)}>`;

/** How the signature is made: by the key of the certificate. */
export const SEAL_KINDS = ['rsa-sha256', 'ecdsa-sha256', 'ecdsa-sha384'] as const;
export type SealKind = (typeof SEAL_KINDS)[number];

/** Stands in the release and in the manifest, so that a seal that was taken away is missed, and another one is noticed. */
export interface SealStatement {
  /** SHA-256 of each certificate in the seal, the organisers' own first: 64 hexadecimal digits. */
  readonly certificates: readonly string[];
  /** Whom the certificate names; printed by every reader. */
  readonly name: string;
  /** When the seal says that it was made: the day of the pack, in UTC. It is the organisers' word. */
  readonly time: string;
}

/** The statement, and every readable text of the certificates: published on purpose, because it stands in every PDF. */
export interface ReleaseSeal extends SealStatement {
  readonly says: readonly string[];
}

/** What is known of a certificate. */
export interface CertificateFacts {
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  /** Common name, else organisation, else whatever the subject has first. */
  readonly name: string;
  readonly issuer: string;
  /** Whether the holder made it without anybody vouching for it. */
  readonly isSelfSigned: boolean;
  readonly validFrom: IsoDate;
  readonly validTo: IsoDate;
  /** In words: `RSA 3072`, `EC P-256`. */
  readonly key: string;
}

/** A seal as a PDF has it; made by `io/pdf-read.ts`. */
export interface PdfSeal {
  readonly contents: Uint8Array;
  /** Null when it is no list of numbers. */
  readonly byteRange: readonly number[] | null;
  /** Keys of the dictionary, in its order. */
  readonly keys: readonly string[];
}

/** What is wrong with a seal, most basic first. */
export const SEAL_PROBLEMS = [
  /** The PDF has none. */
  'missing',
  /** There is one, or one more, of which nothing is stated. */
  'unexpected',
  /** The signature is not spelt in the one way there is: something else is in it, or behind it. */
  'malformed',
  /** A part of the file is not covered. */
  'range',
  /** The file was changed after it was sealed. */
  'digest',
  /** The signature does not belong to the certificate. */
  'signature',
  /** The certificates are not those that are stated. */
  'certificate',
  /** The certificate was not valid on the day of the seal. */
  'dates',
] as const;
export type SealProblem = (typeof SEAL_PROBLEMS)[number];

/** What `verify` says of the seal of one file. */
export interface VerifiedSeal {
  readonly file: string;
  readonly isSound: boolean;
  /** Null when the seal has none that can be read. */
  readonly certificate: CertificateFacts | null;
}
