import { describe, expect, it } from 'vitest';

import type { Context, Engine } from '../../../src/lib/context.js';
import { files } from '../../../src/lib/io/files.js';
import { createPhoneReader } from '../../../src/lib/io/phone.js';
import { mapValues } from '../../../src/lib/io/value-map.js';
import { ORGANISATION_FIELDS, type OrganisationField, RECORD_FIELDS, type RecordField } from '../../../src/lib/model/record.js';
import { type TidyOptions, type TidyResult, tidyRecords } from '../../../src/lib/workflows/tidy.js';
import { withEngine } from '../../helpers/linkage.js';

type Given = Partial<Record<RecordField | OrganisationField | 'input_id' | 'source', string>>;

const CELLS = [...RECORD_FIELDS, ...ORGANISATION_FIELDS];

const context = { io: { files, mapValues, createPhoneReader: async () => createPhoneReader() } } as unknown as Context;

async function load(engine: Engine, records: readonly Given[]): Promise<void> {
  await engine.run('CREATE TABLE sources (source_id INTEGER, source VARCHAR)');
  await engine.run(
    `CREATE TABLE source_records (source_id INTEGER, record BIGINT, input_id VARCHAR, ${CELLS.map((field) => `${field} VARCHAR`).join(', ')}, status VARCHAR, date_unreadable BOOLEAN, consent_unknown BOOLEAN)`,
  );
  const names = [...new Set(records.map((record) => record.source ?? 'a.csv'))].sort();
  for (const [index, name] of names.entries()) await engine.run('INSERT INTO sources VALUES ($1, $2)', [index + 1, name]);
  const counters = new Map<string, number>();
  for (const record of records) {
    const source = record.source ?? 'a.csv';
    counters.set(source, (counters.get(source) ?? 0) + 1);
    const cells = CELLS.map((field) => record[field] ?? (field === 'kind' ? 'person' : ''));
    const values = [names.indexOf(source) + 1, counters.get(source) ?? 0, record.input_id ?? '', ...cells, 'counts', false, false];
    await engine.run(`INSERT INTO source_records VALUES (${values.map((_, index) => `$${index + 1}`).join(', ')})`, values);
  }
}

/** Records after tidying, as far as the test looks at them, and what was said. */
async function tidy(
  records: readonly Given[],
  fields: readonly (RecordField | OrganisationField)[],
  options: TidyOptions = { country: 'GB' },
): Promise<TidyResult & { cells: string[][]; again: string[][] }> {
  return withEngine(async (engine) => {
    await load(engine, records);
    const read = async (): Promise<string[][]> =>
      (await engine.rows<Record<string, string>>(`SELECT ${fields.join(', ')} FROM source_records ORDER BY source_id, record`, fields)).map(
        (row) => fields.map((field) => row[field] ?? ''),
      );
    const result = await tidyRecords(context, engine, options);
    const cells = await read();
    const twice = await tidyRecords(context, engine, options);
    expect(twice.repairs).toEqual([]);
    const left = await engine.rows<{ name: string }>(`SELECT table_name AS name FROM duckdb_tables() WHERE table_name LIKE 'tidy%'`, [
      'name',
    ]);
    expect(left).toEqual([]);
    expect(files.listFiles(engine.stagingDir)).toEqual([]);
    return { ...result, cells, again: await read() };
  });
}

const said = ({ problems }: TidyResult): string[] =>
  problems.map(({ source, type, field, count, records }) => `${source} ${type} ${field ?? ''} ${count} ${records.join(',')}`);
const done = ({ repairs }: TidyResult): string[] => repairs.map(({ source, field, kind, count }) => `${source} ${field} ${kind} ${count}`);

