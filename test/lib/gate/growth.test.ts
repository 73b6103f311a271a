import { describe, expect, it } from 'vitest';

import { BAND_RULE, type BandRule, bandOf } from '../../../src/lib/gate/bands.js';
import { countByWeek, type DayCount, decideGrowth, type GrowthDecision, wholeWeeks } from '../../../src/lib/gate/growth.js';
import type { PackedRelease } from '../../../src/lib/model/breakdown.js';
import type { PackedGrowth } from '../../../src/lib/model/growth.js';
import { candidatesOf, sumOf } from '../../helpers/tables.js';

const FROM = '2026-06-01';
const dayOf = (days: number): string => new Date(Date.parse(FROM) + days * 86_400_000).toISOString().slice(0, 10);

/** Signatures in the middle of each week, and last those without a date. */
const daysOf = (counts: readonly number[]): DayCount[] =>
  counts.map((count, week) => ({ day: week === counts.length - 1 ? '' : dayOf(7 * week + 3), count }));

interface Given {
  readonly packed?: readonly PackedRelease[];
  readonly date?: string;
  readonly from?: string;
  readonly rule?: BandRule;
}

function decide(counts: readonly number[], { packed = [], date, from = FROM, rule = BAND_RULE }: Given = {}): GrowthDecision {
  const end = date ?? dayOf(7 * (counts.length - 1) - 1);
  return decideGrowth({ from, date: end, days: daysOf(counts), total: sumOf(counts), packed }, rule);
}

const reasonOf = (decision: GrowthDecision): string => (decision.outcome === 'withheld' ? decision.reason : 'published');
const packedWith = (signatures: number | null, growth?: PackedGrowth): PackedRelease => ({
  release: 'b'.repeat(64),
  date: '2026-07-01',
  signatures,
  named: 0,
  places: 0,
  breakdown: null,
  ...(growth === undefined ? {} : { growth }),
});
const seriesOf = (decision: GrowthDecision): PackedGrowth => {
  if (decision.outcome === 'withheld') throw new Error(decision.reason);
  return decision.packed;
};

const GOOD = [400, 300, 7, 150, 0, 120, 80, 25, 12];

describe('weeks', () => {
  it.each([
    ['2026-06-01', 0],
    ['2026-06-06', 0],
    ['2026-06-07', 1],
    ['2026-06-13', 1],
    ['2026-06-14', 2],
    ['2026-05-31', 0],
    ['2025-01-01', 0],
  ])('that are over by %s: %i', (date, weeks) => {
    expect(wholeWeeks(FROM, date)).toBe(weeks);
  });

  it('hold their seven days, and everything else is one cell', () => {
    const days = [
      { day: '2026-05-31', count: 1 },
      { day: '2026-06-01', count: 2 },
      { day: '2026-06-07', count: 4 },
      { day: '2026-06-08', count: 8 },
      { day: '2026-06-15', count: 16 },
      { day: '', count: 32 },
      { day: '2026-99-99', count: 64 },
    ];
    expect(countByWeek(FROM, 2, days)).toEqual([6, 8, 113]);
  });
});

