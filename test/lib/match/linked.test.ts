import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Engine } from '../../../src/lib/context.js';
import type { JudgementWord } from '../../../src/lib/model/review-report.js';
import type { StrikeRule } from '../../../src/lib/model/strike.js';
import type { Judgement } from '../../../src/lib/review/judgements.js';
import { orderedKeys, pairIdOf } from '../../../src/lib/review/judgements.js';
import type { LedgerRow, TestRecord } from '../../helpers/linkage.js';
import { ledgerOf, linkedOf, prepareRecords, withEngine } from '../../helpers/linkage.js';

let engine: Engine;
let finish: () => void;
let closed: Promise<void>;

/** What became of the records of each story, all of them being one list, with ordinary people around them. */
let fates: string[][] = [];

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
  const records = [...STORIES.flatMap((story) => story.records), ...ORDINARY];
  const { rows } = await linkedOf(engine, records);
  fates = STORIES.map(({ expected }, index) => {
    const from = STORIES.slice(0, index).reduce((sum, { records: own }) => sum + own.length, 0);
    return told(rows.slice(from, from + expected.length), expected);
  });
});
afterAll(async () => {
  finish();
  await closed;
});

/** Each row as its fate, and with its rule or reason where that is expected to be said. */
const told = (rows: readonly LedgerRow[], expected: readonly string[]): string[] =>
  rows.map((row, index) => (expected[index]?.includes(':') === true ? `${row.fate}:${row.rule === '' ? row.reason : row.rule}` : row.fate));

interface Story {
  readonly name: string;
  readonly records: readonly TestRecord[];
  /** For each record `fate`, `fate:rule` or `fate:reason`. */
  readonly expected: readonly string[];
}

const ottilie = {
  full_name: 'Ottilie Quillfeather',
  email: 'ottilie@example.org',
  postcode: 'ZZ99 1AA',
  address: '1 Quill Street',
  signed_at: '2025-04-01',
};
const couple = { email: 'inkwells@example.org', postcode: 'ZZ99 2AA', signed_at: '2025-04-01' };
const later = { signed_at: '2025-04-09' };

/** Households of two, most of whose members signed once and by themselves. */
const ORDINARY: readonly TestRecord[] = Array.from({ length: 60 }, (_, number) => {
  const house = number >> 1;
  const family = `${['Mar', 'Pel', 'Tor', 'Ven', 'Ost', 'Lim'][house % 6]}${['bank', 'combe', 'dale', 'gate', 'wick'][Math.floor(house / 6)]}`;
  const given = ['Ada', 'Boris', 'Clara', 'Denis', 'Esther', 'Fergus', 'Greta', 'Hugo', 'Irma', 'Jonas', 'Karla'][
    (house * 3 + number * 5) % 11
  ];
  return {
    full_name: `${given} ${family}`,
    // Every third household has one address for both.
    email: house % 3 === 0 ? `${family}@home.example`.toLowerCase() : `${given}.${family}@post.example`.toLowerCase(),
    postcode: `ZY${10 + house} 7QQ`,
    address: `${house + 20} Harbour Row`,
    signed_at: `2025-03-${String(1 + (number % 28)).padStart(2, '0')}`,
  };
});

