/**
 * Cells that begin with an apostrophe, in which alone the guard against formulas is put on or taken off. The rule is a function of one
 * cell; the engine hands it each such cell once and joins the answers.
 */

import path from 'node:path';

import type { Context, Engine } from '../context.js';
import { unguard } from '../spreadsheet-guard.js';
import { csvSql, quoteName, quoteText } from '../sql.js';

export interface SignedCells {
  /** A table, or a select in brackets. */
  readonly relation: string;
  /** A column of it that comes along. */
  readonly key: string;
  readonly cells: readonly string[];
  /** Table of the engine that the answers go to. */
  readonly answers: string;
  readonly change: (cell: string) => string;
}

/** A select of the key and the cells, those that begin with an apostrophe changed. */
export async function changeSignedCells(context: Context, engine: Engine, given: SignedCells): Promise<string> {
  const { relation, key, answers, change } = given;
  const cells = given.cells.map(quoteName);
  const asked = path.join(engine.stagingDir, `${answers}-asked.csv`);
  const answered = path.join(engine.stagingDir, `${answers}-answered.csv`);
  try {
    const signed = cells.map((cell) => `SELECT ${cell} AS cell FROM ${relation} WHERE starts_with(${cell}, '''')`).join(' UNION ');
    await engine.run(
      `COPY (${signed}) TO ${quoteText(asked)} (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"', FORCE_QUOTE *)`,
    );
    await context.io.mapValues(asked, answered, ([cell = '']) => {
      const changed = change(cell);
      return changed === cell ? null : [cell, changed];
    });
    const columns = { cell: 'VARCHAR', changed: 'VARCHAR' } as const;
    await engine.run(`CREATE OR REPLACE TABLE ${quoteName(answers)} AS SELECT * FROM ${csvSql(answered, columns)}`);
  } finally {
    context.io.files.remove(asked);
    context.io.files.remove(answered);
  }
  const changed = cells.map((cell, column) => `coalesce(a${column}.changed, t.${cell}) AS ${cell}`);
  const joins = cells.map((cell, column) => `LEFT JOIN ${quoteName(answers)} a${column} ON a${column}.cell = t.${cell}`);
  return `SELECT t.${quoteName(key)}, ${changed.join(', ')} FROM ${relation} t ${joins.join(' ')}`;
}

/**
 * A cell as it is written where nothing is guarded, so that `unguard` gives it back: one that looks guarded gets one more apostrophe, and
 * any other stays as it is.
 */
export function keepSign(cell: string): string {
  return unguard(cell) === cell ? cell : `'${cell}`;
}
