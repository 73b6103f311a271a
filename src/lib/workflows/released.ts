/** What was released, read back from the private folder: the pack's own release, and the names where they are in files of their own. */

import path from 'node:path';

import type { Files } from '../context.js';
import type { Target } from '../model/campaign.js';
import type { Release, ReleaseComment, ReleaseNames } from '../model/release.js';
import { isFront } from '../pack/view.js';

export const RELEASE_FILE = 'release.json';
/** The release of names in files of their own; see `gate/annex.ts`. */
export const NAMES_FILE = 'release-names.json';

/** What one document shows, in itself or in the file of names that goes with it. */
export interface ReleasedNames {
  readonly target: Target | undefined;
  readonly file: string;
  readonly signatories: ReleaseNames;
  readonly comments: readonly ReleaseComment[];
}

/** Whom each document of the last release shows. Throws `SyntaxError` for a file that is no JSON. */
export function releasedNames(files: Pick<Files, 'exists' | 'readText'>, folder: string): ReleasedNames[] {
  const read = (name: string): Release | null => {
    const place = path.join(folder, name);
    return files.exists(place) ? (JSON.parse(files.readText(place)) as Release) : null;
  };
  const release = read(RELEASE_FILE);
  if (release === null) return [];
  const apart = read(NAMES_FILE);
  return release.documents.filter(isFront).map(({ target, file, annex, own }) => {
    const holder = annex === undefined ? own : apart?.documents.find((document) => document.file === annex.file)?.own;
    const shared = annex === undefined ? release : (apart ?? release);
    const { signatories } = holder ?? shared;
    return { target, file, signatories, comments: holder?.comments ?? shared.comments ?? [] };
  });
}

/** Every name that the last release shows to anybody who gets all of it. */
export function allReleasedNames(files: Pick<Files, 'exists' | 'readText'>, folder: string): ReleaseNames['entries'] {
  // A target with a ceiling of its own is shown fewer, or less of each.
  const read = (name: string): Release['signatories']['entries'] =>
    files.exists(path.join(folder, name)) ? (JSON.parse(files.readText(path.join(folder, name))) as Release).signatories.entries : [];
  const apart = read(NAMES_FILE);
  return apart.length > 0 ? apart : read(RELEASE_FILE);
}
