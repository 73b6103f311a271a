/**
 * How many more signatures a campaign should collect so that a threshold survives what will be lost, with a chance of 95 %. Chances are
 * summed term by term, so that a milestone of 25 is as right as one of a million.
 */

import { assertHolds } from '../errors.js';

/** Where the loss comes from. */
export type Loss =
  /** Said by somebody: this share of the signatures, from 0 to below 1. */
  | { readonly kind: 'stated'; readonly share: number }
  /** Seen so far: this many of these records were not counted. How sure that is depends on how many there were. */
  | { readonly kind: 'seen'; readonly records: number; readonly lost: number };

/** The chance that a plan leaves. */
export const SURVIVAL = 0.95;

/** More than this are never advised; a loss that asks for more leaves nothing to plan with. */
const MORE_MAX = 50_000_000;

/**
 * The fewest signatures whose remainder reaches a number with a chance of 95 %.
 * @param needed how many must be left
 * @returns null where even 50 million would not do
 */
export function signaturesFor(needed: number, loss: Loss): number | null {
  assertHolds(Number.isSafeInteger(needed) && needed >= 0, 'margin-needed', 'A margin was asked for something that is not a count.');
  if (needed === 0) return 0;
  // On average as many as are needed must be left, so this bound saves summing millions of terms in vain.
  if (needed / keptOnAverage(loss) > MORE_MAX) return null;
  const survives = (given: number): boolean => chanceOfAtLeast(needed, given, loss) >= SURVIVAL;
  let high = needed;
  for (let step = Math.max(16, Math.ceil(needed / 8)); !survives(high); step *= 2) {
    if (high >= MORE_MAX) return null;
    high += step;
  }
  let low = needed;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (survives(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}

const keptOnAverage = (loss: Loss): number =>
  loss.kind === 'stated' ? 1 - loss.share : (loss.records - loss.lost + 0.5) / (loss.records + 1);

/**
 * The chance that of `given` signatures at least `needed` are left. A stated loss is binomial. A loss that was seen is itself uncertain: with
 * Jeffreys' prior the share kept is Beta(kept + 1/2, lost + 1/2), and the number left is beta-binomial.
 */
export function chanceOfAtLeast(needed: number, given: number, loss: Loss): number {
  if (needed <= 0) return 1;
  if (given < needed) return 0;
  return loss.kind === 'stated' ? binomialTail(needed, given, 1 - loss.share) : betaBinomialTail(needed, given, loss);
}

/** P(X >= needed), summed from the top: lost = 0, 1, ... up to given - needed. */
function binomialTail(needed: number, given: number, kept: number): number {
  if (kept >= 1) return 1;
  const ratio = (1 - kept) / kept;
  return sumOfTerms(given - needed, given * Math.log(kept), (lost) => ((given - lost) / (lost + 1)) * ratio);
}

function betaBinomialTail(needed: number, given: number, { records, lost }: Extract<Loss, { kind: 'seen' }>): number {
  const a = records - lost + 0.5;
  const b = lost + 0.5;
  let first = 0;
  // log of B(a + given, b) / B(a, b): nothing is lost.
  for (let i = 0; i < given; i++) first += Math.log1p(-b / (a + b + i));
  return sumOfTerms(given - needed, first, (k) => ((given - k) / (k + 1)) * ((k + b) / (a + given - k - 1)));
}

/** Sum of terms 0 to `last`, each the one before times a factor; logarithms carry what is too small for a number. */
function sumOfTerms(last: number, firstLog: number, factor: (index: number) => number): number {
  let log = firstLog;
  let sum = Math.exp(log);
  for (let index = 0; index < last; index++) {
    log += Math.log(factor(index));
    sum += Math.exp(log);
  }
  return Math.min(1, sum);
}
