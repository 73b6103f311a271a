/**
 * Runs intake on bytes or on a file, with one engine for many files, and reads back what became of every record and every byte. Cells
 * come back as plain text: the people in tests are invented.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import type { Cell, Engine } from '../../src/lib/context.js';
import { openEngine } from '../../src/lib/io/engine.js';
import { stageFile } from '../../src/lib/io/intake.js';
import {
  BYTE_CLASSES,
  type ByteClass,
  type ByteRun,
  type IntakeOptions,
  type QuarantinedRow,
  type RowCounts,
  type StagedTable,
} from '../../src/lib/model/intake.js';
import type { Problem } from '../../src/lib/model/problem.js';
import { quoteName } from '../../src/lib/sql.js';

/** A record that was not accepted. */
export interface UnreadRow {
  readonly fate: string;
  readonly reason: string;
}

/** One table as it was staged and read back. */
export interface ReadTable {
  readonly table: StagedTable;
  readonly header: readonly string[];
  /** Accepted records: their number and their cells. */
  readonly records: ReadonlyMap<number, readonly string[]>;
  readonly unread: ReadonlyMap<number, UnreadRow>;
  readonly quarantine: readonly (Omit<QuarantinedRow, 'reason'> & { readonly reason: string })[];
  readonly counts: RowCounts;
  readonly problems: readonly Problem[];
}

export interface StagedFileReport {
  readonly tables: readonly ReadTable[];
  /** As they were told, in order. */
  readonly runs: readonly ByteRun[];
}

export interface IntakeBench {
  /** Stages bytes under a file name in a folder of their own, which is removed again. */
  stageBytes(content: string | Uint8Array, options?: IntakeOptions, fileName?: string): Promise<StagedFileReport>;
  stagePath(source: string, options?: IntakeOptions): Promise<StagedFileReport>;
  readonly engine: Engine;
  /** A private temporary folder of the bench. */
  readonly folder: string;
  close(): Promise<void>;
}

/** How many files are staged before their tables are dropped together. */
const FILES_PER_DROP = 25;

