/**
 * Stages source files as clean UTF-8 tables for the engine. Text files are read twice as streams: once for hash, size and
 * encoding, once to cut and copy their rows; nothing is ever held whole. Clean files are copied and the engine parses them (fast
 * path); files with rows that cannot stand go through csv-parse, and those rows into quarantine (strict path).
 */

import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse } from 'csv-parse/sync';
import { DefectError, HandinError, InputError } from '../errors.js';
import { type CellSyntax, doubleEscapedQuotes, formatQuotedRow, splitCells } from '../intake/cells.js';
import { type Delimiter, detectSyntax, readSepLine, resolveDelimiter, type Syntax } from '../intake/dialect.js';
import {
  type ChunkDecoder,
  countSourceBytes,
  createDecoder,
  decideEncoding,
  type EncodingDecision,
  resolveEncoding,
} from '../intake/encoding.js';
import { checkIsText, detectFileKind } from '../intake/file-kind.js';
import { FILE_BYTES_MAX, SAMPLE_BYTES, SAMPLE_ROWS_MAX } from '../intake/limits.js';
import { type LineEnd, RowScanner, type ScannedRow } from '../intake/scan.js';
import {
  countDuplicateHeaders,
  emptyError,
  findTable,
  hasSwallowedRows,
  isHeaderRepeat,
  judgeWidth,
  type SampleRow,
  suggestionFor,
  type TableRegion,
} from '../intake/table.js';
import type { DialectReport, IntakeOptions, QuarantinedRow, StagedTable } from '../model/intake.js';
import type { Problem, ProblemType } from '../model/problem.js';
import { headerKey } from '../text.js';
import { openNextStagedFile, quarantinePathOf, StagedFile } from './staging.js';

const CHUNK_BYTES = 1024 * 1024;
/** Text handed to csv-parse at a time. */
const BATCH_CHARACTERS = 256 * 1024;
const FIRST_RECORDS = 5;

/**
 * Stages every table of a file below `stagingDir`, which must exist and be private. The file itself is only read.
 * @throws InputError `file-unreadable`, `file-empty`, `file-too-large`, `file-changed`, `file-format`, `header-missing`,
 *   `columns-too-many`, `line-too-long`, `encoding-unknown`, `encoding-wrong`, `delimiter-unknown`. No message holds a cell.
 */
export async function stageFile(path: string, stagingDir: string, options: IntakeOptions): Promise<StagedTable[]> {
  const label = basename(path);
  const given = options.delimiter === undefined ? null : resolveDelimiter(options.delimiter);
  if (options.encoding !== undefined) resolveEncoding(options.encoding);
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (cause) {
    throw unreadableError(label, cause);
  }
  try {
    const survey = await surveyFile(handle, label);
    if (detectFileKind(survey.head, label) === 'zip') {
      const { stageWorkbook } = await import('./sheets.js');
      return await stageWorkbook(handle, { label, stagingDir, sha256: survey.sha256, bytes: survey.bytes });
    }
    return [await new TextFile(handle, label, stagingDir, survey, options, given).stage()];
  } catch (error) {
    if (error instanceof HandinError) throw error;
    if (isSystemError(error)) throw unreadableError(label, error);
    throw new DefectError(`${label} could not be staged.`, { code: 'intake-defect', cause: error });
  } finally {
    await handle.close();
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function unreadableError(label: string, cause: unknown): InputError {
  return new InputError(`${label} cannot be read.`, { code: 'file-unreadable', hint: 'Check the path and the permissions.', cause });
}

/** What the first pass learns. */
interface Survey {
  readonly sha256: string;
  readonly bytes: number;
  readonly head: Uint8Array;
  readonly isUtf8: boolean;
}

async function surveyFile(handle: FileHandle, label: string): Promise<Survey> {
  const stat = await handle.stat();
  if (!stat.isFile()) throw unreadableError(label, new Error('not a regular file'));
  if (stat.size > FILE_BYTES_MAX) {
    throw new InputError(`${label} is larger than 2 GiB.`, { code: 'file-too-large', hint: 'Export it in parts and give all of them.' });
  }
  const hash = createHash('sha256');
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let isUtf8 = true;
  let head: Uint8Array = new Uint8Array(0);
  const bytes = await readChunks(handle, (chunk) => {
    hash.update(chunk);
    if (head.length === 0) head = new Uint8Array(chunk.subarray(0, SAMPLE_BYTES));
    try {
      if (isUtf8) utf8.decode(chunk, { stream: true });
    } catch {
      isUtf8 = false;
    }
  });
  try {
    if (isUtf8) utf8.decode();
  } catch {
    isUtf8 = false;
  }
  if (bytes === 0) throw emptyError(label);
  return { sha256: hash.digest('hex'), bytes, head, isUtf8 };
}

/** Reads a file from its start; the chunk handed over is used again for the next. Answers the number of bytes read. */
async function readChunks(handle: FileHandle, onChunk: (chunk: Uint8Array) => void): Promise<number> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let position = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return position;
    position += bytesRead;
    onChunk(buffer.subarray(0, bytesRead));
  }
}

