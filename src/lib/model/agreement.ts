/** What a text says of who signs or supports, and what the data say. */

/** What a count is of. `signatories` are whoever signs: people where people's signatures are collected, else organisations. */
export type Subject = 'signatures' | 'organisations' | 'signatories';

/** How a text compares: "more than 50" is `more`, "nearly 60" is `nearly`, a bare number is `exact`. */
export type Relation = 'exact' | 'more' | 'at-least' | 'nearly' | 'less' | 'at-most' | 'about';

/** A number of a text that speaks of who signs or supports this campaign. */
export interface Claim {
  readonly of: Subject;
  readonly relation: Relation;
  readonly value: number;
  /** Where it stands in its text, in code units: from its comparing word to its noun. */
  readonly start: number;
  readonly end: number;
}
