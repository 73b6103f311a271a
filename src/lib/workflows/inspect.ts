/** Says what files are, and changes nothing: how they were read, which profile fits, and what each column holds, in shapes and counts. */

import type { LoadedCampaign } from '../config.js';
import type { Context, Engine } from '../context.js';
import type { InspectedColumn, InspectedRow, InspectedTable, InspectReport } from '../model/inspect-report.js';
import type { QuarantineReason } from '../model/intake.js';
import type { MappableField } from '../model/record.js';
import { MAPPABLE_FIELDS } from '../model/record.js';
import type { ColumnMapping } from '../profiles/apply.js';
import { mappingSql } from '../profiles/functions.js';
import { ColumnChooser } from '../profiles/headers.js';
import { quoteName } from '../sql.js';
import { describeColumns } from './column-shapes.js';
import { asInCampaign, columnsIn, type Loaded, type LoadedTable, loadSources, namedFiles, type ReadingOptions } from './load.js';

export interface InspectOptions {
  readonly files: readonly string[];
  readonly profile: string | null;
  readonly reading: ReadingOptions;
  /** The campaign whose language and saved profiles are used, as merging does; null without one. */
  readonly campaign: LoadedCampaign | null;
  /** Show the first few values of every column. Only ever asked for on a terminal. */
  readonly reveal: boolean;
}

/** How many unreadable rows are listed. */
const ROWS_SHOWN = 20;

/** Inspects files in a private scratch folder that is removed afterwards. */
export async function runInspect(context: Context, options: InspectOptions): Promise<InspectReport> {
  const { files } = context.io;
  const scratch = files.temporaryFolder();
  try {
    const stagingDir = files.scratch(scratch.path, 'staging');
    const spillDir = files.scratch(scratch.path, 'spill');
    const engine = await context.io.openEngine({ stagingDir, spillDir, memoryBytes: 1_000_000_000, threads: 0 });
    try {
      const loaded = await loadSources(context, engine, {
        files: namedFiles(context, options.files, options.profile).map((file) => asInCampaign(context, file, options.campaign)),
        reading: options.reading,
        folder: options.campaign?.folder ?? context.cwd,
        language: options.campaign?.campaign.language ?? 'en-GB',
        idsFrom: null,
        isForLooking: true,
      });
      const tables: InspectedTable[] = [];
      for (const entry of loaded.tables) tables.push(await describe(engine, loaded, entry, options.reveal));
      return { formatVersion: 1, tables };
    } finally {
      await engine.close();
    }
  } finally {
    scratch.end();
  }
}

async function describe(engine: Engine, loaded: Loaded, entry: LoadedTable, reveal: boolean): Promise<InspectedTable> {
  const { table, source, mapping, numbers } = entry;
  const { blank } = table.counts;
  return {
    source,
    sha256: table.sha256,
    bytes: table.bytes,
    format: table.format,
    ...(table.container === undefined ? {} : { container: table.container }),
    encoding: table.encoding,
    dialect: table.dialect,
    path: table.path,
    headerRows: table.headerRows,
    records: table.counts.records,
    unreadable: table.counts.quarantined,
    blank: Object.values(blank).reduce((sum, count) => sum + count, 0),
    rows: table.counts,
    byteCounts: table.byteCounts,
    profile: numbers?.profile ?? mapping?.profile.id ?? null,
    confidence: numbers === null ? confidenceOf(entry) : 'high',
    runnerUp: entry.runnerUp,
    refusedProfile: entry.refusedProfile,
    dateOrder: entry.dateOrder,
    numbers,
    columns: table.document === null ? await listColumns(engine, loaded, entry, reveal) : [],
    quarantined: await listQuarantined(engine, table.tables.quarantine, reveal),
    problems: loaded.problems.filter((problem) => problem.source === source),
  };
}

/** Inspecting asks nobody, so that `asked` cannot come up. */
function confidenceOf({ confidence }: LoadedTable): InspectedTable['confidence'] {
  return confidence === 'asked' ? 'given' : confidence;
}

