/**
 * Signatures that `minisign -S` makes (https://jedisct1.github.io/minisign/): four lines, the second a signature over the file's BLAKE2b-512 (or,
 * from old versions, the file), the fourth one over the signature and the trusted comment.
 */

import { createHash } from 'node:crypto';

import { decodeBase64, verifyEd25519 } from './note.js';

export interface MinisignKey {
  /** Eight bytes that name the key. */
  readonly id: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** Reads a public key: the line that minisign prints, or its file of two lines. */
export function parseMinisignKey(text: string): MinisignKey | null {
  const lines = text.trim().split('\n');
  if (lines.length > 2 || (lines.length === 2 && !lines[0]?.startsWith('untrusted comment:'))) return null;
  const bytes = decodeBase64(lines.at(-1) ?? '');
  return bytes?.length === 42 && bytes.toString('latin1', 0, 2) === 'Ed'
    ? { id: bytes.subarray(2, 10), publicKey: bytes.subarray(10) }
    : null;
}

export function formatMinisignKey({ id, publicKey }: MinisignKey): string {
  return Buffer.concat([Buffer.from('Ed'), id, publicKey]).toString('base64');
}

/** The first line, which nothing protects: it must be this, or a change of it would go unseen. */
export const MINISIGN_COMMENT = 'untrusted comment: signature of a handin manifest';

/** Whether the text is a signature by this key over these bytes. Any first line of comment passes only when `anyComment` is set. */
export function isSignedWithMinisign(text: string, key: MinisignKey, message: Uint8Array, anyComment = false): boolean {
  const [comment = '', second = '', third = '', fourth = '', ...rest] = text.split('\n');
  if (rest.join('\n') !== '' || !text.endsWith('\n') || !(anyComment || comment === MINISIGN_COMMENT)) return false;
  const first = decodeBase64(second);
  const last = decodeBase64(fourth);
  const trusted = /^trusted comment: (.*)$/.exec(third)?.[1];
  if (first?.length !== 74 || last?.length !== 64 || trusted === undefined) return false;
  const signature = first.subarray(10);
  const kind = first.toString('latin1', 0, 2);
  if ((kind !== 'ED' && kind !== 'Ed') || !first.subarray(2, 10).equals(key.id)) return false;
  const signed = kind === 'ED' ? createHash('blake2b512').update(message).digest() : message;
  return (
    verifyEd25519(key.publicKey, signed, signature) && verifyEd25519(key.publicKey, Buffer.concat([signature, Buffer.from(trusted)]), last)
  );
}
