/**
 * From files to `source_records`: every table is read into the engine, named, mapped to the canonical fields and tidied. Merging,
 * cleaning and inspecting begin alike here. Personal data stays in the engine; what comes back is counts, positions and our own words.
 */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context, Engine } from '../context.js';
import { assertHolds, InputError } from '../errors.js';
import type { ByteRun, HeaderVocabulary, IntakeOptions, StagedTable } from '../model/intake.js';
import type { StatedNumbers } from '../model/numbers.js';
import type { Problem, ProblemType } from '../model/problem.js';
import type { ExportProfile } from '../model/profile.js';
import type { Medium, RecordField } from '../model/record.js';
import { ORGANISATION_FIELDS, QUARANTINE_COLUMNS, RECORD_FIELDS } from '../model/record.js';
import type { FieldRepairs } from '../model/repair.js';
import type { MonthNames } from '../normalize/date.js';
import { compactDateEvidenceSql, isDateSerialSql, normalizedDateSql } from '../normalize/date.js';
import { malformedEmailSql } from '../normalize/email.js';
import type { ColumnMapping } from '../profiles/apply.js';
import { detectProfile } from '../profiles/detect.js';
import { trimmedCellsSql } from '../profiles/functions.js';
import { ColumnChooser } from '../profiles/headers.js';
import { findNumbersProfile, numberLinesSql, numbersOfLines, readNumbers } from '../profiles/numbers.js';
import { createHeaderVocabulary } from '../profiles/vocabulary.js';
import { unguard } from '../spreadsheet-guard.js';
import { quoteName, quoteText } from '../sql.js';
import { listOf, plural } from '../text.js';
import { checkFixes, fixesFor, type RankedName, readFixes, strayFixes } from './fixes.js';
import { changeSignedCells } from './guarded-cells.js';
import {
  type ChosenMapping,
  chooseDateOrder,
  chooseMapping,
  isHeaderVouchedFor,
  loadProfiles,
  resolveProfile,
  type TableToMap,
} from './mapping.js';
import { tidyRecords } from './tidy.js';

/** A file to read, with what the campaign file says of it. */
export interface SourceFile {
  readonly path: string;
  readonly profile: string;
  readonly medium: Medium;
}

/** How files are read: what the command line or the campaign file says instead of what the files show. */
export interface ReadingOptions extends Pick<IntakeOptions, 'encoding' | 'delimiter' | 'headerRow' | 'acceptSuggestions'> {
  readonly map: Readonly<Record<string, string>>;
  readonly dateOrder: 'dmy' | 'mdy' | null;
  /** ISO 3166-1 alpha-2: whose phones and postcodes these are where a record names no country; null where nobody says. */
  readonly country: string | null;
  /** Corrected quarantine files, as full paths. */
  readonly fixed: readonly string[];
}

export interface LoadOptions {
  readonly files: readonly SourceFile[];
  readonly reading: ReadingOptions;
  /** Paths of profiles start here. */
  readonly folder: string;
  readonly language: string;
  readonly idsFrom: string | null;
  /** Keeps the columns that no field uses in `other_cells`. */
  readonly keepsOther?: boolean;
  /** For looking only: tables that map to nothing are described instead of refused, and staged tables stay. */
  readonly isForLooking?: boolean;
}

/** One table as it was read. */
export interface LoadedTable {
  readonly table: StagedTable;
  readonly file: SourceFile;
  /** Position in the order of source names, from 1: the engine's key of the source. */
  readonly sourceId: number;
  readonly source: string;
  /** Null for a source of numbers, and for one that maps to nothing and is only looked at. */
  readonly mapping: ColumnMapping | null;
  /** How surely the profile was told; null without a mapping. */
  readonly confidence: ChosenMapping['confidence'] | null;
  /** Another profile that fits as well, or null. */
  readonly runnerUp: string | null;
  readonly dateOrder: 'dmy' | 'mdy';
  /** The header is one beyond doubt: its texts may be shown. */
  readonly isHeaderSure: boolean;
  /** Profile of a list that is only taken when a person names it, and nobody has; else null. */
  readonly refusedProfile: string | null;
  /** What the source states instead of listing people. */
  readonly numbers: StatedNumbers | null;
  /** Columns that no field uses and that are not private to drop, from 0. */
  readonly otherColumns: readonly number[];
}

