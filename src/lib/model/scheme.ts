/** A body's threshold scheme as data, and the answer of comparing a count with one of its thresholds. */

/** How well a fact is known: read in an official or a secondary source, derived from facts that were read, or from memory. */
export type Confidence = 'seen-official' | 'seen-secondary' | 'derived' | 'memory';

export interface SchemeThreshold {
  readonly id: string;
  readonly count: number | null;
  readonly percent: number | null;
  readonly percent_base: string | null;
  readonly unit: string;
  readonly comparison: 'gte' | 'gt';
  readonly triggers: string;
  /** ISO, may be shortened to a month or a year. */
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly confidence: Confidence;
  readonly alternative?: string;
  readonly note?: string;
  readonly max_count?: number;
}

/** What a comparison can answer. Only `met` is a yes. */
export const OUTCOMES = ['met', 'not-met', 'as-many-as', 'does-not-apply', 'expired', 'unknown'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface SchemeTest {
  /** What a reader learns from the case. */
  readonly name: string;
  readonly threshold: string;
  readonly count: number;
  readonly at: string;
  readonly expected: Outcome;
}

export interface Scheme {
  readonly id: string;
  readonly institution: string;
  readonly country: string;
  readonly region: string | null;
  readonly level: string;
  readonly name: { readonly en: string; readonly native: string | null; readonly lang: string };
  readonly kind: string;
  readonly status: 'active' | 'historic' | 'unclear';
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly thresholds: readonly SchemeThreshold[];
  readonly window: {
    readonly state: string;
    readonly value: number | null;
    readonly unit: string | null;
    readonly days_exact: number | null;
    readonly starts: string | null;
    readonly note?: string;
    readonly confidence: Confidence | null;
  };
  readonly signers: { readonly who: string; readonly min_age: number | null; readonly confidence: Confidence };
  readonly signature_data: { readonly fields?: readonly string[]; readonly confidence: Confidence };
  readonly external_lists: { readonly value: 'accepted' | 'not-accepted' | 'original-sheets-only' | 'unknown'; readonly note?: string };
  readonly regional_minimums: unknown;
  readonly sampling: unknown;
  readonly notes: readonly string[];
  readonly source: string;
  readonly sources: readonly { readonly url: string; readonly what: string; readonly confidence: Confidence }[];
  readonly checked: string;
  readonly confidence: Confidence;
  readonly tests: readonly SchemeTest[];
}

/** One count against one threshold, with the reason in words. */
export interface ThresholdResult {
  /** The scheme's id, or null for a campaign's own milestone. */
  readonly scheme: string | null;
  readonly threshold: string;
  readonly institution: string | null;
  readonly name: string;
  readonly of: 'signatures' | 'organisations';
  readonly count: number;
  /** Null where the scheme gives no number. */
  readonly required: number | null;
  readonly comparison: 'gte' | 'gt';
  readonly outcome: Outcome;
  /** Whether the bare number is reached, whatever the outcome; null when there is no number. */
  readonly reached: boolean | null;
  readonly missing: number | null;
  readonly triggers: string | null;
  /** A whole sentence. */
  readonly explanation: string;
  readonly warnings: readonly string[];
  readonly source: string | null;
  readonly checked: string | null;
  readonly confidence: Confidence | null;
}
