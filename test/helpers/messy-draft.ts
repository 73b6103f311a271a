/**
 * Writes one messy file row by row and keeps, beside its bytes, what must become of each: the expectation comes from what was written,
 * never from reading it. A draft knows nothing of the program's own code but its names for classes and reasons.
 */

import type { ByteClass, IntakeOptions } from '../../src/lib/model/intake.js';
import { type EncodingName, encodeMark, encodeText } from './encode.js';
import { isKnownHeader, isNamingHeader, type Language } from './messy-people.js';

/** How a file is written. */
export interface Style {
  readonly encoding: EncodingName;
  readonly mark?: boolean;
  readonly delimiter: string;
  readonly newline: '\n' | '\r\n' | '\r';
  readonly language: Language;
  readonly quote?: '"' | "'";
  readonly escape?: '\\';
  /** Spaces after each delimiter. */
  readonly space?: boolean;
  readonly quotesAll?: boolean;
}

/** What may become of a row, where the program's promise leaves a choice. */
export interface Outcome {
  /** Cells with which it may be accepted, each a reading; none when it must not be. */
  readonly readings?: readonly (readonly string[])[];
  /** Reasons with which it may be set aside; none when it must be accepted. */
  readonly reasons?: readonly string[];
  /** Whether an accepted row counts as repaired; left out where that is not promised. */
  readonly isRepaired?: boolean;
  /** The cells of the row as its suggestion must write it. */
  readonly suggests?: readonly string[];
}

export interface ExpectedRow extends Outcome {
  readonly record: number;
  readonly lineFrom: number;
  readonly lineTo: number;
  readonly byteFrom: number;
  readonly byteTo: number;
  readonly raw: string;
}

export interface ExpectedTable {
  readonly header: readonly string[];
  readonly headerRows: number;
  readonly rows: readonly ExpectedRow[];
}

/** Bytes that must be of one of these classes. */
export interface ExpectedStretch {
  readonly from: number;
  readonly to: number;
  readonly classes: readonly ByteClass[];
}

export interface MessyFile {
  /** The class of defect. */
  readonly defect: string;
  /** What makes it different from others of the class. */
  readonly title: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly options: IntakeOptions;
  /** Code of the error with which the file is refused, else null. */
  readonly refusal: string | null;
  readonly text: string;
  readonly style: Style;
  /** Lines in Windows-1252 in a file that is UTF-8. */
  readonly isMixed: boolean;
  readonly newline: 'lf' | 'crlf' | 'cr' | 'mixed';
  readonly hasSepLine: boolean;
  readonly preambleRows: number;
  readonly tables: readonly ExpectedTable[];
  readonly stretches: readonly ExpectedStretch[];
  /** Every row is sound and the encoding is plain: the engine itself can read it. */
  readonly isSound: boolean;
}

interface Piece {
  readonly text: string;
  readonly end: string;
  readonly classes: readonly ByteClass[];
  readonly encoding: EncodingName;
}

interface DraftRow {
  readonly piece: number;
  readonly record: number;
  readonly outcome: Outcome;
}

interface DraftTable {
  readonly header: readonly string[];
  readonly headerRows: number;
  readonly rows: DraftRow[];
}

const NEWLINE_NAMES = new Map<string, 'lf' | 'crlf' | 'cr'>([
  ['\n', 'lf'],
  ['\r\n', 'crlf'],
  ['\r', 'cr'],
]);

/** A text file in the making. Rows are added from the top. */
export class Draft {
  readonly style: Style;
  /** Line end of the rows that follow; change it for a file with several kinds. */
  newline: string;
  readonly #pieces: Piece[] = [];
  readonly #tables: DraftTable[] = [];
  #pendingBlanks: number[] = [];
  #preambleRows = 0;
  #hasSepLine = false;
  #isSound = true;

  constructor(style: Style) {
    this.style = style;
    this.newline = style.newline;
  }

  get delimiter(): string {
    return this.style.delimiter;
  }

  /** A line break as it stands inside cells of this file. */
  get breakInCell(): string {
    return this.style.newline === '\r' ? '\r' : '\n';
  }

  /** Cells as one row of this file. A cell is quoted when it has to be, or always. */
  format(cells: readonly string[]): string {
    const { delimiter, quote = '"', escape: escapeChar, quotesAll, space } = this.style;
    return cells
      .map((cell) => {
        const mustQuote = [delimiter, quote, '\n', '\r', escapeChar ?? quote].some((char) => cell.includes(char));
        if (!mustQuote && quotesAll !== true) return cell;
        const safe =
          escapeChar === undefined
            ? cell.replaceAll(quote, quote + quote)
            : cell.replaceAll(escapeChar, escapeChar + escapeChar).replaceAll(quote, escapeChar + quote);
        return quote + safe + quote;
      })
      .join(space === true ? `${delimiter} ` : delimiter);
  }

  /** Cells as they stand, without a thought for quotes. */
  join(cells: readonly string[]): string {
    return cells.join(this.style.space === true ? `${this.style.delimiter} ` : this.style.delimiter);
  }

  sepLine(line: string): this {
    this.#hasSepLine = true;
    this.#add(line, ['sep-line']);
    return this;
  }

  /** One logical row above the header, exactly as it stands. */
  preamble(row: string): this {
    this.#preambleRows++;
    this.#add(row, ['preamble']);
    return this;
  }

