/**
 * What is wrong with a cell and cannot be put right: damage by spreadsheets, formulas, letters that are gone. SQL conditions
 * only, each cheap enough for every cell of a million records; nothing here changes a cell.
 */

import { quoteText } from '../sql.js';

/** Characters that a spreadsheet takes as the beginning of a formula (OWASP, CSV injection), with their full-width forms. */
const FORMULA_SIGNS = '=+@\\-\uff1d\uff0b\uff20\uff0d\ufe62\ufe63\ufe66\ufe6b';
/** What may stand unseen before such a sign: white space and invisible characters. */
const UNSEEN = '\\s\\x{00A0}\\x{00AD}\\x{061C}\\x{180E}\\x{2000}-\\x{200F}\\x{2028}-\\x{202F}\\x{205F}-\\x{206F}\\x{3000}\\x{FEFF}';

/**
 * The cell would be run as a formula: it begins with one of the signs, also after spaces or unseen characters, or with TAB, CR
 * or LF. A telephone number that begins with a plus is not one, nor is a sign on its own.
 */
export function isFormulaSql(column: string): string {
  const begins = `regexp_matches(${column}, '^[${UNSEEN}]*[${FORMULA_SIGNS}]|^[\\t\\r\\n]')`;
  // Nearly every cell begins with a letter or a digit, and comparing costs far less than a pattern.
  const mayBegin = `(${column} < '0' OR (${column} >= ':' AND ${column} < 'A') OR ${column} >= '{')`;
  const isHarmless = `regexp_full_match(${column}, '[${UNSEEN}]*\\+?[0-9 ().\\-/]*|[${UNSEEN}${FORMULA_SIGNS}]*')`;
  return whenSql(`${column} <> '' AND ${mayBegin}`, `${begins} AND NOT ${isHarmless}`);
}

/** The UK Parliament's petition site writes a leading sign as `%3D`, `%2B`, `%2D` or `%40`. */
export function isPercentEncodedSignSql(column: string): string {
  return whenSql(`starts_with(${column}, '%')`, `upper(substr(${column}, 1, 3)) IN ('%3D', '%2B', '%2D', '%40')`);
}

/** A number in exponent form: a spreadsheet has rounded the digits away. */
export function isExponentSql(column: string): string {
  const isNumber = `regexp_full_match(${column}, '[+-]?(?:[0-9][.,][0-9]+[Ee]\\+?[0-9]{1,3}|[0-9]+[Ee]\\+[0-9]{1,3})')`;
  return whenSql(`contains(${column}, 'E') OR contains(${column}, 'e')`, isNumber);
}

/** Nothing but `#`: the column was too narrow when the sheet was printed or copied. */
export function isHashesSql(column: string): string {
  return whenSql(`starts_with(${column}, '##')`, `replace(${column}, '#', '') = ''`);
}

/** A spreadsheet's error instead of a value. `errors` in capitals. */
export function isSpreadsheetErrorSql(column: string, errors: readonly string[]): string {
  return whenSql(
    `starts_with(${column}, '#') OR starts_with(${column}, 'Err:5')`,
    `upper(${column}) IN (${errors.map(quoteText).join(', ')}) OR regexp_full_match(${column}, 'Err:5[0-9][0-9]')`,
  );
}

/** A date where a name or a postcode should be: 4-May, 04. Mai, May-04, 4/5/2025, 2025-05-04 00:00:00. `months` in lower case. */
export function isDateSql(column: string, months: readonly string[]): string {
  // Few cells pass the first condition, and looking up a word among hundreds is only worth it for those.
  const shape = `regexp_matches(${column}, '^(?:[0-9]{1,2}[-. /]{1,2}[^0-9 ./,-]{3,12}\\.?(?:[-. /]{1,2}[0-9]{2,4})?|[^0-9 ./,-]{3,12}\\.?[-. /]{1,2}[0-9]{2,4})$')`;
  const word = `lower(regexp_extract(${column}, '[^0-9 ./,-]{3,12}'))`;
  const digits = `regexp_full_match(${column}, '[0-9]{1,2}[/.][0-9]{1,2}[/.](?:[0-9]{2}|[0-9]{4})|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.]{4,12}Z?)?')`;
  const hasDigitAtEdge = `(${column} >= '0' AND ${column} < ':') OR regexp_matches(${column}, '[0-9]$')`;
  return whenSql(hasDigitAtEdge, `${digits} OR ${whenSql(shape, `${word} IN (${months.map(quoteText).join(', ')})`)}`);
}

/** Letters were lost before the file was saved: U+FFFD stands where they were. */
export function hasLostLettersSql(column: string): string {
  return `contains(${column}, chr(65533))`;
}

/** A name in nothing but capitals, or nothing but small letters. Scripts without the difference are neither. Initials alone say nothing. */
export function isOneCaseSql(column: string, letterCase: 'upper' | 'lower'): string {
  const other = letterCase === 'upper' ? 'lower' : 'upper';
  return `(${column} <> '' AND ${letterCase}(${column}) = ${column} AND ${other}(${column}) <> ${column} AND regexp_matches(${column}, '[^ .,0-9-]{3}'))`;
}

/** Characters as a reader counts them (Unicode extended grapheme clusters). */
export const NAME_GRAPHEMES_MAX = 200;

export function isTooLongSql(column: string): string {
  return whenSql(`strlen(${column}) > ${NAME_GRAPHEMES_MAX}`, `length_grapheme(${column}) > ${NAME_GRAPHEMES_MAX}`);
}

/** A condition that is looked at only where a cheaper one holds: the engine works out both sides of an AND, but not of a CASE. */
export function whenSql(gate: string, condition: string): string {
  return `(CASE WHEN ${gate} THEN ${condition} ELSE false END)`;
}
