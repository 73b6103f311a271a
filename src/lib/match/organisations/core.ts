/**
 * The core of a name: the words it is compared by. Legal forms, articles and small words are left out, words stand in
 * one spelling and number, and countries and towns stand as signs that are the same in every language. A core is never
 * empty as long as the name holds a letter or a digit.
 */

import type { Token } from './fold.js';
import { NAME_LENGTH_MAX, tokenize } from './fold.js';
import type { Lexicon } from './lexicon.js';
import { comparedForm } from './lexicon.js';

export interface Core {
  /** The words in order; places as signs that begin with `@`. */
  readonly words: readonly string[];
  /** `words` in one text: equal for two spellings of one name. */
  readonly key: string;
  /** The letters of `key` without blanks, equal for SafeLives and Safe Lives. */
  readonly joined: string;
  /** The words that are no places, and their text. */
  readonly base: readonly string[];
  readonly baseKey: string;
  readonly places: readonly string[];
  /** The places stand behind all the other words. */
  readonly arePlacesLast: boolean;
  /** The words without numbers, and the numbers; Roman ones as digits. */
  readonly numberless: string;
  readonly numbers: string;
  /** Words of direction by their group (`of`, `for`, ...). */
  readonly directions: ReadonlySet<string>;
  /** Ids of the legal forms that were left out. */
  readonly forms: readonly string[];
  /** Whether each word is generic, in the order of `words`. */
  readonly isGeneric: readonly boolean[];
  /** First letters and whether the word may be left out of initials; from all words as written. */
  readonly initials: readonly { readonly letter: string; readonly word: string; readonly isSmall: boolean }[];
}

const WORDS_MAX = 60;

const ROMAN = /^(?=[IVX]{2,})X{0,3}(?:IX|IV|V?I{0,3})$/;
const ROMAN_VALUES: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10 };

function romanValue(text: string): number {
  const values = [...text].map((letter) => ROMAN_VALUES[letter] ?? 0);
  return values.reduce((sum, value, index) => sum + (value < (values[index + 1] ?? 0) ? -value : value), 0);
}

/** The words of a text, as many as a name can have. */
export function wordsOf(text: string, lexicon: Lexicon): Token[] {
  return tokenize(text.slice(0, NAME_LENGTH_MAX), lexicon.letters, lexicon.elided).slice(0, WORDS_MAX);
}

export function phraseOf(tokens: readonly Token[]): string {
  return tokens.map((token) => token.folded).join(' ');
}

/** Every letter that has a case is a capital, in two words or more: one word says nothing of how the rest would be written. */
export function isShouted(tokens: readonly Token[]): boolean {
  const text = tokens.map((token) => token.original).join('');
  return tokens.filter((token) => /\p{L}/u.test(token.original)).length > 1 && text.toUpperCase() === text && text.toLowerCase() !== text;
}

interface WithoutForms {
  readonly tokens: readonly Token[];
  readonly forms: readonly string[];
}

/** The tokens without the legal forms at either end, and the forms' ids. A name that is nothing but a form stays. */
function withoutLegalForms(given: readonly Token[], lexicon: Lexicon): WithoutForms {
  let tokens = given;
  const forms: string[] = [];
  for (let found = true; found && tokens.length > 0; ) {
    found = false;
    for (let length = Math.min(lexicon.phraseMax, tokens.length); length > 0 && !found; length -= 1) {
      for (const isStart of [false, true]) {
        const part = isStart ? tokens.slice(0, length) : tokens.slice(-length);
        const id = legalFormOf(part, isStart, lexicon);
        if (id === null) continue;
        // Women in SA is no company: what a small word leads to belongs to the name.
        const before = isStart ? undefined : tokens[tokens.length - length - 1];
        if (before !== undefined && (lexicon.smallWords.get(before.folded) ?? '') !== '') continue;
        if (length === tokens.length) return { tokens: given, forms: [] };
        tokens = isStart ? tokens.slice(length) : tokens.slice(0, -length);
        forms.push(id);
        found = true;
        break;
      }
    }
  }
  // What remains must still be a name: "Co. KG" without its form would be left with a conjunction.
  return tokens.every((token) => lexicon.smallWords.has(token.folded)) ? { tokens: given, forms: [] } : { tokens, forms: forms.sort() };
}

function legalFormOf(part: readonly Token[], isStart: boolean, lexicon: Lexicon): string | null {
  const words = part.filter((token) => token.folded !== 'and');
  const letters = words.map((token) => token.original).join('');
  const isAbbreviation = words.every((token) => token.original.length <= 2);
  const forms =
    lexicon.legalForms.get(phraseOf(words)) ??
    (isAbbreviation ? lexicon.legalForms.get(words.map((token) => token.folded).join('')) : undefined);
  const form = forms?.find(
    (candidate) =>
      (isStart ? candidate.atStart : candidate.atEnd) &&
      (candidate.capitals === null ||
        candidate.capitals === letters ||
        letters === letters.toUpperCase() ||
        words.some((token) => token.isDotted)),
  );
  return form?.id ?? null;
}

