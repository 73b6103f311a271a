/** What `inspect` says of a file. Values only when the operator asked to see them; headers only when something vouches that the row is one. */

import type { ByteClass, DialectReport, EncodingReport, QuarantineReason, RowCounts, SourceFormat, StagedTable } from './intake.js';
import type { StatedNumbers } from './numbers.js';
import type { Problem, ProblemType } from './problem.js';
import type { MappableField } from './record.js';
import type { RepairKind } from './repair.js';

export interface InspectedColumn {
  /** Null unless revealed when no profile fits, or when nothing says that the row is a header: without a header row a person's record stands in its place. */
  readonly header: string | null;
  /** From 1. */
  readonly position: number;
  /** Fields that this column fills, alone or with others. */
  readonly fields: readonly MappableField[];
  /** Never loaded into the records: personal data that nobody needs. */
  readonly isDropped: boolean;
  readonly filled: number;
  readonly distinct: number;
  /** The commonest shape: letters as `A` and `a`, digits as `9`, cut at 24 characters. */
  readonly shape: string;
  /** The first few values in alphabetical order; null unless revealed. */
  readonly examples: readonly string[] | null;
  /** Cells that merging would repair. Where several columns fill one field, the first of them says it. */
  readonly repairs: readonly { readonly kind: RepairKind; readonly count: number }[];
  /** What is wrong with cells of this column; the same as in `problems`. */
  readonly wrong: readonly { readonly type: ProblemType; readonly count: number }[];
}

/** A row that cannot be read. `raw` and `suggestion` are null unless revealed. */
export interface InspectedRow {
  readonly record: number;
  readonly lineFrom: number;
  readonly lineTo: number;
  readonly reason: QuarantineReason;
  readonly raw: string | null;
  readonly suggestion: string | null;
}

export interface InspectedTable {
  readonly source: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly format: SourceFormat;
  /** What the file was packed in, if it was. */
  readonly container?: 'gzip' | 'zip';
  readonly encoding: EncodingReport | null;
  readonly dialect: DialectReport | null;
  readonly path: StagedTable['path'];
  readonly headerRows: number;
  readonly records: number;
  readonly unreadable: number;
  readonly blank: number;
  /** Rows after the header by what they are. */
  readonly rows: RowCounts;
  /** Bytes of each class, which add up to the whole source; null where a source is not read as bytes. */
  readonly byteCounts: Readonly<Record<ByteClass, number>> | null;
  readonly profile: string | null;
  readonly confidence: 'high' | 'medium' | 'low' | 'given' | null;
  /** Another profile that fits as well, or null. */
  readonly runnerUp: string | null;
  /** A profile that fits and is only taken when a person names it, as mailing lists are; else null. */
  readonly refusedProfile: string | null;
  /** How day and month were taken to be ordered. */
  readonly dateOrder: 'dmy' | 'mdy';
  /** What the source states instead of listing people. */
  readonly numbers: StatedNumbers | null;
  readonly columns: readonly InspectedColumn[];
  /** The first rows that cannot be read; `unreadable` says how many there are. */
  readonly quarantined: readonly InspectedRow[];
  readonly problems: readonly Problem[];
}

export interface InspectReport {
  readonly formatVersion: 1;
  readonly tables: readonly InspectedTable[];
}
