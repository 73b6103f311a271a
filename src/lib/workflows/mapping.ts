/**
 * How a table is read: which profile fits, which columns fill which fields, and in which order its dates put day and
 * month. Asks a person where nothing decides and somebody is there; every question has an option that answers it.
 */

import path from 'node:path';

import type { Context, Engine } from '../context.js';
import { InputError } from '../errors.js';
import type { ExportProfile } from '../model/profile.js';
import type { MappableField } from '../model/record.js';
import { MAPPABLE_FIELDS } from '../model/record.js';
import { dateOrderEvidenceSql } from '../normalize/date.js';
import type { ColumnMapping } from '../profiles/apply.js';
import { mappingFor } from '../profiles/apply.js';
import { detectProfile } from '../profiles/detect.js';
import { suggestSimilar } from '../text.js';

/** Bundled profiles by id. */
export function loadProfiles(context: Context): ReadonlyMap<string, ExportProfile> {
  return new Map(Object.entries(context.io.files.bundledJson('profiles/data')).map(([id, profile]) => [id, profile as ExportProfile]));
}

/** The profile that a campaign file or `--profile` names: an id, the path of a JSON file, or null for `auto`. */
export function resolveProfile(
  context: Context,
  profiles: ReadonlyMap<string, ExportProfile>,
  name: string,
  folder: string,
): ExportProfile | null {
  if (name === 'auto') return null;
  const bundled = profiles.get(name);
  if (bundled !== undefined) return bundled;
  if (!name.endsWith('.json')) {
    const near = suggestSimilar(name, [...profiles.keys()]);
    throw new InputError(`There is no export profile "${name}".`, {
      code: 'profile-unknown',
      hint: near === null ? 'See `handin profiles`, or give the path of a JSON file.' : `Did you mean "${near}"? See \`handin profiles\`.`,
    });
  }
  const place = path.resolve(folder, name);
  let value: unknown;
  try {
    value = JSON.parse(context.io.files.readText(place));
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${name} is not valid JSON.`, { code: 'profile-invalid', hint: 'Check it with any JSON editor.', cause });
  }
  const [issue] = context.io.validate('export-profile', value);
  if (issue !== undefined) {
    throw new InputError(`${name}: ${issue.path.join('.') || 'the profile'} breaks the rule "${issue.keyword}" of an export profile.`, {
      code: 'profile-invalid',
      hint: 'Compare it with a bundled one: `handin profiles generic --json`.',
    });
  }
  return value as ExportProfile;
}

/** Checks `--map field=Header` pairs against the fields there are. */
export function parseMap(pairs: readonly string[]): Record<string, string> {
  const map: Record<string, string> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const field = pair.slice(0, at);
    if (at <= 0 || !MAPPABLE_FIELDS.includes(field as MappableField)) {
      const near = suggestSimilar(field, MAPPABLE_FIELDS);
      throw new InputError(at <= 0 ? `--map wants field=Header, not "${pair}".` : `There is no field "${field}" to map to.`, {
        code: 'map-unknown-field',
        hint: near === null ? `Fields: ${MAPPABLE_FIELDS.join(', ')}.` : `Did you mean "${near}"? Fields: ${MAPPABLE_FIELDS.join(', ')}.`,
      });
    }
    map[field] = pair.slice(at + 1);
  }
  return map;
}

/** What is known of a file beside its header. */
export function hintsOf(fileName: string, encoding: string | null): { fileName: string; encoding?: string } {
  return encoding === null ? { fileName } : { fileName, encoding };
}

/** Fields that a person is asked for when a header maps to nothing, with the words of the question. */
const ASKED_FIELDS: readonly (readonly [MappableField, string])[] = [
  ['full_name', 'the name'],
  ['email', 'the e-mail address'],
  ['postcode', 'the postcode'],
  ['signed_at', 'the date of signing'],
];

/** The mapping of one table. Throws `InputError` when no column gives a name, an e-mail address or an organisation. */
export async function chooseMapping(
  context: Context,
  table: {
    readonly source: string;
    readonly header: readonly string[];
    /** Label of the encoding, where the file has one: some platforms are told by it. */
    readonly encoding: string | null;
    readonly profile: ExportProfile | null;
    readonly profiles: ReadonlyMap<string, ExportProfile>;
    readonly overrides: Readonly<Record<string, string>>;
  },
): Promise<ColumnMapping> {
  const generic = table.profiles.get('generic');
  if (generic === undefined)
    throw new InputError('The bundled profiles are missing.', { code: 'install-damaged', hint: 'Install handin again.' });
  const profile =
    table.profile ?? detectProfile(table.header, [...table.profiles.values()], hintsOf(table.source, table.encoding))?.profile ?? generic;
  const mapping = mappingFor(profile, table.header, table.overrides);
  if (namesSomebody(mapping)) return mapping;
  if (context.prompts === null) {
    // The header is not quoted: of a file without one it is a person's record.
    throw new InputError(
      `${table.source}: no column maps to a name, an e-mail address or an organisation (${table.header.length} columns).`,
      {
        code: 'mapping-nothing',
        hint: 'Look at it with `handin inspect --reveal FILE`, then name the columns: --map full_name="Header" --map email="Header". A file without a header row needs one.',
      },
    );
  }
  const overrides: Record<string, string> = { ...table.overrides };
  for (const [field, words] of ASKED_FIELDS) {
    const answer = await context.prompts.select({
      message: `${table.source}: which column holds ${words}?`,
      option: `--map ${field}=Header`,
      choices: [...table.header.flatMap((name) => (name === '' ? [] : [{ name, value: name }])), { name: '(none)', value: '' }],
    });
    if (answer !== '') overrides[field] = answer;
  }
  const asked = mappingFor(generic, table.header, overrides);
  if (!namesSomebody(asked))
    throw new InputError(`${table.source}: without a name or an e-mail address nobody can be counted.`, { code: 'mapping-nothing' });
  return asked;
}

const namesSomebody = ({ fields }: ColumnMapping): boolean =>
  fields.full_name !== undefined || fields.email !== undefined || fields.organisation !== undefined;

/**
 * Day or month first. What the operator gave wins; then the file's own dates, when one of the two numbers goes over
 * twelve; then the profile; then a question; then the campaign's language, which is reported.
 */
export async function chooseDateOrder(
  context: Context,
  engine: Engine,
  table: {
    readonly source: string;
    readonly mapping: ColumnMapping;
    readonly given: 'dmy' | 'mdy' | null;
    readonly language: string;
  },
): Promise<{ order: 'dmy' | 'mdy'; isAmbiguous: boolean }> {
  const column = table.mapping.fields.signed_at;
  const local: 'dmy' | 'mdy' = new Intl.Locale(table.language).region === 'US' ? 'mdy' : 'dmy';
  if (table.given !== null) return { order: table.given, isAmbiguous: false };
  const platform = table.mapping.profile.dateOrder;
  if (column === undefined) return { order: platform === 'ask' ? local : platform, isAmbiguous: false };
  const evidence = dateOrderEvidenceSql(column);
  const [counts] = await engine.rows<{ first: number; second: number; all_dates: number }>(
    `SELECT ${evidence.first} AS first, ${evidence.second} AS second, ${evidence.all} AS all_dates FROM staged`,
  );
  const { first = 0, second = 0, all_dates: all = 0 } = counts ?? {};
  if (first > 0 && second === 0) return { order: 'dmy', isAmbiguous: false };
  if (second > 0 && first === 0) return { order: 'mdy', isAmbiguous: false };
  if (all === 0) return { order: platform === 'ask' ? local : platform, isAmbiguous: false };
  if (platform !== 'ask' && first === 0) return { order: platform, isAmbiguous: false };
  if (context.prompts === null) return { order: platform === 'ask' ? local : platform, isAmbiguous: true };
  const answer = await context.prompts.select({
    message: `${table.source}: its dates look like 4/9/2021. What comes first?`,
    option: '--date-order',
    choices: [
      { name: 'the day (4 September)', value: 'dmy' },
      { name: 'the month (9 April)', value: 'mdy' },
    ],
  });
  return { order: answer === 'mdy' ? 'mdy' : 'dmy', isAmbiguous: false };
}
