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

const MARKS = new Set(['*', ':', '?', '.', '!', '…', '¿', '؟', ' ']);

/**
 * A header as it is compared with fingerprints: `headerKey`, with accents and the like taken off, because Excel and people
 * lose them (`Prénom`, `Prenom`).
 */
export function foldedHeader(header: string): string {
  const folded = headerKey(header.slice(0, KEY_LENGTH_MAX))
    .normalize('NFD')
    .replace(/[\p{M}\u0640]/gu, '')
    .normalize('NFC');
  return [...folded].map((letter) => PLAIN_LETTERS[letter] ?? letter).join('');
}

/**
 * A header as it is compared with the columns of a profile: `foldedHeader`, underscores as spaces, no space around a slash,
 * and without the marks and remarks that forms put behind a question (`E-mail *`, `Town (optional)`).
 */
export function columnKey(header: string): string {
  let key = foldedHeader(header.replaceAll('_', ' ')).replaceAll(' /', '/').replaceAll('/ ', '/');
  for (let before = ''; before !== key; ) {
    before = key;
    key = withoutMarks(key);
    const ending = ENDINGS.find((candidate) => key.length > candidate.length && key.endsWith(` ${candidate}`));
    if (ending !== undefined) key = key.slice(0, -ending.length - 1);
  }
  // A header that is nothing but marks keeps them, so that it is not taken for an empty one.
  return key === '' ? foldedHeader(header) : key;
}

function withoutMarks(key: string): string {
  let start = 0;
  let end = key.length;
  while (start < end && MARKS.has(key.charAt(start))) start++;
  while (end > start && MARKS.has(key.charAt(end - 1))) end--;
  return key.slice(start, end);
}

/** Whether a header row says nothing at all: the sign of a table without one. */
export function isHeaderless(header: readonly string[]): boolean {
  return header.every((name) => headerKey(name) === '');
}

/** The columns of one file as one profile sees them. Columns with equal headers belong together. */
export class ColumnChooser {
  readonly #byKey = new Map<string, number[]>();
  /** Keys that the profile names exactly somewhere, and that a phrase must not catch. */
  readonly #named = new Set<string>();
  readonly #dropped = new Set<number>();
  readonly #used = new Set<number>();
  readonly #width: number;

  constructor(header: readonly string[], profile: ExportProfile) {
    this.#width = header.length;
    for (const name of namesIn(profile)) this.#named.add(columnKey(name));
    const dropped = new Set(profile.drop.map(columnKey));
    const phrases = (profile.dropContains ?? []).map(columnKey);
    for (const [column, name] of header.entries()) {
      const key = columnKey(name);
      if (key === '') continue;
      if (dropped.has(key) || (!this.#named.has(key) && phrases.some((phrase) => hasWords(key, phrase)))) {
        this.#dropped.add(column);
        continue;
      }
      const columns = this.#byKey.get(key);
      if (columns === undefined) this.#byKey.set(key, [column]);
      else columns.push(column);
    }
  }

  /** The columns of a choice, more than one where a header is repeated; or null. */
  find(choice: ColumnChoice): readonly number[] | null {
    if (choice.position !== undefined && this.#isPlace(choice.position)) return this.#use([choice.position - 1]);
    for (const name of choice.column ?? []) {
      const columns = this.#byKey.get(columnKey(name));
      if (columns !== undefined) return this.#use(columns);
    }
    for (const phrase of choice.contains ?? []) {
      const wanted = columnKey(phrase);
      for (const [key, columns] of this.#byKey) {
        if (hasWords(key, wanted) && !this.#named.has(key) && !isExcluded(key, choice)) return this.#use(columns);
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
    return position >= 1 && position <= this.#width && !this.#dropped.has(position - 1);
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
  for (const rule of profile.status ?? []) yield* rule.column ?? [];
  yield* profile.consent?.column ?? [];
  for (const mapping of Object.values(profile.fields)) yield* namesInMapping(mapping);
}

/** Every header that a profile knows, those that it recognizes a file by and those that it drops included. */
export function* headersOf(profile: ExportProfile): Generator<string> {
  yield* namesIn(profile);
  yield* profile.drop;
  for (const spellings of profile.fingerprint.headers) yield* spellings;
  yield* profile.fingerprint.first ?? [];
}

function* namesInMapping(mapping: FieldMapping): Generator<string> {
  if ('constant' in mapping) return;
  if ('oneOf' in mapping) for (const candidate of mapping.oneOf) yield* namesInMapping(candidate);
  else if ('join' in mapping) for (const choice of mapping.join) yield* namesInChoice(choice);
  else if ('firstNonEmpty' in mapping) for (const choice of mapping.firstNonEmpty) yield* namesInChoice(choice);
  else if ('split' in mapping) yield* mapping.split.column;
  else if ('map' in mapping) yield* namesInChoice(mapping.map);
  else yield* namesInChoice(mapping);
}

function* namesInChoice(choice: string | ColumnChoice): Generator<string> {
  if (typeof choice === 'string') yield choice;
  else yield* choice.column ?? [];
}
