/**
 * Corrected quarantine files: what a person put right in the column `raw` goes back to the place of the row it belongs to. The file is
 * the one that handin wrote, saved again by any spreadsheet program; it is never changed here.
 */

import path from 'node:path';

import type { Context, Engine } from '../context.js';
import { InputError } from '../errors.js';
import type { ByteRun, RowFix, StagedTable } from '../model/intake.js';
import type { Problem } from '../model/problem.js';
import type { QUARANTINE_COLUMNS } from '../model/record.js';
import { quoteName } from '../sql.js';

const NEEDED_COLUMNS = [
  'source',
  'record',
  'byte_from',
  'byte_to',
  'raw',
] as const satisfies readonly (typeof QUARANTINE_COLUMNS)[number][];
type NeededColumn = (typeof NEEDED_COLUMNS)[number];

/** Spreadsheet programs save with the delimiter of the country they are set to. */
const DELIMITERS = [',', ';', '\t'];

/** How many record numbers a problem names. */
const FIRST_RECORDS = 5;

/** Corrected rows by the source that `quarantine.csv` names. */
export type FixesBySource = ReadonlyMap<string, readonly RowFix[]>;

/**
 * Reads corrected quarantine files.
 * @throws InputError `fixed-invalid` when a file is not as handin writes it: the file and the row are named, nothing is quoted
 */
export function readFixes(context: Context, places: readonly string[]): FixesBySource {
  const fixes = new Map<string, RowFix[]>();
  for (const place of places) {
    const label = path.basename(place);
    const [header, ...rows] = readRows(context, place, label);
    const columns = new Map((header ?? []).map((name, index) => [name.trim().toLowerCase(), index]));
    for (const [index, row] of rows.entries()) {
      const cell = (column: NeededColumn): string => row[columns.get(column) ?? -1] ?? '';
      const source = cell('source');
      if (source === '' && row.every((text) => text.trim() === '')) continue;
      const record = placeOf(cell('record'));
      const byteFrom = placeOf(cell('byte_from'));
      const byteTo = placeOf(cell('byte_to'));
      if (source === '' || record === null || record === 'bad' || byteFrom === 'bad' || byteTo === 'bad') {
        throw new InputError(`${label}: row ${index + 1} has no source, or a record or byte number that is no number.`, {
          code: 'fixed-invalid',
          hint: 'Correct only the column raw, and leave the others as they were.',
        });
      }
      const list = fixes.get(source) ?? [];
      list.push({ record, byteFrom, byteTo, raw: cell('raw') });
      fixes.set(source, list);
    }
  }
  return fixes;
}

function readRows(context: Context, place: string, label: string): string[][] {
  const text = context.io.files.readText(place);
  const firstLine = text.slice(0, 1000).split(/\r\n|\r|\n/, 1)[0] ?? '';
  for (const delimiter of DELIMITERS) {
    const names = firstLine.split(delimiter).map((name) => name.replaceAll('"', '').trim().toLowerCase());
    if (NEEDED_COLUMNS.every((column) => names.includes(column))) return context.io.readCsv(text, label, delimiter);
  }
  throw new InputError(`${label} is not a quarantine file: its first row must name ${NEEDED_COLUMNS.join(', ')}.`, {
    code: 'fixed-invalid',
    hint: 'Take the quarantine.csv that handin wrote, correct the column raw, and save it as CSV UTF-8 under another name.',
  });
}

function placeOf(cell: string): number | null | 'bad' {
  const text = cell.trim();
  if (text === '') return null;
  return /^\d{1,15}$/.test(text) ? Number(text) : 'bad';
}

/** A file's name and its place among files of the same name, from 1, in the order of their content's hash. */
export interface RankedName {
  readonly name: string;
  readonly rank: number;
}

/** The corrections for one file by the source names that intake gives, which have no suffix yet. */
export function fixesFor(fixes: FixesBySource, file: RankedName): ReadonlyMap<string, readonly RowFix[]> {
  return new Map([...fixes].flatMap(([source, rows]) => (isOf(source, file) ? [[withoutSuffix(source, file), rows] as const] : [])));
}

