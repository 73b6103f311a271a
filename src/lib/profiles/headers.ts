/**
 * Finding a profile's columns among the headers of a file. Headers live in maps and are compared as keys, never used as names.
 * Columns that nobody needs (addresses of computers, tokens, places on a map) are shut out here, before any mapping looks.
 */

import type { ColumnChoice, ExportProfile, FieldMapping } from '../model/profile.js';
import { headerKey } from '../text.js';

/** Longer headers are compared by their beginning: no profile spells out more, and matching stays quick. */
const KEY_LENGTH_MAX = 1000;

/** Letters that have no decomposition and that people leave out when they type without a local keyboard. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ʼ: "'",
  '’': "'",
  '`': "'",
};

/** What forms hang behind a question. In brackets or not, it says nothing about what the answer is. */
const ENDINGS = [
  'open-ended response',
  'response',
  '(optional)',
  '(required)',
  '(mandatory)',
  '(if you like)',
  '(freiwillig)',
  '(pflichtfeld)',
  '(facultatif)',
  '(obligatoire)',
  '(opcional)',
  '(obligatorio)',
  '(facoltativo)',
  '(obbligatorio)',
  '(optioneel)',
  '(verplicht)',
  '(opcjonalnie)',
  '(wymagane)',
];

/** The answers that a question names at its end, as in `Show my name (yes/no)`: the no among them turns nothing around. Only with a slash. */
const ANSWER_PAIRS = [
  'yes/no',
  'y/n',
  'true/false',
  'ja/nein',
  'oui/non',
  'si/no',
  'sim/nao',
  'ja/nee',
  'tak/nie',
  'ja/nej',
  'ja/nei',
  'ano/ne',
  'ano/nie',
  'igen/nem',
  'da/nu',
  'da/ne',
  'да/не',
  'так/ні',
  'ναι/οχι',
  'kylla/ei',
  'evet/hayir',
  'نعم/لا',
].flatMap((pair) => [` ${pair}`, ` (${pair})`, ` [${pair}]`]);

const MARKS = new Set(['*', ':', '?', '.', '!', '…', '¿', '؟', ' ']);

/** Profiles share their words: each of some two thousand is folded once, and not once for each of two dozen profiles. */
const REMEMBERED_MAX = 20_000;

function remembering(fold: (header: string) => string): (header: string) => string {
  const known = new Map<string, string>();
  return (header) => {
    const before = known.get(header);
    if (before !== undefined) return before;
    const folded = fold(header);
    if (header.length <= KEY_LENGTH_MAX && known.size < REMEMBERED_MAX) known.set(header, folded);
    return folded;
  };
}

/**
 * A header as it is compared with fingerprints: `headerKey`, with accents and the like taken off, because Excel and people
 * lose them (`Prénom`, `Prenom`).
 */
export const foldedHeader = remembering((header) => {
  const folded = headerKey(header.slice(0, KEY_LENGTH_MAX))
    .normalize('NFD')
    .replace(/[\p{M}\u0640]/gu, '')
    .normalize('NFC');
  return [...folded].map((letter) => PLAIN_LETTERS[letter] ?? letter).join('');
});

/**
 * A header as it is compared with the columns of a profile: `foldedHeader`, underscores as spaces, no space around a slash,
 * and without the marks and remarks that forms put behind a question (`E-mail *`, `Town (optional)`).
 */
export const columnKey = remembering((header) => {
  let key = foldedHeader(header.replaceAll('_', ' ')).replaceAll(' /', '/').replaceAll('/ ', '/');
  for (let before = ''; before !== key; ) {
    before = key;
    key = withoutMarks(key);
    const ending = ENDINGS.find((candidate) => key.length > candidate.length && key.endsWith(` ${candidate}`));
    if (ending !== undefined) key = key.slice(0, -ending.length - 1);
  }
  // A header that is nothing but marks keeps them, so that it is not taken for an empty one.
  return key === '' ? foldedHeader(header) : key;
});

function withoutMarks(key: string): string {
  let start = 0;
  let end = key.length;
  while (start < end && MARKS.has(key.charAt(start))) start++;
  while (end > start && MARKS.has(key.charAt(end - 1))) end--;
  return key.slice(start, end);
}

