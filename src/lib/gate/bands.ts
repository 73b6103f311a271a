/**
 * Bands: how a count by area is shown. The band of a cell depends on that cell's own count and on nothing else. That is what
 * makes the audit exact: a reader who knows every rule here can do no better than "some table in these bands with this
 * total". Choosing what to hide by looking at other cells is how tables leak; docs/decisions/breakdowns.md has the figures.
 */

import { assertHolds } from '../errors.js';
import type { Band } from '../model/breakdown.js';

/** How counts are banded: `[0, smallest - 1]` first, then bands of `step`, wider from certain counts on. */
export interface BandRule {
  /** Counts below this are one band, zero included. */
  readonly smallest: number;
  readonly step: number;
  /** Ascending; from `from` on, bands are `step` wide. Each `from` must be a place where a band ends anyway. */
  readonly wider: readonly { readonly from: number; readonly step: number }[];
}

/**
 * Ten and ten, as health and census statistics in Britain mostly have it (UK LLC lets no count below ten out, zero
 * included), and three significant digits from 1,000 on, so that "12,300–12,399" can be read.
 */
export const BAND_RULE: BandRule = {
  smallest: 10,
  step: 10,
  wider: [4, 5, 6, 7, 8].map((power) => ({ from: 10 ** power, step: 10 ** (power - 2) })),
};

/** The band of a count. */
export function bandOf(count: number, rule: BandRule = BAND_RULE): Band {
  assertHolds(Number.isSafeInteger(count) && count >= 0, 'band-count', 'A count of an area is no whole number.');
  if (count < rule.smallest) return { from: 0, to: rule.smallest - 1 };
  const { from, step } = rule.wider.findLast((wider) => count >= wider.from) ?? { from: rule.smallest, step: rule.step };
  const low = from + step * Math.floor((count - from) / step);
  return { from: low, to: low + step - 1 };
}

/** Whether a band is the one that hides how few there are. */
export function isSmallest(band: Band, rule: BandRule = BAND_RULE): boolean {
  return band.from === 0 && band.to === rule.smallest - 1;
}
