/**
 * The data of an explanation: the files of the last merge as tables, ids that people type as records, and the records weighed again as the
 * merge weighed them. It reads and never writes; cells leave it only where they were asked for.
 */

import path from 'node:path';

import type { Context, Engine } from '../context.js';
import { assertHolds, InputError } from '../errors.js';
import { COMPARISONS } from '../match/linkage/comparisons.js';
import type { LinkageModel } from '../match/linkage/model.js';
import { compareSql } from '../match/linkage/steps.js';
import { RULE_OF_PAIR_SQL } from '../match/rule-of-pair.js';
import type { CertainRule, ExplainedLink, ExplainedPlace, ExplainedRecord } from '../model/explain-report.js';
import type { LinkageReport } from '../model/linkage-report.js';
import type { MergeReport } from '../model/merge-report.js';
import type { Fate, Reason, RecordKind } from '../model/record.js';
import {
  LEDGER_COLUMNS,
  ORGANISATION_FIELDS,
  RECORD_FIELDS,
  REVIEW_COLUMNS,
  SET_ASIDE_COLUMNS,
  SIGNATURE_COLUMNS,
} from '../model/record.js';
import type { ShownField } from '../model/review-report.js';
import { standardizeStep } from '../normalize/standardize.js';
import type { Judgement, StandingJudgement } from '../review/judgements.js';
import { currentJudgements } from '../review/judgements.js';
import { quoteName, quoteText, step } from '../sql.js';
import { makeLinkageRecords, readLinkageData } from './linkage-records.js';
import { readNormalizeData } from './normalize-data.js';
import { readMergeReport } from './private-folder.js';
import { CHECKS, loadTable, readJudgementLog, readShownRecords, SHOWN_CELLS_SQL, withTemporaryEngine } from './review-data.js';
import { runSteps } from './steps.js';

/** A row of the ledger with the key that judgements know it by; empty where it says nothing of anybody. */
export interface FoundRecord {
  readonly told: ExplainedRecord;
  readonly key: string;
}

export interface ExplainData {
  readonly engine: Engine;
  readonly merge: MergeReport;
  readonly log: readonly Judgement[];
  readonly current: ReadonlyMap<string, StandingJudgement>;
}

/** Opens the last merge of a folder for explaining. */
export async function withExplainData<T>(context: Context, folder: string, use: (data: ExplainData) => Promise<T>): Promise<T> {
  const merge = readMergeReport(context, folder);
  const log = readJudgementLog(context, folder).lines;
  return withTemporaryEngine(context, async (engine) => {
    await loadTable(context, engine, folder, 'ledger', LEDGER_COLUMNS);
    await loadTable(context, engine, folder, 'signatures', SIGNATURE_COLUMNS);
    await loadTable(context, engine, folder, 'set-aside', SET_ASIDE_COLUMNS);
    await loadTable(context, engine, folder, 'review', REVIEW_COLUMNS);
    const hasChecks = context.io.files.exists(path.join(folder, `${CHECKS}.csv`));
    if (hasChecks) await loadTable(context, engine, folder, CHECKS, REVIEW_COLUMNS);
    await runSteps(engine, loadingSteps(hasChecks));
    for (const table of ['ledger', 'signatures', 'set-aside', 'review', ...(hasChecks ? [CHECKS] : [])])
      await engine.run(`DROP TABLE ${quoteName(table)}`);
    return use({ engine, merge, log, current: currentJudgements(log) });
  });
}

const CELLS = RECORD_FIELDS.map((field) => `c.${field}`).join(', ');

/** `explained_sources` and `source_records`: every record of the last merge that has cells, as a merge reads them. Over the tables of its files. */
export function mergedRecordSteps(): ReturnType<typeof step>[] {
  return [
    step(
      'explained_sources',
      'SELECT (row_number() OVER (ORDER BY source))::INTEGER AS source_id, source FROM (SELECT DISTINCT source FROM ledger)',
    ),
    step(
      'source_records',
      // What a platform says of a record is not kept as a cell; its reason tells. Acronyms and aliases are not kept, and are in no identity key.
      `WITH cells AS (
  SELECT l.source, l.record, l.reason, ${CELLS} FROM signatures c JOIN ledger l ON l.signature_id = c.signature_id AND l.fate = 'counted'
  UNION ALL
  SELECT l.source, l.record, l.reason, ${CELLS} FROM "set-aside" c JOIN ledger l ON l.source = c.source AND l.record = c.record
)
SELECT s.source_id, c.record::BIGINT AS record, ${CELLS}, ${ORGANISATION_FIELDS.map((field) => `'' AS ${field}`).join(', ')},
  CASE c.reason WHEN 'status-withdrawn' THEN 'withdrawn' WHEN 'status-unconfirmed' THEN 'unconfirmed' ELSE 'counts' END AS status
FROM cells c JOIN explained_sources s USING (source)`,
    ),
  ];
}

