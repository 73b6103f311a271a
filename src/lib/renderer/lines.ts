/**
 * Breaks a paragraph into lines. Breaking is greedy and ragged at the end; a word wider than the measure is cut. Widths come
 * from the caller, so nothing here knows a font. Lines are broken in the order in which they are read; a paragraph with letters
 * from right to left is put in its order afterwards, line by line (UAX 9, rules L1 and L2).
 */

import { type Direction, hasRightToLeft, levelsOf, needsShaping, visualOrder } from '../io/pdf.js';

const VOWEL_KILLERS = '\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d4d\\u0dca';

/** A stretch of text in one style. `mark` travels with the text; the caller compares and reads it. */
export interface Run<Mark> {
  readonly text: string;
  readonly mark: Mark;
}

/** A placed stretch: `x` and `width` in points from the left edge of the measure. Stretches are in the order in which they are read. */
export interface Placed<Mark> extends Run<Mark> {
  readonly x: number;
  readonly width: number;
  /** Set in a paragraph of mixed direction. */
  readonly direction?: Direction;
}

export interface Line<Mark> {
  readonly runs: readonly Placed<Mark>[];
  /** Without the blank at its end. */
  readonly width: number;
  /** Where the line begins: 0, but in a paragraph from right to left what is free of the measure. */
  readonly left: number;
}

type Measure<Mark> = (text: string, mark: Mark, direction?: Direction) => number;

const SIGNS_BEFORE = '\\p{Ps}\\p{Pi}';
const SIGNS_AFTER = '\\p{Pe}\\p{Pf}、。，．！？；：・ー々';
const IDEOGRAPH = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}';
/**
 * Where a line may end inside a word: after hyphens, dashes and slashes, but not between digits nor behind a single letter, as in
 * "45–54" and "e-mail"; after the word sign and full stop of Ethiopic; and around each Chinese or Japanese character, but not before a
 * sign that closes nor behind one that opens.
 */
const BREAK = new RegExp(
  [
    '(?<=[\\p{L}\\p{N}\\p{M}][\\p{L}\\p{N}][-\\u2010\\u2013\\u2014/])(?=[\\p{L}\\p{N}])(?<!\\p{N}.(?=\\p{N}))',
    '(?<=[\\u1361\\u1362])(?=\\p{L})',
    `(?<=[${IDEOGRAPH}${SIGNS_AFTER}])(?=[${IDEOGRAPH}${SIGNS_BEFORE}])(?![${SIGNS_AFTER}])(?<=[${IDEOGRAPH}][${SIGNS_AFTER}]*)`,
    `(?<=[${IDEOGRAPH}])(?=\\p{Script=Latin})|(?<=\\p{Script=Latin})(?=[${IDEOGRAPH}])`,
  ].join('|'),
  'u',
);
/** A letter with its marks and, behind a vowel killer or a joiner, the letter that it stacks or joins with. */
const UNBROKEN = new RegExp(
  `(?:[^\\p{M}\\u200c\\u200d][\\p{M}\\u200c\\u200d]*?(?:[${VOWEL_KILLERS}][\\u200c\\u200d]?|\\u200d))*[^\\p{M}\\u200c\\u200d][\\p{M}\\u200c\\u200d]*|[\\p{M}\\u200c\\u200d]+`,
  'gu',
);

/** Something that is not broken inside, and whether a line may end after it. */
interface Piece<Mark> {
  readonly runs: Run<Mark>[];
  /** A blank follows; it is kept at the end of a line but takes no room there. */
  blank: Run<Mark> | null;
  /** A forced break follows. */
  forced: boolean;
}

/**
 * A line feed in a run forces a break. Anything else breaks after blanks, hyphens, dashes and slashes, and between Chinese
 * characters. A paragraph whose first strong letter runs from right to left stands at the right edge of `room`, where one is
 * given; names and other entries stand at the left edge of their column, whatever their script.
 */
export function breakLines<Mark>(
  runs: readonly Run<Mark>[],
  measure: number,
  widthOf: Measure<Mark>,
  room: number | null = null,
): Line<Mark>[] {
  const lines: Run<Mark>[][] = [];
  let current: Run<Mark>[] = [];
  let width = 0;
  let blank: Run<Mark> | null = null;
  const finish = (): void => {
    lines.push(joined(blank === null ? current : [...current, blank]));
    current = [];
    blank = null;
    width = 0;
  };
  // A blank ends the last line too, so that extracted text does not run into whatever follows.
  const close = (): void => {
    const last = current.at(-1);
    if (last !== undefined) blank ??= { text: ' ', mark: last.mark };
    finish();
  };
  for (const piece of pieces(runs)) {
    const blankWidth = blank === null ? 0 : widthOfBlank(blank, current.at(-1), widthOf);
    const pieceWidth = runsWidth(piece.runs, widthOf);
    if (current.length > 0 && width + blankWidth + pieceWidth > measure) finish();
    if (pieceWidth > measure) {
      for (const part of cut(piece.runs, measure, widthOf)) {
        if (current.length > 0) finish();
        current.push(...part);
        width = runsWidth(part, widthOf);
      }
    } else {
      if (blank !== null) {
        current.push(blank);
        width += blankWidth;
      }
      current.push(...piece.runs);
      width += pieceWidth;
    }
    blank = piece.blank;
    if (piece.forced) close();
  }
  if (current.length > 0) close();
  return placeLines(lines, room, widthOf);
}

