/**
 * Measuring and encoding of text in the embedded fonts. Letters of Latin, Cyrillic and Greek take a glyph table and a
 * lazy table of kerning pairs; words with combining marks are shaped by fontkit, and other scripts by HarfBuzz, in the
 * order of steps of UAX 9: levels of the whole field, runs of one level and font, shaping, then reordering.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Direction, levelsOf, visualOrder } from './bidi.js';
import { type Figures, FontTable, hex4, PLAIN_FEATURES, round } from './font-table.js';
import type { EmbeddedFont } from './internals.js';
import { isPlain, isShared, needsShaping, onlyLevel, type ScriptFont, scriptFontOf } from './scripts.js';
import { shapeWord } from './shaped.js';

export type { Figures } from './font-table.js';

const FONT_FILES = {
  serif: 'source-serif-4-regular',
  'serif-italic': 'source-serif-4-italic',
  'serif-semibold': 'source-serif-4-semibold',
  'serif-semibold-italic': 'source-serif-4-semibold-italic',
  sans: 'source-sans-3-regular',
  'sans-italic': 'source-sans-3-italic',
  'sans-semibold': 'source-sans-3-semibold',
} as const;

/** What the text fonts lack, and other scripts; by weight where there are two. */
const OTHER_FILES = {
  noto: 'noto-sans-regular',
  'noto-semibold': 'noto-sans-semibold',
  arabic: 'vazirmatn-regular',
  hebrew: 'noto-sans-hebrew-regular',
  ethiopic: 'noto-sans-ethiopic-regular',
  bengali: 'noto-sans-bengali-regular',
  devanagari: 'noto-sans-devanagari-regular',
  tamil: 'noto-sans-tamil-regular',
} as const satisfies Readonly<Record<ScriptFont | 'noto' | 'noto-semibold', string>>;

/** A typeface that text can be set in. */
export type Face = keyof typeof FONT_FILES;

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
  /** The word as it is spelled, where its glyphs do not say so one by one. */
  readonly actualText?: string;
}

/** A stretch of a line; `x` is its left edge in 1/1000 em from the left edge of the line. */
export interface PlacedStretch {
  readonly x: number;
  readonly words: Iterable<EncodedWord>;
}

/** Words kept in each of the two generations of the cache. */
const CACHE_WORDS = 30_000;
/** Stands for a part of a letter that another part already stands for. */
const ZERO_WIDTH_SPACE = 0x200b;
const MARK = /\p{M}/u;
/** A letter with its combining marks, and with joiners and selectors, which have no glyph of their own. */
const CLUSTER = /[^\p{M}\u200c\u200d][\p{M}\u200c\u200d]*|[\p{M}\u200c\u200d]+/gu;
/** Opening and closing brackets and quotation marks. */
const OPENING = /\p{Ps}|\p{Pi}/u;
const CLOSING = /\p{Pe}|\p{Pf}/u;
const FIRST_CLUSTER = new RegExp(CLUSTER.source, 'u');
/** What could be set in another font than the letters about it. */
const SIGN = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;
const IGNORABLE = /[\u200c\u200d]|\p{Variation_Selector}/u;

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

/** A stretch of one level and one font; without a `table` it is set by the text fonts, word by word. */
interface Stretch {
  text: string;
  readonly level: number;
  readonly table: FontTable | null;
}

/** The typefaces of one document: opened on first use, remembering every character that no font has. */
export class Typefaces {
  /** Code points met that no font has. */
  readonly missing = new Set<number>();
  readonly #open: (font: Uint8Array) => EmbeddedFont;
  readonly #named: readonly Uint8Array[];
  readonly #tables = new Map<string, FontTable>();
  readonly #caches = { normal: new Map<Face, WordCache>(), sups: new Map<Face, WordCache>() };
  readonly #shaped = new Map<FontTable, Readonly<Record<Direction, WordCache>>>();

  /** `open` embeds the bytes of a font file into the document; `named` are the organiser's own fonts, first choice first. */
  constructor(open: (font: Uint8Array) => EmbeddedFont, named: readonly Uint8Array[] = []) {
    this.#open = open;
    this.#named = named;
  }

  /** Width of a line of drawable text in points. */
  width(text: string, face: Face, size: number, figures: Figures = 'normal', direction?: Direction): number {
    let width = 0;
    for (const word of this.words(text, face, figures, direction)) width += word.width;
    return (width * size) / 1000;
  }

  /** The words and blanks of a line, those of a stretch from left to right; see `stretches`. */
  words(text: string, face: Face, figures: Figures = 'normal', direction?: Direction): Iterable<EncodedWord> {
    if (!needsShaping(text) && direction !== 'rtl') return this.#plainWords(text, face, figures);
    return this.stretches(text, face, figures, direction).flatMap(({ words }) => [...words]);
  }

