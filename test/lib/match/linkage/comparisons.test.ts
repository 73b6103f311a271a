import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Engine } from '../../../../src/lib/context.js';
import { COMPARISONS } from '../../../../src/lib/match/linkage/comparisons.js';
import type { TestRecord } from '../../../helpers/linkage.js';
import { linkedOf, nodesOf, patternsOf, withEngine } from '../../../helpers/linkage.js';
import { runs } from '../../../helpers/runs.js';

let engine: Engine;
let finish: () => void;
let closed: Promise<void>;

/** Which level each case has, one way round and the other. */
let levels: [string, string][] = [];

beforeAll(async () => {
  await new Promise<void>((ready) => {
    closed = withEngine(async (opened) => {
      engine = opened;
      ready();
      await new Promise<void>((end) => {
        finish = end;
      });
    });
  });
  const records = [...CASES.flatMap(({ left, right }, index) => [filled(left, 2 * index), filled(right, 2 * index + 1)]), ...COMMON];
  const nodes = await nodesOf(engine, records);
  const pairs = CASES.map((_, index) => [nodes[2 * index] as number, nodes[2 * index + 1] as number] as const);
  const patterns = await patternsOf(
    engine,
    pairs.flatMap(([left, right]) => [
      [left, right],
      [right, left],
    ]),
  );
  levels = CASES.map(({ comparison }, index) => {
    const place = COMPARISONS.findIndex(({ id }) => id === comparison);
    const levelOf = (which: number): string => {
      const level = patterns[which]?.levels[place] ?? 0;
      return level === 0 ? 'missing' : (COMPARISONS[place]?.levels[level - 1]?.id ?? '');
    };
    return [levelOf(2 * index), levelOf(2 * index + 1)];
  });
});
afterAll(async () => {
  finish();
  await closed;
});

/** A record that is told apart from every other one by what the case does not ask about, so that two that say the same stay two. */
function filled(given: TestRecord, number: number): TestRecord {
  const names = [given.given_name ?? '', given.family_name ?? ''].filter((name) => name !== '').join(' ');
  const isNamed = names !== '' || given.full_name !== undefined;
  return { full_name: isNamed ? names : `Nobody${number} Nameless${number}`, ...(isNamed ? { locality: `Town ${number}` } : {}), ...given };
}

/** Given names that many have, mail domains too; the others of the cases are rare. */
const COMMON: readonly TestRecord[] = [
  ...['Martin', 'Marvin', 'Fernanda', 'Fernando'].flatMap((name) =>
    Array.from({ length: 4 }, (_, number) => ({ full_name: `${name} Ordinary${number}` })),
  ),
  ...Array.from({ length: 12 }, (_, number) => ({ full_name: `Somebody Ordinary${number}`, email: `person${number}@mail.example.org` })),
];

interface Case {
  readonly comparison: string;
  readonly level: string;
  readonly name: string;
  readonly left: TestRecord;
  readonly right: TestRecord;
}

type Sides = readonly [name: string, left: TestRecord, right: TestRecord];

const cases = (comparison: string, byLevel: Readonly<Record<string, readonly Sides[]>>): Case[] =>
  Object.entries(byLevel).flatMap(([level, all]) => all.map(([name, left, right]) => ({ comparison, level, name, left, right })));

const named = (given_name: string, family_name: string): TestRecord => ({ given_name, family_name });
const whole = (full_name: string): TestRecord => ({ full_name });
const of =
  (field: 'email' | 'phone' | 'postcode' | 'address' | 'locality' | 'date_of_birth') =>
  (name: string, left: string, right: string): Sides => [name, { [field]: left }, { [field]: right }];

const email = of('email');
const phone = of('phone');
const postcode = of('postcode');
const address = of('address');
const town = of('locality');
const birth = of('date_of_birth');

