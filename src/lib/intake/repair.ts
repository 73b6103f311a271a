/**
 * What a row that breaks the rules of CSV must have meant. A reading costs something for every quote that stands where none may; the cheapest
 * reading with exactly the right number of cells is taken when it is cheap and no other costs as little. Everything else is at most a
 * suggestion to a person.
 */

import { trimEdges } from '../text.js';
import { type CellSyntax, splitCells } from './cells.js';
import { type ColumnLook, compareShapes, judgeWidth } from './table.js';

/** A quote that is part of the text. */
const LITERAL_COST = 1;
/** A quote that is part of the text although it stands where a cell would end. */
const EARLY_CLOSE_COST = 3;
/** A line break outside quotes. */
const BREAK_COST = 2;
/** Quotes around a word at the start of a cell that goes on: `"Nick" Sample`. */
const LEADING_COST = 2;
/** A cell that begins with a quote which never closes: a person has to look. */
const UNCLOSED_COST = 100;
/** What a repair may cost: three pairs of stray quotes. */
const COST_MAX = 6;
/** Delimiters times cells, so that a hostile row costs no time. */
const WORK_MAX = 60_000;
const CHARACTERS_MAX = 64 * 1024;
/** Delimiters inside one quoted cell, and readings of all cells together times cells. */
const INSIDE_MAX = 200;
const READING_WORK_MAX = 200_000;

/** A reading of a broken row. */
export interface Reading {
  readonly cells: readonly string[];
  readonly cost: number;
  /** The next best reading costs more. */
  readonly isUnique: boolean;
}

interface Cell {
  readonly text: string;
  readonly cost: number;
}

interface Path {
  readonly cost: number;
  readonly cell: Cell;
  /** Where the cell begins, as a boundary, and which of the paths there goes before it. */
  readonly from: number;
  readonly rank: number;
}

/** The cheapest reading of a row as `width` cells; null when there is none. Line breaks may be part of the text. */
export function readBroken(row: string, width: number, syntax: CellSyntax): Reading | null {
  if (row.length > CHARACTERS_MAX) return null;
  const bounds = [-1];
  for (let at = row.indexOf(syntax.delimiter); at >= 0; at = row.indexOf(syntax.delimiter, at + 1)) bounds.push(at);
  bounds.push(row.length);
  const last = bounds.length - 1;
  if (last < width || last * width > WORK_MAX) return null;

  // paths[n][b]: the two cheapest ways to read n cells up to boundary b.
  let paths: Path[][] = bounds.map((_, bound) => (bound === 0 ? [{ cost: 0, cell: { text: '', cost: 0 }, from: -1, rank: 0 }] : []));
  const steps: Path[][][] = [paths];
  const cellsFrom: { readonly to: number; readonly cell: Cell }[][] = [];
  let readings = 0;
  for (const [index, from] of bounds.entries()) {
    const found = readingsFrom(row, from + 1, bounds, index, syntax);
    readings += found.length;
    if (readings * width > READING_WORK_MAX) return null;
    cellsFrom.push(found);
  }
  for (let count = 1; count <= width; count++) {
    const next: Path[][] = bounds.map(() => []);
    for (let from = 0; from < last; from++) {
      for (const [rank, path] of (paths[from] ?? []).entries()) {
        for (const { to, cell } of cellsFrom[from] ?? []) {
          // As many cells as are left need at least as many boundaries.
          if (last - to < width - count || (count === width && to !== last)) continue;
          keepTwo(next[to] ?? [], { cost: path.cost + cell.cost, cell, from, rank });
        }
      }
    }
    steps.push(next);
    paths = next;
  }
  const [best, second] = paths[last] ?? [];
  if (best === undefined) return null;
  const cells: string[] = [];
  let path: Path | undefined = best;
  for (let count = width; count > 0 && path !== undefined; count--) {
    cells.push(path.cell.text);
    path = steps[count - 1]?.[path.from]?.[path.rank];
  }
  return { cells: cells.reverse(), cost: best.cost, isUnique: second === undefined || second.cost > best.cost };
}

function keepTwo(kept: Path[], path: Path): void {
  const [first, second] = kept;
  if (first === undefined || path.cost < first.cost) {
    kept.unshift(path);
    kept.length = Math.min(kept.length, 2);
  } else if (second === undefined || path.cost < second.cost) kept[1] = path;
}

