/**
 * Whether a pack's `manifest.sig` belongs to its manifest, and whether a key that somebody trusts made it. Without such a key the answer is only
 * that the signature is whole: anybody can make a key and put it into a pack.
 */

import type { SignatureKind, SignatureStatement, TreeCommitment } from '../model/commitment.js';
import { formatHead } from './checkpoint.js';
import { formatMinisignKey, isSignedWithMinisign, parseMinisignKey } from './minisign.js';
import { checkNote, formatVerifier, parseNote, parseVerifier } from './note.js';
import { formatSshKey, isSignedWithSsh, parseSshKey } from './ssh-signature.js';

/** What was signed. */
export interface SignedManifest {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly commitment?: TreeCommitment;
}

/** The public keys in a text: verifier keys, keys of SSH or of minisign, one a line; comments and empty lines are passed over. Null when a line is none. */
export function parseKeys(text: string): SignatureStatement[] | null {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('untrusted comment:')).map(parseKey);
  return keys.length === 0 || keys.includes(null) ? null : keys.filter((key) => key !== null);
}

/** One key in its own spelling, without its comment. */
export function parseKey(line: string): SignatureStatement | null {
  const verifier = parseVerifier(line);
  if (verifier !== null) return { kind: 'ed25519', key: formatVerifier(verifier) };
  const ssh = parseSshKey(line);
  if (ssh !== null) return { kind: 'ssh', key: formatSshKey(ssh) };
  const minisign = parseMinisignKey(line);
  return minisign === null ? null : { kind: 'minisign', key: formatMinisignKey(minisign) };
}

/** Whether `signature` is the stated key's own signature over this manifest, whole to the bit. */
export function isManifestSigned(manifest: SignedManifest, stated: SignatureStatement, signature: Uint8Array): boolean {
  const text = Buffer.from(signature).toString('utf8');
  // Bytes that are no UTF-8 would otherwise be read as the same text.
  if (!Buffer.from(text, 'utf8').equals(signature)) return false;
  return SIGNED[stated.kind](manifest, stated.key, text);
}

const SIGNED: Readonly<Record<SignatureKind, (manifest: SignedManifest, key: string, text: string) => boolean>> = {
  ed25519(manifest, key, text) {
    const verifier = parseVerifier(key);
    const note = parseNote(text);
    if (verifier === null || note === null || note.text !== headText(manifest, verifier.name)) return false;
    return checkNote(note, [verifier]) === 'valid';
  },
  ssh(manifest, key, text) {
    const parsed = parseSshKey(key);
    return parsed !== null && isSignedWithSsh(text, parsed, manifest.bytes);
  },
  minisign(manifest, key, text) {
    const parsed = parseMinisignKey(key);
    return parsed !== null && isSignedWithMinisign(text, parsed, manifest.bytes);
  },
};

/** The text of the note of a manifest. */
export function headText({ sha256, commitment }: SignedManifest, origin: string): string {
  const tree = commitment === undefined ? null : { size: commitment.size, root: Buffer.from(commitment.root, 'hex') };
  return formatHead({ origin, tree, manifestSha256: sha256 });
}

/**
 * Whether one of the trusted keys signed. A note may carry the signatures of partners beside the organisers' own; if a trusted key's
 * signature is there and wrong, the whole is not trusted.
 */
export function isTrusted(stated: SignatureStatement, signature: Uint8Array, trusted: readonly SignatureStatement[]): boolean {
  if (stated.kind !== 'ed25519') return trusted.some(({ kind, key }) => kind === stated.kind && key === stated.key);
  const note = parseNote(Buffer.from(signature).toString('utf8'));
  const verifiers = trusted.flatMap(({ kind, key }) => (kind === 'ed25519' ? (parseVerifier(key) ?? []) : []));
  return note !== null && checkNote(note, verifiers) === 'valid';
}
