/**
 * Measuring and encoding of text in the embedded fonts. Letters of Latin, Cyrillic and Greek take a glyph table and a
 * lazy table of kerning pairs; words with combining marks are shaped by fontkit. Every code point gets a subset glyph of
 * its own, so that extraction gives back exactly the characters that went in; ligatures are off for the same reason.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EmbeddedFont } from './internals.js';

const FONT_FILES = {
  serif: 'source-serif-4-regular',
  'serif-italic': 'source-serif-4-italic',
  'serif-semibold': 'source-serif-4-semibold',
  'serif-semibold-italic': 'source-serif-4-semibold-italic',
  sans: 'source-sans-3-regular',
  'sans-italic': 'source-sans-3-italic',
  'sans-semibold': 'source-sans-3-semibold',
  noto: 'noto-sans-regular',
  'noto-semibold': 'noto-sans-semibold',
} as const;

/** A typeface that text can be set in. */
export type Face = Exclude<keyof typeof FONT_FILES, 'noto' | 'noto-semibold'>;

/** Alternate figures: `sups` are superior figures for note references. */
export type Figures = 'normal' | 'sups';

/** A stretch of a word in one font: operators of a TJ array, the rise of the baseline and the width, in 1/1000 em. */
export interface Part {
  readonly font: EmbeddedFont;
  readonly array: string;
  readonly rise: number;
  readonly width: number;
}

/** An encoded word; its width in 1/1000 em. */
export interface EncodedWord {
  readonly parts: readonly Part[];
  readonly width: number;
}

interface TableGlyph {
  readonly hex: string;
  readonly width: number;
}

const PLAIN = { liga: false, clig: false, calt: false, dlig: false, hlig: false } as const;
/** Words kept in each of the two generations of the cache. */
const CACHE_WORDS = 30_000;
/** Stands for a part of a letter that another part already stands for. */
const ZERO_WIDTH_SPACE = 0x200b;
const MARK = /\p{M}/u;
/** A letter with its combining marks. */
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gu;
/**
 * Characters without a shape of their own that would disturb their neighbours or have no glyph: controls, soft hyphen,
 * zero-width characters, direction controls (one name must not turn the next one round), variation selectors.
 */
const INVISIBLE = /(?!\s)\p{Cc}|(?!\s)\p{Cf}|\p{Variation_Selector}/gu;

/** Printable letters that canonical composition leaves alone: most text is made of nothing else. */
const SETTLED = /^[ -~\u00a0-\u00ac\u00ae-\u02ff\u0388-\u0481\u1ea0-\u1ef9\u2010-\u2026]*$/u;

/** Text as it will be drawn: canonical composition, no invisible characters, one kind of blank. */
export function drawableText(text: string): string {
  if (SETTLED.test(text)) return text;
  return text
    .replace(/\ufeff/gu, '')
    .replace(INVISIBLE, '')
    .replace(/[\t\n\v\f\r]/gu, ' ')
    .normalize('NFC');
}

/** One font file in use. */
class FontTable {
  readonly #known = new Map<number, boolean>();
  readonly #glyphs = new Map<number, TableGlyph>();
  readonly #superiors = new Map<number, TableGlyph>();
  readonly #pairs = new Map<number, number>();
  readonly #indexes = new Map<string, number>();

  readonly font: EmbeddedFont;

  constructor(font: EmbeddedFont) {
    this.font = font;
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
      const file = figures === 'sups' ? font.layout(String.fromCodePoint(codePoint), { ...PLAIN, sups: true }).glyphs[0] : undefined;
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
      const run = this.font.font.layout(String.fromCodePoint(left, right), PLAIN);
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
}

/** A bounded cache of two generations: a word that is used again moves into the young one. */
class WordCache {
  #young = new Map<string, EncodedWord>();
  #old = new Map<string, EncodedWord>();

  get(word: string): EncodedWord | undefined {
    const young = this.#young.get(word);
    if (young !== undefined) return young;
    const old = this.#old.get(word);
    if (old !== undefined) this.set(word, old);
    return old;
  }

  set(word: string, encoded: EncodedWord): void {
    if (this.#young.size >= CACHE_WORDS) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(word, encoded);
  }
}

/** The typefaces of one document: opened on first use, remembering every character that no font has. */
export class Typefaces {
  /** Code points met that neither the chosen font nor the fallback has. */
  readonly missing = new Set<number>();
  readonly #open: (font: Uint8Array) => EmbeddedFont;
  readonly #tables = new Map<string, FontTable>();
  readonly #caches = { normal: new Map<Face, WordCache>(), sups: new Map<Face, WordCache>() };

  /** `open` embeds the bytes of a font file into the document. */
  constructor(open: (font: Uint8Array) => EmbeddedFont) {
    this.#open = open;
  }

  /** Width of a line of drawable text in points. */
  width(text: string, face: Face, size: number, figures: Figures = 'normal'): number {
    let width = 0;
    for (const word of this.words(text, face, figures)) width += word.width;
    return (width * size) / 1000;
  }

  /** The words and blanks of a line, encoded in order. */
  *words(text: string, face: Face, figures: Figures = 'normal'): Generator<EncodedWord> {
    let start = 0;
    while (start < text.length) {
      const space = text.indexOf(' ', start);
      if (space === start) {
        yield this.#word(' ', face, figures);
        start += 1;
      } else {
        const end = space < 0 ? text.length : space;
        yield this.#word(text.slice(start, end), face, figures);
        start = end;
      }
    }
  }

