/**
 * Hours in which far more people signed than at the same hour of the days around. It says that something happened, not that something is
 * wrong. Counts are Poisson; because the busiest of thousands of hours is busy by chance, each is also held against the most surprising
 * hour of campaigns that are drawn anew with the same rhythm.
 */

import type { Candidate, SignalColumns, SignalResult, SignalSettings } from './columns.js';
import { HOUR } from './columns.js';
import type { Random } from './random.js';
import { poissonTail } from './tails.js';
import { timedRows, windowsOf } from './windows.js';

const HOURS_A_DAY = 24;

/** What the same hour of up to `days` days before and after, inside the campaign, lets expect. */
export function expectedByHour(counts: readonly number[], days: number): number[] {
  return counts.map((_, hour) => {
    let sum = 0;
    let hours = 0;
    for (let day = -days; day <= days; day++) {
      const other = hour + day * HOURS_A_DAY;
      if (day === 0 || other < 0 || other >= counts.length) continue;
      sum += counts[other] ?? 0;
      hours++;
    }
    // One more than was seen, so that a quiet hour is rare and not impossible.
    return hours === 0 ? Number.POSITIVE_INFINITY : (sum + 1) / hours;
  });
}

/** Bursts, by hours of the campaign from its first signature to its last. */
export function findBursts(columns: SignalColumns, settings: SignalSettings, random: Random): SignalResult {
  const { days, seenMin, scans, scanMax } = settings.burst;
  const windows = windowsOf(timedRows(columns, true), columns.time, HOUR, 0, 1);
  const first = windows[0]?.from ?? 0;
  const counts = Array.from({ length: ((windows.at(-1)?.from ?? 0) - first) / HOUR + (windows.length === 0 ? 0 : 1) }, () => 0);
  for (const { from, rows } of windows) counts[(from - first) / HOUR] = rows.length;
  const expected = expectedByHour(counts, days);
  const limit = scanLimit(expected, { scans, scanMax, random });
  const candidates = windows.flatMap(({ from, to, rows }): Candidate[] => {
    const usual = expected[(from - first) / HOUR] ?? Number.POSITIVE_INFINITY;
    const p = poissonTail(rows.length, usual);
    if (rows.length < seenMin || rows.length < settings.ratioMin * usual || p > limit) return [];
    return [{ rows, from, to, of: null, expected: usual, p, measure: null, key: `hour:${from}` }];
  });
  return { tests: windows.length, candidates };
}

/** The p that the most surprising hour of a drawn campaign undercuts in a share of `scanMax` of all draws. */
function scanLimit(
  expected: readonly number[],
  { scans, scanMax, random }: { readonly scans: number; readonly scanMax: number; readonly random: Random },
): number {
  const usual = expected.filter((value) => Number.isFinite(value));
  const least: number[] = [];
  for (let scan = 0; scan < scans; scan++) {
    let best = 1;
    for (const value of usual) {
      const seen = random.poisson(value);
      // Only what is above what was expected can be the most surprising.
      if (seen > value) best = Math.min(best, poissonTail(seen, value));
    }
    least.push(best);
  }
  least.sort((a, b) => a - b);
  return least[Math.floor(scanMax * (scans + 1)) - 1] ?? 0;
}
