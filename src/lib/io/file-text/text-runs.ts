/**
 * Text in bytes of unknown kind. Bytes that are text as a whole are told from data in which some text may stand; of the
 * latter every run that could be a name is kept, as UTF-8, Latin-1 and UTF-16 in both byte orders.
 */

import { decodeUtf8OrLatin1, readText } from '../pdf-read/syntax.js';

export interface ReadBytes {
  /** The whole as text, in every reading that fits. */
  readonly texts: readonly string[];
  /** Runs found in data; chance makes some of them. */
  readonly fragments: readonly string[];
}

/** "Li Xi" has five characters; what is shorter turns up in any data. */
const RUN_MIN = 5;
const UTF16_RUN_MIN = 4;
/** Names of three letters in wide scripts are common, and a run of three such units by chance is rare. */
const WIDE_RUN_MIN = 3;
const LETTERS_MIN = 3;
/** Share of ASCII in a Latin-1 run; data of chance has less. */
const PLAIN_SHARE_MIN = 0.7;
/** ASCII bytes in a row are ASCII, although pairs of them look like wide characters. */
const ASCII_ROW_MIN = 6;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells data from text
const CONTROL = /[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]/;

/** Reads bytes as text if they are text, else as data. */
export function readBytes(bytes: Buffer): ReadBytes {
  if (bytes.length === 0) return { texts: [], fragments: [] };
  if (hasMark(bytes)) return { texts: readText(bytes), fragments: [] };
  const wide = wholeUtf16(bytes);
  // Letters of chance may stand close to the text, so it counts as data too.
  if (wide !== null) return { texts: [wide], fragments: [wide] };
  const text = decodeUtf8OrLatin1(bytes);
  // Text in Latin-1 may be UTF-8 with a stray byte at its edge.
  if (!CONTROL.test(text))
    return { texts: [text], fragments: isAscii(text) || !bytes.equals(Buffer.from(text, 'latin1')) ? [] : [...utf8Runs(bytes)] };
  return { texts: [], fragments: textRuns(bytes) };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);

const hasMark = (bytes: Buffer): boolean =>
  (bytes[0] === 0xfe && bytes[1] === 0xff) ||
  (bytes[0] === 0xff && bytes[1] === 0xfe) ||
  (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf && !CONTROL.test(decodeUtf8OrLatin1(bytes)));

/** UTF-16 without a mark: every unit is a letter or a sign of print, and some have an empty half, as ASCII text never has. */
function wholeUtf16(bytes: Buffer): string | null {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return null;
  for (const littleEndian of [false, true]) {
    let narrow = 0;
    let at = 0;
    for (; at < bytes.length; at += 2) {
      const unit = littleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
      if (!isPlausible(unit)) break;
      if (unit < 0x2030) narrow++;
    }
    if (at >= bytes.length && narrow > 0) return decodeUnits(bytes, 0, bytes.length, littleEndian);
  }
  return null;
}

/** Runs of text in data, every encoding of them on its own. */
export function textRuns(bytes: Buffer): string[] {
  const runs = [...latin1Runs(bytes), ...utf8Runs(bytes)];
  for (const littleEndian of [false, true]) {
    for (const offset of [0, 1]) for (const run of utf16Runs(bytes, offset, littleEndian)) runs.push(run);
  }
  return runs;
}

function* latin1Runs(bytes: Buffer): Generator<string> {
  let start = 0;
  let plain = 0;
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (isPlain(byte) || byte >= 0xa0) {
      if (isPlain(byte)) plain++;
      continue;
    }
    if (at - start >= RUN_MIN && plain >= (at - start) * PLAIN_SHARE_MIN) yield bytes.toString('latin1', start, at);
    start = at + 1;
    plain = 0;
  }
}

/** Printable ASCII, and what moves to another line. */
const isPlain = (byte: number): boolean => (byte >= 0x20 && byte <= 0x7e) || byte === 9 || byte === 10 || byte === 13;