/** Where a row stands in the source as it came. */
interface SourcePlace {
  readonly lineFrom: number;
  readonly lineTo: number;
  readonly byteFrom: number;
  readonly byteTo: number;
}

/** Thrown inside the fast path when a row turns up that needs the strict one; never leaves this module. */
class NeedsStrictPath extends Error {}

/** One text file on its way into the staging folder. */
class TextFile {
  readonly #handle: FileHandle;
  readonly #label: string;
  readonly #stagingDir: string;
  readonly #survey: Survey;
  readonly #options: IntakeOptions;
  readonly #encoding: EncodingDecision;
  readonly #syntax: Syntax;
  readonly #sepBytes: number;
  readonly #region: TableRegion;
  readonly #headerKeys: readonly string[];

  constructor(handle: FileHandle, label: string, stagingDir: string, survey: Survey, options: IntakeOptions, given: Delimiter | null) {
    this.#handle = handle;
    this.#label = label;
    this.#stagingDir = stagingDir;
    this.#survey = survey;
    this.#options = options;
    this.#encoding = decideEncoding(survey.head, survey.isUtf8, options.encoding);
    if (this.#encoding.report.name === 'utf-8' && !survey.isUtf8) {
      throw new InputError(`${label} is not valid UTF-8, though --encoding says so.`, {
        code: 'encoding-wrong',
        hint: 'Leave --encoding out, or try windows-1252.',
      });
    }
    const isWhole = survey.head.length === survey.bytes;
    const decoded = this.#decodeSample();
    checkIsText(decoded, label);
    const sep = readSepLine(decoded);
    this.#sepBytes = sep?.bytes ?? 0;
    const sample = decoded.subarray(this.#sepBytes);
    this.#syntax = detectSyntax(sample, isWhole, given ?? sep?.delimiter ?? null);
    this.#region = findTable(this.#sampleRows(sample, isWhole), label);
    this.#headerKeys = this.#region.header.map(headerKey);
  }

  async stage(): Promise<StagedTable> {
    if (this.#options.path !== 'strict' && this.#syntax.escape === this.#syntax.quote) {
      const fast = new FastSink(this.#stagingDir);
      try {
        return await this.#copyRows(fast);
      } catch (error) {
        if (!(error instanceof NeedsStrictPath)) throw error;
        fast.discard();
      }
    }
    return await this.#copyRows(new StrictSink(this.#stagingDir, this.#syntax, this.#region.header.length));
  }

  #decodeSample(): Uint8Array {
    const { report, markBytes } = this.#encoding;
    const bytes = this.#survey.head.subarray(markBytes);
    // A character cut at the end of the sample is left in the decoder, so the sample never ends in half of one.
    return Buffer.from(createDecoder(report.name).decode(bytes, this.#survey.head.length === this.#survey.bytes));
  }

  #sampleRows(sample: Uint8Array, isWhole: boolean): SampleRow[] {
    const rows: SampleRow[] = [];
    new RowScanner(this.#syntax, this.#label).push(sample, isWhole, (row) => {
      const isReadable = row.fault === null || row.fault === 'nul-byte';
      rows.push({ index: rows.length, cells: isReadable ? splitCells(textOf(row), this.#syntax) : null });
      return rows.length < SAMPLE_ROWS_MAX;
    });
    return rows;
  }

  /** The second pass: cuts the file into rows, judges each and hands it to the sink. */
  async #copyRows(sink: RowSink): Promise<StagedTable> {
    const region = this.#region;
    const unit = this.#encoding.unit;
    const blankRecords: number[] = [];
    const lineEnds = new Set<LineEnd>();
    let sourceOffset = this.#encoding.markBytes + this.#sepBytes * (unit === 'two-bytes-per-utf-16-unit' ? 2 : 1);
    let index = 0;
    let record = 0;
    let pendingBlanks = 0;
    const scanner = new RowScanner(this.#syntax, this.#label, {
      hasSwallowedRows: (row) => index > region.preambleRows && this.#hasSwallowedRows(row),
    });
    const firstLine = this.#sepBytes > 0 ? 1 : 0;
    const onRow = (row: ScannedRow): boolean => {
      const byteFrom = sourceOffset;
      const byteTo = byteFrom + countSourceBytes(unit, row.bytes, row.start, row.end);
      sourceOffset = byteTo + countSourceBytes(unit, row.bytes, row.end, row.next);
      if (row.lineEnd !== 'none') lineEnds.add(row.lineEnd);
      if (index++ <= region.preambleRows) return true;
      if (row.isBlank) {
        pendingBlanks++;
        return true;
      }
      for (; pendingBlanks > 0; pendingBlanks--) {
        blankRecords.push(++record);
        sink.addBlank();
      }
      record++;
      const reason = this.#judge(row);
      if (reason === null) sink.addRow(record, row, row.width === region.header.length);
      else {
        const place = {
          lineFrom: row.lineFrom + firstLine,
          lineTo: row.lineTo + firstLine,
          byteFrom,
          byteTo: Math.min(byteTo, this.#survey.bytes),
        };
        sink.quarantine(record, row, reason, place);
      }
      return true;
    };

    try {
      await this.#decodeInto(scanner, onRow);
      const staged = sink.finish();
      return this.#report(staged, sink, record, blankRecords, lineEnds);
    } catch (error) {
      if (!(error instanceof NeedsStrictPath)) sink.abandon();
      throw error;
    }
  }

  async #decodeInto(scanner: RowScanner, onRow: (row: ScannedRow) => boolean): Promise<void> {
    const { report, markBytes } = this.#encoding;
    const decoder: ChunkDecoder | null = report.name === 'utf-8' ? null : createDecoder(report.name);
    const hash = createHash('sha256');
    let skipSource = markBytes;
    let skipText = this.#sepBytes;
    const feed = (chunk: Uint8Array, isLast: boolean): void => {
      const source = chunk.subarray(skipSource);
      skipSource = 0;
      const text = decoder === null ? source : Buffer.from(decoder.decode(source, isLast));
      const skipped = Math.min(skipText, text.length);
      skipText -= skipped;
      scanner.push(text.subarray(skipped), isLast, onRow);
    };
    const bytes = await readChunks(this.#handle, (chunk) => {
      hash.update(chunk);
      feed(chunk, false);
    });
    feed(new Uint8Array(0), true);
    if (bytes !== this.#survey.bytes || hash.digest('hex') !== this.#survey.sha256) {
      throw new InputError(`${this.#label} changed while it was read.`, {
        code: 'file-changed',
        hint: 'Wait until it is saved, and run again.',
      });
    }
  }

  #judge(row: ScannedRow): QuarantinedRow['reason'] | null {
    if (row.fault !== null) return row.fault;
    const width = this.#region.header.length;
    if (row.width === width && !this.#mayRepeatHeader(row)) return null;
    const cells = splitCells(textOf(row), this.#syntax);
    if (cells === null) throw new DefectError('A row was cut in two ways.', { code: 'intake-row-cut' });
    if (isHeaderRepeat(cells, this.#headerKeys)) return 'header-repeat';
    return judgeWidth(cells, this.#region);
  }

  /** A cheap look at the first letter that spares nearly every row the full comparison. */
  #mayRepeatHeader(row: ScannedRow): boolean {
    const first = this.#headerKeys[0]?.charCodeAt(0) ?? 0;
    if (!(first >= 0x61 && first <= 0x7a)) return true;
    for (let i = row.start; i < row.end && i < row.start + 8; i++) {
      const byte = (row.bytes[i] ?? 0) | 0x20;
      if (byte === first) return true;
      if (byte >= 0x61 && byte <= 0x7a) return false;
    }
    return true;
  }

  #hasSwallowedRows(row: ScannedRow): boolean {
    const lines = textOf(row).split(/\r\n|\n|\r/);
    return hasSwallowedRows(lines, row.width, this.#region, (line) => splitCells(line, this.#syntax));
  }

  #report(
    staged: SinkResult,
    sink: RowSink,
    recordCount: number,
    blankRecords: readonly number[],
    lineEnds: ReadonlySet<LineEnd>,
  ): StagedTable {
    const region = this.#region;
    const source = this.#label;
    const problems: Problem[] = [];
    const note = (type: ProblemType, count: number, records: readonly number[] = []): void => {
      if (count > 0) problems.push({ type, source, count, records: records.slice(0, FIRST_RECORDS) });
    };
    note('encoding-assumed', this.#encoding.report.sureness === 'assumed' ? 1 : 0);
    note('header-duplicate', countDuplicateHeaders(region.header));
    note(
      'quarantined-records',
      sink.quarantined.length,
      sink.quarantined.map((row) => row.record),
    );
    if (recordCount !== staged.rowCount + sink.quarantined.length + blankRecords.length) {
      throw new DefectError(`${source}: the rows staged and set aside do not add up to those read.`, { code: 'intake-count' });
    }
    const dialect: DialectReport = {
      ...this.#syntax,
      newline: nameNewline(lineEnds),
      sepLine: this.#sepBytes > 0,
      preambleRows: region.preambleRows,
    };
    return {
      sourceName: source,
      sha256: this.#survey.sha256,
      bytes: this.#survey.bytes,
      format: 'text',
      encoding: this.#encoding.report,
      dialect,
      header: region.header,
      path: sink.path,
      stagedPath: staged.path,
      stagedDialect:
        sink.path === 'fast'
          ? { ...this.#syntax, newline: 'lf', skipRows: 0 }
          : { delimiter: ',', quote: '"', escape: '"', newline: 'lf', skipRows: 0 },
      recordColumn: sink.path === 'strict',
      stagedCount: staged.rowCount,
      recordCount,
      blankRecords,
      quarantined: sink.quarantined,
      quarantinePath: staged.quarantinePath,
      problems,
    };
  }
}

function nameNewline(lineEnds: ReadonlySet<LineEnd>): DialectReport['newline'] {
  const [only, ...others] = lineEnds;
  if (only === undefined || only === 'none') return 'lf';
  return others.length > 0 ? 'mixed' : only;
}

function textOf(row: ScannedRow): string {
  return Buffer.from(row.bytes.buffer, row.bytes.byteOffset + row.start, row.end - row.start).toString('utf8');
}

interface SinkResult {
  readonly path: string;
  readonly rowCount: number;
  readonly quarantinePath: string | null;
}

/** Where rows go. */
interface RowSink {
  readonly path: 'fast' | 'strict';
  readonly quarantined: readonly QuarantinedRow[];
  addRow(record: number, row: ScannedRow, isFullWidth: boolean): void;
  addBlank(): void;
  quarantine(record: number, row: ScannedRow, reason: QuarantinedRow['reason'], place: SourcePlace): void;
  finish(): SinkResult;
  /** Closes the files after an error. */
  abandon(): void;
}

/** Copies rows as they are, each with one line feed at its end: the engine misreads CRLF when told of it (DuckDB 1.5.5, strict mode). */
class FastSink implements RowSink {
  readonly path = 'fast';
  readonly quarantined: readonly QuarantinedRow[] = [];
  readonly #file: StagedFile;
  #rowCount = 0;

  constructor(stagingDir: string) {
    this.#file = openNextStagedFile(stagingDir);
  }

  addRow(_record: number, row: ScannedRow, isFullWidth: boolean): void {
    // The engine would take a U+FEFF at the start of the staged file for a byte-order mark.
    const startsWithMark =
      this.#rowCount === 0 && row.bytes[row.start] === 0xef && row.bytes[row.start + 1] === 0xbb && row.bytes[row.start + 2] === 0xbf;
    if (!isFullWidth || startsWithMark) throw new NeedsStrictPath();
    if (row.lineEnd === 'lf') this.#file.writeBytes(row.bytes, row.start, row.next);
    else {
      this.#file.writeBytes(row.bytes, row.start, row.end);
      this.#file.writeByte(0x0a);
    }
    this.#rowCount++;
  }

  addBlank(): void {
    throw new NeedsStrictPath();
  }

  quarantine(): void {
    throw new NeedsStrictPath();
  }

  finish(): SinkResult {
    this.#file.close();
    return { path: this.#file.path, rowCount: this.#rowCount, quarantinePath: null };
  }

  abandon(): void {
    this.#file.close();
  }

  /** Removes what was staged, for another path to start over. */
  discard(): void {
    this.#file.remove();
  }
}

/** Parses rows with csv-parse in batches and writes them clean, with their record numbers; keeps the rest in quarantine. */
class StrictSink implements RowSink {
  readonly path = 'strict';
  readonly quarantined: QuarantinedRow[] = [];
  readonly #file: StagedFile;
  readonly #syntax: CellSyntax;
  readonly #width: number;
  #quarantineFile: StagedFile | null = null;
  #batch: string[] = [];
  #batchRecords: number[] = [];
  #batchLength = 0;
  #rowCount = 0;

  constructor(stagingDir: string, syntax: CellSyntax, width: number) {
    this.#file = openNextStagedFile(stagingDir);
    this.#syntax = syntax;
    this.#width = width;
  }

  addRow(record: number, row: ScannedRow): void {
    const text = textOf(row);
    this.#batch.push(this.#syntax.escape === this.#syntax.quote ? text : doubleEscapedQuotes(text, this.#syntax));
    this.#batchRecords.push(record);
    this.#batchLength += text.length;
    if (this.#batchLength >= BATCH_CHARACTERS) this.#parseBatch();
  }

  addBlank(): void {
    // A blank row is in the count of records and nowhere else.
  }

  quarantine(record: number, row: ScannedRow, reason: QuarantinedRow['reason'], place: SourcePlace): void {
    this.#quarantineFile ??= new StagedFile(quarantinePathOf(this.#file.path));
    this.#quarantineFile.writeText(formatQuotedRow([String(record), textOf(row)]));
    this.quarantined.push({ record, ...place, reason, suggestion: suggestionFor(reason) });
  }

  finish(): SinkResult {
    this.#parseBatch();
    this.abandon();
    return { path: this.#file.path, rowCount: this.#rowCount, quarantinePath: this.#quarantineFile?.path ?? null };
  }

  abandon(): void {
    this.#file.close();
    this.#quarantineFile?.close();
  }

  #parseBatch(): void {
    if (this.#batch.length === 0) return;
    let rows: string[][];
    try {
      rows = parse(`${this.#batch.join('\n')}\n`, {
        columns: false,
        delimiter: this.#syntax.delimiter,
        quote: this.#syntax.quote,
        escape: this.#syntax.quote,
        record_delimiter: ['\r\n', '\n', '\r'],
        relax_column_count: true,
        relax_quotes: false,
        skip_empty_lines: false,
        bom: false,
        trim: false,
        cast: false,
        max_record_size: 2 * CHUNK_BYTES,
      });
    } catch (cause) {
      throw new DefectError('Rows that were found sound could not be parsed.', { code: 'intake-parse', cause });
    }
    if (rows.length !== this.#batch.length) {
      throw new DefectError('Rows were parsed into another number of rows.', { code: 'intake-parse-count' });
    }
    for (const [i, row] of rows.entries()) {
      const cells = row.length === this.#width ? row : Array.from({ length: this.#width }, (_, column) => row[column] ?? '');
      this.#file.writeText(formatQuotedRow([String(this.#batchRecords[i]), ...cells]));
    }
    this.#rowCount += rows.length;
    this.#batch = [];
    this.#batchRecords = [];
    this.#batchLength = 0;
  }
}
