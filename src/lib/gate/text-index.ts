/**
 * An index of everything a pack says, so that a million private values cost a million look-ups and not a million
 * searches: postings of words and of word pairs, and of the text without its gaps. Memory follows the text, not the values.
 */

import { INVISIBLE } from './patterns.js';

/** One piece of a pack, with the words for where it stands. */
export interface TextPart {
  readonly where: string;
  readonly text: string;
  /** False for a bag of words, where standing alone between two separators means nothing. */
  readonly hasEntries: boolean;
  /** True for readable pieces of data, where letters of chance stand close to a value. */
  readonly isData?: boolean;
}

/** Words of the text, first and last included, by their numbers. */
export interface WordRange {
  readonly first: number;
  readonly last: number;
}

/** Letters that have no decomposition and that people leave out or spell out. */
const FOLDS: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
  ς: 'σ',
};
const FOLDED = new RegExp(`[${Object.keys(FOLDS).join('')}]`, 'g');
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
const ASCII = /^[\x00-\x7f]*$/;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** What ends an entry of a list: an end of line, a wide gap or punctuation, but no space, hyphen or full stop. */
const ENTRY_END = /[\n\r\t\f,;:|/()[\]{}"“”„«»·•*<>=]|\s\s/;

/** Case, accents, compatibility forms, apostrophes and what does not show are no differences. */
function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase().replace(/['`]/g, '');
  return text
    .replace(INVISIBLE, '')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’‘ʼʹ`´]/g, '')
    .toLowerCase()
    .replace(FOLDED, (letter) => FOLDS[letter] ?? letter);
}

/** The words of a value, as they are compared. */
export function wordsOf(text: string): string[] {
  return fold(text).match(WORD) ?? [];
}

/** Entries of a text, each as its words with a space between. */
export function entriesOf(text: string): string[] {
  return fold(text)
    .split(ENTRY_END)
    .map((entry) => (entry.match(WORD) ?? []).join(' '))
    .filter((entry) => entry !== '');
}

/** Length of the pieces by which text without gaps is looked up; nothing shorter can be found there. */
export const GRAM_LENGTH = 8;
/** In data a value this long is no chance, whatever stands beside it. */
const IN_DATA_MIN = 10;
const GRAM_FACTOR = 31;
const GRAM_TOP = (GRAM_FACTOR ** (GRAM_LENGTH - 1)) | 0;
/** Buckets of a table of positions. More of them would cost more memory than the looks that they save in a pack of a million names. */
const BUCKETS_MAX = 2 ** 22;
const BUCKETS_MIN = 2 ** 8;
/** The number between two parts; no word has it. */
const BREAK = 0;
const NONE = -1;

export class TextIndex {
  /** Of each part all but its text, which is not needed any more; neighbours of one kind share an object. */
  readonly #parts: readonly Omit<TextPart, 'text'>[];
  readonly #numbers = new Map<string, number>();
  readonly #words: string[] = [''];
  /** Word numbers of the whole text, `BREAK` between parts. */
  readonly #text: Int32Array;
  /** 1 where a word begins an entry. */
  readonly #entryStarts: Uint8Array;
  readonly #partStarts: number[] = [];
  /** The text without gaps: all words in a row, a line feed between parts. */
  readonly #squashed: string;
  readonly #squashedStarts: Int32Array;
  readonly #heads: Int32Array;
  readonly #nexts: Int32Array;
  /** Positions at which a pair of words begins, and at which a piece of the text without gaps does. */
  readonly #pairs: Positions;
  readonly #grams: Positions;

  constructor(parts: readonly TextPart[]) {
    this.#parts = withoutTexts(parts);
    const text: number[] = [];
    const starts: number[] = [];
    for (const part of parts) {
      text.push(BREAK);
      starts.push(1);
      this.#partStarts.push(text.length);
      const folded = fold(part.text);
      let end = 0;
      for (const match of folded.matchAll(WORD)) {
        const isFirst = end === 0;
        starts.push(isFirst || ENTRY_END.test(folded.slice(end, match.index)) ? 1 : 0);
        text.push(this.#numberOf(match[0]));
        end = match.index + match[0].length;
      }
    }
    text.push(BREAK);
    starts.push(1);
    this.#text = Int32Array.from(text);
    this.#entryStarts = Uint8Array.from(starts);

    this.#heads = new Int32Array(this.#words.length).fill(NONE);
    this.#nexts = new Int32Array(text.length).fill(NONE);
    this.#pairs = new Positions(text.length);
    this.#squashedStarts = new Int32Array(text.length + 1);
    const pieces: string[] = [];
    let length = 0;
    for (const [at, number] of text.entries()) {
      const piece = number === BREAK ? '\n' : (this.#words[number] ?? '');
      pieces.push(piece);
      this.#squashedStarts[at] = length;
      length += piece.length;
      if (number === BREAK) continue;
      this.#nexts[at] = this.#heads[number] ?? NONE;
      this.#heads[number] = at;
      const following = text[at + 1] ?? BREAK;
      if (following === BREAK) continue;
      this.#pairs.add(pairHash(number, following), at);
    }
    this.#squashedStarts[text.length] = length;
    this.#squashed = pieces.join('');

    this.#grams = new Positions(length);
    for (const [at, hash] of gramHashes(this.#squashed)) this.#grams.add(hash, at);
  }

  #numberOf(word: string): number {
    let number = this.#numbers.get(word);
    if (number === undefined) {
      number = this.#words.length;
      this.#words.push(word);
      this.#numbers.set(word, number);
    }
    return number;
  }

  /** Where these words follow one another. */
  findWords(words: readonly string[]): WordRange[] {
    const numbers: number[] = [];
    for (const word of words) {
      const number = this.#numbers.get(word);
      if (number === undefined) return [];
      numbers.push(number);
    }
    const found: WordRange[] = [];
    if (numbers.length === 1) {
      for (let at = this.#heads[numbers[0] ?? 0] ?? NONE; at !== NONE; at = this.#nexts[at] ?? NONE) found.push({ first: at, last: at });
      return found;
    }
    // The rarest pair decides how many places are looked at: "john smith" is no reason to visit every "john".
    let rarest = 0;
    let rarestOffset = 0;
    let rarestCount = Number.POSITIVE_INFINITY;
    for (let offset = 0; offset + 1 < numbers.length; offset++) {
      const hash = pairHash(numbers[offset] ?? 0, numbers[offset + 1] ?? 0);
      const count = this.#pairs.countOf(hash);
      if (count === 0) return [];
      if (count < rarestCount) [rarest, rarestOffset, rarestCount] = [hash, offset, count];
    }
    for (let at = this.#pairs.firstOf(rarest); at !== NONE; at = this.#pairs.after(at)) {
      const first = at - rarestOffset;
      if (numbers.every((number, offset) => this.#text[first + offset] === number)) found.push({ first, last: first + numbers.length - 1 });
    }
    return found;
  }

  /** Where a text without gaps stands, whatever gaps the pack puts into it. With `whole`, only where words begin and end. */
  findSquashed(squashed: string, whole: boolean): WordRange[] {
    if (squashed.length < GRAM_LENGTH) return [];
    let rarest = 0;
    let rarestOffset = 0;
    let rarestCount = Number.POSITIVE_INFINITY;
    for (const [offset, hash] of gramHashes(squashed)) {
      const count = this.#grams.countOf(hash);
      if (count === 0) return [];
      if (count < rarestCount) [rarest, rarestOffset, rarestCount] = [hash, offset, count];
    }
    const found: WordRange[] = [];
    for (let at = this.#grams.firstOf(rarest); at !== NONE; at = this.#grams.after(at)) {
      const start = at - rarestOffset;
      if (start < 0 || !this.#squashed.startsWith(squashed, start)) continue;
      const first = this.#wordAt(start);
      const last = this.#wordAt(start + squashed.length - 1);
      const isWhole = this.#squashedStarts[first] === start && this.#squashedStarts[last + 1] === start + squashed.length;
      if (isWhole || !whole || (squashed.length >= IN_DATA_MIN && this.#isData(first))) found.push({ first, last });
    }
    return found;
  }

  /** Whether the words are a whole entry, as in a list of names. */
  isEntry({ first, last }: WordRange): boolean {
    return this.#entryStarts[first] === 1 && this.#entryStarts[last + 1] === 1 && (this.#parts[this.#partAt(first)]?.hasEntries ?? false);
  }

  #isData(word: number): boolean {
    return this.#parts[this.#partAt(word)]?.isData ?? false;
  }

  whereIs(range: WordRange): string {
    return this.#parts[this.#partAt(range.first)]?.where ?? '';
  }

  /**
   * Whether the words are no phrase but the end of one permitted entry and the beginning of the next: a list of
   * "Ann James" and "Thomas Brown" does not name a James Thomas.
   */
  isSeam({ first, last }: WordRange, permitted: ReadonlySet<string>): boolean {
    for (let seam = first + 1; seam <= last; seam++) {
      if (this.#entryStarts[seam] === 1 && this.#endsEntry(first, seam - 1, permitted) && this.#continues(seam, last, permitted))
        return true;
    }
    return false;
  }

  /** A permitted entry ends at `last` and begins at `first` or before. */
  #endsEntry(first: number, last: number, permitted: ReadonlySet<string>): boolean {
    let entry = '';
    for (let at = last; at > last - ENTRY_WORDS_MAX && this.#text[at] !== BREAK; at--) {
      entry = entry === '' ? this.#wordOf(at) : `${this.#wordOf(at)} ${entry}`;
      if (at <= first && permitted.has(entry)) return true;
    }
    return false;
  }

  /** Permitted entries stand in a row from `first` until `last` is covered. */
  #continues(first: number, last: number, permitted: ReadonlySet<string>): boolean {
    let entry = '';
    for (let at = first; at < first + ENTRY_WORDS_MAX && this.#text[at] !== BREAK; at++) {
      entry = entry === '' ? this.#wordOf(at) : `${entry} ${this.#wordOf(at)}`;
      if (!permitted.has(entry)) continue;
      if (at >= last || (this.#entryStarts[at + 1] === 1 && this.#continues(at + 1, last, permitted))) return true;
    }
    return false;
  }

  #wordOf(at: number): string {
    return this.#words[this.#text[at] ?? BREAK] ?? '';
  }

  #partAt(word: number): number {
    return lastNotAbove(this.#partStarts, word, this.#partStarts.length);
  }

  #wordAt(character: number): number {
    return lastNotAbove(this.#squashedStarts, character, this.#squashedStarts.length);
  }
}

/** Entries longer than this are sentences, and a seam inside one is a phrase. */
const ENTRY_WORDS_MAX = 12;

/** Position of the last of the first `length` sorted values that is not above `limit`. */
function lastNotAbove(sorted: ArrayLike<number>, limit: number, length: number): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Positions by the hash of what stands there, the last one first. Two things of one bucket are not told apart, so whoever looks compares. Four bytes a
 * position, and none that the garbage collector must visit.
 */
class Positions {
  readonly #heads: Int32Array;
  readonly #counts: Int32Array;
  readonly #nexts: Int32Array;

  /** @param length one more than the last position */
  constructor(length: number) {
    const buckets = Math.min(BUCKETS_MAX, Math.max(BUCKETS_MIN, 2 ** Math.ceil(Math.log2(length + 1))));
    this.#heads = new Int32Array(buckets).fill(NONE);
    this.#counts = new Int32Array(buckets);
    this.#nexts = new Int32Array(length).fill(NONE);
  }

  add(hash: number, at: number): void {
    const bucket = hash & (this.#heads.length - 1);
    this.#nexts[at] = this.#heads[bucket] ?? NONE;
    this.#heads[bucket] = at;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
  }

  /** How many positions there are at most; 0 where there is none. */
  countOf(hash: number): number {
    return this.#counts[hash & (this.#heads.length - 1)] ?? 0;
  }

  firstOf(hash: number): number {
    return this.#heads[hash & (this.#heads.length - 1)] ?? NONE;
  }

  after(at: number): number {
    return this.#nexts[at] ?? NONE;
  }
}

function withoutTexts(parts: readonly TextPart[]): Omit<TextPart, 'text'>[] {
  let last: Omit<TextPart, 'text'> | undefined;
  return parts.map(({ where, hasEntries, isData = false }) => {
    if (last?.where !== where || last.hasEntries !== hasEntries || last.isData !== isData) last = { where, hasEntries, isData };
    return last;
  });
}

function pairHash(first: number, second: number): number {
  const hash = Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

/** Position and hash of every piece of `GRAM_LENGTH` characters, by a rolling hash. */
function* gramHashes(text: string): Generator<readonly [number, number]> {
  let hash = 0;
  for (let at = 0; at < text.length; at++) {
    if (at >= GRAM_LENGTH) hash = (hash - Math.imul(text.charCodeAt(at - GRAM_LENGTH), GRAM_TOP)) | 0;
    hash = (Math.imul(hash, GRAM_FACTOR) + text.charCodeAt(at)) | 0;
    if (at >= GRAM_LENGTH - 1) yield [at - GRAM_LENGTH + 1, hash ^ (hash >>> 15)];
  }
}
