/**
 * Signed notes with Ed25519, as C2SP describes them (https://c2sp.org/signed-note): a text, an empty line, and signature lines. Keys are
 * written as one line of text too: `<name>+<key id>+<base64>` for checking, and the same behind `PRIVATE+KEY+` for signing, which other tools for
 * notes read as well. Pure: makes and reads text.
 */

import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';

const ED25519 = 0x01;
const SECRET_PREFIX = 'PRIVATE+KEY+';
/** What the standard wrappings of a raw Ed25519 key begin with: RFC 8410, section 7 and section 4. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
/** A note of ours has one or a few signatures; far larger ones are no notes of packs. */
const NOTE_BYTES_MAX = 100_000;

/** The public half of a key. */
export interface Verifier {
  readonly name: string;
  /** Eight hexadecimal digits: not a proof of anything, but a short name for the key. */
  readonly id: string;
  readonly publicKey: Uint8Array;
}

export interface Signer extends Verifier {
  readonly seed: Uint8Array;
}

export interface NoteSignature {
  readonly name: string;
  readonly id: string;
  readonly signature: Uint8Array;
}

export interface Note {
  /** With its last line feed; what is signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A name that a key may have: no space, no plus sign. An address without its scheme is usual: `example.org/petition`. */
export function isKeyName(name: string): boolean {
  return name !== '' && name.length <= 200 && !/[\s+\p{Z}\p{Cc}\p{Cf}\p{Surrogate}]/u.test(name);
}

/** A new key pair. */
export function createSigner(name: string): Signer {
  const { privateKey } = generateKeyPairSync('ed25519');
  return signerOf(name, privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8_HEAD.length));
}

/** The pair of a 32-byte seed. */
export function signerOf(name: string, seed: Uint8Array): Signer {
  const publicKey = createPublicKey(secretObject(seed)).export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length);
  return { name, id: keyId(name, publicKey), publicKey, seed };
}

function keyId(name: string, publicKey: Uint8Array): string {
  return createHash('sha256').update(`${name}\n`).update(Uint8Array.of(ED25519)).update(publicKey).digest('hex').slice(0, 8);
}

export function formatVerifier({ name, id, publicKey }: Verifier): string {
  return `${name}+${id}+${withType(publicKey)}`;
}

export function formatSigner({ name, id, seed }: Signer): string {
  return `${SECRET_PREFIX}${name}+${id}+${withType(seed)}`;
}

const withType = (key: Uint8Array): string => Buffer.concat([Uint8Array.of(ED25519), key]).toString('base64');

/** Reads a verifier key; null for anything that is none, or whose id does not belong to it. */
export function parseVerifier(text: string): Verifier | null {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text);
  const [, name = '', id = '', encoded = ''] = parts ?? [];
  const key = rawKey(encoded);
  if (key === null || !isKeyName(name) || keyId(name, key) !== id) return null;
  return { name, id, publicKey: key };
}

/** Reads a signing key; null for anything that is none. */
export function parseSigner(text: string): Signer | null {
  if (!text.startsWith(SECRET_PREFIX)) return null;
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.slice(SECRET_PREFIX.length)) ?? [];
  const seed = rawKey(encoded);
  if (seed === null || !isKeyName(name)) return null;
  const signer = signerOf(name, seed);
  return signer.id === id ? signer : null;
}

function rawKey(encoded: string): Buffer | null {
  const bytes = decodeBase64(encoded);
  return bytes?.length === 33 && bytes[0] === ED25519 ? bytes.subarray(1) : null;
}

/** The bytes of a base64 text in its one proper spelling; null for any other. Otherwise a changed letter could go unseen. */
export function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** The note of a text that ends with a line feed, with one signature. Ed25519 has one signature for a text, so the same text gives the same note. */
export function signNote(text: string, signer: Signer): string {
  return formatNote({ text, signatures: [{ name: signer.name, id: signer.id, signature: signText(text, signer) }] });
}

export function signText(text: string, signer: Signer): Uint8Array {
  return sign(null, Buffer.from(text, 'utf8'), secretObject(signer.seed));
}

export function formatNote({ text, signatures }: Note): string {
  const lines = signatures.map(
    ({ name, id, signature }) => `— ${name} ${Buffer.concat([Buffer.from(id, 'hex'), signature]).toString('base64')}\n`,
  );
  return `${text}\n${lines.join('')}`;
}

/** Reads a note strictly; null for anything that is none. Says nothing of whether a signature is right. */
export function parseNote(note: string): Note | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a note may hold none but line feeds, and that is what is looked for.
  if (note.length > NOTE_BYTES_MAX || /[\u0000-\u0009\u000b-\u001f\ufffd]/.test(note) || !note.endsWith('\n')) return null;
  const cut = note.lastIndexOf('\n\n');
  if (cut < 1) return null;
  const signatures = note
    .slice(cut + 2, -1)
    .split('\n')
    .map(parseSignatureLine);
  if (signatures.some((one) => one === null)) return null;
  return { text: note.slice(0, cut + 1), signatures: signatures.filter((one) => one !== null) };
}

function parseSignatureLine(line: string): NoteSignature | null {
  const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  const bytes = decodeBase64(encoded);
  if (bytes === null || bytes.length < 5 || !isKeyName(name)) return null;
  return { name, id: bytes.subarray(0, 4).toString('hex'), signature: bytes.subarray(4) };
}

/**
 * `valid` when at least one of the keys signed the note and none of their signatures is wrong; `invalid` when one is wrong; `unknown-key` when
 * none of the keys signed it. Signatures of other keys are passed over.
 */
export function checkNote(note: Note, verifiers: readonly Verifier[]): 'valid' | 'invalid' | 'unknown-key' {
  let state: 'valid' | 'unknown-key' = 'unknown-key';
  for (const { name, id, signature } of note.signatures) {
    const known = verifiers.find((verifier) => verifier.name === name && verifier.id === id);
    if (known === undefined) continue;
    if (!isSignedBy(known, note.text, signature)) return 'invalid';
    state = 'valid';
  }
  return state;
}

function isSignedBy({ publicKey }: Verifier, text: string, signature: Uint8Array): boolean {
  return verifyEd25519(publicKey, Buffer.from(text, 'utf8'), signature);
}

/** Whether an Ed25519 signature is right; false too for a key that is no point of the curve. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    return verify(null, message, createPublicKey({ key: Buffer.concat([SPKI_HEAD, publicKey]), format: 'der', type: 'spki' }), signature);
  } catch {
    // OpenSSL refuses some keys before it looks at the signature.
    return false;
  }
}

function secretObject(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
}
