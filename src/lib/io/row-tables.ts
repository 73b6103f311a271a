/**
 * From the rows of a sheet (or of a table in a web page) to tables of the engine: finds where the list begins, tells records from repeated
 * headers, totals, notes below the list and further lists, and sets aside what cannot be read. Rows come as cells, so there is no dialect.
 */

import { InputError } from '../errors.js';
import { cellShape, formatQuotedRow, splitCells } from '../intake/cells.js';
import { CELL_BYTES_MAX, COLUMNS_MAX, RECORD_BYTES_MAX, ROWS_MAX, SAMPLE_ROWS_MAX, UNPACKED_BYTES_MAX } from '../intake/limits.js';
import { isCorrectionOf } from '../intake/repair.js';
import type { SheetRow } from '../intake/sheet-cells.js';
import { sheetColumnsError } from '../intake/sheet-errors.js';
import { STAGED_SYNTAX } from '../intake/staged-sql.js';
import {
  countDuplicateHeaders,
  findTable,
  isHeaderRepeat,
  isTotalsRow,
  judgeTail,
  judgeWidth,
  looksByName,
  type SampleRow,
  startsNewTable,
  type TableRegion,
} from '../intake/table.js';
import { isTotalsCell, TOTALS_FIRST_BYTES } from '../intake/totals.js';
import type { BlankReason, IntakeOptions, QuarantineReason, SourceFormat, StagedTable } from '../model/intake.js';
import type { Problem, ProblemType } from '../model/problem.js';
import { formatCount, headerKey, trimEdges } from '../text.js';
import type { SourceFile } from './source-file.js';
import { type StagingPlace, TableSink } from './staging.js';

/** Ceilings that all tables of one file share. */
export class RowBudget {
  readonly #label: string;
  #rows = 0;
  #chars = 0;

  constructor(label: string) {
    this.#label = label;
  }

  /** @throws InputError `file-too-large` */
  spend(rows: number, chars: number): void {
    this.#rows += rows;
    this.#chars += chars;
    if (this.#rows > ROWS_MAX) throw this.#tooLarge(`${formatCount(ROWS_MAX)} rows`);
    // A text that is stored once may stand in any number of cells.
    if (this.#chars > UNPACKED_BYTES_MAX) throw this.#tooLarge('1 GiB of text');
  }

  #tooLarge(what: string): InputError {
    return new InputError(`${this.#label} holds more than ${what}.`, {
      code: 'file-too-large',
      hint: 'Export it in parts and give all of them.',
    });
  }
}

export interface RowTableOptions {
  readonly place: StagingPlace;
  readonly source: SourceFile;
  /** As the ledger will print it: `file.xlsx#Sheet`. */
  readonly sourceName: string;
  readonly format: SourceFormat;
  readonly intake: IntakeOptions;
  readonly budget: RowBudget;
  readonly problems: readonly Problem[];
}

/** A row in which one cell stands, in a list whose records always fill others. */
function isLone({ cells }: SheetRow, { columns }: TableRegion): boolean {
  const isEmpty = (column: number): boolean => trimEdges(cells[column] ?? '') === '';
  return (
    cells.filter((cell) => trimEdges(cell) !== '').length === 1 && columns.some(({ isOptional }, column) => !isOptional && isEmpty(column))
  );
}

/** What stands below a list is short; longer, and it is part of it. */
const TAIL_ROWS_MAX = 200;
/** Of a record that is too long, this much goes to quarantine. */
const LONG_RAW_CHARS = 64 * 1024;

const SUGGESTIONS: Readonly<Partial<Record<QuarantineReason, string>>> = {
  'row-short': 'fill in the other cells if this is somebody, or delete the row',
  'row-long': 'move the cells that stand right of the table into one of its columns, or clear them',
  'nul-byte': 'remove the NUL character',
  'record-too-long': 'shorten the record to less than 1 MiB',
  'cell-too-long': 'shorten the cell to less than 64 KiB',
};

interface OpenTable {
  readonly sourceName: string;
  readonly region: TableRegion;
  readonly headerKeys: readonly string[];
  readonly sink: TableSink;
}

/** Takes the rows of one sheet in order. Call `settle` between batches, and `finish` or `abandon` at the end. */
export class RowTables {
  readonly #options: RowTableOptions;
  #sample: SheetRow[] | null = [];
  #table: OpenTable | null = null;
  #opened = 0;
  /** Tables that have all their rows and are not described yet. */
  #ended: OpenTable[] = [];
  readonly #done: StagedTable[] = [];
  /** Row of the sheet that was stored last. */
  #lastLine = 0;
  /** Rows after a gap that may be no part of the list. */
  #tail: SheetRow[] = [];

