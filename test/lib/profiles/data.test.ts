import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validate } from '../../../src/lib/io/schema.js';
import type { ExportProfile } from '../../../src/lib/model/profile.js';
import { CONSENT_LEVELS, MAPPABLE_FIELDS, type MappableField } from '../../../src/lib/model/record.js';
import { mappingFor, STATUS_WORDS } from '../../../src/lib/profiles/apply.js';
import { detectProfile } from '../../../src/lib/profiles/detect.js';
import { openTestDatabase, type TestDatabase, valuesSql } from '../../helpers/duckdb.js';

const FOLDER = path.resolve('src/lib/profiles');
const profiles = readdirSync(path.join(FOLDER, 'data'))
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => ({ id: name.slice(0, -5), profile: JSON.parse(readFileSync(path.join(FOLDER, 'data', name), 'utf8')) as ExportProfile }));
const all = profiles.map(({ profile }) => profile);

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** What a field holds when a test does not name it. */
function emptyValue(field: MappableField): string {
  return { status: 'counts', display_consent: 'count-only', kind: 'person' }[field as string] ?? '';
}

async function applyTo(
  profile: ExportProfile,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<Record<string, string>[]> {
  const mapping = mappingFor(profile, header, {});
  const expressions = MAPPABLE_FIELDS.map((field) => {
    if (field === 'status') return mapping.status;
    if (field === 'display_consent') return mapping.consent;
    return mapping.fields[field] ?? `'${emptyValue(field)}'`;
  });
  const results = await database.rows(`SELECT ${expressions.join(', ')} FROM ${valuesSql(header, rows)} ORDER BY row_index`);
  return results.map((row) => Object.fromEntries(MAPPABLE_FIELDS.map((field, i) => [field, String(row[i])])));
}

describe.each(profiles)('the profile $id', ({ id, profile }) => {
  test('keeps to the schema', () => {
    expect(validate('export-profile', profile)).toEqual([]);
    expect(profile.id).toBe(id);
  });

  test.each(profile.tests)('$name', async ({ header, rows, expected }) => {
    expect(rows).toHaveLength(expected.length);
    const wanted = expected.map((fields) =>
      Object.fromEntries(MAPPABLE_FIELDS.map((field) => [field, fields[field] ?? emptyValue(field)])),
    );
    expect(await applyTo(profile, header, rows)).toEqual(wanted);
  });

  test('is found by the headers of its own tests', () => {
    for (const { header } of profile.tests) {
      if (id === 'action-network' && !header.some((name) => name.startsWith('can2_'))) continue;
      const hints = { encoding: profile.fingerprint.file?.encodings[0] ?? 'utf-8' };
      expect(detectProfile(header, all, hints)?.profile.id).toBe(id);
    }
  });

  test('shows nothing unless it knows a consent column', async () => {
    for (const { header, rows } of profile.tests) {
      const { consent, ...without } = profile;
      for (const row of await applyTo(without, header, rows)) expect(row['display_consent']).toBe('count-only');
      for (const value of Object.values(consent?.values ?? {})) expect(CONSENT_LEVELS).toContain(value);
    }
  });
});

test('the bundled profiles are those that the documentation names', () => {
  expect(profiles.map(({ id }) => id)).toEqual([
    'action-network',
    'change-org',
    'controlshift-admin',
    'controlshift-bulk',
    'controlshift-creator',
    'generic',
    'google-forms',
    'microsoft-forms',
    'nationbuilder',
    'organisations',
    'paper-sheet',
  ]);
});

test('the status words of the generic profile are those for a column that a person maps', () => {
  const generic = all.find((profile) => profile.id === 'generic');
  for (const means of ['withdrawn', 'unconfirmed'] as const) {
    expect(generic?.status?.find((rule) => rule.means === means && rule.when === 'equals')?.values).toEqual(STATUS_WORDS[means]);
  }
});