  /**
   * A line in stretches that run in one direction, in the order in which they are read; the words of each in the order in
   * which they stand, from left to right. The text is a paragraph of its own, by the direction of its first strong letter;
   * with a `direction` it is itself a stretch that runs in this one.
   */
  stretches(text: string, face: Face, figures: Figures = 'normal', direction?: Direction): PlacedStretch[] {
    if (!needsShaping(text) && direction !== 'rtl') return [{ x: 0, words: this.#plainWords(text, face, figures) }];
    // A blank at the end keeps a field apart from the next one; it stays behind the text, whatever that text's direction.
    const body = direction === undefined ? text.trimEnd() : text;
    const stretches = this.#stretches(body, face, direction);
    const words = stretches.map(({ table, text: part, level }) =>
      table === null ? [...this.#plainWords(part, face, figures)] : this.#shapedWords(table, part, level % 2 === 1 ? 'rtl' : 'ltr'),
    );
    const visual = visualOrder(stretches.map(({ level }) => level));
    const places = new Map<number, number>();
    let x = 0;
    for (const index of visual) {
      places.set(index, x);
      for (const word of words[index] ?? []) x += word.width;
    }
    const placed = drawnTogether(stretches, visual).map((group): PlacedStretch => {
      const standing = visual.filter((index) => group.includes(index));
      return { x: places.get(standing[0] ?? 0) ?? 0, words: standing.flatMap((index) => words[index] ?? []) };
    });
    return [...placed, { x, words: this.#plainWords(text.slice(body.length), face, figures) }];
  }

  *#plainWords(text: string, face: Face, figures: Figures): Generator<EncodedWord> {
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

  /** Joining and conjuncts end at blanks, so words are shaped one by one and remembered. */
  #shapedWords(table: FontTable, text: string, direction: Direction): EncodedWord[] {
    const words: readonly string[] = text.match(/ |[^ ]+/gu) ?? [];
    let caches = this.#shaped.get(table);
    if (caches === undefined) {
      caches = { ltr: new WordCache(), rtl: new WordCache() };
      this.#shaped.set(table, caches);
    }
    const cache = caches[direction];
    const encoded = words.map((word) => {
      const known = cache.get(word) ?? shapeWord(table, word, direction);
      cache.set(word, known);
      return known;
    });
    return direction === 'rtl' ? encoded.reverse() : encoded;
  }

  /** Splits a text by level and by font, in logical order. What no font has is left out and remembered. */
  #stretches(text: string, face: Face, direction: Direction | undefined): Stretch[] {
    const level = direction === undefined ? onlyLevel(text) : direction === 'rtl' ? 1 : 0;
    const only = level === null ? null : this.#onlyStretch(text, face, level);
    if (only !== null) return [only];
    const levels = level === null ? levelsOf(text).levels : null;
    const given = level ?? 0;
    const stretches: Stretch[] = [];
    const choose = this.#chooser(text, face);
    for (const { 0: cluster, index } of text.matchAll(CLUSTER)) {
      const level = levels?.[index] ?? given;
      const chosen = choose(cluster, level);
      if (chosen === undefined) continue;
      // From right to left, brackets are mirrored, which only the shaper does.
      const table = chosen === null && level % 2 === 1 ? this.#plainTable(cluster, face) : chosen;
      if (table === undefined) {
        this.#remember(cluster, face);
        continue;
      }
      const last = stretches.at(-1);
      if (last !== undefined && last.level === level && last.table === table) last.text += cluster;
      else stretches.push({ text: cluster, level, table });
    }
    return stretches;
  }

  /** A text of one level that one script font has whole, as nearly every name is; null for any other. */
  #onlyStretch(text: string, face: Face, level: number): Stretch | null {
    const [first] = text.match(FIRST_CLUSTER) ?? [];
    if (first === undefined || isShared(first)) return null;
    const table = this.#fontOf(first, face);
    return table !== undefined && table !== null && !SIGN.test(text) && hasAll(table, text) ? { text, level, table } : null;
  }

  /**
   * Gives each letter of a text, asked for in order, its font: null for the text fonts, undefined where none has it. Signs
   * that scripts share follow the letter before them where they run in its direction, those at the beginning the first
   * letter, and a bracket its partner.
   */
  #chooser(text: string, face: Face): (cluster: string, level: number) => FontTable | null | undefined {
    const first = [...text.matchAll(CLUSTER)].find(([cluster]) => !isShared(cluster))?.[0];
    let before = first === undefined ? undefined : this.#fontOf(first, face);
    let levelBefore = -1;
    const open: (FontTable | null | undefined)[] = [];
    return (cluster, level) => {
      if (!isShared(cluster)) {
        levelBefore = level;
        before = this.#fontOf(cluster, face);
        if (before === undefined) this.#remember(cluster, face);
        return before;
      }
      const partner = CLOSING.test(cluster) ? open.pop() : undefined;
      const turns = levelBefore % 2 === 1 && level % 2 === 0 && !/\p{N}/u.test(cluster);
      const follows = partner === undefined ? (turns ? null : before) : partner;
      const follow = follows !== undefined && follows !== null && hasAll(follows, cluster);
      const font = follow ? follows : this.#fontOf(cluster, face);
      if (font === undefined) this.#remember(cluster, face);
      if (OPENING.test(cluster)) open.push(font);
      return font;
    };
  }

  #fontOf(cluster: string, face: Face): FontTable | null | undefined {
    if (isPlain(cluster)) return null;
    const bundled = scriptFontOf(cluster);
    const tables = [...this.#namedTables(), ...(bundled === null ? [] : [this.#table(bundled)])];
    return (
      tables.find((table) => hasAll(table, cluster) || hasAll(table, cluster.normalize('NFD'))) ??
      (this.#plainTable(cluster, face) === undefined ? undefined : null)
    );
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

  #table(file: Face | keyof typeof OTHER_FILES): FontTable {
    let table = this.#tables.get(file);
    if (table === undefined) {
      const name = file in FONT_FILES ? FONT_FILES[file as Face] : OTHER_FILES[file as keyof typeof OTHER_FILES];
      const path = fileURLToPath(new URL(`../../pack/fonts/${name}.ttf`, import.meta.url));
      const bytes = readFileSync(path);
      table = new FontTable(this.#open(bytes), bytes);
      this.#tables.set(file, table);
    }
    return table;
  }

  #namedTables(): FontTable[] {
    return this.#named.map((bytes, index) => {
      const key = `named ${index}`;
      let table = this.#tables.get(key);
      if (table === undefined) {
        table = new FontTable(this.#open(bytes), bytes);
        this.#tables.set(key, table);
      }
      return table;
    });
  }

  #encode(word: string, face: Face, figures: Figures): EncodedWord {
    const base = this.#table(face);
    // A word stays in one font where one has all of it; a single foreign letter inside a word would stand out.
    const whole = this.#plainTable(word, face);
    if (whole !== undefined && !MARK.test(word)) return encoded([simple(whole, word, figures)]);
    // Some readers take a mark for a word of its own, so a word with marks says how it is spelled.
    if (whole !== undefined) return { ...encoded(shape(whole, word)), actualText: word };
    const parts: Part[] = [];
    let pending: FontTable | undefined;
    let stretch = '';
    const flush = (): void => {
      if (pending !== undefined) parts.push(...(MARK.test(stretch) ? shape(pending, stretch) : [simple(pending, stretch, figures)]));
      stretch = '';
    };
    for (const [cluster] of word.matchAll(CLUSTER)) {
      const table = hasAll(base, cluster) ? base : this.#plainTable(cluster, face);
      if (table === undefined) {
        this.#remember(cluster, face);
        continue;
      }
      if (table !== pending) {
        flush();
        pending = table;
      }
      stretch += cluster;
    }
    flush();
    return encoded(parts);
  }

