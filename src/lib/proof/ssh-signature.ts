/**
 * Signatures that `ssh-keygen -Y sign -n handin` makes, with Ed25519 keys: the format SSHSIG
 * (https://github.com/openssh/openssh-portable, PROTOCOL.sshsig). The namespace keeps a signature on a pack from being used for anything else.
 */

import { createHash } from 'node:crypto';

import { decodeBase64, verifyEd25519 } from './note.js';

export const SSH_NAMESPACE = 'handin';
const MAGIC = 'SSHSIG';
const KEY_TYPE = 'ssh-ed25519';
const BEGIN = '-----BEGIN SSH SIGNATURE-----\n';
const END = '-----END SSH SIGNATURE-----\n';
const LINE = 70;

/** The raw key of a line `ssh-ed25519 AAAA... comment`; null for any other kind of key. */
export function parseSshKey(line: string): Uint8Array | null {
  const [type, encoded = ''] = line.trim().split(/\s+/);
  const blob = type === KEY_TYPE ? decodeBase64(encoded) : null;
  return blob === null ? null : rawKey(blob);
}

/** The key as a pack states it: without the comment, which is often somebody's name and computer. */
export function formatSshKey(key: Uint8Array): string {
  return `${KEY_TYPE} ${Buffer.concat([field(KEY_TYPE), field(key)]).toString('base64')}`;
}

/** Whether the text is a signature by this key over these bytes, spelt as ssh-keygen spells it. */
export function isSignedWithSsh(text: string, key: Uint8Array, message: Uint8Array): boolean {
  if (!text.startsWith(BEGIN) || !text.endsWith(END)) return false;
  const body = text.slice(BEGIN.length, -END.length);
  const blob = decodeBase64(body.replaceAll('\n', ''));
  if (blob === null || `${(blob.toString('base64').match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []).join('\n')}\n` !== body) return false;
  const parts = fieldsOf(blob.subarray(MAGIC.length + 4));
  const isFormat =
    blob.toString('latin1', 0, MAGIC.length) === MAGIC && blob.length > MAGIC.length + 4 && blob.readUInt32BE(MAGIC.length) === 1;
  if (!isFormat || parts?.length !== 5) return false;
  const [publicKey, namespace, reserved, algorithm, signature] = parts as [Buffer, Buffer, Buffer, Buffer, Buffer];
  const hashName = algorithm.toString('latin1');
  if (rawKey(publicKey)?.equals(key) !== true || namespace.toString('latin1') !== SSH_NAMESPACE || reserved.length > 0) return false;
  if (hashName !== 'sha512' && hashName !== 'sha256') return false;
  const [type, raw, ...rest] = fieldsOf(signature) ?? [];
  if (type?.toString('latin1') !== KEY_TYPE || raw === undefined || rest.length > 0) return false;
  const digest = createHash(hashName).update(message).digest();
  const signed = Buffer.concat([Buffer.from(MAGIC), field(SSH_NAMESPACE), field(''), field(hashName), field(digest)]);
  return verifyEd25519(key, signed, raw);
}

function rawKey(blob: Buffer): Buffer | null {
  const [type, key, ...rest] = fieldsOf(blob) ?? [];
  return type?.toString('latin1') === KEY_TYPE && key?.length === 32 && rest.length === 0 ? key : null;
}

function field(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Fields behind their lengths; null when the last one ends too early. */
function fieldsOf(bytes: Buffer): Buffer[] | null {
  const fields: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length) return null;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    fields.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return fields;
}
