/** csv-parse for small files of the campaign's own, such as organisations.csv: UTF-8, comma-separated, read whole. */

import { parse } from 'csv-parse/sync';

import { InputError } from '../errors.js';

const BYTES_MAX = 16 * 1024 * 1024;

/** Rows as arrays, header included. Throws `InputError` that names the line and quotes nothing. */
export function readCsv(text: string, label: string, delimiter = ','): string[][] {
  if (text.length > BYTES_MAX) throw new InputError(`${label} is too large to be read whole.`, { code: 'csv-too-large' });
  try {
    return parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: false,
      record_delimiter: ['\r\n', '\n', '\r'],
    }) as string[][];
  } catch (cause) {
    const line = (cause as { lines?: unknown }).lines;
    throw new InputError(`${label} is not well-formed CSV${typeof line === 'number' ? ` (line ${line})` : ''}.`, {
      code: 'csv-invalid',
      hint: 'Look for a quote that is not closed, or save the sheet as CSV again.',
      cause,
    });
  }
}
