/**
 * The object syntax of PDF (ISO 32000-1, 7.2 and 7.3) and its strings as text. Reads objects of a file and operators
 * of a content stream alike; tolerant, because a scanner must read what any viewer would.
 */

import type { Limits } from './limits.js';

export class PdfName {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export class PdfString {
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

export class PdfRef {
  readonly num: number;
  constructor(num: number) {
    this.num = num;
  }
}

/** An operator, or a word such as `endobj`. */
export class PdfWord {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type PdfDict = Map<string, PdfValue>;
export type PdfValue = null | boolean | number | PdfName | PdfString | PdfRef | PdfWord | PdfDict | PdfValue[];

/** The key of a dictionary as the file has it, without the number of a repeated one. */
export function bareKey(key: string): string {
  const mark = key.lastIndexOf(REPEATED);
  return mark > 0 ? key.slice(0, mark) : key;
}

/** Stands before the number of a repeated key. */
const REPEATED = '\0';

/** The bytes are no PDF syntax. Caught by whoever can treat them as raw text instead. */
export class SyntaxProblem extends Error {}

const DEPTH_MAX = 256;

const WHITE = 1;
const DELIMITER = 2;
const CLASS = new Uint8Array(256);
for (const byte of [0, 9, 10, 12, 13, 32]) CLASS[byte] = WHITE;
for (const char of '()<>[]{}/%') CLASS[char.charCodeAt(0)] = DELIMITER;

export const isWhite = (byte: number | undefined): boolean => byte !== undefined && CLASS[byte] === WHITE;
export const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
const isRegular = (byte: number | undefined): boolean => byte !== undefined && CLASS[byte] === 0;

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

export class Lexer {
  readonly bytes: Buffer;
  position: number;
  readonly #limits: Limits;
  readonly #comments: Buffer[];

  /** Comments are text that no viewer shows; they go to `comments`. */
  constructor(bytes: Buffer, position: number, limits: Limits, comments: Buffer[]) {
    this.bytes = bytes;
    this.position = position;
    this.#limits = limits;
    this.#comments = comments;
  }

  /** The next object or word; undefined at the end. With `refs`, `1 0 R` is one object. */
  next(refs: boolean): PdfValue | undefined {
    const start = this.position;
    try {
      return this.#value(refs, 0);
    } finally {
      this.#limits.spendSteps(this.position - start + 1);
    }
  }

  skipWhite(): void {
    for (;;) {
      while (isWhite(this.bytes[this.position])) this.position++;
      if (this.bytes[this.position] !== 0x25) return;
      const start = this.position;
      while (this.position < this.bytes.length && this.bytes[this.position] !== 10 && this.bytes[this.position] !== 13) this.position++;
      this.#comments.push(this.bytes.subarray(start + 1, this.position));
    }
  }

  #value(refs: boolean, depth: number): PdfValue | undefined {
    if (depth > DEPTH_MAX) throw new SyntaxProblem('nested too deeply');
    this.skipWhite();
    const byte = this.bytes[this.position];
    if (byte === undefined) return undefined;
    switch (byte) {
      case 0x2f:
        return this.#name();
      case 0x28:
        return this.#literal();
      case 0x5b:
        this.position++;
        return this.#array(refs, depth);
      case 0x3c:
        if (this.bytes[this.position + 1] !== 0x3c) return this.#hex();
        this.position += 2;
        return this.#dict(refs, depth);
      case 0x3e:
        this.position += this.bytes[this.position + 1] === 0x3e ? 2 : 1;
        return new PdfWord('>>');
      case 0x5d:
      case 0x29:
      case 0x7b:
      case 0x7d:
        this.position++;
        return new PdfWord(String.fromCharCode(byte));
      default:
        return this.#numberOrWord(refs);
    }
  }

  #array(refs: boolean, depth: number): PdfValue[] {
    const items: PdfValue[] = [];
    for (;;) {
      const item = this.#value(refs, depth + 1);
      if (item instanceof PdfWord && item.text === ']') return items;
      items.push(this.#inside(item));
    }
  }

  #dict(refs: boolean, depth: number): PdfDict {
    const dict: PdfDict = new Map();
    for (;;) {
      const key = this.#value(refs, depth + 1);
      if (key instanceof PdfWord && key.text === '>>') return dict;
      if (!(key instanceof PdfName)) throw new SyntaxProblem('dictionary key');
      const value = this.#value(refs, depth + 1);
      if (value instanceof PdfWord && value.text === '>>') return dict.set(key.text, null);
      // A repeated key must not hide its other value from the scan; the number keeps both, `bareKey` takes it off again.
      dict.set(dict.has(key.text) ? `${key.text}${REPEATED}${dict.size}` : key.text, this.#inside(value));
    }
  }

