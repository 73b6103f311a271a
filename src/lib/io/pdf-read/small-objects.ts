/** What keeps the memory of reading a PDF in bounds: objects that are remembered by their place alone, and unpacked streams of which only the last are held. */

import type { Decoded } from './filters.js';
import type { StoredStream } from './objects.js';

/** A list of whole numbers that needs four bytes for each. */
export class Numbers {
  #values = new Int32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    this.set(this.#length, value);
  }

  /** Places that were never set are 0. */
  set(place: number, value: number): void {
    if (place >= this.#values.length) {
      const larger = new Int32Array(Math.max(place + 1, 2 * this.#values.length));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[place] = value;
    this.#length = Math.max(this.#length, place + 1);
  }

  get(place: number): number {
    return this.#values[place] ?? 0;
  }

  *[Symbol.iterator](): Generator<number, void> {
    for (let at = 0; at < this.#length; at++) yield this.get(at);
  }
}

/** Numbers of objects beyond this one are not looked up by place: a file could name one that needs gigabytes. */
const NUMBER_MAX = 2 ** 24;

/** Objects by the object stream that they stand in and the place in it. */
export class SmallObjects {
  readonly #containers: StoredStream[] = [];
  readonly #containerOf = new Numbers();
  readonly #offsets = new Numbers();
  /** By the number of an object, one more than the place of its latest version; 0 for none. */
  readonly #places = new Numbers();

  static takes(num: number): boolean {
    return Number.isInteger(num) && num >= 0 && num < NUMBER_MAX;
  }

  /** Adds the latest version of an object; gives its place. */
  add(num: number, container: StoredStream, offset: number): number {
    if (this.#containers.at(-1) !== container) this.#containers.push(container);
    const place = this.#offsets.length;
    this.#containerOf.push(this.#containers.length - 1);
    this.#offsets.push(offset);
    this.#places.set(num, place + 1);
    return place;
  }

  /** The latest version of this object is another one. */
  forget(num: number): void {
    if (SmallObjects.takes(num) && this.placeOf(num) !== null) this.#places.set(num, 0);
  }

  /** Place of the latest version of an object; null for none. */
  placeOf(num: number): number | null {
    const place = SmallObjects.takes(num) && num < this.#places.length ? this.#places.get(num) : 0;
    return place === 0 ? null : place - 1;
  }

  at(place: number): { readonly container: StoredStream; readonly offset: number } {
    const container = this.#containers[this.#containerOf.get(place)];
    if (container === undefined) throw new RangeError('no such object');
    return { container, offset: this.#offsets.get(place) };
  }
}

/** Bytes of unpacked streams that are held together. */
const HELD_BYTES_MAX = 32 * 1024 ** 2;

/** Unpacked streams, the last ones only. */
export class DecodedStreams {
  readonly #held = new Map<StoredStream, Decoded>();
  readonly #seen = new WeakSet<StoredStream>();
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number = HELD_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  /** Undefined where it was never unpacked, or is not held any more. */
  get(stream: StoredStream): Decoded | undefined {
    return this.#held.get(stream);
  }

  /** Whether it was unpacked before. */
  hasSeen(stream: StoredStream): boolean {
    return this.#seen.has(stream);
  }

  add(stream: StoredStream, decoded: Decoded): void {
    this.#seen.add(stream);
    this.#held.set(stream, decoded);
    this.#bytes += decoded.bytes.length;
    for (const [oldest, { bytes }] of this.#held) {
      if (this.#bytes <= this.#bytesMax || oldest === stream) return;
      this.#held.delete(oldest);
      this.#bytes -= bytes.length;
    }
  }
}
