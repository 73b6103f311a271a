/** Runs the chain from records to ledger on records given as objects, without files or profiles. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import type { Engine } from '../../src/lib/context.js';
import { openEngine } from '../../src/lib/io/engine.js';
import { files } from '../../src/lib/io/files.js';
import { exactVerdictSteps, ruleSteps } from '../../src/lib/match/exact.js';
import type { Pattern } from '../../src/lib/match/linkage/patterns.js';
import { readPattern } from '../../src/lib/match/linkage/patterns.js';
import { compareSql } from '../../src/lib/match/linkage/steps.js';
import { INTEGRITY_SQL, ledgerSteps, noReviewSteps } from '../../src/lib/merge/ledger.js';
import { strikeSteps } from '../../src/lib/merge/strike.js';
import type { RecordField } from '../../src/lib/model/record.js';
import { ORGANISATION_FIELDS, RECORD_FIELDS } from '../../src/lib/model/record.js';
import type { StrikeRule } from '../../src/lib/model/strike.js';
import type { NormalizeData } from '../../src/lib/normalize/standardize.js';
import { standardizeStep } from '../../src/lib/normalize/standardize.js';
import type { Judgement } from '../../src/lib/review/judgements.js';
import { quoteText } from '../../src/lib/sql.js';
import type { LinkageResult } from '../../src/lib/workflows/linkage.js';
import { linkPeople } from '../../src/lib/workflows/linkage.js';
import { makeLinkageRecords, readLinkageData } from '../../src/lib/workflows/linkage-records.js';
import { nameOrganisations } from '../../src/lib/workflows/organisations.js';
import { runSteps } from '../../src/lib/workflows/steps.js';
import type { ListInForce } from '../../src/lib/workflows/suppression.js';
import { suppressErased } from '../../src/lib/workflows/suppression.js';
import { testContext } from './context.js';

export type TestRecord = Partial<Record<RecordField, string>> & { readonly source?: string; readonly status?: string };

export interface LedgerRow {
  readonly [column: string]: string | number | null;
  readonly source: string;
  readonly record: number;
  readonly fate: string;
  readonly reason: string;
  readonly rule: string;
  readonly signature_id: string;
  readonly matched_source: string;
  readonly matched_record: number | null;
}

const data = files.bundledJson('normalize/data');
export const NORMALIZE_DATA: NormalizeData = {
  emailDomains: data['email-domains'] as NormalizeData['emailDomains'],
  letters: data['letters'] as NormalizeData['letters'],
  titles: (data['titles'] as { titles: string[] }).titles,
  callingCodes: data['calling-codes'] as NormalizeData['callingCodes'],
};

/** An engine in a fresh private folder; `use` gets it, and everything is removed afterwards. */
export async function withEngine<T>(use: (engine: Engine) => Promise<T>, threads = 2): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-test-'));
  const stagingDir = path.join(folder, 'staging');
  const spillDir = path.join(folder, 'spill');
  fs.mkdirSync(stagingDir);
  fs.mkdirSync(spillDir);
  const engine = await openEngine({ stagingDir, spillDir, memoryBytes: 500_000_000, threads });
  try {
    return await use(engine);
  } finally {
    await engine.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** What `merge` takes as a strong and as a possible link unless it is told otherwise. */
export const DECISION = { matchProbability: 0.95, reviewFrom: 0.5 };

export interface LedgerSettings {
  readonly keep?: 'first' | 'latest';
  readonly strikes?: readonly StrikeRule[];
  /** `exact` unless given. */
  readonly match?: 'exact' | 'linked';
  readonly judgements?: readonly Judgement[];
  /** Who asked to be removed. */
  readonly lists?: readonly ListInForce[];
}

/**
 * From records to `people_records` and `person_members`, as `merge` makes them. Record numbers count from 1 within each source.
 * @returns each record's place, `source#number`
 */
export async function prepareRecords(
  engine: Engine,
  records: readonly TestRecord[],
  strikes: readonly StrikeRule[] = [],
  lists: readonly ListInForce[] = [],
): Promise<string[]> {
  for (const table of ['sources', 'source_records', 'unread_records']) await engine.run(`DROP TABLE IF EXISTS ${table}`);
  await engine.run('CREATE TABLE sources (source_id INTEGER, source VARCHAR)');
  await engine.run(
    `CREATE TABLE source_records (source_id INTEGER, record BIGINT, input_id VARCHAR, ${[...RECORD_FIELDS, ...ORGANISATION_FIELDS].map((field) => `${field} VARCHAR`).join(', ')}, status VARCHAR, says_minor BOOLEAN)`,
  );
  await engine.run('CREATE TABLE unread_records (source_id INTEGER, record BIGINT, fate VARCHAR, reason VARCHAR)');
  const names = [...new Set(records.map((record) => record.source ?? 'a.csv'))].sort();
  for (const [index, name] of names.entries()) await engine.run('INSERT INTO sources VALUES ($1, $2)', [index + 1, name]);
  const counters = new Map<string, number>();
  const places: string[] = [];
  const rows = records.map((record) => {
    const source = record.source ?? 'a.csv';
    const number = (counters.get(source) ?? 0) + 1;
    counters.set(source, number);
    places.push(`${source}#${number}`);
    const values = RECORD_FIELDS.map((field) => {
      const given = record[field];
      if (given !== undefined) return quoteText(given);
      if (field === 'kind') return "'person'";
      return field === 'display_consent' ? "'count-only'" : "''";
    });
    return `(${names.indexOf(source) + 1}, ${number}, '', ${values.join(', ')}, '', '', ${quoteText(record.status ?? 'counts')}, false)`;
  });
  if (rows.length > 0) await engine.run(`INSERT INTO source_records VALUES ${rows.join(',\n')}`);
  await runSteps(engine, [standardizeStep(NORMALIZE_DATA, 'GB')]);
  await suppressErased(engine, lists);
  await runSteps(engine, [...strikeSteps(strikes, NORMALIZE_DATA.letters), ...ruleSteps()]);
  return places;
}

/** Ledger rows of the records, in the order the records were given. */
export async function ledgerOf(engine: Engine, records: readonly TestRecord[], settings: LedgerSettings = {}): Promise<LedgerRow[]> {
  if (settings.match === 'linked') return (await linkedOf(engine, records, settings)).rows;
  const places = await prepareRecords(engine, records, settings.strikes, settings.lists);
  await runSteps(engine, [...exactVerdictSteps({ keep: settings.keep ?? 'first' }), ...noReviewSteps()]);
  return readLedger(engine, places);
}

/** The same by the linked method, with what it reports. */
export async function linkedOf(
  engine: Engine,
  records: readonly TestRecord[],
  settings: Omit<LedgerSettings, 'match'> = {},
): Promise<LinkageResult & { readonly rows: LedgerRow[] }> {
  const places = await prepareRecords(engine, records, settings.strikes, settings.lists);
  const judgements = settings.judgements ?? [];
  const result = await linkPeople(testContext(''), engine, { ...DECISION, keep: settings.keep ?? 'first', judgements });
  return { ...result, rows: await readLedger(engine, places) };
}

async function readLedger(engine: Engine, places: readonly string[]): Promise<LedgerRow[]> {
  await nameOrganisations(engine);
  await engine.run(`CREATE OR REPLACE TABLE consent_changes (change_id VARCHAR, action VARCHAR, level VARCHAR, identity_key VARCHAR,
  undated_records BIGINT, evidence_date VARCHAR)`);
  await engine.run('CREATE OR REPLACE TABLE known_ids (identity_key VARCHAR, copy BIGINT, signature_id VARCHAR)');
  await runSteps(engine, ledgerSteps());
  for (const sql of INTEGRITY_SQL) if ((await engine.rows(sql)).length > 0) throw new Error(`integrity: ${sql}`);
  const ledger = await engine.rows<LedgerRow>(
    'SELECT source, record, fate, reason, rule, signature_id, matched_source, matched_record FROM ledger_rows',
    ['source', 'fate', 'reason', 'rule', 'signature_id', 'matched_source'],
  );
  const byPlace = new Map(ledger.map((row) => [`${row.source}#${row.record}`, row]));
  return places.map((place) => {
    const row = byPlace.get(place);
    if (row === undefined) throw new Error(`no ledger row for ${place}`);
    return row;
  });
}

/** `linkage_records` of the records, each a person's, and their nodes in the order given. */
export async function nodesOf(engine: Engine, records: readonly TestRecord[]): Promise<number[]> {
  const context = testContext('');
  await prepareRecords(engine, records);
  await makeLinkageRecords(context, engine, readLinkageData(context).words);
  const [nodes = new Float64Array()] = await engine.numbers(
    'SELECT n.node::DOUBLE FROM people_records p JOIN record_nodes n USING (rank) ORDER BY p.source_id, p.record',
  );
  return Array.from(nodes);
}

/** The patterns of pairs of nodes, by position in the list of pairs. Reads what `nodesOf` made. */
export async function patternsOf(engine: Engine, pairs: readonly (readonly [number, number])[]): Promise<Pattern[]> {
  await engine.run('CREATE OR REPLACE TABLE asked_pairs (place INTEGER, l INTEGER, r INTEGER)');
  await engine.insertNumbers('asked_pairs', [
    Int32Array.from(pairs.keys()),
    Int32Array.from(pairs, ([left]) => left),
    Int32Array.from(pairs, ([, right]) => right),
  ]);
  const [patterns = new Float64Array()] = await engine.numbers(
    `SELECT pattern::DOUBLE FROM (${compareSql('asked_pairs', ', place')}) ORDER BY place`,
  );
  return Array.from(patterns, (pattern) => readPattern(pattern));
}
