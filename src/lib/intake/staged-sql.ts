/** The statement that loads a staged table: every setting of the engine's CSV reader is given, so that it has nothing to guess. */

import type { StagedTable } from '../model/intake.js';
import { quoteText } from '../sql.js';
import { LINE_BYTES_MAX } from './limits.js';

/** Names of a staged table's columns, `c0` to `cn`. Header texts never become identifiers. */
export function stagedColumns(table: Pick<StagedTable, 'header'>): string[] {
  return table.header.map((_, column) => `c${column}`);
}

/**
 * `read_csv(...)` for a staged table: the columns `c0` to `cn` as text and, before them, `record` as BIGINT when the table has a
 * record column. Rows come in the order of the file, so that without a record column row n is record n.
 */
export function stagedTableSql(table: Pick<StagedTable, 'header' | 'stagedPath' | 'stagedDialect' | 'recordColumn'>): string {
  const { delimiter, quote, escape: escapeChar, newline, skipRows } = table.stagedDialect;
  const names = stagedColumns(table);
  const columns = names.map((name) => `${quoteText(name)}: 'VARCHAR'`);
  if (table.recordColumn) columns.unshift(`'record': 'BIGINT'`);
  return [
    `read_csv(${quoteText(escapeGlob(table.stagedPath))}`,
    'auto_detect=false',
    'header=false',
    `skip=${skipRows}`,
    `delim=${quoteText(delimiter)}`,
    `quote=${quoteText(quote)}`,
    `escape=${quoteText(escapeChar)}`,
    // The engine wants the two characters backslash and n here, not a line feed.
    `new_line='${NEW_LINES[newline]}'`,
    `comment=''`,
    `encoding='utf-8'`,
    `compression='none'`,
    `columns={${columns.join(', ')}}`,
    `force_not_null=[${names.map(quoteText).join(', ')}]`,
    // With force_not_null no cell of ours is ever null; the string is one that cannot stand in the record column.
    `nullstr='no record'`,
    'strict_mode=true',
    'null_padding=false',
    'ignore_errors=false',
    `max_line_size=${LINE_BYTES_MAX}`,
    // One reader keeps the order of rows and is as fast as several on two cores; it is also safe with line breaks in cells.
    'parallel=false)',
  ].join(', ');
}

const NEW_LINES = { lf: '\\n', crlf: '\\r\\n', cr: '\\r' } as const;

/** A path that the engine takes as it stands: each glob character becomes a class of itself. */
function escapeGlob(path: string): string {
  return path.replace(/[[\]*?]/g, (char) => `[${char}]`);
}