const CASES: readonly Case[] = [
  ...cases('given', {
    same: [
      ['capitals and spaces', whole('Ann Quill'), whole('ANN  QUILL')],
      ['accents', whole('Élodie Plüme'), whole('Elodie Plume')],
      ['a title', whole('Dr Ottilie Quill'), whole('Ottilie Quill')],
      ['the whole name in one column', whole('Ottoline Quill'), named('Ottoline', 'Quill')],
      ['Cyrillic and its romanised form', whole('Юлия Шевчук'), whole('Yuliya Shevchuk')],
      ['Greek and its romanised form', whole('Γιώργος Μελάνης'), whole('Giorgos Melanis')],
      ['digits that stand for letters', named('J0hnny', 'Inkwell'), named('Johnny', 'Inkwell')],
      ['an initial after the name', named('Mary J', 'Inkwell'), named('Mary', 'Inkwell')],
    ],
    swapped: [
      ['each in the place of the other', named('Pennington', 'Anouk'), named('Anouk', 'Pennington')],
      ['in one column', whole('Pennington Amélie'), whole('Amelie Pennington')],
      ['two given names, divided otherwise in one column', named('Lena Sofie', 'Inkwell'), whole('Lena Sofie Inkwell')],
      ['and one of them spelt otherwise', named('Blackwood', 'Theodora'), named('Theodora', 'Blackwod')],
      ['divided elsewhere', named('Maria Luisa', 'Pluma'), named('Maria', 'Luisa Pluma')],
      ['the only name, once as given and once as family name', named('Wenceslas', ''), named('', 'Wenceslas')],
      ['with letters jumbled in the only name', named('Perpetua', ''), named('', 'Pepretua')],
    ],
    form: [
      ['a short form', named('Elizabeth', 'Quill'), named('Liz', 'Quill')],
      ['family name first, as in Chinese, and romanised', whole('李小明'), whole('Xiaoming Li')],
      ['a short form in Cyrillic', whole('Александр Чернилов'), whole('Sasha Chernilov')],
      ['a double name written as one', named('Jean-Paul', 'Encrier'), named('Jeanpaul', 'Encrier')],
      ['two spellings of one sound', named('Mohammed', 'Hibri'), named('Muhamad', 'Hibri')],
      ['Arabic and its romanised form', whole('محمد حبري'), whole('Muhammad Hibri')],
      ['two romanisations', whole('Дмитрий Перов'), whole('Dmitri Perov')],
    ],
    slip: [
      ['a letter replaced', named('Gregorius', 'Quill'), named('Gregopius', 'Quill')],
      ['a letter left out', named('Wendelin', 'Quill'), named('Wendein', 'Quill')],
      ['letters jumbled', named('Cuthbert', 'Quill'), named('Cubthert', 'Quill')],
      ['two letters wrong', named('Bartholomew', 'Quill'), named('Bartwolobew', 'Quill')],
    ],
    part: [
      ['the second of two', named('Anneliese Berta', 'Quill'), named('Berta', 'Quill')],
      ['one of two on both sides', named('Rosa Pilar', 'Quill'), named('Pilar Ines', 'Quill')],
    ],
    alike: [
      ['a letter apart, and both names of many people', named('Martin', 'Quill'), named('Marvin', 'Quill')],
      ['brother and sister', named('Fernanda', 'Tinta'), named('Fernando', 'Tinta')],
    ],
    initial: [
      ['an initial', named('J', 'Quill'), named('Jonas', 'Quill')],
      ['an initial with a full stop', whole('K. Quill'), whole('Kasimir Quill')],
    ],
    differs: [
      ['two names', named('Ursula', 'Quill'), named('Boris', 'Quill')],
      ['an initial that does not fit', named('J', 'Quill'), named('Boris', 'Quill')],
      ['brothers with short forms of one name', named('Bill', 'Quill'), named('Ted', 'Quill')],
    ],
    missing: [
      ['no given name', whole('Quill'), named('Ann', 'Quill')],
      ['a name lost to question marks', whole('???? ??????'), whole('Ann Quill')],
    ],
  }),
  ...cases('family', {
    same: [
      ['with and without a particle', named('Rolf', 'van der Berg'), named('Ulf', 'Berg')],
      ['nothing but a particle is a name', named('Rolf', 'Le'), named('Ulf', 'Lê')],
      ['Mac and Mc', named('Rolf', 'MacDonald'), named('Ulf', 'McDonald')],
      ['an apostrophe', named('Rolf', 'O’Brien'), named('Ulf', "O'Brien")],
      ['a space', named('Rolf', 'De Loitte'), named('Ulf', 'Loitte')],
      ['a hyphen', named('Rolf', 'Smith-Jones'), named('Ulf', 'SmithJones')],
      ['digits that stand for letters', named('Rolf', 'B1otter'), named('Ulf', 'Blotter')],
      ['Ø and ß', named('Rolf', 'Strøßner'), named('Ulf', 'Strossner')],
      ['Cyrillic and its romanised form', named('Rolf', 'Чернилов'), named('Ulf', 'Chernilov')],
    ],
    part: [
      ['the first of two', named('Rolf', 'Garcia Lopez'), named('Ulf', 'Garcia')],
      ['the second of two', named('Rolf', 'Smith-Jones'), named('Ulf', 'Jones')],
      ['two spellings of one sound', named('Rolf', 'Pettersen'), named('Ulf', 'Peterson')],
      ['Arabic and its romanised form', named('Rolf', 'الحبري'), named('Ulf', 'Alhibri')],
    ],
    alike: [
      ['a letter replaced', named('Rolf', 'Hauptmann'), named('Ulf', 'Hauptmafn')],
      ['two letters wrong', named('Rolf', 'Quillfeather'), named('Ulf', 'Quirlfeathen')],
      ['letters jumbled', named('Rolf', 'Lambert'), named('Ulf', 'Malbert')],
      ['three letters, one of them wrong', named('Rolf', 'Roe'), named('Ulf', 'Rod')],
    ],
    near: [['the same beginning', named('Rolf', 'Quillfeather'), named('Ulf', 'Quillman')]],
    differs: [['two names', named('Rolf', 'Quill'), named('Ulf', 'Blotter')]],
    missing: [
      ['no family name', named('Rolf', ''), named('Rolf', 'Quill')],
      ['the names have changed places, which the given name says', named('Pennington', 'Isolde'), named('Isolde', 'Pennington')],
    ],
  }),
  ...cases('email', {
    same: [
      email('capitals and a tag', 'anouk@example.org', 'Anouk+news@Example.ORG'),
      email('dots at a provider that ignores them', 'a.nouk@gmail.com', 'anouk@googlemail.com'),
    ],
    alike: [
      email('a slip before the @', 'quillfeather@example.org', 'quilfeather@example.org'),
      email('a slip in the domain', 'inkwell@example.org', 'inkwell@exmaple.org'),
      email('another ending of the domain', 'blotter@example.org', 'blotter@example.com'),
    ],
    near: [
      email('the same before the @ at another provider', 'theodora@example.org', 'theodora@post.example.net'),
      email('much the same on both sides of a rare domain', 'a.quill@feather.example', 'ann.quill@feathers.example'),
    ],
    differs: [
      email('digits that differ at a common domain', 'person3@mail.example.org', 'person33@mail.example.org'),
      email('digits that differ though the rest is the same', 'ottoline1@example.org', 'ottoline7@example.org'),
      email('one domain and nothing else', 'rolf@example.org', 'ursula@example.org'),
      email('few letters before the @ at another provider', 'ann@example.org', 'ann@post.example.net'),
      email('names alike at a common domain', 'personen@mail.example.org', 'persona.b@mail.example.org'),
    ],
    missing: [email('no address', 'rolf@example.org', '')],
  }),
  ...cases('phone', {
    same: [
      phone('with and without the country', '07700 900123', '+44 7700 900123'),
      phone('with two zeros', '0044 7700900124', '07700900124'),
    ],
    alike: [phone('a digit wrong', '07700 900125', '07700 900135'), phone('a digit left out', '07700 900126', '07700 90126')],
    differs: [phone('two numbers', '07700 900127', '07700 900981')],
    missing: [phone('no number', '07700 900127', ''), phone('no digits', 'none', '07700 900127')],
  }),
  ...cases('postcode', {
    same: [
      postcode('spaces and small letters', 'ZZ99 1AA', 'zz991aa'),
      postcode('the letter O for a zero', 'ZZ10 1AB', 'ZZ1O 1AB'),
      postcode('the letter I for a one', 'ZZ91 1AC', 'ZZ9I 1AC'),
    ],
    alike: [
      postcode('a letter wrong', 'ZZ99 1AD', 'ZZ99 1AF'),
      postcode('the outward half only', 'ZZ99', 'ZZ99 1AG'),
      postcode('two places exchanged', 'ZZ89 1AH', 'ZZ98 1AH'),
      postcode('a digit left out', '99812', '9981'),
    ],
    area: [postcode('neighbouring streets', 'ZZ99 1AJ', 'ZZ99 4XL'), postcode('five digits', '99812', '99845')],
    differs: [postcode('two places', 'ZZ99 1AK', 'ZX12 4XM'), postcode('two of five digits', '99812', '11745')],
    missing: [postcode('no code', 'ZZ99 1AK', ''), postcode('too short for a code', 'ZZ', 'ZZ99 1AK')],
  }),
  ...cases('address', {
    same: [
      address('St and Street', '12 Quill St', '12 Quill Street'),
      address('a comma, capitals, Rd', '7, Inkwell Rd.', '7 INKWELL ROAD'),
      address('the word flat', 'Flat 3, 9 Blotter Avenue', '3, 9 Blotter Ave'),
      address('the number after the street', 'Federweg 12', '12 Federweg'),
      address('Cyrillic and its romanised form', 'улица Перо 5', 'ulitsa Pero 5'),
    ],
    alike: [
      address('a letter wrong', '12 Pennington Lane', '12 Penington Lane'),
      address('a house name besides', '9 Nibs Close', 'Rosebud 9 Nibs Close'),
    ],
    part: [address('the same number, and a street that begins alike', '12 Quillbrook', '12 Quillford')],
    differs: [address('two streets', '12 Quill Street', '7 Parchment Hill')],
    missing: [address('no address', '12 Quill Street', '')],
  }),
  ...cases('locality', {
    same: [town('capitals and accents', 'Zürich', 'ZURICH'), town('Cyrillic and its romanised form', 'Перовск', 'Perovsk')],
    alike: [town('a letter wrong', 'Inkchester', 'Inkchestar'), town('the county besides', 'Quillford', 'Quillford, Blotshire')],
    differs: [town('two towns', 'Inkchester', 'Penzley')],
    missing: [town('no town', 'Inkchester', '')],
  }),
  ...cases('birth', {
    same: [birth('the same day', '1980-03-14', '1980-03-14'), birth('without separators', '1980-03-15', '19800315')],
    alike: [
      birth('a digit of the day wrong', '1980-03-14', '1980-03-15'),
      birth('a digit of the year wrong', '1980-03-14', '1983-03-14'),
      birth('the century wrong', '1980-03-14', '2980-03-14'),
      birth('day and month exchanged', '1980-03-11', '1980-11-03'),
    ],
    decade: [birth('decades apart', '1950-03-14', '1980-03-14')],
    part: [
      birth('the day wrong', '1980-03-14', '1980-03-29'),
      birth('the month wrong', '1980-03-14', '1980-12-14'),
      birth('two digits wrong', '1980-03-14', '1981-03-15'),
      birth('the same day of a year nearby', '1979-03-14', '1980-03-14'),
    ],
    near: [
      birth('a year and some days apart', '1980-03-14', '1981-04-02'),
      birth('a month and some days apart', '1980-01-28', '1980-02-15'),
    ],
    differs: [birth('two dates', '1980-03-14', '1962-08-27'), birth('the same day a generation apart', '1952-03-14', '1980-03-14')],
    missing: [birth('no date', '1980-03-14', ''), birth('a year alone', '1980-03-14', '1980')],
  }),
];

