/** What intake says about a file: how it was read, where every byte and every record of it went, and what was wrong with it. */

import type { Problem } from './problem.js';
import type { Fate, Reason } from './record.js';

export interface EncodingReport {
  /** Label of the encoding: `utf-8`, `utf-16le`, `windows-1252`, `cp850`, ... */
  readonly name: string;
  readonly byteOrderMark: boolean;
  /**
   * `certain`: told by a byte-order mark, by NUL parity or by a whole-file UTF-8 check. `detected`: found by its letters, and no other
   * encoding makes sense. `assumed`: another one makes sense too. `given`: by `--encoding`.
   */
  readonly sureness: 'certain' | 'detected' | 'assumed' | 'given';
  /** UTF-8 but for some lines, which are read in the first of `others`. */
  readonly mixed: boolean;
  /** Encodings under which the file makes sense too. */
  readonly others: readonly string[];
}

export interface DialectReport {
  /** One character. */
  readonly delimiter: string;
  readonly quote: '"' | "'";
  /** Same as `quote` for doubled quotes. */
  readonly escape: '"' | "'" | '\\';
  /** Spaces after a delimiter do not belong to the cell: `"Ann", "Leeds"`. */
  readonly spaceAfterDelimiter: boolean;
  readonly newline: 'lf' | 'crlf' | 'cr' | 'mixed';
  /** A first line `sep=;` was there. */
  readonly sepLine: boolean;
  /** Logical rows before the header, `sep=` line excluded. */
  readonly preambleRows: number;
  /** `certain` when no other delimiter comes near. */
  readonly sureness: 'certain' | 'chosen' | 'given';
}

/**
 * Every byte of a text belongs to exactly one of these. Line ends belong to the row they end. `header` holds repeated headers too;
 * `other-table` what stands in the same file and is no list of people.
 */
export const BYTE_CLASSES = [
  'mark',
  'sep-line',
  'preamble',
  'header',
  'accepted',
  'repaired',
  'quarantined',
  'blank',
  'footer',
  'other-table',
] as const;
export type ByteClass = (typeof BYTE_CLASSES)[number];

/** A stretch of bytes of one class; from inclusive, to exclusive, offsets in the source as it came (in what was unpacked from gzip or zip). */
export interface ByteRun {
  readonly class: ByteClass;
  readonly from: number;
  readonly to: number;
}

/** Why a row stays unread and waits in quarantine for a person. */
export const QUARANTINE_REASONS = [
  'quote-unclosed',
  'quote-stray',
  'row-short',
  'row-long',
  'nul-byte',
  'record-too-long',
  'cell-too-long',
  'json-invalid',
] as const satisfies readonly Reason[];
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];

/** Why a row after the header is nobody's record: its fate is `blank`. */
export const BLANK_REASONS = ['empty-record', 'header-repeat', 'footer', 'other-table'] as const satisfies readonly Reason[];
export type BlankReason = (typeof BLANK_REASONS)[number];

/** Where a row stands in its source. */
export interface RowPlace {
  /** Physical lines (rows of a sheet) from 1, inclusive. */
  readonly lineFrom: number;
  readonly lineTo: number;
  /** Byte offsets in the source, line end excluded: from inclusive, to exclusive. Null where a source has no lines, as in sheets. */
  readonly byteFrom: number | null;
  readonly byteTo: number | null;
}

/** A row that could not be read as a record. `raw` is its exact text and private: it goes to quarantine.csv only. */
export interface QuarantinedRow extends RowPlace {
  /** Data row from 1. */
  readonly record: number;
  readonly reason: QuarantineReason;
  /** The row as it would be right, in the file's own dialect, where one reading fits; else what to do, in words. Private. */
  readonly suggestion: string;
  readonly raw: string;
}

/** Rows after the header, by what became of them. `records` is the sum of the others, `repaired` apart, which are accepted too. */
export interface RowCounts {
  readonly records: number;
  readonly accepted: number;
  readonly repaired: number;
  readonly quarantined: number;
  readonly blank: Readonly<Record<BlankReason, number>>;
}

