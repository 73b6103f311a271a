/**
 * Reads text as tables. The whole file is cut into rows, every row is judged, and every byte gets a class; the classes must tile the file.
 * Sound files go the fast path: rows are handed to the engine as they stand. Others go the strict path: csv-parse reads the sound rows, the
 * rest is repaired where one reading is cheap and alone, and waits in quarantine otherwise.
 */

import type { FileHandle } from 'node:fs/promises';

import { DefectError, InputError } from '../errors.js';
import { type CellSyntax, splitCells } from '../intake/cells.js';
import type { Syntax } from '../intake/dialect.js';
import type { LineDecoder } from '../intake/encoding.js';
import { CELL_BYTES_MAX, ROWS_MAX } from '../intake/limits.js';
import { isCorrectionOf, repairRow, suggestRow, withoutNul } from '../intake/repair.js';
import { type LineEnd, RowScanner, type ScannedRow } from '../intake/scan.js';
import {
  countDuplicateHeaders,
  hasSwallowedRows,
  isHeaderRepeat,
  isSentence,
  isTotalsRow,
  judgeTail,
  judgeWidth,
  looksByName,
  startsNewTable,
  type TableRegion,
} from '../intake/table.js';
import { Tiling } from '../intake/tiling.js';
import { TOTALS_FIRST_BYTES } from '../intake/totals.js';
import type {
  ByteClass,
  ByteRun,
  DialectReport,
  IntakeOptions,
  QuarantineReason,
  RowFix,
  RowPlace,
  SourceFormat,
  StagedTable,
} from '../model/intake.js';
import type { Problem, ProblemType } from '../model/problem.js';
import { formatCount, headerKey, trimEdges } from '../text.js';
import { parseRows } from './csv-in.js';
import { assertUnchanged, looksLikeUtf8, type PeekedFile, readChunks, type SourceFile, Survey, surveyFile } from './source-file.js';
import { FastSink, type SinkResult, type StagingPlace, TableSink } from './staging.js';
import { createDecoder, findEncoding, findLayout, type Layout, type TextEncoding } from './text-layout.js';

/** Rows that are kept back until it is clear what they are: a note below the list, or pieces of one record. */
const HELD_ROWS_MAX = 2000;
const HELD_CHARACTERS_MAX = 1024 * 1024;
/** Text handed to csv-parse at a time: its cells are all in memory at once. */
const BATCH_BYTES = 256 * 1024;
/** When this many rows wait for a person, and this many times more than could be read, the file was misunderstood as a whole. */
const HOPELESS_ROWS = 20_000;
const HOPELESS_SHARE = 20;
/** Blank lines within a record; how often a row is tried with those above it; characters tried in one file. */
const JOINED_BLANKS_MAX = 5;
const JOIN_TRIES_MAX = 3;
const JOIN_WORK_MAX = 20_000_000;
/** Lists in one file; more is no file of lists. */
const TABLES_MAX = 100;
/** How many lines a record with a line break outside quotes may have. */
const JOINED_ROWS_MAX = 40;

/** Stages every table of a text file. */
export async function stageText(
  handle: FileHandle,
  peeked: PeekedFile,
  place: StagingPlace,
  options: IntakeOptions,
): Promise<StagedTable[]> {
  if (options.path !== 'strict' && options.encoding === undefined && looksLikeUtf8(peeked.head)) {
    // Nearly every file is UTF-8 to its end: it is taken for that, and hashed and checked while it is read.
    const tables = await stageFast(handle, { ...peeked, sha256: '', isUtf8: true }, place, options, new Survey());
    if (tables !== null) return tables;
  }
  const source = await surveyFile(handle, peeked);
  if (options.path !== 'strict' && !(source.isUtf8 && options.encoding === undefined)) {
    const tables = await stageFast(handle, source, place, options, null);
    if (tables !== null) return tables;
  }
  const encoding = await findEncoding(handle, source, options);
  const layout = await findLayout(handle, source, encoding, options);
  const reader = new TextReader(handle, source, place, options, encoding, layout, { isFast: false, survey: null });
  try {
    return await reader.read();
  } catch (error) {
    await reader.abandon();
    throw error;
  }
}