/** Only runs with a character beyond ASCII: the others are Latin-1 too. */
function* utf8Runs(bytes: Buffer): Generator<string> {
  let start = 0;
  let beyond = 0;
  for (let at = 0; at <= bytes.length; ) {
    const length = at < bytes.length ? characterLength(bytes, at) : 0;
    if (length > 0) {
      if (length > 1) beyond++;
      at += length;
      continue;
    }
    if (beyond > 0) {
      const run = bytes.toString('utf8', start, at);
      if ((run.match(/\p{L}/gu) ?? []).length >= LETTERS_MIN && run.length >= UTF16_RUN_MIN) yield run;
    }
    start = ++at;
    beyond = 0;
  }
}

/** Bytes of the printable character at `at`; 0 when there is none. */
function characterLength(bytes: Buffer, at: number): number {
  const byte = bytes[at] ?? 0;
  if (isPlain(byte)) return 1;
  const length = byte >= 0xc3 && byte <= 0xdf ? 2 : byte >= 0xe0 && byte <= 0xef ? 3 : byte >= 0xf0 && byte <= 0xf4 ? 4 : 0;
  for (let i = 1; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

function* utf16Runs(bytes: Buffer, offset: number, littleEndian: boolean): Generator<string> {
  let start = offset;
  let script: number = BLANK;
  let letters = 0;
  let ascii = 0;
  const end = bytes.length - ((bytes.length - offset) % 2);
  for (let at = offset; at <= end; at += 2) {
    const unit = at < end ? unitAt(bytes, at, littleEndian) : 0;
    const kind = KINDS[unit] ?? NONE;
    // Han and Hangul cover half of all units, so chance makes long runs of both mixed; names mix them with nothing but blanks.
    const continues = kind !== NONE && (kind === BLANK || script === BLANK || kind === script);
    if (continues) {
      if (kind !== BLANK) {
        script = kind;
        letters++;
      }
      if (isAsciiPair(unit)) ascii++;
      continue;
    }
    const length = (at - start) / 2;
    const isLong = length >= (script === NARROW ? UTF16_RUN_MIN : WIDE_RUN_MIN) && letters >= WIDE_RUN_MIN;
    if (isLong && !(ascii === length && ascii * 2 >= ASCII_ROW_MIN)) yield decodeUnits(bytes, start, at, littleEndian);
    start = kind === NONE ? at + 2 : at;
    script = kind === NONE ? BLANK : kind;
    letters = kind === NONE ? 0 : 1;
    ascii = kind !== NONE && isAsciiPair(unit) ? 1 : 0;
  }
}

function unitAt(bytes: Buffer, at: number, littleEndian: boolean): number {
  const [first, second] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
  return littleEndian ? first | (second << 8) : (first << 8) | second;
}

const isAsciiPair = (unit: number): boolean => unit >> 8 >= 0x20 && unit >> 8 <= 0x7e && (unit & 0xff) >= 0x20 && (unit & 0xff) <= 0x7e;

const [NONE, BLANK, NARROW, HAN, HANGUL] = [0, 1, 2, 3, 4] as const;
/** Letters, marks and signs of scripts in use for names: first and last code unit of each stretch, and what may stand beside it. */
const STRETCHES: readonly (readonly [number, number, number])[] = [
  [0x09, 0x0a, BLANK],
  [0x0d, 0x0d, BLANK],
  [0x20, 0x20, BLANK],
  [0x21, 0x7e, NARROW],
  [0xa0, 0x24f, NARROW],
  [0x2b0, 0x6ff, NARROW],
  [0x900, 0x10ff, NARROW],
  [0x1200, 0x137f, NARROW],
  [0x1780, 0x17ff, NARROW],
  [0x1e00, 0x1fff, NARROW],
  [0x200b, 0x200f, BLANK],
  [0x2010, 0x2027, NARROW],
  [0x3000, 0x3000, BLANK],
  [0x3040, 0x30ff, HAN],
  [0x4e00, 0x9fff, HAN],
  [0xac00, 0xd7a3, HANGUL],
  [0xff01, 0xff5e, NARROW],
];
const KINDS = new Uint8Array(0x10000);
for (const [first, last, kind] of STRETCHES) KINDS.fill(kind, first, last + 1);
const isPlausible = (unit: number): boolean => KINDS[unit] !== NONE;

function decodeUnits(bytes: Buffer, start: number, end: number, littleEndian: boolean): string {
  const part = Buffer.from(bytes.subarray(start, end));
  return (littleEndian ? part : part.swap16()).toString('utf16le');
}
