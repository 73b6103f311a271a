/**
 * Reads sources that state numbers instead of listing people. Nothing about a document's shape is taken on trust: a value that
 * is not what it should be is left out or makes the whole answer null, and no key of the document is ever used as a name.
 */

import type { StatedNumberEntry, StatedNumbers } from '../model/numbers.js';
import type { DocumentPath, ExportProfile, NumbersDescription } from '../model/profile.js';
import { quoteName, quoteText } from '../sql.js';

const LABEL_LENGTH_MAX = 300;
const ENTRIES_MAX = 100_000;

type DocumentDescription = Extract<NumbersDescription, { readonly of: 'json-document' }>;

/** Whether a parsed JSON document is one of a profile's kind. */
export function isNumbersDocument(profile: ExportProfile, document: unknown): boolean {
  const { numbers } = profile;
  return numbers?.of === 'json-document' && numbers.has.every((path) => valueAt(document, path) !== undefined);
}

/** The profile of a parsed JSON document that states numbers, or null. Of several the first by id. */
export function findNumbersProfile(profiles: Iterable<ExportProfile>, document: unknown): ExportProfile | null {
  const fitting = [...profiles].filter((profile) => isNumbersDocument(profile, document));
  return fitting.sort((a, b) => (a.id < b.id ? -1 : 1))[0] ?? null;
}

/** The numbers of a parsed JSON document, or null when it is not of the profile's kind or its total is no count. */
export function readNumbers(profile: ExportProfile, document: unknown): StatedNumbers | null {
  const { numbers } = profile;
  if (numbers?.of !== 'json-document' || !isNumbersDocument(profile, document)) return null;
  const count = countOf(valueAt(document, numbers.count));
  if (count === null) return null;
  return {
    profile: profile.id,
    label: textOf(valueAt(document, numbers.label)) ?? profile.title,
    count,
    asOf: firstTime(document, numbers.asOf),
    state: numbers.state === undefined ? null : textOf(valueAt(document, numbers.state)),
    openedAt: numbers.openedAt === undefined ? null : firstTime(document, [numbers.openedAt]),
    closedAt: firstTime(document, numbers.closedAt ?? []),
    by: numbers.by.flatMap((part) => {
      const list = valueAt(document, part.list);
      return Array.isArray(list) ? [{ dimension: part.dimension, ...entriesOf(list, part) }] : [];
    }),
  };
}

function entriesOf(
  list: readonly unknown[],
  part: DocumentDescription['by'][number],
): { readonly entries: StatedNumberEntry[]; readonly unreadable: number } {
  const entries: StatedNumberEntry[] = [];
  for (const item of list.slice(0, ENTRIES_MAX)) {
    const name = textOf(valueAt(item, [part.name]));
    const count = countOf(valueAt(item, [part.count]));
    if (name !== null && count !== null) entries.push({ code: textOf(valueAt(item, [part.code])), name, count });
  }
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  entries.sort((a, b) => b.count - a.count || compare(a.name, b.name) || compare(a.code ?? '', b.code ?? ''));
  return { entries, unreadable: list.length - entries.length };
}

/** The value at a path of own keys, or undefined. */
function valueAt(document: unknown, path: DocumentPath): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** A text on one line, without control characters and marks of direction; null for anything else and for nothing. */
function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const line = value
    .slice(0, LABEL_LENGTH_MAX * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return line === '' ? null : [...line].slice(0, LABEL_LENGTH_MAX).join('');
}

const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))?$/;

function firstTime(document: unknown, paths: readonly DocumentPath[]): string | null {
  for (const path of paths) {
    const value = valueAt(document, path);
    if (typeof value === 'string' && value.length <= 40 && TIME.test(value) && !Number.isNaN(Date.parse(value))) return value;
  }
  return null;
}

/** Whether a line is one of a profile whose lines are anonymous: so many hexadecimal digits and nothing else. */
export function isNumberLine(profile: ExportProfile, line: string): boolean {
  if (profile.numbers?.of !== 'lines') return false;
  const text = line.length > 1000 ? '' : line.trim();
  return text.length === profile.numbers.hexDigits && /^[0-9a-f]*$/i.test(text);
}

/**
 * SQL that counts the lines of a table's first column: all that are filled, those of the profile's kind, and the distinct ones
 * among these. `numbersOfLines` turns the row into numbers.
 */
export function numberLinesSql(profile: ExportProfile, table: string): string {
  if (profile.numbers?.of !== 'lines') throw new RangeError('this profile has no lines to count');
  const cell = `lower(trim(c0))`;
  const fits = `regexp_full_match(${cell}, ${quoteText(`[0-9a-f]{${profile.numbers.hexDigits}}`)})`;
  return `SELECT count(*) FILTER (WHERE ${cell} <> '') AS lines, count(*) FILTER (WHERE ${fits}) AS fitting, count(DISTINCT ${cell}) FILTER (WHERE ${fits}) AS "distinct" FROM ${quoteName(table)}`;
}

/** The numbers that counted lines state; null when there are none or some are of another kind. */
export function numbersOfLines(
  profile: ExportProfile,
  counts: { readonly lines: number; readonly fitting: number; readonly distinct: number },
): StatedNumbers | null {
  if (profile.numbers?.of !== 'lines' || counts.lines === 0 || counts.fitting !== counts.lines) return null;
  return {
    profile: profile.id,
    label: profile.numbers.label,
    count: counts.distinct,
    asOf: null,
    state: null,
    openedAt: null,
    closedAt: null,
    by: [],
  };
}
