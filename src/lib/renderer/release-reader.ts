/**
 * A release as it comes through a pipe. A list of a million names is never held as bytes, as text and as objects at once: its
 * entries become objects piece by piece, and only what stands around the lists is kept as text until the end.
 */

import { createHash } from 'node:crypto';

import { needsShaping } from '../io/pdf.js';
import type { Release } from '../model/release.js';

/**
 * How a list begins in canonical JSON. These bytes can be nothing else: inside a string a quotation mark has a backslash before it. A
 * list that is written with blanks is read with everything around it, and costs more.
 */
const LIST = Buffer.from('"entries":[');
/** Bytes that are looked at together when all of them are there already. */
const PIECE = 1 << 20;
const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = Array.from('"\\,[]{}', (character) => character.charCodeAt(0));

const UTF8 = new TextDecoder('utf-8', { fatal: true });

export interface ReadRelease {
  readonly release: Release;
  /** Whether any text in it needs shaping, see `needsShaping`. */
  readonly hasShaped: boolean;
  /** SHA-256 of all bytes in hexadecimal digits. */
  readonly fingerprint: string;
}

/** Reads a release to its end. Throws a `SyntaxError` or a `TypeError` when the bytes are no JSON in UTF-8. */
export async function readRelease(source: Uint8Array | AsyncIterable<Uint8Array>): Promise<ReadRelease> {
  const reader = new ReleaseReader();
  if (source instanceof Uint8Array) for (let at = 0; at < source.length; at += PIECE) reader.push(source.subarray(at, at + PIECE));
  else for await (const chunk of source) reader.push(chunk);
  return reader.end();
}

class ReleaseReader {
  readonly #hash = createHash('sha256');
  /** What stands around the lists; each list has its number in its place. */
  readonly #frame: Buffer[] = [];
  readonly #lists: unknown[][] = [];
  /** What has come and is not read. */
  #rest: Buffer = Buffer.alloc(0);
  #isInList = false;
  /** Where the scan of a list stands in `#rest`, and in what. */
  #at = 0;
  #depth = 0;
  #isInString = false;
  #hasShaped = false;

  push(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (this.#isInList ? this.#readList() : this.#readFrame());
  }

  end(): ReadRelease {
    this.#frame.push(this.#rest);
    const text = UTF8.decode(Buffer.concat(this.#frame));
    // What was cut off is refused before it is parsed: the parser of Node 20 has taken a lone bracket for an object, once in some thousand tests.
    if (!text.trimEnd().endsWith('}')) throw new SyntaxError('The release has no end.');
    this.#hasShaped ||= needsShaping(text);
    const release = JSON.parse(text, (key, value) => (key === 'entries' ? this.#entriesOf(value) : value)) as Release;
    return { release, hasShaped: this.#hasShaped, fingerprint: this.#hash.digest('hex') };
  }

  /** True when a list begins. */
  #readFrame(): boolean {
    const found = this.#rest.indexOf(LIST);
    const end = found < 0 ? Math.max(0, this.#rest.length - LIST.length + 1) : found + LIST.length;
    this.#frame.push(this.#rest.subarray(0, end));
    this.#rest = this.#rest.subarray(end);
    if (found < 0) return false;
    this.#frame.push(Buffer.from(String(this.#lists.length)));
    this.#lists.push([]);
    this.#isInList = true;
    this.#at = 0;
    return true;
  }

  /** Takes the entries that are complete; true when the list is. */
  #readList(): boolean {
    const end = this.#scanList();
    const isEnd = this.#rest[end] === CLOSE_LIST;
    if (end > 0) {
      const text = UTF8.decode(this.#rest.subarray(0, end));
      this.#hasShaped ||= needsShaping(text);
      const list = this.#lists.at(-1);
      for (const entry of JSON.parse(`[${text}]`) as unknown[]) list?.push(entry);
    }
    // A comma is behind its entry; the bracket belongs to the frame again.
    const next = isEnd ? end : Math.min(end + 1, this.#rest.length);
    this.#rest = this.#rest.subarray(end < 0 ? 0 : next);
    this.#at -= end < 0 ? 0 : next;
    this.#isInList = !isEnd;
    return isEnd;
  }

  /** Place of the bracket that ends the list, or else of the last comma between two entries; -1 when there is neither. */
  #scanList(): number {
    const bytes = this.#rest;
    let comma = -1;
    for (; this.#at < bytes.length; this.#at++) {
      const byte = bytes[this.#at];
      if (this.#isInString) {
        // What a backslash protects may come with the next chunk only.
        if (byte === BACKSLASH) this.#at++;
        else if (byte === QUOTE) this.#isInString = false;
      } else if (byte === QUOTE) this.#isInString = true;
      else if (byte === OPEN || byte === OPEN_LIST) this.#depth++;
      else if (byte === CLOSE_LIST && this.#depth === 0) return this.#at;
      else if (byte === CLOSE || byte === CLOSE_LIST) this.#depth--;
      else if (byte === COMMA && this.#depth === 0) comma = this.#at;
    }
    return comma;
  }

  /** The list in whose place a number stands. */
  #entriesOf(value: unknown): unknown {
    const number: unknown = Array.isArray(value) && value.length === 1 ? value[0] : undefined;
    return typeof number === 'number' ? (this.#lists[number] ?? value) : value;
  }
}
