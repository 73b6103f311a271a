import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Clustering, clusterPairs, MISSING_WEIGHT, WEIGHT_MAX, WEIGHT_MIN } from '../../../../src/lib/match/linkage/clusters.js';
import { runs } from '../../../helpers/runs.js';

type Couple = readonly [number, number];

interface Graph {
  readonly records: number;
  /** Each pair once. */
  readonly pairs: readonly { readonly left: number; readonly right: number; readonly weight: number }[];
  readonly together: readonly Couple[];
  readonly apart: readonly Couple[];
}

function cluster({ records, pairs, together, apart }: Graph, cuts: readonly number[]): Clustering {
  return clusterPairs({
    records,
    pairs: {
      left: Int32Array.from(pairs, ({ left }) => left),
      right: Int32Array.from(pairs, ({ right }) => right),
      weight: Float64Array.from(pairs, ({ weight }) => weight),
    },
    together,
    apart,
    cuts,
  });
}

const groupsOf = ({ clusters }: Clustering): number[][] => clusters.map((own) => Array.from(own));

/**
 * The same by the letter and without any cleverness: groups are lists of records, and each step works out the mean of every two groups from
 * all their pairs anew.
 */
function plainly({ records, pairs, together, apart }: Graph, cuts: readonly number[]): { groups: number[][]; refused: number[] } {
  let groups = Array.from({ length: records }, (_, record) => [record]);
  const holding = (record: number): number[] => groups.find((group) => group.includes(record)) ?? [];
  const arePartedBy = (a: number[], b: number[]): boolean =>
    apart.some(([one, other]) => one !== other && ((a.includes(one) && b.includes(other)) || (a.includes(other) && b.includes(one))));
  const join = (a: number[], b: number[]): void => {
    groups = [...groups.filter((group) => group !== a && group !== b), [...a, ...b].sort((x, y) => x - y)];
  };
  const refused: number[] = [];
  for (const [index, [one, other]] of together.entries()) {
    const [a, b] = [holding(one), holding(other)];
    if (a === b) continue;
    if (arePartedBy(a, b)) refused.push(index);
    else join(a, b);
  }
  const meanOf = (a: number[], b: number[]): number | undefined => {
    const between = pairs.filter(({ left, right }) => (a.includes(left) && b.includes(right)) || (a.includes(right) && b.includes(left)));
    if (between.length === 0) return undefined;
    const sum = between.reduce((total, { weight }) => total + Math.min(WEIGHT_MAX, Math.max(WEIGHT_MIN, weight)), 0);
    const all = a.length * b.length;
    return (sum + MISSING_WEIGHT * (all - between.length)) / all ** 0.7;
  };
  const kept: number[][] = [];
  const keep = (): void => {
    kept.push(Array.from({ length: records }, (_, record) => holding(record)[0] as number));
  };
  for (;;) {
    groups.sort((a, b) => (a[0] as number) - (b[0] as number));
    let best: { mean: number; a: number[]; b: number[] } | undefined;
    for (const [index, a] of groups.entries()) {
      for (const b of groups.slice(index + 1)) {
        const mean = meanOf(a, b);
        // Groups stand in the order of their smallest records, so the first of equal ones is the one that is due.
        if (mean !== undefined && mean >= Math.min(...cuts) && !arePartedBy(a, b) && (best === undefined || mean > best.mean))
          best = { mean, a, b };
      }
    }
    while (kept.length < cuts.length && (best === undefined || best.mean < (cuts[kept.length] as number))) keep();
    if (best === undefined) return { groups: kept, refused };
    join(best.a, best.b);
  }
}

/** Few different weights, so that ties are met; all of them whole or halves, so that sums are exact in any order. */
const WEIGHTS = [-25, -6, -2, 0, 2, 4.5, 4.5, 8, 8, 12, 45];

