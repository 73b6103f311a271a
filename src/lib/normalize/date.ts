/**
 * Dates and times, from the spellings that exports have to one sortable text: `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM:SS`, with a
 * final `Z` where the zone is known (the time is then in UTC). Unreadable dates become empty. The order of day and month is
 * decided by the profile, the file's own values or the operator, never here.
 */

import { quoteText } from '../sql.js';

export type DateOrder = 'dmy' | 'mdy';

/** Names of each month, `1` to `12`, in lower case and without a final full stop: `data/months.json`. */
export type MonthNames = Readonly<Record<string, readonly string[]>>;

export interface DateOptions {
  /** Month names of other languages; English ones are always read. */
  readonly months?: MonthNames;
  /**
   * Reads numbers such as 45000.5 as days of a spreadsheet, in the 1900 system of Excel: day 1 is 1 January 1900, and day 60 is a
   * 29 February that never was, so counting from 30 December 1899 is right from March 1900 on. Only for a column that
   * consists of them (`isDateSerialSql`): among written dates a number can be anything.
   */
  readonly serials?: boolean;
  /**
   * Reads eight digits without a separator: 19081209, or 09121908 in the order of day and month. Only for a column that
   * mostly consists of them (`compactDateEvidenceSql`): among written dates eight digits can be anything.
   */
  readonly compact?: CompactDate;
}

/** Where eight digits have their year. No eight digits are a date both ways: a month does not begin like a year. */
export type CompactDate = 'year-first' | 'year-last';

const ENGLISH: MonthNames = {
  '1': ['january', 'jan'],
  '2': ['february', 'feb'],
  '3': ['march', 'mar'],
  '4': ['april', 'apr'],
  '5': ['may'],
  '6': ['june', 'jun'],
  '7': ['july', 'jul'],
  '8': ['august', 'aug'],
  '9': ['september', 'sep', 'sept'],
  '10': ['october', 'oct'],
  '11': ['november', 'nov'],
  '12': ['december', 'dec'],
};

const TIMES = ['', ' %H:%M:%S', ' %H:%M', ' %I:%M:%S %p', ' %I:%M %p'];

/** Nobody signed a petition before, and a year beyond is a slip; `0001-01-01` is how some programs write "no date". */
const YEAR_MIN = 1900;
const YEAR_MAX = 2199;

/** Days of a spreadsheet that are plausible dates: from May 1927 to June 2119. */
const SERIAL = '[1-7][0-9]{4}(?:[.,][0-9]{1,12})?';

const YEAR_FIRST = withTimes(['%Y-%m-%d', '%Y/%m/%d', '%Y.%m.%d']);

function yearLast(order: DateOrder): string[] {
  const days: string[] = [];
  // Two-digit years come first: %y cannot swallow 2025, but %Y would read 25 as the year 25.
  for (const separator of ['/', '.', '-']) {
    const parts = order === 'dmy' ? ['%d', '%m'] : ['%m', '%d'];
    days.push([...parts, '%y'].join(separator), [...parts, '%Y'].join(separator));
  }
  return withTimes(days);
}

function withTimes(days: readonly string[]): string[] {
  return days.flatMap((day) => TIMES.map((time) => day + time));
}

/** Years that make eight digits a date: any that a person alive was born in, or signs in. */
const COMPACT_YEAR = '(?:19[0-9]{2}|20[0-2][0-9]|2030)';
const TWO_DIGIT_DAY = '(?:0[1-9]|[12][0-9]|3[01])';
const TWO_DIGIT_MONTH = '(?:0[1-9]|1[0-2])';

