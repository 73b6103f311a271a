/** A release as one of its documents shows it. */

import type { Release, ReleaseDocument } from '../model/release.js';

/**
 * The release of a document: the release itself, or, where the document's target has a ceiling of its own, the release with that document's
 * names, comments and texts in the place of the others. Whatever makes pages of a document starts here.
 */
export function releaseOf(release: Release, { own }: ReleaseDocument): Release {
  if (own === undefined) return release;
  const { signatories, comments, body, context } = own;
  const { comments: _comments, ...rest } = release;
  return {
    ...rest,
    counts: { ...release.counts, named: signatories.entries.length },
    signatories,
    ...(comments.length === 0 ? {} : { comments }),
    ...(body === undefined ? {} : { body }),
    ...(own.case === undefined ? {} : { case: own.case }),
    ...(context === undefined ? {} : { context }),
  };
}
