/** Statements that load staged parts: every setting of the engine's CSV reader is given, so that it has nothing to guess. */

import { quoteName, quoteText } from '../sql.js';
import type { CellSyntax } from './cells.js';

/** What the engine reads of a part at a time. */
const BUFFER_BYTES = 32 * 1024 * 1024;

/** Names of a table's cells, `c0` to `cn`. Header texts never become identifiers. */
export function cellColumns(width: number): string[] {
  return Array.from({ length: width }, (_, column) => `c${column}`);
}

/** How staged parts are written when nothing else is said: commas, every cell in quotes, quotes doubled. */
export const STAGED_SYNTAX: CellSyntax = { delimiter: ',', quote: '"', escape: '"' };

/** A column of a staged part. */
export interface StagedColumn {
  readonly name: string;
  readonly type: 'BIGINT' | 'VARCHAR';
}

/** An empty table with these columns. */
export function createTableSql(table: string, columns: readonly StagedColumn[]): string {
  return `CREATE TABLE ${quoteName(table)} (${columns.map(({ name, type }) => `${quoteName(name)} ${type}`).join(', ')})`;
}

/**
 * Appends parts to a table in their order. Rows end with a line feed: told of CRLF, the engine misreads (DuckDB 1.5.5, strict mode).
 * Each file is read by one thread from its start, so that line breaks in cells are safe, while several files are read at a time.
 */
export function appendPartsSql(
  table: string,
  columns: readonly StagedColumn[],
  paths: readonly string[],
  syntax: CellSyntax,
  lineBytesMax: number,
): string {
  const texts = columns.filter(({ type }) => type === 'VARCHAR').map(({ name }) => quoteText(name));
  return `INSERT INTO ${quoteName(table)} SELECT * FROM ${[
    `read_csv([${paths.map((path) => quoteText(escapeGlob(path))).join(', ')}]`,
    'auto_detect=false',
    'header=false',
    `delim=${quoteText(syntax.delimiter)}`,
    `quote=${quoteText(syntax.quote)}`,
    `escape=${quoteText(syntax.escape)}`,
    // The engine wants the two characters backslash and n here, not a line feed.
    `new_line='\\n'`,
    `comment=''`,
    `encoding='utf-8'`,
    `compression='none'`,
    `columns={${columns.map(({ name, type }) => `${quoteText(name)}: '${type}'`).join(', ')}}`,
    `force_not_null=[${texts.join(', ')}]`,
    // With force_not_null no text is ever null; an empty number is.
    `nullstr=''`,
    'strict_mode=true',
    'null_padding=false',
    'ignore_errors=false',
    `max_line_size=${lineBytesMax}`,
    // Left to itself the engine takes a buffer of sixteen lines at their longest.
    `buffer_size=${Math.max(BUFFER_BYTES, lineBytesMax + 1024)}`,
    'parallel=false)',
  ].join(', ')}`;
}

/** A path that the engine takes as it stands: each glob character becomes a class of itself. */
function escapeGlob(path: string): string {
  return path.replace(/[[\]*?]/g, (char) => `[${char}]`);
}