describe('comparing two records', () => {
  it.each(CASES.map((one, index) => ({ ...one, index })))('$comparison is $level: $name', ({ level, index }) => {
    expect(levels[index]).toEqual([level, level]);
  });

  it('has a case for every level of every comparison, and for a value that is missing', () => {
    const seen = new Set(CASES.map(({ comparison, level }) => `${comparison} ${level}`));
    const all = COMPARISONS.flatMap(({ id, levels: own }) => ['missing', ...own.map((level) => level.id)].map((level) => `${id} ${level}`));
    expect(all.filter((level) => !seen.has(level))).toEqual([]);
  });
});

// Whatever stands in a cell: control characters, digits of other scripts, quotes, patterns of expressions.
const odd = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '',
    ' ',
    '@',
    'a@b',
    '@b.c',
    "' OR 1=1 --",
    '%_\\',
    '(?:',
    '0000-00-00',
    '9999-99-99',
    '1980-02-31',
    '２０２０-０１-０１',
    '00000000',
    '+',
    '٠٧٧٠٠',
    'ﷺ',
    'İ',
    'ß',
    '👩‍👩‍👧',
    '\u200e',
    'a'.repeat(300),
  ),
);
const oddRecord = fc.record(
  Object.fromEntries(
    (
      ['given_name', 'family_name', 'full_name', 'email', 'phone', 'address', 'locality', 'postcode', 'date_of_birth', 'signed_at'] as const
    ).map((field) => [field, odd.map((text) => text.replaceAll('\0', ''))]),
  ),
) as fc.Arbitrary<TestRecord>;