const STORIES: readonly Story[] = [
  {
    name: 'a paper row with a slip in the name, at the address of an online signature, is the same person',
    records: [ottilie, { ...ottilie, ...later, full_name: 'Otillie Quilfeather', email: '' }],
    expected: ['counted', 'duplicate:linked'],
  },
  {
    name: 'a couple on one e-mail and postcode: both count',
    records: [
      { ...couple, full_name: 'Bernard Inkwell' },
      { ...couple, ...later, full_name: 'Sidonie Inkwell' },
    ],
    expected: ['counted', 'counted'],
  },
  {
    name: 'a third name on one e-mail is refused, whatever the family looks like',
    records: [
      { full_name: 'Rupert Blotter', email: 'blotters@example.org', postcode: 'ZZ99 2AB', signed_at: '2025-04-01' },
      { full_name: 'Ursula Blotter', email: 'blotters@example.org', postcode: 'ZZ99 2AB', signed_at: '2025-04-02' },
      { full_name: 'Kim Blotter', email: 'blotters@example.org', postcode: 'ZZ99 2AB', signed_at: '2025-04-03' },
    ],
    expected: ['counted', 'counted', 'duplicate:shared-email'],
  },
  {
    name: 'a second name on one e-mail at another postcode is refused',
    records: [
      { full_name: 'Casimir Vellum', email: 'casimir@example.org', postcode: 'ZZ99 2AC', signed_at: '2025-04-01' },
      { full_name: 'Dorothea Parchment', email: 'casimir@example.org', postcode: 'ZY11 9XX', signed_at: '2025-04-02' },
    ],
    expected: ['counted', 'duplicate:shared-email'],
  },
  {
    name: 'a parent and a child of one name, born decades apart, are two people, though name and postcode are the same',
    records: [
      { full_name: 'Leopold Scribner', postcode: 'ZZ99 3AA', address: '3 Quill Street', date_of_birth: '1951-02-03' },
      { full_name: 'Leopold Scribner', postcode: 'ZZ99 3AA', address: '3 Quill Street', date_of_birth: '1984-11-28' },
    ],
    expected: ['counted', 'counted'],
  },
  {
    name: 'a mother and a daughter born on one day of the year are two people',
    records: [
      { full_name: 'Rosamund Slate', postcode: 'ZZ99 3AB', address: '4 Quill Street', date_of_birth: '1950-06-12' },
      { full_name: 'Rosamund Slate', postcode: 'ZZ99 3AB', address: '4 Quill Street', date_of_birth: '1975-06-12' },
    ],
    expected: ['counted', 'counted'],
  },
  {
    name: 'twins are two people',
    records: [
      {
        full_name: 'Castor Nibbs',
        email: 'castor@example.org',
        postcode: 'ZZ99 3AC',
        address: '5 Quill Street',
        date_of_birth: '1999-09-09',
      },
      {
        full_name: 'Pollux Nibbs',
        email: 'pollux@example.net',
        postcode: 'ZZ99 3AC',
        address: '5 Quill Street',
        date_of_birth: '1999-09-09',
      },
    ],
    expected: ['counted', 'counted'],
  },
  {
    name: 'a slip in the date of birth of one person is a slip',
    records: [
      {
        full_name: 'Gideon Foolscap',
        postcode: 'ZZ99 3AD',
        address: '6 Quill Street',
        date_of_birth: '1961-03-12',
        signed_at: '2025-04-01',
      },
      { full_name: 'Gideon Foolscap', postcode: 'ZZ99 3AD', address: '6 Quill Street', date_of_birth: '1961-03-17', ...later },
    ],
    expected: ['counted', 'duplicate'],
  },
  {
    name: 'two people of one common name at two addresses are two',
    records: [
      { full_name: 'Ann Smith', email: 'ann@one.example', postcode: 'ZZ99 4AA', address: '7 Quill Street' },
      { full_name: 'Ann Smith', email: 'smith@two.example', postcode: 'ZX12 9ZZ', address: '88 Harbour Row' },
    ],
    expected: ['counted', 'counted'],
  },
  {
    name: 'names lost to question marks, of different length and at different addresses, are different people',
    records: [
      { full_name: '???? ?????', email: 'first@lost.example', postcode: 'ZZ99 4AB' },
      { full_name: '??? ???????', email: 'second@lost2.example', postcode: 'ZX13 4AC' },
    ],
    expected: ['counted', 'counted'],
  },
  {
    name: 'a short form of the name with the same e-mail is the same person',
    records: [
      { full_name: 'Elizabeth Ledger', email: 'ledger.e@example.org', postcode: 'ZZ99 5AA', signed_at: '2025-04-01' },
      { full_name: 'Liz Ledger', email: 'ledger.e@example.org', postcode: 'ZZ99 5AA', signed_at: '2025-04-02' },
    ],
    expected: ['counted', 'duplicate:linked'],
  },
  {
    name: 'a Cyrillic name and its romanised form with the same e-mail are the same person',
    records: [
      { full_name: 'Дмитрий Чернилов', email: 'dch@example.org', postcode: 'ZZ99 5AB', signed_at: '2025-04-01' },
      { full_name: 'Dmitry Chernilov', email: 'dch@example.org', postcode: 'ZZ99 5AB', signed_at: '2025-04-02' },
    ],
    expected: ['counted', 'duplicate:linked'],
  },
  {
    name: 'an Arabic name and its romanised form with the same e-mail are the same person',
    records: [
      { full_name: 'محمد حبري', email: 'm.hibri@example.org', postcode: 'ZZ99 5AC', signed_at: '2025-04-01' },
      { full_name: 'Muhammad Hibri', email: 'm.hibri@example.org', postcode: 'ZZ99 5AC', signed_at: '2025-04-02' },
    ],
    expected: ['counted', 'duplicate:linked'],
  },
  {
    name: 'somebody who moved is known by name and e-mail',
    records: [
      {
        full_name: 'Philippa Vademecum',
        email: 'philippa.v@example.org',
        postcode: 'ZZ99 5AD',
        address: '9 Quill Street',
        signed_at: '2025-04-01',
      },
      {
        full_name: 'Philipa Vademecum',
        email: 'philippa.v@example.org',
        postcode: 'ZW1 1AA',
        address: '70 Harbour Row',
        signed_at: '2025-04-20',
      },
    ],
    expected: ['counted', 'duplicate:linked'],
  },
  {
    name: 'a slip in the e-mail address beside the same name and postcode is a slip',
    records: [
      { full_name: 'Hildegard Colophon', email: 'hildegard@example.org', postcode: 'ZZ99 5AE', signed_at: '2025-04-01' },
      { full_name: 'Hildegard Colophon', email: 'hildegrad@example.org', postcode: 'ZZ99 5AE', signed_at: '2025-04-02' },
    ],
    expected: ['counted', 'duplicate:linked'],
  },
  {
    name: 'given and family name in each other’s boxes are the same person',
    records: [
      { full_name: 'Theodora Blackwood', email: 'theodora@example.org', postcode: 'ZZ99 5AF', signed_at: '2025-04-01' },
      { full_name: 'Blackwood Theodora', email: 'theodora@example.org', postcode: 'ZZ99 5AF', signed_at: '2025-04-02' },
    ],
    expected: ['counted', 'duplicate:linked'],
  },
  {
    name: 'who withdraws under another spelling takes the signature along',
    records: [
      { full_name: 'Wilhelmina Folio', email: 'w.folio@example.org', postcode: 'ZZ99 6AA', signed_at: '2025-04-01' },
      { full_name: 'Willhelmina Folio', email: 'w.folio@example.org', postcode: 'ZZ99 6AA', signed_at: '2025-04-02', status: 'withdrawn' },
      { full_name: 'Wilhelmina Folio', postcode: 'ZZ99 6AA', signed_at: '2025-04-03' },
    ],
    expected: ['withdrawn:withdrawn-by-person', 'withdrawn:status-withdrawn', 'withdrawn:withdrawn-by-person'],
  },
  {
    name: 'an unconfirmed record is set aside and matches nobody',
    records: [
      { full_name: 'Balthasar Quire', email: 'b.quire@example.org', postcode: 'ZZ99 6AB', signed_at: '2025-04-01', status: 'unconfirmed' },
      { full_name: 'Balthazar Quire', email: 'b.quire@example.org', postcode: 'ZZ99 6AB', signed_at: '2025-04-02' },
    ],
    expected: ['unconfirmed:status-unconfirmed', 'counted'],
  },
  {
    name: 'the rules decide as they do without the model',
    records: [
      { full_name: 'Ferdinand Ream', email: 'f.ream@example.org', postcode: 'ZZ99 6AC', signed_at: '2025-04-01' },
      { full_name: 'FERDINAND REAM', email: 'F.Ream+x@example.org', signed_at: '2025-04-02' },
      { full_name: 'Ferdinand Ream', postcode: 'zz996ac', signed_at: '2025-04-03' },
      { email: 'f.ream@example.org', signed_at: '2025-04-04' },
    ],
    expected: ['counted', 'duplicate:canonical-email', 'duplicate:name-postcode', 'duplicate:canonical-email'],
  },
  {
    name: 'an organisation and a person of its name are two',
    records: [
      { kind: 'organisation', organisation: 'Margin Notes', signed_at: '2025-04-01' },
      { full_name: 'Margin Notes', email: 'notes@example.org' },
    ],
    expected: ['counted', 'counted'],
  },
];

