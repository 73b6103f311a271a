/**
 * Keys of a campaign file that do nothing, because something that they need is not there: a section of the pack, another key, a kind. What
 * needs what is data, see `data/keys.json`; this only reads it. Nothing here refuses: a key without effect is pointed out.
 */

import type { CampaignKind, SectionId } from '../model/campaign.js';
import { CONSENT_LEVELS, type ConsentLevel } from '../model/record.js';

/** Where a value stands: keys and indexes from the top. */
export type KeyPath = readonly (string | number)[];

/** What keys need, as `data/keys.json` has it. */
export interface KeyTable {
  readonly needs: Readonly<Record<string, NamedNeed>>;
  readonly keys: Readonly<Record<string, KeyRule>>;
  readonly sections: Readonly<Record<SectionId, readonly string[]>>;
}

interface NamedNeed {
  /** One of these must hold in full. */
  readonly lists: readonly (readonly string[])[];
  /** What becomes of the key, where that is not nothing. */
  readonly what?: string;
  readonly why: string;
  /** Empty where the key can only be removed. */
  readonly todo: string;
}

type KeyRule = 'always' | 'parent' | readonly string[] | NeedyKey;

interface NeedyKey {
  readonly needs: readonly string[];
  readonly idle?: readonly unknown[];
  readonly saidByPack?: readonly string[];
}

/** What is known of a campaign beside its file. */
export interface EffectFacts {
  readonly kind: CampaignKind;
  readonly ceiling: ConsentLevel;
  /** The sections of its pack. */
  readonly sections: readonly SectionId[];
  /** How many people the pack names; null where that is not known yet. */
  readonly named: number | null;
  /** For each of `thresholds` the keys that its scheme uses; left out, or null for one, where that is not known. */
  readonly schemeKeys?: readonly (ReadonlySet<string> | null)[];
}

/** One key without effect. */
export interface WithoutEffect {
  readonly path: KeyPath;
  /** The key as the table has it, such as `targets[].as-of`; `pack.layout[]` for a section that stays empty. */
  readonly key: string;
  /** The section that stays empty; null for a key. */
  readonly section: SectionId | null;
  /** The need that is not met. */
  readonly need: string;
  readonly what: string;
  readonly why: string;
  readonly todo: string;
  readonly isSaidByPack: boolean;
}

const NO_EFFECT = 'has no effect';
const STAYS_EMPTY = 'stays empty';
/** Sections that are added to a layout rather than written into it. */
const LAYOUT_KEYS = ['layout', 'extras'] as const;

/** Everything in a campaign file that does nothing, in the order of the file. `value` passed the schema. */
export function findWithoutEffect(value: unknown, facts: EffectFacts, table: KeyTable): WithoutEffect[] {
  const document: Document = { value, facts, table };
  return [...keysWithoutEffect(document, [], value), ...emptySections(document)];
}

interface Document {
  readonly value: unknown;
  readonly facts: EffectFacts;
  readonly table: KeyTable;
}

/** A key that does nothing is told once, and not again for each that stands in it. */
function keysWithoutEffect(document: Document, path: KeyPath, value: unknown): WithoutEffect[] {
  if (isEmpty(value)) return [];
  const found = path.length === 0 ? undefined : judge(document, path, value);
  if (found !== undefined) return [found];
  return childrenOf(value).flatMap(([step, child]) => keysWithoutEffect(document, [...path, step], child));
}

function judge(document: Document, path: KeyPath, value: unknown): WithoutEffect | undefined {
  const key = patternOf(path);
  const rule = document.table.keys[key];
  if (rule === undefined || rule === 'always' || rule === 'parent') return undefined;
  const { needs, idle = [], saidByPack = [] } = 'needs' in rule ? rule : { needs: rule };
  if (idle.includes(value)) return undefined;
  const need = needs.find((one) => !isMet(one, document, path));
  if (need === undefined) return undefined;
  return { path, key, section: null, need, ...wordsOf(need, document.table), isSaidByPack: saidByPack.includes(need) };
}

