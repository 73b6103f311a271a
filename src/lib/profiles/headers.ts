/** Finding a profile's columns among the headers of a file. Headers live in maps and are compared as keys, never used as names. */

import type { ColumnChoice, ExportProfile, FieldMapping } from '../model/profile.js';
import { headerKey } from '../text.js';

/** The columns of one file as one profile sees them. Of equal headers the first is used. */
export class ColumnChooser {
  readonly #byKey = new Map<string, number>();
  /** Keys that the profile names exactly somewhere, and that a phrase must not catch. */
  readonly #named = new Set<string>();
  readonly #used = new Set<number>();

  constructor(header: readonly string[], profile: ExportProfile) {
    for (const [column, name] of header.entries()) {
      const key = headerKey(name);
      if (key !== '' && !this.#byKey.has(key)) this.#byKey.set(key, column);
    }
    for (const name of namesIn(profile)) this.#named.add(headerKey(name));
  }

  /** The column of a choice, or null. */
  find(choice: ColumnChoice): number | null {
    for (const name of choice.column) {
      const column = this.#byKey.get(headerKey(name));
      if (column !== undefined) return this.#use(column);
    }
    for (const phrase of choice.contains ?? []) {
      const wanted = headerKey(phrase);
      for (const [key, column] of this.#byKey) {
        if (key.length > wanted.length && hasWords(key, wanted) && !this.#named.has(key) && !this.#isExcluded(key, choice))
          return this.#use(column);
      }
    }
    return null;
  }

  /** The column of a header that a person named, or null. */
  findGiven(name: string): number | null {
    const column = this.#byKey.get(headerKey(name));
    return column === undefined ? null : this.#use(column);
  }

  /** Headers that no mapping asked for, empty and repeated ones left out. */
  unusedHeaders(header: readonly string[], known: readonly string[]): string[] {
    const knownKeys = new Set(known.map(headerKey));
    return header.filter(
      (name, column) => this.#byKey.get(headerKey(name)) === column && !this.#used.has(column) && !knownKeys.has(headerKey(name)),
    );
  }

  #isExcluded(key: string, choice: ColumnChoice): boolean {
    return (choice.not ?? []).some((phrase) => hasWords(key, headerKey(phrase)));
  }

  #use(column: number): number {
    this.#used.add(column);
    return column;
  }
}

const LETTER = /[\p{L}\p{N}]/u;

/** Whether a phrase begins a word of the key: `name` is in `your name?`, and not in `username`. */
function hasWords(key: string, phrase: string): boolean {
  for (let at = key.indexOf(phrase); at >= 0; at = key.indexOf(phrase, at + 1)) {
    if (at === 0 || !LETTER.test(key.charAt(at - 1))) return true;
  }
  return false;
}

/** Every header that a profile spells out. */
function* namesIn(profile: ExportProfile): Generator<string> {
  yield* profile.drop;
  yield* profile.known ?? [];
  for (const rule of profile.status ?? []) yield* rule.column;
  if (profile.consent !== undefined) yield* profile.consent.column;
  for (const mapping of Object.values(profile.fields)) yield* namesInMapping(mapping);
}

function* namesInMapping(mapping: FieldMapping): Generator<string> {
  if ('constant' in mapping) return;
  if ('oneOf' in mapping) for (const candidate of mapping.oneOf) yield* namesInMapping(candidate);
  else if ('join' in mapping) for (const choice of mapping.join) yield* namesInChoice(choice);
  else if ('firstNonEmpty' in mapping) for (const choice of mapping.firstNonEmpty) yield* namesInChoice(choice);
  else if ('split' in mapping) yield* mapping.split.column;
  else if ('map' in mapping) yield* mapping.map.column;
  else yield* mapping.column;
}

function* namesInChoice(choice: string | ColumnChoice): Generator<string> {
  if (typeof choice === 'string') yield choice;
  else yield* choice.column;
}