  /** The header; `rows` are its rows as they stand where that is not simply its cells. */
  header(cells: readonly string[], rows: readonly string[] = [this.format(cells)]): this {
    for (const row of rows) this.#add(row, ['header']);
    this.#pendingBlanks = [];
    this.#tables.push({ header: cells, headerRows: rows.length, rows: [] });
    return this;
  }

  /** A list without a header. */
  noHeader(width: number): this {
    this.#tables.push({ header: Array.from({ length: width }, () => ''), headerRows: 0, rows: [] });
    return this;
  }

  /** A sound row. */
  row(cells: readonly string[]): this {
    return this.#record(this.format(cells), ['accepted'], { readings: [cells], isRepaired: false });
  }

  /** A sound row, exactly as it stands. */
  rawRow(row: string, cells: readonly string[], encoding = this.style.encoding): this {
    return this.#record(row, ['accepted'], { readings: [cells], isRepaired: false }, encoding);
  }

  /** A row that may be read in these ways or set aside for these reasons. */
  badRow(row: string, outcome: Outcome): this {
    const { readings = [], reasons = [], isRepaired } = outcome;
    this.#isSound = false;
    const classes: ByteClass[] = [];
    if (readings.length > 0)
      classes.push(...(isRepaired === undefined ? (['accepted', 'repaired'] as const) : ([isRepaired ? 'repaired' : 'accepted'] as const)));
    if (reasons.length > 0) classes.push('quarantined');
    return this.#record(row, classes, outcome);
  }

  /** A row after the header that is nobody's record. */
  noRecord(row: string, reasons: readonly ('empty-record' | 'header-repeat' | 'footer' | 'other-table')[]): this {
    this.#isSound = false;
    return this.#record(
      row,
      reasons.map((reason) => (reason === 'header-repeat' ? 'header' : reason === 'empty-record' ? 'blank' : reason)),
      { reasons },
    );
  }

  /** A blank line: a record when rows of the same table follow, else none. */
  blank(spaces = ''): this {
    this.#add(spaces, ['blank']);
    this.#pendingBlanks.push(this.#pieces.length - 1);
    return this;
  }

  /** The finished file. With `endsLine` false its last line has no end. */
  finish(
    defect: string,
    title: string,
    settings: { readonly endsLine?: boolean; readonly fileName?: string; readonly options?: IntakeOptions; readonly refusal?: string } = {},
  ): MessyFile {
    const { style } = this;
    const last = this.#pieces.at(-1);
    if (settings.endsLine === false && last !== undefined) this.#pieces[this.#pieces.length - 1] = { ...last, end: '' };

    const parts: Uint8Array[] = [];
    const stretches: ExpectedStretch[] = [];
    let at = 0;
    const append = (bytes: Uint8Array, classes: readonly ByteClass[]): void => {
      parts.push(bytes);
      if (bytes.length > 0) stretches.push({ from: at, to: at + bytes.length, classes });
      at += bytes.length;
    };
    if (style.mark === true) append(encodeMark(style.encoding), ['mark']);
    let line = 1;
    const places = this.#pieces.map((piece) => {
      const byteFrom = at;
      const textBytes = encodeText(piece.text, piece.encoding);
      append(Buffer.concat([textBytes, encodeText(piece.end, piece.encoding)]), piece.classes);
      const lineFrom = line;
      const lineTo = lineFrom + piece.text.split(/\r\n|\n|\r/).length - 1;
      line = lineTo + 1;
      return { lineFrom, lineTo, byteFrom, byteTo: byteFrom + textBytes.length, raw: piece.text.replaceAll('\0', '\u2400') };
    });
    const ends = new Set(this.#pieces.map(({ end }) => end).filter((end) => end !== ''));
    const [onlyEnd = '\n'] = ends;
    const isMixed = this.#pieces.some(({ encoding }) => encoding !== style.encoding);
    return {
      defect,
      title,
      fileName: settings.fileName ?? 'export.csv',
      bytes: Buffer.concat(parts),
      options: { vocabulary: { isKnown: isKnownHeader, namesSomebody: isNamingHeader }, ...settings.options },
      refusal: settings.refusal ?? null,
      text: this.#pieces.map(({ text, end }) => text + end).join(''),
      style,
      isMixed,
      newline: ends.size > 1 ? 'mixed' : (NEWLINE_NAMES.get(onlyEnd) ?? 'lf'),
      hasSepLine: this.#hasSepLine,
      preambleRows: this.#preambleRows,
      tables: this.#tables.map(({ header, headerRows, rows }) => ({
        header,
        headerRows,
        rows: rows.map(({ piece, record, outcome }) => {
          const place = places[piece];
          if (place === undefined) throw new Error('a row without a place');
          return { record, ...outcome, ...place };
        }),
      })),
      stretches,
      isSound: this.#isSound && !isMixed,
    };
  }

  #add(text: string, classes: readonly ByteClass[], encoding = this.style.encoding): void {
    this.#pieces.push({ text, end: this.newline, classes, encoding });
  }

  #record(row: string, classes: readonly ByteClass[], outcome: Outcome, encoding = this.style.encoding): this {
    const table = this.#tables.at(-1);
    if (table === undefined) throw new Error('a row before any header');
    for (const piece of this.#pendingBlanks) {
      table.rows.push({ piece, record: table.rows.length + 1, outcome: { reasons: ['empty-record'] } });
      this.#isSound = false;
    }
    this.#pendingBlanks = [];
    this.#add(row, classes, encoding);
    table.rows.push({ piece: this.#pieces.length - 1, record: table.rows.length + 1, outcome });
    return this;
  }
}
