/** Axes and ranges as numbers: where gridlines stand, and the middle of a range. */

import type { Shown } from '../model/release.js';

/** The ends of a number as it may be shown. */
export function rangeOf(count: Shown): { readonly from: number; readonly to: number } {
  return 'exact' in count ? { from: count.exact, to: count.exact } : count;
}

/** The middle of a range, which is all that a chart may be drawn from. */
export function middleOf(count: Shown): number {
  const { from, to } = rangeOf(count);
  return (from + to) / 2;
}

/** Steps of a grid, and finer ones for classes that should use their whole width, as multiples of a power of ten. */
const COARSE = [1, 2, 2.5, 5, 10] as const;
export const FINE = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10] as const;

/** The next larger number that is one of these multiples of a power of ten. */
export function roundUp(value: number, multiples: readonly number[] = COARSE): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = multiples.find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** Round numbers from zero on, the last one at or above `highest`; about as many steps as asked for. */
export function gridOf(highest: number, steps: number): number[] {
  const step = Math.max(1, roundUp(highest / steps));
  const count = Math.max(1, Math.ceil(highest / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** Positions from 0 to `length - 1`, evenly apart, at most `most` of them, the first among them. */
export function spread(length: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(length / most));
  return Array.from({ length: Math.ceil(length / step) }, (_, index) => index * step);
}
