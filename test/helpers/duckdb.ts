/** A plain in-memory DuckDB for tests of generated SQL. */

import { DuckDBInstance } from '@duckdb/node-api';
import { stagedTableSql } from '../../src/lib/intake/staged-sql.js';
import type { StagedTable } from '../../src/lib/model/intake.js';
import { quoteText } from '../../src/lib/sql.js';

export type Row = (string | number | bigint | boolean | null)[];

export interface TestDatabase {
  rows(sql: string): Promise<Row[]>;
  close(): void;
}

export async function openTestDatabase(): Promise<TestDatabase> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  return {
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRows() as Row[],
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Records of a staged table as the engine reads them: record number and cells. */
export async function readStaged(database: TestDatabase, table: StagedTable): Promise<{ record: number; cells: string[] }[]> {
  const rows = await database.rows(`SELECT * FROM ${stagedTableSql(table)}`);
  return rows.map((row, index) => {
    const cells = (table.recordColumn ? row.slice(1) : row).map((cell) => {
      if (typeof cell !== 'string') throw new TypeError('a cell is not text');
      return cell;
    });
    return { record: table.recordColumn ? Number(row[0]) : index + 1, cells };
  });
}

/** A FROM clause whose columns are c0 to cn, for trying expressions on a few rows. */
export function valuesSql(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const tuples = rows.map((row, index) => `(${index}, ${header.map((_, column) => quoteText(row[column] ?? '')).join(', ')})`);
  return `(VALUES ${tuples.join(', ')}) AS t(row_index, ${header.map((_, column) => `"c${column}"`).join(', ')})`;
}
