/**
 * What of a signatory may be shown, and how. The effective level is the least of the campaign's ceiling and the person's
 * consent; each level is an allow-list of fields. Anything doubtful falls back to being counted only.
 */

import type { ConsentLevel } from '../model/record.js';
import { CONSENT_LEVELS } from '../model/record.js';
import type { ReleaseSignatory } from '../model/release.js';
import type { Red } from '../red.js';
import { reveal } from '../red.js';

/** The private cells of one counted signature that a display string can be made of. */
export interface PrivateSignature {
  readonly given_name: Red;
  readonly family_name: Red;
  readonly full_name: Red;
  readonly locality: Red;
  readonly display_consent: ConsentLevel;
}

/** The lower of two levels. */
export function minConsent(a: ConsentLevel, b: ConsentLevel): ConsentLevel {
  return CONSENT_LEVELS[Math.min(CONSENT_LEVELS.indexOf(a), CONSENT_LEVELS.indexOf(b))] ?? 'count-only';
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

function initialsOf(name: string): string {
  return name
    .split(/[\s-]+/u)
    .flatMap((part) => [...part].slice(0, 1))
    .map((letter) => `${letter.toLocaleUpperCase('en-GB')}.`)
    .join(' ');
}

/** How a signatory is shown under a ceiling, or null when they are counted only. */
export function displayOf(signature: PrivateSignature, ceiling: ConsentLevel): ReleaseSignatory | null {
  const level = minConsent(ceiling, signature.display_consent);
  if (level === 'count-only') return null;
  const full = clean(signature.full_name);
  if (!isShowable(full)) return null;
  if (level === 'initials') return { name: initialsOf(full) };
  if (level === 'first-name') {
    const given = clean(signature.given_name);
    return { name: isShowable(given) ? given : (full.split(' ')[0] ?? full) };
  }
  const place = level === 'name' ? '' : clean(signature.locality);
  return isShowable(place) ? { name: full, place } : { name: full };
}
