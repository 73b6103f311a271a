/**
 * When a campaign's pace will reach a number, with an interval of 95 %, or why the data cannot tell. A pace is whole weeks of the latest
 * counted signatures, so that quiet Sundays do not tilt it. How far it may be off is measured: by how much days differ, by how far a good day
 * draws others after it, and by how much the pace may be growing or wearing off without anybody seeing it yet, as most do.
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

/** A list that ends longer before the day of the check does not tell what goes on. */
const OLD_DAYS = DAYS_OF_WEEK;

/**
 * When `missing` more counted signatures will be there.
 * @param missing above zero
 * @param today the day of the check; a forecast names no day before it
 */
export function forecast(growth: Growth, missing: number, today: string): Forecast {
  const days = [...growth.byDay.keys()].sort();
  const dated = sum([...growth.byDay.values()]);
  if (dated === 0 || growth.undated / (dated + growth.undated) > UNDATED_MAX) return { canTell: false, reason: 'undated' };
  const [first = '', last = ''] = [days[0], days.at(-1)];
  if (daysBetween(last, today) > OLD_DAYS) return { canTell: false, reason: 'old' };
  // The last day is not over. It begins anew, and what it brought so far is still to come.
  const end = addDays(last, -1);
  const needed = missing + (growth.byDay.get(last) ?? 0);
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
  const spread = spreadOf(counts, pace);
  const halves = halvesOf(counts);
  if (isChanging(halves, spread.ofDays)) return { canTell: false, reason: 'changing' };
  const daysLikely = Math.ceil(needed / pace);
  if (daysLikely > DAYS_MAX) return { canTell: false, reason: 'far' };
  const reach = reachOf({ pace, days: counts.length, spread: spread.ofRuns, ...trendOf(halves, spread.ofRuns) });
  const dayFrom = (day: number): string => later(addDays(end, day), later(last, today));
  const earliest = Math.min(daysLikely, firstDay((day) => reach(day).most >= needed) ?? daysLikely);
  const latest = firstDay((day) => reach(day).least >= needed);
  return {
    canTell: true,
    pace,
    weeks,
    likely: dayFrom(daysLikely),
    earliest: dayFrom(earliest),
    latest: latest === null ? null : dayFrom(Math.max(daysLikely, latest)),
  };
}

/** What is known of a pace. `trend` is its growth a day, as a rate; `trendError` how far that may be off, at 95 %. */
interface Pace {
  readonly pace: number;
  /** Days that it is the mean of. */
  readonly days: number;
  readonly spread: number;
  readonly trend: number;
  readonly trendError: number;
}

/** The fewest and the most signatures of so many days to come, at 95 %. */
function reachOf({ pace, days, spread, trend, trendError }: Pace): (day: number) => { readonly least: number; readonly most: number } {
  // The pace was this high in the middle of its days, and grows or wears off from there.
  const after = (rate: number, day: number): number =>
    pace * (Math.abs(rate) < 1e-9 ? day : (Math.exp((rate * days) / 2) * Math.expm1(rate * day)) / rate);
  return (day) => {
    const middle = after(trend, day);
    // The noise of the days to come, and what the pace itself is off by.
    const noise = Z_95 * Math.sqrt(spread * pace * day + (day ** 2 * spread * pace) / days);
    return {
      least: middle - Math.hypot(noise, middle - after(trend - trendError, day)),
      most: middle + Math.hypot(noise, after(trend + trendError, day) - middle),
    };
  };
}

function firstDay(reaches: (day: number) => boolean): number | null {
  for (let day = 1; day <= DAYS_MAX; day++) if (reaches(day)) return day;
  return null;
}

/** How much more the counts of days, and of runs of days, differ than those of a Poisson process would: variance over mean, at least 1. */
interface Spread {
  readonly ofDays: number;
  /** With days that resemble those before them counted in: an article, a newsletter. */
  readonly ofRuns: number;
}

/**
 * Weekdays are held against their own mean, so that a weekly rhythm is no noise. Days that resemble their neighbours are weighed as in W. K.
 * Newey and K. D. West, "A Simple, Positive Semi-Definite, Heteroskedasticity and Autocorrelation Consistent Covariance Matrix",
 * Econometrica 55 (1987), 703-708, over a week.
 */
function spreadOf(counts: readonly number[], pace: number): Spread {
  const weeks = counts.length / DAYS_OF_WEEK;
  const means = Array.from({ length: DAYS_OF_WEEK }, (_, day) => sum(counts.filter((_, index) => index % DAYS_OF_WEEK === day)) / weeks);
  const rest = counts.map((count, index) => count - (means[index % DAYS_OF_WEEK] ?? 0));
  const together = (lag: number): number =>
    sum(rest.slice(lag).map((value, index) => value * (rest[index] ?? 0))) / (DAYS_OF_WEEK * (weeks - 1)) / pace;
  const ofDays = Math.max(1, together(0));
  let ofRuns = together(0);
  for (let lag = 1; lag < DAYS_OF_WEEK; lag++) ofRuns += 2 * (1 - lag / DAYS_OF_WEEK) * together(lag);
  return { ofDays, ofRuns: Math.max(ofDays, ofRuns) };
}

/** The signatures of the earlier and of the later weeks, as many days each. */
interface Halves {
  readonly days: number;
  readonly before: number;
  readonly after: number;
}

function halvesOf(counts: readonly number[]): Halves {
  const days = Math.floor(counts.length / DAYS_OF_WEEK / 2) * DAYS_OF_WEEK;
  return { days, before: sum(counts.slice(-2 * days, -days)), after: sum(counts.slice(-days)) };
}

/** Under one pace the halves differ by about the root of what both hold, times the spread. A trend makes runs of days too, so these are no excuse. */
function isChanging({ before, after }: Halves, spread: number): boolean {
  return before === 0 || Math.abs(after - before) > CHANGE_MAX * Math.sqrt(spread * (before + after));
}

function trendOf({ days, before, after }: Halves, spread: number): Pick<Pace, 'trend' | 'trendError'> {
  return { trend: Math.log(after / before) / days, trendError: (Z_95 * Math.sqrt(spread * (1 / after + 1 / before))) / days };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const later = (a: string, b: string): string => (a > b ? a : b);

const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
