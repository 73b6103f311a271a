import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { files } from '../../../../src/lib/io/files.js';
import { COMPARISONS } from '../../../../src/lib/match/linkage/comparisons.js';
import type { ClassPriors } from '../../../../src/lib/match/linkage/model.js';
import { classPosteriors, learnModel, levelWeights, matchWeight, probabilityOf } from '../../../../src/lib/match/linkage/model.js';

const model = learnModel({
  comparisons: COMPARISONS.map(({ id }) => id),
  candidates: [],
  sample: [],
  pairs: [1_000_000, 1_000_000],
  priors: files.bundledJson('match/data')['classes'] as ClassPriors,
});

const pattern = fc.record({
  levels: fc.tuple(...COMPARISONS.map(({ levels }) => fc.integer({ min: 0, max: levels.length }))),
  rarity: fc.tuple(...COMPARISONS.map(({ rarity }) => (rarity === undefined ? fc.constant(0) : fc.integer({ min: -6, max: 12 })))),
});

describe('the kinds of pairs', () => {
  it('have shares that add up to one, and those of one person to the probability of a match', () => {
    fc.assert(
      fc.property(pattern, (given) => {
        const shares = classPosteriors(model, given);
        const sum = (isPerson: boolean): number =>
          shares.filter((_, place) => model.classes[place]?.isPerson === isPerson).reduce((a, b) => a + b, 0);
        expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
        expect(sum(true) + sum(false)).toBeCloseTo(1, 9);
        // A rule may hold the weight down below what the evidence says; it never raises it.
        const evidence = probabilityOf(levelWeights(model, given).at(-1) ?? 0);
        expect(sum(true)).toBeCloseTo(evidence, 9);
        expect(probabilityOf(matchWeight(model, given))).toBeLessThanOrEqual(evidence + 1e-9);
      }),
    );
  });
});