  #inside(value: PdfValue | undefined): PdfValue {
    if (value === undefined) throw new SyntaxProblem('unfinished');
    if (value instanceof PdfWord && /^(?:endobj|obj|stream|endstream|xref|trailer|[>\]){}]+)$/.test(value.text))
      throw new SyntaxProblem('unfinished');
    return value;
  }

  #name(): PdfName {
    const start = ++this.position;
    while (isRegular(this.bytes[this.position])) this.position++;
    const raw = this.bytes.subarray(start, this.position);
    if (!raw.includes(0x23)) return new PdfName(decodeUtf8OrLatin1(raw));
    const decoded: number[] = [];
    for (let i = 0; i < raw.length; i++) {
      const high = raw[i] === 0x23 ? hexValue(raw[i + 1]) : -1;
      const low = high < 0 ? -1 : hexValue(raw[i + 2]);
      if (low < 0) decoded.push(raw[i] ?? 0);
      else {
        decoded.push(high * 16 + low);
        i += 2;
      }
    }
    return new PdfName(decodeUtf8OrLatin1(Buffer.from(decoded)));
  }

  #literal(): PdfString {
    const { bytes } = this;
    const start = ++this.position;
    let open = 1;
    let plain = true;
    while (open > 0) {
      const byte = bytes[this.position++];
      if (byte === undefined) throw new SyntaxProblem('unfinished string');
      if (byte === 0x5c) {
        plain = false;
        this.position++;
      } else if (byte === 0x28) open++;
      else if (byte === 0x29) open--;
      else if (byte === 13) plain = false;
    }
    const raw = bytes.subarray(start, this.position - 1);
    return new PdfString(plain ? raw : unescapeLiteral(raw));
  }

  #hex(): PdfString {
    const end = this.bytes.indexOf(0x3e, this.position);
    if (end < 0) {
      this.position = this.bytes.length;
      throw new SyntaxProblem('unfinished hexadecimal string');
    }
    const raw = this.bytes.subarray(this.position + 1, end);
    this.position = end + 1;
    return new PdfString(decodeHex(raw));
  }

  #numberOrWord(refs: boolean): PdfValue {
    const { bytes } = this;
    const start = this.position;
    while (isRegular(bytes[this.position])) this.position++;
    const text = bytes.toString('latin1', start, Math.min(this.position, start + 64));
    const first = bytes[start] ?? 0;
    if (isDigit(first) || first === 0x2b || first === 0x2d || first === 0x2e) {
      const number = readNumber(text);
      if (number === null) return new PdfWord(text);
      return refs && isDigit(first) ? (this.#refAfter(number) ?? number) : number;
    }
    if (text === 'true') return true;
    if (text === 'false') return false;
    if (text === 'null') return null;
    return new PdfWord(text);
  }

  /** `0 R` after an object number; the position moves only when it is there. */
  #refAfter(num: number): PdfRef | null {
    const { bytes } = this;
    let at = this.position;
    while (isWhite(bytes[at]) && at - this.position < 16) at++;
    const generation = at;
    while (isDigit(bytes[at]) && at - generation < 6) at++;
    if (at === generation) return null;
    const gap = at;
    while (isWhite(bytes[at]) && at - gap < 16) at++;
    if (at === gap || bytes[at] !== 0x52 || isRegular(bytes[at + 1])) return null;
    this.position = at + 1;
    return Number.isSafeInteger(num) ? new PdfRef(num) : null;
  }
}

/** `12`, `-.5`, `+3.`, and the doubled signs some writers make; null for anything else. */
function readNumber(text: string): number | null {
  if (!/^[+-]{0,2}(?:\d+\.?\d*|\.\d+)(?:-\d*)?$/.test(text)) return null;
  const number = Number.parseFloat(text.replace(/^[+-]*(?=[+-])/, ''));
  return Number.isFinite(number) ? number : null;
}

const ESCAPES: ReadonlyMap<number, number> = new Map([
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
  [0x62, 8],
  [0x66, 12],
]);

function unescapeLiteral(raw: Buffer): Buffer {
  const out: number[] = [];
  for (let i = 0; i < raw.length; i++) {
    const byte = raw[i] ?? 0;
    if (byte === 13) {
      // Any end of line inside a string counts as a line feed.
      if (raw[i + 1] === 10) i++;
      out.push(10);
      continue;
    }
    if (byte !== 0x5c) {
      out.push(byte);
      continue;
    }
    const escaped = raw[++i];
    if (escaped === undefined) break;
    if (escaped >= 0x30 && escaped <= 0x37) {
      let code = escaped - 0x30;
      for (let digit = 0; digit < 2; digit++) {
        const following = raw[i + 1] ?? 0;
        if (following < 0x30 || following > 0x37) break;
        code = code * 8 + following - 0x30;
        i++;
      }
      out.push(code & 0xff);
    } else if (escaped === 13) {
      if (raw[i + 1] === 10) i++;
    } else if (escaped !== 10) out.push(ESCAPES.get(escaped) ?? escaped);
  }
  return Buffer.from(out);
}

