/** Records that share an address or a number with somebody who was removed: whose are they? And taking a removal back. */

import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import { withOthers, withoutPeople, withPeople } from '../erasure/list.js';
import { suppressionToken } from '../erasure/tokens.js';
import { InputError } from '../errors.js';
import type { DecideErasureReport, ErasureRequest, UndecidedErasure, UndoErasureReport } from '../model/erasure.js';
import type { ExplainedRecord } from '../model/explain-report.js';
import { standardizeStep } from '../normalize/standardize.js';
import { quoteText, step } from '../sql.js';
import { personTokens } from './erase.js';
import { forgetTraces } from './erase-files.js';
import { isDefaultMerge, updateMerge } from './erase-merge.js';
import { findingTokens } from './erase-tokens.js';
import { type FoundRecord, findRecords, mergedRecordSteps, withExplainData } from './explain-data.js';
import { readNormalizeData } from './normalize-data.js';
import { withPrivateData } from './private-folder.js';
import { today } from './retention.js';
import { runSteps } from './steps.js';
import { openListIn, writeList } from './suppression.js';

interface Place {
  readonly folder: string;
  readonly campaign: LoadedCampaign | null;
}

const IS_UNDECIDED = `reason = 'erasure-undecided'`;

/**
 * The records that wait.
 * @param reveals whether to read their cells, for the person who decides
 */
export async function undecidedRecords(context: Context, folder: string, reveals: boolean): Promise<ExplainedRecord[]> {
  return (await findUndecided(context, folder, reveals)).map(({ told }) => told);
}

function findUndecided(context: Context, folder: string, reveals: boolean): Promise<FoundRecord[]> {
  return withExplainData(context, folder, (data) => findRecords(data, IS_UNDECIDED, reveals));
}

export interface Decisions {
  readonly same: readonly UndecidedErasure[];
  readonly other: readonly UndecidedErasure[];
}

const placeOf = ({ source, record }: UndecidedErasure): string => `${source}:${record}`;

/**
 * Writes decisions down and brings the files up to them.
 * @throws InputError `erase-not-waiting` for a record that does not wait for a decision
 */
export async function decideErasures(context: Context, { folder, campaign }: Place, decisions: Decisions): Promise<DecideErasureReport> {
  const opened = openListIn(context, folder);
  const waiting = opened === null ? [] : await findUndecided(context, folder, false);
  const find = (place: UndecidedErasure): FoundRecord => {
    const found = waiting.find(({ told }) => placeOf(told) === placeOf(place));
    if (found !== undefined) return found;
    throw new InputError(`${placeOf(place)} does not wait for a decision.`, {
      code: 'erase-not-waiting',
      hint: '`handin erase --decide` lists the records that do.',
    });
  };
  const [same, other] = [decisions.same.map(find), decisions.other.map(find)];
  const decided = new Set([...same, ...other].map(({ told }) => placeOf(told)));
  const rest = waiting.map(({ told: { source, record } }) => ({ source, record })).filter((place) => !decided.has(placeOf(place)));
  const report = { formatVersion: 1, action: 'decide', waiting: rest, same: same.length, other: other.length } as const;
  if (opened === null || decided.size === 0) return { ...report, merge: null };
  const canMergeAgain = campaign !== null && isDefaultMerge(context, campaign, folder);
  const people = same.length === 0 ? [] : await tokensOfRecords(context, folder, same, opened.key);
  const hold = context.io.files.holdFolder(folder);
  try {
    const others = other.map(({ key }) => suppressionToken(opened.key, 'other', key));
    const list = withOthers(opened.list, others);
    await writeList(context, folder, {
      key: opened.key,
      // Records of somebody who is on the list already: no new request.
      list: people.length === 0 ? list : { ...withPeople(list, people, { on: today(context), afterDelivery: 0 }), requests: list.requests },
    });
    await forgetTraces(context, folder, { keys: new Set(same.map(({ key }) => key)), signatures: new Set() });
  } finally {
    hold.release();
  }
  const trimsWith = same.length > 0 ? opened.key : null;
  return { ...report, merge: await updateMerge(context, { folder, campaign, canMergeAgain, trimsWith }) };
}

async function tokensOfRecords(context: Context, folder: string, records: readonly FoundRecord[], key: Uint8Array): Promise<string[][]> {
  return withPrivateData(context, folder, async (engine, merge) => {
    await runSteps(engine, [...mergedRecordSteps(), standardizeStep(readNormalizeData(context), merge.settings.country ?? '')]);
    const rows = records.map(({ told }, person) => `(${person}, ${quoteText(told.source)}, ${told.record})`);
    await runSteps(engine, [
      step(
        'erased_people',
        `SELECT v.person, s.source_id, v.record FROM (VALUES ${rows.join(', ')}) v(person, source, record) JOIN explained_sources s USING (source)`,
      ),
    ]);
    return personTokens(engine, key);
  });
}

/** Takes a removal back, for somebody who asks to be counted after all. Their next record counts again. */
export async function undoErasure(
  context: Context,
  { folder, campaign, requests }: Place & { readonly requests: readonly ErasureRequest[] },
): Promise<UndoErasureReport> {
  if (requests.some(({ by }) => by === 'signature')) {
    throw new InputError('Of somebody who was removed no signature is left that an id could mean.', {
      code: 'erase-undo-id',
      hint: 'Give the e-mail address, or the name and the postcode.',
    });
  }
  const opened = openListIn(context, folder);
  if (opened === null) return { formatVersion: 1, action: 'undo', people: 0, merge: null };
  const canMergeAgain = campaign !== null && isDefaultMerge(context, campaign, folder);
  let { list } = opened;
  let people = 0;
  for (const tokens of await findingTokens(context, requests, opened.key)) {
    const without = withoutPeople(list, tokens, today(context));
    list = without.list;
    people += without.removed;
  }
  if (people === 0) return { formatVersion: 1, action: 'undo', people, merge: null };
  const hold = context.io.files.holdFolder(folder);
  try {
    await writeList(context, folder, { list, key: opened.key });
  } finally {
    hold.release();
  }
  return {
    formatVersion: 1,
    action: 'undo',
    people,
    merge: await updateMerge(context, { folder, campaign, canMergeAgain, trimsWith: null }),
  };
}
