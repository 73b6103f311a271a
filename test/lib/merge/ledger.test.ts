import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { CONSERVATION_SQL, INTEGRITY_SQL, LEDGER_FILES, ledgerSteps, noReviewSteps } from '../../../src/lib/merge/ledger.js';
import {
  LEDGER_COLUMNS,
  QUARANTINE_COLUMNS,
  RECORD_FIELDS,
  REVIEW_COLUMNS,
  SET_ASIDE_COLUMNS,
  SIGNATURE_COLUMNS,
} from '../../../src/lib/model/record.js';
import { quoteText } from '../../../src/lib/sql.js';
import { openTestDatabase, type Row, type TestDatabase } from '../../helpers/duckdb.js';

const KEYS = ['normalized_name', 'normalized_postcode', 'compared_email', 'normalized_phone'];
const TEXTS = [...RECORD_FIELDS, ...KEYS, 'input_id', 'content_key', 'identity_key', 'fate'];
const CONTENT = ['1', '2', '3', '4', '5', '6'].map((digit) => digit.repeat(64));

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

type Cells = Readonly<Record<string, string>>;
/** Where a record stands. */
type Place = readonly [source: number, record: number];
interface Verdict {
  readonly at: Place;
  readonly fate: 'counted' | 'duplicate' | 'withdrawn';
  readonly reason: string;
  readonly counted?: Place;
  readonly rule?: string;
  readonly probability?: number;
  readonly evidence?: string;
}
interface Merge {
  readonly records?: readonly (readonly [at: Place, cells: Cells])[];
  readonly people?: readonly Verdict[];
  readonly organisations?: readonly Verdict[];
  readonly struck?: readonly (readonly [at: Place, rule: string])[];
  readonly erased?: readonly Place[];
  readonly unread?: readonly (readonly [at: Place, reason: string])[];
  readonly known?: readonly (readonly [key: string, copy: number, id: string])[];
  readonly changes?: readonly (readonly [action: string, level: string, key: string])[];
}

async function table(name: string, columns: string, rows: readonly (readonly (string | number | null)[])[]): Promise<void> {
  await database.rows(`CREATE OR REPLACE TABLE ${name} (${columns})`);
  const value = (cell: string | number | null): string =>
    cell === null ? 'NULL' : typeof cell === 'number' ? String(cell) : quoteText(cell);
  for (const row of rows) await database.rows(`INSERT INTO ${name} VALUES (${row.map(value).join(', ')})`);
}

const VERDICT_COLUMNS =
  'source_id INTEGER, record BIGINT, fate VARCHAR, reason VARCHAR, rule VARCHAR, counted_source_id INTEGER, counted_record BIGINT, match_probability DOUBLE, evidence VARCHAR';
const verdictRow = ({ at, fate, reason, counted, rule, probability, evidence }: Verdict) => {
  const [source = null, record = null] = counted ?? (fate === 'counted' ? at : []);
  return [...at, fate, reason, rule ?? null, source, record, probability ?? null, evidence ?? ''];
};

/** Runs the chain over the tables that a merge has by then. */
async function merge(given: Merge): Promise<void> {
  await table('sources', 'source_id INTEGER, source VARCHAR', [
    [1, 'a.csv'],
    [2, 'b.csv'],
  ]);
  await table(
    'standardized_records',
    `source_id INTEGER, record BIGINT, ${TEXTS.map((column) => `${column} VARCHAR`).join(', ')}, says_minor BOOLEAN`,
    (given.records ?? []).map(([at, cells]) => [
      ...at,
      ...TEXTS.map((column) => cells[column] ?? (column === 'kind' ? 'person' : column === 'fate' ? null : '')),
      0,
    ]),
  );
  await table('people_verdicts', VERDICT_COLUMNS, (given.people ?? []).map(verdictRow));
  await table('organisation_verdicts', VERDICT_COLUMNS, (given.organisations ?? []).map(verdictRow));
  await table(
    'struck_records',
    'source_id INTEGER, record BIGINT, rule_id VARCHAR',
    (given.struck ?? []).map(([at, rule]) => [...at, rule]),
  );
  await table('erased_records', 'source_id INTEGER, record BIGINT', given.erased ?? []);
  await table(
    'unread_records',
    'source_id INTEGER, record BIGINT, fate VARCHAR, reason VARCHAR',
    (given.unread ?? []).map(([at, reason]) => [...at, 'unreadable', reason]),
  );
  await table('known_ids', 'identity_key VARCHAR, copy BIGINT, signature_id VARCHAR', given.known ?? []);
  await table(
    'consent_changes',
    'change_id VARCHAR, action VARCHAR, level VARCHAR, identity_key VARCHAR, undated_records VARCHAR, evidence_date VARCHAR',
    (given.changes ?? []).map(([action, level, key], index) => [`K${index + 1}`, action, level, key, '0', '2025-04-01']),
  );
  await table(
    'quarantine_rows',
    QUARANTINE_COLUMNS.map((column) => `${column} VARCHAR`).join(', '),
    ['b.csv', 'a.csv'].map((source) => QUARANTINE_COLUMNS.map((column) => (column === 'source' ? source : `a ${column}`))),
  );
  for (const { sql } of [...ledgerSteps(), ...noReviewSteps()]) await database.rows(sql);
}

