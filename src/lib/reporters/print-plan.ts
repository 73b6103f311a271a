/** How a pack fits on the sheets that were asked for, as a small table. Counts only. */

import type { PackReport } from '../model/pack-report.js';
import { formatCount, plural } from '../text.js';
import { hang, padTo, type TextOptions, usableWidth } from './columns.js';

const HEAD = ['Names set as', 'Columns', 'Point', 'Pages', 'Sheets', 'Fits'] as const;
const INDENT = '    ';

/** Lines of the report of a pack; none without a plan. */
export function planLines({ plan }: PackReport, options: TextOptions): string[] {
  if (plan === null) return [];
  const { sheets, pagesPerSheet, tried, chosen, volumes } = plan;
  const sides = pagesPerSheet === 2 ? 'printed on both sides' : 'printed on one side';
  const width = usableWidth(options);
  const rows = tried.map(({ setting, columns, size, pages, sheets: taken, fits }) => [
    setting,
    formatCount(columns),
    String(size),
    formatCount(pages),
    formatCount(taken),
    fits ? 'yes' : 'no',
  ]);
  return [
    ...hang('  ', `Plan for ${plural(sheets, 'sheet')} a document, ${sides}:`, width),
    ...table([HEAD, ...rows]),
    ...hang(
      '  ',
      volumes.length === 0
        ? `Chosen: ${chosen}, the most readable that fits.`
        : `None fits. Chosen: ${chosen}, in ${plural(volumes.length, 'volume')}:`,
      width,
    ),
    ...volumes.flatMap(({ file, from, to, pages, sheets: taken }) =>
      hang(
        INDENT,
        `${file}: names ${formatCount(from)} to ${formatCount(to)}, ${plural(pages, 'page')} on ${plural(taken, 'sheet')}`,
        width,
      ),
    ),
  ];
}

/** The first and the last column left, numbers right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `${INDENT}${row
      .map((cell, column) =>
        column === 0 || column === row.length - 1 ? padTo(cell, widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')}`.trimEnd(),
  );
}
