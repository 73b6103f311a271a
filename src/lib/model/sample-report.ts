/** Drawing a sample of signatures for checking, and what the checked sample says. No report names anybody. */

import type { SamplingResult } from './sampling.js';

/** `distinct`: counted signatures, one for each person. `raw`: every readable record that stood for somebody, copies included. */
export const SAMPLE_KINDS = ['distinct', 'raw'] as const;
export type SampleKind = (typeof SAMPLE_KINDS)[number];

/** What lies beside a worksheet: how it was drawn, so that it can be drawn again and judged. Private, since groups tell who signed twice. */
export interface SampleKey {
  readonly formatVersion: 1;
  readonly tool: { readonly name: 'handin'; readonly version: string };
  readonly kind: SampleKind;
  /** Signatures of the list that it was drawn from. */
  readonly population: number;
  readonly seed: string;
  /** SHA-256 of the ordered list, in hexadecimal: it fixes the list before the seed is known. */
  readonly list: string;
  /** Digest of the merge that made the list. */
  readonly merge: string;
  /** By the number of a row of the worksheet, from 1: rows of one person have the same group. */
  readonly groups: readonly number[];
}

export interface SampleDrawReport {
  readonly formatVersion: 1;
  readonly action: 'draw';
  readonly kind: SampleKind;
  readonly population: number;
  readonly size: number;
  readonly list: string;
  /** Null where only the fingerprint of the list was asked for. */
  readonly drawn: { readonly seed: string; readonly worksheet: string; readonly key: string } | null;
}

/** A number with its error and an interval of 95 %. */
export interface SampleEstimate {
  readonly estimate: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
}

export interface SampleEvaluateReport {
  readonly formatVersion: 1;
  readonly action: 'evaluate';
  readonly kind: SampleKind;
  readonly population: number;
  readonly size: number;
  /** Rows of the worksheet by answer. `unsettled` are rows whose answer is unsure, counted as not valid. */
  readonly rows: { readonly valid: number; readonly invalid: number; readonly unsettled: number };
  /** Different people among the valid rows, and pairs of rows of one person. */
  readonly people: number;
  readonly pairs: number;
  /** Different valid signatories of the whole. */
  readonly valid: SampleEstimate;
  /** The same if every unsettled row were valid; null where none is unsettled. */
  readonly validAtMost: SampleEstimate | null;
  /** The body's own rule, where one was asked for. */
  readonly rule: ({ readonly scheme: string } & SamplingResult) | null;
  /** Against a number, where one was asked for. */
  readonly required: number | null;
  readonly answer: 'enough' | 'too-close' | 'not-enough' | null;
}
