import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  otherTokenSql,
  personTokensSql,
  SUPPRESSION_COUNTS_SQL,
  SUPPRESSION_TABLES,
  suppressSteps,
} from '../../../src/lib/erasure/steps.js';
import { KEY_BYTES, suppressionToken, type TokenKind } from '../../../src/lib/erasure/tokens.js';
import { identityKeySql } from '../../../src/lib/normalize/standardize.js';
import { quoteText } from '../../../src/lib/sql.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/duckdb.js';

const KEY = Uint8Array.from({ length: KEY_BYTES }, (_, place) => 255 - place);
const COLUMNS = [
  'kind',
  'given_name',
  'family_name',
  'full_name',
  'role',
  'organisation',
  'email',
  'phone',
  'normalized_email',
  'compared_email',
  'normalized_given',
  'normalized_family',
  'normalized_name',
  'normalized_organisation',
  'normalized_phone',
  'normalized_postcode',
  'normalized_address',
  'normalized_locality',
  'normalized_birth',
  'fate',
  'identity_key',
] as const;
type Column = (typeof COLUMNS)[number];
type Cells = Partial<Readonly<Record<Column, string>>>;

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const token = (kind: TokenKind, ...values: readonly string[]): string => suppressionToken(KEY, kind, ...values);

/** A table of tokens, as a merge loads it beside the records. */
const tokenTable = (name: string, tokens: readonly string[]): string =>
  `CREATE OR REPLACE TABLE ${name} AS SELECT unnest([${tokens.map(quoteText).join(', ')}]::VARCHAR[]) AS token`;

/** `standardized_records` with these records, numbered from 1; a fate that is left out is undecided yet. */
async function fill(records: readonly Cells[]): Promise<void> {
  await database.rows(
    `CREATE OR REPLACE TABLE standardized_records (source_id INTEGER, record BIGINT, ${COLUMNS.join(' VARCHAR, ')} VARCHAR)`,
  );
  for (const [index, cells] of records.entries()) {
    const values = COLUMNS.map((column) => {
      const known = cells[column] ?? (column === 'kind' ? 'person' : column === 'identity_key' ? `key-${index + 1}` : '');
      return column === 'fate' && known === '' ? 'NULL' : quoteText(known);
    });
    await database.rows(`INSERT INTO standardized_records VALUES (7, ${index + 1}, ${values.join(', ')})`);
  }
}

/** Takes whoever has these tokens out. */
async function suppress(records: readonly Cells[], tokens: readonly string[], others: readonly string[] = []): Promise<void> {
  await fill(records);
  await database.rows(tokenTable('suppression_tokens', tokens));
  await database.rows(tokenTable('other_tokens', others));
  for (const { sql } of [...SUPPRESSION_TABLES, ...suppressSteps(KEY)]) await database.rows(sql);
}

/** What became of a single record: gone, waiting for somebody to decide, or untouched. */
async function fateOf(cells: Cells, tokens: readonly string[], others: readonly string[] = []): Promise<string> {
  await suppress([cells], tokens, others);
  const [[erased, undecided] = []] = await database.rows(SUPPRESSION_COUNTS_SQL);
  const left = await database.rows('SELECT fate FROM standardized_records');
  if (erased === 1n && undecided === 0n && left.length === 0) return 'erased';
  if (erased === 0n && undecided === 1n && left[0]?.[0] === 'suppressed') return 'undecided';
  if (erased === 0n && undecided === 0n && left.length === 1) return left[0]?.[0] === null ? 'left' : `left ${String(left[0]?.[0])}`;
  return JSON.stringify({ erased: String(erased), undecided: String(undecided), left });
}

