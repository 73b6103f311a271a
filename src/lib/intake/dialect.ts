/**
 * Which delimiter, quote and escape a text file uses, decided on a sample at its start: the candidate under which most rows
 * have the same number of cells, and more cells rather than fewer. `sep=;` on the first line and `--delimiter` win over it.
 */

import { InputError } from '../errors.js';
import type { DialectReport } from '../model/intake.js';
import { SAMPLE_ROWS_MAX } from './limits.js';
import { RowScanner } from './scan.js';

export type Delimiter = DialectReport['delimiter'];

export interface Syntax {
  readonly delimiter: Delimiter;
  readonly quote: '"' | "'";
  readonly escape: '"' | "'" | '\\';
}

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|'];

/**
 * The delimiter that a person gave: the character itself, `tab` or `\t`.
 * @throws InputError `delimiter-unknown`
 */
export function resolveDelimiter(given: string): Delimiter {
  const wanted = given === '\\t' || given.toLowerCase() === 'tab' ? '\t' : given;
  const delimiter = DELIMITERS.find((candidate) => candidate === wanted);
  if (delimiter === undefined) {
    throw new InputError('That delimiter is not one that handin knows.', {
      code: 'delimiter-unknown',
      hint: 'Known delimiters: , ; | and tab.',
    });
  }
  return delimiter;
}

/** A first line `sep=;`: the delimiter (null when it is none of ours) and the bytes and lines it takes. */
export interface SepLine {
  readonly delimiter: Delimiter | null;
  readonly bytes: number;
}

/** Reads a `sep=` line at the very start of UTF-8 text, or answers null. */
export function readSepLine(sample: Uint8Array): SepLine | null {
  const text = String.fromCharCode(...sample.subarray(0, 16));
  const match = /^("?)sep=(.)\1 *(\r\n|\n|\r)/i.exec(text);
  if (match === null) return null;
  return { delimiter: DELIMITERS.find((candidate) => candidate === match[2]) ?? null, bytes: match[0].length };
}

interface Trial {
  readonly syntax: Syntax;
  readonly rows: number;
  readonly faults: number;
  readonly cells: number;
  readonly quotedCells: number;
  /** Most frequent width, and the share of rows that have it. */
  readonly width: number;
  readonly share: number;
}

/**
 * Decides the syntax of a sample.
 * @param sample UTF-8 text without `sep=` line
 * @param isWhole whether the file ends where the sample does
 * @param given a delimiter that overrides the decision
 */
export function detectSyntax(sample: Uint8Array, isWhole: boolean, given: Delimiter | null): Syntax {
  const hasDouble = sample.includes(0x22);
  const hasSingle = sample.includes(0x27);
  let best: Trial | null = null;
  for (const delimiter of given === null ? DELIMITERS : [given]) {
    const trial = bestQuotes(sample, isWhole, delimiter, hasDouble, hasSingle);
    if (best === null || score(trial) > score(best)) best = trial;
  }
  return best === null ? { delimiter: ',', quote: '"', escape: '"' } : best.syntax;
}

/** A table of one column under every candidate scores 0 everywhere, and the first candidate, the comma, stays. */
function score(trial: Trial): number {
  return trial.share * (1 - 1 / Math.max(1, trial.width));
}

function bestQuotes(sample: Uint8Array, isWhole: boolean, delimiter: Delimiter, hasDouble: boolean, hasSingle: boolean): Trial {
  const plain = tryOut(sample, isWhole, { delimiter, quote: '"', escape: '"' });
  if (hasDouble && plain.faults > 0 && hasEscapedQuote(sample)) {
    const backslash = tryOut(sample, isWhole, { delimiter, quote: '"', escape: '\\' });
    if (backslash.faults < plain.faults && backslash.share >= plain.share) return backslash;
  }
  if (hasSingle && plain.quotedCells === 0) {
    // An apostrophe is a quote only where it clearly is: around at least half of all cells and never astray.
    const single = tryOut(sample, isWhole, { delimiter, quote: "'", escape: "'" });
    if (single.faults === 0 && single.quotedCells * 2 >= single.cells) return single;
  }
  return plain;
}

function hasEscapedQuote(sample: Uint8Array): boolean {
  for (let at = sample.indexOf(0x5c); at >= 0; at = sample.indexOf(0x5c, at + 1)) {
    if (sample[at + 1] === 0x22) return true;
  }
  return false;
}

function tryOut(sample: Uint8Array, isWhole: boolean, syntax: Syntax): Trial {
  const widths = new Map<number, number>();
  let rows = 0;
  let faults = 0;
  let cells = 0;
  let quotedCells = 0;
  new RowScanner(syntax, 'sample').push(sample, isWhole, (row) => {
    if (row.isBlank) return true;
    rows++;
    if (row.fault === 'quote-stray' || row.fault === 'quote-unclosed') faults++;
    else {
      widths.set(row.width, (widths.get(row.width) ?? 0) + 1);
      cells += row.width;
      quotedCells += row.quotedCells;
    }
    return rows < SAMPLE_ROWS_MAX;
  });
  const { width, count } = modalWidth(widths);
  return { syntax, rows, faults, cells, quotedCells, width, share: rows === 0 ? 0 : count / rows };
}

/** The most frequent width; of equally frequent ones the greatest. */
export function modalWidth(widths: ReadonlyMap<number, number>): { readonly width: number; readonly count: number } {
  let width = 1;
  let count = 0;
  for (const [candidate, rows] of widths) {
    if (rows > count || (rows === count && candidate > width)) {
      width = candidate;
      count = rows;
    }
  }
  return { width, count };
}
