/** An export profile: how one platform's export maps to our fields. One JSON file each, with tests inside. */

import type { StatedNumbers } from './numbers.js';
import type { ConsentLevel, MappableField, RecordField, RecordKind, Status } from './record.js';

/**
 * A choice of one column of the file: the one at `position`, else the first of the spellings in `column` that it has, else the
 * first header that holds one of the phrases in `contains`, and none of those in `not`. Headers are compared
 * case-blind and without accents, with spaces collapsed and underscores as spaces. Of columns with the same header, the first filled cell counts.
 */
export interface ColumnChoice {
  readonly column?: readonly string[];
  /** Adds the usual spellings and phrases of a field or of a part of one, in every language of `profiles/vocabulary/headers.json`. Resolved when profiles are loaded. */
  readonly usual?: RecordField | FieldPart;
  /** Usual spellings that are not meant here. */
  readonly without?: readonly string[];
  /** The column's place in the file, from 1: for tables without a header row. */
  readonly position?: number;
  /** For forms whose headers are free questions. Never matches a column that another field or `drop` names exactly. */
  readonly contains?: readonly string[];
  readonly not?: readonly string[];
  /** Whole words that the header must not hold, however it is found; a star at the end stands for any ending. For consent: `Do not show my name`. */
  readonly notWords?: readonly string[];
  /** Values that count as empty, for example `anonymous`. */
  readonly except?: readonly string[];
}

/** Columns that hold a part of a field, and that have usual headers of their own. */
export type FieldPart =
  | 'house_name'
  | 'house_number_first'
  | 'house_number_last'
  | 'flat'
  | 'address_line_2'
  | 'address_line_3'
  | 'birth_year'
  | 'birth_month'
  | 'birth_day';

/** Several columns joined with a space or `separator`, empty ones left out; a part can be joined itself. Mapped when the file has all of `needs`. */
export interface JoinMapping {
  readonly join: readonly (string | ColumnChoice | JoinMapping)[];
  readonly separator?: string;
  /** Parts that the file must have; the first of `join` unless given. */
  readonly needs?: readonly (string | ColumnChoice)[];
}

/** Where a field's value comes from. A short fixed list of named functions; `profiles/data/README.md` explains each with an example. */
export type FieldMapping =
  | ColumnChoice
  | JoinMapping
  /** The first non-empty cell among these columns, record by record. */
  | { readonly firstNonEmpty: readonly (string | ColumnChoice)[] }
  /** Part of one column split at a separator; `part` counts from 0, negative from the end. */
  | { readonly split: { readonly column: readonly string[]; readonly separator: string; readonly part: number } }
  | { readonly constant: string }
  /** A column whose values are mapped to ours; unlisted values take `otherwise`. Keys compare case-blind. */
  | { readonly map: ColumnChoice & { readonly values: Readonly<Record<string, string>>; readonly otherwise: string } }
  /** The first of these mappings whose columns the file has. */
  | { readonly oneOf: readonly FieldMapping[] };

export interface ProfileTest {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Expected canonical values of each row; fields not named are expected to be empty (`status`: `counts`, `kind`: `person`, `display_consent`: `count-only`). */
  readonly expected: readonly Readonly<Partial<Record<MappableField, string>>>[];
}

/** A step of a path into a JSON document: the key of an object. */
export type DocumentPath = readonly string[];

/** Where a source that lists nobody states its numbers. */
export type NumbersDescription =
  | {
      readonly of: 'json-document';
      /** Paths that must all lead somewhere: how the document is recognized. */
      readonly has: readonly DocumentPath[];
      readonly label: DocumentPath;
      readonly count: DocumentPath;
      /** Time of the numbers: the first path that leads to one. */
      readonly asOf: readonly DocumentPath[];
      readonly state?: DocumentPath;
      readonly openedAt?: DocumentPath;
      readonly closedAt?: readonly DocumentPath[];
      /** Counts by place; each list's entries hold a code, a name and a count under these keys. */
      readonly by: readonly {
        readonly dimension: 'constituency' | 'region' | 'country';
        readonly list: DocumentPath;
        readonly code: string;
        readonly name: string;
        readonly count: string;
      }[];
      readonly tests: readonly { readonly name: string; readonly document: unknown; readonly expected: StatedNumbers | null }[];
    }
  | {
      readonly of: 'lines';
      /** Every line is so many hexadecimal digits and nothing else; equal lines are one signature. */
      readonly hexDigits: number;
      readonly label: string;
      readonly tests: readonly { readonly name: string; readonly lines: readonly string[]; readonly count: number | null }[];
    };

