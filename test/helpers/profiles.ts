/** The bundled export profiles as the program uses them: read from their files and resolved with the shared vocabulary. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { ExportProfile } from '../../src/lib/model/profile.js';
import { type ProfileVocabulary, resolveVocabulary } from '../../src/lib/profiles/vocabulary.js';

const FOLDER = path.resolve('src/lib/profiles');

function readJson(folder: string): Record<string, unknown> {
  const place = path.join(FOLDER, folder);
  const names = readdirSync(place)
    .filter((name) => name.endsWith('.json'))
    .sort();
  return Object.fromEntries(names.map((name) => [name.slice(0, -5), JSON.parse(readFileSync(path.join(place, name), 'utf8')) as unknown]));
}

export const vocabulary = readJson('vocabulary') as unknown as ProfileVocabulary;

/** By file name, as the files have them. */
export const profileFiles = readJson('data') as Readonly<Record<string, ExportProfile>>;

/** As they are used, by id. */
export const bundledProfiles: readonly ExportProfile[] = Object.values(profileFiles).map((profile) =>
  resolveVocabulary(profile, vocabulary),
);

export function bundledProfile(id: string): ExportProfile {
  const profile = bundledProfiles.find((candidate) => candidate.id === id);
  if (profile === undefined) throw new RangeError(`there is no profile ${id}`);
  return profile;
}
