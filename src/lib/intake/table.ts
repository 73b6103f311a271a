/**
 * Where the table of a file begins and what its columns look like, and which of its rows are no records: repeated headers, totals, the
 * header of a second table. Works on cells, so text files and sheets share it.
 */

import { InputError } from '../errors.js';
import type { HeaderVocabulary } from '../model/intake.js';
import { formatCount, headerKey, trimEdges } from '../text.js';
import { type CellShape, cellShape } from './cells.js';
import { modalWidth } from './dialect.js';
import { COLUMNS_MAX } from './limits.js';
import { isTotalsCell } from './totals.js';

/** A row of the sample. Null cells could not be read. */
export interface SampleRow {
  /** Counts logical rows of the file from 0. */
  readonly index: number;
  /** First physical line, or row of a sheet, from 1. */
  readonly line: number;
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
  /** 0 where the table has no header, 2 where a second row labels parts of the first. */
  readonly headerRows: number;
  /** Trimmed; empty cells where there is no header. */
  readonly header: readonly string[];
  readonly columns: readonly ColumnLook[];
  /** Short values of each column, as far as the sample shows them: an answer that is called like a column is no header. */
  readonly seen: readonly ReadonlySet<string>[];
}

export interface FindOptions {
  readonly vocabulary?: HeaderVocabulary | undefined;
  /** Line of the header from 1, 0 for none. */
  readonly headerRow?: number | undefined;
}

/** How far down a header is looked for by its words. */
const HEADER_DEPTH = 60;

/**
 * Finds the header: the row that was named; else the first row whose cells are known headers; else the first row of the usual width that is
 * mostly filled, and with words. Rows before it must be clearly narrower or emptier, so that a file without a header row never loses people
 * as preamble.
 * @throws InputError `header-missing`, `columns-too-many`, or `file-empty` when there is no row at all
 */
export function findTable(rows: readonly SampleRow[], label: string, options: FindOptions = {}): TableRegion {
  const filled = rows.filter((row) => row.cells === null || row.cells.some((cell) => trimEdges(cell) !== ''));
  if (filled.length === 0) throw emptyError(label);
  const width = usualWidth(filled);
  if (width > COLUMNS_MAX) throw columnsError(label);
  if (options.headerRow === 0) return withoutHeader(filled, width);
  if (options.headerRow === undefined && isHashList(filled, width)) return withoutHeader(filled, width);
  const header =
    options.headerRow === undefined ? findHeader(filled, width, options.vocabulary) : rowAtLine(filled, options.headerRow, label);
  if (header === null) throw headerMissingError(label);
  if ((header.cells?.length ?? 0) > COLUMNS_MAX) throw columnsError(label);
  return regionBelow(header, filled, options.vocabulary);
}

function usualWidth(rows: readonly SampleRow[]): number {
  const widths = new Map<number, number>();
  for (const row of rows) if (row.cells !== null) widths.set(row.cells.length, (widths.get(row.cells.length) ?? 0) + 1);
  return modalWidth(widths).width;
}

/** The row in which a line lies; a row may have several. */
function rowAtLine(rows: readonly SampleRow[], line: number, label: string): SampleRow {
  const row = rows.findLast((candidate) => candidate.line <= line);
  const next = rows.find((candidate) => candidate.line > line);
  // Below the last row that was looked at there may be more, but no header.
  const isBeyond = next === undefined && row !== undefined && row.line < line && !(row.cells ?? []).some((cell) => /[\r\n]/.test(cell));
  if (row === undefined || row.cells === null || isBeyond) {
    throw new InputError(`${label} has no row at line ${formatCount(line)} that could be a header.`, {
      code: 'header-row-missing',
      hint: 'Give the line in which the names of the columns stand, from 1, or 0 if there is none.',
    });
  }
  return row;
}

