/**
 * What stands above the pages of a long list of names: which numbers a page has, and its first and last name. Only the layout knows where pages
 * end, so the numbers are read from the page; they must go on from those of the page before, and they say which two names may stand there once more.
 */

import type { Block } from './blocks.js';
import { type WordCounts, wordsIn } from './words.js';

type Names = Block & { type: 'names' };
type Say = (range: { readonly from: number; readonly to: number; readonly total: number }) => string;

/** Two numbers of one digit show where the second one stands in the sentence, whatever the language. */
const PROBES = [7, 8] as const;

export class PageHeads {
  readonly #names: Names;
  readonly #say: Say;
  /** Number of the first name of the next page. */
  #next: number;

  constructor(names: Names, say: Say) {
    this.#names = names;
    this.#say = say;
    this.#next = names.from;
  }

  /** Adds to `expected` what the head of this page says, when it has one. Pages are given in order. */
  expectOn(page: readonly string[], expected: WordCounts): void {
    const to = this.#endOn(page);
    if (to === null) return;
    const { entries, from, total } = this.#names;
    expected.add(this.#say({ from: this.#next, to, total }));
    for (const number of new Set([this.#next, to])) expected.add(entries[number - from]?.name ?? '');
    this.#next = to + 1;
  }

  /** The number of the last name that the page says it has; null where it says none that can be. */
  #endOn(page: readonly string[]): number | null {
    const { entries, from, total } = this.#names;
    const [a, b] = PROBES.map((to) => wordsIn(this.#say({ from: this.#next, to, total })));
    if (a === undefined || b === undefined) return null;
    const gap = a.findIndex((word, index) => word !== b[index]);
    const [before, after] = [a.slice(0, gap), a.slice(gap + 1)];
    const end = from + entries.length - 1;
    for (let at = 0; at + a.length <= page.length; at++) {
      if (!startsAt(page, at, before)) continue;
      let digits = '';
      for (let next = at + before.length; /^\d+$/.test(page[next] ?? ''); next++) {
        digits += page[next] ?? '';
        const to = Number(digits);
        // Cover, labels and caption of a volume say the numbers of all of it in the same words; no first page has all of a list that has heads.
        const isWhole = this.#next === from && to === end;
        if (startsAt(page, next + 1, after) && to >= this.#next && to <= end && !isWhole) return to;
      }
    }
    return null;
  }
}

function startsAt(page: readonly string[], at: number, words: readonly string[]): boolean {
  return words.every((word, index) => page[at + index] === word);
}
