/**
 * Clerical review: the words of a judgement, what is laid before a person, and what the command says afterwards. Only `ShownRecord` holds
 * cells; it exists while a pair is on the screen and is no part of any report.
 */

/** What a person can say of a pair. `undone` takes back whatever was said of it before. */
export const JUDGEMENT_WORDS = ['match', 'non-match', 'unsure', 'undone'] as const;
export type JudgementWord = (typeof JUDGEMENT_WORDS)[number];

/** Columns of `judgements.csv`, in order. */
export const JUDGEMENT_COLUMNS = ['pair_id', 'left_key', 'right_key', 'judgement', 'match_probability', 'reviewer', 'judged_at'] as const;

/** Fields of a record that a reviewer sees, in the order of the screen. */
export const SHOWN_FIELDS = [
  'name',
  'organisation',
  'email',
  'phone',
  'address',
  'town',
  'postcode',
  'country',
  'date_of_birth',
  'signed',
] as const;
export type ShownField = (typeof SHOWN_FIELDS)[number];

/** What the fields are called on the screen and in the sheet. */
export const SHOWN_FIELD_LABELS: Readonly<Record<ShownField, string>> = {
  name: 'name',
  organisation: 'organisation',
  email: 'e-mail',
  phone: 'phone',
  address: 'address',
  town: 'town',
  postcode: 'postcode',
  country: 'country',
  date_of_birth: 'date of birth',
  signed: 'signed',
};

/** A record as a reviewer sees it. Private: for the screen alone. */
export interface ShownRecord {
  readonly cells: Readonly<Record<ShownField, string>>;
  readonly source: string;
  readonly record: number;
  /** Digest of what the record says of a person, 16 hexadecimal digits. */
  readonly key: string;
  /** Which of the two signatures of a pair it belongs to. */
  readonly side: 'A' | 'B';
}

/** A pair as it is laid before a person. Nothing in it says what the model thinks. */
export interface ShownPair {
  /** Which question it is, from 1, and how many there are. */
  readonly place: number;
  readonly total: number;
  readonly left: ShownRecord;
  readonly right: ShownRecord;
  /** What agrees and what differs, in words; empty where nothing is known. */
  readonly evidence: string;
  /** Records that each signature stands for. */
  readonly leftRecords: number;
  readonly rightRecords: number;
  /** What was said of the pair before, or null. */
  readonly before: 'match' | 'non-match' | 'unsure' | null;
}

/** Where text for a person is laid out. */
export interface Screen {
  readonly width: number;
  readonly paint: Readonly<Record<'bold' | 'dim' | 'green' | 'yellow' | 'red', (text: string) => string>>;
}

/** Lays out what a reviewer sees. */
export interface ReviewLayout {
  pair(pair: ShownPair, screen: Screen): string;
  group(records: readonly ShownRecord[], screen: Screen): string;
}

/** How often people agree with the side that the model leaned to. */
export interface Agreement {
  readonly judged: number;
  readonly agreed: number;
  readonly share: number;
  /** Bounds of Wilson's 95 % interval. */
  readonly low: number;
  readonly high: number;
}

/** A match that is not applied, because a non-match separates what it would join. */
export interface JudgementConflict {
  readonly pairId: string;
  /** The non-match that stands against it. */
  readonly separatedBy: string;
  /** The matches that, with this one, join the two keys of the non-match, in order from one to the other. */
  readonly chain: readonly string[];
}

/** What `review` says without showing anybody. */
export interface ReviewReport {
  readonly formatVersion: 1;
  /** Possible links of the last merge that nobody has judged, and that do not follow from others. */
  readonly pending: number;
  /** Possible links that somebody looked at and could not tell. */
  readonly unsure: number;
  /** Pairs with a judgement that stands, possible links or not. */
  readonly judged: { readonly match: number; readonly nonMatch: number; readonly unsure: number };
  readonly conflicts: readonly JudgementConflict[];
  /** Null below 20 judged pairs. */
  readonly agreement: { readonly mergedAlready: Agreement | null; readonly possibleLinks: Agreement | null };
  /** Possible links of the last merge that were judged since, or follow from others: the next merge applies them. */
  readonly notYetApplied: number;
  /** By how many signatures the total can still fall, if every pair that is left is one person. */
  readonly mayFallBy: number;
  /** Judgements of this run; null when nobody was asked. */
  readonly session: ReviewSession | null;
}

export interface ReviewSession {
  /** Judgements that it made and did not take back. */
  readonly match: number;
  readonly nonMatch: number;
  readonly unsure: number;
  /** Judgements of earlier runs that it took back. */
  readonly undone: number;
  /** Whether there is nothing left to ask, or the person stopped. */
  readonly ended: 'nothing-left' | 'stopped';
}

/** A judgement that stands, with where the records it is about are now. */
export interface JudgedPair {
  readonly pairId: string;
  readonly judgement: 'match' | 'non-match' | 'unsure';
  readonly judgedAt: string;
  readonly reviewer: string;
  /** Null when no record says this of a person any more. */
  readonly left: { readonly source: string; readonly record: number } | null;
  readonly right: { readonly source: string; readonly record: number } | null;
}

/** What `review --conflicts` lists. */
export interface ConflictsReport {
  readonly formatVersion: 1;
  readonly conflicts: readonly {
    /** The match that is not applied. */
    readonly match: JudgedPair;
    readonly nonMatch: JudgedPair;
    /** The matches that join the two people of the non-match, `match` among them, in order. */
    readonly chain: readonly JudgedPair[];
  }[];
}

/** What `review --export` wrote. */
export interface ReviewExportReport {
  readonly formatVersion: 1;
  readonly output: string;
  readonly pairs: number;
}

/** What `review --import` took over. */
export interface ReviewImportReport {
  readonly formatVersion: 1;
  readonly input: string;
  readonly rows: number;
  readonly imported: { readonly match: number; readonly nonMatch: number; readonly unsure: number };
  /** Rows without an answer. */
  readonly empty: number;
  /** Rows that say what was said already. */
  readonly known: number;
  /** Rows of the sheet that were left out, by why. */
  readonly unknownPairs: readonly number[];
  readonly contradicting: readonly number[];
  readonly unclear: readonly number[];
  readonly conflicts: number;
}