/** `ledger_records` (a row per record), `source_records` (those with cells, as a merge reads them) and `link_rows` (possible links). */
function loadingSteps(hasChecks: boolean): ReturnType<typeof step>[] {
  const rows = (table: string, isControl: boolean): string => `SELECT *, ${isControl} AS is_control FROM ${quoteName(table)}`;
  return [
    ...mergedRecordSteps(),
    step(
      'ledger_records',
      `SELECT s.source_id, l.* REPLACE (l.record::BIGINT AS record), coalesce(r.kind, '') AS kind
FROM ledger l JOIN explained_sources s USING (source)
LEFT JOIN source_records r ON r.source_id = s.source_id AND r.record = l.record::BIGINT`,
    ),
    step('link_rows', `${rows('review', false)}${hasChecks ? ` UNION ALL ${rows(CHECKS, true)}` : ''}`),
  ];
}

const LEDGER_TEXTS = [
  'source',
  'kind',
  'fate',
  'reason',
  'signature_id',
  'matched_source',
  'matched_record',
  'match_probability',
  'rule',
  'evidence',
  'identity_key',
] as const;
type LedgerRow = Readonly<Record<(typeof LEDGER_TEXTS)[number], string>> & { readonly record: number };

/** Rows of `ledger_records` for which a condition holds, the counted one first, then by source and record. */
export async function findRecords({ engine }: ExplainData, condition: string, reveals: boolean): Promise<FoundRecord[]> {
  const rows = await engine.rows<LedgerRow>(
    `SELECT ${LEDGER_TEXTS.join(', ')}, record FROM ledger_records WHERE ${condition} ORDER BY fate <> 'counted', source, record`,
    LEDGER_TEXTS,
  );
  const cells = reveals ? await readCells(engine, condition) : new Map<string, Readonly<Record<ShownField, string>>>();
  return rows.map((row) => ({
    key: row.identity_key,
    told: {
      source: row.source,
      record: row.record,
      kind: row.kind === '' ? null : (row.kind as RecordKind),
      fate: row.fate as Fate,
      reason: row.reason as Reason,
      signatureId: row.signature_id === '' ? null : row.signature_id,
      matched: row.matched_source === '' ? null : { source: row.matched_source, record: Number(row.matched_record) },
      rule: row.rule === '' ? null : (row.rule as ExplainedRecord['rule']),
      evidence: row.evidence,
      matchProbability: row.match_probability === '' ? null : Number(row.match_probability),
      cells: cells.get(placeKey(row)) ?? null,
    },
  }));
}

async function readCells(engine: Engine, condition: string): Promise<Map<string, Readonly<Record<ShownField, string>>>> {
  await engine.run(`CREATE OR REPLACE TABLE shown_records AS
SELECT l.source, l.record::VARCHAR AS record, l.identity_key, l.fate, ${SHOWN_CELLS_SQL}
FROM (SELECT * FROM ledger_records WHERE ${condition}) l JOIN source_records c USING (source_id, record)`);
  const shown = await readShownRecords(engine, 'true', 'A');
  return new Map(shown.map((record) => [placeKey(record), record.cells]));
}

/** One text per place. */
export function placeKey({ source, record }: ExplainedPlace): string {
  return `${record} ${source}`;
}

/** A condition on `ledger_records` that only this place meets. */
export function atPlace({ source, record }: ExplainedPlace): string {
  return `source = ${quoteText(source)} AND record = ${record}`;
}

