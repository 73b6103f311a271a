/**
 * What somebody who decides about a comment sees: the text as it would be printed, with whom, and what to look at. It is private and goes to
 * the screen, or to the sheet, of that person alone.
 */

import type { IsoDate } from '../model/campaign.js';
import type { CommentSign, ShownComment } from '../model/comment-report.js';
import { reveal } from '../red.js';
import { COMMENT_LENGTH_MAX, cleanComment, displayOf, LEVEL_PARTS, type PrivateSignature } from './display.js';
import { findPatterns } from './patterns.js';

/** The file `gate/data/comment-signs.json`. */
export interface CommentSignData {
  readonly signs: readonly { readonly id: string; readonly label: string; readonly words: readonly string[] }[];
}

/** Finds what a reader of a comment should look at. */
export type SignFinder = (text: string) => CommentSign[];

const CONTACTS = { email: 'an e-mail address', phone: 'a telephone number', postcode: 'a postcode' } as const;
const LINK = /https?:|www\.|[\p{L}\d-]\.(?:com|org|net|eu|uk|de|fr|info|me)(?![\p{L}\d])/iu;
const HANDLE = /(?:^|\s)@[\p{L}\p{N}_]{2,}/u;
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;

/** A finder of contact data by shape and of words by the bundled lists; words compare without case and accents. */
export function createSignFinder(data: CommentSignData): SignFinder {
  const lists = data.signs.map(({ id, label, words }) => ({ id, label, words: words.map((word) => ({ word, spaced: spacedWord(word) })) }));
  return (text) => {
    const found = new Map<string, CommentSign>();
    for (const { kind } of findPatterns(text))
      found.set(kind, { id: kind, label: CONTACTS[kind as keyof typeof CONTACTS] ?? kind, words: [], forbids: true });
    if (text.length > COMMENT_LENGTH_MAX)
      found.set('long', { id: 'long', label: `more than ${COMMENT_LENGTH_MAX} characters`, words: [], forbids: true });
    if (LINK.test(text) || HANDLE.test(text))
      found.set('link', { id: 'link', label: 'a web address or an account', words: [], forbids: false });
    if (PICTURE.test(text))
      found.set('picture', { id: 'picture', label: 'a picture sign that the fonts may not have', words: [], forbids: false });
    const folded = ` ${folds(text)} `;
    for (const { id, label, words } of lists) {
      const own = longest(words.filter(({ spaced }) => folded.includes(spaced)).map(({ word }) => word.replace('*', '')));
      if (own.length > 0) found.set(id, { id, label, words: own, forbids: false });
    }
    return [...found.values()];
  };
}

/** Of words that are parts of one another the longest: "asylum seeker" says all that "asylum" does. */
function longest(words: readonly string[]): string[] {
  return words.filter((word) => !words.some((other) => other !== word && other.includes(word)));
}

/** Letters and digits alone, lower case, without accents, one space between words. */
function folds(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** A whole word, or with a star at its end the beginning of one. */
function spacedWord(word: string): string {
  return word.endsWith('*') ? ` ${folds(word)}` : ` ${folds(word)} `;
}

/**
 * A comment for review, or null where there is nothing to decide: no text, no consent to show it, or an author who cannot be shown.
 * @param commentId the id that a decision is kept by
 */
export function commentForReview(signature: PrivateSignature, commentId: string, date: IsoDate, signs: SignFinder): ShownComment | null {
  if (!LEVEL_PARTS[signature.display_consent].includes('comment')) return null;
  const author = displayOf(signature, { ceiling: 'name-place-comment', date });
  const text = cleanComment(reveal(signature.comment));
  return author === null || text === '' ? null : { commentId, text, author, signs: signs(text) };
}