/** Sections of a layout of one's own that have nothing to say; a bundled layout has a section for whatever there may be. */
function emptySections(document: Document): WithoutEffect[] {
  const { table, value } = document;
  return LAYOUT_KEYS.flatMap((key) =>
    childrenOf(mapOf(mapOf(value)['pack'])[key]).flatMap(([index, item]): WithoutEffect[] => {
      const path = ['pack', key, index];
      const section = item as SectionId;
      const need = table.sections[section]?.find((one) => !isMet(one, document, path));
      if (need === undefined) return [];
      return [{ path, key: `pack.${key}[]`, section, need, ...wordsOf(need, table), what: STAYS_EMPTY, isSaidByPack: false }];
    }),
  );
}

function isMet(need: string, document: Document, path: KeyPath): boolean {
  const lists = document.table.needs[need]?.lists ?? [[need]];
  return lists.some((words) => words.every((word) => holds(word, document, path)));
}

/** Whether one word of a list holds for the key at a path. */
function holds(word: string, { value, facts }: Document, path: KeyPath): boolean {
  const [test = '', ...rest] = word.split(':');
  const given = rest.join(':');
  const own = mapOf(valueAt(value, path.slice(0, -1)));
  const siblings = childrenOf(valueAt(value, path.slice(0, -2))).map(([, sibling]) => sibling);
  switch (test) {
    case 'section':
      return facts.sections.includes(given as SectionId);
    case 'key':
      return isAnywhere(value, given);
    case 'own':
      return !isEmpty(own[given]);
    case 'first':
      return siblings.find((sibling) => !isEmpty(mapOf(sibling)[given])) === own;
    case 'kind':
      return facts.kind === given;
    case 'ceiling':
      return CONSENT_LEVELS.indexOf(facts.ceiling) >= CONSENT_LEVELS.indexOf(given as ConsentLevel);
    case 'named':
      return facts.ceiling !== 'count-only' && facts.named !== 0;
    case 'unnamed':
      return facts.ceiling === 'count-only' || facts.named === 0 || facts.named === null;
    case 'scheme':
      return facts.schemeKeys?.[Number(path[1])]?.has(given) ?? true;
    case 'siblings':
      return siblings.length <= Number(given);
    case 'unless': {
      const [at = '', other = ''] = given.split('=');
      return valueAt(value, at.split('.')) !== other;
    }
    default:
      throw new RangeError(`no such word in the table of keys: ${test}`);
  }
}

/** Words of a need; a section or a key that is missing has no entry of its own. */
function wordsOf(need: string, { needs }: KeyTable): Pick<WithoutEffect, 'what' | 'why' | 'todo'> {
  const named = needs[need];
  if (named !== undefined) return { what: named.what ?? NO_EFFECT, why: named.why, todo: named.todo };
  const [test, name = ''] = need.split(':');
  const [, list, own] = /^(.+)\[\]\.(.+)$/.exec(name) ?? [];
  if (own !== undefined) return { what: NO_EFFECT, why: `none of the ${list} has ${own}`, todo: `Write ${own} there` };
  if (test === 'key') return { what: NO_EFFECT, why: `there is no ${name}`, todo: `Write ${name}` };
  const where = name === 'commons-top-sheet' ? 'extras' : 'layout';
  return { what: NO_EFFECT, why: `the pack has no section “${name}”`, todo: `Add it to pack.${where}` };
}

/** `targets[].address` for the path of any target's address. */
export function patternOf(path: KeyPath): string {
  return path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[]` : text === '' ? step : `${text}.${step}`), '');
}

/** Whether a key stands anywhere in the file, with a value. */
function isAnywhere(value: unknown, pattern: string): boolean {
  let values = [value];
  for (const step of pattern.split('.')) {
    values = values.map((one) => mapOf(one)[step.replace('[]', '')]);
    if (step.endsWith('[]')) values = values.flatMap((one) => childrenOf(one).map(([, child]) => child));
  }
  // `display.breakdown: none` asks for none.
  return values.some((one) => !isEmpty(one) && one !== 'none');
}

function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((at, step) => (Array.isArray(at) ? at[Number(step)] : mapOf(at)[String(step)]), value);
}

function childrenOf(value: unknown): [string | number, unknown][] {
  return Array.isArray(value) ? [...value.entries()] : Object.entries(mapOf(value));
}

const mapOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && childrenOf(value).length === 0);
