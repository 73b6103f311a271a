import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HandinError } from '../../../src/lib/errors.js';
import { stageFile } from '../../../src/lib/io/csv-in.js';
import type { StagedTable } from '../../../src/lib/model/intake.js';
import { openTestDatabase, readStaged, type TestDatabase } from '../../helpers/duckdb.js';

let folder: string;
let stagingDir: string;
let database: TestDatabase;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'handin-sheets-'));
  stagingDir = path.join(folder, 'staging');
  mkdirSync(stagingDir, { mode: 0o700 });
  database = await openTestDatabase();
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

async function stage(bytes: Uint8Array): Promise<StagedTable[]> {
  const source = path.join(folder, 'book.xlsx');
  writeFileSync(source, bytes);
  return stageFile(source, stagingDir, {});
}

async function read(table: StagedTable | undefined): Promise<Record<number, string[]>> {
  if (table === undefined) throw new Error('no table');
  return Object.fromEntries((await readStaged(database, table)).map(({ record, cells }) => [record, cells]));
}

test('a workbook gives one table per sheet that holds anything, hidden ones with a problem', async () => {
  const bytes = await writeXlsx({
    sheets: [
      {
        name: 'Leeds',
        rows: [
          ['Name', 'Phone'],
          ['Ann "A" Example', 447700900001],
          ['Nguyễn Văn Sample', null],
        ],
      },
      { name: 'Empty', rows: [] },
      { name: 'Kept back', hidden: true, rows: [['Name'], ['Bo\nSample']] },
    ],
  });
  const tables = await stage(bytes);
  expect(tables.map(({ sourceName, path: way, format }) => [sourceName, way, format])).toEqual([
    ['book.xlsx#Leeds', 'sheet', 'xlsx'],
    ['book.xlsx#Kept back', 'sheet', 'xlsx'],
  ]);
  expect(tables.map(({ problems }) => problems.map(({ type }) => type))).toEqual([[], ['sheet-hidden']]);
  expect(tables[0]).toMatchObject({
    encoding: null,
    dialect: null,
    header: ['Name', 'Phone'],
    recordColumn: true,
    recordCount: 2,
    stagedCount: 2,
  });
  expect(await read(tables[0])).toEqual({ 1: ['Ann "A" Example', '447700900001'], 2: ['Nguyễn Văn Sample', ''] });
  expect(await read(tables[1])).toEqual({ 1: ['Bo\nSample'] });
});

test('dates, numbers and truth values become plain text', async () => {
  const rows = [
    ['Name', 'Signed', 'Number', 'Yes'],
    ['Ann', new Date(Date.UTC(2026, 0, 5)), 0.5, true],
    ['Bo', new Date(Date.UTC(2026, 0, 5, 13, 20, 3)), 1e15, false],
  ];
  const [table] = await stage(await writeXlsx({ sheets: [{ name: 'S', rows }] }));
  expect(await read(table)).toEqual({
    1: ['Ann', '2026-01-05', '0.5', 'true'],
    2: ['Bo', '2026-01-05T13:20:03', '1000000000000000', 'false'],
  });
});

test('a workbook in which every sheet is empty is an empty file', async () => {
  await expect(stage(await writeXlsx({ sheets: [{ name: 'S', rows: [] }] }))).rejects.toMatchObject({ code: 'file-empty' });
});

test('preamble, blank rows, repeated headers and stray cells are told apart by row number', async () => {
  const rows = [
    ['Our petition'],
    [],
    ['Name', 'Town'],
    ['Ann', 'Leeds'],
    [],
    ['Name', 'Town'],
    ['Bo', 'York', '', 'stray'],
    ['Cy', null],
    [null, null],
  ];
  const [table] = await stage(await writeXlsx({ sheets: [{ name: 'S', rows }] }));
  expect(table).toMatchObject({ header: ['Name', 'Town'], recordCount: 5, stagedCount: 2, blankRecords: [2] });
  expect(table?.quarantined).toMatchObject([
    { record: 3, lineFrom: 6, lineTo: 6, byteFrom: null, reason: 'header-repeat' },
    { record: 4, lineFrom: 7, lineTo: 7, byteFrom: null, reason: 'row-long' },
  ]);
  expect(await read(table)).toEqual({ 1: ['Ann', 'Leeds'], 5: ['Cy', ''] });
  expect(table?.problems).toEqual([{ type: 'quarantined-records', source: 'book.xlsx#S', count: 2, records: [3, 4] }]);
});