/** Possible links that touch any of these places. */
export async function findLinks({ engine, current }: ExplainData, places: readonly ExplainedPlace[]): Promise<ExplainedLink[]> {
  if (places.length === 0) return [];
  await makePlaces(engine, 'asked_places', places);
  const texts = ['pair_id', 'left_source', 'left_signature', 'right_source', 'right_signature', 'match_probability'] as const;
  const words = ['evidence', 'counted_as'] as const;
  const rows = await engine.rows<
    Readonly<Record<(typeof texts)[number] | (typeof words)[number], string>> & {
      readonly left_record: number;
      readonly right_record: number;
      readonly is_control: boolean;
    }
  >(
    `SELECT p.pair_id, p.left_source, p.left_record::BIGINT AS left_record, p.right_source, p.right_record::BIGINT AS right_record,
  coalesce(l.signature_id, '') AS left_signature, coalesce(r.signature_id, '') AS right_signature, p.match_probability, p.evidence, p.counted_as,
  p.is_control
FROM link_rows p
LEFT JOIN ledger_records l ON l.source = p.left_source AND l.record = p.left_record::BIGINT
LEFT JOIN ledger_records r ON r.source = p.right_source AND r.record = p.right_record::BIGINT
WHERE EXISTS (SELECT 1 FROM asked_places a WHERE a.source = p.left_source AND a.record = p.left_record::BIGINT
  OR a.source = p.right_source AND a.record = p.right_record::BIGINT)
ORDER BY p.is_control, p.place`,
    [...texts, ...words],
  );
  return rows.map((row) => ({
    pairId: row.pair_id,
    left: { source: row.left_source, record: row.left_record, signatureId: row.left_signature === '' ? null : row.left_signature },
    right: { source: row.right_source, record: row.right_record, signatureId: row.right_signature === '' ? null : row.right_signature },
    matchProbability: row.match_probability === '' ? null : Number(row.match_probability),
    evidence: row.evidence,
    countedAs: row.counted_as === 'one' ? 'one' : 'two',
    judgement: current.get(row.pair_id)?.judgement ?? null,
    isControl: row.is_control,
  }));
}

/** A table of places (source, record). Sources are names of files, no cells, and are quoted as every literal is. */
async function makePlaces(engine: Engine, table: string, places: readonly ExplainedPlace[]): Promise<void> {
  await engine.run(`CREATE OR REPLACE TABLE ${table} (source VARCHAR, record BIGINT)`);
  const rows = places.map(({ source, record }) => `(${quoteText(source)}, ${record})`);
  for (let from = 0; from < rows.length; from += 1000)
    await engine.run(`INSERT INTO ${table} VALUES ${rows.slice(from, from + 1000).join(', ')}`);
}

/** A place of each of these identity keys: a counted record if there is one. Keys are digests, checked when the log was read. */
export async function placesOfKeys({ engine }: ExplainData, keys: readonly string[]): Promise<Map<string, ExplainedPlace>> {
  if (keys.length === 0) return new Map();
  const rows = await engine.rows<{ identity_key: string; source: string; record: number }>(
    `SELECT identity_key, source, record FROM ledger_records WHERE identity_key IN (${keys.map(quoteText).join(', ')})
QUALIFY row_number() OVER (PARTITION BY identity_key ORDER BY fate <> 'counted', source, record) = 1 ORDER BY identity_key`,
    ['identity_key', 'source'],
  );
  return new Map(rows.map(({ identity_key: key, source, record }) => [key, { source, record }]));
}

/** The nearest known id to a mistyped one, or null. */
export async function nearestId({ engine }: ExplainData, kind: 'signature' | 'pair', given: string): Promise<string | null> {
  const [column, table] = kind === 'signature' ? ['signature_id', 'ledger_records'] : ['pair_id', 'link_rows'];
  const rows = await engine.rows<{ id: string }>(
    `SELECT id FROM (SELECT DISTINCT ${column} AS id FROM ${table} WHERE ${column} <> '')
WHERE levenshtein(id, ${quoteText(given)}) <= 2 ORDER BY levenshtein(id, ${quoteText(given)}), id LIMIT 1`,
    ['id'],
  );
  return rows[0]?.id ?? null;
}

/** Places of a pair id in the lists of possible links. */
export async function placesOfPair(
  { engine }: ExplainData,
  pairId: string,
): Promise<readonly [left: ExplainedPlace, right: ExplainedPlace] | null> {
  const [row] = await engine.rows<{ left_source: string; left_record: number; right_source: string; right_record: number }>(
    `SELECT left_source, left_record::BIGINT AS left_record, right_source, right_record::BIGINT AS right_record
FROM link_rows WHERE pair_id = ${quoteText(pairId)} ORDER BY is_control, place LIMIT 1`,
    ['left_source', 'right_source'],
  );
  if (row === undefined) return null;
  return [
    { source: row.left_source, record: row.left_record },
    { source: row.right_source, record: row.right_record },
  ];
}

/** Sources with the greatest record number of each. */
export async function listSources({ engine }: ExplainData): Promise<{ source: string; records: number }[]> {
  return engine.rows<{ source: string; records: number }>(
    'SELECT source, max(record) AS records FROM ledger_records GROUP BY source ORDER BY source',
    ['source'],
  );
}

/** Reasons of the records that a merge compares with each other. */
const COMPARED_REASONS: readonly Reason[] = [
  'signature',
  'same-person',
  'shared-email',
  'same-organisation',
  'status-withdrawn',
  'withdrawn-by-person',
];
const COMPARED = `(${COMPARED_REASONS.map(quoteText).join(', ')})`;

