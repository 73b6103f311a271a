/** Shows counts by area. */

import type { AreasReport } from '../model/areas-report.js';
import { formatCount, plural, showHidden } from '../text.js';
import { formatJson, hang, type TextOptions, usableWidth } from './columns.js';

export function formatAreasJson(report: AreasReport): string {
  return formatJson(report);
}

export function formatAreas({ areas, signatures, without, from }: AreasReport, options: TextOptions): string {
  const width = usableWidth(options);
  const { paint } = options;
  const widest = formatCount(Math.max(without, ...areas.map((row) => row.signatures))).length;
  const source = 'field' in from ? `the ${from.field} that people gave` : `${from.table} (${showHidden(from.header)})`;
  return `${[
    ...hang('', paint.bold(`${plural(signatures, 'signature')} in ${plural(areas.length, 'area')}`), width),
    ...hang('', `By ${source}.`, width),
    '',
    ...areas.flatMap((row) => hang(`  ${formatCount(row.signatures).padStart(widest)}  `, showHidden(row.area), width)),
    ...hang(`  ${formatCount(without).padStart(widest)}  `, 'without an area', width),
    '',
    ...hang(
      '',
      'For inside: small numbers point at people. display.breakdown in the campaign file gives the pack a table in bands.',
      width,
      paint.yellow,
    ),
  ].join('\n')}\n`;
}

/** Two columns, region and count, as `handin check --counts` reads them. */
export function areasTable({ areas }: AreasReport): string[][] {
  return [['region', 'count'], ...areas.map(({ area, signatures }) => [area, String(signatures)])];
}
