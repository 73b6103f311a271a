/** Runs chains of SQL steps. Steps themselves are pure; this is the one place where a chain meets the engine. */

import type { Engine } from '../context.js';
import type { Step } from '../sql.js';

/** Runs a chain of steps; a step that repeats does so until its query answers 0. */
export async function runSteps(engine: Engine, steps: readonly Step[]): Promise<void> {
  for (const { sql, repeatWhile } of steps) {
    if (repeatWhile === undefined) {
      await engine.run(sql);
      continue;
    }
    for (;;) {
      const [row] = await engine.rows<Record<string, number>>(repeatWhile);
      if (row === undefined || Object.values(row)[0] === 0) break;
      await engine.run(sql);
    }
  }
}
