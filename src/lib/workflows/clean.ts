/**
 * One tidy list from one or several messy exports: every record that was read, in the canonical columns, nothing merged and nothing
 * left out but empty rows. The list is written beside its place and renamed; what could not be read lies beside it.
 */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context, Engine, OutputFile, SheetForm, SheetWritten } from '../context.js';
import { assertHolds, InputError } from '../errors.js';
import type { CleanedInput, CleanReport } from '../model/clean-report.js';
import { ORGANISATION_FIELDS, QUARANTINE_COLUMNS, RECORD_FIELDS } from '../model/record.js';
import type { FieldRepairs } from '../model/repair.js';
import { blankRecordSql } from '../normalize/standardize.js';
import { quoteName, quoteText } from '../sql.js';
import { shownPath } from '../text.js';
import { changeSignedCells, keepSign } from './guarded-cells.js';
import { asInCampaign, engineMemory, type Loaded, loadSources, namedFiles, type ReadingOptions, type SourceFile } from './load.js';

export interface CleanOptions {
  readonly files: readonly string[];
  readonly campaign: LoadedCampaign | null;
  readonly profile: string | null;
  readonly reading: ReadingOptions;
  /** Full path of the list, or null for stdout. */
  readonly output: string | null;
  readonly form: SheetForm;
  /** Columns that no field uses come along. */
  readonly keepsOther: boolean;
  readonly memoryBytes: number;
  readonly threads: number;
  readonly force: boolean;
}

/** The columns of every list, in order; others follow them. */
export const CLEAN_COLUMNS = [...RECORD_FIELDS, ...ORGANISATION_FIELDS, 'status', 'source', 'record'] as const;

/** Where the unreadable rows of a list are put. */
export function quarantinePathOf(output: string): string {
  return `${output}.quarantine.csv`;
}

/** Writes the list. Throws `InputError` for what cannot be read and for a place that is not ours to write to. */
export async function runClean(context: Context, options: CleanOptions): Promise<CleanReport> {
  const { files } = context.io;
  const sources = namedFiles(context, options.files, options.profile).map((file) => asInCampaign(context, file, options.campaign));
  if (options.output !== null) await assertPlaceIsOurs(context, options, sources, options.output);
  const file = options.output === null ? null : files.beginFile(options.output);
  const folder = file === null ? files.temporaryFolder() : { path: file.scratch, end: () => file.end() };
  try {
    const stagingDir = files.scratch(folder.path, 'staging');
    const engine = await context.io.openEngine({
      stagingDir,
      spillDir: files.scratch(folder.path, 'spill'),
      memoryBytes: engineMemory(options.memoryBytes),
      threads: options.threads,
    });
    try {
      const loaded = await loadSources(context, engine, {
        files: sources,
        reading: options.reading,
        folder: options.campaign?.folder ?? context.cwd,
        language: options.campaign?.campaign.language ?? 'en-GB',
        idsFrom: null,
        keepsOther: options.keepsOther,
      });
      return await writeList(context, engine, options, loaded, file);
    } finally {
      await engine.close();
    }
  } finally {
    folder.end();
  }
}

/** Inputs are never modified, and files of others only with `--force`. */
async function assertPlaceIsOurs(context: Context, options: CleanOptions, sources: readonly SourceFile[], output: string): Promise<void> {
  const { files, sheetOut } = context.io;
  const places = [
    [output, CLEAN_COLUMNS],
    [quarantinePathOf(output), QUARANTINE_COLUMNS],
  ] as const;
  for (const [place, columns] of places) {
    if (!files.exists(place)) continue;
    const name = path.basename(place);
    const real = files.realPath(place);
    const isRead = (other: string): boolean => files.exists(other) && files.realPath(other) === real;
    if (sources.some((source) => isRead(source.path)) || options.reading.fixed.some(isRead)) {
      throw new InputError(`${name} is one of the files to read, and inputs are never changed.`, {
        code: 'output-is-input',
        hint:
          place === output
            ? 'Choose another place with -o.'
            : 'Save the corrected file under another name, such as fixed.csv, and give that.',
      });
    }
    if (files.isFolder(place) || (!options.force && !(await sheetOut.startsWith(place, columns)))) {
      throw new InputError(`${name} is there already and was not written by handin clean.`, {
        code: 'output-not-ours',
        hint: files.isFolder(place) ? 'Choose another place with -o.' : 'Choose another place with -o, or replace it with --force.',
      });
    }
  }
}

