/** What is said of a sheet of answers, written or read, whatever was asked in it. */

import { formatCount, plural, showHidden } from '../text.js';
import { hang, type TextOptions, usableWidth } from './columns.js';

/** How many row numbers a line names. */
const ROWS_NAMED = 10;

/** What to do with a sheet that was written. `asks` is the header of the column to fill in, `takes` the command that reads it. */
export function sheetWritten(
  output: string,
  open: string | null,
  words: { readonly asks: string; readonly takes: string; readonly none: string },
): string {
  const place = showHidden(output);
  if (open === null) return `${words.none}; ${place} has its header row only.\n`;
  return `${place}: ${open}. Fill in the column "${words.asks}" and give the file to \`${words.takes}\`.\n`;
}

/** Rows of a sheet that were not taken, each kind with the reason. */
export function leftOutLines(kinds: readonly (readonly [rows: readonly number[], why: string])[], options: TextOptions): string[] {
  return kinds.flatMap(([rows, why]) => {
    if (rows.length === 0) return [];
    const named = rows.slice(0, ROWS_NAMED).map(formatCount).join(', ');
    const more = rows.length > ROWS_NAMED ? ` and ${formatCount(rows.length - ROWS_NAMED)} more` : '';
    return hang('', `Left out: ${plural(rows.length, 'row')} (${named}${more}), ${why}`, usableWidth(options), options.paint.yellow);
  });
}
