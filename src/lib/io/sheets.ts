/**
 * Reads XLSX workbooks through hucre, and is the only file that knows it. The container is checked before the library sees it:
 * sizes, ratios, overlaps, encryption, macros, external links and document types, each by inflating the parts itself.
 */

import type { FileHandle } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';
import { readXlsx, streamXlsxRows } from 'hucre/xlsx';
import { HandinError, InputError } from '../errors.js';
import { formatQuotedRow } from '../intake/cells.js';
import { formatError } from '../intake/file-kind.js';
import {
  COLUMNS_MAX,
  RECORD_BYTES_MAX,
  SAMPLE_ROWS_MAX,
  WORKBOOK_BYTES_MAX,
  ZIP_ENTRIES_MAX,
  ZIP_RATIO_FROM_BYTES,
  ZIP_RATIO_MAX,
  ZIP_TOTAL_BYTES_MAX,
} from '../intake/limits.js';
import {
  countDuplicateHeaders,
  emptyError,
  findTable,
  isHeaderRepeat,
  judgeWidth,
  type SampleRow,
  suggestionFor,
  type TableRegion,
} from '../intake/table.js';
import type { QuarantinedRow, StagedTable } from '../model/intake.js';
import type { Problem } from '../model/problem.js';
import { formatCount, headerKey, trimEdges } from '../text.js';
import { openNextStagedFile, quarantinePathOf, StagedFile } from './staging.js';

