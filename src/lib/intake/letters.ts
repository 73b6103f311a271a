/**
 * How much a piece of text looks like names, towns and titles of columns, learned from sample words of many languages. It compares
 * readings of the same bytes in several encodings; it says nothing about people, and whether a name is rare is no concern of it.
 */

/** Words of one language, separated by spaces, and the letters beyond A to Z that it writes. */
export interface LetterSample {
  readonly language: string;
  readonly alphabet: string;
  readonly words: string;
}

/** Weight of a language's single letters against its pairs of letters, in sightings. */
const SINGLE_WEIGHT = 6;
/** Chance of a letter that the language does not write, and of one from another script. */
const FOREIGN_CHANCE = 2e-5;
const OTHER_SCRIPT_CHANCE = 1e-8;
/** What a letter of a language without sample words costs, as a chance. */
const UNKNOWN_CHANCE = 1 / 500;
/** Rounds of fitting the share of each language to the text. */
const ROUNDS = 6;
/** Words that every language is taken to have contributed beforehand, so that none is ruled out by a short file. */
const PRIOR_WORDS = 0.5;

/** Scores are natural logarithms of chances: each is zero or less, and a difference of 5 is a factor of 150. */
const SCORE = {
  undefined: -18,
  control: -18,
  upperInsideWord: -6,
  lowerAmongUpper: -3.5,
  han: -8,
  kana: -4.2,
  hangul: -6,
  wideForm: -6,
  wideBesideLatin: -4,
} as const;

/** Signs that people and programs do write, and how likely each is free-standing, at the edge of a word, and inside one. */
const SIGNS: readonly { readonly characters: string; readonly free: number; readonly edge: number; readonly inside: number }[] = [
  { characters: '\u2019', free: -6, edge: -5, inside: -10 },
  { characters: '\u2018\u201c\u201d\u201e\u201a\u00ab\u00bb\u2039\u203a', free: -6, edge: -5.5, inside: -14 },
  { characters: '\u2013\u2014\u2026', free: -4, edge: -7, inside: -12 },
  { characters: '\u00a0', free: -6, edge: -6, inside: -10 },
  { characters: '\u00b7', free: -7, edge: -8, inside: -7 },
  { characters: '\u20ac\u00a3\u00a7\u00b0\u2116', free: -5, edge: -8, inside: -14 },
  { characters: '\u00ba\u00aa', free: -5, edge: -7, inside: -14 },
  { characters: '\u00a9\u00ae\u2122\u2022\u00bd\u00bc\u00be\u00b2\u00b3\u00b9\u00b5\u00b1\u00d7', free: -6, edge: -10, inside: -14 },
  { characters: '\u00bf\u00a1', free: -7, edge: -6, inside: -14 },
  { characters: '\u00b4', free: -8, edge: -8, inside: -8 },
];
const OTHER_SIGN = { free: -10, edge: -13, inside: -15 };
/** An apostrophe after one or two letters or before an English ending, as in O\u2019Neill, d\u2019Arc, don\u2019t. */
const APOSTROPHE_OF_WORD = -4;
/** The ending `s` is left out: it would make a Spanish name such as Sol\u00eds, misread, look like an English one. */
const ENGLISH_ENDINGS: readonly string[] = ['t', 'm', 'd', 'll', 're', 've'];
/** Signs that stand beside a digit, as in \u00a350 and 20 \u00b0. */
const SIGNS_OF_NUMBERS = '\u00a3\u20ac\u00a7\u2116\u00b0\u00ba\u00aa\u00bd\u00bc\u00be';
const SIGN_AT_NUMBER = -2.5;
/** Frames and blocks of a text screen have no place in a list of people. */
const FRAME_SIGN = { free: -14, edge: -15, inside: -16 };

const signScores = new Map<string, { readonly free: number; readonly edge: number; readonly inside: number }>(
  SIGNS.flatMap((row) => [...row.characters].map((character) => [character, row] as const)),
);

