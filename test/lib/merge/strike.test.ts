import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { conditionSql, rulesThatStrikeEverything } from '../../../src/lib/merge/strike.js';
import { RECORD_FIELDS } from '../../../src/lib/model/record.js';
import type { StrikeCondition, StrikeField, StrikeRule } from '../../../src/lib/model/strike.js';
import { STRIKE_OPERATORS } from '../../../src/lib/model/strike.js';
import { quoteText } from '../../../src/lib/sql.js';
import type { TestDatabase } from '../../helpers/duckdb.js';
import { openTestDatabase } from '../../helpers/duckdb.js';
import type { LedgerRow, TestRecord } from '../../helpers/linkage.js';
import { ledgerOf, NORMALIZE_DATA, withEngine } from '../../helpers/linkage.js';
import { runs } from '../../helpers/runs.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** Whether a condition holds for a record whose one filled cell is given. */
async function holds(condition: StrikeCondition, cell: string): Promise<unknown> {
  const cells = RECORD_FIELDS.map((field) => `${quoteText(field === condition.field ? cell : '')} AS ${field}`).join(', ');
  const source = `(SELECT ${quoteText(condition.field === 'source' ? cell : 'list.csv')} AS source) s`;
  const [row] = await database.rows(`SELECT ${conditionSql(condition, NORMALIZE_DATA.letters)} FROM (SELECT ${cells}) r, ${source}`);
  return row?.[0];
}

type Row = readonly [field: StrikeField, condition: Omit<StrikeCondition, 'field'>, cell: string, holds: boolean];

