import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Engine } from '../../../src/lib/context.js';
import type { TestRecord } from '../../helpers/linkage.js';
import { ledgerOf, withEngine } from '../../helpers/linkage.js';
import { runs } from '../../helpers/runs.js';

let engine: Engine;
let finish: () => void;
let closed: Promise<void>;

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
});
afterAll(async () => {
  finish();
  await closed;
});

const ann = { full_name: 'Ann Example', email: 'ann@example.org', postcode: 'ZZ99 1AA', signed_at: '2025-04-01' };

/** Each case: records in order of signing, and for each `fate`, `fate:rule` or `fate:reason`. */
const CASES: readonly { readonly name: string; readonly records: readonly TestRecord[]; readonly expected: readonly string[] }[] = [
  {
    name: 'the same e-mail and name is one signature, however it is written',
    records: [
      ann,
      { ...ann, full_name: 'ANN  EXAMPLE', email: ' Ann+petition@Example.org', signed_at: '2025-04-02' },
      { ...ann, full_name: 'Ms Ann Éxample', signed_at: '2025-04-03' },
    ],
    expected: ['counted', 'duplicate:canonical-email', 'duplicate:canonical-email'],
  },
  {
    name: 'Suzie signs with the e-mail address of Sam, who lives with her: both count',
    records: [ann, { ...ann, full_name: 'Sam Example', signed_at: '2025-04-02' }],
    expected: ['counted', 'counted'],
  },
  {
    name: 'a second name at another postcode is a duplicate',
    records: [ann, { ...ann, full_name: 'Sam Example', postcode: 'ZZ99 2BB', signed_at: '2025-04-02' }],
    expected: ['counted', 'duplicate:shared-email'],
  },
  {
    name: 'a second name without a postcode is a duplicate',
    records: [ann, { ...ann, full_name: 'Sam Example', postcode: '', signed_at: '2025-04-02' }],
    expected: ['counted', 'duplicate:shared-email'],
  },
  {
    name: 'a third name on one e-mail is a duplicate, wherever it lives',
    records: [
      ann,
      { ...ann, full_name: 'Sam Example', signed_at: '2025-04-02' },
      { ...ann, full_name: 'Kim Example', signed_at: '2025-04-03' },
    ],
    expected: ['counted', 'counted', 'duplicate:shared-email'],
  },
  {
    name: 'somebody refused at a shared e-mail still counts by a paper sheet of their own',
    records: [
      ann,
      { ...ann, full_name: 'Sam Example', postcode: 'ZZ99 2BB', signed_at: '2025-04-02' },
      { full_name: 'Sam Example', postcode: 'ZZ99 2BB', signed_at: '2025-04-05' },
    ],
    expected: ['counted', 'duplicate:shared-email', 'counted'],
  },
  {
    name: 'a paper row with the name and postcode of an online signature is a duplicate',
    records: [ann, { full_name: 'ann example', postcode: 'zz991aa', signed_at: '2025-04-09', source: 'paper.xlsx#Sheet1' }],
    expected: ['counted', 'duplicate:name-postcode'],
  },
  {
    name: 'the earlier paper row is the counted one',
    records: [{ full_name: 'Ann Example', postcode: 'ZZ99 1AA', signed_at: '2025-03-01', source: 'paper.xlsx#Sheet1' }, ann],
    expected: ['counted', 'duplicate:name-postcode'],
  },
  {
    name: 'a name alone never matches',
    records: [{ full_name: 'Ann Example' }, { full_name: 'Ann Example' }],
    expected: ['counted', 'counted'],
  },
  {
    name: 'two e-mail addresses of one name at one postcode are two people',
    records: [ann, { ...ann, email: 'other@example.org' }],
    expected: ['counted', 'counted'],
  },
  {
    name: 'a row without e-mail joins one of two namesakes and does not glue them together',
    records: [
      ann,
      { ...ann, email: 'other@example.org', signed_at: '2025-04-02' },
      { full_name: 'Ann Example', postcode: 'ZZ99 1AA', signed_at: '2025-04-03' },
    ],
    expected: ['counted', 'counted', 'duplicate:name-postcode'],
  },
  {
    name: 'without a postcode, the same name and phone is one signature',
    records: [
      { ...ann, phone: '07700 900123' },
      { full_name: 'Ann Example', phone: '+44 7700 900123', signed_at: '2025-05-01' },
    ],
    expected: ['counted', 'duplicate:name-contact'],
  },
  {
    name: 'the same name and phone at two postcodes are two people',
    records: [
      { full_name: 'Ann Example', postcode: 'ZZ99 1AA', phone: '07700 900123' },
      { full_name: 'Ann Example', postcode: 'ZZ99 2BB', phone: '07700 900123' },
    ],
    expected: ['counted', 'counted'],
  },
  {
    name: 'a phone shared by two names is two people',
    records: [
      { full_name: 'Ann Example', phone: '07700 900123' },
      { full_name: 'Sam Example', phone: '07700 900123' },
    ],
    expected: ['counted', 'counted'],
  },
  {
    name: 'rows of one name linked by phone here and street address there are one person',
    records: [
      { full_name: 'Ann Example', phone: '07700 900123', signed_at: '2025-04-01' },
      { full_name: 'Ann Example', phone: '07700 900123', address: '1 Example Street', signed_at: '2025-04-02' },
      { full_name: 'Ann Example', address: '1, example street', signed_at: '2025-04-03' },
    ],
    expected: ['counted', 'duplicate:name-contact', 'duplicate:name-contact'],
  },
  {
    name: 'an unconfirmed record is set aside and matches nobody',
    records: [
      { ...ann, status: 'unconfirmed' },
      { ...ann, signed_at: '2025-04-02' },
    ],
    expected: ['unconfirmed:status-unconfirmed', 'counted'],
  },
  {
    name: 'a withdrawal takes every record of that person with it',
    records: [ann, { ...ann, status: 'withdrawn', signed_at: '2025-04-09' }, { full_name: 'Ann Example', postcode: 'ZZ99 1AA' }],
    expected: ['withdrawn:withdrawn-by-person', 'withdrawn:status-withdrawn', 'withdrawn:withdrawn-by-person'],
  },
  {
    name: 'a withdrawal without e-mail reaches the signature with one, and the household moves up',
    records: [
      { ...ann, signed_at: '2025-04-01' },
      { ...ann, full_name: 'Sam Example', postcode: 'ZZ99 2BB', signed_at: '2025-04-02' },
      { full_name: 'Ann Example', postcode: 'ZZ99 1AA', status: 'withdrawn' },
    ],
    expected: ['withdrawn:withdrawn-by-person', 'counted', 'withdrawn:status-withdrawn'],
  },
  {
    name: 'a withdrawal leaves the partner at the same e-mail alone',
    records: [
      { ...ann, status: 'withdrawn' },
      { ...ann, full_name: 'Sam Example' },
    ],
    expected: ['withdrawn:status-withdrawn', 'counted'],
  },
  {
    name: 'an e-mail without a name belongs to the first person at that address',
    records: [ann, { email: 'ann@example.org', signed_at: '2025-04-02' }],
    expected: ['counted', 'duplicate:canonical-email'],
  },
  {
    name: 'blank and nameless records are set aside',
    records: [{}, { postcode: 'ZZ99 1AA', comment: 'yes' }],
    expected: ['blank:empty-record', 'ineligible:no-name'],
  },
  {
    name: 'names lost to question marks are people all the same',
    records: [
      { full_name: '????', postcode: 'ZZ99 1AA' },
      { full_name: '???', postcode: 'ZZ99 1AA' },
    ],
    expected: ['counted', 'counted'],
  },
  {
    name: 'organisations are counted apart, one per name',
    records: [
      { kind: 'organisation', organisation: 'The Example Network', signed_at: '2025-04-01' },
      { kind: 'organisation', organisation: 'Example Network', signed_at: '2025-04-02' },
      { full_name: 'Example Network', email: 'x@example.org' },
    ],
    expected: ['counted', 'duplicate:organisation-name', 'counted'],
  },
];