export interface WorkbookSource {
  /** The file's name. */
  readonly label: string;
  readonly stagingDir: string;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Stages every sheet of a workbook that holds anything, hidden ones too.
 * @throws InputError `file-format`, `file-hostile`, `file-too-large`, `file-empty`, `header-missing`, `columns-too-many`
 */
export async function stageWorkbook(handle: FileHandle, source: WorkbookSource): Promise<StagedTable[]> {
  if (source.bytes > WORKBOOK_BYTES_MAX) {
    throw new InputError(`${source.label} is larger than 256 MiB.`, {
      code: 'file-too-large',
      hint: 'Save its sheets as CSV UTF-8 and give those.',
    });
  }
  const bytes = await readWhole(handle, source);
  await checkContainer(bytes, source.label);
  try {
    return await stageSheets(bytes, source);
  } catch (cause) {
    if (cause instanceof HandinError) throw cause;
    if (cause instanceof Error && 'syscall' in cause) throw cause;
    throw new InputError(`${source.label} is damaged and cannot be read.`, {
      code: 'file-format',
      hint: 'Open it in a spreadsheet program and save it again as .xlsx or as CSV UTF-8.',
      cause,
    });
  }
}

async function readWhole(handle: FileHandle, source: WorkbookSource): Promise<Buffer> {
  const bytes = Buffer.alloc(source.bytes);
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}

async function stageSheets(bytes: Uint8Array, source: WorkbookSource): Promise<StagedTable[]> {
  // A predicate that takes nothing: the workbook's list of sheets without their rows.
  const sheets: { readonly name: string; readonly index: number; readonly isHidden: boolean }[] = [];
  await readXlsx(bytes, {
    sheets: (info) => {
      sheets.push({ name: info.name, index: info.index, isHidden: info.hidden === true || info.veryHidden === true });
      return false;
    },
  });
  const tables: StagedTable[] = [];
  for (const sheet of sheets) {
    const table = await stageSheet(bytes, source, sheet);
    if (table !== null) tables.push(table);
  }
  if (tables.length === 0) throw emptyError(source.label);
  return tables;
}

/** Rows of a sheet, by the format's own limit. */
const SHEET_ROWS_MAX = 1_048_576;

interface SheetRow {
  /** Row of the sheet from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

async function stageSheet(
  bytes: Uint8Array,
  source: WorkbookSource,
  sheet: { readonly name: string; readonly index: number; readonly isHidden: boolean },
): Promise<StagedTable | null> {
  const sourceName = `${source.label}#${sheet.name}`;
  const rows = readRows(bytes, sheet.index);
  try {
    const sample: SheetRow[] = [];
    while (sample.length < SAMPLE_ROWS_MAX) {
      const { value, done } = await rows.next();
      if (done === true) break;
      sample.push(value);
    }
    if (sample.length === 0) return null;
    const width = sample.reduce((most, row) => Math.max(most, row.cells.length), 0);
    if (width > COLUMNS_MAX) throw tooManyColumns(sourceName);
    const samples: SampleRow[] = sample.map((row) => ({ index: row.line - 1, cells: pad(row.cells, width) }));
    const sink = new SheetSink(source.stagingDir, dropEmptyEdge(findTable(samples, sourceName)));
    try {
      for (const row of sample) sink.add(row);
      for await (const row of rows) sink.add(row);
    } finally {
      sink.close();
    }
    return describeSheet(sink, source, sourceName, sheet.isHidden);
  } finally {
    await rows.return(undefined);
  }
}

function describeSheet(sink: SheetSink, source: WorkbookSource, sourceName: string, isHidden: boolean): StagedTable {
  const problems: Problem[] = [];
  const { header, quarantined } = sink;
  const duplicates = countDuplicateHeaders(header);
  if (isHidden) problems.push({ type: 'sheet-hidden', source: sourceName, count: 1, records: [] });
  if (duplicates > 0) problems.push({ type: 'header-duplicate', source: sourceName, count: duplicates, records: [] });
  if (quarantined.length > 0) {
    problems.push({
      type: 'quarantined-records',
      source: sourceName,
      count: quarantined.length,
      records: quarantined.slice(0, 5).map((row) => row.record),
    });
  }
  return {
    sourceName,
    sha256: source.sha256,
    bytes: source.bytes,
    format: 'xlsx',
    encoding: null,
    dialect: null,
    header,
    path: 'sheet',
    stagedPath: sink.path,
    stagedDialect: { delimiter: ',', quote: '"', escape: '"', newline: 'lf', skipRows: 0 },
    recordColumn: true,
    stagedCount: sink.rowCount,
    recordCount: sink.recordCount,
    blankRecords: sink.blankRecords,
    quarantined,
    quarantinePath: sink.quarantinePath,
    problems,
  };
}

/** Rows that hold anything, as text. Rows that a sheet leaves out or leaves empty are seen by the gap in `line`. */
async function* readRows(bytes: Uint8Array, sheet: number): AsyncGenerator<SheetRow> {
  let last = -1;
  for await (const row of streamXlsxRows(bytes, { sheet, readStyles: true })) {
    // Rows out of order or beyond the sheet are a forged or broken file; skipping them would lose people.
    if (!(row.index > last) || row.index >= SHEET_ROWS_MAX) throw new RangeError('row numbers out of order');
    last = row.index;
    const cells = row.values.map(cellText);
    while (cells.length > 0 && cells[cells.length - 1] === '') cells.pop();
    if (cells.some((cell) => trimEdges(cell) !== '')) yield { line: row.index + 1, cells };
  }
}

/** A cell's value as text; dates as ISO 8601 without a zone, whole days without a time. */
function cellText(value: string | number | boolean | Date | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return '';
    const seconds = new Date(Math.round(value.getTime() / 1000) * 1000).toISOString().slice(0, 19);
    return seconds.endsWith('T00:00:00') ? seconds.slice(0, 10) : seconds;
  }
  if (typeof value === 'number') return numberText(value);
  return String(value);
}

/** Digits in full: a phone number kept as a number must not turn into an exponent. */
function numberText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value);
}

function pad(cells: readonly string[], width: number): string[] {
  return Array.from({ length: width }, (_, column) => cells[column] ?? '');
}

/** Columns after the last header that hold nothing are no columns. */
function dropEmptyEdge(region: TableRegion): TableRegion {
  let width = region.header.length;
  while (width > 1 && region.header[width - 1] === '') width--;
  return { ...region, header: region.header.slice(0, width), columns: region.columns.slice(0, width) };
}

function tooManyColumns(label: string): InputError {
  return new InputError(`${label} has more than ${formatCount(COLUMNS_MAX)} columns.`, {
    code: 'columns-too-many',
    hint: 'Remove the columns that are not needed.',
  });
}

