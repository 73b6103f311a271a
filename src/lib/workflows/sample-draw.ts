/**
 * A sample for checking by hand: drawn by a public seed from a list whose fingerprint was fixed before, so that anybody who has the list can
 * draw it again and nobody could choose who is asked. The worksheet holds personal data; it goes to one private file.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';

import { canonicalJson } from '../canonical-json.js';
import type { Context, Engine } from '../context.js';
import { InputError } from '../errors.js';
import type { MergeReport } from '../model/merge-report.js';
import type { SampleDrawReport, SampleKey, SampleKind } from '../model/sample-report.js';
import { drawSample } from '../proof/sample.js';
import { csvSql, quoteText } from '../sql.js';
import { shownPath } from '../text.js';
import { withPrivateData } from './private-folder.js';
import { worksheetPages } from './sample-page.js';

/** The columns that a volunteer fills in, and the one by which rows are found again. */
export const NUMBER_HEADER = 'number';
export const VALID_HEADER = 'valid? (yes / no / unsure)';
export const COPY_HEADER = 'copy of number';
export const NOTE_HEADER = 'note';

export interface DrawOptions {
  /** Folder of the merge. */
  readonly folder: string;
  readonly kind: SampleKind;
  /** How many; of a list of so many, which is known only then. */
  readonly sizeOf: (population: number) => number;
  /** Null gives the fingerprint of the list and draws nothing. */
  readonly seed: string | null;
  /** Full path of the worksheet, `.csv` or `.xlsx`. */
  readonly output: string;
  /** Full path of a PDF to print; null for none. */
  readonly pages: string | null;
  readonly force: boolean;
}

/** Where the key of a worksheet lies. */
export const keyPlaceOf = (worksheet: string): string => `${worksheet.slice(0, -path.extname(worksheet).length)}.key.json`;

/**
 * Draws a sample and writes its worksheet and key, mode 0600.
 * @throws InputError `sample-nobody` for an empty list, `sample-form` for another kind of file, `sample-exists` unless `force`
 */
export async function drawFromMerge(context: Context, options: DrawOptions): Promise<SampleDrawReport> {
  const form = formOf(options.output);
  return withPrivateData(context, options.folder, async (engine, merge) => {
    const { population, list } = await listIn(engine, options.kind);
    if (population === 0) {
      throw new InputError('There is nobody to draw from.', { code: 'sample-nobody', hint: 'The last merge counted no person.' });
    }
    const size = Math.min(population, options.sizeOf(population));
    const report = { formatVersion: 1, action: 'draw', kind: options.kind, population, size, list } as const;
    if (options.seed === null) return { ...report, drawn: null };
    const key = keyPlaceOf(options.output);
    assertFree(context, [options.output, key, ...(options.pages === null ? [] : [options.pages])], options.force);
    const places = drawSample(options.seed, Buffer.from(list, 'hex'), population, size);
    const groups = await loadDrawn(context, engine, places);
    await engine.run(CELLS_SQL);
    // Drawn first: a letter that the fonts lack must not leave half of what was asked for.
    const pages = options.pages === null ? null : await worksheetPages(context, engine);
    await writeWorksheet(context, engine, options.output, form);
    if (options.pages !== null && pages !== null) await context.io.files.writeFile(options.pages, pages);
    await context.io.files.writeFile(
      key,
      canonicalJson(keyOf(context, merge, options, { population, list, groups }), { trailingNewline: true }),
    );
    return {
      ...report,
      drawn: { seed: options.seed, worksheet: shownPath(options.output, context.cwd), key: shownPath(key, context.cwd) },
    };
  });
}

function formOf(output: string): 'excel' | 'xlsx' {
  const extension = path.extname(output).toLowerCase();
  if (extension === '.csv') return 'excel';
  if (extension === '.xlsx') return 'xlsx';
  throw new InputError('A worksheet is a .csv or an .xlsx file.', { code: 'sample-form', hint: 'Write for example -o sample.xlsx.' });
}

function assertFree(context: Context, places: readonly string[], force: boolean): void {
  const there = places.find((place) => context.io.files.exists(place));
  if (there === undefined || (force && !context.io.files.isFolder(there))) return;
  throw new InputError(`${path.basename(there)} is there already.`, {
    code: 'sample-exists',
    hint: 'It may hold answers. Choose another name, or replace it with --force.',
  });
}

/**
 * `sample_list`: the rows that can be drawn, with their place from 0. The order is by id, which comes from content, or by where a
 * record stands; its digest is what the seed is mixed with.
 */
