/** A plain in-memory DuckDB for tests of generated SQL. */

import { DuckDBInstance } from '@duckdb/node-api';
import { trimmedCellsSql } from '../../src/lib/profiles/functions.js';
import { quoteText } from '../../src/lib/sql.js';

export type Row = (string | number | bigint | boolean | null)[];

export interface TestDatabase {
  rows(sql: string): Promise<Row[]>;
  close(): void;
}

export async function openTestDatabase(): Promise<TestDatabase> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  // A few rows each: the engine does the same (`io/engine.ts`), and rewriting the long statements takes most of the time.
  await connection.run('PRAGMA disable_optimizer');
  return {
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRows() as Row[],
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** A FROM clause whose columns are c0 to cn, trimmed as the mapping reads them, for trying expressions on a few rows. */
export function valuesSql(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const tuples = rows.map((row, index) => `(${index}, ${header.map((_, column) => quoteText(row[column] ?? '')).join(', ')})`);
  const values = `(VALUES ${tuples.join(', ')}) AS t(row_index, ${header.map((_, column) => `"c${column}"`).join(', ')})`;
  return `(${trimmedCellsSql(values, header.length)})`;
}
