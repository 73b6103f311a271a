import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { COMPARISONS } from '../../../../src/lib/match/linkage/comparisons.js';
import { type Pattern, patternSql, readPattern } from '../../../../src/lib/match/linkage/patterns.js';
import { withEngine } from '../../../helpers/linkage.js';

interface Sides {
  readonly levels: readonly number[];
  /** Steps of rarity of the two values, and of the commonest word of each. */
  readonly rarity: readonly (readonly [left: number, right: number])[];
  readonly words: readonly (readonly [left: number, right: number])[];
}

const step = fc.integer({ min: -6, max: 12 });
const couples = fc.tuple(...COMPARISONS.map(() => fc.tuple(step, step)));
const sides: fc.Arbitrary<Sides> = fc.record({
  levels: fc.tuple(...COMPARISONS.map(({ levels }) => fc.integer({ min: 0, max: levels.length }))),
  rarity: couples,
  words: couples,
});

/** What the pattern should hold, by the words of the module. */
function expected({ levels, rarity, words }: Sides): Pattern {
  return {
    levels: [...levels],
    rarity: COMPARISONS.map((comparison, place) => {
      const level = comparison.levels[(levels[place] as number) - 1]?.id;
      const [left, right] = rarity[place] as readonly [number, number];
      if (comparison.rarity === undefined || level === undefined || level === 'differs') return 0;
      if (level === 'same') return left;
      if (comparison.wordRarity?.level === level) return Math.min(...(words[place] as readonly number[]));
      // Alike, up to the fourth level: a common value counts against the two, a rare one not for them.
      return (levels[place] as number) <= 4 ? Math.min(0, left, right) : 0;
    }),
  };
}

const columnsOf = ({ levels, rarity, words }: Sides): Record<string, number> =>
  Object.fromEntries(
    COMPARISONS.flatMap((comparison, place) => [
      [comparison.id, levels[place] as number],
      ...(['l', 'r'] as const).flatMap((side, at) => [
        [`${comparison.id}_rarity_${side}`, (rarity[place] as readonly number[])[at] as number] as const,
        [`${comparison.id}_word_rarity_${side}`, (words[place] as readonly number[])[at] as number] as const,
      ]),
    ]),
  );

describe('a pattern', () => {
  it('is read back as the engine wrote it, for every level and every rarity', async () => {
    await withEngine(async (engine) => {
      const extremes: Sides[] = [-6, 0, 12].flatMap((rarity) =>
        Array.from({ length: Math.max(...COMPARISONS.map(({ levels }) => levels.length)) + 1 }, (_, level) => ({
          levels: COMPARISONS.map(({ levels }) => Math.min(level, levels.length)),
          rarity: COMPARISONS.map(() => [rarity, rarity] as const),
          words: COMPARISONS.map(() => [rarity, rarity] as const),
        })),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(sides, { minLength: 300, maxLength: 300 }), async (generated) => {
          const all = [...extremes, ...generated].map((given) => ({
            ...given,
            // Two that are the same are as rare as each other.
            rarity: given.rarity.map(([left, right], place) => [left, given.levels[place] === 1 ? left : right] as const),
          }));
          const rows = all.map((given, place) => Object.values({ place, ...columnsOf(given) }).join(', '));
          const names = ['place', ...Object.keys(columnsOf(all[0] as Sides))];
          const [patterns = new Float64Array()] = await engine.numbers(
            `SELECT ${patternSql()}::DOUBLE FROM (VALUES ${rows.map((row) => `(${row})`).join(', ')}) pairs(${names.join(', ')}) ORDER BY place`,
          );
          expect(Array.from(patterns, (pattern) => readPattern(pattern))).toEqual(all.map(expected));
        }),
        { numRuns: 3 },
      );
    });
  });

  it('is a number that keeps every digit on its way through the engine and back', () => {
    const sizes = [...COMPARISONS.map(() => 16), ...COMPARISONS.filter(({ rarity }) => rarity !== undefined).map(() => 32)];
    expect(sizes.reduce((product, size) => product * size, 1)).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
    for (const { levels } of COMPARISONS) expect(levels.length).toBeLessThan(16);
  });
});
