/**
 * The bundled word lists for names of organisations, brought into the form in which they are looked up. Built once for
 * a list of names; holds no names itself.
 */

import type { LetterFolds } from '../../normalize/name.js';
import { foldText, tokenize } from './fold.js';

export interface LegalFormData {
  readonly forms: readonly {
    readonly id: string;
    readonly written: readonly string[];
    readonly needsCapitals?: boolean;
    /** Where in a name the form stands; at its end when nothing is said. */
    readonly places?: 'start' | 'both';
  }[];
}

export interface GenericWordData {
  readonly groups: readonly { readonly weight: number; readonly words: readonly string[] }[];
  readonly lookalikes: { readonly pairs: readonly (readonly string[])[] };
}

export interface SmallWordData {
  readonly articles: readonly string[];
  readonly conjunctions: readonly string[];
  readonly directions: Readonly<Record<string, readonly string[]>>;
  readonly leadingArticles: readonly string[];
  readonly elided: readonly string[];
}

export interface SpellingData {
  readonly stems: Readonly<Record<string, string>>;
  readonly endings: Readonly<Record<string, string>>;
  readonly words: Readonly<Record<string, string>>;
}

export interface BranchWordData {
  readonly sections: readonly string[];
  readonly localSections: readonly string[];
  readonly headOffices: readonly string[];
  readonly memberships: readonly string[];
  readonly formers: readonly string[];
  readonly descriptions: readonly string[];
  readonly umbrellas: { readonly words: readonly string[] };
  readonly regions: readonly string[];
}

export interface PlaceData {
  readonly shortNames: readonly string[];
  readonly inCapitals: Readonly<Record<string, string>>;
  readonly notCodes: readonly string[];
  readonly parts: Readonly<Record<string, readonly string[]>>;
  readonly regions: Readonly<Record<string, readonly string[]>>;
  readonly towns: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Names of countries by ISO 3166-1 code, as in `tidy/data/countries.json`. */
export interface CountryNameData {
  readonly countries: Readonly<Record<string, readonly string[]>>;
}

/** Everything that matching needs to know about words: the files of `match/organisations/data`, countries and letter folds. */
export interface OrganisationData {
  readonly legalForms: LegalFormData;
  readonly genericWords: GenericWordData;
  readonly smallWords: SmallWordData;
  readonly spelling: SpellingData;
  readonly branchWords: BranchWordData;
  readonly places: PlaceData;
  readonly countries: CountryNameData;
  readonly letters: LetterFolds;
}

export interface LegalForm {
  readonly id: string;
  /** The spelling in its own capitals, where it only counts when written so. */
  readonly capitals: string | null;
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

/** What a small word is: an article or a conjunction (empty), or the direction it names. */
export type SmallWord = string;

export interface Lexicon {
  readonly letters: LetterFolds;
  /** By folded words with a blank between them, and by their letters alone where they are an abbreviation. */
  readonly legalForms: ReadonlyMap<string, readonly LegalForm[]>;
  /** The weight of a word in its compared form. */
  readonly genericWeights: ReadonlyMap<string, number>;
  /** Pairs of compared forms, both ways, joined by a blank. */
  readonly lookalikes: ReadonlySet<string>;
  readonly smallWords: ReadonlyMap<string, SmallWord>;
  readonly leadingArticles: ReadonlySet<string>;
  readonly elided: ReadonlySet<string>;
  readonly stems: readonly (readonly [string, string])[];
  readonly endings: readonly (readonly [string, string])[];
  readonly spellings: ReadonlyMap<string, string>;
  /** Folded phrase to the sign of the place, which begins with `@`. */
  readonly places: ReadonlyMap<string, string>;
  /** The sign of a town to the sign of its country. */
  readonly countryOfTown: ReadonlyMap<string, string>;
  /** Short names of countries that only count in capitals. */
  readonly capitalPlaces: ReadonlyMap<string, string>;
  /** ISO 3166-1 codes of two letters in lower case. */
  readonly countryCodes: ReadonlyMap<string, string>;
  readonly sections: ReadonlySet<string>;
  readonly localSections: ReadonlySet<string>;
  readonly headOffices: ReadonlySet<string>;
  readonly memberships: readonly string[];
  readonly formers: readonly string[];
  readonly descriptions: readonly string[];
  readonly umbrellaWords: ReadonlySet<string>;
  readonly regions: ReadonlySet<string>;
  /** The most words that a phrase of the lists has. */
  readonly phraseMax: number;
}

const LETTERS_OF_SHORT_NAME = 3;

export function createLexicon(data: OrganisationData): Lexicon {
  const fold = (text: string): string => foldText(text, data.letters);
  const phrase = (text: string): string =>
    tokenize(text, data.letters, new Set())
      .map((token) => token.folded)
      .join(' ');
  const folded = (words: readonly string[]): string[] => words.map(phrase);

  const legalForms = new Map<string, LegalForm[]>();
  for (const form of data.legalForms.forms) {
    for (const written of form.written) {
      const tokens = tokenize(written, data.letters, new Set()).filter((token) => token.folded !== 'and');
      const letters = tokens.map((token) => token.original).join('');
      const isShort = letters.length <= 5;
      const entry: LegalForm = {
        id: form.id,
        capitals: form.needsCapitals === true && isShort ? letters : null,
        atStart: form.places !== undefined,
        atEnd: form.places !== 'start',
      };
      const keys = new Set([tokens.map((token) => token.folded).join(' ')]);
      if (isShort) keys.add(fold(letters));
      for (const key of keys) legalForms.set(key, [...(legalForms.get(key) ?? []), entry]);
    }
  }

  const smallWords = new Map<string, SmallWord>();
  for (const [direction, words] of Object.entries(data.smallWords.directions)) {
    for (const word of words) if (!smallWords.has(fold(word))) smallWords.set(fold(word), direction);
  }
  for (const word of [...data.smallWords.articles, ...data.smallWords.conjunctions]) smallWords.set(fold(word), '');

  const places = new Map<string, string>();
  const countryOfTown = new Map<string, string>();
  const countryCodes = new Map<string, string>();
  const shortNames = new Set(data.places.shortNames);
  for (const [code, names] of Object.entries(data.countries.countries)) {
    if (!data.places.notCodes.includes(code.toLowerCase())) countryCodes.set(code.toLowerCase(), `@${code}`);
    for (const name of names) {
      const key = phrase(name);
      if (!/^[a-z ]+$/.test(key) || key.replaceAll(' ', '').length > LETTERS_OF_SHORT_NAME || shortNames.has(key))
        places.set(key, `@${code}`);
    }
  }
  for (const [region, names] of [...Object.entries(data.places.parts), ...Object.entries(data.places.regions)]) {
    for (const name of names) places.set(phrase(name), `@${region}`);
  }
  for (const [country, towns] of Object.entries(data.places.towns)) {
    for (const [town, names] of Object.entries(towns)) {
      const sign = `@${town}`;
      countryOfTown.set(sign, `@${country}`);
      for (const name of [town, ...names]) places.set(phrase(name), sign);
    }
  }
  for (const part of Object.keys(data.places.parts)) countryOfTown.set(`@${part}`, '@GB');

  const stems = Object.entries(data.spelling.stems).sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1));
  const spellings = new Map(Object.entries(data.spelling.words));
  const memberships = folded(data.branchWords.memberships).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const formers = folded(data.branchWords.formers).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const sections = new Set(folded([...data.branchWords.sections, ...data.branchWords.localSections]));
  const headOffices = new Set(folded(data.branchWords.headOffices));

