/**
 * When a campaign's pace will reach a number, with an interval of 95 %, or why the data cannot tell. A pace is whole weeks of the latest
 * counted signatures, so that quiet Sundays do not tilt it; days differ more than chance alone would have it, and by how much is measured.
 */

import type { Forecast } from '../model/check-report.js';
import { Z_95 } from '../statistics.js';
import { addDays } from './dates.js';

/** Counted signatures by day, and those that carry no date. */
export interface Growth {
  readonly byDay: ReadonlyMap<string, number>;
  readonly undated: number;
}

const DAYS_OF_WEEK = 7;
const WEEKS_MIN = 2;
const WEEKS_MAX = 6;
const SIGNATURES_MIN = 30;
const UNDATED_MAX = 0.2;
const DAYS_MAX = 3_653;
/** Two halves of the weeks that differ by more standard errors than this have no common pace. */
const CHANGE_MAX = 2.58;

/**
 * When `missing` more counted signatures will be there.
 * @param missing above zero
 */
export function forecast(growth: Growth, missing: number): Forecast {
  const days = [...growth.byDay.keys()].sort();
  const dated = [...growth.byDay.values()].reduce((sum, count) => sum + count, 0);
  if (dated === 0 || growth.undated / (dated + growth.undated) > UNDATED_MAX) return { canTell: false, reason: 'undated' };
  const [first = '', last = ''] = [days[0], days.at(-1)];
  // The day of the export is not over.
  const end = addDays(last, -1);
  const weeks = Math.min(WEEKS_MAX, Math.floor(daysBetween(first, last) / DAYS_OF_WEEK));
  if (weeks < WEEKS_MIN) return { canTell: false, reason: 'short' };
  const counts = Array.from(
    { length: weeks * DAYS_OF_WEEK },
    (_, index) => growth.byDay.get(addDays(end, index + 1 - weeks * DAYS_OF_WEEK)) ?? 0,
  );
  const total = sum(counts);
  if (sum(counts.slice(-DAYS_OF_WEEK)) === 0) return { canTell: false, reason: 'stopped' };
  if (total < SIGNATURES_MIN) return { canTell: false, reason: 'few' };
  const pace = total / counts.length;
  const spread = dispersion(counts, pace);
  if (isChanging(counts, spread)) return { canTell: false, reason: 'changing' };
  const daysLikely = Math.ceil(missing / pace);
  if (daysLikely > DAYS_MAX) return { canTell: false, reason: 'far' };
  // After d days: the noise of those days, and d times what the pace itself is off by.
  const error = (d: number): number => Math.sqrt(spread * pace * d + (d ** 2 * spread * pace) / counts.length);
  const firstDay = (reaches: (d: number) => boolean): number | null => {
    for (let d = 1; d <= DAYS_MAX; d++) if (reaches(d)) return d;
    return null;
  };
  const earliest = firstDay((d) => pace * d + Z_95 * error(d) >= missing) ?? daysLikely;
  const latest = firstDay((d) => pace * d - Z_95 * error(d) >= missing);
  return {
    canTell: true,
    pace,
    weeks,
    likely: addDays(end, daysLikely),
    earliest: addDays(end, earliest),
    latest: latest === null ? null : addDays(end, latest),
  };
}

/**
 * How much more days differ than those of a Poisson process would: the variance of weekdays around their own mean over the mean, at least 1. A
 * weekly rhythm is no noise.
 */
function dispersion(counts: readonly number[], pace: number): number {
  const weeks = counts.length / DAYS_OF_WEEK;
  const ofWeekday = (day: number): number[] => counts.filter((_, index) => index % DAYS_OF_WEEK === day);
  const squares = sum(
    Array.from({ length: DAYS_OF_WEEK }, (_, day) => {
      const own = ofWeekday(day);
      const mean = sum(own) / own.length;
      return sum(own.map((count) => (count - mean) ** 2));
    }),
  );
  return Math.max(1, squares / (DAYS_OF_WEEK * (weeks - 1)) / pace);
}

function isChanging(counts: readonly number[], spread: number): boolean {
  const half = Math.floor(counts.length / DAYS_OF_WEEK / 2) * DAYS_OF_WEEK;
  const [before, after] = [sum(counts.slice(-2 * half, -half)), sum(counts.slice(-half))];
  // Under one pace the halves differ by about the root of what both hold, times the spread.
  return Math.abs(after - before) > CHANGE_MAX * Math.sqrt(spread * (before + after));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
