/** What the counted list tells a threshold beyond its length: days, ages and filled fields, as numbers only. */

import type { Context, Engine } from '../context.js';
import { RECORD_FIELDS, type RecordField } from '../model/record.js';
import type { ListFacts } from '../model/scheme.js';
import { addDays } from '../thresholds/dates.js';
import type { Growth } from '../thresholds/forecast.js';

/** Reads the facts from the tables of a merge; see `withPrivateData`. `fieldWords` is the bundled `signature-fields` data. */
export async function readListFacts(engine: Engine, fieldWords: FieldWords): Promise<ListFacts> {
  const rows = await engine.rows<{ day: string | null; before: boolean; after: boolean; age: number | null; count: number }>(PEOPLE_SQL, [
    'day',
  ]);
  const people = rows.map(({ day, before, after, age, count }) => ({
    day,
    ...(before ? { orBefore: true } : {}),
    ...(after ? { orAfter: true } : {}),
    age,
    count,
  }));
  const words = Object.entries(fieldWords.fields);
  const columns = words.map(([, ways], index) => `count(*) FILTER (WHERE ${filledSql(ways)}) AS c${index}`);
  const [counts] = await engine.rows<Record<string, number>>(`SELECT ${columns.join(', ')} FROM signatures WHERE kind = 'person'`);
  return { people, filled: Object.fromEntries(words.map(([word], index) => [word, counts?.[`c${index}`] ?? 0])) };
}

/** Which fields of ours are what a body asks for: any of the ways, with all of the fields of a way. */
export interface FieldWords {
  readonly fields: Readonly<Record<string, readonly (readonly RecordField[])[]>>;
}

/** The bundled words for what bodies ask of each signature. */
export function readFieldWords(context: Context): FieldWords {
  return context.io.files.bundledJson('thresholds/words')['signature-fields'] as FieldWords;
}

/** Whether a record has what a body asks for. */
export function isFilled(ways: readonly (readonly RecordField[])[], filled: ReadonlySet<RecordField>): boolean {
  return ways.some((way) => way.every((field) => filled.has(field)));
}

const filledSql = (ways: readonly (readonly RecordField[])[]): string =>
  ways.map((way) => `(${way.map((field) => `${columnOf(field)} <> ''`).join(' AND ')})`).join(' OR ');

/** Only our own columns stand in the statement, whatever the data says. */
function columnOf(field: RecordField): string {
  const known = RECORD_FIELDS.find((each) => each === field);
  if (known === undefined) throw new RangeError('no such field');
  return known;
}

const IS_DAY = (column: string): string => `regexp_matches(${column}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}')`;

/**
 * Whole years from birth to the day of signing: months and days compare as text. A time in universal time is of the day before up to twelve
 * hours to the west, and of the day after up to fourteen to the east; clocks go no further.
 */
const PEOPLE_SQL = `WITH dated AS (
  SELECT CASE WHEN ${IS_DAY('signed_at')} THEN substr(signed_at, 1, 10) END AS day,
    signed_at LIKE '____-__-__T__:%Z' AND substr(signed_at, 12, 2) < '12' AS before,
    signed_at LIKE '____-__-__T__:%Z' AND substr(signed_at, 12, 2) >= '10' AS after,
    CASE WHEN ${IS_DAY('date_of_birth')} THEN substr(date_of_birth, 1, 10) END AS born
  FROM signatures WHERE kind = 'person'
)
SELECT day, before, after, substr(day, 1, 4)::INTEGER - substr(born, 1, 4)::INTEGER - (substr(day, 6) < substr(born, 6))::INTEGER AS age, count(*) AS count
FROM dated GROUP BY ALL ORDER BY day NULLS LAST, age NULLS LAST, before, after`;

/**
 * The facts as a growth curve.
 * @param today by the clock. What is dated later than tomorrow, which it may be already somewhere, has a date that nobody can have signed on.
 */
export function growthOf({ people }: ListFacts, today: string): Growth {
  const tomorrow = addDays(today, 1);
  const byDay = new Map<string, number>();
  let undated = 0;
  for (const { day, count } of people) {
    if (day === null || day > tomorrow) undated += count;
    else byDay.set(day, (byDay.get(day) ?? 0) + count);
  }
  return { byDay, undated };
}
