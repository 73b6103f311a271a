/**
 * Keeps cells from becoming formulas when a CSV is opened in a spreadsheet: an apostrophe goes before a cell that would begin one. The
 * guard is reversible, so that a guarded file can be merged like any other. It is for files that people open; what programs read stays
 * as it is.
 */

/** Spreadsheets take what follows it as text. */
const SIGN = "'";

/** First characters that make a formula, in the forms that NFKC leaves apart too; the list is OWASP's on CSV injection and the minus sign. */
const FORMULA_STARTS = new Set(['=', '+', '-', '@', '\u2212']);

/** What a reader skips before it looks at the first character: spaces, what is invisible, and quotation marks. */
const SKIPPED = /^[\s\p{Z}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800"'`\u00ab\u00bb\u2018-\u201f]$/u;

/** TAB, CR, LF and NUL begin a new cell or row in some readers; the other controls come along. */
const CONTROL = /^\p{Cc}$/u;

const PLAIN_START = /^[A-Za-z0-9]/;

/** A phone number with its country: no operator but the leading plus, so a spreadsheet can compute nothing from it. */
const PHONE = /^\+[0-9][0-9 ]{5,22}[0-9]$/;

/** Whether a spreadsheet could take a cell for a formula, or for more than one cell. */
export function isDangerous(cell: string): boolean {
  // Nearly every cell begins with a plain letter or digit, and nothing that follows can change what it is.
  if (cell === '' || PLAIN_START.test(cell)) return false;
  if (PHONE.test(cell)) return false;
  for (const character of cell) {
    if (CONTROL.test(character)) return true;
    if (FORMULA_STARTS.has(character)) return true;
    for (const form of character.normalize('NFKC')) {
      if (FORMULA_STARTS.has(form)) return true;
      if (!SKIPPED.test(form)) return false;
    }
  }
  return false;
}

/** The cell as it is written for a spreadsheet. `unguard` takes it back, whatever the cell: a sign before a danger is a danger itself. */
export function guard(cell: string): string {
  return isDangerous(cell) ? SIGN + cell : cell;
}

/**
 * The cell as it was before `guard`. An apostrophe that `guard` cannot have set stays, so that names such as 't Hooft survive in files
 * that were never guarded.
 */
export function unguard(cell: string): string {
  if (!cell.startsWith(SIGN)) return cell;
  const rest = cell.slice(SIGN.length);
  return isDangerous(rest) ? rest : cell;
}
