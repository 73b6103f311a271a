import { describe, expect, it } from 'vitest';

import { files } from '../../../src/lib/io/files.js';
import type { CompactDate, DateOrder, MonthNames } from '../../../src/lib/normalize/date.js';
import {
  compactDateEvidenceSql,
  dateOrderEvidenceSql,
  isAmbiguousDateSql,
  isDateSerialSql,
  normalizedDateSql,
} from '../../../src/lib/normalize/date.js';
import { malformedEmailSql, normalizedEmailSql } from '../../../src/lib/normalize/email.js';
import { normalizedNameSql, normalizedOrganisationSql } from '../../../src/lib/normalize/name.js';
import { normalizedPhoneSql } from '../../../src/lib/normalize/phone.js';
import { normalizedPostcodeSql } from '../../../src/lib/normalize/postcode.js';
import { quoteText } from '../../../src/lib/sql.js';
import { NORMALIZE_DATA, withEngine } from '../../helpers/linkage.js';

/** Runs one expression over given texts, one row each, in one statement. */
async function evaluate(given: readonly string[], expression: (column: string) => string): Promise<unknown[]> {
  return withEngine(async (engine) => {
    const rows = given.map((text, index) => `(${index}, ${quoteText(text)})`).join(', ');
    const result = await engine.rows<{ value: string | boolean | null }>(
      `SELECT ${expression('given')} AS value FROM (VALUES ${rows}) t(position, given) ORDER BY position`,
      ['value'],
    );
    return result.map((row) => row.value);
  });
}

