/** Cells of one logical row of text: splitting, quoting, and telling what a cell looks like. */

export interface CellSyntax {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  /** Spaces between a delimiter and a quote do not belong to the cell, nor do those before an unquoted one. */
  readonly spaceAfterDelimiter?: boolean;
}

/** The cells of one row without its line end, or null when a quote is stray or unclosed. */
export function splitCells(row: string, syntax: CellSyntax): string[] | null {
  const { delimiter, quote, escape: escapeChar } = syntax;
  const cells: string[] = [];
  let i = 0;
  for (;;) {
    if (syntax.spaceAfterDelimiter === true && cells.length > 0) while (row[i] === ' ') i++;
    if (row[i] === quote) {
      let cell = '';
      let from = ++i;
      for (;;) {
        const char = row[i];
        if (char === undefined) return null;
        if (escapeChar !== quote && char === escapeChar && (row[i + 1] === quote || row[i + 1] === escapeChar)) {
          cell += row.slice(from, i) + row.charAt(i + 1);
          i += 2;
          from = i;
        } else if (char === quote) {
          if (escapeChar === quote && row[i + 1] === quote) {
            cell += row.slice(from, i + 1);
            i += 2;
            from = i;
          } else break;
        } else i++;
      }
      cells.push(cell + row.slice(from, i));
      i++;
      if (i < row.length && row[i] !== delimiter) return null;
    } else {
      let end = row.indexOf(delimiter, i);
      if (end < 0) end = row.length;
      const cell = row.slice(i, end);
      if (cell.includes(quote)) return null;
      cells.push(cell);
      i = end;
    }
    if (i >= row.length) return cells;
    i++;
  }
}

/** Cells as one CSV row with every cell quoted, quotes doubled, and a line feed at the end. */
export function formatQuotedRow(cells: readonly string[]): string {
  let text = '';
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] ?? '';
    text += `${i === 0 ? '"' : ',"'}${cell.includes('"') ? cell.replaceAll('"', '""') : cell}"`;
  }
  return `${text}\n`;
}

/** What a cell looks like, for telling headers from data and whole rows from pieces. */
export type CellShape = 'empty' | 'email' | 'date' | 'digits' | 'text';

const EMAIL = /^[^\s@<>,;"]{1,200}@[^\s@<>,;"]{1,200}$/;
const DATE = /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))(?:[ T,]{1,2}\d.{0,40})?$/;
const DIGITS = /^\+?[\d\s().-]{1,40}$/;

/** The shape of a trimmed cell. */
export function cellShape(cell: string): CellShape {
  if (cell === '') return 'empty';
  if (cell.length > 400) return 'text';
  if (EMAIL.test(cell)) return 'email';
  if (DATE.test(cell)) return 'date';
  if (DIGITS.test(cell) && /\d/.test(cell)) return 'digits';
  return 'text';
}
