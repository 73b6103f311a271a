import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { KNOWN_ENCODINGS } from '../../../src/lib/intake/encoding.js';
import { charsetTools } from '../../../src/lib/io/charset.js';

const MULTI_BYTE = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr'];
const SINGLE_BYTE = KNOWN_ENCODINGS.filter((name) => !MULTI_BYTE.includes(name));
const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** Bytes that a table of ours has no character for, though Node hands over a control code or a private one. */
function isUndefined(ours: string, node: string): boolean {
  return ours === '\ufffd' && ((node >= '\u0080' && node <= '\u009f') || (node >= '\uf8c1' && node <= '\uf8c8') || node === '\u00aa');
}

describe('tables of single-byte encodings', () => {
  it.each(SINGLE_BYTE)('%s has a character for each byte, ASCII in the lower half', (name) => {
    const table = charsetTools.table(name) ?? '';
    expect(table).toHaveLength(256);
    expect(table.slice(0, 0x80)).toBe(Buffer.from(EVERY_BYTE).toString('latin1', 0, 0x80));
    const high = [...table.slice(0x80)].filter((character) => character !== '\ufffd');
    // Hebrew and Arabic leave the most places empty.
    expect(high.length).toBeGreaterThan(75);
    expect(new Set(high).size).toBe(high.length);
  });

  it('says null for encodings where a character may take more bytes, and for what it does not know', () => {
    for (const name of [...MULTI_BYTE, 'klingon', '']) expect(charsetTools.table(name), name).toBeNull();
  });

  it('agrees with the tables of Node but for those that Node has wrong', () => {
    const differing: string[] = [];
    for (const name of SINGLE_BYTE) {
      let text: string;
      try {
        text = new TextDecoder(name).decode(EVERY_BYTE);
      } catch {
        continue;
      }
      const table = charsetTools.table(name) ?? '';
      for (let byte = 0; byte < 256; byte++) {
        const ours = table.charAt(byte);
        const node = text.charAt(byte);
        if (ours !== node && !isUndefined(ours, node)) differing.push(`${name} ${byte.toString(16)}`);
      }
    }
    // Windows-1252 in several releases (nodejs/node#56542), a Hebrew point that ICU has not, and the control codes of IBM866.
    const known = /^(?:windows-1252 [89][0-9a-f]|windows-1255 ca|cp866 (?:1a|1c|7f))$/;
    expect(differing.filter((place) => !known.test(place))).toEqual([]);
  });

  it.each([
    ['windows-1252', 0x80, '\u20ac'],
    ['windows-1252', 0x96, '\u2013'],
    ['macintosh', 0xdb, '\u20ac'],
    ['x-mac-cyrillic', 0xff, '\u20ac'],
    ['x-mac-cyrillic', 0xa2, '\u0490'],
    ['x-mac-ce', 0xb8, '\u0142'],
    ['cp850', 0x81, '\u00fc'],
    ['cp852', 0x88, '\u0142'],
    ['cp858', 0xd5, '\u20ac'],
    ['cp866', 0x80, '\u0410'],
    ['iso-8859-16', 0xba, '\u0219'],
  ])('%s reads byte %i as %s', (name, byte, character) => {
    expect(charsetTools.table(name)?.charAt(byte)).toBe(character);
  });
});

describe('the guess of the detector', () => {
  it.each([
    ['windows-1251', 'Имя;Город\nОксана;Київ\nДмитро;Львів\nСвітлана;Одеса\n'],
    ['shift_jis', '氏名;市\n山田太郎;東京都\nさとうはなこ;おおさか\nスズキ;横浜市\n'],
    ['euc-kr', '이름;도시\n김민준;서울특별시\n이서연;부산광역시\n박지훈;대구\n'],
  ])('comes back under our own label for %s', (name, text) => {
    expect(charsetTools.detect(iconv.encode(text, name))).toBe(name);
  });

  it('answers with a label that we know or with null, whatever the bytes', () => {
    for (let seed = 1; seed < 40; seed++) {
      const bytes = Uint8Array.from({ length: 200 }, (_, i) => (i * i * seed + seed * 31) % 256);
      const label = charsetTools.detect(bytes);
      if (label !== null) expect(KNOWN_ENCODINGS).toContain(label);
    }
    expect(() => charsetTools.detect(new Uint8Array(0))).not.toThrow();
  });
});

describe('the sample words', () => {
  it('are written with the letters of their language', () => {
    for (const { language, alphabet, words } of charsetTools.samples()) {
      const letters = new Set(alphabet.toLowerCase() + alphabet);
      const strange = [...new Set(words)].filter((letter) => letter > '\u007f' && letter !== '\u02bc');
      expect(
        strange.filter((letter) => !letters.has(letter.toLowerCase()) && !letters.has(letter)),
        language,
      ).toEqual([]);
      expect(words.split(' ').length, language).toBeGreaterThan(20);
    }
  });
});
