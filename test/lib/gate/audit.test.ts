import { describe, expect, it } from 'vitest';

import { inferredBands, jointRanges, passesAudit, passesJointAudit } from '../../../src/lib/gate/audit.js';
import { type BandRule, bandOf, isSmallest } from '../../../src/lib/gate/bands.js';
import type { Band } from '../../../src/lib/model/breakdown.js';
import { candidatesOf, forEachInBox, forEachTable, sumOf } from '../../helpers/tables.js';

const bandsOf = (counts: readonly number[], rule?: BandRule): Band[] => counts.map((count) => bandOf(count, rule));
const rangeOf = (values: ReadonlySet<number>): Band => ({ from: Math.min(...values), to: Math.max(...values) });

describe('the band of a count', () => {
  it.each<[number, number, number]>([
    [0, 0, 9],
    [9, 0, 9],
    [10, 10, 19],
    [19, 10, 19],
    [145, 140, 149],
    [999, 990, 999],
    [1000, 1000, 1009],
    [9999, 9990, 9999],
    [10_000, 10_000, 10_099],
    [12_345, 12_300, 12_399],
    [99_999, 99_900, 99_999],
    [100_000, 100_000, 100_999],
    [1_234_567, 1_230_000, 1_239_999],
    [123_456_789, 123_000_000, 123_999_999],
  ])('of %i is %i to %i', (count, from, to) => {
    expect(bandOf(count)).toEqual({ from, to });
  });

  it('cuts all whole numbers into bands without gap or overlap', () => {
    let next = 0;
    for (let bands = 0; bands < 2500; bands++) {
      const band = bandOf(next);
      expect(band.from).toBe(next);
      expect(bandOf(band.to)).toEqual(band);
      expect(isSmallest(band)).toBe(next === 0);
      next = band.to + 1;
    }
    expect(next).toBeGreaterThan(100_000);
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])('refuses %d', (count) => {
    expect(() => bandOf(count)).toThrow('whole number');
  });
});

