/**
 * The number that a certificate for one area may say: the cell of the released table, band and all. Every document of the pack shows
 * that table, so any number of certificates together says nothing that the audited table does not say.
 */

import { foldAreaName } from '../dimensions.js';
import { InputError } from '../errors.js';
import type { ReleaseLocalNumber } from '../model/release.js';
import { suggestSimilar } from '../text.js';
import type { AreaList } from './areas.js';
import { bandOf } from './bands.js';
import type { GateBreakdown } from './breakdown.js';

/** The cell of one area. An area of a long list that has no row of its own is in the smallest band, as the table says. */
export function localNumber(area: string, target: string, { list, table, bands }: GateBreakdown): ReleaseLocalNumber {
  const position = positionOfArea(list, area, target);
  return { dimension: table.dimension, area: list.areas[position]?.name ?? area, count: bands[position] ?? bandOf(0) };
}

/** Position of an area on the list. Throws `InputError` `target-area-unknown` for what is not on it. */
export function positionOfArea({ areas }: AreaList, area: string, target: string): number {
  const wanted = foldAreaName(area);
  const position = areas.findIndex(({ name, code, aliases }) =>
    [name, code ?? '', ...(aliases ?? [])].some((one) => one !== '' && foldAreaName(one) === wanted),
  );
  if (position >= 0) return position;
  const near = suggestSimilar(
    area,
    areas.map(({ name }) => name),
  );
  throw new InputError(`targets: the area given for "${target}" is not on the list of areas that display.breakdown counts by.`, {
    code: 'target-area-unknown',
    hint: `${near === null ? '' : `Did you mean "${near}"? `}Write it as the list has it; what is on no list is not counted by area.`,
  });
}