describe('an e-mail address', () => {
  const { tests } = files.bundledJson('normalize/data')['email-domains'] as { tests: { given: string; expected: string }[] };
  it('is brought to one spelling per mailbox, as the cases in its data file say', async () => {
    expect(
      await evaluate(
        tests.map((test) => test.given),
        (column) => normalizedEmailSql(column, NORMALIZE_DATA.emailDomains),
      ),
    ).toEqual(tests.map((test) => test.expected));
  });
  it('is malformed when it cannot be an address', async () => {
    expect(await evaluate(['ann@example.org', '', 'anonymous', 'a b@example.org', 'ann@example'], malformedEmailSql)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });
});

describe('a name for comparing', () => {
  it.each([
    ['  Łukasz   Żółć ', 'lukasz zolc'],
    ['NGUYỄN Văn Đức', 'nguyen van duc'],
    ['Niamh O’Brien', 'niamh obrien'],
    ["Niamh O'Brien", 'niamh obrien'],
    ['Smith-Jones, Grace', 'smith jones grace'],
    ['Prof. Dr. Ann Example', 'ann example'],
    ['Drew Example', 'drew example'],
    ['Straße ß Æsa', 'strasse ss aesa'],
    ['Олександр Шевченко', 'олександр шевченко'],
    ['علی\u200Cرضا', 'علیرضا'],
    ['Ada\u202Eevaels', 'adaevaels'],
    ['????', '????'],
  ])('%s compares as %s', async (given, expected) => {
    expect(await evaluate([given], (column) => normalizedNameSql(column, NORMALIZE_DATA.letters, NORMALIZE_DATA.titles))).toEqual([
      expected,
    ]);
  });
  it('of an organisation leaves out a leading "the"', async () => {
    expect(
      await evaluate(['The Angelou Centre', 'Theatre Group'], (column) => normalizedOrganisationSql(column, NORMALIZE_DATA.letters)),
    ).toEqual(['angelou centre', 'theatre group']);
  });
});

describe('a phone number for comparing', () => {
  it.each([
    ['07700 900123', '447700900123'],
    ['+44 (0)7700 900123', '447700900123'],
    ['0044 7700 900123', '447700900123'],
    ['+33 1 23 45 67 89', '33123456789'],
    ['12345', ''],
    ['', ''],
  ])('%s compares as %s', async (given, expected) => {
    expect(await evaluate([given], (column) => normalizedPhoneSql(column, NORMALIZE_DATA.callingCodes, 'GB'))).toEqual([expected]);
  });
});

describe('a postcode for comparing', () => {
  it('keeps letters and digits only', async () => {
    expect(await evaluate(['zz99 3wz', 'ZZ99-3WZ', '?', '75011'], normalizedPostcodeSql)).toEqual(['ZZ993WZ', 'ZZ993WZ', '', '75011']);
  });
});

const { months } = files.bundledJson('normalize/data')['months'] as { months: MonthNames };

describe('a date of signing', () => {
  const cases = [
    ['dmy', '2025-04-03', '2025-04-03'],
    ['dmy', '2015-03-16 14:40:47', '2015-03-16T14:40:47'],
    ['dmy', '2015-03-16T14:40:47', '2015-03-16T14:40:47'],
    ['dmy', '2020-02-01T10:00:00Z', '2020-02-01T10:00:00Z'],
    ['dmy', '2020-02-01T10:00:00.123+02:00', '2020-02-01T08:00:00Z'],
    ['dmy', '2020-02-01T10:00:00.123Z', '2020-02-01T10:00:00Z'],
    ['dmy', '2020-02-01 10:00:00,5', '2020-02-01T10:00:00'],
    ['dmy', '2020-02-01 10:00:00+00', '2020-02-01T10:00:00Z'],
    ['dmy', '2020/10/30 3:08:44 PM GMT+1', '2020-10-30T14:08:44Z'],
    ['dmy', '2026/01/05 1:20:03 PM GMT', '2026-01-05T13:20:03Z'],
    ['dmy', '2026/07/05 1:20:03 AM GMT-5:30', '2026-07-05T06:50:03Z'],
    ['dmy', '2020/10/30 12:08:44 a.m. GMT+1', '2020-10-29T23:08:44Z'],
    ['dmy', '2015-03-16 14:40:47 UTC', '2015-03-16T14:40:47Z'],
    ['dmy', '2015-03-16 14:40:47 +0000', '2015-03-16T14:40:47Z'],
    ['dmy', '2015-03-16 14:40:47 CEST', '2015-03-16T14:40:47'],
    ['dmy', '2015-03-16 14:40:47 EST', '2015-03-16T14:40:47'],
    ['mdy', '4/9/2021 12:25:42', '2021-04-09T12:25:42'],
    ['dmy', '4/9/2021 12:25:42', '2021-09-04T12:25:42'],
    ['mdy', '8/20/25 12:51:45', '2025-08-20T12:51:45'],
    ['dmy', '05/01/2026 07:32', '2026-01-05T07:32:00'],
    ['dmy', '13.01.2026', '2026-01-13'],
    ['dmy', '13.01.26', '2026-01-13'],
    ['dmy', '13.01.99', '1999-01-13'],
    ['dmy', '30.10.2020, 14:05', '2020-10-30T14:05:00'],
    ['dmy', '30.10.2020 um 14:05 Uhr', '2020-10-30T14:05:00'],
    ['dmy', '30/10/2020 à 14h05', '2020-10-30T14:05:00'],
    ['dmy', '30.10.2020 klo 14.05', '2020-10-30T14:05:00'],
    ['dmy', '3 April 2025', '2025-04-03'],
    ['dmy', '3rd of April 2025', '2025-04-03'],
    ['dmy', 'Thursday, 3 April 2025 09:15', '2025-04-03T09:15:00'],
    ['dmy', 'Oct 30, 2020', '2020-10-30'],
    ['dmy', 'October 30th, 2020, 3:05 PM', '2020-10-30T15:05:00'],
    ['dmy', 'Oct 30, 2020 at 3:05:07 PM', '2020-10-30T15:05:07'],
    ['dmy', '30-Oct-20', '2020-10-30'],
    ['dmy', 'Mon, 16 Mar 2015 14:40:47 +0100', '2015-03-16T13:40:47Z'],
    ['dmy', 'Mon Mar 16 2015 14:40:47 GMT+0100 (Central European Standard Time)', '2015-03-16T13:40:47Z'],
    ['dmy', 'Mon Mar 16 14:40:47 2015', '2015-03-16T14:40:47'],
    ['dmy', '30. Oktober 2020', '2020-10-30'],
    ['dmy', '1. März 2020 08:05', '2020-03-01T08:05:00'],
    ['dmy', '1er août 2020', '2020-08-01'],
    ['dmy', 'mar. 4 mai 2021', '2021-05-04'],
    ['dmy', '30 de octubre de 2020', '2020-10-30'],
    ['dmy', '30 de março de 2020', '2020-03-30'],
    ['dmy', '5 września 2020', '2020-09-05'],
    ['dmy', '24 серпня 2021', '2021-08-24'],
    ['dmy', '24 Ağustos 2021', '2021-08-24'],
    ['dmy', '2020. október 30.', '2020-10-30'],
    ['dmy', '30. 10. 2020', '2020-10-30'],
    ['dmy', '30. 10. 2020 14:05', '2020-10-30T14:05:00'],
    ['dmy', '2020. 10. 30.', '2020-10-30'],
    ['dmy', '13/01/26', '2026-01-13'],
    ['dmy', '13-01-26', '2026-01-13'],
    ['dmy', '2020年10月30日 14:05', '2020-10-30T14:05:00'],
    ['dmy', '٢٠٢٠-١٠-٣٠', '2020-10-30'],
    ['dmy', '31/02/2025', ''],
    ['dmy', '2025-02-30', ''],
    ['dmy', '31 February 2025', ''],
    ['dmy', '0001-01-01 00:00:00', ''],
    ['mdy', '20/08/2025', ''],
    ['dmy', '45000.5', ''],
    ['dmy', '30 octember 2020', ''],
    ['dmy', 'yesterday', ''],
    ['dmy', '', ''],
  ] as const;
  it.each(['dmy', 'mdy'] as const)('is read as the table says, with the order %s', async (order) => {
    const own = cases.filter(([caseOrder]) => caseOrder === order);
    const read = await evaluate(
      own.map(([, given]) => given),
      (column) => normalizedDateSql(column, order, { months }),
    );
    expect(own.map(([, given], index) => [given, read[index]])).toEqual(own.map(([, given, expected]) => [given, expected]));
  });
  it('is read without the data of other languages too, in English', async () => {
    expect(await evaluate(['3 April 2025', '30. Oktober 2020'], (column) => normalizedDateSql(column, 'dmy'))).toEqual(['2025-04-03', '']);
  });
  it('that was read once reads the same again', async () => {
    const once = cases.map(([, , expected]) => expected);
    expect(await evaluate(once, (column) => normalizedDateSql(column, 'mdy', { months }))).toEqual(once);
  });
  it('may be a day number of a spreadsheet, where the whole column is', async () => {
    const given = ['45000', '45000.5', '45000,75', '25569', '43831.999988426', '450000', '1985', '2025-04-03'];
    expect(await evaluate(given, isDateSerialSql)).toEqual([true, true, true, true, true, false, false, false]);
    expect(await evaluate(given, (column) => normalizedDateSql(column, 'dmy', { serials: true }))).toEqual([
      '2023-03-15',
      '2023-03-15T12:00:00',
      '2023-03-15T18:00:00',
      '1970-01-01',
      '2020-01-01T23:59:59',
      '',
      '',
      '2025-04-03',
    ]);
  });
  it('may be eight digits, where most of the column are', async () => {
    const given = ['19081209', '20000229', '19081339', '19000229', '18991231', '20310101', '09121908', '1908-12-09', '1908120'];
    const read = (compact: CompactDate, order: DateOrder): Promise<unknown[]> =>
      evaluate(given, (column) => normalizedDateSql(column, order, { compact }));
    expect(await read('year-first', 'dmy')).toEqual(['1908-12-09', '2000-02-29', '', '', '', '', '', '1908-12-09', '']);
    expect(await read('year-last', 'dmy')).toEqual(['', '', '', '', '', '', '1908-12-09', '1908-12-09', '']);
    expect(await read('year-last', 'mdy')).toEqual(['', '', '', '', '', '', '1908-09-12', '1908-12-09', '']);
    expect(await evaluate(given, (column) => normalizedDateSql(column, 'dmy'))).toEqual(['', '', '', '', '', '', '', '1908-12-09', '']);
  });
  it('in eight digits is never one both ways', async () => {
    await withEngine(async (engine) => {
      const digits = `(SELECT strftime(day, '%Y%m%d') AS given FROM (SELECT unnest(generate_series(DATE '1900-01-01', DATE '2030-12-31', INTERVAL 1 DAY)) AS day))`;
      const { yearFirst, yearLast } = compactDateEvidenceSql('given');
      const [found] = await engine.rows(`SELECT ${yearFirst} AS first, ${yearLast} AS last, count(*) AS days FROM ${digits}`);
      expect(found).toEqual({ first: 47_847, last: 0, days: 47_847 });
    });
  });
  it('gives evidence of its order only where a number is over twelve', async () => {
    const evidence = dateOrderEvidenceSql('given');
    await withEngine(async (engine) => {
      const rows = await engine.rows(
        `SELECT ${evidence.first} AS first, ${evidence.second} AS second, ${evidence.all} AS all_dates FROM (VALUES ('13/1/2025'), ('1/13/2025'), ('1/2/2025 10:00'), ('2025-01-13'), ('')) t(given)`,
      );
      expect(rows).toEqual([{ first: 1, second: 1, all_dates: 3 }]);
    });
    expect(await evaluate(['4/9/2021', '4.9.21', '13/9/2021', '9/9/2021', '2021-04-09', ''], isAmbiguousDateSql)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
  it('has month names that name one month each', () => {
    const names = Object.values(months).flat();
    expect(Object.keys(months)).toHaveLength(12);
    expect(names.length).toBeGreaterThan(200);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names.filter((name) => name !== name.toLowerCase() || name !== name.normalize('NFC') || /[\s.']/.test(name))).toEqual([]);
  });
});