/** What loading leaves behind, beside the tables of the engine. */
export interface Loaded {
  readonly tables: readonly LoadedTable[];
  readonly problems: readonly Problem[];
  readonly repairs: readonly FieldRepairs[];
  /** Headers of the other columns, in the order of the columns `o0` to `on` of `other_cells`. */
  readonly otherHeaders: readonly string[];
}

/**
 * Memory that Node itself needs beside the engine: code, decoders, one chunk of every stream; and a share that grows with the list, for
 * joining links into people.
 */
const NODE_MEMORY_BYTES = 400_000_000;
const NODE_MEMORY_SHARE = 0.25;
const ENGINE_MEMORY_MIN_BYTES = 300_000_000;

/** What of the whole process's memory is the engine's. */
export function engineMemory(memoryBytes: number): number {
  return Math.max(ENGINE_MEMORY_MIN_BYTES, memoryBytes * (1 - NODE_MEMORY_SHARE) - NODE_MEMORY_BYTES);
}

/** The country whose national phone numbers are completed: the campaign language's region. Null where neither says one. */
export function homeCountry(campaign: LoadedCampaign | null): string | null {
  return campaign === null ? null : (new Intl.Locale(campaign.campaign.language).region ?? null);
}

/** The corrected quarantine files that a campaign names, as full paths. */
export function fixedFiles({ campaign, folder }: LoadedCampaign): string[] {
  return campaign.fixed.map((place) => path.join(folder, place));
}

/** Files as the command line names them. Overlapping names are read once. */
export function namedFiles(context: Context, names: readonly string[], profile: string | null): SourceFile[] {
  return withoutRepeats(
    context,
    names.map((name) => ({ path: path.resolve(context.cwd, name), profile: profile ?? 'auto', medium: 'online' })),
  );
}

/** What the campaign file says of a file holds for a file that the command line names too, where it is among its sources. */
export function asInCampaign(context: Context, file: SourceFile, loaded: LoadedCampaign | null): SourceFile {
  const { files } = context.io;
  const source = loaded?.campaign.sources.find(({ file: pattern }) =>
    files.glob(loaded.folder, pattern).some((match) => files.exists(file.path) && files.realPath(match) === files.realPath(file.path)),
  );
  if (source === undefined) return file;
  return { ...file, medium: source.medium, profile: file.profile === 'auto' ? source.profile : file.profile };
}

