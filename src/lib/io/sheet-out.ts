/**
 * Writes a tidy list for people or for programs: CSV, or XLSX through hucre. Rows come from a file that the engine has copied out and
 * are passed on one by one, so that no list is ever held in memory.
 */

import fs from 'node:fs';
import { readFile } from 'node:fs/promises';

import { streamXlsxRows, writeXlsxStream, XLSX_MAX_ROWS_PER_SHEET } from 'hucre/xlsx';

import type { SheetForm, SheetOut, SheetWritten } from '../context.js';
import { InputError } from '../errors.js';
import { formatQuotedRow } from '../intake/cells.js';
import { guard } from '../spreadsheet-guard.js';
import { formatCount } from '../text.js';
import { quotedRows } from './quoted-rows.js';

/** The most that a spreadsheet takes in one cell, in UTF-16 units; more makes Excel call the file damaged. */
const SHEET_CELL_MAX = 32_767;
/** Larger workbooks are not opened to see whose they are. */
const OWN_WORKBOOK_BYTES_MAX = 256 * 1024 * 1024;
const SHEET_NAME = 'clean';

/** The disk and hucre behind `SheetOut`. */
export const sheetOut: SheetOut = { write, print, startsWith };

async function write(from: string, to: string, header: readonly string[], form: SheetForm): Promise<SheetWritten> {
  const descriptor = fs.openSync(to, 'wx', 0o600);
  try {
    if (form === 'xlsx') return await writeWorkbook(from, header, descriptor);
    return await writeText(from, header, form, async (text) => {
      writeAll(descriptor, Buffer.from(text, 'utf8'));
    });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC') {
      throw new InputError('The list could not be written: the disk is full. What was there before is unchanged.', {
        code: 'output-disk-full',
        hint: 'Free some space and run the command again.',
        cause,
      });
    }
    throw cause;
  } finally {
    fs.closeSync(descriptor);
  }
}

async function print(
  from: string,
  header: readonly string[],
  form: Exclude<SheetForm, 'xlsx'>,
  out: (text: string) => Promise<void>,
): Promise<SheetWritten> {
  return writeText(from, header, form, out);
}

async function writeText(
  from: string,
  header: readonly string[],
  form: Exclude<SheetForm, 'xlsx'>,
  out: (text: string) => Promise<void>,
): Promise<SheetWritten> {
  let rows = 0;
  let guarded = 0;
  const format =
    form === 'machine'
      ? formatRow
      : (cells: readonly string[]): string =>
          formatQuotedRow(
            cells.map((cell) => {
              const safe = guard(cell);
              if (safe.length > cell.length) guarded++;
              return safe;
            }),
          );
  await out(`${form === 'excel' ? '\ufeff' : ''}${format(header)}`);
  guarded = 0;
  for await (const block of quotedRows(from)) {
    rows += block.length;
    await out(block.map(format).join(''));
  }
  return { rows, guarded, sheets: 1 };
}

/** Cells as one CSV row with quotes only where they are needed. */
function formatRow(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}

/** Every cell is text by its type and by its format, so that no formula runs and phone numbers keep their zeros and plus signs. */
async function writeWorkbook(from: string, header: readonly string[], descriptor: number): Promise<SheetWritten> {
  let rows = 0;
  async function* cells(): AsyncGenerator<(string | null)[]> {
    for await (const block of quotedRows(from)) {
      for (const row of block) {
        rows++;
        yield row.map((cell) => sheetCell(cell, rows));
      }
    }
  }
  const stream = writeXlsxStream(cells(), {
    name: SHEET_NAME,
    columns: header.map((name) => ({ header: name, width: 18, numFmt: '@' })),
    freezePane: { rows: 1 },
  });
  for await (const bytes of stream) writeAll(descriptor, bytes);
  return { rows, guarded: 0, sheets: Math.max(1, Math.ceil(rows / (XLSX_MAX_ROWS_PER_SHEET - 1))) };
}

function sheetCell(cell: string, row: number): string | null {
  if (cell === '') return null;
  if (cell.length > SHEET_CELL_MAX) {
    throw new InputError(`Row ${formatCount(row)} of the list has a cell that is longer than a spreadsheet can hold.`, {
      code: 'sheet-cell-too-long',
      hint: 'Write CSV instead: -o clean.csv.',
    });
  }
  // XML has no place for these; spreadsheets write them as _x0001_. A carriage return would come back as a line feed.
  return cell
    .replace(/_x[0-9A-Fa-f]{4}_/g, (text) => `_x005F${text}`)
    .replace(
      /[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu,
      (char) => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    );
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += fs.writeSync(descriptor, bytes, at);
}

async function startsWith(file: string, header: readonly string[]): Promise<boolean> {
  try {
    const handle = fs.openSync(file, 'r');
    const head = Buffer.alloc(64 * 1024);
    let length: number;
    try {
      length = fs.readSync(handle, head);
    } finally {
      fs.closeSync(handle);
    }
    if (head[0] !== 0x50 || head[1] !== 0x4b) {
      const text = head
        .subarray(0, length)
        .toString('utf8')
        .replace(/^\ufeff/, '');
      return [formatQuotedRow(header), formatRow(header)].some((line) => text.startsWith(line.trimEnd()));
    }
    if (fs.statSync(file).size > OWN_WORKBOOK_BYTES_MAX) return false;
    for await (const row of streamXlsxRows(await readFile(file))) return header.every((name, column) => row.values[column] === name);
    return false;
  } catch {
    // What cannot be read was not written here.
    return false;
  }
}
