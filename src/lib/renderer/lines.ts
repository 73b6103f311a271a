/**
 * Breaks a paragraph into lines. Breaking is greedy and ragged right; a word wider than the measure is cut. Widths come
 * from the caller, so nothing here knows a font.
 */

/** A stretch of text in one style. `mark` travels with the text; the caller compares and reads it. */
export interface Run<Mark> {
  readonly text: string;
  readonly mark: Mark;
}

/** A placed stretch: `x` and `width` in points from the start of the line. */
export interface Placed<Mark> extends Run<Mark> {
  readonly x: number;
  readonly width: number;
}

export interface Line<Mark> {
  readonly runs: readonly Placed<Mark>[];
  /** Without the blank at its end. */
  readonly width: number;
}

type Measure<Mark> = (text: string, mark: Mark) => number;

/** Something that is not broken inside, and whether a line may end after it. */
interface Piece<Mark> {
  readonly runs: Run<Mark>[];
  /** A blank follows; it is kept at the end of a line but takes no room there. */
  blank: Run<Mark> | null;
  /** A forced break follows. */
  forced: boolean;
}

/** A line feed in a run forces a break. Anything else breaks after blanks, hyphens, dashes and slashes. */
export function breakLines<Mark>(runs: readonly Run<Mark>[], measure: number, widthOf: Measure<Mark>): Line<Mark>[] {
  const lines: Line<Mark>[] = [];
  let current: Run<Mark>[] = [];
  let width = 0;
  let blank: Run<Mark> | null = null;
  const finish = (): void => {
    lines.push(place(blank === null ? current : [...current, blank], widthOf));
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
    const blankWidth = blank === null ? 0 : widthOf(blank.text, blank.mark);
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
  return lines;
}

/** The narrowest measure that needs no more lines, so that the lines of a title are about equally long. */
export function balancedMeasure<Mark>(runs: readonly Run<Mark>[], measure: number, widthOf: Measure<Mark>): number {
  const count = breakLines(runs, measure, widthOf).length;
  let low = measure / Math.max(1, count);
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
        const parts = token.split(/(?<=[\p{L}\p{N}][-\u2010\u2013\u2014/])(?=[\p{L}\p{N}])/u);
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
    for (const [letter] of run.text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
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

/** Joins neighbours of one style and gives every stretch its place. */
function place<Mark>(runs: readonly Run<Mark>[], widthOf: Measure<Mark>): Line<Mark> {
  const joined: Run<Mark>[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (last !== undefined && last.mark === run.mark) joined[joined.length - 1] = { text: last.text + run.text, mark: run.mark };
    else joined.push(run);
  }
  let x = 0;
  const placed = joined.map((run): Placed<Mark> => {
    const width = widthOf(run.text, run.mark);
    const item = { ...run, x, width };
    x += width;
    return item;
  });
  const last = joined.at(-1);
  const trailing = last?.text.endsWith(' ') === true ? widthOf(' ', last.mark) : 0;
  return { runs: placed, width: x - trailing };
}