interface Word {
  readonly form: string;
  readonly isPlace: boolean;
  readonly token: Token;
}

/** The longest place that begins at a token, and how many tokens it takes; null where none begins. */
export function placeAt(
  tokens: readonly Token[],
  from: number,
  lexicon: Lexicon,
): { readonly sign: string; readonly length: number } | null {
  for (let length = Math.min(lexicon.phraseMax, tokens.length - from); length > 0; length -= 1) {
    const sign = lexicon.places.get(phraseOf(tokens.slice(from, from + length)));
    if (sign !== undefined) return { sign, length };
  }
  const token = tokens[from];
  const isLast = from === tokens.length - 1;
  const inCapitals = lexicon.capitalPlaces.get(token?.folded ?? '');
  if (
    token !== undefined &&
    inCapitals !== undefined &&
    token.original === token.original.toUpperCase() &&
    (token.isDotted || !isShouted(tokens))
  ) {
    return { sign: inCapitals, length: 1 };
  }
  if (token === undefined || !isLast || token.original.length !== 2) return null;
  const sign = lexicon.countryCodes.get(token.folded);
  // In small letters a code is only believed where the whole name is in small letters.
  const isBelieved =
    token.original === token.original.toUpperCase() || tokens.every((other) => other.original === other.original.toLowerCase());
  return sign !== undefined && isBelieved ? { sign, length: 1 } : null;
}

/** The core of a name from its words. `spelledOut` takes ä as ae and so on. */
export function coreOf(given: readonly Token[], lexicon: Lexicon, spelledOut = false): Core {
  const { tokens, forms } = withoutLegalForms(given, lexicon);
  const words: Word[] = [];
  for (let at = 0; at < tokens.length; ) {
    const place = placeAt(tokens, at, lexicon);
    const token = tokens[at];
    if (token === undefined) break;
    if (place !== null) {
      words.push({ form: place.sign, isPlace: true, token });
      at += place.length;
      continue;
    }
    // One letter alone is only a number at the end of a longer name: Capital Fund V.
    const isNumeral =
      ROMAN.test(token.original) || (/^[IVX]$/.test(token.original) && !token.isDotted && at > 1 && at === tokens.length - 1);
    const isRoman = at > 0 && isNumeral && !isShouted(tokens);
    const folded = spelledOut ? token.spelledOut : token.folded;
    words.push({ form: isRoman ? String(romanValue(token.original)) : comparedForm(folded, lexicon), isPlace: false, token });
    at += 1;
  }
  const isLeadingArticle = (word: Word, index: number): boolean => index === 0 && lexicon.leadingArticles.has(word.token.folded);
  const isSmall = (word: Word, index: number): boolean =>
    !word.isPlace &&
    !/\d/.test(word.form) &&
    lexicon.smallWords.has(word.token.folded) &&
    // A direction at the beginning belongs to the name (In Exile, Pour la Solidarité).
    (index > 0 || (lexicon.smallWords.get(word.token.folded) ?? '') === '') &&
    // Plan A and Vitamin E end in their name; an acronym in capitals is no small word.
    (index < words.length - 1 || word.token.folded.length > 1) &&
    (isLeadingArticle(word, index) ||
      word.token.original.length < 2 ||
      word.token.original !== word.token.original.toUpperCase() ||
      isShouted(tokens));
  const kept = words.filter((word, index) => !isSmall(word, index));
  const content = kept.length > 0 ? kept : words;
  const base = content.filter((word) => !word.isPlace).map((word) => word.form);
  const places = content.filter((word) => word.isPlace).map((word) => word.form);
  const all = content.map((word) => word.form);
  const firstPlace = content.findIndex((word) => word.isPlace);
  return {
    words: all,
    key: all.join(' '),
    joined: all.join(''),
    base,
    baseKey: base.join(' '),
    places: [...new Set(places)].sort(),
    arePlacesLast: firstPlace === -1 || content.slice(firstPlace).every((word) => word.isPlace),
    numberless: all.filter((form) => !/^\d+$/.test(form)).join(' '),
    numbers: all.filter((form) => /^\d+$/.test(form)).join(' '),
    directions: new Set(
      words.filter(isSmall).flatMap((word) => {
        const direction = lexicon.smallWords.get(word.token.folded) ?? '';
        return direction === '' ? [] : [direction];
      }),
    ),
    forms,
    isGeneric: content.map((word) => lexicon.genericWeights.has(word.form)),
    initials: tokens.map((token) => ({
      letter: [...token.folded][0] ?? '',
      word: token.folded,
      isSmall: lexicon.smallWords.has(token.folded),
    })),
  };
}
