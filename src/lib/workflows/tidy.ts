/**
 * Tidies the cells of every record, in place, after the records were read and before they are compared. The engine picks the
 * cells that may need it by cheap conditions, the pure functions of `tidy` see each distinct value once, and the engine puts
 * the answers back. What was repaired is counted; what cannot be repaired is flagged and stays as it was written.
 */

import type { Context, Engine } from '../context.js';
import type { Problem, ProblemType } from '../model/problem.js';
import type { OrganisationField, RecordField } from '../model/record.js';
import type { FieldRepairs, RepairKind } from '../model/repair.js';
import type { CompactDate, DateOrder, MonthNames } from '../normalize/date.js';
import { compactDateEvidenceSql, dateOrderEvidenceSql, isAmbiguousDateSql, isDateSerialSql, normalizedDateSql } from '../normalize/date.js';
import { quoteName, quoteText } from '../sql.js';
import type { CountryData } from '../tidy/country.js';
import { createCountryReader } from '../tidy/country.js';
import type { EmailTypos } from '../tidy/email.js';
import { isDomainTypoSql, mayBeWrappedEmailSql, tidyEmail } from '../tidy/email.js';
import {
  hasLostLettersSql,
  isDateSql,
  isExponentSql,
  isFormulaSql,
  isHashesSql,
  isOneCaseSql,
  isPercentEncodedSignSql,
  isSpreadsheetErrorSql,
  isTooLongSql,
} from '../tidy/flags.js';
import { hasC1, mayBeMojibakeSql, repairMojibake } from '../tidy/mojibake.js';
import type { NameData } from '../tidy/names.js';
import { createNameSplitter } from '../tidy/names.js';
import type { PostcodeData } from '../tidy/postcode.js';
import { createPostcodeTeller, createPostcodeWriter } from '../tidy/postcode.js';
import { mayNeedTidyingSql, tidyText } from '../tidy/text.js';
import { mapDistinct } from './map-distinct.js';

export interface TidyOptions {
  /**
   * ISO 3166-1 alpha-2: for phones and postcodes of records without a country that can be read. Null where nobody says one: then a source's
   * own countries and postcodes decide, or nothing does and its phones stay as they were written.
   */
  readonly country: string | null;
  /** The table of records; `source_records` unless given. */
  readonly table?: string;
  /** Whether given and family name are filled from the whole name, where both are empty and the split is safe. */
  readonly splitsNames?: boolean;
  /** Day or month first per `source_id`, as it was decided for the dates of signing; for dates of birth that do not tell it themselves. */
  readonly dateOrders?: ReadonlyMap<number, DateOrder>;
}

export interface TidyResult {
  readonly problems: Problem[];
  readonly repairs: FieldRepairs[];
}

/** The fields that people type into; the others hold our own words. */
const TYPED_FIELDS = [
  'given_name',
  'family_name',
  'full_name',
  'organisation',
  'role',
  'email',
  'phone',
  'address',
  'locality',
  'region',
  'postcode',
  'country',
  'date_of_birth',
  'comment',
  'acronym',
  'aliases',
] as const satisfies readonly (RecordField | OrganisationField)[];
type TypedField = (typeof TYPED_FIELDS)[number];

const NAME_FIELDS: readonly TypedField[] = ['given_name', 'family_name', 'full_name'];

/** The bundled tables that tidying reads. */
interface TidyData {
  readonly countries: CountryData;
  readonly postcodes: PostcodeData;
  readonly emailTypos: EmailTypos;
  readonly errors: readonly string[];
  readonly names: NameData;
  readonly titles: readonly string[];
  readonly months: MonthNames;
}

/** What every step needs. */
interface Work {
  readonly context: Context;
  readonly engine: Engine;
  readonly table: string;
  readonly data: TidyData;
  readonly country: string | null;
  /** Per `source_id`, the country of records that name none, where it is not `country`; empty where none can be assumed. */
  readonly homes: Map<number, string>;
  readonly repairs: FieldRepairs[];
  readonly problems: Problem[];
}

/**
 * Tidies `source_records` (and nothing else) in place. Needs the table `sources(source_id, source)`. Leaves no table and no file
 * behind. Problems and repairs are in a fixed order and name sources, fields and record numbers, never a value.
 */