describe('linked matching, among ordinary people', () => {
  it.each(STORIES.map((story, index) => ({ ...story, index })))('$name', ({ expected, index }) => {
    expect(fates[index]).toEqual(expected);
  });
});

describe('linked matching, with nobody else on the list', () => {
  // A handful of records teaches the model nothing; what it expects of other lists decides. A third of the stories, for the time they take.
  it.each(STORIES.filter((_, index) => index % 3 === 0))('$name', async ({ records, expected }) => {
    expect(told((await linkedOf(engine, records)).rows, expected)).toEqual(expected);
  });

  it('has nothing to link in a list of one, nor in an empty one', async () => {
    expect((await linkedOf(engine, [])).range).toEqual({ lowest: 0, decided: 0, highest: 0, reviews: 0, unsure: 0 });
    const { rows, range } = await linkedOf(engine, [ottilie]);
    expect(rows.map(({ fate }) => fate)).toEqual(['counted']);
    expect(range).toEqual({ lowest: 1, decided: 1, highest: 1, reviews: 0, unsure: 0 });
  });

  it('counts the families of a list of seven by the rule for households', async () => {
    const family = (name: string, number: number, givens: readonly string[]): TestRecord[] =>
      givens.map((given, place) => ({
        full_name: `${given} ${name}`,
        email: `${name.toLowerCase()}@example.org`,
        postcode: `ZZ99 ${number}AA`,
        address: `${number} Quill Street`,
        signed_at: `2025-04-0${place + 1}`,
      }));
    const { rows } = await linkedOf(engine, [
      ...family('Inkwell', 1, ['Bernard', 'Sidonie', 'Kim']),
      ...family('Blotter', 2, ['Rupert', 'Ursula']),
      ...family('Vellum', 3, ['Dorothea', 'Casimir']),
    ]);
    expect(rows.map(({ fate, rule }) => `${fate} ${rule}`.trim())).toEqual([
      'counted',
      'counted',
      'duplicate shared-email',
      'counted',
      'counted',
      'counted',
      'counted',
    ]);
  });
});

