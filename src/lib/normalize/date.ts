/**
 * Dates and times of signing, from the spellings that exports have to one sortable text: `YYYY-MM-DD`,
 * `YYYY-MM-DDTHH:MM:SS`, with a final `Z` where the zone is known (the time is then in UTC). Unreadable dates become
 * empty. The order of day and month is decided by the profile, the file's own values or the operator, never here.
 */

import { quoteText } from '../sql.js';

export type DateOrder = 'dmy' | 'mdy';

const TIMES = ['', ' %H:%M:%S', ' %H:%M', ' %I:%M:%S %p', ' %I:%M %p'];

function formats(order: DateOrder): string[] {
  const days = ['%Y-%m-%d', '%Y/%m/%d'];
  // Two-digit years come first: %y cannot swallow 2025, but %Y would read 25 as the year 25.
  for (const separator of ['/', '.', '-']) {
    const parts = order === 'dmy' ? ['%d', '%m'] : ['%m', '%d'];
    days.push([...parts, '%y'].join(separator), [...parts, '%Y'].join(separator));
  }
  const names = ['%d %B %Y', '%d %b %Y', '%B %d, %Y', '%b %d, %Y'];
  return [...days, ...names].flatMap((day) => TIMES.map((time) => day + time));
}

/** Normalized text of an SQL text expression. */
export function normalizedDateSql(column: string, order: DateOrder): string {
  const raw = `regexp_replace(trim(${column}), '(\\d)[T,] ?(\\d)', '\\1 \\2')`;
  // A zone only counts after a time: the last two digits of 2015-03-16 are no offset.
  const zonePattern =
    '(\\d:\\d\\d(?::\\d\\d)?(?:\\.\\d+)?(?: ?[AaPp][Mm])?) ?(?:Z|(?:GMT|UTC)(?:[+-]\\d{1,2}(?::?\\d\\d)?)?|[+-]\\d\\d:?\\d\\d)$';
  const zone = `regexp_extract(${raw}, '(?:Z|GMT|UTC|[+-]\\d\\d?:?\\d*)+$')`;
  const hasZone = `regexp_matches(${raw}, ${quoteText(zonePattern)})`;
  const bare = `regexp_replace(regexp_replace(${raw}, ${quoteText(zonePattern)}, '\\1'), '(:\\d\\d)\\.\\d+', '\\1')`;
  const list = formats(order).map(quoteText).join(', ');
  // Most platforms write ISO dates, and trying sixty formats on each of a million cells is felt.
  const iso = `regexp_full_match(${bare}, '\\d{4}-\\d\\d-\\d\\d(?: \\d\\d:\\d\\d:\\d\\d)?')`;
  const time = `(CASE WHEN ${iso} THEN try_cast(${bare} AS TIMESTAMP) ELSE try_strptime(${bare}, [${list}]) END)`;
  const hours = `coalesce(try_cast(regexp_extract(${zone}, '([+-]\\d\\d?)', 1) AS INTEGER), 0)`;
  const sign = `CASE WHEN ${zone} LIKE '%-%' THEN -1 ELSE 1 END`;
  const minutes = `coalesce(try_cast(regexp_extract(${zone}, '[+-]\\d\\d?:?(\\d\\d)$', 1) AS INTEGER), 0)`;
  const utc = `(${time} - to_minutes(${hours} * 60 + (${sign}) * ${minutes}))`;
  return `coalesce(CASE
    WHEN trim(${column}) = '' THEN ''
    WHEN strpos(${bare}, ':') = 0 THEN strftime(${time}, '%Y-%m-%d')
    WHEN ${hasZone} THEN strftime(${utc}, '%Y-%m-%dT%H:%M:%SZ')
    ELSE strftime(${time}, '%Y-%m-%dT%H:%M:%S') END, '')`;
}

/** Three counts that decide the order: cells whose first number is over 12, whose second is, and all that look like 4/9/2021. */
export function dateOrderEvidenceSql(column: string): { readonly first: string; readonly second: string; readonly all: string } {
  const pattern = "'^\\s*(\\d{1,2})[/.-](\\d{1,2})[/.-]\\d{2,4}'";
  const part = (group: number): string => `try_cast(regexp_extract(${column}, ${pattern}, ${group}) AS INTEGER)`;
  return {
    first: `count(*) FILTER (WHERE ${part(1)} > 12)`,
    second: `count(*) FILTER (WHERE ${part(2)} > 12)`,
    all: `count(*) FILTER (WHERE ${part(1)} IS NOT NULL)`,
  };
}
