/** A body's threshold scheme as data, and the answer of comparing a count with one of its thresholds. */

import type { SamplingRule } from './sampling.js';

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
  /** Days after the presentation within which the body answers, or decides what becomes of the petition. Ours, read off `triggers`. */
  readonly answer_within_days?: number;
  /** The threshold of the same scheme that took its place. Ours, not the source's: an expired number with a successor is left out. */
  readonly replaced_by?: string;
}

/** What must hold region by region besides the number itself. */
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
  /** How the body judges a pile by a sample, with published cases as tests. */
  readonly sampling: SamplingRule | null;
  readonly notes: readonly string[];
  readonly source: string;
  readonly sources: readonly { readonly url: string; readonly what: string; readonly confidence: Confidence }[];
  readonly checked: string;
  readonly confidence: Confidence;
  readonly tests: readonly SchemeTest[];
}

/** What a campaign knows beyond its count, as far as a scheme asks for it. */
export interface SchemeFacts {
  /** What a percentage is of. */
  readonly base?: number;
  /** The day on which the body registered the petition; it chooses among dated tables. */
  readonly registered?: string;
  /** The day on which the collection window opened. */
  readonly opened?: string;
  readonly regions?: RegionFacts;
  readonly list?: ListFacts;
}

/** What is known region by region, under the codes of the scheme's own table in capitals. */
export interface RegionFacts {
  /** Null where nobody gave counts by region. */
  readonly counts: ReadonlyMap<string, number> | null;
  /** What a percentage per region is of; null where the organiser gave none. */
  readonly bases: ReadonlyMap<string, number> | null;
  /** How many regions there are, where the scheme does not say. */
  readonly total: number | null;
}

/** What the counted list tells of its people, without naming any. */
export interface ListFacts {
  /**
   * Counted people by day of signing and age in whole years on that day; null where the list does not say. `orBefore` and `orAfter` are true
   * where the time is in universal time and the day may be another one where they signed.
   */
  readonly people: readonly {
    readonly day: string | null;
    readonly orBefore?: boolean;
    readonly orAfter?: boolean;
    readonly age: number | null;
    readonly count: number;
  }[];
  /** Counted people with something in a field, by the scheme's word for it; left out where no field of ours is that. */
  readonly filled: Readonly<Record<string, number>>;
}

export interface RegionStanding {
  readonly region: string;
  readonly count: number;
  readonly required: number;
  readonly missing: number;
}

/** How a rule about regions stands. */
export interface RegionsResult {
  readonly rule: string;
  readonly unit: string;
  readonly isMet: boolean;
  /** Regions that must reach their minimum. */
  readonly required: number;
  /** Regions that do; under a cap, regions that are above it. */
  readonly reached: number;
  /** A share from 0 to 1 that no region may exceed, where the rule is a cap. */
  readonly cap?: number;
  readonly regions: readonly RegionStanding[];
  /** Signatures that belong to no region of the rule. */
  readonly unmatched: number;
}

/** Counted signatures that this threshold cannot count, by reason. */
export interface NotCountable {
  readonly reason: 'outside-window' | 'under-age';
  readonly signatures: number;
}

/** What settled an outcome, as a code with its values: the pack words it in its own language. */
export type ThresholdReason =
  /** The number, and nothing else. */
  | { readonly code: 'number' }
  /** The number would do, if all of the count could be counted towards it. */
  | { readonly code: 'some-not-countable' }
  | { readonly code: 'own-signatures-only'; readonly where: 'original-sheets' | 'own-service' | 'own-channels' }
  /** A rule about regions that goes with the number. */
  | { readonly code: 'regions'; readonly state: 'reached' | 'short' | 'unknown' }
  | { readonly code: 'people-only' | 'other-unit' }
  /** ISO, may be shortened to a month or a year. */
  | { readonly code: 'not-yet'; readonly from: string }
  | { readonly code: 'expired'; readonly until: string | null }
  /** The body gives no number. */
  | { readonly code: 'no-number' }
  /** A percentage of something that is not known. */
  | { readonly code: 'percentage'; readonly percent: number }
  | { readonly code: 'not-looked-up' }
  /** Possible links between records would decide it. */
  | { readonly code: 'open-links' }
  | { readonly code: 'not-counted' };

/** One count against one threshold, with the reason in words. */
export interface ThresholdResult {
  /** The scheme's id, or null for a campaign's own milestone. */
  readonly scheme: string | null;
  readonly threshold: string;
  readonly institution: string | null;
  readonly name: string;
  /** The scheme's name in its body's own language; null where it has none, or for a milestone. */
  readonly nativeName: { readonly text: string; readonly language: string } | null;
  readonly of: 'signatures' | 'organisations';
  /** What `count` and `required` are numbers of. */
  readonly unit: 'signatures' | 'organisations' | 'member-states';
  readonly count: number;
  /** Null where the scheme gives no number. */
  readonly required: number | null;
  readonly comparison: 'gte' | 'gt';
  readonly outcome: Outcome;
  /** Whether the bare number is reached, whatever the outcome; null when there is no number. */
  readonly reached: boolean | null;
  readonly missing: number | null;
  /** What of the number asked for is there, in per cent with one decimal; null when there is no number. */
  readonly percent: number | null;
  /** Signatures of the count that this threshold does not count; empty where the data shows none. */
  readonly notCountable: readonly NotCountable[];
  /** How the rule about regions stands; null where there is none, or nothing to judge it by. */
  readonly regions: RegionsResult | null;
  /** The last day of the collection window, where its first is known; of a milestone, the day that the campaign set. */
  readonly deadline: string | null;
  /** Conditions of the body that the data cannot tell, in whole sentences. */
  readonly unchecked: readonly string[];
  readonly triggers: string | null;
  /** By when the body answers once the petition is presented; left out where no rule with a time is known. */
  readonly answer?: { readonly days: number };
  /** What the count may still fall to, while possible links wait for review; left out where it cannot move. */
  readonly lowest?: number;
  /** The fewest reviews that would settle it, if every one of them says "two people"; only where they decide the outcome. */
  readonly reviewsToSettle?: number;
  readonly reason: ThresholdReason;
  /** A whole sentence, in English, for the organiser. */
  readonly explanation: string;
  readonly warnings: readonly string[];
  readonly source: string | null;
  readonly checked: string | null;
  readonly confidence: Confidence | null;
}
