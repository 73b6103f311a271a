/**
 * Signatures by week, as far as they may leave. Weeks are counted from a day that the campaign file gives, never from the first
 * signature: a window that begins where somebody signed says that somebody did. Each week is a cell like an area, banded by its own
 * count alone; the series is audited as a whole, published or withheld. See docs/decisions/growth.md.
 */

import { assertHolds } from '../errors.js';
import type { Band, PackedRelease } from '../model/breakdown.js';
import type { IsoDate } from '../model/campaign.js';
import type { GrowthReason, PackedGrowth, ReleaseGrowth } from '../model/growth.js';
import { formatCount } from '../text.js';
import { passesAudit } from './audit.js';
import { BAND_RULE, type BandRule, bandOf } from './bands.js';

/** Fewer signatures are not told apart by time at all: most weeks of a small campaign point at people. */
export const GROWTH_TOTAL_MIN = 1000;
/** A line of fewer weeks shows nothing that the total does not. */
export const WEEKS_MIN = 5;
/** Six years; nobody reads more, and no campaign was meant that gives such a day. */
export const WEEKS_MAX = 313;

const DAY = 86_400_000;
const DAYS_OF_WEEK = 7;

/** Counted signatures of one day; the empty string is what has no date. */
export interface DayCount {
  readonly day: string;
  readonly count: number;
}

export interface GrowthInput {
  /** The first day of the first week. */
  readonly from: IsoDate;
  /** The day of the pack. Only weeks that are over by then are weeks of the series. */
  readonly date: IsoDate;
  readonly days: readonly DayCount[];
  /** The exact total that the pack prints. */
  readonly total: number;
  /** What was packed earlier, oldest first. */
  readonly packed: readonly PackedRelease[];
}

export type GrowthDecision =
  | { readonly outcome: 'published'; readonly growth: ReleaseGrowth; readonly packed: PackedGrowth }
  | { readonly outcome: 'withheld'; readonly reason: GrowthReason; readonly explanation: string };

/** How many whole weeks there are from one day to the end of another; none when the first day is later. */
export function wholeWeeks(from: IsoDate, date: IsoDate): number {
  const days = (Date.parse(date) - Date.parse(from)) / DAY + 1;
  return Math.max(0, Math.floor(days / DAYS_OF_WEEK));
}

/**
 * Exact counts by week, and last everything else. What lies after the last whole week is no cell of its own: a rest of a week may be
 * a single day.
 */
export function countByWeek(from: IsoDate, weeks: number, days: readonly DayCount[]): number[] {
  const counts = new Array<number>(weeks + 1).fill(0);
  const first = Date.parse(from);
  for (const { day, count } of days) {
    const week = Math.floor((Date.parse(day) - first) / (DAYS_OF_WEEK * DAY));
    const cell = week >= 0 && week < weeks ? week : weeks;
    counts[cell] = (counts[cell] ?? 0) + count;
  }
  return counts;
}

/** Decides, once: there is no second try with other bands or other weeks, which would tell that the first ones failed. */
export function decideGrowth(input: GrowthInput, rule: BandRule = BAND_RULE): GrowthDecision {
  const { from, total, packed } = input;
  const weeks = wholeWeeks(from, input.date);
  if (total < GROWTH_TOTAL_MIN) {
    return withheld(
      'total-too-small',
      `Weekly numbers need at least ${formatCount(GROWTH_TOTAL_MIN)} signatures; with fewer, most weeks point at people.`,
    );
  }
  if (weeks < WEEKS_MIN)
    return withheld('too-few-weeks', `There are fewer than ${WEEKS_MIN} whole weeks from that day to the day of the pack.`);
  if (weeks > WEEKS_MAX) return withheld('too-many-weeks', `There are more than ${WEEKS_MAX} weeks from that day to the day of the pack.`);
  const counts = countByWeek(from, weeks, input.days);
  assertHolds(counts.reduce((sum, count) => sum + count, 0) === total, 'growth-total', 'The weeks do not add up to the total.');
  const bands = counts.map((count) => bandOf(count, rule));
  if (!passesAudit(bands, total, rule.smallest)) {
    return withheld(
      'audit-failed',
      `The total and the other weeks would narrow down a week with fewer than ${rule.smallest} signatures. No other bands are tried: that they were needed would tell the same.`,
    );
  }
  const elsewhere = bands.at(-1) ?? bandOf(0, rule);
  const shown = bands.slice(0, -1);
  const series: PackedGrowth = { from, total, weeks: shown, elsewhere };
  const reason = besideEarlier(series, packed);
  if (reason !== null) return reason;
  return { outcome: 'published', growth: { from, smallest: rule.smallest, weeks: shown, elsewhere, total }, packed: series };
}

/**
 * An exact total of an earlier day cuts the series in two at that day, and so does another series: each part then has a total of its
 * own, by which single weeks come back. So there is one series, and none after a pack with another total.
 */
function besideEarlier(series: PackedGrowth, packed: readonly PackedRelease[]): (GrowthDecision & { outcome: 'withheld' }) | null {
  if (packed.some(({ signatures }) => signatures !== null && signatures !== series.total)) {
    return withheld(
      'another-total-before',
      'A pack with another total was made before. The two totals and the weeks together would narrow down who signed in between.',
    );
  }
  if (packed.some(({ growth }) => growth !== undefined && !isSameSeries(growth, series))) {
    return withheld('another-series-before', 'A pack with other weekly numbers was made before. A second series is never made.');
  }
  if (
    packed.some(
      ({ date, growth, signatures }) => growth === undefined && signatures !== null && wholeWeeks(series.from, date) < series.weeks.length,
    )
  ) {
    return withheld(
      'same-total-before',
      'A pack with the same total was made before the last of these weeks was over. Together they would tell that nobody signed since.',
    );
  }
  return null;
}

const isSameSeries = (a: PackedGrowth, b: PackedGrowth): boolean =>
  a.from === b.from &&
  a.total === b.total &&
  a.weeks.length === b.weeks.length &&
  [...a.weeks, a.elsewhere].every((band, index) => isSameBand(band, [...b.weeks, b.elsewhere][index]));
const isSameBand = (a: Band, b: Band | undefined): boolean => a.from === b?.from && a.to === b.to;

const withheld = (reason: GrowthReason, explanation: string): GrowthDecision & { outcome: 'withheld' } => ({
  outcome: 'withheld',
  reason,
  explanation,
});
