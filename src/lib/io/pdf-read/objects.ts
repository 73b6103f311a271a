/**
 * Finds every indirect object of a PDF by looking at its bytes, not at its cross-reference table: objects that no page
 * uses, objects of earlier revisions and objects inside object streams included. Bytes that belong to no object are kept
 * as raw text. Nothing here decides what is shown.
 */

import { type Decoded, decodeStream } from './filters.js';
import { Limits } from './limits.js';
import { DecodedStreams, Numbers, SmallObjects } from './small-objects.js';
import {
  isData,
  isDigit,
  isWhite,
  Lexer,
  type PdfDict,
  PdfName,
  PdfRef,
  type PdfValue,
  PdfWord,
  readableText,
  SyntaxProblem,
} from './syntax.js';

export interface StoredStream {
  readonly dict: PdfDict;
  readonly raw: Buffer;
}

export interface StoredObject {
  readonly num: number;
  readonly value: PdfValue;
  readonly stream: StoredStream | null;
}

/** The version, and the comment of four high bytes that marks the file as binary. */
const FILE_HEADER = /^%PDF-\d\.\d(?:\r?\n%[\x80-\xff]{4}(?=[\r\n]))?/;

interface Candidate {
  readonly num: number;
  readonly start: number;
  readonly bodyStart: number;
}

export class PdfObjects {
  readonly trailers: PdfDict[] = [];
  /** Raw text outside all objects. */
  readonly outside: string[] = [];
  /** The same as bytes, where they are no plain text. */
  readonly data: Buffer[] = [];
  /** Times that `%%EOF` stands outside a stream. */
  endMarkCount = 0;
  /** Objects that are held, in file order, every version; and between them the small ones that are read again when they are asked for. */
  readonly #kept: StoredObject[] = [];
  readonly #small = new SmallObjects();
  /** File order: a number from 0 on is a place in `#kept`, a negative one a place in `#small`. */
  readonly #order = new Numbers();
  readonly #latest = new Map<number, StoredObject>();
  readonly #decoded = new DecodedStreams();
  readonly #unread = new Set<string>();
  readonly #limits: Limits;

  constructor(bytes: Buffer, limits: Limits) {
    this.#limits = limits;
    const comments: Buffer[] = [];
    const { found, gaps } = this.#collect(bytes, comments);
    for (const object of found) {
      this.#add(object);
      // The members follow their container, so that a later revision of an object stays the later one.
      if (object.stream !== null && isNamed(object.stream.dict.get('Type'), 'ObjStm')) this.#addMembers(object.stream, comments);
    }
    for (const gap of gaps) this.#readGap(gap, comments);
    for (const comment of comments) this.#keepOutside(comment);
  }

