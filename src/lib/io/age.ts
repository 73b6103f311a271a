/**
 * Encryption in the format age (C2SP/C2SP, age.md): to X25519 recipients or with a passphrase. Only what this program hands over is
 * encrypted here; files and questions are `sealing.ts`'s and the commands'. The library's messages are judged here and never passed on.
 */

import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';

import { HandinError, InputError } from '../errors.js';
import type { AgePair, Key, Lock } from '../model/sealed.js';

/** What the library says when no identity, or not this passphrase, opens a file; a test holds this version to it. */
const NO_MATCH = "no identity matched any of the file's recipients";

/** A recipient of kind X25519: `age1` and 58 characters of Bech32. */
const RECIPIENT = /^age1[ac-hj-np-z02-9]{58}$/;
const IDENTITY = /^AGE-SECRET-KEY-1[AC-HJ-NP-Z02-9]{58}$/;

/** A new pair. */
export async function createAgePair(): Promise<AgePair> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** Whether a text is a recipient that can be encrypted to, its checksum included. */
export function isRecipient(text: string): boolean {
  return RECIPIENT.test(text) && accepts(() => new Encrypter().addRecipient(text));
}

/** Whether a text is an identity, its checksum included. */
export function isIdentity(text: string): boolean {
  return IDENTITY.test(text) && accepts(() => new Decrypter().addIdentity(text));
}

function accepts(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

/** Encrypts pieces as they come. The caller has checked the recipients. */
export async function* encryptPieces(pieces: AsyncIterable<Uint8Array>, lock: Lock): AsyncGenerator<Uint8Array, void, undefined> {
  const encrypter = new Encrypter();
  if ('passphrase' in lock) encrypter.setPassphrase(lock.passphrase);
  else for (const recipient of lock.recipients) encrypter.addRecipient(recipient);
  yield* read(await encrypter.encrypt(ReadableStream.from(pieces) as ReadableStream<Uint8Array>));
}

/**
 * Decrypts pieces as they come. Each piece that comes out was authentic; whether the file is whole shows only at its end.
 * @throws InputError `age-no-match` when the key does not open it; `age-damaged` when it is cut off, changed or no age file
 */
export async function* decryptPieces(
  pieces: AsyncIterable<Uint8Array>,
  key: Key,
  label: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decrypter = new Decrypter();
  if ('passphrase' in key) decrypter.addPassphrase(key.passphrase);
  else for (const identity of key.identities) decrypter.addIdentity(identity);
  try {
    yield* read(await decrypter.decrypt(ReadableStream.from(pieces) as ReadableStream<Uint8Array>));
  } catch (cause) {
    // What the disk or our own code says of itself is not the library's judgement of the file.
    if (cause instanceof HandinError || (cause instanceof Error && 'syscall' in cause)) throw cause;
    throw cause instanceof Error && cause.message === NO_MATCH ? noMatch(label, key) : damaged(label);
  }
}

function noMatch(label: string, key: Key): InputError {
  return 'passphrase' in key
    ? new InputError(`${label} does not open with this passphrase.`, {
        code: 'age-no-match',
        hint: 'Check capitals and spaces, or ask the sender for the passphrase again, by another way than the file.',
      })
    : new InputError(`${label} was not encrypted to this identity.`, {
        code: 'age-no-match',
        hint: 'Give the identity file whose recipient (age1…) the sender used, or send that recipient and ask for the file again.',
      });
}

function damaged(label: string): InputError {
  return new InputError(`${label} is damaged, cut off or was changed; nothing of it was kept.`, {
    code: 'age-damaged',
    hint: 'Ask for it once more, and let the sender compare its size.',
  });
}

async function* read(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  let isDone = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      isDone = done;
      if (done) return;
      yield value;
    }
  } finally {
    // Whoever stops early lets the source be closed too.
    if (!isDone) await reader.cancel().catch(() => undefined);
  }
}
