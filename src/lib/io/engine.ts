/**
 * DuckDB, locked down: it may touch the private staging folder and spill into the private spill folder, and nothing
 * else. No extension is ever loaded, no connection opened. Text read back is private unless the query says otherwise.
 */

import fs from 'node:fs';
import path from 'node:path';

import { DuckDBInstance, JSDuckDBValueConverter } from '@duckdb/node-api';

import type { Cell, Engine, EngineOptions } from '../context.js';
import { DefectError, InputError } from '../errors.js';
import { Red } from '../red.js';
import { quoteText } from '../sql.js';

/**
 * Up to this many bytes of staged files statements run as they are written: rewriting our long ones for speed takes longer than
 * they then take, about a third of a small merge. Results are the same, because every result has an order of its own.
 */
const UNOPTIMIZED_BYTES_MAX = 64_000;
/** Up to this many rows of numbers beside them, such as pairs of records. */
const UNOPTIMIZED_ROWS_MAX = 2_000;

/**
 * Opens an in-memory engine. Settings are made by `SET` and then locked, in the order DuckDB accepts: the temporary
 * directory and the allowed folder before external access is turned off (`docs/decisions/duckdb.md`).
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const instance = await createInstance({
    // 0 leaves it to DuckDB, which takes one thread per core.
    ...(options.threads > 0 ? { threads: String(options.threads) } : {}),
    memory_limit: `${Math.floor(options.memoryBytes / 1_000_000)}MB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_unsigned_extensions: 'false',
    allow_persistent_secrets: 'false',
    allow_unredacted_secrets: 'false',
  });
  const connection = await instance.connect().catch(startError);
  const settings = [
    `SET temp_directory = ${quoteText(options.spillDir)}`,
    `SET allowed_directories = [${quoteText(options.stagingDir)}]`,
    'SET preserve_insertion_order = true',
    'SET enable_external_access = false',
    'SET lock_configuration = true',
    'PRAGMA disable_optimizer',
  ];
  for (const setting of settings) {
    await connection.run(setting).catch((cause: unknown) => {
      throw new DefectError('The engine could not be locked down.', { code: 'engine-lock', cause });
    });
  }

  const fail = (cause: unknown): never => {
    // DuckDB's own messages quote cells; only the kind of failure is passed on.
    const text = cause instanceof Error ? cause.message : '';
    if (text.startsWith('Out of Memory Error') || text.includes('max_temp_directory_size') || text.includes('No space left')) {
      throw new InputError('The engine ran out of memory or of disk space for spilling.', {
        code: 'engine-memory',
        hint: 'Give it more with --memory, or free space on the disk that holds the output folder.',
        cause,
      });
    }
    const kind = ERROR_KINDS.find((known) => text.startsWith(`${known}:`)) ?? 'of a kind that is not known';
    throw new DefectError(`A statement failed (${kind}).`, { code: 'engine-statement', cause });
  };

  let optimizes = false;
  const optimize = async (): Promise<void> => {
    optimizes = true;
    await connection.run('PRAGMA enable_optimizer').catch(fail);
  };
  /** Records come in from staged files, and numbers through `insertNumbers`, so a statement that reads no file needs no second look. */
  const plan = async (sql: string): Promise<void> => {
    if (!optimizes && /\bread_(?:csv|parquet)\b/.test(sql) && folderBytes(options.stagingDir) > UNOPTIMIZED_BYTES_MAX) await optimize();
  };

  return {
    stagingDir: options.stagingDir,
    async run(sql, values) {
      await plan(sql);
      await connection.run(sql, values === undefined ? undefined : [...values]).catch(fail);
    },
    async rows<T extends Readonly<Record<string, Cell>>>(sql: string, green: readonly string[] = []): Promise<T[]> {
      await plan(sql);
      const result = await connection.run(sql).catch(fail);
      const columns = result.columnNames().map((name) => ({ name, cellOf: cellReader(green.includes(name)) }));
      const rows: T[] = [];
      for (;;) {
        // Chunk by chunk: a million rows are not held once as the package gives them and once as they are handed on.
        const chunk = await result.fetchChunk().catch(fail);
        if (chunk === null || chunk.rowCount === 0) return rows;
        const values = columns.map((_, index) => chunk.convertColumnValues(index, JSDuckDBValueConverter));
        for (let row = 0; row < chunk.rowCount; row++) {
          const cells: Record<string, Cell> = {};
          for (const [index, { name, cellOf }] of columns.entries()) cells[name] = cellOf(values[index]?.[row]);
          rows.push(cells as T);
        }
      }
    },
    async numbers(sql) {
      await plan(sql);
      const result = await connection.stream(sql).catch(fail);
      const parts: Float64Array[][] = Array.from({ length: result.columnCount }, () => []);
      for (;;) {
        const chunk = await result.fetchChunk().catch(fail);
        if (chunk === null || chunk.rowCount === 0) break;
        // Each chunk becomes plain numbers at once: boxed ones of millions of rows would not fit.
        for (const [index, column] of parts.entries()) column.push(Float64Array.from(chunk.getColumnValues(index), toNumber));
      }
      return parts.map((column) => {
        const numbers = new Float64Array(column.reduce((sum, values) => sum + values.length, 0));
        let at = 0;
        for (const values of column) {
          numbers.set(values, at);
          at += values.length;
        }
        return numbers;
      });
    },
    async insertNumbers(table, columns) {
      if (!optimizes && (columns[0]?.length ?? 0) > UNOPTIMIZED_ROWS_MAX) await optimize();
      const appender = await connection.createAppender(table).catch(fail);
      try {
        const rows = columns[0]?.length ?? 0;
        for (let row = 0; row < rows; row++) {
          for (const column of columns) {
            if (column instanceof Int32Array) appender.appendInteger(column[row] as number);
            else appender.appendDouble(column[row] as number);
          }
          appender.endRow();
        }
        appender.closeSync();
      } catch (cause) {
        fail(cause);
      }
    },
    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function folderBytes(folder: string): number {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, file) => sum + fs.statSync(path.join(file.parentPath, file.name)).size, 0);
}

