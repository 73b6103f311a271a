/**
 * What the samples of a text file tell before it is read: its encoding, its delimiters, and where its table begins. When two readings are
 * close a person is asked; without one the file is refused, and the message names the option that settles it.
 */

import type { FileHandle } from 'node:fs/promises';

import { DefectError, InputError } from '../errors.js';
import { splitCells } from '../intake/cells.js';
import { detectSyntax, readSepLine, resolveDelimiter, type Syntax } from '../intake/dialect.js';
import {
  type CharsetTools,
  createLineDecoder,
  decideEncoding,
  type EncodingDecision,
  EncodingSurvey,
  type LineDecoder,
  needsSurvey,
} from '../intake/encoding.js';
import { checkIsText } from '../intake/file-kind.js';
import { COLUMNS_MAX, LINE_BYTES_MAX, SAMPLE_ROWS_MAX } from '../intake/limits.js';
import { RowScanner } from '../intake/scan.js';
import { findTable, type SampleRow, type TableRegion } from '../intake/table.js';
import type { DialectReport, IntakeOptions } from '../model/intake.js';
import { readChunks, type SourceFile } from './source-file.js';

/** Bytes of the samples from the middle and the end. */
const PIECE_BYTES = 64 * 1024;

/** A file's encoding, with what is needed to decode it. */
export interface TextEncoding {
  readonly decision: EncodingDecision;
  readonly tools: CharsetTools;
}

const unused = (): never => {
  throw new DefectError('UTF-8 needs no tables.', { code: 'intake-encoding' });
};
/** The tables of other encodings take a moment to load; nearly no file needs them. */
const NO_TOOLS: CharsetTools = { detect: unused, table: unused, samples: unused };

/**
 * Decides the encoding; for a file that is no UTF-8 a pass over the whole of it looks at its letters.
 * @throws InputError `encoding-wrong` when it is not what was given
 */
export async function findEncoding(handle: FileHandle, source: SourceFile, options: IntakeOptions): Promise<TextEncoding> {
  const { head, isUtf8, label } = source;
  const given = options.encoding === undefined ? {} : { given: options.encoding };
  let evidence = null;
  if (needsSurvey(head, isUtf8, options.encoding)) {
    const survey = new EncodingSurvey();
    await readChunks(handle, source.bytes, (chunk) => survey.push(chunk));
    evidence = survey.finish();
  }
  const tools = isUtf8 && options.encoding === undefined ? NO_TOOLS : (await import('./charset.js')).charsetTools;
  const decision = decideEncoding({ head, isUtf8, evidence, ...given }, tools);
  if (decision.report.name === 'utf-8' && !decision.report.mixed && !isUtf8) {
    throw new InputError(`${label} is not valid UTF-8, though --encoding says so.`, {
      code: 'encoding-wrong',
      hint: 'Leave --encoding out, or try windows-1252.',
    });
  }
  return { decision, tools };
}

/** A decoder for the whole file. */
export function createDecoder(label: string, { decision, tools }: TextEncoding): LineDecoder {
  return createLineDecoder(decision, tools, LINE_BYTES_MAX, (line): never => {
    throw tooLongError(label, line);
  });
}

function tooLongError(label: string, line: number): InputError {
  return new InputError(`${label} has a line too long for a table, at line ${line}.`, {
    code: 'line-too-long',
    hint: 'This is no table of signatures, or its line ends are lost. Export it again as CSV UTF-8 or XLSX.',
  });
}

/** How a file is laid out, as far as its samples tell. */
export interface Layout {
  readonly syntax: Syntax;
  readonly sureness: DialectReport['sureness'];
  readonly hasSepLine: boolean;
  readonly region: TableRegion;
}