/** Writes a sheet's rows clean, and those that cannot stand to quarantine. */
class SheetSink {
  readonly path: string;
  readonly quarantined: QuarantinedRow[] = [];
  readonly blankRecords: number[] = [];
  recordCount = 0;
  rowCount = 0;
  readonly #file: StagedFile;
  readonly #region: TableRegion;
  readonly #headerKeys: readonly string[];
  #quarantineFile: StagedFile | null = null;
  #lastLine: number;

  constructor(stagingDir: string, region: TableRegion) {
    this.#lastLine = region.preambleRows + 1;
    this.#file = openNextStagedFile(stagingDir);
    this.path = this.#file.path;
    this.#region = region;
    this.#headerKeys = region.header.map(headerKey);
  }

  get quarantinePath(): string | null {
    return this.#quarantineFile?.path ?? null;
  }

  get header(): readonly string[] {
    return this.#region.header;
  }

  /** Takes the next row; rows up to the header are passed over, and a gap in the row numbers is blank records. */
  add(row: SheetRow): void {
    if (row.line <= this.#lastLine) return;
    for (; this.#lastLine + 1 < row.line; this.#lastLine++) this.blankRecords.push(++this.recordCount);
    this.#lastLine = row.line;
    const record = ++this.recordCount;
    const width = this.#region.header.length;
    const cells = pad(row.cells, Math.max(width, row.cells.length));
    const reason = this.#judge(cells);
    if (reason === null) {
      this.#file.writeText(formatQuotedRow([String(record), ...cells.slice(0, width)]));
      this.rowCount++;
      return;
    }
    this.#quarantineFile ??= new StagedFile(quarantinePathOf(this.path));
    this.#quarantineFile.writeText(formatQuotedRow([String(record), formatQuotedRow(row.cells).slice(0, -1)]));
    this.quarantined.push({
      record,
      lineFrom: row.line,
      lineTo: row.line,
      byteFrom: null,
      byteTo: null,
      reason,
      suggestion: suggestionFor(reason),
    });
  }

  close(): void {
    this.#file.close();
    this.#quarantineFile?.close();
  }

  #judge(cells: readonly string[]): QuarantinedRow['reason'] | null {
    if (cells.some((cell) => cell.includes('\0'))) return 'nul-byte';
    if (cells.reduce((total, cell) => total + cell.length * 3, 0) > RECORD_BYTES_MAX) return 'record-too-long';
    if (isHeaderRepeat(cells, this.#headerKeys)) return 'header-repeat';
    return judgeWidth(cells, this.#region);
  }
}

/** One entry of a zip's central directory. */
interface ZipEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

const UTF16_OR_NUL = [0xff, 0xfe, 0x00];

async function checkContainer(bytes: Buffer, label: string): Promise<void> {
  const entries = readCentralDirectory(bytes, label);
  const names = new Set(entries.map((entry) => entry.name));
  if (!names.has('xl/workbook.xml') || !names.has('[Content_Types].xml')) {
    if (names.has('content.xml')) throw formatError(label, 'an ODS file', 'Save it as .xlsx or as CSV UTF-8.');
    if (names.has('xl/workbook.bin')) throw formatError(label, 'a binary Excel file (.xlsb)', 'Save it as .xlsx or as CSV UTF-8.');
    throw formatError(label, 'a zip archive', 'Unpack it first and give the files inside.');
  }
  if (names.size !== entries.length) throw hostileError(label, 'parts of the same name');
  if (entries.some((entry) => entry.isEncrypted)) throw hostileError(label, 'encrypted parts');
  for (const name of names) {
    if (/vbaProject\.bin$/i.test(name)) throw hostileError(label, 'macros');
    if (/^xl\/externalLinks\//i.test(name)) throw hostileError(label, 'links to other files');
    if (name.startsWith('/') || name.split('/').includes('..')) throw hostileError(label, 'parts outside its own folder');
  }
  let total = 0;
  for (const entry of entries) total += entry.bytes;
  if (total > ZIP_TOTAL_BYTES_MAX) throw hostileError(label, 'more than 1 GiB of packed data');
  for (const entry of entries) if (isTooDense(entry.bytes, entry.packedBytes)) throw hostileError(label, 'parts packed beyond belief');
  checkOverlaps(bytes, entries, label);
  for (const entry of entries) await checkPart(bytes, entry, label);
}

function hostileError(label: string, what: string): InputError {
  return new InputError(`${label} is not read, because it holds ${what}.`, {
    code: 'file-hostile',
    hint: 'Copy the values into a new workbook and save it as .xlsx, or save the sheet as CSV UTF-8.',
  });
}

function isTooDense(bytes: number, packedBytes: number): boolean {
  return bytes > ZIP_RATIO_FROM_BYTES && bytes > packedBytes * ZIP_RATIO_MAX;
}

function readCentralDirectory(bytes: Buffer, label: string): ZipEntry[] {
  const damaged = (): InputError => formatError(label, 'a damaged zip archive', 'Download it again, or save it again as .xlsx.');
  // The end record is 22 bytes and a comment of at most 65,535.
  let end = bytes.length - 22;
  while (end >= 0 && end > bytes.length - 65_558 && bytes.readUInt32LE(end) !== 0x06054b50) end--;
  if (end < 0 || bytes.readUInt32LE(end) !== 0x06054b50) throw damaged();
  const count = bytes.readUInt16LE(end + 10);
  if (count > ZIP_ENTRIES_MAX) throw hostileError(label, 'more than 2,000 parts');
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== 0x02014b50) throw damaged();
    const nameBytes = bytes.readUInt16LE(at + 28);
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameBytes),
      isEncrypted: (bytes.readUInt16LE(at + 8) & 0x2041) !== 0,
      method: bytes.readUInt16LE(at + 10),
      packedBytes: bytes.readUInt32LE(at + 20),
      bytes: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** Where the packed data of an entry begins. */
function dataStart(bytes: Buffer, entry: ZipEntry): number {
  return entry.offset + 30 + bytes.readUInt16LE(entry.offset + 26) + bytes.readUInt16LE(entry.offset + 28);
}

function checkOverlaps(bytes: Buffer, entries: readonly ZipEntry[], label: string): void {
  let lastEnd = 0;
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    const isInside = entry.offset + 30 <= bytes.length && bytes.readUInt32LE(entry.offset) === 0x04034b50;
    if (!isInside || entry.offset < lastEnd) throw hostileError(label, 'parts that overlap');
    lastEnd = dataStart(bytes, entry) + entry.packedBytes;
    if (lastEnd > bytes.length) throw formatError(label, 'a damaged zip archive', 'Download it again, or save it again as .xlsx.');
  }
}

/** Inflates a part to count its real bytes, and refuses XML with a document type. Stops at the declared size. */
async function checkPart(bytes: Buffer, entry: ZipEntry, label: string): Promise<void> {
  const start = dataStart(bytes, entry);
  const packed = bytes.subarray(start, start + entry.packedBytes);
  const isXml = /\.(?:xml|rels)$/i.test(entry.name);
  let size = 0;
  let tail = '';
  const look = (chunk: Buffer): void => {
    if (isXml && size === 0 && UTF16_OR_NUL.includes(chunk[0] ?? 0x3c)) throw hostileError(label, 'parts in an unusual encoding');
    size += chunk.length;
    if (size > entry.bytes) throw hostileError(label, 'parts larger than they say');
    if (!isXml) return;
    const text = tail + chunk.toString('latin1');
    if (text.includes('<!DOCTYPE') || text.includes('<!ENTITY')) throw hostileError(label, 'document type declarations');
    tail = text.slice(-16);
  };
  if (entry.method === 0) {
    look(packed);
    return;
  }
  if (entry.method !== 8) throw hostileError(label, 'parts packed in an unusual way');
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
  try {
    inflate.end(packed);
    for await (const chunk of inflate) look(chunk as Buffer);
  } catch (cause) {
    if (cause instanceof HandinError) throw cause;
    throw new InputError(`${label} is damaged and cannot be read.`, {
      code: 'file-format',
      hint: 'Download it again, or save it again as .xlsx.',
      cause,
    });
  }
}
