/**
 * The named functions of export profiles, as SQL expressions over the columns `c0` to `cn` of a staged table. Text of a profile
 * enters a statement only as a quoted literal, text of a file never: a header only decides which column number is meant.
 */

import type { ColumnChoice, FieldMapping, JoinMapping } from '../model/profile.js';
import { quoteName, quoteText } from '../sql.js';
import type { ColumnChooser } from './headers.js';

/** White space and invisible characters at the edges of a cell: spaces of every width, NBSP, zero-width, marks of direction. */
const EDGE_CHARACTERS =
  ' \t\n\v\f\r\u0085\u00a0\u00ad\u061c\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a' +
  '\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff';

const EDGE_CODES = [...EDGE_CHARACTERS].map((character) => String(character.codePointAt(0))).join(', ');

/**
 * The columns of a staged table with nothing but letters at the edges of their cells: `SELECT` lists of the mapping read this, so that a cell
 * is trimmed once, however many fields look at it. The engine's `trim` makes a set of the characters for every cell, so it is asked only where
 * the first or the last character is one of them; a joiner at the end belongs to the letter before it and is looked for apart.
 * @param from a table or subquery with the cells `c0` to `cn`; its other columns stay as they are
 */
export function trimmedCellsSql(from: string, width: number): string {
  const cells = Array.from({ length: width }, (_, column) => {
    const cell = quoteName(`c${column}`);
    const isEdge = `ord(${cell}) IN (${EDGE_CODES}) OR ord(reverse(${cell})) IN (${EDGE_CODES}) OR ends_with(${cell}, '\u200c') OR ends_with(${cell}, '\u200d')`;
    return `CASE WHEN ${isEdge} THEN trim(${cell}, ${quoteText(EDGE_CHARACTERS)}) ELSE ${cell} END AS ${cell}`;
  });
  return width === 0 ? `SELECT * FROM ${from}` : `SELECT * REPLACE (${cells.join(', ')}) FROM ${from}`;
}

/** One column's cell, as `trimmedCellsSql` gives it. */
export function cellSql(column: number): string {
  return quoteName(`c${column}`);
}

/** The first filled cell of the columns of one header, `except` words counting as empty. */
export function cellsSql(columns: readonly number[], except: readonly string[] = []): string {
  const cells = columns.map((column) => {
    const cell = cellSql(column);
    return except.length === 0 ? cell : `CASE WHEN ${isOneOfSql(cell, except)} THEN '' ELSE ${cell} END`;
  });
  return firstFilledSql(cells);
}

function firstFilledSql(cells: readonly string[]): string {
  const [only] = cells;
  return cells.length === 1 && only !== undefined ? only : `coalesce(${cells.map((cell) => `nullif(${cell}, '')`).join(', ')}, '')`;
}

/** A value as it is compared with the words of a profile: case-blind and NFC. */
export function wordSql(expression: string): string {
  return `lower(nfc_normalize(${expression}))`;
}

/** A profile's word, written as `wordSql` makes it. */
export function wordOf(value: string): string {
  return value.normalize('NFC').toLowerCase();
}

function wordList(values: readonly string[]): string {
  return `(${values.map((value) => quoteText(wordOf(value))).join(', ')})`;
}

/** Whether an expression's value is one of the words; false for no words. */
export function isOneOfSql(expression: string, values: readonly string[]): string {
  return values.length === 0 ? 'false' : `${wordSql(expression)} IN ${wordList(values)}`;
}

/** A CASE over words; `otherwise` is an expression. */
export function mapWordsSql(expression: string, values: Readonly<Record<string, string>>, otherwise: string): string {
  const cases = Object.entries(values).map(([value, meaning]) => `WHEN ${quoteText(wordOf(value))} THEN ${quoteText(meaning)}`);
  return cases.length === 0 ? otherwise : `CASE ${wordSql(expression)} ${cases.join(' ')} ELSE ${otherwise} END`;
}

/** The expression of a mapping, or null when the file lacks its columns. Never NULL in SQL: nothing is the empty string. */
export function mappingSql(mapping: FieldMapping, columns: ColumnChooser): string | null {
  if ('constant' in mapping) return quoteText(mapping.constant);
  if ('oneOf' in mapping) {
    for (const candidate of mapping.oneOf) {
      const expression = mappingSql(candidate, columns);
      if (expression !== null) return expression;
    }
    return null;
  }
  if ('join' in mapping) {
    const { join, separator = ' ', needs = join.slice(0, 1) } = mapping;
    // Looked for before any is taken: the columns of a join that cannot be made stay free for others.
    if (!needs.every((part) => isThere(part, columns))) return null;
    const parts = join.map((part) => (typeof part === 'string' ? choiceSql(columns, part) : mappingSql(part, columns)));
    return joinSql(
      parts.filter((part) => part !== null),
      separator,
    );
  }
  if ('firstNonEmpty' in mapping) {
    const parts = mapping.firstNonEmpty.map((choice) => choiceSql(columns, choice)).filter((part) => part !== null);
    return parts.length === 0 ? null : firstFilledSql(parts);
  }
  if ('split' in mapping) {
    const cell = choiceSql(columns, { column: mapping.split.column });
    if (cell === null) return null;
    const { separator, part } = mapping.split;
    // split_part counts from 1 and, like us, negative from the end.
    return `trim(split_part(${cell}, ${quoteText(separator)}, ${String(part < 0 ? part : part + 1)}), ${quoteText(EDGE_CHARACTERS)})`;
  }
  if ('map' in mapping) {
    const cell = choiceSql(columns, mapping.map);
    return cell === null ? null : mapWordsSql(cell, mapping.map.values, quoteText(mapping.map.otherwise));
  }
  return choiceSql(columns, mapping);
}

/** Whether the file has the columns of a part of a join. */
function isThere(part: JoinMapping['join'][number], columns: ColumnChooser): boolean {
  if (typeof part !== 'string' && 'join' in part) return (part.needs ?? part.join.slice(0, 1)).every((inner) => isThere(inner, columns));
  return columns.look(readyChoice(part)) !== null;
}

/** Expressions joined, empty ones left out. */
export function joinSql(parts: readonly string[], separator: string): string {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return `concat_ws(${quoteText(separator)}, ${parts.map((part) => `nullif(${part}, '')`).join(', ')})`;
}

function choiceSql(columns: ColumnChooser, choice: string | ColumnChoice): string | null {
  const wanted = readyChoice(choice);
  const found = columns.find(wanted);
  return found === null ? null : cellsSql(found, wanted.except);
}

function readyChoice(choice: string | ColumnChoice): ColumnChoice {
  const wanted = typeof choice === 'string' ? { column: [choice] } : choice;
  if (wanted.usual !== undefined) throw new RangeError('a profile must be loaded with its vocabulary');
  return wanted;
}
