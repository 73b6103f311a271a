/**
 * Puts what is wrong with a YAML file into words, with line and column. Every violation of a file is reported at once.
 * Messages quote keys and words close to ours, never other values: a value in the wrong place could be anything.
 */

import type { SchemaIssue, YamlDocument } from './context.js';
import { InputError } from './errors.js';
import { isKeyShaped, listOf, placeInDocument, suggestSimilar } from './text.js';

/** Where a value stands: keys and indexes from the top. */
export type Path = readonly (string | number)[];

export interface Violation {
  readonly line: number;
  readonly column: number;
  readonly text: string;
  /** Stable code of the kind of violation, when it is not the usual one of the file; empty otherwise. */
  readonly code: string;
}

/** What the checker cannot know of one kind of file. */
export interface FileWords {
  /** What a missing key is for, where the name alone does not say it. */
  readonly missing: Readonly<Record<string, string>>;
  /** The key that such a file begins with. */
  readonly firstKey: string;
}

const FORBIDDEN_CHARACTERS = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;

/** Collects what is wrong with one file. Each kind of file extends it with what its schema cannot say. */
export class DocumentChecker {
  protected readonly document: YamlDocument;
  protected readonly violations: Violation[] = [];
  readonly #words: FileWords;

  constructor(document: YamlDocument, words: FileWords) {
    this.document = document;
    this.#words = words;
  }

  addSchemaIssues(issues: readonly SchemaIssue[]): void {
    for (const issue of issues) {
      if (issue.keyword === 'additionalProperties') {
        const key = String(issue.params['additionalProperty']);
        this.add([...issue.path, key], `${inside(issue.path)}${unknownKey(key, wordsOf(issue.params['known']))}`, 'key');
      } else if (issue.keyword === 'required') {
        const key = String(issue.params['missingProperty']);
        const what = this.#words.missing[key];
        this.add(issue.path, `${inside(issue.path)}“${key}” is missing${what === undefined ? '' : `: ${what}`}`);
      } else {
        this.add(issue.path, this.#describeValue(issue));
      }
    }
  }

  /** Throws one `InputError` that lists every violation in the order of the file, or does nothing when there is none. */
  protected throwViolations(label: string, details: { readonly code: string; readonly hint: string }): void {
    if (this.violations.length === 0) return;
    const sorted = this.violations.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const lines = new Set(sorted.map(({ line, column, text }) => `${label}:${line}:${column}: ${text}`));
    throw new InputError([...lines].join('\n'), details);
  }

  protected add(path: Path, text: string, what: 'key' | 'value' = 'value', code = ''): void {
    this.violations.push({ ...this.document.locate(path, what), text, code });
  }

  protected valueAt(path: Path): unknown {
    let value = this.document.value;
    for (const step of path) value = Array.isArray(value) ? value[Number(step)] : asMap(value)[String(step)];
    return value;
  }

  protected checkDay(path: Path): void {
    const value = this.valueAt(path);
    if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return;
    if (!isCalendarDay(value)) this.add(path, `${placeOf(path)}: there is no such day in the calendar`);
  }

  protected checkCharacters(value: unknown, path: Path): void {
    if (typeof value === 'string') {
      // Line ends are the schema's to judge, which knows better words for them.
      if (FORBIDDEN_CHARACTERS.test(value.replace(/[\n\r\t]/g, '')))
        this.add(path, `${placeOf(path)}: holds an invisible control character; type the value again`);
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) this.checkCharacters(item, [...path, index]);
    } else {
      for (const [key, item] of Object.entries(asMap(value))) this.checkCharacters(item, [...path, key]);
    }
  }

  #describeValue(issue: SchemaIssue): string {
    const place = placeOf(issue.path);
    const where = place === '' ? '' : `${place}: `;
    const expected = typeof issue.params['expected'] === 'string' ? issue.params['expected'] : null;
    const value = this.valueAt(issue.path);
    if (value === null || value === undefined) {
      return place === ''
        ? `the file is empty; the first key is ${this.#words.firstKey}`
        : `${where}has no value; give it one or leave the key out`;
    }
    if (issue.keyword === 'enum') return `${where}${this.#describeWord(value, wordsOf(issue.params['allowedValues']))}`;
    if (issue.keyword === 'minItems') return `${where}must not be empty`;
    if (issue.keyword === 'uniqueItems') return `${where}lists something twice`;
    if (issue.keyword === 'maxLength') return `${where}is longer than ${String(issue.params['limit'])} characters`;
    return `${where}must be ${expected ?? 'something else'}`;
  }

  /** A word that is not in a list. It is repeated only when it is close to a word of ours. */
  #describeWord(value: unknown, known: readonly string[]): string {
    const word = typeof value === 'string' ? value : '';
    const similar = isKeyShaped(word) ? suggestSimilar(word, known) : null;
    return similar === null
      ? `must be ${listOf(known, 'or')}`
      : `“${word}” is not known; did you mean “${similar}”? It can be ${listOf(known, 'or')}`;
  }
}

/** Whether a text of the form `YYYY-MM-DD` is a day of the calendar. */
export function isCalendarDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  // Node turns 2025-02-30 into the second of March instead of refusing it.
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}

function unknownKey(key: string, known: readonly string[]): string {
  if (!isKeyShaped(key)) return `this is not a known key; it can be ${listOf(known, 'or')}`;
  const similar = suggestSimilar(key, known);
  return similar === null ? `unknown key “${key}”; it can be ${listOf(known, 'or')}` : `unknown key “${key}”; did you mean “${similar}”?`;
}

/** `targets[0].id`; empty for the whole file. */
export const placeOf: (path: Path) => string = placeInDocument;

function inside(path: Path): string {
  return path.length === 0 ? '' : `${placeOf(path)}: `;
}

export function asMap(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function wordsOf(value: unknown): string[] {
  return asList(value).filter((word): word is string => typeof word === 'string');
}