const CONDITIONS: readonly Row[] = [
  // Words: accents, capitals and signs do not count.
  ['full_name', { is: 'Ann Example' }, 'ANN  Éxample', true],
  ['full_name', { is: 'Ann Example' }, 'Ann Example-Smith', false],
  ['full_name', { is: "O'Brien" }, 'O’BRIEN', true],
  ['full_name', { is: 'Ann Example', exact: true }, 'Ann Éxample', false],
  ['full_name', { is: 'Ann Example', exact: true }, 'Ann Example', true],
  ['full_name', { is: 'Łukasz Straße' }, 'lukasz strasse', true],
  ['full_name', { is: 'ЗОЯ ТЕСТОВА' }, 'Зоя Тестова', true],
  ['full_name', { is: 'ΓΙΩΡΓΟΣ ΣΕΦΕΡΗΣ' }, 'Γιώργος Σεφέρης', true],
  ['full_name', { contains: '小' }, '李小明', true],
  ['full_name', { 'starts-with': 'محمد' }, 'محمد المثال', true],
  ['full_name', { is: 'x' }, '', false],
  ['full_name', { is: '!!!' }, '', false],
  ['full_name', { is: '!!!' }, '???', false],
  ['full_name', { contains: '!!!' }, 'Ann Example', false],
  ['full_name', { contains: '!!!', exact: true }, 'Ann!!!', true],
  ['full_name', { 'is-one-of': ['Test Tester', 'Ann Example'] }, 'ann example', true],
  ['full_name', { 'is-one-of': ['Test Tester', 'Ann Example'] }, 'Ann', false],
  ['full_name', { 'is-one-of': ['!!!'] }, '', false],
  ['full_name', { 'is-one-of': ['ann example', 'x'], exact: true }, 'Ann Example', false],
  ['comment', { contains: 'buy now' }, 'Please BUY, now!', true],
  ['comment', { contains: 'buy now' }, 'now buy', false],
  ['comment', { 'starts-with': 'buy' }, '  ¡Buy', true],
  ['comment', { 'starts-with': 'now' }, 'buy now', false],
  ['comment', { 'ends-with': 'now' }, 'buy now...', true],
  ['comment', { 'ends-with': 'now' }, 'now buy', false],
  // No value is a pattern.
  ['comment', { contains: '100%', exact: true }, '100 per cent', false],
  ['comment', { contains: 'a_b', exact: true }, 'axb', false],
  ['comment', { is: '.*', exact: true }, 'anything', false],
  ['comment', { is: '.*', exact: true }, '.*', true],
  // Hostile values are values.
  ['comment', { is: "'; DROP TABLE standardized_records; --", exact: true }, "'; DROP TABLE standardized_records; --", true],
  ['comment', { contains: "' OR '1'='1" }, 'Ann Example', false],
  ['comment', { contains: "' OR '1'='1", exact: true }, 'Ann Example', false],
  ['comment', { 'is-one-of': ["') OR (true", '"'], exact: true }, 'Ann Example', false],
  ['comment', { 'is-one-of': ["') OR (true", '"'], exact: true }, '"', true],
  ['comment', { is: '$1 \\x27 ?', exact: true }, '$1 \\x27 ?', true],
  // Addresses: capitals do not count, signs do.
  ['email', { is: 'ANN@Example.org' }, ' ann@example.org', true],
  ['email', { is: 'ann@example.org' }, 'ann+x@example.org', false],
  ['email', { contains: '+' }, 'ann+x@example.org', true],
  ['email', { 'ends-with': '@spam.example.org' }, 'x@notspam.example.org', false],
  ['email', { 'ends-with': '@spam.example.org' }, 'x@spam.example.org', true],
  ['email', { domain: 'example.org' }, 'ann@EXAMPLE.org', true],
  ['email', { domain: 'Example.org' }, 'ann@example.org', true],
  ['email', { domain: 'example.org' }, 'ann@mail.example.org', false],
  ['email', { domain: 'example.org' }, 'ann@notexample.org', false],
  ['email', { domain: '*.example.org' }, 'ann@mail.example.org', true],
  ['email', { domain: '*.example.org' }, 'ann@example.org', true],
  ['email', { domain: '*.example.org' }, 'ann@notexample.org', false],
  ['email', { domain: '*.org' }, 'ann@example.org', true],
  ['email', { domain: 'example.org' }, 'example.org', false],
  ['email', { domain: 'example.org' }, 'ann@example.org@elsewhere.example', false],
  ['email', { domain: 'example.org' }, '', false],
  // Codes and numbers.
  ['postcode', { is: 'zz99 1aa' }, 'ZZ991AA', true],
  ['postcode', { 'starts-with': 'ZZ99-1' }, 'ZZ99 1AA', true],
  ['postcode', { is: 'ZZ99 1AA', exact: true }, 'ZZ991AA', false],
  ['phone', { is: '+44 7700 900001' }, '+447700900001', true],
  ['phone', { 'starts-with': '+44 (7700)' }, '+447700900001', true],
  ['phone', { contains: '-' }, '+447700900001', false],
  ['source', { is: 'LIST.csv' }, 'list.csv', true],
  ['source', { is: 'list.csv' }, 'list-csv', false],
  ['source', { 'ends-with': '.xlsx#Sheet 2' }, 'paper.xlsx#sheet 2', true],
  ['medium', { is: 'Paper' }, 'paper', true],
  ['kind', { is: 'organisation' }, 'person', false],
  // Empty or not.
  ['postcode', { 'is-empty': true }, '', true],
  ['postcode', { 'is-empty': true }, 'ZZ99 1AA', false],
  ['postcode', { 'is-empty': false }, 'ZZ99 1AA', true],
  ['comment', { 'is-empty': true }, '  ', true],
  // Days and minutes.
  ['signed_at', { before: '2025-03-02' }, '2025-03-01T23:59:59', true],
  ['signed_at', { before: '2025-03-02' }, '2025-03-02', false],
  ['signed_at', { after: '2025-03-02' }, '2025-03-02T23:59:59Z', false],
  ['signed_at', { after: '2025-03-02' }, '2025-03-03', true],
  ['signed_at', { from: '2025-03-02' }, '2025-03-02', true],
  ['signed_at', { from: '2025-03-02' }, '2025-03-01', false],
  ['signed_at', { to: '2025-03-02' }, '2025-03-02T12:00:00', true],
  ['signed_at', { to: '2025-03-02' }, '2025-03-03T00:00:00', false],
  ['signed_at', { from: '2025-03-02T03:00' }, '2025-03-02T03:00:00', true],
  ['signed_at', { from: '2025-03-02T03:00' }, '2025-03-02T02:59:59', false],
  ['signed_at', { to: '2025-03-02T03:00' }, '2025-03-02T03:00:59Z', true],
  ['signed_at', { after: '2025-03-02T03:00:30' }, '2025-03-02T03:00:31', true],
  ['signed_at', { before: '2025-03-02T03:00' }, '2025-03-01', true],
  ['signed_at', { to: '2025-03-02T03:00' }, '2025-03-02', false],
  ['signed_at', { from: '2025-03-02T03:00' }, '2025-03-02', false],
  ['signed_at', { after: '2025-03-02T03:00' }, '2025-03-03', true],
  ['signed_at', { before: '2025-03-02T03:00' }, '', false],
  ['signed_at', { before: '2025-03-02' }, '', false],
  ['signed_at', { 'starts-with': '2025-03-02t03' }, '2025-03-02T03:00:00', true],
  ['date_of_birth', { after: '2010-01-01' }, '2011-05-05', true],
];

