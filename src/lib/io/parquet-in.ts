/**
 * Reads Parquet through the engine itself, whose reader is built in and needs no extension. The file is copied into the staging folder under
 * a generated name, the only place that the engine may read; columns are taken by position, so that no name of the file becomes SQL.
 */

import { rmSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

import { HandinError, InputError } from '../errors.js';
import { CELL_BYTES_MAX, COLUMNS_MAX, RECORD_BYTES_MAX, ROWS_MAX } from '../intake/limits.js';
import { sheetColumnsError } from '../intake/sheet-errors.js';
import { cellColumns } from '../intake/staged-sql.js';
import { countDuplicateHeaders, emptyError } from '../intake/table.js';
import type { IntakeOptions, StagedTable } from '../model/intake.js';
import type { Problem } from '../model/problem.js';
import { quoteName, quoteText } from '../sql.js';
import { formatCount, trimEdges } from '../text.js';
import { copyToStaging } from './archive.js';
import { assertUnchanged, type SourceFile } from './source-file.js';
import { type StagingPlace, TableSink } from './staging.js';

/** Nothing of a file's name or of its neighbours becomes a column. */
const READER_OPTIONS = 'binary_as_string=true, hive_partitioning=false, filename=false, union_by_name=false';

interface ParquetColumn {
  readonly header: string;
  /** The engine's name of its type, as `DESCRIBE` prints it. */
  readonly type: string;
}

/**
 * Stages a Parquet file.
 * @throws InputError `file-damaged`, `file-empty`, `file-too-large`, `columns-too-many`, `file-changed`, `engine-memory`
 */
export async function stageParquet(
  handle: FileHandle,
  source: SourceFile,
  place: StagingPlace,
  _options: IntakeOptions,
): Promise<StagedTable[]> {
  const path = await copyToStaging(handle, source, place, 'parquet');
  try {
    await assertUnchanged(handle, source);
    return [await loadParquet(path, source, place)];
  } catch (cause) {
    // The engine's failures on this file are the file's, except for a lack of memory, which has its own message.
    if (cause instanceof HandinError && cause.code !== 'engine-statement' && cause.code !== 'engine-range') throw cause;
    if (cause instanceof Error && 'syscall' in cause) throw cause;
    throw new InputError(`${source.label} is damaged and cannot be read.`, {
      code: 'file-damaged',
      hint: 'Download it again, or save the table as CSV UTF-8.',
      cause,
    });
  } finally {
    rmSync(path, { force: true });
  }
}

async function loadParquet(path: string, source: SourceFile, place: StagingPlace): Promise<StagedTable> {
  const { engine } = place;
  const file = quoteText(path);
  const [size] = await engine.rows<{ rows: number }>(`SELECT num_rows AS rows FROM parquet_file_metadata(${file})`);
  if ((size?.rows ?? 0) === 0) throw emptyError(source.label);
  if ((size?.rows ?? 0) > ROWS_MAX) {
    throw new InputError(`${source.label} holds more than ${formatCount(ROWS_MAX)} rows.`, {
      code: 'file-too-large',
      hint: 'Export it in parts and give all of them.',
    });
  }
  const columns = await readColumns(file, source, place);
  const width = columns.length;
  const names = cellColumns(width);
  const sink = new TableSink(place, width);
  const { tables, relations } = await sink.finish();

  const texts = columns.map(({ type }, column) => `coalesce(${textSql(`c${column}`, type)}, '') AS c${column}`);
  // The reader numbers rows itself, unless a column goes by that name; without it, rows come in order all the same.
  const isTaken = columns.some(({ header }) => header.toLowerCase() === 'file_row_number');
  const number = isTaken ? 'row_number() OVER () - 1' : 'row_number';
  const reader = `read_parquet(${file}, ${isTaken ? '' : 'file_row_number=true, '}${READER_OPTIONS})`;
  const [records, unread, quarantine] = [tables.records, tables.unread, tables.quarantine].map(quoteName) as [string, string, string];
  const joined = `concat(${names.join(', ')})`;
  const judged = quoteName(`${tables.records}_judged`);
  await engine.run(
    `CREATE TABLE ${judged} AS SELECT *, CASE
       WHEN trim(${joined}) = '' THEN 'empty-record'
       WHEN contains(${joined}, chr(0)) THEN 'nul-byte'
       WHEN greatest(${names.map((name) => `octet_length(encode(${name}))`).join(', ')}) > ${CELL_BYTES_MAX} THEN 'cell-too-long'
       WHEN octet_length(encode(${joined})) > ${RECORD_BYTES_MAX} THEN 'record-too-long' END AS reason
     FROM (SELECT ${number} + 1 AS record, ${texts.join(', ')} FROM ${reader} AS source(${[...names, ...(isTaken ? [] : ['row_number'])].join(', ')}))
     LIMIT ${ROWS_MAX}`,
  );
  await engine.run(`INSERT INTO ${records} SELECT record, ${names.join(', ')} FROM ${judged} WHERE reason IS NULL ORDER BY record`);
  await engine.run(
    `INSERT INTO ${unread} SELECT record, CASE reason WHEN 'empty-record' THEN 'blank' ELSE 'unreadable' END, reason
     FROM ${judged} WHERE reason IS NOT NULL ORDER BY record`,
  );
  const raw = names
    .map((name) => `'"' || replace(replace(left(${name}, ${CELL_BYTES_MAX}), '"', '""'), chr(0), '\u2400') || '"'`)
    .join(` || ',' || `);
  await engine.run(
    `INSERT INTO ${quarantine} SELECT record, record, record, NULL, NULL, reason, 'correct the value where the file came from', left(${raw}, ${RECORD_BYTES_MAX})
     FROM ${judged} WHERE reason IS NOT NULL AND reason <> 'empty-record' ORDER BY record`,
  );
  await engine.run(`DROP TABLE ${judged}`);

  const count = async (table: string): Promise<number> =>
    (await engine.rows<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`))[0]?.rows ?? 0;
  const accepted = await count(records);
  const quarantined = await count(quarantine);
  const set = await count(unread);
  const first = await engine.rows<{ record: number }>(`SELECT record FROM ${quarantine} ORDER BY record LIMIT 5`);
  const header = columns.map(({ header: name }) => trimEdges(name));
  const problems: Problem[] = [];
  const duplicates = countDuplicateHeaders(header);
  if (duplicates > 0) problems.push({ type: 'header-duplicate', source: source.label, count: duplicates, records: [] });
  if (quarantined > 0) {
    problems.push({ type: 'quarantined-records', source: source.label, count: quarantined, records: first.map(({ record }) => record) });
  }
  return {
    sourceName: source.label,
    sha256: source.sha256,
    bytes: source.bytes,
    format: 'parquet',
    encoding: null,
    dialect: null,
    header,
    headerRows: 1,
    path: 'parquet',
    tables,
    relations,
    counts: {
      records: accepted + set,
      accepted,
      repaired: 0,
      quarantined,
      blank: { 'empty-record': set - quarantined, 'header-repeat': 0, footer: 0, 'other-table': 0 },
    },
    byteCounts: null,
    document: null,
    problems,
  };
}

/** The top-level columns with the names that the file gives them; the engine's own names tell equal ones apart. */
async function readColumns(file: string, source: SourceFile, { engine }: StagingPlace): Promise<ParquetColumn[]> {
  const schema = await engine.rows<{ name: string; children: number | null }>(
    `SELECT name, num_children AS children FROM parquet_schema(${file})`,
    ['name'],
  );
  const types = await engine.rows<{ column_type: string }>(
    `SELECT column_type FROM (DESCRIBE SELECT * FROM read_parquet(${file}, ${READER_OPTIONS}))`,
    ['column_type'],
  );
  if (types.length > COLUMNS_MAX) throw sheetColumnsError(source.label);
  const headers: string[] = [];
  // The schema is listed depth first, the root before its columns.
  for (let at = 1; at < schema.length; ) {
    headers.push(schema[at]?.name ?? '');
    for (let open = 1; open > 0 && at < schema.length; at++) open += (schema[at]?.children ?? 0) - 1;
  }
  if (headers.length !== types.length) throw new InputError(`${source.label} is damaged and cannot be read.`, { code: 'file-damaged' });
  return headers.map((header, column) => ({ header, type: types[column]?.column_type ?? 'VARCHAR' }));
}

/** A column as text: days and times as ISO 8601 without a zone, whole numbers in full, lists of plain values joined, the rest as JSON. */
function textSql(column: string, type: string): string {
  const atSecond = (expression: string): string => {
    const text = `strftime(${expression}, '%Y-%m-%dT%H:%M:%S')`;
    return `CASE WHEN ends_with(${text}, 'T00:00:00') THEN left(${text}, 10) ELSE ${text} END`;
  };
  if (type === 'VARCHAR') return column;
  if (type === 'TIMESTAMP WITH TIME ZONE') return atSecond(`make_timestamp(epoch_us(${column}))`);
  if (type.startsWith('TIMESTAMP')) return atSecond(`CAST(${column} AS TIMESTAMP)`);
  if (type === 'DOUBLE' || type === 'FLOAT') {
    return `CASE WHEN abs(${column}) < 1e21 AND ${column} = trunc(${column}) THEN CAST(CAST(${column} AS HUGEINT) AS VARCHAR) ELSE CAST(${column} AS VARCHAR) END`;
  }
  if (type === 'VARCHAR[]') return `array_to_string(${column}, '; ')`;
  if (type.endsWith(']') || type.startsWith('STRUCT') || type.startsWith('MAP')) return `CAST(to_json(${column}) AS VARCHAR)`;
  return `CAST(${column} AS VARCHAR)`;
}
