/**
 * The refusal of letters that no font has. It names the code points and the places of the release where to look, never the
 * text they stand in: it may be a person's name.
 */

import { InputError } from '../errors.js';
import { drawableText } from '../io/pdf.js';
import { plural } from '../text.js';

/** Places told; the others are counted. */
const PLACES_MAX = 5;
const CHINESE_JAPANESE_KOREAN = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Hangul}]/u;

/** Throws `InputError` `glyph-missing` when code points are missing; `facts` is the release or the paper that was drawn. */
export function refuseMissing(missing: ReadonlySet<number>, facts: unknown, kind: 'pack' | 'paper'): void {
  if (missing.size === 0) return;
  const codePoints = [...missing].sort((a, b) => a - b);
  const names = codePoints.map((codePoint) => `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`);
  const places = [...new Set(placesOf(facts, missing, []))];
  const more = places.length > PLACES_MAX ? `, and in ${plural(places.length - PLACES_MAX, 'other place')}` : '';
  const where = places.length === 0 ? '' : ` Look at: ${places.slice(0, PLACES_MAX).join(', ')}${more}.`;
  const hint = kind === 'pack' ? hintOf(codePoints) : 'Use the form of this paper that is plain text, which needs no font.';
  throw new InputError(`The pack’s fonts have no letter for ${names.join(', ')}.${where}`, { code: 'glyph-missing', hint });
}

function hintOf(codePoints: readonly number[]): string {
  const text = String.fromCodePoint(...codePoints.slice(0, 1000));
  const which = CHINESE_JAPANESE_KOREAN.test(text)
    ? 'For Chinese, Japanese and Korean names, name a font file under pack.fonts in the campaign file, for example Noto Sans SC or TC, with the forms that the bearers of the names use.'
    : 'Name a font file that has these letters under pack.fonts in the campaign file, for example the Noto font of their script.';
  return `${which} A name is never printed in other letters than those its bearer agreed to.`;
}

/** Where in the facts a missing letter stands, as a reader finds it on paper. */
function placesOf(value: unknown, missing: ReadonlySet<number>, path: readonly (string | number)[]): string[] {
  if (typeof value === 'string') {
    const isThere = [...drawableText(value)].some((character) => missing.has(character.codePointAt(0) ?? 0));
    return isThere ? [placeName(path)] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => placesOf(item, missing, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => placesOf(item, missing, [...path, key]));
}

const PARTS: Readonly<Record<string, string>> = {
  body: 'the text of the campaign',
  text: 'the text of the paper',
  context: 'the policy context',
  aims: 'the aims',
  statistics: 'the key figures',
  thresholds: 'the thresholds',
  breakdown: 'the counts by area',
};

function placeName(path: readonly (string | number)[]): string {
  const [first = '', second, third] = path;
  const at = typeof second === 'number' ? second + 1 : 0;
  switch (first) {
    case 'signatories': {
      const number = typeof path[2] === 'number' ? path[2] + 1 : 0;
      return path[3] === 'place' ? `the place of name ${number} in the list of names` : `name ${number} in the list of names`;
    }
    case 'organisations':
      return `organisation ${at}`;
    case 'comments':
      return `comment ${at}`;
    case 'documents':
      return third === 'own'
        ? `the list of document ${at}`
        : third === 'letter'
          ? `the letter in document ${at}`
          : `the target of document ${at}`;
    case 'campaign':
      return `campaign.${String(second)}`;
    default:
      return PARTS[String(first)] ?? String(first);
  }
}
