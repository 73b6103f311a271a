/**
 * Cuts UTF-8 bytes into logical rows in one pass and says of each what its cells, lines and quotes look like. It decides where
 * rows begin and end, so positions never come from a parser's messages. A row with a bad quote costs its first physical line
 * only: scanning goes on at the next one, so an unclosed quote cannot swallow the rest of the file.
 */

import { InputError } from '../errors.js';
import type { CellSyntax } from './cells.js';
import { LINE_BYTES_MAX, RECORD_BYTES_MAX } from './limits.js';

export type RowFault = 'quote-unclosed' | 'quote-stray' | 'nul-byte' | 'record-too-long';
export type LineEnd = 'lf' | 'crlf' | 'cr' | 'none';

/** One logical row. The scanner hands out the same object again and again, and its bytes stay until the next chunk; copy what must stay longer. */
export interface ScannedRow {
  bytes: Uint8Array;
  /** Start and end of the row in `bytes`, line end excluded. */
  start: number;
  end: number;
  /** Where the next row starts in `bytes`. */
  next: number;
  /** Physical lines of the text from 1, inclusive. */
  lineFrom: number;
  lineTo: number;
  /** Number of cells; 0 for a row with a quote fault. */
  width: number;
  quotedCells: number;
  lineEnd: LineEnd;
  /** An at sign stands outside quotes. */
  hasAt: boolean;
  /** Nothing but spaces. */
  isBlank: boolean;
  fault: RowFault | null;
}

export interface ScanOptions {
  /**
   * Whether a well-formed row of several physical lines has swallowed other rows after an unclosed quote. It is then given
   * up like a row that never closes. Asked only when a line of the row has as many delimiters as a row of `width()` cells.
   */
  readonly swallow?: { width(): number; hasSwallowedRows(row: ScannedRow): boolean };
}

const ORDINARY = 0;
const DELIMITER = 1;
const QUOTE = 2;
const LF = 3;
const CR = 4;
const NUL = 5;
const ESCAPE = 6;
const AT = 7;

