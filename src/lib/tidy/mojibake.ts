/**
 * Mojibake: UTF-8 that some program read as Windows-1252 and saved again, once or several times. Repairing it by re-encoding
 * the whole text breaks correct names in capitals, so only sequences are repaired that a correct name cannot hold.
 * Whether a cell is repaired at all is decided per column, elsewhere: one odd cell alone is no evidence.
 */

import { sqlClass } from './text.js';

/** Windows-1252 for the bytes 80 to 9F; the five bytes that it leaves open stand for themselves. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** Characters that the bytes 80 to BF of a UTF-8 sequence can have become, for a character class. */
const TAIL = `${WINDOWS_1252}\u0080-\u009f\u00a0-\u00bf`;

/** How many times a text may have been broken. Text broken four times is no longer told from noise. */
const LAYERS_MAX = 3;

/** Long cells are comments, and a name is never this long; what follows is left alone so that the work stays bounded. */
const LENGTH_MAX = 20_000;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const byteOf = new Map<string, number>([...WINDOWS_1252].map((char, index) => [char, 0x80 + index]));

/** Sequences that no correct text holds, whatever stands around them: three-byte punctuation, Vietnamese, and runs of other scripts. */
const CERTAIN = new RegExp(
  [
    `\u00e2[\u20ac\u201a\u201e\u2020\u02c6\u0080\u0082\u0084][${TAIL}]`,
    `\u00e1[\u00ba\u00bb][${TAIL}]`,
    // Georgian, then the scripts of India and South-East Asia.
    `\u00e1[\u0192\u0192\u0083][${TAIL}]`,
    `(?:\u00e0[\u00a4-\u00bf][${TAIL}]){2,}`,
    // Cyrillic, Greek, Hebrew, Arabic and Armenian in two bytes a letter; Ethiopic, Chinese, Japanese and Korean in three.
    `(?:[\u00d0-\u00d3][${TAIL}]){2,}`,
    `(?:[\u00cd-\u00cf][${TAIL}]){2,}`,
    `(?:[\u00d4-\u00db][${TAIL}]){2,}`,
    `(?:\u00e1[\u02c6\u2030\u0160\u2039\u0152\u008d][${TAIL}]){2,}`,
    `(?:[\u00e3-\u00ed][${TAIL}][${TAIL}]){2,}`,
  ].join('|'),
  'g',
);

/**
 * Two-byte sequences whose surroundings decide: Latin letters, those of Romanian with a comma below, and three characters of
 * Windows-1252 itself that a second breaking makes.
 */
const LATIN = new RegExp(`[\u00c2-\u00c5][${TAIL}]|\u00c8[\u02dc\u2122\u0161\u203a]|\u00c6\u2019|\u00cb[\u0153\u2020]`, 'g');

/** Punctuation that may stand after a capital letter in correct text: `MARQU\u00c9…`, `NESTL\u00c9®`. */
const PUNCTUATION = new Set(
  '\u00a0\u00a9\u00ae\u00ab\u00bb\u00b0\u00b4\u2026\u2018\u2019\u201a\u201c\u201d\u201e\u2020\u2021\u2022\u2013\u2014\u2122\u2039\u203a',
);
/** The four that follow a word so often that even a small letter before them proves nothing. */
const COMMON_PUNCTUATION = new Set('\u00a0\u2026\u2019\u201d');
const LETTER = /\p{L}/u;
const SMALL_LETTER = /\p{Ll}/u;
const CAPITAL_LETTER = /\p{Lu}/u;
const C1 = /[\u0080-\u009f]/;

/** Whether a cell holds C1 controls: no program writes them, so they prove a wrong encoding on their own. */
export function hasC1(text: string): boolean {
  return C1.test(text);
}

/** The text with every layer of mojibake taken off; the same text where there is none. Texts with U+FFFD are left: letters are gone. */
export function repairMojibake(text: string): string {
  if (text.length > LENGTH_MAX || text.includes('\ufffd')) return text;
  let current = text;
  for (let layer = 0; layer < LAYERS_MAX; layer++) {
    const repaired = repairLayer(current);
    if (repaired === current) break;
    current = repaired;
  }
  return current;
}

/** An SQL condition true for every text that `repairMojibake` may change. `column` is an SQL expression of text. */
export function mayBeMojibakeSql(column: string): string {
  const leads = sqlClass('\u00c2-\u00c5\u00c8\u00cd-\u00db\u00e0-\u00ed');
  const pattern = `[${leads}][${sqlClass(TAIL)}]|\\p{Ll}\\x{00C3} `;
  return `(CASE WHEN strlen(${column}) <> length(${column}) THEN regexp_matches(${column}, '${pattern}') ELSE false END)`;
}

function repairLayer(text: string): string {
  const certain = text.replace(CERTAIN, (found) => decode(found) ?? found);
  const sure = repairLatin(certain, false);
  // A text that is broken for certain somewhere is believed elsewhere too: S with caron is an A with ring and a no-break space.
  const latin = sure === text ? sure : repairLatin(sure, true);
  // An "à" whose second byte, a no-break space, was evened out to a plain one; inside a word in small letters only.
  return latin.replace(/(?<=\p{Ll})\u00c3 (?=\p{Ll})/gu, 'à');
}

function repairLatin(text: string, isKnownBroken: boolean): string {
  return text.replace(LATIN, (found, offset: number, whole: string) => {
    const isBroken = isBrokenLatin(found, whole.charAt(offset - 1), whole.charAt(offset + 2), isKnownBroken);
    return isBroken ? (decode(found) ?? found) : found;
  });
}

function isBrokenLatin(found: string, before: string, after: string, isKnownBroken: boolean): boolean {
  const lead = found.charAt(0);
  const tail = found.charAt(1);
  if (C1.test(tail)) return true;
  switch (lead) {
    case '\u00c6':
    case '\u00cb':
      return isKnownBroken;
    case '\u00c2':
      // Only punctuation comes from this lead byte. After a capital letter only the ordinal signs are believed: N\u00c2\u00ba.
      return isKnownBroken || !CAPITAL_LETTER.test(before) || tail === '\u00ba' || tail === '\u00aa';
    case '\u00c3':
      return isKnownBroken || !PUNCTUATION.has(tail) || !CAPITAL_LETTER.test(before) || LETTER.test(after);
    default:
      // Letters of Latin Extended-A: every Polish \u0105 has become a letter and an ellipsis.
      if (isKnownBroken && (LETTER.test(after) || !/\s/.test(before))) return true;
      if (COMMON_PUNCTUATION.has(tail)) return SMALL_LETTER.test(after) && !/\s/.test(before);
      return !PUNCTUATION.has(tail) || SMALL_LETTER.test(after) || SMALL_LETTER.test(before);
  }
}

/** Characters read back as the bytes they stand for, then as UTF-8; null where they are no whole sequence. */
function decode(text: string): string | null {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.charCodeAt(0);
    const byte = byteOf.get(char) ?? (code <= 0xff ? code : -1);
    if (byte < 0) return null;
    bytes.push(byte);
  }
  try {
    return decoder.decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}
