/**
 * Reading the text of a name: one kind of quotation mark, dash and blank; then words, each as written and folded. Knows
 * letters and punctuation, not words.
 */

import type { LetterFolds } from '../../normalize/name.js';

export interface Token {
  /** As written, without apostrophes and the full stops between single letters. */
  readonly original: string;
  /** Lower case, without accents, possessive or elided article. */
  readonly folded: string;
  /** The same with ä written ae, ö oe, ü ue; equal to `folded` where there is no such letter. */
  readonly spelledOut: string;
  /** It was written with full stops between its letters. */
  readonly isDotted: boolean;
}

/** Zero-width, bidi and soft-hyphen characters: invisible, so two spellings that differ in them are one. */
const INVISIBLE = /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/gu;

/** Marks that a reader takes as an ornament of the letter below: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowels. */
const ACCENTS = /[\u0300-\u036F]|[\u0591-\u05BD]|[\u05BF-\u05C7]|[\u064B-\u065F]|\u0670|[\u1AB0-\u1AFF]|[\u1DC0-\u1DFF]|[\u20D0-\u20FF]/gu;

const SPELLED_OUT: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

/** A number that counts the list, with its full stop or bracket, or a bullet. */
const LIST_NUMBER = /^\s*(?:\(?\d{1,4}[.)]\s+(?=\S*\p{L})|[•·▪‣*–-]\s+)/u;

/** Texts longer than this are no names; what follows is left alone so that the work stays bounded. */
export const NAME_LENGTH_MAX = 400;

/** The text of a name with straight quotation marks and dashes, single blanks and no number of a list. */
export function readText(given: string): string {
  return given
    .replace(/[\u2018\u2019\u201A\u201B\u2032\u02BC\u02B9\u00B4`\u055A\uFF07]/gu, "'")
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replaceAll(DOTTED_SIGN, '')
    .replace(/[\u201C\u201D\u201E\u201F\u00AB\u00BB\u2039\u203A\u2033]/gu, '"')
    .replace(/[\u2010-\u2015\u2212\u2043]/gu, '-')
    .replace(/\s+/gu, ' ')
    .replace(LIST_NUMBER, '')
    .slice(0, NAME_LENGTH_MAX)
    .trim();
}

/** Letters are gone: U+FFFD, a question mark inside or before a word, or several in a row. Nobody can say what such a name was. */
export function hasLostLetters(text: string): boolean {
  return /\uFFFD|\?\?|\?\p{L}/u.test(text);
}

/** Lower case without accents. */
export function foldText(text: string, folds: LetterFolds): string {
  const plain = text.toLowerCase().normalize('NFKD').replace(ACCENTS, '').normalize('NFC');
  return plain.replace(/[^a-z0-9 ]/gu, (letter) => folds.letters[letter] ?? letter);
}

/** Single letters with full stops between them, with or without blanks: S.P.E.A.K, e. V., N. V. */
const DOTTED = /(?<![\p{L}\p{N}'])(?:\p{L}\. ?)+\p{L}(?![\p{L}\p{N}'])\.?/gu;

/** Stands behind a word that was written with full stops while the text is cut; from the private use area, which no name holds. */
const DOTTED_SIGN = '\uE000';

/** Words of a text in order. `elided` are the articles that an apostrophe joins to the next word (l'Homme, d'Asile). */
export function tokenize(text: string, folds: LetterFolds, elided: ReadonlySet<string>): Token[] {
  const marked = text
    .replace(DOTTED, (run) => `${run.replace(/[. ]/g, '')}${DOTTED_SIGN} `)
    .replace(/[&+]/g, ' and ')
    .replace(/^#(?=\p{L})(.*)$/u, (_, tag: string) => tag.replace(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/gu, ' '));
  const tokens: Token[] = [];
  for (const raw of marked.match(/[\p{L}\p{M}\p{N}'\uE000]+/gu) ?? []) {
    const isDotted = raw.includes(DOTTED_SIGN);
    const trimmed = raw.replaceAll(DOTTED_SIGN, '').replace(/^'+|'+$/g, '');
    const [head = '', ...rest] = trimmed.split("'");
    let written = trimmed;
    if (rest.length > 0 && elided.has(head.toLowerCase())) written = rest.join("'");
    written = written.replace(/'s$/iu, '').replaceAll("'", '');
    if (written === '') continue;
    const lower = written.toLowerCase().normalize('NFC');
    tokens.push({
      original: written,
      folded: foldText(written, folds),
      spelledOut: foldText(
        lower.replace(/[äöüåø]/gu, (letter) => SPELLED_OUT[letter] ?? letter),
        folds,
      ),
      isDotted,
    });
  }
  return tokens;
}