/** A last line of one word that takes less of the measure than this looks lost. */
const RUNT_MAX = 0.2;
/** Shares of the measure that are tried to bring a second word to it. */
const NARROWER = [0.98, 0.96, 0.94, 0.92, 0.9, 0.88, 0.86, 0.84] as const;

/**
 * Lines of a paragraph as `breakLines` makes them, set a little narrower where its last word would stand alone on a line. It never has
 * more lines for that.
 */
export function breakParagraph<Mark>(
  runs: readonly Run<Mark>[],
  measure: number,
  widthOf: Measure<Mark>,
  room: number | null = null,
): Line<Mark>[] {
  const lines = breakLines(runs, measure, widthOf, room);
  if (!endsInRunt(lines, measure)) return lines;
  const least = widestPiece(runs, widthOf);
  for (const share of NARROWER) {
    if (measure * share < least) return lines;
    const narrower = breakLines(runs, measure * share, widthOf, room);
    if (narrower.length > lines.length) return lines;
    if (!endsInRunt(narrower, measure)) return narrower;
  }
  return lines;
}

function endsInRunt<Mark>(lines: readonly Line<Mark>[], measure: number): boolean {
  const last = lines.at(-1);
  if (last === undefined || lines.length < 2) return false;
  return last.width < measure * RUNT_MAX && !/[^ ] +[^ ]/u.test(textOf(last.runs));
}

/** A blank has the width that the font of the word before it gives. */
function widthOfBlank<Mark>(blank: Run<Mark>, before: Run<Mark> | undefined, widthOf: Measure<Mark>): number {
  if (before === undefined || before.mark !== blank.mark || !needsShaping(before.text)) return widthOf(blank.text, blank.mark);
  const direction = hasRightToLeft(before.text) ? 'rtl' : 'ltr';
  return widthOf(before.text + blank.text, blank.mark, direction) - widthOf(before.text, blank.mark, direction);
}

/** Width of what is widest of all that a line does not break. */
function widestPiece<Mark>(runs: readonly Run<Mark>[], widthOf: Measure<Mark>): number {
  return pieces(runs).reduce((most, piece) => Math.max(most, runsWidth(piece.runs, widthOf)), 0);
}

/** The narrowest measure that needs no more lines and cuts no word, so that the lines of a title are about equally long. */
export function balancedMeasure<Mark>(runs: readonly Run<Mark>[], measure: number, widthOf: Measure<Mark>): number {
  const count = breakLines(runs, measure, widthOf).length;
  let low = Math.min(measure, Math.max(measure / Math.max(1, count), widestPiece(runs, widthOf)));
  let high = measure;
  while (high - low > 2) {
    const middle = (low + high) / 2;
    if (breakLines(runs, middle, widthOf).length > count) low = middle;
    else high = middle;
  }
  return high;
}

function pieces<Mark>(runs: readonly Run<Mark>[]): Piece<Mark>[] {
  const all: Piece<Mark>[] = [];
  let open: Piece<Mark> | undefined;
  const piece = (): Piece<Mark> => {
    if (open === undefined) {
      open = { runs: [], blank: null, forced: false };
      all.push(open);
    }
    return open;
  };
  for (const run of runs) {
    for (const [token] of run.text.matchAll(/\n| +|[^ \n]+/gu)) {
      if (token === '\n') {
        piece().forced = true;
        open = undefined;
      } else if (token.startsWith(' ')) {
        // A blank belongs to the word before it, also when that word came in another style; several count as one.
        const before = open ?? all.at(-1);
        if (before !== undefined && before.blank === null && !before.forced) before.blank = { text: ' ', mark: run.mark };
        open = undefined;
      } else {
        const parts = token.split(BREAK);
        parts.forEach((part, index) => {
          if (index > 0) open = undefined;
          piece().runs.push({ text: part, mark: run.mark });
        });
      }
    }
  }
  return all;
}

