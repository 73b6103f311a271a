import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HandinError } from '../../../src/lib/errors.js';
import { quoteText } from '../../../src/lib/sql.js';
import { expectConservation, type IntakeBench, openIntake, type ReadTable } from '../../helpers/intake.js';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

let number = 0;

/** Writes the rows of a query as Parquet, with the engine, and reads the bytes. */
async function parquet(query: string, options = ''): Promise<Uint8Array> {
  const file = path.join(bench.folder, 'staging', `made-${++number}.parquet`);
  await bench.engine.run(`COPY (${query}) TO ${quoteText(file)} (FORMAT parquet${options})`);
  return readFileSync(file);
}

function lieAboutFooter(bytes: Uint8Array): Uint8Array {
  return Buffer.from(bytes).fill(0x7f, bytes.length - 8, bytes.length - 4);
}

async function stage(bytes: Uint8Array): Promise<ReadTable> {
  const report = await bench.stageBytes(bytes, {}, 'people.parquet');
  expectConservation(report);
  const [table] = report.tables;
  if (table === undefined) throw new Error('no table');
  return table;
}

describe('a Parquet file', () => {
  test('gives its columns as text, in its own order of rows', async () => {
    const table = await stage(
      await parquet(`SELECT * FROM (VALUES
        ('Łukasz', 447700900123::BIGINT, 447700900123::DOUBLE, 0.1::DOUBLE, DATE '2026-01-05', TIMESTAMP '2026-01-05 13:20:03', TIMESTAMP '2026-01-05', true),
        ('山田', NULL, NULL, NULL, NULL, NULL, NULL, NULL)) AS t(name, phone, number, share, day, moment, midnight, yes)`),
    );
    expect(table.table).toMatchObject({ sourceName: 'people.parquet', format: 'parquet', path: 'parquet', byteCounts: null });
    expect(table.header).toEqual(['name', 'phone', 'number', 'share', 'day', 'moment', 'midnight', 'yes']);
    expect(Object.fromEntries(table.records)).toEqual({
      1: ['Łukasz', '447700900123', '447700900123', '0.1', '2026-01-05', '2026-01-05T13:20:03', '2026-01-05', 'true'],
      2: ['山田', '', '', '', '', '', '', ''],
    });
  });

  test('joins lists of text, keeps other nested values as JSON, and reads times with a zone as UTC', async () => {
    const table = await stage(
      await parquet(
        `SELECT 'Ann' AS name, ['a', 'b'] AS tags, {'given': 'Ann', 'n': 1} AS whole, [1, 2] AS numbers, 12345678901234567890::DECIMAL(38, 0) AS id`,
      ),
    );
    expect(table.records.get(1)).toEqual(['Ann', 'a; b', '{"given":"Ann","n":1}', '[1,2]', '12345678901234567890']);
  });

  test('column names are nobody’s SQL, and names that differ in case stay two columns', async () => {
    const table = await stage(await parquet(`SELECT 'x' AS "a""; DROP TABLE t; --", 'y' AS "__proto__", 'z' AS "file_row_number"`));
    expect(table.header).toEqual(['a"; DROP TABLE t; --', '__proto__', 'file_row_number']);
    expect(table.records.get(1)).toEqual(['x', 'y', 'z']);
  });

  test('keeps the order of many rows, and numbers them from 1', async () => {
    const table = await stage(await parquet(`SELECT 'Person ' || i AS name, i AS n FROM range(30000) AS r(i)`, ', ROW_GROUP_SIZE 2048'));
    expect(table.counts.accepted).toBe(30_000);
    expect([...table.records].every(([record, cells]) => cells[1] === String(record - 1))).toBe(true);
  });

  test('sets aside empty rows, long cells, and cells with a NUL', async () => {
    const table = await stage(
      await parquet(
        `SELECT * FROM (VALUES ('Ann', 'x'), (NULL, ' '), ('Bo', repeat('y', 70000)), ('Cy' || chr(0), 'z'), ('Di', 'ok')) AS t(name, comment)`,
      ),
    );
    expect([...table.unread].map(([record, { reason }]) => [record, reason])).toEqual([
      [2, 'empty-record'],
      [3, 'cell-too-long'],
      [4, 'nul-byte'],
    ]);
    expect([...table.records.keys()]).toEqual([1, 5]);
    expect(table.quarantine[1]?.raw).toBe('"Cy\u2400","z"');
  });
});

describe('a Parquet file that cannot be read is refused without a word of its content', () => {
  test.each<[string, () => Promise<Uint8Array>, string]>([
    ['without rows', () => parquet(`SELECT 'canary' AS name WHERE false`), 'file-empty'],
    [
      'with too many columns',
      () => parquet(`SELECT ${Array.from({ length: 1001 }, (_, i) => `1 AS c${i}`).join(', ')}`),
      'columns-too-many',
    ],
    ['cut off', async () => (await parquet(`SELECT 'canary' AS name`)).subarray(0, 100), 'file-damaged'],
    ['with nothing but its mark', async () => Buffer.from('PAR1\x15canary'), 'file-damaged'],
    ['with a footer that lies about its length', async () => lieAboutFooter(await parquet(`SELECT 'canary' AS name`)), 'file-damaged'],
  ])('%s', async (_name, make, code) => {
    const error = await stage(await make()).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(HandinError);
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect((error as HandinError).message).not.toContain('canary');
  });
});
