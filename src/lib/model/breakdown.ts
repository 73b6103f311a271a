/**
 * Counts by area: what of them may leave, and what the organiser is told. Everything in `ReleaseBreakdown` is green; the
 * exact counts behind it are in no type of this file.
 */

import type { PackedGrowth } from './growth.js';
import type { Shown } from './release.js';

/** What signatures may be told apart by. Other dimensions are refused; see `gate/data/forbidden-dimensions.json`. */
export const BREAKDOWN_DIMENSIONS = ['region', 'constituency', 'country'] as const;
export type BreakdownDimension = (typeof BREAKDOWN_DIMENSIONS)[number];

/** A range of whole numbers, both ends included. */
export interface Band {
  readonly from: number;
  readonly to: number;
}

export interface ReleaseArea {
  /** As the list of areas has it, never as somebody typed it. */
  readonly name: string;
  readonly count: Shown;
  /** How many people live there, where the list says so. */
  readonly residents?: number;
}

/** The table as it is released. A function of the bands of all cells and of the total alone. */
export interface ReleaseBreakdown {
  readonly dimension: BreakdownDimension;
  /** Counts below this are not told apart, zero included. */
  readonly smallest: number;
  /** In the order of the list. Areas of a long list that have fewer than `smallest` are left out here and counted in `unlisted`. */
  readonly areas: readonly ReleaseArea[];
  /** How many areas of the list are not shown, each having fewer than `smallest`. */
  readonly unlisted: number;
  /** Signatures whose area is not on the list or not stated. */
  readonly elsewhere: Shown;
  /** The exact total that the cells add up to. */
  readonly total: number;
  /** Where the areas stand on a map of hexagons; left out where there is none. */
  readonly map?: readonly MapCell[];
}

/** One hexagon. Rows count downwards; every odd row stands half a hexagon to the right. */
export interface MapCell {
  readonly area: string;
  /** A few letters that stand in the hexagon. */
  readonly code: string;
  readonly column: number;
  readonly row: number;
}

/** Why a table is withheld. Told to the organiser and to nobody else. */
export const WITHHELD_REASONS = [
  'no-signatures',
  'no-numbers-section',
  'total-too-small',
  'too-few-areas',
  'audit-failed',
  'places-before',
  'another-dimension',
  'another-list',
  'too-little-growth',
  'joint-audit-failed',
  'third-table',
] as const;
export type WithheldReason = (typeof WITHHELD_REASONS)[number];

/** What `pack` says of the breakdown; for the organiser only. */
export interface BreakdownReport {
  readonly dimension: BreakdownDimension;
  readonly outcome: 'published' | 'withheld';
  /** Areas on the list. */
  readonly areas: number;
  /** Areas that have a row of their own. */
  readonly rows: number;
  /** Signatures that name no area on the list, exactly. */
  readonly elsewhere: number;
  readonly reason: WithheldReason | null;
  /** A whole sentence or two. */
  readonly explanation: string;
}

/** A table as the private release ledger keeps it. */
export interface PackedTable {
  readonly dimension: BreakdownDimension;
  /** SHA-256 of the names of the list, so that another list is seen. */
  readonly list: string;
  readonly total: number;
  /** Cells above the smallest band, by name; every other cell of the list is in the smallest one. */
  readonly cells: Readonly<Record<string, Band>>;
}

/** A release that was packed, as far as it matters to what may be released beside it. */
export interface PackedRelease {
  /** SHA-256 of release.json. */
  readonly release: string;
  /** Date of the pack. */
  readonly date: string;
  /** Signatures counted, exactly; null where none are collected. */
  readonly signatures: number | null;
  /** People named, and how many of them with a place. */
  readonly named: number;
  readonly places: number;
  readonly breakdown: PackedTable | null;
  /** Signatures by week; left out where the pack had none. */
  readonly growth?: PackedGrowth;
}
