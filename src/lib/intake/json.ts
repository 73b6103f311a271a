/**
 * JSON as it is written: a reader that keeps the digits of numbers, doubled keys and the order of keys, which `JSON.parse` does not, and
 * turns a record into cells with dotted headers. Keys are never properties of an object here.
 */

import { JSON_NESTING_MAX } from './limits.js';

/** A value of JSON. Numbers keep their text; arrays keep theirs too, for those that stay JSON in a cell. */
export type JsonValue =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'number'; readonly text: string }
  | { readonly type: 'word'; readonly text: 'true' | 'false' | 'null' }
  | { readonly type: 'list'; readonly items: readonly JsonValue[]; readonly source: string }
  | { readonly type: 'object'; readonly entries: readonly (readonly [key: string, value: JsonValue])[] };

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** Characters that stand for themselves: all from the space on, but the quote and the backslash. */
const PLAIN = /[ !#-[\]-\uffff]*/y;
const WORDS = ['true', 'false', 'null'] as const;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** Reads one value; null when the text is no JSON, or nested more than `depthMax` deep. */
export function parseJson(text: string, depthMax = JSON_NESTING_MAX): JsonValue | null {
  const reader = new JsonReader(text, depthMax);
  const value = reader.readValue(0);
  return value !== null && reader.isAtEnd() ? value : null;
}

class JsonReader {
  readonly #text: string;
  readonly #depthMax: number;
  #at = 0;

  constructor(text: string, depthMax: number) {
    this.#text = text;
    this.#depthMax = depthMax;
  }

  isAtEnd(): boolean {
    this.#skipSpace();
    return this.#at === this.#text.length;
  }

  readValue(depth: number): JsonValue | null {
    this.#skipSpace();
    const char = this.#text.charAt(this.#at);
    if (char === '"') {
      const text = this.#readText();
      return text === null ? null : { type: 'text', text };
    }
    if (char === '{') return depth < this.#depthMax ? this.#readObject(depth) : null;
    if (char === '[') return depth < this.#depthMax ? this.#readList(depth) : null;
    const word = WORDS.find((candidate) => this.#text.startsWith(candidate, this.#at));
    if (word !== undefined) {
      this.#at += word.length;
      return { type: 'word', text: word };
    }
    NUMBER.lastIndex = this.#at;
    const number = NUMBER.exec(this.#text)?.[0];
    if (number === undefined) return null;
    this.#at += number.length;
    return { type: 'number', text: number };
  }

  #readObject(depth: number): JsonValue | null {
    const entries: [string, JsonValue][] = [];
    this.#at++;
    if (this.#take('}')) return { type: 'object', entries };
    do {
      this.#skipSpace();
      if (this.#text.charAt(this.#at) !== '"') return null;
      const key = this.#readText();
      if (key === null || !this.#take(':')) return null;
      const value = this.readValue(depth + 1);
      if (value === null) return null;
      entries.push([key, value]);
    } while (this.#take(','));
    return this.#take('}') ? { type: 'object', entries } : null;
  }

  #readList(depth: number): JsonValue | null {
    const start = this.#at++;
    const items: JsonValue[] = [];
    if (!this.#take(']')) {
      do {
        const value = this.readValue(depth + 1);
        if (value === null) return null;
        items.push(value);
      } while (this.#take(','));
      if (!this.#take(']')) return null;
    }
    return { type: 'list', items, source: this.#text.slice(start, this.#at) };
  }

  #readText(): string | null {
    let result = '';
    this.#at++;
    for (;;) {
      PLAIN.lastIndex = this.#at;
      const plain = PLAIN.exec(this.#text)?.[0] ?? '';
      result += plain;
      this.#at += plain.length;
      const char = this.#text.charAt(this.#at);
      if (char === '"') {
        this.#at++;
        return result;
      }
      if (char !== '\\') return null;
      const letter = this.#text.charAt(this.#at + 1);
      if (letter === 'u') {
        const code = this.#text.slice(this.#at + 2, this.#at + 6);
        if (!/^[0-9a-fA-F]{4}$/.test(code)) return null;
        result += String.fromCharCode(Number.parseInt(code, 16));
        this.#at += 6;
      } else {
        const escaped = ESCAPES.get(letter);
        if (escaped === undefined) return null;
        result += escaped;
        this.#at += 2;
      }
    }
  }

  #take(char: string): boolean {
    this.#skipSpace();
    if (this.#text.charAt(this.#at) !== char) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }
}

/** A cell of a record before it has a column. `key` tells doubled keys apart; `header` is what is shown. */
export interface JsonCell {
  readonly key: string;
  readonly header: string;
  readonly text: string;
}

/** Stands between a header and the number of its repetition; no key of a file can hold it and mean the same. */
const REPEAT_MARK = '\u0000#';

/**
 * The cells of a record, in the order of its keys: objects within objects with dotted headers, lists of plain values joined by `; `, other
 * lists as the JSON they are, nulls empty.
 */
export function flattenRecord(value: JsonValue & { readonly type: 'object' }): JsonCell[] {
  const cells: JsonCell[] = [];
  const seen = new Map<string, number>();
  const add = (header: string, text: string): void => {
    const times = (seen.get(header) ?? 0) + 1;
    seen.set(header, times);
    cells.push({ key: times === 1 ? header : `${header}${REPEAT_MARK}${times}`, header, text });
  };
  const walk = (prefix: string, { entries }: JsonValue & { readonly type: 'object' }): void => {
    for (const [key, inner] of entries) {
      const header = prefix === '' ? key : `${prefix}.${key}`;
      if (inner.type === 'object' && inner.entries.length > 0) walk(header, inner);
      else add(header, cellText(inner));
    }
  };
  walk('', value);
  return cells;
}

function cellText(value: JsonValue): string {
  switch (value.type) {
    case 'text':
    case 'number':
      return value.text;
    case 'word':
      return value.text === 'null' ? '' : value.text;
    case 'object':
      return '';
    case 'list':
      if (value.items.some((item) => item.type === 'list' || item.type === 'object')) return value.source;
      return value.items
        .map(cellText)
        .filter((text) => text !== '')
        .join('; ');
  }
}