  /** Kinds of things that could not be read. */
  get unread(): readonly string[] {
    return [...this.#unread];
  }

  noteUnread(what: string): void {
    this.#unread.add(what);
  }

  get limits(): Limits {
    return this.#limits;
  }

  /** Every object that is not a small one of `values`, in file order, every version: all that have a stream, or a type. */
  get held(): readonly StoredObject[] {
    return this.#kept;
  }

  /** The value of every object, in file order, every version. Those of small objects are read anew, and are not the same next time. */
  *values(): Generator<PdfValue, void> {
    for (const place of this.#order) yield place >= 0 ? (this.#kept[place]?.value ?? null) : this.#readSmall(-1 - place);
  }

  /** The value behind a reference, at most a few steps deep; null when it points nowhere. */
  readonly lookUp = (value: PdfValue | undefined): PdfValue => {
    let at: PdfValue | undefined = value;
    for (let step = 0; at instanceof PdfRef && step < 16; step++) at = this.#latestOf(at.num)?.value;
    return at === undefined || at instanceof PdfRef ? null : at;
  };

  /** A small object that something leads to is held from then on, so that it is the same each time. */
  #latestOf(num: number): StoredObject | undefined {
    const held = this.#latest.get(num);
    if (held !== undefined) return held;
    const place = this.#small.placeOf(num);
    if (place === null) return undefined;
    const object = { num, value: this.#readSmall(place), stream: null };
    this.#latest.set(num, object);
    return object;
  }

  #readSmall(place: number): PdfValue {
    const { container, offset } = this.#small.at(place);
    return new Lexer(this.decode(container).bytes, offset, this.#limits, []).next(true) ?? null;
  }

  dict(value: PdfValue | undefined): PdfDict | null {
    const found = this.lookUp(value);
    return found instanceof Map ? found : null;
  }

  stream(value: PdfValue | undefined): StoredStream | null {
    return value instanceof PdfRef ? (this.#latest.get(value.num)?.stream ?? null) : null;
  }

  /** Unpacked; what is behind the end of the data counts as outside, once. */
  decode(stream: StoredStream): Decoded {
    const known = this.#decoded.get(stream);
    if (known !== undefined) return known;
    if (this.#decoded.hasSeen(stream)) {
      // It was paid for as output the first time; now it is work.
      const again = decodeStream(stream.dict, stream.raw, new Limits(stream.raw.length), this.lookUp);
      this.#limits.spendSteps(again.bytes.length);
      this.#decoded.add(stream, again);
      return again;
    }
    const decoded = decodeStream(stream.dict, stream.raw, this.#limits, this.lookUp);
    this.#decoded.add(stream, decoded);
    if (decoded.unread !== null) this.noteUnread(decoded.unread);
    this.#keepOutside(decoded.leftover);
    return decoded;
  }

  #add(object: StoredObject): void {
    this.#order.push(this.#kept.length);
    this.#kept.push(object);
    this.#latest.set(object.num, object);
    this.#small.forget(object.num);
  }

  /** Adds an object of an object stream; where it is a small one, only where it stands. */
  #addMember(num: number, value: PdfValue, container: StoredStream, offset: number): void {
    if (!isSmall(value) || !SmallObjects.takes(num)) {
      this.#add({ num, value, stream: null });
      return;
    }
    this.#latest.delete(num);
    this.#order.push(-1 - this.#small.add(num, container, offset));
  }

  #collect(bytes: Buffer, comments: Buffer[]): { found: StoredObject[]; gaps: Buffer[] } {
    const candidates = findCandidates(bytes);
    const bodyStarts = new Map(candidates.map((candidate) => [candidate.num, candidate.bodyStart]));
    const found: StoredObject[] = [];
    const gaps: Buffer[] = [];
    let covered = 0;
    for (const candidate of candidates) {
      // `1 0 obj` inside the data of a stream is data.
      if (candidate.start < covered) continue;
      const commentCount = comments.length;
      try {
        const lexer = new Lexer(bytes, candidate.bodyStart, this.#limits, comments);
        const value = lexer.next(true);
        if (value === undefined || value instanceof PdfWord) throw new SyntaxProblem('no object');
        let end = lexer.position;
        let stream: StoredStream | null = null;
        if (value instanceof Map) {
          const dataStart = streamStart(bytes, end);
          if (dataStart !== null) {
            const dataEnd = this.#streamEnd(bytes, dataStart, value, bodyStarts);
            stream = { dict: value, raw: bytes.subarray(dataStart, dataEnd.data) };
            end = dataEnd.after;
          }
        }
        if (candidate.start > covered) gaps.push(bytes.subarray(covered, candidate.start));
        found.push({ num: candidate.num, value, stream });
        covered = end;
      } catch (error) {
        if (!(error instanceof SyntaxProblem)) throw error;
        // Not an object after all: its bytes stay in the gap, so its comments are there already.
        comments.length = commentCount;
      }
    }
    if (covered < bytes.length) gaps.push(bytes.subarray(covered));
    return { found, gaps };
  }

  #streamEnd(bytes: Buffer, start: number, dict: PdfDict, bodyStarts: ReadonlyMap<number, number>): { data: number; after: number } {
    let length = dict.get('Length');
    if (length instanceof PdfRef) {
      // The object that holds the length often stands behind the stream and is not read yet.
      const bodyStart = bodyStarts.get(length.num);
      const value = bodyStart === undefined ? null : new Lexer(bytes, bodyStart, this.#limits, []).next(false);
      length = value ?? null;
    }
    if (typeof length === 'number' && Number.isInteger(length) && length >= 0 && start + length <= bytes.length) {
      let after = start + length;
      while (isWhite(bytes[after]) && after < start + length + 3) after++;
      if (startsWith(bytes, after, 'endstream')) return { data: start + length, after: after + 9 };
    }
    const end = bytes.indexOf('endstream', start, 'latin1');
    this.#limits.spendSteps((end < 0 ? bytes.length : end) - start);
    if (end < 0) return { data: bytes.length, after: bytes.length };
    let data = end;
    if (bytes[data - 1] === 10) data--;
    if (bytes[data - 1] === 13) data--;
    return { data: Math.max(start, data), after: end + 9 };
  }

  #addMembers(container: StoredStream, comments: Buffer[]): void {
    const { bytes, unread } = this.decode(container);
    if (unread !== null) return;
    const first = this.lookUp(container.dict.get('First'));
    const count = this.lookUp(container.dict.get('N'));
    if (typeof first !== 'number' || typeof count !== 'number' || first < 0) {
      this.noteUnread('object stream');
      return;
    }
    const header = new Lexer(bytes.subarray(0, first), 0, this.#limits, comments);
    let covered = Math.floor(first);
    for (let index = 0; index < count; index++) {
      const num = header.next(false);
      const offset = header.next(false);
      if (typeof num !== 'number' || typeof offset !== 'number') break;
      const start = first + offset;
      if (start > covered) this.#keepOutside(bytes.subarray(covered, start));
      try {
        const lexer = new Lexer(bytes, start, this.#limits, comments);
        const value = lexer.next(true);
        if (value === undefined || value instanceof PdfWord) throw new SyntaxProblem('no object');
        this.#addMember(num, value, container, start);
        covered = Math.max(covered, lexer.position);
      } catch (error) {
        if (!(error instanceof SyntaxProblem)) throw error;
      }
    }
    // Whatever the header does not lead to is text like any other.
    this.#keepOutside(bytes.subarray(covered));
  }

  /** Takes the file structure out of bytes between objects; the rest is text that belongs nowhere. */
  #readGap(gap: Buffer, comments: Buffer[]): void {
    this.#limits.spendSteps(gap.length);
    let at = 0;
    let kept = 0;
    const keepUntil = (end: number): void => {
      if (end > kept) this.#keepOutside(gap.subarray(kept, end));
    };
    while (at < gap.length) {
      const skipped = this.#skipStructure(gap, at, comments);
      if (skipped > at) {
        keepUntil(at);
        at = skipped;
        kept = skipped;
      } else at++;
    }
    keepUntil(gap.length);
  }

  /** End of the piece of file structure that begins at `at`, or `at` when none does. */
  #skipStructure(gap: Buffer, at: number, comments: Buffer[]): number {
    switch (gap[at]) {
      case 0x25: // %
        if (startsWith(gap, at, '%%EOF')) {
          this.endMarkCount++;
          return at + 5;
        }
        return at === 0 ? (FILE_HEADER.exec(gap.toString('latin1', 0, 32))?.[0].length ?? at) : at;
      case 0x65: // e
        return startsWith(gap, at, 'endobj') ? at + 6 : at;
      case 0x73: {
        // s
        const found = /^startxref\s{1,4}\d{1,20}/.exec(gap.toString('latin1', at, at + 40));
        return at + (found?.[0].length ?? 0);
      }
      case 0x78: // x
        return startsWith(gap, at, 'xref') ? skipCrossReferences(gap, at + 4) : at;
      case 0x74: // t
        if (!startsWith(gap, at, 'trailer')) return at;
        try {
          const lexer = new Lexer(gap, at + 7, this.#limits, comments);
          const value = lexer.next(true);
          if (!(value instanceof Map)) return at;
          this.trailers.push(value);
          return lexer.position;
        } catch (error) {
          if (!(error instanceof SyntaxProblem)) throw error;
          return at;
        }
      default:
        return at;
    }
  }

  #keepOutside(bytes: Buffer): void {
    const text = readableText(bytes).trim();
    if (text !== '') this.outside.push(text);
    if (isData(bytes)) this.data.push(bytes);
  }
}

/** Keys of an element of the structure tree (ISO 32000-1, table 323). A tagged list has millions of elements, and nothing in a file leads to them but the tree. */
const ELEMENT_KEYS: ReadonlySet<string> = new Set(['S', 'P', 'Pg', 'K', 'A', 'ActualText', 'Alt', 'Lang', 'T', 'ID']);

/** Elements of the structure tree, and lists of references: read again when they are asked for. Anything that could matter later is none. */
function isSmall(value: PdfValue): boolean {
  if (Array.isArray(value)) return value.every((item) => item instanceof PdfRef);
  if (!(value instanceof Map) || !value.has('S')) return false;
  for (const [key, item] of value) if (!ELEMENT_KEYS.has(key) || item instanceof Map) return false;
  return true;
}

export function isNamed(value: PdfValue | undefined, name: string): boolean {
  return value instanceof PdfName && value.text === name;
}

const startsWith = (bytes: Buffer, at: number, text: string): boolean => bytes.toString('latin1', at, at + text.length) === text;

/** Every place that looks like `12 0 obj`. */
function findCandidates(bytes: Buffer): Candidate[] {
  const candidates: Candidate[] = [];
  for (let at = bytes.indexOf('obj'); at >= 0; at = bytes.indexOf('obj', at + 3)) {
    let start = at;
    start = backOver(bytes, start, isWhite, 32);
    const generationEnd = start;
    start = backOver(bytes, start, isDigit, 5);
    if (start === generationEnd) continue;
    const gapEnd = start;
    start = backOver(bytes, start, isWhite, 32);
    if (start === gapEnd) continue;
    const numEnd = start;
    start = backOver(bytes, start, isDigit, 10);
    if (start === numEnd) continue;
    candidates.push({ num: Number.parseInt(bytes.toString('latin1', start, numEnd), 10), start, bodyStart: at + 3 });
  }
  return candidates;
}

function backOver(bytes: Buffer, from: number, test: (byte: number | undefined) => boolean, max: number): number {
  let at = from;
  while (at > 0 && from - at < max && test(bytes[at - 1])) at--;
  return at;
}

/** Start of the data when `stream` follows a dictionary. */
function streamStart(bytes: Buffer, from: number): number | null {
  let at = from;
  while (isWhite(bytes[at]) && at - from < 64) at++;
  if (!startsWith(bytes, at, 'stream')) return null;
  at += 6;
  if (bytes[at] === 13) at++;
  if (bytes[at] === 10) at++;
  return at;
}

/** Skips the rows of a cross-reference table: their digits are offsets, and would look like telephone numbers. */
function skipCrossReferences(gap: Buffer, from: number): number {
  let at = from;
  for (;;) {
    while (isWhite(gap[at])) at++;
    const row = /^\d{1,10} \d{1,10}(?: [nf])?[ \t]{0,2}[\r\n]/.exec(gap.toString('latin1', at, at + 32));
    if (row === null) return at;
    at += row[0].length;
  }
}