const graph = fc.integer({ min: 1, max: 14 }).chain((records): fc.Arbitrary<Graph> => {
  const record = fc.integer({ min: 0, max: records - 1 });
  const couples = (maxLength: number): fc.Arbitrary<Couple[]> => fc.array(fc.tuple(record, record), { maxLength });
  const all = Array.from({ length: records }, (_, left) =>
    Array.from({ length: records - left - 1 }, (__, place) => ({ left, right: left + 1 + place })),
  ).flat();
  return fc
    .tuple(
      fc.array(fc.tuple(fc.boolean(), fc.constantFrom(...WEIGHTS)), { minLength: all.length, maxLength: all.length }),
      fc.constantFrom(0.2, 0.6, 1),
      couples(3),
      couples(4),
    )
    .map(([chosen, share, together, apart]) => ({
      records,
      pairs: all.flatMap((pair, place) => {
        const [isChosen, weight] = chosen[place] as [boolean, number];
        return isChosen && ((place * 7) % 10) / 10 < share ? [{ ...pair, weight }] : [];
      }),
      together,
      apart,
    }));
});

const cutLists = fc.constantFrom([4.25], [4.25, 0], [0, 0], [8, 4.5, 2], [30, 4.25, 1, 0]);

describe('average-link clustering', () => {
  it('is what comes out when every mean is worked out anew in every step, ties, cuts and refusals included', () => {
    fc.assert(
      fc.property(graph, cutLists, (given, cuts) => {
        const found = cluster(given, cuts);
        const plain = plainly(given, cuts);
        expect(groupsOf(found)).toEqual(plain.groups);
        expect(found.refused).toEqual(plain.refused);
      }),
      { numRuns: runs(250, 1000) },
    );
  });

  it('finds cliques of high weights, as plain union-find does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 }), (cliques) => {
        const pairs = cliques.flatMap((clique, left) =>
          cliques.flatMap((other, right) => (left < right && clique === other ? [{ left, right, weight: 20 }] : [])),
        );
        const parent = cliques.map((_, record) => record);
        const find = (record: number): number => (parent[record] === record ? record : find(parent[record] as number));
        for (const { left, right } of pairs) parent[Math.max(find(left), find(right))] = Math.min(find(left), find(right));
        const expected = cliques.map((_, record) => find(record));
        expect(groupsOf(cluster({ records: cliques.length, pairs, together: [], apart: [] }, [4, 0]))).toEqual([expected, expected]);
      }),
    );
  });

  it('never puts two into one cluster that were judged apart, nor leaves two apart that belong together and were not refused', () => {
    fc.assert(
      fc.property(graph, cutLists, (given, cuts) => {
        const { clusters, refused } = cluster(given, cuts);
        for (const own of clusters) {
          for (const [a, b] of given.apart) if (a !== b) expect(own[a]).not.toBe(own[b]);
          for (const [index, [a, b]] of given.together.entries()) if (!refused.includes(index)) expect(own[a]).toBe(own[b]);
        }
      }),
      { numRuns: runs(250, 1000) },
    );
  });

  it('only joins further at a lower cut: what is strong is one under what is decided too', () => {
    fc.assert(
      fc.property(graph, cutLists, (given, cuts) => {
        const { clusters } = cluster(given, cuts);
        for (const [place, strong] of clusters.entries()) {
          const decided = clusters[place + 1];
          if (decided === undefined) continue;
          for (let record = 0; record < given.records; record++) expect(decided[strong[record] as number]).toBe(decided[record]);
        }
      }),
    );
  });

  it('names each cluster after its smallest record', () => {
    fc.assert(
      fc.property(graph, cutLists, (given, cuts) => {
        for (const own of cluster(given, cuts).clusters) {
          for (const [record, name] of own.entries()) {
            expect(name).toBeLessThanOrEqual(record);
            expect(own[name]).toBe(name);
          }
        }
      }),
    );
  });

  it('does not depend on the order of the pairs, to the last bit of the means', () => {
    const uneven = fc.tuple(graph, fc.infiniteStream(fc.double({ min: -5, max: 12, noNaN: true }))).map(([given, weights]) => ({
      ...given,
      pairs: given.pairs.map((pair) => ({ ...pair, weight: weights.next().value as number })),
    }));
    fc.assert(
      fc.property(
        uneven.chain((given) => fc.tuple(fc.constant(given), fc.shuffledSubarray([...given.pairs], { minLength: given.pairs.length }))),
        cutLists,
        ([given, pairs], cuts) => {
          expect(groupsOf(cluster({ ...given, pairs }, cuts))).toEqual(groupsOf(cluster(given, cuts)));
        },
      ),
    );
  });
});

