/**
 * A pair's levels and steps of rarity as one number, so that the engine can count pairs that look alike and join their weight back. Two
 * pairs of one pattern are the same to the model.
 */

import type { Comparison } from './comparisons.js';
import { COMPARISONS } from './comparisons.js';

/** What a pattern says: a level per comparison (0: nothing to compare) and a step of rarity per comparison (0: plays no part). */
export interface Pattern {
  readonly levels: readonly number[];
  readonly rarity: readonly number[];
}

const LEVELS = 16;
/** Steps of rarity run from -6 to 12, see `raritySql`; 8 stands for 0. */
const STEPS = 32;
const NO_RARITY = 8;
/** Up to this level two values are alike enough for their rarity to count. */
const ALIKE_LEVEL_MAX = 4;

const withRarity = (comparisons: readonly Comparison[]): readonly Comparison[] => comparisons.filter(({ rarity }) => rarity !== undefined);

/** The pattern of a pair whose levels are columns named after the comparisons, and whose rarities are `<id>_rarity_l` and `_r`. */
export function patternSql(comparisons: readonly Comparison[] = COMPARISONS): string {
  const levels = comparisons.map(({ id }, place) => `${id}::BIGINT * ${LEVELS ** place}`);
  const base = LEVELS ** comparisons.length;
  const rarities = withRarity(comparisons).map(({ id, levels: all, wordRarity }, place) => {
    // Of two spellings the rarer is often the slip and the commoner the name; that both are rare proves nothing.
    const step = (columns: string): string => `least(0, ${columns}_l, ${columns}_r) + ${NO_RARITY}`;
    const last = Math.min(ALIKE_LEVEL_MAX, all.length - 1);
    const words =
      wordRarity === undefined
        ? ''
        : `WHEN ${id} = ${all.findIndex((level) => level.id === wordRarity.level) + 1} THEN least(${id}_word_rarity_l, ${id}_word_rarity_r) + ${NO_RARITY} `;
    return `(CASE WHEN ${id} = 1 THEN ${id}_rarity_l + ${NO_RARITY} ${words}WHEN ${id} BETWEEN 2 AND ${last} THEN ${step(`${id}_rarity`)} ELSE ${NO_RARITY} END)::BIGINT * ${base * STEPS ** place}`;
  });
  return `(${[...levels, ...rarities].join(' + ')})`;
}

/** Takes a pattern's number apart. */
export function readPattern(pattern: number, comparisons: readonly Comparison[] = COMPARISONS): Pattern {
  let rest = pattern;
  const take = (base: number): number => {
    const digit = rest % base;
    rest = (rest - digit) / base;
    return digit;
  };
  const levels = comparisons.map(() => take(LEVELS));
  const steps = withRarity(comparisons).map(() => take(STEPS) - NO_RARITY);
  const rarity = comparisons.map((comparison) => (comparison.rarity === undefined ? 0 : (steps.shift() ?? 0)));
  return { levels, rarity };
}
