/** Points out what a campaign file says and the pack does not do: keys that need something that is not there. */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import { type EffectFacts, findWithoutEffect, type KeyTable, type WithoutEffect } from '../effects/without-effect.js';
import { listOf, placeInDocument } from '../text.js';
import { factsUsed } from '../thresholds/facts-used.js';
import { campaignTargets, loadSchemes } from './check.js';
import { sectionsOf } from './gate-input.js';

/**
 * What does nothing in a campaign file, in sentences with line and column, one for each reason; without what the report of `handin pack` tells
 * by itself.
 * @param named how many people the pack names
 * @throws InputError `layout-unknown` for a layout that is not there
 */
export function effectWarnings(context: Context, loaded: LoadedCampaign, named: number): string[] {
  const found = findIn(context, loaded, { named, sections: sectionsOf(context, loaded.campaign) });
  return inPlace(
    loaded,
    found.filter(({ isSaidByPack }) => !isSaidByPack),
  );
}

/** The same of the thresholds alone, which no pack is needed for. */
export function thresholdWarnings(context: Context, loaded: LoadedCampaign): string[] {
  const found = findIn(context, loaded, { named: null, sections: [] });
  return inPlace(
    loaded,
    found.filter(({ key }) => key.startsWith('thresholds[].')),
  );
}

/** Sentences with the line and column of each key. */
function inPlace({ document, path: file }: LoadedCampaign, found: readonly WithoutEffect[]): string[] {
  const label = path.basename(file);
  if (document === undefined) return [];
  return byReason(found).map((alike) => {
    const places = alike.map((one) => ({ name: nameOf(one, placeInDocument(one.path)), ...document.locate(one.path, 'key') }));
    const [at] = places;
    const names = places.map(({ name, line }, index) => (index === 0 ? name : `${name} (line ${line})`));
    return `${label}:${at?.line}:${at?.column}: ${sentence(alike, names)}`;
  });
}

/** The same before there is a pack, without a place: every word is one of ours, so that it can be sent to somebody else. */
export function effectHints(context: Context, loaded: LoadedCampaign): string[] {
  const found = findIn(context, loaded, { named: null, sections: sectionsOf(context, loaded.campaign) });
  return byReason(found).map((alike) => sentence(alike, [...new Set(alike.map((one) => nameOf(one, one.key)))]));
}

function findIn(context: Context, loaded: LoadedCampaign, known: Pick<EffectFacts, 'named' | 'sections'>): WithoutEffect[] {
  const { campaign, document } = loaded;
  const table = context.io.files.bundledJson('effects/data')['keys'] as KeyTable;
  const { kind, display } = campaign;
  const facts = { ...known, kind, ceiling: display.ceiling, schemeKeys: schemeKeys(context, loaded) };
  return findWithoutEffect(document?.value, facts, table);
}

function schemeKeys(context: Context, loaded: LoadedCampaign): (ReadonlySet<string> | null)[] {
  return campaignTargets(context, loaded, loadSchemes(context)).map((target) =>
    'scheme' in target ? factsUsed(target.scheme, target.threshold) : null,
  );
}

function byReason(found: readonly WithoutEffect[]): WithoutEffect[][] {
  const reasons = new Map<string, WithoutEffect[]>();
  for (const one of found) {
    const reason = `${one.what} ${one.need}`;
    reasons.set(reason, [...(reasons.get(reason) ?? []), one]);
  }
  return [...reasons.values()];
}

const nameOf = ({ section }: WithoutEffect, place: string): string => (section === null ? place : `the section “${section}”`);

/** `letter and pack.place (line 31) have no effect, because …. Add it to pack.layout, or remove the keys.` */
function sentence([first]: readonly WithoutEffect[], names: readonly string[]): string {
  const { what = '', why = '', todo = '', section = null } = first ?? {};
  const isOne = names.length === 1;
  const remove = `remove the ${section === null ? 'key' : 'section'}${isOne ? '' : 's'}`;
  return `${listOf(names)} ${isOne ? what : (PLURALS[what] ?? what)}, because ${why}. ${todo === '' ? `You can ${remove}` : `${todo}, or ${remove}`}.`;
}

const PLURALS: Readonly<Record<string, string>> = { 'has no effect': 'have no effect', 'stays empty': 'stay empty' };