function findHeader(filled: readonly SampleRow[], width: number, vocabulary: HeaderVocabulary | undefined): SampleRow | null {
  if (vocabulary !== undefined) {
    const known = filled.slice(0, HEADER_DEPTH).find((row) => row.cells !== null && isKnownHeader(row.cells, vocabulary));
    // A preamble may name things too; a header is as wide as its table, or nearly, and people do not stand above it.
    const isWide = (known?.cells?.length ?? 0) * 2 > width || known === filled[0];
    if (known !== undefined && isWide && filled.every((row) => row.index >= known.index || isPreambleLike(row, known))) return known;
  }
  const usual = filled.flatMap((row) => (row.cells?.length === width ? [row.cells] : []));
  const usualFill = median(usual.map(fillOf));
  // A delimiter at the end of every data row, but not of the header, makes one more column in which nothing stands.
  const headerWidth = width > 2 && usual.every((cells) => trimEdges(cells[width - 1] ?? '') === '') ? width - 1 : width;
  const headerFill = Math.max(1, Math.min(width / 2, usualFill));
  for (const [place, row] of filled.entries()) {
    if (row.cells === null || row.cells.length < headerWidth || fillOf(row.cells) < headerFill) continue;
    if (isHeaderLike(row.cells)) return row;
    // Right above the first record, a row with a name for nearly every column: the last columns have none.
    const above = filled[place - 1];
    const names = above?.cells ?? [];
    const isPartial = above?.index === row.index - 1 && names.length > 1 && names.length * 5 >= width * 3 && fillOf(names) === names.length;
    return isPartial && isHeaderLike(names) ? above : null;
  }
  return null;
}

/** Whether a row may stand above a header as part of a title: clearly narrower or emptier, and no data. */
function isPreambleLike({ cells }: SampleRow, header: SampleRow): boolean {
  if (cells === null) return true;
  const names = header.cells ?? [];
  const isSlight = cells.length * 2 <= names.length || fillOf(cells) * 2 <= fillOf(names);
  return isSlight && !cells.some((cell) => cellShape(trimEdges(cell)) === 'email');
}

/** Whether a row reads like a header of people: two known headers at least, one in a table of one column, and two in five of all. */
function isKnownHeader(cells: readonly string[], vocabulary: HeaderVocabulary): boolean {
  const { filled, known } = countKnown(cells, vocabulary);
  return isHeaderLike(cells) && known >= (cells.length === 1 ? 1 : 2) && known * 5 >= filled * 2;
}

/** How many cells of a row hold anything, and how many of them are headers that a profile knows. */
function countKnown(cells: readonly string[], vocabulary: HeaderVocabulary): { readonly filled: number; readonly known: number } {
  let filled = 0;
  let known = 0;
  for (const cell of cells) {
    const text = trimEdges(cell);
    if (text === '') continue;
    filled++;
    if (text.length <= 200 && vocabulary.isKnown(text)) known++;
  }
  return { filled, known };
}

/** The region below a header row: a second header row, columns that the header lacks, and how each column looks. */
function regionBelow(header: SampleRow, filled: readonly SampleRow[], vocabulary: HeaderVocabulary | undefined): TableRegion {
  const first = (header.cells ?? []).map((cell) => trimEdges(cell.replaceAll('\0', '')));
  const below = filled.filter((row) => row.index > header.index);
  const second = below[0]?.index === header.index + 1 ? below[0].cells : null;
  const isSecond = second !== null && isSecondHeader(first, second, below.slice(1));
  const rows = isSecond ? below.slice(1) : below;
  // What stands below the header of another list says nothing of this one.
  const isOther = (cells: readonly string[], place: number): boolean =>
    startsNewTable(cells, [], vocabulary) && startsNewTable(cells, seenIn(rows.slice(0, place), first.length), vocabulary);
  const other = rows.findIndex((row, place) => row.cells !== null && isOther(row.cells, place));
  const data = (other < 0 ? rows : rows.slice(0, other)).flatMap((row) => (row.cells === null ? [] : [row.cells]));
  const names = isSecond ? joinHeaders(first, second) : first;
  while (names.length < widthOfData(data, names.length)) names.push('');
  const exact = data.filter((cells) => cells.length === names.length);
  // Where most rows leave out their empty ends, these are what the columns are judged by.
  const telling = withoutLoneCells(
    exact.length >= 2 || exact.length * 2 >= data.length ? exact : data.filter((cells) => cells.length <= names.length),
  );
  return {
    preambleRows: header.index,
    headerRows: isSecond ? 2 : 1,
    header: names,
    columns: withOptionalEnds(
      names.map((_, column) => lookAt(telling, column)),
      data,
    ),
    seen: seenIn(other < 0 ? rows : rows.slice(0, other), names.length),
  };
}

