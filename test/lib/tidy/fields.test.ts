import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { files } from '../../../src/lib/io/files.js';
import { type CountryData, createCountryReader, foldCountry } from '../../../src/lib/tidy/country.js';
import { type EmailTypos, isDomainTypoSql, mayBeWrappedEmailSql, tidyEmail } from '../../../src/lib/tidy/email.js';
import {
  isDateSql,
  isExponentSql,
  isFormulaSql,
  isHashesSql,
  isOneCaseSql,
  isPercentEncodedSignSql,
  isSpreadsheetErrorSql,
  isTooLongSql,
} from '../../../src/lib/tidy/flags.js';
import { mayBeMojibakeSql, repairMojibake } from '../../../src/lib/tidy/mojibake.js';
import { createPostcodeTeller, createPostcodeWriter, type PostcodeData } from '../../../src/lib/tidy/postcode.js';
import { mayNeedTidyingSql, tidyText } from '../../../src/lib/tidy/text.js';
import { withEngine } from '../../helpers/linkage.js';
import { runs } from '../../helpers/runs.js';

const data = files.bundledJson('tidy/data');
const typos = data['email-domain-typos'] as EmailTypos;
const { errors } = data['spreadsheet-errors'] as { errors: string[] };

/** Which of the texts meet a condition. */
async function meeting(texts: readonly string[], condition: (column: string) => string): Promise<string[]> {
  return withEngine(async (engine) => {
    await engine.run('CREATE TABLE cells (position INTEGER, cell VARCHAR)');
    // Bound, for the engine's parser takes odd white space in a statement for its own.
    for (const [position, text] of texts.entries()) await engine.run('INSERT INTO cells VALUES ($1, $2)', [position, text]);
    const found = await engine.rows<{ position: number }>(`SELECT position FROM cells WHERE ${condition('cell')} ORDER BY position`);
    return found.map(({ position }) => texts[position] ?? '');
  });
}

describe('an e-mail address', () => {
  it.each([
    [' ann@example.org ', 'ann@example.org'],
    ['mailto:ann@example.org', 'ann@example.org'],
    ['<ann@example.org>', 'ann@example.org'],
    ['"ann@example.org"', 'ann@example.org'],
    ['<MAILTO:Ann@example.org>;', 'Ann@example.org'],
    ['ann@example.org.', 'ann@example.org'],
    ['Ann <ann@example.org>', 'Ann <ann@example.org>'],
    ['ann@example.org, bob@example.org', 'ann@example.org, bob@example.org'],
    ['"not an address"', '"not an address"'],
    ['o’brien@example.org', 'o’brien@example.org'],
    ['', ''],
  ])('%s is tidied to %s', (given, expected) => {
    expect(tidyEmail(given)).toBe(expected);
    expect(tidyEmail(expected)).toBe(expected);
  });
  it('is picked by the engine wherever it would be changed', async () => {
    const given = [
      ' ann@example.org',
      '<ann@example.org>',
      "'ann@example.org'",
      'mailto:ann@example.org',
      'ann@example.org;',
      'ann@example.org',
    ];
    expect(await meeting(given, mayBeWrappedEmailSql)).toEqual(given.filter((text) => tidyEmail(text) !== text));
  });
  it('at a domain that looks like a slip is found, and no real provider is', async () => {
    const slips = ['a@gmial.com', 'a@hotmial.com', 'a@yahoo.con', 'a@example.couk', 'a@GMAI.COM'];
    const real = ['a@gmail.com', 'a@hotmail.co.uk', 'a@example.co.uk', 'a@mail.com', 'a@gmx.com', 'a@ymail.com', 'a@example.cm', ''];
    expect(await meeting([...slips, ...real], (column) => isDomainTypoSql(column, typos))).toEqual(slips);
    const listed = Object.values(typos.domains).flat();
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.filter((domain) => Object.keys(typos.domains).includes(domain))).toEqual([]);
  });
});

