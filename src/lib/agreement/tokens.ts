/** A text as words, numbers and marks with their places, cut into sentences. */

import type { Language } from './words.js';

export interface Token {
  readonly kind: 'word' | 'number' | 'mark';
  /** As it is compared: lower case, one kind of apostrophe. Empty for numbers. */
  readonly text: string;
  /** Of a number; null for one that is none of this language's, or a decimal that counts nothing. */
  readonly value: number | null;
  readonly isPlaceholder: boolean;
  /** Four digits without a separator, which may be a year. */
  readonly isYear: boolean;
  readonly start: number;
  readonly end: number;
}

const BLANK = '[ \\u00a0\\u2009\\u202f]';
const PIECES = new RegExp(
  [
    '(?<placeholder>\\{\\{\\s*[a-z.]+\\s*\\}\\})',
    `(?<number>(?<![\\d.,])\\d{1,3}(?:(?:${BLANK}|[.,'’])\\d{3})+(?!\\d)|\\d+(?:[.,]\\d+)?)`,
    "(?<word>[\\p{L}\\p{M}]+(?:['’][\\p{L}\\p{M}]+)*)",
    '(?<mark>[^\\s])',
  ].join('|'),
  'gu',
);

/** @param values numbers that placeholders stand for */
export function tokenize(text: string, language: Language, values: ReadonlyMap<string, number>): Token[][] {
  const tokens = [...text.matchAll(PIECES)].flatMap((match): Token[] => {
    const start = match.index;
    const [raw] = match;
    const at = { start, end: start + raw.length, isPlaceholder: false, isYear: false, value: null };
    const { placeholder, number, word } = match.groups ?? {};
    if (placeholder !== undefined) {
      const value = values.get(raw.replace(/[{}\s]/g, ''));
      return [{ ...at, kind: value === undefined ? 'mark' : 'number', text: '', value: value ?? null, isPlaceholder: true }];
    }
    if (number !== undefined)
      return [{ ...at, kind: 'number', text: '', value: digitsOf(raw, language.file.group), isYear: /^(?:19|20)\d\d$/.test(raw) }];
    if (word !== undefined) return wordsOf(raw, start, language.file.elisions ?? []);
    return [{ ...at, kind: 'mark', text: raw }];
  });
  return sentencesOf(tokens, text);
}

/** `l'appel` is two words where the language elides. */
function wordsOf(raw: string, start: number, elisions: readonly string[]): Token[] {
  const text = raw.toLowerCase().replaceAll('’', "'").normalize('NFC');
  const make = (part: string, from: number, length: number): Token => ({
    kind: 'word',
    text: part,
    value: null,
    isPlaceholder: false,
    isYear: false,
    start: start + from,
    end: start + from + length,
  });
  const cut = text.indexOf("'");
  if (cut > 0 && elisions.includes(text.slice(0, cut)) && text.length === raw.length)
    return [make(text.slice(0, cut), 0, cut + 1), make(text.slice(cut + 1), cut + 1, raw.length - cut - 1)];
  // Of an ending behind an apostrophe, such as the Welsh article, only its own word is compared.
  if (cut > 0 && elisions.includes(text.slice(cut)) && text.length === raw.length)
    return [make(text.slice(0, cut), 0, cut), make(text.slice(cut), cut, raw.length - cut)];
  return [make(text, 0, raw.length)];
}

/** `1,204` is a number where the comma groups digits; blanks always group. */
function digitsOf(raw: string, group: readonly string[]): number | null {
  const separators = [...new Set(raw.replace(/\d/g, '').replaceAll('’', "'"))];
  const [separator] = separators;
  if (separator === undefined) return Number(raw);
  if (separators.length > 1) return null;
  const isGroup = /\s/u.test(separator) || group.includes(separator);
  return isGroup && /^\d{1,3}(?:\D\d{3})+$/u.test(raw) ? Number(raw.replace(/\D/g, '')) : Number(raw.replace(/\D/, '.'));
}

/** No person writes longer sentences, and the rules look at all of one for each of its numbers. */
const SENTENCE_TOKENS_MAX = 250;

/** A full stop ends a sentence when no small letter follows: "e.g. twelve" goes on. */
function sentencesOf(tokens: readonly Token[], text: string): Token[][] {
  const sentences: Token[][] = [[]];
  for (const token of tokens) {
    if ((sentences.at(-1)?.length ?? 0) >= SENTENCE_TOKENS_MAX) sentences.push([]);
    sentences.at(-1)?.push(token);
    if (
      token.kind !== 'mark' ||
      !'.!?…\n'.includes(token.text) ||
      !/^(?:\s|["'”’»“)]|$)/u.test(text.slice(token.end, token.end + 1) || ' ')
    )
      continue;
    if (!/^["'”’»“)]*\s+\p{Ll}/u.test(text.slice(token.end))) sentences.push([]);
  }
  return sentences.filter((sentence) => sentence.length > 0);
}