  constructor(options: RowTableOptions) {
    this.#options = options;
  }

  add(row: SheetRow): void {
    let chars = 0;
    for (const cell of row.cells) chars += cell.length;
    this.#options.budget.spend(1, chars);
    if (this.#sample === null) {
      this.#take(row);
      return;
    }
    this.#sample.push(row);
    if (this.#sample.length >= SAMPLE_ROWS_MAX) this.#begin();
  }

  /** Waits while the engine is behind. */
  async settle(): Promise<void> {
    await this.#describeEnded();
    await this.#table?.sink.settle();
  }

  /**
   * Ends the sheet.
   * @returns its tables; none when no row holds anything
   * @throws InputError `header-missing`, `columns-too-many`
   */
  async finish(): Promise<StagedTable[]> {
    if (this.#sample?.length === 0) return [];
    this.#begin();
    this.#endTable();
    await this.#describeEnded();
    return this.#done;
  }

  /** Removes everything that was staged. */
  async abandon(): Promise<void> {
    if (this.#table !== null) this.#ended.push(this.#table);
    for (const { sink } of this.#ended.splice(0)) await sink.abandon();
    this.#table = null;
  }

  /** Whether an address of a person stands in the first rows: then a sheet without a header is not to be passed over. */
  hasAddress(): boolean {
    return (this.#sample ?? []).some((row) => row.cells.some((cell) => cellShape(trimEdges(cell)) === 'email'));
  }

  /** Decides from the first rows where the list begins, and takes them. */
  #begin(): void {
    const sample = this.#sample;
    if (sample === null) return;
    const { sourceName, intake } = this.#options;
    const width = sample.reduce((most, row) => Math.max(most, row.cells.length), 0);
    if (width > COLUMNS_MAX) throw sheetColumnsError(sourceName);
    const rows: SampleRow[] = sample.map(({ line, cells }) => ({ index: line - 1, line, cells: pad(cells, width) }));
    const found = findTable(rows, sourceName, { vocabulary: intake.vocabulary, headerRow: intake.headerRow });
    this.#sample = null;
    const first = found.preambleRows + found.headerRows;
    this.#open(dropEmptyEdge(found, sample, first), first);
    for (const row of sample) if (row.line > first) this.#take(row);
  }

  /** The sheet's name; further lists in it are numbered, as those of a text are. */
  #nameOfTable(): string {
    return this.#opened <= 1 ? this.#options.sourceName : `${this.#options.sourceName}#table-${this.#opened}`;
  }

  #open(region: TableRegion, lastLine: number): void {
    this.#opened++;
    this.#table = {
      sourceName: this.#nameOfTable(),
      region,
      headerKeys: region.header.map(headerKey),
      sink: new TableSink(this.#options.place, region.columns.length),
    };
    this.#lastLine = lastLine;
  }

  #take(row: SheetRow): void {
    const table = this.#table;
    if (table === null) return;
    if (this.#isNewHeader(row, table)) {
      this.#endTable();
      const header = row.cells.map(trimEdges);
      this.#open({ preambleRows: row.line - 1, headerRows: 1, header, columns: looksByName(header, table.region), seen: [] }, row.line);
      return;
    }
    const width = table.region.columns.length;
    const isRepeat = mayRepeat(row.cells, table.headerKeys) && isHeaderRepeat(pad(row.cells, width), table.headerKeys);
    if (isRepeat || (mayTotal(firstFilled(row.cells)) && isTotalsRow(row.cells))) {
      this.#flushTail(table, true);
      this.#addBlanks(row.line, table.sink);
      table.sink.setAside(isRepeat ? 'header-repeat' : 'footer');
      return;
    }
    if (row.cells.length < width && (this.#tail.length > 0 || row.line > this.#lastLine + 1)) {
      if (this.#tail.length >= TAIL_ROWS_MAX) this.#flushTail(table, false);
      this.#tail.push(row);
      return;
    }
    this.#flushTail(table, false);
    this.#store(row, table);
  }

  #isNewHeader(row: SheetRow, table: OpenTable): boolean {
    const { vocabulary } = this.#options.intake;
    if (vocabulary === undefined) return false;
    const first = firstFilled(row.cells);
    if (first.length > 200 || !vocabulary.isKnown(first)) return false;
    return (
      !isHeaderRepeat(pad(row.cells, table.region.columns.length), table.headerKeys) &&
      startsNewTable(row.cells, table.region.seen, vocabulary)
    );
  }

  /** @param isDoubtful whether the row may be a note, and may be a name: a person decides */
  #store(row: SheetRow, { sink, region }: OpenTable, isDoubtful = false): void {
    this.#addBlanks(row.line, sink);
    // A sheet keeps no empty cells at the end of a row, so none is ever too short.
    const isWide = row.cells.length > region.columns.length;
    const reason = judgeCells(row.cells) ?? (isWide ? judgeWidth(row.cells, region.columns) : isDoubtful ? 'row-short' : null);
    if (reason === null) {
      sink.accept(row.cells);
      return;
    }
    const raw = rawText(row.cells);
    const fixed = this.#fixFor(sink.record + 1, raw, region);
    if (fixed !== null) {
      sink.accept(fixed, true);
      return;
    }
    sink.quarantine({
      lineFrom: row.line,
      lineTo: row.line,
      byteFrom: null,
      byteTo: null,
      reason,
      suggestion: SUGGESTIONS[reason] ?? '',
      raw,
    });
  }

  /** The cells of a row that a person corrected in the quarantine file, when they can stand. */
  #fixFor(record: number, raw: string, region: TableRegion): readonly string[] | null {
    const fix = this.#options.intake.fixes?.get(this.#nameOfTable())?.find((candidate) => candidate.record === record);
    // Rows may have been added above since: what was corrected must still be the row that stands here.
    const isOfRow = fix !== undefined && fix.raw !== raw && isCorrectionOf(fix.raw, raw);
    const cells = isOfRow ? splitCells(fix.raw, STAGED_SYNTAX) : null;
    return cells !== null && judgeCells(cells) === null && judgeWidth(cells, region.columns) === null ? cells : null;
  }