const file = (name: string): Promise<Row[]> => database.rows(LEDGER_FILES.find((each) => each.name === name)?.sql ?? '');
/** Rows of a file as objects, of the columns that are asked for. */
async function rowsOf(name: string, columns: readonly string[], wanted: readonly string[]): Promise<string[]> {
  return (await file(name)).map((row) => wanted.map((column) => String(row[columns.indexOf(column)])).join(' '));
}
const ids = (): Promise<string[]> => rowsOf('signatures.csv', SIGNATURE_COLUMNS, ['full_name', 'signature_id']);

const ada = (content: number, more: Cells = {}): Cells => ({
  full_name: `Ada ${content}`,
  identity_key: `key-${content}`,
  content_key: CONTENT[content] ?? '',
  signed_at: `2025-03-0${content + 1}`,
  display_consent: 'name',
  ...more,
});
const counted = (at: Place): Verdict => ({ at, fate: 'counted', reason: 'signature' });
const duplicate = (at: Place, of: Place, more: Partial<Verdict> = {}): Verdict => ({
  at,
  fate: 'duplicate',
  reason: 'same-person',
  counted: of,
  rule: 'canonical-email',
  ...more,
});
const idOf = (content: number): string => `S${(CONTENT[content] ?? '').slice(0, 12)}`;

