/** Archives that carry private files from one volunteer to another: what goes in, who can open them, and what the commands report. */

/** One file of an archive. */
export interface SealedMember {
  /** Path within the archive, with `/` between its parts. */
  readonly name: string;
  readonly content: { readonly path: string } | { readonly bytes: Uint8Array };
}

/** Who can open an archive: the holders of these identities, or whoever knows a passphrase. */
export type Lock = { readonly recipients: readonly string[] } | { readonly passphrase: string };

/** What opens one. Each identity is a line `AGE-SECRET-KEY-1…`. */
export type Key = { readonly identities: readonly string[] } | { readonly passphrase: string };

/** A pair of age: the identity opens what was encrypted to its recipient. */
export interface AgePair {
  readonly identity: string;
  readonly recipient: string;
}

/** How a file to be imported is locked. `zip` is not locked at all, `other` is no archive of ours. */
export type SealedKind = 'recipients' | 'passphrase' | 'armor' | 'zip' | 'other';

/** A file within an opened archive. */
export interface ArchivedFile {
  readonly name: string;
  readonly bytes: number;
}

export const EXPORT_PARTS = ['private', 'exports', 'all'] as const;
/** The private folder, the files that the campaign counts, or both. */
export type ExportPart = (typeof EXPORT_PARTS)[number];

export interface ExportReport {
  readonly formatVersion: 1;
  readonly action: 'export';
  /** Name of the file that was written. */
  readonly output: string;
  readonly form: 'recipients' | 'passphrase' | 'plain';
  /** How many recipients can open it; 0 with a passphrase, or none at all. */
  readonly recipients: number;
  readonly files: readonly ArchivedFile[];
  /** Files that were left out because they are keys. */
  readonly keysLeftOut: number;
  /** Bytes of the file that was written. */
  readonly bytes: number;
}

export interface NewIdentityReport {
  readonly formatVersion: 1;
  readonly action: 'new-identity';
  readonly output: string;
  readonly recipient: string;
}

export interface ImportReport {
  readonly formatVersion: 1;
  readonly action: 'import';
  readonly input: string;
  readonly form: 'recipients' | 'passphrase' | 'plain';
  /** Files that are new here, by their paths below the folder that they went to. */
  readonly added: readonly string[];
  /** Files that replaced others, which needs `--force`. */
  readonly replaced: readonly string[];
  /** Files that were here already, equal to the byte. */
  readonly unchanged: readonly string[];
}
