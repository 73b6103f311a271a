/**
 * Values that need more than SQL: the engine writes the distinct ones into a file of the staging folder, a pure function sees
 * each row once, and the engine reads the answers back.
 */

import { closeSync, openSync, rmSync, writeSync } from 'node:fs';

import { formatQuotedRow } from '../intake/cells.js';
import { quotedRows } from './quoted-rows.js';

/** Cells of one row to cells of one row; null writes no row. */
export type RowMapping = (cells: readonly string[]) => readonly string[] | null;

/**
 * Maps a headerless CSV that the engine wrote with `FORCE_QUOTE *` to another of the same kind. Returns the number of rows written.
 * @throws DefectError `quoted-rows` when the file is not of that kind
 */
export async function mapValues(pathIn: string, pathOut: string, mapping: RowMapping): Promise<number> {
  const out = openSync(pathOut, 'wx', 0o600);
  let rows = 0;
  let isDone = false;
  try {
    for await (const block of quotedRows(pathIn)) {
      let written = '';
      for (const cells of block) {
        const mapped = mapping(cells);
        if (mapped === null) continue;
        written += formatQuotedRow(mapped);
        rows++;
      }
      const bytes = Buffer.from(written);
      for (let at = 0; at < bytes.length; ) at += writeSync(out, bytes, at);
    }
    isDone = true;
  } finally {
    closeSync(out);
    if (!isDone) rmSync(pathOut, { force: true });
  }
  return rows;
}