describe('the ledger', () => {
  it('has one row for every record, with a fate, a reason and, where it counts, a signature', async () => {
    await merge({
      records: [
        [[1, 1], ada(0, { input_id: 'row-1' })],
        [[1, 2], ada(1, { fate: 'blank' })],
        [[1, 3], ada(2, { fate: 'unconfirmed' })],
        [[1, 4], ada(3, { fate: 'ineligible' })],
        [[2, 1], ada(4, { fate: 'struck-out' })],
        [[2, 2], ada(5, { fate: 'suppressed' })],
        [[2, 3], ada(0)],
        [[2, 4], ada(1, { fate: 'withdrawn' })],
        [[2, 5], ada(2, { kind: 'organisation' })],
      ],
      people: [
        counted([1, 1]),
        duplicate([2, 3], [1, 1], { probability: 0.97, evidence: 'email' }),
        { at: [2, 4], fate: 'withdrawn', reason: 'status-withdrawn', evidence: 'nothing that is shown' },
      ],
      organisations: [counted([2, 5])],
      struck: [[[2, 1], 'spam']],
      erased: [[1, 9]],
      unread: [[[1, 10], 'row-long']],
    });
    const wanted = [
      'source',
      'record',
      'input_id',
      'fate',
      'reason',
      'signature_id',
      'matched_source',
      'matched_record',
      'match_probability',
      'rule',
      'evidence',
      'identity_key',
    ];
    expect(await rowsOf('ledger.csv', LEDGER_COLUMNS, wanted)).toEqual([
      `a.csv 1 row-1 counted signature ${idOf(0)}  null    key-0`,
      'a.csv 2  blank empty-record   null    key-1',
      'a.csv 3  unconfirmed status-unconfirmed   null    key-2',
      'a.csv 4  ineligible no-name   null    key-3',
      'a.csv 9  suppressed erased-on-request   null    ',
      'a.csv 10  unreadable row-long   null    ',
      'b.csv 1  struck-out struck-by-rule   null  strike:spam  key-4',
      'b.csv 2  suppressed erasure-undecided   null    key-5',
      `b.csv 3  duplicate same-person ${idOf(0)} a.csv 1 0.97 canonical-email email key-0`,
      'b.csv 4  withdrawn status-withdrawn   null    key-1',
      `b.csv 5  counted signature ${idOf(2)}  null    key-2`,
    ]);
    expect(await database.rows("SELECT count(*) FROM ledger_rows WHERE kind = 'organisation'")).toEqual([[1n]]);
    expect(await database.rows(CONSERVATION_SQL)).toEqual([
      ['a.csv', 'blank', 1n],
      ['a.csv', 'counted', 1n],
      ['a.csv', 'ineligible', 1n],
      ['a.csv', 'suppressed', 1n],
      ['a.csv', 'unconfirmed', 1n],
      ['a.csv', 'unreadable', 1n],
      ['b.csv', 'counted', 1n],
      ['b.csv', 'duplicate', 1n],
      ['b.csv', 'struck-out', 1n],
      ['b.csv', 'suppressed', 1n],
      ['b.csv', 'withdrawn', 1n],
    ]);
    for (const sql of INTEGRITY_SQL) expect(await database.rows(sql)).toEqual([]);
    expect(await rowsOf('set-aside.csv', SET_ASIDE_COLUMNS, ['source', 'record', 'fate', 'full_name'])).toEqual([
      'a.csv 2 blank Ada 1',
      'a.csv 3 unconfirmed Ada 2',
      'a.csv 4 ineligible Ada 3',
      'b.csv 1 struck-out Ada 4',
      'b.csv 2 suppressed Ada 5',
      'b.csv 3 duplicate Ada 0',
      'b.csv 4 withdrawn Ada 1',
    ]);
    expect(await rowsOf('quarantine.csv', QUARANTINE_COLUMNS, ['source', 'raw'])).toEqual(['a.csv a raw', 'b.csv a raw']);
    expect(await file('review.csv')).toEqual([]);
    expect(await file('review-checks.csv')).toEqual([]);
    expect(LEDGER_FILES.map(({ name }) => name)).toEqual([
      'signatures.csv',
      'ledger.csv',
      'review.csv',
      'review-checks.csv',
      'signature-ids.csv',
      'quarantine.csv',
      'set-aside.csv',
    ]);
  });

  it('gives each signature the cells of its counted record, the consent of the person, and where it was found', async () => {
    await merge({
      records: [
        [[2, 1], ada(0, { kind: 'organisation', signed_at: '' })],
        [[1, 1], ada(1, { signed_at: '' })],
        [[1, 2], ada(2, { comment: 'Yes' })],
        [[2, 2], ada(3, { display_consent: 'initials' })],
        [[1, 3], ada(4, { signed_at: '2025-03-03' })],
      ],
      people: [counted([1, 1]), counted([1, 2]), duplicate([2, 2], [1, 2]), counted([1, 3])],
      organisations: [counted([2, 1])],
      changes: [['lower', 'count-only', 'key-4']],
    });
    expect(
      await rowsOf('signatures.csv', SIGNATURE_COLUMNS, ['kind', 'full_name', 'display_consent', 'comment', 'records', 'sources']),
    ).toEqual([
      'person Ada 2 initials Yes 2 a.csv; b.csv',
      'person Ada 4 count-only  1 a.csv',
      'person Ada 1 name  1 a.csv',
      'organisation Ada 0 name  1 b.csv',
    ]);
  });

  it('has columns for reviews that nobody has to give', async () => {
    await merge({});
    expect(await database.rows('SELECT column_name FROM (DESCRIBE review_rows)')).toEqual([
      ['place'],
      ...REVIEW_COLUMNS.map((name) => [name]),
    ]);
    expect(await database.rows('SELECT count(*) FROM review_checks')).toEqual([[0n]]);
    for (const name of ['signatures.csv', 'ledger.csv', 'signature-ids.csv', 'set-aside.csv']) expect(await file(name)).toEqual([]);
  });
});