export const SOURCE_FORMATS = ['text', 'xlsx', 'ods', 'xls', 'html', 'json', 'json-lines', 'parquet'] as const;
export type SourceFormat = (typeof SOURCE_FORMATS)[number];

/** One table of a file, loaded into the engine. */
export interface StagedTable {
  /** As the ledger will print it, before suffixes for equal names: `file.csv`, `file.xlsx#Sheet`, `file.zip#member.csv`. */
  readonly sourceName: string;
  /** SHA-256 of the whole source file as it came, lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
  readonly format: SourceFormat;
  /** What it was packed in, if it was. */
  readonly container?: 'gzip' | 'zip';
  /** Null for sheets and other formats that have none. */
  readonly encoding: EncodingReport | null;
  readonly dialect: DialectReport | null;
  /** Header cells as they are, white space trimmed; empty and repeated ones kept; all empty when `headerRows` is 0. */
  readonly header: readonly string[];
  /** Rows that make up the header: 2 where a second row labels parts of a question, 0 where there is none. */
  readonly headerRows: number;
  /** How its rows were parsed. */
  readonly path: 'fast' | 'strict' | 'sheet' | 'json' | 'parquet';
  /**
   * Tables of the engine. `records`: `record BIGINT` from 1 and the cells `c0` to `cn` as text, never NULL. `unread`: `record`, `fate`,
   * `reason` of every other row. `quarantine`: `record, line_from, line_to, byte_from, byte_to, reason, suggestion, raw`.
   */
  readonly tables: { readonly records: string; readonly unread: string; readonly quarantine: string };
  /** Everything of it in the engine, in the order in which it can be dropped. */
  readonly relations: readonly { readonly name: string; readonly kind: 'TABLE' | 'VIEW' }[];
  readonly counts: RowCounts;
  /** Bytes of each class in the whole file, which they tile, other tables of it included; null where a source is not read as bytes. */
  readonly byteCounts: Readonly<Record<ByteClass, number>> | null;
  /** The parsed document of a source that states numbers instead of listing people, else null. */
  readonly document: unknown;
  readonly problems: readonly Problem[];
}

/** Which headers mean something to a profile: evidence for where a table begins. */
export interface HeaderVocabulary {
  isKnown(header: string): boolean;
  /** Whether a header is one for a name, an e-mail address or an organisation. A list of people has one. */
  namesSomebody(header: string): boolean;
}

/** A question that intake cannot settle from the file; `option` names what answers it on the command line. */
export interface IntakeQuestion {
  readonly message: string;
  readonly option: string;
  readonly choices: readonly { readonly name: string; readonly value: string }[];
}

/** A quarantined row that a person corrected: the row is read as `raw` when it still stands where it stood. */
export interface RowFix {
  readonly record: number;
  readonly byteFrom: number | null;
  readonly byteTo: number | null;
  readonly raw: string;
}

export interface IntakeOptions {
  /** Label that overrides detection. */
  readonly encoding?: string;
  /** One character, or `tab` or `space`. */
  readonly delimiter?: string;
  /** Line of the header from 1 (row of a sheet); 0 when there is none. */
  readonly headerRow?: number;
  /** Forces the strict path, for the differential test. */
  readonly path?: 'strict';
  readonly vocabulary?: HeaderVocabulary;
  /** Takes the suggestions of quarantined rows that have exactly one. */
  readonly acceptSuggestions?: boolean;
  /** Corrected rows by source name. */
  readonly fixes?: ReadonlyMap<string, readonly RowFix[]>;
  /** Asks a person; left out when nobody can be asked. */
  readonly ask?: (question: IntakeQuestion) => Promise<string>;
  /** Told how many bytes of the file have been read, every mebibyte or so. */
  readonly onProgress?: (bytesRead: number, bytes: number) => void;
  /** Told every byte run in order, merged where neighbours are of one class: for checking that they tile the file. */
  readonly onRun?: (run: ByteRun) => void;
}

/** The fates that intake itself decides. */
export type UnreadFate = Extract<Fate, 'unreadable' | 'blank'>;