/** Normalized text of an SQL text expression. */
export function normalizedDateSql(column: string, order: DateOrder, options: DateOptions = {}): string {
  // Most platforms write ISO dates, and trying fifty formats on each of a million cells is felt.
  const iso = `regexp_full_match(${column}, '\\d{4}-\\d\\d-\\d\\d(?:[ T]\\d\\d:\\d\\d:\\d\\d)?')`;
  const plain = `try_cast(${column} AS TIMESTAMP)`;
  const isoUtc = `regexp_full_match(${column}, '\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z| ?UTC|\\+00:?00)')`;
  const utc = `try_cast(substr(${column}, 1, 19) AS TIMESTAMP)`;
  const serial =
    options.serials === true ? `WHEN ${isDateSerialSql(column)} THEN ${serialTextSql(column)}` : `WHEN ${isDateSerialSql(column)} THEN ''`;
  return `coalesce(CASE
    WHEN ${column} = '' THEN ''
    WHEN ${iso} THEN CASE WHEN year(${plain}) BETWEEN ${YEAR_MIN} AND ${YEAR_MAX} THEN
      CASE WHEN length(${column}) = 10 THEN strftime(${plain}, '%Y-%m-%d') ELSE strftime(${plain}, '%Y-%m-%dT%H:%M:%S') END ELSE '' END
    WHEN ${isoUtc} THEN CASE WHEN year(${utc}) BETWEEN ${YEAR_MIN} AND ${YEAR_MAX} THEN strftime(${utc}, '%Y-%m-%dT%H:%M:%SZ') ELSE '' END
    ${serial}
    ${options.compact === undefined ? '' : `WHEN ${isCompactDateSql(column, options.compact)} THEN ${compactTextSql(column, options.compact, order)}`}
    ELSE ${otherDateSql(column, order, mergeMonths(options.months), `${iso} OR ${isoUtc} OR ${column} = '' OR length(${column}) > 80`)} END, '')`;
}

/** The cell is a day number of a spreadsheet such as 45000.5, and no date that anybody wrote. */
export function isDateSerialSql(column: string): string {
  return `regexp_full_match(${column}, '${SERIAL}')`;
}

/** The cell is eight digits that read as a date with its year first or last; with the year last either of the others may be the month. */
export function isCompactDateSql(column: string, compact: CompactDate): string {
  if (compact === 'year-last')
    return `regexp_full_match(${column}, '(?:${TWO_DIGIT_DAY}${TWO_DIGIT_MONTH}|${TWO_DIGIT_MONTH}${TWO_DIGIT_DAY})${COMPACT_YEAR}')`;
  return `(regexp_full_match(${column}, '${COMPACT_YEAR}[0-9]{4}') AND try_strptime(${column}, '%Y%m%d') IS NOT NULL)`;
}

/** Counts for a column of eight digits: dates with the year first, dates with it last, and of those the ones whose first, or second, number must be the day. */
export function compactDateEvidenceSql(column: string): {
  readonly yearFirst: string;
  readonly yearLast: string;
  readonly first: string;
  readonly second: string;
} {
  const yearLast = isCompactDateSql(column, 'year-last');
  const count = (condition: string): string => `count(*) FILTER (WHERE ${condition})`;
  return {
    yearFirst: count(isCompactDateSql(column, 'year-first')),
    yearLast: count(yearLast),
    first: count(`${yearLast} AND substr(${column}, 1, 2) > '12'`),
    second: count(`${yearLast} AND substr(${column}, 3, 2) > '12'`),
  };
}

/** The cell looks like 4/9/2021, and both numbers could be the month. */
export function isAmbiguousDateSql(column: string): string {
  const first = numberSql(column, 1);
  const second = numberSql(column, 2);
  return `coalesce(${first} BETWEEN 1 AND 12 AND ${second} BETWEEN 1 AND 12 AND ${first} <> ${second}, false)`;
}

/** Three counts that decide the order: cells whose first number is over 12, whose second is, and all that look like 4/9/2021. */
export function dateOrderEvidenceSql(column: string): { readonly first: string; readonly second: string; readonly all: string } {
  return {
    first: `count(*) FILTER (WHERE ${numberSql(column, 1)} > 12)`,
    second: `count(*) FILTER (WHERE ${numberSql(column, 2)} > 12)`,
    all: `count(*) FILTER (WHERE ${numberSql(column, 1)} IS NOT NULL)`,
  };
}

function numberSql(column: string, group: 1 | 2): string {
  return `try_cast(regexp_extract(${column}, '^\\s*(\\d{1,2})[/.-](\\d{1,2})[/.-]\\d{2,4}', ${group}) AS INTEGER)`;
}

/** Every month with its English names and those of the data. */
function mergeMonths(months: MonthNames | undefined): MonthNames {
  return Object.fromEntries(Object.entries(ENGLISH).map(([month, names]) => [month, [...new Set([...names, ...(months?.[month] ?? [])])]]));
}

function serialTextSql(column: string): string {
  const days = `replace(${column}, ',', '.')::DOUBLE`;
  const time = `(TIMESTAMP '1899-12-30' + to_seconds(round(${days} * 86400)))`;
  return `CASE WHEN regexp_matches(${column}, '[.,]') THEN strftime(${time}, '%Y-%m-%dT%H:%M:%S') ELSE strftime(${time}, '%Y-%m-%d') END`;
}