describe('exact matching', () => {
  it.each(CASES)('$name', async ({ records, expected }) => {
    const rows = await ledgerOf(engine, records);
    const seen = rows.map((row, index) => {
      const wanted = expected[index] ?? '';
      const detail = row.rule === '' ? row.reason : row.rule;
      return wanted.includes(':') ? `${row.fate}:${detail}` : row.fate;
    });
    expect(seen).toEqual(expected);
  });

  it('keeps the latest record of a person when asked to', async () => {
    const rows = await ledgerOf(engine, [ann, { ...ann, signed_at: '2025-04-09' }], { keep: 'latest' });
    expect(rows.map((row) => row.fate)).toEqual(['duplicate', 'counted']);
  });

  it('gives a counted record an id of its content, whatever stands around it', async () => {
    const [alone] = await ledgerOf(engine, [ann]);
    const [, among] = await ledgerOf(engine, [
      { full_name: 'Kim Other', email: 'kim@example.org' },
      { ...ann, source: 'b.csv' },
    ]);
    expect(alone?.signature_id).toMatch(/^S[0-9a-f]{12}$/);
    expect(among?.signature_id).toBe(alone?.signature_id);
  });

  it('gives equal records that count apart ids of their own', async () => {
    const rows = await ledgerOf(engine, [{ full_name: 'Ann Example' }, { full_name: 'Ann Example' }]);
    expect(new Set(rows.map((row) => row.signature_id)).size).toBe(2);
  });
});