describe('the id of a signature', () => {
  it('is made of what its counted record says', async () => {
    await merge({ records: [[[1, 1], ada(0)]], people: [counted([1, 1])] });
    expect(await ids()).toEqual([`Ada 0 ${idOf(0)}`]);
    expect(await file('signature-ids.csv')).toEqual([['key-0', 1n, idOf(0)]]);
  });

  it('is another for each of several records alike that count apart', async () => {
    const alike = ada(0, { identity_key: 'key-0' });
    await merge({
      records: [
        [[1, 1], alike],
        [[1, 2], alike],
        [[2, 1], alike],
      ],
      people: [counted([1, 1]), counted([1, 2]), counted([2, 1])],
    });
    const found = (await ids()).map((line) => line.slice(-13));
    expect(new Set(found).size).toBe(3);
    expect(found).toContain(idOf(0));
    expect((await file('signature-ids.csv')).map(([key, copy]) => [key, copy])).toEqual([
      ['key-0', 1n],
      ['key-0', 2n],
      ['key-0', 3n],
    ]);
  });

  it('is another where two digests begin alike', async () => {
    const other = `${(CONTENT[0] ?? '').slice(0, 12)}${'f'.repeat(52)}`;
    await merge({
      records: [
        [[1, 1], ada(0)],
        [[1, 2], ada(1, { content_key: other })],
      ],
      people: [counted([1, 1]), counted([1, 2])],
    });
    const found = await ids();
    expect(found).toContain(`Ada 0 ${idOf(0)}`);
    expect(found[1]).toMatch(/^Ada 1 S[0-9a-f]{12}$/);
    expect(found[1]).not.toContain(idOf(0));
  });

  it('stays with the person through a new export, and with the one of two who has more of its records', async () => {
    const records: Merge['records'] = [
      [[1, 1], ada(0)],
      [[1, 2], ada(1)],
      [[1, 3], ada(2)],
      [[2, 1], ada(3)],
    ];
    const people = [counted([1, 1]), duplicate([1, 2], [1, 1]), counted([1, 3]), counted([2, 1])];
    await merge({
      records,
      people,
      known: [
        ['key-1', 1, 'Sknown'],
        ['key-0', 1, 'Sknown'],
        ['key-2', 1, 'Sknown'],
        ['key-3', 2, 'Sother'],
      ],
    });
    expect(await ids()).toEqual(['Ada 0 Sknown', `Ada 2 ${idOf(2)}`, `Ada 3 ${idOf(3)}`]);
  });

  it('is the one that most of its records had', async () => {
    const records: Merge['records'] = [
      [[1, 1], ada(0)],
      [[1, 2], ada(1)],
      [[1, 3], ada(2)],
    ];
    const people = [counted([1, 1]), duplicate([1, 2], [1, 1]), duplicate([1, 3], [1, 1])];
    await merge({
      records,
      people,
      known: [
        ['key-0', 1, 'Sa'],
        ['key-1', 1, 'Sb'],
        ['key-2', 1, 'Sb'],
      ],
    });
    expect(await ids()).toEqual(['Ada 0 Sb']);
  });

  it('is not that of somebody who is gone, nor decided by a record refused at a shared address', async () => {
    const refused = duplicate([1, 2], [1, 1], { reason: 'shared-email', rule: 'shared-email' });
    await merge({
      records: [
        [[1, 1], ada(0)],
        [[1, 2], ada(1)],
      ],
      people: [counted([1, 1]), refused],
      known: [
        ['key-gone', 1, idOf(0)],
        ['key-1', 1, 'Sother'],
      ],
    });
    const [line = ''] = await ids();
    expect(line).toMatch(/^Ada 0 S[0-9a-f]{12}$/);
    expect(line).not.toContain(idOf(0));
    expect((await file('signature-ids.csv')).map(([key]) => key)).toEqual(['key-0']);
  });
});

describe('what must give no row', () => {
  const broken: readonly (readonly [string, string])[] = [
    ['a record with two fates', 'INSERT INTO ledger_rows SELECT * FROM ledger_rows WHERE record = 1'],
    ['a counted record without a signature', `UPDATE ledger_rows SET signature_id = '' WHERE record = 1`],
    ['a signature twice', 'INSERT INTO signature_rows SELECT * FROM signature_rows'],
    ['a duplicate of what is not counted', `UPDATE ledger_rows SET matched_record = 7 WHERE record = 2`],
  ];
  it.each(broken.map(([what, sql], index) => [what, sql, index] as const))('gives one for %s', async (_, sql, index) => {
    await merge({
      records: [
        [[1, 1], ada(0)],
        [[1, 2], ada(1)],
      ],
      people: [counted([1, 1]), duplicate([1, 2], [1, 1])],
    });
    for (const query of INTEGRITY_SQL) expect(await database.rows(query)).toEqual([]);
    await database.rows(sql);
    expect(await database.rows(INTEGRITY_SQL[index] ?? '')).toHaveLength(1);
    expect(INTEGRITY_SQL).toHaveLength(broken.length);
  });
});
