/** Problems: things wrong with one file or record. They are collected, counted and reported, and the run goes on. */

/** Something wrong with one file or record; collected, counted and reported. */
export interface Problem {
  /** Stable code from `PROBLEMS`. */
  readonly type: ProblemType;
  readonly source: string;
  /** How many records it touches; 1 for a whole file. */
  readonly count: number;
  /** The first few record numbers. */
  readonly records: readonly number[];
  /** The field it concerns, when there is one. Never a value. */
  readonly field?: string;
}

/** The catalogue of problems: docs, `--json` and tests all use the type. `{count}` and `{field}` are filled in. */
export const PROBLEMS = {
  'quarantined-records': 'set aside as unreadable; see quarantine.csv',
  'encoding-assumed': 'the encoding was assumed, not certain; give --encoding to settle it',
  'header-duplicate': 'a header appears more than once; the first is used',
  'column-unmapped': 'columns that no field uses',
  'date-unreadable': 'dates in {field} could not be read and are left empty',
  'date-ambiguous': 'day and month in {field} could not be told apart; give --date-order to settle it',
  'email-malformed': 'e-mail addresses that are not well formed; they match nothing',
  'consent-unknown': 'consent values that the profile does not list; treated as count-only',
  'sheet-hidden': 'hidden sheets were read too',
  'letters-lost': 'cells hold a replacement character: letters were lost before this file was saved',
} as const;
export type ProblemType = keyof typeof PROBLEMS;