/** An overlong piece in parts that fit, at least one letter each. */
function cut<Mark>(runs: readonly Run<Mark>[], measure: number, widthOf: Measure<Mark>): Run<Mark>[][] {
  const parts: Run<Mark>[][] = [];
  let part: Run<Mark>[] = [];
  let width = 0;
  for (const run of runs) {
    let taken = '';
    for (const [letter] of run.text.matchAll(UNBROKEN)) {
      if (width + widthOf(taken + letter, run.mark) > measure && (taken !== '' || part.length > 0)) {
        if (taken !== '') part.push({ text: taken, mark: run.mark });
        parts.push(part);
        part = [];
        width = 0;
        taken = '';
      }
      taken += letter;
    }
    if (taken !== '') {
      part.push({ text: taken, mark: run.mark });
      width += widthOf(taken, run.mark);
    }
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function runsWidth<Mark>(runs: readonly Run<Mark>[], widthOf: Measure<Mark>): number {
  return runs.reduce((sum, run) => sum + widthOf(run.text, run.mark), 0);
}

/** Joins neighbours of one style. */
function joined<Mark>(runs: readonly Run<Mark>[]): Run<Mark>[] {
  const all: Run<Mark>[] = [];
  for (const run of runs) {
    const last = all.at(-1);
    if (last !== undefined && last.mark === run.mark) all[all.length - 1] = { text: last.text + run.text, mark: run.mark };
    else all.push(run);
  }
  return all;
}

/** Gives every stretch its place. */
function placeLines<Mark>(lines: readonly (readonly Run<Mark>[])[], room: number | null, widthOf: Measure<Mark>): Line<Mark>[] {
  const text = lines.map(textOf).join('');
  if (!hasRightToLeft(text)) return lines.map((runs) => place(runs, widthOf));
  const { levels, direction } = levelsOf(text);
  let at = 0;
  return lines.map((runs) => {
    const start = at;
    at += textOf(runs).length;
    return placeMixed(runs, levels.subarray(start, at), direction, room, widthOf);
  });
}

function textOf<Mark>(runs: readonly Run<Mark>[]): string {
  return runs.map((run) => run.text).join('');
}

function place<Mark>(runs: readonly Run<Mark>[], widthOf: Measure<Mark>): Line<Mark> {
  let x = 0;
  const placed = runs.map((run): Placed<Mark> => {
    const width = widthOf(run.text, run.mark);
    const item = { ...run, x, width };
    x += width;
    return item;
  });
  const last = runs.at(-1);
  const trailing = last?.text.endsWith(' ') === true ? widthOf(' ', last.mark) : 0;
  return { runs: placed, width: x - trailing, left: 0 };
}

/** One line of a paragraph of mixed direction; `levels` has one for each unit of its text. */
function placeMixed<Mark>(
  runs: readonly Run<Mark>[],
  levels: Uint8Array,
  direction: Direction,
  room: number | null,
  widthOf: Measure<Mark>,
): Line<Mark> {
  const stretches = stretchesOf(runs, levels, direction);
  const widths = stretches.map(({ text, mark, level }) => widthOf(text, mark, directionOfLevel(level)));
  // The blank at the end hangs over the line's edge, as it does in a line from left to right.
  const hanging = stretches.at(-1)?.text === ' ' ? (widths.at(-1) ?? 0) : 0;
  const width = widths.reduce((sum, one) => sum + one, 0) - hanging;
  const left = direction === 'rtl' && room !== null ? Math.max(0, room - width) : 0;
  let x = direction === 'rtl' ? left - hanging : left;
  const places = new Map<number, number>();
  for (const index of visualOrder(stretches.map(({ level }) => level))) {
    places.set(index, x);
    x += widths[index] ?? 0;
  }
  const placed = stretches.map(
    ({ text, mark, level }, index): Placed<Mark> => ({
      text,
      mark,
      x: places.get(index) ?? left,
      width: widths[index] ?? 0,
      direction: directionOfLevel(level),
    }),
  );
  return { runs: placed, width, left };
}

const directionOfLevel = (level: number): Direction => (level % 2 === 1 ? 'rtl' : 'ltr');

/** Runs cut where the level changes; the blank at the end has the level of the paragraph (rule L1). */
function stretchesOf<Mark>(runs: readonly Run<Mark>[], levels: Uint8Array, direction: Direction): (Run<Mark> & { level: number })[] {
  const stretches: (Run<Mark> & { level: number })[] = [];
  let at = 0;
  for (const { text, mark } of runs) {
    let begin = 0;
    for (let end = 1; end <= text.length; end++) {
      if (end < text.length && levels[at + end] === levels[at + begin]) continue;
      stretches.push({ text: text.slice(begin, end), mark, level: levels[at + begin] ?? 0 });
      begin = end;
    }
    at += text.length;
  }
  const last = stretches.at(-1);
  if (last === undefined || !last.text.endsWith(' ')) return stretches;
  const blank = { text: ' ', mark: last.mark, level: direction === 'rtl' ? 1 : 0 };
  const rest = last.text.slice(0, -1);
  return [...stretches.slice(0, -1), ...(rest === '' ? [] : [{ ...last, text: rest }]), blank];
}
