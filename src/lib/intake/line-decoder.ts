/**
 * Turns the bytes of a file into UTF-8 while keeping, for every physical line, where it ended in the source. Lines are cut on the
 * bytes of the source and whole lines are decoded, so that offsets stay exact in encodings where a character takes any number of
 * bytes. UTF-8 goes through as it is.
 */

import type { CharsetTools, EncodingDecision } from './encoding.js';
import { letterModelOf } from './letters.js';
import { isSeparator, isValidUtf8 } from './utf8.js';

export interface DecodedLines {
  /** Well-formed UTF-8: whole physical lines; the last call hands over the rest. For plain UTF-8 any cut of the source. */
  readonly text: Uint8Array;
  /**
   * For each physical line in `text` the offset in the source after it, its line end included; a last line without a line end ends
   * where the file does. Null when the bytes of `text` are the bytes of the source (UTF-8; the byte-order mark is left out).
   */
  readonly lineEnds: readonly number[] | null;
}

export interface LineDecoder {
  /** Takes the next bytes of the file, its mark included; the chunk is not kept. With `isLast` all that is left is handed over. */
  push(chunk: Uint8Array, isLast: boolean): DecodedLines;
  /** Lines of a mixed file that were not UTF-8 throughout, so far. */
  readonly fallbackLines: number;
  /** The numbers of the first five of them, from 1. */
  readonly firstFallbackLines: readonly number[];
}

const FIRST_LINES = 5;

/**
 * @param lineBytesMax bytes of the source that one physical line may have without its line end; plain UTF-8 is not looked at
 * @param onTooLong called with the number of a longer line, from 1; must throw
 */
export function createLineDecoder(
  decision: EncodingDecision,
  tools: CharsetTools,
  lineBytesMax: number,
  onTooLong: (line: number) => never,
): LineDecoder {
  const { name } = decision.report;
  if (name === 'utf-8') {
    if (decision.fallback === null) return new Utf8Decoder(decision.markBytes);
    return new BlockDecoder(1, decision.markBytes, lineBytesMax, onTooLong, new MixedBlocks(decision.fallback, tools));
  }
  if (name === 'utf-16le' || name === 'utf-16be') {
    return new BlockDecoder(2, decision.markBytes, lineBytesMax, onTooLong, new Utf16Blocks(name === 'utf-16be'));
  }
  const table = tools.table(name);
  const blocks = table === null ? new MultiByteBlocks(name) : new TableBlocks(table);
  return new BlockDecoder(1, decision.markBytes, lineBytesMax, onTooLong, blocks);
}

/** Hands the bytes through. */
class Utf8Decoder implements LineDecoder {
  readonly fallbackLines = 0;
  readonly firstFallbackLines: readonly number[] = [];
  #markLeft: number;

  constructor(markBytes: number) {
    this.#markLeft = markBytes;
  }

  push(chunk: Uint8Array): DecodedLines {
    const skipped = Math.min(this.#markLeft, chunk.length);
    this.#markLeft -= skipped;
    return { text: skipped === 0 ? chunk : chunk.subarray(skipped), lineEnds: null };
  }
}

/** Decodes a block of whole lines; a block may be the last and lack its line end. */
interface Blocks {
  /**
   * @param block whole lines
   * @param ends for each line the offset after it in the block
   * @param lineFrom number of the first line, from 1
   */
  decode(block: Uint8Array, ends: readonly number[], lineFrom: number): Uint8Array;
  readonly fallbackLines: number;
  readonly firstFallbackLines: readonly number[];
}

/** Cuts chunks into blocks of whole lines on units of one byte, or of two in UTF-16, and knows where each line ends. */
class BlockDecoder implements LineDecoder {
  readonly #unit: 1 | 2;
  readonly #lineBytesMax: number;
  readonly #onTooLong: (line: number) => never;
  readonly #blocks: Blocks;
  readonly #isBigEndian: boolean;
  #markLeft: number;
  /** Offset in the source of the first byte of `#rest`. */
  #offset: number;
  #lines = 0;
  /** Bytes after the last whole line. The buffer grows by doubling and is used again. */
  #rest = new Uint8Array(0);
  #restLength = 0;

  constructor(unit: 1 | 2, markBytes: number, lineBytesMax: number, onTooLong: (line: number) => never, blocks: Blocks) {
    this.#unit = unit;
    this.#markLeft = markBytes;
    this.#offset = markBytes;
    this.#lineBytesMax = lineBytesMax;
    this.#onTooLong = onTooLong;
    this.#blocks = blocks;
    this.#isBigEndian = blocks instanceof Utf16Blocks && blocks.isBigEndian;
  }

