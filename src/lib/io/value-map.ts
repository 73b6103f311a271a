/**
 * Values that need more than SQL: the engine writes the distinct ones into a file of the staging folder, a pure function sees
 * each row once, and the engine reads the answers back. Rows stream, so a million of them take no memory to speak of.
 */

import { closeSync, createReadStream, openSync, rmSync, writeSync } from 'node:fs';

import { DefectError } from '../errors.js';

const BUFFER_BYTES = 1 << 20;

/** Cells of one row to cells of one row; null writes no row. */
export type RowMapping = (cells: readonly string[]) => readonly string[] | null;

/**
 * Maps a headerless CSV that the engine wrote with `FORCE_QUOTE *` (UTF-8, comma, LF, every cell quoted) to another of the same
 * kind. Returns the number of rows written. Throws `DefectError` `value-map` when the file is not of that kind.
 */
export async function mapValues(pathIn: string, pathOut: string, mapping: RowMapping): Promise<number> {
  const out = openSync(pathOut, 'wx', 0o600);
  let rows = 0;
  let pending = '';
  let written = '';
  const flush = (): void => {
    const bytes = Buffer.from(written);
    for (let at = 0; at < bytes.length; ) at += writeSync(out, bytes, at);
    written = '';
  };
  let isDone = false;
  try {
    for await (const chunk of createReadStream(pathIn, { encoding: 'utf8', highWaterMark: BUFFER_BYTES })) {
      pending += chunk as string;
      let start = 0;
      for (;;) {
        const row = readRow(pending, start);
        if (row === null) break;
        start = row.end;
        const mapped = mapping(row.cells);
        if (mapped === null) continue;
        written += writeRow(mapped);
        if (written.length > BUFFER_BYTES) flush();
        rows++;
      }
      pending = pending.slice(start);
    }
    if (pending !== '') throw damaged();
    flush();
    isDone = true;
  } finally {
    closeSync(out);
    if (!isDone) rmSync(pathOut, { force: true });
  }
  return rows;
}

/** The row that begins at `start`, or null when its end is not there yet. */
function readRow(text: string, start: number): { readonly cells: string[]; readonly end: number } | null {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    if (at >= text.length) return null;
    if (text.charAt(at) !== '"') throw damaged();
    let from = at + 1;
    let cell = '';
    for (;;) {
      const quote = text.indexOf('"', from);
      // A quote that ends what is there may be the first of two.
      if (quote < 0 || quote + 1 >= text.length) return null;
      cell += text.slice(from, quote);
      if (text.charAt(quote + 1) !== '"') {
        at = quote + 1;
        break;
      }
      cell += '"';
      from = quote + 2;
    }
    cells.push(cell);
    const next = text.charAt(at);
    at++;
    if (next === '\n') return { cells, end: at };
    if (next !== ',') throw damaged();
  }
}

function writeRow(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`;
}

function damaged(): DefectError {
  return new DefectError('A file of the staging folder is not as the engine writes it.', { code: 'value-map' });
}