interface Part {
  readonly name: string;
  readonly content: Uint8Array;
  readonly flags?: number;
  readonly claimedBytes?: number;
  readonly offset?: number;
}

/** A zip container written by hand, so that it can lie. */
function zip(parts: readonly Part[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, flags = 0, claimedBytes = content.length, offset } of parts) {
    const packed = deflateRawSync(content);
    const label = Buffer.from(name);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(flags, 6);
    head.writeUInt16LE(8, 8);
    head.writeUInt32LE(crc32(content), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(claimedBytes, 22);
    head.writeUInt16LE(label.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(offset ?? at, 42);
    locals.push(head, label, packed);
    directory.push(entry, label);
    at += 30 + label.length + packed.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, listing, end]);
}

const text = (content: string): Uint8Array => Buffer.from(content);
const CORE: readonly Part[] = [
  { name: '[Content_Types].xml', content: text('<Types/>') },
  { name: 'xl/workbook.xml', content: text('<workbook/>') },
];
const bomb = Buffer.alloc(40 * 1024 * 1024, 0x20);

describe('a container that is not what it should be is refused before the library sees it', () => {
  test.each<[string, () => Buffer, string]>([
    ['a plain zip', () => zip([{ name: 'canary.csv', content: text('a,b') }]), 'file-format'],
    ['an ODS file', () => zip([{ name: 'content.xml', content: text('<x/>') }]), 'file-format'],
    ['half a file', () => zip(CORE).subarray(0, 60), 'file-format'],
    ['a directory that points nowhere', () => zip(CORE).fill(0xff, zip(CORE).length - 6, zip(CORE).length - 2), 'file-format'],
    ['a workbook without a list of sheets', () => zip(CORE), 'file-format'],
    [
      '2,001 parts',
      () => zip([...CORE, ...Array.from({ length: 1999 }, (_, i) => ({ name: `x${i}`, content: text('') }))]),
      'file-hostile',
    ],
    ['a bomb', () => zip([...CORE, { name: 'xl/worksheets/sheet1.xml', content: bomb }]), 'file-hostile'],
    [
      'a bomb that lies about its size',
      () => zip([...CORE, { name: 'xl/worksheets/sheet1.xml', content: bomb, claimedBytes: 1000 }]),
      'file-hostile',
    ],
    ['parts that overlap', () => zip([...CORE, { name: 'xl/a.xml', content: text('<a/>'), offset: 0 }]), 'file-hostile'],
    ['parts of one name', () => zip([...CORE, ...CORE]), 'file-hostile'],
    ['encrypted parts', () => zip([...CORE, { name: 'xl/a.xml', content: text('<a/>'), flags: 1 }]), 'file-hostile'],
    ['macros', () => zip([...CORE, { name: 'xl/vbaProject.bin', content: text('x') }]), 'file-hostile'],
    ['links to other files', () => zip([...CORE, { name: 'xl/externalLinks/externalLink1.xml', content: text('<x/>') }]), 'file-hostile'],
    ['paths that climb', () => zip([...CORE, { name: '../../canary', content: text('x') }]), 'file-hostile'],
    [
      'entities',
      () =>
        zip([...CORE, { name: 'xl/sharedStrings.xml', content: text('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "canary">]><sst/>') }]),
      'file-hostile',
    ],
    [
      'XML in UTF-16',
      () => zip([...CORE, { name: 'xl/sharedStrings.xml', content: Buffer.from('\ufeff<!DOCTYPE x>', 'utf16le') }]),
      'file-hostile',
    ],
  ])('%s', async (_name, make, code) => {
    const error = await stage(make()).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(HandinError);
    expect(error).toMatchObject({ code, exitCode: 2, hint: expect.any(String) });
    expect(`${(error as HandinError).message} ${(error as HandinError).hint}`).not.toContain('canary');
  });

  test('a workbook damaged anywhere ends in an error of ours or in tables that add up', async () => {
    const good = await writeXlsx({
      sheets: [
        {
          name: 'S',
          rows: [
            ['Name', 'Town'],
            ['Ann', 'Leeds'],
            ['Bo', 'York'],
          ],
        },
      ],
    });
    for (let at = 0; at < good.length; at += Math.ceil(good.length / 150)) {
      const bad = Uint8Array.from(good);
      bad[at] = (bad[at] ?? 0) ^ 0x55;
      const tables = await stage(bad).catch((error: unknown) => {
        if (error instanceof HandinError && error.exitCode === 2) return [];
        throw error;
      });
      for (const table of tables) expect(table.recordCount).toBe(table.stagedCount + table.quarantined.length + table.blankRecords.length);
    }
  });
});
