/** A release as one of its documents shows it. */

import type { Release, ReleaseDocument } from '../model/release.js';

/**
 * The release of a document: the release itself, or, where the document's target has a ceiling of its own, the release with that document's
 * names, comments and texts in the place of the others; of a volume, with the names of that volume. `counts` speak of the whole list. Whatever
 * makes pages of a document starts here.
 */
export function releaseOf(release: Release, document: ReleaseDocument): Release {
  const { volume } = document;
  const { own, annex } = frontOf(release, document);
  const shown = own === undefined ? release : withOwn(release, own, annex?.named ?? own.signatories.entries.length);
  if (volume === undefined) return shown;
  const { signatories } = shown;
  return { ...shown, signatories: { ...signatories, entries: signatories.entries.slice(volume.from - 1, volume.to) } };
}

/** The document that holds everything a volume belongs to: its first volume, or the document itself. */
export function frontOf(release: Release, document: ReleaseDocument): ReleaseDocument {
  const front = document.volume?.front ?? document.file;
  return release.documents.find(({ file }) => file === front) ?? document;
}

/** Whether a document is more than a further part of another one's list. */
export function isFront({ volume }: ReleaseDocument): boolean {
  return volume === undefined || volume.number === 1;
}

function withOwn(release: Release, own: NonNullable<ReleaseDocument['own']>, named: number): Release {
  const { signatories, comments, body, context } = own;
  const { comments: _comments, ...rest } = release;
  return {
    ...rest,
    counts: { ...release.counts, named },
    signatories,
    ...(comments.length === 0 ? {} : { comments }),
    ...(body === undefined ? {} : { body }),
    ...(own.case === undefined ? {} : { case: own.case }),
    ...(context === undefined ? {} : { context }),
  };
}
