/** The id of a wording that asks for consent: what was kept with a signature names the very words that were shown. */

import { createHash } from 'node:crypto';

const DIGITS = 8;

/** `name-3f2a91c0`: the level, and the beginning of the SHA-256 of the words. White space and the escapes of Markdown do not count. */
export function wordingId(level: string, words: string): string {
  const text = words
    .normalize('NFC')
    .replace(/\\(?=\S)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return `${level}-${createHash('sha256').update(text, 'utf8').digest('hex').slice(0, DIGITS)}`;
}
