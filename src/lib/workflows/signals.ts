/**
 * Signs that records may be forged: what of the last merge looks as people do not. It reads the private folder and writes `signals.json` there
 * for the pack's bracket; it changes no record and no count. A decision is a strike rule, written here on request and applied by
 * `handin strike`.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';

import { canonicalJson } from '../canonical-json.js';
import type { LoadedCampaign } from '../config.js';
import type { Context, Engine } from '../context.js';
import { InputError } from '../errors.js';
import { recordKeySql } from '../merge/record-key.js';
import type { MergeReport } from '../model/merge-report.js';
import type {
  FlagReport,
  KnownEvent,
  SignalFinding,
  SignalNumbers,
  SignalRuleReport,
  SignalsReport,
  StoredSignals,
} from '../model/signals-report.js';
import type { StrikeRule } from '../model/strike.js';
import type { LetterFolds } from '../normalize/name.js';
import type { Assessment, FoundRows } from '../signals/assess.js';
import { assess } from '../signals/assess.js';
import type { SignalColumns, SignalSettings } from '../signals/columns.js';
import { featureSteps, NUMBERS_SQL } from '../signals/features.js';
import type { SmallPopulations } from '../signals/geography.js';
import { placesOf } from '../signals/geography.js';
import { listOf, shownPath, suggestSimilar } from '../text.js';
import type { CountryData } from '../tidy/country.js';
import { createCountryReader } from '../tidy/country.js';
import { mapDistinct } from './map-distinct.js';
import { readMergeReport, withPrivateData } from './private-folder.js';
import { withHeldMerge } from './review-data.js';
import { readSignalColumns } from './signal-columns.js';
import { readFlaggedRecords } from './signal-records.js';
import { runSteps } from './steps.js';
import { nameOfSecret, secretOf } from './strike-secret.js';

/** Where the findings are, below the private folder. */
export const SIGNALS_FILE = 'signals.json';

/** The bundled files of `signals/data`. */
interface SignalData {
  readonly settings: SignalSettings;
  readonly domains: readonly string[];
  readonly atMost: SmallPopulations;
}

function readSignalData(context: Context): SignalData {
  const files = context.io.files.bundledJson('signals/data');
  return {
    settings: files['settings'] as SignalSettings,
    domains: (files['disposable-domains'] as { readonly domains: readonly string[] }).domains,
    atMost: (files['small-populations'] as { readonly atMost: SmallPopulations }).atMost,
  };
}

export interface SignalsOptions {
  /** Folder of the merge. */
  readonly folder: string;
  readonly campaign: LoadedCampaign | null;
}

/** Looks at the last merge and keeps what was found in `signals.json`. Throws `InputError` when there is no merge. */
export async function runSignals(context: Context, { folder, campaign }: SignalsOptions): Promise<StoredSignals> {
  const events = campaign?.campaign.signals?.['known-events'] ?? [];
  return withHeldMerge(context, folder, async () => {
    const stored = await withPrivateData(context, folder, async (engine, merge) => lookAt(context, engine, merge, events));
    await context.io.files.writeFile(path.join(folder, SIGNALS_FILE), canonicalJson(stored, { trailingNewline: true }));
    return stored;
  });
}

/** What was found in this merge, if it was looked at; null where it was not, or where something else was. */
export function readSignals(context: Context, folder: string, merge: Pick<MergeReport, 'digest'>): StoredSignals | null {
  const place = path.join(folder, SIGNALS_FILE);
  if (!context.io.files.exists(place)) return null;
  try {
    const stored = JSON.parse(context.io.files.readText(place)) as StoredSignals;
    return stored.formatVersion === 1 && stored.report.merge === merge.digest ? stored : null;
  } catch {
    return null;
  }
}

async function lookAt(context: Context, engine: Engine, merge: MergeReport, events: readonly KnownEvent[]): Promise<StoredSignals> {
  const data = readSignalData(context);
  await makeFeatures(context, engine, data);
  const columns = await readSignalColumns(engine);
  const assessment = assess(columns, data.settings, { atMost: data.atMost, events });
  const numbers = await readNumbers(engine, merge);
  return toStored(context, engine, { merge, assessment, numbers, columns, settings: data.settings });
}

