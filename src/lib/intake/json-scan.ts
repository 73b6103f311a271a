/**
 * Finds the lists in a JSON document and cuts one of them into its elements, on bytes and piece by piece: a document of any length takes
 * the memory of one element. Brackets and quotes are all it looks at; an element is parsed in `io/json-record.ts`.
 */

import { InputError } from '../errors.js';
import { JSON_NESTING_MAX, RECORD_BYTES_MAX } from './limits.js';

/** A list of a document, reached through objects only. */
export interface JsonList {
  /** Keys that lead to it, each as its JSON text without quotes; empty for a document that is a list. */
  readonly path: readonly string[];
  /** Offset of its `[`. */
  readonly from: number;
  /** Elements. */
  count: number;
  /** Elements that are objects. */
  objects: number;
  /** The first few elements that are objects. */
  readonly sample: Uint8Array[];
}

/** Lists are looked for behind so many keys at most: `data.petition.signatures.edges` and one to spare. */
const PATH_KEYS_MAX = 5;
const LISTS_MAX = 200;
const SAMPLE_ELEMENTS = 20;
const KEY_BYTES_MAX = 200;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

interface Level {
  readonly isList: boolean;
  /** The list, when it is one that can be chosen. */
  readonly list: JsonList | null;
  key: string;
  isKeyNext: boolean;
}

/** Takes a whole document in pieces and tells its lists. */
export class JsonListFinder {
  readonly lists: JsonList[] = [];
  readonly #label: string;
  readonly #levels: Level[] = [];
  #offset = 0;
  #isInText = false;
  #isEscaped = false;
  #keyBytes: number[] | null = null;
  /** Bytes of the element that is being sampled, and the depth at which it ends. */
  #element: { readonly list: JsonList; readonly depth: number; readonly bytes: number[] } | null = null;
  #hasValue = false;

  constructor(label: string) {
    this.#label = label;
  }

  /** @throws InputError `file-hostile` for nesting without end */
  write(piece: Uint8Array): void {
    for (let i = 0; i < piece.length; i++) this.#take(piece[i] ?? 0, this.#offset + i);
    this.#offset += piece.length;
  }

  #take(byte: number, at: number): void {
    this.#element?.bytes.push(byte);
    if (this.#element !== null && this.#element.bytes.length > RECORD_BYTES_MAX) this.#element = null;
    const level = this.#levels[this.#levels.length - 1];
    if (this.#isInText) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) {
        this.#isInText = false;
        if (this.#keyBytes !== null && level !== undefined) level.key = String.fromCharCode(...this.#keyBytes);
        this.#keyBytes = null;
        return;
      }
      if (this.#keyBytes !== null && this.#keyBytes.length < KEY_BYTES_MAX) this.#keyBytes.push(byte);
      return;
    }
    if (isSpace(byte)) return;
    switch (byte) {
      case QUOTE:
        this.#isInText = true;
        if (level !== undefined && !level.isList && level.isKeyNext) this.#keyBytes = [];
        else this.#beginValue(level);
        return;
      case COLON:
        if (level !== undefined) level.isKeyNext = false;
        return;
      case COMMA:
        if (level !== undefined) level.isKeyNext = true;
        this.#hasValue = false;
        return;
      case OPEN_OBJECT:
      case OPEN_LIST:
        this.#open(byte === OPEN_LIST, level, at);
        return;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        this.#close();
        return;
      default:
        if (!this.#hasValue) this.#beginValue(level);
    }
  }

  #beginValue(level: Level | undefined): void {
    this.#hasValue = true;
    if (level?.isList === true && level.list !== null) level.list.count++;
  }

  #open(isList: boolean, level: Level | undefined, at: number): void {
    if (this.#levels.length >= JSON_NESTING_MAX) throw nestingError(this.#label);
    this.#beginValue(level);
    if (level?.isList === true && level.list !== null && !isList) {
      level.list.objects++;
      if (this.#element === null && level.list.sample.length < SAMPLE_ELEMENTS) {
        this.#element = { list: level.list, depth: this.#levels.length, bytes: [OPEN_OBJECT] };
      }
    }
    let list: JsonList | null = null;
    if (isList && this.lists.length < LISTS_MAX && this.#levels.length <= PATH_KEYS_MAX && this.#levels.every((outer) => !outer.isList)) {
      list = { path: this.#levels.map((outer) => outer.key), from: at, count: 0, objects: 0, sample: [] };
      this.lists.push(list);
    }
    this.#levels.push({ isList, list, key: '', isKeyNext: true });
    this.#hasValue = false;
  }

  #close(): void {
    this.#levels.pop();
    this.#hasValue = true;
    if (this.#element !== null && this.#levels.length <= this.#element.depth) {
      this.#element.list.sample.push(Uint8Array.from(this.#element.bytes));
      this.#element = null;
    }
  }
}

function nestingError(label: string): InputError {
  return new InputError(`${label} is not read, because it holds values nested without end.`, {
    code: 'file-hostile',
    hint: 'Ask for a flat export: CSV, XLSX or JSON lines.',
  });
}

/** Whether values stand in one another more deeply than any record needs; parsers that call themselves for each would run out of stack. */
export function isNestedDeeply(text: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isInText) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) isInText = false;
    } else if (code === QUOTE) isInText = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (++depth > JSON_NESTING_MAX) return true;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
  }
  return false;
}

