/** What `verify` and the leak scan report. Places and counts only: no finding holds the value that was found. */

import type { ReceiptCheck, VerifiedSignature } from './commitment.js';
import type { VerifiedSeal } from './seal.js';

export const LEAK_KINDS = [
  'email',
  'phone',
  'postcode',
  'ip-address',
  'name',
  'address',
  'date-of-birth',
  'comment',
  'record-id',
  'file-name',
  'identifier-hash',
  /** Text that neither the release nor the pack's standing words account for. */
  'unexpected-text',
  'link',
  /** A signature inside a PDF that is not exactly the stated one. */
  'seal',
  'forbidden-feature',
  /** What no reader here can read, or what two readers read differently. */
  'unreadable',
] as const;
export type LeakKind = (typeof LEAK_KINDS)[number];

/** Something in a pack that must not be there, or that could not be read and so could hide it. */
export interface Finding {
  readonly kind: LeakKind;
  /** File and part of it, for example `home-secretary.pdf page 3`. */
  readonly where: string;
  /** For features and unreadable parts: what it is, from our own list of words. */
  readonly what?: string;
  /** The record whose value was found, when the private data is at hand. */
  readonly source?: string;
  readonly record?: number;
  readonly count: number;
}

export const INTEGRITY_CODES = [
  'manifest-missing',
  'manifest-invalid',
  'manifest-version',
  'manifest-not-canonical',
  'manifest-checksum',
  'path-unsafe',
  'file-missing',
  'file-changed',
  'file-added',
  'pdf-missing',
  'pdf-unreadable',
  'page-unreadable',
  'page-contradicts',
  'statement-missing',
  'statement-invalid',
  'statement-contradicts',
  'commitment-contradicts',
  'signature-missing',
  'signature-unexpected',
  'signature-wrong',
  'signature-other-key',
  'seal-missing',
  'seal-unexpected',
  'seal-malformed',
  'seal-range',
  'seal-digest',
  'seal-signature',
  'seal-certificate',
  'seal-dates',
  'seal-other-certificate',
  'annex-unlisted',
  'annex-missing',
  'annex-changed',
] as const;
export type IntegrityCode = (typeof INTEGRITY_CODES)[number];

/** A way in which the pack is not the one that was built. */
export interface IntegrityFinding {
  readonly kind: 'integrity';
  readonly code: IntegrityCode;
  /** File name, control characters shown as `\u{...}`. */
  readonly where: string;
  /** More, for example which field contradicts, or the file that has the same content. */
  readonly detail?: string;
}

export interface VerifiedFile {
  readonly path: string;
  readonly bytes: number;
  readonly state: 'unchanged' | 'changed' | 'missing' | 'added';
}

export interface VerifyReport {
  readonly formatVersion: 1;
  /** Name of the folder, without its path. */
  readonly folder: string;
  readonly ok: boolean;
  /** First 16 hexadecimal digits of the SHA-256 of `manifest.json`, in groups of four: said aloud at the hand-in. Null without a manifest. */
  readonly manifestFingerprint: string | null;
  /** Null for a pack without a signature, or with one that is not right. */
  readonly signature: VerifiedSignature | null;
  /** The seal of each PDF; empty for a pack that states none. Sorted by file. */
  readonly seals: readonly VerifiedSeal[];
  /** Encrypted files of names, held against the manifest; null when no folder of them was given. */
  readonly annex: readonly VerifiedFile[] | null;
  /** The count that the tree fixes, and its root; null for a pack without a tree. */
  readonly tree: { readonly size: number; readonly root: string } | null;
  /** Null when no receipt was given. */
  readonly receipt: ReceiptCheck | null;
  /** The manifest itself and its signature are not listed. Sorted by path. */
  readonly files: readonly VerifiedFile[];
  readonly findings: readonly (IntegrityFinding | Finding)[];
}
