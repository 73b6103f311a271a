/**
 * Which pairs of a list are worth comparing: those that share a key. Every rule of `compare.ts` needs its two names to
 * have something in common (a whole name, all words but one, a telling word, an acronym), so nothing is lost by it
 * that the rules would find, except where a key is shared by very many entries.
 */

import type { Subject } from './compare.js';
import type { Core } from './core.js';
import type { Lexicon } from './lexicon.js';

/** In a group of more entries than this under one key, each is compared with the first ones and the one before it only. */
const GROUP_MAX = 200;
const GROUP_FIRST = 20;

const SINGLE_LETTERS_MIN = 5;
const TAIL_WORDS_MAX = 2;

function keysOfName(core: Core, lexicon: Lexicon): string[] {
  const keys = [`n:${core.key}`, `j:${core.joined}`, `s:${[...core.words].sort().join(' ')}`];
  if (core.baseKey !== '') keys.push(`b:${core.baseKey}`);
  if (core.numbers !== '') keys.push(`d:${core.numberless}`);
  else keys.push(`d:${core.key}`);
  // All words but one: names that differ in one word, or have one more.
  if (core.words.length > 1)
    for (const [index] of core.words.entries()) keys.push(`w:${core.words.filter((_, at) => at !== index).join(' ')}`);
  // Whole names within longer ones, at either end.
  for (let length = core.words.length; length > 0 && length >= core.words.length - TAIL_WORDS_MAX; length -= 1) {
    keys.push(`n:${core.words.slice(0, length).join(' ')}`, `n:${core.words.slice(-length).join(' ')}`);
  }
  // One word with one slip: with each of its letters left out.
  const [word = ''] = core.words;
  if (core.words.length === 1 && word.length >= SINGLE_LETTERS_MIN) {
    const letters = [...word];
    keys.push(`l:${word}`, ...letters.map((_, index) => `l:${letters.filter((__, at) => at !== index).join('')}`));
  }
  for (const [index, form] of core.words.entries()) {
    if (core.isGeneric[index] !== true && !lexicon.smallWords.has(form)) keys.push(`t:${form}`);
  }
  return keys;
}

function keysOf(subject: Subject, lexicon: Lexicon): Set<string> {
  const keys = new Set(subject.parts.names.flatMap(({ core }) => keysOfName(core, lexicon)));
  for (const acronym of subject.parts.acronyms) keys.add(`a:${acronym}`);
  if (subject.parts.bare !== null) keys.add(`a:${subject.parts.bare.letters}`);
  for (const core of [...subject.parts.umbrellas, ...subject.parts.titles]) {
    keys.add(`n:${core.key}`);
    keys.add(`a:${core.joined}`);
  }
  return keys;
}

/** Pairs of positions, the smaller first, each once, in order. The order of `subjects` must be one of content. */
export function candidatePairs(subjects: readonly Subject[], lexicon: Lexicon): (readonly [number, number])[] {
  const groups = new Map<string, number[]>();
  for (const [index, subject] of subjects.entries()) {
    if (subject.parts.isUnreadable) continue;
    for (const key of keysOf(subject, lexicon)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [index]);
      else group.push(index);
    }
  }
  const pairs = new Set<number>();
  for (const [key, group] of groups) {
    // A telling word of very many entries tells nothing in this list.
    if (group.length > GROUP_MAX && /^[tw]:/.test(key)) continue;
    const width = group.length > GROUP_MAX ? GROUP_FIRST : group.length;
    for (const [position, second] of group.entries()) {
      for (const first of group.slice(0, Math.min(position, width))) pairs.add(first * subjects.length + second);
      // Neighbours in the order of content are alike in their other columns as well.
      const before = group[position - 1];
      if (before !== undefined) pairs.add(before * subjects.length + second);
    }
  }
  return [...pairs].sort((a, b) => a - b).map((pair) => [Math.floor(pair / subjects.length), pair % subjects.length] as const);
}