describe('a country', () => {
  const read = createCountryReader(data['countries'] as CountryData);
  it.each([
    ['GB', 'GB'],
    ['gb', 'GB'],
    ['UK', 'GB'],
    ['U.K.', 'GB'],
    ['Scotland', 'GB'],
    ['Deutschland', 'DE'],
    ['ALLEMAGNE', 'DE'],
    ['España', 'ES'],
    ["Côte d'Ivoire", 'CI'],
    ['Niemcy', 'DE'],
    ['Україна', 'UA'],
    ['المملكة المتحدة', 'GB'],
    ['Kongo', null],
    ['Atlantis', null],
    ['', null],
  ])('%s is %s', (given, expected) => {
    expect(read(given)).toBe(expected);
  });
  it('has names that mean one country each, written as they are compared', () => {
    const { countries } = data['countries'] as CountryData;
    const names = Object.values(countries).flat();
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => foldCountry(name) !== name)).toEqual([]);
    expect(Object.keys(countries)).toHaveLength(249);
  });
});

describe('a postcode that tells its country', () => {
  const { countries } = data['postcodes'] as PostcodeData;
  const write = createPostcodeWriter(data['postcodes'] as PostcodeData);
  const tell = createPostcodeTeller(data['postcodes'] as PostcodeData);
  // These number their postcodes and phones with the United Kingdom.
  const islands = ['GG', 'JE', 'IM'];
  const telling = Object.entries(countries).filter(([, { telling }]) => telling === true);
  it.each([
    ['zz99 3wz', 'GB'],
    ['BFPO 58', 'GB'],
    ['JE2 3XX', 'GB'],
    ['1234 AB', 'NL'],
    ['D02 X285', 'IE'],
    ['k1a 0b1', 'CA'],
    ['10115', null],
    ['4011', null],
    ['', null],
  ])('%s: %s', (given, expected) => {
    expect(tell(given)).toBe(expected);
  });
  it.each(telling)('has a form that no other country has: %s', (country, { forms }) => {
    for (const { fits } of forms) {
      fc.assert(
        fc.property(fc.stringMatching(new RegExp(`^(?:${fits})$`)), (code) => {
          const others = Object.keys(countries).filter((other) => other !== country && write(code, other).fit === 'fits');
          expect(others.filter((other) => !islands.includes(other))).toEqual([]);
          expect(tell(code)).toBe(country);
        }),
      );
    }
  });
});

describe('a postcode', () => {
  const write = createPostcodeWriter(data['postcodes'] as PostcodeData);
  it.each([
    ['zz993wz', 'GB', 'ZZ99 3WZ', 'fits'],
    ['ZZ99  3WZ', 'GB', 'ZZ99 3WZ', 'fits'],
    ['gir0aa', 'GB', 'GIR 0AA', 'fits'],
    ['bfpo57', 'GB', 'BFPO 57', 'fits'],
    ['d02-x285', 'IE', 'D02 X285', 'fits'],
    ['1234ab', 'NL', '1234 AB', 'fits'],
    ['00950', 'PL', '00-950', 'fits'],
    ['1000-001', 'PT', '1000-001', 'fits'],
    ['SE-111 22', 'SE', '111 22', 'fits'],
    ['11000', 'CZ', '110 00', 'fits'],
    ['81101', 'SK', '811 01', 'fits'],
    ['D-10115', 'DE', '10115', 'fits'],
    ['F-75011', 'FR', '75011', 'fits'],
    ['90210 1234', 'US', '90210-1234', 'fits'],
    ['k1a0b1', 'CA', 'K1A 0B1', 'fits'],
    ['2000', 'AU', '2000', 'fits'],
    ['1010', 'LV', 'LV-1010', 'fits'],
    ['1067', 'DE', '1067', 'zero-lost'],
    ['1000', 'FR', '1000', 'zero-lost'],
    ['2134', 'US', '2134', 'zero-lost'],
    ['123', 'DE', '123', 'unfit'],
    ['Leeds', 'GB', 'Leeds', 'unfit'],
    ['75011', 'GB', '75011', 'unfit'],
    ['4-May', 'GB', '4-May', 'unfit'],
    ['12345', 'XX', '12345', 'unknown'],
  ])('%s in %s is %s (%s)', (given, country, text, fit) => {
    expect(write(given, country)).toEqual({ text, fit });
  });
  it('that was written once is written the same again, with the same letters and digits', () => {
    const { countries } = data['postcodes'] as PostcodeData;
    const text = fc.oneof(fc.stringMatching(/^[A-Z]{0,2}[0-9]{1,6}$/), fc.stringMatching(/^[A-Z]{1,2}[0-9]{1,2} ?[0-9][A-Z]{2}$/));
    fc.assert(
      fc.property(text, fc.constantFrom(...Object.keys(countries)), (given, country) => {
        const once = write(given, country);
        expect(write(once.text, country)).toEqual(once);
        const digits = (code: string): string => code.replace(/[^0-9]/g, '');
        expect(digits(once.text)).toBe(digits(given));
      }),
      { numRuns: runs(400, 2_000) },
    );
  });
});

