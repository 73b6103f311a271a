/** What `inspect` says of a file. Values only when the operator asked to see them; headers only when a profile vouches that the row is one. */

import type { DialectReport, EncodingReport } from './intake.js';
import type { Problem } from './problem.js';
import type { MappableField } from './record.js';

export interface InspectedColumn {
  /** Null when no profile fits, unless revealed: without a header row a person's record stands in its place. */
  readonly header: string | null;
  /** From 1. */
  readonly position: number;
  /** Fields that this column fills, alone or with others. */
  readonly fields: readonly MappableField[];
  readonly filled: number;
  readonly distinct: number;
  /** The commonest shape: letters as `A` and `a`, digits as `9`, cut at 24 characters. */
  readonly shape: string;
  /** The first few values in alphabetical order; null unless revealed. */
  readonly examples: readonly string[] | null;
}

export interface InspectedTable {
  readonly source: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly format: 'text' | 'xlsx';
  readonly encoding: EncodingReport | null;
  readonly dialect: DialectReport | null;
  readonly path: 'fast' | 'strict' | 'sheet';
  readonly records: number;
  readonly unreadable: number;
  readonly blank: number;
  readonly profile: string | null;
  readonly confidence: 'high' | 'medium' | 'low' | 'given' | null;
  readonly columns: readonly InspectedColumn[];
  readonly problems: readonly Problem[];
}

export interface InspectReport {
  readonly formatVersion: 1;
  readonly tables: readonly InspectedTable[];
}