async function createInstance(settings: Readonly<Record<string, string>>): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(':memory:', { ...settings });
  } catch (cause) {
    return startError(cause);
  }
}

function startError(cause: unknown): never {
  throw new InputError('The engine that works on the records could not be started.', {
    code: 'engine-start',
    hint: 'Give it more with --memory. `handin doctor` says what this machine lacks.',
    cause,
  });
}

/** Kinds of failure as DuckDB begins its messages; what follows may quote a cell, so nothing else of a message is repeated. */
const ERROR_KINDS: readonly string[] = [
  'Binder Error',
  'Catalog Error',
  'Constraint Error',
  'Conversion Error',
  'Fatal Error',
  'INTERNAL Error',
  'INTERRUPT Error',
  'IO Error',
  'Invalid Configuration Error',
  'Invalid Error',
  'Invalid Input Error',
  'Invalid Type Error',
  'Mismatch Type Error',
  'Not implemented Error',
  'Out of Range Error',
  'Parser Error',
  'Permission Error',
  'Sequence Error',
  'Serialization Error',
  'Syntax Error',
  'TransactionContext Error',
];

function toNumber(value: unknown): number {
  const cell = toCell(value, false);
  if (typeof cell !== 'number') throw new DefectError('A statement gave a value that is no number.', { code: 'engine-type' });
  return cell;
}

/** Values of a column that are remembered: enough for towns, dates and words of our own, and no burden where all values differ. */
const KNOWN_MAX = 5_000;

/** Reads the cells of one column. Most columns say few things many times, and equal text is one object. */
function cellReader(isGreen: boolean): (value: unknown) => Cell {
  const known = new Map<string, Cell>();
  return (value) => {
    if (typeof value !== 'string') return toCell(value, isGreen);
    const seen = known.get(value);
    if (seen !== undefined) return seen;
    const cell = toCell(value, isGreen);
    if (known.size < KNOWN_MAX) known.set(value, cell);
    return cell;
  };
}

function toCell(value: unknown, isGreen: boolean): Cell {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'bigint') {
    if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER))
      throw new DefectError('A count is too large to be exact.', { code: 'engine-range' });
    return Number(value);
  }
  if (typeof value === 'string') return isGreen ? value : new Red(value);
  throw new DefectError('A statement gave a value of a kind that is not read.', { code: 'engine-type' });
}