describe('the audit of one table', () => {
  // Vectors V1 to V7; rule 1 (total and number of areas) is not the audit's business.
  it.each<[string, readonly number[], boolean, Band | null]>([
    ['V1: passes', [3, 0, 27, 145, 9, 10, 19, 20], true, { from: 0, to: 9 }],
    ['V2: all at the lower ends', [0, 0, 0, 50], false, { from: 0, to: 0 }],
    ['V3: all at the upper ends', [9, 9, 9, 19], false, { from: 9, to: 9 }],
    ['V4: one small cell among three', [4, 112, 250], false, { from: 0, to: 6 }],
    ['V5: one above the lower ends', [1, 0, 0, 50], false, { from: 0, to: 1 }],
    ['V6: nothing but small cells', [2, 2, 2], false, { from: 0, to: 6 }],
    ['V7: passes, though rule 1 refuses it', [11, 6, 4, 3, 1], true, { from: 0, to: 9 }],
  ])('%s', (_, counts, passes, smallCell) => {
    const bands = bandsOf(counts);
    expect(passesAudit(bands, sumOf(counts), 10)).toBe(passes);
    const small = inferredBands(bands, sumOf(counts))[bands.findIndex((band) => isSmallest(band))];
    expect(small).toEqual(smallCell);
  });

  it('shows V1 as the rule has it', () => {
    expect(bandsOf([3, 0, 27, 145, 9, 10, 19, 20]).map(({ from, to }) => `${from}-${to}`)).toEqual([
      '0-9',
      '0-9',
      '20-29',
      '140-149',
      '0-9',
      '10-19',
      '10-19',
      '20-29',
    ]);
  });

  it('equals enumeration for every table of up to 5 cells with counts up to 11, for k = b = 10', () => {
    let tables = 0;
    for (let cells = 1; cells <= 5; cells++) {
      // Counts up to 11 have two bands; what fits a release reaches beyond 11, so the whole box is walked.
      const labels = new Set<string>();
      forEachTable(cells, 1, (choice) => labels.add(choice.join('')));
      const byRelease = new Map<string, { ranges: Band[]; isChecked: boolean }>();
      for (const label of labels) {
        forEachInBox(
          [...label].map((choice) => bandOf(choice === '0' ? 0 : 10)),
          (counts) => {
            const key = `${label} ${sumOf(counts)}`;
            let seen = byRelease.get(key);
            if (seen === undefined) {
              seen = { ranges: counts.map((count) => ({ from: count, to: count })), isChecked: false };
              byRelease.set(key, seen);
            }
            for (const [index, count] of counts.entries()) {
              const range = seen.ranges[index];
              if (range === undefined || (count >= range.from && count <= range.to)) continue;
              seen.ranges[index] = { from: Math.min(range.from, count), to: Math.max(range.to, count) };
            }
          },
        );
      }
      forEachTable(cells, 11, (counts) => {
        tables++;
        const total = sumOf(counts);
        const seen = byRelease.get(`${counts.map((count) => (count < 10 ? '0' : '1')).join('')} ${total}`);
        if (seen?.isChecked === true) return;
        const bands = bandsOf(counts);
        expect(inferredBands(bands, total)).toEqual(seen?.ranges);
        const isNarrow = seen?.ranges.some(({ from, to }, index) => (counts[index] ?? 0) < 10 && to - from < 9);
        expect(passesAudit(bands, total, 10)).toBe(isNarrow === false);
        if (seen !== undefined) seen.isChecked = true;
      });
    }
    expect(tables).toBe(12 + 12 ** 2 + 12 ** 3 + 12 ** 4 + 12 ** 5);
  });

  // What the reader knows here is the whole rule, so tables are grouped by all that is released: bands and total, or "withheld".
  it.each<[string, BandRule, number, number, number]>([
    ['k = b = 4, four areas, counts 0 to 11 (20,736 tables)', { smallest: 4, step: 4, wider: [] }, 4, 11, 20_736],
    [
      'bands that widen, k = b = 2, then 4 and 8 wide',
      {
        smallest: 2,
        step: 2,
        wider: [
          { from: 4, step: 4 },
          { from: 8, step: 8 },
        ],
      },
      3,
      15,
      4096,
    ],
    ['k = 3, b = 2, five areas', { smallest: 3, step: 2, wider: [] }, 5, 6, 16_807],
  ])('lets no published table pin a small cell: %s', (_, rule, cells, max, expectedTables) => {
    const keyOf = (counts: readonly number[]): string => {
      const bands = bandsOf(counts, rule);
      const total = sumOf(counts);
      return passesAudit(bands, total, rule.smallest) ? `${bands.map(({ from }) => from).join(',')} of ${total}` : 'withheld';
    };
    const candidates = candidatesOf(cells, max, keyOf);
    const unaudited = candidatesOf(
      cells,
      max,
      (counts) =>
        `${bandsOf(counts, rule)
          .map(({ from }) => from)
          .join(',')} of ${sumOf(counts)}`,
    );
    let tables = 0;
    let published = 0;
    let pinned = 0;
    let pinnedWithout = 0;
    const wrong: unknown[] = [];
    const checked = new Set<string>();
    forEachTable(cells, max, (counts) => {
      tables++;
      const bands = bandsOf(counts, rule);
      const total = sumOf(counts);
      const released = `${bands.map(({ from }) => from).join(',')} of ${total}`;
      const alone = unaudited.get(released) ?? [];
      pinnedWithout += counts.filter((count, index) => count < rule.smallest && alone[index]?.size === 1).length;
      for (const [index, range] of checked.has(released) ? [] : inferredBands(bands, total).entries()) {
        const values = alone[index] ?? new Set<number>();
        const is = rangeOf(values);
        if (is.from !== range.from || is.to !== range.to || values.size !== range.to - range.from + 1)
          wrong.push({ counts: [...counts], index });
      }
      checked.add(released);
      if (!passesAudit(bands, total, rule.smallest)) return;
      published++;
      const values = candidates.get(released) ?? [];
      pinned += counts.filter((count, index) => count < rule.smallest && (values[index]?.size ?? 0) < rule.smallest).length;
    });
    expect(tables).toBe(expectedTables);
    expect(wrong).toEqual([]);
    expect(pinned).toBe(0);
    // Both are needed for the test to mean anything: tables that pass, and leaks that the audit stops.
    expect(published).toBeGreaterThan(1000);
    expect(pinnedWithout).toBeGreaterThan(0);
  });
});

