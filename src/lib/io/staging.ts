/**
 * Rows on their way into the engine. They are written as parts in the private staging folder, under generated names that say nothing
 * about their source, and loaded while the next rows are still being read; a part is removed once it is loaded.
 */

import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import type { Engine } from '../context.js';
import { DefectError } from '../errors.js';
import { type CellSyntax, formatQuotedRow } from '../intake/cells.js';
import { COLUMNS_MAX, LINE_BYTES_MAX, RECORD_BYTES_MAX } from '../intake/limits.js';
import { appendPartsSql, cellColumns, createTableSql, STAGED_SYNTAX, type StagedColumn } from '../intake/staged-sql.js';
import type { BlankReason, QuarantinedRow, RowCounts, StagedTable, UnreadFate } from '../model/intake.js';
import { quoteName } from '../sql.js';

const BUFFER_BYTES = 1024 * 1024;
/** What is larger is written as it is, without being gathered first. */
const DIRECT_BYTES = 64 * 1024;
/** Large enough that the engine's work for each statement does not count, small enough that it can begin early. */
const PART_BYTES = 24 * 1024 * 1024;
/** Parts that may wait for the engine before the reader does. */
const PARTS_WAITING_MAX = 3;

/** A record at its longest, every character a quote that is doubled, and room for quotes around its cells. */
const ROW_BYTES_MAX = 2 * RECORD_BYTES_MAX + 8 * COLUMNS_MAX;
/** A line at its longest, as it goes to quarantine. */
const RAW_BYTES_MAX = 2 * LINE_BYTES_MAX + RECORD_BYTES_MAX;

let lastNumber = 0;

/** A file that is written in large pieces. Mode 0600; never replaces or follows anything. */
class StagedFile {
  readonly path: string;
  readonly #descriptor: number;
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #used = 0;
  #flushed = 0;

  constructor(path: string) {
    this.path = path;
    this.#descriptor = openSync(path, 'wx', 0o600);
  }

  get bytes(): number {
    return this.#flushed + this.#used;
  }

  /** Appends `bytes[start, end)`. */
  writeBytes(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#used + length > BUFFER_BYTES || length > DIRECT_BYTES) this.#flush();
    if (length > DIRECT_BYTES) {
      this.#writeAll(bytes, start, end);
      return;
    }
    this.#buffer.set(bytes.subarray(start, end), this.#used);
    this.#used += length;
  }