async function writeList(
  context: Context,
  engine: Engine,
  options: CleanOptions,
  loaded: Loaded,
  file: OutputFile | null,
): Promise<CleanReport> {
  const { files, sheetOut } = context.io;
  const copied = path.join(engine.stagingDir, 'list.csv');
  const header = [...CLEAN_COLUMNS, ...loaded.otherHeaders.map((name) => `other: ${name}`)];
  await engine.run(`CREATE OR REPLACE TEMP VIEW clean_rows AS ${listSql(header.length, loaded.otherHeaders.length)}`);
  const cells = header.map((_, column) => `l${column}`);
  // Where nothing is guarded, a cell that looks so must say that it is not: reading the list takes every guard off.
  const list =
    options.form === 'machine'
      ? await changeSignedCells(context, engine, { relation: 'clean_rows', key: 'place', cells, answers: 'signed_cells', change: keepSign })
      : 'SELECT * FROM clean_rows';
  await copyOut(engine, `SELECT ${cells.join(', ')} FROM (${list}) ORDER BY place`, copied, true);
  let written: SheetWritten;
  if (file === null || options.output === null) {
    if (options.form === 'xlsx')
      throw new InputError('A workbook cannot be printed.', { code: 'clean-output', hint: 'Name a file: -o clean.xlsx.' });
    written = await sheetOut.print(copied, header, options.form, (text) => context.outSlowly(text));
  } else {
    const built = path.join(file.scratch, 'list');
    written = await sheetOut.write(copied, built, header, options.form);
    file.publish(built, options.output);
  }
  const inputs = await describeInputs(engine, loaded);
  assertHolds(
    written.rows === inputs.reduce((sum, input) => sum + input.written, 0),
    'clean-rows',
    `The list has ${written.rows} rows, but the engine holds another number of records.`,
  );
  const unreadable = inputs.reduce((sum, { rows }) => sum + rows.quarantined, 0);
  return {
    formatVersion: 1,
    tool: { name: 'handin', version: context.version },
    output: options.output === null ? null : shownPath(options.output, context.cwd),
    form: options.form,
    inputs,
    rows: written.rows,
    sheets: written.sheets,
    guarded: written.guarded,
    keepsOther: options.keepsOther,
    unreadable,
    quarantine: await writeQuarantine(),
    repairs: sumRepairs(loaded.repairs),
    ...(loaded.tables.some(({ numbers }) => numbers !== null)
      ? { numbers: loaded.tables.flatMap(({ source, numbers }) => (numbers === null ? [] : [{ source, ...numbers }])) }
      : {}),
    problems: loaded.problems,
  };

  /** An earlier one of ours goes away when there is nothing left to correct. */
  async function writeQuarantine(): Promise<string | null> {
    if (file === null || options.output === null) return null;
    const place = quarantinePathOf(options.output);
    if (unreadable === 0) {
      if (files.exists(place)) files.remove(place);
      return null;
    }
    const rows = path.join(engine.stagingDir, 'quarantine.csv');
    await copyOut(engine, `SELECT ${QUARANTINE_COLUMNS.join(', ')} FROM quarantine_rows ORDER BY source, record`, rows, false);
    file.publish(rows, place);
    return shownPath(place, context.cwd);
  }
}

async function copyOut(engine: Engine, sql: string, place: string, isQuoted: boolean): Promise<void> {
  const form = isQuoted ? 'HEADER false, FORCE_QUOTE *' : 'HEADER true';
  await engine.run(`COPY (${sql}) TO ${quoteText(place)} (FORMAT csv, ${form}, DELIMITER ',', QUOTE '"', ESCAPE '"')`);
}

/** Every record that holds something, in the order of source and record. An unreadable date stays as it was written. */
function listSql(columnCount: number, otherCount: number): string {
  const fields = RECORD_FIELDS.map((field) =>
    field === 'signed_at' ? "CASE WHEN r.signed_at <> '' THEN r.signed_at ELSE r.date_given END" : `r.${field}`,
  );
  const others = Array.from({ length: otherCount }, (_, index) => `coalesce(o.${quoteName(`o${index}`)}, '')`);
  const join = otherCount === 0 ? '' : 'LEFT JOIN other_cells o ON o.source_id = r.source_id AND o.record = r.record';
  const cells = [...fields, ...ORGANISATION_FIELDS.map((field) => `r.${field}`), 'r.status', 's.source', 'r.record::VARCHAR', ...others];
  assertHolds(cells.length === columnCount, 'clean-columns', 'The list has another number of columns than its header.');
  return `SELECT row_number() OVER (ORDER BY r.source_id, r.record) AS place, ${cells.map((cell, column) => `${cell} AS l${column}`).join(', ')}
FROM (SELECT * FROM source_records WHERE NOT (${blankRecordSql()})) r JOIN sources s USING (source_id) ${join}`;
}

async function describeInputs(engine: Engine, loaded: Loaded): Promise<CleanedInput[]> {
  const rows = await engine.rows<{ source: string; written: number; empty: number }>(
    `SELECT source, count(*) FILTER (WHERE NOT (${blankRecordSql()})) AS written, count(*) FILTER (WHERE ${blankRecordSql()}) AS empty
FROM source_records JOIN sources USING (source_id) GROUP BY source ORDER BY source`,
    ['source'],
  );
  const bySource = new Map(rows.map((row) => [row.source, row]));
  return loaded.tables
    .filter(({ numbers }) => numbers === null)
    .map(({ table, source, mapping, otherColumns }) => ({
      source,
      sha256: table.sha256,
      bytes: table.bytes,
      format: table.format,
      profile: mapping?.profile.id ?? 'generic',
      rows: table.counts,
      written: bySource.get(source)?.written ?? 0,
      empty: bySource.get(source)?.empty ?? 0,
      otherColumns: otherColumns.length,
    }));
}

/** Repairs over all sources, in the order of the columns. */
function sumRepairs(repairs: readonly FieldRepairs[]): Omit<FieldRepairs, 'source'>[] {
  const sums = new Map<string, Omit<FieldRepairs, 'source'>>();
  for (const { field, kind, count } of repairs) {
    const key = `${field} ${kind}`;
    sums.set(key, { field, kind, count: (sums.get(key)?.count ?? 0) + count });
  }
  const place = (field: string): number => (CLEAN_COLUMNS as readonly string[]).indexOf(field);
  return [...sums.values()].sort((a, b) => place(a.field) - place(b.field) || (a.kind < b.kind ? -1 : 1));
}
