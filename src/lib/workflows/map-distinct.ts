/** Distinct values that need more than SQL: written out by the engine, seen once each by a pure function, and read back as a table. */

import path from 'node:path';

import type { Context, Engine } from '../context.js';
import { csvSql, quoteText } from '../sql.js';

/** Makes the table from the rows of a query; null leaves a row out. Returns how many rows the table has. */
export async function mapDistinct(
  { context, engine }: { readonly context: Context; readonly engine: Engine },
  query: string,
  into: { readonly table: string; readonly columns: readonly string[] },
  mapping: (cells: readonly string[]) => readonly string[] | null,
): Promise<number> {
  const given = path.join(engine.stagingDir, `${into.table}-given.csv`);
  const mapped = path.join(engine.stagingDir, `${into.table}-mapped.csv`);
  try {
    await engine.run(
      `COPY (${query}) TO ${quoteText(given)} (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"', FORCE_QUOTE *)`,
    );
    const count = await context.io.mapValues(given, mapped, mapping);
    const columns = Object.fromEntries(into.columns.map((column) => [column, 'VARCHAR' as const]));
    await engine.run(`CREATE OR REPLACE TABLE ${into.table} AS SELECT * FROM ${csvSql(mapped, columns)}`);
    return count;
  } finally {
    context.io.files.remove(given);
    context.io.files.remove(mapped);
  }
}
