/**
 * What `handin explain` says of a signature, of a record that is set aside, or of a pair. Cells are in it only where they were asked for;
 * everything else is places, codes, numbers and our own words.
 */

import type { Fate, MatchRule, Reason, RecordKind } from './record.js';
import type { JudgementWord, ShownField } from './review-report.js';

/** The rules that two records can be seen to meet by themselves, without the rest of the list. */
export type CertainRule = Extract<MatchRule, 'canonical-email' | 'shared-email' | 'name-postcode' | 'name-contact' | 'organisation-name'>;

/** Where a record stands. */
export interface ExplainedPlace {
  readonly source: string;
  readonly record: number;
}

/** A row of the ledger. */
export interface ExplainedRecord extends ExplainedPlace {
  /** Null where the row could not be read as a record. */
  readonly kind: RecordKind | null;
  readonly fate: Fate;
  readonly reason: Reason;
  /** The signature that it stands for or belongs to; null when it is set aside. Of a record refused at a shared address, the first one there. */
  readonly signatureId: string | null;
  /** The counted record that it is a duplicate of. */
  readonly matched: ExplainedPlace | null;
  /** What made it a duplicate, or `strike:` and the rule that struck it out. */
  readonly rule: MatchRule | `strike:${string}` | null;
  readonly evidence: string;
  /** Of a record that was joined by evidence: the probability of the link that joined it, by the model. */
  readonly matchProbability: number | null;
  /** Private. Null unless they were asked for, and where there are none. */
  readonly cells: Readonly<Record<ShownField, string>> | null;
}

/** A row of `review.csv` or `review-checks.csv`. */
export interface ExplainedLink {
  readonly pairId: string;
  readonly left: ExplainedPlace & { readonly signatureId: string | null };
  readonly right: ExplainedPlace & { readonly signatureId: string | null };
  readonly matchProbability: number | null;
  readonly evidence: string;
  /** Whether the last merge counted the two as one or as two. */
  readonly countedAs: 'one' | 'two';
  /** What stands in the log now. */
  readonly judgement: Exclude<JudgementWord, 'undone'> | null;
  /** A control question: the two were joined already. */
  readonly isControl: boolean;
}

/** A line of the log of judgements. */
export interface ExplainedJudgement {
  readonly pairId: string;
  readonly judgement: JudgementWord;
  readonly judgedAt: string;
  /** Empty when nobody said. */
  readonly reviewer: string;
  /** Whether it holds: not taken back, and not replaced by a later one. */
  readonly stands: boolean;
  /** A record that says this of a person; null when none does any more. */
  readonly left: ExplainedPlace | null;
  readonly right: ExplainedPlace | null;
}

/** The story of one signature. */
export interface SignatureStory {
  readonly formatVersion: 1;
  readonly about: 'signature';
  readonly signatureId: string;
  readonly kind: RecordKind;
  readonly match: 'exact' | 'linked';
  /** The record that was asked about; null when the signature was. */
  readonly asked: ExplainedPlace | null;
  readonly counted: ExplainedRecord;
  /** The other records that belong to it, by source and record. */
  readonly others: readonly ExplainedRecord[];
  /** Records of other people whose shared e-mail address has no further place. */
  readonly refused: readonly ExplainedRecord[];
  readonly links: readonly ExplainedLink[];
  /** In the order of the log. */
  readonly judgements: readonly ExplainedJudgement[];
}

/** A record that one which is set aside would have matched. */
export interface WouldMatch extends ExplainedPlace {
  readonly fate: Fate;
  readonly reason: Reason;
  readonly signatureId: string | null;
  /** The certain rule that both meet. */
  readonly rule: CertainRule | null;
  /** What agrees and what differs, in words; empty where nothing was weighed. */
  readonly evidence: string;
  /** Match weight in bits; null where nothing was weighed. */
  readonly weight: number | null;
}

/** Why a record is not counted, and whom it would have belonged to. */
export interface SetAsideStory {
  readonly formatVersion: 1;
  readonly about: 'set-aside';
  readonly match: 'exact' | 'linked';
  readonly record: ExplainedRecord;
  /** The strongest first, at most `WOULD_MATCH_MAX`. */
  readonly wouldMatch: readonly WouldMatch[];
  /** How many there are in all. */
  readonly wouldMatchCount: number;
  readonly judgements: readonly ExplainedJudgement[];
}

export const WOULD_MATCH_MAX = 10;

/** One side of a pair. */
export interface ExplainedSide {
  /** As it was asked for. */
  readonly asked: string;
  readonly record: ExplainedRecord;
  /** Records of this side that were looked at. */
  readonly records: number;
}

/** One bar of the waterfall. Bits are log2 of how many times likelier. */
export interface WaterfallPart {
  readonly comparison: string;
  readonly title: string;
  readonly level: string;
  readonly words: string;
  readonly weight: number;
}

/** What the model makes of a pair. */
export interface Weighing {
  /** Bits before any field is looked at: how rare it is that two records of this list are one person. */
  readonly start: number;
  /** In the order of the comparisons. With `start` they add up to `weight`. */
  readonly parts: readonly WaterfallPart[];
  readonly weight: number;
  /** The match probability of the model, which is often too sure. */
  readonly probability: number;
  readonly verdict: 'strong' | 'possible' | 'apart';
  /** Weights from which a link is strong and from which it is possible. */
  readonly limits: { readonly strong: number; readonly possible: number };
  /** Kinds of pairs, with the share of each among pairs that look like this; the greatest first. They add up to 1. */
  readonly kinds: readonly { readonly id: string; readonly words: string; readonly isPerson: boolean; readonly share: number }[];
}

/** Another pair of records between the two sides. */
export interface OtherPair {
  readonly left: ExplainedPlace;
  readonly right: ExplainedPlace;
  readonly weight: number;
}

export const OTHER_PAIRS_MAX = 10;

/** Two records: what each field says, and what was decided. */
export interface PairExplanation {
  readonly formatVersion: 1;
  readonly about: 'pair';
  readonly match: 'exact' | 'linked';
  /** The id that a judgement of the two has; null where one of them says nothing of a person. */
  readonly pairId: string | null;
  readonly left: ExplainedSide;
  readonly right: ExplainedSide;
  /** Whether both say the same of a person: to the model they are one record. */
  readonly saysTheSame: boolean;
  readonly decision: {
    /** `refused`: one of them has no place at its e-mail address; `not-compared`: one of them was set aside before. */
    readonly outcome: 'one' | 'two' | 'refused' | 'withdrawn' | 'not-compared';
    /** What decided. `others`: the weight alone would say otherwise, but other records or judgements stand against it. */
    readonly by: 'rule' | 'judgement' | 'weight' | 'others' | null;
  };
  /** The certain rule that the two meet by themselves. */
  readonly rule: CertainRule | null;
  /** Null where nothing can be weighed; `unweighed` says why. */
  readonly weighing: Weighing | null;
  readonly unweighed: 'exact' | 'organisation' | 'kinds' | 'unreadable' | null;
  /** Of two signatures: the pairs beside the strongest, at most `OTHER_PAIRS_MAX`, the strongest first. */
  readonly others: readonly OtherPair[];
  /** Pairs of records between the two sides, and whether all of them were weighed or the counted ones alone. */
  readonly pairs: number;
  readonly weighsAll: boolean;
  readonly links: readonly ExplainedLink[];
  readonly judgements: readonly ExplainedJudgement[];
}

export type ExplainReport = SignatureStory | SetAsideStory | PairExplanation;