describe('damage that is flagged', () => {
  const { months } = files.bundledJson('normalize/data')['months'] as { months: Record<string, string[]> };
  it.each([
    [
      'a formula',
      isFormulaSql,
      ['=1+1', '＝1+1', '\u200b=1', ' @SUM(A1)', '-cmd|x', '\tx', '+SUM(A1)'],
      ['+44 7700 900123', '-', 'Ann', '', 'a=b', '12-3'],
    ],
    ['an encoded sign', isPercentEncodedSignSql, ['%3Dcmd', '%2b1', '%2Dann', '%40ann'], ['3%3D', '%20a', '']],
    ['an exponent', isExponentSql, ['4.477E+11', '1,2E+11', '4E+11', '4.477e11'], ['E11 4AB', '447700900123', '1E5', '']],
    ['hashes', isHashesSql, ['##', '########'], ['#', '#1', '']],
    [
      'a spreadsheet error',
      (column: string) => isSpreadsheetErrorSql(column, errors),
      ['#N/A', '#ref!', '#NOM?', 'Err:502'],
      ['N/A', '#hashtag', 'Err:5', 'Error'],
    ],
    [
      'a date',
      (column: string) => isDateSql(column, Object.values(months).flat()),
      ['4-May', '04. Mai', 'May-04', '4/5/2025', '2025-05-04 00:00:00', '1-sept', '03-märz'],
      ['May', 'ZZ99 3WZ', '12345', 'Ann Example', 'Flat 4', '00-950'],
    ],
    [
      'capitals only',
      (column: string) => isOneCaseSql(column, 'upper'),
      ['ANN EXAMPLE', 'ÉLODIE', 'ОЛЕНА'],
      ['Ann', 'J. B.', '李小明', 'AB C', ''],
    ],
    ['small letters only', (column: string) => isOneCaseSql(column, 'lower'), ['ann example', 'élodie'], ['Ann', 'علی', 'ab', '']],
    ['a name too long', isTooLongSql, ['a'.repeat(201)], ['a'.repeat(200), 'e\u0301'.repeat(150)]],
  ] as const)('is %s, and nothing that looks like it', async (_, condition, bad, good) => {
    expect(await meeting([...bad, ...good], condition)).toEqual([...bad]);
  });
  it('is sought in every cell that the rules for characters would change', async () => {
    const pieces = fc.constantFrom(
      'a',
      'É',
      '\u00a0',
      '\u200b',
      '\u200c',
      '  ',
      ' ',
      '\n',
      '\r',
      '\t',
      'e\u0301',
      'Ã©',
      'â€™',
      'Ã ',
      'Å¡',
      '\u0085',
      '\u0093',
      'È™',
      'Ð°Ð½',
      '👩\u200d👧',
    );
    const texts = fc.sample(
      fc.array(pieces, { maxLength: 5 }).map((parts) => parts.join('')),
      { numRuns: 1_000, seed: 7 },
    );
    for (const keepsLines of [true, false]) {
      const picked = new Set(await meeting(texts, (column) => `(${mayNeedTidyingSql(column, keepsLines)} OR ${mayBeMojibakeSql(column)})`));
      const changed = texts.filter((text) => tidyText(repairMojibake(text), keepsLines).text !== text);
      expect(changed.length).toBeGreaterThan(100);
      expect(changed.filter((text) => !picked.has(text))).toEqual([]);
    }
    expect(
      await meeting(
        ['Ann Example', 'José Ibáñez', 'Łukasz', 'Олена', '李小明'],
        (column) => `(${mayNeedTidyingSql(column, false)} OR ${mayBeMojibakeSql(column)})`,
      ),
    ).toEqual([]);
  });
});
