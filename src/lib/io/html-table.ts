/**
 * Reads the tables of a web page, which is what several platforms send under the name `.xls`. Uses htmlparser2 as a stream of tags, so that
 * neither a long page nor a deep one is ever held as a tree. A cell is its text: scripts, styles and comments say nothing.
 */

import type { FileHandle } from 'node:fs/promises';
import { Parser } from 'htmlparser2';

import { InputError } from '../errors.js';
import { COLUMNS_MAX, HTML_NESTING_MAX, SHEET_ROWS_MAX } from '../intake/limits.js';
import type { SheetRow } from '../intake/sheet-cells.js';
import { sheetColumnsError } from '../intake/sheet-errors.js';
import { emptyError } from '../intake/table.js';
import type { IntakeOptions, StagedTable } from '../model/intake.js';
import type { Problem } from '../model/problem.js';
import { headerKey, trimEdges } from '../text.js';
import { RowBudget, RowTables } from './row-tables.js';
import { assertUnchanged, readChunks, type SourceFile } from './source-file.js';
import type { StagingPlace } from './staging.js';

/** Bytes at the start of a page in which it may name its encoding (HTML standard, 13.2.3.2). */
const CHARSET_BYTES = 4096;
/** Bytes handed to the parser at a time, so that a page that is refused is not read to its end. */
const PIECE_CHARS = 64 * 1024;

/**
 * Stages every table of a page that reads like a list of people: layout and menus come as tables too, and are passed over.
 * @throws InputError `file-empty`, `file-hostile`, `header-missing`, `columns-too-many`, `file-too-large`, `file-changed`
 */
export async function stageHtml(
  handle: FileHandle,
  source: SourceFile,
  place: StagingPlace,
  options: IntakeOptions,
): Promise<StagedTable[]> {
  const stager = new PageStager(source, place, options);
  try {
    const decoder = new TextDecoder(encodingOf(source, options));
    const reader = new PageReader(source.label, stager);
    await readChunks(handle, source.bytes, async (chunk, bytesRead) => {
      await reader.write(decoder.decode(chunk, { stream: true }));
      options.onProgress?.(bytesRead, source.bytes);
    });
    await reader.write(decoder.decode());
    await reader.end();
    await assertUnchanged(handle, source);
    return stager.finish();
  } catch (cause) {
    await stager.abandon();
    throw cause;
  }
}

/** A byte-order mark, then what the page says, then UTF-8 where it is valid, then what Windows programs write. */
function encodingOf({ head, isUtf8 }: SourceFile, options: IntakeOptions): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head[0] !== 0 && head[1] === 0 && head[3] === 0) return 'utf-16le';
  if (isUtf8) return 'utf-8';
  const start = new TextDecoder('latin1').decode(head.subarray(0, CHARSET_BYTES));
  const named = options.encoding ?? /charset\s{0,9}=\s{0,9}["']?([\w-]{1,40})/i.exec(start)?.[1] ?? 'windows-1252';
  try {
    // It is not valid UTF-8, whatever the page says.
    const { encoding } = new TextDecoder(named);
    return encoding === 'utf-8' ? 'windows-1252' : encoding;
  } catch {
    return 'windows-1252';
  }
}

/** Tables one after the other; a table within a cell is a table of its own. */
class PageStager {
  readonly #source: SourceFile;
  readonly #place: StagingPlace;
  readonly #options: IntakeOptions;
  readonly #budget: RowBudget;
  readonly #tables: StagedTable[] = [];
  readonly #open = new Set<RowTables>();
  #missing: InputError | null = null;
  #peopleMissing: InputError | null = null;

  constructor(source: SourceFile, place: StagingPlace, options: IntakeOptions) {
    this.#source = source;
    this.#place = place;
    this.#options = options;
    this.#budget = new RowBudget(source.label);
  }