describe('tidying records', () => {
  it('repairs characters, counts them per source and field, and is done after one turn', async () => {
    const result = await tidy(
      [
        { full_name: 'Ann\u00a0Example', comment: 'One  line\r\n\r\ntwo', source: 'b.csv' },
        { full_name: 'Jose\u0301 \u200bIbáñez', locality: ' Leeds', source: 'b.csv' },
        { full_name: 'علی\u200cرضا', email: '<ali@example.org>', source: 'a.csv' },
      ],
      ['full_name', 'locality', 'comment', 'email'],
    );
    expect(result.cells).toEqual([
      ['علی\u200cرضا', '', '', 'ali@example.org'],
      ['Ann Example', '', 'One line\n\ntwo', ''],
      ['José Ibáñez', 'Leeds', '', ''],
    ]);
    expect(result.again).toEqual(result.cells);
    expect(done(result)).toEqual([
      'a.csv email email-wrapping 1',
      'b.csv comment white-space 1',
      'b.csv full_name invisible 1',
      'b.csv full_name unicode-form 1',
      'b.csv full_name white-space 1',
      'b.csv locality white-space 1',
    ]);
    expect(result.problems).toEqual([]);
  });
  it('repairs mojibake where a column shows it twice or a cell proves it, and flags it where one cell stands alone', async () => {
    const result = await tidy(
      [
        { full_name: 'JosÃ© Example', locality: 'KÃ¶ln', address: 'Å\u0081Ã³dÅº 1', source: 'a.csv' },
        { full_name: 'ZoÃ« Example', source: 'a.csv' },
        { full_name: 'RenÃ©e Example', source: 'b.csv' },
        { full_name: 'NESTLÉ®', locality: 'SELKÄ EDELLÄ', source: 'b.csv' },
        { full_name: 'JosÃ© \ufffd', source: 'a.csv' },
      ],
      ['full_name', 'locality', 'address'],
    );
    expect(result.cells).toEqual([
      ['José Example', 'KÃ¶ln', 'Łódź 1'],
      ['Zoë Example', '', ''],
      ['JosÃ© \ufffd', '', ''],
      ['RenÃ©e Example', '', ''],
      ['NESTLÉ®', 'SELKÄ EDELLÄ', ''],
    ]);
    expect(done(result)).toEqual(['a.csv address mojibake 1', 'a.csv full_name mojibake 2']);
    expect(said(result)).toEqual([
      'a.csv letters-lost full_name 1 3',
      'a.csv mojibake-doubtful locality 1 1',
      'b.csv mojibake-doubtful full_name 1 1',
      'b.csv name-upper full_name 1 2',
    ]);
  });
  it('writes phones and postcodes by the country of the record, else by that of the campaign', async () => {
    const result = await tidy(
      [
        { full_name: 'A', phone: '07700 900123', postcode: 'zz993wz' },
        { full_name: 'B', phone: '01 99 00 12 34', postcode: '1000', country: 'Frankreich' },
        { full_name: 'C', phone: '4.477E+11', postcode: '2E+10', country: 'UK' },
        { full_name: 'D', phone: 'ask me', postcode: 'nowhere', country: 'Atlantis' },
        { full_name: 'E', phone: '+447700900124', postcode: '75011' },
      ],
      ['phone', 'postcode', 'country'],
    );
    expect(result.cells).toEqual([
      ['+447700900123', 'ZZ99 3WZ', ''],
      ['+33199001234', '1000', 'Frankreich'],
      ['4.477E+11', '2E+10', 'UK'],
      ['ask me', 'nowhere', 'Atlantis'],
      ['+447700900124', '75011', ''],
    ]);
    expect(done(result)).toEqual(['a.csv phone phone-format 2', 'a.csv postcode postcode-format 1']);
    expect(said(result)).toEqual([
      'a.csv phone-unreadable phone 1 4',
      'a.csv postcode-unfit postcode 1 5',
      'a.csv spreadsheet-exponent phone 1 3',
      'a.csv spreadsheet-exponent postcode 1 3',
      'a.csv zero-lost postcode 1 2',
    ]);
  });
  it.each<[string, [phone: string, postcode: string, country: string][], string[], string[]]>([
    [
      'British, as most postcodes show',
      [
        ['07700 900123', 'zz993wz', ''],
        ['07700 900124', 'ZZ99 3WZ', ''],
        ['07700 900125', '10115', ''],
        ['07700 900126', '', ''],
      ],
      ['+447700900123 ZZ99 3WZ', '+447700900124 ZZ99 3WZ', '+447700900125 10115', '+447700900126 '],
      ['a.csv postcode-unfit postcode 1 3'],
    ],
    [
      'Dutch, as most postcodes show',
      [
        ['020 555 0123', '1234ab', ''],
        ['+44 7700 900123', '', ''],
      ],
      ['+31205550123 1234 AB', '+447700900123 '],
      [],
    ],
    [
      'French, as most records say',
      [
        ['01 99 00 12 34', '75011', 'France'],
        ['01 99 00 12 35', '75012', 'FR'],
        ['01 99 00 12 36', '75013', ''],
      ],
      ['+33199001234 75011', '+33199001235 75012', '+33199001236 75013'],
      [],
    ],
    [
      'of no country that could be told: only what is certain is written anew',
      [
        ['07700 900123', 'zz993wz', ''],
        ['0301234567', '1067', ''],
        ['+44 7700 900124', '10115', ''],
        ['ask me', '', ''],
        ['4.477E+11', '10115', ''],
        ['0301234568', '', 'Atlantis'],
      ],
      ['07700 900123 ZZ99 3WZ', '0301234567 1067', '+447700900124 10115', 'ask me ', '4.477E+11 10115', '0301234568 '],
      ['a.csv country-unknown phone 3 1,2,6', 'a.csv phone-unreadable phone 1 4', 'a.csv spreadsheet-exponent phone 1 5'],
    ],
  ])('reads a list without a stated country as %s', async (_name, rows, expected, problems) => {
    const records = rows.map(([phone, postcode, country]) => ({ full_name: 'A', phone, postcode, country }));
    const result = await tidy(records, ['phone', 'postcode'], { country: null });
    expect(result.cells.map((cells) => cells.join(' '))).toEqual(expected);
    expect(result.again).toEqual(result.cells);
    expect(said(result)).toEqual(problems);
  });
  it('says of each list by itself which country it shows', async () => {
    const result = await tidy(
      [
        { full_name: 'A', phone: '07700 900123', postcode: 'ZZ99 3WZ', source: 'a.csv' },
        { full_name: 'B', phone: '07700 900123', source: 'b.csv' },
      ],
      ['phone'],
      { country: null },
    );
    expect(result.cells.flat()).toEqual(['+447700900123', '07700 900123']);
    expect(said(result)).toEqual(['b.csv country-unknown phone 1 1']);
  });
  it('brings international numbers of a list from elsewhere into one form, and leaves its national ones', async () => {
    const records = ['10115', '20095', '50667'].map((postcode, index) => ({
      full_name: 'A',
      postcode,
      phone: index === 0 ? '+49 30 1234567' : '030 1234567',
    }));
    const result = await tidy(records, ['phone']);
    expect(result.cells.flat()).toEqual(['+49301234567', '030 1234567', '030 1234567']);
    expect(said(result)).toEqual(['a.csv country-unclear  3 ']);
  });
  it('reads dates of birth in the order that the source shows, and leaves what is open', async () => {
    const result = await tidy(
      [
        { full_name: 'A', date_of_birth: '31/12/1980', source: 'a.csv' },
        { full_name: 'B', date_of_birth: '4/9/1975', source: 'a.csv' },
        { full_name: 'C', date_of_birth: '4/9/75', source: 'a.csv' },
        { full_name: 'D', date_of_birth: '31/02/1980', source: 'a.csv' },
        { full_name: 'E', date_of_birth: '30. Oktober 1980', source: 'a.csv' },
        { full_name: 'F', date_of_birth: '29000', source: 'a.csv' },
        { full_name: 'G', date_of_birth: '4/9/1975', source: 'b.csv' },
        { full_name: 'H', date_of_birth: '1975-09-04', source: 'b.csv' },
        { full_name: 'I', date_of_birth: '29000', source: 'c.csv' },
        { full_name: 'J', date_of_birth: '4/9/1975', source: 'd.csv' },
      ],
      ['date_of_birth'],
      { country: 'GB', dateOrders: new Map([[4, 'mdy']]) },
    );
    expect(result.cells.flat()).toEqual([
      '1980-12-31',
      '1975-09-04',
      '4/9/75',
      '31/02/1980',
      '1980-10-30',
      '29000',
      '4/9/1975',
      '1975-09-04',
      '1979-05-25',
      '1975-04-09',
    ]);
    expect(said(result)).toEqual([
      'a.csv date-serial date_of_birth 1 6',
      'a.csv date-unreadable date_of_birth 2 3,4',
      'b.csv date-ambiguous date_of_birth 1 1',
    ]);
    expect(done(result)).toEqual([
      'a.csv date_of_birth date-format 3',
      'c.csv date_of_birth date-format 1',
      'd.csv date_of_birth date-format 1',
    ]);
  });
  it('reads dates of birth in eight digits where most of the column of a source are', async () => {
    const cases: [string, string[], string[]][] = [
      [
        'year first',
        ['19081209', '19990219', '19600210', '19621111', '1980-01-02', '19081339'],
        ['1908-12-09', '1999-02-19', '1960-02-10', '1962-11-11', '1980-01-02', '19081339'],
      ],
      ['year first in half of the column only', ['19081209', '3 May 1980'], ['19081209', '1980-05-03']],
      [
        'day first, which a day over twelve shows',
        ['31121980', '04091975', '31041980', '5/9/1960'],
        ['1980-12-31', '1975-09-04', '31041980', '1960-09-05'],
      ],
      ['month first, which a day over twelve shows', ['12311980', '04091975'], ['1980-12-31', '1975-04-09']],
      ['day or month first', ['04091975', '05061980'], ['04091975', '05061980']],
      ['both orders', ['31121980', '12311980', '04091975'], ['31121980', '12311980', '04091975']],
      ['another order than in written dates', ['31121980', '30111975', '12/31/1980'], ['31121980', '30111975', '12/31/1980']],
      ['numbers of something else', ['70001234', '18991231', '99999999'], ['70001234', '18991231', '99999999']],
      ['parts of three columns', ['1971-6-24', '1980-Oktober-3', '1980', '71-6-24'], ['1971-06-24', '1980-10-03', '1980', '71-6-24']],
    ];
    const records = cases.flatMap(([source, given]) => given.map((date_of_birth) => ({ full_name: 'A', date_of_birth, source })));
    const result = await tidy(records, ['date_of_birth']);
    const inOrder = cases.toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(result.cells.flat()).toEqual(inOrder.flatMap(([, , expected]) => expected));
    for (const [name, given, expected] of cases) {
      const repaired = result.repairs.filter(({ source }) => source === name).map(({ count }) => count);
      const changed = expected.filter((value, index) => value !== given[index]).length;
      expect([name, repaired]).toEqual([name, changed === 0 ? [] : [changed]]);
      const said = result.problems.filter(({ source }) => source === name).reduce((sum, { count }) => sum + count, 0);
      expect([name, said]).toEqual([name, expected.filter((value) => !/^\d{4}-\d\d-\d\d$/.test(value)).length]);
    }
  });
  it('flags what it does not change, with the first five records and never a value', async () => {
    const bad: Given = {
      full_name: 'ANN EXAMPLE',
      comment: '=1+1',
      locality: '#N/A',
      address: '####',
      postcode: '4-May',
      email: 'ann@gmial.com',
      role: '%3Dx',
    };
    const result = await tidy(
      [...Array.from({ length: 6 }, () => bad), { full_name: 'ann example' }, { full_name: 'x'.repeat(201) }],
      ['full_name', 'comment', 'postcode'],
    );
    expect(said(result)).toEqual([
      'a.csv email-domain-typo email 6 1,2,3,4,5',
      'a.csv formula-cell comment 6 1,2,3,4,5',
      'a.csv name-lower full_name 2 7,8',
      'a.csv name-too-long full_name 1 8',
      'a.csv name-upper full_name 6 1,2,3,4,5',
      'a.csv percent-encoded-sign role 6 1,2,3,4,5',
      'a.csv spreadsheet-date postcode 6 1,2,3,4,5',
      'a.csv spreadsheet-error locality 6 1,2,3,4,5',
      'a.csv spreadsheet-hashes address 6 1,2,3,4,5',
    ]);
    expect(result.cells[0]).toEqual(['ANN EXAMPLE', '=1+1', '4-May']);
    expect(result.repairs).toEqual([]);
  });
  it('fills given and family name only when asked, only where both are empty and only where it is safe', async () => {
    const records: Given[] = [
      { full_name: 'Dr Ann van der Berg' },
      { full_name: 'Nagy Anna' },
      { full_name: 'Ann Example', given_name: 'A' },
      { full_name: 'Green Group', kind: 'organisation' },
    ];
    const fields: RecordField[] = ['given_name', 'family_name', 'full_name'];
    const filled = await tidy(records, fields, { country: 'GB', splitsNames: true });
    expect(filled.cells).toEqual([
      ['Ann', 'van der Berg', 'Dr Ann van der Berg'],
      ['', '', 'Nagy Anna'],
      ['A', '', 'Ann Example'],
      ['', '', 'Green Group'],
    ]);
    expect(done(filled)).toEqual(['a.csv full_name name-split 1']);
    expect((await tidy(records, fields)).cells[0]).toEqual(['', '', 'Dr Ann van der Berg']);
  });
  it('has nothing to say of no records', async () => {
    const result = await tidy([], ['full_name']);
    expect([result.problems, result.repairs]).toEqual([[], []]);
  });
});
