/**
 * Canonical JSON after RFC 8785 (JSON Canonicalization Scheme): one text for one value, so that equal facts have equal
 * hashes. Keys are sorted by UTF-16 code units, numbers are written as ECMAScript writes them, nothing is indented.
 */

import { DefectError } from './errors.js';

export interface CanonicalJsonOptions {
  /** Ends the text with a line feed, as text files do. The hash of a file covers it; the scheme itself has none. */
  readonly trailingNewline?: boolean;
}

/** Refuses (70) what JSON cannot say: undefined, functions, big integers, NaN and infinities, lone surrogates, cycles. */
export function canonicalJson(value: unknown, options: CanonicalJsonOptions = {}): string {
  return `${writeValue(value, [])}${options.trailingNewline === true ? '\n' : ''}`;
}

function writeValue(value: unknown, ancestors: readonly object[]): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refuse('a number that is not finite');
    // JSON.stringify follows Number::toString, which RFC 8785 section 3.2.2.3 prescribes; it writes -0 as 0.
    return JSON.stringify(value);
  }
  if (typeof value === 'string') return writeString(value);
  if (typeof value !== 'object') throw refuse(`a value of type ${typeof value}`);
  if (ancestors.includes(value)) throw refuse('a value that contains itself');
  const inside = [...ancestors, value];
  if (Array.isArray(value)) {
    // `Array.from` visits holes too, so a sparse array is refused instead of written as `null`.
    return `[${Array.from(value, (item: unknown) => writeValue(item, inside)).join(',')}]`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // A Date, a Map or a private value has its own idea of JSON; only plain records have a canonical one.
  if (prototype !== Object.prototype && prototype !== null) throw refuse('an object that is not a plain record');
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${writeString(key)}:${writeValue(item, inside)}`).join(',')}}`;
}

function writeString(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw refuse('a string with half a character');
  return JSON.stringify(text);
}

const refuse = (what: string): DefectError => new DefectError(`Canonical JSON cannot hold ${what}.`, { code: 'canonical-json' });
