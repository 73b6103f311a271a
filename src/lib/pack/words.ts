/** Words as the closed-world check compares them: letters and digits apart, since a note's number stands close to its word. */

const WORD = /\p{L}[\p{L}\p{M}]*|\p{N}+|\p{M}+/gu;
const INVISIBLE = /[\p{Cf}\p{Variation_Selector}]/gu;

/** Every word of a text in order; case and compatibility forms are no differences, accents are. */
export function wordsIn(text: string): string[] {
  return text.replace(INVISIBLE, '').normalize('NFKC').toLowerCase().match(WORD) ?? [];
}

/** A multiset of words. */
export class WordCounts {
  readonly #counts = new Map<string, number>();
  #longest = 0;

  add(text: string, times = 1): void {
    for (const word of wordsIn(text)) {
      this.#counts.set(word, (this.#counts.get(word) ?? 0) + times);
      this.#longest = Math.max(this.#longest, word.length);
    }
  }

  /** Length of the longest word that ever was in it. */
  get longest(): number {
    return this.#longest;
  }

  /** The same words, each so many times as often. */
  times(factor: number): WordCounts {
    const copy = new WordCounts();
    for (const [word, count] of this.#counts) copy.#counts.set(word, count * factor);
    copy.#longest = this.#longest;
    return copy;
  }

  /** Whether the word ever was in it, taken or not. */
  knows(word: string): boolean {
    return this.#counts.has(word);
  }

  /** Takes one away; false when there is none left. */
  take(word: string): boolean {
    const count = this.#counts.get(word) ?? 0;
    if (count === 0) return false;
    this.#counts.set(word, count - 1);
    return true;
  }

  /** Words that nobody took, with how many of each. */
  left(): Map<string, number> {
    return new Map([...this.#counts].filter(([, count]) => count > 0));
  }
}
