import { describe, expect, it } from 'vitest';

import { findPatterns } from '../../../src/lib/gate/patterns.js';
import { createScanner, type ScanNeedle } from '../../../src/lib/gate/scan.js';
import type { FileText, SaidText } from '../../../src/lib/model/file-text.js';
import { Red } from '../../../src/lib/red.js';
import { runs } from '../../helpers/runs.js';

const needle = (kind: ScanNeedle['kind'], value: string): ScanNeedle => ({ kind, value: new Red(value), source: 'a.csv', record: 7 });
/** A file that says these pieces. */
const file = (pieces: readonly SaidText[], forbidden: readonly string[] = [], unread: readonly string[] = []): FileText => ({
  pieces,
  pdf: null,
  html: null,
  forbidden,
  unread,
});
const piece = (place: string, text: string, as: SaidText['as'] = 'lines', wrappings: readonly string[] = []): SaidText => ({
  place,
  text,
  as,
  wrappings,
});

const PEOPLE = runs(40_000, 200_000);

describe('the leak scan', () => {
  it.each<[string, ScanNeedle, string]>([
    ['a name in a sentence', needle('name', 'Amina Mfano'), 'As Amina Mfano told us.'],
    ['a name in capitals without its accents', needle('name', 'Zoë Příklad'), 'ZOE PRIKLAD'],
    ['a name over a line break', needle('name', 'Amina Mfano'), 'As Amina\nMfano told us.'],
    ['a name with a hyphen instead of a space', needle('name', 'Grace Smith-Jones'), 'Grace Smith Jones'],
    ['a long name one letter at a time', needle('name', 'Oluwakemi Placeholder'), 'O l u w a k e m i P l a c e h o l d e r'],
    ['a name of one word as an entry', needle('name', 'Suparna'), 'Ann Example\nSuparna\nTom Sample'],
    ['an e-mail address', needle('email', 'amina@example.org'), 'write to AMINA@example.org.'],
    ['a phone with other separators', needle('phone', '07700 900123'), 'call +44 (0)7700-900-123'],
    ['a postcode without its space', needle('postcode', 'ZZ99 1AA'), 'of zz991aa'],
    ['a street address', needle('address', '12 Example Street'), 'lives at 12, Example Street'],
  ])('finds %s, and says whose it is', (_, value, text) => {
    const scanner = createScanner([]);
    scanner.addText('a.pdf page 1', text);
    scanner.addNeedles([value]);
    expect(scanner.findings().filter((finding) => finding.record === 7)).toEqual([
      { kind: value.kind, where: 'a.pdf page 1', source: 'a.csv', record: 7, count: 1 },
    ]);
  });

  it('names the part of a file and what was undone to read it', () => {
    for (const [said, where] of [
      [piece('page 3', 'Amina Mfano'), 'a.pdf page 3'],
      [piece('metadata', 'Amina Mfano', 'words'), 'a.pdf metadata'],
      [piece('attachment', 'x Amina Mfano y', 'fragments', ['zip', 'base64']), 'a.pdf attachment (zip, base64)'],
      [piece('text', 'Amina Mfano'), 'a.pdf'],
    ] as const) {
      const scanner = createScanner([]);
      scanner.addFile('a.pdf', file([said]));
      scanner.addNeedles([needle('name', 'Amina Mfano')]);
      expect(scanner.findings()).toEqual([{ kind: 'name', where, source: 'a.csv', record: 7, count: 1 }]);
    }
  });

  it('tells a value once where it stands in clear and is met again around an encoding', () => {
    const scanner = createScanner([]);
    scanner.addFile(
      'a.pdf',
      file([piece('page 1', 'x@example.org 94%20'), piece('page 1', 'x@example.org 94 ', 'lines', ['percent encoding'])]),
    );
    scanner.addNeedles([needle('email', 'x@example.org')]);
    expect(scanner.findings()).toEqual([{ kind: 'email', where: 'a.pdf page 1', source: 'a.csv', record: 7, count: 1 }]);
  });

  it('reports contact data that no record holds, forbidden features and parts it cannot read', () => {
    const scanner = createScanner([]);
    scanner.addFile(
      'a.pdf',
      file([piece('page 1', 'x@example.org\n07700 900456\nZZ99 9ZZ\n203.0.113.77')], ['/JavaScript'], ['filter /X']),
    );
    expect(
      scanner
        .findings()
        .map((finding) => finding.kind)
        .sort(),
    ).toEqual(['email', 'forbidden-feature', 'ip-address', 'phone', 'postcode', 'unreadable']);
  });

  it('lets pass what the campaign publishes and what people agreed to', () => {
    const scanner = createScanner(['hello@example.org', 'Home Office, London, SW1P 4DF', 'Ann Example, Leeds']);
    scanner.addText('a.pdf page 1', 'hello@example.org SW1P 4DF\nAnn Example\nLeeds');
    scanner.addNeedles([needle('name', 'Ann Example'), needle('email', 'hello@example.org'), needle('postcode', 'SW1P4DF')]);
    expect(scanner.findings()).toEqual([]);
  });

  it('lets no contact pass for standing in a title, which may name somebody all the same', () => {
    const title = 'Justice for Ann Example, ann@example.org, ZZ99 3WZ';
    const scanner = createScanner([title], { contacts: ['hello@example.org'] });
    scanner.addText('a.pdf page 1', title);
    scanner.addNeedles([needle('name', 'Ann Example'), needle('email', 'ann@example.org')]);
    expect(scanner.findings().map(({ kind }) => kind)).toEqual(['email', 'postcode']);
  });

  it('does not let a published first name excuse another full name', () => {
    const scanner = createScanner(['Ann Example']);
    scanner.addText('a.pdf page 1', 'Ann Sample');
    scanner.addNeedles([needle('name', 'Ann Sample')]);
    expect(scanner.findings()).toHaveLength(1);
  });

  it.each([
    '128,417 signatures',
    '6 May 2025',
    '2025-05-06',
    'addf 773a 42e8 70c3',
    '3 / 8',
    'paragraph 181, CETS 197',
    '24,000 people and £30 million',
    'M25 3am',
    '2,656',
  ])('takes "%s" for no contact data', (text) => {
    expect(findPatterns(text)).toEqual([]);
  });

  const scan = (allowed: readonly string[], text: string, ...values: ScanNeedle[]): string[] => {
    const scanner = createScanner(allowed);
    scanner.addText('a.pdf page 1', text);
    scanner.addNeedles(values);
    return scanner.findings().map((finding) => `${finding.kind} ${finding.record ?? '-'} ${finding.count}`);
  };

  it.each<[string, ScanNeedle, string]>([
    ['a name with the family name first', needle('name', 'Amina Mfano'), 'Mfano, Amina'],
    ['a name without its middle', needle('name', 'Amina Wanjiru Mfano'), 'Amina Mfano'],
    ['a name without its title', needle('name', 'Dr Amina Mfano'), 'Amina Mfano'],
    ['a name that has one', needle('name', 'Amina Mfano'), 'Dr. Amina Mfano'],
    ['a name without its apostrophe', needle('name', 'Niamh O’Sample'), 'niamh osample'],
    ['a name in plain letters', needle('name', 'Łukasz Przykład'), 'Lukasz Przyklad'],
    ['a name with invisible characters', needle('name', 'Amina Mfano'), 'A\u200bmina M\u00adfano'],
    ['a name in other code points', needle('name', 'Zoë Příklad'), 'Zoe\u0308 Pr\u030ci\u0301klad'],
    ['a name in full-width letters', needle('name', 'Amina Mfano'), 'Ａｍｉｎａ Ｍｆａｎｏ'],
    ['a name in another script', needle('name', 'Дарья Пример'), 'от ДАРЬИ? Нет: ДАРЬЯ ПРИМЕР'],
    ['a name of one word of two letters', needle('name', '李明'), '李明\n王芳'],
    ['a short name as a whole entry', needle('name', 'Bo Y'), 'Ann Example\nBo Y\nTom Sample'],
    ['a name in one word', needle('name', 'Amina Mfano'), 'user AminaMfano wrote'],
    ['a long name inside a word', needle('name', 'Oluwakemi Placeholder'), 'xOluwakemiPlaceholder2'],
    ['an e-mail address with gaps', needle('email', 'amina@example.org'), 'amina @ example . org'],
    ['a phone in digits', needle('phone', '+44 7700 900123'), 'id 07700900123'],
    ['a phone in odd groups', needle('phone', '07700 900123'), '0 77 00 90 01 23'],
    ['a postcode in a sentence', needle('postcode', 'zz991aa'), 'from ZZ99 1AA, London'],
    ['a Dutch postcode', needle('postcode', '9999 XX'), 'te 9999XX'],
    ['an address over two lines', needle('address', '12 Example Street'), '12 Example\nStreet'],
    ['the name of a source file', needle('file-name', 'change-org export.csv'), 'from change-org export.csv'],
  ])('also finds %s', (_, value, text) => {
    expect(scan([], text, value)).toEqual([`${value.kind} 7 1`]);
  });

  it.each<[string, ScanNeedle, string]>([
    ['the end of another name', needle('name', 'Ian Taylor'), 'Brian Taylor'],
    ['a name of one word in a sentence', needle('name', 'Rose'), 'The number rose to 57.'],
    ['a town in the address column', needle('address', 'New York'), 'in New York'],
    ['a house number that ends alike', needle('address', '1 High Street'), '21 High Street'],
    ['a foreign postcode of digits', needle('postcode', '10115'), 'page 10115'],
    ['a number with a thousands separator', needle('phone', '128417265'), '128,417,265'],
    ['an empty value', needle('name', ' '), 'anything'],
  ])('takes no notice of %s', (_, value, text) => {
    expect(scan([], text, value)).toEqual([]);
  });

  it('does not read one entry of a list into the next', () => {
    const allowed = ['Ann James, Leeds', 'Thomas Brown', 'Maria Sample', 'Ann'];
    const list = 'Ann James\tLeeds\nThomas Brown\nMaria Sample\nAnn\n';
    for (const name of ['James Thomas', 'Leeds Thomas', 'Brown Maria', 'Sample Ann', 'Brown Maria Sample Ann'])
      expect(scan(allowed, list, needle('name', name)), name).toEqual([]);
    // Without a seam, or with a neighbour that nobody released, it is a name.
    expect(scan(allowed, 'James Thomas', needle('name', 'James Thomas'))).toEqual(['name 7 1']);
    expect(scan(allowed, 'Ann James\nThomas White', needle('name', 'James Thomas'))).toEqual(['name 7 1']);
  });

  it('does not join two allowed strings into a third', () => {
    expect(scan(['Amina', 'Mfano'], 'As Amina Mfano told us.', needle('name', 'Amina Mfano'))).toEqual(['name 7 1']);
  });

  it('gives a value found by its shape to the record that holds it', () => {
    expect(scan([], 'amina@example.org, other@example.org', needle('email', 'Amina@Example.org'))).toEqual(['email - 1', 'email 7 1']);
  });

  it('refuses text that comes too late to be searched', () => {
    const scanner = createScanner([]);
    scanner.addNeedles([]);
    expect(() => scanner.addText('a', 'b')).toThrowError(expect.objectContaining({ code: 'scan-order' }));
  });

  it(`looks ${PEOPLE.toLocaleString('en')} people up in the pages of half as many, none of whom it confuses`, () => {
    const syllables = ['ba', 'do', 'fi', 'gu', 'ke', 'la', 'mo', 'ni', 'pu', 're'];
    const word = (number: number): string => [...String(number).padStart(4, '0')].map((digit) => syllables[Number(digit)]).join('');
    const nameOf = (number: number): string => `${word(number % 1000)} ${word(1000 + Math.floor(number / 1000))}`;
    const shown = Array.from({ length: PEOPLE / 2 }, (_, index) => nameOf(index));
    const scanner = createScanner(shown);
    for (let page = 0; page < shown.length / 250; page++)
      scanner.addText(`a.pdf page ${page + 1}`, shown.slice(page * 250, page * 250 + 250).join('\n'));
    scanner.addText('a.pdf metadata', nameOf(PEOPLE * 0.75));
    const values = function* (): Generator<ScanNeedle> {
      for (let index = 0; index < PEOPLE; index++) yield { kind: 'name', value: new Red(nameOf(index)), source: 'a.csv', record: index };
    };
    scanner.addNeedles(values());
    expect(scanner.findings()).toEqual([{ kind: 'name', where: 'a.pdf metadata', source: 'a.csv', record: PEOPLE * 0.75, count: 1 }]);
  });

  it('never holds a value in a finding', () => {
    const scanner = createScanner([]);
    scanner.addText('a.pdf page 1', 'Amina Mfano amina@example.org');
    scanner.addNeedles([needle('name', 'Amina Mfano'), needle('email', 'amina@example.org')]);
    expect(JSON.stringify(scanner.findings())).not.toMatch(/amina/i);
  });
});
