/**
 * Text laid out for a terminal: display width, wrapping, hanging indents. It knows nothing of what is reported; colour
 * arrives as functions and is put on after widths are settled, so escape codes never count.
 */

import { showHidden, shownPath } from '../text.js';

/** Colour functions; with colour off each returns its text. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly red: (text: string) => string;
}

export const PLAIN: Paint = { bold: same, dim: same, green: same, yellow: same, red: same };

export interface TextOptions {
  /** Columns to fill; below 40 counts as 40. */
  readonly width: number;
  readonly paint: Paint;
  /** The folder that the user is in, which paths below it are shown from; without it they are shown in full. */
  readonly cwd?: string;
}

/** A path as a person reads it, see `shownPath`. */
export function placeIn(place: string, { cwd }: TextOptions): string {
  return showHidden(cwd === undefined ? place : shownPath(place, cwd));
}

const LEAST_WIDTH = 40;

/** East Asian wide and fullwidth blocks (Unicode UAX 11), as coarse ranges. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns that a text takes on a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (NO_WIDTH.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/** Pads to a number of columns; longer text is left as it is. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Control characters would let a text move the cursor or colour the terminal; they become spaces. */
export function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}

/** The width to lay out for: what was asked for, within reason. */
export function usableWidth(options: TextOptions): number {
  return Math.max(LEAST_WIDTH, Math.floor(options.width));
}

/** A web address, a public key as `handin keys` writes it, a SHA-256. */
const UNCUT = /^(?:https?:\/\/.*|[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+|[0-9a-f]{64})[.,;)]?$/;

/** Breaks a text at spaces into lines of at most `width` columns; a word longer than that is cut, an address or a key is not. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of onOneLine(text).split(/ +/)) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (displayWidth(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    // A cut address can no longer be followed, and a cut key or root no longer copied.
    const pieces = UNCUT.test(word) ? [word] : cut(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  lines.push(line);
  return lines;
}

/** A wrapped text whose first line begins with `first` and whose others are indented to match. */
export function hang(first: string, text: string, width: number, color: (line: string) => string = same): string[] {
  const indent = displayWidth(first);
  // Beside a long name on a narrow terminal there is no room for words: they go below it.
  if (indent > STEP && width - indent < LEAST_TEXT)
    return [first.trimEnd(), ...wrap(text, width - STEP).map((line) => `${' '.repeat(STEP)}${color(line)}`.trimEnd())];
  return wrap(text, width - indent).map((line, index) => `${index === 0 ? first : ' '.repeat(indent)}${color(line)}`.trimEnd());
}

/** Columns that a text beside a label needs to be read, and how far it is set in below one. */
const LEAST_TEXT = 20;
const STEP = 4;

/** `label   text` with labels padded to one column and the text wrapped beside it. */
export function definitions(entries: readonly (readonly [label: string, text: string])[], indent: number, options: TextOptions): string[] {
  const labelWidth = Math.max(...entries.map(([label]) => displayWidth(label)));
  return entries.flatMap(([label, text]) => hang(`${' '.repeat(indent)}${padTo(label, labelWidth)}  `, text, usableWidth(options)));
}

/** What JSON leaves as it is and a terminal acts on. */
const TERMINAL_ONLY = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Every JSON report: one document, two spaces, a final newline, and nothing that a terminal would act on. */
export function formatJson(report: { readonly formatVersion: 1 }): string {
  const text = JSON.stringify(report, null, 2);
  return `${text.replace(TERMINAL_ONLY, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

function cut(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && displayWidth(piece + character) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  pieces.push(piece);
  return pieces;
}

function same(text: string): string {
  return text;
}

/** What to look at, for stderr; empty when there is nothing. None of it blocks. */
export function formatWarnings(warnings: readonly string[], options: TextOptions): string {
  const width = usableWidth(options);
  return warnings
    .flatMap((warning) => hang('Warning: ', warning, width, options.paint.yellow))
    .map((line) => `${line}\n`)
    .join('');
}