describe('settings of linked matching', () => {
  it('keeps the latest record of a linked person when asked to', async () => {
    const records = [ottilie, { ...ottilie, ...later, full_name: 'Otillie Quilfeather', email: '' }];
    const rows = await ledgerOf(engine, records, { match: 'linked', keep: 'latest' });
    expect(rows.map(({ fate, rule }) => [fate, rule])).toEqual([
      ['duplicate', 'linked'],
      ['counted', ''],
    ]);
  });

  it('lets struck-out records match nothing', async () => {
    const strikes: StrikeRule[] = [
      { id: 'spam', reason: 'A script.', by: 'The board', decided: '2025-05-01', when: [{ field: 'comment', contains: 'buy now' }] },
    ];
    const records = [
      { ...ottilie, comment: 'buy now' },
      { ...ottilie, ...later, full_name: 'Otillie Quilfeather' },
    ];
    const rows = await ledgerOf(engine, records, { match: 'linked', strikes });
    expect(rows.map(({ fate }) => fate)).toEqual(['struck-out', 'counted']);
  });

  it('says which record and how sure it is of a linked duplicate', async () => {
    await linkedOf(engine, [ottilie, { ...ottilie, ...later, full_name: 'Ottilie Quilfeather', source: 'b.csv' }]);
    const rows = await engine.rows<{ matched_source: string; probability: number; evidence: string }>(
      `SELECT matched_source, match_probability::DOUBLE AS probability, evidence FROM ledger_rows WHERE rule = 'linked'`,
      ['matched_source', 'evidence'],
    );
    expect(rows).toEqual([
      { matched_source: 'a.csv', probability: expect.any(Number), evidence: expect.stringContaining('same e-mail address') },
    ]);
    expect(rows[0]?.probability).toBeGreaterThan(0.95);
    expect(rows[0]?.probability).toBeLessThan(1);
  });
});