/** Every way in which a cell can begin at a boundary, with the boundary where it ends. */
function readingsFrom(
  row: string,
  start: number,
  bounds: readonly number[],
  index: number,
  syntax: CellSyntax,
): { readonly to: number; readonly cell: Cell }[] {
  const readings: { to: number; cell: Cell }[] = [];
  let from = start;
  if (syntax.spaceAfterDelimiter === true && index > 0) while (row[from] === ' ') from++;
  const isQuoted = row[from] === syntax.quote;
  for (let to = index + 1; to < bounds.length && to <= index + 1 + INSIDE_MAX; to++) {
    const end = bounds[to] ?? row.length;
    if (to === index + 1) readings.push({ to, cell: readPlain(row.slice(from, end), syntax) });
    if (!isQuoted) break;
    if (end - from >= 2 && row[end - 1] === syntax.quote) readings.push({ to, cell: readQuoted(row.slice(from + 1, end - 1), syntax) });
  }
  return readings;
}

function readPlain(text: string, { quote }: CellSyntax): Cell {
  let cost = text.startsWith(quote) ? (countOf(text, quote) % 2 === 0 ? LEADING_COST : UNCLOSED_COST) : 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === quote) cost += LITERAL_COST;
    else if (character === '\n' || (character === '\r' && text[i + 1] !== '\n')) cost += BREAK_COST;
  }
  return { text, cost };
}

function readQuoted(inside: string, { quote, delimiter, escape: escapeChar }: CellSyntax): Cell {
  let cost = 0;
  let text = '';
  for (let i = 0; i < inside.length; i++) {
    const character = inside.charAt(i);
    const following = inside[i + 1];
    if (character === escapeChar && (following === quote || (escapeChar !== quote && following === escapeChar))) {
      text += following;
      i++;
      continue;
    }
    if (character === quote) cost += following === delimiter || following === '\n' || following === '\r' ? EARLY_CLOSE_COST : LITERAL_COST;
    text += character;
  }
  return { text, cost };
}

/**
 * The cells of a broken row when one reading is cheap and the only one of its price. Where delimiters had to be taken as text, or lines
 * joined, the cells must also look like the columns above them.
 */
export function repairRow(row: string, columns: readonly ColumnLook[], syntax: CellSyntax): readonly string[] | null {
  const reading = readBroken(row, columns.length, syntax);
  if (reading === null || !reading.isUnique || reading.cost > COST_MAX) return null;
  const isJoined = row.includes('\n') || row.includes('\r');
  const { fits, misfits } = compareShapes(reading.cells, columns);
  const isTold = columns.some((column) => column.shape !== null);
  if (isJoined) return isTold && fits > 0 && misfits === 0 ? reading.cells : null;
  const hasDelimitersInside = countOf(row, syntax.delimiter) > columns.length - 1;
  return hasDelimitersInside && misfits > 0 ? null : reading.cells;
}

/** How many NUL characters a row may have picked up on its way; more is no text. */
const NUL_MAX = 8;

/** The cells of a row without its NUL characters, which no text holds; null when that is not all that is wrong with it. */
export function withoutNul(row: string, columns: readonly ColumnLook[], syntax: CellSyntax): readonly string[] | null {
  if (row.length > CHARACTERS_MAX || countOf(row, '\0') > NUL_MAX) return null;
  const cells = splitCells(row.replaceAll('\0', ''), syntax);
  return cells !== null && (cells.length === columns.length || judgeWidth(cells, columns) === null) ? cells : null;
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++;
  return count;
}

const ADVICE: Readonly<Record<string, string>> = {
  'quote-unclosed': 'close the quote, or double it where it belongs to the text',
  'quote-stray': 'put the cell in quotes and double each quote inside it',
  'row-short': 'add the missing cells',
  'row-long': 'put quotes around the cell that holds the delimiter',
  'nul-byte': 'remove the NUL character',
  'record-too-long': 'shorten the record to less than 1 MiB',
  'cell-too-long': 'shorten the longest cell to less than 64 KiB',
};

const WORD = /[\p{L}\p{N}@._-]{3,60}/gu;

/** Whether a corrected text still is the row that stands there: at least half of its words are in it. */
export function isCorrectionOf(corrected: string, row: string): boolean {
  const words = [...new Set(row.slice(0, CHARACTERS_MAX).toLowerCase().match(WORD) ?? [])];
  const kept = new Set(corrected.slice(0, CHARACTERS_MAX).toLowerCase().match(WORD) ?? []);
  return words.length === 0 || words.filter((word) => kept.has(word)).length * 2 >= words.length;
}

