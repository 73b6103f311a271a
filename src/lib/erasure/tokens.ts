/**
 * Keyed tokens of what identifies a person: what stays behind of somebody who asked to be removed. A token is
 *
 *     HMAC-SHA-256(K_sup, "handin/sup/v1" || 00 || LP(kind, value, ...))
 *
 * where LP writes every field as the length of its UTF-8 bytes (four bytes, the greatest first) and the bytes themselves, in NFC. A plain hash
 * of an e-mail address can be searched back by trying addresses; this one cannot without the key, which lies in a file of its own.
 *
 * The same construction exists twice: for Node, where a person's token is checked against vectors, and as SQL, so that the cells of a million
 * records are compared without leaving the engine.
 */

import { createHmac } from 'node:crypto';

import { quoteText } from '../sql.js';

/** Bytes of the key. */
export const KEY_BYTES = 32;
/** HMAC works on blocks of the hash; a shorter key is filled up with zeros (RFC 2104). */
const BLOCK_BYTES = 64;
const CONTEXT = 'handin/sup/v1\0';

/**
 * What a token stands for. An address or a number alone raises a question, because families share them; together with the name it is the
 * person. `record` is the identity key of a record, for somebody who gave nothing else; `other` the identity key of a record of which
 * somebody decided that it is another person's; `check` knows the key again.
 */
export const TOKEN_KINDS = [
  'email',
  'email-name',
  'phone',
  'phone-name',
  'name-postcode',
  'name-address',
  'record',
  'other',
  'check',
] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

export const TOKEN = /^[0-9a-f]{64}$/;

/** Fields with their lengths before them, so that no two lists of fields give the same bytes. */
export function lengthPrefixed(fields: readonly string[]): Buffer {
  const parts = fields.flatMap((field) => {
    const bytes = Buffer.from(field.normalize('NFC'), 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(parts);
}

/**
 * The token of a value, 64 hexadecimal digits.
 * @param key 32 bytes
 */
export function suppressionToken(key: Uint8Array, kind: TokenKind, ...values: readonly string[]): string {
  assertKey(key);
  return createHmac('sha256', key)
    .update(CONTEXT, 'utf8')
    .update(lengthPrefixed([kind, ...values]))
    .digest('hex');
}

/** Tells a list that this key made from one that another made. */
export function keyCheck(key: Uint8Array): string {
  return suppressionToken(key, 'check', 'key');
}

/** The same token as SQL over text expressions, in lower case. The key is part of the statement, which never leaves this process. */
export function suppressionTokenSql(key: Uint8Array, kind: TokenKind, ...columns: readonly string[]): string {
  assertKey(key);
  const fields = [quoteText(kind), ...columns].map(prefixedSql);
  const message = [`unhex('${Buffer.from(CONTEXT, 'utf8').toString('hex')}')`, ...fields].join(' || ');
  const inner = `sha256(unhex('${pad(key, 0x36)}') || ${message})`;
  return `sha256(unhex('${pad(key, 0x5c)}') || unhex(${inner}))`;
}

function prefixedSql(column: string): string {
  const bytes = `encode(nfc_normalize(${column}))`;
  return `unhex(printf('%08x', octet_length(${bytes}))) || ${bytes}`;
}

/** The key filled up to a block, every byte changed by `by`, in hexadecimal digits. */
function pad(key: Uint8Array, by: number): string {
  return Buffer.from(Array.from({ length: BLOCK_BYTES }, (_, place) => (key[place] ?? 0) ^ by)).toString('hex');
}

function assertKey(key: Uint8Array): void {
  if (key.length !== KEY_BYTES) throw new RangeError('a suppression key has 32 bytes');
}
