/**
 * A shaped word as operands of TJ arrays, with a ToUnicode entry for each glyph. Readers take glyphs in the order in which
 * they stand, and turn text from right to left round letter by letter. So the letters of a cluster are given to its glyphs
 * in the order in which a reader will meet them, whatever the glyphs look like: then the text comes back as it was.
 */

import { type FontTable, round } from './font-table.js';
import type { ShapedGlyph } from './shaper.js';
import type { EncodedWord, Part } from './typefaces.js';

/** Stands for a glyph when all letters of its cluster have one already. */
const ZERO_WIDTH_SPACE = 0x200b;

/** Glyphs and letters that belong together, both in logical order. */
interface Cluster {
  readonly glyphs: ShapedGlyph[];
  readonly codePoints: readonly number[];
}

/** A word of one font and direction. `text` is in logical order; the parts are in the order on the page. */
export function shapeWord(table: FontTable, text: string, direction: 'ltr' | 'rtl'): EncodedWord {
  const glyphs = table.shaping.shape(text, direction);
  const standsFor = new Map<ShapedGlyph, readonly number[]>();
  let isSpelled = true;
  for (const cluster of clustersOf(text, glyphs, direction)) {
    if (cluster.glyphs.length > 1 || cluster.codePoints.length > 1) isSpelled = false;
    for (const [index, glyph] of cluster.glyphs.entries()) {
      const isLast = index === cluster.glyphs.length - 1;
      const own = isLast ? cluster.codePoints.slice(index) : cluster.codePoints.slice(index, index + 1);
      // A ligature that runs from right to left is turned round with its neighbours.
      if (direction === 'rtl') own.reverse();
      standsFor.set(glyph, own.length > 0 ? own : [ZERO_WIDTH_SPACE]);
    }
  }
  const parts = glyphs.map((glyph) => placed(table, glyph, standsFor.get(glyph) ?? [ZERO_WIDTH_SPACE]));
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  // Readers take the spelling of a marked stretch as it stands, which is wrong from right to left; there the tag has it.
  return isSpelled || direction === 'rtl' ? { parts, width } : { parts, width, actualText: text };
}

function clustersOf(text: string, glyphs: readonly ShapedGlyph[], direction: 'ltr' | 'rtl'): Cluster[] {
  const starts = [...new Set(glyphs.map(({ cluster }) => cluster))].sort((a, b) => a - b);
  const clusters: Cluster[] = [];
  let from = 0;
  for (const [index, start] of starts.entries()) {
    // A letter without a glyph at the very beginning belongs to the first cluster.
    const first = starts[from] ?? 0;
    const own = glyphs.filter(({ cluster }) => cluster >= first && cluster <= start);
    const letters = text.slice(from === 0 ? 0 : first, starts[index + 1] ?? text.length);
    const codePoints = spelled(letters, own.length);
    // Parts of one syllable can be counted to its first letter; together with the next ones there are letters enough.
    if (codePoints.length < own.length && index < starts.length - 1) continue;
    clusters.push({ glyphs: direction === 'rtl' ? own.reverse() : own, codePoints });
    from = index + 1;
  }
  return clusters;
}

/** Letters taken apart where their glyphs are more than they are, as those of two-part vowel signs. */
function spelled(letters: string, glyphs: number): number[] {
  const whole = codePointsOf(letters);
  if (whole.length >= glyphs) return whole;
  const apart = codePointsOf(letters.normalize('NFD'));
  return apart.length > glyphs ? whole : apart;
}

function codePointsOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

/** A raised or lowered glyph is a part of its own. */
function placed(table: FontTable, glyph: ShapedGlyph, codePoints: readonly number[]): Part {
  const { scale } = table.font;
  const { hex, width } = table.indexOf(glyph.id, codePoints);
  const before = round(glyph.xOffset * scale);
  const after = round((glyph.xAdvance - glyph.xOffset) * scale - width);
  const array = `${before === 0 ? '' : `${-before} `}<${hex}>${after === 0 ? '' : `${-after} `}`;
  return { font: table.font, array, rise: round(glyph.yOffset * scale), width: glyph.xAdvance * scale };
}
