import { describe, expect, it } from 'vitest';

import { addDays } from '../../../src/lib/thresholds/dates.js';
import { forecast as forecastOn, type Growth } from '../../../src/lib/thresholds/forecast.js';
import { runs } from '../../helpers/runs.js';

/** Daily counts up to the day before 1 June 2026, which is the day of the export. */
function growth(counts: readonly number[], undated = 0): Growth {
  const byDay = new Map(
    counts.map((count, index) => [addDays('2026-06-01', index - counts.length), count] as const).filter(([, n]) => n > 0),
  );
  byDay.set('2026-06-01', 1);
  return { byDay, undated };
}

const forecast = (given: Growth, missing: number, today = '2026-06-01'): ReturnType<typeof forecastOn> => forecastOn(given, missing, today);

const repeat = (week: readonly number[], weeks: number): number[] => Array.from({ length: weeks }, () => week).flat();

/** The rates of the days of a campaign: articles come about every second week and pass in days, a campaign wears off in months. */
function rates(kind: string, next: () => number): () => number {
  let [extra, steady] = [0, 40];
  if (kind === 'uneven') return () => 40 * (0.5 + next());
  return () => {
    extra = kind === 'bursts' ? extra * 0.6 + (next() < 1 / 14 ? 120 : 0) : 0;
    steady = kind === 'bursts' ? 24 : steady * 0.5 ** (1 / 90);
    return steady + extra;
  };
}

describe('the forecast', () => {
  it('goes on at the pace of the latest weeks, from the last whole day', () => {
    const found = forecast(growth(repeat([100, 100, 100, 100, 100, 100, 100], 6)), 999);
    expect(found).toMatchObject({ canTell: true, pace: 100, weeks: 6, likely: '2026-06-10' });
    if (!found.canTell) return;
    expect(found.earliest <= found.likely).toBe(true);
    expect(found.latest !== null && found.latest >= found.likely).toBe(true);
  });

  it('does not take what the last day has brought so far for what it will bring', () => {
    const steady = repeat([100, 100, 100, 100, 100, 100, 100], 6);
    const evening = { byDay: new Map([...growth(steady).byDay, ['2026-06-01', 90]]), undated: 0 };
    // In the morning 1,000 are missing, in the evening 911: the same day is meant.
    expect(forecast(evening, 911)).toMatchObject({ likely: '2026-06-11' });
    expect(forecast(growth(steady), 1_000)).toMatchObject({ likely: '2026-06-11' });
  });

  it('names no day that is over, and does not take an old list for today’s', () => {
    const steady = growth(repeat([100, 100, 100, 100, 100, 100, 100], 6));
    const found = forecast(steady, 20, '2026-06-06');
    expect(found).toMatchObject({ canTell: true, likely: '2026-06-06', earliest: '2026-06-06', latest: '2026-06-06' });
    expect(forecast(steady, 1_000, '2026-06-08')).toMatchObject({ canTell: true });
    expect(forecast(steady, 1_000, '2026-06-09')).toEqual({ canTell: false, reason: 'old' });
    // A check as of an earlier day reads the same list.
    expect(forecast(steady, 1_000, '2026-01-01')).toMatchObject({ canTell: true });
  });

  it('allows for a pace that wears off before anybody sees it: further away it may never get there', () => {
    const steady = growth(repeat([20, 20, 20, 20, 20, 20, 20], 6));
    const [near, far] = [forecast(steady, 140), forecast(steady, 20_000)];
    if (!near.canTell || !far.canTell) throw new Error('it can tell');
    expect(near.latest).not.toBeNull();
    expect(far.latest).toBeNull();
  });

  it('does not take a weekly rhythm for noise', () => {
    const even = forecast(growth(repeat([100, 100, 100, 100, 100, 100, 100], 6)), 10_000);
    const rhythm = forecast(growth(repeat([150, 150, 150, 150, 100, 0, 0], 6)), 10_000);
    if (!even.canTell || !rhythm.canTell) throw new Error('it can tell');
    expect([rhythm.earliest, rhythm.latest]).toEqual([even.earliest, even.latest]);
  });

  it('is less sure the more days differ', () => {
    const uneven = [...repeat([20, 180, 60, 140, 100, 190, 10], 3), ...repeat([180, 20, 140, 60, 100, 10, 190], 3)];
    const [even, rough] = [growth(repeat([100, 100, 100, 100, 100, 100, 100], 6)), growth(uneven)].map((each) => forecast(each, 5_000));
    if (even?.canTell !== true || rough?.canTell !== true) throw new Error('it can tell');
    expect(rough.earliest < even.earliest).toBe(true);
    expect(rough.latest === null || rough.latest > (even.latest ?? '')).toBe(true);
  });

  it.each([
    ['undated', growth(repeat([10, 10, 10, 10, 10, 10, 10], 4), 200)],
    ['undated', { byDay: new Map(), undated: 0 }],
    ['short', growth([50, 50, 50, 50, 50])],
    ['few', growth([...repeat([0, 0, 0, 0, 0, 0, 0], 3), 1, 0, 1, 0, 1, 0, 1].map((count, index) => (index === 0 ? 1 : count)))],
    ['stopped', growth([...repeat([50, 50, 50, 50, 50, 50, 50], 4), ...repeat([0, 0, 0, 0, 0, 0, 0], 2)].slice(0, 41))],
    ['changing', growth([...repeat([200, 200, 200, 200, 200, 200, 200], 3), ...repeat([20, 20, 20, 20, 20, 20, 20], 3)])],
  ] as const)('says that it cannot tell: %s', (reason, given) => {
    expect(forecast(given, 1_000)).toEqual({ canTell: false, reason });
  });

  it('does not look further than ten years', () => {
    expect(forecast(growth(repeat([2, 2, 2, 2, 2, 2, 2], 6)), 10_000_000)).toEqual({ canTell: false, reason: 'far' });
  });

  it.each(['uneven', 'bursts', 'wearing off'])('holds the true day about as often as it says: %s', (kind) => {
    // Campaigns by a generator with a seed.
    let state = 42;
    const next = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const poisson = (rate: number): number => {
      let count = -1;
      for (let product = 1; product > Math.exp(-rate); count++) product *= next();
      return count;
    };
    let [told, holds] = [0, 0];
    for (let campaign = 0; campaign < runs(150, 600); campaign++) {
      const rate = rates(kind, next);
      const day = (): number => poisson(rate());
      const found = forecast(growth(Array.from({ length: 42 }, day)), 800);
      if (!found.canTell) continue;
      told++;
      let [sum, days] = [0, 0];
      while (sum < 801 && days < 3_000) {
        sum += day();
        days++;
      }
      const truth = addDays('2026-05-31', days);
      if (truth >= found.earliest && (found.latest === null || truth <= found.latest)) holds++;
    }
    expect(told).toBeGreaterThan(runs(150, 600) * 0.4);
    // Taking every day for itself gave 0.7 with bursts, and 0.1 while wearing off.
    expect(holds / told).toBeGreaterThan(kind === 'bursts' ? 0.85 : 0.9);
  });
});
