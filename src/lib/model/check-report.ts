/** What `check` says: every threshold compared with the counts on one day, and whether all of them are met. */

import type { IsoDate } from './campaign.js';
import type { CountRangeReport } from './linkage-report.js';
import type { ThresholdResult } from './scheme.js';

/** Where a loss comes from: said by somebody, or seen in this campaign. */
export type StatedLoss =
  | { readonly kind: 'stated'; readonly share: number }
  | { readonly kind: 'seen'; readonly share: number; readonly records: number; readonly lost: number };

/** How many more signatures make a threshold safe. */
export interface Margin {
  /** The chance that the plan leaves, from 0 to 1. */
  readonly survival: number;
  /** What is lost of the signatures as they come in: records that will not be counted, or signatures that a body will not accept. */
  readonly loss: StatedLoss;
  /** The chance that the number is reached as things stand; null where the count is what was counted and nothing more is lost. */
  readonly chanceNow: number | null;
  /** Signatures to collect, before the loss; null where no number of them would do. */
  readonly more: number | null;
}

/** A threshold that was compared, with what an organiser needs to plan. */
export interface CheckedThreshold extends ThresholdResult {
  /** Left out where there is nothing to plan: no number, or nothing known of a loss. */
  readonly margin?: Margin;
  /** When the present pace gets there, or why the data cannot tell; left out where the number is reached or nobody's dates are known. */
  readonly forecast?: Forecast;
}

export type Forecast =
  | {
      readonly canTell: true;
      /** Signatures a day over the weeks that were looked at. */
      readonly pace: number;
      readonly weeks: number;
      /**
       * The day on which a pace that holds gets there, and the days between which it falls 19 times in 20, whether it holds or not. `latest`
       * is null where it may wear off before it arrives. No day lies before that of the check.
       */
      readonly likely: IsoDate;
      readonly earliest: IsoDate;
      readonly latest: IsoDate | null;
    }
  | { readonly canTell: false; readonly reason: ForecastReason };

/**
 * `undated`: too many signatures carry no date. `old`: the latest is from more than a week before the day of the check. `short`: fewer than two whole weeks. `few`: too few signatures to speak of a pace.
 * `stopped`: none in the latest week. `changing`: the latest weeks differ too much from those before. `far`: more than ten years away.
 */
export type ForecastReason = 'undated' | 'old' | 'short' | 'few' | 'stopped' | 'changing' | 'far';

export interface CheckReport {
  readonly formatVersion: 1;
  /** The day the thresholds are read at. */
  readonly at: IsoDate;
  /** Null where nothing of the kind was counted or given. */
  readonly counts: { readonly signatures: number | null; readonly organisations: number | null };
  /** How far each count can still move with the reviews that are open; null where it cannot, or where the count was given. */
  readonly ranges: { readonly signatures: CountRangeReport | null; readonly organisations: CountRangeReport | null };
  /** True under `--numbers-only`: dates, outside lists and regions were not considered. */
  readonly numbersOnly: boolean;
  readonly results: readonly CheckedThreshold[];
  /** Whether every result is `met`. True when there is none: an empty list asks nothing. */
  readonly met: boolean;
  /** About the run as a whole; each result has its own beside it. */
  readonly warnings: readonly string[];
}
