/** What can be wrong with a spreadsheet as a whole, whoever reads it. */

import { InputError } from '../errors.js';
import { formatCount } from '../text.js';
import { COLUMNS_MAX } from './limits.js';

/** An InputError `file-hostile` for what stands in a spreadsheet. */
export function hostileSheet(label: string, what: string): InputError {
  return new InputError(`${label} is not read, because it holds ${what}.`, {
    code: 'file-hostile',
    hint: 'Copy the values into a new workbook and save it as .xlsx, or save the sheet as CSV UTF-8.',
  });
}

/** An InputError `file-damaged` for a spreadsheet that is broken. */
export function damagedSheet(label: string, cause?: unknown): InputError {
  return new InputError(`${label} is damaged and cannot be read.`, {
    code: 'file-damaged',
    hint: 'Open it in a spreadsheet program and save it again as .xlsx or as CSV UTF-8.',
    cause,
  });
}

/** A table that is too wide. */
export function sheetColumnsError(label: string): InputError {
  return new InputError(`${label} has more than ${formatCount(COLUMNS_MAX)} columns.`, {
    code: 'columns-too-many',
    hint: 'Remove the columns that are not needed.',
  });
}
