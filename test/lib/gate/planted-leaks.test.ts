import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { createScanner, type Finding, type NeedleKind } from '../../../src/lib/gate/scan.js';
import { readFileText } from '../../../src/lib/io/file-text.js';
import { Red } from '../../../src/lib/red.js';
import { BYTE_ENCODINGS, PLACES, TEXT_ENCODINGS, TEXT_PLACES } from '../../helpers/leaks.js';

/** Someone of whom a pack must say nothing, and a twin who is nobody: other letters of the same kind in every value. */
const PERSON: Readonly<Partial<Record<NeedleKind, string>>> = {
  name: 'Zoë Fictícia',
  email: 'zoe.ficticia@example.org',
  phone: '07700 900123',
  postcode: 'ZZ99 3WZ',
  address: '12 Fictícia Lane',
  'date-of-birth': '1987-03-14',
  comment: 'My sister waited nine years for one letter, and I will not forget it.',
  'record-id': 'P0042-77B1C9',
  'file-name': 'change-org export 7.csv',
};
const TWIN: typeof PERSON = {
  name: 'Léa Imaginária',
  email: 'lea.imaginaria@example.net',
  phone: '07700 900977',
  postcode: 'ZZ99 9QQ',
  address: '34 Imaginária Road',
  'date-of-birth': '1990-10-20',
  comment: 'Our brother asked seven times for one answer, but nobody would give it.',
  'record-id': 'Q9913-08D2F5',
  'file-name': 'action-network list 3.tsv',
};
const KINDS = Object.keys(PERSON) as NeedleKind[];

function scan(bytes: Buffer, kinds: readonly NeedleKind[]): Finding[] {
  const scanner = createScanner(['Nothing here']);
  scanner.addFile('a.pdf', readFileText(bytes));
  scanner.addNeedles(kinds.map((kind) => ({ kind, value: new Red(PERSON[kind] ?? ''), source: 'a.csv', record: 7 })));
  // What is wrong with the file apart from the person is not the matter here: some of these files are odd on purpose.
  return scanner.findings().filter((finding) => finding.record === 7);
}

const found = (bytes: Buffer, kind: NeedleKind): boolean => scan(bytes, [kind]).some((finding) => finding.kind === kind);

/** Text encodings and byte encodings alike, as bytes. */
const ENCODINGS: readonly (readonly [string, (text: string) => Buffer])[] = [
  ...Object.entries(BYTE_ENCODINGS),
  ...Object.entries(TEXT_ENCODINGS).map(([name, encode]) => [name, (text: string) => Buffer.from(encode(text))] as const),
];

/** Places whose format, as it is written here, holds no more than a line. */
const SHORT: ReadonlySet<string> = new Set(['RunLength', 'EXIF in a JPEG', 'eXIf in a PNG']);

let planted = 0;

describe('a name that is planted', () => {
  it.each(Object.keys(PLACES))('in %s is found in every encoding, and its twin is not', (place) => {
    const put = PLACES[place];
    if (put === undefined) throw new Error('no such place');
    const missed = ENCODINGS.filter(([, encode]) => !found(put(encode(PERSON.name ?? '')), 'name')).map(([name]) => name);
    planted += ENCODINGS.length;
    expect(missed).toEqual([]);
    const twins = ENCODINGS.flatMap(([, encode]) => [encode(TWIN.name ?? ''), Buffer.from('\n')]);
    expect(scan(put(SHORT.has(place) ? Buffer.from(TWIN.name ?? '') : Buffer.concat(twins)), KINDS)).toEqual([]);
  });

  it.each(Object.keys(TEXT_PLACES))('in %s is found in every encoding, and its twin is not', (place) => {
    const put = TEXT_PLACES[place];
    if (put === undefined) throw new Error('no such place');
    const missed = Object.entries(TEXT_ENCODINGS).filter(([, encode]) => !found(put(encode(PERSON.name ?? '')), 'name'));
    planted += Object.keys(TEXT_ENCODINGS).length;
    expect(missed.map(([name]) => name)).toEqual([]);
    for (const encode of Object.values(TEXT_ENCODINGS)) expect(scan(put(encode(TWIN.name ?? '')), KINDS)).toEqual([]);
  });

  it('was planted in more than a thousand ways', () => {
    expect(planted).toBeGreaterThan(1000);
  });
});

describe('every kind of value', () => {
  const put = PLACES['an attachment'];
  if (put === undefined) throw new Error('no such place');
  // A date or a comment one letter a line is no date; ids and numbers have no accents to lose.
  const skipped = new Set([
    'date-of-birth backwards',
    'date-of-birth without blanks',
    'date-of-birth one letter a line',
    'date-of-birth with invisible characters',
    'comment one letter a line',
    'comment without blanks',
    'postcode one letter a line',
    'phone one letter a line',
  ]);

  it.each(KINDS)('of the kind %s is found in every encoding', (kind) => {
    const missed = ENCODINGS.filter(
      ([name, encode]) => !skipped.has(`${kind} ${name}`) && !found(put(encode(PERSON[kind] ?? '')), kind),
    ).map(([name]) => name);
    expect(missed).toEqual([]);
    for (const [, encode] of ENCODINGS) expect(scan(put(encode(TWIN[kind] ?? '')), KINDS)).toEqual([]);
  });

  it.each(Object.keys(PLACES))('is found in %s', (place) => {
    const missed = KINDS.filter((kind) => !found(PLACES[place]?.(Buffer.from(PERSON[kind] ?? '')) ?? Buffer.alloc(0), kind));
    expect(missed).toEqual([]);
  });
});

