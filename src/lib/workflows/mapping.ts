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
import { columnKey, isHeaderless } from '../profiles/headers.js';
import { isNumberLine, numberLinesSql, numbersOfLines } from '../profiles/numbers.js';
import { savedProfile, slugOf } from '../profiles/saved.js';
import { createHeaderVocabulary, type ProfileVocabulary, resolveVocabulary } from '../profiles/vocabulary.js';
import { namedOrThat, placeInDocument, plural, showHidden, shownPath, suggestSimilar } from '../text.js';
import { describeColumns } from './column-shapes.js';
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
    throw new InputError(`There is no export profile${namedOrThat(name)}.`, {
      code: 'profile-unknown',
      hint: near === null ? 'See `handin profiles`, or give the path of a JSON file.' : `Did you mean "${near}"? See \`handin profiles\`.`,
    });
  }
  return readProfile(context, path.resolve(folder, name), path.basename(name), false);
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
    throw new InputError(
      `${label}: ${placeInDocument(issue.path) || 'the profile'} breaks the rule "${issue.keyword}" of an export profile.`,
      {
        code: 'profile-invalid',
        hint: 'Compare it with a bundled one: `handin profiles generic --json`.',
      },
    );
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
      throw new InputError(at <= 0 ? '--map wants field=Header or field=#3.' : `There is no field${namedOrThat(field)} to map to.`, {
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
  /** The header is one beyond doubt, so that its texts may be shown: in any other, somebody's record may stand. */
  readonly isHeaderSure: boolean;
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
  /** The operator said with `--header-row` where the header is. */
  readonly isRowGiven?: boolean;
  /** The format itself names its columns, as JSON and Parquet do. */
  readonly isNamedByFormat?: boolean;
  /** For looking only: a header that nothing vouches for is not refused. */
  readonly isForLooking?: boolean;
}

/**
 * The mapping of one table: the profile that a person named, else the one that fits, else a person's answers column by column.
 * Says on stderr when two profiles fit equally well.
 * @throws InputError `mapping-nothing` when no column gives a name, an e-mail address or an organisation and nobody can be asked;
 * `header-unknown` when one does, but nothing says that the first row is a header; `header-is-data` when it is somebody's record
 */
export async function chooseMapping(context: Context, engine: Engine, table: TableToMap): Promise<ChosenMapping> {
  const generic = table.profiles.get('generic');
  if (generic === undefined)
    throw new InputError('The bundled profiles are missing.', { code: 'install-damaged', hint: 'Install handin again.' });
  const plain = { runnerUp: null, savedTo: null };
  if (table.profile === null && table.isGuided !== true) {
    const lines = await findLines(engine, table);
    if (lines !== null) return { ...plain, mapping: mappingFor(lines, table.header, {}), confidence: 'high', isHeaderSure: true };
  }
  const detected =
    table.profile === null ? detectProfile(table.header, [...table.profiles.values()], hintsOf(table.source, table.encoding)) : null;
  const profile = table.profile ?? detected?.profile ?? generic;
  const mapping = mappingFor(profile, table.header, table.overrides, table.source);
  const isEnough = profile.numbers !== undefined || namesSomebody(mapping);
  const fits = detected !== null && detected.profile.id !== generic.id;
  const isHeaderSure = fits || isHeaderVouchedFor(table);
  if (isEnough && !(table.isGuided === true && context.prompts !== null)) {
    if (!isHeaderSure && table.isRowGiven !== true && table.isForLooking !== true) {
      if (context.prompts === null) throw headerUnknownError(table.source);
      await askHeader(context, engine, context.prompts, table);
    }
    const runnerUp = detected?.runnerUp ?? null;
    if (runnerUp !== null) context.note(`${table.source}: read as ${profile.id}; ${runnerUp} fits as well (--profile ${runnerUp}).\n`);
    return { ...plain, mapping, confidence: table.profile === null ? (detected?.confidence ?? 'low') : 'given', runnerUp, isHeaderSure };
  }
  if (context.prompts === null) {
    const example = isHeaderless(table.header) ? '--map "full_name=#1" --map "email=#2"' : '--map full_name="Header" --map "email=#2"';
    const first =
      isHeaderSure || table.isRowGiven === true
        ? ''
        : 'If its first row is a person, say --header-row 0 and name the columns by position: --map "full_name=#1" --map "email=#2". If that row names the columns: ';
    const look = `${first === '' ? 'Look' : 'look'} at it with \`handin inspect --reveal FILE\`, then name the columns by header or position: ${example}.`;
    // The header is not quoted: of a file without one it is a person's record.
    throw new InputError(
      `${table.source}: no column maps to a name, an e-mail address or an organisation (${plural(table.header.length, 'column')}).`,
      { code: 'mapping-nothing', hint: `${first}${look} Or give --profile FILE, or run it where questions can be asked.` },
    );
  }
  return guide(context, engine, context.prompts, table, generic, isHeaderSure);
}

/**
 * Whether something says that the header is one: the format, a cell of it that a profile knows, or one that the operator named. A table
 * without a header row has nothing to doubt.
 */
export function isHeaderVouchedFor(table: TableToMap): boolean {
  if (table.isNamedByFormat === true || isHeaderless(table.header)) return true;
  const vocabulary = createHeaderVocabulary([...table.profiles.values(), ...(table.profile === null ? [] : [table.profile])]);
  const named = new Set(Object.values(table.overrides).map(columnKey));
  // A short word such as `no` is a header for a number in one file and somebody's answer in another.
  const answers = Object.keys(table.profiles.get('generic')?.consent?.values ?? {}).map(columnKey);
  const doubtful = new Set(answers.filter((answer) => answer.length <= ANSWER_LENGTH_MAX));
  return table.header.some((name) => {
    const key = columnKey(name);
    return key !== '' && ((vocabulary.isKnown(name) && !doubtful.has(key)) || named.has(key));
  });
}

/** Longer answers, such as `full name`, stand in no list of people but as answers to a question, which has a header of its own. */
const ANSWER_LENGTH_MAX = 3;

function headerUnknownError(source: string): InputError {
  return new InputError(`${source}: no cell of its first row is a column name that handin knows.`, {
    code: 'header-unknown',
    hint: 'Say --header-row 0 if it has no row that names the columns, or --header-row N if row N names them.',
  });
}

/** Asks whether the first row names the columns. Shows how the rows below it look, and nothing of the row itself. */
async function askHeader(context: Context, engine: Engine, prompts: Prompts, table: TableToMap): Promise<void> {
  const shapes = await describeColumns(engine, table.records, table.header.length);
  context.note(`${table.source}: handin knows no column name in its first row. Below that row its columns look like this:\n`);
  for (const [index, { shape }] of shapes.entries()) context.note(`  #${index + 1}  (${shape === '' ? 'empty' : showHidden(shape)})\n`);
  const answer = await prompts.select({
    message: `${table.source}: does its first row name the columns?`,
    option: '--header-row',
    choices: [
      { name: 'yes, it names them', value: 'yes' },
      { name: 'no, it is the first person', value: 'no' },
    ],
    initial: 'no',
  });
  if (answer === 'yes') return;
  throw new InputError(`${table.source} has no row that names its columns.`, {
    code: 'header-unknown',
    hint: 'Run the command again with --header-row 0, so that the first person is read.',
  });
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
  isHeaderSure: boolean,
): Promise<ChosenMapping> {
  if (table.header.some(isData)) {
    // Kept as a profile it would be somebody's address in a file that is shared, and its record would be lost.
    throw new InputError(`${table.source}: what should be its header row looks like a record.`, {
      code: 'header-is-data',
      hint: 'Say that it has no header row: --header-row 0.',
    });
  }
  // Its texts are shown and kept from here on.
  if (!isHeaderSure) await askHeader(context, engine, prompts, table);
  const { answers, name } = await askMapping(context, engine, prompts, table, generic);
  const { profile, place } = await saveProfile(
    context,
    table,
    (id) => savedProfile(table.header, answers, { id, title: name, checked: context.now().toISOString().slice(0, 10) }),
    name,
  );
  const resolved = resolveVocabulary(profile, loadVocabulary(context));
  table.profiles.set(resolved.id, resolved);
  context.note(`Saved as ${shownPath(place, context.cwd)}. Files with the same columns are read by it from now on.\n`);
  return {
    mapping: mappingFor(resolved, table.header, table.overrides),
    confidence: 'asked',
    runnerUp: null,
    savedTo: place,
    isHeaderSure: true,
  };
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
    throw new InputError(
      `The answers make no profile that can be kept: ${placeInDocument(issue.path)} breaks the rule "${issue.keyword}".`,
      {
        code: 'profile-not-saved',
        hint: 'Name the columns with --map instead.',
      },
    );
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
