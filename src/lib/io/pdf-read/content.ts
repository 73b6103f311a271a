/**
 * Text of a content stream (ISO 32000-1, 8.10, 9.4 and 14.6): follows the pen, so that kerned pieces stay one word and
 * moved ones become words or lines. Order is that of drawing. Strings that no operator shows are kept apart.
 */

import type { Font } from './fonts.js';
import type { Limits } from './limits.js';
import { inReadingOrder } from './reading-order.js';
import {
  bareKey,
  isData,
  Lexer,
  type PdfDict,
  PdfName,
  PdfString,
  type PdfValue,
  PdfWord,
  readableText,
  readText,
  SyntaxProblem,
} from './syntax.js';

export interface ContentSources {
  font(resources: PdfDict | null, name: string): Font;
  /** Content and resources of a form, null for anything else or when it was drawn already. */
  form(
    resources: PdfDict | null,
    name: string,
  ): { readonly bytes: Buffer; readonly resources: PdfDict | null; readonly matrix: Matrix } | null;
}

export interface ContentText {
  readonly text: string;
  /** Strings in property lists (`Alt`, `E`) or left on the stack, raw. */
  readonly strings: readonly Buffer[];
  /**
   * How stretches are spelled (`ActualText` of marked content): the lines that hold any, with what it says in the place of what is shown, so
   * that a name of which one word is spelled is read whole. What spells nothing that is shown is a line of its own.
   */
  readonly spellings: readonly string[];
  /** Of these the stretches that something else stands right beside, once more by themselves: the line hides where they begin or end. */
  readonly spelledParts: readonly string[];
  /** Comments and inline image data. */
  readonly other: readonly string[];
  /** The same as bytes, where they are no plain text. */
  readonly data: readonly Buffer[];
  /** Share of the words in it that are content operators, 0 to 1. */
  readonly operatorShare: number;
}

export type Matrix = readonly [number, number, number, number, number, number];
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** Shares of the letter height. A kerned pair moves less than `WORD_GAP`; an inter-word space is about 0.25. */
const WORD_GAP = 0.18;
const WIDE_GAP = 1.5;
const LINE_GAP = 0.45;
const BACK_GAP = 0.5;
/** How far back a mark may be drawn: over the widest letters. */
const MARK_REACH = 1.5;
const MARKS = /^\p{M}+$/u;
/** Forms in forms. */
const FORM_DEPTH_MAX = 16;
const OPERANDS_MAX = 512;

const OPERATORS: ReadonlySet<string> = new Set(
  'b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y \' "'.split(
    ' ',
  ),
);

interface TextState {
  font: Font | null;
  size: number;
  charSpacing: number;
  wordSpacing: number;
  scale: number;
  leading: number;
  rise: number;
  ctm: Matrix;
}

/** Marked content that says how it is spelled. */
interface Spelling {
  readonly text: string;
  /** Its text stands in the line already. */
  isWritten: boolean;
}

interface Pen {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** Its place rests on guessed widths. */
  readonly isGuess: boolean;
}

export function readContent(bytes: Buffer, resources: PdfDict | null, sources: ContentSources, limits: Limits): ContentText {
  const reader = new ContentReader(sources, limits);
  reader.run(bytes, resources, 0);
  return reader.result();
}

class ContentReader {
  readonly #sources: ContentSources;
  readonly #limits: Limits;
  readonly #pieces: string[] = [];
  readonly #strings: Buffer[] = [];
  readonly #spellings: string[] = [];
  readonly #spelledParts: string[] = [];
  /** Marked content that is open, from the outermost one inwards. */
  readonly #marked: (Spelling | null)[] = [];
  /** The open one by which text is spelled: the outermost. */
  #spelling: Spelling | null = null;
  readonly #line = new SpelledLine();
  readonly #other: string[] = [];
  readonly #data: Buffer[] = [];
  #state: TextState = { font: null, size: 1, charSpacing: 0, wordSpacing: 0, scale: 1, leading: 0, rise: 0, ctm: IDENTITY };
  #textMatrix: Matrix = IDENTITY;
  #lineMatrix: Matrix = IDENTITY;
  #pen: Pen | null = null;
  #hasMoved = false;
  #endsInSpace = true;
  #wordCount = 0;
  #operatorCount = 0;

  constructor(sources: ContentSources, limits: Limits) {
    this.#sources = sources;
    this.#limits = limits;
  }

