/**
 * Striking out: a rule with a stated reason that says which records do not count. What a rule file says, how a rule in force
 * is kept, and what the command reports. A condition's values may be somebody's and appear in no report.
 */

import type { IsoDate } from './campaign.js';
import { RECORD_FIELDS } from './record.js';

/**
 * Fields a condition can look at. What somebody agreed to be shown is no reason to strike them out. `record_key` is a keyed digest that names
 * one record without saying whose it is; see `merge/record-key.ts`.
 */
export const STRIKE_FIELDS = ['source', ...RECORD_FIELDS.filter((field) => field !== 'display_consent'), 'record_key'] as const;
export type StrikeField = 'source' | 'record_key' | Exclude<(typeof RECORD_FIELDS)[number], 'display_consent'>;

/** Operators on text, which fold both sides unless the condition says `exact`. */
export const TEXT_OPERATORS = ['is', 'is-one-of', 'contains', 'starts-with', 'ends-with'] as const;
/** Operators on dates: before and after leave the day out, from and to include it. */
export const DATE_OPERATORS = ['before', 'after', 'from', 'to'] as const;
export const STRIKE_OPERATORS = [...TEXT_OPERATORS, ...DATE_OPERATORS, 'is-empty', 'domain'] as const;
export type StrikeOperator = (typeof STRIKE_OPERATORS)[number];

/**
 * How a field's cells are compared. `words`: small letters, without accents and signs, as names are matched. `letters`: small letters,
 * signs count. `code`: letters and digits alone, in capitals. `digits`: digits alone.
 */
export type ComparedForm = 'words' | 'letters' | 'code' | 'digits';

/** Fields whose form is not `words`. */
export const COMPARED_FORMS: Readonly<Partial<Record<StrikeField, ComparedForm>>> = {
  source: 'letters',
  record_key: 'letters',
  email: 'letters',
  signed_at: 'letters',
  date_of_birth: 'letters',
  postcode: 'code',
  phone: 'digits',
};

/** Fields that hold dates. */
export const DATE_FIELDS: readonly StrikeField[] = ['signed_at', 'date_of_birth'];

/** One condition: a field and exactly one operator. */
export interface StrikeCondition {
  readonly field: StrikeField;
  readonly is?: string;
  readonly 'is-one-of'?: readonly string[];
  readonly contains?: string;
  readonly 'starts-with'?: string;
  readonly 'ends-with'?: string;
  readonly 'is-empty'?: boolean;
  /** A day, or a day with a time as `YYYY-MM-DDTHH:MM` or `YYYY-MM-DDTHH:MM:SS`. */
  readonly before?: string;
  readonly after?: string;
  readonly from?: string;
  readonly to?: string;
  /** `example.org`, or `*.example.org` for its subdomains too. */
  readonly domain?: string;
  /** Compares cells as they stand in the merge's files. */
  readonly exact?: boolean;
  /** Of `record_key`: which secret the keys were made with, as the first 8 digits of its SHA-256. */
  readonly key?: string;
}

export interface StrikeRule {
  /** Kebab-case. */
  readonly id: string;
  /** A sentence for the audit trail; it is printed, so it names nobody. */
  readonly reason: string;
  readonly details?: string;
  /** Who decided. */
  readonly by?: string;
  readonly decided: IsoDate;
  /** All of them must hold. */
  readonly when: readonly StrikeCondition[];
}

/** A rule with the SHA-256 of its canonical JSON, in hexadecimal. */
export interface IdentifiedRule {
  readonly rule: StrikeRule;
  readonly sha256: string;
}

/** A rule in force as it lies in `strikes/<id>.json` of the private folder. */
export interface StoredStrike extends IdentifiedRule {
  readonly formatVersion: 1;
  readonly tool: { readonly name: 'handin'; readonly version: string };
  /** When it was applied: ISO 8601, UTC. */
  readonly applied: string;
}

/** What a rule did in a merge; part of `merge.json`. */
export interface MergedStrike {
  readonly id: string;
  readonly reason: string;
  readonly sha256: string;
  /** Records that are struck out by it: of several rules that match a record, the first by id strikes it. */
  readonly records: number;
  /** Records that it matches, with those that an earlier rule strikes. */
  readonly matches: number;
}

/** People's and organisations' numbers apart. */
export interface StrikeNumbers {
  readonly signatures: number;
  readonly organisations: number;
}

/**
 * `counted`: nothing was changed. `matches-nothing`: no record fits, nothing was changed. `declined`: the person said no. `applied`: it is
 * in force from the next merge on. `in-force`: it was already.
 */
export type StrikeOutcome = 'counted' | 'matches-nothing' | 'declined' | 'applied' | 'in-force';

/** What a rule would do to the last merge. */
export interface StrikeReport {
  readonly formatVersion: 1;
  readonly action: 'strike';
  readonly outcome: StrikeOutcome;
  readonly rule: Omit<StrikeRule, 'when'> & {
    readonly sha256: string;
    /** Fields and operators, without the values. */
    readonly when: readonly { readonly field: StrikeField; readonly operator: StrikeOperator }[];
  };
  /** Records that it would strike out: those it matches and no rule has struck yet. */
  readonly records: number;
  /** Records that it matches and that are struck out already. */
  readonly struckAlready: number;
  /** Records that a rule could strike: not those that are unreadable, blank, unconfirmed, withdrawn by their status or without a name. */
  readonly candidates: number;
  /** By source, those with a record to strike. */
  readonly bySource: readonly { readonly source: string; readonly records: number; readonly candidates: number }[];
  /** What the last merge counted. */
  readonly counted: StrikeNumbers;
  /** By how much that would fall. */
  readonly fall: StrikeNumbers;
  /** Counted records that are struck while another record of the same signature is left, which would take its place. */
  readonly replaced: number;
  /** Whether the fall is certain: nobody whose record is struck has another record left, and the last merge applied the rules in force. */
  readonly isFallCertain: boolean;
  /** Whether the last merge applied the rules in force. */
  readonly isMergeCurrent: boolean;
  /** The rule that was in force under this id and is replaced, if one was. */
  readonly replaces: string | null;
}

/** One rule in `handin strike --list`. */
export interface ListedStrike {
  readonly id: string;
  readonly reason: string;
  readonly details?: string;
  readonly by?: string;
  readonly decided: IsoDate;
  readonly sha256: string;
  /** Where it stands: in the private folder, or in a file that the campaign file names. */
  readonly from: 'private' | 'campaign';
  /** When it was applied; null for a rule of the campaign file. */
  readonly applied: string | null;
  readonly state: 'in-force' | 'undone' | 'replaced';
  /** The day on which it was undone or replaced. */
  readonly ended: IsoDate | null;
  /** What it did in the last merge; null where that merge did not know it. */
  readonly records: number | null;
  readonly matches: number | null;
}

export interface StrikeListReport {
  readonly formatVersion: 1;
  readonly action: 'list';
  readonly rules: readonly ListedStrike[];
}

export interface StrikeUndoReport {
  readonly formatVersion: 1;
  readonly action: 'undo';
  readonly id: string;
  readonly reason: string;
  /** Where the rule is kept now, seen from the private folder. */
  readonly keptAs: string;
}