describe('a condition', () => {
  it.each(CONDITIONS)('%s %j of %j: %s', async (field, condition, cell, expected) => {
    expect(await holds({ field, ...condition }, cell)).toBe(expected);
  });

  it('has a case for every operator that holds, and one that does not', () => {
    for (const operator of STRIKE_OPERATORS) {
      const outcomes = new Set(CONDITIONS.filter(([, condition]) => operator in condition).map(([, , , expected]) => expected));
      expect(outcomes, operator).toEqual(new Set([true, false]));
    }
  });

  // Anything that YAML can hold and the checks of a rule let pass.
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((value) => !/\p{Cc}|\p{Surrogate}/u.test(value));
  const quoted = fc.oneof(
    text,
    fc
      .array(fc.constantFrom("'", '"', '\\', '%', '_', ';', '--', '$1', '(', ')', 'a', ' '), { minLength: 1, maxLength: 8 })
      .map((parts) => parts.join('')),
  );

  it('that is exact says what plain comparing of texts says, whatever the value', async () => {
    await fc.assert(
      fc.asyncProperty(quoted, quoted, async (value, cell) => {
        const ask = (condition: Omit<StrikeCondition, 'field'>) => holds({ field: 'comment', exact: true, ...condition }, cell);
        expect(await ask({ is: value })).toBe(value === cell);
        expect(await ask({ 'is-one-of': [value, cell] })).toBe(true);
        expect(await ask({ contains: value })).toBe(cell.includes(value));
        expect(await ask({ 'starts-with': value })).toBe(cell.startsWith(value));
        expect(await ask({ 'ends-with': value })).toBe(cell.endsWith(value));
      }),
      { numRuns: runs(4, 40) },
    );
  });

  it('holds for its own value when anything of it is compared, and is never without an answer', async () => {
    await fc.assert(
      fc.asyncProperty(quoted, async (value) => {
        const own = await holds({ field: 'full_name', is: value }, value);
        expect(typeof own).toBe('boolean');
        if (/[a-z0-9]/i.test(value)) expect(own).toBe(true);
        expect(await holds({ field: 'full_name', contains: value }, value)).toBe(own);
        expect(await holds({ field: 'full_name', contains: value }, '')).toBe(false);
      }),
      { numRuns: runs(4, 40) },
    );
  });
});

describe('rules that strike everything', () => {
  const count = (rule_id: string, matches: number, kind = 'person') => ({ rule_id, kind, matches, records: matches });
  const open = (candidates: number, struck: number, kind = 'person') => ({ kind, candidates, struck });

  it.each([
    ['one of them does', [count('a', 2), count('b', 9)], [open(9, 9)], ['b']],
    ['only together they do', [count('a', 5), count('b', 6)], [open(9, 9)], ['a', 'b']],
    ['somebody is left', [count('a', 8)], [open(9, 8)], []],
    ['there is nobody', [], [], []],
    ['all people go and organisations stay', [count('a', 2)], [open(3, 0, 'organisation'), open(2, 2)], ['a']],
    ['all organisations go and people stay', [count('a', 3, 'organisation')], [open(3, 3, 'organisation'), open(2, 0)], []],
    ['only organisations sign', [count('a', 3, 'organisation')], [open(3, 3, 'organisation')], ['a']],
  ])('are found: %s', (_name, counts, candidates, expected) => {
    expect(rulesThatStrikeEverything(counts, candidates)).toEqual(expected);
  });
});

const rule = (id: string, ...when: readonly StrikeCondition[]): StrikeRule => ({ id, reason: 'A test.', decided: '2025-05-06', when });
const ann = { full_name: 'Ann Example', email: 'ann@example.org', postcode: 'ZZ99 1AA', signed_at: '2025-04-01' };

