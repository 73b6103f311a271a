import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { estimateFromList, estimateFromPile, goodmanEstimate } from '../../../src/lib/thresholds/estimate.js';
import { runs } from '../../helpers/runs.js';

/** A pile as the number of signatures of each valid person, and invalid signatures. */
interface Pile {
  readonly people: readonly number[];
  readonly invalid: number;
}

/** Owners of the signatures of a pile, -1 for an invalid one. */
const ownersOf = ({ people, invalid }: Pile): number[] => [
  ...people.flatMap((count, person) => Array<number>(count).fill(person)),
  ...Array<number>(invalid).fill(-1),
];

/** How many people have one, two, ... valid signatures among these. */
function peopleBySignatures(owners: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const owner of owners) if (owner >= 0) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  const bySize: number[] = [];
  for (const count of counts.values()) bySize[count - 1] = (bySize[count - 1] ?? 0) + 1;
  return Array.from(bySize, (people) => people ?? 0);
}

/** Every set of `size` of the signatures. */
function* samplesOf(owners: readonly number[], size: number, from = 0): Generator<number[]> {
  if (size === 0) yield [];
  for (let at = from; at <= owners.length - size && size > 0; at++) {
    for (const rest of samplesOf(owners, size - 1, at + 1)) yield [owners[at] ?? -1, ...rest];
  }
}

function meanOverAllSamples(pile: Pile, size: number, terms: number): number {
  const owners = ownersOf(pile);
  const estimates = [...samplesOf(owners, size)].map((sample) =>
    goodmanEstimate({ pile: owners.length, sample: size, peopleBySignatures: peopleBySignatures(sample) }, terms),
  );
  return estimates.reduce((sum, estimate) => sum + estimate, 0) / estimates.length;
}