  result(): ContentText {
    // What was never closed says what it says.
    while (this.#marked.length > 0) this.#endMarked();
    this.#endLine();
    return {
      text: inReadingOrder(this.#pieces),
      strings: this.#strings,
      spellings: this.#spellings,
      spelledParts: this.#spelledParts,
      other: this.#other,
      data: this.#data,
      operatorShare: this.#wordCount === 0 ? 0 : this.#operatorCount / this.#wordCount,
    };
  }

  run(bytes: Buffer, resources: PdfDict | null, depth: number): void {
    const comments: Buffer[] = [];
    const lexer = new Lexer(bytes, 0, this.#limits, comments);
    const saved: TextState[] = [];
    let operands: PdfValue[] = [];
    for (;;) {
      let value: PdfValue | undefined;
      const start = lexer.position;
      try {
        value = lexer.next(false);
      } catch (error) {
        if (!(error instanceof SyntaxProblem)) throw error;
        // The piece is no content syntax; it stays readable as raw text, and reading goes on behind it.
        this.#wordCount++;
        lexer.position = Math.max(lexer.position, start + 1);
        this.#keep(bytes.subarray(start, lexer.position));
        continue;
      }
      if (value === undefined) break;
      if (!(value instanceof PdfWord)) {
        operands.push(value);
        if (operands.length > OPERANDS_MAX) this.#keepStrings(operands.shift() ?? null);
        continue;
      }
      this.#wordCount++;
      const operator = value.text;
      if (OPERATORS.has(operator)) this.#operatorCount++;
      if (operator === 'q') {
        if (saved.length < 1024) saved.push({ ...this.#state });
      } else if (operator === 'Q') this.#state = saved.pop() ?? this.#state;
      else if (operator === 'ID') this.#skipImage(lexer);
      else if (operator === 'Do') this.#draw(operands.at(-1), resources, depth);
      else if (operator === 'Tf') this.#setFont(operands, resources);
      else if (operator === 'BMC' || operator === 'BDC') this.#beginMarked(operands);
      else if (operator === 'EMC') this.#endMarked();
      else if (!this.#showOrMove(operator, operands)) for (const operand of operands) this.#keepStrings(operand);
      operands = [];
    }
    for (const operand of operands) this.#keepStrings(operand);
    for (const comment of comments) this.#keep(comment);
  }

  #keep(bytes: Buffer): void {
    const text = readableText(bytes).trim();
    if (text !== '') this.#other.push(text);
    if (isData(bytes)) this.#data.push(bytes);
  }

  #keepStrings(value: PdfValue): void {
    if (value instanceof PdfString) this.#strings.push(value.bytes);
    else if (Array.isArray(value)) for (const item of value) this.#keepStrings(item);
    else if (value instanceof Map) {
      for (const [key, item] of value) {
        if (bareKey(key) === 'ActualText' && item instanceof PdfString) this.#spellings.push(...this.#readSpelling(item.bytes));
        else this.#keepStrings(item);
      }
    }
  }

  #readSpelling(bytes: Buffer): string[] {
    if (isData(bytes)) this.#data.push(bytes);
    return readText(bytes);
  }

  #beginMarked(operands: readonly PdfValue[]): void {
    let spelling: Spelling | null = null;
    for (const operand of operands) {
      if (!(operand instanceof Map)) {
        this.#keepStrings(operand);
        continue;
      }
      for (const [key, item] of operand) {
        // Of spellings within one another, or of two for one stretch, the first goes into the line.
        if (bareKey(key) !== 'ActualText' || !(item instanceof PdfString) || this.#spelling !== null || spelling !== null) {
          this.#keepStrings(new Map([[key, item]]));
          continue;
        }
        const [text = '', ...otherReadings] = this.#readSpelling(item.bytes);
        this.#spellings.push(...otherReadings);
        spelling = { text, isWritten: false };
      }
    }
    this.#marked.push(spelling);
    this.#spelling ??= spelling;
  }

  #endMarked(): void {
    const spelling = this.#marked.pop() ?? null;
    if (spelling === null) return;
    if (!spelling.isWritten) this.#spellings.push(spelling.text);
    if (spelling === this.#spelling) this.#spelling = null;
  }

  #endLine(): void {
    const { line, parts } = this.#line.end();
    if (line !== null) this.#spellings.push(line);
    this.#spelledParts.push(...parts);
  }

  /** Inline image data runs to `EI` between white space. */
  #skipImage(lexer: Lexer): void {
    const start = lexer.position + 1;
    let end = start;
    do end = lexer.bytes.indexOf('EI', end + 1);
    while (
      end >= 0 &&
      !(/^\s$/.test(lexer.bytes.toString('latin1', end - 1, end)) && /^\s?$/.test(lexer.bytes.toString('latin1', end + 2, end + 3)))
    );
    lexer.position = end < 0 ? lexer.bytes.length : end;
    this.#limits.spendSteps(lexer.position - start);
    this.#keep(lexer.bytes.subarray(start, lexer.position));
  }

