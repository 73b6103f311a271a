/**
 * Reads files that the engine wrote for us with `FORCE_QUOTE *`: UTF-8, commas, a line feed after every row, every cell in quotes. Rows
 * stream, so a million of them take no memory to speak of. Files of others are read by `text-in.ts`.
 */

import { createReadStream } from 'node:fs';

import { DefectError } from '../errors.js';

const BLOCK_BYTES = 1 << 20;

/**
 * Rows of a file, some thousands at a time.
 * @throws DefectError `quoted-rows` when the file is not of that kind
 */
export async function* quotedRows(file: string): AsyncGenerator<string[][]> {
  let text = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: BLOCK_BYTES })) {
    text += chunk as string;
    const rows: string[][] = [];
    let start = 0;
    for (let row = readRow(text, start); row !== null; row = readRow(text, start)) {
      rows.push(row.cells);
      start = row.end;
    }
    text = text.slice(start);
    if (rows.length > 0) yield rows;
  }
  if (text !== '') throw damaged();
}

/** The row that begins at `start` and where the next one does, or null when its end is not there yet. */
function readRow(text: string, start: number): { readonly cells: string[]; readonly end: number } | null {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    if (at >= text.length) return null;
    if (text.charCodeAt(at) !== 0x22) throw damaged();
    const from = ++at;
    let hasQuotes = false;
    for (;;) {
      at = text.indexOf('"', at);
      // A quote that ends what is there may be the first of two.
      if (at < 0 || at + 1 >= text.length) return null;
      if (text.charCodeAt(at + 1) !== 0x22) break;
      hasQuotes = true;
      at += 2;
    }
    const cell = text.slice(from, at);
    cells.push(hasQuotes ? cell.replaceAll('""', '"') : cell);
    const next = text.charCodeAt(at + 1);
    at += 2;
    if (next === 0x0a) return { cells, end: at };
    if (next !== 0x2c) throw damaged();
  }
}

function damaged(): DefectError {
  return new DefectError('A file of the staging folder is not as the engine writes it.', { code: 'quoted-rows' });
}