/** One element of a list, or one line of JSON lines. */
export interface JsonElement {
  /** Offset of its first byte. */
  readonly from: number;
  /** Offset after its last byte, white space and separators excluded. */
  readonly to: number;
  /** Null when it is longer than a record may be; then `start` holds its first bytes. */
  readonly bytes: Uint8Array | null;
  readonly start: Uint8Array;
}

/** Of an element that is too long, this much is kept. */
const START_BYTES = 64 * 1024;

/** Collects the bytes of one element over pieces. */
class ElementBytes {
  readonly from: number;
  #parts: Uint8Array[] = [];
  #length = 0;
  #isTooLong = false;

  constructor(from: number) {
    this.from = from;
  }

  push(bytes: Uint8Array): void {
    this.#length += bytes.length;
    if (this.#isTooLong) return;
    // A copy, for the piece is used again; `slice` of a Node buffer would be a view.
    this.#parts.push(new Uint8Array(bytes));
    if (this.#length > RECORD_BYTES_MAX) {
      this.#isTooLong = true;
      this.#parts = [new Uint8Array(join(this.#parts).subarray(0, START_BYTES))];
    }
  }

  finish(): JsonElement {
    const bytes = join(this.#parts);
    let end = bytes.length;
    while (end > 0 && isSpace(bytes[end - 1] ?? 0)) end--;
    const whole = bytes.subarray(0, end);
    const to = this.#isTooLong ? this.from + this.#length : this.from + end;
    return { from: this.from, to, bytes: this.#isTooLong ? null : whole, start: whole };
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Cuts the list that begins at an offset into its elements. A list that breaks off keeps what there is of its last element. */
export class JsonListCutter {
  readonly #from: number;
  #offset = 0;
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  #element: ElementBytes | null = null;
  /** Offset of the `]` that ends the list, once it was seen. */
  end: number | null = null;

  constructor(list: JsonList) {
    this.#from = list.from + 1;
  }

  /** The elements that are complete with this piece. */
  write(piece: Uint8Array): JsonElement[] {
    const done: JsonElement[] = [];
    const base = this.#offset;
    this.#offset += piece.length;
    if (this.end !== null || this.#offset <= this.#from) return done;
    let start = Math.max(0, this.#from - base);
    const finish = (i: number): void => {
      if (this.#element === null) return;
      this.#element.push(piece.subarray(start, i));
      done.push(this.#element.finish());
      this.#element = null;
    };
    for (let i = start; i < piece.length; i++) {
      const byte = piece[i] ?? 0;
      if (this.#isInText) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) this.#isInText = false;
        continue;
      }
      if (isSpace(byte)) continue;
      if (this.#depth === 0 && byte === COMMA) {
        finish(i);
        continue;
      }
      if (this.#depth === 0 && (byte === CLOSE_LIST || byte === CLOSE_OBJECT)) {
        finish(i);
        this.end = base + i;
        return done;
      }
      if (this.#element === null) {
        this.#element = new ElementBytes(base + i);
        start = i;
      }
      if (byte === QUOTE) this.#isInText = true;
      else if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.#depth++;
      else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) this.#depth--;
    }
    this.#element?.push(piece.subarray(start));
    return done;
  }

  /** What is left when the document ends within the list. */
  finish(): JsonElement | null {
    const element = this.#element?.finish() ?? null;
    this.#element = null;
    return element;
  }
}

/** Cuts JSON lines into lines; empty ones too. Each ends with its line feed, or with the file. */
export class JsonLineCutter {
  #offset = 0;
  #line: ElementBytes;

  /** @param from where the first line begins, after a byte-order mark */
  constructor(from: number) {
    this.#line = new ElementBytes(from);
    this.#skip = from;
  }

  #skip: number;

  write(piece: Uint8Array): JsonElement[] {
    const done: JsonElement[] = [];
    const base = this.#offset;
    this.#offset += piece.length;
    let start = Math.min(piece.length, Math.max(0, this.#skip - base));
    for (;;) {
      const feed = piece.indexOf(0x0a, start);
      if (feed < 0) break;
      this.#line.push(piece.subarray(start, feed));
      done.push(this.#line.finish());
      this.#line = new ElementBytes(base + feed + 1);
      start = feed + 1;
    }
    if (start < piece.length) this.#line.push(piece.subarray(start));
    return done;
  }

  /** The last line, when the file does not end with a line feed. */
  finish(): JsonElement | null {
    return this.#offset > this.#line.from ? this.#line.finish() : null;
  }
}
