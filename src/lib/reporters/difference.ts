/** Two cells compared letter by letter, for showing. A letter is what a reader takes for one: accents and joined signs stay with theirs. */

import { showHidden } from '../text.js';
import { displayWidth } from './columns.js';

/** One letter as it is shown. */
export interface Letter {
  /** Safe for a terminal: what it would act on, or show as nothing, is written out. */
  readonly text: string;
  /** Columns it takes. */
  readonly width: number;
  readonly differs: boolean;
}

export interface Difference {
  /** `near`: at least half of the letters are the same, in the same order. `missing`: one of them is empty. */
  readonly verdict: 'same' | 'near' | 'apart' | 'missing';
  readonly left: readonly Letter[];
  readonly right: readonly Letter[];
}

/** Longer cells are not compared by letter: nobody reads that, and the work grows with the square. */
const LETTERS_MAX = 400;

/** Compares two cells. Letters that are the same in NFC are the same. */
export function compareCells(left: string, right: string): Difference {
  const [one, other] = [lettersOf(left), lettersOf(right)];
  const mark = (letters: readonly string[], differs: (index: number) => boolean): Letter[] =>
    letters.map((letter, index) => ({ ...showLetter(letter), differs: differs(index) }));
  const all = (verdict: Difference['verdict'], differs: boolean): Difference => ({
    verdict,
    left: mark(one, () => differs),
    right: mark(other, () => differs),
  });
  if (one.length === 0 || other.length === 0) return all(one.length === other.length ? 'same' : 'missing', false);
  if (one.join('') === other.join('')) return all('same', false);
  if (one.length > LETTERS_MAX || other.length > LETTERS_MAX) return all('apart', true);
  const { inOne, inOther, length } = commonLetters(one, other);
  if (length * 2 < Math.max(one.length, other.length)) return all('apart', true);
  return { verdict: 'near', left: mark(one, (index) => !inOne.has(index)), right: mark(other, (index) => !inOther.has(index)) };
}

/** A cell as letters that are safe to show, none of them marked. */
export function showCell(cell: string): Letter[] {
  return lettersOf(cell).map((letter) => ({ ...showLetter(letter), differs: false }));
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

function lettersOf(cell: string): string[] {
  const text = cell.normalize('NFC').replace(/\r\n?|\n/g, '\n');
  return [...SEGMENTER.segment(text)].map(({ segment }) => segment);
}

/** Line ends become a sign; what takes no place, or turns the direction around, is written out. */
function showLetter(letter: string): { text: string; width: number } {
  if (letter === '\n') return { text: '\u23ce', width: 1 };
  const text = displayWidth(letter) === 0 ? [...letter].map(writeOut).join('') : showHidden(letter);
  return { text, width: displayWidth(text) };
}

function writeOut(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** The positions of a longest common subsequence, by dynamic programming, and its length; stray letters are left out of the positions. */
function commonLetters(one: readonly string[], other: readonly string[]): { inOne: Set<number>; inOther: Set<number>; length: number } {
  // lengths[i][j]: the most that one[i..] and other[j..] have in common.
  const lengths = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = one.length - 1; i >= 0; i--) {
    const row = lengths[i];
    if (row === undefined) continue;
    for (let j = other.length - 1; j >= 0; j--) {
      row[j] = one[i] === other[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [i: number, j: number])[] = [];
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    if (one[i] === other[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  const kept = pairs.filter((_, index) => !isStray(pairs, index, one.length, other.length));
  return { inOne: new Set(kept.map(([i]) => i)), inOther: new Set(kept.map(([, j]) => j)), length: pairs.length };
}

/** A single letter in common between two stretches that differ is chance: `com` and `org` share an o, and nobody would say so. */
function isStray(pairs: readonly (readonly [i: number, j: number])[], index: number, oneLength: number, otherLength: number): boolean {
  const [i, j] = pairs[index] ?? [0, 0];
  const [iBefore, jBefore] = pairs[index - 1] ?? [-1, -1];
  const [iAfter, jAfter] = pairs[index + 1] ?? [oneLength, otherLength];
  return !(iBefore === i - 1 && jBefore === j - 1) && !(iAfter === i + 1 && jAfter === j + 1);
}

/** Breaks letters into lines of at most `width` columns, at spaces where there are any. */
export function wrapLetters(letters: readonly Letter[], width: number): Letter[][] {
  const lines: Letter[][] = [];
  let line: Letter[] = [];
  let used = 0;
  for (const letter of letters) {
    // What follows the last space moves to the next line; together with a wide letter it may be too long for that as well.
    while (used + letter.width > width && line.length > 0) {
      const space = line.findLastIndex(({ text }) => text === ' ');
      const rest = space === -1 ? [] : line.slice(space + 1);
      lines.push(space === -1 ? line : line.slice(0, space + 1));
      line = rest;
      used = rest.reduce((sum, { width: columns }) => sum + columns, 0);
    }
    line.push(letter);
    used += letter.width;
  }
  if (line.length > 0 || lines.length === 0) lines.push(line);
  return lines;
}
