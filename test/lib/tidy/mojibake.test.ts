import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { repairMojibake } from '../../../src/lib/tidy/mojibake.js';

/** Windows-1252 from 80 to 9F; not every Node decodes it by this table. */
const WESTERN =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';
/** What a program makes of UTF-8 that it takes for Western text. */
const breakOnce = (text: string): string =>
  [...new TextEncoder().encode(text)]
    .map((byte) => (byte >= 0x80 && byte < 0xa0 ? WESTERN.charAt(byte - 0x80) : String.fromCharCode(byte)))
    .join('');

const NAMES = [
  'José Ángel Ibáñez',
  'Zoë Müller',
  'Jürgen Groß',
  'Łukasz Wójcik',
  'Małgorzata Dąbrowska',
  'Agnieszka Kępa',
  'Żaneta Źródło',
  'Siân Hâf',
  'Seán Ó Briain',
  'Renée Lefèvre',
  'Hélène Çelik',
  'François Benoît',
  'Åsa Öberg',
  'Søren Kjær',
  'Þóra Ægisdóttir',
  'Päivi Mäkelä',
  'Tõnu Pärn',
  'Jānis Bērziņš',
  'Žygimantas Šarūnas',
  'Jiří Dvořák',
  'Ľudmila Šťastná',
  'Gyöngyi Szűcs',
  'Ștefan Țurcanu',
  'Đorđe Živković',
  'Ğülşah Yıldız',
  'João Conceição',
  'Nicolò Barà',
  'Nguyễn Thị Hồng',
  'Trần Văn Đức',
  'Олена Шевченко',
  'Ελένη Παπαδοπούλου',
  'علی رضایی',
  'דנה לוי',
  'मीरा शर्मा',
  'გიორგი ბერიძე',
  '李小明',
];

/** Correct texts that a careless repair changes: capitals beside punctuation and signs, and letters that mojibake uses. */
const TRICKY = [
  'MARQUÉ…',
  'NESTLÉ®',
  'SELKÄ EDELLÄ',
  'PÄIVI MÄKELÄ',
  'ÅSA ÅBERG',
  'JOÃO MAGALHÃES',
  'CONCEIÇÃO',
  'MAÇÃ…',
  'AVÓ E IRMÃ',
  'Irmã Lúcia',
  'IRMÃ ROSA',
  'NGUYỄN THỊ ÁNH',
  'Nguyễn Ánh',
  'ÂNGELA',
  'Â. Santos',
  'ROMÂNIA',
  'ANDRÉ’S CAFÉ',
  '“ANDRÉ”',
  'CAFÉ™',
  'ÉCOLE Nº 5',
  'JOSÉ Mª',
  'Nordea Ä–Ö',
  'ALKÄÄ…',
  'SÄ»',
  'ÅBO – TURKU',
  'HÄMEENLINNA—ÅBO',
  'GRÅ®',
  'Ärzte ohne “Ä”',
  'Voilà !',
  'à la carte',
  'É. É. Ó Briain',
  'DÉJÀ VU…',
  'Ünal Çağrı',
  'ØRSTED®',
  'Ð. Þórsson',
  'Ñuñoa',
  'ÑANDÚ «ÑANDÚ»',
  'ÏÎ',
  'Πέτρος «Α»',
  'Ω…',
  'São Tomé',
  'São…',
  'NOËL’S',
  '20 €, 5 £, 3°',
  '½ Ã ½',
];

describe('mojibake', () => {
  it('repairs names of many languages that were broken once, and most that were broken twice', () => {
    expect(NAMES).toHaveLength(36);
    const once = NAMES.filter((name) => repairMojibake(breakOnce(name)) === name);
    const twice = NAMES.filter((name) => repairMojibake(breakOnce(breakOnce(name))) === name);
    console.log(`mojibake: ${once.length} of 36 names repaired that were broken once, ${twice.length} that were broken twice`);
    expect(NAMES.filter((name) => !once.includes(name)).length).toBeLessThanOrEqual(1);
    expect(twice.length).toBeGreaterThanOrEqual(29);
  });
  it('repairs a name that was broken three times', () => {
    expect(repairMojibake(breakOnce(breakOnce(breakOnce('Zoë Müller'))))).toBe('Zoë Müller');
  });
  it.each([
    ['â€œAnnâ€™sâ€¦', '“Ann’s…'],
    ['PaweÅ‚', 'Paweł'],
    ['NicolÃ s', 'Nicolàs'],
    ['NÂº 5', 'Nº 5'],
    ['5 â‚¬', '5 €'],
    ['BJÃ–RN', 'BJÖRN'],
    ['ANDRÃ‰', 'ANDRÉ'],
  ])('%s was %s', (given, expected) => {
    expect(repairMojibake(given)).toBe(expected);
  });
  it('changes no correct name, in capitals neither', () => {
    const correct = [...NAMES, ...NAMES.map((name) => name.toUpperCase()), ...NAMES.map((name) => name.normalize('NFD'))];
    expect(correct.filter((name) => repairMojibake(name) !== name)).toEqual([]);
  });
  it('changes no correct text that looks like it', () => {
    expect(TRICKY.length).toBeGreaterThanOrEqual(30);
    expect(TRICKY.filter((text) => repairMojibake(text) !== text)).toEqual([]);
  });
  it('leaves a text alone whose letters are gone', () => {
    expect(repairMojibake('JosÃ© \ufffdb')).toBe('JosÃ© \ufffdb');
  });
  it('is done once: what was repaired is repaired no further', () => {
    const pieces = fc.constantFrom(...NAMES, ...TRICKY, ...NAMES.map(breakOnce), 'Ã', 'Â', '©', ' ', 'a', 'A');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => {
        let text = repairMojibake(parts.join(' '));
        // Three layers at a time; more come off the next time, and then it ends.
        for (let turn = 0; turn < 3; turn++) text = repairMojibake(text);
        expect(repairMojibake(text)).toBe(text);
      }),
    );
  });
  it('takes no time for hostile texts', () => {
    for (const char of ['Ã', 'Ã©', 'â€', 'á»', 'Ð', 'é', 'Ã ']) expect(repairMojibake(char.repeat(100_000))).toBeTypeOf('string');
    for (const char of ['Ã', 'Ã©', 'â€', 'á»', 'Ð', 'é', 'Ã ']) expect(repairMojibake(char.repeat(9_000))).toBeTypeOf('string');
  });
});