  /** Rows that the sheet leaves out count as records, so that a record's number follows from its row. */
  #addBlanks(line: number, sink: TableSink): void {
    const gap = line - this.#lastLine - 1;
    if (gap > 0) this.#options.budget.spend(gap, 0);
    for (let i = 0; i < gap; i++) sink.setAside('empty-record');
    this.#lastLine = line;
  }

  /**
   * Decides about the rows after a gap.
   * @param isEnd nothing of this list follows: they may be a note or a small table
   */
  #flushTail(table: OpenTable, isEnd: boolean): void {
    const rows = this.#tail;
    if (rows.length === 0) return;
    this.#tail = [];
    let start = rows.length;
    let what: BlankReason | null = null;
    for (let index = rows.length - 1; isEnd && index >= 0; index--) {
      const isAfterGap = (rows[index]?.line ?? 0) > (rows[index - 1]?.line ?? this.#lastLine) + 1;
      if (!isAfterGap) continue;
      const judged = judgeTail(
        rows.slice(index).map(({ cells }) => cells),
        table.region.columns.length,
      );
      if (judged === null) break;
      start = index;
      what = judged;
    }
    for (const [index, row] of rows.entries()) {
      if (index < start || what === null) this.#store(row, table, isEnd && isLone(row, table.region));
      else {
        this.#addBlanks(row.line, table.sink);
        table.sink.setAside(what);
      }
    }
  }

