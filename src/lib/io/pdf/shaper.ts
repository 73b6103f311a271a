/**
 * HarfBuzz: from text of one font, script and direction to glyphs with their places. The engine is a WebAssembly module,
 * which is loaded when a text needs it, since most packs do not.
 */

import { DefectError } from '../../errors.js';

/** A glyph in its place; lengths in font units, `cluster` the UTF-16 index of the first letter that it stands for. */
export interface ShapedGlyph {
  readonly id: number;
  readonly cluster: number;
  readonly xAdvance: number;
  readonly xOffset: number;
  readonly yOffset: number;
}

/** A font file that text can be shaped with. */
export interface ShapingFont {
  /** Glyphs in the order in which they stand on the page, from left to right. Brackets are mirrored from right to left. */
  shape(text: string, direction: 'ltr' | 'rtl'): ShapedGlyph[];
}

type Engine = typeof import('harfbuzzjs');

let engine: Engine | null = null;

/** Loads the engine; later calls cost nothing. Await it before text that `needsShaping` is measured or drawn. */
export async function loadShaper(): Promise<void> {
  engine ??= await import('harfbuzzjs');
}

/** Opens the bytes of a TrueType or OpenType font. Throws a `DefectError` when the engine was not loaded. */
export function openShapingFont(bytes: Uint8Array): ShapingFont {
  if (engine === null) throw new DefectError('Text was to be shaped before the shaper was loaded.', { code: 'shaper-missing' });
  const { Blob, Buffer, Direction, Face, Font, shape } = engine;
  const font = new Font(new Face(new Blob(bytes)));
  // One buffer serves all texts: each is an object in the engine's memory, which is freed late.
  const buffer = new Buffer();
  return {
    shape(text, direction) {
      buffer.clearContents();
      buffer.addText(text);
      buffer.setDirection(direction === 'rtl' ? Direction.RTL : Direction.LTR);
      // Script is guessed from the letters. A language is not known, so the forms are the font's own.
      buffer.guessSegmentProperties();
      shape(font, buffer);
      const places = buffer.getGlyphPositions();
      return buffer.getGlyphInfos().map(({ codepoint, cluster }, index): ShapedGlyph => {
        const { xAdvance = 0, xOffset = 0, yOffset = 0 } = places[index] ?? {};
        return { id: codepoint, cluster, xAdvance, xOffset, yOffset };
      });
    },
  };
}