/** Scans chunk by chunk; holds the unfinished row at the end of a chunk, `LINE_BYTES_MAX` at most. */
export class RowScanner {
  #plain = new Uint8Array(256);
  #quoted = new Uint8Array(256);
  #delimiter = 0;
  #doublesQuotes = true;
  #skipsSpace = false;
  readonly #options: ScanOptions;
  readonly #label: string;
  readonly #row: ScannedRow = {
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    next: 0,
    lineFrom: 1,
    lineTo: 1,
    width: 0,
    quotedCells: 0,
    lineEnd: 'none',
    hasAt: false,
    isBlank: false,
    fault: null,
  };
  /** The end of the last chunk, in which a row had begun, and room for the next chunk behind it. */
  #buffer: Uint8Array = new Uint8Array(0);
  #pending = 0;
  #from = 0;
  #line = 1;

  /** @param label the file's name, for messages */
  constructor(syntax: CellSyntax, label: string, options: ScanOptions = {}) {
    this.setSyntax(syntax);
    this.#options = options;
    this.#label = label;
  }

  /** Another syntax from the next row on: a second export with other delimiters may stand below the first. */
  setSyntax(syntax: CellSyntax): void {
    this.#plain = new Uint8Array(256);
    this.#quoted = new Uint8Array(256);
    for (const table of [this.#plain, this.#quoted]) {
      table[0x0a] = LF;
      table[0x0d] = CR;
      table[0x00] = NUL;
      table[syntax.quote.charCodeAt(0)] = QUOTE;
    }
    this.#delimiter = syntax.delimiter.charCodeAt(0);
    this.#plain[0x40] = AT;
    this.#plain[this.#delimiter] = DELIMITER;
    if (syntax.escape !== syntax.quote) this.#quoted[syntax.escape.charCodeAt(0)] = ESCAPE;
    this.#doublesQuotes = syntax.escape === syntax.quote;
    this.#skipsSpace = syntax.spaceAfterDelimiter === true;
  }

  /**
   * Scans one more chunk and calls `onRow` for every finished row, until it answers false.
   * @returns false when `onRow` stopped it
   * @throws InputError `line-too-long`
   */
  push(chunk: Uint8Array, isLast: boolean, onRow: (row: ScannedRow) => boolean): boolean {
    const bytes = this.#append(chunk);
    const row = this.#row;
    row.bytes = bytes;
    let position = 0;
    while (position < bytes.length) {
      if (!this.#scanRow(position, isLast)) break;
      if (!onRow(row)) return false;
      this.#line = row.lineTo + 1;
      position = row.next;
    }
    this.#keep(bytes, position);
    return true;
  }

  /** What was left of the last chunk, and this one after it. */
  #append(chunk: Uint8Array): Uint8Array {
    if (this.#pending === 0) return chunk;
    const length = this.#pending + chunk.length;
    if (this.#buffer.length < length) {
      const larger = new Uint8Array(length + chunk.length);
      larger.set(this.#buffer.subarray(this.#from, this.#from + this.#pending));
      this.#buffer = larger;
    } else this.#buffer.copyWithin(0, this.#from, this.#from + this.#pending);
    this.#from = 0;
    this.#buffer.set(chunk, this.#pending);
    return this.#buffer.subarray(0, length);
  }

  /** Remembers the row that has begun. The rows that were handed out stay where they are until the next chunk comes. */
  #keep(bytes: Uint8Array, position: number): void {
    this.#pending = bytes.length - position;
    this.#from = position;
    if (bytes.buffer === this.#buffer.buffer) return;
    // The caller may use the chunk's memory again.
    if (this.#buffer.length < this.#pending) this.#buffer = new Uint8Array(2 * this.#pending);
    this.#buffer.set(bytes.subarray(position), 0);
    this.#from = 0;
  }

  /** Fills in the row that starts at `start`; false when more bytes are needed to know. */
  #scanRow(start: number, isLast: boolean): boolean {
    const row = this.#row;
    const bytes = row.bytes;
    const length = bytes.length;
    const plain = this.#plain;
    const quoted = this.#quoted;
    const skipsSpace = this.#skipsSpace;
    let i = start;
    let cellStart = start;
    let width = 1;
    let quotedCells = 0;
    let breaks = 0;
    let firstLineEnd = -1;
    let hasNul = false;
    let hasAt = false;
    row.start = start;
    row.lineFrom = this.#line;

    for (;;) {
      while (i < length && plain[bytes[i] as number] === ORDINARY) i++;
      if (i >= length) {
        if (!isLast) return this.#needMore(start, firstLineEnd);
        break;
      }
      const kind = plain[bytes[i] as number];
      if (kind === DELIMITER) {
        width++;
        i++;
        if (skipsSpace) while (i < length && bytes[i] === 0x20) i++;
        cellStart = i;
      } else if (kind === LF || kind === CR) {
        break;
      } else if (kind === AT) {
        hasAt = true;
        i++;
      } else if (kind === NUL) {
        hasNul = true;
        i++;
      } else if (i !== cellStart) {
        return breaks === 0 ? this.#giveUpLine(start, i, isLast) : this.#giveUpFirstLine(start, firstLineEnd);
      } else {
        quotedCells++;
        i++;
        for (;;) {
          while (i < length && quoted[bytes[i] as number] === ORDINARY) i++;
          if (i >= length) {
            if (!isLast) return this.#needMore(start, firstLineEnd);
            return this.#giveUpFirstLine(start, firstLineEnd < 0 ? length : firstLineEnd);
          }
          const inside = quoted[bytes[i] as number];
          if (inside === LF || inside === CR) {
            if (inside === CR && i + 1 >= length && !isLast) return this.#needMore(start, firstLineEnd);
            if (firstLineEnd < 0) firstLineEnd = i;
            breaks++;
            if (i - start > RECORD_BYTES_MAX) return this.#giveUpFirstLine(start, firstLineEnd);
            i += inside === CR && bytes[i + 1] === 0x0a ? 2 : 1;
          } else if (inside === NUL) {
            hasNul = true;
            i++;
          } else {
            if (i + 1 >= length && !isLast) return this.#needMore(start, firstLineEnd);
            const following = i + 1 < length ? plain[bytes[i + 1] as number] : LF;
            if (inside === ESCAPE) i += following === QUOTE || quoted[bytes[i + 1] as number] === ESCAPE ? 2 : 1;
            else if (following === QUOTE && this.#doublesQuotes) i += 2;
            else if (following === DELIMITER || following === LF || following === CR) {
              i++;
              break;
            } else return breaks === 0 ? this.#giveUpLine(start, i, isLast) : this.#giveUpFirstLine(start, firstLineEnd);
          }
        }
      }
    }

    if (!this.#endAt(i, isLast)) return false;
    row.lineTo = this.#line + breaks;
    row.width = width;
    row.quotedCells = quotedCells;
    row.hasAt = hasAt;
    row.isBlank = width === 1 && quotedCells === 0 && this.#isBlank(start, i);
    row.fault = hasNul ? 'nul-byte' : null;
    if (i - start > RECORD_BYTES_MAX) {
      if (breaks > 0) return this.#giveUpFirstLine(start, firstLineEnd);
      row.fault = 'record-too-long';
    } else if (breaks > 0 && this.#hasSwallowedRows(row, firstLineEnd)) return this.#giveUpFirstLine(start, firstLineEnd);
    return true;
  }

  #hasSwallowedRows(row: ScannedRow, firstLineEnd: number): boolean {
    const { swallow } = this.#options;
    if (swallow === undefined) return false;
    const wanted = swallow.width() - 1;
    if (wanted < 1) return false;
    const { bytes, end } = row;
    const delimiter = this.#delimiter;
    let delimiters = 0;
    for (let i = firstLineEnd + 1; i < end; i++) {
      const byte = bytes[i];
      if (byte === delimiter) {
        if (++delimiters >= wanted) return swallow.hasSwallowedRows(row);
      } else if (byte === 0x0a || byte === 0x0d) delimiters = 0;
    }
    return false;
  }

  #isBlank(start: number, end: number): boolean {
    for (let i = start; i < end; i++) {
      const byte = this.#row.bytes[i];
      if (byte !== 0x20 && (byte !== 0x09 || this.#delimiter === 0x09)) return false;
    }
    return true;
  }

  /** Sets the row's end, line end and next row; false when the byte after a CR is not there yet. */
  #endAt(end: number, isLast: boolean): boolean {
    const row = this.#row;
    const byte = row.bytes[end];
    if (byte === 0x0d && end + 1 >= row.bytes.length && !isLast) return this.#needMore(row.start, -1);
    row.end = end;
    if (byte === 0x0d && row.bytes[end + 1] === 0x0a) {
      row.lineEnd = 'crlf';
      row.next = end + 2;
    } else {
      row.lineEnd = byte === 0x0a ? 'lf' : byte === 0x0d ? 'cr' : 'none';
      row.next = byte === undefined ? end : end + 1;
    }
    return true;
  }

  /** A stray quote on the row's only line so far: the whole physical line is the row. */
  #giveUpLine(start: number, from: number, isLast: boolean): boolean {
    const bytes = this.#row.bytes;
    let end = from;
    while (end < bytes.length && bytes[end] !== 0x0a && bytes[end] !== 0x0d) end++;
    if (end >= bytes.length && !isLast) return this.#needMore(start, -1);
    return this.#setFault('quote-stray', end, isLast);
  }

  /** A quote that does not close, or closes in a later row: only the first physical line is the row. */
  #giveUpFirstLine(start: number, end: number): boolean {
    this.#row.start = start;
    // The byte after a CR is there: the scan has gone beyond it, or the file ends.
    return this.#setFault('quote-unclosed', end, true);
  }

  #setFault(fault: RowFault, end: number, isLast: boolean): boolean {
    const row = this.#row;
    if (!this.#endAt(end, isLast)) return false;
    row.lineTo = this.#line;
    row.width = 0;
    row.quotedCells = 0;
    row.isBlank = false;
    row.fault = fault;
    return true;
  }

  /** Asks for more bytes, unless the row has already passed its ceiling. */
  #needMore(start: number, firstLineEnd: number): boolean {
    const held = this.#row.bytes.length - start;
    if (firstLineEnd >= 0 && held > 2 * RECORD_BYTES_MAX) return this.#giveUpFirstLine(start, firstLineEnd);
    if (held > LINE_BYTES_MAX) {
      throw new InputError(`${this.#label} has a line too long for a table, at line ${this.#line}.`, {
        code: 'line-too-long',
        hint: 'This is no table of signatures, or its line ends are lost. Export it again as CSV UTF-8 or XLSX.',
      });
    }
    return false;
  }
}