type Script = 'latin' | 'greek' | 'cyrillic' | 'hebrew' | 'arabic' | 'thai' | 'han' | 'kana' | 'hangul' | 'wide' | 'other';
type Kind = Script | 'mark' | 'apostrophe' | 'none';

const LETTER = /^\p{L}$/u;
const MARK = /^\p{M}$/u;

const kinds = new Map<string, Kind>();

/** The script of a letter; `none` for what is no letter. */
function kindOf(character: string): Kind {
  let kind = kinds.get(character);
  if (kind === undefined) {
    kind = findKind(character);
    // Texts hold few different characters, but a hostile file may hold all.
    if (kinds.size < 20_000) kinds.set(character, kind);
  }
  return kind;
}

function findKind(character: string): Kind {
  const code = character.codePointAt(0) ?? 0;
  if (character === "'") return 'apostrophe';
  // The ordinal signs and the micro sign are letters to Unicode and signs to those who write.
  if (code === 0xaa || code === 0xba || code === 0xb5) return 'none';
  if (code >= 0x0e00 && code <= 0x0e7f) return code === 0x0e3f || (code >= 0x0e4f && code <= 0x0e5b) ? 'none' : 'thai';
  if (MARK.test(character)) return 'mark';
  if (code >= 0x3000 && code <= 0x303f) return code === 0x3005 ? 'han' : 'wide';
  if (code >= 0xff00 && code <= 0xff65) return 'wide';
  if (!LETTER.test(character)) return 'none';
  if (code < 0x250 || (code >= 0x1e00 && code <= 0x1eff)) return 'latin';
  if (code >= 0x370 && code <= 0x3ff) return 'greek';
  if (code >= 0x400 && code <= 0x52f) return 'cyrillic';
  if (code >= 0x590 && code <= 0x5ff) return 'hebrew';
  if ((code >= 0x600 && code <= 0x6ff) || (code >= 0x750 && code <= 0x77f)) return 'arabic';
  if ((code >= 0x3040 && code <= 0x30ff) || (code >= 0xff66 && code <= 0xff9f)) return 'kana';
  if (code >= 0xac00 && code <= 0xd7a3) return 'hangul';
  if ((code >= 0x3400 && code <= 0x9fff) || (code >= 0x20000 && code <= 0x3ffff)) return 'han';
  return 'other';
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

/** Whether what stands at a place between two parts of a word may be an apostrophe. */
function isElision(characters: readonly string[], wordFrom: number, place: number): boolean {
  if (place - wordFrom <= 2) return true;
  let end = place + 1;
  while (end < characters.length && kindOf(characters[end] ?? '') !== 'none') end++;
  return ENGLISH_ENDINGS.includes(characters.slice(place + 1, end).join(''));
}

function isWide(kind: Kind): boolean {
  return kind === 'han' || kind === 'kana' || kind === 'hangul' || kind === 'wide';
}

/** Lower case where that is one character again, so that lengths hold. */
function fold(character: string): string {
  const lower = character.toLowerCase();
  return lower.length === character.length ? lower : character;
}

interface Language {
  readonly script: Script;
  readonly singles: ReadonlyMap<string, number>;
  /** Sightings of a letter after another: key is both. */
  readonly pairs: ReadonlyMap<string, number>;
  /** Sightings of a letter with another after it. */
  readonly firsts: ReadonlyMap<string, number>;
}

/** A word beyond ASCII, with the logarithm of its chance in each language; the last one stands for every other language. */
type WordChances = Float64Array;

export class LetterModel {
  readonly #languages: readonly Language[];
  readonly #words = new Map<string, WordChances>();

  constructor(samples: readonly LetterSample[]) {
    this.#languages = samples.map(learn);
  }

  /**
   * Scores pieces of text, each without spaces and with at least one character beyond ASCII.
   * @returns the natural logarithm of a chance; only differences between readings of the same bytes mean something
   */
  score(pieces: readonly string[]): number {
    let total = 0;
    const words: WordChances[] = [];
    for (const piece of pieces) total += this.#scorePiece(piece, words);
    return total + this.#fit(words);
  }

  /** Scores what stands between words and hands over the words. */
  #scorePiece(piece: string, words: WordChances[]): number {
    const characters = [...piece];
    let total = 0;
    let from = -1;
    let wordFrom = 0;
    for (let i = 0; i <= characters.length; i++) {
      const character = characters[i] ?? '';
      const kind = character === '' ? 'none' : kindOf(character);
      const isPart = kind !== 'none' && !isWide(kind) && (kind !== 'apostrophe' || from >= 0) && (kind !== 'mark' || from >= 0);
      if (isPart) {
        if (from < 0) from = i;
        continue;
      }
      if (from >= 0) {
        total += this.#scoreWord(characters.slice(from, i), words);
        from = -1;
      }
      if (kind === 'none' && character !== '\u2019') wordFrom = i + 1;
      if (character !== '' && character > '\u007f')
        total += scoreSign(character, kind, characters[i - 1], characters[i + 1], isElision(characters, wordFrom, i));
    }
    return total;
  }

  #scoreWord(characters: readonly string[], words: WordChances[]): number {
    const word = characters.map(fold).join('');
    if (isAscii(word)) return 0;
    let chances = this.#words.get(word);
    if (chances === undefined) {
      chances = Float64Array.from([...this.#languages, null], (language) => chanceOf(word, language));
      if (this.#words.size < 50_000) this.#words.set(word, chances);
    }
    words.push(chances);
    return scoreCase(characters);
  }

  /** The words as drawn from a mixture of languages whose shares fit them best: few languages explain a file better than many. */
  #fit(words: readonly WordChances[]): number {
    if (words.length === 0) return 0;
    const count = this.#languages.length + 1;
    const shares = new Float64Array(count).fill(1 / count);
    let total = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const sums = new Float64Array(count).fill(PRIOR_WORDS / count);
      total = 0;
      for (const chances of words) {
        let best = -Infinity;
        for (let i = 0; i < count; i++) best = Math.max(best, chances[i] ?? -Infinity);
        let sum = 0;
        for (let i = 0; i < count; i++) sum += (shares[i] ?? 0) * Math.exp((chances[i] ?? -Infinity) - best);
        total += best + Math.log(sum);
        for (let i = 0; i < count; i++) sums[i] = (sums[i] ?? 0) + ((shares[i] ?? 0) * Math.exp((chances[i] ?? -Infinity) - best)) / sum;
      }
      for (let i = 0; i < count; i++) shares[i] = (sums[i] ?? 0) / (words.length + PRIOR_WORDS);
    }
    return total;
  }
}

