/**
 * The catalogues: one JSON file per language beside this one, each with the same keys. A language is added by adding its file;
 * nothing else names the languages there are. The files are read here and not through the disk of a workflow, because sections are
 * pure functions that run in the renderer's process as well.
 */

import { readdirSync, readFileSync } from 'node:fs';

import { assertHolds } from '../../errors.js';
import type english from './en.json';

/** The keys are those of English; the compiler knows them. */
export type MessageKey = keyof typeof english.messages;

/** What Intl does not know of a language, or not in the way in which a letter is written. */
export interface Conventions {
  /** Opening and closing quotation mark. */
  readonly quotes: readonly [string, string];
  /** Leading articles that are no part of the alphabet in a list of organisations; one that ends in an apostrophe stands close to its noun. */
  readonly articles: readonly string[];
  /** How the first day of a month is written, where it is no plain number. */
  readonly firstOfMonth?: string;
  /** The word before the last of a list, where it depends on what follows: the first row whose expression fits. */
  readonly and?: readonly { readonly before: string; readonly word: string }[];
}

export interface Catalogue {
  /** ISO 639 code, as in the name of the file. */
  readonly language: string;
  /** The language's name for itself. */
  readonly name: string;
  /** Who of those who grew up with the language has read it, and when; null as long as nobody has. */
  readonly read: { readonly by: string; readonly on: string } | null;
  readonly conventions: Conventions;
  /** ICU MessageFormat. */
  readonly messages: Readonly<Record<MessageKey, string>>;
}

const FILE = /^([a-z]{2,3})\.json$/;
const loaded = new Map<string, Catalogue>();

/** Codes of the languages that have a catalogue, sorted: `cy`, `de`, `en`, ... */
export function catalogueLanguages(): string[] {
  return readdirSync(new URL('.', import.meta.url))
    .flatMap((name) => FILE.exec(name)?.[1] ?? [])
    .sort();
}

/** The catalogue of a language that has one. */
export function catalogueOf(language: string): Catalogue {
  const known = loaded.get(language);
  if (known !== undefined) return known;
  assertHolds(catalogueLanguages().includes(language), 'catalogue-unknown', 'A catalogue of messages was asked for that is not there.');
  const catalogue = JSON.parse(readFileSync(new URL(`${language}.json`, import.meta.url), 'utf8')) as Catalogue;
  loaded.set(language, catalogue);
  return catalogue;
}
