/** What `clean` did: how many rows of which source are in the list, what was repaired, and what is not in it and why. No cell of any record is in it. */

import type { RowCounts, SourceFormat } from './intake.js';
import type { StatedNumbers } from './numbers.js';
import type { Problem } from './problem.js';
import type { FieldRepairs } from './repair.js';

/** One table that was read. */
export interface CleanedInput {
  readonly source: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly format: SourceFormat;
  readonly profile: string;
  /** Rows after the header by what they are. */
  readonly rows: RowCounts;
  /** Rows of this source in the list. */
  readonly written: number;
  /** Rows that were read and hold nothing that anybody entered. */
  readonly empty: number;
  /** Columns that no field uses. They are in the list with `--keep-other`. */
  readonly otherColumns: number;
}

export interface CleanReport {
  readonly formatVersion: 1;
  readonly tool: { readonly name: 'handin'; readonly version: string };
  /** Name of the file, or null for stdout. */
  readonly output: string | null;
  readonly form: 'spreadsheet' | 'excel' | 'machine' | 'xlsx';
  readonly inputs: readonly CleanedInput[];
  /** Rows of the list, header apart. */
  readonly rows: number;
  /** Sheets of a workbook; 1 otherwise. */
  readonly sheets: number;
  /** Cells that were kept from becoming formulas. */
  readonly guarded: number;
  readonly keepsOther: boolean;
  readonly unreadable: number;
  /** Name of the file that holds the unreadable rows, or null where there are none or there is no file beside which it could lie. */
  readonly quarantine: string | null;
  /** Cells that were repaired, by field, over all sources. */
  readonly repairs: readonly Omit<FieldRepairs, 'source'>[];
  /** Numbers that sources state without listing anybody; left out where there are none. */
  readonly numbers?: readonly ({ readonly source: string } & StatedNumbers)[];
  readonly problems: readonly Problem[];
}
