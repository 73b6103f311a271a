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
  /** The highest number this stage is for; above it another stage applies. A larger number still reaches this one. */
  readonly max_count?: number;
  /** The threshold of the same scheme that took its place. Ours, not the source's: an expired number with a successor is left out. */
  readonly replaced_by?: string;
}

/** What must hold region by region besides the number itself. Kept for a later version; counts alone cannot check it. */
export interface RegionalMinimums {
  readonly rule: string;
  readonly confidence: Confidence;
  /** Ids of the thresholds the rule binds. Ours, read off `rule`. */
  readonly applies_to: readonly string[];
  /** A number, `all`, or a fraction such as `2/3`. */
  readonly regions_required?: number | string;
  readonly regions_required_rule?: string;
  readonly regions_total?: number;
  readonly unit_of_region?: string;
  readonly count_per_region?: number;
  readonly percent?: number;
  readonly percent_base?: string;
  /** A cap, from 0 to 1: no region may give more than this share. */
  readonly max_share_per_region?: number;
  readonly tables?: readonly {
    readonly valid_from: string | null;
    readonly valid_to: string | null;
    readonly applies_to?: string;
    readonly multiplier?: number;
    readonly members?: Readonly<Record<string, number>>;
    /** Minimum by region code. */
    readonly values: Readonly<Record<string, number>>;
    readonly confidence: Confidence;
    readonly note?: string;
  }[];
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
  /** Supporters needed before a petition is shown. */
  readonly supporters_before_publication: {
    readonly count: number;
    readonly max_signatures_before_publication?: number;
    readonly confidence: Confidence;
  } | null;
  readonly window: {
    readonly state: 'length' | 'options' | 'deadline' | 'open-ended' | 'none' | 'unknown';
    readonly value: number | null;
    readonly unit: 'days' | 'weeks' | 'months' | 'years' | null;
    /** Set when the rule is in days or weeks; a month in a rule is a calendar month. */
    readonly days_exact: number | null;
    readonly starts: string | null;
    /** True when the window is an age limit on each signature rather than a period of collection. Ours, read off `starts`. */
    readonly rolling?: boolean;
    readonly min_days?: number;
    readonly options_days?: readonly number[];
    readonly extension?: string;
    readonly note?: string;
    readonly confidence: Confidence | null;
  };
  readonly signers: {
    readonly who: string;
    readonly min_age: number | null;
    readonly confidence: Confidence;
    /** True when the rules say that a person may sign once. */
    readonly once?: boolean;
    readonly per_country?: boolean;
    readonly note?: string;
  };
  readonly signature_data: {
    readonly fields?: readonly string[];
    readonly confidence: Confidence;
    readonly email_confirmation?: boolean;
    readonly note?: string;
    /** European Citizens' Initiative only: fields by form, and which form and age each state uses. */
    readonly forms?: Readonly<Record<string, readonly string[]>>;
    readonly by_country?: Readonly<Record<string, unknown>>;
  };
  readonly channels: readonly string[] | null;
  /** Whether a list of signatures collected elsewhere counts. */
  readonly external_lists: {
    readonly value: 'accepted' | 'not-accepted' | 'original-sheets-only' | 'unknown';
    readonly confidence: Confidence | null;
    readonly note?: string;
  };
  /** Present only where the body's own rule was read. */
  readonly duplicate_rule?: { readonly text: string; readonly confidence: Confidence; readonly source: string };
  readonly regional_minimums: RegionalMinimums | null;
  /** The body's sampling rule with its test vectors; kept for a later version. */
  readonly sampling: Readonly<Record<string, unknown>> | null;
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
  /** What the count may still fall to, while possible links wait for review; left out where it cannot move. */
  readonly lowest?: number;
  /** The fewest reviews that would settle it, if every one of them says "two people"; only where they decide the outcome. */
  readonly reviewsToSettle?: number;
  /** A whole sentence. */
  readonly explanation: string;
  readonly warnings: readonly string[];
  readonly source: string | null;
  readonly checked: string | null;
  readonly confidence: Confidence | null;
}