/** Headers and answers about age. The columns themselves are never loaded. */
export interface AgeWords {
  /** Headers of columns with an age or a band of ages. */
  readonly columns: readonly string[];
  /** What makes `18` mean less than that, before and behind the number. */
  readonly belowBefore: readonly string[];
  readonly belowAfter: readonly string[];
  /** Answers that mean a child. */
  readonly minors: readonly string[];
  /** Headers that ask whether the person is of age, and whether they are not. */
  readonly over: readonly string[];
  readonly under: readonly string[];
}

export interface ExportProfile {
  readonly id: string;
  readonly title: string;
  /** When, and from what, the format was learnt. */
  readonly checked: string;
  readonly sources: readonly string[];
  readonly notes: readonly string[];
  /** How the profile is recognized. All of `headers` must be there; each entry lists spellings of one header. */
  readonly fingerprint: {
    readonly headers: readonly (readonly string[])[];
    /** Sets of headers that prove as much: where `headers` are not all there, one of these sets must be, whole. */
    readonly alternatives?: readonly (readonly (readonly string[])[])[];
    /** Headers any one of which must start with the prefix. */
    readonly prefixes?: readonly string[];
    /** The first header must be one of these. */
    readonly first?: readonly string[];
    /** Where headers alone prove little: the file's name must start with one of these, or its encoding be one of these. */
    readonly file?: { readonly namePrefixes: readonly string[]; readonly encodings: readonly string[] };
    /** A table without a header row that has exactly so many columns. Proves little: always of low confidence. */
    readonly columns?: number;
    readonly confidence: 'high' | 'medium' | 'low';
  };
  readonly fields: Readonly<Partial<Record<MappableField, FieldMapping>>>;
  /** Status rules, first hit wins; a record that none hits counts. `when: filled|empty` looks at whether the cell holds anything. */
  readonly status?: readonly {
    readonly column?: readonly string[];
    /** As in a column choice. */
    readonly position?: number;
    readonly when: 'filled' | 'empty' | 'equals';
    readonly values?: readonly string[];
    readonly means: Exclude<Status, 'counts'>;
  }[];
  /** What the platform's consent column proves. Unlisted and missing values are count-only. */
  readonly consent?: Omit<ColumnChoice, 'usual'> & {
    readonly values: Readonly<Record<string, ConsentLevel>>;
    /** Adds what `profiles/vocabulary/consent.json` knows: `answers` only the usual answers, `questions` the usual headers too. */
    readonly usual?: 'answers' | 'questions';
    /** Headers that could be about something else, such as a bare `Consent`: nobody is shown by them, and their answers are reported as unknown. */
    readonly unclear?: readonly string[];
    /** Phrases of questions about showing a name on a website, which is not consent to the hand-in; they count as unclear. Filled in with `usual`. */
    readonly elsewhere?: readonly string[];
  };
  /** What people were told about who sees their name. Bundled profiles all say it. */
  readonly disclosure?: {
    /** In a sentence, what the platform or the form says. */
    readonly told: string;
    /** `answer`: what `consent` makes of each answer. `count-only`: nobody is named by such an export, whatever stands in it. */
    readonly proves: 'answer' | 'count-only';
    readonly source: string;
  };
  /** Order of day and month in dates like 4/9/2021: `dmy`, `mdy`, or `ask` when the platform follows the sheet's locale. */
  readonly dateOrder: 'dmy' | 'mdy' | 'ask';
  readonly kind?: RecordKind;
  /** Columns that are known and that no field needs, so that they are not reported as unmapped. */
  readonly known?: readonly string[];
  /** Personal columns nobody needs; never loaded into the records. */
  readonly drop: readonly string[];
  /** Phrases of headers that are never loaded. Filled from `profiles/vocabulary/dropped.json` when profiles are loaded, as the next two are. */
  readonly dropContains?: readonly string[];
  /** Headers that end in one of these words are never loaded. */
  readonly dropLastWords?: readonly string[];
  /** Headers that the profile names although they are never loaded: it is refused for a file that has one. */
  readonly dropNamed?: readonly string[];
  /** Whole words that turn a question about showing a name around. Filled from `profiles/vocabulary/consent.json` when profiles are loaded. */
  readonly negations?: readonly string[];
  /** What tells that a person is under 18. Filled from `profiles/vocabulary/age.json` when profiles are loaded. */
  readonly ages?: AgeWords;
  /** Why such a file is taken only when a person names the profile: its people are not signers by themselves. */
  readonly onlyByName?: string;
  /** Such a source lists nobody; it states numbers. */
  readonly numbers?: NumbersDescription;
  readonly tests: readonly ProfileTest[];
}
