/** How long the private data of a campaign may be kept: what is recorded, and where the clock stands. Days and reasons, nobody's data. */

import type { IsoDate } from './campaign.js';

/** `retention.json` beside the campaign file: it outlives the private folder, so that a purge does not turn the clock back. */
export interface RetentionRecord {
  readonly formatVersion: 1;
  readonly tool: { readonly name: 'handin'; readonly version: string };
  /** Days on which a pack was handed in, in the order in which they were recorded; the last one holds. */
  readonly delivered: readonly { readonly on: IsoDate; readonly recorded: IsoDate }[];
  readonly extended: readonly { readonly until: IsoDate; readonly reason: string; readonly recorded: IsoDate }[];
  readonly purged: readonly {
    readonly on: IsoDate;
    /** Until when the data might have been kept. */
    readonly retainUntil: IsoDate | null;
  }[];
}

/** A rule that sets a last day. */
export interface RetentionLimit {
  readonly rule: 'after-delivery' | 'after-first-signature' | 'own-date' | 'before-purge';
  readonly on: IsoDate;
}

export interface RetentionClock {
  /** The last day on which private data may be kept; null while no rule says one. */
  readonly retainUntil: IsoDate | null;
  /** Every rule that applies, the earliest first. */
  readonly limits: readonly RetentionLimit[];
  /** The extension that holds, where it moves the day. */
  readonly extension: { readonly until: IsoDate; readonly reason: string } | null;
  readonly delivered: IsoDate | null;
  /** From today to the last day; negative afterwards. */
  readonly daysLeft: number | null;
  /** `soon`: within the last fourteen days. */
  readonly state: 'not-running' | 'running' | 'soon' | 'passed';
}

/** A place around the private folder from which its data may travel on. */
export interface SurroundingWarning {
  readonly kind: 'sync-folder' | 'git-tracked' | 'git-sources' | 'git-not-ignored';
  /** Name of the service; the number of files where git has some. */
  readonly service: string;
  readonly files: number;
}

export interface StatusReport {
  readonly formatVersion: 1;
  readonly campaign: { readonly title: string; readonly kind: string };
  readonly merge: null | {
    readonly signatures: number;
    readonly organisations: number;
    readonly sources: number;
    readonly records: number;
    readonly unreadable: number;
    readonly reviews: number;
    /** Whether the exports, rules and lists are still those that were merged; null where the merge had settings of its own. */
    readonly isCurrent: boolean | null;
  };
  readonly erasure: null | {
    readonly people: number;
    readonly records: number;
    readonly undecided: number;
    readonly withdrawnAfterDelivery: number;
    readonly requests: readonly { readonly on: IsoDate; readonly erased: number; readonly undone: number }[];
  };
  readonly pack: null | {
    readonly date: IsoDate;
    readonly files: number;
    readonly fingerprint: string;
    /** Built from the release that lies in the private folder. */
    readonly isOfLastRelease: boolean;
  };
  readonly hasPrivateFolder: boolean;
  readonly clock: RetentionClock;
  readonly purged: readonly IsoDate[];
  readonly warnings: readonly SurroundingWarning[];
}

export interface ExtendReport {
  readonly formatVersion: 1;
  readonly until: IsoDate;
  readonly before: IsoDate | null;
  readonly reason: string;
  readonly clock: RetentionClock;
}

/** What a purge found and did; also, as JSON, its certificate. No name of an export and no value of anybody is in it. */
export interface PurgeReport {
  readonly formatVersion: 1;
  readonly tool: { readonly name: 'handin'; readonly version: string };
  readonly outcome: 'purged' | 'counted' | 'declined' | 'nothing';
  readonly campaign: { readonly title: string } | null;
  /** ISO 8601 in UTC. */
  readonly begun: string;
  readonly ended: string;
  readonly retainUntil: IsoDate | null;
  readonly deleted: {
    readonly files: number;
    readonly bytes: number;
    readonly keys: number;
    /** What runs that were broken off had left. */
    readonly leftovers: number;
    readonly sources: number;
    readonly lists: number;
  };
  /** What was there before and is there no longer, looked at again after the deletion. */
  readonly absent: { readonly checked: number; readonly stillThere: number };
  readonly kept: {
    /** Exports that the campaign names; deleted only when asked. */
    readonly sources: number;
    /** Lists and sheets that handin wrote elsewhere in the campaign folder. */
    readonly lists: number;
  };
  /** The pack that stays: SHA-256 of its manifest, and of the release it was made of. */
  readonly pack: { readonly manifest: string; readonly release: string } | null;
  readonly warnings: readonly SurroundingWarning[];
  /** Name of the certificate beside the campaign file; null where none was written. */
  readonly certificate: string | null;
}