/**
 * Whether a header holds one of the words, each a whole word or several in a row; a star stands for any ending (`anonym*`). A header
 * that is too long to be compared whole counts as holding one: what is asked for here turns a question around.
 */
export function holdsWord(header: string, words: readonly string[]): boolean {
  if (words.length === 0) return false;
  if (header.length > KEY_LENGTH_MAX) return true;
  const key = columnKey(header.normalize('NFKC').replace(/\p{Cf}/gu, ''));
  const answers = ANSWER_PAIRS.find((pair) => key.endsWith(pair));
  const text = spacedWords(answers === undefined ? key : key.slice(0, -answers.length));
  return words.some((word) => {
    const spaced = spacedWords(columnKey(word));
    return text.includes(word.endsWith('*') ? spaced.trimEnd() : spaced);
  });
}

/** The words of a key with one space before, between and behind them, so that `don't` is found however its apostrophe is typed. */
function spacedWords(key: string): string {
  return ` ${key.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
}

/** Whether a header row says nothing at all: the sign of a table without one. */
export function isHeaderless(header: readonly string[]): boolean {
  return header.every((name) => headerKey(name) === '');
}

/** The columns of one file as one profile sees them. Columns with equal headers belong together. */
export class ColumnChooser {
  readonly #byKey = new Map<string, number[]>();
  readonly #header: readonly string[];
  /** Keys that the profile names exactly somewhere, and that a phrase must not catch. */
  readonly #named = new Set<string>();
  readonly #dropped = new Set<number>();
  readonly #used = new Set<number>();

  constructor(header: readonly string[], profile: ExportProfile) {
    this.#header = header;
    for (const name of namesIn(profile)) this.#named.add(columnKey(name));
    const dropped = new Set(profile.drop.map(columnKey));
    const phrases = (profile.dropContains ?? []).map(columnKey);
    const lastWords = (profile.dropLastWords ?? []).map((word) => spacedWords(columnKey(word)));
    for (const [column, name] of header.entries()) {
      const key = columnKey(name);
      if (key === '') continue;
      const isOut = (): boolean =>
        phrases.some((phrase) => hasWords(key, phrase)) || lastWords.some((word) => spacedWords(key).endsWith(word));
      if (dropped.has(key) || isOut()) {
        this.#dropped.add(column);
        continue;
      }
      const columns = this.#byKey.get(key);
      if (columns === undefined) this.#byKey.set(key, [column]);
      else columns.push(column);
    }
  }

  /** The columns of a choice, more than one where a header is repeated; or null. They count as used from then on. */
  find(choice: ColumnChoice): readonly number[] | null {
    const columns = this.look(choice);
    return columns === null ? null : this.#use(columns);
  }

  /** As `find`, and the columns stay unused. */
  look(choice: ColumnChoice): readonly number[] | null {
    const notWords = choice.notWords ?? [];
    if (choice.position !== undefined && this.#isPlace(choice.position)) {
      const columns = [choice.position - 1];
      if (!this.holdWord(columns, notWords)) return columns;
    }
    for (const name of choice.column ?? []) {
      const columns = this.#byKey.get(columnKey(name));
      if (columns !== undefined && !this.holdWord(columns, notWords)) return columns;
    }
    for (const phrase of choice.contains ?? []) {
      const wanted = columnKey(phrase);
      for (const [key, columns] of this.#byKey) {
        if (!hasWords(key, wanted) || this.#named.has(key) || isExcluded(key, choice)) continue;
        if (!this.holdWord(columns, notWords)) return columns;
      }
    }
    return null;
  }

  /** The columns of a header that a person named, or of a position such as `#3`; `dropped` for one that is never loaded; or null. */
  findGiven(name: string): readonly number[] | 'dropped' | null {
    const columns = this.#byKey.get(columnKey(name));
    if (columns !== undefined) return this.#use(columns);
    const position = /^#(\d{1,5})$/.exec(name.trim())?.[1];
    if (position === undefined) return null;
    if (this.#dropped.has(Number(position) - 1)) return 'dropped';
    return this.#isPlace(Number(position)) ? this.#use([Number(position) - 1]) : null;
  }

  /** Whether the header of one of the columns holds one of the words. */
  holdWord(columns: readonly number[], words: readonly string[]): boolean {
    return columns.some((column) => holdsWord(this.#header[column] ?? '', words));
  }

  /** Headers that no mapping asked for, empty, repeated and dropped ones left out. */
  unusedHeaders(header: readonly string[], known: readonly string[]): string[] {
    const knownKeys = new Set(known.map(columnKey));
    return header.filter((name, column) => {
      const key = columnKey(name);
      return this.#byKey.get(key)?.[0] === column && !this.#used.has(column) && !knownKeys.has(key);
    });
  }

  /** Whether a header's columns are never loaded. */
  isDropped(header: readonly string[], name: string): boolean {
    return header.some((candidate, column) => this.#dropped.has(column) && columnKey(candidate) === columnKey(name));
  }

  /** Whether a column, counted from 0, is never loaded. */
  isDroppedColumn(column: number): boolean {
    return this.#dropped.has(column);
  }

  #isPlace(position: number): boolean {
    return position >= 1 && position <= this.#header.length && !this.#dropped.has(position - 1);
  }

  #use(columns: readonly number[]): readonly number[] {
    for (const column of columns) this.#used.add(column);
    return columns;
  }
}

function isExcluded(key: string, choice: ColumnChoice): boolean {
  return (choice.not ?? []).some((phrase) => hasWords(key, columnKey(phrase)));
}

const LETTER = /[\p{L}\p{N}]/u;

/** Whether a phrase begins a word of the key: `name` is in `your name?`, and not in `username`. */
function hasWords(key: string, phrase: string): boolean {
  for (let at = key.indexOf(phrase); at >= 0; at = key.indexOf(phrase, at + 1)) {
    if (at === 0 || !LETTER.test(key.charAt(at - 1))) return true;
  }
  return false;
}

/** Every header that a profile spells out for a field, a status, a consent, or as known. */
function* namesIn(profile: ExportProfile): Generator<string> {
  yield* profile.known ?? [];
  yield* profile.consent?.unclear ?? [];
  for (const choice of choicesOf(profile)) yield* choice.column ?? [];
}

/** Every choice of a column that a profile makes for a field, a status or consent. */
export function* choicesOf(profile: ExportProfile): Generator<ColumnChoice> {
  yield* profile.status ?? [];
  if (profile.consent !== undefined) {
    const { usual: _usual, ...choice } = profile.consent;
    yield choice;
  }
  for (const mapping of Object.values(profile.fields)) yield* choicesInMapping(mapping);
}

/** Every header that a profile knows, those that it recognizes a file by and those that it drops included. */
export function* headersOf(profile: ExportProfile): Generator<string> {
  yield* namesIn(profile);
  yield* profile.drop;
  for (const set of [profile.fingerprint.headers, ...(profile.fingerprint.alternatives ?? [])]) yield* set.flat();
  yield* profile.fingerprint.first ?? [];
}

/** The spelt-out headers of one field's mapping. */
export function* headersInMapping(mapping: FieldMapping): Generator<string> {
  for (const { column } of choicesInMapping(mapping)) yield* column ?? [];
}

function* choicesInMapping(mapping: FieldMapping): Generator<ColumnChoice> {
  if ('constant' in mapping) return;
  if ('oneOf' in mapping) for (const candidate of mapping.oneOf) yield* choicesInMapping(candidate);
  else if ('join' in mapping) for (const part of mapping.join) yield* typeof part === 'string' ? [choiceOf(part)] : choicesInMapping(part);
  else if ('firstNonEmpty' in mapping) yield* mapping.firstNonEmpty.map(choiceOf);
  else if ('split' in mapping) yield { column: mapping.split.column };
  else if ('map' in mapping) yield mapping.map;
  else yield mapping;
}

function choiceOf(choice: string | ColumnChoice): ColumnChoice {
  return typeof choice === 'string' ? { column: [choice] } : choice;
}