const MAIL = 'ada@example.org';
const WRITTEN = 'ada+news@example.org';
const PHONE = '+447700900123';
const ada: Cells = { normalized_name: 'ada quill' };
const withMail: Cells = { ...ada, email: MAIL, compared_email: MAIL };
const writtenOtherwise: Cells = { ...withMail, email: ` ${WRITTEN.toUpperCase()} ` };
const withPhone: Cells = { ...ada, normalized_phone: PHONE.slice(1) };
const atPostcode: Cells = { ...ada, normalized_postcode: 'ZZ991AA' };
const atAddress: Cells = { ...ada, normalized_address: '1 quill street' };
const other: Cells = { email: 'zoe@example.org', compared_email: 'zoe@example.org' };

describe('a record beside the list of people who asked to be removed', () => {
  it.each<[string, Cells, readonly string[], string]>([
    ['address and name', withMail, [token('email-name', MAIL, 'ada quill')], 'erased'],
    ['address as it is written, and name', writtenOtherwise, [token('email-name', WRITTEN, 'ada quill')], 'erased'],
    ['address without a name', { ...withMail, normalized_name: '' }, [token('email-name', MAIL, '')], 'erased'],
    ['address alone', withMail, [token('email', MAIL)], 'undecided'],
    ['address as it is written', writtenOtherwise, [token('email', WRITTEN)], 'undecided'],
    ['number and name', withPhone, [token('phone-name', PHONE, 'ada quill')], 'erased'],
    ['number and name, with an address of its own', { ...withPhone, ...other }, [token('phone-name', PHONE, 'ada quill')], 'undecided'],
    ['number alone', withPhone, [token('phone', PHONE)], 'undecided'],
    ['number alone, with an address of its own', { ...withPhone, ...other }, [token('phone', PHONE)], 'left'],
    ['name and postcode', atPostcode, [token('name-postcode', 'ada quill', 'ZZ991AA')], 'erased'],
    [
      'name and postcode, with an address of its own',
      { ...atPostcode, ...other },
      [token('name-postcode', 'ada quill', 'ZZ991AA')],
      'undecided',
    ],
    ['name and street', atAddress, [token('name-address', 'ada quill', '1 quill street')], 'erased'],
    [
      'name and street, with an e-mail of its own',
      { ...atAddress, ...other },
      [token('name-address', 'ada quill', '1 quill street')],
      'undecided',
    ],
    ['what it says in all', { ...ada, identity_key: 'k1' }, [token('record', 'k1')], 'erased'],
    ['what it says in all, with an address', { ...withMail, identity_key: 'k1' }, [token('record', 'k1')], 'erased'],
    ['address under another name', withMail, [token('email-name', MAIL, 'zoe quill')], 'left'],
    ['another kind of token of the same text', withMail, [token('record', MAIL), token('phone', MAIL)], 'left'],
    ['nothing', withMail, [], 'left'],
  ])('that has its %s there (%#)', async (_, cells, tokens, expected) => {
    expect(await fateOf(cells, tokens)).toBe(expected);
  });

  it.each<[string, Cells, string]>([
    ['no address', ada, token('email', '')],
    ['no address under its name', ada, token('email-name', '', 'ada quill')],
    ['no number', ada, token('phone', '+')],
    ['no number under its name', ada, token('phone-name', '+', 'ada quill')],
    ['no postcode', ada, token('name-postcode', 'ada quill', '')],
    ['no name at its postcode', { normalized_postcode: 'ZZ991AA' }, token('name-postcode', '', 'ZZ991AA')],
    ['no street', ada, token('name-address', 'ada quill', '')],
    ['no name in its street', { normalized_address: '1 quill street' }, token('name-address', '', '1 quill street')],
  ])('is not known by an empty cell: %s', async (_, cells, listed) => {
    expect(await fateOf(cells, [listed])).toBe('left');
  });

  it('is erased whatever its platform says of it, and waits for nobody when it would not count anyway', async () => {
    expect(await fateOf({ ...withMail, fate: 'withdrawn' }, [token('email-name', MAIL, 'ada quill')])).toBe('erased');
    expect(await fateOf({ ...withMail, fate: 'unconfirmed' }, [token('email', MAIL)])).toBe('left unconfirmed');
  });

  it('waits for nobody once somebody has said that it is another person’s, and is erased all the same when it is the person', async () => {
    const cells = { ...withMail, identity_key: 'k1' };
    const said = [token('other', 'k1')];
    expect(await fateOf(cells, [token('email', MAIL)], said)).toBe('left');
    expect(await fateOf(cells, [token('email', MAIL)], [token('other', 'k2'), token('record', 'k1')])).toBe('undecided');
    expect(await fateOf(cells, [token('email-name', MAIL, 'ada quill')], said)).toBe('erased');
    expect(await database.rows(`SELECT ${otherTokenSql(KEY)} FROM (SELECT 'k1' AS identity_key) r`)).toEqual([said]);
  });

  it('alone is touched, and not its neighbours', async () => {
    const neighbour = { ...ada, email: 'zoe@example.org', compared_email: 'zoe@example.org' };
    const tokens = [token('email-name', MAIL, 'ada quill'), token('email', 'lea@example.org')];
    await suppress([neighbour, withMail, { ...ada, email: 'lea@example.org', compared_email: 'lea@example.org' }, neighbour], tokens);
    expect(await database.rows('SELECT source_id, record, kind FROM erased_records')).toEqual([[7, 2n, 'person']]);
    expect(await database.rows('SELECT source_id, record FROM undecided_records')).toEqual([[7, 3n]]);
    expect(await database.rows('SELECT record, fate FROM standardized_records ORDER BY record')).toEqual([
      [1n, null],
      [3n, 'suppressed'],
      [4n, null],
    ]);
  });

  it('is told of by the tables that the steps fill, in their order', () => {
    expect([...SUPPRESSION_TABLES, ...suppressSteps(KEY)].map(({ table }) => table)).toEqual([
      'erased_records',
      'undecided_records',
      'suppression_hits',
      'erased_records',
      'undecided_records',
      'standardized_records',
      'erased_contacts',
      'standardized_records',
      'standardized_records',
      'standardized_records',
    ]);
  });

  it('is added to those of the list before', async () => {
    await suppress(
      [withMail, { ...ada, email: 'lea@example.org', compared_email: 'lea@example.org' }, withPhone],
      [token('email-name', MAIL, 'ada quill')],
    );
    await database.rows(tokenTable('suppression_tokens', [token('email-name', 'lea@example.org', 'ada quill'), token('phone', PHONE)]));
    for (const { sql } of suppressSteps(KEY)) await database.rows(sql);
    expect(await database.rows(SUPPRESSION_COUNTS_SQL)).toEqual([[2n, 1n]]);
  });
});