/** Corrections for sources that are not read at all. */
export function strayFixes(fixes: FixesBySource, files: readonly RankedName[]): Problem[] {
  return [...fixes]
    .filter(([source]) => !files.some((file) => isOf(source, file)))
    .map(([source, rows]) => fixProblem('fix-unused', source, rows));
}

function fixProblem(type: 'fix-unused' | 'fix-unreadable', source: string, rows: readonly Pick<RowFix, 'record'>[]): Problem {
  return { type, source, count: rows.length, records: rows.slice(0, FIRST_RECORDS).map(({ record }) => record) };
}

/**
 * What became of the corrections for one file: those that still cannot be read, and those whose row does not stand where it stood. Rows
 * that nobody changed are left alone.
 * @param repaired the stretches of the file that were read as repaired
 */
export async function checkFixes(
  engine: Engine,
  file: RankedName,
  fixes: ReadonlyMap<string, readonly RowFix[]>,
  tables: readonly StagedTable[],
  repaired: readonly ByteRun[],
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const [name, rows] of fixes) {
    const source = file.rank > 1 ? `${name}~${file.rank}` : name;
    const table = tables.find(({ sourceName }) => sourceName === name);
    const open = rows.filter(({ byteFrom, byteTo }) => !repaired.some((run) => run.from <= (byteFrom ?? -1) && (byteTo ?? -1) <= run.to));
    const found = table === undefined ? [] : await findQuarantined(engine, table.tables.quarantine, open);
    const unreadable = open.filter((_, index) => found[index] === 'changed');
    // A row of a sheet has no bytes to go by: where it is not quarantined any more, its correction was taken.
    const unused = open.filter(({ byteFrom }, index) => table === undefined || (found[index] === 'gone' && byteFrom !== null));
    if (unreadable.length > 0) problems.push(fixProblem('fix-unreadable', source, unreadable));
    if (unused.length > 0) problems.push(fixProblem('fix-unused', source, unused));
  }
  return problems;
}

/** Whether each row is quarantined where it was, as it was. */
async function findQuarantined(engine: Engine, table: string, fixes: readonly RowFix[]): Promise<('same' | 'changed' | 'gone')[]> {
  if (fixes.length === 0) return [];
  await engine.run('CREATE OR REPLACE TABLE given_fixes (place INTEGER, record BIGINT, byte_from BIGINT, byte_to BIGINT, raw VARCHAR)');
  for (const [place, { record, byteFrom, byteTo, raw }] of fixes.entries())
    await engine.run('INSERT INTO given_fixes VALUES ($1, $2, $3, $4, $5)', [place, record, byteFrom, byteTo, raw]);
  // Spreadsheet programs write the line breaks of a cell in their own way.
  const plain = (raw: string): string => `replace(replace(${raw}, chr(13) || chr(10), chr(10)), chr(13), chr(10))`;
  const rows = await engine.rows<{ state: 'same' | 'changed' | 'gone' }>(
    `SELECT CASE WHEN q.record IS NULL THEN 'gone' WHEN ${plain('q.raw')} = ${plain('f.raw')} THEN 'same' ELSE 'changed' END AS state
FROM given_fixes f LEFT JOIN ${quoteName(table)} q ON q.record = f.record AND coalesce(q.byte_from, -1) = coalesce(f.byte_from, -1)
ORDER BY place`,
    ['state'],
  );
  await engine.run('DROP TABLE given_fixes');
  return rows.map(({ state }) => state);
}

function isOf(source: string, file: RankedName): boolean {
  const name = withoutSuffix(source, file);
  return name === file.name || name.startsWith(`${file.name}#`);
}

function withoutSuffix(source: string, { rank }: RankedName): string {
  const suffix = `~${rank}`;
  return rank > 1 && source.endsWith(suffix) ? source.slice(0, -suffix.length) : source;
}