  #draw(name: PdfValue | undefined, resources: PdfDict | null, depth: number): void {
    if (!(name instanceof PdfName) || depth >= FORM_DEPTH_MAX) return;
    const form = this.#sources.form(resources, name.text);
    if (form === null) return;
    const [state, textMatrix, lineMatrix] = [{ ...this.#state }, this.#textMatrix, this.#lineMatrix];
    this.#state.ctm = multiply(form.matrix, this.#state.ctm);
    this.run(form.bytes, form.resources ?? resources, depth + 1);
    [this.#state, this.#textMatrix, this.#lineMatrix] = [state, textMatrix, lineMatrix];
  }

  #setFont(operands: readonly PdfValue[], resources: PdfDict | null): void {
    const name = operands.at(-2);
    const size = operands.at(-1);
    if (name instanceof PdfName) this.#state.font = this.#sources.font(resources, name.text);
    if (typeof size === 'number') this.#state.size = size;
  }

  /** False when the operator neither shows text nor moves the pen. */
  #showOrMove(operator: string, operands: readonly PdfValue[]): boolean {
    const numbers = operands.map((operand) => (typeof operand === 'number' ? operand : 0));
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers;
    const state = this.#state;
    switch (operator) {
      case 'cm':
        state.ctm = multiply([a, b, c, d, e, f], state.ctm);
        return true;
      case 'BT':
        this.#moveTo(IDENTITY);
        return true;
      case 'Tm':
        this.#moveTo([a, b, c, d, e, f]);
        return true;
      case 'TD':
        state.leading = -b;
        this.#moveBy(a, b);
        return true;
      case 'Td':
        this.#moveBy(a, b);
        return true;
      case 'T*':
        this.#moveBy(0, -state.leading);
        return true;
      case 'Tc':
        state.charSpacing = a;
        return true;
      case 'Tw':
        state.wordSpacing = a;
        return true;
      case 'Tz':
        state.scale = a / 100;
        return true;
      case 'TL':
        state.leading = a;
        return true;
      case 'Ts':
        state.rise = a;
        return true;
      case "'":
        this.#moveBy(0, -state.leading);
        this.#show(operands.at(-1));
        return true;
      case '"':
        [state.wordSpacing, state.charSpacing] = [a, b];
        this.#moveBy(0, -state.leading);
        this.#show(operands.at(-1));
        return true;
      case 'Tj':
        this.#show(operands.at(-1));
        return true;
      case 'TJ': {
        const pieces = operands.at(-1);
        if (!Array.isArray(pieces)) return false;
        for (const piece of pieces) {
          if (typeof piece === 'number') this.#advance((-piece / 1000) * state.size * state.scale);
          else this.#show(piece);
        }
        return true;
      }
      default:
        return false;
    }
  }