  get fallbackLines(): number {
    return this.#blocks.fallbackLines;
  }

  get firstFallbackLines(): readonly number[] {
    return this.#blocks.firstFallbackLines;
  }

  push(chunk: Uint8Array, isLast: boolean): DecodedLines {
    const skipped = Math.min(this.#markLeft, chunk.length);
    this.#markLeft -= skipped;
    const restBefore = this.#restLength;
    const source = restBefore === 0 ? chunk.subarray(skipped) : this.#append(chunk.subarray(skipped));
    const ends: number[] = [];
    // What was left over holds no line end, but for a CR in its last unit that waits for the next one.
    const scanFrom = Math.max(0, restBefore - 2 * this.#unit) & ~(this.#unit - 1);
    let from = this.#unit === 1 ? this.#scanBytes(source, scanFrom, isLast, ends) : this.#scanUnits(source, scanFrom, isLast, ends);
    if (isLast && from < source.length) {
      this.#checkLength(source.length - from);
      ends.push(source.length);
      from = source.length;
    }
    // One more for the CR that waits.
    if (source.length - from > this.#lineBytesMax + this.#unit * 2) this.#onTooLong(this.#lines + ends.length + 1);
    const text = this.#blocks.decode(source.subarray(0, from), ends, this.#lines + 1);
    this.#lines += ends.length;
    for (let i = 0; i < ends.length; i++) ends[i] = (ends[i] ?? 0) + this.#offset;
    this.#offset += from;
    this.#keep(source, from, restBefore === 0);
    return { text, lineEnds: ends };
  }

  #append(bytes: Uint8Array): Uint8Array {
    this.#reserve(this.#restLength + bytes.length);
    this.#rest.set(bytes, this.#restLength);
    this.#restLength += bytes.length;
    return this.#rest.subarray(0, this.#restLength);
  }

  #reserve(length: number): void {
    if (length <= this.#rest.length) return;
    const grown = new Uint8Array(Math.max(length, this.#rest.length * 2));
    grown.set(this.#rest.subarray(0, this.#restLength));
    this.#rest = grown;
  }

  #keep(source: Uint8Array, from: number, isChunk: boolean): void {
    const left = source.length - from;
    if (isChunk) {
      this.#restLength = 0;
      if (left > 0) this.#append(source.subarray(from));
      return;
    }
    this.#rest.copyWithin(0, from, source.length);
    this.#restLength = left;
  }

  #checkLength(bytes: number): void {
    if (bytes > this.#lineBytesMax) this.#onTooLong(this.#lines + 1);
  }

  /** Finds line ends on bytes; answers the offset after the last. */
  #scanBytes(source: Uint8Array, scanFrom: number, isLast: boolean, ends: number[]): number {
    let from = 0;
    for (let i = scanFrom; i < source.length; i++) {
      const byte = source[i] ?? 0;
      if (byte > 0x0d || (byte !== 0x0a && byte !== 0x0d)) continue;
      let end = i + 1;
      if (byte === 0x0d) {
        if (end === source.length && !isLast) break;
        if (source[end] === 0x0a) end++;
      }
      if (i - from > this.#lineBytesMax) this.#onTooLong(this.#lines + ends.length + 1);
      ends.push(end);
      from = end;
      i = end - 1;
    }
    return from;
  }

  /** Finds line ends on 16-bit units; answers the offset after the last. */
  #scanUnits(source: Uint8Array, scanFrom: number, isLast: boolean, ends: number[]): number {
    const low = this.#isBigEndian ? 1 : 0;
    const high = 1 - low;
    let from = 0;
    for (let i = scanFrom; i + 1 < source.length; i += 2) {
      const byte = source[i + low] ?? 0;
      if (byte > 0x0d || (byte !== 0x0a && byte !== 0x0d) || source[i + high] !== 0) continue;
      let end = i + 2;
      if (byte === 0x0d) {
        if (end + 1 >= source.length && !isLast) break;
        if (end + 1 < source.length && source[end + low] === 0x0a && source[end + high] === 0) end += 2;
      }
      if (i - from > this.#lineBytesMax) this.#onTooLong(this.#lines + ends.length + 1);
      ends.push(end);
      from = end;
      i = end - 2;
    }
    return from;
  }
}

/** Single-byte encodings: each byte is one character of a table, written as UTF-8 straight away. */
class TableBlocks implements Blocks {
  readonly fallbackLines = 0;
  readonly firstFallbackLines: readonly number[] = [];
  /** UTF-8 of each byte from 0x80: its length and up to three bytes. */
  readonly #table: Uint8Array;

  constructor(table: string) {
    this.#table = makeTable(table);
  }

  decode(block: Uint8Array): Uint8Array {
    return decodeTable(this.#table, block);
  }
}

/** Four bytes for each byte of the source: length, then UTF-8. */
function makeTable(characters: string): Uint8Array {
  const table = new Uint8Array(1024);
  const encoder = new TextEncoder();
  for (let byte = 0; byte < 256; byte++) {
    const encoded = encoder.encode(characters.charAt(byte));
    table[byte * 4] = encoded.length;
    table.set(encoded, byte * 4 + 1);
  }
  return table;
}

function decodeTable(table: Uint8Array, source: Uint8Array): Uint8Array {
  let length = source.length;
  for (let i = 0; i < source.length; i++) {
    const byte = source[i] ?? 0;
    if (byte >= 0x80) length += (table[byte * 4] ?? 1) - 1;
  }
  const text = new Uint8Array(length);
  if (length === source.length && !source.some((byte) => byte >= 0x80)) {
    text.set(source);
    return text;
  }
  let to = 0;
  for (let i = 0; i < source.length; i++) {
    const byte = source[i] ?? 0;
    if (byte < 0x80) {
      text[to++] = byte;
      continue;
    }
    const place = byte * 4;
    const size = table[place] ?? 1;
    text[to++] = table[place + 1] ?? 0;
    if (size > 1) text[to++] = table[place + 2] ?? 0;
    if (size > 2) text[to++] = table[place + 3] ?? 0;
  }
  return text;
}

/** UTF-16; a surrogate without its other half and half a unit at the end become U+FFFD. */
class Utf16Blocks implements Blocks {
  readonly fallbackLines = 0;
  readonly firstFallbackLines: readonly number[] = [];
  readonly isBigEndian: boolean;
  #buffer = new Uint8Array(0);

  constructor(isBigEndian: boolean) {
    this.isBigEndian = isBigEndian;
  }

  decode(block: Uint8Array): Uint8Array {
    const low = this.isBigEndian ? 1 : 0;
    const high = 1 - low;
    const even = block.length & ~1;
    // A unit takes three bytes of UTF-8 at the most.
    const room = (even >> 1) * 3 + 3;
    if (this.#buffer.length < room) this.#buffer = new Uint8Array(room);
    const text = this.#buffer;
    let to = 0;
    for (let i = 0; i < even; i += 2) {
      let code = ((block[i + high] ?? 0) << 8) | (block[i + low] ?? 0);
      if (code < 0x80) {
        text[to++] = code;
        continue;
      }
      if (code < 0x800) {
        text[to++] = 0xc0 | (code >> 6);
        text[to++] = 0x80 | (code & 0x3f);
        continue;
      }
      if (code >= 0xd800 && code <= 0xdfff) {
        const next = i + 3 < even ? ((block[i + 2 + high] ?? 0) << 8) | (block[i + 2 + low] ?? 0) : 0;
        if (code <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) {
          code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
          text[to++] = 0xf0 | (code >> 18);
          text[to++] = 0x80 | ((code >> 12) & 0x3f);
          text[to++] = 0x80 | ((code >> 6) & 0x3f);
          text[to++] = 0x80 | (code & 0x3f);
          i += 2;
          continue;
        }
        code = 0xfffd;
      }
      text[to++] = 0xe0 | (code >> 12);
      text[to++] = 0x80 | ((code >> 6) & 0x3f);
      text[to++] = 0x80 | (code & 0x3f);
    }
    if (even < block.length) {
      text.set([0xef, 0xbf, 0xbd], to);
      to += 3;
    }
    return text.slice(0, to);
  }
}

/** Encodings where a character takes one to four bytes; TextDecoder knows them. */
class MultiByteBlocks implements Blocks {
  readonly fallbackLines = 0;
  readonly firstFallbackLines: readonly number[] = [];
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #encoder = new TextEncoder();

  constructor(name: string) {
    this.#decoder = new TextDecoder(name, { ignoreBOM: true });
  }

  decode(block: Uint8Array, ends: readonly number[]): Uint8Array {
    const text = this.#decoder.decode(block);
    if (countLineEnds(text) === countLineEndBytes(block)) return this.#encoder.encode(text);
    // A first byte without its second may swallow the line end after it; line by line it cannot.
    let whole = '';
    let from = 0;
    for (const end of ends) {
      let to = end;
      while (to > from && (block[to - 1] === 0x0a || block[to - 1] === 0x0d)) to--;
      whole += this.#decoder.decode(block.subarray(from, to)) + '\r\n'.slice(block[to] === 0x0d ? 0 : 1).slice(0, end - to);
      from = end;
    }
    return this.#encoder.encode(whole);
  }
}

function countLineEnds(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x0a || code === 0x0d) count++;
  }
  return count;
}

function countLineEndBytes(block: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < block.length; i++) if (block[i] === 0x0a || block[i] === 0x0d) count++;
  return count;
}

/**
 * UTF-8 with some lines in another encoding. A line that is UTF-8 stays as it is. In the others every word is looked at: one that
 * is UTF-8 stays, the rest is read by the fallback, so that a line joined from two programs comes out right as well.
 */
class MixedBlocks implements Blocks {
  fallbackLines = 0;
  readonly firstFallbackLines: number[] = [];
  readonly #fallback: string;
  readonly #tools: CharsetTools;
  readonly #table: Uint8Array | null;
  readonly #characters: string | null;
  readonly #encoder = new TextEncoder();
  readonly #utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(fallback: string, tools: CharsetTools) {
    this.#fallback = fallback;
    this.#tools = tools;
    this.#characters = fallback === 'replace' ? null : tools.table(fallback);
    this.#table = this.#characters === null ? null : makeTable(this.#characters);
  }

  decode(block: Uint8Array, ends: readonly number[], lineFrom: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let from = 0;
    let kept = 0;
    for (const [index, end] of ends.entries()) {
      const line = block.subarray(from, end);
      const decoded = this.#decodeLine(line);
      if (decoded !== null) {
        if (from > kept) parts.push(block.subarray(kept, from));
        parts.push(decoded);
        kept = end;
        this.fallbackLines++;
        if (this.firstFallbackLines.length < FIRST_LINES) this.firstFallbackLines.push(lineFrom + index);
      }
      from = end;
    }
    if (from > kept) parts.push(block.subarray(kept, from));
    // A copy even of one part: the block is used again.
    return Uint8Array.from(Buffer.concat(parts));
  }

  /** The line as UTF-8, or null when it is that already. */
  #decodeLine(line: Uint8Array): Uint8Array | null {
    if (!hasHighByte(line)) return null;
    if (this.#fallback === 'replace') return isValidUtf8(line) ? null : this.#encoder.encode(this.#utf8.decode(line));
    if (isValidUtf8(line) && !this.#isDoubtful(line)) return null;
    const parts: Uint8Array[] = [];
    let isChanged = false;
    let from = 0;
    for (let i = 0; i <= line.length; i++) {
      if (i < line.length && !isSeparator(line[i] ?? 0)) continue;
      const word = line.subarray(from, i);
      if (hasHighByte(word) && !this.#staysUtf8(word)) {
        parts.push(this.#decodeWord(word));
        isChanged = true;
      } else parts.push(word);
      if (i < line.length) parts.push(line.subarray(i, i + 1));
      from = i + 1;
    }
    return isChanged ? Uint8Array.from(Buffer.concat(parts)) : null;
  }

  #decodeWord(word: Uint8Array): Uint8Array {
    if (this.#table !== null) return decodeTable(this.#table, word);
    return this.#encoder.encode(new TextDecoder(this.#fallback, { ignoreBOM: true }).decode(word));
  }

  #staysUtf8(word: Uint8Array): boolean {
    if (!isValidUtf8(word)) return false;
    if (!this.#isDoubtful(word)) return true;
    const model = letterModelOf(this.#tools.samples());
    const other = this.#utf8.decode(this.#decodeWord(word.subarray(0, 256)));
    return model.score([this.#utf8.decode(word.subarray(0, 256))]) >= model.score([other]);
  }

  /**
   * Whether valid UTF-8 may be so by accident: upper-case Polish in Windows-1250 has words such as `R\u00d3\u017bA` that are. Letters that
   * hardly any language writes, control codes, and letters of another alphabet beside an ASCII letter give it away; in
   * multi-byte encodings every character of two bytes may.
   */
  #isDoubtful(bytes: Uint8Array): boolean {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      if (byte < 0xc2) continue;
      if (byte >= 0xe0) {
        i += byte >= 0xf0 ? 3 : 2;
        continue;
      }
      if (this.#table === null) return true;
      const code = ((byte & 0x1f) << 6) | ((bytes[i + 1] ?? 0) & 0x3f);
      if (code < 0xa0) return true;
      if (code >= 0x180 && code < 0x370 && !(code >= 0x218 && code <= 0x21b)) return true;
      if (code >= 0x370 && (isAsciiLetter(bytes[i - 1] ?? 0) || isAsciiLetter(bytes[i + 2] ?? 0))) return true;
      i++;
    }
    return false;
  }
}

function hasHighByte(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] ?? 0) >= 0x80) return true;
  return false;
}

function isAsciiLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