describe('striking out', () => {
  const seen = (rows: readonly LedgerRow[]): string[] => rows.map((row) => `${row.fate}:${row.rule === '' ? row.reason : row.rule}`);
  const ledger = (records: readonly TestRecord[], strikes: readonly StrikeRule[]) =>
    withEngine((engine) => ledgerOf(engine, records, { strikes }));

  it('names the rule on every record, and lets the duplicate step in', async () => {
    const early = rule('early', { field: 'signed_at', to: '2025-04-01' });
    const rows = await ledger([ann, { ...ann, signed_at: '2025-04-09' }], [early]);
    expect(seen(rows)).toEqual(['struck-out:strike:early', 'counted:signature']);
    expect(rows[0]).toMatchObject({ reason: 'struck-by-rule', signature_id: '', matched_source: '' });
  });

  it('needs all conditions of a rule, and any rule; the first by id is named', async () => {
    const both = rule('b', { field: 'email', domain: 'example.org' }, { field: 'postcode', is: 'ZZ99 2BB' });
    const same = rule('a', { field: 'postcode', is: 'ZZ99 2BB' }, { field: 'full_name', contains: 'kim' });
    const kim = { full_name: 'Kim Other', email: 'kim@example.org', postcode: 'ZZ99 2BB' };
    const rows = await ledger([ann, kim, { ...kim, full_name: 'Lee Other', email: 'lee@example.org' }], [both, same]);
    expect(seen(rows)).toEqual(['counted:signature', 'struck-out:strike:a', 'struck-out:strike:b']);
  });

  it('leaves alone what is set aside already, and a withdrawal still takes every record of the person', async () => {
    const all = rule('rest', { field: 'comment', is: 'x' });
    const rows = await ledger(
      [
        { ...ann, comment: 'x', status: 'withdrawn' },
        ann,
        { full_name: 'Kim Other', comment: 'x', status: 'unconfirmed' },
        { comment: 'x' },
        { full_name: 'Lee Other', comment: 'x' },
      ],
      [all],
    );
    expect(seen(rows)).toEqual([
      'withdrawn:status-withdrawn',
      'withdrawn:withdrawn-by-person',
      'unconfirmed:status-unconfirmed',
      'ineligible:no-name',
      'struck-out:strike:rest',
    ]);
  });

  it('strikes organisations too', async () => {
    const rows = await ledger(
      [
        { kind: 'organisation', organisation: 'Example Network' },
        { kind: 'organisation', organisation: 'Example Fake' },
      ],
      [rule('fake', { field: 'organisation', is: 'EXAMPLE FAKE' })],
    );
    expect(seen(rows)).toEqual(['counted:signature', 'struck-out:strike:fake']);
  });
});

describe('striking out generated records', () => {
  // Few values, so that generated records meet each other in every way the rules of matching know.
  const fewRecords = fc.array(
    fc.record({
      full_name: fc.constantFrom('Ann Example', 'Sam Example', ''),
      email: fc.constantFrom('', 'a@example.org', 'b@example.org'),
      postcode: fc.constantFrom('', 'ZZ99 1AA', 'ZZ99 2BB'),
      phone: fc.constantFrom('', '07700 900001'),
      signed_at: fc.constantFrom('', '2025-04-01', '2025-04-02'),
      status: fc.constantFrom('counts', 'counts', 'unconfirmed', 'withdrawn'),
    }),
    { minLength: 1, maxLength: 7 },
  );
  const last = rule('last', { field: 'source', is: 'z.csv' });

  it('accounts for every record, and what is struck might as well never have been there', async () => {
    await withEngine((engine) =>
      fc.assert(
        fc.asyncProperty(fewRecords, fewRecords, async (kept, struck) => {
          const others = struck.map((record) => ({ ...record, status: 'counts', source: 'z.csv' }));
          const rows = await ledgerOf(engine, [...kept, ...others], { strikes: [last] });
          expect(rows).toHaveLength(kept.length + others.length);
          expect(rows.slice(0, kept.length)).toEqual(await ledgerOf(engine, kept));
          for (const row of rows.slice(kept.length)) expect(row.fate).toMatch(/^(?:struck-out|blank|ineligible)$/);
        }),
        { numRuns: runs(2, 15) },
      ),
    );
  });

  it('changes nobody’s fate by striking those who are nobody’s duplicates', async () => {
    await withEngine((engine) =>
      fc.assert(
        fc.asyncProperty(fewRecords, fc.integer({ min: 1, max: 3 }), async (kept, strangers) => {
          const others = Array.from({ length: strangers }, (_, index) => ({
            full_name: `Stranger ${'abc'[index]}`,
            email: `stranger${index}@example.org`,
            source: 'z.csv',
          }));
          const records = [...kept, ...others];
          const before = await ledgerOf(engine, records);
          const after = await ledgerOf(engine, records, { strikes: [last] });
          expect(after.slice(0, kept.length)).toEqual(before.slice(0, kept.length));
          expect(before.slice(kept.length).every((row) => row.fate === 'counted')).toBe(true);
          expect(after.slice(kept.length).every((row) => row.rule === 'strike:last')).toBe(true);
        }),
        { numRuns: 10 },
      ),
    );
  });
});