/** Hexadecimal digits to bytes; everything else is skipped, an odd last digit counts as `n0`. */
export function decodeHex(raw: Buffer): Buffer {
  const out = Buffer.allocUnsafe((raw.length + 1) >> 1);
  let length = 0;
  let high = -1;
  for (const byte of raw) {
    const value = hexValue(byte);
    if (value < 0) continue;
    if (high < 0) high = value;
    else {
      out[length++] = high * 16 + value;
      high = -1;
    }
  }
  if (high >= 0) out[length++] = high * 16;
  return out.subarray(0, length);
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const UTF16LE = new TextDecoder('utf-16le');
const UTF16BE = new TextDecoder('utf-16be');

export function decodeUtf8OrLatin1(bytes: Buffer): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

/** ISO 32000-1 annex D.2: where PDFDocEncoding is not Latin-1. */
const DOC_ENCODING: ReadonlyMap<number, string> = new Map([
  ...[...'\u02d8\u02c7\u02c6\u02d9\u02dd\u02db\u02da\u02dc'].map((char, i): [number, string] => [0x18 + i, char]),
  ...[
    ...'\u2022\u2020\u2021\u2026\u2014\u2013\u0192\u2044\u2039\u203a\u2212\u2030\u201e\u201c\u201d\u2018\u2019\u201a\u2122\ufb01\ufb02\u0141\u0152\u0160\u0178\u017d\u0131\u0142\u0153\u0161\u017e',
  ].map((char, i): [number, string] => [0x80 + i, char]),
  [0xa0, '\u20ac'],
]);

/** A text string in every reading that fits it: by its mark, else PDFDocEncoding, and UTF-8 too when it is valid. */
export function readText(bytes: Buffer): string[] {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return [UTF16BE.decode(bytes.subarray(2))];
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return [UTF16LE.decode(bytes.subarray(2))];
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return [decodeUtf8OrLatin1(bytes.subarray(3))];
  const latin1 = bytes.toString('latin1');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the codes PDFDocEncoding redefines
  const text = latin1.replace(/[\x18-\x1f\x80-\xa0]/g, (char) => DOC_ENCODING.get(char.charCodeAt(0)) ?? char);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the test is for bytes beyond ASCII
  if (/^[\x00-\x7f]*$/.test(latin1)) return [text];
  const utf8 = decodeUtf8OrLatin1(bytes);
  return utf8 === latin1 ? [text] : [text, utf8];
}

/** Whether bytes are something else than text in ASCII, UTF-8 or marked UTF-16. */
export function isData(bytes: Buffer): boolean {
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe)) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells data from text
  return /[\x00-\x08\x0e-\x1f\x7f-\xff]/.test(bytes.toString('latin1')) && !isUtf8Text(bytes);
}

function isUtf8Text(bytes: Buffer): boolean {
  try {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
    return !/[\x00-\x08\x0e-\x1f\x7f-\x9f]/.test(UTF8.decode(bytes));
  } catch {
    return false;
  }
}

/** Shorter runs of printable bytes turn up in any binary data by chance. */
const RUN_LENGTH_MIN = 12;

/** Bytes as text: all of it when it is text, else its readable runs (ASCII and UTF-8), a line each. */
export function readableText(bytes: Buffer): string {
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe)) return readText(bytes)[0] ?? '';
  const text = decodeUtf8OrLatin1(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells data from text
  if (!/[\x00-\x08\x0e-\x1f\x7f-\x9f]/.test(text)) return text;
  const runs: string[] = [];
  let start = 0;
  for (let at = 0; at <= bytes.length; ) {
    const length = characterLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    if (at - start >= RUN_LENGTH_MIN) runs.push(bytes.toString('utf8', start, at));
    start = ++at;
  }
  return runs.join('\n');
}

/** Bytes of the printable character at `at`; 0 when there is none. */
function characterLength(bytes: Buffer, at: number): number {
  const byte = bytes[at] ?? 0;
  if ((byte >= 0x20 && byte <= 0x7e) || byte === 9 || byte === 10 || byte === 13) return 1;
  const length = byte >= 0xc3 && byte <= 0xdf ? 2 : byte >= 0xe1 && byte <= 0xef ? 3 : 0;
  for (let i = 1; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}
