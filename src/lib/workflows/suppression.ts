/**
 * The people who asked to be removed, where a merge meets them: their lists are found, opened with their keys and applied before anybody is
 * compared. A list that cannot be opened stops the merge; going on without it would bring everybody on it back.
 */

import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';

import { canonicalJson } from '../canonical-json.js';
import type { LoadedCampaign } from '../config.js';
import type { Context, Engine } from '../context.js';
import { emptyList, formatKey, KEY_FILE, LIST_FILE, listMissing, type OpenedList, openList, parseList } from '../erasure/list.js';
import { SUPPRESSION_COUNTS_SQL, SUPPRESSION_TABLES, suppressSteps } from '../erasure/steps.js';
import { KEY_BYTES } from '../erasure/tokens.js';
import { InputError } from '../errors.js';
import type { MergedSuppression, SuppressionList } from '../model/erasure.js';
import type { MergeReport } from '../model/merge-report.js';
import { privateFolder } from './private-folder.js';
import { runSteps } from './steps.js';

/** A list that is in force, with the digest of its file. */
export interface ListInForce extends OpenedList {
  readonly sha256: string;
}

/**
 * The lists that a merge into a folder applies: the folder's own, and the one of the campaign's private folder when that is another, so that
 * nobody comes back by way of `-o`.
 * @throws InputError (2) for a list that cannot be read or whose key is missing or another's
 */
export function listsInForce(context: Context, folder: string, campaign: LoadedCampaign | null): ListInForce[] {
  const folders = [folder, ...(campaign === null ? [] : [privateFolder(campaign, context.cwd)])].map((place) => path.resolve(place));
  return [...new Set(folders)].flatMap((place) => openListIn(context, place) ?? []);
}

/** The list of one folder; null where nobody ever asked. */
export function openListIn(context: Context, folder: string): ListInForce | null {
  const { files } = context.io;
  const place = path.join(folder, LIST_FILE);
  const keyPlace = path.join(folder, KEY_FILE);
  if (!files.exists(place)) {
    if (files.exists(keyPlace)) throw listMissing();
    return null;
  }
  const text = files.readText(place);
  const opened = openList(parseList(text), files.exists(keyPlace) ? files.readText(keyPlace) : null);
  return { ...opened, sha256: createHash('sha256').update(text).digest('hex') };
}

/** The list of a folder for adding to it; a new one with a new key where nobody asked before. Nothing is written. */
export function openOrCreateList(context: Context, folder: string): OpenedList {
  const found = openListIn(context, folder);
  if (found !== null) return found;
  const key = Uint8Array.from(randomBytes(KEY_BYTES));
  return { list: emptyList(context.version, key), key };
}

/** Writes a list, its key first: a list without its key would stop every merge. */
export async function writeList(context: Context, folder: string, { list, key }: OpenedList): Promise<void> {
  const { files } = context.io;
  const keyPlace = path.join(folder, KEY_FILE);
  if (!files.exists(keyPlace)) {
    if (!files.isFolder(path.dirname(keyPlace))) files.scratch(folder, path.dirname(KEY_FILE));
    await files.writeFile(keyPlace, formatKey(key));
  }
  await files.writeFile(path.join(folder, LIST_FILE), canonicalJson(list, { trailingNewline: true }));
}

/** Takes everybody on the lists out of `standardized_records`; runs right after records are in one form. Null where there is no list. */
export async function suppressErased(engine: Engine, lists: readonly ListInForce[]): Promise<MergedSuppression | null> {
  await runSteps(engine, SUPPRESSION_TABLES);
  for (const { list, key } of lists) {
    await loadTokens(engine, 'suppression_tokens', list.people.flat());
    await loadTokens(engine, 'other_tokens', list.others);
    await runSteps(engine, suppressSteps(key));
  }
  if (lists.length === 0) return null;
  const [counts] = await engine.rows<{ erased: number; undecided: number }>(SUPPRESSION_COUNTS_SQL);
  return {
    lists: digestsOf(lists),
    people: sumOf(lists, ({ people }) => people.length),
    records: counts?.erased ?? 0,
    undecided: counts?.undecided ?? 0,
    withdrawnAfterDelivery: sumOf(lists, ({ withdrawnAfterDelivery }) => withdrawnAfterDelivery),
  };
}

const sumOf = (lists: readonly ListInForce[], count: (list: SuppressionList) => number): number =>
  lists.reduce((sum, { list }) => sum + count(list), 0);

/** Digests of the lists, for telling whether a merge applied them. */
export function digestsOf(lists: readonly ListInForce[]): string[] {
  return lists.map(({ sha256 }) => sha256).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** A table of tokens, which are hexadecimal digits and nobody's cells. */
export async function loadTokens(engine: Engine, table: string, tokens: readonly string[]): Promise<void> {
  await engine.run(`CREATE OR REPLACE TABLE ${table} (token VARCHAR)`);
  for (let from = 0; from < tokens.length; from += TOKENS_AT_ONCE)
    await engine.run(`INSERT INTO ${table} SELECT unnest(string_split($1, ','))`, [tokens.slice(from, from + TOKENS_AT_ONCE).join()]);
}

const TOKENS_AT_ONCE = 10_000;

/** Throws `InputError` when somebody asked to be removed since the last merge, for whoever builds on its numbers. */
export function assertErasuresApplied(context: Context, folder: string, campaign: LoadedCampaign | null, merge: MergeReport): void {
  const inForce = digestsOf(listsInForce(context, folder, campaign));
  if (inForce.join() === (merge.suppression?.lists ?? []).join()) return;
  throw new InputError('The list of people who asked to be removed has changed since the last merge.', {
    code: 'merge-outdated',
    hint: 'Run `handin merge`, or `handin build` for everything.',
  });
}
