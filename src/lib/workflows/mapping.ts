/**
 * How a table is read: which profile fits, which columns fill which fields, and in which order its dates put day and
 * month. Asks a person where nothing decides and somebody is there; every question has an option that answers it.
 */

import path from 'node:path';

import type { Context, Engine, Prompts } from '../context.js';
import { InputError } from '../errors.js';
import type { ExportProfile } from '../model/profile.js';
import type { MappableField } from '../model/record.js';
import { MAPPABLE_FIELDS } from '../model/record.js';
import { dateOrderEvidenceSql } from '../normalize/date.js';
import type { ColumnMapping } from '../profiles/apply.js';
import { mappingFor } from '../profiles/apply.js';
import { detectProfile } from '../profiles/detect.js';
import { isHeaderless } from '../profiles/headers.js';
import { isNumberLine, numberLinesSql, numbersOfLines } from '../profiles/numbers.js';
import { savedProfile, slugOf } from '../profiles/saved.js';
import { type ProfileVocabulary, resolveVocabulary } from '../profiles/vocabulary.js';
import { suggestSimilar } from '../text.js';
import { askMapping } from './guided-mapping.js';

/** Folder beside the campaign file for profiles of its own. */
const OWN_FOLDER = 'profiles';

/** Profiles by id: the bundled ones, and those in `profiles/` of a folder, which win where ids are equal. */
export function loadProfiles(context: Context, folder: string | null = null): Map<string, ExportProfile> {
  const vocabulary = loadVocabulary(context);
  return new Map([...loadProfileFiles(context, folder)].map(([id, profile]) => [id, resolveVocabulary(profile, vocabulary)]));
}

/** The same as the files have them, their usual headers not spelt out: for showing. */
export function loadProfileFiles(context: Context, folder: string | null = null): Map<string, ExportProfile> {
  const { files } = context.io;
  const bundled = Object.entries(files.bundledJson('profiles/data')).map(([id, profile]) => [id, profile as ExportProfile] as const);
  const profiles = new Map(bundled);
  if (folder === null || !files.isFolder(path.join(folder, OWN_FOLDER))) return profiles;
  for (const place of files.glob(folder, `${OWN_FOLDER}/*.json`)) {
    const own = readProfile(context, path.resolve(folder, place), path.join(OWN_FOLDER, path.basename(place)), true);
    if (own !== null) profiles.set(own.id, own);
  }
  return profiles;
}

/** The words that profiles share. */
export function loadVocabulary(context: Context): ProfileVocabulary {
  return context.io.files.bundledJson('profiles/vocabulary') as unknown as ProfileVocabulary;
}

/** The profile that a campaign file or `--profile` names: an id, the path of a JSON file, or null for `auto`. */
export function resolveProfile(
  context: Context,
  profiles: ReadonlyMap<string, ExportProfile>,
  name: string,
  folder: string,
): ExportProfile | null {
  const profile = resolveProfileFile(context, profiles, name, folder);
  return profile === null || profile === profiles.get(name) ? profile : resolveVocabulary(profile, loadVocabulary(context));
}

/** The same as its file has it, among `loadProfileFiles`: for showing. */
export function resolveProfileFile(
  context: Context,
  profiles: ReadonlyMap<string, ExportProfile>,
  name: string,
  folder: string,
): ExportProfile | null {
  if (name === 'auto') return null;
  const known = profiles.get(name);
  if (known !== undefined) return known;
  if (!name.endsWith('.json')) {
    const near = suggestSimilar(name, [...profiles.keys()]);
    throw new InputError(`There is no export profile "${name}".`, {
      code: 'profile-unknown',
      hint: near === null ? 'See `handin profiles`, or give the path of a JSON file.' : `Did you mean "${near}"? See \`handin profiles\`.`,
    });
  }
  return readProfile(context, path.resolve(folder, name), name, false);
}

