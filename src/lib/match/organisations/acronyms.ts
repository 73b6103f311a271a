/**
 * Acronyms: which word looks like one, and which name spells one. What an acronym stands for in a list is decided in
 * `claims.ts`, from what the list itself declares.
 */

import type { Core } from './core.js';
import type { Token } from './fold.js';

const LETTERS_MIN = 2;
const LETTERS_MAX = 10;

/** How a word that may be an acronym is written. */
export type AcronymStyle = 'capitals' | 'small' | 'title';

export function acronymStyle(token: Token): AcronymStyle {
  if (token.isDotted || token.original === token.original.toUpperCase()) return 'capitals';
  return token.original === token.original.toLowerCase() ? 'small' : 'title';
}

/** A word looks like an acronym: mostly capitals (PICUM, CoE), or letters with full stops. In a text without small letters (`isShouted`) only full stops say so. */
export function looksLikeAcronym(token: Token, isShouted: boolean): boolean {
  const letters = [...token.original];
  if (letters.length < LETTERS_MIN || letters.length > LETTERS_MAX) return false;
  if (token.isDotted || isShouted) return token.isDotted;
  const capitals = letters.filter((letter) => letter !== letter.toLowerCase()).length;
  const small = letters.filter((letter) => letter !== letter.toUpperCase()).length;
  return capitals >= LETTERS_MIN && capitals > small;
}

/**
 * The words of a name spell the acronym: each letter in turn begins a word or goes on in the word before it (FLEX: Focus
 * on Labour EXploitation). Small words may be left out, and one word at the end. Two words at least must take part.
 */
export function spells(acronym: string, initials: Core['initials']): boolean {
  const letters = [...acronym];
  if (letters.length < LETTERS_MIN || initials.length < LETTERS_MIN) return false;
  const seen = new Map<string, boolean>();
  const fits = (letter: number, word: number, taken: number): boolean => {
    if (letter === letters.length) {
      const left = initials.slice(word).filter((initial) => !initial.isSmall).length;
      return taken >= LETTERS_MIN && left <= 1;
    }
    const initial = initials[word];
    if (initial === undefined) return false;
    const key = `${letter} ${word} ${Math.min(taken, LETTERS_MIN)}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    let result = initial.isSmall && fits(letter, word + 1, taken);
    const spelled = [...initial.word];
    for (let length = 1; !result && length <= spelled.length && spelled[length - 1] === letters[letter + length - 1]; length += 1) {
      result = fits(letter + length, word + 1, taken + 1);
    }
    seen.set(key, result);
    return result;
  };
  return fits(0, 0, 0);
}

/** Small words in a name that may or may not be part of its initials, at most; names with more are read without them. */
const OPTIONAL_MAX = 4;

/** The initials of a name: the first letters of its words, with and without each of the small ones. */
export function initialsOf(core: Core): string[] {
  const small = core.initials.filter((initial) => initial.isSmall).length;
  let spellings = [''];
  for (const initial of core.initials) {
    const withLetter = spellings.map((spelling) => spelling + initial.letter);
    if (!initial.isSmall) spellings = withLetter;
    else if (small <= OPTIONAL_MAX) spellings = [...spellings, ...withLetter];
  }
  return [...new Set(spellings)];
}
