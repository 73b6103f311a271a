/**
 * What a language file of the agreement check says: the words by which a sentence speaks of who signs or supports. Words are
 * data, so that a language is one file; `data/README.md` says what each list is for.
 */

import type { Relation, Subject } from '../model/agreement.js';

export type Act = 'sign' | 'support' | 'ask';

/** One language, as its file has it. A `*` at the end of a word stands for any ending. */
export interface LanguageFile {
  readonly language: string;
  /** Characters that group digits; blanks always do. */
  readonly group: readonly string[];
  readonly hasArticles: boolean;
  /** What is done may stand at the end, far from its helping verb. */
  readonly verbLast: boolean;
  readonly elisions?: readonly string[];
  readonly numbers: {
    readonly words: Readonly<Record<string, number>>;
    /** Words that multiply what stands before them. */
    readonly multipliers: Readonly<Record<string, number>>;
    /** Between the parts of one number. */
    readonly joiners: readonly string[];
    /** Whole phrases with a value of their own. */
    readonly fixed: Readonly<Record<string, number>>;
    /** Phrases that mean several of something, with the least that they promise. */
    readonly vague: Readonly<Record<string, number>>;
    /** Numbers are written as one word, as in German. */
    readonly compound?: boolean;
  };
  /** Between a number and its noun. */
  readonly links: readonly string[];
  readonly comparators: Readonly<Partial<Record<Relation, readonly string[]>>>;
  readonly comparatorsAfter: Readonly<Partial<Record<Relation, readonly string[]>>>;
  readonly nouns: Readonly<Record<Subject | 'people', readonly string[]>>;
  readonly selfModifiers: readonly string[];
  /** Words that no number reaches over to its noun. */
  readonly stops: readonly string[];
  readonly acts: Readonly<Record<Act, readonly string[]>>;
  readonly participles: Readonly<Record<'sign' | 'support', readonly string[]>>;
  readonly by: readonly string[];
  readonly behalf: readonly string[];
  /** An act may stand before who does it. */
  readonly inverted: boolean;
  readonly auxiliaries: readonly string[];
  readonly adverbs: readonly string[];
  /** Words behind which something else is said. */
  readonly breaks: readonly string[];
  readonly we: readonly string[];
  /** Between "we" and who we are. */
  readonly weLinks: readonly string[];
  readonly own: readonly string[];
  readonly pronouns: readonly string[];
  /** Articles and other words that may stand between an act and its object. */
  readonly articles: readonly string[];
  readonly documents: readonly string[];
  readonly causes: readonly string[];
  /** "is formed of", "carries", "brings together": between a document or cause and its number. */
  readonly carries: readonly string[];
  /** Makes a document somebody else's. */
  readonly foreign: readonly string[];
  readonly address: readonly string[];
  /** What people sign that is no campaign's text: contracts. */
  readonly things: readonly string[];
  readonly conditions: readonly string[];
  readonly partial: readonly string[];
  readonly partialModifiers: readonly string[];
  readonly and: readonly string[];
  readonly percent: readonly string[];
  readonly yearBefore: readonly string[];
}

/** A list of words and phrases, asked where a phrase of it stands. */
export class Words {
  readonly #byFirst = new Map<string, { readonly rest: readonly Pattern[]; readonly value: number | null }[]>();
  readonly #prefixes: { readonly first: Pattern; readonly rest: readonly Pattern[]; readonly value: number | null }[] = [];

  constructor(entries: readonly (string | readonly [string, number])[]) {
    for (const entry of entries) {
      const [phrase, value] = typeof entry === 'string' ? [entry, null] : entry;
      const [first, ...rest] = phrase
        .toLowerCase()
        .replaceAll('’', "'")
        .split(/[\s-]+/u)
        .map(pattern);
      if (first === undefined) continue;
      if (first.isPrefix) this.#prefixes.push({ first, rest, value });
      else this.#byFirst.set(first.text, [...(this.#byFirst.get(first.text) ?? []), { rest, value }]);
    }
  }

  /** Whether one word is in the list by itself. */
  has(word: string | undefined): boolean {
    return word !== undefined && this.matchAt([word], 0) !== null;
  }

