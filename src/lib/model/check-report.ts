/** What `check` says: every threshold compared with the counts on one day, and whether all of them are met. */

import type { IsoDate } from './campaign.js';
import type { CountRangeReport } from './linkage-report.js';
import type { ThresholdResult } from './scheme.js';

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
  readonly results: readonly ThresholdResult[];
  /** Whether every result is `met`. True when there is none: an empty list asks nothing. */
  readonly met: boolean;
  /** About the run as a whole; each result has its own beside it. */
  readonly warnings: readonly string[];
}
