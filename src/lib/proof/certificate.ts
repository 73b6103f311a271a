/**
 * X.509 certificates (RFC 5280), as far as a seal needs them: whom one names, since when and until when, what else can be read in it, and how its
 * key signs. Whether anybody vouches for a certificate is not judged here: that would need lists that change every week.
 */

import { createHash, X509Certificate } from 'node:crypto';

import type { CertificateFacts, SealKind } from '../model/seal.js';
import { type DerValue, derSequence, inside, readDer, readDerAt, TAG } from './der.js';

/** A certificate that was read. */
export interface Certificate {
  readonly bytes: Buffer;
  readonly x509: X509Certificate;
  readonly facts: CertificateFacts;
  /** Null for a key that readers of PDF do not take. */
  readonly kind: SealKind | null;
  /** Issuer and serial number, by which a signature names its certificate. */
  readonly issuerAndSerial: Buffer;
}

const COMMON_NAME = '550403';
const ORGANISATION = '55040a';
/** RSA keys of fewer bits are broken or soon will be. */
const RSA_BITS_MIN = 2048;

/** Reads one certificate; null for what is none. */
export function readCertificate(bytes: Uint8Array): Certificate | null {
  try {
    const { whole } = readDerAt(bytes, 0);
    if (whole.length !== bytes.length) return null;
    const x509 = new X509Certificate(whole);
    const fields = inside(inside(readDerAt(whole, 0), TAG.sequence)[0], TAG.sequence);
    // The version is left out of the oldest kind.
    const [serial, , issuer, , subject] = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields;
    if (serial?.tag !== TAG.integer || issuer === undefined || subject === undefined) return null;
    const { kind, words } = keyOf(x509);
    return {
      bytes: Buffer.from(whole),
      x509,
      kind,
      issuerAndSerial: derSequence(issuer.whole, serial.whole),
      facts: {
        sha256: createHash('sha256').update(whole).digest('hex'),
        name: nameIn(subject),
        issuer: nameIn(issuer),
        isSelfSigned: issuer.whole.equals(subject.whole),
        validFrom: dayOf(x509.validFrom),
        validTo: dayOf(x509.validTo),
        key: words,
      },
    };
  } catch {
    // Whatever a damaged certificate breaks in here, it is no certificate.
    return null;
  }
}

/** The certificates of a PEM file, in its order; null when something between the marks is none. */
export function readPemCertificates(text: string): Certificate[] | null {
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/gu)];
  const certificates = blocks.map(([, body = '']) => readCertificate(Buffer.from(body, 'base64')));
  return certificates.includes(null) ? null : certificates.filter((certificate) => certificate !== null);
}

/** When a certificate begins to be valid, in milliseconds. */
export const validSince = ({ x509 }: Certificate): number => Date.parse(x509.validFrom);

const dayOf = (moment: string): string => new Date(moment).toISOString().slice(0, 10);

function keyOf({ publicKey }: X509Certificate): { kind: SealKind | null; words: string } {
  const { modulusLength = 0, namedCurve = '' } = publicKey.asymmetricKeyDetails ?? {};
  switch (publicKey.asymmetricKeyType) {
    case 'rsa':
      return { kind: modulusLength >= RSA_BITS_MIN ? 'rsa-sha256' : null, words: `RSA ${modulusLength}` };
    case 'ec':
      if (namedCurve === 'prime256v1') return { kind: 'ecdsa-sha256', words: 'EC P-256' };
      if (namedCurve === 'secp384r1') return { kind: 'ecdsa-sha384', words: 'EC P-384' };
      return { kind: null, words: 'EC of another curve' };
    default:
      return { kind: null, words: 'another kind' };
  }
}

/** The common name of a distinguished name, else its organisation, else what it says first. */
function nameIn(name: DerValue): string {
  const entries = inside(name, TAG.sequence)
    .flatMap((set) => inside(set, TAG.set))
    .map((pair) => {
      const [type, value] = inside(pair, TAG.sequence);
      return { type: type?.content.toString('hex') ?? '', text: value === undefined ? '' : (textOf(value) ?? '') };
    });
  const of = (type: string): string => entries.find((entry) => entry.type === type && entry.text !== '')?.text ?? '';
  return of(COMMON_NAME) || of(ORGANISATION) || (entries.find(({ text }) => text !== '')?.text ?? '');
}

/** Tags of strings, and of the forms that a name can have beside the subject (RFC 5280, 4.2.1.6): mailbox, host, address. */
const LATIN1_TAGS: ReadonlySet<number> = new Set([0x12, 0x13, 0x14, 0x16, 0x1a, 0x81, 0x82, 0x86]);
const BMP_TAG = 0x1e;

function textOf({ tag, content }: DerValue): string | null {
  if (tag === TAG.utf8) return content.toString('utf8');
  if (tag === BMP_TAG) return Buffer.from(content).swap16().toString('utf16le');
  if (!LATIN1_TAGS.has(tag)) return null;
  const text = content.toString('latin1');
  // The same tags stand for bytes elsewhere.
  return /^[\x20-\x7e\xa0-\xff]+$/u.test(text) ? text : null;
}

/** Every text that can be read in a certificate: whoever opens the PDF can read it too. */
export function textsOf(bytes: Uint8Array): string[] {
  const texts = new Set<string>();
  const walk = (value: DerValue, depth: number): void => {
    const text = textOf(value);
    if (text !== null && text.trim() !== '') texts.add(text);
    // Extensions are DER within a string of bytes.
    const isNested = (value.tag & 0x20) !== 0 || value.tag === TAG.octets;
    if (!isNested || depth > 20) return;
    try {
      for (const part of readDer(value.content)) walk(part, depth + 1);
    } catch {
      // Bytes that are no DER, such as the digest of a key.
    }
  };
  walk(readDerAt(bytes, 0), 0);
  return [...texts];
}