  /** The text font, or its fallback, or else an organiser's own font that has all of a text. */
  #plainTable(text: string, face: Face): FontTable | undefined {
    const base = this.#table(face);
    if (hasAll(base, text)) return base;
    const fallback = this.#table(face.includes('semibold') ? 'noto-semibold' : 'noto');
    return [fallback, ...this.#namedTables()].find((table) => hasAll(table, text));
  }

  /** Notes the code points of a letter that no font has; where each is in some font, all of them, since none can draw the letter. */
  #remember(cluster: string, face: Face): void {
    const codePoints = [...cluster].filter((character) => !IGNORABLE.test(character));
    const lacking = codePoints.filter((character) => this.#fontOf(character, face) === undefined);
    for (const character of lacking.length > 0 ? lacking : codePoints) this.missing.add(character.codePointAt(0) ?? 0);
  }
}

/**
 * Neighbours of one font that run from right to left, with the numbers among them: drawn as one, in the order in which they
 * stand, because readers turn such a stretch round as a whole. Indexes in logical order.
 */
function drawnTogether(stretches: readonly Stretch[], visual: readonly number[]): number[][] {
  const groups: number[][] = [];
  const position = new Map(visual.map((index, at) => [index, at]));
  stretches.forEach((stretch, index) => {
    const group = groups.at(-1);
    const before = stretches[index - 1];
    const joins = stretch.level > 0 && stretch.table !== null && before?.table === stretch.table && before.level > 0;
    if (group !== undefined && joins) group.push(index);
    else groups.push([index]);
  });
  // A number in two fonts can part what belongs together; then each stretch stays alone.
  return groups.flatMap((group) => {
    const places = group.map((index) => position.get(index) ?? 0);
    return Math.max(...places) - Math.min(...places) === group.length - 1 ? [group] : group.map((index) => [index]);
  });
}

/** Whether a font has every letter of a text. */
function hasAll(table: FontTable, text: string): boolean {
  for (const character of text) if (!table.has(character.codePointAt(0) ?? 0) && !IGNORABLE.test(character)) return false;
  return true;
}

function encoded(parts: readonly Part[]): EncodedWord {
  return { parts, width: parts.reduce((sum, part) => sum + part.width, 0) };
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
    const run = font.layout(cluster, PLAIN_FEATURES);
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