  begin(): RowTables {
    const rows = new RowTables({
      place: this.#place,
      source: this.#source,
      sourceName: this.#source.label,
      format: 'html',
      intake: this.#options,
      budget: this.#budget,
      problems: [],
    });
    this.#open.add(rows);
    return rows;
  }

  async end(rows: RowTables): Promise<void> {
    try {
      this.#tables.push(...(await rows.finish()));
    } catch (error) {
      if (!(error instanceof InputError) || error.code !== 'header-missing') throw error;
      this.#missing ??= error;
      if (rows.hasAddress()) this.#peopleMissing ??= error;
    }
    this.#open.delete(rows);
  }

  /** A page with several tables: those stay in which something was read, and of them, where any has them, those with headers that are known. */
  finish(): StagedTable[] {
    if (this.#peopleMissing !== null) throw this.#peopleMissing;
    const filled = this.#tables.filter((table) => table.counts.records > 0);
    const { vocabulary } = this.#options;
    const known = filled.filter((table) => table.header.some((name) => vocabulary?.isKnown(headerKey(name).slice(0, 200)) === true));
    const tables = known.length > 0 ? known : filled.length > 0 ? filled : this.#tables;
    if (tables.length === 0) throw this.#missing ?? emptyError(this.#source.label);
    const others = this.#tables.filter((table) => !tables.includes(table));
    const [first, ...rest] = tables;
    if (others.length === 0 || first === undefined) return tables;
    const passedOver = others.filter((table) => table.counts.records > 0).length;
    const problems: Problem[] =
      passedOver === 0 ? [] : [{ type: 'member-skipped', source: this.#source.label, count: passedOver, records: [] }];
    const relations = [...first.relations, ...others.flatMap((table) => table.relations)];
    return [{ ...first, relations, problems: [...first.problems, ...problems] }, ...rest];
  }

  async abandon(): Promise<void> {
    for (const rows of this.#open) await rows.abandon();
  }
}

/** What is written as a line break within a cell. */
const BREAKING: ReadonlySet<string> = new Set(['br', 'p', 'div', 'li']);
const SILENT: ReadonlySet<string> = new Set(['script', 'style', 'title', 'template', 'noscript']);

interface OpenPageTable {
  readonly rows: RowTables;
  line: number;
  cells: string[] | null;
  /** Text of the cell that is open. */
  cell: string | null;
  columns: number;
  /** Columns that a cell of an earlier row still covers: how many rows are left. */
  readonly covered: Map<number, number>;
  rowSpan: number;
}

class PageReader {
  readonly #label: string;
  readonly #stager: PageStager;
  readonly #parser: Parser;
  readonly #tables: OpenPageTable[] = [];
  #closed: RowTables[] = [];
  #depth = 0;
  #silent = 0;
  #tag = '';
  #columnSpan = 1;
  #rowSpan = 1;

  constructor(label: string, stager: PageStager) {
    this.#label = label;
    this.#stager = stager;
    this.#parser = new Parser(
      {
        onopentagname: (name) => this.#openTag(name),
        onattribute: (name, value) => this.#takeAttribute(name, value),
        ontext: (text) => this.#takeText(text),
        onclosetag: (name) => this.#closeTag(name),
      },
      { decodeEntities: true },
    );
  }

  async write(text: string): Promise<void> {
    for (let at = 0; at < text.length; at += PIECE_CHARS) {
      this.#parser.write(text.slice(at, at + PIECE_CHARS));
      await this.#settle();
    }
  }

  async end(): Promise<void> {
    this.#parser.end();
    while (this.#tables.length > 0) this.#closeTable();
    await this.#settle();
  }

  async #settle(): Promise<void> {
    for (const rows of this.#closed.splice(0)) await this.#stager.end(rows);
    for (const { rows } of this.#tables) await rows.settle();
  }

  #openTag(name: string): void {
    if (++this.#depth > HTML_NESTING_MAX) {
      throw new InputError(`${this.#label} is not read, because it holds elements nested without end.`, {
        code: 'file-hostile',
        hint: 'Open it in a browser, copy the table into a spreadsheet, and save it as .xlsx.',
      });
    }
    this.#tag = name;
    const table = this.#tables.at(-1);
    if (SILENT.has(name)) this.#silent++;
    else if (name === 'table') {
      const rows = this.#stager.begin();
      this.#tables.push({ rows, line: 0, cells: null, cell: null, columns: 0, covered: new Map(), rowSpan: 1 });
    } else if (table === undefined) return;
    else if (name === 'tr') {
      this.#closeRow(table);
      table.cells = [];
    } else if (name === 'td' || name === 'th') {
      this.#closeCell(table);
      table.cells ??= [];
      table.cell = '';
      this.#columnSpan = 1;
      this.#rowSpan = 1;
    } else if (BREAKING.has(name) && table.cell !== null && table.cell !== '') table.cell += '\n';
  }

  #takeAttribute(name: string, value: string): void {
    if (this.#tag !== 'td' && this.#tag !== 'th') return;
    // As browsers read it: a number from 1, with a ceiling.
    const span = /^\s{0,9}([0-9]{1,6})/.exec(value.slice(0, 20))?.[1];
    if (name === 'colspan') this.#columnSpan = Math.max(1, Math.min(COLUMNS_MAX, Number(span ?? '1')));
    else if (name === 'rowspan') this.#rowSpan = Math.max(1, Math.min(SHEET_ROWS_MAX, Number(span ?? '1')));
  }

  #takeText(text: string): void {
    const table = this.#tables.at(-1);
    if (this.#silent === 0 && table !== undefined && table.cell !== null) table.cell += text.replaceAll('\n', ' ');
  }

  #closeTag(name: string): void {
    if (this.#depth > 0) this.#depth--;
    const table = this.#tables.at(-1);
    if (SILENT.has(name)) this.#silent = Math.max(0, this.#silent - 1);
    else if (table === undefined) return;
    else if (name === 'td' || name === 'th') this.#closeCell(table);
    else if (name === 'tr') this.#closeRow(table);
    else if (name === 'table') this.#closeTable();
  }

  /** The cell stands in the first of its columns; the others that it covers are empty. */
  #closeCell(table: OpenPageTable): void {
    if (table.cell === null || table.cells === null) return;
    const text = pageText(table.cell);
    table.cell = null;
    const { cells, covered } = table;
    while (covered.has(cells.length)) cells.push('');
    const column = cells.length;
    if (column + this.#columnSpan > COLUMNS_MAX) throw sheetColumnsError(this.#label);
    cells.push(text);
    for (let i = 1; i < this.#columnSpan; i++) cells.push('');
    if (this.#rowSpan > 1) for (let i = 0; i < this.#columnSpan; i++) covered.set(column + i, this.#rowSpan);
    this.#columnSpan = 1;
    this.#rowSpan = 1;
  }

  #closeRow(table: OpenPageTable): void {
    this.#closeCell(table);
    if (table.cells === null) return;
    const cells = table.cells;
    table.cells = null;
    table.line++;
    for (const [column, left] of table.covered) {
      if (left <= 1) table.covered.delete(column);
      else table.covered.set(column, left - 1);
    }
    while (cells.length > 0 && cells[cells.length - 1] === '') cells.pop();
    const row: SheetRow = { line: table.line, cells };
    if (cells.length > 0) table.rows.add(row);
  }

  #closeTable(): void {
    const table = this.#tables.pop();
    if (table === undefined) return;
    this.#closeRow(table);
    this.#closed.push(table.rows);
  }
}

/** Text as a browser shows it: white space is one space, and line breaks are those of tags alone. */
function pageText(text: string): string {
  return text
    .split('\n')
    .map((line) => trimEdges(line.replace(/[\t\r\f ]+/g, ' ')))
    .join('\n')
    .trim();
}
