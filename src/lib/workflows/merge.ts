/**
 * Many exports to one deduplicated list with its ledger. The steps in order: stage every file, read it by its profile,
 * bring records into one form, take out who asked to be removed, strike out what rules say, decide who is the same person, account for every record, write the files. Personal
 * data stays in the engine.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';

import { canonicalJson } from '../canonical-json.js';
import type { LoadedCampaign } from '../config.js';
import type { Context, Engine, OutputFolder } from '../context.js';
import { assertHolds, InputError } from '../errors.js';
import { exactVerdictSteps, ruleSteps } from '../match/exact.js';
import type { FateRow } from '../merge/conservation.js';
import { assertConservation } from '../merge/conservation.js';
import { CONSERVATION_SQL, INTEGRITY_SQL, LEDGER_FILES, ledgerSteps, noReviewSteps, SIGNATURE_ID_COLUMNS } from '../merge/ledger.js';
import type { LinkageReport } from '../model/linkage-report.js';
import type { MergedInput, MergeReport, ReasonCounts } from '../model/merge-report.js';
import type { Reason } from '../model/record.js';
import type { FieldRepairs } from '../model/repair.js';
import { standardizeStep } from '../normalize/standardize.js';
import { dropStep, linesSql, quoteText } from '../sql.js';
import { lookUpAreas, lookupFiles } from './area-lookup.js';
import { forbiddenAreas } from './breakdown.js';
import { loadConsentChanges, readConsentLog } from './consent.js';
import { type LinkageResult, linkPeople } from './linkage.js';
import {
  engineMemory,
  type LoadedTable,
  loadSources,
  namedFiles,
  type ReadingOptions,
  recordCounts,
  type SourceFile,
  withoutRepeats,
} from './load.js';
import { loadProfileFiles } from './mapping.js';
import { readNormalizeData } from './normalize-data.js';
import { linkOrganisations, nameOrganisations, type OrganisationResult } from './organisations.js';
import { readMergeReportIfAny } from './private-folder.js';
import { readJudgementLog } from './review-data.js';
import { runSteps } from './steps.js';
import { strikeOut, strikesInForce } from './strikes.js';
import { digestsOf, listsInForce, suppressErased } from './suppression.js';

export interface MergeOptions {
  /** Files given on the command line; without any, the sources of the campaign file. */
  readonly files: readonly string[];
  readonly campaign: LoadedCampaign | null;
  readonly outDir: string;
  readonly reading: ReadingOptions;
  readonly profile: string | null;
  readonly match: 'exact' | 'linked' | null;
  readonly keep: 'first' | 'latest';
  /** From here on a link is strong: joined, and not asked about. */
  readonly matchProbability: number;
  /** From here on a link is possible: asked about. */
  readonly reviewFrom: number;
  readonly memoryBytes: number;
  /** 0 leaves it to the engine's default of one thread per core. */
  readonly threads: number;
  readonly idsFrom: string | null;
  readonly force: boolean;
}

/** What a merge leaves behind. */
export interface MergeResult {
  readonly report: MergeReport;
  readonly outDir: string;
}

