/**
 * Lists of areas, and which area a signature belongs to. The list is fixed before anybody is counted and is no part of the
 * signatures: a name that appeared because somebody lives there would say that somebody does, and a cell of a form can hold
 * anything. What is on no list is one cell of its own, which is a cell like any other.
 */

import { foldAreaName } from '../dimensions.js';
import { InputError, RefusedError } from '../errors.js';
import type { BreakdownDimension } from '../model/breakdown.js';
import type { Red } from '../red.js';
import { reveal } from '../red.js';
import { formatCount } from '../text.js';

export interface Area {
  /** As printed. */
  readonly name: string;
  /** Other spellings that mean this area and no other. */
  readonly aliases?: readonly string[];
  /** A code that a cell may hold instead of the name. */
  readonly code?: string;
  readonly residents?: number;
}

export interface AreaList {
  readonly id: string;
  readonly dimension: BreakdownDimension;
  /** ISO code of the country whose areas they are; null where they are countries. */
  readonly country: string | null;
  readonly areas: readonly Area[];
}

/** Fewer residents make an area too small to be counted by. */
export const RESIDENTS_MIN = 50_000;
const AREAS_MAX = 1000;
const NAME = /^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} '’.,()&/-]{0,79}$/u;

/** Position of an area on its list, from 0; null for what the list does not have. Nothing is guessed. */
export type AreaReader = (cell: Red) => number | null;

/** @throws InputError when two areas of the list share a name, a code or an alias */
export function createAreaReader({ areas, id }: AreaList): AreaReader {
  const positions = new Map<string, number>();
  for (const [position, area] of areas.entries()) {
    for (const name of [area.name, area.code ?? '', ...(area.aliases ?? [])]) {
      const folded = foldAreaName(name);
      if (folded === '') continue;
      const other = positions.get(folded);
      if (other !== undefined && other !== position) {
        throw new InputError(`Two areas of the list "${id}" share a name: areas ${other + 1} and ${position + 1}.`, {
          code: 'areas-ambiguous',
          hint: 'Give each area names that mean it alone.',
        });
      }
      positions.set(folded, position);
    }
  }
  return (cell) => positions.get(foldAreaName(reveal(cell))) ?? null;
}

/**
 * Reads a campaign's own list: rows of a CSV file with the columns `area`, `aliases` (separated by semicolons; optional) and
 * `residents`. Throws `InputError` for a list that cannot be read, `RefusedError` for an area with too few residents.
 */
export function readAreaList(rows: readonly (readonly string[])[], label: string, dimension: BreakdownDimension): AreaList {
  const [header = [], ...body] = rows;
  const columns = header.map((cell) => cell.trim().toLowerCase());
  const column = (name: string): number => columns.indexOf(name);
  const invalid = (problem: string, line?: number): InputError =>
    new InputError(`${label}${line === undefined ? '' : `, row ${line}`}: ${problem}`, {
      code: 'areas-invalid',
      hint: 'A list of areas is a CSV file with the columns area, residents and, if need be, aliases; one row per area.',
    });
  for (const name of ['area', 'residents']) if (column(name) < 0) throw invalid(`the column "${name}" is missing.`);
  const filled = body.flatMap((cells, index) => (cells.every((cell) => cell.trim() === '') ? [] : [{ cells, line: index + 1 }]));
  if (filled.length > AREAS_MAX) throw invalid(`more than ${formatCount(AREAS_MAX)} areas.`);
  const areas = filled.map(({ cells, line }): Area => {
    const cell = (name: string): string => (cells[column(name)] ?? '').normalize('NFC').replace(/\s+/gu, ' ').trim();
    const name = cell('area');
    if (!NAME.test(name)) throw invalid('the name of the area is missing, too long, or holds signs that no name has.', line);
    const residents = cell('residents').replace(/[\s,.']/gu, '');
    if (!/^\d{1,10}$/.test(residents)) throw invalid('the number of residents is missing or no number.', line);
    if (Number(residents) < RESIDENTS_MIN) {
      throw new RefusedError(`${label}, row ${line}: this area has fewer than ${formatCount(RESIDENTS_MIN)} residents.`, {
        code: 'areas-too-small',
        hint: 'Where few people live, a count points at some of them. Join the area to its neighbours, or leave it out: what is on no row counts as elsewhere.',
      });
    }
    const aliases = cell('aliases')
      .split(';')
      .map((alias) => alias.trim())
      .filter((alias) => alias !== '');
    return { name, aliases, residents: Number(residents) };
  });
  const list: AreaList = { id: label, dimension, country: null, areas };
  createAreaReader(list);
  return list;
}

/** How many signatures each cell has: the areas in the order of the list, then everything else. */
export function countByArea(list: AreaList, values: readonly { readonly value: Red; readonly count: number }[]): number[] {
  const positionOf = createAreaReader(list);
  const counts = new Array<number>(list.areas.length + 1).fill(0);
  for (const { value, count } of values) {
    const position = positionOf(value) ?? list.areas.length;
    counts[position] = (counts[position] ?? 0) + count;
  }
  return counts;
}