/** Opens one engine for many files. */
export async function openIntake(): Promise<IntakeBench> {
  const folder = mkdtempSync(path.join(tmpdir(), 'handin-intake-'));
  const [stagingDir, spillDir] = [path.join(folder, 'staging'), path.join(folder, 'spill')];
  for (const dir of [stagingDir, spillDir]) mkdirSync(dir, { mode: 0o700 });
  const engine = await openEngine({ stagingDir, spillDir, memoryBytes: 1_000_000_000, threads: 1 });
  let files = 0;

  const stagePath = async (source: string, options: IntakeOptions = {}): Promise<StagedFileReport> => {
    const runs: ByteRun[] = [];
    const staged = await stageFile(source, { engine, stagingDir }, { ...options, onRun: (run) => runs.push({ ...run }) });
    const tables: ReadTable[] = [];
    for (const table of staged) tables.push(await readTable(engine, table));
    if (++files % FILES_PER_DROP === 0) await dropAll(engine);
    return { tables, runs };
  };

  return {
    engine,
    folder,
    stagePath,
    async stageBytes(content, options = {}, fileName = 'export.csv') {
      const place = mkdtempSync(path.join(folder, 'source-'));
      const source = path.join(place, fileName);
      writeFileSync(source, content);
      try {
        return await stagePath(source, options);
      } finally {
        rmSync(place, { recursive: true });
      }
    },
    async close() {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function dropAll(engine: Engine): Promise<void> {
  const found = await engine.rows<{ name: string; kind: string }>(
    `SELECT table_name AS name, table_type AS kind FROM information_schema.tables WHERE starts_with(table_name, 'intake_')`,
    ['name', 'kind'],
  );
  // Views first, which stand on tables.
  found.sort((a, b) => Number(b.kind === 'VIEW') - Number(a.kind === 'VIEW'));
  await engine.run(found.map(({ name, kind }) => `DROP ${kind === 'VIEW' ? 'VIEW' : 'TABLE'} ${quoteName(name)};`).join('\n'));
}

function text(value: Cell | undefined): string {
  if (typeof value !== 'string') throw new TypeError('a cell is not text');
  return value;
}

async function readTable(engine: Engine, table: StagedTable): Promise<ReadTable> {
  const columns = table.header.map((_, column) => `c${column}`);
  const names = { records: quoteName(table.tables.records), unread: quoteName(table.tables.unread) };
  const rows = await engine.rows<Record<string, Cell>>(
    `SELECT record, NULL AS fate, NULL AS reason, ${columns.join(', ')} FROM ${names.records} UNION ALL
     SELECT record, fate, reason, ${columns.map(() => 'NULL').join(', ')} FROM ${names.unread} ORDER BY record`,
    ['fate', 'reason', ...columns],
  );
  const records = new Map<number, readonly string[]>();
  const unread = new Map<number, UnreadRow>();
  for (const row of rows) {
    const record = Number(row['record']);
    // Each record is there once: as cells, or as a fate with its reason.
    expect(records.has(record) || unread.has(record)).toBe(false);
    if (row['fate'] === null) {
      records.set(
        record,
        columns.map((column) => text(row[column])),
      );
    } else unread.set(record, { fate: text(row['fate']), reason: text(row['reason']) });
  }
  // Most files have no such row, and the count of those that have was read above.
  const hasUnreadable = [...unread.values()].some(({ fate }) => fate === 'unreadable');
  const quarantine =
    hasUnreadable || table.counts.quarantined > 0
      ? await engine.rows<Record<string, Cell>>(`SELECT * FROM ${quoteName(table.tables.quarantine)} ORDER BY record`, [
          'reason',
          'suggestion',
          'raw',
        ])
      : [];
  const place = (value: Cell | undefined): number | null => (value === null ? null : Number(value));
  return {
    table,
    header: table.header,
    records,
    unread,
    quarantine: quarantine.map((row) => ({
      record: Number(row['record']),
      lineFrom: Number(row['line_from']),
      lineTo: Number(row['line_to']),
      byteFrom: place(row['byte_from']),
      byteTo: place(row['byte_to']),
      reason: text(row['reason']),
      suggestion: text(row['suggestion']),
      raw: text(row['raw']),
    })),
    counts: table.counts,
    problems: table.problems,
  };
}

/** Runs are in order, follow one another from 0 to the end of the file, and neighbours differ in class. */
export function expectTiling(bytes: Uint8Array, report: StagedFileReport): void {
  const sums: Record<string, number> = Object.fromEntries(BYTE_CLASSES.map((name) => [name, 0]));
  let at = 0;
  let before: ByteClass | null = null;
  for (const run of report.runs) {
    expect(run.from).toBe(at);
    expect(run.to).toBeGreaterThan(run.from);
    expect(run.class).not.toBe(before);
    sums[run.class] = (sums[run.class] ?? 0) + run.to - run.from;
    at = run.to;
    before = run.class;
  }
  expect(at).toBe(bytes.length);
  for (const { table } of report.tables) expect(table.byteCounts).toEqual(sums);
}

/** Every record from 1 to the last is accepted, quarantined or blank, exactly once, and the counts say so. */
export function expectConservation(report: StagedFileReport): void {
  for (const { counts, records, unread, quarantine } of report.tables) {
    const blank = Object.values(counts.blank).reduce((sum, count) => sum + count, 0);
    expect(counts.records).toBe(counts.accepted + counts.quarantined + blank);
    expect(counts.repaired).toBeLessThanOrEqual(counts.accepted);
    expect(records.size).toBe(counts.accepted);
    expect(unread.size).toBe(counts.quarantined + blank);
    expect([...records.keys(), ...unread.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: counts.records }, (_, i) => i + 1));
    const unreadable = [...unread].filter(([, { fate }]) => fate === 'unreadable');
    expect(quarantine.map(({ record, reason }) => [record, { fate: 'unreadable', reason }])).toEqual(unreadable);
    for (const [reason, count] of Object.entries(counts.blank)) {
      expect([...unread.values()].filter((row) => row.fate === 'blank' && row.reason === reason)).toHaveLength(count);
    }
  }
}