/** Runs a merge and swaps its folder in. Throws `InputError` for what cannot be read, `DefectError` when a record is unaccounted for. */
export async function runMerge(context: Context, options: MergeOptions): Promise<MergeResult> {
  assertFixesSurvive(context, options);
  const sources = sourceFiles(context, options);
  const folder = await context.io.files.beginFolder(options.outDir, {
    marker: 'merge.json',
    force: options.force,
    carryOver: true,
    isPrivate: true,
  });
  try {
    const report = await mergeInto(context, options, sources, folder);
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
  const previous = readMergeReportIfAny(context, options.outDir);
  if (previous === null || !LEDGER_FILES.every((file) => context.io.files.exists(path.join(options.outDir, file.name)))) return null;
  return previous.digest === digestOf(context, options, sourceFiles(context, options)) ? previous : null;
}

/** Linked matching, unless the command line or the campaign file says otherwise. */
function methodOf(options: MergeOptions): 'exact' | 'linked' {
  return options.match ?? options.campaign?.campaign.matching.method ?? 'linked';
}

const WORK = '.work';

async function mergeInto(
  context: Context,
  options: MergeOptions,
  sources: readonly SourceFile[],
  folder: OutputFolder,
): Promise<MergeReport> {
  const { files } = context.io;
  const strikes = strikesInForce(context, options.outDir, options.campaign);
  const lists = listsInForce(context, options.outDir, options.campaign);
  const stagingDir = files.scratch(folder.path, `${WORK}/staging`);
  const spillDir = files.scratch(folder.path, `${WORK}/spill`);
  const engine = await context.io.openEngine({
    stagingDir,
    spillDir,
    memoryBytes: engineMemory(options.memoryBytes),
    threads: options.threads,
  });
  try {
    const { country } = options.reading;
    const loaded = await loadSources(context, engine, {
      files: sources,
      reading: options.reading,
      folder: options.campaign?.folder ?? context.cwd,
      language: options.campaign?.campaign.language ?? 'en-GB',
      idsFrom: options.idsFrom,
    });
    await runSteps(engine, [standardizeStep(readNormalizeData(context), country ?? ''), dropStep('source_records')]);
    const suppression = await suppressErased(engine, lists);
    const struck = await strikeOut(context, engine, options.outDir, strikes);
    await runSteps(engine, ruleSteps());
    const linkage = await matchPeople(context, engine, options);
    const organisations = await matchOrganisations(context, engine, options);
    const lookup = await lookUpAreas(context, engine, options.campaign);
    await loadKnownIds(context, engine, options.outDir);
    const consent = await loadConsentChanges(context, engine, options.outDir);
    await runSteps(engine, ledgerSteps());

    const { total, bySource } = assertConservation(
      await engine.rows<FateRow>(CONSERVATION_SQL, ['source', 'fate']),
      recordCounts(loaded.tables),
    );
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
      // Taken now: a profile that a person was asked for exists since this run.
      digest: digestOf(context, options, sources),
      inputs: loaded.tables.map((entry) => inputOf(context, entry, loaded.repairs)),
      ...(loaded.tables.some(({ numbers }) => numbers !== null)
        ? { numbers: loaded.tables.flatMap(({ source, numbers }) => (numbers === null ? [] : [{ source, ...numbers }])) }
        : {}),
      counts,
      ...(struck.length > 0 ? { strikes: struck } : {}),
      ...(suppression === null ? {} : { suppression }),
      ...(consent === null ? {} : { consent }),
      ...(lookup === null ? {} : { lookup }),
      signatures: counts.people.signature ?? 0,
      organisations: counts.organisations.signature ?? 0,
      ...(await firstSigned(engine)),
      settings: {
        match: methodOf(options),
        matchProbability: options.matchProbability,
        reviewFrom: options.reviewFrom,
        keep: options.keep,
        sharedEmail: 'household',
        country,
        map: options.reading.map,
        idsFrom: options.idsFrom,
      },
      range: linkage?.range ?? null,
      organisationRange: organisations?.range ?? null,
      relatedOrganisations: organisations?.related ?? null,
      model: linkage === null ? null : withJudgements(linkage.report, organisations?.judgements ?? 0),
      problems: loaded.problems,
    };
    await files.writeFile(path.join(folder.path, 'merge.json'), canonicalJson(report));
    await files.writeFile(path.join(folder.path, '.gitignore'), '*\n');
    return report;
  } finally {
    await engine.close();
  }
}

/** Decides who is the same person: `people_verdicts` and the tables of the review. Null where the rules alone decide. */
async function matchPeople(context: Context, engine: Engine, options: MergeOptions): Promise<LinkageResult | null> {
  if (methodOf(options) === 'exact') {
    await runSteps(engine, [...exactVerdictSteps({ keep: options.keep }), ...noReviewSteps()]);
    return null;
  }
  return linkPeople(context, engine, {
    keep: options.keep,
    matchProbability: options.matchProbability,
    reviewFrom: options.reviewFrom,
    judgements: readJudgementLog(context, options.outDir).lines,
  });
}