/** Parts of names that meet in every way: alike, in each other's places, divided elsewhere. */
const names = fc
  .array(
    fc.constantFrom('Li', 'Xiao', 'Ming', 'Maria', 'Marina', 'Luisa', 'Garcia', 'de', 'Van', 'O', 'Anna', 'Ana', 'Smith', 'Smyth', 'B0b'),
    {
      maxLength: 3,
    },
  )
  .map((words) => words.join(' '));
const addresses = fc
  .array(fc.constantFrom('1', '12', '21', 'Flat', 'Quill', 'Quilt', 'St', 'Street', 'Rd', 'Inkwell', 'House'), { maxLength: 4 })
  .map((words) => words.join(' '));
const meeting: fc.Arbitrary<TestRecord> = fc
  .record({
    given_name: names,
    family_name: names,
    email: fc
      .tuple(
        fc.constantFrom('anna.smith', 'ana.smith', 'asmith1', 'asmith7', 'li'),
        fc.constantFrom('@example.org', '@exmaple.org', '@mail.example.org', ''),
      )
      .map((parts) => parts.join('')),
    phone: fc.constantFrom('', '07700 900123', '07700 900132', '0770 900123'),
    address: addresses,
    postcode: fc.constantFrom('', 'ZZ99', 'ZZ99 1AA', 'ZZ9 91AA', 'ZZ99 1AB', '99123', '9912', '99132'),
    locality: fc.constantFrom('', 'Leeds', 'Leads', 'Leedsford', 'York'),
    date_of_birth: fc.constantFrom('', '1980-03-04', '1980-04-03', '1980-03-05', '1970-03-04', '1950-03-04', '1980-12-31', '1981-01-02'),
  })
  .map((record) => ({ ...record, full_name: `${record.given_name} ${record.family_name}`.trim() || 'Nobody' }));

