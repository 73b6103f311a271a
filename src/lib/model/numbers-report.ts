/** The statement of numbers: what was received, what became of it, what is counted and what was looked at. Exact; for inside. */

import type { IsoDate } from './campaign.js';
import type { CountRangeReport } from './linkage-report.js';
import type { Fate, Reason } from './record.js';
import type { ReleaseDuplicates, ReleaseSignals, Shown } from './release.js';

/** Records of one source. `records` is always the sum of the other three. */
export interface SourceNumbers {
  readonly source: string;
  readonly medium: 'online' | 'paper' | null;
  readonly records: number;
  readonly counted: number;
  readonly duplicates: number;
  readonly setAside: number;
}

export interface NumbersReport {
  readonly formatVersion: 1;
  readonly campaign: string | null;
  /** The day of the statement. */
  readonly at: IsoDate;
  /** The latest day on which a counted person signed, as far as the records say. */
  readonly lastSigned: IsoDate | null;
  readonly sources: readonly SourceNumbers[];
  readonly total: Omit<SourceNumbers, 'source' | 'medium'>;
  /** Records that are set aside, by fate and reason; they add up to the total set aside. */
  readonly setAside: readonly { readonly fate: Fate; readonly reason: Reason; readonly records: number }[];
  /** Duplicates by the rule that joined them; they add up to the total of duplicates. */
  readonly duplicates: readonly { readonly rule: string; readonly records: number }[];
  readonly counted: { readonly signatures: number; readonly organisations: number };
  /** How far the number of signatures can still move; null where it cannot. */
  readonly range: CountRangeReport | null;
  /** What `handin signals` found on the last merge: signatures with a sign of forgery, and the count without them. Null where it was not asked. */
  readonly signals: { readonly flagged: number; readonly bracket: { readonly from: number; readonly to: number } } | null;
  /** People the pack would name; null where no pack can be prepared, or there is no campaign. */
  readonly named: number | null;
  /** Numbers that sources state without listing anybody. */
  readonly stated: readonly { readonly source: string; readonly signatures: number }[];
  /** What was looked at and what was not, in whole sentences. */
  readonly checked: readonly string[];
  readonly unchecked: readonly string[];
  /** What of this may leave: the exact total counted, everything else too coarse for subtraction. */
  readonly outside: {
    readonly received: Shown;
    readonly lines: readonly { readonly id: string; readonly count: Shown }[];
    readonly counted: number;
    /** Duplicates by the rule that found them, in bands; left out where there are too few, or where a band would not hide what it should. */
    readonly duplicates?: ReleaseDuplicates;
    /** Left out where nobody looked for signs of forgery. */
    readonly signals?: ReleaseSignals;
    readonly checked: readonly string[];
  } | null;
}