/** Each file once, whatever links and globs lead to it. */
export function withoutRepeats(context: Context, sources: readonly SourceFile[]): SourceFile[] {
  const { files } = context.io;
  const seen = new Set<string>();
  return sources.filter((source) => {
    const real = files.exists(source.path) ? files.realPath(source.path) : source.path;
    return seen.has(real) ? false : seen.add(real) !== undefined;
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Reads every file into `sources`, `source_records`, `unread_records` and `quarantine_rows`. Neither the order of the files nor their
 * folders matter.
 */
export async function loadSources(context: Context, engine: Engine, options: LoadOptions): Promise<Loaded> {
  const profiles = loadProfiles(context, options.folder);
  const problems: Problem[] = [];
  const staged = await stageFiles(context, engine, options, profiles, problems);
  const tables: LoadedTable[] = [];
  const unmapped: { readonly entry: NamedEntry; readonly cause: InputError }[] = [];
  for (const entry of nameTables(staged)) {
    try {
      tables.push(await mapTable(context, engine, options, profiles, entry, problems));
    } catch (cause) {
      if (!(cause instanceof InputError) || cause.code !== 'mapping-nothing') throw cause;
      unmapped.push({ entry, cause });
    }
  }
  for (const { entry, cause } of unmapped) {
    if (!(await mayPassOver(engine, entry, tables))) throw cause;
    problems.push({ type: 'table-passed-over', source: entry.source, count: 1, records: [] });
    await dropStaged(engine, entry);
  }
  if (options.idsFrom !== null) findIdColumns(context, tables, options.idsFrom);
  const otherHeaders = options.keepsOther === true ? otherHeadersOf(tables) : [];
  await createTables(engine, otherHeaders.length);
  for (const entry of tables) {
    if (entry.numbers === null && entry.mapping !== null) await insertTable(context, engine, options, entry, entry.mapping, otherHeaders);
    if (options.isForLooking !== true) await dropStaged(engine, entry);
  }
  const tidied = await tidyRecords(context, engine, {
    country: options.reading.country,
    splitsNames: true,
    dateOrders: new Map(tables.map(({ sourceId, dateOrder }) => [sourceId, dateOrder])),
  });
  problems.push(...(await recordProblems(engine)), ...tidied.problems);
  return {
    tables,
    problems: problems.toSorted((a, b) => compare(a.source, b.source) || compare(a.type, b.type) || compare(a.field ?? '', b.field ?? '')),
    repairs: [...tidied.repairs, ...(await dateRepairs(engine))].toSorted(
      (a, b) => compare(a.source, b.source) || compare(a.field, b.field) || compare(a.kind, b.kind),
    ),
    otherHeaders,
  };
}

/** Records of every source that lists people: what the ledger has to account for. */
export function recordCounts(tables: readonly LoadedTable[]): Map<string, number> {
  return new Map(tables.flatMap(({ source, table, numbers }) => (numbers === null ? [[source, table.counts.records] as const] : [])));
}

interface StagedEntry {
  readonly table: StagedTable;
  readonly file: SourceFile;
}

async function stageFiles(
  context: Context,
  engine: Engine,
  options: LoadOptions,
  profiles: Map<string, ExportProfile>,
  problems: Problem[],
): Promise<StagedEntry[]> {
  const { io, prompts, progress } = context;
  const { encoding, delimiter, headerRow, acceptSuggestions, fixed } = options.reading;
  const fixes = readFixes(context, fixed);
  const ranks = rankNames(context, options.files);
  problems.push(...strayFixes(fixes, [...ranks.values()]));
  const settings: IntakeOptions = {
    vocabulary: createHeaderVocabulary(profiles.values()),
    ...(encoding === undefined ? {} : { encoding }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(headerRow === undefined ? {} : { headerRow }),
    ...(acceptSuggestions === undefined ? {} : { acceptSuggestions }),
    ...(prompts === null ? {} : { ask: (question) => prompts.select(question) }),
  };
  const sizes = options.files.map((file) => io.files.size(file.path));
  progress.begin(
    `Reading ${plural(options.files.length, 'file')}`,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  const staged: StagedEntry[] = [];
  let done = 0;
  try {
    for (const [index, file] of options.files.entries()) {
      const before = done;
      const rank = ranks.get(file) ?? { name: path.basename(file.path), rank: 1 };
      const own = fixesFor(fixes, rank);
      const repaired: ByteRun[] = [];
      const tables = await io.stage(file.path, engine, {
        ...settings,
        ...(own.size === 0 ? {} : { fixes: own, onRun: (run: ByteRun) => void (run.class === 'repaired' && repaired.push(run)) }),
        onProgress: (bytesRead) => progress.advance(before + bytesRead),
      });
      problems.push(...(await checkFixes(engine, rank, own, tables, repaired)));
      for (const table of tables) staged.push({ table, file });
      done += sizes[index] ?? 0;
      progress.advance(done);
    }
  } finally {
    progress.end();
  }
  return staged;
}

/** Files of one name are told apart by the order of their content's hash. */
function rankNames(context: Context, files: readonly SourceFile[]): Map<SourceFile, RankedName> {
  const byName = new Map<string, SourceFile[]>();
  for (const file of files) byName.set(path.basename(file.path), [...(byName.get(path.basename(file.path)) ?? []), file]);
  const ranks = new Map<SourceFile, RankedName>();
  for (const [name, alike] of byName) {
    const hashes = new Map(alike.map((file) => [file, alike.length === 1 ? '' : context.io.files.sha256(file.path)]));
    const ordered = alike.toSorted((a, b) => compare(hashes.get(a) ?? '', hashes.get(b) ?? '') || compare(a.path, b.path));
    for (const [index, file] of ordered.entries()) ranks.set(file, { name, rank: index + 1 });
  }
  return ranks;
}

type NamedEntry = StagedEntry & { readonly source: string; readonly sourceId: number };

/**
 * A sheet of notes beside the list is nobody's signature: nothing in it maps to a person, another table of the same file does, and no
 * address of anybody stands in it.
 */
async function mayPassOver(engine: Engine, { table, file }: StagedEntry, tables: readonly LoadedTable[]): Promise<boolean> {
  if (!tables.some((other) => other.file.path === file.path)) return false;
  // A list below another began with headers of people: what stands in it is somebody.
  if (/#table-\d+$/.test(table.sourceName)) return false;
  if (table.header.some((cell) => cell.includes('@'))) return false;
  const cells = table.header.map((_, column) => `contains(${quoteName(`c${column}`)}, '@')`);
  const [found] = await engine.rows<{ addresses: number }>(
    `SELECT count(*) AS addresses FROM ${quoteName(table.tables.records)} WHERE ${cells.join(' OR ')}`,
  );
  return found?.addresses === 0 && table.counts.quarantined === 0;
}

/** Names of sources: equal ones get a suffix in the order of their content's hash. */
function nameTables(staged: readonly StagedEntry[]): NamedEntry[] {
  const ordered = staged.toSorted(
    (a, b) =>
      compare(a.table.sourceName, b.table.sourceName) || compare(a.table.sha256, b.table.sha256) || compare(a.file.path, b.file.path),
  );
  let previous = '';
  let repeat = 1;
  const named = ordered.map((entry) => {
    const { sourceName } = entry.table;
    repeat = sourceName === previous ? repeat + 1 : 1;
    previous = sourceName;
    return { ...entry, source: repeat === 1 ? sourceName : `${sourceName}~${repeat}` };
  });
  return named.sort((a, b) => compare(a.source, b.source)).map((entry, index) => ({ ...entry, sourceId: index + 1 }));
}

/** Which profile reads a table, and what its dates and numbers are. */
async function mapTable(
  context: Context,
  engine: Engine,
  options: LoadOptions,
  profiles: Map<string, ExportProfile>,
  entry: NamedEntry,
  problems: Problem[],
): Promise<LoadedTable> {
  const { table, source } = entry;
  problems.push(...table.problems.map((problem) => ({ ...problem, source })));
  if (QUARANTINE_COLUMNS.every((name, column) => table.header[column] === name)) {
    throw new InputError(`${source} is a list of rows that could not be read, and no export.`, {
      code: 'quarantine-as-source',
      hint: 'Correct its column raw, save it under another name, and give it with --fixed beside the export it came from.',
    });
  }
  const plain = {
    ...entry,
    mapping: null,
    confidence: null,
    runnerUp: null,
    dateOrder: 'dmy' as const,
    isHeaderSure: false,
    refusedProfile: null,
    numbers: null,
    otherColumns: [],
  };
  if (table.document !== null) {
    const profile = findNumbersProfile(profiles.values(), table.document);
    const numbers = profile === null ? null : readNumbers(profile, table.document);
    if (numbers !== null || options.isForLooking === true) return { ...plain, numbers };
    throw new InputError(`${source} is a JSON document, but neither a list of people nor numbers in a form that handin knows.`, {
      code: 'numbers-unknown',
      hint: 'Look for a CSV or spreadsheet export, or leave the file out.',
    });
  }
  assertDelimiter(table, source, createHeaderVocabulary(profiles.values()));
  const chosen = await mappingOf(context, engine, options, profiles, entry, problems);
  if (chosen === null) {
    const isRefused = problems.some((problem) => problem.source === source && problem.type === 'mailing-list');
    return { ...plain, refusedProfile: isRefused ? refusedProfileOf(profiles, table.header) : null };
  }
  const { mapping, confidence, runnerUp, isHeaderSure } = chosen;
  if (mapping.profile.numbers?.of === 'lines') {
    const numbers = await countLines(engine, mapping.profile, table.tables.records);
    if (numbers !== null) return { ...plain, mapping, confidence, runnerUp, isHeaderSure, numbers };
  }
  const order = await dateOrderOf(context, engine, options, entry, mapping);
  if (order.isAmbiguous) problems.push({ type: 'date-ambiguous', source, count: 1, records: [], field: 'signed_at' });
  const otherColumns = otherColumnsOf(mapping, table.header);
  if (mapping.unmapped.length > 0) problems.push({ type: 'column-unmapped', source, count: mapping.unmapped.length, records: [] });
  return { ...plain, mapping, confidence, runnerUp, dateOrder: order.order, isHeaderSure, otherColumns };
}

async function dateOrderOf(
  context: Context,
  engine: Engine,
  options: LoadOptions,
  { table, source }: NamedEntry,
  mapping: ColumnMapping,
): Promise<{ order: 'dmy' | 'mdy'; isAmbiguous: boolean }> {
  // What handin clean could read stands there as year-month-day; the rest was no date then and is none now.
  if (mapping.profile.id === CLEAN_PROFILE) return { order: 'dmy', isAmbiguous: false };
  await showStaged(context, engine, table, mapping.profile.id);
  const order = await chooseDateOrder(context, engine, {
    source,
    mapping,
    given: options.reading.dateOrder,
    language: options.language,
  });
  await engine.run('DROP VIEW staged');
  return order;
}

/** The profile of a list that is only taken by name: of several that fit, the one with most headers. */
function refusedProfileOf(profiles: ReadonlyMap<string, ExportProfile>, header: readonly string[]): string | null {
  const refused = [...profiles.values()].filter((profile) => {
    if (profile.onlyByName === undefined) return false;
    try {
      detectProfile(header, [profile]);
      return false;
    } catch (cause) {
      return cause instanceof InputError && cause.code === 'mailing-list';
    }
  });
  refused.sort((a, b) => b.fingerprint.headers.length - a.fingerprint.headers.length || compare(a.id, b.id));
  return refused[0]?.id ?? null;
}

/** Signs that separate cells where a file was cut by another one. */
const OTHER_DELIMITERS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' } as const;

/** A header that is two known headers and a delimiter was never cut: each column would fill several fields. */
function assertDelimiter({ header, dialect }: StagedTable, source: string, vocabulary: HeaderVocabulary): void {
  if (dialect === null || (dialect.sureness !== 'given' && header.length > 1)) return;
  for (const [delimiter, words] of Object.entries(OTHER_DELIMITERS)) {
    if (delimiter === dialect.delimiter) continue;
    const isUncut = header.some((name) => name.split(delimiter).filter((part) => vocabulary.isKnown(part.trim())).length >= 2);
    if (!isUncut) continue;
    throw new InputError(`${source}: one of its headers holds the names of several columns, separated by ${words}.`, {
      code: 'delimiter-wrong',
      hint: `Leave --delimiter out, or say what separates the cells: --delimiter ${delimiter === '\t' ? 'tab' : `"${delimiter}"`}.`,
    });
  }
}

/**
 * The column of the ids in each table of people, which must not be one that handin never loads. Says which files lack it.
 * @throws InputError `map-dropped-header`; `map-unknown-header` when no file has it
 */
function findIdColumns(context: Context, tables: readonly LoadedTable[], idsFrom: string): void {
  const people = tables.filter(({ numbers, mapping }) => numbers === null && mapping !== null);
  const lacking = people.filter((entry) => entry.mapping !== null && idColumnOf(entry, entry.mapping, idsFrom) === null);
  if (people.length === 0 || lacking.length === 0) return;
  const names = listOf(lacking.map(({ source }) => source));
  if (lacking.length < people.length) {
    context.note(`--ids-from: ${names} ${lacking.length === 1 ? 'has' : 'have'} no such column; no ids are taken from there.\n`);
    return;
  }
  throw new InputError(`The column given with --ids-from is not in ${names}.`, {
    code: 'map-unknown-header',
    hint: 'Give the header as it stands in the file, or leave the option out.',
  });
}

function idColumnOf({ table: { header } }: LoadedTable, { profile }: ColumnMapping, idsFrom: string): number | null {
  const columns = new ColumnChooser(header, profile);
  const found = columns.findGiven(idsFrom);
  if (found === 'dropped' || (found === null && columns.isDropped(header, idsFrom))) {
    throw new InputError('The column given with --ids-from is one that handin never loads.', {
      code: 'map-dropped-header',
      hint: 'Addresses of computers, tokens, places on a map and the like are left out of every file. Leave the option out.',
    });
  }
  return found?.[0] ?? null;
}

/** Formats in which every cell says its column's name. */
const NAMED_FORMATS: ReadonlySet<StagedTable['format']> = new Set(['json', 'json-lines', 'parquet']);

async function mappingOf(
  context: Context,
  engine: Engine,
  options: LoadOptions,
  profiles: Map<string, ExportProfile>,
  { table, file, source }: StagedEntry & { readonly source: string },
  problems: Problem[],
): Promise<ChosenMapping | null> {
  const known: TableToMap = {
    source,
    header: table.header,
    encoding: table.encoding?.name ?? null,
    records: table.tables.records,
    profile: resolveProfile(context, profiles, file.profile, options.folder),
    profiles,
    folder: options.folder,
    overrides: options.reading.map,
    isRowGiven: options.reading.headerRow !== undefined,
    isNamedByFormat: NAMED_FORMATS.has(table.format),
    isForLooking: options.isForLooking === true,
  };
  const unknown: Problem = { type: 'header-unknown', source, count: 1, records: [] };
  try {
    const chosen = await chooseMapping(options.isForLooking === true ? { ...context, prompts: null } : context, engine, known);
    if (!chosen.isHeaderSure && known.isRowGiven !== true) problems.push(unknown);
    return chosen;
  } catch (cause) {
    if (options.isForLooking !== true || !(cause instanceof InputError)) throw cause;
    if (cause.code === 'mailing-list') problems.push({ type: 'mailing-list', source, count: 1, records: [] });
    else if (cause.code !== 'mapping-nothing') throw cause;
    else if (known.isRowGiven !== true && !isHeaderVouchedFor(known)) problems.push(unknown);
    return null;
  }
}

async function countLines(engine: Engine, profile: ExportProfile, table: string): Promise<StatedNumbers | null> {
  const [row] = await engine.rows<{ lines: number; fitting: number; distinct: number }>(numberLinesSql(profile, table));
  return row === undefined ? null : numbersOfLines(profile, row);
}

/** `staged`: the accepted rows of one table, `record` and the cells `c0` to `cn`, trimmed. Files that handin cleaned are taken out of their guard. */
async function showStaged(context: Context, engine: Engine, table: StagedTable, profileId: string): Promise<void> {
  const rows = quoteName(table.tables.records);
  if (profileId !== CLEAN_PROFILE || table.format !== 'text') {
    await engine.run(`CREATE OR REPLACE VIEW staged AS ${trimmedCellsSql(rows, table.header.length)}`);
    return;
  }
  const cells = table.header.map((_, column) => `c${column}`);
  const changed = await changeSignedCells(context, engine, {
    relation: rows,
    key: 'record',
    cells,
    answers: 'guarded_cells',
    change: unguard,
  });
  await engine.run(`CREATE OR REPLACE VIEW staged AS ${trimmedCellsSql(`(${changed})`, table.header.length)}`);
}

/** The profile of what `handin clean` writes. */
const CLEAN_PROFILE = 'handin-clean';

async function dropStaged(engine: Engine, { table }: StagedEntry): Promise<void> {
  for (const { name, kind } of table.relations) await engine.run(`DROP ${kind} IF EXISTS ${quoteName(name)}`);
}

/** Columns that no field uses and that the profile does not drop as private. */
function otherColumnsOf(mapping: ColumnMapping, header: readonly string[]): number[] {
  const used = usedColumns(mapping);
  const chooser = new ColumnChooser(header, mapping.profile);
  return [...header.entries()].flatMap(([column, name]) => (used.has(column) || chooser.isDropped(header, name) ? [] : [column]));
}

/** Columns that any field, the status or the consent is read from. */
export function usedColumns(mapping: ColumnMapping): Set<number> {
  const statements = [...Object.values(mapping.fields), mapping.status, mapping.consent, mapping.consentUnknown];
  return new Set(statements.flatMap((sql) => columnsIn(sql)));
}

/** Positions of the cells that an expression over `c0` to `cn` reads. */
export function columnsIn(sql: string): number[] {
  // Texts are quoted bundled words; without them only names are left.
  return [...sql.replace(/'(?:[^']|'')*'/g, '').matchAll(/\bc(\d+)\b/g)].map((match) => Number(match[1]));
}

function otherHeadersOf(tables: readonly LoadedTable[]): string[] {
  const headers = new Set(tables.flatMap(({ table, otherColumns }) => otherColumns.map((column) => otherHeader(table, column))));
  return [...headers].sort(compare);
}

function otherHeader({ header }: StagedTable, column: number): string {
  const name = (header[column] ?? '').replace(/\s+/g, ' ').trim();
  return name === '' ? `column ${column + 1}` : name;
}

async function createTables(engine: Engine, otherCount: number): Promise<void> {
  const texts = (names: readonly string[]): string => names.map((name) => `${quoteName(name)} VARCHAR`).join(', ');
  await engine.run('CREATE TABLE sources (source_id INTEGER, source VARCHAR)');
  await engine.run(
    `CREATE TABLE source_records (source_id INTEGER, record BIGINT, input_id VARCHAR, ${texts([...RECORD_FIELDS, ...ORGANISATION_FIELDS])}, status VARCHAR, date_given VARCHAR, date_rewritten BOOLEAN, date_serial BOOLEAN, date_unreadable BOOLEAN, consent_unknown BOOLEAN, says_minor BOOLEAN)`,
  );
  await engine.run('CREATE TABLE unread_records (source_id INTEGER, record BIGINT, fate VARCHAR, reason VARCHAR)');
  await engine.run(
    'CREATE TABLE quarantine_rows (source_id INTEGER, source VARCHAR, record BIGINT, line_from BIGINT, line_to BIGINT, byte_from BIGINT, byte_to BIGINT, reason VARCHAR, suggestion VARCHAR, raw VARCHAR)',
  );
  const others = Array.from({ length: otherCount }, (_, index) => `o${index}`);
  await engine.run(`CREATE TABLE other_cells (source_id INTEGER, record BIGINT${others.length > 0 ? `, ${texts(others)}` : ''})`);
}

async function insertTable(
  context: Context,
  engine: Engine,
  options: LoadOptions,
  entry: LoadedTable,
  mapping: ColumnMapping,
  otherHeaders: readonly string[],
): Promise<void> {
  const { table, source, sourceId } = entry;
  await engine.run('INSERT INTO sources VALUES ($1, $2)', [sourceId, source]);
  await showStaged(context, engine, table, mapping.profile.id);
  await engine.run(await insertRecordsSql(context, engine, options, entry, mapping));
  if (otherHeaders.length > 0) await engine.run(insertOthersSql(entry, otherHeaders));
  await engine.run('DROP VIEW staged');
  await engine.run(`INSERT INTO unread_records SELECT ${sourceId}, record, fate, reason FROM ${quoteName(table.tables.unread)}`);
  await engine.run(
    `INSERT INTO quarantine_rows SELECT ${sourceId}, $1, record, line_from, line_to, byte_from, byte_to, reason, suggestion, raw FROM ${quoteName(table.tables.quarantine)}`,
    [source],
  );
  const [count] = await engine.rows<{ records: number }>(
    `SELECT (SELECT count(*) FROM source_records WHERE source_id = ${sourceId}) + (SELECT count(*) FROM unread_records WHERE source_id = ${sourceId}) AS records`,
  );
  assertHolds(
    count?.records === table.counts.records,
    'staged-count',
    `The engine holds ${count?.records ?? 0} of ${table.counts.records} records of one source.`,
  );
}

async function insertRecordsSql(
  context: Context,
  engine: Engine,
  options: LoadOptions,
  entry: LoadedTable,
  mapping: ColumnMapping,
): Promise<string> {
  const { file, sourceId, dateOrder } = entry;
  const idColumn = options.idsFrom === null ? null : idColumnOf(entry, mapping, options.idsFrom);
  const given = `coalesce(${mapping.fields.signed_at ?? "''"}, '')`;
  const months = (context.io.files.bundledJson('normalize/data')['months'] as { months: MonthNames }).months;
  const [dates] = await engine.rows<{ filled: number; serials: number; compact: number }>(
    `SELECT count(*) FILTER (WHERE ${given} <> '') AS filled, count(*) FILTER (WHERE ${isDateSerialSql(given)}) AS serials,
  ${compactDateEvidenceSql(given).yearFirst} AS compact FROM staged`,
  );
  // Day numbers of a spreadsheet are believed where nothing else stands in their column.
  const isClean = mapping.profile.id === CLEAN_PROFILE;
  const areSerials = !isClean && dates !== undefined && dates.filled > 0 && dates.serials === dates.filled;
  // And so are eight digits where most of the column are year, month and day.
  const areCompact = dates !== undefined && dates.compact * 2 > dates.filled;
  const value = (field: RecordField): string => {
    if (field === 'kind') return `CASE WHEN ${mapping.fields.kind ?? "''"} = 'organisation' THEN 'organisation' ELSE 'person' END`;
    // A list that says itself on which medium each signature stands knows better than the campaign file.
    if (field === 'medium')
      return mapping.fields.medium === undefined ? quoteText(file.medium) : mediumSql(mapping.fields.medium, file.medium);
    if (field === 'display_consent') return `CASE WHEN read_minor THEN 'count-only' ELSE ${mapping.consent} END`;
    if (field === 'signed_at') return 'read_date';
    return `coalesce(${mapping.fields[field] ?? "''"}, '')`;
  };
  const read = normalizedDateSql('given_date', dateOrder, {
    months,
    serials: areSerials,
    ...(areCompact ? { compact: 'year-first' } : {}),
  });
  return `INSERT INTO source_records SELECT ${sourceId}, record,
  ${idColumn === null ? "''" : `coalesce(trim(${quoteName(`c${idColumn}`)}), '')`},
  ${RECORD_FIELDS.map((field) => `${value(field)} AS ${field}`).join(',\n  ')},
  ${ORGANISATION_FIELDS.map((field) => `coalesce(${mapping.fields[field] ?? "''"}, '') AS ${field}`).join(', ')},
  ${mapping.status} AS status,
  CASE WHEN read_date = '' THEN given_date ELSE '' END AS date_given,
  read_date <> '' AND read_date <> given_date AS date_rewritten,
  ${areSerials ? 'false' : isDateSerialSql('given_date')} AS date_serial,
  given_date <> '' AND read_date = '' AND NOT date_serial AS date_unreadable,
  ${mapping.consentUnknown} AS consent_unknown,
  read_minor AS says_minor
FROM (SELECT *, ${isClean ? `CASE WHEN ${IS_ISO_DATE} THEN ${read} ELSE '' END` : read} AS read_date FROM (SELECT *, ${given} AS given_date, coalesce(${mapping.saysMinor}, false) AS read_minor FROM staged))`;
}

/** A date as `handin clean` writes one; whatever else stands there it could not read, under the order of the day and month that held then. */
const IS_ISO_DATE = "regexp_full_match(given_date, '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][^/]*)?')";

function mediumSql(cell: string, otherwise: Medium): string {
  return `CASE lower(trim(${cell})) WHEN 'paper' THEN 'paper' WHEN 'online' THEN 'online' ELSE ${quoteText(otherwise)} END`;
}

function insertOthersSql({ table, sourceId, otherColumns }: LoadedTable, otherHeaders: readonly string[]): string {
  const cells = otherHeaders.map((name) => {
    const columns = otherColumns.filter((column) => otherHeader(table, column) === name).map((column) => quoteName(`c${column}`));
    if (columns.length === 0) return "''";
    // Columns of one name share a place: what both hold stands side by side.
    return columns.length === 1 ? columns[0] : `concat_ws(' | ', ${columns.map((column) => `nullif(${column}, '')`).join(', ')})`;
  });
  return `INSERT INTO other_cells SELECT ${sourceId}, record, ${cells.join(', ')} FROM staged`;
}

/** What was wrong with single records when they were read, counted per source with the first few record numbers. */
async function recordProblems(engine: Engine): Promise<Problem[]> {
  const checks: readonly (readonly [ProblemType, string, string])[] = [
    ['date-unreadable', 'signed_at', 'date_unreadable'],
    ['date-serial', 'signed_at', 'date_serial'],
    ['consent-unknown', 'display_consent', 'consent_unknown'],
    ['email-malformed', 'email', malformedEmailSql('email')],
  ];
  const problems: Problem[] = [];
  for (const [type, field, condition] of checks) {
    const rows = await engine.rows<{ source: string; records: number; first: string }>(
      `SELECT source, count(*) AS records, array_to_string(list_sort(min(record, 5)), ',') AS first
FROM source_records JOIN sources USING (source_id) WHERE ${condition} GROUP BY source ORDER BY source`,
      ['source', 'first'],
    );
    for (const row of rows)
      problems.push({ type, source: row.source, count: row.records, records: row.first.split(',').map(Number), field });
  }
  return problems;
}

async function dateRepairs(engine: Engine): Promise<FieldRepairs[]> {
  const rows = await engine.rows<{ source: string; records: number }>(
    'SELECT source, count(*) AS records FROM source_records JOIN sources USING (source_id) WHERE date_rewritten GROUP BY source ORDER BY source',
    ['source'],
  );
  return rows.map(({ source, records }) => ({ source, field: 'signed_at', kind: 'date-format', count: records }));
}
