/**
 * One record of JSON as cells: numbers keep the digits with which they are written, and nested objects get dotted headers. This is the only
 * file that knows lossless-json; elements are cut out of their document beforehand, see `intake/json-scan.ts`.
 */

import { LosslessNumber, parse, stringify } from 'lossless-json';

import { isNestedDeeply } from '../intake/json-scan.js';

/** A cell of a record before it has a column. `key` tells equal headers apart; `header` is what is shown. */
export interface JsonCell {
  readonly key: string;
  readonly header: string;
  readonly text: string;
}

/** Stands between a header and the number of its repetition; no key of a file can hold it and mean the same. */
const REPEAT_MARK = '\u0000#';

/**
 * The cells of a record, in the order of its keys: lists of plain values joined by `; `, other lists as JSON, nulls empty.
 * @returns null for what is no object of JSON, is nested too deeply, or has a key twice with different values, of which neither may be lost
 */
export function readJsonRecord(text: string): JsonCell[] | null {
  const value = parseOrNull(text);
  if (!isRecord(value)) return null;
  const cells: JsonCell[] = [];
  const seen = new Map<string, number>();
  const add = (header: string, cell: string): void => {
    const times = (seen.get(header) ?? 0) + 1;
    seen.set(header, times);
    cells.push({ key: times === 1 ? header : `${header}${REPEAT_MARK}${times}`, header, text: cell });
  };
  const walk = (prefix: string, record: JsonRecord): void => {
    for (const [key, inner] of Object.entries(record)) {
      const header = prefix === '' ? key : `${prefix}.${key}`;
      if (isRecord(inner)) {
        if (Object.keys(inner).length === 0) add(header, '');
        else walk(header, inner);
      } else add(header, Array.isArray(inner) ? listText(inner) : plainText(inner));
    }
  };
  walk('', edgeNode(value) ?? value);
  return cells;
}

/** An object as the package builds it: every key is a property of its own, `__proto__` too. */
type JsonRecord = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LosslessNumber);
}

function parseOrNull(text: string): unknown {
  if (isNestedDeeply(text)) return null;
  try {
    return parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

/** GraphQL wraps each record: `{"cursor": …, "node": {…}}`. */
function edgeNode(value: JsonRecord): JsonRecord | null {
  const keys = Object.keys(value);
  if (!keys.includes('node') || !keys.every((key) => key === 'node' || key === 'cursor' || key === '__typename')) return null;
  return isRecord(value['node']) ? value['node'] : null;
}

function listText(items: readonly unknown[]): string {
  if (items.some((item) => Array.isArray(item) || isRecord(item))) return stringify(items) ?? '';
  return items
    .map(plainText)
    .filter((text) => text !== '')
    .join('; ');
}

function plainText(value: unknown): string {
  if (value === null) return '';
  return value instanceof LosslessNumber ? value.value : String(value);
}
