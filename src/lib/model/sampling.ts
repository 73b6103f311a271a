/** A body's own rule for judging a pile of signatures by a sample: formulas as data, and what comes out of working them out. */

import type { Confidence } from './scheme.js';

/** A formula that was read: the names it needs, and its value. A comparison gives true or false. */
export interface Formula {
  readonly names: readonly string[];
  evaluate(values: ReadonlyMap<string, number>): number | boolean;
}

/** How many signatures are drawn. Left out parts do not apply. */
export interface SampleSize {
  /** A fixed number. */
  readonly count?: number;
  /** A share of the pile, from 0 to 1. */
  readonly fraction?: number;
  readonly min_count?: number;
  /** Piles up to this size are checked whole. */
  readonly applies_when_raw_count_above?: number;
  readonly note?: string;
  readonly confidence?: Confidence;
}

/** One step: `name` is what later formulas call its value. */
export interface SamplingStep {
  readonly name: string;
  readonly formula: string;
  readonly cite?: string;
  readonly note?: string;
}

/** What follows when a formula is true; the first that is decides. */
export interface SamplingBand {
  readonly when: string;
  readonly outcome: string;
  readonly verdict: SampleVerdict;
  readonly confidence?: Confidence;
  readonly note?: string;
}

/** `enough`: the number is taken as reached. `check-on`: more signatures, or all of them, are checked. `not-enough`: it is not. */
export type SampleVerdict = 'enough' | 'check-on' | 'not-enough';

/** A published case and what the rule must make of it; numbers are compared to the digits given. */
export interface SamplingTest {
  readonly id: string;
  readonly stage: string;
  readonly source: string;
  readonly input: Readonly<Record<string, number>>;
  readonly expected: Readonly<Record<string, number | string>>;
  readonly confidence?: Confidence;
  readonly note?: string;
}

export interface SamplingStage {
  readonly id: string;
  readonly sample: SampleSize | null;
  /** What must be known beforehand, each with its meaning; the steps give the rest. */
  readonly given: Readonly<Record<string, string>>;
  readonly steps: readonly SamplingStep[];
  readonly bands: readonly SamplingBand[];
}

export interface SamplingRule {
  readonly confidence: Confidence;
  readonly summary: string;
  /** Empty where the body publishes no formula. */
  readonly stages: readonly SamplingStage[];
  /** How copies of one person's signature are treated, in words. */
  readonly duplicates?: string;
  readonly notes?: readonly string[];
  readonly tests: readonly SamplingTest[];
}

/** A stage that was worked out. */
export interface SamplingResult {
  readonly stage: string;
  readonly values: readonly { readonly name: string; readonly value: number; readonly formula: string; readonly cite: string | null }[];
  /** Null where no band fits, which a rule with gaps can leave. */
  readonly outcome: string | null;
  readonly verdict: SampleVerdict | null;
  readonly confidence: Confidence;
}
