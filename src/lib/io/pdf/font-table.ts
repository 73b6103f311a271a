/**
 * One embedded font in use: which letters it has, glyphs of its subset, kerning pairs, and shaping. Every code point gets
 * a subset glyph of its own, so that extraction gives back exactly the characters that went in.
 */

import type { EmbeddedFont } from './internals.js';
import { openShapingFont, type ShapingFont } from './shaper.js';

/** Alternate figures: `sups` are superior figures for note references. */
export type Figures = 'normal' | 'sups';

interface TableGlyph {
  readonly hex: string;
  readonly width: number;
}

/** Features of text in Latin, Greek and Cyrillic: ligatures are off, because each letter must come back from the file. */
export const PLAIN_FEATURES = { liga: false, clig: false, calt: false, dlig: false, hlig: false } as const;

export class FontTable {
  readonly #known = new Map<number, boolean>();
  readonly #glyphs = new Map<number, TableGlyph>();
  readonly #superiors = new Map<number, TableGlyph>();
  readonly #pairs = new Map<number, number>();
  readonly #indexes = new Map<string, number>();
  readonly #bytes: Uint8Array;
  #shaping: ShapingFont | undefined;

  readonly font: EmbeddedFont;

  /** @param bytes the font file, for the shaper */
  constructor(font: EmbeddedFont, bytes: Uint8Array) {
    this.font = font;
    this.#bytes = bytes;
  }

  get shaping(): ShapingFont {
    this.#shaping ??= openShapingFont(this.#bytes);
    return this.#shaping;
  }

  has(codePoint: number): boolean {
    let has = this.#known.get(codePoint);
    if (has === undefined) {
      has = this.font.font.hasGlyphForCodePoint(codePoint);
      this.#known.set(codePoint, has);
    }
    return has;
  }

  glyph(codePoint: number, figures: Figures): TableGlyph {
    const table = figures === 'sups' ? this.#superiors : this.#glyphs;
    let glyph = table.get(codePoint);
    if (glyph === undefined) {
      const { font } = this.font;
      const file =
        figures === 'sups' ? font.layout(String.fromCodePoint(codePoint), { ...PLAIN_FEATURES, sups: true }).glyphs[0] : undefined;
      const found = file ?? font.glyphForCodePoint(codePoint);
      glyph = { hex: hex4(this.index(found.id, found.advanceWidth, [codePoint])), width: found.advanceWidth * this.font.scale };
      table.set(codePoint, glyph);
    }
    return glyph;
  }

  /** Kerning between two letters in 1/1000 em; zero where the font would put another glyph in their place. */
  kerning(left: number, right: number): number {
    const key = left * 0x110000 + right;
    let kerning = this.#pairs.get(key);
    if (kerning === undefined) {
      const run = this.font.font.layout(String.fromCodePoint(left, right), PLAIN_FEATURES);
      const first = run.glyphs[0];
      const position = run.positions[0];
      kerning =
        run.glyphs.length === 2 && first !== undefined && position !== undefined
          ? round((position.xAdvance - first.advanceWidth) * this.font.scale)
          : 0;
      this.#pairs.set(key, kerning);
    }
    return kerning;
  }

  /** Number in the subset of a glyph that stands for these code points, adding it when it is new. */
  index(glyph: number, advanceWidth: number, codePoints: readonly number[]): number {
    const key = `${glyph}:${codePoints.join()}`;
    let index = this.#indexes.get(key);
    if (index === undefined) {
      index = this.font.subset.glyphs.push(glyph) - 1;
      this.font.widths[index] = advanceWidth * this.font.scale;
      this.font.unicode[index] = codePoints;
      this.#indexes.set(key, index);
    }
    return index;
  }

  /** The same for a glyph known by its number in the file. */
  indexOf(glyph: number, codePoints: readonly number[]): { readonly hex: string; readonly width: number } {
    const advanceWidth = this.font.font.getGlyph(glyph).advanceWidth;
    return { hex: hex4(this.index(glyph, advanceWidth, codePoints)), width: advanceWidth * this.font.scale };
  }
}

export function hex4(value: number): string {
  return value.toString(16).padStart(4, '0');
}

/** To a hundredth, as all places in a TJ array are. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