async function listColumns(
  engine: Engine,
  loaded: Loaded,
  { table, source, mapping, isHeaderSure }: LoadedTable,
  reveal: boolean,
): Promise<InspectedColumn[]> {
  const fieldByColumn = mapping === null ? new Map<number, MappableField[]>() : fieldsByColumn(mapping, table.header);
  const chooser = mapping === null ? null : new ColumnChooser(table.header, mapping.profile);
  const rows = quoteName(table.tables.records);
  const shapes = await describeColumns(engine, table.tables.records, table.header.length);
  const columns: InspectedColumn[] = [];
  const told = new Set<MappableField>();
  for (const [index, header] of table.header.entries()) {
    const cell = `trim(${quoteName(`c${index}`)})`;
    const isDropped = chooser?.isDropped(table.header, header) ?? false;
    // The operator asked, on a terminal, to see values: this query and the one of the unreadable rows read them as text.
    const examples = reveal
      ? (
          await engine.rows<{ value: string }>(
            `SELECT DISTINCT left(${cell}, 40) AS value FROM ${rows} WHERE ${cell} <> '' ORDER BY value LIMIT 3`,
            ['value'],
          )
        ).map((example) => example.value)
      : null;
    const fields = fieldByColumn.get(index) ?? [];
    const own = fields.filter((field) => !told.has(field));
    for (const field of own) told.add(field);
    const isOwn = (field: string | undefined): boolean => own.some((candidate) => candidate === field);
    columns.push({
      header: reveal || (mapping !== null && isHeaderSure) ? header : null,
      position: index + 1,
      fields,
      isDropped,
      filled: shapes[index]?.filled ?? 0,
      distinct: shapes[index]?.distinct ?? 0,
      shape: shapes[index]?.shape ?? '',
      examples,
      repairs: loaded.repairs
        .filter((repair) => repair.source === source && isOwn(repair.field))
        .map(({ kind, count }) => ({ kind, count })),
      wrong: loaded.problems
        .filter((problem) => problem.source === source && isOwn(problem.field))
        .map(({ type, count }) => ({ type, count })),
    });
  }
  return columns;
}

/**
 * Which columns feed which fields. A whole name fills its parts too, and parts the whole: what a column is named for comes first, and what
 * follows from it only where it is named for nothing.
 */
function fieldsByColumn(mapping: ColumnMapping, header: readonly string[]): Map<number, MappableField[]> {
  const named = new Map<number, MappableField[]>();
  const derived = new Map<number, MappableField[]>();
  const add = (to: Map<number, MappableField[]>, field: MappableField, sql: string): void => {
    for (const column of new Set(columnsIn(sql))) to.set(column, [...(to.get(column) ?? []), field]);
  };
  for (const field of MAPPABLE_FIELDS) {
    const own = mapping.profile.fields[field];
    const sql = field === 'status' ? mapping.status : field === 'display_consent' ? mapping.consent : (mapping.fields[field] ?? '');
    const isName = field === 'full_name' || field === 'given_name' || field === 'family_name';
    add(derived, field, sql);
    if (!isName) add(named, field, sql);
    else if (own !== undefined) add(named, field, mappingSql(own, new ColumnChooser(header, mapping.profile)) ?? '');
  }
  return new Map([...derived].map(([column, fields]) => [column, named.get(column) ?? fields]));
}

async function listQuarantined(engine: Engine, table: string, reveal: boolean): Promise<InspectedRow[]> {
  const rows = await engine.rows<{ record: number; line_from: number; line_to: number; reason: string }>(
    `SELECT record, line_from, line_to, reason FROM ${quoteName(table)} ORDER BY record LIMIT ${ROWS_SHOWN}`,
    ['reason'],
  );
  const texts = reveal
    ? await engine.rows<{ raw: string; suggestion: string }>(
        `SELECT raw, suggestion FROM ${quoteName(table)} ORDER BY record LIMIT ${ROWS_SHOWN}`,
        ['raw', 'suggestion'],
      )
    : [];
  return rows.map((row, index) => ({
    record: row.record,
    lineFrom: row.line_from,
    lineTo: row.line_to,
    reason: row.reason as QuarantineReason,
    raw: texts[index]?.raw ?? null,
    suggestion: texts[index]?.suggestion ?? null,
  }));
}
