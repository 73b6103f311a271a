/**
 * What `handin signals` finds in the last merge: signs that records may be forged, for people to judge. A flag names windows and numbers and
 * never a value of a record; a decision about one is a strike rule like any other. Nothing here is ever part of a pack but the bracket.
 */

/** Every sign that is looked for, in the order of the report. */
export const SIGNAL_IDS = [
  'clockwork',
  'sequential-mailboxes',
  'mailbox-shape',
  'domain-concentration',
  'disposable-domains',
  'templated-comments',
  'impossible-geography',
  'burst',
  'name-repetition',
  'name-drift',
  'unconfirmed-share',
  'shared-mailboxes',
  'postcode-abroad',
  'same-address-on-the-network',
] as const;
export type SignalId = (typeof SIGNAL_IDS)[number];

/**
 * What a sign can do. `flag`: its records are the far end of the bracket. `observation`: it is told, and flags nobody, because many people
 * at once, people of one community or people who are careful look the same.
 */
export type SignalWeight = 'flag' | 'observation';

/** A span of time with its ends as `YYYY-MM-DDTHH:MM:SS`, in the clock of the exports; the end is not part of it. */
export interface SignalWindow {
  readonly from: string;
  readonly to: string;
}

/** Something that the organiser knows of: it explains what it covers. */
export interface KnownEvent {
  /** A day, or a day with a time as `YYYY-MM-DDTHH:MM`. */
  readonly from: string;
  /** The same; a day is meant with all its hours. */
  readonly to: string;
  readonly reason: string;
}

/** One finding. */
export interface SignalFinding {
  /** `F` and 8 hexadecimal digits, from what was found: the same list gives the same ids. */
  readonly id: string;
  readonly signal: SignalId;
  /** Null for what has no place in time. */
  readonly window: SignalWindow | null;
  /** Records that show the sign. */
  readonly seen: number;
  /** Records that could have shown it in the window; null where that says nothing. */
  readonly of: number | null;
  /** How many (or how many pairs, where the measure is pairs) were to be expected by the rest of this campaign; null for plain facts. */
  readonly expected: number | null;
  /** How likely as many or more are by chance; null for plain facts. */
  readonly p: number | null;
  /** A number of the signal's own, such as the burstiness of the gaps. */
  readonly measure: {
    readonly name: 'burstiness' | 'run' | 'entropy' | 'divergence' | 'distinct-texts' | 'at-most' | 'pairs';
    readonly value: number;
  } | null;
  /** Why the organiser expected it; null for what nobody explained. */
  readonly event: string | null;
}

/** What became of one sign. */
export interface SignalCheck {
  readonly id: SignalId;
  readonly weight: SignalWeight;
  /** `ran`, or what it needs is not in the data. */
  readonly state: 'ran' | 'not-in-the-data';
  /** Windows, runs and groups that were looked at. */
  readonly tests: number;
}

/** Plain numbers that are no finding. */
export interface SignalNumbers {
  /** Records set aside as unconfirmed, of all records of people that were read. */
  readonly unconfirmed: { readonly records: number; readonly of: number };
  /** Records set aside because no further name counts at their mailbox, and counted signatures that share one. */
  readonly sharedMailboxes: { readonly refused: number; readonly counted: number };
  /** Counted signatures at a disposable domain, of those with an address. */
  readonly disposable: { readonly records: number; readonly of: number };
  /** Counted signatures with a British postcode and another country, of those with both. */
  readonly postcodeAbroad: { readonly records: number; readonly of: number };
}

export interface SignalsReport {
  readonly formatVersion: 1;
  readonly tool: { readonly name: 'handin'; readonly version: string };
  /** The merge that was looked at. */
  readonly merge: string;
  /** Signatures that the merge counted. */
  readonly counted: number;
  /** Of these, how many have a time of day, and how many a day alone. */
  readonly times: { readonly clock: number; readonly day: number };
  /** Signatures that a flag is on; somebody with two flags counts once. */
  readonly flagged: number;
  /** What the count would be if every flagged record were fake, and what it is. */
  readonly bracket: { readonly from: number; readonly to: number };
  readonly checks: readonly SignalCheck[];
  readonly flags: readonly SignalFinding[];
  readonly observations: readonly SignalFinding[];
  /** Findings beyond those listed. */
  readonly more: { readonly flags: number; readonly observations: number };
  /** What the organiser's known events explain; these flag nobody. */
  readonly annotated: readonly SignalFinding[];
  readonly numbers: SignalNumbers;
  /** Share of false ones that the whole set of findings is held to. */
  readonly falseDiscoveryRate: number;
}

/** Where a flagged record stands, and, where it was asked for, what it says. */
export interface FlaggedRecord {
  readonly signatureId: string;
  readonly source: string;
  readonly record: number;
  /** Cells by field, the time of signing first; null where they were not asked for. */
  readonly shown: Readonly<Record<string, string>> | null;
}

export interface FlagReport {
  readonly formatVersion: 1;
  readonly merge: string;
  readonly finding: SignalFinding;
  /** The first of them, by signing time. */
  readonly records: readonly FlaggedRecord[];
  readonly total: number;
}

/** A rule that was written for somebody to read and, if they decide so, to apply. */
export interface SignalRuleReport {
  readonly formatVersion: 1;
  readonly file: string;
  readonly ruleId: string;
  readonly findings: readonly string[];
  readonly records: number;
}

/** `signals.json` of the private folder. */
export interface StoredSignals {
  readonly formatVersion: 1;
  readonly report: SignalsReport;
  /** Signature ids by the id of a finding. */
  readonly records: Readonly<Record<string, readonly string[]>>;
}