/** @throws InputError `dialect-unclear`, and what `findTable` throws */
export async function findLayout(handle: FileHandle, source: SourceFile, encoding: TextEncoding, options: IntakeOptions): Promise<Layout> {
  const { label } = source;
  const isWhole = source.head.length === source.bytes;
  const head = createDecoder(label, encoding).push(source.head, isWhole).text;
  checkIsText(head, label);
  const sep = readSepLine(head);
  const sample = head.subarray(sep?.bytes ?? 0);
  const given = options.delimiter === undefined ? null : resolveDelimiter(options.delimiter);
  const pieces = isWhole ? [] : await readPieces(handle, source, encoding);
  const decision = detectSyntax([sample, ...pieces], isWhole, given ?? sep?.delimiter ?? null, options.vocabulary);
  let { syntax } = decision;
  if (sep !== null && given === null) {
    // A sep= line that lies: told otherwise, the file has more columns.
    const free = detectSyntax([sample, ...pieces], isWhole, null, options.vocabulary).syntax;
    if (free.delimiter !== syntax.delimiter && widthUnder(sample, isWhole, syntax) === 1 && widthUnder(sample, isWhole, free) > 1)
      syntax = free;
  }
  let sureness: DialectReport['sureness'] = given === null ? 'certain' : 'given';
  if (decision.rival !== null) {
    syntax = { ...syntax, delimiter: await chooseDelimiter(label, [syntax.delimiter, decision.rival], options) };
    sureness = 'chosen';
  }
  const linesBefore = sep === null ? 0 : 1;
  let rows = sampleRows(sample, isWhole, syntax, label, linesBefore);
  if (rows.length === 0 && !isWhole) {
    rows = sampleRows(sample, true, syntax, label, linesBefore);
    if ((rows[0]?.cells?.length ?? 0) <= COLUMNS_MAX) throw tooLongError(label, 1);
  }
  const region = findTable(rows, label, {
    vocabulary: options.vocabulary,
    headerRow: options.headerRow,
  });
  return { syntax, sureness, hasSepLine: sep !== null, region };
}

const DELIMITER_NAMES: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };

async function chooseDelimiter(label: string, candidates: readonly string[], options: IntakeOptions): Promise<string> {
  const names = candidates.map((candidate) => DELIMITER_NAMES[candidate] ?? candidate);
  if (options.ask === undefined) {
    throw new InputError(`${label} could be separated by ${names.join(' or by ')}: both make a table.`, {
      code: 'dialect-unclear',
      hint: `Say which: ${candidates.map((candidate) => `--delimiter ${candidate === '\t' ? 'tab' : `"${candidate}"`}`).join(' or ')}.`,
    });
  }
  return options.ask({
    message: `${label}: what separates its columns?`,
    option: '--delimiter',
    choices: candidates.map((value, index) => ({ name: names[index] ?? value, value })),
  });
}

/** Whole lines from the middle and the end of a large file: a list may change below its head. */
async function readPieces(handle: FileHandle, source: SourceFile, encoding: TextEncoding): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for (const wanted of [source.bytes >> 1, source.bytes - PIECE_BYTES]) {
    const from = Math.max(source.head.length, wanted) & ~1;
    const buffer = Buffer.alloc(Math.min(PIECE_BYTES, source.bytes - from));
    if (buffer.length === 0) continue;
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
    const text = createDecoder(source.label, { ...encoding, decision: { ...encoding.decision, markBytes: 0 } }).push(
      buffer.subarray(0, bytesRead),
      true,
    ).text;
    const start = text.indexOf(0x0a) + 1;
    const end = text.lastIndexOf(0x0a);
    if (start > 0 && end > start) pieces.push(text.slice(start, end));
  }
  return pieces;
}

function sampleRows(sample: Uint8Array, isWhole: boolean, syntax: Syntax, label: string, linesBefore: number): SampleRow[] {
  const rows: SampleRow[] = [];
  new RowScanner(syntax, label).push(sample, isWhole, (row) => {
    const isReadable = row.fault === null || row.fault === 'nul-byte';
    rows.push({
      index: rows.length,
      line: row.lineFrom + linesBefore,
      cells: isReadable ? splitCells(Buffer.from(row.bytes.subarray(row.start, row.end)).toString('utf8'), syntax) : null,
    });
    return rows.length < SAMPLE_ROWS_MAX;
  });
  return rows;
}

function widthUnder(sample: Uint8Array, isWhole: boolean, syntax: Syntax): number {
  const rows = sampleRows(sample, isWhole, syntax, 'sample', 0);
  return Math.max(1, ...rows.slice(0, 50).map((row) => row.cells?.length ?? 1));
}
