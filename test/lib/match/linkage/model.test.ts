import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { files } from '../../../../src/lib/io/files.js';
import { COMPARISONS } from '../../../../src/lib/match/linkage/comparisons.js';
import type { ClassPriors, LevelsOfPair, LinkageModel, ModelInput, PatternCount } from '../../../../src/lib/match/linkage/model.js';
import { learnModel, levelWeights, matchWeight, probabilityOf, weightOf } from '../../../../src/lib/match/linkage/model.js';

const PRIORS = files.bundledJson('match/data')['classes'] as ClassPriors;
const NAMES = COMPARISONS.map(({ id }) => id);

type PriorClass = ClassPriors['classes'][number];

const classOf = (id: string, given: Partial<PriorClass>): PriorClass => ({
  id,
  words: id,
  isPerson: false,
  isByChance: false,
  strength: 4,
  rate: 0.1,
  levels: {},
  ...given,
});

const pattern = (levels: readonly number[], count: number, rarity: readonly number[] = levels.map(() => 0)): PatternCount => ({
  levels,
  rarity,
  count,
});

/** Any pattern that two records can have. */
const anyPair: fc.Arbitrary<LevelsOfPair> = fc.record({
  levels: fc.tuple(...COMPARISONS.map(({ levels }) => fc.integer({ min: 0, max: levels.length }))),
  rarity: fc.tuple(...COMPARISONS.map(({ rarity }) => (rarity === undefined ? fc.constant(0) : fc.integer({ min: -6, max: 12 })))),
});
const counts = (maxLength: number): fc.Arbitrary<PatternCount[]> =>
  fc.array(
    fc.tuple(anyPair, fc.integer({ min: 1, max: 500 })).map(([pair, count]) => ({ ...pair, count })),
    { maxLength },
  );
const anyInput = fc.record({
  comparisons: fc.constant(NAMES),
  candidates: counts(8),
  sample: counts(8),
  pairs: fc.tuple(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 100_000 })),
  priors: fc.constant(PRIORS),
});

/**
 * EM as the module describes it, in plain probabilities and without any care for speed: 75 rounds over the candidates, after each 15 of
 * which, and before the first, the strangers are counted anew from the sample. Gives the classes with their shares and levels.
 */
function plainly({ comparisons, candidates, sample, pairs, priors }: ModelInput): { shares: number[]; levels: number[][][] } {
  const birth = comparisons.indexOf('birth');
  const kindOf = ({ levels }: LevelsOfPair): number => (birth !== -1 && levels[birth] === 0 ? 1 : 0);
  const total = pairs[0] + pairs[1];
  const records = (1 + Math.sqrt(1 + 8 * total)) / 2;
  const recordsOf = pairs.map((own) => (records * own) / total);
  const last = priors.classes.length - 1;
  const shares = priors.classes.map(({ rate }) => pairs.map((own, kind) => (rate * (recordsOf[kind] as number)) / own));
  const levels = priors.classes.map((one) => comparisons.map((name) => [...(one.levels[name] as number[])]));
  const settle = (): void => {
    for (const [place, { unseen }] of priors.classes.entries()) {
      if (unseen === undefined) continue;
      const of = priors.classes.findIndex(({ id }) => id === unseen.of);
      (shares[place] as number[])[1] = ((shares[of] as number[])[1] as number) * unseen.share;
    }
    for (const kind of [0, 1])
      (shares[last] as number[])[kind] = 1 - shares.slice(0, last).reduce((sum, own) => sum + (own[kind] as number), 0);
  };
  settle();
  const responsibilities = (pair: PatternCount): number[] => {
    const likes = priors.classes.map(({ isByChance }, place) => {
      let like = (shares[place] as number[])[kindOf(pair)] as number;
      for (const [at, level] of pair.levels.entries()) {
        if (level === 0) continue;
        like *= ((levels[place] as number[][])[at] as number[])[level - 1] as number;
        if (isByChance) like *= 2 ** (-0.7 * (pair.rarity[at] as number));
      }
      return like;
    });
    const sum = likes.reduce((a, b) => a + b, 0);
    return likes.map((like) => like / sum);
  };
  const learn = (patterns: readonly PatternCount[], learning: readonly number[]): void => {
    const divided = patterns.map((pair) => ({ pair, parts: responsibilities(pair) }));
    const amount = (place: number, only: (pair: PatternCount) => boolean): number =>
      divided.reduce((sum, { pair, parts }) => sum + (only(pair) ? (parts[place] as number) * pair.count : 0), 0);
    const related = learning.reduce((sum, place) => sum + amount(place, () => true), 0);
    for (const place of learning) {
      const { rate, strength } = priors.classes[place] as PriorClass;
      if (place !== last) {
        for (const kind of [0, 1]) {
          const found = amount(place, (pair) => kindOf(pair) === kind);
          (shares[place] as number[])[kind] =
            (found * related + rate * (recordsOf[kind] as number)) / (related + 1) / (pairs[kind] as number);
        }
      }
      levels[place] = comparisons.map((name, at) => {
        const prior = (priors.classes[place] as PriorClass).levels[name] as readonly number[];
        const seen = prior.map((_, level) => amount(place, (pair) => pair.levels[at] === level + 1));
        const all = seen.reduce((a, b) => a + b, 0) + strength;
        return prior.map((share, level) => ((seen[level] as number) + share * strength) / all);
      });
    }
    settle();
  };
  const others = priors.classes.flatMap((_, place) => (place === last ? [] : [place]));
  learn(sample, [last]);
  for (let look = 0; look < 5; look++) {
    for (let round = 0; round < 15; round++) learn(candidates, others);
    if (look < 4) learn(sample, [last]);
  }
  return { shares: shares.map(([dated = 0]) => dated), levels };
}