/** The tables of a file in which every row is sound, or null when one is not. */
async function stageFast(
  handle: FileHandle,
  source: SourceFile,
  place: StagingPlace,
  options: IntakeOptions,
  survey: Survey | null,
): Promise<StagedTable[] | null> {
  const encoding = await findEncoding(handle, source, options);
  const layout = await findLayout(handle, source, encoding, options);
  if (layout.syntax.escape !== layout.syntax.quote || layout.syntax.spaceAfterDelimiter) return null;
  const reader = new TextReader(handle, source, place, options, encoding, layout, { isFast: true, survey });
  try {
    return await reader.read();
  } catch (error) {
    await reader.abandon();
    // What the scan took for sound and the engine does not is read the strict way; so is every file with a row that is not sound.
    const isEngine = error instanceof DefectError && (error.code === 'engine-statement' || error.code === 'staged-count');
    if (error instanceof NeedsStrictPath || isEngine) return null;
    throw error;
  }
}

/** Thrown inside the fast path when something turns up that needs the strict one; never leaves this module. */
class NeedsStrictPath extends Error {}

function textOf(row: ScannedRow): string {
  return Buffer.from(row.bytes.buffer, row.bytes.byteOffset + row.start, row.end - row.start).toString('utf8');
}

const LINE_END_TEXTS: Readonly<Record<LineEnd, string>> = { lf: '\n', crlf: '\r\n', cr: '\r', none: '' };

/** A row kept back, or one that is dealt with by itself. */
interface LooseRow {
  readonly text: string;
  readonly lineEnd: LineEnd;
  readonly width: number;
  readonly fault: ScannedRow['fault'];
  readonly place: RowPlace & { readonly byteFrom: number; readonly byteTo: number };
  /** Offset of the row after it. */
  readonly next: number;
}

/** Blank lines one after the other. */
interface BlankRun {
  readonly from: number;
  to: number;
  lines: number;
  /** Their text with line ends; null where they are too many to be part of a record. */
  text: string | null;
}

/** A row kept back, with the blank lines above it. */
interface HeldRow extends LooseRow {
  readonly blanks: BlankRun | null;
}

/** A table that rows are going into. */
interface OpenTable {
  readonly sourceName: string;
  readonly region: TableRegion;
  readonly headerKeys: readonly string[];
  readonly syntax: Syntax;
  readonly sink: TableSink;
  /** By record. */
  readonly fixes: ReadonlyMap<number, RowFix>;
  readonly lineEnds: Set<LineEnd>;
  /** Records that a person put right, and records for which the suggestion was taken. */
  readonly fixed: number[];
  readonly suggested: number[];
  /** Once it has all its rows and they are loaded. */
  result: SinkResult | null;
}

/** One pass over a text file. */
class TextReader {
  readonly #handle: FileHandle;
  readonly #survey: Survey | null;
  readonly #fastRuns: ByteRun[] = [];
  #source: SourceFile;
  readonly #place: StagingPlace;
  readonly #options: IntakeOptions;
  readonly #encoding: TextEncoding;
  readonly #layout: Layout;
  readonly #decoder: LineDecoder;
  readonly #scanner: RowScanner;
  readonly #tiling: Tiling;
  readonly #tables: OpenTable[] = [];
  /** Tables that have all their rows and are not loaded yet. */
  #ended: OpenTable[] = [];
  readonly #fast: FastSink | null;
  readonly #fastLineEnds = new Set<LineEnd>();
  readonly #unitBytes: number;
  #table: OpenTable;
  /** Rows read so far, the `sep=` line among them. */
  #index = 0;
  readonly #firstRow: number;
  readonly #headerRow: number;
  /** Absolute offset of the row that comes next. */
  #offset: number;
  /** Ends of the source's lines that are not used up yet, from line `#lineBase + 1` on; null where text and source are the same bytes. */
  #lineEnds: number[] | null = null;
  #lineBase = 0;
  /** Blank lines since the last row; there may be millions of them. */
  #blanks: BlankRun | null = null;
  #held: HeldRow[] = [];
  #heldCharacters = 0;
  #joinWork = 0;
  /** Sound rows of the current chunk that wait for csv-parse: a stretch of `#batchBytes`. */
  #batchBytes: Uint8Array = new Uint8Array(0);
  #batchStart = 0;
  #batchEnd = 0;
  #batchRows = 0;

