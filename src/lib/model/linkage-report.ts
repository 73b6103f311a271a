/** What linked matching did and learnt: part of `merge.json`. Numbers and our own words only. */

/** From here on a link is strong: joined, and not asked about. */
export const MATCH_PROBABILITY_DEFAULT = 0.95;
/** From here on a link is possible: asked about. */
export const REVIEW_FROM_DEFAULT = 0.5;

/** What one blocking rule found. */
export interface BlockingReport {
  readonly rule: string;
  readonly words: string;
  /** Keys that two or more records share. */
  readonly keys: number;
  /** Pairs of records that share a key which was not left out. */
  readonly pairs: number;
  /** The most records of a key that was compared. */
  readonly blockSizeMax: number;
  /** Keys left out because more records share them. */
  readonly keysSkipped: number;
}

/** One grade of a comparison in the learnt model. */
export interface LevelReport {
  readonly level: string;
  readonly words: string;
  /** How often it is seen where two records are the same person. */
  readonly m: number;
  /** How often it is seen between two strangers. */
  readonly u: number;
  /** log2(m/u): what it weighs against chance. */
  readonly weight: number;
}

export interface ComparisonReport {
  readonly comparison: string;
  readonly title: string;
  readonly levels: readonly LevelReport[];
}

export interface ClassReport {
  readonly id: string;
  readonly words: string;
  readonly isPerson: boolean;
  readonly isByChance: boolean;
  /** Share of all pairs of the list: of those with a date of birth on both sides, and of the others. */
  readonly shares: readonly [number, number];
  /** Per comparison, how often each level from 1 is seen. */
  readonly levels: Readonly<Record<string, readonly number[]>>;
}

/** How often people agree with what was decided without them. */
export interface AgreementReport {
  readonly judged: number;
  readonly agreed: number;
  readonly low: number;
  readonly high: number;
}

export interface LinkageReport {
  /** Records that say something of their own, equal ones once. */
  readonly records: number;
  readonly pairsCompared: number;
  readonly blocking: readonly BlockingReport[];
  readonly comparisons: readonly ComparisonReport[];
  readonly classes: readonly ClassReport[];
  /** Match weights from which a link is strong, and from which it is more likely than not. */
  readonly weights: { readonly strong: number; readonly review: number };
  readonly judgements: {
    readonly applied: number;
    /** Judgements of records that are in none of the files. */
    readonly unused: number;
    /** Pair ids of matches that a non-match stands against. */
    readonly conflicts: readonly string[];
    /** Null below 20 judged pairs. */
    readonly agreement: { readonly merged: AgreementReport | null; readonly possible: AgreementReport | null };
  };
}

/** How far the number of people can move with the reviews that are open. */
export interface CountRangeReport {
  readonly lowest: number;
  readonly decided: number;
  readonly highest: number;
  /** Pairs in `review.csv` that nobody has looked at. */
  readonly reviews: number;
  /** Pairs in `review.csv` of which somebody said that it cannot be told. */
  readonly unsure: number;
}
