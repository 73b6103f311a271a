/** What the columns of a table look like without saying what they hold: how many cells are filled, how many differ, and the commonest masked shape. */

import type { Engine } from '../context.js';
import { quoteName } from '../sql.js';

export interface ColumnShape {
  /** Cells that hold something. */
  readonly filled: number;
  /** Different values among them. */
  readonly distinct: number;
  /** The commonest shape of the first 24 characters, letters as `A` and `a`, digits as `9`; empty for an empty column. */
  readonly shape: string;
}

/** The shapes of columns `c0` to `cn` of a table of the engine. */
export async function describeColumns(engine: Engine, table: string, columnCount: number): Promise<ColumnShape[]> {
  const shapes: ColumnShape[] = [];
  for (let column = 0; column < columnCount; column++) {
    const cell = `trim(${quoteName(`c${column}`)})`;
    // Letters and digits are masked before anything is counted, so a shape tells how cells look and not what they say.
    const shape = `regexp_replace(regexp_replace(regexp_replace(left(${cell}, 24), '\\p{Lu}', 'A', 'g'), '[\\p{Ll}\\p{Lo}\\p{Lt}\\p{Lm}\\p{M}]', 'a', 'g'), '\\p{N}', '9', 'g')`;
    const [row] = await engine.rows<{ filled: number; distinct_count: number }>(
      `SELECT count(*) FILTER (WHERE ${cell} <> '') AS filled, count(DISTINCT ${cell}) FILTER (WHERE ${cell} <> '') AS distinct_count FROM ${quoteName(table)}`,
    );
    const [common] = await engine.rows<{ shape: string }>(
      `SELECT ${shape} AS shape FROM ${quoteName(table)} WHERE ${cell} <> '' GROUP BY shape ORDER BY count(*) DESC, shape LIMIT 1`,
      ['shape'],
    );
    shapes.push({ filled: row?.filled ?? 0, distinct: row?.distinct_count ?? 0, shape: common?.shape ?? '' });
  }
  return shapes;
}
