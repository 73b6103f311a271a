/** csv-stringify: small CSV texts that handin reads again. Nothing is escaped for spreadsheets here: such a file must come back as it was. */

import { stringify } from 'csv-stringify/sync';

/** Rows as CSV text with LF line ends; a cell with any line break is quoted, which the library alone does not do. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { quoted_match: /[\r\n]/, record_delimiter: '\n' },
  );
}
