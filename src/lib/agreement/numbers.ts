/** Numbers in a sentence, in digits and in words. */

import type { Token } from './tokens.js';
import type { Language } from './words.js';

export interface NumberAt {
  readonly value: number;
  /** Index of the first token behind it. */
  readonly next: number;
  /** "thousands": several of it, not so many. */
  readonly isVague: boolean;
}

/** The number that begins at a token, or null. */
export function numberAt(tokens: readonly Token[], words: readonly string[], at: number, language: Language): NumberAt | null {
  const token = tokens[at];
  if (token === undefined) return null;
  if (token.kind === 'number') return digitsAt(tokens, words, at, language);
  const vague = language.number.vague.matchAt(words, at);
  const fixed = language.number.fixed.matchAt(words, at);
  if (vague?.value != null && vague.length > (fixed?.length ?? 0)) return { value: vague.value, next: at + vague.length, isVague: true };
  return wordsAt(words, at, language);
}

/** Digits, with the word that multiplies them: `1.5 million`. A decimal alone counts nothing. */
function digitsAt(tokens: readonly Token[], words: readonly string[], at: number, language: Language): NumberAt | null {
  const token = tokens[at];
  if (token?.value == null) return null;
  const times = language.number.multipliers.matchAt(words, at + 1);
  const value = token.value * (times?.value ?? 1);
  return Number.isInteger(value) ? { value, next: at + 1 + (times?.length ?? 0), isVague: false } : null;
}

/**
 * Words of one number, summed up: a unit adds, a multiplier raises what is below it. One is no number here: in every language it is an article
 * as often as not.
 */
function wordsAt(words: readonly string[], at: number, language: Language): NumberAt | null {
  let value = 0;
  let next = at;
  let isBegun = false;
  for (let index = at; index < words.length; ) {
    const part = partAt(words, index, language);
    if (part !== null) {
      value = part.fold(value);
      index += part.length;
      next = index;
      isBegun = true;
    } else if (isBegun && isJoiner(words, index, language) && partAt(words, index + 1, language) !== null) index++;
    else break;
  }
  return isBegun && value >= 2 ? { value, next, isVague: false } : null;
}

const isJoiner = (words: readonly string[], at: number, language: Language): boolean =>
  words[at] === '-' || language.number.joiners.has(words[at]);

interface Part {
  readonly length: number;
  fold(value: number): number;
}

function partAt(words: readonly string[], at: number, language: Language): Part | null {
  const { multipliers, words: units } = language.number;
  const fixed = language.number.fixed.matchAt(words, at);
  if (fixed?.value != null) return { length: fixed.length, fold: (value) => value + (fixed.value ?? 0) };
  const times = multipliers.matchAt(words, at);
  if (times?.value != null) return { length: times.length, fold: (value) => multiplied(value, times.value ?? 1) };
  const unit = units.matchAt(words, at);
  if (unit?.value != null) return { length: unit.length, fold: (value) => value + (unit.value ?? 0) };
  return language.file.numbers.compound === true ? compoundOf(words[at] ?? '', language) : null;
}

function multiplied(value: number, times: number): number {
  const low = value % times;
  return low === 0 ? value + times : value - low + low * times;
}

/** `zweihundertsiebenundfünfzig`: a word that is nothing but words of numbers. */
function compoundOf(word: string, { file: { numbers } }: Language): Part | null {
  const known = [...Object.keys(numbers.words), ...Object.keys(numbers.multipliers), ...numbers.joiners].sort(
    (a, b) => b.length - a.length,
  );
  const parts: string[] = [];
  for (let at = 0; at < word.length; ) {
    const part = known.find((one) => word.startsWith(one, at));
    if (part === undefined) return null;
    parts.push(part);
    at += part.length;
  }
  if (parts.length < 2) return null;
  return {
    length: 1,
    fold: (value) =>
      parts.reduce((sum, part) => {
        const times = numbers.multipliers[part];
        return times === undefined ? sum + (numbers.words[part] ?? 0) : multiplied(sum, times);
      }, value),
  };
}
