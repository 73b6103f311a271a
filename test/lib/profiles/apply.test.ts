import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExportProfile } from '../../../src/lib/model/profile.js';
import { mappingFor } from '../../../src/lib/profiles/apply.js';
import { detectProfile } from '../../../src/lib/profiles/detect.js';
import { openTestDatabase, type TestDatabase, valuesSql } from '../../helpers/duckdb.js';
import { bundledProfile, bundledProfiles } from '../../helpers/profiles.js';

const profiles = bundledProfiles;
const profileOf = bundledProfile;
const generic = profileOf('generic');

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

async function evaluate(expression: string, header: readonly string[], cells: readonly string[]): Promise<unknown> {
  const [row] = await database.rows(`SELECT ${expression} FROM ${valuesSql(header, [cells])}`);
  return row?.[0];
}

async function consentOf(profile: ExportProfile, header: readonly string[], cells: readonly string[]): Promise<[unknown, unknown]> {
  const mapping = mappingFor(profile, header, {});
  return [await evaluate(mapping.consent, header, cells), await evaluate(mapping.consentUnknown, header, cells)];
}

describe('consent', () => {
  test.each([
    ['Yes', 'name', false],
    [' JA ', 'name', false],
    ['Oui', 'name', false],
    ['TRUE', 'name', false],
    ['No', 'count-only', false],
    ['nein', 'count-only', false],
    ['', 'count-only', false],
    ['Name and town', 'name-place', false],
    ['Initials only', 'initials', false],
    ['name-place-comment', 'name-place-comment', false],
    ['yes, but not in print', 'count-only', true],
    ['name; drop table t', 'count-only', true],
  ])('the cell %j gives %s', async (cell, level, isUnknown) => {
    expect(await consentOf(generic, ['Name', 'Show my name'], ['Ann Example', cell])).toEqual([level, isUnknown]);
  });

  test.each(['Consent to e-mails', 'May we contact you?', 'Newsletter', 'GDPR consent', 'opt_in_sms', 'eu_data_processing_consent'])(
    'a yes in the column %j shows nothing',
    async (header) => {
      for (const id of ['generic', 'google-forms', 'microsoft-forms', 'action-network']) {
        expect(await consentOf(profileOf(id), ['Name', header], ['Ann Example', 'yes'])).toEqual(['count-only', false]);
      }
    },
  );

  test.each([
    'May we show your name on the letter?',
    'Can we publish your name?',
    'Dürfen wir Ihren Namen zeigen?',
    'Souhaitez-vous afficher votre nom ?',
  ])('the question %j is about display', async (header) => {
    expect(await consentOf(profileOf('google-forms'), ['Timestamp', header], ['', 'yes'])).toEqual(['name', false]);
  });
});

describe('status', () => {
  test.each([
    ['Status', 'confirmed', 'counts'],
    ['Status', '', 'counts'],
    ['Status', 'PENDING', 'unconfirmed'],
    ['Status', ' deleted', 'withdrawn'],
    ['Confirmed', 'no', 'unconfirmed'],
    ['Confirmed', 'yes', 'counts'],
    ['confirmed_at', '', 'unconfirmed'],
    ['deleted_at', '2026-01-01', 'withdrawn'],
    ['Withdrawn', 'x', 'withdrawn'],
    ['Withdrawn', 'no', 'counts'],
  ])('%s %j means %s', async (header, cell, status) => {
    const mapping = mappingFor(generic, ['Name', header], {});
    expect(await evaluate(mapping.status, ['Name', header], ['Ann Example', cell])).toBe(status);
  });

  test('withdrawn wins over unconfirmed', async () => {
    const header = ['petition_id', 'join_organisation', 'postcode', 'deleted_at', 'confirmed_at'];
    const mapping = mappingFor(profileOf('controlshift-admin'), header, {});
    expect(await evaluate(mapping.status, header, ['1', '', '', '2026-01-01', ''])).toBe('withdrawn');
  });
});

describe('overrides', () => {
  test('win over the profile', async () => {
    const header = ['Name', 'Nickname', 'Agreed', 'State of play'];
    const mapping = mappingFor(generic, header, { full_name: 'nickname', display_consent: 'AGREED', status: ' State  of play' });
    expect(await evaluate(String(mapping.fields.full_name), header, ['Ann', 'Bo', 'yes', 'pending'])).toBe('Bo');
    expect(await evaluate(mapping.consent, header, ['Ann', 'Bo', 'yes', 'pending'])).toBe('name');
    expect(await evaluate(mapping.status, header, ['Ann', 'Bo', 'yes', 'pending'])).toBe('unconfirmed');
  });

  test('that name no field or no column are refused without quoting the file', () => {
    expect(() => mappingFor(generic, ['canary@example.org'], { emial: 'x' })).toThrow(
      expect.objectContaining({ code: 'map-unknown-field', hint: 'Did you mean email?' }),
    );
    expect(() => mappingFor(generic, ['canary@example.org'], { email: 'E-Mail' })).toThrow(
      expect.objectContaining({ code: 'map-unknown-header' }),
    );
    try {
      mappingFor(generic, ['canary@example.org'], { email: 'E-Mail' });
    } catch (error) {
      expect(`${(error as Error).message} ${(error as { hint?: string }).hint}`).not.toContain('canary');
    }
  });
});

