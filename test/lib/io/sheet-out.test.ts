import fs from 'node:fs';
import path from 'node:path';

import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';

import { formatQuotedRow } from '../../../src/lib/intake/cells.js';
import { sheetOut } from '../../../src/lib/io/sheet-out.js';
import { unguard } from '../../../src/lib/spreadsheet-guard.js';
import { inTemporaryFolder } from '../../helpers/run.js';

const HEADER = ['full_name', 'phone', 'comment'];

/** Writes rows in a form and gives back the bytes. */
async function written(
  rows: readonly (readonly string[])[],
  form: 'spreadsheet' | 'excel' | 'machine' | 'xlsx',
  header: readonly string[] = HEADER,
): Promise<Buffer> {
  return inTemporaryFolder(async (folder) => {
    const from = path.join(folder, 'rows.csv');
    fs.writeFileSync(from, rows.map(formatQuotedRow).join(''));
    const to = path.join(folder, 'out');
    const { rows: count } = await sheetOut.write(from, to, header, form);
    expect(count).toBe(rows.length);
    return fs.readFileSync(to);
  });
}

describe('a list as CSV for spreadsheets', () => {
  it('quotes every cell and guards what could be a formula', async () => {
    const bytes = await written([['Zoë Quillfeather', '+44 20 7946 0000', '=1+1']], 'spreadsheet');
    expect(bytes.toString('utf8')).toBe('"full_name","phone","comment"\n"Zoë Quillfeather","+44 20 7946 0000","\'=1+1"\n');
  });

  it('begins with a byte-order mark for Excel, and is the same otherwise', async () => {
    const rows = [['Zoë', '', '@x']];
    expect(await written(rows, 'excel')).toEqual(Buffer.concat([Buffer.from('\ufeff'), await written(rows, 'spreadsheet')]));
  });

  it('counts the cells that were guarded', async () => {
    await inTemporaryFolder(async (folder) => {
      const from = path.join(folder, 'rows.csv');
      fs.writeFileSync(from, formatQuotedRow(['=1', '+1', 'a']) + formatQuotedRow(['a', "'b", 'c']));
      expect(await sheetOut.write(from, path.join(folder, 'out'), ['=h', 'a', 'b'], 'spreadsheet')).toEqual({
        rows: 2,
        guarded: 2,
        sheets: 1,
      });
    });
  });
});

describe('a list as CSV for programs', () => {
  it('changes nothing, and quotes only what must be', async () => {
    const bytes = await written([['=1', 'a,b', 'line\nbreak "quoted"']], 'machine');
    expect(bytes.toString('utf8')).toBe('full_name,phone,comment\n=1,"a,b","line\nbreak ""quoted"""\n');
  });
});

const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\0', ''));
const awkward = fc.oneof(
  cell,
  fc.constantFrom('=1', '"', '""', ',', '\n', '\r', '\r\n', "'", ' a ', '_x000D_', '\u0001', '1', '007', 'true', '2025-05-06', '\t'),
);
const table = fc.array(fc.tuple(awkward, awkward, awkward), { maxLength: 20 });

describe('what is read back', () => {
  it.each(['spreadsheet', 'excel', 'machine'] as const)('is what was written as %s, once the guard is taken off', async (form) => {
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const read = parse(await written(rows, form), { bom: true, record_delimiter: '\n' }) as string[][];
        expect(read.slice(1).map((row) => (form === 'machine' ? row : row.map(unguard)))).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  it('is what was written as a workbook, every cell as text', async () => {
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const workbook = await readXlsx(await written(rows, 'xlsx'));
        const read = (workbook.sheets[0]?.rows ?? []).slice(1).map((row) => HEADER.map((_, column) => row[column] ?? ''));
        // A reader leaves out empty rows at the end.
        while (read.length < rows.length) read.push(['', '', '']);
        expect(read).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a workbook', () => {
  it('has no formula and no number, whatever its cells look like', async () => {
    const bytes = await written([['=1+1', '+447700900123', '0012']], 'xlsx');
    const [sheet] = (await readXlsx(bytes)).sheets;
    expect(sheet?.rows).toEqual([HEADER, ['=1+1', '+447700900123', '0012']]);
    expect([...(sheet?.cells?.values() ?? [])].filter((found) => found.formula !== undefined)).toEqual([]);
  });

  it('is the same bytes every time', async () => {
    const rows = [['Ann', '', 'x']];
    expect(await written(rows, 'xlsx')).toEqual(await written(rows, 'xlsx'));
  });

  it('refuses a cell that no spreadsheet holds, without quoting it', async () => {
    await expect(written([['Ann', '', 'Quillfeather'.repeat(3000)]], 'xlsx')).rejects.toMatchObject({
      code: 'sheet-cell-too-long',
      message: 'Row 1 of the list has a cell that is longer than a spreadsheet can hold.',
    });
  });
});

describe('whether a file was written here', () => {
  it.each(['spreadsheet', 'excel', 'machine', 'xlsx'] as const)('is told by its header: %s', async (form) => {
    const bytes = await written([['Ann', '', '']], form);
    await inTemporaryFolder(async (folder) => {
      const place = path.join(folder, 'list');
      fs.writeFileSync(place, bytes);
      expect(await sheetOut.startsWith(place, HEADER)).toBe(true);
      expect(await sheetOut.startsWith(place, ['full_name', 'email'])).toBe(false);
    });
  });

  it.each([['Name,Email\n'], ['PK\u0003\u0004 nothing of a workbook'], ['']])('is denied for %j', async (text) => {
    await inTemporaryFolder(async (folder) => {
      const place = path.join(folder, 'list');
      fs.writeFileSync(place, text);
      expect(await sheetOut.startsWith(place, HEADER)).toBe(false);
    });
  });
});