describe('a digest of an identifier', () => {
  const ALGORITHMS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-256', 'blake2b512', 'blake2s256', 'sha3-256'];
  const FORMS: readonly (readonly [NeedleKind, string, string])[] = [
    ['email', 'Zoe.Ficticia+petition@gmail.com', 'Zoe.Ficticia+petition@gmail.com'],
    ['email', 'Zoe.Ficticia+petition@gmail.com', 'zoe.ficticia+petition@gmail.com'],
    ['email', 'Zoe.Ficticia+petition@gmail.com', 'ZOE.FICTICIA+PETITION@GMAIL.COM'],
    ['email', 'Zoe.Ficticia+petition@gmail.com', 'zoeficticia@gmail.com'],
    ['phone', '07700 900123', '+447700900123'],
    ['phone', '+44 7700 900123', '07700900123'],
    ['name', 'Zoë Fictícia', 'zoë fictícia'],
    ['name', 'Zoë Fictícia', 'zoe ficticia'],
    ['name-postcode', 'Zoë Fictícia\nzz99 3wz', 'zoe ficticia|ZZ993WZ'],
    ['record-id', 'P0042-77B1C9', 'P0042-77B1C9'],
  ];
  const base32 = (bytes: Buffer): string => {
    const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
    return (bits.match(/.{1,5}/g) ?? [])
      .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five.padEnd(5, '0'), 2)])
      .join('');
  };
  const WRITTEN: Readonly<Record<string, (bytes: Buffer) => string>> = {
    'hexadecimal digits': (bytes) => bytes.toString('hex'),
    'hexadecimal capitals': (bytes) => bytes.toString('hex').toUpperCase(),
    base64: (bytes) => bytes.toString('base64'),
    base64url: (bytes) => bytes.toString('base64url'),
    base32,
    'its first sixteen digits': (bytes) => bytes.toString('hex').slice(0, 16),
  };
  const search = (text: string, kind: NeedleKind, value: string, digests: string[] = []): Finding[] => {
    const scanner = createScanner([], { digests });
    scanner.addText('a.json', JSON.stringify({ id: text }));
    scanner.addNeedles([{ kind, value: new Red(value), source: 'a.csv', record: 7 }]);
    return scanner.findings();
  };

  it.each(Object.keys(WRITTEN))('is found in %s, whatever was hashed and how', (way) => {
    const missed: string[] = [];
    for (const algorithm of ALGORITHMS) {
      for (const [kind, value, form] of FORMS) {
        const written = WRITTEN[way]?.(createHash(algorithm).update(form).digest()) ?? '';
        // A short digest of letters alone or digits alone is a word or a number.
        if (way.startsWith('its') && !(/\d/.test(written) && /[a-f]/.test(written))) continue;
        if (!search(written, kind, value).some((finding) => finding.kind === 'identifier-hash')) missed.push(`${algorithm} ${form}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it('is found as the bare bytes of a PDF’s identifier', () => {
    const digest = createHash('md5').update('zoe.ficticia@example.org').digest();
    const bytes = PLACES['the file identifier']?.(digest) ?? Buffer.alloc(0);
    expect(scan(bytes, ['email']).map(({ kind }) => kind)).toEqual(['identifier-hash']);
  });

  it('is none when it belongs to another person, or when the pack has it on purpose', () => {
    const other = createHash('sha256').update('lea@example.org').digest('hex');
    expect(search(other, 'email', 'zoe@example.org')).toEqual([]);
    const own = createHash('sha256').update('zoe@example.org').digest('hex');
    expect(search(own, 'email', 'zoe@example.org', [own])).toEqual([]);
  });
});

describe('what remains of a name of three words', () => {
  const search = (text: string): string[] => {
    const scanner = createScanner([]);
    scanner.addText('a.pdf page 1', text);
    scanner.addNeedles([{ kind: 'name', value: new Red('Robert Ashcraft Tymczak'), source: 'a.csv', record: 7 }]);
    expect(scanner.findings()).toEqual([]);
    return scanner.shadows().map(({ kind, count }) => `${kind} ${count}`);
  };
  it.each([
    ['its initials', 'Ann Example\nR. A. T.\nTom Sample', ['initials 1']],
    ['its initials in one', 'Ann Example; RAT; Tom', ['initials 1']],
    ['its Soundex code', 'Codes: R163 A261 T522', ['soundex 1']],
    ['its Soundex code in one', 'Codes: R163A261T522', ['soundex 1']],
    ['letters within a word or a sentence', 'a rate that is separate', []],
  ])('is a warning and no refusal: %s', (_, text, shadows) => {
    expect(search(text)).toEqual(shadows);
  });
});
