/**
 * The proof that nothing of a file was lost: every byte belongs to exactly one class, and the runs follow one another from the first
 * byte to the last. A gap, an overlap or a missing end is a defect of ours and ends the run.
 */

import { DefectError } from '../errors.js';
import { BYTE_CLASSES, type ByteClass, type ByteRun } from '../model/intake.js';

/** Takes runs in the order of the file and counts the bytes of each class. */
export class Tiling {
  readonly #onRun: ((run: ByteRun) => void) | undefined;
  readonly #counts = Object.fromEntries(BYTE_CLASSES.map((name) => [name, 0])) as Record<ByteClass, number>;
  #class: ByteClass = 'mark';
  #from = 0;
  #to = 0;

  /** @param onRun told every run, merged where neighbours are of one class */
  constructor(onRun?: (run: ByteRun) => void) {
    this.#onRun = onRun;
  }

  /** Where the next run must begin. */
  get end(): number {
    return this.#to;
  }

  /** Adds `[from, to)`; an empty run says nothing. */
  add(name: ByteClass, from: number, to: number): void {
    if (from !== this.#to || to < from) {
      throw new DefectError('The classes of a file do not tile it.', { code: 'intake-tiling' });
    }
    this.#counts[name] += to - from;
    if (name !== this.#class) {
      this.#hand();
      this.#class = name;
      this.#from = from;
    }
    this.#to = to;
  }

  /** Ends it: the runs must reach exactly to the end of the file. */
  finish(bytes: number): Readonly<Record<ByteClass, number>> {
    if (this.#to !== bytes) throw new DefectError('The classes of a file do not tile it.', { code: 'intake-tiling' });
    this.#hand();
    return this.#counts;
  }

  #hand(): void {
    if (this.#to > this.#from) this.#onRun?.({ class: this.#class, from: this.#from, to: this.#to });
  }
}