/**
 * Makes `standardized_records` and, where the merge weighed pairs, the records that the model compares. Records of people that were set aside
 * before any comparing are left out, as in the merge, but for `asked` ones, which are taken in as if they counted.
 * @throws InputError `merge-older` when another version made the merge and says other things of its records
 */
export async function standardizeRecords(context: Context, data: ExplainData, asked: readonly ExplainedPlace[]): Promise<void> {
  const { engine, merge } = data;
  await runSteps(engine, [standardizeStep(readNormalizeData(context), merge.settings.country ?? '')]);
  const [broken] = await engine.rows<{ n: number }>(
    `SELECT count(*) AS n FROM standardized_records s JOIN ledger_records l USING (source_id, record) WHERE s.identity_key <> l.identity_key`,
  );
  if ((broken?.n ?? 0) > 0) {
    if (merge.tool.version !== context.version) throw olderMerge();
    assertHolds(false, 'explain-identity', 'Records say something else of a person than when they were merged.');
  }
  if (merge.model === null) return;
  modelOf(merge.model);
  await makePlaces(engine, 'asked_places', asked);
  await runSteps(engine, [
    step(
      'people_records',
      `SELECT row_number() OVER (ORDER BY l.reason NOT IN ${COMPARED}, s.signed_at = '', s.signed_at, s.content_key, s.source_id, s.record) AS rank,
  s.source_id, s.record
FROM standardized_records s JOIN ledger_records l USING (source_id, record)
WHERE s.kind = 'person' AND (l.reason IN ${COMPARED} OR EXISTS (SELECT 1 FROM asked_places a WHERE a.source = l.source AND a.record = l.record))`,
    ),
  ]);
  await makeLinkageRecords(context, engine, readLinkageData(context).words);
}

function olderMerge(): InputError {
  return new InputError('Another version of handin made the last merge, and it compared records otherwise.', {
    code: 'merge-older',
    hint: 'Run `handin merge` again; judgements are kept.',
  });
}

/**
 * The model that a merge learnt and wrote down.
 * @throws InputError `merge-older` when it was learnt over other comparisons than this version makes
 */
export function modelOf({ comparisons, classes }: LinkageReport): LinkageModel {
  const isOurs =
    comparisons.length === COMPARISONS.length &&
    COMPARISONS.every(({ id, levels }, place) => {
      const told = comparisons[place];
      return told?.comparison === id && told.levels.map(({ level }) => level).join() === levels.map((level) => level.id).join();
    });
  if (!isOurs) throw olderMerge();
  return { comparisons: COMPARISONS.map(({ id }) => id), classes };
}

/** Two records that were compared again. */
export interface ComparedPair {
  readonly left: ExplainedPlace;
  readonly right: ExplainedPlace;
  readonly pattern: number;
}

/**
 * Compares every record of one list with every one of another, as the merge did: the pattern of each pair. A record is not compared with
 * itself. Needs `standardizeRecords`.
 */
export async function comparePairs(
  { engine }: ExplainData,
  left: readonly ExplainedPlace[],
  right: readonly ExplainedPlace[],
): Promise<ComparedPair[]> {
  await makePlaces(engine, 'left_places', left);
  await makePlaces(engine, 'right_places', right);
  const side = (places: string): string =>
    `(SELECT l.source_id, l.source, l.record, n.node FROM ledger_records l JOIN ${places} USING (source, record)
JOIN people_records p USING (source_id, record) JOIN record_nodes n USING (rank))`;
  await engine.run(`CREATE OR REPLACE TABLE asked_pairs AS
SELECT a.source AS left_source, a.record AS left_record, b.source AS right_source, b.record AS right_record,
  least(a.node, b.node) AS l, greatest(a.node, b.node) AS r
FROM ${side('left_places')} a JOIN ${side('right_places')} b ON (a.source_id, a.record) <> (b.source_id, b.record)`);
  await engine.run('CREATE OR REPLACE TABLE asked_nodes AS SELECT DISTINCT l, r FROM asked_pairs');
  const rows = await engine.rows<{ left_source: string; left_record: number; right_source: string; right_record: number; pattern: number }>(
    `WITH compared AS (${compareSql('asked_nodes')})
SELECT p.left_source, p.left_record, p.right_source, p.right_record, c.pattern::DOUBLE AS pattern
FROM asked_pairs p JOIN compared c USING (l, r) ORDER BY p.left_source, p.left_record, p.right_source, p.right_record`,
    ['left_source', 'right_source'],
  );
  return rows.map((row) => ({
    left: { source: row.left_source, record: row.left_record },
    right: { source: row.right_source, record: row.right_record },
    pattern: row.pattern,
  }));
}

