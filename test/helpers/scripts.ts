/** The invented names of `fixtures/names/scripts.json`, and a release that shows them. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Release } from '../../src/lib/model/release.js';
import { petitionRelease } from './releases.js';

interface NamesFile {
  readonly languages: readonly { readonly language: string; readonly script: string; readonly names: readonly string[] }[];
  readonly mixed: readonly string[];
}

const FOLDER = new URL('../../fixtures/names/', import.meta.url);

export const NAMES = JSON.parse(readFileSync(new URL('scripts.json', FOLDER), 'utf8')) as NamesFile;

/** A font such as an organiser names in the campaign file: Chinese, as far as the names need it. */
export const CHINESE_FONT: Uint8Array = readFileSync(new URL('noto-sans-sc-few.ttf', FOLDER));

/** Every name with its language; mixed ones under `mixed`. */
export const ALL_NAMES: readonly { readonly language: string; readonly name: string }[] = [
  ...NAMES.languages.flatMap(({ language, names }) => names.map((name) => ({ language, name }))),
  ...NAMES.mixed.map((name) => ({ language: 'mixed', name })),
];

/** A petition with these names, and with the Chinese font. */
export function namesRelease(names: readonly string[], more: Partial<Release> = {}): Release {
  return petitionRelease({
    fonts: [{ name: 'NotoSansSC-Regular', sha256: createHash('sha256').update(CHINESE_FONT).digest('hex') }],
    signatories: { ceiling: 'name', entries: names.map((name) => ({ name, place: 'Exampleton' })) },
    ...more,
  });
}

/** A reader's text without the direction controls that some readers add, composed. */
export function asSpelled(text: string): string {
  return text
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .normalize('NFC')
    .trim();
}
