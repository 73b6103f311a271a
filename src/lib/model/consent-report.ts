/** What `handin consent` says it did. No cell of a record is in it. */

import type { ConsentLevel } from './record.js';

/** What can be done with somebody's consent. `undone` takes a change back. */
export type ConsentChangeAction = 'lower' | 'raise' | 'undone';

/** A change as it is listed: who, when and why, and what it does in the last merge. */
export interface ListedChange {
  readonly changeId: string;
  readonly action: Exclude<ConsentChangeAction, 'undone'>;
  readonly level: ConsentLevel;
  /** Day of the evidence and how it came; null for a lower level, which needs none. */
  readonly evidence: { readonly date: string; readonly channel: string } | null;
  readonly changedBy: string;
  readonly changedAt: string;
  /** Signatures of the last merge that it is about, with the level that they have there; none when the person is in no list any more. */
  readonly signatures: readonly { readonly signatureId: string; readonly level: ConsentLevel }[];
  /**
   * `waits`: the next merge applies it. `holds`: the signature has at most, or at least, its level. `lapsed`: a raise that something stands
   * against: the person has said less since, or staff lowered it. `nobody`: it is about nobody in the last merge.
   */
  readonly state: 'waits' | 'holds' | 'lapsed' | 'nobody';
}

/** What `consent --list` prints. */
export interface ConsentListReport {
  readonly formatVersion: 1;
  readonly changes: readonly ListedChange[];
}

/** What one change did. */
export interface ConsentChangeReport {
  readonly formatVersion: 1;
  readonly changeId: string;
  readonly action: ConsentChangeAction;
  readonly signatureId: string | null;
  /** The level of the signature in the last merge; null for what was taken back. */
  readonly from: ConsentLevel | null;
  readonly to: ConsentLevel;
}

/** What a merge says of the changes that it applied. */
export interface MergedConsent {
  /** SHA-256 of the log. */
  readonly sha256: string;
  /** Changes that stand. */
  readonly lowered: number;
  readonly raised: number;
}
