/**
 * Reads JSON: a list of objects, a document that holds one, or JSON lines. Every byte has its place, as in a text: what stands before the
 * list, each element with its separator, and what stands after. A document without a list of people is handed on whole, for the few that
 * state numbers.
 */

import { isUtf8 } from 'node:buffer';
import { createWriteStream, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { InputError } from '../errors.js';
import { cellShape } from '../intake/cells.js';
import { formatError } from '../intake/file-kind.js';
import { type JsonElement, JsonLineCutter, type JsonList, JsonListCutter, JsonListFinder } from '../intake/json-scan.js';
import { COLUMNS_MAX, JSON_DOCUMENT_BYTES_MAX, ROWS_MAX } from '../intake/limits.js';
import { countDuplicateHeaders, emptyError } from '../intake/table.js';
import { Tiling } from '../intake/tiling.js';
import type {
  ByteClass,
  EncodingReport,
  HeaderVocabulary,
  IntakeOptions,
  QuarantineReason,
  RowFix,
  SourceFormat,
  StagedTable,
} from '../model/intake.js';
import type { Problem } from '../model/problem.js';
import { formatCount, trimEdges } from '../text.js';
import { type JsonCell, readJsonRecord } from './json-record.js';
import { judgeCells } from './row-tables.js';
import { assertUnchanged, readChunks, type SourceFile } from './source-file.js';
import { nextStagedPath, type StagingPlace, TableSink } from './staging.js';

/**
 * Stages the list of people of a JSON document.
 * @returns one table; without records and with `document` when it is an object that lists no people
 * @throws InputError `file-format`, `file-damaged`, `file-hostile`, `file-empty`, `columns-too-many`, `file-too-large`, `file-changed`
 */
export async function stageJson(
  handle: FileHandle,
  source: SourceFile,
  place: StagingPlace,
  options: IntakeOptions,
): Promise<StagedTable[]> {
  return withUtf8(handle, source, place, async (input) => {
    const finder = new JsonListFinder(source.label);
    await readChunks(input.handle, input.bytes, (chunk) => finder.write(input.afterMark(chunk)));
    const [list, ...others] = listsOfPeople(finder.lists, options.vocabulary);
    if (list === undefined) return [await stageDocument(input, source, place)];
    const problems = others.map(({ path }): Problem => {
      return { type: 'member-skipped', source: `${source.label}#${path.join('.')}`, count: 1, records: [] };
    });
    const cut = async (take: (elements: readonly JsonElement[]) => Promise<void>): Promise<ElementsEnd> => {
      const cutter = new JsonListCutter(list);
      let bytes = 0;
      await readChunks(input.handle, input.bytes, async (chunk, bytesRead) => {
        bytes = bytesRead;
        await take(cutter.write(input.afterMark(chunk)));
      });
      const rest = cutter.finish();
      if (rest !== null) await take([rest]);
      return { listEnd: cutter.end, bytes };
    };
    return [await stageElements({ input, source, place, options, format: 'json', cut, problems })];
  });
}

/**
 * Stages JSON lines: one object a line.
 * @throws InputError as `stageJson`
 */
export async function stageJsonLines(
  handle: FileHandle,
  source: SourceFile,
  place: StagingPlace,
  options: IntakeOptions,
): Promise<StagedTable[]> {
  return withUtf8(handle, source, place, async (input) => {
    const cut = async (take: (elements: readonly JsonElement[]) => Promise<void>): Promise<ElementsEnd> => {
      const cutter = new JsonLineCutter(input.markBytes);
      let bytes = 0;
      await readChunks(input.handle, input.bytes, async (chunk, bytesRead) => {
        bytes = bytesRead;
        await take(cutter.write(chunk));
      });
      const rest = cutter.finish();
      if (rest !== null) await take([rest]);
      return { listEnd: null, bytes };
    };
    return [await stageElements({ input, source, place, options, format: 'json-lines', cut, problems: [] })];
  });
}

/** The document as UTF-8: the file itself, or a private copy of a file in UTF-16. */
interface Utf8Input {
  readonly handle: FileHandle;
  readonly bytes: number;
  readonly encoding: EncodingReport;
  readonly markBytes: number;
  /** Whether places in it are places in the file. */
  readonly hasPlaces: boolean;
  /** A piece with its byte-order mark blanked out, so that offsets stay. */
  afterMark(chunk: Uint8Array): Uint8Array;
}

async function withUtf8<T>(
  handle: FileHandle,
  source: SourceFile,
  place: StagingPlace,
  read: (input: Utf8Input) => Promise<T>,
): Promise<T> {
  const { head } = source;
  const wide = head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : null;
  const name = wide ?? (head[0] !== 0 && head[1] === 0 ? 'utf-16le' : head[0] === 0 && head[1] !== 0 ? 'utf-16be' : 'utf-8');
  const certain = { byteOrderMark: wide !== null, sureness: 'certain', mixed: false, others: [] } as const;
  let result: T;
  if (name === 'utf-8') {
    const hasMark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
    let isFirst = true;
    const encoding: EncodingReport = source.isUtf8
      ? { name, ...certain, byteOrderMark: hasMark }
      : { name, byteOrderMark: hasMark, sureness: 'assumed', mixed: true, others: ['windows-1252'] };
    const afterMark = (chunk: Uint8Array): Uint8Array => {
      if (isFirst && hasMark) chunk.fill(0x20, 0, 3);
      isFirst = false;
      return chunk;
    };
    result = await read({
      handle,
      bytes: source.bytes,
      encoding,
      markBytes: hasMark ? 3 : 0,
      hasPlaces: true,
      afterMark: (chunk) => afterMark(chunk),
    });
  } else {
    const path = nextStagedPath(place.stagingDir, 'json');
    try {
      const decoder = new TextDecoder(name);
      const texts = handle.createReadStream({ start: 0, autoClose: false }).map((chunk: Buffer) => decoder.decode(chunk, { stream: true }));
      await pipeline(Readable.from(texts), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      const copy = await open(path, 'r');
      try {
        const { size } = await copy.stat();
        result = await read({
          handle: copy,
          bytes: size,
          encoding: { name, ...certain },
          markBytes: 0,
          hasPlaces: false,
          afterMark: (chunk) => chunk,
        });
      } finally {
        await copy.close();
      }
    } finally {
      rmSync(path, { force: true });
    }
  }
  await assertUnchanged(handle, source);
  return result;
}

/** Keys under which exports keep their records. A list that only such keys lead to needs no other evidence. */
const CONTAINERS: ReadonlySet<string> = new Set(
  `contacts content data docs edges entries hits items list members nodes objects osdi:people osdi:signatures payload people petition records
  responses response result results rows signatories signatures signers submissions subscribers supporters users values _embedded`.split(
    /\s+/,
  ),
);
/** A key that counts things: what has it is a statistic and no person. */
const COUNT_KEY = /(?:^|[_.\s-])(?:count|total|number)s?$/i;

/** The lists whose elements look like people, the longest first. */
function listsOfPeople(lists: readonly JsonList[], vocabulary: HeaderVocabulary | undefined): JsonList[] {
  return lists.filter((list) => looksLikePeople(list, vocabulary)).sort((a, b) => b.objects - a.objects || a.from - b.from);
}

function looksLikePeople(list: JsonList, vocabulary: HeaderVocabulary | undefined): boolean {
  const records = list.sample.flatMap((bytes) => {
    const cells = readJsonRecord(decode(bytes));
    return cells === null ? [] : [cells];
  });
  if (records.length === 0) return false;
  if (records.some((cells) => cells.some(({ text }) => text.length <= 400 && cellShape(trimEdges(text)) === 'email'))) return true;
  const headers = new Set(records.flatMap((cells) => cells.map(({ header }) => header)));
  if ([...headers].some((header) => COUNT_KEY.test(header.slice(-100)))) return false;
  if (list.path.every((key) => CONTAINERS.has(key.toLowerCase()))) return true;
  return [...headers].filter((header) => header.length <= 200 && vocabulary?.isKnown(header) === true).length >= 2;
}

function decode(bytes: Uint8Array): string {
  // A line in another encoding among UTF-8: nearly always the one that Windows programs write.
  return new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252', { ignoreBOM: true }).decode(bytes);
}

interface ElementsEnd {
  /** Offset of the `]`, or null where there is none. */
  readonly listEnd: number | null;
  readonly bytes: number;
}

interface ElementsJob {
  readonly input: Utf8Input;
  readonly source: SourceFile;
  readonly place: StagingPlace;
  readonly options: IntakeOptions;
  readonly format: SourceFormat;
  /** Reads the file once more, and hands over its elements in order. */
  readonly cut: (take: (elements: readonly JsonElement[]) => Promise<void>) => Promise<ElementsEnd>;
  readonly problems: readonly Problem[];
}

/** Two passes: which headers there are, in the order in which they first appear; then the records. */
async function stageElements(job: ElementsJob): Promise<StagedTable> {
  const { input, source, options, format } = job;
  const columns = new Map<string, number>();
  const header: string[] = [];
  let elements = 0;
  await job.cut(async (batch) => {
    elements += batch.length;
    if (elements > ROWS_MAX) {
      throw new InputError(`${source.label} holds more than ${formatCount(ROWS_MAX)} records.`, {
        code: 'file-too-large',
        hint: 'Export it in parts and give all of them.',
      });
    }
    for (const element of batch) {
      if (element.bytes === null) continue;
      for (const { key, header: name } of readJsonRecord(decode(element.bytes)) ?? []) {
        if (columns.has(key)) continue;
        columns.set(key, header.length);
        header.push(trimEdges(name));
        if (header.length > COLUMNS_MAX) {
          throw new InputError(`${source.label} has more than ${formatCount(COLUMNS_MAX)} columns.`, {
            code: 'columns-too-many',
            hint: 'Ask for an export that has one record an element, with the same keys.',
          });
        }
      }
    }
  });
  if (elements === 0) throw emptyError(source.label);
  if (header.length === 0)
    throw formatError(source.label, 'JSON without a list of records', 'Ask for the CSV or XLSX export of the same list.');

  const fixes = options.fixes?.get(source.label) ?? [];
  const sink = new TableSink(job.place, header.length);
  const tiling = new Tiling(input.hasPlaces ? options.onRun : undefined);
  tiling.add('mark', 0, input.markBytes);
  try {
    let waiting: { readonly from: number; readonly class: ByteClass } | null = null;
    const end = await job.cut(async (batch) => {
      for (const element of batch) {
        if (waiting === null) tiling.add('preamble', tiling.end, element.from);
        else tiling.add(waiting.class, waiting.from, element.from);
        waiting = { from: element.from, class: storeElement(element, columns, sink, input, fixes) };
      }
      options.onProgress?.(tiling.end, source.bytes);
      await sink.settle();
    });
    const last = waiting as { readonly from: number; readonly class: ByteClass } | null;
    if (last !== null) tiling.add(last.class, last.from, end.listEnd ?? end.bytes);
    tiling.add('footer', tiling.end, end.bytes);
    const byteCounts = tiling.finish(end.bytes);
    const { tables, relations, counts } = await sink.finish();
    const problems = [...job.problems];
    const duplicates = countDuplicateHeaders(header);
    if (input.encoding.sureness === 'assumed') {
      problems.push({ type: 'encoding-assumed', source: source.label, count: 1, records: [] });
    }
    if (duplicates > 0) problems.push({ type: 'header-duplicate', source: source.label, count: duplicates, records: [] });
    if (counts.quarantined > 0) {
      const records = [...sink.firstQuarantined];
      problems.push({ type: 'quarantined-records', source: source.label, count: counts.quarantined, records });
    }
    return {
      sourceName: source.label,
      sha256: source.sha256,
      bytes: source.bytes,
      format,
      encoding: input.encoding,
      dialect: null,
      header,
      headerRows: 1,
      path: 'json',
      tables,
      relations,
      counts,
      byteCounts: input.hasPlaces ? byteCounts : null,
      document: null,
      problems,
    };
  } catch (cause) {
    await sink.abandon();
    throw cause;
  }
}

const SUGGESTIONS: Readonly<Partial<Record<QuarantineReason, string>>> = {
  'json-invalid': 'correct it so that it is one JSON object, with every key once',
  'nul-byte': 'remove the NUL character',
  'record-too-long': 'shorten the record to less than 1 MiB',
  'cell-too-long': 'shorten the value to less than 64 KiB',
};

/** The cells of a record by column; null when there is no record, or when it has keys that are no columns. */
function cellsOf(record: readonly JsonCell[] | null, columns: ReadonlyMap<string, number>): string[] | null {
  if (record === null) return null;
  const cells = new Array<string>(columns.size).fill('');
  for (const cell of record) {
    const column = columns.get(cell.key);
    if (column === undefined) return null;
    cells[column] = cell.text;
  }
  return cells;
}

/** Stores one element and tells the class of its bytes. */
function storeElement(
  element: JsonElement,
  columns: ReadonlyMap<string, number>,
  sink: TableSink,
  input: Utf8Input,
  fixes: readonly RowFix[],
): ByteClass {
  const quarantine = (reason: QuarantineReason): ByteClass => {
    const record = sink.record + 1;
    const fix = fixes.find((candidate) => candidate.record === record && candidate.byteFrom === (input.hasPlaces ? element.from : null));
    const fixed = fix === undefined ? null : cellsOf(readJsonRecord(fix.raw), columns);
    if (fixed !== null && judgeCells(fixed) === null) {
      sink.accept(fixed, true);
      return 'repaired';
    }
    sink.quarantine({
      lineFrom: record,
      lineTo: record,
      byteFrom: input.hasPlaces ? element.from : null,
      byteTo: input.hasPlaces ? element.to : null,
      reason,
      suggestion: SUGGESTIONS[reason] ?? '',
      raw: decode(element.bytes ?? element.start),
    });
    return 'quarantined';
  };
  if (element.bytes === null) return quarantine('record-too-long');
  const text = decode(element.bytes);
  if (text.trim() === '' || text === 'null') {
    sink.setAside('empty-record');
    return 'blank';
  }
  const cells = cellsOf(readJsonRecord(text), columns);
  if (cells === null) return quarantine('json-invalid');
  if (cells.every((cell) => trimEdges(cell) === '')) {
    sink.setAside('empty-record');
    return 'blank';
  }
  const reason = judgeCells(cells);
  if (reason !== null) return quarantine(reason);
  sink.accept(cells);
  return 'accepted';
}

/** A document that lists no people: an object is handed on as it is, for whoever knows which numbers it states. */
async function stageDocument(input: Utf8Input, source: SourceFile, place: StagingPlace): Promise<StagedTable> {
  if (input.bytes > JSON_DOCUMENT_BYTES_MAX) {
    throw formatError(source.label, 'JSON without a list of records', 'Ask for the CSV or XLSX export of the same list.');
  }
  const pieces: Buffer[] = [];
  await readChunks(input.handle, input.bytes, (chunk) => {
    pieces.push(Buffer.from(chunk));
  });
  let document: unknown;
  try {
    document = JSON.parse(decode(Buffer.concat(pieces).subarray(input.markBytes)));
  } catch (cause) {
    throw new InputError(`${source.label} is damaged and cannot be read as JSON.`, {
      code: 'file-damaged',
      hint: 'Download it again, or ask for the CSV or XLSX export of the same list.',
      cause,
    });
  }
  if (Array.isArray(document) && document.length === 0) throw emptyError(source.label);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw formatError(source.label, 'JSON without a list of records', 'Ask for the CSV or XLSX export of the same list.');
  }
  const { tables, relations, counts } = await new TableSink(place, 0).finish();
  return {
    sourceName: source.label,
    sha256: source.sha256,
    bytes: source.bytes,
    format: 'json',
    encoding: input.encoding,
    dialect: null,
    header: [],
    headerRows: 0,
    path: 'json',
    tables,
    relations,
    counts,
    byteCounts: null,
    document,
    problems: [],
  };
}