describe('headers', () => {
  test('are compared case-blind, with spaces collapsed and quotes dropped', () => {
    const { fields, unmapped } = mappingFor(generic, ['“FIRST\n  name”', '\ufeffEmail', "'Post Code'", 'Favourite colour', ''], {});
    expect(Object.keys(fields).sort()).toEqual(['email', 'family_name', 'full_name', 'given_name', 'postcode']);
    expect(unmapped).toEqual(['Favourite colour']);
  });

  test('that are names of object members do no harm', () => {
    const header = ['__proto__', 'constructor', 'prototype', 'toString', '__proto__', 'Email'];
    const { fields, unmapped } = mappingFor(generic, header, {});
    expect(fields.email).toContain('"c5"');
    expect(unmapped).toEqual(['__proto__', 'constructor', 'prototype', 'toString']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('never reach the statement', () => {
    const header = ['a"; drop table t; --', "Name'); drop table t; --", 'Email'];
    const mapping = mappingFor(generic, header, {});
    expect(JSON.stringify([mapping.fields, mapping.status, mapping.consent])).not.toContain('drop table');
  });

  test('that occur twice: the first filled cell counts', async () => {
    const header = ['Email', 'Name', 'email'];
    const email = String(mappingFor(generic, header, {}).fields.email);
    expect(await evaluate(email, header, ['', 'Ann', 'ann@example.org'])).toBe('ann@example.org');
    expect(await evaluate(email, header, ['bo@example.org', 'Ann', 'ann@example.org'])).toBe('bo@example.org');
    expect(await evaluate(email, header, ['', 'Ann', ''])).toBe('');
  });

  test.each([
    ['yes', 'yes', 'name', false],
    ['', 'yes', 'name', false],
    ['yes', '', 'name', false],
    ['YES', 'yes', 'name', false],
    ['yes', 'no', 'count-only', true],
    ['no', 'yes', 'count-only', true],
    ['', '', 'count-only', false],
  ])('of consent that occur twice and say %j and %j give %s', async (first, second, level, isUnknown) => {
    const cells = ['Ann Example', first, second];
    expect(await consentOf(generic, ['Name', 'Show my name', 'Show my name'], cells)).toEqual([level, isUnknown]);
  });

  test('of a status that occur twice: one that does not count is enough', async () => {
    const header = ['Name', 'Status', 'Status'];
    const { status } = mappingFor(generic, header, {});
    expect(await evaluate(status, header, ['Ann', 'confirmed', 'deleted'])).toBe('withdrawn');
    expect(await evaluate(status, header, ['Ann', 'pending', 'confirmed'])).toBe('unconfirmed');
    expect(await evaluate(status, header, ['Ann', 'confirmed', ''])).toBe('counts');
  });
});

describe('detection', () => {
  test.each([
    [['Name', 'City', 'State', 'Postal Code', 'Country', 'Signed On'], { encoding: 'utf-16le' }, 'change-org'],
    [['Name', 'City', 'State', 'Postal Code'], { fileName: 'petition_signatures_jobs_1_2.csv' }, 'change-org'],
    [['Name', 'City', 'State', 'Postal Code', 'Email'], {}, 'generic'],
    [['First Name', 'can2_user_city'], {}, 'action-network'],
    [['Horodateur', 'Votre nom complet'], {}, 'google-forms'],
    [['E-Mail'], {}, 'generic'],
    [['Naam', 'Woonplaats'], {}, 'generic'],
    [['Organisation', 'Country'], {}, 'generic'],
  ])('%j is recognized', (header, hints, id) => {
    expect(detectProfile(header, profiles, hints)?.profile.id).toBe(id);
    expect(detectProfile(header, [...profiles].reverse(), hints)?.profile.id).toBe(id);
  });

  test('a header that maps to nothing has no profile', () => {
    expect(detectProfile(['Colour', 'Shape'], profiles)).toBeNull();
    expect(detectProfile(['Ann Example', 'canary@example.org'], profiles)).toBeNull();
  });

  test('a mailing list is not taken for a list of signers', () => {
    expect(() => detectProfile(['Email Address', 'First Name', 'MEMBER_RATING', 'OPTIN_TIME'], profiles)).toThrow(
      expect.objectContaining({ code: 'mailing-list' }),
    );
  });
});

test('split takes a part of a cell, join leaves empty cells out, firstNonEmpty goes on to the next', async () => {
  const profile: ExportProfile = {
    ...generic,
    status: [],
    fields: {
      locality: { split: { column: ['Place'], separator: ',', part: -1 } },
      region: { split: { column: ['Place'], separator: ',', part: 0 } },
      address: { join: ['A1', 'A2', 'A3'], separator: ', ' },
      phone: { firstNonEmpty: ['A2', 'A1'] },
      country: { oneOf: [{ column: ['Missing'] }, { constant: "it's" }] },
      medium: { map: { column: ['A3'], values: { P: 'paper' }, otherwise: 'online' } },
    },
  };
  const header = ['Place', 'A1', 'A2', 'A3'];
  const { fields } = mappingFor(profile, header, {});
  const cells = ['Kent , Dover', 'one', '', 'p'];
  const values = await Promise.all(
    ['locality', 'region', 'address', 'phone', 'country', 'medium'].map((field) =>
      evaluate(String(fields[field as 'phone']), header, cells),
    ),
  );
  expect(values).toEqual(['Dover', 'Kent', 'one, p', 'one', "it's", 'paper']);
});
