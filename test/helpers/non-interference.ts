/**
 * The harness of the master property: two campaigns that differ only in what nobody agreed to release. Many pairs are merged together, each
 * side in one run of the engine, so that hundreds fit into seconds; nobody in one campaign matches anybody in another.
 */

import fs from 'node:fs';
import path from 'node:path';

import { canonicalJson } from '../../src/lib/canonical-json.js';
import type { Engine } from '../../src/lib/context.js';
import type { GateInput } from '../../src/lib/gate/release.js';
import { formatCsv } from '../../src/lib/io/csv-out.js';
import type { MergeReport, ReasonCounts } from '../../src/lib/model/merge-report.js';
import type { Release } from '../../src/lib/model/release.js';
import { COMMENT_LOG_COLUMNS, COMMENT_LOG_FILE, commentIdSql } from '../../src/lib/review/comments.js';
import { quoteText } from '../../src/lib/sql.js';
import { readGateInput } from '../../src/lib/workflows/gate-input.js';
import { type MergeOptions, runMerge } from '../../src/lib/workflows/merge.js';
import { withPrivateData } from '../../src/lib/workflows/private-folder.js';
import { type GeneratedCampaign, generateCampaign, isApprovable, renameUnconsented, writeExports } from './campaign-generator.js';
import { testContext } from './context.js';

/** What the gate is given on both sides of a pair. */
export interface InputPair {
  readonly seed: number;
  readonly one: GateInput;
  readonly other: GateInput;
}

/** Makes pairs, merges them, and reads what the gate would be given. */
export async function inputPairs(root: string, seed: number, count: number): Promise<InputPair[]> {
  const campaigns = Array.from({ length: count }, (_, index) => generateCampaign({ seed, index }));
  const renamed = campaigns.map((campaign, index) => renameUnconsented(campaign, seed + index));
  const ones = await inputsOf(path.join(root, 'one'), campaigns, 1);
  const others = await inputsOf(path.join(root, 'other'), renamed, 2);
  return ones.map((one, index) => ({ seed: seed * 1000 + index, one, other: others[index] as GateInput }));
}

/** The bytes that a gate lets out. */
export function releaseBytesOf(input: GateInput, gate: (input: GateInput) => Release): string {
  return canonicalJson(gate(input));
}

/** Merges exports as `handin merge` does. */
export async function mergeFiles(folder: string, files: readonly string[], given: Partial<MergeOptions> = {}): Promise<void> {
  await runMerge(testContext(folder), {
    files,
    campaign: null,
    outDir: path.join(folder, 'private'),
    reading: { map: {}, dateOrder: null, country: 'GB', fixed: [] },
    profile: null,
    match: 'exact',
    keep: 'first',
    matchProbability: 0.95,
    reviewFrom: 0.5,
    memoryBytes: 3_000_000_000,
    threads: 1,
    idsFrom: 'Ref',
    force: false,
    ...given,
  });
}

async function inputsOf(folder: string, campaigns: readonly GeneratedCampaign[], seed: number): Promise<GateInput[]> {
  await mergeFiles(folder, writeExports(folder, campaigns, seed));
  await approveComments(folder);
  const context = testContext(folder);
  return withPrivateData(context, path.join(folder, 'private'), async (engine, merge) => {
    await engine.run(`CREATE TABLE refs AS SELECT signature_id, min(input_id) AS ref, count(DISTINCT input_id) AS refs FROM ledger WHERE signature_id <> '' GROUP BY 1;
CREATE TABLE all_signatures AS SELECT s.*, r.ref FROM signatures s JOIN refs r USING (signature_id);
CREATE TABLE all_aside AS SELECT a.*, l.input_id AS ref FROM "set-aside" a JOIN ledger l USING (source, record);
CREATE TABLE all_ledger AS SELECT *, input_id AS ref FROM ledger;
DROP TABLE signatures; DROP TABLE ledger; DROP TABLE "set-aside"`);
    const [mixed] = await engine.rows<{ mixed: number }>('SELECT count(*) AS mixed FROM refs WHERE refs > 1');
    if (mixed?.mixed !== 0) throw new Error('people of two generated campaigns were merged');
    const inputs: GateInput[] = [];
    for (const { ref, campaign } of campaigns) {
      const own = await onlyCampaign(engine, merge, ref);
      inputs.push((await readGateInput(context, engine, own, { campaign, folder, path: path.join(folder, 'campaign.yaml') })).input);
    }
    return inputs;
  });
}

/** Approves every comment that may be approved, as somebody at the keyboard would. */
export async function approveComments(folder: string): Promise<void> {
  const context = testContext(folder);
  const ids = await withPrivateData(context, path.join(folder, 'private'), async (engine) => {
    const rows = await engine.rows<{ id: string; comment: string }>(
      `SELECT ${commentIdSql('l.identity_key', 's.comment')} AS id, s.comment FROM signatures s JOIN ledger l ON l.signature_id = s.signature_id AND l.fate = 'counted'`,
      ['id', 'comment'],
    );
    return rows.filter(({ comment }) => isApprovable(comment)).map(({ id }) => id);
  });
  const lines = ids.map((id) => [id, 'approved', 'a test', '2025-05-05T09:00:00.000Z']);
  fs.writeFileSync(path.join(folder, 'private', COMMENT_LOG_FILE), formatCsv([[...COMMENT_LOG_COLUMNS], ...lines]), { mode: 0o600 });
}

/** The tables of the merge with the rows of one campaign, and the merge's report as it would be of that campaign alone. */
async function onlyCampaign(engine: Engine, merge: MergeReport, ref: string): Promise<MergeReport> {
  for (const [name, all] of [
    ['ledger', 'all_ledger'],
    ['signatures', 'all_signatures'],
    ['"set-aside"', 'all_aside'],
  ])
    await engine.run(`CREATE OR REPLACE TABLE ${name} AS SELECT * EXCLUDE (ref) FROM ${all} WHERE ref = ${quoteText(ref)}`);
  const rows = await engine.rows<{ kind: string; reason: string; records: number }>(
    `SELECT CASE WHEN coalesce(s.kind, a.kind) = 'organisation' THEN 'organisation' ELSE 'person' END AS kind, l.reason, count(*) AS records
FROM ledger l LEFT JOIN signatures s ON s.signature_id = l.signature_id AND l.fate = 'counted' LEFT JOIN "set-aside" a ON a.source = l.source AND a.record = l.record
GROUP BY 1, 2 ORDER BY 1, 2`,
    ['kind', 'reason'],
  );
  const of = (kind: string): ReasonCounts =>
    Object.fromEntries(rows.filter((row) => row.kind === kind).map((row) => [row.reason, row.records]));
  const [people, organisations] = [of('person'), of('organisation')];
  return {
    ...merge,
    counts: { ...merge.counts, people, organisations },
    signatures: people.signature ?? 0,
    organisations: organisations.signature ?? 0,
  };
}