describe('whether weekly numbers may leave', () => {
  it('gives each week its own band, in order, with the exact total', () => {
    const decision = decide(GOOD);
    expect(decision).toMatchObject({ outcome: 'published', growth: { from: FROM, smallest: 10, total: sumOf(GOOD) } });
    expect(seriesOf(decision).weeks).toEqual(GOOD.slice(0, -1).map((count) => bandOf(count)));
    expect(seriesOf(decision).elsewhere).toEqual({ from: 10, to: 19 });
  });

  it.each<[string, readonly number[], Given, string]>([
    ['999 signatures', [400, 300, 100, 100, 50, 49, 0], {}, 'total-too-small'],
    ['1,000 signatures', [400, 300, 100, 100, 50, 25, 25], {}, 'published'],
    ['four weeks', [400, 300, 200, 100, 0], {}, 'too-few-weeks'],
    ['a first day after the pack', GOOD, { from: '2027-01-01' }, 'too-few-weeks'],
    ['a first day long ago', GOOD, { from: '1926-06-01' }, 'too-many-weeks'],
    ['small weeks that the total pins', [1000, 0, 0, 0, 0, 0], {}, 'audit-failed'],
    ['small weeks that the upper ends pin', [1009, 9, 9, 9, 9, 9], {}, 'audit-failed'],
  ])('%s: %s', (_, counts, given, expected) => {
    expect(reasonOf(decide(counts, given))).toBe(expected);
  });

  it('leaves no small week fewer values than its band, by enumeration; without the audit some would be known', () => {
    const rule: BandRule = { smallest: 3, step: 3, wider: [] };
    // One large week, so that there are enough signatures; its bands are whole in what is enumerated.
    const shift = (counts: readonly number[]): number[] => counts.map((count, index) => (index === 0 ? count + 1002 : count));
    const examples = new Map<string, number[]>();
    const releaseOf = (counts: readonly number[]): string => {
      const shown = JSON.stringify([sumOf(counts), shift(counts).map((count) => bandOf(count, rule).from)]);
      if (!examples.has(shown)) examples.set(shown, shift(counts));
      return shown;
    };
    let isToldWithout = 0;
    let published = 0;
    for (const [release, values] of candidatesOf(6, 5, releaseOf)) {
      const example = examples.get(release) ?? [];
      const isTold = values.some((candidates, index) => (example[index] ?? 0) < rule.smallest && candidates.size < rule.smallest);
      if (isTold) isToldWithout++;
      if (reasonOf(decide(example, { rule })) !== 'published') continue;
      published++;
      expect(isTold, release).toBe(false);
    }
    expect(published).toBeGreaterThan(100);
    expect(isToldWithout).toBeGreaterThan(100);
  });

  it('is the same whatever the days inside a week are', () => {
    const days = daysOf(GOOD);
    const moved = days.map(({ day, count }) => ({
      day: day === '' ? '' : new Date(Date.parse(day) + 2 * 86_400_000).toISOString().slice(0, 10),
      count,
    }));
    const date = dayOf(7 * (GOOD.length - 1) - 1);
    const input = { from: FROM, date, total: sumOf(GOOD), packed: [] };
    expect(decideGrowth({ ...input, days: moved })).toEqual(decideGrowth({ ...input, days }));
  });
});

describe('weekly numbers beside earlier packs', () => {
  const first = decide(GOOD);

  it('are published again as they are', () => {
    expect(decide(GOOD, { packed: [packedWith(sumOf(GOOD), seriesOf(first))] })).toEqual(first);
    const after = { ...packedWith(sumOf(GOOD)), date: dayOf(7 * GOOD.length) };
    expect(reasonOf(decide(GOOD, { packed: [after, packedWith(null)] }))).toBe('published');
  });

  it.each<[string, PackedRelease, string]>([
    ['another total', packedWith(sumOf(GOOD) - 1), 'another-total-before'],
    ['the same total while the weeks went on, without a series', packedWith(sumOf(GOOD)), 'same-total-before'],
    ['another total and its own series', packedWith(1100, seriesOf(decide([403, 303, 203, 103, 103, 3, 3]))), 'another-total-before'],
    ['the same total and another first day', packedWith(sumOf(GOOD), { ...seriesOf(first), from: '2026-06-02' }), 'another-series-before'],
    [
      'the same total and one week in another band',
      packedWith(sumOf(GOOD), { ...seriesOf(first), weeks: seriesOf(first).weeks.with(2, { from: 10, to: 19 }) }),
      'another-series-before',
    ],
    [
      'the same total and fewer weeks',
      packedWith(sumOf(GOOD), { ...seriesOf(first), weeks: seriesOf(first).weeks.slice(1) }),
      'another-series-before',
    ],
    [
      'the same total and another rest',
      packedWith(sumOf(GOOD), { ...seriesOf(first), elsewhere: { from: 0, to: 9 } }),
      'another-series-before',
    ],
  ])('are withheld after %s', (_, packed, reason) => {
    expect(reasonOf(decide(GOOD, { packed: [packed] }))).toBe(reason);
  });
});