  constructor(
    handle: FileHandle,
    source: SourceFile,
    place: StagingPlace,
    options: IntakeOptions,
    encoding: TextEncoding,
    layout: Layout,
    way: { readonly isFast: boolean; readonly survey: Survey | null },
  ) {
    this.#handle = handle;
    this.#source = source;
    this.#place = place;
    this.#options = options;
    this.#encoding = encoding;
    this.#layout = layout;
    this.#decoder = createDecoder(source.label, encoding);
    this.#survey = way.survey;
    // The fast path may be given up half-way: its runs are told at its end.
    this.#tiling = new Tiling(way.isFast ? (run) => this.#fastRuns.push(run) : options.onRun);
    this.#unitBytes = encoding.decision.report.name.startsWith('utf-16') ? 2 : 1;
    this.#headerRow = layout.region.preambleRows + (layout.hasSepLine ? 1 : 0);
    this.#firstRow = this.#headerRow + layout.region.headerRows;
    this.#fast = way.isFast ? new FastSink(place, layout.region.header.length, layout.syntax) : null;
    this.#table = this.#openTable(source.label, layout.region, layout.syntax);
    this.#offset = encoding.decision.markBytes;
    this.#tiling.add('mark', 0, encoding.decision.markBytes);
    this.#scanner = new RowScanner(layout.syntax, source.label, {
      swallow: {
        width: () => (this.#index >= this.#firstRow ? this.#table.region.header.length : 0),
        hasSwallowedRows: (row) => this.#hasSwallowedRows(row),
      },
    });
  }

  async read(): Promise<StagedTable[]> {
    const { onProgress } = this.#options;
    await readChunks(this.#handle, this.#source.bytes, async (chunk, bytesRead) => {
      if (this.#survey?.push(chunk) === false) throw new NeedsStrictPath();
      this.#feed(chunk, false);
      if (this.#fast !== null) await this.#fast.settle();
      else {
        await this.#loadEnded();
        await this.#table.sink.settle();
      }
      onProgress?.(bytesRead, this.#source.bytes);
    });
    this.#feed(new Uint8Array(0), true);
    this.#endTable();
    if (this.#survey !== null) {
      this.#source = this.#survey.finish(this.#source);
      if (!this.#source.isUtf8) throw new NeedsStrictPath();
    }
    await assertUnchanged(this.#handle, this.#source);
    return this.#finish();
  }

  /** Removes what was staged and loaded. */
  async abandon(): Promise<void> {
    await this.#fast?.abandon();
    for (const table of this.#tables) await table.sink.abandon();
  }

  /** Loads tables that have ended, so that a file of many lists keeps no file open for each. */
  async #loadEnded(): Promise<void> {
    for (const table of this.#ended) table.result = await table.sink.finish();
    this.#ended = [];
  }

  #feed(chunk: Uint8Array, isLast: boolean): void {
    const { text, lineEnds } = this.#decoder.push(chunk, isLast);
    if (lineEnds !== null) this.#lineEnds = this.#lineEnds === null ? [...lineEnds] : this.#lineEnds.concat(lineEnds);
    this.#scanner.push(text, isLast, (row) => {
      this.#takeRow(row);
      return true;
    });
    // The bytes of a chunk are used again for the next.
    if (this.#fast === null) this.#flushBatch();
    else this.#flushFast();
  }

  /** Absolute offset after the row's last line end. */
  #nextOffset(row: ScannedRow): number {
    if (this.#lineEnds === null) return this.#offset + (row.next - row.start);
    return this.#lineEnds[row.lineTo - this.#lineBase - 1] ?? this.#source.bytes;
  }

  #takeRow(row: ScannedRow): void {
    const index = this.#index++;
    if (index > ROWS_MAX) {
      throw new InputError(`${this.#source.label} has more than ${formatCount(ROWS_MAX)} rows.`, {
        code: 'file-too-large',
        hint: 'Export it in parts and give all of them.',
      });
    }
    const from = this.#offset;
    const next = this.#nextOffset(row);
    this.#offset = next;
    if (this.#lineEnds !== null && row.lineTo - this.#lineBase > 4096) {
      this.#lineEnds = this.#lineEnds.slice(row.lineTo - this.#lineBase);
      this.#lineBase = row.lineTo;
    }
    if (row.lineEnd !== 'none' && index >= this.#headerRow) {
      (this.#fast === null ? this.#table.lineEnds : this.#fastLineEnds).add(row.lineEnd);
    }
    if (index < this.#firstRow) {
      this.#tiling.add(this.#headClass(index), from, next);
      return;
    }
    if (this.#fast !== null) this.#takeFast(row, from, next);
    else this.#takeStrict(row, from, next);
  }

  #headClass(index: number): ByteClass {
    if (index === 0 && this.#layout.hasSepLine) return 'sep-line';
    return index < this.#headerRow ? 'preamble' : 'header';
  }

  // The fast path: every row must be sound; the first that is not sends the file the strict way.

  #takeFast(row: ScannedRow, from: number, next: number): void {
    if (row.isBlank) {
      this.#addBlank(row, from, next);
      return;
    }
    const { bytes, start } = row;
    if (
      this.#blanks !== null ||
      row.fault !== null ||
      row.width !== this.#table.region.header.length ||
      row.end - start > CELL_BYTES_MAX ||
      // The engine would take a U+FEFF at the start of a staged part for a byte-order mark.
      (bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf) ||
      (this.#maySpecial(row) && this.#isSpecial(splitSound(row, this.#table.syntax)))
    ) {
      throw new NeedsStrictPath();
    }
    this.#tiling.add('accepted', from, next);
    if (row.lineEnd === 'lf') {
      if (this.#batchRows > 0 && this.#batchEnd !== start) this.#flushFast();
      if (this.#batchRows === 0) this.#batchStart = start;
      this.#batchBytes = bytes;
      this.#batchEnd = row.next;
      this.#batchRows++;
    } else {
      this.#flushFast();
      this.#fast?.writeRow(bytes, start, row.end);
    }
  }

  #flushFast(): void {
    if (this.#batchRows === 0) return;
    this.#fast?.writeRows(this.#batchBytes, this.#batchStart, this.#batchEnd, this.#batchRows);
    this.#batchRows = 0;
  }

  // The strict path.

  #takeStrict(row: ScannedRow, from: number, next: number): void {
    const { region, syntax } = this.#table;
    if (row.isBlank) {
      this.#addBlank(row, from, next);
      return;
    }
    const isLong = row.end - row.start > CELL_BYTES_MAX;
    if (
      row.fault === null &&
      row.width === region.header.length &&
      !isLong &&
      this.#blanks === null &&
      this.#held.length === 0 &&
      !this.#maySpecial(row)
    ) {
      this.#addToBatch(row, from, next);
      return;
    }
    this.#flushBatch();
    const loose = looseRow(row, from, next, this.#unitBytes);
    if (row.fault !== null) {
      this.#takeFaulty(loose);
      return;
    }
    const cells = splitSound(row, syntax);
    if (isLong && cells.some((cell) => Buffer.byteLength(cell) > CELL_BYTES_MAX)) {
      this.#flushHeld(false);
      this.#quarantine(loose, 'cell-too-long');
      return;
    }
    if (cells.length > 1 && cells.every((cell) => trimEdges(cell) === '')) {
      this.#flushHeld(false);
      this.#setAside(loose, 'empty-record', 'blank');
      return;
    }
    if (isHeaderRepeat(cells, this.#table.headerKeys)) {
      this.#flushHeld(true);
      this.#setAside(loose, 'header-repeat', 'header');
      return;
    }
    if (isTotalsRow(cells)) {
      this.#flushHeld(true);
      this.#setAside(loose, 'footer', 'footer');
      return;
    }
    if (this.#startsTable(loose, cells)) return;
    if (row.width === region.header.length || judgeWidth(cells, region.columns) === null) {
      // After a blank line one sentence may be a note; it is a record when records follow.
      if ((this.#blanks !== null || this.#held.length > 0) && isSentence(cells)) {
        this.#hold(loose);
        return;
      }
      this.#flushHeld(false);
      this.#accept(cells, false);
      this.#tiling.add('accepted', from, next);
      return;
    }
    this.#hold(loose);
    this.#joinHeld();
  }

  /** A row with a bad quote or a NUL: repaired by itself, or kept back as a piece of a record. */
  #takeFaulty(loose: LooseRow): void {
    if (loose.fault === 'nul-byte' || loose.fault === 'record-too-long') {
      this.#flushHeld(false);
      this.#takeAlone(loose);
      return;
    }
    // With an odd number of quotes the record may go on in the next line.
    const isBalanced = loose.text.split(this.#table.syntax.quote).length % 2 === 1;
    if (isBalanced && this.#held.length === 0 && loose.fault === 'quote-stray') {
      this.#flushHeld(false);
      this.#takeAlone(loose);
      return;
    }
    this.#hold(loose);
    this.#joinHeld();
  }

  #addBlank(row: ScannedRow, from: number, next: number): void {
    const blanks = this.#blanks;
    if (blanks === null) {
      this.#blanks = { from, to: next, lines: 1, text: textOf(row) + LINE_END_TEXTS[row.lineEnd] };
      return;
    }
    blanks.to = next;
    blanks.lines++;
    blanks.text = blanks.text === null || blanks.lines > JOINED_BLANKS_MAX ? null : blanks.text + textOf(row) + LINE_END_TEXTS[row.lineEnd];
  }

  #setBlanksAside(blanks: BlankRun | null): void {
    if (blanks === null) return;
    for (let line = 0; line < blanks.lines; line++) this.#table.sink.setAside('empty-record');
    this.#tiling.add('blank', blanks.from, blanks.to);
  }

  #hold(row: LooseRow): void {
    if (this.#held.length >= HELD_ROWS_MAX || this.#heldCharacters + row.text.length > HELD_CHARACTERS_MAX) this.#flushHeld(false);
    this.#held.push({ ...row, blanks: this.#blanks });
    this.#blanks = null;
    this.#heldCharacters += row.text.length;
  }

  /** Whether the rows that were kept back last are one record with a line break outside quotes. */
  #joinHeld(): void {
    const { region, syntax } = this.#table;
    const wanted = region.header.length - 1;
    const last = this.#held.length - 1;
    let delimiters = 0;
    let hasQuote = false;
    let text = '';
    let tries = 0;
    for (let first = last; first >= 0 && last - first < JOINED_ROWS_MAX; first--) {
      const row = this.#held[first];
      if (row === undefined) return;
      const below = this.#held[first + 1];
      const between = below === undefined || below.blanks === null ? '' : below.blanks.text;
      if (between === null) return;
      text = first === last ? row.text : `${row.text}${LINE_END_TEXTS[row.lineEnd]}${between}${text}`;
      hasQuote ||= row.text.includes(syntax.quote);
      delimiters += row.text.split(syntax.delimiter).length - 1;
      if (delimiters > wanted && !hasQuote) return;
      if (first === last || delimiters < wanted) continue;
      // A file that is broken throughout must not cost more than it is long, many times over.
      this.#joinWork += text.length;
      if (++tries > JOIN_TRIES_MAX || this.#joinWork > JOIN_WORK_MAX) return;
      const cells = repairRow(text, region.columns, syntax);
      if (cells === null) continue;
      const joined = this.#held.splice(first);
      this.#flushHeld(false);
      this.#setBlanksAside(joined[0]?.blanks ?? null);
      this.#accept(cells, true);
      this.#tiling.add('repaired', joined[0]?.place.byteFrom ?? 0, joined.at(-1)?.next ?? 0);
      return;
    }
  }

  /**
   * Decides about the rows that were kept back.
   * @param isTail nothing of this list follows: rows after a blank line may be a note or a small table
   */
  #flushHeld(isTail: boolean): void {
    const held = this.#held;
    this.#held = [];
    this.#heldCharacters = 0;
    const { start, what } = isTail ? this.#findTail(held) : { start: held.length, what: null };
    for (const [index, row] of held.entries()) {
      this.#setBlanksAside(row.blanks);
      if (index >= start && what !== null) this.#setAside(row, what, what);
      else this.#takeAlone(row);
    }
    this.#setBlanksAside(this.#blanks);
    this.#blanks = null;
  }

  /** A row that is part of nothing larger: read as it stands, repaired where one reading makes sense, else set aside for a person. */
  #takeAlone(row: LooseRow): void {
    const { region, syntax } = this.#table;
    const sound = row.fault === null && row.width === region.header.length ? splitCells(row.text, syntax) : null;
    if (sound !== null) {
      this.#accept(sound, false);
      this.#tiling.add('accepted', row.place.byteFrom, row.next);
      return;
    }
    const cells =
      row.fault === 'quote-stray'
        ? repairRow(row.text, region.columns, syntax)
        : row.fault === 'nul-byte'
          ? withoutNul(row.text, region.columns, syntax)
          : null;
    if (cells === null) this.#quarantine(row, faultOf(row, this.#table));
    else {
      this.#accept(cells, true);
      this.#tiling.add('repaired', row.place.byteFrom, row.next);
    }
  }

  /** Where the rows begin that stand below a blank line and are nobody's record, and what they are. */
  #findTail(held: readonly HeldRow[]): { readonly start: number; readonly what: 'footer' | 'other-table' | null } {
    const { syntax, region } = this.#table;
    const rows: (readonly string[])[] = [];
    let found: { start: number; what: 'footer' | 'other-table' | null } = { start: held.length, what: null };
    for (let index = held.length - 1; index >= 0; index--) {
      const row = held[index];
      if (row === undefined || row.fault !== null) break;
      rows.unshift(splitCells(row.text, syntax) ?? []);
      if (row.blanks === null) continue;
      const what = judgeTail(rows, region.header.length);
      if (what === null) break;
      found = { start: index, what };
    }
    return found;
  }

  /** A second list below the first, of the same delimiter or another. */
  #startsTable(loose: LooseRow, cells: readonly string[]): boolean {
    const { vocabulary } = this.#options;
    const { syntax, region } = this.#table;
    let header = cells;
    let nextSyntax = syntax;
    if (!startsNewTable(cells, region.seen, vocabulary)) {
      if (cells.length > 1 || region.header.length === 1) return false;
      const other = [',', ';', '\t', '|']
        .filter((delimiter) => delimiter !== syntax.delimiter)
        .map((delimiter) => ({ ...syntax, delimiter }))
        .find((candidate) => startsNewTable(splitCells(loose.text, candidate) ?? [], [], vocabulary));
      if (other === undefined) return false;
      nextSyntax = other;
      header = splitCells(loose.text, other) ?? [];
    }
    this.#endTable();
    this.#tiling.add('header', loose.place.byteFrom, loose.next);
    const names = header.map((cell) => trimEdges(cell));
    const columns = looksByName(names, region);
    const nextRegion: TableRegion = { preambleRows: 0, headerRows: 1, header: names, columns, seen: [] };
    if (this.#tables.length >= TABLES_MAX) throw tooManyTablesError(this.#source.label);
    this.#ended.push(this.#table);
    this.#table = this.#openTable(`${this.#source.label}#table-${this.#tables.length + 1}`, nextRegion, nextSyntax);
    this.#scanner.setSyntax(nextSyntax);
    return true;
  }

  #openTable(sourceName: string, region: TableRegion, syntax: Syntax): OpenTable {
    const table: OpenTable = {
      sourceName,
      region,
      headerKeys: region.header.map(headerKey),
      syntax,
      sink: new TableSink(this.#place, region.header.length),
      fixes: new Map((this.#options.fixes?.get(sourceName) ?? []).map((fix) => [fix.record, fix])),
      lineEnds: new Set(),
      fixed: [],
      suggested: [],
      result: null,
    };
    this.#tables.push(table);
    return table;
  }

  #addToBatch(row: ScannedRow, from: number, next: number): void {
    if (this.#batchRows === 0) {
      this.#batchBytes = row.bytes;
      this.#batchStart = row.start;
    }
    this.#batchEnd = row.next;
    this.#batchRows++;
    this.#tiling.add('accepted', from, next);
    if (this.#batchEnd - this.#batchStart >= BATCH_BYTES) this.#flushBatch();
  }

  #flushBatch(): void {
    if (this.#batchRows === 0) return;
    const text = this.#batchBytes.subarray(this.#batchStart, this.#batchEnd);
    const { syntax, sink } = this.#table;
    if (syntax.escape === syntax.quote && !syntax.spaceAfterDelimiter) {
      for (const cells of parseRows(text, syntax, this.#batchRows)) sink.accept(cells);
    } else {
      // csv-parse takes a backslash for an escape in more places than the scan does, and trims more than spaces.
      let rows = 0;
      new RowScanner(syntax, this.#source.label).push(text, true, (row) => {
        sink.accept(splitSound(row, syntax));
        rows++;
        return true;
      });
      if (rows !== this.#batchRows) throw new DefectError('Rows were cut in two ways.', { code: 'intake-row-cut' });
    }
    this.#batchRows = 0;
  }

  #accept(cells: readonly string[], isRepaired: boolean): void {
    this.#table.sink.accept(cells, isRepaired);
  }

  #setAside(row: LooseRow, reason: 'empty-record' | 'header-repeat' | 'footer' | 'other-table', name: ByteClass): void {
    this.#table.sink.setAside(reason);
    this.#tiling.add(name, row.place.byteFrom, row.next);
  }

  /** Sets a row aside for a person, unless one has corrected it already or its suggestion is to be taken. */
  #quarantine(row: LooseRow, reason: QuarantineReason): void {
    const { sink, region, syntax, fixes } = this.#table;
    const corrected = fixes.get(sink.record + 1);
    const fix = corrected?.byteFrom === row.place.byteFrom && corrected.byteTo === row.place.byteTo ? corrected : undefined;
    const isOfRow = fix !== undefined && fix.raw !== row.text && isCorrectionOf(fix.raw, row.text);
    const fixed = isOfRow ? cellsOfFix(fix.raw, region, syntax) : null;
    const suggestion = suggestRow(row.text, reason, region.columns, syntax);
    const cells = fixed ?? (this.#options.acceptSuggestions === true ? suggestion.cells : null);
    if (cells !== null) {
      this.#accept(cells, true);
      (fixed === null ? this.#table.suggested : this.#table.fixed).push(sink.record);
      this.#tiling.add('repaired', row.place.byteFrom, row.next);
      return;
    }
    sink.quarantine({ ...row.place, reason, suggestion: suggestion.text, raw: row.text });
    if (sink.quarantined > HOPELESS_ROWS && sink.quarantined > HOPELESS_SHARE * sink.accepted) throw hopelessError(this.#source.label);
    this.#tiling.add('quarantined', row.place.byteFrom, row.next);
  }

  /** The end of a table: what is still undecided, and blank lines after its last record, which are no records. */
  #endTable(): void {
    const trailing = this.#blanks;
    this.#blanks = null;
    this.#flushHeld(true);
    if (trailing !== null) this.#tiling.add('blank', trailing.from, trailing.to);
  }

  /**
   * Whether a row deserves a second look: it may repeat the header, begin another table, or sum up. Cheap, because every row is asked: data
   * nearly always holds an at sign or more digits than cells.
   */
  #maySpecial(row: ScannedRow): boolean {
    if (row.hasAt) return false;
    const { bytes, start, end } = row;
    const delimiter = this.#table.syntax.delimiter.charCodeAt(0);
    let first = start;
    while (first < end && (bytes[first] === delimiter || bytes[first] === 0x20 || bytes[first] === 0x22)) first++;
    if (first === end) return true;
    const firstByte = bytes[first] ?? 0;
    if (TOTALS_FIRST_BYTES[firstByte] === 1 && this.#mayTotal(row)) return true;
    const headerFirst = this.#headerFirstByte();
    if (headerFirst === 0 || (firstByte | 0x20) === headerFirst) return true;
    if (end - start > 4096) return false;
    let digits = 0;
    const most = row.width;
    for (let i = first; i < end; i++) {
      const byte = bytes[i] as number;
      if (byte >= 0x30 && byte <= 0x39 && ++digits > most) return false;
    }
    return true;
  }

  /** First letter of the header, lower case; 0 where it is no ASCII letter, and 1 where there is no header. */
  #headerFirstByte(): number {
    const key = this.#table.headerKeys.find((name) => name !== '');
    if (key === undefined) return 1;
    const code = key.charCodeAt(0);
    return code >= 0x61 && code <= 0x7a ? code : 0;
  }

  /** Few letters beside the word for "total". */
  #mayTotal(row: ScannedRow): boolean {
    let letters = 0;
    for (let i = row.start; i < row.end; i++) {
      const byte = row.bytes[i] as number;
      if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a && ++letters > 40) return false;
    }
    return true;
  }

  #isSpecial(cells: readonly string[]): boolean {
    if (cells.length > 1 && cells.every((cell) => trimEdges(cell) === '')) return true;
    return (
      isHeaderRepeat(cells, this.#table.headerKeys) ||
      isTotalsRow(cells) ||
      startsNewTable(cells, this.#table.region.seen, this.#options.vocabulary)
    );
  }

  #hasSwallowedRows(row: ScannedRow): boolean {
    const lines = textOf(row).split(/\r\n|\n|\r/);
    const { syntax, region } = this.#table;
    return hasSwallowedRows(lines, row.width, region.columns, (line) => splitCells(line, syntax));
  }

  async #finish(): Promise<StagedTable[]> {
    const byteCounts = this.#tiling.finish(this.#source.bytes);
    for (const run of this.#fastRuns) this.#options.onRun?.(run);
    const tables: StagedTable[] = [];
    for (const table of this.#tables) {
      const result = table.result ?? (this.#fast === null ? await table.sink.finish() : await this.#fast.finish());
      tables.push(this.#report(table, result, byteCounts));
    }
    return tables;
  }

  #report(table: OpenTable, result: SinkResult, byteCounts: StagedTable['byteCounts']): StagedTable {
    const { sourceName, region, sink, syntax } = table;
    const problems: Problem[] = [];
    const note = (type: ProblemType, count: number, records: readonly number[] = []): void => {
      if (count > 0) problems.push({ type, source: sourceName, count, records });
    };
    const { report } = this.#encoding.decision;
    note('encoding-assumed', report.sureness === 'assumed' ? 1 : 0);
    note('encoding-mixed', this.#decoder.fallbackLines);
    note('header-duplicate', countDuplicateHeaders(region.header));
    note('quarantined-records', result.counts.quarantined, sink.firstQuarantined);
    const helped = [...table.fixed, ...table.suggested];
    note(
      'repaired-records',
      result.counts.repaired - helped.length,
      sink.firstRepaired.filter((record) => !helped.includes(record)),
    );
    note('fixed-records', table.fixed.length, table.fixed.slice(0, 5));
    note('suggested-records', table.suggested.length, table.suggested.slice(0, 5));
    note('header-repeated', result.counts.blank['header-repeat']);
    note('footer-rows', result.counts.blank.footer);
    note('other-table-rows', result.counts.blank['other-table']);
    const format: SourceFormat = 'text';
    return {
      sourceName,
      sha256: this.#source.sha256,
      bytes: this.#source.bytes,
      format,
      encoding: report,
      dialect: {
        delimiter: syntax.delimiter,
        quote: syntax.quote,
        escape: syntax.escape,
        spaceAfterDelimiter: syntax.spaceAfterDelimiter,
        newline: nameNewline(this.#fast === null ? table.lineEnds : this.#fastLineEnds),
        sepLine: this.#layout.hasSepLine,
        preambleRows: region.preambleRows,
        sureness: this.#layout.sureness,
      },
      header: region.header,
      headerRows: region.headerRows,
      path: this.#fast === null ? 'strict' : 'fast',
      tables: result.tables,
      relations: result.relations,
      counts: result.counts,
      byteCounts,
      document: null,
      problems,
    };
  }
}

function tooManyTablesError(label: string): InputError {
  return new InputError(`${label} seems to hold more than ${TABLES_MAX} lists one below the other.`, {
    code: 'tables-too-many',
    hint: 'Say in which line the one header stands with --header-row, or cut the file into its lists.',
  });
}

function hopelessError(label: string): InputError {
  return new InputError(`${label} makes no table: nearly none of its rows has the cells that its header names.`, {
    code: 'table-unreadable',
    hint: 'Look at its first lines with `handin inspect`; say --delimiter, --encoding or --header-row, or export it again as CSV UTF-8 or XLSX.',
  });
}

function splitSound(row: ScannedRow, syntax: CellSyntax): string[] {
  const cells = splitCells(textOf(row), syntax);
  if (cells === null) throw new DefectError('A row was cut in two ways.', { code: 'intake-row-cut' });
  return cells;
}

function looseRow(row: ScannedRow, from: number, next: number, unitBytes: number): LooseRow {
  const endBytes = LINE_END_TEXTS[row.lineEnd].length * unitBytes;
  return {
    text: textOf(row),
    lineEnd: row.lineEnd,
    width: row.width,
    fault: row.fault,
    place: { lineFrom: row.lineFrom, lineTo: row.lineTo, byteFrom: from, byteTo: next - endBytes },
    next,
  };
}

/** Why a row that was kept back and joined with nothing cannot be read. */
function faultOf(row: LooseRow, table: OpenTable): QuarantineReason {
  if (row.fault !== null) return row.fault;
  const cells = splitCells(row.text, table.syntax) ?? [];
  return judgeWidth(cells, table.region.columns) ?? 'row-short';
}

/** Cells of a corrected row; null when it still is no row of this table. */
function cellsOfFix(raw: string, region: TableRegion, syntax: CellSyntax): readonly string[] | null {
  const cells = splitCells(raw.replace(/\r?\n$/, ''), syntax);
  if (cells === null || cells.every((cell) => trimEdges(cell) === '')) return null;
  return cells.length === region.header.length || judgeWidth(cells, region.columns) === null ? cells : null;
}

function nameNewline(lineEnds: ReadonlySet<LineEnd>): DialectReport['newline'] {
  const [only, ...others] = lineEnds;
  if (only === undefined || only === 'none') return 'lf';
  return others.length > 0 ? 'mixed' : only;
}