describe('an organisation whose contact asked to be removed', () => {
  const contact: Cells = {
    ...Object.fromEntries(COLUMNS.map((column) => [column, `a ${column}`])),
    kind: 'organisation',
    fate: '',
    email: MAIL,
    compared_email: MAIL,
    normalized_name: 'ada quill',
  };
  const cellsOf = async (record: number): Promise<Record<string, unknown>> => {
    const [row = []] = await database.rows(`SELECT ${COLUMNS.join(', ')} FROM standardized_records WHERE record = ${record}`);
    return Object.fromEntries(COLUMNS.map((column, index) => [column, row[index]]));
  };
  const listed = [token('email-name', MAIL, 'ada quill')];
  const kept = { kind: 'organisation', organisation: 'a organisation', normalized_organisation: 'a normalized_organisation', fate: null };

  it('stays without the contact, under a key of its own', async () => {
    await suppress([contact, { ...contact, email: 'zoe@example.org', compared_email: 'zoe@example.org' }], listed);
    const [[key] = []] = await database.rows(`SELECT ${identityKeySql()} FROM standardized_records WHERE record = 1`);
    const places = ['postcode', 'address', 'locality', 'birth'].map((name) => [`normalized_${name}`, `a normalized_${name}`]);
    const expected = {
      ...Object.fromEntries(COLUMNS.map((column) => [column, ''])),
      ...Object.fromEntries(places),
      ...kept,
      identity_key: key,
    };
    expect(await cellsOf(1)).toEqual(expected);
    expect(await cellsOf(2)).toMatchObject({ full_name: 'a full_name', identity_key: 'a identity_key' });
    expect(await database.rows(SUPPRESSION_COUNTS_SQL)).toEqual([[0n, 0n]]);
  });

  it.each<[string, Cells, readonly string[], boolean]>([
    ['known by the address as it is written', { ...contact, email: WRITTEN }, [token('email-name', WRITTEN, 'ada quill')], true],
    ['of no name', { ...contact, organisation: '' }, listed, false],
    ['whose address is somebody else’s too', contact, [token('email', MAIL)], false],
    ['with a number of the person', contact, [token('phone-name', '+a normalized_phone', 'ada quill')], false],
  ])('%s', async (_, cells, tokens, isEmptied) => {
    await suppress([cells], tokens);
    expect((await cellsOf(1))['full_name']).toBe(isEmptied ? '' : 'a full_name');
    expect(await database.rows(SUPPRESSION_COUNTS_SQL)).toEqual([[0n, 0n]]);
  });
});

