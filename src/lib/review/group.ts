/**
 * What a person does to a group of records, as judgements of pairs. Records are known by their identity keys: two that say the same of a
 * person have one key and stay together whatever is done.
 */

import { orderedKeys, pairIdOf } from './judgements.js';

/** A pair to be judged. */
export interface KeyPair {
  readonly pairId: string;
  readonly leftKey: string;
  readonly rightKey: string;
}

/** The pair of two keys as the log has it. */
export function keyPair(one: string, other: string): KeyPair {
  const [leftKey, rightKey] = orderedKeys(one, other);
  return { pairId: pairIdOf(leftKey, rightKey), leftKey, rightKey };
}

/**
 * The pairs that must be non-matches for some records to be somebody else than the rest.
 * @param keys identity keys of the group's records, in the order of the screen
 * @param chosen positions of the records that are another person, from 0
 * @returns no pair when the chosen ones and the rest are not two groups: when none or all were chosen, or all say the same
 */
export function splitPairs(keys: readonly string[], chosen: ReadonlySet<number>): KeyPair[] {
  const apart = new Set(keys.filter((_, index) => chosen.has(index)));
  const rest = new Set(keys.filter((key) => !apart.has(key)));
  return [...apart].flatMap((one) => [...rest].map((other) => keyPair(one, other)));
}

/** The pairs that, judged to match, make one person of all records: each key with the first. */
export function joinPairs(keys: readonly string[]): KeyPair[] {
  const [first, ...others] = new Set(keys);
  return first === undefined ? [] : others.map((other) => keyPair(first, other));
}

/**
 * Reads the positions that a person typed: numbers and ranges, separated by commas or spaces.
 * @returns positions from 0, or null when it is anything else or out of range
 */
export function parsePositions(text: string, count: number): Set<number> | null {
  const positions = new Set<number>();
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  for (const part of parts) {
    const [, from = '', to = from] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part) ?? [];
    if (from === '' || Number(from) < 1 || Number(to) > count || Number(from) > Number(to)) return null;
    for (let position = Number(from); position <= Number(to); position++) positions.add(position - 1);
  }
  return positions.size === 0 ? null : positions;
}
