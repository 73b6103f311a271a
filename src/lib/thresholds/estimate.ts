/**
 * How many different people signed validly, judged from a sample that somebody checked. Two cases that must not be mixed up: a sample of a
 * raw pile, in which one person may stand several times, and a sample of a list that was deduplicated already. Numbers in, numbers out.
 */

import { assertHolds } from '../errors.js';
import { wilsonInterval, Z_95 } from '../statistics.js';

/** What checking a sample of a raw pile found. */
export interface RawSample {
  /** Signatures in the pile. */
  readonly pile: number;
  /** Signatures drawn from it, without putting back. */
  readonly sample: number;
  /** How many people had exactly one valid signature in the sample, exactly two, and so on. Invalid signatures are in none. */
  readonly peopleBySignatures: readonly number[];
}

/** An estimate of different valid signatories. */
export interface Estimate {
  /** Not below the people seen, and not above what the share of valid signatures alone gives. */
  readonly estimate: number;
  /** The same before it was held within its bounds. */
  readonly unbounded: number;
  /** Of the unbounded estimate, as the sample suggests it. */
  readonly standardError: number;
  /** 95 %. Where the sample shows no pair, three stand in for none: no pair seen does not mean that there is none. */
  readonly low: number;
  readonly high: number;
}

/** Pairs that could be there although none was seen, with a certainty of 95 %: the rule of three. */
const PAIRS_UNSEEN = 3;

/**
 * Goodman's estimator: L. A. Goodman, "On the Estimation of the Number of Classes in a Population", Annals of Mathematical Statistics 20
 * (1949), 572-579. Any k signatures of the pile are all in the sample with the chance C(n,k)/C(N,k), so the k-sets seen, divided by it, are
 * an unbiased count of those of the pile; inclusion and exclusion gives people.
 * @param terms how many of its terms are taken. Two (pairs) are exact where nobody signed more than twice, and one too few for each person
 * who signed three times. More terms repair that and are useless on a small sample: each weighs about N/n times the one before.
 */
export function goodmanEstimate(counts: RawSample, terms = 2): number {
  assertSample(counts);
  let weight = 1;
  let sum = 0;
  for (let k = 1; k <= Math.min(terms, counts.sample); k++) {
    weight *= (counts.pile - k + 1) / (counts.sample - k + 1);
    sum += (k % 2 === 1 ? 1 : -1) * weight * setsOf(counts, k);
  }
  return sum;
}

/**
 * The estimate by pairs, its standard error and an interval.
 *
 * The standard error has a part for which signatures are valid (binomial, less what was drawn) and a part for the pairs (Poisson, by the
 * square of the weight of one): sqrt((N/n)^2 n p(1-p)(1-n/N) + W^2 T2) with W = N(N-1)/(n(n-1)). The second rules nearly always.
 * @throws DefectError `sample-counts` for counts that contradict themselves
 */
export function estimateFromPile(counts: RawSample): Estimate {
  const { pile, sample } = counts;
  const unbounded = goodmanEstimate(counts);
  const valid = setsOf(counts, 1);
  const pairs = setsOf(counts, 2);
  const people = counts.peopleBySignatures.reduce((sum, count) => sum + count, 0);
  const scaled = (pile / sample) * valid;
  const bounded = (value: number): number => Math.min(scaled, Math.max(people, value));
  const share = valid / sample;
  const ofShare = (pile / sample) ** 2 * sample * share * (1 - share) * (1 - sample / pile);
  const pairWeight = sample < 2 ? 0 : (pile * (pile - 1)) / (sample * (sample - 1));
  const errorWith = (pairsSeen: number): number => Math.sqrt(ofShare + pairWeight ** 2 * pairsSeen);
  if (sample === pile) return { estimate: people, unbounded, standardError: 0, low: people, high: people };
  return {
    estimate: bounded(unbounded),
    unbounded,
    standardError: errorWith(pairs),
    low: Math.max(people, unbounded - Z_95 * errorWith(pairs === 0 ? PAIRS_UNSEEN : pairs)),
    high: Math.min(pile, Math.max(people, unbounded + Z_95 * errorWith(pairs))),
  };
}

/** What checking a sample of a deduplicated list found. */
export interface DistinctSample {
  /** Different people on the list. */
  readonly list: number;
  readonly sample: number;
  readonly valid: number;
}

/**
 * Valid people of a list that names nobody twice: their share times the list. Wilson's interval for as many trials as the sample is worth,
 * since it was drawn without putting back: n (N-1)/(N-n). A full count has no error.
 * @throws DefectError `sample-counts` for counts that contradict themselves
 */
export function estimateFromList({ list, sample, valid }: DistinctSample): Estimate {
  assertHolds(
    isCount(list) && isCount(sample) && isCount(valid) && sample > 0 && sample <= list && valid <= sample,
    'sample-counts',
    WRONG,
  );
  const share = valid / sample;
  const unbounded = list * share;
  if (sample === list) return { estimate: valid, unbounded: valid, standardError: 0, low: valid, high: valid };
  const left = (list - sample) / (list - 1);
  const interval = wilsonInterval(valid / left, sample / left);
  return {
    estimate: unbounded,
    unbounded,
    standardError: list * Math.sqrt(((share * (1 - share)) / sample) * left),
    low: Math.max(valid, list * interval.low),
    high: Math.min(list - (sample - valid), list * interval.high),
  };
}

/** Sets of k valid signatures of one person each that are in the sample: pairs for k = 2, and a triple holds three of them. */
function setsOf({ peopleBySignatures }: RawSample, k: number): number {
  return peopleBySignatures.reduce((sum, people, index) => sum + people * choose(index + 1, k), 0);
}

function choose(n: number, k: number): number {
  let product = 1;
  for (let i = 0; i < k; i++) product *= (n - i) / (i + 1);
  return n < k ? 0 : product;
}

const WRONG = 'The counts of a sample contradict themselves.';
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

function assertSample(counts: RawSample): void {
  const { pile, sample, peopleBySignatures } = counts;
  assertHolds(
    isCount(pile) && isCount(sample) && sample > 0 && sample <= pile && peopleBySignatures.every(isCount) && setsOf(counts, 1) <= sample,
    'sample-counts',
    WRONG,
  );
}
