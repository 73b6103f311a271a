/**
 * The characters of a cell: what nobody sees is removed, white space is evened out, letters and accents are joined
 * (Unicode NFC). Nothing that a person wrote is lost: every letter, digit and sign stays.
 */

import type { RepairKind } from '../model/repair.js';

export interface TidyText {
  readonly text: string;
  readonly kinds: readonly RepairKind[];
}

/** Controls except TAB and line breaks. NEL (U+0085) is a line break, so it is not among them. */
const CONTROLS = '\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f';
/** Soft hyphen, zero-width characters, byte-order marks, and every control and mark of direction. */
const UNSEEN = '\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb';
const JOINERS = '\u200c\u200d';
const ODD_SPACES = '\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000';
const ODD_BREAKS = '\u000b\f\u0085\u2028\u2029';

const INVISIBLE_PATTERN = new RegExp(`[${CONTROLS}${UNSEEN}]`, 'g');
const JOINER_PATTERN = new RegExp(`[${JOINERS}]+`, 'g');
const SPACE_PATTERN = new RegExp(`[${ODD_SPACES}]`, 'g');
const BREAK_PATTERN = new RegExp(`\r\n|[\r${ODD_BREAKS}]`, 'g');

/** Scripts whose words need joiners (Unicode, chapters 9 and 12 to 14): Persian and Urdu, the scripts of India, and others that join. */
const JOINING = new RegExp(
  `[${[
    'Arabic',
    'Syriac',
    'Mongolian',
    'Nko',
    'Devanagari',
    'Bengali',
    'Gurmukhi',
    'Gujarati',
    'Oriya',
    'Tamil',
    'Telugu',
    'Kannada',
    'Malayalam',
    'Sinhala',
    'Khmer',
    'Myanmar',
    'Tibetan',
  ]
    .map((script) => `\\p{Script=${script}}`)
    .join('')}]`,
  'u',
);
/** Signs that a joiner may follow at the end of a word: the vowel killers of India, as in older spellings of Malayalam. */
const VOWEL_KILLER = /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca]/;
const PICTURE = /\p{Extended_Pictographic}|\ufe0f|[\u{1f3fb}-\u{1f3ff}]/u;

/**
 * Tidies one cell.
 * @param keepsLines whether line breaks are part of the text (comments); elsewhere they become spaces
 */
export function tidyText(given: string, keepsLines: boolean): TidyText {
  const kinds: RepairKind[] = [];
  let text = given.replace(INVISIBLE_PATTERN, '');
  text = text.replace(JOINER_PATTERN, keptJoiner);
  if (text !== given) kinds.push('invisible');

  const seen = text;
  text = text.replace(SPACE_PATTERN, ' ').replace(BREAK_PATTERN, '\n');
  if (!keepsLines) text = text.replaceAll('\n', ' ');
  text = text.replace(/ {2,}/g, ' ').trim();
  if (text !== seen) kinds.push('white-space');

  const composed = text.normalize('NFC');
  if (composed !== text) kinds.push('unicode-form');
  return { text: composed, kinds };
}

/** An SQL condition true for every text that `tidyText` changes. `column` is an SQL expression of text. */
export function mayNeedTidyingSql(column: string, keepsLines: boolean): string {
  const breaks = keepsLines ? '\\x{0D}' : '\\x{0A}\\x{0D}';
  const classes = sqlClass(`${CONTROLS}${UNSEEN}${JOINERS}${ODD_SPACES}${ODD_BREAKS}`);
  // Most cells are plain ASCII or hold accents alone; the long class of odd characters and NFC are for the rest.
  const edges = keepsLines ? [`' '`, 'chr(10)'] : [`' '`];
  const spaces = [
    `contains(${column}, '  ')`,
    ...edges.flatMap((edge) => [`starts_with(${column}, ${edge})`, `ends_with(${column}, ${edge})`]),
  ].join(' OR ');
  const controls = `regexp_matches(${column}, '${keepsLines ? '[\\x{00}-\\x{09}\\x{0B}-\\x{1F}\\x{7F}]' : '[\\x{00}-\\x{1F}\\x{7F}]'}')`;
  const other = `regexp_matches(${column}, '[${classes}${breaks}]') OR nfc_normalize(${column}) <> ${column}`;
  return `(${spaces} OR ${controls} OR (CASE WHEN strlen(${column}) <> length(${column}) THEN ${other} ELSE false END))`;
}

/** What stays of a run of joiners: its first where a script or a picture needs it. */
function keptJoiner(run: string, offset: number, whole: string): string {
  const joiner = run.charAt(0);
  const before = lastCharacter(whole.slice(Math.max(0, offset - 2), offset));
  const after = String.fromCodePoint(whole.codePointAt(offset + run.length) ?? 0x20);
  if (JOINING.test(before) && JOINING.test(after)) return joiner;
  if (joiner === '\u200d' && VOWEL_KILLER.test(before)) return joiner;
  return joiner === '\u200d' && PICTURE.test(before) && PICTURE.test(after) ? joiner : '';
}

function lastCharacter(text: string): string {
  return [...text].at(-1) ?? '';
}

/** The inside of a character class in the engine's notation, where control characters and odd white space may not stand as they are. */
export function sqlClass(characters: string): string {
  return [...characters]
    .map((char) => (char === '-' ? '-' : `\\x{${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}}`))
    .join('');
}
