/** Counted signatures by area, for the organiser. What of it may leave is the gate's to say; see `display.breakdown`. */

import type { Context } from '../context.js';
import type { AreasReport } from '../model/areas-report.js';
import { withPrivateData } from './private-folder.js';

/** Counts the last merge's people by region, or by country. */
export async function countAreas(context: Context, folder: string, field: 'region' | 'country'): Promise<AreasReport> {
  return withPrivateData(context, folder, async (engine, merge) => {
    // Green: the name of an area, counted. It is shown to the organiser, who asked for it.
    const rows = await engine.rows<{ area: string; signatures: number }>(
      `SELECT trim(${field}) AS area, count(*) AS signatures FROM signatures WHERE kind = 'person' GROUP BY 1 ORDER BY signatures DESC, area`,
      ['area'],
    );
    const areas = rows.filter(({ area }) => area !== '');
    const signatures = rows.reduce((sum, row) => sum + row.signatures, 0);
    return {
      formatVersion: 1,
      from: field === 'region' && merge.lookup !== undefined ? { table: merge.lookup.file, header: merge.lookup.area } : { field },
      signatures,
      areas,
      without: signatures - areas.reduce((sum, row) => sum + row.signatures, 0),
    };
  });
}