describe('one link between two groups', () => {
  const family = [0, 1, 2].flatMap((left) => [0, 1, 2].flatMap((right) => (left < right ? [{ left, right, weight: 10 }] : [])));
  const other = family.map(({ left, right, weight }) => ({ left: left + 3, right: right + 3, weight }));

  it('does not join them when it is the only one', () => {
    const pairs = [...family, ...other, { left: 2, right: 3, weight: 9 }];
    expect(groupsOf(cluster({ records: 6, pairs, together: [], apart: [] }, [4]))).toEqual([[0, 0, 0, 3, 3, 3]]);
  });

  it('joins them when every pair between them agrees, each of them a little too weak by itself', () => {
    const between = [0, 1, 2].flatMap((left) => [3, 4, 5].map((right) => ({ left, right, weight: 3 })));
    const graphOf = { records: 6, pairs: [...family, ...other, ...between], together: [], apart: [] };
    expect(groupsOf(cluster(graphOf, [4]))).toEqual([[0, 0, 0, 0, 0, 0]]);
    expect(groupsOf(cluster({ ...graphOf, apart: [[2, 3]] }, [4]))).toEqual([[0, 0, 0, 3, 3, 3]]);
  });

  it('weighs no more and no less than a link can weigh', () => {
    const crossing = (first: number, others: number): Graph => ({
      records: 4,
      pairs: [
        { left: 1, right: 2, weight: first },
        { left: 0, right: 2, weight: others },
        { left: 0, right: 3, weight: others },
        { left: 1, right: 3, weight: others },
      ],
      together: [
        [0, 1],
        [2, 3],
      ],
      apart: [],
    });
    // At the most 30 and at the least -10: the sum of four is 0, and 80.
    expect(groupsOf(cluster(crossing(1000, -15), [4]))).toEqual([[0, 0, 2, 2]]);
    expect(groupsOf(cluster(crossing(-1000, 30), [4]))).toEqual([[0, 0, 0, 0]]);
  });

  it('refuses what belongs together where others have been judged apart, and says which', () => {
    const given = {
      records: 4,
      pairs: [],
      together: [
        [0, 1],
        [1, 2],
        [2, 3],
      ] as Couple[],
      apart: [[0, 2]] as Couple[],
    };
    const found = cluster(given, [0]);
    expect(groupsOf(found)).toEqual([[0, 0, 2, 2]]);
    expect(found.refused).toEqual([1]);
  });

  it('never joins who were judged apart, even where the mean comes back to what it was before they were in it', () => {
    const pairs = [
      { left: 0, right: 1, weight: 0 },
      { left: 0, right: 3, weight: 4.5 },
      { left: 1, right: 2, weight: 4.5 },
      { left: 2, right: 3, weight: 8 },
    ];
    // 0 and 1 are offered at a mean of 0; with 3 and 2 it is 0 + 8 - 2 * 4 over more pairs, and 0 again.
    expect(groupsOf(cluster({ records: 4, pairs, together: [], apart: [[2, 3]] }, [0]))).toEqual([[0, 1, 1, 0]]);
  });

  it('has nothing to join in an empty list and in a list of one', () => {
    expect(groupsOf(cluster({ records: 0, pairs: [], together: [], apart: [] }, [4, 0]))).toEqual([[], []]);
    expect(groupsOf(cluster({ records: 1, pairs: [], together: [], apart: [] }, [4, 0]))).toEqual([[0], [0]]);
  });
});
