/**
 * What one PDF may cost. A hostile file can be small and still unpack to terabytes or make a parser read the same bytes
 * again and again; every reader here pays from one purse and gives up when it is empty.
 */

import { InputError } from '../../errors.js';

/** Bytes that all streams together may unpack to. */
const OUTPUT_BYTES_MAX = 1024 ** 3;
/** A stream may grow this many times; Flate itself can reach 1,032. Small streams are let off. */
const RATIO_MAX = 250;
const RATIO_FREE_BYTES = 16 * 1024 ** 2;

export class Limits {
  #outputBytes = OUTPUT_BYTES_MAX;
  #steps: number;

  constructor(fileBytes: number) {
    // Honest files cost about one step a byte; the slack is for object streams and repeated forms.
    this.#steps = 64 * 1024 ** 2 + 64 * fileBytes;
  }

  /** Largest output that a stream of so many bytes may have now. */
  outputBytesMax(inputBytes: number): number {
    return Math.max(1, Math.min(this.#outputBytes, Math.max(RATIO_FREE_BYTES, inputBytes * RATIO_MAX)));
  }

  spendOutput(bytes: number): void {
    this.#outputBytes -= bytes;
    this.spendSteps(bytes);
    if (this.#outputBytes < 0) throw tooMuch();
  }

  spendSteps(steps: number): void {
    this.#steps -= steps;
    if (this.#steps < 0) throw tooMuch();
  }
}

const tooMuch = (): InputError =>
  new InputError('The PDF unpacks to far more than its size allows.', {
    code: 'pdf-unreadable',
    hint: 'It was not made by handin, or it was damaged. Build the pack again.',
  });
