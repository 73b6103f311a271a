/**
 * How many more signatures a campaign should collect so that a threshold survives what will be lost, with a chance of 95 %. Chances are
 * summed term by term, so that a milestone of 25 is as right as one of a million.
 */

import { assertHolds } from '../errors.js';
import { lnGamma } from '../statistics.js';

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
  // On average as many as are needed must be left, so this bound saves a search in vain.
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
  if (loss.kind === 'stated' && loss.share === 0) return 1;
  const left = loss.kind === 'stated' ? binomial(given, 1 - loss.share) : betaBinomial(given, loss);
  // The tail on whose side the number stands falls off from there, so few of its terms matter.
  const isAbove = needed > given * keptOnAverage(loss);
  return isAbove ? Math.min(1, tailUp(left, needed, given)) : Math.max(0, 1 - tailDown(left, needed - 1));
}

/** Chances of each number of signatures left: the logarithm of one, and what the next is to it. */
interface Distribution {
  readonly logChance: (count: number) => number;
  /** Chance of `count + 1` over that of `count`. */
  readonly ratio: (count: number) => number;
}

function binomial(given: number, kept: number): Distribution {
  const odds = kept / (1 - kept);
  return {
    logChance: (count) => lnChoose(given, count) + count * Math.log(kept) + (given - count) * Math.log1p(-kept),
    ratio: (count) => ((given - count) / (count + 1)) * odds,
  };
}

function betaBinomial(given: number, { records, lost }: Extract<Loss, { kind: 'seen' }>): Distribution {
  const [a, b] = [records - lost + 0.5, lost + 0.5];
  const lnBeta = (x: number, y: number): number => lnGamma(x) + lnGamma(y) - lnGamma(x + y);
  return {
    logChance: (count) => lnChoose(given, count) + lnBeta(count + a, given - count + b) - lnBeta(a, b),
    ratio: (count) => ((given - count) / (count + 1)) * ((count + a) / (given - count - 1 + b)),
  };
}

const lnChoose = (n: number, k: number): number => lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1);

/** A term that adds less than this share of the sum ends it. */
const NEGLIGIBLE = 1e-17;

function tailUp({ logChance, ratio }: Distribution, from: number, to: number): number {
  let [sum, term] = [1, 1];
  for (let count = from; count < to; count++) {
    term *= ratio(count);
    sum += term;
    if (term < sum * NEGLIGIBLE) break;
  }
  return Math.exp(logChance(from)) * sum;
}

function tailDown({ logChance, ratio }: Distribution, from: number): number {
  let [sum, term] = [1, 1];
  for (let count = from - 1; count >= 0; count--) {
    term /= ratio(count);
    sum += term;
    if (term < sum * NEGLIGIBLE) break;
  }
  return Math.exp(logChance(from)) * sum;
}
