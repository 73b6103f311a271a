/**
 * Removing somebody: found by way of the last merge, put on the list as keyed tokens, and taken out of every private file at once. First a plan
 * is made, which changes nothing and can be shown as counts; then it is carried out. Nothing here, the report included, holds a value of anybody.
 */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context, Engine } from '../context.js';
import { type OpenedList, withPeople } from '../erasure/list.js';
import { personTokensSql } from '../erasure/steps.js';
import { type ShownPerson, shownLines } from '../gate/shown-lines.js';
import type { EraseReport, ErasureRequest } from '../model/erasure.js';
import { type ErasedTraces, forgetTraces, keptTraces } from './erase-files.js';
import { erasedCounts, erasedKeys, erasedSources, findPeople } from './erase-find.js';
import { writeLetters } from './erase-letter.js';
import { isDefaultMerge, updateMerge } from './erase-merge.js';
import { tokensOfRequests } from './erase-tokens.js';
import { readMergeReport, readMergeReportIfAny, withPrivateData } from './private-folder.js';
import { allReleasedNames, NAMES_FILE, RELEASE_FILE, releasedNames } from './released.js';
import { readRetention, today } from './retention.js';
import { readJudgementLog } from './review-data.js';
import { openOrCreateList, writeList } from './suppression.js';

export interface EraseOptions {
  /** Folder of the merge. */
  readonly folder: string;
  readonly campaign: LoadedCampaign | null;
  readonly requests: readonly ErasureRequest[];
  /** Takes everybody who answers to a request that several people answer to. */
  readonly takesAll: boolean;
  /** Puts people on the list of whom no record is there. */
  readonly keepsForLater: boolean;
  /** Writes a letter to each target even where nothing named was delivered. */
  readonly letter: boolean;
}

/** What is going to be done, and the report of it so far. */
export interface ErasePlan {
  readonly report: EraseReport;
  readonly opened: OpenedList;
  /** Tokens of each person. */
  readonly people: readonly (readonly string[])[];
  readonly traces: ErasedTraces;
  /** Lines of the delivered list of signatories that show one of them. */
  readonly lines: readonly number[];
  /** The same by target: one with a ceiling of its own has another list. */
  readonly linesOf: ReadonlyMap<string, readonly number[]>;
  readonly release: { readonly sha256: string } | null;
  /** The default merge would have given the files that are there: it can be run again. */
  readonly canMergeAgain: boolean;
}

/**
 * Finds whom the requests mean. Changes nothing.
 * @throws InputError when there is no merge to look in, or a list of before cannot be opened
 */
export async function planErasure(context: Context, options: EraseOptions): Promise<ErasePlan> {
  const { folder, campaign, requests } = options;
  const opened = openOrCreateList(context, folder);
  if (options.keepsForLater && readMergeReportIfAny(context, folder) === null) {
    const people = await tokensOfRequests(context, requests, opened.key);
    return { ...emptyPlan(options, opened), people, report: { ...emptyReport(options), outcome: 'kept-for-later', people: people.length } };
  }
  readMergeReport(context, folder);
  // Before the list changes, because the digest of a merge covers it.
  const canMergeAgain = campaign !== null && isDefaultMerge(context, campaign, folder);
  const plan = await withPrivateData(context, folder, async (engine, merge) => {
    const found = await findPeople(context, engine, merge, { requests, takesAll: options.takesAll });
    const counts = await erasedCounts(engine);
    const traces = await erasedKeys(engine);
    const bySource = await erasedSources(engine);
    const delivered = deliveryOf(context, options);
    const { lines, linesOf } = delivered === null ? { lines: [], linesOf: new Map() } : await deliveredLines(context, engine, folder);
    const report: EraseReport = {
      ...emptyReport(options),
      notFound: found.notFound.length,
      several: found.several.length,
      people: counts.people,
      records: bySource.reduce((sum, { records }) => sum + records.length, 0),
      bySource,
      signatures: counts.signatures,
      contacts: counts.contacts,
      judgements: readJudgementLog(context, folder).lines.filter(
        ({ leftKey, rightKey }) => traces.keys.has(leftKey) || traces.keys.has(rightKey),
      ).length,
      unreadable: merge.counts.total.byFate.unreadable ?? 0,
      keptIn: keptTraces(context, folder, traces),
      delivered: delivered === null ? null : { on: delivered, lines: lines.length, letters: [] },
    };
    const people = await personTokens(engine, opened.key);
    const later = options.keepsForLater
      ? await tokensOfRequests(
          context,
          found.notFound.flatMap((place) => requests[place] ?? []),
          opened.key,
        )
      : [];
    const outcome = outcomeOf(report, later.length);
    return {
      ...emptyPlan(options, opened),
      report: { ...report, outcome, people: report.people + later.length },
      people: [...people, ...later],
      traces,
      lines,
      linesOf,
    };
  });
  return { ...plan, canMergeAgain, release: releaseFacts(context, folder) };
}

