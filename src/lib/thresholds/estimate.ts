/**
 * How many different people signed validly, judged from a sample that somebody checked. Two cases that must not be mixed up: a sample of a
 * raw pile, in which one person may stand several times, and a sample of a list that was deduplicated already. Numbers in, numbers out.
 */

import { assertHolds } from '../errors.js';
import { poissonInterval, type ShareInterval, wilsonInterval } from '../statistics.js';

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
  /** 95 %. No pair seen does not mean that there is none, nor does no valid one. */
  readonly low: number;
  readonly high: number;
}

/**
 * Goodman's estimator: L. A. Goodman, "On the Estimation of the Number of Classes in a Population", Annals of Mathematical Statistics 20
 * (1949), 572-579. Any k signatures of the pile are all in the sample with the chance C(n,k)/C(N,k), so the k-sets seen, divided by it, are
 * an unbiased count of those of the pile; inclusion and exclusion gives people.
 * @param terms how many of its terms are taken. Two (pairs) are exact where nobody signed more than twice, and one too few for each person
 * who signed three times. More terms repair that and are useless on a small sample: each weighs about N/n times the one before.
 */
export function goodmanEstimate(counts: RawSample, terms = 2): number {
  assertSample(counts);
  let sum = 0;
  for (let k = 1; k <= Math.min(terms, counts.sample); k++) sum += (k % 2 === 1 ? 1 : -1) * weightOf(counts, k) * setsOf(counts, k);
  return sum;
}

/**
 * The estimate by pairs, its standard error and an interval.
 *
 * The standard error has a part for which signatures are valid (binomial, less what was drawn) and a part for the pairs (Poisson, by the
 * square of the weight of one): sqrt((N/n)^2 n p(1-p)(1-n/N) + W^2 T2) with W = N(N-1)/(n(n-1)). The second rules nearly always.
 *
 * The interval joins those of its parts, each as far as it reaches on its own (G. Y. Zou and A. Donner, "Construction of confidence limits
 * about effect measures", Statistics in Medicine 27 (2008), 1693-1702): two standard errors are too few where few pairs or few valid
 * signatures were seen. Triples, of each of which the estimate misses one person, move its high end.
 * @throws DefectError `sample-counts` for counts that contradict themselves
 */
export function estimateFromPile(counts: RawSample): Estimate {
  const { pile, sample } = counts;
  const unbounded = goodmanEstimate(counts);
  const valid = setsOf(counts, 1);
  const people = counts.peopleBySignatures.reduce((sum, count) => sum + count, 0);
  if (sample === pile) return { estimate: people, unbounded, standardError: 0, low: people, high: people };
  const scaled = (pile / sample) * valid;
  const share = valid / sample;
  const ofShare = (pile / sample) ** 2 * sample * share * (1 - share) * (1 - sample / pile);
  const pairs = { seen: setsOf(counts, 2), weight: weightOf(counts, 2) };
  const triples = { seen: setsOf(counts, 3), weight: weightOf(counts, 3) };
  const shares = shareInterval(valid, sample, pile);
  const [pairsBetween, triplesBetween] = [poissonInterval(pairs.seen), poissonInterval(triples.seen)];
  const below = Math.hypot(scaled - pile * shares.low, pairs.weight * (pairsBetween.high - pairs.seen));
  const above = Math.hypot(
    pile * shares.high - scaled,
    pairs.weight * (pairs.seen - pairsBetween.low),
    triples.seen === 0 ? 0 : triples.weight * (triplesBetween.high - triples.seen),
  );
  return {
    estimate: Math.min(scaled, Math.max(people, unbounded)),
    unbounded,
    standardError: Math.sqrt(ofShare + pairs.weight ** 2 * pairs.seen),
    low: Math.max(people, unbounded - below),
    high: Math.min(pile - (sample - valid), Math.max(people, unbounded + triples.seen * triples.weight + above)),
  };
}

/** What a set of k valid signatures of one person in the sample stands for: C(N,k)/C(n,k). Zero where the sample cannot hold one. */
function weightOf({ pile, sample }: RawSample, k: number): number {
  let weight = 1;
  for (let i = 0; i < k; i++) weight *= sample > i ? (pile - i) / (sample - i) : 0;
  return weight;
}

/** Wilson's interval for as many trials as a sample is worth that was drawn without putting back: n (N-1)/(N-n). */
function shareInterval(hits: number, sample: number, whole: number): ShareInterval {
  const left = (whole - sample) / (whole - 1);
  return wilsonInterval(hits / left, sample / left);
}

/** What checking a sample of a deduplicated list found. */
export interface DistinctSample {
  /** Different people on the list. */
  readonly list: number;
  readonly sample: number;
  readonly valid: number;
}

/**
 * Valid people of a list that names nobody twice: their share times the list, with Wilson's interval. A full count has no error.
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
  const interval = shareInterval(valid, sample, list);
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
