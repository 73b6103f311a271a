/**
 * What of a signatory may be shown, and how. The effective level is the least of every ceiling and of what the person agreed to; each level
 * is an allow-list of fields, and nothing is derived from a field that is not on the list. Anything doubtful falls to a lower level.
 */

import type { IsoDate } from '../model/campaign.js';
import type { ConsentLevel } from '../model/record.js';
import { CONSENT_LEVELS } from '../model/record.js';
import type { ReleaseComment, ReleaseSignatory } from '../model/release.js';
import type { Red } from '../red.js';
import { reveal } from '../red.js';
import { isPossiblyUnder18 } from './age.js';
import { findPatterns } from './patterns.js';

/** The private cells of one counted signature that a display string can be made of. */
export interface PrivateSignature {
  readonly given_name: Red;
  readonly family_name: Red;
  readonly full_name: Red;
  /** The place as the campaign shows it: a town, or a region. */
  readonly place: Red;
  readonly comment: Red;
  /** Every date of birth that a record of the person gives, separated by semicolons. */
  readonly births: Red;
  /** When the person first signed; empty where no record says it. */
  readonly first_signed: Red;
  /** The least that any record of the person agreed to, staff changes included. */
  readonly display_consent: ConsentLevel;
  /** Whether somebody has approved exactly this comment of this person. */
  readonly comment_approved: boolean;
  /** The cell that says in which area of a breakdown the signature counts; left out without one. */
  readonly area?: Red;
}

/** A part of a signatory that can be shown. */
type Part = 'initials' | 'given-name' | 'name' | 'place' | 'comment';

/** What each level lets out: an allow-list, so that a level that is added later shows nothing until it says what. */
export const LEVEL_PARTS: Readonly<Record<ConsentLevel, readonly Part[]>> = {
  'count-only': [],
  initials: ['initials'],
  'first-name': ['given-name'],
  name: ['name'],
  'name-place': ['name', 'place'],
  'name-place-comment': ['name', 'place', 'comment'],
};

/** The lowest of some levels; `count-only` for a word that is no level, and for none at all. */
export function minConsent(...levels: readonly ConsentLevel[]): ConsentLevel {
  return CONSENT_LEVELS[Math.min(...levels.map((level) => CONSENT_LEVELS.indexOf(level)))] ?? 'count-only';
}

/** Under which ceiling, and on which day, somebody would be shown. */
export interface DisplayLimits {
  readonly ceiling: ConsentLevel;
  /** The date of the pack. */
  readonly date: IsoDate;
}

/** The level that holds for a person: never above the ceiling, nor above what was agreed to; whoever may be under 18 is counted only. */
export function effectiveLevel(signature: PrivateSignature, { ceiling, date }: DisplayLimits): ConsentLevel {
  const isMinor = isPossiblyUnder18(reveal(signature.births), reveal(signature.first_signed), date);
  return isMinor ? 'count-only' : minConsent(ceiling, signature.display_consent);
}

/** Characters that let one name disturb its neighbours on the page. U+200C and U+200D stay: Persian needs them. */
const BIDI_CONTROLS = /[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/gu;
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\uFEFF\u200B]/gu;
/** A name or place cell that holds contact details, a web address or digits was filled in wrongly and is not shown. */
const NOT_A_NAME = /[@\p{Nd}/\\<>{}=]|www\.|\uFFFD/iu;
const MAX_LENGTH = 200;

function clean(cell: Red): string {
  return reveal(cell).normalize('NFC').replace(BIDI_CONTROLS, '').replace(CONTROLS, ' ').replace(/ {2,}/g, ' ').trim();
}

function isShowable(text: string): boolean {
  return text !== '' && text.length <= MAX_LENGTH && !NOT_A_NAME.test(text);
}

/** Scripts whose letters stand for sounds. In others one character can be a whole family name, and is no initial. */
const INITIAL =
  /^[\p{sc=Latn}\p{sc=Cyrl}\p{sc=Grek}\p{sc=Armn}\p{sc=Geor}\p{sc=Hebr}\p{sc=Arab}\p{sc=Deva}\p{sc=Beng}\p{sc=Taml}\p{sc=Ethi}]$/u;

/** `A. M. E. J.`, or empty where a part of the name has no initial. */
function initialsOf(name: string): string {
  const letters = name.split(/[\s-]/u).flatMap((part) => [...part].slice(0, 1));
  return letters.every((letter) => INITIAL.test(letter)) ? letters.map((letter) => `${letter.toLocaleUpperCase('en-GB')}.`).join(' ') : '';
}

/**
 * The given name, where a field of its own holds it and nothing but it. The first word of a whole name can be the family name, and a cell
 * with the whole name in it shows more than a given name.
 */
function givenNameOf(signature: PrivateSignature, full: string): string {
  const given = clean(signature.given_name);
  const isWhole = given === full && given.includes(' ');
  return isShowable(given) && !isWhole ? given : '';
}

/** How a signatory is shown under the limits, or null when they are counted only. */
export function displayOf(signature: PrivateSignature, limits: DisplayLimits): ReleaseSignatory | null {
  const parts = LEVEL_PARTS[effectiveLevel(signature, limits)];
  if (parts.length === 0) return null;
  const full = clean(signature.full_name);
  if (!isShowable(full)) return null;
  if (parts.includes('name')) {
    const place = parts.includes('place') ? clean(signature.place) : '';
    return isShowable(place) ? { name: full, place } : { name: full };
  }
  const name = (parts.includes('given-name') ? givenNameOf(signature, full) : '') || initialsOf(full);
  return name === '' ? null : { name };
}

/** Longer ones are letters; somebody should write to their author. */
export const COMMENT_LENGTH_MAX = 2000;

/** A comment as it would be printed: NFC, without what disturbs the page, its paragraphs kept. */
export function cleanComment(text: string): string {
  return text
    .normalize('NFC')
    .replace(BIDI_CONTROLS, '')
    .replace(/\r\n?|[\u2028\u2029]/gu, '\n')
    .replace(/[^\P{Cc}\n]|[\uFEFF\u200B]/gu, ' ')
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

/** A person's comment with their display string, or null: the level, the approval and the text itself must all allow it. */
export function commentOf(signature: PrivateSignature, limits: DisplayLimits): ReleaseComment | null {
  if (!signature.comment_approved || !LEVEL_PARTS[effectiveLevel(signature, limits)].includes('comment')) return null;
  const shown = displayOf(signature, limits);
  const text = cleanComment(reveal(signature.comment));
  // Nobody can approve contact data away: no pack holds an address, a number or a postcode of a signatory.
  if (shown === null || text === '' || text.length > COMMENT_LENGTH_MAX || findPatterns(text).length > 0) return null;
  return { text, ...shown };
}
