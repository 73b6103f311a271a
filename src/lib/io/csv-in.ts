/** csv-parse: rows that the scan has found sound, to cells. Positions never come from here, and nothing is guessed, trimmed or cast. */

import { parse } from 'csv-parse/sync';

import { DefectError } from '../errors.js';
import type { CellSyntax } from '../intake/cells.js';
import { RECORD_BYTES_MAX } from '../intake/limits.js';

/**
 * Cells of whole rows of UTF-8 text in a syntax that doubles quotes.
 * @param count how many rows the scan counted; another number is a defect
 */
export function parseRows(text: Uint8Array, syntax: CellSyntax, count: number): string[][] {
  let rows: string[][];
  try {
    rows = parse(text as Buffer, {
      columns: false,
      delimiter: syntax.delimiter,
      quote: syntax.quote,
      escape: syntax.escape,
      // Without the list the first row's line end is taken for all of them.
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: false,
      skip_empty_lines: false,
      bom: false,
      trim: false,
      cast: false,
      max_record_size: 2 * RECORD_BYTES_MAX,
    });
  } catch (cause) {
    throw new DefectError('Rows that were found sound could not be parsed.', { code: 'intake-parse', cause });
  }
  if (rows.length !== count) throw new DefectError('Rows were parsed into another number of rows.', { code: 'intake-parse-count' });
  return rows;
}