  const lexicon = {
    letters: data.letters,
    legalForms,
    smallWords,
    leadingArticles: new Set(folded(data.smallWords.leadingArticles)),
    elided: new Set(data.smallWords.elided),
    stems,
    endings: Object.entries(data.spelling.endings),
    spellings,
    places,
    countryOfTown,
    countryCodes,
    capitalPlaces: new Map(Object.entries(data.places.inCapitals).map(([name, code]) => [name, `@${code}`])),
    sections,
    localSections: new Set(folded(data.branchWords.localSections)),
    headOffices,
    memberships,
    formers,
    descriptions: folded(data.branchWords.descriptions).sort((a, b) => b.length - a.length || (a < b ? -1 : 1)),
    umbrellaWords: new Set(folded(data.branchWords.umbrellas.words)),
    regions: new Set(folded(data.branchWords.regions)),
    phraseMax: Math.max(
      ...[...legalForms.keys(), ...places.keys(), ...memberships, ...formers, ...sections, ...headOffices].map(
        (key) => key.split(' ').length,
      ),
    ),
  };
  const compared = (word: string): string => comparedForm(fold(word), lexicon);
  const genericWeights = new Map<string, number>();
  for (const group of data.genericWords.groups) {
    // A word of two groups counts for the lesser weight: it is at least as vague as its vaguer sense.
    for (const word of group.words) genericWeights.set(compared(word), Math.min(group.weight, genericWeights.get(compared(word)) ?? 1));
  }
  const lookalikes = new Set(
    data.genericWords.lookalikes.pairs.flatMap(([a = '', b = '']) => [`${compared(a)} ${compared(b)}`, `${compared(b)} ${compared(a)}`]),
  );
  return { ...lexicon, genericWeights, lookalikes };
}

/** Words shorter than this keep their last s: gas, bus, yes. */
const PLURAL_LETTERS_MIN = 4;

/**
 * The form in which a folded word is compared: American spelling, singular. Only for comparing, so a word that is no
 * plural may lose its s as well, as long as every spelling of it does.
 */
export function comparedForm(folded: string, lexicon: Pick<Lexicon, 'stems' | 'endings' | 'spellings'>): string {
  let word = lexicon.spellings.get(folded) ?? folded;
  const stem = lexicon.stems.find(([british]) => word.startsWith(british));
  if (stem !== undefined) word = stem[1] + word.slice(stem[0].length);
  const ending = lexicon.endings.find(([british]) => word.endsWith(british));
  if (ending !== undefined) word = word.slice(0, -ending[0].length) + ending[1];
  // The article of Arabic is written as one with its word.
  word = word.replace(/^\u0627\u0644(?=\p{Script=Arabic}{3})/u, '');
  if (word.length < PLURAL_LETTERS_MIN || !/^[a-z]+$/.test(word)) return word;
  if (/[^aeiou]ies$/.test(word) && word.length > PLURAL_LETTERS_MIN) return `${word.slice(0, -3)}y`;
  if (/(?:ch|sh|x|ss|zz)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
}