let learned: { readonly samples: readonly LetterSample[]; readonly model: LetterModel } | null = null;

/** The model learned from samples; it is learned once. */
export function letterModelOf(samples: readonly LetterSample[]): LetterModel {
  if (learned?.samples !== samples) learned = { samples, model: new LetterModel(samples) };
  return learned.model;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

function learn(sample: LetterSample): Language {
  const counts = new Map<string, number>();
  const pairs = new Map<string, number>();
  const firsts = new Map<string, number>();
  let total = 0;
  const add = (map: Map<string, number>, key: string, by: number): void => {
    map.set(key, (map.get(key) ?? 0) + by);
  };
  for (const word of new Set(sample.words.split(/[ -]/))) {
    const letters = ['^', ...[...word].map(fold), '$'];
    for (let i = 1; i < letters.length; i++) {
      const letter = letters[i] ?? '';
      const before = letters[i - 1] ?? '';
      add(counts, letter, 1);
      add(pairs, before + letter, 1);
      add(firsts, before, 1);
      total++;
    }
  }
  const script = scriptOf(sample.alphabet);
  for (const letter of sample.alphabet) add(counts, fold(letter), 0.5);
  if (script === 'latin') for (const letter of 'abcdefghijklmnopqrstuvwxyz') add(counts, letter, 1);
  const sum = [...counts.values()].reduce((left, right) => left + right, 0);
  return { script, singles: new Map([...counts].map(([letter, seen]) => [letter, seen / Math.max(sum, total)])), pairs, firsts };
}

function scriptOf(text: string): Script {
  const kind = kindOf([...text][0] ?? '');
  return kind === 'none' || kind === 'mark' || kind === 'apostrophe' ? 'other' : kind;
}

/** The logarithm of the chance of a folded word in a language; null stands for all languages that have no sample. */
function chanceOf(word: string, language: Language | null): number {
  const letters = ['^', ...word, '$'];
  let total = 0;
  let script: Script | null = null;
  for (let i = 1; i < letters.length; i++) {
    const letter = letters[i] ?? '';
    const before = letters[i - 1] ?? '';
    // Between two ASCII letters all encodings agree.
    if (letter <= '\u007f' && before <= '\u007f') continue;
    if (language !== null) {
      const single = language.singles.get(letter) ?? strangeChance(letter, language.script);
      const seen = language.pairs.get(before + letter) ?? 0;
      total += Math.log((seen + SINGLE_WEIGHT * single) / ((language.firsts.get(before) ?? 0) + SINGLE_WEIGHT));
      continue;
    }
    const kind = kindOf(letter);
    if (letter === '$' || kind === 'apostrophe' || kind === 'mark') total += Math.log(1 / 20);
    else {
      const own: Script = kind === 'none' ? 'other' : kind;
      script ??= letter <= '\u007f' ? 'latin' : own;
      const isSame = own === script && (i === 1 || kindOf(before) === own || before === "'" || kindOf(before) === 'mark');
      total += Math.log(isSame ? (letter <= '\u007f' ? 1 / 40 : UNKNOWN_CHANCE) : OTHER_SCRIPT_CHANCE);
    }
  }
  return total;
}

function strangeChance(letter: string, script: Script): number {
  if (letter === "'") return 1e-3;
  const kind = kindOf(letter);
  return kind === script || kind === 'mark' ? FOREIGN_CHANCE : OTHER_SCRIPT_CHANCE;
}

/** Upper and lower case as names have them; only letters beyond ASCII can tell encodings apart. */
function scoreCase(characters: readonly string[]): number {
  let total = 0;
  let upper = 0;
  let lowerAscii = 0;
  let lowerOther = 0;
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? '';
    const isUpper = character !== character.toLowerCase();
    const isLower = character !== character.toUpperCase();
    if (isUpper) {
      upper++;
      const before = characters[i - 1] ?? '';
      if (character > '\u007f' && before !== before.toUpperCase() && before !== '\u00df') total += SCORE.upperInsideWord;
    } else if (isLower && character !== '\u00df') {
      if (character > '\u007f') lowerOther++;
      else lowerAscii++;
    }
  }
  if (lowerOther > 0 && lowerAscii === 0 && upper > 1) total += SCORE.lowerAmongUpper;
  return total;
}

