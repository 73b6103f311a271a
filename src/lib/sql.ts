/**
 * The one place where text and names become part of a statement. Cells never do: they stay in tables. What is quoted
 * here comes from bundled data, profiles, settings and generated table names.
 */

/** A step of the chain: the table it makes and the statement that makes it. Steps do not run themselves. */
export interface Step {
  readonly table: string;
  readonly sql: string;
  /** Run again until this query answers 0. The statement must be safe to repeat. */
  readonly repeatWhile?: string;
}

/** A string literal. */
export function quoteText(value: string): string {
  if (value.includes('\0')) throw new RangeError('a NUL cannot stand in a statement');
  return `'${value.replaceAll("'", "''")}'`;
}

/** A quoted identifier. */
export function quoteName(name: string): string {
  if (name.includes('\0')) throw new RangeError('a NUL cannot stand in a statement');
  return `"${name.replaceAll('"', '""')}"`;
}

/** `CREATE OR REPLACE TABLE table AS select`, so that a repeated step replaces its own table. */
export function step(table: string, select: string, repeatWhile?: string): Step {
  const sql = `CREATE OR REPLACE TABLE ${quoteName(table)} AS\n${select}`;
  return repeatWhile === undefined ? { table, sql } : { table, sql, repeatWhile };
}

/** Removes tables that nothing needs any more, so that their memory is free for what follows. */
export function dropStep(...tables: readonly string[]): Step {
  return { table: tables.join(', '), sql: tables.map((table) => `DROP TABLE IF EXISTS ${quoteName(table)}`).join(';\n') };
}

const PLAIN_CSV = `auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\\n', max_line_size = 8000000`;

/** A headerless CSV that handin itself wrote, with the type of each column; every setting explicit, the sniffer never asked. */
export function csvSql(place: string, columns: Readonly<Record<string, 'VARCHAR' | 'BIGINT'>>): string {
  return readCsv(place, columns, false);
}

/** A CSV with a header that handin itself wrote; every column as text. */
export function csvWithHeaderSql(place: string, columns: readonly string[]): string {
  return readCsv(place, Object.fromEntries(columns.map((column) => [column, 'VARCHAR' as const])), true);
}

/** The lines of a file that handin itself wrote, header apart, as one column `text`. */
export function linesSql(place: string): string {
  return `read_csv(${quoteText(place)}, auto_detect = false, header = true, delim = '\x01', quote = '', escape = '', new_line = '\\n', columns = {'text': 'VARCHAR'}, force_not_null = ['text'])`;
}

function readCsv(place: string, columns: Readonly<Record<string, 'VARCHAR' | 'BIGINT'>>, header: boolean): string {
  const types = Object.entries(columns).map(([name, type]) => `${quoteText(name)}: '${type}'`);
  // Without this an empty cell comes back as NULL.
  const texts = Object.entries(columns).flatMap(([name, type]) => (type === 'VARCHAR' ? [quoteText(name)] : []));
  return `read_csv(${quoteText(place)}, ${PLAIN_CSV}, header = ${header}, columns = {${types.join(', ')}}, force_not_null = [${texts.join(', ')}])`;
}
