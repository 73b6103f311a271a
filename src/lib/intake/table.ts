/**
 * Where the table of a file begins: which of the first rows are preamble, which is the header, and what the columns beneath it
 * look like. Works on cells, so text files and sheets share it.
 */

import { InputError } from '../errors.js';
import { formatCount, headerKey, trimEdges } from '../text.js';
import { type CellShape, cellShape } from './cells.js';
import { modalWidth } from './dialect.js';
import { COLUMNS_MAX } from './limits.js';

/** A row of the sample; `index` counts logical rows of the file from 0. Null cells could not be read. */
export interface SampleRow {
  readonly index: number;
  readonly cells: readonly string[] | null;
}

export interface ColumnLook {
  /** The shape that at least four of five filled cells have, when it is a telling one. */
  readonly shape: 'email' | 'date' | 'digits' | null;
  /** Some readable row leaves it empty. */
  readonly isOptional: boolean;
}

export interface TableRegion {
  /** Logical rows before the header. */
  readonly preambleRows: number;
  /** Trimmed. */
  readonly header: readonly string[];
  readonly columns: readonly ColumnLook[];
}

/**
 * Finds the header: the first row of the usual width that is mostly filled, and with words. Rows before it must be clearly
 * narrower or emptier, so that a file without a header row never loses people as preamble.
 * @throws InputError `header-missing`, `columns-too-many`, or `file-empty` when there is no row at all
 */
export function findTable(rows: readonly SampleRow[], label: string): TableRegion {
  const filled = rows.filter((row) => row.cells === null || row.cells.some((cell) => trimEdges(cell) !== ''));
  if (filled.length === 0) throw emptyError(label);
  const widths = new Map<number, number>();
  for (const row of filled) if (row.cells !== null) widths.set(row.cells.length, (widths.get(row.cells.length) ?? 0) + 1);
  const { width } = modalWidth(widths);
  if (width > COLUMNS_MAX) throw columnsError(label);

  const usual = filled.flatMap((row) => (row.cells?.length === width ? [row.cells] : []));
  const usualFill = median(usual.map(fillOf));
  // A delimiter at the end of every data row, but not of the header, makes one more column in which nothing stands.
  const headerWidth = width > 2 && usual.every((cells) => trimEdges(cells[width - 1] ?? '') === '') ? width - 1 : width;
  const headerFill = Math.max(1, Math.min(width / 2, usualFill));
  for (const row of filled) {
    if (row.cells === null) continue;
    const fill = fillOf(row.cells);
    if (row.cells.length < headerWidth || fill < headerFill) continue;
    if (!isHeaderLike(row.cells)) throw headerMissingError(label);
    const header = row.cells.map((cell) => trimEdges(cell.replaceAll('\0', '')));
    if (header.length > COLUMNS_MAX) throw columnsError(label);
    const data = filled
      .filter((other) => other.index > row.index && other.cells?.length === header.length)
      .map((other) => other.cells ?? []);
    return { preambleRows: row.index, header, columns: header.map((_, column) => lookAt(data, column)) };
  }
  throw headerMissingError(label);
}

export function emptyError(label: string): InputError {
  return new InputError(`${label} is empty.`, { code: 'file-empty', hint: 'Export it again, or leave it out.' });
}

function headerMissingError(label: string): InputError {
  return new InputError(`${label} has no header row that handin can find.`, {
    code: 'header-missing',
    hint: 'Put one row with the names of the columns above the data.',
  });
}

function columnsError(label: string): InputError {
  return new InputError(`${label} has more than ${formatCount(COLUMNS_MAX)} columns.`, {
    code: 'columns-too-many',
    hint: 'Remove the columns that are not needed.',
  });
}

function fillOf(cells: readonly string[]): number {
  let fill = 0;
  for (const cell of cells) if (trimEdges(cell) !== '') fill++;
  return fill;
}

/** Words, not data: no e-mail address, no date, fewer numbers than words. */
function isHeaderLike(cells: readonly string[]): boolean {
  let words = 0;
  let digits = 0;
  for (const cell of cells) {
    const shape = cellShape(trimEdges(cell));
    if (shape === 'email' || shape === 'date') return false;
    if (shape === 'text') words++;
    if (shape === 'digits') digits++;
  }
  return words > digits;
}