function scoreSign(character: string, kind: Kind, before: string | undefined, after: string | undefined, isElided: boolean): number {
  const left = before === undefined ? 'none' : kindOf(before);
  const right = after === undefined ? 'none' : kindOf(after);
  if (isWide(kind)) {
    const latin = Number(left === 'latin' && (before ?? '') <= '\u007f') + Number(right === 'latin' && (after ?? '') <= '\u007f');
    const own = kind === 'han' ? SCORE.han : kind === 'kana' ? SCORE.kana : kind === 'hangul' ? SCORE.hangul : SCORE.wideForm;
    return own + latin * SCORE.wideBesideLatin;
  }
  if (character === '\ufffd') return SCORE.undefined;
  if (character <= '\u009f') return SCORE.control;
  const code = character.codePointAt(0) ?? 0;
  const row = signScores.get(character) ?? (code >= 0x2500 && code <= 0x25ff ? FRAME_SIGN : OTHER_SIGN);
  if (character === '\u2019' && isElided) return APOSTROPHE_OF_WORD;
  if (SIGNS_OF_NUMBERS.includes(character) && (isDigit(before) || isDigit(after))) return SIGN_AT_NUMBER;
  const sides = Number(left !== 'none') + Number(right !== 'none');
  return sides === 2 ? row.inside : sides === 1 ? row.edge : row.free;
}
