/**
 * Where the areas of a list stand on a map of hexagons. A map is fixed beforehand like the list itself, and says nothing of signatures;
 * it is put into the release because the renderer sees nothing else.
 */

import { foldAreaName } from '../dimensions.js';
import { InputError } from '../errors.js';
import type { MapCell } from '../model/breakdown.js';
import type { AreaList } from './areas.js';

/** A bundled map; `id` is that of the list of areas it belongs to. */
export interface AreaMap {
  readonly id: string;
  readonly cells: readonly MapCell[];
}

/** No country has more first-level areas than fit on this board, and a page has no room for more. */
const BOARD_MAX = 40;
const CELLS_MAX = 120;
const CODE = /^[\p{L}\p{N}]{1,4}$/u;

/**
 * Reads a campaign's own map: rows of a CSV file with the columns `area`, `code`, `column` and `row`. Every area must be on the list,
 * once, and no two hexagons may stand in one place. Throws `InputError`.
 */
export function readAreaMap(rows: readonly (readonly string[])[], label: string, list: AreaList): MapCell[] {
  const [header = [], ...body] = rows;
  const columns = header.map((cell) => cell.trim().toLowerCase());
  const invalid = (problem: string, line?: number): InputError =>
    new InputError(`${label}${line === undefined ? '' : `, row ${line}`}: ${problem}`, {
      code: 'map-invalid',
      hint: 'A map is a CSV file with the columns area, code, column and row; one row per area of the list, columns and rows counted from 0.',
    });
  for (const name of ['area', 'code', 'column', 'row']) if (!columns.includes(name)) throw invalid(`the column "${name}" is missing.`);
  const filled = body.flatMap((cells, index) => (cells.every((cell) => cell.trim() === '') ? [] : [{ cells, line: index + 1 }]));
  if (filled.length === 0 || filled.length > CELLS_MAX) throw invalid(`a map has from 1 to ${CELLS_MAX} areas.`);
  const names = new Map(list.areas.map(({ name }) => [foldAreaName(name), name]));
  const taken = new Set<string>();
  return filled.map(({ cells, line }): MapCell => {
    const cell = (name: string): string => (cells[columns.indexOf(name)] ?? '').normalize('NFC').trim();
    const area = names.get(foldAreaName(cell('area')));
    if (area === undefined) throw invalid('this area is not on the list of areas.', line);
    if (!CODE.test(cell('code'))) throw invalid('the code must be one to four letters or digits.', line);
    const [column, row] = ['column', 'row'].map((name) => (/^\d{1,2}$/.test(cell(name)) ? Number(cell(name)) : BOARD_MAX));
    if (column === undefined || row === undefined || column >= BOARD_MAX || row >= BOARD_MAX)
      throw invalid(`column and row must be whole numbers from 0 to ${BOARD_MAX - 1}.`, line);
    const place = `${column},${row}`;
    if (taken.has(place) || taken.has(area)) throw invalid('the area, or its place on the map, is there twice.', line);
    taken.add(place).add(area);
    return { area, code: cell('code'), column, row };
  });
}