// Few values, so that generated records meet each other in every way the rules know.
const fewRecords = fc.array(
  fc.record({
    full_name: fc.constantFrom('Ann Example', 'Sam Example', ''),
    email: fc.constantFrom('', 'a@example.org', 'b@example.org'),
    postcode: fc.constantFrom('', 'ZZ99 1AA', 'ZZ99 2BB'),
    phone: fc.constantFrom('', '07700 900001', '07700 900002'),
    address: fc.constantFrom('', '1 Example Street'),
    signed_at: fc.constantFrom('', '2025-04-01', '2025-04-02'),
    status: fc.constantFrom('counts', 'counts', 'counts', 'unconfirmed', 'withdrawn'),
    source: fc.constantFrom('a.csv', 'b.csv'),
  }),
  { minLength: 1, maxLength: 9 },
);

describe('exact matching on generated records', () => {
  it('does not depend on the order of rows: the same records get the same fates', async () => {
    await fc.assert(
      fc.asyncProperty(fewRecords, fc.integer(), async (records, seed) => {
        const place = (record: TestRecord): string => JSON.stringify(record);
        const shuffled = records
          .map((record, index) => ({ record, key: Math.imul(index + 1, seed | 1) >>> 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ record }) => record);
        const tally = async (list: readonly TestRecord[]): Promise<string[]> =>
          (await ledgerOf(engine, list))
            .map((row, index) => `${place(list[index] ?? {})} ${row.fate} ${row.reason} ${row.rule} ${row.signature_id}`)
            .sort();
        // The source of a record is part of it; only positions differ.
        expect(await tally(shuffled)).toEqual(await tally(records));
      }),
      { numRuns: runs(5, 25) },
    );
  });

  it('never counts more than one person per e-mail and name, nor more than two per e-mail', async () => {
    await fc.assert(
      fc.asyncProperty(fewRecords, async (records) => {
        const rows = await ledgerOf(engine, records);
        const counted = records.filter((_, index) => rows[index]?.fate === 'counted');
        for (const email of ['a@example.org', 'b@example.org']) {
          const at = counted.filter((record) => record.email === email).map((record) => record.full_name);
          expect(at.length).toBeLessThanOrEqual(2);
          expect(new Set(at).size).toBe(at.length);
        }
        const withdrawn = records.filter((record) => record.status === 'withdrawn' && record.email !== '' && record.full_name !== '');
        for (const gone of withdrawn) {
          expect(counted.some((record) => record.email === gone.email && record.full_name === gone.full_name)).toBe(false);
        }
      }),
      { numRuns: runs(5, 25) },
    );
  });
});