  #endTable(): void {
    const table = this.#table;
    if (table === null) return;
    this.#flushTail(table, true);
    this.#ended.push(table);
    this.#table = null;
  }

  async #describeEnded(): Promise<void> {
    for (const { sink, region, sourceName } of this.#ended.splice(0)) {
      const { source, format } = this.#options;
      const { tables, relations, counts } = await sink.finish();
      const problems: Problem[] = this.#done.length === 0 ? [...this.#options.problems] : [];
      const note = (type: ProblemType, count: number, records: readonly number[] = []): void => {
        if (count > 0) problems.push({ type, source: sourceName, count, records });
      };
      note('header-duplicate', countDuplicateHeaders(region.header));
      note('quarantined-records', counts.quarantined, [...sink.firstQuarantined]);
      note('header-repeated', counts.blank['header-repeat']);
      note('footer-rows', counts.blank.footer);
      note('other-table-rows', counts.blank['other-table']);
      this.#done.push({
        sourceName,
        sha256: source.sha256,
        bytes: source.bytes,
        format,
        encoding: null,
        dialect: null,
        header: region.header,
        headerRows: region.headerRows,
        path: 'sheet',
        tables,
        relations,
        counts,
        byteCounts: null,
        document: null,
        problems,
      });
    }
  }
}

/** Why a record's cells cannot stand, whatever its table: a NUL, or one of them or all together too long. */
export function judgeCells(cells: readonly string[]): 'nul-byte' | 'cell-too-long' | 'record-too-long' | null {
  let bytes = 0;
  let longest = 0;
  for (const cell of cells) {
    if (cell.includes('\0')) return 'nul-byte';
    // Three bytes per UTF-16 unit is the most that UTF-8 takes; only what may be too long is measured.
    const most = cell.length * 3 <= CELL_BYTES_MAX ? cell.length * 3 : Buffer.byteLength(cell);
    bytes += most;
    longest = Math.max(longest, most);
  }
  if (longest > CELL_BYTES_MAX) return 'cell-too-long';
  return bytes > RECORD_BYTES_MAX ? 'record-too-long' : null;
}

/** Whether a row may be the header once more, by its first letter: the full comparison is too dear for every row. */
function mayRepeat(cells: readonly string[], headerKeys: readonly string[]): boolean {
  const key = headerKeys[0] ?? '';
  const cell = cells[0] ?? '';
  const code = cell.charCodeAt(0);
  const isPlain = code < 0x80 && /[A-Za-z0-9]/.test(cell.charAt(0));
  return !isPlain || cell.charAt(0).toLowerCase() === key.charAt(0);
}

/** Whether a row may sum up, by its first cell. */
function mayTotal(cell: string): boolean {
  const code = cell.charCodeAt(0);
  return (!(code < 0x80) || TOTALS_FIRST_BYTES[code] === 1 || code <= 0x20) && isTotalsCell(trimEdges(cell));
}

function firstFilled(cells: readonly string[]): string {
  for (const cell of cells) if (cell !== '') return cell;
  return '';
}

/** Cells as quarantine keeps them: a row of CSV. A record without end is cut. */
export function rawText(cells: readonly string[]): string {
  let chars = 0;
  const kept: string[] = [];
  for (const cell of cells) {
    if (chars > LONG_RAW_CHARS) break;
    kept.push(cell.length > LONG_RAW_CHARS ? cell.slice(0, LONG_RAW_CHARS) : cell);
    chars += cell.length;
  }
  return formatQuotedRow(kept).slice(0, -1);
}

function pad(cells: readonly string[], width: number): string[] {
  return Array.from({ length: Math.max(width, cells.length) }, (_, column) => cells[column] ?? '');
}

/** Columns at the edge without a header are none where hardly anything stands in them. */
function dropEmptyEdge(region: TableRegion, sample: readonly SheetRow[], first: number): TableRegion {
  const rows = sample.filter((row) => row.line > first);
  let width = region.header.length;
  while (width > 1 && region.headerRows > 0 && region.header[width - 1] === '') {
    const column = width - 1;
    if (rows.filter((row) => (row.cells[column] ?? '') !== '').length * 2 > rows.length) break;
    width--;
  }
  return { ...region, header: region.header.slice(0, width), columns: region.columns.slice(0, width) };
}