async function makeFeatures(context: Context, engine: Engine, { settings, domains, atMost }: SignalData): Promise<void> {
  const countries = context.io.files.bundledJson('tidy/data')['countries'] as CountryData;
  const readCountry = createCountryReader(countries);
  await mapDistinct(
    { context, engine },
    `SELECT DISTINCT country FROM signatures`,
    { table: 'signal_countries', columns: ['value', 'iso'] },
    ([value = '']) => [value, readCountry(value) ?? ''],
  );
  const letters = context.io.files.bundledJson('normalize/data')['letters'] as LetterFolds;
  await runSteps(engine, featureSteps({ letters, comments: settings.comments, domains, places: placesOf(atMost) }));
}

async function readNumbers(engine: Engine, merge: MergeReport): Promise<SignalNumbers> {
  const [row] = await engine.rows<{ disposable: number; addressed: number; shared: number; placed: number; abroad: number }>(NUMBERS_SQL);
  const { people } = merge.counts;
  return {
    unconfirmed: { records: people['status-unconfirmed'] ?? 0, of: Object.values(people).reduce((sum, count) => sum + count, 0) },
    sharedMailboxes: { refused: people['shared-email'] ?? 0, counted: row?.shared ?? 0 },
    disposable: { records: row?.disposable ?? 0, of: row?.addressed ?? 0 },
    postcodeAbroad: { records: row?.abroad ?? 0, of: row?.placed ?? 0 },
  };
}

async function toStored(
  context: Context,
  engine: Engine,
  {
    merge,
    assessment,
    numbers,
    columns,
    settings,
  }: {
    readonly merge: MergeReport;
    readonly assessment: Assessment;
    readonly numbers: SignalNumbers;
    readonly columns: SignalColumns;
    readonly settings: SignalSettings;
  },
): Promise<StoredSignals> {
  const { flags, observations, annotated, flagged } = assessment;
  const named = (found: readonly FoundRows[]): SignalFinding[] => found.map((one) => ({ id: idOf(one), ...one.finding }));
  const listed = { flags: flags.slice(0, settings.listedMax), observations: observations.slice(0, settings.listedMax) };
  const clock = columns.hasClock.reduce((sum, has) => sum + has, 0);
  const dated = columns.time.reduce((sum, time) => sum + (time >= 0 ? 1 : 0), 0);
  const report: SignalsReport = {
    formatVersion: 1,
    tool: { name: 'handin', version: context.version },
    merge: merge.digest,
    counted: merge.signatures,
    times: { clock, day: dated - clock },
    flagged: flagged.size,
    bracket: { from: merge.signatures - flagged.size, to: merge.signatures },
    checks: assessment.checks,
    flags: named(listed.flags),
    observations: named(listed.observations),
    more: { flags: flags.length - listed.flags.length, observations: observations.length - listed.observations.length },
    annotated: named(annotated),
    numbers,
    falseDiscoveryRate: settings.falseDiscoveryRate,
  };
  const ids = await idsOfRows(engine, new Set([...listed.flags, ...annotated].flatMap(({ rows }) => rows)));
  const records = Object.fromEntries(
    [...listed.flags, ...annotated].map((one) => [idOf(one), one.rows.map((row) => ids.get(row) ?? '').sort()]),
  );
  return { formatVersion: 1, report, records };
}

/** What was found decides the id, so that the same list gives the same one. */
function idOf({ finding, key }: FoundRows): string {
  const { signal, window, seen } = finding;
  return `F${createHash('sha256').update(canonicalJson({ signal, window, seen, key })).digest('hex').slice(0, 8)}`;
}

/** Ids of signatures by row, of the rows that are wanted. */
async function idsOfRows(engine: Engine, rows: ReadonlySet<number>): Promise<Map<number, string>> {
  await engine.run('CREATE TABLE signal_wanted (row INTEGER)');
  await engine.insertNumbers('signal_wanted', [Int32Array.from(rows, (row) => row + 1)]);
  const found = await engine.rows<{ row: number; signature_id: string }>(
    'SELECT r.row, r.signature_id FROM signal_records r JOIN signal_wanted USING (row) ORDER BY r.row',
    // An id is a digest that nothing outside the private folder knows.
    ['signature_id'],
  );
  return new Map(found.map(({ row, signature_id }) => [row - 1, signature_id]));
}

export interface FlagOptions extends SignalsOptions {
  readonly id: string;
  /** Whether the cells are shown. */
  readonly reveals: boolean;
  /** At most so many records. */
  readonly limit: number;
}

/** The records of one flag. Throws `InputError` for an id that the last merge does not have. */
export async function showFlag(context: Context, options: FlagOptions): Promise<FlagReport> {
  const stored = await currentSignals(context, options);
  const finding = findingOf(stored, options.id);
  const ids = stored.records[finding.id] ?? [];
  const records = await withPrivateData(context, options.folder, (engine) =>
    readFlaggedRecords(engine, ids, { reveals: options.reveals, limit: options.limit }),
  );
  return { formatVersion: 1, merge: stored.report.merge, finding, records, total: ids.length };
}