/** The patterns of all pairs of one record with those that the merge compared, each once. Makes `asked_patterns`. */
export async function patternsOf({ engine }: ExplainData, place: ExplainedPlace): Promise<Float64Array> {
  await engine.run(`CREATE OR REPLACE TABLE asked_nodes AS
WITH own AS (SELECT n.node FROM ledger_records l JOIN people_records p USING (source_id, record) JOIN record_nodes n USING (rank) WHERE ${atPlace(place)})
SELECT least(o.node, l.node) AS l, greatest(o.node, l.node) AS r, l.node AS other FROM linkage_records l, own o`);
  await runSteps(engine, [step('asked_patterns', compareSql('asked_nodes', ', other'))]);
  const [patterns = new Float64Array()] = await engine.numbers(
    'SELECT DISTINCT pattern::DOUBLE AS pattern FROM asked_patterns ORDER BY pattern',
  );
  return patterns;
}

/** A record that a rule or a pattern ties to another. */
export interface TiedRecord extends ExplainedPlace {
  readonly fate: Fate;
  readonly reason: Reason;
  readonly signatureId: string | null;
  readonly rule: CertainRule | null;
  /** Null where the two were not compared. */
  readonly pattern: number | null;
}

/**
 * Records that a merge compares and that meet a rule with the one at a place, or have one of these patterns with it (from `patternsOf`; null
 * where nothing is weighed).
 */
export async function tiedRecords(
  { engine }: ExplainData,
  place: ExplainedPlace,
  patterns: readonly number[] | null,
): Promise<readonly TiedRecord[]> {
  const rows = await engine.rows<{
    source: string;
    record: number;
    fate: string;
    reason: string;
    signature_id: string;
    rule: string;
    pattern: number;
  }>(
    `WITH asked AS (
  SELECT s.* FROM standardized_records s JOIN ledger_records l USING (source_id, record) WHERE ${atPlace(place)}
), ruled AS (
  SELECT r.source_id, r.record, ${RULE_OF_PAIR_SQL} AS rule FROM asked l JOIN standardized_records r ON l.kind = r.kind AND (
    l.normalized_email <> '' AND l.normalized_email = r.normalized_email OR l.normalized_name <> '' AND l.normalized_name = r.normalized_name
    OR l.normalized_organisation <> '' AND l.normalized_organisation = r.normalized_organisation)
), weighed AS (
  ${
    patterns === null
      ? 'SELECT NULL::INTEGER AS source_id, NULL::BIGINT AS record, NULL::DOUBLE AS pattern WHERE false'
      : `SELECT p.source_id, p.record, q.pattern::DOUBLE AS pattern FROM asked_patterns q JOIN record_nodes n ON n.node = q.other
    JOIN people_records p USING (rank)`
  }
)
SELECT l.source, l.record, l.fate, l.reason, l.signature_id, coalesce(u.rule, '') AS rule, coalesce(w.pattern, -1) AS pattern
FROM ledger_records l LEFT JOIN ruled u USING (source_id, record) LEFT JOIN weighed w USING (source_id, record)
WHERE l.reason IN ${COMPARED} AND (coalesce(u.rule, '') <> ''${
      patterns === null || patterns.length === 0 ? '' : ` OR w.pattern IN (${patterns.join(', ')})`
    })
  AND NOT (${atPlace(place)})
ORDER BY l.source, l.record`,
    ['source', 'fate', 'reason', 'signature_id', 'rule'],
  );
  return rows.map(({ source, record, fate, reason, signature_id: signatureId, rule, pattern }) => ({
    source,
    record,
    fate: fate as Fate,
    reason: reason as Reason,
    signatureId: signatureId === '' ? null : signatureId,
    rule: rule === '' ? null : (rule as CertainRule),
    pattern: pattern < 0 ? null : pattern,
  }));
}

/** The rule that two places meet by themselves. Needs `standardized_records`. */
export async function ruleOfPair({ engine }: ExplainData, left: ExplainedPlace, right: ExplainedPlace): Promise<CertainRule | null> {
  const side = (place: ExplainedPlace): string =>
    `(SELECT s.* FROM standardized_records s JOIN ledger_records l USING (source_id, record) WHERE ${atPlace(place)})`;
  const rows = await engine.rows<{ rule: string }>(`SELECT ${RULE_OF_PAIR_SQL} AS rule FROM ${side(left)} l, ${side(right)} r`, ['rule']);
  const rule = rows[0]?.rule ?? '';
  return rule === '' ? null : (rule as CertainRule);
}
