import { describe, expect, it } from 'vitest';

import { files } from '../../../src/lib/io/files.js';
import { normalizedDateSql } from '../../../src/lib/normalize/date.js';
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
    ['????', ''],
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

describe('a date of signing', () => {
  it.each([
    ['dmy', '2025-04-03', '2025-04-03'],
    ['dmy', '2015-03-16 14:40:47', '2015-03-16T14:40:47'],
    ['dmy', '2020-02-01T10:00:00Z', '2020-02-01T10:00:00Z'],
    ['dmy', '2020-02-01T10:00:00.123+02:00', '2020-02-01T08:00:00Z'],
    ['dmy', '2020/10/30 3:08:44 PM GMT+1', '2020-10-30T14:08:44Z'],
    ['dmy', '2026/01/05 1:20:03 PM GMT', '2026-01-05T13:20:03Z'],
    ['dmy', '2026/07/05 1:20:03 AM GMT-5:30', '2026-07-05T06:50:03Z'],
    ['dmy', '2015-03-16 14:40:47 UTC', '2015-03-16T14:40:47Z'],
    ['mdy', '4/9/2021 12:25:42', '2021-04-09T12:25:42'],
    ['dmy', '4/9/2021 12:25:42', '2021-09-04T12:25:42'],
    ['mdy', '8/20/25 12:51:45', '2025-08-20T12:51:45'],
    ['dmy', '05/01/2026 07:32', '2026-01-05T07:32:00'],
    ['dmy', '13.01.2026', '2026-01-13'],
    ['dmy', '3 April 2025', '2025-04-03'],
    ['dmy', '31/02/2025', ''],
    ['mdy', '20/08/2025', ''],
    ['dmy', 'yesterday', ''],
    ['dmy', '', ''],
  ] as const)('%s %s is read as %s', async (order, given, expected) => {
    expect(await evaluate([given], (column) => normalizedDateSql(column, order))).toEqual([expected]);
  });
});
