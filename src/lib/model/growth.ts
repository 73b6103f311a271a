/**
 * Signatures by week: what of them may leave, and what the organiser is told. Everything in `ReleaseGrowth` is green; the exact counts
 * behind it are in no type of this file.
 */

import type { Band } from './breakdown.js';
import type { IsoDate } from './campaign.js';
import type { Shown } from './release.js';

/** The weekly series as it is released. A function of the bands of all weeks and of the total alone. */
export interface ReleaseGrowth {
  /** The first day of the first week, as the campaign file gives it; weeks are seven days from there, without a gap. */
  readonly from: IsoDate;
  /** Counts below this are not told apart, zero included. */
  readonly smallest: number;
  readonly weeks: readonly Shown[];
  /** Signatures before the first week, after the last whole one, and those without a date. */
  readonly elsewhere: Shown;
  /** The exact total that the cells add up to. */
  readonly total: number;
}

/** Why a series is withheld. Told to the organiser and to nobody else. */
export const GROWTH_REASONS = [
  'no-numbers-section',
  'total-too-small',
  'too-few-weeks',
  'too-many-weeks',
  'audit-failed',
  'another-total-before',
  'same-total-before',
  'another-series-before',
] as const;
export type GrowthReason = (typeof GROWTH_REASONS)[number];

/** What `pack` says of the weekly numbers; for the organiser only. */
export interface GrowthReport {
  readonly outcome: 'published' | 'withheld';
  readonly from: IsoDate;
  /** Whole weeks from that day to the day of the pack. */
  readonly weeks: number;
  readonly reason: GrowthReason | null;
  /** A whole sentence or two. */
  readonly explanation: string;
}

/** A series as the private release ledger keeps it. */
export interface PackedGrowth {
  readonly from: IsoDate;
  readonly total: number;
  readonly weeks: readonly Band[];
  readonly elsewhere: Band;
}
