/** What a pack says of its tree and of its signature, and the reports about them. All of it is green: no report holds an opening. */

import type { ConsentLevel } from './record.js';

/** The construction of the tree; see `proof/commitment.ts`. */
export const TREE_VERSION = 'handin/tree/v1';

/** Present in `release.json` and `manifest.json` when the campaign has a tree key. Nothing of it can be linked to anybody without that key. */
export interface TreeCommitment {
  readonly tree: typeof TREE_VERSION;
  /** Counted people. */
  readonly size: number;
  /** 64 hexadecimal digits. */
  readonly root: string;
  /** Keyed commitments to the files that were merged, `input-1` first, in ascending order: it says nothing of names or sizes. */
  readonly inputs: readonly string[];
}

/** How `manifest.sig` is made: a note of handin's own, or by a tool that the organisers have already. */
export const SIGNATURE_KINDS = ['ed25519', 'ssh', 'minisign'] as const;
export type SignatureKind = (typeof SIGNATURE_KINDS)[number];

/** Stands in the manifest, so that a signature that was taken away is missed, and one that was added is noticed. */
export interface SignatureStatement {
  readonly kind: SignatureKind;
  /** The public key in the kind's own spelling. It proves nothing by itself: anybody can make a key. */
  readonly key: string;
}

/** What `verify` says of a signature. */
export interface VerifiedSignature extends SignatureStatement {
  /** Whether the key is one of those that were given; null when none was given. */
  readonly isTrusted: boolean | null;
}

/** What `verify --receipt` says. */
export interface ReceiptCheck {
  readonly outcome: 'included' | 'not-included' | 'other-pack' | 'unreadable' | 'signature-wrong';
  /** The consent that was recorded; null unless included. */
  readonly consentLevel: ConsentLevel | null;
}

export interface KeysReport {
  readonly formatVersion: 1;
  readonly action: 'new' | 'show' | 'destroy';
  /** The public key to publish; null when there is no signing key. */
  readonly verifierKey: string | null;
  readonly keyName: string | null;
  /** Tree keys by their ids, the one in use first. */
  readonly treeKeys: readonly { readonly id: string; readonly inUse: boolean; readonly trees: number }[];
  readonly made: readonly ('signing' | 'tree')[];
  readonly destroyed: readonly string[];
}

export interface ReceiptReport {
  readonly formatVersion: 1;
  readonly outcome: 'counted' | 'not-counted' | 'shared' | 'declined';
  readonly size: number;
  readonly root: string;
  /** Name of the file that was written, or null. */
  readonly receipt: string | null;
  /** What the holder must state to check it, in words that quote nothing. */
  readonly openedWith: string | null;
}

export interface AuditReport {
  readonly formatVersion: 1;
  readonly seed: string;
  readonly size: number;
  readonly root: string;
  /** Places in the tree, in the order in which they were drawn. Anybody can draw them again. */
  readonly places: readonly number[];
  readonly confidence: number;
  /** If all of them are found genuine, the share of others is below this with that confidence. */
  readonly shareBelow: number;
  /** Places whose person is no longer on file as counted: erased or corrected since. */
  readonly unopened: readonly number[];
  /** Names of the files that were written. */
  readonly files: readonly string[];
}