  /** The longest phrase that begins at a word: how many words it has, and its value. */
  matchAt(words: readonly (string | undefined)[], at: number): { readonly length: number; readonly value: number | null } | null {
    const word = words[at];
    if (word === undefined || word === '') return null;
    let best: { length: number; value: number | null } | null = null;
    const consider = (rest: readonly Pattern[], value: number | null): void => {
      let next = at + 1;
      for (const one of rest) {
        // "quatre-vingt" and "quatre vingt" are one phrase.
        if (words[next] === '-') next++;
        if (!matches(one, words[next])) return;
        next++;
      }
      if (best === null || next - at > best.length) best = { length: next - at, value };
    };
    for (const { rest, value } of this.#byFirst.get(word) ?? []) consider(rest, value);
    for (const { first, rest, value } of this.#prefixes) if (matches(first, word)) consider(rest, value);
    return best;
  }

  /** The longest phrase that ends right before a word; its first word's place, or null. */
  endingBefore(words: readonly (string | undefined)[], end: number, longest = 4): number | null {
    for (let at = Math.max(0, end - longest); at < end; at++) if (this.matchAt(words, at)?.length === end - at) return at;
    return null;
  }

  /** Whether any phrase stands within a range. */
  within(words: readonly (string | undefined)[], from: number, to: number): boolean {
    for (let at = Math.max(0, from); at < to; at++) {
      const found = this.matchAt(words, at);
      if (found !== null && at + found.length <= to) return true;
    }
    return false;
  }
}

interface Pattern {
  readonly text: string;
  readonly isPrefix: boolean;
}

const pattern = (word: string): Pattern =>
  word.endsWith('*') ? { text: word.slice(0, -1), isPrefix: true } : { text: word, isPrefix: false };
const matches = (one: Pattern, word: string | undefined): boolean =>
  word !== undefined && (one.isPrefix ? word.startsWith(one.text) : word === one.text);

type ListKey = {
  [Key in keyof LanguageFile]-?: LanguageFile[Key] extends readonly string[] ? Key : never;
}[keyof LanguageFile];

/** A language file ready to be asked. */
export type Language = { readonly [Key in Exclude<ListKey, 'group' | 'elisions'>]: Words } & {
  readonly file: LanguageFile;
  readonly comparator: ReadonlyMap<Relation, Words>;
  readonly comparatorAfter: ReadonlyMap<Relation, Words>;
  readonly noun: ReadonlyMap<Subject | 'people', Words>;
  readonly act: Readonly<Record<Act, Words>>;
  readonly participle: Readonly<Record<'sign' | 'support', Words>>;
  readonly number: {
    readonly words: Words;
    readonly multipliers: Words;
    readonly joiners: Words;
    readonly fixed: Words;
    readonly vague: Words;
  };
};

const LISTS = [
  'links',
  'selfModifiers',
  'stops',
  'by',
  'behalf',
  'auxiliaries',
  'adverbs',
  'breaks',
  'we',
  'weLinks',
  'own',
  'pronouns',
  'articles',
  'documents',
  'causes',
  'carries',
  'foreign',
  'address',
  'things',
  'conditions',
  'partial',
  'partialModifiers',
  'and',
  'percent',
  'yearBefore',
] as const satisfies readonly Exclude<ListKey, 'group' | 'elisions'>[];

export function prepareLanguage(file: LanguageFile): Language {
  const lists = Object.fromEntries(LISTS.map((key) => [key, new Words(file[key])])) as { [Key in (typeof LISTS)[number]]: Words };
  const mapOf = <K extends string>(record: Readonly<Partial<Record<K, readonly string[]>>>): ReadonlyMap<K, Words> =>
    new Map(Object.entries(record).map(([key, words]) => [key as K, new Words(words as readonly string[])]));
  const { numbers } = file;
  return {
    ...lists,
    file,
    comparator: mapOf(file.comparators),
    comparatorAfter: mapOf(file.comparatorsAfter),
    noun: mapOf(file.nouns),
    act: { sign: new Words(file.acts.sign), support: new Words(file.acts.support), ask: new Words(file.acts.ask) },
    participle: { sign: new Words(file.participles.sign), support: new Words(file.participles.support) },
    number: {
      words: new Words(Object.entries(numbers.words)),
      multipliers: new Words(Object.entries(numbers.multipliers)),
      joiners: new Words(numbers.joiners),
      fixed: new Words(Object.entries(numbers.fixed)),
      vague: new Words(Object.entries(numbers.vague)),
    },
  };
}
