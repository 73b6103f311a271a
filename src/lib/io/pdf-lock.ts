/**
 * The lock of an encrypted PDF: security handler revision 6 with AES-256 (ISO 32000-2, 7.6.4). A random key encrypts the file, and a passphrase the
 * key. Every reader since 2012 opens it. Deriving a key from the passphrase is quick by today's measure, so the passphrase itself has to be long.
 */

import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/** Longer passphrases are cut off by the standard, so they are not taken. */
export const PASSPHRASE_BYTES_MAX = 127;
/** Everything is allowed to whoever has the passphrase: what readers forbid on request, other readers do. */
const PERMISSIONS = -4;
const ROUNDS_MIN = 64;

export interface PdfLock {
  /** 32 bytes. */
  readonly key: Buffer;
  /** The encryption dictionary. */
  readonly dictionary: string;
}

/** A new lock that the passphrase opens. */
export function makeLock(passphrase: string): PdfLock {
  const key = randomBytes(32);
  const user = wrap(passphraseBytes(passphrase), key, Buffer.alloc(0));
  // The owner's passphrase could only lift restrictions, and there are none, so nobody has one.
  const owner = wrap(randomBytes(32), key, user.check);
  const entries = {
    O: owner.check,
    OE: owner.wrapped,
    U: user.check,
    UE: user.wrapped,
    Perms: permissionsBlock(key),
  };
  const strings = Object.entries(entries).map(([name, bytes]) => `/${name}<${bytes.toString('hex')}>`);
  const filter = '/CF<</StdCF<</AuthEvent/DocOpen/CFM/AESV3/Length 32>>>>/StmF/StdCF/StrF/StdCF/EncryptMetadata true';
  return { key, dictionary: `<</Filter/Standard/V 5/R 6/Length 256/P ${PERMISSIONS}${filter}${strings.join('')}>>` };
}

/** As the standard has it: one form of each letter (a part of SASLprep, RFC 4013), in UTF-8. */
function passphraseBytes(passphrase: string): Buffer {
  return Buffer.from(passphrase.normalize('NFKC'), 'utf8').subarray(0, PASSPHRASE_BYTES_MAX);
}

/** Algorithms 8 and 9: what a passphrase is checked with, and the file's key under it. */
function wrap(passphrase: Buffer, key: Buffer, user: Buffer): { readonly check: Buffer; readonly wrapped: Buffer } {
  const [checkSalt, keySalt] = [randomBytes(8), randomBytes(8)];
  const check = Buffer.concat([hardenedHash(passphrase, checkSalt, user), checkSalt, keySalt]);
  const cipher = createCipheriv('aes-256-cbc', hardenedHash(passphrase, keySalt, user), Buffer.alloc(16)).setAutoPadding(false);
  return { check, wrapped: Buffer.concat([cipher.update(key), cipher.final()]) };
}

/** Algorithm 2.B: at least 64 rounds of AES and a hash that each round chooses. */
export function hardenedHash(passphrase: Buffer, salt: Buffer, user: Buffer): Buffer {
  let key = createHash('sha256').update(passphrase).update(salt).update(user).digest();
  for (let round = 0, last = 0; round < ROUNDS_MIN || last > round - 32; round++) {
    const block = Buffer.concat([passphrase, key, user]);
    const repeated = Buffer.alloc(block.length * 64, block);
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32)).setAutoPadding(false);
    const encrypted = cipher.update(repeated);
    // The first 16 bytes as a number modulo 3: 256 is 1 modulo 3, so the sum of the bytes will do.
    const choice = encrypted.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3;
    key = createHash(['sha256', 'sha384', 'sha512'][choice] ?? 'sha256')
      .update(encrypted)
      .digest();
    last = encrypted.at(-1) ?? 0;
  }
  return key.subarray(0, 32);
}

/** Algorithm 10: the permissions once more under the key, so that a changed one is noticed. */
function permissionsBlock(key: Buffer): Buffer {
  const block = Buffer.alloc(16, 0xff);
  block.writeInt32LE(PERMISSIONS, 0);
  block.write('Tadb', 8, 'latin1');
  randomBytes(4).copy(block, 12);
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}

/** One string or stream under the key of a file, behind the random bytes that begin it. */
export function encryptPiece(key: Buffer, bytes: Uint8Array): Buffer {
  const start = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', key, start);
  return Buffer.concat([start, cipher.update(bytes), cipher.final()]);
}