describe('hiding cells by looking at the others, as measured on all 10,000 tables of four areas with counts 0 to 9 (k = 4)', () => {
  const K = 4;
  /** Cells that a rule hides: the small ones, then the smallest others until the rule is content; equal counts in order. */
  const hidden = (counts: readonly number[], enough: (hidden: readonly number[]) => boolean): boolean[] => {
    const hide = counts.map((count) => count < K);
    const rest = counts.map((_, index) => index).filter((index) => !hide[index]);
    rest.sort((a, b) => (counts[a] ?? 0) - (counts[b] ?? 0) || a - b);
    while (hide.includes(true) && rest.length > 0 && !enough(counts.filter((_, index) => hide[index]))) hide[rest.shift() ?? 0] = true;
    return hide;
  };
  it.each<[string, (hidden: readonly number[]) => boolean, number, number]>([
    ['small cells alone', () => true, 3100, 1372],
    ['at least 2 cells', (cells) => cells.length >= 2, 194, 508],
    ['at least 2 cells that sum to k', (cells) => cells.length >= 2 && sumOf(cells) >= K, 145, 4],
    ['at least 3 cells that sum to 2k', (cells) => cells.length >= 3 && sumOf(cells) >= 2 * K, 11, 4],
  ])('hiding %s leaves cells that can be computed', (_, enough, pinned, pinnedZeros) => {
    const releaseOf = (counts: readonly number[]): string => {
      const hide = hidden(counts, enough);
      return `${counts.map((count, index) => (hide[index] ? '*' : count)).join(',')} of ${sumOf(counts)}`;
    };
    const candidates = candidatesOf(4, 9, releaseOf);
    const found = { nonZero: 0, zero: 0 };
    forEachTable(4, 9, (counts) => {
      const values = candidates.get(releaseOf(counts)) ?? [];
      for (const [index, count] of counts.entries()) if (count < K && values[index]?.size === 1) found[count === 0 ? 'zero' : 'nonZero']++;
    });
    expect(found).toEqual({ nonZero: pinned, zero: pinnedZeros });
  });
});