  writeByte(byte: number): void {
    if (this.#used === BUFFER_BYTES) this.#flush();
    this.#buffer[this.#used++] = byte;
  }

  writeText(text: string): void {
    // Three bytes per UTF-16 unit is the most that UTF-8 takes.
    if (this.#used + text.length * 3 > BUFFER_BYTES) this.#flush();
    if (text.length * 3 > BUFFER_BYTES) {
      const bytes = Buffer.from(text);
      this.#writeAll(bytes, 0, bytes.length);
    } else this.#used += this.#buffer.write(text, this.#used);
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  /** Closes and removes it. */
  remove(): void {
    closeSync(this.#descriptor);
    rmSync(this.path, { force: true });
  }

  #flush(): void {
    this.#writeAll(this.#buffer, 0, this.#used);
    this.#used = 0;
  }

  #writeAll(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end; ) at += writeSync(this.#descriptor, bytes, at, end - at);
    this.#flushed += end - start;
  }
}

/** The path of a new file of a staging folder. */
export function nextStagedPath(stagingDir: string, extension = 'csv'): string {
  return join(stagingDir, `input-${process.pid}-${++lastNumber}.${extension}`);
}

/** Where staged rows go. */
export interface StagingPlace {
  readonly engine: Engine;
  /** A private folder that the engine may read. */
  readonly stagingDir: string;
}

/** One table of the engine that is filled part by part, in order. */
export class PartLoader {
  readonly table: string;
  readonly #place: StagingPlace;
  readonly #columns: readonly StagedColumn[];
  readonly #syntax: CellSyntax;
  readonly #lineBytesMax: number;
  #file: StagedFile | null = null;
  #ready: string[] = [];
  #load: Promise<void> | null = null;
  #failure: { readonly cause: unknown } | null = null;
  #isCreated = false;
  rows = 0;

  /** @param lineBytesMax the longest row as it is staged */
  constructor(
    place: StagingPlace,
    name: string,
    columns: readonly StagedColumn[],
    syntax: CellSyntax = STAGED_SYNTAX,
    lineBytesMax = ROW_BYTES_MAX,
  ) {
    this.table = `intake_${++lastNumber}_${name}`;
    this.#place = place;
    this.#columns = columns;
    this.#syntax = syntax;
    this.#lineBytesMax = lineBytesMax;
  }

  /** The file that the next row is written to. After the row, call `endRow`. */
  get file(): StagedFile {
    this.#file ??= new StagedFile(nextStagedPath(this.#place.stagingDir));
    return this.#file;
  }

  /** Writes one row with every cell in quotes. */
  writeRow(cells: readonly string[]): void {
    this.file.writeText(formatQuotedRow(cells));
    this.endRows(1);
  }

  /** Says that whole rows have been written. */
  endRows(count: number): void {
    this.rows += count;
    if (this.file.bytes >= PART_BYTES) this.#closePart();
  }

  /** Hands the engine what is ready, and waits while it is behind. Call it between chunks of the source. */
  async settle(): Promise<void> {
    if (this.#ready.length >= PARTS_WAITING_MAX) await this.#load;
    if (this.#failure !== null) throw this.#failure.cause;
    if (this.#ready.length > 0 && this.#load === null) await this.#startLoad();
  }

  /** Loads what is left and makes sure that the engine has read as many rows as were written. */
  async finish(): Promise<void> {
    this.#closePart();
    await this.#startLoad();
    await this.#load;
    if (this.#failure !== null) throw this.#failure.cause;
    if (this.rows === 0) return;
    const [count] = await this.#place.engine.rows<{ rows: number }>(`SELECT count(*) AS rows FROM ${quoteName(this.table)}`);
    if (count?.rows !== this.rows) {
      throw new DefectError('The engine read another number of rows than were staged.', { code: 'staged-count' });
    }
  }

  /** Gives up: removes what was staged and what was loaded. */
  async abandon(): Promise<void> {
    this.#file?.remove();
    this.#file = null;
    await this.#load;
    for (const path of this.#ready) rmSync(path, { force: true });
    if (this.#isCreated) await this.#place.engine.run(`DROP TABLE IF EXISTS ${quoteName(this.table)}`);
  }

  #closePart(): void {
    if (this.#file === null) return;
    this.#file.close();
    this.#ready.push(this.#file.path);
    this.#file = null;
  }

  /** Begins to load the parts that are ready, once the last load has ended. */
  async #startLoad(): Promise<void> {
    await this.#load;
    const { engine } = this.#place;
    if (!this.#isCreated) {
      this.#isCreated = true;
      await engine.run(createTableSql(this.table, this.#columns));
    }
    const paths = this.#ready;
    if (paths.length === 0) return;
    this.#ready = [];
    this.#load = engine
      .run(appendPartsSql(this.table, this.#columns, paths, this.#syntax, this.#lineBytesMax))
      .catch((cause: unknown) => {
        this.#failure ??= { cause };
      })
      .finally(() => {
        this.#load = null;
        for (const path of paths) rmSync(path, { force: true });
      });
  }
}

const TEXT = (name: string): StagedColumn => ({ name, type: 'VARCHAR' });
const NUMBER = (name: string): StagedColumn => ({ name, type: 'BIGINT' });

const UNREAD_COLUMNS = [NUMBER('record'), TEXT('fate'), TEXT('reason')];
const QUARANTINE_COLUMNS = [
  NUMBER('record'),
  NUMBER('line_from'),
  NUMBER('line_to'),
  NUMBER('byte_from'),
  NUMBER('byte_to'),
  TEXT('reason'),
  TEXT('suggestion'),
  TEXT('raw'),
];

/** How many record numbers a problem names. */
const FIRST_RECORDS = 5;

/** What a sink has taken, once it is finished. */
export interface SinkResult {
  readonly tables: StagedTable['tables'];
  readonly relations: StagedTable['relations'];
  readonly counts: RowCounts;
}

/**
 * Takes the rows of one table, record by record from 1, and loads them: accepted ones as cells, the rest with its reason. Every way of
 * reading a file ends here.
 */
export class TableSink {
  readonly width: number;
  readonly #records: PartLoader;
  readonly #unread: PartLoader;
  readonly #quarantine: PartLoader;
  readonly #blank: Record<BlankReason, number> = { 'empty-record': 0, 'header-repeat': 0, footer: 0, 'other-table': 0 };
  readonly #firstQuarantined: number[] = [];
  readonly #firstRepaired: number[] = [];
  #record = 0;
  #repaired = 0;
  #quarantined = 0;

  constructor(place: StagingPlace, width: number) {
    this.width = width;
    this.#records = new PartLoader(place, 'records', [NUMBER('record'), ...cellColumns(width).map(TEXT)]);
    this.#unread = new PartLoader(place, 'unread', UNREAD_COLUMNS);
    this.#quarantine = new PartLoader(place, 'quarantine', QUARANTINE_COLUMNS, STAGED_SYNTAX, RAW_BYTES_MAX);
  }

  /** The number of the record that was taken last. */
  get record(): number {
    return this.#record;
  }

  get accepted(): number {
    return this.#records.rows;
  }

  get quarantined(): number {
    return this.#quarantined;
  }

  get firstQuarantined(): readonly number[] {
    return this.#firstQuarantined;
  }

  get firstRepaired(): readonly number[] {
    return this.#firstRepaired;
  }

  /** Takes the next record. Cells beyond the width must be empty and are left out; missing ones are empty. */
  accept(cells: readonly string[], isRepaired = false): void {
    const record = ++this.#record;
    const { width } = this;
    let text = `"${record}`;
    for (let column = 0; column < width; column++) {
      const cell = cells[column] ?? '';
      text += `","${cell.includes('"') ? cell.replaceAll('"', '""') : cell}`;
    }
    this.#records.file.writeText(`${text}"\n`);
    this.#records.endRows(1);
    if (!isRepaired) return;
    this.#repaired++;
    if (this.#firstRepaired.length < FIRST_RECORDS) this.#firstRepaired.push(record);
  }

  /** Takes a row that is nobody's record. */
  setAside(reason: BlankReason): void {
    this.#blank[reason]++;
    this.#addUnread('blank', reason);
  }

  /** Takes a row that waits for a person. */
  quarantine(row: Omit<QuarantinedRow, 'record'>): void {
    this.#quarantined++;
    this.#addUnread('unreadable', row.reason);
    if (this.#firstQuarantined.length < FIRST_RECORDS) this.#firstQuarantined.push(this.#record);
    const places = [this.#record, row.lineFrom, row.lineTo, row.byteFrom, row.byteTo].map((place) => (place === null ? '' : String(place)));
    // The engine's text cannot hold a NUL.
    this.#quarantine.writeRow([...places, row.reason, row.suggestion.replaceAll('\0', '\u2400'), row.raw.replaceAll('\0', '\u2400')]);
  }

  /** Waits while the engine is behind. */
  async settle(): Promise<void> {
    await this.#records.settle();
    await this.#unread.settle();
    await this.#quarantine.settle();
  }

  /** Loads the rest. */
  async finish(): Promise<SinkResult> {
    for (const loader of [this.#records, this.#unread, this.#quarantine]) await loader.finish();
    const tables = { records: this.#records.table, unread: this.#unread.table, quarantine: this.#quarantine.table };
    return {
      tables,
      relations: Object.values(tables).map((name) => ({ name, kind: 'TABLE' })),
      counts: {
        records: this.#record,
        accepted: this.#records.rows,
        repaired: this.#repaired,
        quarantined: this.#quarantined,
        blank: { ...this.#blank },
      },
    };
  }

  /** Removes everything that was staged and loaded. */
  async abandon(): Promise<void> {
    for (const loader of [this.#records, this.#unread, this.#quarantine]) await loader.abandon();
  }

  #addUnread(fate: UnreadFate, reason: string): void {
    this.#unread.writeRow([String(++this.#record), fate, reason]);
  }
}

/**
 * Takes rows as they stand in the file, byte for byte: for files in which every row is sound. The engine parses them; the number of a
 * record is its place.
 */
export class FastSink {
  readonly #place: StagingPlace;
  readonly #rows: PartLoader;

  constructor(place: StagingPlace, width: number, syntax: CellSyntax) {
    this.#place = place;
    this.#rows = new PartLoader(place, 'rows', cellColumns(width).map(TEXT), syntax);
  }

  /** Appends `count` whole rows with their line feeds. */
  writeRows(bytes: Uint8Array, start: number, end: number, count: number): void {
    this.#rows.file.writeBytes(bytes, start, end);
    this.#rows.endRows(count);
  }

  /** Appends one row whose line end is not a line feed, without that line end. */
  writeRow(bytes: Uint8Array, start: number, end: number): void {
    const { file } = this.#rows;
    file.writeBytes(bytes, start, end);
    file.writeByte(0x0a);
    this.#rows.endRows(1);
  }

  async settle(): Promise<void> {
    await this.#rows.settle();
  }

  /** Loads the rest; the tables of rows that are not accepted are empty. */
  async finish(): Promise<SinkResult> {
    await this.#rows.finish();
    const unread = new PartLoader(this.#place, 'unread', UNREAD_COLUMNS);
    const quarantine = new PartLoader(this.#place, 'quarantine', QUARANTINE_COLUMNS);
    await unread.finish();
    await quarantine.finish();
    const records = `${this.#rows.table}_numbered`;
    // Rows lie in a table in the order in which they were appended, and none is ever deleted.
    await this.#place.engine.run(`CREATE VIEW ${quoteName(records)} AS SELECT rowid + 1 AS record, * FROM ${quoteName(this.#rows.table)}`);
    return {
      tables: { records, unread: unread.table, quarantine: quarantine.table },
      relations: [
        { name: records, kind: 'VIEW' },
        ...[this.#rows, unread, quarantine].map(({ table }) => ({ name: table, kind: 'TABLE' as const })),
      ],
      counts: {
        records: this.#rows.rows,
        accepted: this.#rows.rows,
        repaired: 0,
        quarantined: 0,
        blank: { 'empty-record': 0, 'header-repeat': 0, footer: 0, 'other-table': 0 },
      },
    };
  }

  async abandon(): Promise<void> {
    await this.#rows.abandon();
  }
}
