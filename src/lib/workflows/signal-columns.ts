/** The labels of a list, out of the engine and into columns of numbers. */

import type { Engine } from '../context.js';
import type { SignalColumns } from '../signals/columns.js';
import { SIGNAL_COLUMNS } from '../signals/columns.js';
import { joinTexts } from '../signals/comments.js';
import { ALIKE_SQL, COLUMNS_SQL } from '../signals/features.js';

/** Reads the labels that `featureSteps` made, and joins the comments that are alike. */
export async function readSignalColumns(engine: Engine): Promise<SignalColumns> {
  const columns = await engine.numbers(COLUMNS_SQL);
  const read = Object.fromEntries(SIGNAL_COLUMNS.map((name, index) => [name, columns[index] ?? new Float64Array()])) as unknown as Record<
    keyof SignalColumns,
    Float64Array
  >;
  const [left = new Float64Array(), right = new Float64Array()] = await engine.numbers(ALIKE_SQL);
  const texts = read.text.reduce((most, id) => Math.max(most, id), 0);
  const joined = joinTexts(texts, left, right);
  return { ...read, comment: read.text.map((id) => joined[id] ?? 0) };
}