/** Values longer than this are no answers, and so many different ones neither. */
const ANSWER_CHARACTERS = 30;
const ANSWERS_MAX = 60;

/** Short values of each column. */
function seenIn(rows: readonly SampleRow[], width: number): Set<string>[] {
  const seen = Array.from({ length: width }, () => new Set<string>());
  const before: string[] = [];
  for (const { cells } of rows) {
    for (const [column, values] of seen.entries()) {
      const given = cells?.[column] ?? '';
      // A sorted list, or a column with one answer, repeats the cell above.
      if (values.size >= ANSWERS_MAX || given === before[column]) continue;
      before[column] = given;
      const cell = trimEdges(given);
      if (cell !== '' && cell.length <= ANSWER_CHARACTERS) values.add(headerKey(cell));
    }
  }
  return seen;
}

/** Rows in which more than one cell stands: a lone cell may be a note, and says nothing of the columns. */
function withoutLoneCells(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const telling = rows.filter((cells) => fillOf(cells) > 1);
  return telling.length > 0 ? telling : rows;
}

/** Share of rows that must end at a column for the columns after it to be optional, and their least number. */
const SHORT_SHARE = 0.15;
const SHORT_ROWS_MIN = 2;

/**
 * Some programs leave out empty cells at the end of a row: where many rows that fit end early, the columns they lack are optional, but for
 * those that every whole row fills with an address, a date or a number.
 */
function withOptionalEnds(columns: readonly ColumnLook[], data: readonly (readonly string[])[]): ColumnLook[] {
  const ends = new Map<number, number>();
  for (const cells of data) {
    if (cells.length >= columns.length || cells.length < 2) continue;
    const { fits, misfits } = compareShapes(cells, columns);
    if (misfits === 0 && fits > 0) ends.set(cells.length, (ends.get(cells.length) ?? 0) + 1);
  }
  const least = Math.max(SHORT_ROWS_MIN, data.length * SHORT_SHARE);
  const isMust = ({ shape, isOptional }: ColumnLook): boolean => shape !== null && !isOptional;
  const from = Math.min(
    ...[...ends].filter(([width, rows]) => rows >= least && !columns.slice(width).some(isMust)).map(([width]) => width),
  );
  return columns.map((column, index) => (index >= from ? { ...column, isOptional: true } : column));
}

/** A header that lacks names at its end: nearly every row has more cells, and something stands in them. */
function widthOfData(data: readonly (readonly string[])[], width: number): number {
  if (data.length < 2) return width;
  const usual = modalWidth(countWidths(data));
  if (usual.width <= width || usual.count * 5 < data.length * 4 || usual.width > COLUMNS_MAX) return width;
  let filledTo = width;
  for (const cells of data) {
    for (let column = filledTo; column < usual.width; column++) if (trimEdges(cells[column] ?? '') !== '') filledTo = column + 1;
  }
  return filledTo;
}

function countWidths(data: readonly (readonly string[])[]): Map<number, number> {
  const widths = new Map<number, number>();
  for (const cells of data) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
  return widths;
}

/**
 * Whether the row below the header names parts of questions, as SurveyMonkey's does: no data in it, empty where records are always
 * filled, and with words where the header is empty or the platform's own word for a free answer.
 */
function isSecondHeader(first: readonly string[], second: readonly string[], below: readonly SampleRow[]): boolean {
  if (second.length > first.length || !isHeaderLike(second)) return false;
  const data = below.flatMap((row) => (row.cells?.length === first.length ? [row.cells] : []));
  // The name of a group may stand over each of its columns, as Excel writes a merged cell that was taken apart.
  const isGroup = (name: string): boolean => name !== '' && first.filter((other) => other === name).length > 1;
  let completes = false;
  for (const [column, cell] of second.entries()) {
    const text = trimEdges(cell);
    if (text === '') continue;
    const name = first[column] ?? '';
    if (name === '' || isGroup(name) || /^(?:open-ended )?response$/i.test(text)) completes = true;
  }
  if (!completes) return false;
  // One column without a name proves nothing; and of what every record fills, the row of labels leaves the first empty, and most.
  const labelled = second.filter(
    (cell, column) => trimEdges(cell) !== '' && ((first[column] ?? '') === '' || isGroup(first[column] ?? '')),
  );
  const hasPlatformWord = second.some((cell) => /^open-ended response$/i.test(trimEdges(cell)));
  if (labelled.length < 2 && !hasPlatformWord) return false;
  const always = first.flatMap((name, column) =>
    name !== '' && !isGroup(name) && data.every((cells) => trimEdges(cells[column] ?? '') !== '') ? [trimEdges(second[column] ?? '')] : [],
  );
  return always[0] === '' && always.filter((label) => label === '').length * 2 >= always.length;
}

