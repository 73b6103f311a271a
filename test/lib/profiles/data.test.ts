import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validate } from '../../../src/lib/io/schema.js';
import type { ExportProfile } from '../../../src/lib/model/profile.js';
import { CONSENT_LEVELS, MAPPABLE_FIELDS, type MappableField } from '../../../src/lib/model/record.js';
import { mappingFor, STATUS_WORDS } from '../../../src/lib/profiles/apply.js';
import { detectProfile } from '../../../src/lib/profiles/detect.js';
import { isNumberLine, numberLinesSql, numbersOfLines, readNumbers } from '../../../src/lib/profiles/numbers.js';
import { resolveVocabulary } from '../../../src/lib/profiles/vocabulary.js';
import { openTestDatabase, type TestDatabase, valuesSql } from '../../helpers/duckdb.js';
import { bundledProfiles, profileFiles, vocabulary } from '../../helpers/profiles.js';

const profiles = Object.entries(profileFiles).map(([id, file]) => ({ id, file, profile: resolveVocabulary(file, vocabulary) }));
const all = bundledProfiles;

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

function withoutRefusal({ onlyByName: _reason, ...profile }: ExportProfile): ExportProfile {
  return profile;
}

describe.each(profiles)('the profile $id', ({ id, file, profile }) => {
  test('keeps to the schema, as a file and with its vocabulary', () => {
    expect(validate('export-profile', file)).toEqual([]);
    expect(validate('export-profile', profile)).toEqual([]);
    expect(profile.numbers === undefined ? profile.tests.length : profile.numbers.tests.length).toBeGreaterThan(0);
    expect(profile.id).toBe(id);
  });

  test('says what people were told about who sees their name, and shows nobody by what proves nothing', () => {
    const { disclosure, consent } = profile;
    expect(disclosure?.told.endsWith('.')).toBe(true);
    if (disclosure?.proves === 'answer') return;
    // No level above count-only can come out of it, not even by a level's own word.
    expect(new Set(Object.values(consent?.values ?? {}))).toEqual(new Set(consent === undefined ? [] : ['count-only']));
    expect(file).not.toHaveProperty('consent.usual');
  });

  const cases = profile.tests.map((each) => [each.name, each] as const);
  if (cases.length > 0)
    test.each(cases)('%s', async (_name, { header, rows, expected }) => {
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
      // A kind that is only taken by name would be found if it were not refused.
      const known = all.map((each) => (each.id === id ? withoutRefusal(each) : each));
      const found = detectProfile(header, known, hints);
      expect(found?.profile.id).toBe(id);
      expect(found?.runnerUp).toBeNull();
      expect(detectProfile(header, [...known].reverse(), hints)?.profile.id).toBe(id);
      if (profile.onlyByName !== undefined)
        expect(() => detectProfile(header, all, hints)).toThrow(expect.objectContaining({ code: 'mailing-list' }));
    }
  });

  test('has a test for every status and every consent value that it spells out', () => {
    const cells = new Set(profile.tests.flatMap(({ rows }) => rows.flat()).map((cell) => cell.toLowerCase()));
    const statuses = new Set(profile.tests.flatMap(({ expected }) => expected.map((fields) => fields.status ?? 'counts')));
    if (id !== 'generic') {
      for (const rule of file.status ?? []) expect([...statuses]).toContain(rule.means);
      for (const value of Object.keys(file.consent?.values ?? {})) expect([...cells]).toContain(value.toLowerCase());
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

describe('numbers sources', () => {
  for (const { id, profile } of profiles) {
    if (profile.numbers?.of === 'json-document') {
      test.each(profile.numbers.tests.map((each) => [each.name, each] as const))(`${id}: %s`, (_name, { document, expected }) => {
        expect(readNumbers(profile, document)).toEqual(expected);
      });
    }
    if (profile.numbers?.of === 'lines') {
      test.each(profile.numbers.tests.map((each) => [each.name, each] as const))(`${id}: %s`, async (_name, { lines, count }) => {
        await database.rows(
          `CREATE OR REPLACE TABLE lines AS SELECT c0 FROM ${valuesSql(
            [''],
            lines.map((line) => [line]),
          )}`,
        );
        const [row] = await database.rows(numberLinesSql(profile, 'lines'));
        const [all = 0, fitting = 0, distinct = 0] = (row ?? []).map(Number);
        expect(numbersOfLines(profile, { lines: all, fitting, distinct })?.count ?? null).toBe(count);
        expect(lines.filter((line) => line !== '').every((line) => isNumberLine(profile, line))).toBe(
          count !== null || lines.join('') === '',
        );
      });
    }
  }
});

test('the bundled profiles are those that the documentation names', () => {
  expect(profiles.map(({ id }) => id)).toEqual([
    'action-network',
    'actionkit',
    'change-org',
    'controlshift-admin',
    'controlshift-bulk',
    'controlshift-creator',
    'decidim',
    'eff-affiliation',
    'eff-crm',
    'eff-delivery',
    'gb-parliament-json',
    'generic',
    'google-forms',
    'handin-clean',
    'handin-signatures',
    'mailchimp',
    'microsoft-forms',
    'nationbuilder',
    'organisations',
    'paper-sheet',
    'petities-nl',
    'proca-actions',
    'proca-messages',
    'pytition',
    'surveymonkey',
  ]);
});

test('the status words of the generic profile are those for a column that a person maps', () => {
  const generic = all.find((profile) => profile.id === 'generic');
  for (const means of ['withdrawn', 'unconfirmed'] as const) {
    expect(generic?.status?.find((rule) => rule.means === means && rule.when === 'equals')?.values).toEqual(STATUS_WORDS[means]);
  }
});
