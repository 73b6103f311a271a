/**
 * Numbers that a source states without listing anybody: a parliament's public counts, a list of anonymous hashes. They are
 * reported beside our own count and never added to it.
 */

export interface StatedNumberEntry {
  /** The publisher's code of the place, where it has one. */
  readonly code: string | null;
  readonly name: string;
  readonly count: number;
}

export interface StatedNumbers {
  /** Profile that read them. */
  readonly profile: string;
  /** What was counted, as the source calls it: one line, at most 300 characters. */
  readonly label: string;
  readonly count: number;
  /** When the numbers held, ISO 8601 as the source writes it; null where it does not say. */
  readonly asOf: string | null;
  /** The publisher's word for where the matter stands (`open`, `closed`, ...), where it has one. */
  readonly state: string | null;
  readonly openedAt: string | null;
  readonly closedAt: string | null;
  /** Parts of the count by place, in the source's order of dimensions; entries by count, greatest first, then by name and code. They need not add up. */
  readonly by: readonly {
    readonly dimension: 'constituency' | 'region' | 'country';
    readonly entries: readonly StatedNumberEntry[];
    /** Entries that could not be read as a place with a count. */
    readonly unreadable: number;
  }[];
}