const SMALL: ClassPriors = {
  classes: [
    classOf('person', { isPerson: true, levels: { email: [0.7, 0.3], name: [0.9, 0.1] } }),
    classOf('household', { rate: 0.05, levels: { email: [0.6, 0.4], name: [0.05, 0.95] } }),
    classOf('strangers', { isByChance: true, rate: 0, strength: 10, levels: { email: [0.01, 0.99], name: [0.1, 0.9] } }),
  ],
};
const SMALL_INPUT: ModelInput = {
  comparisons: ['email', 'name'],
  candidates: [
    pattern([1, 1], 9, [0, 3]),
    pattern([1, 2], 4),
    pattern([2, 1], 6, [0, -2]),
    pattern([0, 1], 2, [0, 1]),
    pattern([2, 2], 30),
  ],
  sample: [pattern([1, 1], 3), pattern([2, 1], 20), pattern([2, 2], 160), pattern([0, 2], 7)],
  pairs: [190, 1],
  priors: SMALL,
};

describe('learning', () => {
  it('divides by hand what can be divided by hand', () => {
    // Each pattern can only be of one class, so that every round divides the pairs alike: 8 one person, 2 a household, 40 strangers.
    const priors: ClassPriors = {
      classes: [
        classOf('person', { isPerson: true, rate: 0.1, strength: 4, levels: { email: [1, 0], name: [1, 0], town: [0.5, 0.5] } }),
        classOf('household', { rate: 0.05, strength: 6, levels: { email: [1, 0], name: [0, 1], town: [0.9, 0.1] } }),
        classOf('strangers', { rate: 0, strength: 10, levels: { email: [0, 1], name: [0.5, 0.5], town: [0.2, 0.8] } }),
      ],
    };
    const model = learnModel({
      comparisons: ['email', 'name', 'town'],
      candidates: [pattern([1, 1, 1], 5), pattern([1, 1, 2], 1), pattern([1, 1, 0], 2), pattern([1, 2, 1], 2)],
      sample: [pattern([2, 1, 2], 10), pattern([2, 2, 0], 30)],
      // 20 records are 190 pairs.
      pairs: [190, 0],
      priors,
    });
    const [person, household, strangers] = model.classes;
    const close = (seen: readonly number[] | undefined, expected: readonly number[]): void => {
      expect(seen).toHaveLength(expected.length);
      for (const [place, value] of expected.entries()) expect(seen?.[place]).toBeCloseTo(value, 6);
    };
    close(person?.levels['email'], [1, 0]);
    // (5 + 4 * 0.5) and (1 + 4 * 0.5) of 6 + 4: the pair without a town says nothing.
    close(person?.levels['town'], [0.7, 0.3]);
    // (2 + 6 * 0.9) and 6 * 0.1 of 2 + 6.
    close(household?.levels['town'], [0.925, 0.075]);
    // (10 + 10 * 0.5) and (30 + 10 * 0.5) of 40 + 10; (10 * 0.2) and (10 + 10 * 0.8) of 10 + 10.
    close(strangers?.levels['name'], [0.3, 0.7]);
    close(strangers?.levels['town'], [0.1, 0.9]);
    // Ten related pairs against one that is usual: (8 * 10 + 0.1 * 20) / 11 and (2 * 10 + 0.05 * 20) / 11, of 190 pairs.
    close([person?.shares[0] ?? 0, household?.shares[0] ?? 0], [82 / 11 / 190, 21 / 11 / 190]);
    close([strangers?.shares[0] ?? 0], [1 - 103 / 11 / 190]);
  });

  it('is EM as it stands in the books, round for round', () => {
    const model = learnModel(SMALL_INPUT);
    const plain = plainly(SMALL_INPUT);
    for (const [place, { shares, levels }] of model.classes.entries()) {
      expect(shares[0]).toBeCloseTo(plain.shares[place] as number, 9);
      for (const [at, name] of SMALL_INPUT.comparisons.entries())
        for (const [level, share] of (levels[name] as number[]).entries())
          expect(share).toBeCloseTo(((plain.levels[place] as number[][])[at] as number[])[level] as number, 9);
    }
    // The example is one in which something is learnt.
    expect(Math.abs((model.classes[0]?.levels['email']?.[0] ?? 0) - 0.7)).toBeGreaterThan(0.02);
  });

  it('is the same EM with the bundled expectations, with and without dates of birth', () => {
    const candidates = [
      pattern([1, 1, 1, 0, 1, 0, 1, 1], 6, [3, 2, 0, 0, 0, 0, 1, 0]),
      pattern([8, 1, 1, 0, 1, 0, 1, 0], 9, [0, 2, 0, 0, 0, 0, 1, 0]),
      pattern([1, 1, 4, 0, 4, 0, 3, 6], 20, [-1, -2, 0, 0, 0, 0, 0, 0]),
      pattern([3, 1, 2, 0, 1, 0, 1, 0], 4, [0, 4, 0, 0, 0, 0, -1, 0]),
    ];
    const input = {
      comparisons: NAMES,
      candidates,
      sample: [pattern([8, 5, 4, 0, 4, 0, 3, 6], 900)],
      pairs: [800, 3200] as const,
      priors: PRIORS,
    };
    const model = learnModel(input);
    const plain = plainly(input);
    for (const [place, { shares, levels }] of model.classes.entries()) {
      expect(shares[0]).toBeCloseTo(plain.shares[place] as number, 9);
      expect(NAMES.map((name) => levels[name])).toEqual(
        (plain.levels[place] as number[][]).map((row) => row.map((share) => expect.closeTo(share, 9))),
      );
    }
  });

  it('finds the numbers again that a list was made with', () => {
    const truth = [
      { share: 0.0004, levels: { given: [0.92, 0.08], email: [0.7, 0.3], postcode: [0.9, 0.1], phone: [0.85, 0.15] } },
      { share: 0.0006, levels: { given: [0.05, 0.95], email: [0.2, 0.8], postcode: [0.95, 0.05], phone: [0.5, 0.5] } },
      { share: 0.999, levels: { given: [0.01, 0.99], email: [0.0001, 0.9999], postcode: [0.003, 0.997], phone: [0.0005, 0.9995] } },
    ];
    const expectations: ClassPriors = {
      classes: [
        classOf('person', {
          isPerson: true,
          strength: 20,
          levels: { given: [0.7, 0.3], email: [0.6, 0.4], postcode: [0.8, 0.2], phone: [0.7, 0.3] },
        }),
        classOf('household', {
          strength: 20,
          levels: { given: [0.1, 0.9], email: [0.1, 0.9], postcode: [0.9, 0.1], phone: [0.4, 0.6] },
        }),
        classOf('strangers', {
          rate: 0,
          strength: 20,
          levels: { given: [0.02, 0.98], email: [0.001, 0.999], postcode: [0.01, 0.99], phone: [0.001, 0.999] },
        }),
      ],
    };
    const comparisons = ['given', 'email', 'postcode', 'phone'] as const;
    // The counts that are expected of every pattern instead of drawn ones, so that nothing is left to chance.
    const all = 50_000_000;
    const patterns = Array.from({ length: 16 }, (_, code) => comparisons.map((__, place) => ((code >> place) & 1) + 1)).map((levels) =>
      pattern(
        levels,
        truth.reduce(
          (sum, { share, levels: own }) =>
            sum + all * share * comparisons.reduce((like, name, at) => like * (own[name][(levels[at] as number) - 1] as number), 1),
          0,
        ),
      ),
    );
    const model = learnModel({ comparisons, candidates: patterns, sample: patterns, pairs: [all, 0], priors: expectations });
    for (const [place, { share, levels }] of truth.entries()) {
      const learnt = model.classes[place];
      expect(Math.abs((learnt?.shares[0] ?? 0) / share - 1), `share of ${place}`).toBeLessThan(0.1);
      for (const name of comparisons)
        expect(Math.abs((learnt?.levels[name]?.[0] ?? 0) - (levels[name][0] as number)), `${place} ${name}`).toBeLessThan(0.04);
    }
  });

  it('leaves the expectations as they are where there is no evidence', () => {
    const model = learnModel({ comparisons: NAMES, candidates: [], sample: [], pairs: [4950, 4950], priors: PRIORS });
    const records = (1 + Math.sqrt(1 + 8 * 9900)) / 2;
    for (const [place, { id, rate, levels }] of PRIORS.classes.entries()) {
      const learnt = model.classes[place];
      for (const name of NAMES) expect(learnt?.levels[name]).toEqual((levels[name] as number[]).map((share) => expect.closeTo(share, 12)));
      if (id !== 'strangers') expect(learnt?.shares[0]).toBeCloseTo((rate * records) / 2 / 4950, 12);
    }
  });

  it('does not care about the order of the patterns', () => {
    fc.assert(
      fc.property(
        anyInput.chain((input) =>
          fc.tuple(fc.constant(input), fc.shuffledSubarray(input.candidates, { minLength: input.candidates.length })),
        ),
        ([input, candidates]) => expectAlike(learnModel({ ...input, candidates, sample: [...input.sample].reverse() }), learnModel(input)),
      ),
      { numRuns: 25 },
    );
  });

  it('does not care about the order of the classes, as long as strangers come last', () => {
    const others = PRIORS.classes.slice(0, -1);
    const strangers = PRIORS.classes.slice(-1);
    fc.assert(
      fc.property(anyInput, fc.shuffledSubarray([...others], { minLength: others.length }), (input, classes) => {
        const model = learnModel({ ...input, priors: { classes: [...classes, ...strangers] } });
        const inOrder = PRIORS.classes.map(({ id }) => model.classes.find((one) => one.id === id) as LinkageModel['classes'][number]);
        expectAlike({ ...model, classes: inOrder }, learnModel(input));
      }),
      { numRuns: 25 },
    );
  });

  it('keeps the shares of the levels of every comparison together 1, and those of the classes below it', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const { shares, levels } of learnModel(input).classes) {
          for (const share of shares) expect(share > 0 && Number.isFinite(share)).toBe(true);
          for (const name of NAMES) {
            expect((levels[name] as number[]).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
            for (const share of levels[name] as number[]) expect(share >= 0 && share <= 1).toBe(true);
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});

function expectAlike(one: LinkageModel, other: LinkageModel): void {
  for (const [place, { id, shares, levels }] of one.classes.entries()) {
    const own = other.classes[place];
    expect(own?.id).toBe(id);
    for (const kind of [0, 1] as const) expect(Math.abs(shares[kind] - (own?.shares[kind] ?? 0))).toBeLessThan(1e-9);
    for (const name of NAMES)
      for (const [level, share] of (levels[name] as number[]).entries())
        expect(Math.abs(share - (own?.levels[name]?.[level] ?? 0))).toBeLessThan(1e-9);
  }
}

describe('the bundled expectations', () => {
  it.each(PRIORS.classes.map((one) => [one.id, one] as const))('of %s have a share for every level, together 1', (_, { levels }) => {
    expect(Object.keys(levels).sort()).toEqual([...NAMES].sort());
    for (const comparison of COMPARISONS) {
      const shares = levels[comparison.id] as readonly number[];
      expect(shares).toHaveLength(comparison.levels.length);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      for (const share of shares) expect(share).toBeGreaterThan(0);
    }
  });

  it('have strangers last, some class of one person, and no class that stands for one that is not there', () => {
    const ids = PRIORS.classes.map(({ id }) => id);
    expect(ids.at(-1)).toBe('strangers');
    expect(new Set(ids).size).toBe(ids.length);
    expect(PRIORS.classes.some(({ isPerson }) => isPerson)).toBe(true);
    for (const { unseen } of PRIORS.classes) if (unseen !== undefined) expect(ids).toContain(unseen.of);
  });
});

describe('weights', () => {
  const model = learnModel({ comparisons: NAMES, candidates: [], sample: [], pairs: [500_000, 500_000], priors: PRIORS });
  const email = NAMES.indexOf('email');
  const withEmail = (pair: LevelsOfPair, level: string): LevelsOfPair => ({
    ...pair,
    levels: pair.levels.map((own, place) =>
      place === email ? (COMPARISONS[email]?.levels.findIndex(({ id }) => id === level) ?? 0) + 1 : own,
    ),
  });

  it('are higher for the same e-mail address than for a slip of it, and least for different ones, where the names agree', () => {
    const names = {
      levels: NAMES.map((name) => (name === 'given' || name === 'family' || name === 'postcode' ? 1 : 0)),
      rarity: NAMES.map(() => 0),
    };
    const weights = ['same', 'alike', 'differs'].map((level) => matchWeight(model, withEmail(names, level)));
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    expect((weights[0] ?? 0) - (weights[2] ?? 0)).toBeGreaterThan(3);
  });

  it('add up level by level to the weight of the pair', () => {
    fc.assert(
      fc.property(anyPair, (pair) => {
        const steps = levelWeights(model, pair);
        expect(steps).toHaveLength(NAMES.length + 1);
        expect(steps.at(-1)).toBeGreaterThanOrEqual(matchWeight(model, pair));
        for (const [place, level] of pair.levels.entries()) if (level === 0) expect(steps[place + 1]).toBe(steps[place]);
      }),
    );
  });

  it('grow with the rarity of a name that is shared, where the two could have it by chance', () => {
    const pair = (rarity: number): LevelsOfPair => ({ levels: [1, 1, 0, 0, 4, 0, 0, 0], rarity: [0, rarity, 0, 0, 0, 0, 0, 0] });
    const weights = [-6, -3, 0, 3, 6, 9, 12].map((rarity) => matchWeight(model, pair(rarity)));
    expect([...weights].sort((a, b) => a - b)).toEqual(weights);
    expect(new Set(weights).size).toBe(weights.length);
  });

  it('are another way to write probabilities', () => {
    expect(probabilityOf(0)).toBe(0.5);
    expect(probabilityOf(1)).toBeCloseTo(2 / 3, 12);
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (probability) => {
        expect(probabilityOf(weightOf(probability))).toBeCloseTo(probability, 12);
      }),
    );
  });
});