/** Decides who is the same organisation: `organisation_verdicts`, and their part of the review. Null where only equal names are one. */
async function matchOrganisations(context: Context, engine: Engine, options: MergeOptions): Promise<OrganisationResult | null> {
  if (methodOf(options) === 'exact') {
    await nameOrganisations(engine);
    return null;
  }
  return linkOrganisations(context, engine, readJudgementLog(context, options.outDir).lines);
}

/** Judgements of organisations are in the same log as those of people, where no person is found for them. */
function withJudgements(report: LinkageReport, ofOrganisations: number): LinkageReport {
  const { applied, unused } = report.judgements;
  return { ...report, judgements: { ...report.judgements, applied: applied + ofOrganisations, unused: unused - ofOrganisations } };
}

/** The day of the first signature, for the retention clock. */
async function firstSigned(engine: Engine): Promise<Pick<MergeReport, 'firstSigned'>> {
  const [first] = await engine.rows<{ day: string | null }>(
    `SELECT min(substr(signed_at, 1, 10)) AS day FROM signature_rows WHERE kind = 'person' AND signed_at <> ''`,
    ['day'],
  );
  return first === undefined || first.day === null ? {} : { firstSigned: first.day };
}

const KNOWN_IDS = 'signature-ids.csv';

/** `known_ids`: the ids that the last merge into this folder gave. */
async function loadKnownIds(context: Context, engine: Engine, folder: string): Promise<void> {
  const { files, sheetOut } = context.io;
  const place = path.join(folder, KNOWN_IDS);
  if (!(await sheetOut.startsWith(place, SIGNATURE_ID_COLUMNS))) {
    await engine.run('CREATE TABLE known_ids (identity_key VARCHAR, copy BIGINT, signature_id VARCHAR)');
    return;
  }
  const staged = path.join(engine.stagingDir, KNOWN_IDS);
  files.copyFolder(place, staged);
  // Line by line, in the engine: the file is as long as the list, and somebody may have edited it.
  await engine.run(
    `CREATE TABLE known_lines AS SELECT row_number() OVER () + 1 AS line, rtrim(text, chr(13)) AS text FROM ${linesSql(staged)}`,
  );
  const [wrong] = await engine.rows<{ line: number | null }>(
    `SELECT min(line) AS line FROM known_lines WHERE NOT regexp_full_match(text, '[0-9a-f]{16},[1-9][0-9]{0,8},S[0-9a-f]{12}')`,
  );
  if (wrong !== undefined && wrong.line !== null) {
    throw new InputError(`${KNOWN_IDS}, line ${wrong.line}: it is no row that handin has written.`, {
      code: 'signature-ids-invalid',
      hint: 'Put a copy of the file back, or remove it: every signature then gets the id of its own content.',
    });
  }
  await engine.run(`CREATE TABLE known_ids AS SELECT split_part(text, ',', 1) AS identity_key, split_part(text, ',', 2)::BIGINT AS copy,
  min(split_part(text, ',', 3)) AS signature_id FROM known_lines GROUP BY 1, 2`);
  await engine.run('DROP TABLE known_lines');
  files.remove(staged);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Files to read: the command line's, or the campaign's sources and its list of organisations. */
function sourceFiles(context: Context, options: MergeOptions): SourceFile[] {
  const { files } = context.io;
  const found: SourceFile[] = namedFiles(context, options.files, options.profile);
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
  return withoutRepeats(context, found);
}

/** What the report says of one table. */
function inputOf(context: Context, loaded: LoadedTable, repairs: readonly FieldRepairs[]): MergedInput {
  const { table, file, source, mapping, dateOrder, numbers } = loaded;
  const forbidden = forbiddenAreas(context, loaded);
  const { encoding, dialect } = table;
  return {
    source,
    sha256: table.sha256,
    bytes: table.bytes,
    profile: numbers?.profile ?? mapping?.profile.id ?? 'generic',
    medium: file.medium,
    encoding: encoding === null ? null : `${encoding.name}${encoding.byteOrderMark ? ' with byte-order mark' : ''}`,
    path: table.path,
    dateOrder,
    format: table.format,
    ...(table.container === undefined ? {} : { container: table.container }),
    encodingSureness: encoding?.sureness ?? null,
    otherEncodings: encoding?.others ?? [],
    dialect,
    headerRows: table.headerRows,
    rows: table.counts,
    byteCounts: table.byteCounts,
    repairs: repairs.filter((repair) => repair.source === source).map(({ field, kind, count }) => ({ field, kind, count })),
    ...(forbidden === undefined ? {} : { forbiddenAreas: forbidden }),
  };
}

/** The corrections would be replaced by the new quarantine file, and lost for the next run. */
function assertFixesSurvive(context: Context, options: MergeOptions): void {
  const { files } = context.io;
  const own = path.join(options.outDir, 'quarantine.csv');
  if (!files.exists(own)) return;
  if (options.reading.fixed.some((place) => files.exists(place) && files.realPath(place) === files.realPath(own))) {
    throw new InputError('The corrected quarantine file lies where the new one will be written.', {
      code: 'fixed-is-output',
      hint: 'Move it out of the folder, for example to fixed.csv beside the campaign file, and give that.',
    });
  }
}

/** Bundled data that decides how a file is read. */
const DATA_FOLDERS = ['profiles/vocabulary', 'intake/data', 'normalize/data', 'tidy/data', 'match/data', 'match/organisations/data'];

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
    match: methodOf(options),
    matchProbability: options.matchProbability,
    reviewFrom: options.reviewFrom,
    judgements: readJudgementLog(context, options.outDir).whole,
    keep: options.keep,
    map: options.reading.map,
    idsFrom: options.idsFrom,
    dateOrder: options.reading.dateOrder,
    encoding: options.reading.encoding ?? null,
    delimiter: options.reading.delimiter ?? null,
    headerRow: options.reading.headerRow ?? null,
    acceptSuggestions: options.reading.acceptSuggestions === true,
    fixed: options.reading.fixed.map((place) => files.sha256(place)).sort(compare),
    country: options.reading.country,
    language: options.campaign?.campaign.language ?? null,
    lookup: { ...options.campaign?.campaign.lookup, files: lookupFiles(options.campaign).map((place) => files.sha256(place)) },
    strikes: strikesInForce(context, options.outDir, options.campaign).map(({ sha256 }) => sha256),
    suppression: digestsOf(listsInForce(context, options.outDir, options.campaign)),
    consent: readConsentLog(context, options.outDir).sha256,
  };
  const data = {
    ...Object.fromEntries(DATA_FOLDERS.map((folder) => [folder, digestOfData(files.bundledJson(folder))])),
    profiles: Object.fromEntries(
      [...loadProfileFiles(context, options.campaign?.folder ?? context.cwd)].map(([id, profile]) => [id, digestOfData(profile)]),
    ),
  };
  return sha256Of({ version: context.version, inputs, settings, data });
}

const DIGESTS = new WeakMap<object, string>();

/** Of bundled data there is one object, however many merges a process makes. */
function digestOfData(data: object): string {
  const before = DIGESTS.get(data);
  if (before !== undefined) return before;
  const digest = sha256Of(data);
  DIGESTS.set(data, digest);
  return digest;
}

const sha256Of = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

async function reasonCounts(engine: Engine): Promise<{ people: ReasonCounts; organisations: ReasonCounts }> {
  const rows = await engine.rows<{ kind: string; reason: string; records: number }>(
    'SELECT kind, reason, count(*) AS records FROM ledger_rows GROUP BY kind, reason ORDER BY kind, reason',
    ['kind', 'reason'],
  );
  const of = (kind: string): ReasonCounts =>
    Object.fromEntries(rows.filter((row) => row.kind === kind).map((row) => [row.reason as Reason, row.records]));
  return { people: of('person'), organisations: of('organisation') };
}