/** What can be done about a quarantined row. */
export interface Suggestion {
  /** The row as it would be right, or advice in words. */
  readonly text: string;
  /** Its cells, when exactly one correction fits. */
  readonly cells: readonly string[] | null;
}

/** A suggestion for a row that cannot be read. Never applied without a person's word. */
export function suggestRow(row: string, reason: string, columns: readonly ColumnLook[], syntax: CellSyntax): Suggestion {
  const cells = row.length > CHARACTERS_MAX ? null : suggestCells(row, reason, columns, syntax);
  return cells === null ? { text: ADVICE[reason] ?? '', cells: null } : { text: formatRow(cells, syntax), cells };
}

function suggestCells(row: string, reason: string, columns: readonly ColumnLook[], syntax: CellSyntax): readonly string[] | null {
  if (reason === 'quote-unclosed' || reason === 'quote-stray') {
    const reading = readBroken(row, columns.length, syntax);
    if (reading === null || !reading.isUnique || reading.cost > UNCLOSED_COST + COST_MAX) return null;
    const cells = reading.cells.map((cell) => (cell.startsWith(syntax.quote) ? cell.slice(1) : cell));
    return compareShapes(cells, columns).misfits === 0 ? cells : null;
  }
  const cells = splitCells(row, syntax);
  if (cells === null || cells.length < 2) return null;
  if (reason === 'row-long') return shortened(cells, columns, syntax.delimiter);
  return reason === 'row-short' ? lengthened(cells, columns) : null;
}

/** The row with neighbouring cells joined by the delimiter that was text, or without the empty cells that are too many. */
function shortened(cells: readonly string[], columns: readonly ColumnLook[], delimiter: string): readonly string[] | null {
  const extra = cells.length - columns.length;
  const candidates: Candidate[] = [];
  for (let at = 0; at + extra < cells.length; at++) {
    const group = cells.slice(at, at + extra + 1);
    const rest = [cells.slice(0, at), cells.slice(at + extra + 1)] as const;
    // In text a space follows a comma; between cells it seldom does.
    const spaces = group.slice(1).filter((cell) => cell.startsWith(' ')).length;
    candidates.push({ cells: [...rest[0], group.join(delimiter), ...rest[1]], rank: spaces === extra ? 3 : 1 });
    if (group.slice(1).every((cell) => trimEdges(cell) === '')) {
      candidates.push({ cells: [...rest[0], group[0] ?? '', ...rest[1]], rank: 2 });
    }
  }
  return onlyBest(candidates, columns);
}

/** The row with the missing cells, empty, in one place. */
function lengthened(cells: readonly string[], columns: readonly ColumnLook[]): readonly string[] | null {
  const missing = Array.from({ length: columns.length - cells.length }, () => '');
  const candidates = Array.from({ length: cells.length + 1 }, (_, at) => ({
    cells: [...cells.slice(0, at), ...missing, ...cells.slice(at)],
    rank: 1,
  }));
  return onlyBest(candidates, columns);
}

interface Candidate {
  readonly cells: readonly string[];
  /** Greater is likelier. */
  readonly rank: number;
}

/** The one candidate that fits the columns best; null when none fits or several do. */
function onlyBest(candidates: readonly Candidate[], columns: readonly ColumnLook[]): readonly string[] | null {
  let best: { cells: readonly string[]; score: number; key: string } | null = null;
  let isTied = false;
  for (const { cells, rank } of candidates) {
    const { fits, misfits } = compareShapes(cells, columns);
    if (misfits > 0 || fits === 0) continue;
    const score = fits * 4 + rank;
    const key = cells.join('\u001f');
    if (best === null || score > best.score) {
      best = { cells, score, key };
      isTied = false;
    } else if (score === best.score && key !== best.key) isTied = true;
  }
  return best === null || isTied ? null : best.cells;
}

/** Cells as one row of a file, quoted where they need it. */
export function formatRow(cells: readonly string[], { delimiter, quote, escape: escapeChar }: CellSyntax): string {
  return cells
    .map((cell) => {
      const needsQuotes = cell.includes(delimiter) || cell.includes(quote) || /[\r\n]/.test(cell) || cell.startsWith(' ');
      if (!needsQuotes) return cell;
      const escaped = escapeChar === quote ? cell : cell.replaceAll(escapeChar, escapeChar + escapeChar);
      return `${quote}${escaped.replaceAll(quote, escapeChar + quote)}${quote}`;
    })
    .join(delimiter);
}