/** mulberry32: a small generator of known numbers, so that a failure can be repeated. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function draw(owners: readonly number[], size: number, next: () => number): number[] {
  const left = Int32Array.from(owners);
  for (let at = 0; at < size; at++) {
    const other = at + Math.floor(next() * (left.length - at));
    [left[at], left[other]] = [left[other] ?? -1, left[at] ?? -1];
  }
  return [...left.subarray(0, size)];
}

describe('the estimate from a sample of a raw pile', () => {
  it.each([
    [2, 2, 3],
    [3, 2, 3],
    [4, 2, 3],
  ])('of A, A, B, C and an invalid one is 3 on average over all samples of %i', (size, terms, expected) => {
    expect(meanOverAllSamples({ people: [2, 1, 1], invalid: 1 }, size, terms)).toBeCloseTo(expected, 10);
  });

  it.each([3, 4, 5])('of A, A, A, B, B, C and an invalid one is 2 with pairs and 3 with triples, over all samples of %i', (size) => {
    const pile: Pile = { people: [3, 2, 1], invalid: 1 };
    expect(meanOverAllSamples(pile, size, 2)).toBeCloseTo(2, 10);
    expect(meanOverAllSamples(pile, size, 3)).toBeCloseTo(3, 10);
  });

  it('is unbiased where nobody signed more than twice, whatever the pile', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 4 }),
        fc.nat({ max: 2 }),
        fc.integer({ min: 2, max: 8 }),
        (people, invalid, size) => {
          const total = people.reduce((sum, count) => sum + count, 0) + invalid;
          fc.pre(size <= total);
          expect(meanOverAllSamples({ people, invalid }, size, 2)).toBeCloseTo(people.length, 8);
        },
      ),
    );
  });

  it('is 15,024.05 on the worked example of California, with a standard error of about 1,620', () => {
    const found = estimateFromPile({ pile: 24_034, sample: 722, peopleBySignatures: [514, 2] });
    expect(found.estimate).toBeCloseTo(15_024.05, 2);
    expect(found.standardError).toBeGreaterThan(1_600);
    expect(found.standardError).toBeLessThan(1_640);
  });

  it('is 121,471 on part of the count of Washington’s R-71', () => {
    // 58,800 valid signatures in the sample, 470 of them the second of a pair.
    const found = estimateFromPile({ pile: 137_689, sample: 65_531, peopleBySignatures: [65_531 - 6_731 - 2 * 470, 470] });
    expect(Math.round(found.estimate)).toBe(121_471);
  });

  it('never goes below the people seen nor above what their share alone gives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 40 }), { maxLength: 4 }),
        fc.nat({ max: 100 }),
        fc.nat({ max: 5_000 }),
        (peopleCounts, invalid, rest) => {
          const valid = peopleCounts.reduce((sum, people, index) => sum + people * (index + 1), 0);
          const sample = valid + invalid;
          fc.pre(sample > 0);
          const found = estimateFromPile({ pile: sample + rest, sample, peopleBySignatures: peopleCounts });
          const people = peopleCounts.reduce((sum, count) => sum + count, 0);
          expect(found.estimate).toBeGreaterThanOrEqual(people);
          expect(found.estimate).toBeLessThanOrEqual(((sample + rest) / sample) * valid + 1e-6);
          expect(found.low).toBeGreaterThanOrEqual(people);
          expect(found.low).toBeLessThanOrEqual(found.estimate + 1e-6);
          expect(found.high).toBeGreaterThanOrEqual(Math.min(found.estimate, sample + rest) - 1e-6);
          expect(found.standardError).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it.each([
    // One in a thousand valid ones is seen in none of 181, and in few of 453.
    ['few are valid', { people: Array<number>(60).fill(1), invalid: 9_000 }, 0.02],
    ['few are valid, in a larger sample', { people: Array<number>(60).fill(1), invalid: 9_000 }, 0.05],
    [
      'hundreds signed three times, and half of the pile is checked',
      { people: [...Array<number>(2_500).fill(1), ...Array<number>(1_000).fill(2), ...Array<number>(250).fill(3)], invalid: 500 },
      0.5,
    ],
    ['a few pairs', { people: [...Array<number>(4_500).fill(1), ...Array<number>(50).fill(2)], invalid: 400 }, 0.1],
  ] as const)('holds the truth in its interval about 19 times in 20 where %s', (_, pile: Pile, share) => {
    const owners = ownersOf(pile);
    const next = numbersFrom(7);
    const draws = runs(60, 1_000);
    const size = Math.round(owners.length * share);
    let holds = 0;
    for (let drawn = 0; drawn < draws; drawn++) {
      const { low, high } = estimateFromPile({
        pile: owners.length,
        sample: size,
        peopleBySignatures: peopleBySignatures(draw(owners, size, next)),
      });
      if (low <= pile.people.length && pile.people.length <= high) holds++;
    }
    // Three deviations of so many draws below 95 %.
    expect(holds / draws).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / draws));
  });

  it('is not certain that nobody signed validly because none of a sample did', () => {
    const found = estimateFromPile({ pile: 10_000, sample: 100, peopleBySignatures: [] });
    expect([found.estimate, found.low]).toEqual([0, 0]);
    expect(found.high).toBeGreaterThan(300);
    expect(found.high).toBeLessThan(400);
  });

  it('counts a pile that was checked whole', () => {
    expect(estimateFromPile({ pile: 7, sample: 7, peopleBySignatures: [1, 1, 1] })).toMatchObject({
      estimate: 3,
      standardError: 0,
      low: 3,
      high: 3,
    });
  });

  it('is not certain that there are no pairs because none was seen', () => {
    const found = estimateFromPile({ pile: 10_000, sample: 300, peopleBySignatures: [240] });
    // One pair in a sample of 3 % stands for about 1,114.
    expect(found.estimate).toBeCloseTo(8_000, 6);
    expect(found.estimate - found.low).toBeGreaterThan(3_000);
    expect(found.high - found.estimate).toBeLessThan(600);
  });

  // 18,000 people once, 800 twice, 60 three times, 4,000 invalid: the means and deviations of thresholds that were simulated before.
  const pile: Pile = {
    people: [...Array<number>(18_000).fill(1), ...Array<number>(800).fill(2), ...Array<number>(60).fill(3)],
    invalid: 4_000,
  };
  it.each([
    [0.03, 18_801, 1_084],
    [0.05, 18_815, 664],
    [0.1, 18_798, 353],
  ])('has the mean and the error that were simulated, for a sample of %f', (fraction, mean, deviation) => {
    const owners = ownersOf(pile);
    const size = Math.round(owners.length * fraction);
    const next = numbersFrom(20_261_126);
    const draws = 400;
    const estimates: number[] = [];
    let squares = 0;
    for (let at = 0; at < draws; at++) {
      const found = estimateFromPile({
        pile: owners.length,
        sample: size,
        peopleBySignatures: peopleBySignatures(draw(owners, size, next)),
      });
      estimates.push(found.unbounded);
      squares += found.standardError ** 2;
    }
    const average = estimates.reduce((sum, estimate) => sum + estimate, 0) / draws;
    const spread = Math.sqrt(estimates.reduce((sum, estimate) => sum + (estimate - average) ** 2, 0) / (draws - 1));
    // Four standard errors of a mean of so many draws; one too few for each of the 60 triples.
    expect(Math.abs(average - mean)).toBeLessThan((4 * deviation) / Math.sqrt(draws));
    expect(Math.abs(average - (18_860 - 60))).toBeLessThan((4 * deviation) / Math.sqrt(draws));
    expect(spread / deviation).toBeGreaterThan(0.85);
    expect(spread / deviation).toBeLessThan(1.15);
    expect(Math.sqrt(squares / draws) / spread).toBeGreaterThan(0.85);
    expect(Math.sqrt(squares / draws) / spread).toBeLessThan(1.15);
  });
});

describe('the estimate from a sample of a deduplicated list', () => {
  it('is the share of the list, with an error far smaller than that of a raw pile', () => {
    const found = estimateFromList({ list: 20_000, sample: 600, valid: 540 });
    expect(found.estimate).toBeCloseTo(18_000, 6);
    expect(found.standardError).toBeCloseTo(20_000 * Math.sqrt(((0.9 * 0.1) / 600) * (19_400 / 19_999)), 6);
    expect(found.low).toBeGreaterThan(17_400);
    expect(found.high).toBeLessThan(18_500);
  });

  it('is certain where everybody was asked, and knows that an invalid one stays invalid', () => {
    expect(estimateFromList({ list: 50, sample: 50, valid: 41 })).toMatchObject({ estimate: 41, low: 41, high: 41, standardError: 0 });
    expect(estimateFromList({ list: 50, sample: 49, valid: 40 }).high).toBeLessThanOrEqual(41);
  });

  it('holds the truth about as often as it says', () => {
    const next = numbersFrom(7);
    const list = [...Array<number>(850).fill(1), ...Array<number>(150).fill(-1)];
    let holds = 0;
    for (let at = 0; at < 500; at++) {
      const valid = draw(list, 120, next).filter((owner) => owner === 1).length;
      const found = estimateFromList({ list: 1_000, sample: 120, valid });
      if (found.low <= 850 && found.high >= 850) holds++;
    }
    expect(holds / 500).toBeGreaterThan(0.92);
  });

  it.each([
    { list: 10, sample: 0, valid: 0 },
    { list: 10, sample: 11, valid: 1 },
    { list: 10, sample: 5, valid: 6 },
  ])('refuses counts that contradict themselves: %j', (counts) => {
    expect(() => estimateFromList(counts)).toThrow('contradict');
  });
});
