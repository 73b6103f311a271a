/** The order of mixed text on a line: the Unicode Bidirectional Algorithm (UAX 9), levels by bidi-js and rule L2 by ourselves. */

import bidiFactory from 'bidi-js';
import { hasRightToLeft } from './scripts.js';

// The package is CommonJS with types written for an ES module, so the compiler sees a namespace where there is a function.
const bidi = (bidiFactory as unknown as typeof import('bidi-js')['default'])();

export type Direction = 'ltr' | 'rtl';

/** Embedding levels of a paragraph, one for each UTF-16 unit; even ones run from left to right. */
export interface Levels {
  readonly levels: Uint8Array;
  /** The paragraph's own direction, by its first strong letter. */
  readonly direction: Direction;
}

/** Levels of a text that is one paragraph. `direction` is the paragraph's when its first strong letter is not to decide. */
export function levelsOf(text: string, direction?: Direction): Levels {
  const { levels, paragraphs } = bidi.getEmbeddingLevels(text, direction);
  const level = paragraphs[0]?.level ?? 0;
  return { levels, direction: level % 2 === 1 ? 'rtl' : 'ltr' };
}

/** Direction of a text that is one paragraph, by its first strong letter. */
export function directionOf(text: string): Direction {
  return hasRightToLeft(text) ? levelsOf(text).direction : 'ltr';
}

/** Rule L2: the items of one line in the order in which they stand on the page, by their levels in logical order. */
export function visualOrder(levels: readonly number[]): number[] {
  const order = levels.map((_, index) => index);
  const highest = Math.max(0, ...levels);
  for (let level = highest; level > 0; level--) {
    for (let start = 0; start < order.length; start++) {
      let end = start;
      while (end < order.length && (levels[order[end] ?? 0] ?? 0) >= level) end++;
      if (end > start) {
        order.splice(start, end - start, ...order.slice(start, end).reverse());
        start = end;
      }
    }
  }
  return order;
}