describe('the tokens of somebody who asks to be removed', () => {
  async function tokensOf(records: readonly Cells[], people: readonly (readonly [person: number, record: number])[]): Promise<unknown> {
    await fill(records);
    await database.rows(
      `CREATE OR REPLACE TABLE erased_people AS SELECT * FROM (VALUES ${people.map(([person, record]) => `(${person}, 7, ${record})`).join(', ')}) t(person, source_id, record)`,
    );
    return database.rows(personTokensSql(KEY));
  }
  const inOrder = (person: number, tokens: readonly string[]): unknown[] => [...tokens].sort().map((each) => [person, each]);

  it('join every name with every address, number and place of theirs, each once', async () => {
    const second: Cells = {
      normalized_name: 'ada m quill',
      email: WRITTEN,
      compared_email: MAIL,
      normalized_phone: PHONE.slice(1),
      normalized_postcode: 'ZZ991AA',
    };
    const found = await tokensOf(
      [{ ...withMail, ...atAddress, identity_key: 'k1' }, second, withPhone],
      [
        [1, 1],
        [1, 2],
      ],
    );
    const names = ['ada quill', 'ada m quill'];
    expect(found).toEqual(
      inOrder(1, [
        ...[MAIL, WRITTEN].flatMap((mail) => [token('email', mail), ...['', ...names].map((name) => token('email-name', mail, name))]),
        token('phone', PHONE),
        ...['', ...names].map((name) => token('phone-name', PHONE, name)),
        ...names.map((name) => token('name-postcode', name, 'ZZ991AA')),
        ...names.map((name) => token('name-address', name, '1 quill street')),
        token('record', 'k1'),
        token('record', 'key-2'),
      ]),
    );
  });

  it('are their own and nobody else’s', async () => {
    const found = await tokensOf(
      [
        { ...ada, identity_key: 'k1' },
        { normalized_name: 'zoe ink', normalized_postcode: 'ZZ991AB', identity_key: 'k2' },
      ],
      [
        [1, 1],
        [2, 2],
      ],
    );
    expect(found).toEqual([
      [1, token('record', 'k1')],
      ...inOrder(2, [token('record', 'k2'), token('name-postcode', 'zoe ink', 'ZZ991AB')]),
    ]);
  });

  it('of an organisation’s contact are not made of where the organisation is', async () => {
    const cells: Cells = { ...withMail, ...atAddress, ...atPostcode, kind: 'organisation' };
    expect(await tokensOf([cells], [[1, 1]])).toEqual(
      inOrder(1, [token('email', MAIL), token('email-name', MAIL, ''), token('email-name', MAIL, 'ada quill')]),
    );
  });
});
