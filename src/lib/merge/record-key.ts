/**
 * Naming a record in a rule without saying whose it is: a keyed digest (HMAC-SHA-256, RFC 2104) of its identity key and its signing time. The
 * secret lies in the private folder, so that nobody who has the rule alone can find out by trying whether somebody signed; a plain
 * digest of a name and an address could be guessed.
 */

import { quoteText } from '../sql.js';

/** Bytes of the inner hash's block. */
const BLOCK = 64;
/** Hexadecimal digits of a record key: among a million records a clash is a matter of one in ten million. */
export const RECORD_KEY_LENGTH = 16;

/** The key of record `r`, which has `identity_key` and `signed_at`. `secret` is 64 hexadecimal digits. */
export function recordKeySql(secret: string): string {
  const padded = (byte: number): string =>
    Array.from({ length: BLOCK }, (_, index) => {
      const own = index * 2 < secret.length ? Number.parseInt(secret.slice(index * 2, index * 2 + 2), 16) : 0;
      return (own ^ byte).toString(16).padStart(2, '0');
    }).join('');
  const message = `encode(${quoteText(RECORD_KEY_PURPOSE)} || chr(31) || r.identity_key || chr(31) || r.signed_at)`;
  const inner = `unhex(sha256(unhex(${quoteText(padded(0x36))}) || ${message}))`;
  return `substr(sha256(unhex(${quoteText(padded(0x5c))}) || ${inner}), 1, ${RECORD_KEY_LENGTH})`;
}

/** Keeps these digests apart from any others that the same secret might make. */
export const RECORD_KEY_PURPOSE = 'handin/strike/record/v1';
