/** What intake says about a file: how it was read, where its records went, and what was wrong with it. */

import type { Problem } from './problem.js';

export interface EncodingReport {
  /** WHATWG label: `utf-8`, `utf-16le`, `utf-16be`, `windows-1252`. */
  readonly name: string;
  readonly byteOrderMark: boolean;
  /** `certain`: told by a byte-order mark, by NUL parity or by a whole-file UTF-8 check; `assumed` otherwise. */
  readonly sureness: 'certain' | 'assumed' | 'given';
}

export interface DialectReport {
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly quote: '"' | "'";
  /** Same as `quote` for doubled quotes. */
  readonly escape: '"' | "'" | '\\';
  readonly newline: 'lf' | 'crlf' | 'cr' | 'mixed';
  /** A first line `sep=;` was there. */
  readonly sepLine: boolean;
  /** Logical rows before the header, `sep=` line excluded. */
  readonly preambleRows: number;
}

/** A row that could not be read as a record. `raw` is its exact decoded text and private: it goes to quarantine.csv only. */
export interface QuarantinedRow {
  /** Data row from 1. */
  readonly record: number;
  /** Physical lines of the source from 1, inclusive. */
  readonly lineFrom: number;
  readonly lineTo: number;
  /** Byte offsets in the source as it came: from inclusive, to exclusive. Null for sheets. */
  readonly byteFrom: number | null;
  readonly byteTo: number | null;
  readonly reason: 'quote-unclosed' | 'quote-stray' | 'row-short' | 'row-long' | 'nul-byte' | 'record-too-long' | 'header-repeat';
  readonly suggestion: string;
}

/**
 * One table of a file, staged as UTF-8 under a generated name for the engine. When `recordColumn` is true the staged file's first column is the
 * record number (rows in between were quarantined); otherwise record n is the n-th row. The staged file is
 * comma-separated with `"` quotes and doubled quotes unless `stagedDialect` says otherwise, and has no header.
 */
export interface StagedTable {
  /** As the ledger will print it, before suffixes for equal names: `file.csv`, `file.xlsx#Sheet`. */
  readonly sourceName: string;
  /** SHA-256 of the whole source file as it came, lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
  readonly format: 'text' | 'xlsx';
  /** Null for sheets. */
  readonly encoding: EncodingReport | null;
  readonly dialect: DialectReport | null;
  /** Header cells as they are, whitespace trimmed; empty and repeated ones kept. */
  readonly header: readonly string[];
  readonly path: 'fast' | 'strict' | 'sheet';
  readonly stagedPath: string;
  readonly stagedDialect: {
    readonly delimiter: string;
    readonly quote: string;
    readonly escape: string;
    readonly newline: 'lf' | 'crlf' | 'cr';
    readonly skipRows: number;
  };
  readonly recordColumn: boolean;
  /** Rows in the staged file. */
  readonly stagedCount: number;
  /** Rows after the header, staged, quarantined and wholly empty lines that the reader met between records included. */
  readonly recordCount: number;
  /** Record numbers of wholly empty rows inside the table; trailing empty lines are no records. */
  readonly blankRecords: readonly number[];
  readonly quarantined: readonly QuarantinedRow[];
  /** A CSV in the staging folder, `record,raw` per quarantined row, or null when there is none. */
  readonly quarantinePath: string | null;
  readonly problems: readonly Problem[];
}

export interface IntakeOptions {
  /** WHATWG label that overrides detection. */
  readonly encoding?: string;
  readonly delimiter?: string;
  /** Forces the strict path, for the differential test. */
  readonly path?: 'strict';
}