/** A profile's file, checked; with `skipsOthers` null for JSON that does not look like one at all. */
function readProfile(context: Context, place: string, label: string, skipsOthers: boolean): ExportProfile | null {
  let value: unknown;
  try {
    value = JSON.parse(context.io.files.readText(place));
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${label} is not valid JSON.`, { code: 'profile-invalid', hint: 'Check it with any JSON editor.', cause });
  }
  const looksLikeOne = typeof value === 'object' && value !== null && 'fingerprint' in value && 'fields' in value;
  if (skipsOthers && !looksLikeOne) return null;
  const [issue] = context.io.validate('export-profile', value);
  if (issue !== undefined) {
    throw new InputError(`${label}: ${issue.path.join('.') || 'the profile'} breaks the rule "${issue.keyword}" of an export profile.`, {
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
      throw new InputError(at <= 0 ? `--map wants field=Header or field=#3, not "${pair}".` : `There is no field "${field}" to map to.`, {
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

/** A table's mapping and how it came about. */
export interface ChosenMapping {
  readonly mapping: ColumnMapping;
  /** How surely the profile was told by the file itself; `given` where a person named it, `asked` where a person was asked column by column. */
  readonly confidence: 'high' | 'medium' | 'low' | 'given' | 'asked';
  /** Another profile that fits as well, by id, or null. */
  readonly runnerUp: string | null;
  /** Full path of the profile that the answers were saved as, or null. */
  readonly savedTo: string | null;
}

/** What is known of a table when its mapping is chosen. */
export interface TableToMap {
  readonly source: string;
  readonly header: readonly string[];
  /** Label of the encoding, where the file has one: some platforms are told by it. */
  readonly encoding: string | null;
  /** The engine's table of its records, with the cells `c0` to `cn`. */
  readonly records: string;
  /** The profile that a person named, or null. */
  readonly profile: ExportProfile | null;
  /** A profile that is saved here joins them, so that the next table of its kind is read without questions. */
  readonly profiles: Map<string, ExportProfile>;
  readonly overrides: Readonly<Record<string, string>>;
  /** Where a profile would be saved: the campaign's folder, or the current one. */
  readonly folder: string;
  /** Ask column by column, whatever fits. */
  readonly isGuided?: boolean;
}

/**
 * The mapping of one table: the profile that a person named, else the one that fits, else a person's answers column by column.
 * Says on stderr when two profiles fit equally well.
 * @throws InputError `mapping-nothing` when no column gives a name, an e-mail address or an organisation and nobody can be asked;
 * `header-is-data` when the header of a list of hashes is one of them
 */
export async function chooseMapping(context: Context, engine: Engine, table: TableToMap): Promise<ChosenMapping> {
  const generic = table.profiles.get('generic');
  if (generic === undefined)
    throw new InputError('The bundled profiles are missing.', { code: 'install-damaged', hint: 'Install handin again.' });
  const plain = { runnerUp: null, savedTo: null };
  if (table.profile === null && table.isGuided !== true) {
    const lines = await findLines(engine, table);
    if (lines !== null) return { ...plain, mapping: mappingFor(lines, table.header, {}), confidence: 'high' };
  }
  const detected =
    table.profile === null ? detectProfile(table.header, [...table.profiles.values()], hintsOf(table.source, table.encoding)) : null;
  const profile = table.profile ?? detected?.profile ?? generic;
  const mapping = mappingFor(profile, table.header, table.overrides);
  const isEnough = profile.numbers !== undefined || namesSomebody(mapping);
  if (isEnough && !(table.isGuided === true && context.prompts !== null)) {
    const runnerUp = detected?.runnerUp ?? null;
    if (runnerUp !== null) context.note(`${table.source}: read as ${profile.id}; ${runnerUp} fits as well (--profile ${runnerUp}).\n`);
    return { ...plain, mapping, confidence: table.profile === null ? (detected?.confidence ?? 'low') : 'given', runnerUp };
  }
  if (context.prompts === null) {
    const example = isHeaderless(table.header) ? '--map "full_name=#1" --map "email=#2"' : '--map full_name="Header" --map "email=#2"';
    // The header is not quoted: of a file without one it is a person's record.
    throw new InputError(
      `${table.source}: no column maps to a name, an e-mail address or an organisation (${table.header.length} columns).`,
      {
        code: 'mapping-nothing',
        hint: `Look at it with \`handin inspect --reveal FILE\`, then name the columns by header or position: ${example}. Or give --profile FILE, or run it where questions can be asked.`,
      },
    );
  }
  return guide(context, engine, context.prompts, table, generic);
}

const namesSomebody = ({ fields }: ColumnMapping): boolean =>
  fields.full_name !== undefined || fields.email !== undefined || fields.organisation !== undefined;

/** The profile of a file whose lines are anonymous and stand for signatures, or null. */
async function findLines(engine: Engine, table: TableToMap): Promise<ExportProfile | null> {
  const [only, ...more] = table.header;
  if (only === undefined || more.length > 0) return null;
  for (const profile of table.profiles.values()) {
    if (profile.numbers?.of !== 'lines') continue;
    if (isHeaderless(table.header)) {
      const [counts] = await engine.rows<{ lines: number; fitting: number; distinct: number }>(numberLinesSql(profile, table.records));
      if (counts !== undefined && numbersOfLines(profile, counts) !== null) return profile;
    } else if (isNumberLine(profile, only)) {
      throw new InputError(`${table.source}: its header row is one of its lines.`, {
        code: 'header-is-data',
        hint: 'Say that it has no header row: --header-row 0.',
      });
    }
  }
  return null;
}

/** Whether a header is nothing but an e-mail address, a date or a number of five digits or more: a cell of a record. */
function isData(header: string): boolean {
  const text = header.trim().slice(0, 300);
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return true;
  return !/\p{L}/u.test(text) && text.replace(/\P{N}/gu, '').length >= 5;
}

/** Asks a person, saves the answers as a profile, and says where. */
async function guide(
  context: Context,
  engine: Engine,
  prompts: Prompts,
  table: TableToMap,
  generic: ExportProfile,
): Promise<ChosenMapping> {
  if (table.header.some(isData)) {
    // Kept as a profile it would be somebody's address in a file that is shared, and its record would be lost.
    throw new InputError(`${table.source}: what should be its header row looks like a record.`, {
      code: 'header-is-data',
      hint: 'Say that it has no header row: --header-row 0.',
    });
  }
  const { answers, name } = await askMapping(context, engine, prompts, table, generic);
  const { profile, place } = await saveProfile(
    context,
    table,
    (id) => savedProfile(table.header, answers, { id, title: name, checked: context.now().toISOString().slice(0, 10) }),
    name,
  );
  const resolved = resolveVocabulary(profile, loadVocabulary(context));
  table.profiles.set(resolved.id, resolved);
  context.note(`Saved as ${path.relative(context.cwd, place)}. Files with the same columns are read by it from now on.\n`);
  return { mapping: mappingFor(resolved, table.header, table.overrides), confidence: 'asked', runnerUp: null, savedTo: place };
}

/** Writes a new profile beside the campaign; a name that is taken gets a number. */
async function saveProfile(
  context: Context,
  table: TableToMap,
  create: (id: string) => ExportProfile,
  name: string,
): Promise<{ readonly profile: ExportProfile; readonly place: string }> {
  const { files } = context.io;
  const folder = path.join(table.folder, OWN_FOLDER);
  if (files.exists(folder) && !files.isFolder(folder)) {
    throw new InputError(`${OWN_FOLDER} in the campaign folder is not a folder.`, {
      code: 'profile-not-saved',
      hint: 'Rename it: profiles of the campaign are kept in a folder of that name.',
    });
  }
  const slug = slugOf(name);
  const isTaken = (id: string): boolean => table.profiles.has(id) || files.exists(path.join(folder, `${id}.json`));
  let id = slug;
  for (let number = 2; isTaken(id); number++) id = `${slug}-${number}`;
  const profile = create(id);
  const [issue] = context.io.validate('export-profile', profile);
  if (issue !== undefined) {
    throw new InputError(`The answers make no profile that can be kept: ${issue.path.join('.')} breaks the rule "${issue.keyword}".`, {
      code: 'profile-not-saved',
      hint: 'Name the columns with --map instead.',
    });
  }
  if (!files.exists(folder)) files.scratch(table.folder, OWN_FOLDER);
  const place = path.join(folder, `${id}.json`);
  await files.writeFile(place, `${JSON.stringify(profile, null, 2)}\n`);
  return { profile, place };
}

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