  #word(word: string, face: Face, figures: Figures): EncodedWord {
    const caches = this.#caches[figures];
    let cache = caches.get(face);
    if (cache === undefined) {
      cache = new WordCache();
      caches.set(face, cache);
    }
    let encoded = cache.get(word);
    if (encoded === undefined) {
      encoded = this.#encode(word, face, figures);
      cache.set(word, encoded);
    }
    return encoded;
  }

  #table(file: keyof typeof FONT_FILES): FontTable {
    let table = this.#tables.get(file);
    if (table === undefined) {
      const path = fileURLToPath(new URL(`../../pack/fonts/${FONT_FILES[file]}.ttf`, import.meta.url));
      table = new FontTable(this.#open(readFileSync(path)));
      this.#tables.set(file, table);
    }
    return table;
  }

  #encode(word: string, face: Face, figures: Figures): EncodedWord {
    const base = this.#table(face);
    const codePoints = Array.from(word, (character) => character.codePointAt(0) ?? 0);
    // A word stays in one font where one has all of it; a single foreign letter inside a word would stand out.
    const whole = codePoints.every((codePoint) => base.has(codePoint)) ? base : this.#fallbackFor(codePoints, face);
    if (whole !== null) {
      const parts = MARK.test(word) ? shape(whole, word) : [simple(whole, word, figures)];
      return { parts, width: parts.reduce((sum, part) => sum + part.width, 0) };
    }
    const parts: Part[] = [];
    let pending: FontTable | undefined;
    let stretch = '';
    const flush = (): void => {
      if (pending !== undefined) parts.push(...(MARK.test(stretch) ? shape(pending, stretch) : [simple(pending, stretch, figures)]));
      stretch = '';
    };
    for (const [cluster] of word.matchAll(CLUSTER)) {
      const table = this.#tableFor(cluster, face, base);
      if (table === undefined) continue;
      if (table !== pending) {
        flush();
        pending = table;
      }
      stretch += cluster;
    }
    flush();
    return { parts, width: parts.reduce((sum, part) => sum + part.width, 0) };
  }

  /** The font that has all of a cluster; undefined, with the culprits remembered, when none has. */
  #tableFor(cluster: string, face: Face, base: FontTable): FontTable | undefined {
    const codePoints = [...cluster].map((character) => character.codePointAt(0) ?? 0);
    if (codePoints.every((codePoint) => base.has(codePoint))) return base;
    const fallback = this.#fallbackFor(codePoints, face);
    if (fallback !== null) return fallback;
    for (const codePoint of codePoints) if (this.#fallbackFor([codePoint], face) === null) this.missing.add(codePoint);
    return undefined;
  }

  /** The fallback font when it has all of these. */
  #fallbackFor(codePoints: readonly number[], face: Face): FontTable | null {
    const fallback = this.#table(face.includes('semibold') ? 'noto-semibold' : 'noto');
    return codePoints.every((codePoint) => fallback.has(codePoint)) ? fallback : null;
  }
}

/** Letters without marks: glyph table and kerning pairs. */
function simple(table: FontTable, text: string, figures: Figures): Part {
  let array = '<';
  let width = 0;
  let previous = -1;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const glyph = table.glyph(codePoint, figures);
    const kerning = previous < 0 || figures !== 'normal' ? 0 : table.kerning(previous, codePoint);
    if (kerning !== 0) {
      array += `>${-kerning}<`;
      width += kerning;
    }
    array += glyph.hex;
    width += glyph.width;
    previous = codePoint;
  }
  return { font: table.font, array: `${array}>`, rise: 0, width };
}

/** A stretch with combining marks, shaped by fontkit letter by letter; a raised mark becomes a part of its own. */
function shape(table: FontTable, text: string): Part[] {
  const { scale, font } = table.font;
  return [...text.matchAll(CLUSTER)].flatMap(([cluster]) => {
    const run = font.layout(cluster, PLAIN);
    const codePoints = shapedCodePoints(cluster, run.glyphs.length);
    return run.glyphs.map((glyph, index): Part => {
      const position = run.positions[index] ?? { xAdvance: glyph.advanceWidth, xOffset: 0, yOffset: 0 };
      const before = round(position.xOffset * scale);
      const after = round((position.xAdvance - position.xOffset - glyph.advanceWidth) * scale);
      const number = hex4(table.index(glyph.id, glyph.advanceWidth, codePoints[index] ?? []));
      const array = `${before === 0 ? '' : `${-before} `}<${number}>${after === 0 ? '' : `${-after} `}`;
      return { font: table.font, array, rise: round(position.yOffset * scale), width: position.xAdvance * scale };
    });
  });
}

/**
 * The code points that each glyph of a letter stands for. A font may compose a letter and its marks or take them apart;
 * fontkit cannot tell, because it remembers the code points with which it first met a glyph.
 */
function shapedCodePoints(cluster: string, glyphs: number): (readonly number[])[] {
  for (const form of [cluster, cluster.normalize('NFD')]) {
    const codePoints = [...form].map((character) => character.codePointAt(0) ?? 0);
    if (codePoints.length === glyphs) return codePoints.map((codePoint) => [codePoint]);
  }
  const all = [...cluster].map((character) => character.codePointAt(0) ?? 0);
  return Array.from({ length: glyphs }, (_, index) => (index === 0 ? all : [ZERO_WIDTH_SPACE]));
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