export async function tidyRecords(context: Context, engine: Engine, options: TidyOptions): Promise<TidyResult> {
  const work: Work = {
    context,
    engine,
    table: quoteName(options.table ?? 'source_records'),
    data: loadTidyData(context),
    country: options.country,
    homes: new Map(),
    repairs: [],
    problems: [],
  };
  // A formula is one as it came: tidying takes the unseen characters before its sign away.
  await flag(work, riskFlags());
  await tidyTexts(work);
  await tidyEmails(work);
  await mapCountries(work);
  await (work.country === null ? findHomes(work) : findForeignSources(work, work.country));
  await flag(work, damageFlags(work.data));
  await tidyPhones(work);
  await tidyPostcodes(work);
  await tidyBirthDates(work, options.dateOrders ?? new Map());
  if (options.splitsNames === true) await splitNames(work);
  await engine.run('DROP TABLE IF EXISTS tidy_countries');

  const order = (a: { source: string; field?: string }, b: { source: string; field?: string }): number =>
    compare(a.source, b.source) || compare(a.field ?? '', b.field ?? '');
  return {
    problems: work.problems.sort((a, b) => compare(a.source, b.source) || compare(a.type, b.type) || order(a, b)),
    repairs: work.repairs.sort((a, b) => order(a, b) || compare(a.kind, b.kind)),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function loadTidyData(context: Context): TidyData {
  const tidy = context.io.files.bundledJson('tidy/data');
  const normalize = context.io.files.bundledJson('normalize/data');
  return {
    countries: tidy['countries'] as CountryData,
    postcodes: tidy['postcodes'] as PostcodeData,
    emailTypos: tidy['email-domain-typos'] as EmailTypos,
    errors: (tidy['spreadsheet-errors'] as { errors: readonly string[] }).errors,
    names: tidy['names'] as NameData,
    titles: (normalize['titles'] as { titles: readonly string[] }).titles,
    months: (normalize['months'] as { months: MonthNames }).months,
  };
}

/** One thing that may be wrong with a cell of a field. */
interface Flag {
  readonly type: ProblemType;
  readonly field: TypedField | 'input_id';
  readonly condition: string;
}

function riskFlags(): Flag[] {
  return TYPED_FIELDS.flatMap((field) => [
    { type: 'formula-cell', field, condition: isFormulaSql(field) },
    { type: 'percent-encoded-sign', field, condition: isPercentEncodedSignSql(field) },
  ]);
}

function damageFlags({ errors, months, emailTypos }: TidyData): Flag[] {
  const monthNames = Object.values(months).flat();
  return [
    ...TYPED_FIELDS.flatMap((field): Flag[] => [
      { type: 'letters-lost', field, condition: hasLostLettersSql(field) },
      { type: 'spreadsheet-hashes', field, condition: isHashesSql(field) },
      { type: 'spreadsheet-error', field, condition: isSpreadsheetErrorSql(field, errors) },
    ]),
    ...(['phone', 'postcode', 'input_id'] as const).map(
      (field): Flag => ({ type: 'spreadsheet-exponent', field, condition: isExponentSql(field) }),
    ),
    ...[...NAME_FIELDS, 'postcode' as const].map(
      (field): Flag => ({ type: 'spreadsheet-date', field, condition: isDateSql(field, monthNames) }),
    ),
    ...NAME_FIELDS.map((field): Flag => ({ type: 'name-too-long', field, condition: isTooLongSql(field) })),
    { type: 'name-upper', field: 'full_name', condition: isOneCaseSql('full_name', 'upper') },
    { type: 'name-lower', field: 'full_name', condition: isOneCaseSql('full_name', 'lower') },
    { type: 'email-domain-typo', field: 'email', condition: isDomainTypoSql('email', emailTypos) },
  ];
}

/** Counts all flags in one pass, then looks up the records of those that occur: most never do. */
async function flag(work: Work, flags: readonly Flag[]): Promise<void> {
  const counts = flags.map(({ condition }, index) => `count(*) FILTER (WHERE ${condition}) AS n${index}`);
  const [row] = await work.engine.rows<Record<string, number>>(`SELECT ${counts.join(',\n')} FROM ${work.table}`);
  for (const [index, found] of flags.entries())
    if ((row?.[`n${index}`] ?? 0) > 0) await addProblem(work, found.type, found.field, found.condition);
}

/** Adds a problem per source for the records of a relation that meet a condition. */
async function addProblem(work: Work, type: ProblemType, field: string, condition: string, from = work.table): Promise<void> {
  const rows = await work.engine.rows<{ source: string; records: number; first: string }>(
    `SELECT source, count(*) AS records, array_to_string(list_sort(min(record, 5)), ',') AS first
FROM ${from} JOIN sources USING (source_id) WHERE ${condition} GROUP BY source ORDER BY source`,
    ['source', 'first'],
  );
  for (const row of rows)
    work.problems.push({ type, source: row.source, count: row.records, records: row.first.split(',').map(Number), field });
}

/** Adds repairs per source, counted over a relation that has `source_id`. */
async function addRepairs(work: Work, field: string, kinds: Readonly<Partial<Record<RepairKind, string>>>, from: string): Promise<void> {
  const entries = Object.entries(kinds) as [RepairKind, string][];
  const counts = entries.map(([, condition], index) => `count(*) FILTER (WHERE ${condition}) AS n${index}`);
  const rows = await work.engine.rows<{ source: string }>(
    `SELECT source, ${counts.join(', ')} FROM ${from} JOIN sources USING (source_id) GROUP BY source ORDER BY source`,
    ['source'],
  );
  for (const row of rows) {
    for (const [index, [kind]] of entries.entries()) {
      const count = (row as Record<string, unknown>)[`n${index}`] as number;
      if (count > 0) work.repairs.push({ source: row.source, field, kind, count });
    }
  }
}

/** Mojibake, invisible characters, white space, NFC: every typed field, of which most have nothing to tidy. */
async function tidyTexts(work: Work): Promise<void> {
  const { engine, table } = work;
  const conditions = TYPED_FIELDS.map((field) => ({
    field,
    condition: `(${mayNeedTidyingSql(field, field === 'comment')} OR ${mayBeMojibakeSql(field)})`,
  }));
  const [found] = await engine.rows<Record<string, number>>(
    `SELECT ${conditions.map(({ field, condition }) => `count(*) FILTER (WHERE ${condition}) AS ${field}`).join(',\n')} FROM ${table}`,
  );
  for (const { field, condition } of conditions) {
    if ((found?.[field] ?? 0) === 0) continue;
    const keepsLines = field === 'comment';
    const changed = await mapDistinct(
      work,
      `SELECT DISTINCT ${field} FROM ${table} WHERE ${condition}`,
      { table: 'tidy_texts', columns: ['value', 'plain', 'plain_kinds', 'repaired', 'repaired_kinds', 'is_certain'] },
      ([value = '']) => {
        const plain = tidyText(value, keepsLines);
        const whole = repairMojibake(value);
        const repaired = tidyText(whole, keepsLines);
        if (repaired.text === value && plain.text === value) return null;
        return [
          value,
          plain.text,
          plain.kinds.join(' '),
          repaired.text,
          repaired.kinds.join(' '),
          whole !== value && hasC1(value) ? 'yes' : '',
        ];
      },
    );
    if (changed > 0) await putTexts(work, field);
    await engine.run('DROP TABLE tidy_texts');
  }
}

/** Mojibake is repaired where a column shows it twice, or where a cell proves it by control characters; everything else always. */
async function putTexts(work: Work, field: TypedField): Promise<void> {
  const { engine, table } = work;
  await engine.run(`CREATE OR REPLACE TABLE tidy_evidence AS
SELECT source_id, count(*) AS cells FROM ${table} JOIN tidy_texts ON ${field} = value WHERE repaired <> plain GROUP BY source_id`);
  await engine.run(`CREATE OR REPLACE TABLE tidy_cells AS
SELECT r.source_id, record, value, repaired <> plain AS is_garbled,
  repaired <> plain AND (is_certain = 'yes' OR coalesce(cells, 0) >= 2) AS is_repaired,
  CASE WHEN repaired <> plain AND (is_certain = 'yes' OR coalesce(cells, 0) >= 2) THEN repaired ELSE plain END AS result,
  CASE WHEN repaired <> plain AND (is_certain = 'yes' OR coalesce(cells, 0) >= 2) THEN repaired_kinds ELSE plain_kinds END AS kinds
FROM ${table} r JOIN tidy_texts ON r.${field} = value LEFT JOIN tidy_evidence e ON e.source_id = r.source_id`);
  await addRepairs(
    work,
    field,
    {
      mojibake: 'is_repaired',
      invisible: `contains(kinds, 'invisible')`,
      'white-space': `contains(kinds, 'white-space')`,
      'unicode-form': `contains(kinds, 'unicode-form')`,
    },
    'tidy_cells',
  );
  await addProblem(work, 'mojibake-doubtful', field, 'is_garbled AND NOT is_repaired', 'tidy_cells');
  await engine.run(`UPDATE ${table} AS r SET ${field} = c.result
FROM (SELECT DISTINCT source_id, value, result FROM tidy_cells WHERE value <> result) AS c WHERE r.source_id = c.source_id AND r.${field} = c.value`);
  await engine.run('DROP TABLE tidy_cells');
  await engine.run('DROP TABLE tidy_evidence');
}

async function tidyEmails(work: Work): Promise<void> {
  const { engine, table } = work;
  const changed = await mapDistinct(
    work,
    `SELECT DISTINCT email FROM ${table} WHERE ${mayBeWrappedEmailSql('email')}`,
    { table: 'tidy_emails', columns: ['value', 'result'] },
    ([value = '']) => {
      const result = tidyEmail(value);
      return result === value ? null : [value, result];
    },
  );
  if (changed > 0) {
    await addRepairs(work, 'email', { 'email-wrapping': 'true' }, `(SELECT source_id FROM ${table} JOIN tidy_emails ON email = value)`);
    await engine.run(`UPDATE ${table} AS r SET email = m.result FROM tidy_emails AS m WHERE r.email = m.value`);
  }
  await engine.run('DROP TABLE tidy_emails');
}

/** `tidy_countries(value, iso, is_stated)`: the country of every spelling there is; empty where a cell is empty or cannot be read. */
async function mapCountries(work: Work): Promise<void> {
  const readCountry = createCountryReader(work.data.countries);
  await mapDistinct(
    work,
    `SELECT DISTINCT country FROM ${work.table}`,
    { table: 'tidy_countries', columns: ['value', 'iso', 'is_stated'] },
    ([value = '']) => {
      const iso = readCountry(value);
      // Where something is written that cannot be read, nothing follows from our own country's rules.
      return [value, iso ?? '', iso !== null || value === '' ? 'yes' : ''];
    },
  );
}

/** Damage by spreadsheets that is flagged as such and not once more as unreadable. */
function isDamagedSql(field: string, errors: readonly string[]): string {
  return `(${isExponentSql(field)} OR ${isHashesSql(field)} OR ${isSpreadsheetErrorSql(field, errors)} OR ${hasLostLettersSql(field)})`;
}

/** Records of a source that are looked at, and how many of them make a proof. */
const HOME_SAMPLE = 500;
const HOME_PROOF_MIN = 3;

/**
 * Where most postcodes of the records that name no country are none of ours, the list is from somewhere else: its national numbers are not
 * completed for our country, which would make other people's numbers of them.
 */
async function findForeignSources(work: Work, country: string): Promise<void> {
  const { engine, table, data } = work;
  const writePostcode = createPostcodeWriter(data.postcodes);
  const sample = `SELECT source_id, postcode FROM ${table} WHERE country = '' AND ${isWholePostcodeSql(data)}
QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY record) <= ${HOME_SAMPLE}`;
  await mapDistinct(
    work,
    `SELECT DISTINCT postcode FROM (${sample})`,
    { table: 'tidy_home', columns: ['postcode', 'fit'] },
    ([postcode = '']) => [postcode, writePostcode(postcode, country).fit],
  );
  const rows = await engine.rows<{ source_id: number; source: string; records: number }>(
    `SELECT source_id, source, count(*) AS records FROM (${sample}) JOIN tidy_home USING (postcode) JOIN sources USING (source_id) GROUP BY source_id, source
HAVING count(*) >= ${HOME_PROOF_MIN} AND count(*) FILTER (WHERE fit = 'unfit') * 2 > count(*) ORDER BY source_id`,
    ['source'],
  );
  for (const { source_id, source, records } of rows) {
    work.homes.set(source_id, '');
    work.problems.push({ type: 'country-unclear', source, count: records, records: [] });
  }
  await engine.run('DROP TABLE tidy_home');
}

/**
 * Where nobody says a country, each source does so itself: it is that of most records that name a country or have a postcode, when such a
 * postcode is of a form that no other country has. Anything less would be a guess at other people's numbers.
 */
async function findHomes(work: Work): Promise<void> {
  const { engine, table, data } = work;
  const readCountry = createCountryReader(data.countries);
  const tellCountry = createPostcodeTeller(data.postcodes);
  const sample = `SELECT source_id, postcode, country FROM ${table} WHERE country <> '' OR (${isWholePostcodeSql(data)})
QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY record) <= ${HOME_SAMPLE}`;
  await mapDistinct(
    work,
    `SELECT DISTINCT postcode, country FROM (${sample})`,
    { table: 'tidy_home', columns: ['postcode', 'country', 'iso'] },
    ([postcode = '', country = '']) => [postcode, country, (country === '' ? tellCountry(postcode) : readCountry(country)) ?? ''],
  );
  const rows = await engine.rows<{ source_id: number; iso: string }>(
    `SELECT source_id, iso FROM (SELECT source_id, iso, count(*) AS records, sum(count(*)) OVER (PARTITION BY source_id) AS witnesses
FROM (${sample}) JOIN tidy_home USING (postcode, country) GROUP BY source_id, iso) WHERE iso <> '' AND records * 2 > witnesses ORDER BY source_id`,
    ['iso'],
  );
  for (const { source_id, iso } of rows) work.homes.set(source_id, iso);
  await engine.run('DROP TABLE tidy_home');
}

function isWholePostcodeSql({ errors, months }: TidyData): string {
  return `postcode <> '' AND NOT ${isDamagedSql('postcode', errors)} AND NOT ${isDateSql('postcode', Object.values(months).flat())}`;
}

/** The country of record `r` with its row `c` of `tidy_countries`; empty where none can be assumed. */
function isoSql({ homes, country }: Work): string {
  const cases = [...homes].map(([sourceId, iso]) => `WHEN c.iso = '' AND r.source_id = ${sourceId} THEN ${quoteText(iso)}`);
  return `CASE ${cases.join(' ')} WHEN c.iso = '' THEN ${quoteText(country ?? '')} ELSE c.iso END`;
}

async function tidyPhones(work: Work): Promise<void> {
  const { engine, table, data, country } = work;
  const readPhone = await work.context.io.createPhoneReader();
  const changed = await mapDistinct(
    work,
    `SELECT DISTINCT phone, ${isoSql(work)} AS iso FROM ${table} r JOIN tidy_countries c ON r.country = c.value WHERE phone <> ''`,
    { table: 'tidy_phones', columns: ['phone', 'iso', 'result'] },
    ([phone = '', iso = '']) => {
      const result = readPhone(phone, iso) ?? '';
      return result === phone ? null : [phone, iso, result];
    },
  );
  if (changed > 0) {
    await engine.run(`CREATE OR REPLACE TABLE tidy_cells AS
SELECT r.rowid AS place, source_id, record, r.phone, result, m.iso = '' AND result = '' AND ${mayBeNationalSql('r.phone')} AS is_homeless
FROM ${table} r JOIN tidy_countries c ON r.country = c.value JOIN tidy_phones m ON m.phone = r.phone AND m.iso = ${isoSql(work)}`);
    await addRepairs(work, 'phone', { 'phone-format': `result <> ''` }, 'tidy_cells');
    // Where a country was assumed and then refused, the source has been named already.
    if (country === null) await addProblem(work, 'country-unknown', 'phone', 'is_homeless', 'tidy_cells');
    await addProblem(
      work,
      'phone-unreadable',
      'phone',
      `result = '' AND NOT is_homeless AND NOT ${isDamagedSql('phone', data.errors)}`,
      'tidy_cells',
    );
    await engine.run(`UPDATE ${table} AS r SET phone = c.result FROM tidy_cells AS c WHERE r.rowid = c.place AND c.result <> ''`);
    await engine.run('DROP TABLE tidy_cells');
  }
  await engine.run('DROP TABLE tidy_phones');
}

/** Seven digits or more and nothing but what stands between them: a number of some country, written without it. */
function mayBeNationalSql(column: string): string {
  return `(regexp_full_match(${column}, '[0-9 ()./-]+') AND length(regexp_replace(${column}, '[^0-9]', '', 'g')) BETWEEN 7 AND 15)`;
}

async function tidyPostcodes(work: Work): Promise<void> {
  const { engine, table, data } = work;
  const writePostcode = createPostcodeWriter(data.postcodes);
  const tellCountry = createPostcodeTeller(data.postcodes);
  const changed = await mapDistinct(
    work,
    `SELECT DISTINCT postcode, ${isoSql(work)} AS iso, is_stated FROM ${table} r JOIN tidy_countries c ON r.country = c.value WHERE postcode <> ''`,
    { table: 'tidy_postcodes', columns: ['postcode', 'iso', 'is_stated', 'result', 'fit'] },
    ([postcode = '', iso = '', isStated = '']) => {
      const { text, fit } = writePostcode(postcode, iso === '' && isStated === 'yes' ? (tellCountry(postcode) ?? '') : iso);
      const isFlagged = isStated === 'yes' && (fit === 'unfit' || fit === 'zero-lost');
      return text === postcode && !isFlagged ? null : [postcode, iso, isStated, text, isFlagged ? fit : ''];
    },
  );
  if (changed > 0) {
    await engine.run(`CREATE OR REPLACE TABLE tidy_cells AS
SELECT r.rowid AS place, source_id, record, r.postcode, result, fit FROM ${table} r JOIN tidy_countries c ON r.country = c.value
JOIN tidy_postcodes m ON m.postcode = r.postcode AND m.iso = ${isoSql(work)} AND m.is_stated = c.is_stated`);
    const months = Object.values(data.months).flat();
    await addRepairs(work, 'postcode', { 'postcode-format': 'postcode <> result' }, 'tidy_cells');
    await addProblem(
      work,
      'postcode-unfit',
      'postcode',
      `fit = 'unfit' AND NOT ${isDamagedSql('postcode', data.errors)} AND NOT ${isDateSql('postcode', months)}`,
      'tidy_cells',
    );
    await addProblem(work, 'zero-lost', 'postcode', `fit = 'zero-lost'`, 'tidy_cells');
    await engine.run(
      `UPDATE ${table} AS r SET postcode = c.result FROM tidy_cells AS c WHERE r.rowid = c.place AND c.result <> c.postcode`,
    );
    await engine.run('DROP TABLE tidy_cells');
  }
  await engine.run('DROP TABLE tidy_postcodes');
}

/**
 * Dates of birth as year-month-day. Each source's order of day and month, and whether eight digits are a date, comes from its own dates
 * of birth; the order then from its dates of signing; a date that is still open, or has a year of two digits, is kept as it was written and flagged.
 */
async function tidyBirthDates(work: Work, orders: ReadonlyMap<number, DateOrder>): Promise<void> {
  const { engine, table, data } = work;
  const evidence = dateOrderEvidenceSql('date_of_birth');
  const digits = compactDateEvidenceSql('date_of_birth');
  const sources = await engine.rows<BirthDateEvidence>(
    `SELECT source_id, ${evidence.first} AS first, ${evidence.second} AS second, ${digits.yearFirst} AS year_first, ${digits.yearLast} AS year_last,
  ${digits.first} AS digits_first, ${digits.second} AS digits_second, count(*) AS filled, count(*) FILTER (WHERE ${isDateSerialSql('date_of_birth')}) AS serials
FROM ${table} WHERE date_of_birth <> '' GROUP BY source_id ORDER BY source_id`,
  );
  if (sources.length === 0) return;
  await engine.run(
    'CREATE OR REPLACE TABLE tidy_cells (place BIGINT, source_id INTEGER, record BIGINT, given VARCHAR, result VARCHAR, is_open BOOLEAN, is_serial BOOLEAN)',
  );
  for (const source of sources) {
    const { source_id: sourceId, filled, serials } = source;
    const { told, compact } = birthDateForm(source);
    const order = told ?? orders.get(sourceId) ?? null;
    const isOpen = order === null ? isAmbiguousDateSql('date_of_birth') : 'false';
    const areSerials = serials === filled;
    const read = normalizedDateSql('date_of_birth', order ?? 'dmy', {
      months: data.months,
      serials: areSerials,
      ...(compact === null ? {} : { compact }),
    });
    await engine.run(`INSERT INTO tidy_cells
SELECT rowid, source_id, record, date_of_birth, ${`CASE WHEN ${isOpen} OR ${hasShortYearSql('date_of_birth')} THEN '' ELSE substr(${read}, 1, 10) END`}, ${isOpen}, ${areSerials ? 'false' : isDateSerialSql('date_of_birth')}
FROM ${table} WHERE source_id = ${sourceId} AND date_of_birth <> '' AND NOT regexp_full_match(date_of_birth, '(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])')`);
  }
  await addRepairs(work, 'date_of_birth', { 'date-format': `result <> '' AND result <> given` }, 'tidy_cells');
  await addProblem(work, 'date-ambiguous', 'date_of_birth', 'is_open', 'tidy_cells');
  await addProblem(work, 'date-serial', 'date_of_birth', 'is_serial', 'tidy_cells');
  await addProblem(work, 'date-unreadable', 'date_of_birth', `result = '' AND NOT is_open AND NOT is_serial`, 'tidy_cells');
  await engine.run(
    `UPDATE ${table} AS r SET date_of_birth = c.result FROM tidy_cells AS c WHERE r.rowid = c.place AND c.result <> '' AND c.result <> c.given`,
  );
  await engine.run('DROP TABLE tidy_cells');
}

/** What the dates of birth of a source show, in counts. */
type BirthDateEvidence = {
  readonly source_id: number;
  readonly first: number;
  readonly second: number;
  readonly year_first: number;
  readonly year_last: number;
  readonly digits_first: number;
  readonly digits_second: number;
  readonly filled: number;
  readonly serials: number;
};

/**
 * The order of day and month, and where the year is in eight digits without a separator, as far as the column itself tells it; else null.
 * Eight digits are dates only where most of the column are; with the year last, a day over twelve must have shown which number it is.
 */
function birthDateForm(source: BirthDateEvidence): { told: DateOrder | null; compact: CompactDate | null } {
  const hasYearLast = source.year_last * 2 > source.filled;
  const first = source.first + (hasYearLast ? source.digits_first : 0);
  const second = source.second + (hasYearLast ? source.digits_second : 0);
  const told = first > 0 === second > 0 ? null : first > 0 ? 'dmy' : 'mdy';
  if (source.year_first * 2 > source.filled) return { told, compact: 'year-first' };
  return { told, compact: hasYearLast && told !== null ? 'year-last' : null };
}

/** 4/9/45: a person of 1945 or of 2045, and of 15 nobody can say. */
function hasShortYearSql(column: string): string {
  return `regexp_matches(${column}, '^\\s*[0-9]{1,2}[/. -]{1,2}[0-9]{1,2}[/. -]{1,2}[0-9]{2}(?:[^0-9]|$)')`;
}

async function splitNames(work: Work): Promise<void> {
  const { engine, table, data } = work;
  const splitName = createNameSplitter(data.names, data.titles);
  const condition = `given_name = '' AND family_name = '' AND full_name <> '' AND kind <> 'organisation'`;
  const changed = await mapDistinct(
    work,
    `SELECT DISTINCT full_name FROM ${table} WHERE ${condition}`,
    { table: 'tidy_names', columns: ['value', 'given', 'family'] },
    ([value = '']) => {
      const split = splitName(value);
      return split === null ? null : [value, split.given, split.family];
    },
  );
  if (changed > 0) {
    await addRepairs(
      work,
      'full_name',
      { 'name-split': 'true' },
      `(SELECT source_id FROM ${table} JOIN tidy_names ON full_name = value WHERE ${condition})`,
    );
    await engine.run(
      `UPDATE ${table} AS r SET given_name = m.given, family_name = m.family FROM tidy_names AS m WHERE r.full_name = m.value AND ${condition}`,
    );
  }
  await engine.run('DROP TABLE tidy_names');
}