describe('the audit of two tables', () => {
  const two = (first: readonly number[], second: readonly number[], rule?: BandRule): Parameters<typeof jointRanges>[0] => ({
    first: bandsOf(first, rule),
    second: bandsOf(second, rule),
    firstTotal: sumOf(first),
    secondTotal: sumOf(second),
  });

  it('V8: two tables that tell nothing alone tell every count together', () => {
    const releases = two([9, 50, 60], [10, 50, 60]);
    expect(jointRanges(releases).map(({ first }) => first)).toEqual([
      { from: 9, to: 9 },
      { from: 50, to: 50 },
      { from: 60, to: 60 },
    ]);
    expect(passesJointAudit(releases, 10)).toBe(false);
  });

  it('passes where every area grew by much', () => {
    expect(passesJointAudit(two([3, 55, 120, 214, 33, 47], [7, 355, 520, 618, 233, 252]), 10)).toBe(true);
  });

  it('fails where three new signatures are all that is new', () => {
    expect(passesJointAudit(two([3, 55, 122, 214, 33, 44], [4, 56, 123, 214, 33, 44]), 10)).toBe(false);
  });

  it('fails where an area shrank out of its band', () => {
    expect(passesJointAudit(two([3, 55, 120, 214, 33], [7, 30, 520, 618, 233]), 10)).toBe(false);
  });

  it.each<[string, BandRule, number, number]>([
    ['k = b = 2, three areas, counts 0 to 5', { smallest: 2, step: 2, wider: [] }, 3, 5],
    ['k = b = 3, two areas, counts 0 to 8', { smallest: 3, step: 3, wider: [] }, 2, 8],
    ['bands that widen, two areas', { smallest: 2, step: 2, wider: [{ from: 4, step: 4 }] }, 2, 7],
  ])('equals enumeration of every pair of tables that grow: %s', (_, rule, cells, max) => {
    const releases = new Map<
      string,
      { ranges: { first: Set<number>; second: Set<number>; growth: Set<number> }[]; sample: Parameters<typeof jointRanges>[0] }
    >();
    forEachTable(cells, max, (first) => {
      forEachInBox(
        first.map((from) => ({ from, to: max })),
        (second) => {
          const released = two(first, second, rule);
          const key =
            [...released.first, ...released.second].map(({ from }) => from).join(',') +
            ` of ${released.firstTotal} and ${released.secondTotal}`;
          let seen = releases.get(key);
          if (seen === undefined) {
            seen = { ranges: first.map(() => ({ first: new Set(), second: new Set(), growth: new Set() })), sample: released };
            releases.set(key, seen);
          }
          for (const [index, range] of seen.ranges.entries()) {
            const before = first[index] ?? 0;
            const after = second[index] ?? 0;
            range.first.add(before);
            range.second.add(after);
            range.growth.add(after - before);
          }
        },
      );
    });
    const wrong: unknown[] = [];
    let passing = 0;
    for (const [key, { ranges, sample }] of releases) {
      for (const [index, range] of jointRanges(sample).entries()) {
        for (const what of ['first', 'second', 'growth'] as const) {
          const values = ranges[index]?.[what] ?? new Set<number>();
          const is = rangeOf(values);
          if (is.from !== range[what].from || is.to !== range[what].to || values.size !== is.to - is.from + 1)
            wrong.push({ key, index, what });
        }
      }
      if (!passesJointAudit(sample, rule.smallest)) continue;
      passing++;
      for (const [index, range] of ranges.entries()) {
        if (isSmallest(sample.first[index] ?? { from: 1, to: 1 }, rule) && range.first.size < rule.smallest) wrong.push({ key, index });
        if (isSmallest(sample.second[index] ?? { from: 1, to: 1 }, rule) && range.second.size < rule.smallest) wrong.push({ key, index });
      }
    }
    expect(wrong).toEqual([]);
    expect(passing).toBeGreaterThan(0);
  });
});

describe('bands of any shape', () => {
  it.each<[Band, boolean]>([
    [{ from: 0, to: 9 }, true],
    [{ from: 0, to: 99 }, false],
    [{ from: 5, to: 9 }, false],
    [{ from: 10, to: 19 }, false],
  ])('%j is the smallest: %s', (band, expected) => {
    expect(isSmallest(band)).toBe(expected);
  });

  it.each<[string, readonly Band[], number, boolean]>([
    [
      'a small cell narrowed from both sides',
      [
        { from: 0, to: 9 },
        { from: 13, to: 16 },
      ],
      19,
      false,
    ],
    [
      'wide cells from nobody on',
      [
        { from: 0, to: 99 },
        { from: 0, to: 99 },
      ],
      100,
      true,
    ],
    [
      'a narrow cell that ends where the smallest does',
      [
        { from: 5, to: 9 },
        { from: 100, to: 199 },
      ],
      200,
      true,
    ],
  ])('%s', (_, bands, total, passes) => {
    expect(passesAudit(bands, total, 10)).toBe(passes);
    const later = bands.map(({ from, to }) => ({ from: from + 1000, to: to + 1999 }));
    expect(passesJointAudit({ first: bands, second: later, firstTotal: total, secondTotal: total + 3000 }, 10)).toBe(passes);
  });

  const one = (first: number, second: number, secondTotal = second) =>
    passesJointAudit({ first: [{ from: first, to: first }], second: [{ from: second, to: second }], firstTotal: first, secondTotal }, 10);
  it.each<[string, boolean, boolean]>([
    ['of nine that is known exactly', one(50, 59), false],
    ['of ten that is known exactly', one(50, 60), true],
    ['of twenty that is known exactly', one(50, 70), true],
    ['that no table has', one(50, 70, 71), false],
    ['that no table has by far', one(50, 70, 90), false],
  ])('keep a growth %s: %s', (_, passes, expected) => {
    expect(passes).toBe(expected);
  });

  it('stop on a count that is none, as a defect of ours', () => {
    expect(() => bandOf(-1)).toThrow(expect.objectContaining({ code: 'band-count', exitCode: 70 }));
  });
});
