/**
 * Many exports to one deduplicated list with its ledger. The steps in order: stage every file, read it by its profile,
 * bring records into one form, decide who is the same person, account for every record, write the files. Personal data stays in the engine.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';

import { canonicalJson } from '../canonical-json.js';
import type { LoadedCampaign } from '../config.js';
import type { Context, Engine, OutputFolder } from '../context.js';
import { assertHolds, InputError } from '../errors.js';
import { stagedTableSql } from '../intake/staged-sql.js';
import { exactSteps } from '../match/exact.js';
import type { FateRow } from '../merge/conservation.js';
import { assertConservation } from '../merge/conservation.js';
import { CONSERVATION_SQL, INTEGRITY_SQL, LEDGER_FILES, ledgerSteps } from '../merge/ledger.js';
import type { IntakeOptions, StagedTable } from '../model/intake.js';
import type { MergedInput, MergeReport, ReasonCounts } from '../model/merge-report.js';
import type { Problem, ProblemType } from '../model/problem.js';
import type { Medium, Reason } from '../model/record.js';
import { RECORD_FIELDS } from '../model/record.js';
import { normalizedDateSql } from '../normalize/date.js';
import { malformedEmailSql } from '../normalize/email.js';
import type { NormalizeData } from '../normalize/standardize.js';
import { standardizeStep } from '../normalize/standardize.js';
import type { ColumnMapping } from '../profiles/apply.js';
import { csvSql, quoteName, quoteText } from '../sql.js';
import { chooseDateOrder, chooseMapping, loadProfiles, resolveProfile } from './mapping.js';
import { readMergeReportIfAny } from './private-folder.js';
import { runSteps } from './steps.js';

export interface MergeOptions {
  /** Files given on the command line; without any, the sources of the campaign file. */
  readonly files: readonly string[];
  readonly campaign: LoadedCampaign | null;
  readonly outDir: string;
  readonly map: Readonly<Record<string, string>>;
  readonly profile: string | null;
  readonly match: 'exact' | 'linked' | null;
  readonly keep: 'first' | 'latest';
  readonly memoryBytes: number;
  /** 0 leaves it to the engine's default of one thread per core. */
  readonly threads: number;
  readonly idsFrom: string | null;
  readonly dateOrder: 'dmy' | 'mdy' | null;
  readonly intake: IntakeOptions;
  readonly force: boolean;
}

/** A file to read, with what the campaign file says of it. */
interface SourceFile {
  readonly path: string;
  readonly profile: string;
  readonly medium: Medium;
}

/** A staged table with its place in the ledger and the way it is read. */
interface NamedTable {
  readonly table: StagedTable;
  readonly file: SourceFile;
  /** Position in the order of source names: the engine's key of the source. */
  readonly sourceId: number;
  readonly source: string;
}

/** What a merge leaves behind. */
export interface MergeResult {
  readonly report: MergeReport;
  readonly outDir: string;
}

/** Memory that Node itself needs beside the engine: code, decoders, one chunk of every stream. */
const NODE_MEMORY_BYTES = 500_000_000;
const ENGINE_MEMORY_MIN_BYTES = 300_000_000;

/** Runs a merge and swaps its folder in. Throws `InputError` for what cannot be read, `DefectError` when a record is unaccounted for. */
export async function runMerge(context: Context, options: MergeOptions): Promise<MergeResult> {
  assertExact(options);
  const sources = sourceFiles(context, options);
  const digest = digestOf(context, options, sources);
  const folder = await context.io.files.beginFolder(options.outDir, {
    marker: 'merge.json',
    force: options.force,
    carryOver: true,
    isPrivate: true,
  });
  try {
    const report = await mergeInto(context, options, sources, digest, folder);
    context.io.files.remove(path.join(folder.path, WORK));
    await folder.publish();
    return { report, outDir: options.outDir };
  } catch (cause) {
    await folder.discard();
    throw cause;
  }
}

/** The report of the last merge when another one now would give the same files, else null. */
export function isMergeUpToDate(context: Context, options: MergeOptions): MergeReport | null {
  assertExact(options);
  const previous = readMergeReportIfAny(context, options.outDir);
  if (previous === null || !LEDGER_FILES.every((file) => context.io.files.exists(path.join(options.outDir, file.name)))) return null;
  return previous.digest === digestOf(context, options, sourceFiles(context, options)) ? previous : null;
}