async function currentSignals(context: Context, options: SignalsOptions): Promise<StoredSignals> {
  return readSignals(context, options.folder, readMergeReport(context, options.folder)) ?? (await runSignals(context, options));
}

function findingOf({ report, records }: StoredSignals, id: string): SignalFinding {
  const known = [...report.flags, ...report.annotated];
  const found = known.find((finding) => finding.id === id && finding.id in records);
  if (found !== undefined) return found;
  const near = suggestSimilar(
    id,
    known.map((finding) => finding.id),
  );
  const isObservation = report.observations.some((finding) => finding.id === id);
  throw new InputError(isObservation ? 'This is an observation, which flags nobody.' : 'The last merge has no flag of this id.', {
    code: isObservation ? 'signal-observation' : 'signal-unknown',
    hint: isObservation
      ? 'What it looks like is told in the report; there are no records to strike out.'
      : `${near === null ? '' : `Did you mean "${near}"? `}\`handin signals\` lists the flags; their ids change with the list.`,
  });
}

export interface RuleOptions extends SignalsOptions {
  readonly ids: readonly string[];
  /** Full path of the file; null for one named after the flag, in the current folder. */
  readonly place: string | null;
  readonly by: string | null;
  readonly reason: string | null;
  readonly force: boolean;
}

/** Writes a strike rule for exactly the records of some flags. It strikes out nobody until somebody applies it. */
export async function writeRule(context: Context, options: RuleOptions): Promise<SignalRuleReport> {
  const stored = await currentSignals(context, options);
  const findings = options.ids.map((id) => findingOf(stored, id));
  const first = findings[0]?.id.toLowerCase() ?? '';
  const place = options.place ?? path.join(context.cwd, `strike-${first}.json`);
  if (context.io.files.exists(place) && !options.force) {
    throw new InputError(`${path.basename(place)} is there already.`, {
      code: 'rule-exists',
      hint: 'Give another name with -o FILE, or replace it with --force.',
    });
  }
  // Under the lock: a secret that was written while a merge swaps its folder in would be lost, and the rule with it.
  const secret = await withHeldMerge(context, options.folder, () => secretOf(context, options.folder));
  const ids = [...new Set(findings.flatMap(({ id }) => stored.records[id] ?? []))];
  const keys = await withPrivateData(context, options.folder, (engine) => keysOf(engine, ids, secret));
  const rule: StrikeRule = {
    id: `signals-${first}`,
    reason:
      options.reason ??
      `Flagged by handin signals as ${listOf([...new Set(findings.map(({ signal }) => signal))])}, and judged not to be people's.`,
    details: findings.map(detailsOf).join('\n'),
    ...(options.by === null ? {} : { by: options.by }),
    decided: context.now().toISOString().slice(0, 10),
    when: [{ field: 'record_key', key: nameOfSecret(secret), 'is-one-of': keys }],
  };
  await context.io.files.writeFile(place, `${JSON.stringify(rule, null, 2)}\n`);
  return {
    formatVersion: 1,
    file: shownPath(place, context.cwd),
    ruleId: rule.id,
    findings: findings.map(({ id }) => id),
    records: keys.length,
  };
}

function detailsOf({ id, signal, window, seen, expected, p }: SignalFinding): string {
  const span = window === null ? '' : `, ${window.from} to ${window.to}`;
  const odds = expected === null ? '' : `, ${expected} expected`;
  return `${id}: ${signal}${span}: ${seen} records${odds}${p === null ? '' : `, p ${p}`}.`;
}

/** Record keys of the counted records of these signatures, sorted. */
async function keysOf(engine: Engine, ids: readonly string[], secret: string): Promise<string[]> {
  await engine.run("CREATE TABLE wanted_ids AS SELECT unnest(string_split($1, ' ')) AS signature_id", [ids.join(' ')]);
  const rows = await engine.rows<{ key: string }>(
    `SELECT DISTINCT ${recordKeySql(secret)} AS key FROM (
  SELECT l.identity_key, s.signed_at FROM ledger l JOIN signatures s USING (signature_id) JOIN wanted_ids USING (signature_id) WHERE l.fate = 'counted'
) r ORDER BY key`,
    ['key'],
  );
  return rows.map(({ key }) => key);
}
