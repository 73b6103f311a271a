import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { EmailDomainRules } from '../../../src/lib/normalize/email.js';
import { normalizedEmailSql } from '../../../src/lib/normalize/email.js';
import {
  IDENTITY_COLUMNS,
  identityKeyOf,
  identityKeysSql,
  identityWords,
  normalizedEmail,
  withName,
} from '../../../src/lib/proof/identity.js';
import { quoteText } from '../../../src/lib/sql.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/duckdb.js';
import { ROOT } from '../../helpers/run.js';
import { runs } from '../../helpers/runs.js';

const rules = JSON.parse(fs.readFileSync(path.join(ROOT, 'src/lib/normalize/data/email-domains.json'), 'utf8')) as EmailDomainRules;

let db: TestDatabase;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

type Person = Readonly<Partial<Record<(typeof IDENTITY_COLUMNS)[number], string>>>;

/** Keys of people by signature id. */
async function keysOf(people: readonly Person[]): Promise<Record<string, string>> {
  const rows = people.map((person, index) => {
    const all: Person = { signature_id: `S${index}`, medium: 'online', source: 'a.csv', record: String(index + 1), ...person };
    return `(${IDENTITY_COLUMNS.map((column) => quoteText(all[column] ?? '')).join(', ')})`;
  });
  const found = await db.rows(identityKeysSql(`(SELECT * FROM (VALUES ${rows.join(', ')}) v(${IDENTITY_COLUMNS.join(', ')}))`, rules));
  return Object.fromEntries(found.map(([id, key]) => [String(id), String(key)]));
}

describe('the key of a counted person', () => {
  it('is the mailbox, else the phone, else the place of the record', async () => {
    expect(
      await keysOf([
        { email: ' Bob.Jones+petitions@googlemail.com ', phone: '+447700900123' },
        { email: 'no address', phone: '+44 7700 900124' },
        { phone: '07700 900125', medium: 'paper', source: 'sheet-04', record: '17' },
        { full_name: 'Zoë Quillfeather' },
      ]),
    ).toEqual({
      S0: 'email:bobjones@gmail.com',
      S1: 'phone:+447700900124',
      S2: 'paper:sheet-04:17',
      S3: 'record:a.csv:4',
    });
  });

  it('has the name behind it where people share a mailbox or a phone', async () => {
    expect(
      await keysOf([
        { email: 'home@example.org', full_name: '  Ann   Éxample ' },
        { email: 'home@example.org', full_name: 'Bo Example' },
        { phone: '+447700900123', full_name: 'Cy Example' },
        { phone: '+447700900123', full_name: 'Di Example' },
      ]),
    ).toEqual({
      S0: 'email:home@example.org:ann éxample',
      S1: 'email:home@example.org:bo example',
      S2: 'phone:+447700900123:cy example',
      S3: 'phone:+447700900123:di example',
    });
  });

  it('is the place of the record where two of one name share a mailbox', async () => {
    const twin = { email: 'home@example.org', full_name: 'Ann Example' };
    expect(await keysOf([twin, { ...twin, medium: 'paper' }, { ...twin, full_name: 'Bo Example' }])).toEqual({
      S0: 'record:a.csv:1',
      S1: 'paper:a.csv:2',
      S2: 'email:home@example.org:bo example',
    });
  });

  it('is different for every person, whatever they gave', async () => {
    const person = fc.record({
      email: fc.constantFrom('', 'a@example.org', 'A+b@example.org', 'b@example.org', 'a@example.org:bo', 'x'),
      phone: fc.constantFrom('', '+447700900123', '07700 900123'),
      full_name: fc.constantFrom('', 'Ann Example', 'ann  example', 'Bo'),
      medium: fc.constantFrom('online', 'paper'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 12 }), async (people) => {
        const keys = await keysOf(people);
        expect(new Set(Object.values(keys)).size).toBe(people.length);
      }),
      { numRuns: runs(20, 500) },
    );
  });
});

describe('what a person states', () => {
  it.each([
    ['Ann+x@Example.org', 'email:ann@example.org'],
    ['  +44 7700 900-123 ', 'phone:+447700900123'],
    ['paper:sheet-04:17', 'paper:sheet-04:17'],
    ['email:home@example.org:ann example', 'email:home@example.org:ann example'],
    ['07700 900123', null],
    ['Ann Example', null],
    ['ann@example', null],
    ['', null],
  ])('%j is the key %j', (stated, key) => {
    expect(identityKeyOf(stated, rules)).toBe(key);
  });

  it.each([
    ['email:a@example.org', 'the e-mail address'],
    ['email:a@example.org:ann', 'the e-mail address and the name'],
    ['phone:+447700900123', 'the phone number'],
    ['phone:+447700900123:ann', 'the phone number and the name'],
    ['paper:sheet:1', 'the sheet and the row'],
    ['record:a.csv:1', 'the source and the record number'],
  ])('%s is told as %s', (key, words) => {
    expect(identityWords(key)).toBe(words);
  });

  it('has the same spelling in SQL and here', async () => {
    const part = fc.string({
      unit: fc.constantFrom('a', 'B', '.', '+', 'Σ', 'ς', 'İ', 'ı', 'é', 'e\u0301', 'Ǆ', 'ẞ', 'Ω', '@', ' ', 'Ж'),
      maxLength: 8,
    });
    const address = fc
      .tuple(part, fc.constantFrom('Example.org', 'gmail.com', 'GoogleMail.com', 'ΟΔΟΣ.example', 'x'))
      .map(([local, domain]) => `${local}@${domain}`);
    await fc.assert(
      fc.asyncProperty(fc.array(address, { minLength: 1, maxLength: 30 }), async (addresses) => {
        const rows = await db.rows(
          `SELECT ${normalizedEmailSql('email', rules)} AS found FROM (VALUES ${addresses.map((text) => `(${quoteText(text)})`).join(', ')}) v(email)`,
        );
        expect(addresses.map((text) => normalizedEmail(text, rules))).toEqual(rows.map(([found]) => String(found)));
      }),
      { numRuns: runs(15, 500) },
    );
  });
});

describe('a key with a name behind it', () => {
  it.each([
    ['  Ann   E\u0301xample ', 'email:home@example.org:ann \u00e9xample'],
    ['ΟΔΥΣΣΕΥΣ', 'email:home@example.org:οδυσσευσ'],
    ['İpek', 'email:home@example.org:ipek'],
    ['', 'email:home@example.org:'],
  ])('has %j as the engine writes it', (name, key) => {
    expect(withName('email:home@example.org', name)).toBe(key);
  });

  it.each([
    [' paper:sheet-04:17\n', 'paper:sheet-04:17'],
    ['my paper:sheet-04:17', null],
    ['paper: 17', null],
    ['(+44) 7700.900-123', 'phone:+447700900123'],
    ['+44 7700 900123 x', null],
    ['x +44 7700 900123', null],
    ['ann@example.org x', null],
    ['x ann@example.org', null],
    ['ann@example.org.', null],
    ['ann@ex@example.org', null],
    ['+ann@example.org', 'email:+ann@example.org'],
  ])('is not made of more than a person states: %j', (stated, key) => {
    expect(identityKeyOf(stated, rules)).toBe(key);
  });
});
