/**
 * What each byte of a single-byte encoding means, from iconv-lite. The tables come from one place and not from Node's TextDecoder,
 * because that answers by the release: Windows-1252 as Latin-1 in several (nodejs/node#56542), the control codes of IBM866 in
 * another order, ISO-8859-16 not at all, and no DOS code page but one.
 */

import iconv from 'iconv-lite';

/** The name that iconv-lite has for a label, where it is not the label itself. */
const ICONV_NAMES: ReadonlyMap<string, string> = new Map([
  ['x-mac-cyrillic', 'macukraine'],
  ['x-mac-ce', 'maccenteuro'],
]);

/**
 * Places where Apple changed the tables in 1998, which iconv-lite gives as they were before: the euro sign took the place of the
 * currency sign (Apple's ROMAN.TXT and CYRILLIC.TXT at unicode.org), and the WHATWG index follows it.
 */
const CHANGES: ReadonlyMap<string, ReadonlyMap<number, string>> = new Map([
  [
    'macintosh',
    new Map([
      [0xbd, '\u03a9'],
      [0xdb, '\u20ac'],
      [0xf0, '\uf8ff'],
    ]),
  ],
  ['x-mac-cyrillic', new Map([[0xff, '\u20ac']])],
]);

const EVERY_BYTE = Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte));

/**
 * The 256 characters of a single-byte encoding.
 * @param label one of our labels
 * @returns one UTF-16 unit for each byte, U+FFFD where the encoding has no character; null when a byte is not a character in it
 */
export function readCodePage(label: string): string | null {
  const name = ICONV_NAMES.get(label) ?? label;
  // Every byte from 0 to 255 is 256 units of broken UTF-8 as well.
  if (name.startsWith('utf') || !iconv.encodingExists(name)) return null;
  let table = iconv.decode(EVERY_BYTE, name, { stripBOM: false });
  if (table.length !== 256) return null;
  for (const [byte, character] of CHANGES.get(label) ?? []) table = table.slice(0, byte) + character + table.slice(byte + 1);
  // The lower half is ASCII in every encoding that we read; some tables differ in control codes.
  return table.slice(0, 0x80) === EVERY_BYTE.toString('latin1', 0, 0x80) ? table : null;
}