function joinHeaders(first: readonly string[], second: readonly string[]): string[] {
  return first.map((name, column) => [name, trimEdges(second[column] ?? '')].filter((part) => part !== '').join(' '));
}

/** A table whose columns have no names. */
function withoutHeader(filled: readonly SampleRow[], width: number): TableRegion {
  const data = filled.flatMap((row) => (row.cells?.length === width ? [row.cells] : []));
  const header = Array.from({ length: width }, () => '');
  // Nothing that is filled is passed over here: without a header nobody can say that it stands above one.
  return {
    preambleRows: filled[0]?.index ?? 0,
    headerRows: 0,
    header,
    columns: header.map((_, column) => lookAt(data, column)),
    seen: seenIn(filled, width),
  };
}

/** Decidim exports one digest per line and no header; no other column looks like that. */
function isHashList(filled: readonly SampleRow[], width: number): boolean {
  return width === 1 && filled.every((row) => row.cells?.length === 1 && /^[0-9a-f]{40}$/i.test(trimEdges(row.cells[0] ?? '')));
}

export function emptyError(label: string): InputError {
  return new InputError(`${label} is empty.`, { code: 'file-empty', hint: 'Export it again, or leave it out.' });
}

function headerMissingError(label: string): InputError {
  return new InputError(`${label} has no header row that handin can find.`, {
    code: 'header-missing',
    hint: 'Say in which line it stands with --header-row N. If there is none, say --header-row 0 and name the columns: --map full_name=#1 --map email=#2.',
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
    if (shape === 'empty' || (expected === null && shape !== 'email')) continue;
    if (shape === expected) fits++;
    // An address in a column of other things has slipped there only where some column holds addresses.
    else if (expected !== null || columns.some((column) => column.shape === 'email')) misfits++;
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
  columns: readonly ColumnLook[],
  split: (line: string) => readonly string[] | null,
): boolean {
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
export function judgeWidth(cells: readonly string[], columns: readonly ColumnLook[]): 'row-short' | 'row-long' | null {
  const width = columns.length;
  if (cells.length > width) {
    // An empty cell too many may come from a delimiter inside a cell before it: then the cells have slipped.
    const own = cells.slice(0, width);
    const isEmpty = cells.slice(width).every((cell) => trimEdges(cell) === '');
    // In text a space follows a comma; between cells it seldom does.
    const hasSlipped = own.slice(1).some((cell) => /^ \S/.test(cell)) || compareShapes(own, columns).misfits > 0;
    return isEmpty && !hasSlipped ? null : 'row-long';
  }
  if (cells.length === width) return null;
  // Cells may be missing only where others leave the column empty too; a piece of a torn row seldom passes both tests.
  const isOptional = columns.slice(cells.length).every((column) => column.isOptional);
  return isOptional && cells.length > 1 && compareShapes(cells, columns).misfits === 0 ? null : 'row-short';
}

/** Whether a row repeats the header, as stacked exports do. */
export function isHeaderRepeat(cells: readonly string[], headerKeys: readonly string[]): boolean {
  if (cells.length < headerKeys.length || headerKeys.every((key) => key === '')) return false;
  return cells.every((cell, i) => headerKey(cell) === (headerKeys[i] ?? ''));
}

/**
 * Whether a row is the header of another list of people below the first: known headers, one of them for a name or an address, and none of
 * its cells a value that its column has held before. Values may be called like columns: yes, no, email, mobile.
 */
export function startsNewTable(
  cells: readonly string[],
  seen: readonly ReadonlySet<string>[],
  vocabulary: HeaderVocabulary | undefined,
): boolean {
  if (vocabulary === undefined || cells.length < 2 || !isHeaderLike(cells)) return false;
  const texts = cells.map(trimEdges);
  const filled = texts.filter((text) => text !== '');
  const known = new Set(filled.filter((text) => text.length <= 200 && vocabulary.isKnown(text)).map(headerKey));
  if (known.size < 2 || known.size * 2 <= filled.length || !filled.some((text) => vocabulary.namesSomebody(text))) return false;
  return !texts.some((text, column) => text !== '' && seen[column]?.has(headerKey(text)) === true);
}

/** Columns of a second table: as their namesakes in the first look; a name that says e-mail is believed, others say nothing. */
export function looksByName(header: readonly string[], other: TableRegion): ColumnLook[] {
  const looks = new Map(other.header.map((name, column) => [headerKey(name), other.columns[column]]));
  return header.map((name) => ({
    shape: looks.get(headerKey(name))?.shape ?? (/^e-?mail\b/.test(headerKey(name)) ? 'email' : null),
    isOptional: !/^e-?mail\b/.test(headerKey(name)),
  }));
}

/** A row that sums up: a word for "total" first, and after it nothing but numbers. */
export function isTotalsRow(cells: readonly string[]): boolean {
  const texts = cells.map(trimEdges).filter((cell) => cell !== '');
  const [first, ...rest] = texts;
  if (first === undefined || !isTotalsCell(first)) return false;
  const hasNumber = rest.length > 0 || /\d/.test(first);
  return hasNumber && rest.every(isFigure);
}

/** Small words that stand in names, too. */
const NAME_PARTICLES = new Set(
  'de la las los del da das do dos di du des le van der den von zu al el bin ibn abu ben y e i o of the ap ab ní mac'.split(' '),
);

/** A note says so: with a number, with a colon, or in a sentence. A few words alone may be somebody's name. */
function isNote(cell: string): boolean {
  if (/[\d:]/.test(cell.slice(0, 200))) return true;
  // Names have capitals; a sentence has one, and then words that have none and are no particles.
  const words = cell.slice(0, 400).split(/\s+/);
  return /^\p{Lu}/u.test(cell) && words.slice(1).filter((word) => /^\p{Ll}/u.test(word) && !NAME_PARTICLES.has(word)).length >= 2;
}

/** A figure; a longer one may be somebody's telephone number. */
const isFigure = (cell: string): boolean => /^[\d.,\s]{1,9}%?$/.test(cell) && cell.replace(/\D/g, '').length <= 6;

/**
 * What rows below a blank line at the end of a file are: notes, a small table, or neither. They must not look like people: a note is one cell, or
 * a label with a number; a table has the same number of cells in every row, words in its first row and a number in each of the others.
 */
export function judgeTail(rows: readonly (readonly string[])[], width: number): 'footer' | 'other-table' | null {
  const filled = rows.map((cells) => cells.map(trimEdges).filter((cell) => cell !== ''));
  const isOdd = rows.some((cells, row) => (cells.length >= width && !isSentence(cells)) || filled[row]?.length === 0);
  if (rows.length === 0 || isOdd || filled.some((cells) => cells.some((cell) => cellShape(cell) === 'email'))) return null;
  const [first = [], ...others] = filled;
  const isTable =
    // Two columns in two rows may be two names with something else.
    rows.length >= (first.length > 2 ? 2 : 3) &&
    rows.every((cells) => cells.length > 1 && cells.length === rows[0]?.length) &&
    !first.some((cell) => cellShape(cell) !== 'text') &&
    others.every((cells) => cells.length > 1 && cells.slice(1).every(isFigure));
  if (isTable) return 'other-table';
  const areNotes = filled.every(([only = '', second, ...more]) =>
    second === undefined ? isNote(only) : more.length === 0 && (/[:=]$/.test(only) || isTotalsCell(only)),
  );
  return areNotes ? 'footer' : null;
}

/** A row of a wide table in which nothing stands but one sentence: a note that a spreadsheet has padded with empty cells. */
export function isSentence(cells: readonly string[]): boolean {
  const [only, ...others] = cells.map(trimEdges).filter((cell) => cell !== '');
  return cells.length > 2 && only !== undefined && others.length === 0 && only.length > 20 && isNote(only);
}

/** Headers that occur more than once, empty ones apart: how many columns are second or later of their name. */
export function countDuplicateHeaders(header: readonly string[]): number {
  const keys = header.map(headerKey).filter((key) => key !== '');
  return keys.length - new Set(keys).size;
}
