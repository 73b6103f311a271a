import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { streamXlsxRows } from 'hucre/xlsx';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LINE_BYTES_MAX } from '../../../src/lib/intake/limits.js';
import { ZipContainer } from '../../../src/lib/io/archive.js';
import { PlainWorkbook } from '../../../src/lib/io/plain-workbook.js';
import { bytesOf, xlsx, xlsxRow, zip } from '../../helpers/zip.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'handin-plain-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('of a row without end, no more is handed on than a row may be long', async () => {
  const sheet = `<worksheet><sheetData><row r="1">${Array.from({ length: 2_500_000 }, (_, i) => `<c><v>${(i * 7919) % 1009}</v></c>`).join('')}`;
  const source = path.join(folder, 'row.xlsx');
  const bytes = zip([{ name: 'sheet.xml', content: bytesOf(sheet) }]);
  writeFileSync(source, bytes);
  const handle = await open(source, 'r');
  try {
    const container = await ZipContainer.open(handle, 'row.xlsx', bytes.length);
    const [entry] = container.entries;
    if (entry === undefined) throw new Error('the container is empty');
    const workbook = new PlainWorkbook({ container, sheet: entry, strings: null, styles: null, is1904: false });
    const reading = (async (): Promise<void> => {
      for await (const _row of streamXlsxRows(workbook.stream)) workbook.noteRow();
    })();
    await expect(reading).rejects.toThrow();
    expect(workbook.failure).toMatchObject({ code: 'file-hostile' });
    expect(workbook.sheetBytes).toBeLessThanOrEqual(LINE_BYTES_MAX + 1024 * 1024);
  } finally {
    await handle.close();
    rmSync(source);
  }
});

test('while the engine is behind, nothing of the sheet is read', async () => {
  const rows = Array.from({ length: 60_000 }, (_, i) => xlsxRow(i + 1, [`Person ${i}`, `person${i}@example.org`])).join('');
  const source = path.join(folder, 'slow.xlsx');
  const bytes = xlsx({ sheets: [{ name: 'S', rows }] });
  writeFileSync(source, bytes);
  const handle = await open(source, 'r');
  try {
    const container = await ZipContainer.open(handle, 'slow.xlsx', bytes.length);
    const sheet = container.find('xl/worksheets/sheet1.xml');
    if (sheet === undefined) throw new Error('the sheet is missing');
    const workbook = new PlainWorkbook({ container, sheet, strings: null, styles: null, is1904: false });
    let count = 0;
    const handedOut: number[] = [];
    for await (const _row of streamXlsxRows(workbook.stream)) {
      workbook.noteRow();
      if (++count !== 1) continue;
      await workbook.pauseFor(
        (async () => {
          for (let turn = 0; turn < 200; turn++) {
            await nextTurn();
            handedOut.push(workbook.sheetBytes);
          }
        })(),
      );
    }
    await workbook.finish();
    expect(count).toBe(60_000);
    expect(sheet.bytes).toBeGreaterThan(5 * 1024 * 1024);
    expect(Math.max(...handedOut)).toBeLessThanOrEqual(2 * 1024 * 1024);
  } finally {
    await handle.close();
    rmSync(source);
  }
});