  #moveTo(matrix: Matrix): void {
    this.#textMatrix = matrix;
    this.#lineMatrix = matrix;
    this.#hasMoved = true;
  }

  #moveBy(x: number, y: number): void {
    this.#moveTo(multiply([1, 0, 0, 1, x, y], this.#lineMatrix));
  }

  #advance(x: number): void {
    this.#textMatrix = multiply([1, 0, 0, 1, x, 0], this.#textMatrix);
  }

  #show(operand: PdfValue | undefined): void {
    if (!(operand instanceof PdfString) || operand.bytes.length === 0) return;
    const { font, size, scale, charSpacing, wordSpacing, rise } = this.#state;
    if (font === null) {
      this.#strings.push(operand.bytes);
      return;
    }
    const start = multiply([size * scale, 0, 0, size, 0, rise], multiply(this.#textMatrix, this.#state.ctm));
    const height = Math.hypot(start[2], start[3]);
    const glyphs = font.decode(operand.bytes);
    const isMark = this.#pen !== null && !this.#hasMoved && glyphs.every(({ text }) => MARKS.test(text));
    if (!isMark) this.#separate(start, height, font.hasGuessedWidths);
    let advance = 0;
    for (const glyph of glyphs) {
      this.#pieces.push(glyph.text);
      this.#spell(glyph.text);
      if (glyph.text !== '') this.#endsInSpace = /\s$/.test(glyph.text);
      // Letter spacing belongs to the letter: spaced-out print is still one word.
      advance += ((glyph.width / 1000) * size + charSpacing + (glyph.isSpace ? wordSpacing : 0)) * scale;
    }
    this.#advance(advance);
    const end = multiply([1, 0, 0, 1, 0, rise], multiply(this.#textMatrix, this.#state.ctm));
    this.#pen = this.#penAt({ x: end[4], y: end[5], height, isGuess: font.hasGuessedWidths }, start, isMark);
    this.#hasMoved = false;
  }

  /**
   * Where the pen is after text. A mark is drawn over its letter, before or after it: it neither begins a word nor parts one, so
   * the next gap is measured from the furthest end so far, on the letters' line.
   */
  #penAt(pen: Pen, at: Matrix, isMark: boolean): Pen {
    const before = this.#pen;
    const baseline = Math.hypot(at[0], at[1]);
    if (before === null || this.#hasMoved || !(baseline > 0)) return pen;
    const size = Math.max(pen.height, before.height);
    const [dx, dy] = [pen.x - before.x, pen.y - before.y];
    const along = (dx * at[0] + dy * at[1]) / baseline;
    const across = Math.abs(dx * at[1] - dy * at[0]) / baseline;
    if (isMark) {
      const ahead = Math.max(0, along) / baseline;
      return { ...before, x: before.x + at[0] * ahead, y: before.y + at[1] * ahead };
    }
    return along < 0 && along > -size * MARK_REACH && across <= size * LINE_GAP ? { ...pen, x: before.x, y: before.y } : pen;
  }

  /** Writes what lies between the pen's last place and this one. */
  #separate(at: Matrix, height: number, isGuess: boolean): void {
    const pen = this.#pen;
    if (pen === null) return;
    const size = Math.max(height, pen.height);
    const baseline = Math.hypot(at[0], at[1]);
    if (!(size > 0) || !(baseline > 0)) return;
    const [dx, dy] = [at[4] - pen.x, at[5] - pen.y];
    const along = (dx * at[0] + dy * at[1]) / baseline;
    const across = Math.abs(dx * at[1] - dy * at[0]) / baseline;
    // Within one shown array, a step back or up places a mark; only a move of the pen begins a line.
    if (this.#hasMoved && (across > size * LINE_GAP || along < -size * BACK_GAP)) this.#write('\n');
    else if (along > size * WIDE_GAP) this.#write('\t');
    else if (this.#endsInSpace) return;
    else if (along > size * WORD_GAP || (this.#hasMoved && (isGuess || pen.isGuess) && Math.abs(along) > 0.01)) this.#write(' ');
  }

  #write(separator: string): void {
    this.#pieces.push(separator);
    this.#endsInSpace = true;
    if (separator === '\n' && this.#spelling?.isWritten !== true) this.#endLine();
    else this.#spell(separator);
  }

  /** Puts what is shown, or a gap, into the line as it is spelled. A gap before a spelled stretch is no part of it. */
  #spell(piece: string): void {
    const spelling = this.#spelling;
    if (spelling === null || (!spelling.isWritten && piece.trim() === '')) {
      this.#line.show(piece);
    } else if (!spelling.isWritten) {
      spelling.isWritten = true;
      this.#line.spell(spelling.text);
    }
  }
}

/** A line with spelled stretches in the place of what they show. */
class SpelledLine {
  #text = '';
  #hasSpelling = false;
  /** Stretches without a gap beside them. */
  readonly #joined = new Set<string>();
  #shown: string[] = [];
  /** What stands at the end of the line. */
  #last = '';
  #endsSpelled = false;

  show(piece: string): void {
    if (piece === '') return;
    this.#meet(piece, false);
    this.#shown.push(piece);
  }

  spell(text: string): void {
    this.#meet(text, true);
    this.#take();
    this.#text += text;
    this.#hasSpelling = true;
  }

  /** The line, null where nothing in it was spelled, and its stretches without a gap beside them. Another line begins. */
  end(): { readonly line: string | null; readonly parts: readonly string[] } {
    // Nearly every line is left to the page.
    if (this.#hasSpelling) this.#take();
    const ended = { line: this.#hasSpelling ? this.#text : null, parts: [...this.#joined] };
    this.#text = '';
    this.#hasSpelling = false;
    this.#joined.clear();
    this.#shown = [];
    this.#last = '';
    this.#endsSpelled = false;
    return ended;
  }

  #meet(text: string, isSpelled: boolean): void {
    const [before, wasSpelled] = [this.#last, this.#endsSpelled];
    this.#last = text;
    this.#endsSpelled = isSpelled;
    if (!wasSpelled && !isSpelled) return;
    if (before === '' || /\s$/u.test(before) || /^\s/u.test(text)) return;
    if (wasSpelled) this.#joined.add(before);
    if (isSpelled) this.#joined.add(text);
  }

  #take(): void {
    this.#text += inReadingOrder(this.#shown);
    this.#shown = [];
  }
}

/** `a` first, then `b`. */
function multiply(a: Matrix, b: Matrix): Matrix {
  return [
    a[0] * b[0] + a[1] * b[2],
    a[0] * b[1] + a[1] * b[3],
    a[2] * b[0] + a[3] * b[2],
    a[2] * b[1] + a[3] * b[3],
    a[4] * b[0] + a[5] * b[2] + b[4],
    a[4] * b[1] + a[5] * b[3] + b[5],
  ];
}
