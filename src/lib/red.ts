/**
 * Red types: strings that belong to a signatory. A red value cannot become text by accident: `toString`, `toJSON` and
 * template literals throw, and the inspector prints `[red]`. Only the gate and the writers of private files unwrap it;
 * `test/architecture.test.ts` holds everybody else to that.
 */

import { inspect } from 'node:util';

import { DefectError } from './errors.js';

const refuse = (): never => {
  throw new DefectError('A private value was about to become text.', { code: 'red-leak' });
};

/** One private string. */
export class Red {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The bare string. Import `reveal` instead of calling this; the architecture test looks for that import. */
  static open(red: Red): string {
    return red.#value;
  }

  toString(): string {
    return refuse();
  }

  toJSON(): string {
    return refuse();
  }

  [Symbol.toPrimitive](): string {
    return refuse();
  }

  [inspect.custom](): string {
    return '[red]';
  }
}

/** Unwraps a private string. For the gate and for writers of private files only. */
export function reveal(red: Red): string {
  return Red.open(red);
}
