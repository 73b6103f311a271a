/** The list of people who asked to be removed, as it lies in the private folder: keyed tokens and counts, nobody's name. */

/** What was asked for on one day. The log holds counts and days, and never who it was. */
export interface ErasureRequests {
  /** `YYYY-MM-DD`. */
  readonly on: string;
  readonly erased: number;
  /** People who asked for the contrary. */
  readonly undone: number;
}

export interface SuppressionList {
  readonly formatVersion: 1;
  readonly tool: { readonly name: 'handin'; readonly version: string };
  /** Token of a constant: tells whether a key is the one of this list. */
  readonly keyCheck: string;
  /** Tokens of each person, in order; the people in the order of their first token, which says nothing of when they asked. */
  readonly people: readonly (readonly string[])[];
  /** Tokens of records of which somebody decided that they are another person's. */
  readonly others: readonly string[];
  readonly requests: readonly ErasureRequests[];
  /** People who were removed when the pack had been delivered already. */
  readonly withdrawnAfterDelivery: number;
}

/** What a merge says of the people who asked to be removed. */
export interface MergedSuppression {
  /** SHA-256 of every list that was applied, in order. */
  readonly lists: readonly string[];
  readonly people: number;
  /** Records that were left out. */
  readonly records: number;
  /** Records that share an address or a number with somebody who was removed, and wait for a person to decide. */
  readonly undecided: number;
  readonly withdrawnAfterDelivery: number;
}

/** Who asks to be removed, in their own words. Private: it never stands in a report. */
export type ErasureRequest =
  | { readonly by: 'email'; readonly email: string; readonly name: string }
  | { readonly by: 'name'; readonly name: string; readonly postcode: string }
  | { readonly by: 'signature'; readonly id: string };

/** Records of one source that belong to the people who are removed. */
export interface ErasedSource {
  readonly source: string;
  readonly records: readonly number[];
}

/** A letter to a target about lines that were delivered already. */
export interface ErasureLetter {
  readonly target: string;
  /** Its name below the private folder. */
  readonly file: string;
}

/** What became of the files of the last merge. */
export interface UpdatedMerge {
  /** `merged-again`: from the sources; `trimmed`: rows taken out of the files, and a new merge is needed, as with `merge-needed`. */
  readonly how: 'merged-again' | 'trimmed' | 'merge-needed' | 'no-merge-yet';
  readonly signatures: number | null;
  readonly undecided: number | null;
}

/** What `handin erase` found and did. Counts and places, nobody's name. */
export interface EraseReport {
  readonly formatVersion: 1;
  readonly action: 'erase';
  readonly outcome: 'erased' | 'counted' | 'declined' | 'nobody' | 'several' | 'kept-for-later';
  readonly requests: number;
  /** Requests that no record answers to. */
  readonly notFound: number;
  /** Requests that several people answer to. */
  readonly several: number;
  readonly people: number;
  readonly records: number;
  readonly bySource: readonly ErasedSource[];
  /** Counted signatures among them. */
  readonly signatures: number;
  /** Organisations that stay, without this person as their contact. */
  readonly contacts: number;
  /** Judgements of pairs with one of these records, which go too. */
  readonly judgements: number;
  /** Rows that could not be read and so could not be searched. */
  readonly unreadable: number;
  /** Names of private files beside the results of a merge that still speak of them by a key. */
  readonly keptIn: readonly string[];
  readonly merge: UpdatedMerge | null;
  readonly delivered: null | {
    readonly on: string;
    /** Lines of the delivered list of signatories that showed one of them. */
    readonly lines: number;
    readonly letters: readonly ErasureLetter[];
  };
  /** Whether a pack lies beside the campaign file that was built before. */
  readonly hasPack: boolean;
}

/** What `handin erase --undo` did. */
export interface UndoErasureReport {
  readonly formatVersion: 1;
  readonly action: 'undo';
  readonly people: number;
  readonly merge: UpdatedMerge | null;
}

/** Records that wait for somebody to say whose they are. */
export interface UndecidedErasure {
  readonly source: string;
  readonly record: number;
}

export interface DecideErasureReport {
  readonly formatVersion: 1;
  readonly action: 'decide';
  readonly waiting: readonly UndecidedErasure[];
  readonly same: number;
  readonly other: number;
  readonly merge: UpdatedMerge | null;
}