function compactTextSql(column: string, compact: CompactDate, order: DateOrder): string {
  const format = compact === 'year-first' ? '%Y%m%d' : order === 'dmy' ? '%d%m%Y' : '%m%d%Y';
  return `strftime(try_strptime(${column}, '${format}'), '%Y-%m-%d')`;
}

/** Every spelling that is not plain ISO, in stages, so that each is worked out once for a cell; NULL where `isFast` holds. */
function otherDateSql(column: string, order: DateOrder, months: MonthNames, isFast: string): string {
  // Commas, T and words between date and time become one space; digits of other scripts become ours.
  let raw = `translate(lower(trim(CASE WHEN ${isFast} THEN NULL ELSE ${column} END)), '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹\u00a0\u202f', '01234567890123456789  ')`;
  raw = `regexp_replace(${raw}, '\\s*\\([^()]*\\)$', '')`;
  raw = `regexp_replace(${raw}, '(\\d)\\s*[年月]\\s*(\\d)', '\\1-\\2', 'g')`;
  raw = `regexp_replace(${raw}, '(\\d)\\s*日', '\\1')`;
  raw = `regexp_replace(${raw}, '^(\\d{1,4})\\. (\\d{1,2})\\. (\\d{1,4})\\b\\.?', '\\1.\\2.\\3')`;
  raw = `regexp_replace(${raw}, '(\\d)(?:t|,| ?,? (?:at|um|à|kl\\.?|klo|alle|às|om|a las|о|o) ) ?(\\d{1,2}[:.h]\\d\\d)', '\\1 \\2')`;
  raw = `regexp_replace(${raw}, ' uhr$', '')`;
  raw = `regexp_replace(${raw}, ' (\\d{1,2})[h.](\\d\\d)((?:[:.]\\d\\d)?(?: ?[ap]\\.? ?m\\.?)?)$', ' \\1:\\2\\3')`;
  raw = `regexp_replace(${raw}, '(\\d) ?([ap])\\.? ?m\\.?( |$)', '\\1 \\2m\\3')`;
  // Summer and winter time by name say an offset only to those who know where; the clock's own time is kept, without a zone.
  raw = `regexp_replace(${raw}, '(:\\d\\d(?: [ap]m)?) (?:ce|e|w)?(?:s|d)?[ptcm]?e?[sd]?t$', '\\1')`;

  const zonePattern =
    '(\\d:\\d\\d(?::\\d\\d)?(?:[.,]\\d+)?(?: ?[ap]m)?) ?(?:z|(?:gmt|utc)(?:[+-]\\d{1,2}(?::?\\d\\d)?)?|[+-]\\d\\d(?::?\\d\\d)?)$';
  const zone = `regexp_extract(s.raw, '(?:z|gmt|utc|[+-]\\d\\d?:?\\d*)+$')`;
  // A zone only counts after a time: the last two digits of 2015-03-16 are no offset.
  const hasZone = `regexp_matches(s.raw, ${quoteText(zonePattern)})`;
  const bare = `regexp_replace(regexp_replace(s.raw, ${quoteText(zonePattern)}, '\\1'), '(:\\d\\d)[.,]\\d+', '\\1')`;

  // A word is told by what it is not: the engine compiles a pattern of all letters of the world for a long time.
  const word = '([^0-9 .,/|-]{3,15})';
  const weekday = '^(?:[^0-9 .,/|-]{2,15}\\.?,? )?';
  const dayFirst = `${weekday}(\\d{1,2})(?:\\.|st|nd|rd|th|er|e|º|ª|°|-a)?[ ./-]{0,2}(?:de |of |d[''’]|den )?${word}\\.?,?[ ./-]{0,2}(?:de |del )?(\\d{4}|\\d\\d)(?:[.,]? ?г\\.?| р\\.?|,)?`;
  const monthFirst = `${weekday}${word}\\.?[ .-](\\d{1,2})(?:st|nd|rd|th|\\.)?,? (\\d{4}),?`;
  const clockBeforeYear = `${weekday}${word} {1,2}(\\d{1,2})( \\d\\d:\\d\\d:\\d\\d) (\\d{4})$`;
  const yearFirst = `^(\\d{4})\\.?[ .-]{0,2}${word}\\.?[ .-]{0,2}(\\d{1,2})\\.?`;
  // Year, month, day and the rest, which is the time.
  const inWords = `CASE WHEN NOT regexp_matches(s.bare, '[^0-9 .,:/+-]{3}') THEN ''
      WHEN regexp_matches(s.bare, '${clockBeforeYear}') THEN regexp_replace(s.bare, '${clockBeforeYear}', '\\4|\\1|\\2|\\3')
      WHEN regexp_matches(s.bare, '${dayFirst}') THEN regexp_replace(s.bare, '${dayFirst}', '\\3|\\2|\\1|')
      WHEN regexp_matches(s.bare, '${monthFirst}') THEN regexp_replace(s.bare, '${monthFirst}', '\\3|\\1|\\2|')
      WHEN regexp_matches(s.bare, '${yearFirst}') THEN regexp_replace(s.bare, '${yearFirst}', '\\1|\\2|\\3|') ELSE '' END`;
  const part = (place: number): string => `split_part(s.in_words, '|', ${place})`;
  const month = `CASE ${Object.entries(months)
    .map(([number, names]) => `WHEN s.word IN (${names.map(quoteText).join(', ')}) THEN '${number.padStart(2, '0')}'`)
    .join(' ')} END`;
  // Two-digit years follow the rule of POSIX, which the engine's %y follows too: 69 to 99 are of the last century.
  const year = `CASE WHEN length(${part(1)}) = 4 THEN ${part(1)} WHEN ${part(1)} >= '69' THEN '19' || ${part(1)} ELSE '20' || ${part(1)} END`;
  const numeric = `CASE WHEN s.in_words = '' THEN s.bare ELSE ${year} || '-' || s.month || '-' || ${part(3)} || rtrim(${part(4)}) END`;

  // Every format tried in vain costs, so a year that stands first chooses the shorter list.
  const parse = (list: readonly string[]): string => `try_strptime(s.numeric, [${list.map(quoteText).join(', ')}])`;
  const time = `CASE WHEN regexp_matches(s.numeric, '^\\d{4}') THEN ${parse(YEAR_FIRST)} ELSE ${parse(yearLast(order))} END`;
  const hours = `coalesce(try_cast(regexp_extract(s.zone, '([+-]\\d\\d?)', 1) AS INTEGER), 0)`;
  const sign = `CASE WHEN s.zone LIKE '%-%' THEN -1 ELSE 1 END`;
  const minutes = `coalesce(try_cast(regexp_extract(s.zone, '[+-]\\d\\d?:?(\\d\\d)$', 1) AS INTEGER), 0)`;
  const utc = `(s.time - to_minutes(${hours} * 60 + (${sign}) * ${minutes}))`;
  const result = `CASE WHEN year(s.time) NOT BETWEEN ${YEAR_MIN} AND ${YEAR_MAX} THEN ''
      WHEN strpos(s.numeric, ':') = 0 THEN strftime(s.time, '%Y-%m-%d')
      WHEN s.has_zone THEN strftime(${utc}, '%Y-%m-%dT%H:%M:%SZ')
      ELSE strftime(s.time, '%Y-%m-%dT%H:%M:%S') END`;
  return stages(
    [{ raw }, { zone, has_zone: hasZone, bare }, { in_words: inWords }, { word: part(2) }, { month }, { numeric }, { time }],
    result,
  );
}

/**
 * An expression in named stages: each is worked out from the ones before, which it reads as `s.name`. An SQL expression has no
 * variables and spelling everything out doubles with every stage, so it is a subquery; the engine runs it once for each distinct
 * value. (A list function per stage reads as well and is a thousand times slower: patterns are compiled anew for every row.)
 */
function stages(list: readonly Readonly<Record<string, string>>[], result: string): string {
  let from = '';
  for (const stage of list) {
    const columns = Object.entries(stage).map(([name, sql]) => `${sql} AS ${name}`);
    from = from === '' ? `(SELECT ${columns.join(', ')}) AS s` : `(SELECT s.*, ${columns.join(', ')} FROM ${from}) AS s`;
  }
  return `(SELECT ${result} FROM ${from})`;
}

/** The eight digits of a date of birth that was read, empty for any other. */
export function birthDigitsSql(column: string): string {
  return `CASE WHEN regexp_matches(${column}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN replace(substr(${column}, 1, 10), '-', '')
    WHEN regexp_full_match(${column}, '[0-9]{8}') THEN ${column} ELSE '' END`;
}