async function listIn(engine: Engine, kind: SampleKind): Promise<{ readonly population: number; readonly list: string }> {
  await engine.run(
    kind === 'distinct'
      ? `CREATE TABLE sample_list AS SELECT row_number() OVER (ORDER BY s.signature_id) - 1 AS place, s.signature_id AS id, s.signature_id, l.source, l.record
FROM signatures s JOIN ledger l ON l.signature_id = s.signature_id AND l.fate = 'counted' WHERE s.kind = 'person'`
      : `CREATE TABLE sample_list AS SELECT row_number() OVER (ORDER BY l.source, l.record::BIGINT) - 1 AS place, l.source || ':' || l.record AS id, l.signature_id,
  l.source, l.record
FROM ledger l JOIN signatures s USING (signature_id) WHERE l.fate IN ('counted', 'duplicate') AND s.kind = 'person'`,
  );
  const [found] = await engine.rows<{ population: number; list: string }>(
    `SELECT count(*) AS population, sha256(coalesce(string_agg(id, chr(10) ORDER BY place), '')) AS list FROM sample_list`,
    ['list'],
  );
  return found ?? { population: 0, list: createHash('sha256').digest('hex') };
}

/** `drawn`: the rows in the order of drawing, numbered from 1. Returns the group of each row: the same for rows of one person. */
async function loadDrawn(context: Context, engine: Engine, places: readonly number[]): Promise<number[]> {
  const staged = path.join(engine.stagingDir, 'drawn.csv');
  await context.io.files.writeFile(staged, context.io.formatCsv(places.map((place, index) => [String(index + 1), String(place)])));
  await engine.run(`CREATE TABLE drawn AS SELECT d.number, p.* EXCLUDE (place),
  dense_rank() OVER (ORDER BY p.signature_id) AS person
FROM ${csvSql(staged, { number: 'BIGINT', place: 'BIGINT' })} d JOIN sample_list p USING (place)`);
  const rows = await engine.rows<{ person: number }>('SELECT person FROM drawn ORDER BY number');
  return rows.map(({ person }) => person);
}

/** Fields a volunteer who phones or visits needs, each with its words. */
const SHOWN: readonly (readonly [column: string, header: string])[] = [
  ['full_name', 'name'],
  ['phone', 'phone'],
  ['email', 'e-mail'],
  ['address', 'address'],
  ['locality', 'town'],
  ['postcode', 'postcode'],
  ['signed_at', 'signed'],
];

/** `sample_cells`: the cells of every record that can be drawn. */
const CELLS_SQL = `CREATE TABLE sample_cells AS
SELECT l.source, l.record, ${SHOWN.map(([column]) => `s.${column}`).join(', ')} FROM signatures s JOIN ledger l ON l.signature_id = s.signature_id AND l.fate = 'counted'
UNION ALL SELECT source, record, ${SHOWN.map(([column]) => column).join(', ')} FROM "set-aside"`;

async function writeWorksheet(context: Context, engine: Engine, output: string, form: 'excel' | 'xlsx'): Promise<void> {
  const { files, sheetOut } = context.io;
  const from = 'FROM drawn d JOIN sample_cells c ON c.source = d.source AND c.record = d.record';
  const [filled] = await engine.rows<Record<string, boolean>>(
    `SELECT ${SHOWN.map(([column]) => `coalesce(bool_or(c.${column} <> ''), false) AS ${column}`).join(', ')} ${from}`,
  );
  const shown = SHOWN.filter(([column]) => filled?.[column] === true);
  const rows = path.join(engine.stagingDir, 'worksheet.csv');
  await engine.run(`COPY (SELECT d.number, '', '', '', ${shown.map(([column]) => `c.${column}`).join(', ')}, d.source || ', record ' || d.record ${from} ORDER BY d.number)
TO ${quoteText(rows)} (FORMAT csv, HEADER false, FORCE_QUOTE *, DELIMITER ',', QUOTE '"', ESCAPE '"')`);
  const header = [NUMBER_HEADER, VALID_HEADER, COPY_HEADER, NOTE_HEADER, ...shown.map(([, words]) => words), 'source'];
  const file = files.beginFile(output);
  try {
    const built = path.join(file.scratch, 'worksheet');
    await sheetOut.write(rows, built, header, form);
    file.publish(built, output);
  } finally {
    file.end();
  }
}

function keyOf(
  context: Context,
  merge: MergeReport,
  { kind, seed }: DrawOptions,
  found: Pick<SampleKey, 'population' | 'list' | 'groups'>,
): SampleKey {
  return {
    formatVersion: 1,
    tool: { name: 'handin', version: context.version },
    kind,
    seed: seed ?? '',
    merge: merge.digest,
    ...found,
  };
}
