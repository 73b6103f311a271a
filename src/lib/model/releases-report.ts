/** What `releases` says was packed. */

import type { PackedRelease } from './breakdown.js';

/** A packed release, as the ledger has it. */
export interface ListedRelease extends PackedRelease {
  /** As on the cover: the first 16 hex digits in groups of four. */
  readonly fingerprint: string;
  /** Somebody's word that it never left; null when nobody has given it. */
  readonly notSent: { readonly date: string; readonly reason: string } | null;
}

export interface ReleasesReport {
  readonly formatVersion: 1;
  /** Oldest first. */
  readonly releases: readonly ListedRelease[];
}
