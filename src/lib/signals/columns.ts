/**
 * What the signs look at: numbers only. The engine turns every cell into a label (two records have one label where their cells are equal) and
 * no cell leaves it, so nothing here can print one.
 */

/** A row per counted signature of a person, by signing time and then by id. Label 0 means that there is nothing to label. */
export interface SignalColumns {
  /** Seconds since 1970 in the clock of the exports; -1 where no day is known. */
  readonly time: Float64Array;
  /** 1 where the time of day is known. */
  readonly hasClock: Float64Array;
  /** 1 for what was signed online: the times of a list on paper are those of whoever typed it. */
  readonly isOnline: Float64Array;
  /** The domain of the address. */
  readonly domain: Float64Array;
  /** 1 for an address at no disposable domain, 2 at one. */
  readonly disposable: Float64Array;
  /** The local part with every letter as `a` and every digit as `0`. */
  readonly shape: Float64Array;
  /** The same with runs of letters as one. */
  readonly scheme: Float64Array;
  /** What stands before the digits at the end of the local part, and those digits; serial -1 where there are none. */
  readonly prefix: Float64Array;
  readonly serial: Float64Array;
  /** The full name, folded, and the given name. */
  readonly name: Float64Array;
  readonly given: Float64Array;
  /** Comments that are alike have one label. */
  readonly comment: Float64Array;
  /** The text of the comment, of those that have a label. */
  readonly text: Float64Array;
  /** 1 where a country is given that can be read, and where a postcode is. */
  readonly country: Float64Array;
  readonly postcode: Float64Array;
  /** A place of `small-populations.json`, by its place in the list from 1. */
  readonly place: Float64Array;
}

/** The names of the columns, in the order in which they are read. */
export const SIGNAL_COLUMNS = [
  'time',
  'hasClock',
  'isOnline',
  'domain',
  'disposable',
  'shape',
  'scheme',
  'prefix',
  'serial',
  'name',
  'given',
  'comment',
  'text',
  'country',
  'postcode',
  'place',
] as const satisfies readonly (keyof SignalColumns)[];

/** Thresholds, from `data/settings.json`; the reasons stand there. */
export interface SignalSettings {
  readonly falseDiscoveryRate: number;
  readonly windowMin: number;
  readonly seenMin: number;
  readonly ratioMin: number;
  readonly clockwork: {
    readonly gaps: number;
    readonly burstinessMax: number;
    readonly meanGapMin: number;
    readonly jitter: number;
    readonly gapMax: number;
    readonly branchingMax: number;
  };
  readonly sequence: { readonly runMin: number; readonly stepMax: number };
  readonly comments: {
    readonly wordsMin: number;
    readonly similarityMin: number;
    readonly recordsMin: number;
    readonly distinctShareMin: number;
  };
  readonly burst: { readonly days: number; readonly seenMin: number; readonly scans: number; readonly scanMax: number };
  readonly names: { readonly pMax: number; readonly permutations: number; readonly windowsMax: number; readonly recordsMax: number };
  readonly listedMax: number;
}

/** A finding before the whole set is judged. */
export interface Candidate {
  /** Rows that show the sign, ascending. */
  readonly rows: readonly number[];
  /** Seconds; null for what has no place in time. */
  readonly from: number | null;
  readonly to: number | null;
  readonly of: number | null;
  readonly expected: number | null;
  /** Null for a plain fact. */
  readonly p: number | null;
  readonly measure: {
    readonly name: 'burstiness' | 'run' | 'entropy' | 'divergence' | 'distinct-texts' | 'at-most' | 'pairs';
    readonly value: number;
  } | null;
  /** Findings of one sign and one key in windows that overlap are one. */
  readonly key: string;
}

/** What one sign has to say. */
export interface SignalResult {
  /** Tests that were made; those that fall short of the least effect are counted and not listed. */
  readonly tests: number;
  readonly candidates: readonly Candidate[];
}

export const HOUR = 3600;
export const DAY = 86_400;