/** What a plan comes to before anybody has agreed to it. */
function outcomeOf(report: EraseReport, later: number): EraseReport['outcome'] {
  if (report.several > 0) return 'several';
  if (report.people > 0) return 'counted';
  return later > 0 ? 'kept-for-later' : 'nobody';
}

function emptyReport({ campaign, requests }: EraseOptions): EraseReport {
  return {
    formatVersion: 1,
    action: 'erase',
    outcome: 'nobody',
    requests: requests.length,
    notFound: 0,
    several: 0,
    people: 0,
    records: 0,
    bySource: [],
    signatures: 0,
    contacts: 0,
    judgements: 0,
    unreadable: 0,
    keptIn: [],
    merge: null,
    delivered: null,
    hasPack: campaign !== null,
  };
}

function emptyPlan(options: EraseOptions, opened: OpenedList): ErasePlan {
  const traces = { keys: new Set<string>(), signatures: new Set<string>() };
  return { report: emptyReport(options), opened, people: [], traces, lines: [], linesOf: new Map(), release: null, canMergeAgain: false };
}

/** Tokens of everybody in `erased_people`. */
export async function personTokens(engine: Engine, key: Uint8Array): Promise<string[][]> {
  const rows = await engine.rows<{ person: number; token: string }>(personTokensSql(key), ['token']);
  const people = new Map<number, string[]>();
  for (const { person, token } of rows) people.set(person, [...(people.get(person) ?? []), token]);
  return [...people.values()];
}

/** The day of the delivery that is recorded, if it has come. */
function deliveryOf(context: Context, { campaign }: EraseOptions): string | null {
  if (campaign === null) return null;
  const on = readRetention(context, campaign)?.delivered.at(-1)?.on ?? null;
  return on !== null && on <= today(context) ? on : null;
}

function releaseFacts(context: Context, folder: string): ErasePlan['release'] {
  const place = path.join(folder, RELEASE_FILE);
  return context.io.files.exists(place) ? { sha256: context.io.files.sha256(place) } : null;
}

/** Which lines of the last release show one of the people. */
async function deliveredLines(context: Context, engine: Engine, folder: string): Promise<Pick<ErasePlan, 'lines' | 'linesOf'>> {
  const entries = allReleasedNames(context.io.files, folder);
  if (entries.length === 0) return { lines: [], linesOf: new Map() };
  const shown = (await engine.rows(
    `SELECT DISTINCT s.signature_id, s.given_name, s.full_name, s.locality, s.region FROM erased_people e
JOIN merged_ledger l USING (source_id, record) JOIN signatures s ON s.signature_id = l.signature_id
WHERE l.fate = 'counted' AND s.kind = 'person' AND s.display_consent <> 'count-only' ORDER BY s.signature_id`,
    ['signature_id'],
  )) as unknown as ShownPerson[];
  const lists = releasedNames(context.io.files, folder);
  return {
    lines: shownLines(entries, shown),
    linesOf: new Map(
      lists.flatMap(({ target, signatories }) =>
        target === undefined ? [] : [[target.id, shownLines(signatories.entries, shown)] as const],
      ),
    ),
  };
}

/** Carries a plan out: the list first, so that nobody comes back whatever happens next; then every file. */
export async function carryOutErasure(context: Context, options: EraseOptions, plan: ErasePlan): Promise<EraseReport> {
  const { folder, campaign } = options;
  const { files } = context.io;
  const { report } = plan;
  if (!files.isFolder(folder)) files.scratch(path.dirname(folder), path.basename(folder));
  const hold = files.holdFolder(folder);
  let letters: Awaited<ReturnType<typeof writeLetters>> = [];
  try {
    const afterDelivery = report.delivered === null ? 0 : report.people;
    await writeList(context, folder, {
      key: plan.opened.key,
      list: withPeople(plan.opened.list, plan.people, { on: today(context), afterDelivery }),
    });
    await forgetTraces(context, folder, plan.traces);
    const isNeeded = report.delivered !== null && report.delivered.lines > 0;
    if (campaign !== null && (isNeeded || options.letter)) {
      letters = await writeLetters(context, folder, campaign, {
        today: today(context),
        delivered: report.delivered?.on ?? null,
        lines: plan.lines,
        linesOf: plan.linesOf,
        release: plan.release?.sha256 ?? null,
      });
    }
    // It names who is in the list of signatories; the next pack writes it anew.
    if (plan.traces.signatures.size > 0) for (const name of [RELEASE_FILE, NAMES_FILE]) files.remove(path.join(folder, name));
  } finally {
    hold.release();
  }
  const merge = await updateMerge(context, { folder, campaign, canMergeAgain: plan.canMergeAgain, trimsWith: plan.opened.key });
  return {
    ...report,
    outcome: report.outcome === 'kept-for-later' ? 'kept-for-later' : 'erased',
    merge,
    delivered: report.delivered === null ? null : { ...report.delivered, letters },
    hasPack: campaign !== null && files.exists(path.join(campaign.folder, 'pack', 'manifest.json')),
    keptIn: keptTraces(context, folder, plan.traces),
  };
}