describe('judgements of people', () => {
  const stranger = { full_name: 'Casimir Vellum', email: 'casimir@example.net', postcode: 'ZX11 9XX', signed_at: '2025-04-02' };
  const third = { full_name: 'Ursula Slate', email: 'ursula@example.net', postcode: 'ZW12 9XX', signed_at: '2025-04-03' };
  const typo = { ...ottilie, ...later, full_name: 'Ottilie Quilfeather' };

  /** The log that says so of the records at these places, one second after the other. */
  async function logOf(
    records: readonly TestRecord[],
    lines: readonly (readonly [left: number, right: number, judgement: JudgementWord])[],
  ): Promise<Judgement[]> {
    await prepareRecords(engine, records);
    const rows = await engine.rows<{ key: string }>('SELECT identity_key AS key FROM standardized_records ORDER BY source_id, record', [
      'key',
    ]);
    return lines.map(([left, right, judgement], second) => {
      const [leftKey, rightKey] = orderedKeys(rows[left]?.key ?? '', rows[right]?.key ?? '');
      const judgedAt = `2025-05-01T10:00:0${second}.000Z`;
      return { pairId: pairIdOf(leftKey, rightKey), leftKey, rightKey, judgement, matchProbability: null, reviewer: '', judgedAt };
    });
  }

  it('join two whom the model leaves apart', async () => {
    const records = [ottilie, stranger];
    const { rows, report } = await linkedOf(engine, records, { judgements: await logOf(records, [[0, 1, 'match']]) });
    expect(rows.map(({ fate, rule }) => `${fate} ${rule}`.trim())).toEqual(['counted', 'duplicate judgement']);
    expect(report.judgements).toMatchObject({ applied: 1, unused: 0, conflicts: [] });
  });

  it('part two whom it joins, and two whom the rules join', async () => {
    const paper = { full_name: 'Ursula Slate', postcode: 'ZW12 9XX', phone: '07700 900123' };
    const records = [ottilie, { ...typo, email: '' }, third, paper];
    expect((await linkedOf(engine, records)).rows.map(({ fate }) => fate)).toEqual(['counted', 'duplicate', 'counted', 'duplicate']);
    const judgements = await logOf(records, [
      [0, 1, 'non-match'],
      [2, 3, 'non-match'],
    ]);
    const { rows } = await linkedOf(engine, records, { judgements });
    expect(rows.map(({ fate }) => fate)).toEqual(['counted', 'counted', 'counted', 'counted']);
  });

  it('do nothing when unsure, when taken back, and when the records are in no file', async () => {
    const records = [ottilie, stranger, third];
    const judgements = await logOf(records, [
      [0, 1, 'unsure'],
      [0, 2, 'match'],
      [0, 2, 'undone'],
    ]);
    const { rows } = await linkedOf(engine, records, { judgements });
    expect(rows.map(({ fate }) => fate)).toEqual(['counted', 'counted', 'counted']);
    const others = await logOf([third, { ...third, postcode: 'ZW12 9XY' }], [[0, 1, 'match']]);
    const { report } = await linkedOf(engine, [ottilie, stranger], { judgements: others });
    expect(report.judgements).toMatchObject({ applied: 0, unused: 1 });
  });

  it('are reported where they contradict each other, and the newer match holds', async () => {
    const records = [ottilie, stranger, third];
    const judgements = await logOf(records, [
      [0, 1, 'match'],
      [0, 2, 'non-match'],
      [1, 2, 'match'],
    ]);
    const { rows, report } = await linkedOf(engine, records, { judgements });
    expect(rows.map(({ fate, matched_record: matched }) => [fate, matched])).toEqual([
      ['counted', null],
      ['counted', null],
      ['duplicate', 2],
    ]);
    expect(report.judgements.conflicts).toEqual([judgements[0]?.pairId]);
  });

  it('hold when an export writes the same cells otherwise, in another order, with others around them', async () => {
    const judgements = await logOf([ottilie, stranger], [[0, 1, 'match']]);
    const rewritten = [
      third,
      {
        full_name: ' casimir  VELLUM',
        email: 'Casimir@Example.net',
        postcode: 'zx119xx',
        signed_at: '02/04/2025',
        comment: 'Yes',
        source: 'new.csv',
      },
      { ...ottilie, full_name: 'OTTILIE QUILLFEATHER', address: '1, Quill Street.', display_consent: 'name', source: 'new.csv' },
    ];
    const { rows, report } = await linkedOf(engine, rewritten, { judgements });
    expect(report.judgements).toMatchObject({ applied: 1, unused: 0 });
    expect(rows.map(({ rule }) => rule).sort()).toEqual(['', '', 'judgement']);
  });
});
