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
  return `${[...piecesOf(value, [])].join('')}${options.trailingNewline === true ? '\n' : ''}`;
}

/** Characters that are encoded together. */
const PIECE = 64 * 1024;

/**
 * The same text as UTF-8, piece by piece and made anew each time it is read, so that a long list is never held as a text and as bytes. Nothing is
 * refused before the piece is read in which it stands.
 */
export function canonicalBytes(value: unknown): Iterable<Uint8Array> {
  return { [Symbol.iterator]: () => encoded(piecesOf(value, [])) };
}

function* encoded(pieces: Iterable<string>): Generator<Uint8Array, void> {
  const encoder = new TextEncoder();
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < PIECE) continue;
    yield encoder.encode(text);
    text = '';
  }
  yield encoder.encode(text);
}

/** The text in pieces, each of whole characters. */
function* piecesOf(value: unknown, ancestors: readonly object[]): Generator<string, void> {
  if (typeof value !== 'object' || value === null) {
    yield writeScalar(value);
    return;
  }
  if (ancestors.includes(value)) throw refuse('a value that contains itself');
  const inside = [...ancestors, value];
  if (Array.isArray(value)) {
    yield '[';
    // By number, which visits holes too, so a sparse array is refused instead of written as `null`.
    for (let index = 0; index < value.length; index++) {
      if (index > 0) yield ',';
      yield* piecesOf(value[index], inside);
    }
    yield ']';
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // A Date, a Map or a private value has its own idea of JSON; only plain records have a canonical one.
  if (prototype !== Object.prototype && prototype !== null) throw refuse('an object that is not a plain record');
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  // An entry of a list is one piece: a million of them are written so.
  if (entries.every(([, item]) => typeof item !== 'object' || item === null)) {
    yield `{${entries.map(([key, item]) => `${writeString(key)}:${writeScalar(item)}`).join(',')}}`;
    return;
  }
  yield '{';
  for (const [index, [key, item]] of entries.entries()) {
    yield `${index > 0 ? ',' : ''}${writeString(key)}:`;
    yield* piecesOf(item, inside);
  }
  yield '}';
}

function writeScalar(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeString(value);
  if (typeof value !== 'number') throw refuse(`a value of type ${typeof value}`);
  if (!Number.isFinite(value)) throw refuse('a number that is not finite');
  // JSON.stringify follows Number::toString, which RFC 8785 section 3.2.2.3 prescribes; it writes -0 as 0.
  return JSON.stringify(value);
}

function writeString(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw refuse('a string with half a character');
  return JSON.stringify(text);
}

const refuse = (what: string): DefectError => new DefectError(`Canonical JSON cannot hold ${what}.`, { code: 'canonical-json' });
