/**
 * DER, as far as a signature over a PDF needs it (ITU-T X.690): a writer, and a reader that takes one spelling only, so that nothing can hide in
 * another. Tags of one byte, lengths of up to four.
 */

export const TAG = { boolean: 1, integer: 2, bits: 3, octets: 4, nothing: 5, oid: 6, utf8: 0x0c, sequence: 0x30, set: 0x31 } as const;

/** The bytes are no DER. */
export class DerProblem extends Error {}

/** One value: its tag, all its bytes, and those behind tag and length. */
export interface DerValue {
  readonly tag: number;
  readonly whole: Buffer;
  readonly content: Buffer;
}

/** Any value. */
export function derValue(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), lengthBytes(content.length), content]);
}

export const derSequence = (...parts: readonly Uint8Array[]): Buffer => derValue(TAG.sequence, ...parts);

/** A set: its members in the order of their bytes (X.690, 11.6). */
export const derSet = (...parts: readonly Uint8Array[]): Buffer => derValue(TAG.set, ...sorted(parts));

/** `[number]` around its parts. */
export const derTagged = (number: number, ...parts: readonly Uint8Array[]): Buffer => derValue(0xa0 | number, ...parts);

export const derOctets = (bytes: Uint8Array): Buffer => derValue(TAG.octets, bytes);

export const derNull = (): Buffer => derValue(TAG.nothing);

/** A small number. */
export const derSmall = (value: number): Buffer => derValue(TAG.integer, Buffer.of(value));

/** An object identifier, such as `1.2.840.113549.1.7.2`. */
export function derOid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return derValue(TAG.oid, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

/** Members of a set in their order. */
export function sorted(parts: readonly Uint8Array[]): Uint8Array[] {
  return [...parts].sort(Buffer.compare);
}

function base128(arc: number): number[] {
  const digits = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest & 0xff);
  return Buffer.of(0x80 | digits.length, ...digits);
}

/**
 * The value that begins at `at`.
 * @throws DerProblem for a tag of several bytes, a length that is not the shortest, or an end behind the bytes
 */
export function readDerAt(bytes: Uint8Array, at: number): DerValue {
  const tag = bytes[at];
  const short = bytes[at + 1];
  if (tag === undefined || short === undefined || (tag & 0x1f) === 0x1f) throw new DerProblem('tag');
  let length = short;
  let start = at + 2;
  if (short >= 0x80) {
    const count = short & 0x7f;
    if (count === 0 || count > 4 || start + count > bytes.length) throw new DerProblem('length');
    length = 0;
    for (let digit = 0; digit < count; digit++) length = length * 256 + (bytes[start + digit] ?? 0);
    if (length < 0x80 || (count > 1 && bytes[start] === 0)) throw new DerProblem('length');
    start += count;
  }
  const end = start + length;
  if (end > bytes.length) throw new DerProblem('end');
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { tag, whole: buffer.subarray(at, end), content: buffer.subarray(start, end) };
}

/** Every value of a stretch of bytes, which they fill exactly. @throws DerProblem */
export function readDer(bytes: Uint8Array): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length; at += values.at(-1)?.whole.length ?? 0) values.push(readDerAt(bytes, at));
  return values;
}

/** The values inside a value that must have this tag. @throws DerProblem */
export function inside(value: DerValue | undefined, tag: number): DerValue[] {
  if (value?.tag !== tag) throw new DerProblem('another tag');
  return readDer(value.content);
}