function assertExact(options: MergeOptions): void {
  const method = options.match ?? options.campaign?.campaign.matching.method ?? 'exact';
  if (method === 'linked') {
    throw new InputError('Linked matching is not in this version of handin: it has exact matching only.', {
      code: 'match-not-available',
      hint: 'Use --match exact, or set matching.method: exact in the campaign file.',
    });
  }
}

const WORK = '.work';

async function mergeInto(
  context: Context,
  options: MergeOptions,
  sources: readonly SourceFile[],
  digest: string,
  folder: OutputFolder,
): Promise<MergeReport> {
  const { files } = context.io;
  const stagingDir = files.scratch(folder.path, `${WORK}/staging`);
  const spillDir = files.scratch(folder.path, `${WORK}/spill`);
  const tables = await stageAll(context, options, sources, stagingDir);
  const engine = await context.io.openEngine({
    stagingDir,
    spillDir,
    memoryBytes: Math.max(ENGINE_MEMORY_MIN_BYTES, options.memoryBytes - NODE_MEMORY_BYTES),
    threads: options.threads,
  });
  try {
    const country = homeCountry(options.campaign);
    const inputs = await loadRecords(context, engine, options, tables);
    const problems = [
      ...tables.flatMap(({ table, source }) => table.problems.map((problem) => ({ ...problem, source }))),
      ...inputs.problems,
    ];
    await runSteps(engine, [standardizeStep(normalizeData(context), country), ...exactSteps({ keep: options.keep }), ...ledgerSteps()]);

    const read = new Map(tables.map(({ table, source }) => [source, table.recordCount]));
    const { total, bySource } = assertConservation(await engine.rows<FateRow>(CONSERVATION_SQL, ['source', 'fate']), read);
    for (const sql of INTEGRITY_SQL)
      assertHolds((await engine.rows(sql)).length === 0, 'ledger-integrity', 'The ledger contradicts itself.');

    for (const file of LEDGER_FILES) {
      const staged = path.join(stagingDir, file.name);
      await engine.run(`COPY (${file.sql}) TO ${quoteText(staged)} (FORMAT csv, HEADER true, DELIMITER ',', QUOTE '"', ESCAPE '"')`);
      files.move(staged, path.join(folder.path, file.name));
    }
    const counts = { total, bySource, ...(await reasonCounts(engine)) };
    const report: MergeReport = {
      formatVersion: 1,
      tool: { name: 'handin', version: context.version },
      digest,
      inputs: inputs.inputs,
      counts,
      signatures: counts.people.signature ?? 0,
      organisations: counts.organisations.signature ?? 0,
      settings: {
        match: 'exact',
        keep: options.keep,
        sharedEmail: 'household',
        country,
        map: options.map,
        idsFrom: options.idsFrom,
      },
      model: null,
      problems: problems.sort((a, b) => compare(a.source, b.source) || compare(a.type, b.type)),
    };
    await files.writeFile(path.join(folder.path, 'merge.json'), canonicalJson(report));
    await files.writeFile(path.join(folder.path, '.gitignore'), '*\n');
    return report;
  } finally {
    await engine.close();
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Files to read: the command line's, or the campaign's sources and its list of organisations. */
function sourceFiles(context: Context, options: MergeOptions): SourceFile[] {
  const { files } = context.io;
  const found: SourceFile[] = options.files.map((file) => ({
    path: path.resolve(context.cwd, file),
    profile: options.profile ?? 'auto',
    medium: 'online',
  }));
  if (options.files.length === 0 && options.campaign !== null) {
    const { campaign, folder } = options.campaign;
    for (const source of campaign.sources) {
      const matches = files.glob(folder, source.file);
      if (matches.length === 0) {
        throw new InputError(`sources: no file matches ${source.file} below the campaign folder.`, {
          code: 'source-missing',
          hint: 'Put the exports there, or correct the path in campaign.yaml.',
        });
      }
      for (const match of matches) {
        if (!files.realPath(match).startsWith(`${files.realPath(folder)}${path.sep}`)) {
          throw new InputError(`sources: ${path.basename(match)} is a link that leads out of the campaign folder.`, {
            code: 'source-outside',
            hint: 'Copy the file into the campaign folder.',
          });
        }
        found.push({ path: match, profile: options.profile ?? source.profile, medium: source.medium });
      }
    }
    if (campaign.organisations !== undefined) {
      found.push({ path: path.join(folder, campaign.organisations), profile: 'organisations', medium: 'online' });
    }
  }
  // A joint statement lives by its text alone: nobody signs it on a list.
  if (found.length === 0 && options.campaign === null) {
    throw new InputError('There is nothing to merge.', {
      code: 'merge-nothing',
      hint: 'Name one or more exports, or run the command in the folder of a campaign.yaml that has sources.',
    });
  }
  // Overlapping globs name a file twice; it is read once.
  const seen = new Set<string>();
  return found.filter((file) => {
    const real = files.exists(file.path) ? files.realPath(file.path) : file.path;
    return seen.has(real) ? false : seen.add(real) !== undefined;
  });
}

/**
 * Stages every table and names its source. Equal names are told apart by a suffix in the order of their content's
 * hash, so that neither the order of files nor their folders matter.
 */
async function stageAll(
  context: Context,
  options: MergeOptions,
  sources: readonly SourceFile[],
  stagingDir: string,
): Promise<NamedTable[]> {
  const staged: { table: StagedTable; file: SourceFile }[] = [];
  for (const [index, file] of sources.entries()) {
    const own = context.io.files.scratch(stagingDir, `file-${index + 1}`);
    for (const table of await context.io.stage(file.path, own, options.intake)) staged.push({ table, file });
  }
  staged.sort(
    (a, b) =>
      compare(a.table.sourceName, b.table.sourceName) || compare(a.table.sha256, b.table.sha256) || compare(a.file.path, b.file.path),
  );
  let previous = '';
  let repeat = 1;
  const named = staged.map(({ table, file }) => {
    repeat = table.sourceName === previous ? repeat + 1 : 1;
    previous = table.sourceName;
    return { table, file, source: repeat === 1 ? table.sourceName : `${table.sourceName}~${repeat}` };
  });
  return named.sort((a, b) => compare(a.source, b.source)).map((entry, index) => ({ ...entry, sourceId: index + 1 }));
}

/** Reads every staged table into `source_records` by its profile; returns what was read, how, and what was wrong. */
async function loadRecords(
  context: Context,
  engine: Engine,
  options: MergeOptions,
  tables: readonly NamedTable[],
): Promise<{ inputs: MergedInput[]; problems: Problem[] }> {
  const profiles = loadProfiles(context);
  await engine.run(`CREATE TABLE sources (source_id INTEGER, source VARCHAR)`);
  await engine.run(
    `CREATE TABLE source_records (source_id INTEGER, record BIGINT, input_id VARCHAR, ${RECORD_FIELDS.map((field) => `${field} VARCHAR`).join(', ')}, status VARCHAR, date_unreadable BOOLEAN, consent_unknown BOOLEAN)`,
  );
  await engine.run('CREATE TABLE unread_records (source_id INTEGER, record BIGINT, fate VARCHAR, reason VARCHAR)');
  await engine.run(
    'CREATE TABLE quarantine_rows (source VARCHAR, record BIGINT, line_from BIGINT, line_to BIGINT, byte_from BIGINT, byte_to BIGINT, reason VARCHAR, suggestion VARCHAR, raw VARCHAR)',
  );
  const inputs: MergedInput[] = [];
  const problems: Problem[] = [];
  for (const named of tables) {
    const { table, file, source, sourceId } = named;
    const choice = resolveProfile(context, profiles, file.profile, options.campaign?.folder ?? context.cwd);
    const mapping = await chooseMapping(context, {
      source,
      header: table.header,
      encoding: table.encoding?.name ?? null,
      profile: choice,
      profiles,
      overrides: options.map,
    });
    await engine.run('INSERT INTO sources VALUES ($1, $2)', [sourceId, source]);
    await engine.run(`CREATE TABLE staged AS SELECT * FROM ${stagedTableSql(table)}`);
    const [staged] = await engine.rows<{ records: number }>('SELECT count(*) AS records FROM staged');
    assertHolds(
      staged?.records === table.stagedCount,
      'staged-count',
      `The engine read ${staged?.records ?? 0} of ${table.stagedCount} records of one source.`,
    );
    const order = await chooseDateOrder(context, engine, {
      source,
      mapping,
      given: options.dateOrder,
      language: options.campaign?.campaign.language ?? 'en-GB',
    });
    await engine.run(insertSql(named, mapping, order.order, options.idsFrom));
    await engine.run('DROP TABLE staged');
    await loadUnread(context, engine, named);
    inputs.push({
      source,
      sha256: table.sha256,
      bytes: table.bytes,
      profile: mapping.profile.id,
      medium: file.medium,
      encoding: table.encoding === null ? null : `${table.encoding.name}${table.encoding.byteOrderMark ? ' with byte-order mark' : ''}`,
      path: table.path,
      dateOrder: order.order,
    });
    if (order.isAmbiguous) problems.push({ type: 'date-ambiguous', source, count: 1, records: [], field: 'signed_at' });
    if (mapping.unmapped.length > 0) problems.push({ type: 'column-unmapped', source, count: mapping.unmapped.length, records: [] });
  }
  problems.push(...(await recordProblems(engine)));
  return { inputs, problems };
}

/**
 * Digest of everything that decides a result: the bytes and names of the files, the way they are read, the options, the
 * bundled data and the version. Not the folder, the threads or the memory.
 */
function digestOf(context: Context, options: MergeOptions, sources: readonly SourceFile[]): string {
  const { files } = context.io;
  const inputs = sources
    .map((file) => ({
      name: path.basename(file.path),
      sha256: files.sha256(file.path),
      medium: file.medium,
      profile: file.profile.endsWith('.json')
        ? files.sha256(path.resolve(options.campaign?.folder ?? context.cwd, file.profile))
        : file.profile,
    }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.sha256, b.sha256));
  const settings = {
    keep: options.keep,
    map: options.map,
    idsFrom: options.idsFrom,
    dateOrder: options.dateOrder,
    encoding: options.intake.encoding ?? null,
    delimiter: options.intake.delimiter ?? null,
    country: homeCountry(options.campaign),
    language: options.campaign?.campaign.language ?? null,
  };
  const data = { profiles: files.bundledJson('profiles/data'), normalize: files.bundledJson('normalize/data') };
  return createHash('sha256')
    .update(canonicalJson({ version: context.version, inputs, settings, data }))
    .digest('hex');
}

/** The country whose national phone numbers are completed: the campaign language's region. */
function homeCountry(campaign: LoadedCampaign | null): string {
  return new Intl.Locale(campaign?.campaign.language ?? 'en-GB').region ?? 'GB';
}

function insertSql({ table, file, sourceId }: NamedTable, mapping: ColumnMapping, order: 'dmy' | 'mdy', idsFrom: string | null): string {
  const idColumn = idsFrom === null ? -1 : table.header.findIndex((header) => header.toLowerCase() === idsFrom.toLowerCase());
  const signedRaw = mapping.fields.signed_at ?? "''";
  const signedAt = normalizedDateSql(signedRaw, order);
  const values = RECORD_FIELDS.map((field) => {
    if (field === 'kind') return `CASE WHEN ${mapping.fields.kind ?? "''"} = 'organisation' THEN 'organisation' ELSE 'person' END`;
    if (field === 'medium') return quoteText(file.medium);
    if (field === 'display_consent') return mapping.consent;
    if (field === 'signed_at') return 'read_date';
    return `coalesce(${mapping.fields[field] ?? "''"}, '')`;
  });
  return `INSERT INTO source_records SELECT ${sourceId}, ${table.recordColumn ? 'record' : 'place + 1'},
  ${idColumn < 0 ? "''" : `coalesce(trim(${quoteName(`c${idColumn}`)}), '')`},
  ${values.map((value, index) => `${value} AS ${RECORD_FIELDS[index] ?? ''}`).join(',\n  ')},
  ${mapping.status} AS status,
  given_date <> '' AND read_date = '' AS date_unreadable,
  ${mapping.consentUnknown} AS consent_unknown
FROM (SELECT *, rowid AS place, coalesce(${signedRaw}, '') AS given_date, ${signedAt} AS read_date FROM staged)`;
}

/** Quarantined and blank rows: their fate, and for the former their place and raw text. */
async function loadUnread(context: Context, engine: Engine, { table, source, sourceId }: NamedTable): Promise<void> {
  const rows = [
    ...table.quarantined.map((row) => [String(row.record), 'unreadable', row.reason]),
    ...table.blankRecords.map((record) => [String(record), 'blank', 'empty-record']),
  ];
  if (rows.length === 0) return;
  const place = path.join(engine.stagingDir, `unread-${sourceId}.csv`);
  await context.io.files.writeFile(place, context.io.formatCsv(rows));
  await engine.run(
    `INSERT INTO unread_records SELECT ${sourceId}, record, fate, reason FROM ${csvSql(place, { record: 'BIGINT', fate: 'VARCHAR', reason: 'VARCHAR' })}`,
  );
  if (table.quarantinePath === null) return;
  const places = path.join(engine.stagingDir, `places-${sourceId}.csv`);
  await context.io.files.writeFile(
    places,
    context.io.formatCsv(
      table.quarantined.map((row) =>
        [row.record, row.lineFrom, row.lineTo, row.byteFrom, row.byteTo, row.reason, row.suggestion].map((cell) =>
          cell === null ? '' : String(cell),
        ),
      ),
    ),
  );
  const columns = {
    record: 'BIGINT',
    line_from: 'BIGINT',
    line_to: 'BIGINT',
    byte_from: 'BIGINT',
    byte_to: 'BIGINT',
    reason: 'VARCHAR',
    suggestion: 'VARCHAR',
  } as const;
  await engine.run(`INSERT INTO quarantine_rows
SELECT ${quoteText(source)}, p.record, line_from, line_to, byte_from, byte_to, reason, suggestion, raw
FROM ${csvSql(places, columns)} p JOIN ${csvSql(table.quarantinePath, { record: 'BIGINT', raw: 'VARCHAR' })} q USING (record)`);
}

/** What was wrong with single records, counted per source with the first few record numbers. */
async function recordProblems(engine: Engine): Promise<Problem[]> {
  const checks: readonly (readonly [ProblemType, string, string])[] = [
    ['date-unreadable', 'signed_at', 'date_unreadable'],
    ['consent-unknown', 'display_consent', 'consent_unknown'],
    ['email-malformed', 'email', malformedEmailSql('email')],
    ['letters-lost', 'full_name', 'contains(full_name, chr(65533))'],
  ];
  const problems: Problem[] = [];
  for (const [type, field, condition] of checks) {
    const rows = await engine.rows<{ source: string; records: number; first: string }>(
      `SELECT source, count(*) AS records, array_to_string(list(record ORDER BY record)[1:5], ',') AS first
FROM source_records JOIN sources USING (source_id) WHERE ${condition} GROUP BY source ORDER BY source`,
      ['source', 'first'],
    );
    for (const row of rows)
      problems.push({ type, source: row.source, count: row.records, records: row.first.split(',').map(Number), field });
  }
  return problems;
}

async function reasonCounts(engine: Engine): Promise<{ people: ReasonCounts; organisations: ReasonCounts }> {
  const rows = await engine.rows<{ kind: string; reason: string; records: number }>(
    'SELECT kind, reason, count(*) AS records FROM ledger_rows GROUP BY kind, reason ORDER BY kind, reason',
    ['kind', 'reason'],
  );
  const of = (kind: string): ReasonCounts =>
    Object.fromEntries(rows.filter((row) => row.kind === kind).map((row) => [row.reason as Reason, row.records]));
  return { people: of('person'), organisations: of('organisation') };
}

function normalizeData(context: Context): NormalizeData {
  const data = context.io.files.bundledJson('normalize/data');
  return {
    emailDomains: data['email-domains'] as NormalizeData['emailDomains'],
    letters: data['letters'] as NormalizeData['letters'],
    titles: (data['titles'] as { titles: readonly string[] }).titles,
    callingCodes: data['calling-codes'] as NormalizeData['callingCodes'],
  };
}