describe('a comparison', () => {
  it('says the same of two records whichever stands first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(meeting, { minLength: 40, maxLength: 80 }), async (records) => {
        const all = await nodesOf(engine, records);
        const nodes = [...new Set(all)];
        const pairs = nodes.flatMap((left) => nodes.flatMap((right) => (left < right ? [[left, right] as const] : [])));
        const there = await patternsOf(engine, pairs);
        const back = await patternsOf(
          engine,
          pairs.map(([left, right]) => [right, left] as const),
        );
        const uneven = pairs.flatMap((pair, place) =>
          JSON.stringify(there[place]) === JSON.stringify(back[place])
            ? []
            : [{ records: pair.map((node) => records[all.indexOf(node)]), there: there[place], back: back[place] }],
        );
        expect(uneven).toEqual([]);
      }),
      // Smaller examples take long to look for, and the pair is told anyway.
      { numRuns: runs(2, 6), endOnFailure: true },
    );
  });
});

describe('odd records', () => {
  it('are linked without an error, and each has its fate', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(oddRecord, { minLength: 2, maxLength: 40 }), async (records) => {
        const { rows } = await linkedOf(engine, records);
        expect(rows).toHaveLength(records.length);
      }),
      { numRuns: runs(2, 8) },
    );
  });
});
