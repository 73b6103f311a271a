/**
 * Which delimiter, quote and escape a text file uses, decided on samples: the reading under which most rows have the same number of cells,
 * more of them rather than fewer, with cells that look like something and headers that are known. `sep=;` on the first line and
 * `--delimiter` win over it.
 */

import { InputError } from '../errors.js';
import type { HeaderVocabulary } from '../model/intake.js';
import { trimEdges } from '../text.js';
import { type CellSyntax, cellShape, splitCells } from './cells.js';
import { SAMPLE_ROWS_MAX } from './limits.js';
import { RowScanner } from './scan.js';

export interface Syntax extends CellSyntax {
  readonly quote: '"' | "'";
  readonly escape: '"' | "'" | '\\';
  readonly spaceAfterDelimiter: boolean;
}

/** Delimiters that are looked for; others must be given. A space is never guessed: names are full of them. */
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** How near a second reading may come before a person is asked: its score as a share of the best one's. */
const RIVAL_SHARE = 0.85;

/**
 * The delimiter that a person gave: one character, `tab` or `space`.
 * @throws InputError `delimiter-unknown`
 */
export function resolveDelimiter(given: string): string {
  const wanted = { '\\t': '\t', tab: '\t', space: ' ', comma: ',', semicolon: ';' }[given.toLowerCase()] ?? given;
  if (!/^[\t\x20-\x7e]$/.test(wanted) || /[A-Za-z0-9"'\\]/.test(wanted)) {
    throw new InputError('That delimiter is not one that handin knows.', {
      code: 'delimiter-unknown',
      hint: 'Give one character that is no letter, digit or quote, such as , ; | or the words tab and space.',
    });
  }
  return wanted;
}

/** A first line `sep=;`: the delimiter and the bytes that the line takes. */
export interface SepLine {
  /** Null when it is none that can be one. */
  readonly delimiter: string | null;
  readonly bytes: number;
}

/** Reads a `sep=` line at the very start of UTF-8 text, or answers null. */
export function readSepLine(sample: Uint8Array): SepLine | null {
  const text = String.fromCharCode(...sample.subarray(0, 16));
  const match = /^("?)sep=(.)\1 *(\r\n|\n|\r)/i.exec(text);
  if (match === null) return null;
  const delimiter = match[2] ?? '';
  return { delimiter: /^[\t !#$%&*+,\-./:;=?@^_|~]$/.test(delimiter) ? delimiter : null, bytes: match[0].length };
}

interface Trial {
  readonly syntax: Syntax;
  readonly faults: number;
  readonly cells: number;
  readonly quotedCells: number;
  /** Most frequent width. */
  readonly width: number;
  readonly score: number;
  readonly hasKnownHeader: boolean;
}

/** The decision, and the delimiter that came near, if one did. */
export interface SyntaxDecision {
  readonly syntax: Syntax;
  readonly rival: string | null;
}

/**
 * Decides the syntax of samples.
 * @param samples UTF-8 text: the start of the file without its `sep=` line, then perhaps pieces of its middle and end, cut at lines
 * @param isWhole whether the first sample is the whole file
 * @param given a delimiter that overrides the decision
 */
export function detectSyntax(
  samples: readonly Uint8Array[],
  isWhole: boolean,
  given: string | null,
  vocabulary: HeaderVocabulary | undefined,
): SyntaxDecision {
  // A delimiter that occurs nowhere makes one column of every row, which scores 0; the comma stays, for tables of one column.
  const occurs = (delimiter: string): boolean => samples.some((sample) => sample.includes(delimiter.charCodeAt(0)));
  const candidates = given === null ? DELIMITERS.filter((delimiter) => delimiter === ',' || occurs(delimiter)) : [given];
  const trials = candidates.map((delimiter) => bestQuotes(samples, isWhole, delimiter, vocabulary));
  // The sort is stable: of equals the first candidate wins, so that a table of one column is comma-separated.
  const [best, second] = trials.sort((a, b) => Number(b.hasKnownHeader) - Number(a.hasKnownHeader) || b.score - a.score);
  if (best === undefined) {
    return { syntax: { delimiter: ',', quote: '"', escape: '"', spaceAfterDelimiter: false }, rival: null };
  }
  const isClose =
    second !== undefined &&
    second.width > 1 &&
    best.score > 0 &&
    second.hasKnownHeader === best.hasKnownHeader &&
    second.score >= best.score * RIVAL_SHARE;
  return { syntax: best.syntax, rival: isClose ? second.syntax.delimiter : null };
}

function bestQuotes(samples: readonly Uint8Array[], isWhole: boolean, delimiter: string, vocabulary: HeaderVocabulary | undefined): Trial {
  const has = (byte: number): boolean => samples.some((sample) => sample.includes(byte));
  const attempt = (quotes: Omit<Syntax, 'delimiter'>): Trial => tryOut(samples, isWhole, { delimiter, ...quotes }, vocabulary);
  const plain = attempt({ quote: '"', escape: '"', spaceAfterDelimiter: false });
  if (has(0x22) && plain.faults > 0) {
    const others = [
      ...(samples.some(hasEscapedQuote) ? [attempt({ quote: '"', escape: '\\', spaceAfterDelimiter: false })] : []),
      ...(delimiter === ' ' ? [] : [attempt({ quote: '"', escape: '"', spaceAfterDelimiter: true })]),
    ];
    const better = others
      .filter((other) => other.faults < plain.faults && other.score >= plain.score)
      .sort((a, b) => a.faults - b.faults)[0];
    if (better !== undefined) return better;
  }
  if (has(0x27) && plain.quotedCells === 0) {
    // An apostrophe is a quote only where it clearly is: around at least half of all cells and never astray.
    const single = attempt({ quote: "'", escape: "'", spaceAfterDelimiter: false });
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

/** Rows of each sample whose cells are looked at; the widths of all are counted. */
const SHAPED_ROWS = 200;

function tryOut(samples: readonly Uint8Array[], isWhole: boolean, syntax: Syntax, vocabulary: HeaderVocabulary | undefined): Trial {
  const widths = new Map<number, number>();
  let rows = 0;
  let faults = 0;
  let cells = 0;
  let quotedCells = 0;
  let shaped = 0;
  let filled = 0;
  let hasKnownHeader = false;
  for (const [index, sample] of samples.entries()) {
    const stopAt = rows + SAMPLE_ROWS_MAX;
    let looked = 0;
    new RowScanner(syntax, 'sample').push(sample, isWhole || index > 0, (row) => {
      if (row.isBlank) return true;
      rows++;
      if (row.fault === 'quote-stray' || row.fault === 'quote-unclosed') faults++;
      else {
        widths.set(row.width, (widths.get(row.width) ?? 0) + 1);
        cells += row.width;
        quotedCells += row.quotedCells;
        if (looked++ < SHAPED_ROWS && row.end - row.start < 20_000) {
          const text = Buffer.from(row.bytes.buffer, row.bytes.byteOffset + row.start, row.end - row.start).toString('utf8');
          const parts = splitCells(text, syntax) ?? [];
          let known = 0;
          for (const part of parts) {
            const cell = trimEdges(part);
            if (cell === '') continue;
            filled++;
            const shape = cellShape(cell);
            // A cell that still holds another delimiter is less likely to be whole.
            if (shape !== 'text' || (cell.length <= 60 && !DELIMITERS.some((other) => other !== syntax.delimiter && cell.includes(other))))
              shaped++;
            if (index === 0 && looked <= 60 && cell.length <= 200 && vocabulary?.isKnown(cell) === true) known++;
          }
          if (known >= 2 && known * 5 >= parts.length * 2) hasKnownHeader = true;
        }
      }
      return rows < stopAt;
    });
  }
  const { width, count } = modalWidth(widths);
  const share = rows === 0 ? 0 : count / rows;
  const types = filled === 0 ? 0 : shaped / filled;
  // A table of one column under every candidate scores 0 everywhere.
  return { syntax, faults, cells, quotedCells, width, hasKnownHeader, score: share * (1 - 1 / Math.max(1, width)) * (0.3 + 0.7 * types) };
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