function lookAt(rows: readonly (readonly string[])[], column: number): ColumnLook {
  const counts: Record<CellShape, number> = { empty: 0, email: 0, date: 0, digits: 0, text: 0 };
  let filled = 0;
  for (const row of rows) {
    const cell = trimEdges(row[column] ?? '');
    // A line break may mean an unclosed quote: such a cell is no evidence of anything.
    if (cell.includes('\n') || cell.includes('\r')) continue;
    counts[cellShape(cell)]++;
    if (cell !== '') filled++;
  }
  const isOptional = counts.empty > 0;
  for (const shape of ['email', 'date', 'digits'] as const) {
    if (filled >= 3 && counts[shape] * 5 >= filled * 4) return { shape, isOptional };
  }
  return { shape: null, isOptional };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** How well cells agree with the columns above them: telling cells that fit, and telling cells that do not. */
export function compareShapes(
  cells: readonly string[],
  columns: readonly ColumnLook[],
): { readonly fits: number; readonly misfits: number } {
  let fits = 0;
  let misfits = 0;
  for (let i = 0; i < cells.length; i++) {
    const expected = columns[i]?.shape ?? null;
    const shape = cellShape(trimEdges(cells[i] ?? ''));
    if (expected === null || shape === 'empty') continue;
    if (shape === expected) fits++;
    else misfits++;
  }
  return { fits, misfits };
}

/** How many physical lines in a row must look like rows of their own when no column has a telling shape. */
const PLAIN_LINES_MIN = 3;

/**
 * Whether a well-formed row of several lines has swallowed others: a quote that was never closed met the next one by accident.
 * @param lines the row's physical lines
 * @param width the row's own number of cells
 * @param split reads one line as a row of its own; null when it is none
 */
export function hasSwallowedRows(
  lines: readonly string[],
  width: number,
  region: TableRegion,
  split: (line: string) => readonly string[] | null,
): boolean {
  const columns = region.columns;
  if (columns.length < 2) return false;
  const hasShapes = columns.some((column) => column.shape !== null);
  const isRightWidth = width === columns.length;
  // The last line closes the quote, so it stands alone only when the width is wrong anyway.
  const inner = lines.slice(1, isRightWidth ? -1 : undefined);
  let plainLines = 0;
  for (const line of inner) {
    const cells = split(line);
    if (cells === null || cells.length !== columns.length) continue;
    if (!hasShapes) plainLines++;
    else {
      const { fits, misfits } = compareShapes(cells, columns);
      if (fits > 0 && misfits === 0) return true;
    }
  }
  return plainLines >= (isRightWidth ? PLAIN_LINES_MIN : 1);
}

/** Why a row of the wrong width cannot stand, or null when only empty cells at its end are missing or too many. */
export function judgeWidth(cells: readonly string[], region: TableRegion): 'row-short' | 'row-long' | null {
  const width = region.columns.length;
  if (cells.length > width) return cells.slice(width).every((cell) => trimEdges(cell) === '') ? null : 'row-long';
  if (cells.length === width) return null;
  // Cells may be missing only where others leave the column empty too; a piece of a torn row seldom passes both tests.
  const isOptional = region.columns.slice(cells.length).every((column) => column.isOptional);
  return isOptional && cells.length > 1 && compareShapes(cells, region.columns).misfits === 0 ? null : 'row-short';
}

/** Whether a row repeats the header, as stacked exports do. */
export function isHeaderRepeat(cells: readonly string[], headerKeys: readonly string[]): boolean {
  if (cells.length < headerKeys.length) return false;
  return cells.every((cell, i) => headerKey(cell) === (headerKeys[i] ?? ''));
}

/** Headers that occur more than once, empty ones apart: how many columns are second or later of their name. */
export function countDuplicateHeaders(header: readonly string[]): number {
  const keys = header.map(headerKey).filter((key) => key !== '');
  return keys.length - new Set(keys).size;
}

const SUGGESTIONS: Readonly<Record<string, string>> = {
  'quote-unclosed': 'close the quote, or double it where it belongs to the text',
  'quote-stray': 'put the cell in quotes and double each quote inside it',
  'row-short': 'add the missing cells',
  'row-long': 'put quotes around the cell that holds the delimiter',
  'nul-byte': 'remove the NUL character',
  'record-too-long': 'shorten the record to less than 1 MiB',
  'header-repeat': 'nothing to do: the header of a second export',
};

/** What a person can do about a quarantined row. */
export function suggestionFor(reason: string): string {
  return SUGGESTIONS[reason] ?? '';
}
