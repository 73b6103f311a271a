/**
 * Several hundred messy files, each with what must become of every record and byte of it. The files and their expectations are made by
 * `helpers/messy-files.ts`.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IntakeOptions } from '../src/lib/model/intake.js';
import { decodesTo } from './helpers/encode.js';
import { expectConservation, expectTiling, type IntakeBench, openIntake, type ReadTable, type StagedFileReport } from './helpers/intake.js';
import type { ExpectedRow, ExpectedTable, MessyFile } from './helpers/messy-draft.js';
import { messyFiles } from './helpers/messy-files.js';
import { runs } from './helpers/runs.js';

let intake: IntakeBench;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(async () => {
  await intake.close();
});

const FILES = messyFiles();

/** How a cell or row looks in a difference: short enough to read. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}… (${text.length})` : text;
}

/** The difference between what must become of a record and what became of it, or null. */
function compareRow(expected: ExpectedRow, table: ReadTable): string | null {
  const { record, readings = [], reasons = [] } = expected;
  const wanted = [...readings.map((cells) => show(cells)), ...reasons].join(' or ');
  const cells = table.records.get(record);
  if (cells !== undefined) {
    const isRight = readings.some((reading) => JSON.stringify(reading) === JSON.stringify(cells));
    return isRight ? null : `record ${record}: expected ${wanted}, got ${show(cells)}`;
  }
  const unread = table.unread.get(record);
  if (unread === undefined) return `record ${record}: expected ${wanted}, got nothing`;
  if (!reasons.includes(unread.reason)) return `record ${record}: expected ${wanted}, got ${unread.fate} ${unread.reason}`;
  if (unread.fate !== 'unreadable') return null;
  const quarantined = table.quarantine.find((row) => row.record === record);
  if (quarantined === undefined) return `record ${record}: not in quarantine`;
  for (const key of ['lineFrom', 'lineTo', 'byteFrom', 'byteTo', 'raw'] as const) {
    if (quarantined[key] !== expected[key])
      return `record ${record}: ${key} expected ${show(expected[key])}, got ${show(quarantined[key])}`;
  }
  return null;
}

/** A suggestion is the row as it would be right, in the file's own dialect. */
function compareSuggestion(expected: ExpectedRow, file: MessyFile, table: ReadTable): string | null {
  if (expected.suggests === undefined) return null;
  const suggestion = table.quarantine.find((row) => row.record === expected.record)?.suggestion ?? '';
  const cells: string[][] = parse(suggestion, {
    delimiter: file.style.delimiter,
    quote: file.style.quote ?? '"',
    relax_quotes: true,
    relax_column_count: true,
  });
  return JSON.stringify(cells) === JSON.stringify([expected.suggests])
    ? null
    : `record ${expected.record}: expected the suggestion ${show(expected.suggests)}, got ${show(suggestion)}`;
}

function compareTable(expected: ExpectedTable, file: MessyFile, table: ReadTable): string[] {
  const differences: (string | null)[] = [];
  if (JSON.stringify(table.header) !== JSON.stringify(expected.header)) {
    differences.push(`header: expected ${show(expected.header)}, got ${show(table.header)}`);
  }
  if (table.table.headerRows !== expected.headerRows) {
    differences.push(`header rows: expected ${expected.headerRows}, got ${table.table.headerRows}`);
  }
  if (table.counts.records !== expected.rows.length) {
    differences.push(`records: expected ${expected.rows.length}, got ${table.counts.records}`);
  }
  for (const row of expected.rows) differences.push(compareRow(row, table) ?? compareSuggestion(row, file, table));
  return differences.filter((difference) => difference !== null);
}

/** Each byte must be of a class that its row allows. */
function compareBytes(file: MessyFile, report: StagedFileReport): string[] {
  const differences: string[] = [];
  let i = 0;
  for (const stretch of file.stretches) {
    while (i < report.runs.length && (report.runs[i]?.to ?? 0) <= stretch.from) i++;
    for (let j = i; j < report.runs.length; j++) {
      const run = report.runs[j];
      if (run === undefined || run.from >= stretch.to) break;
      if (!stretch.classes.includes(run.class)) {
        differences.push(
          `bytes ${stretch.from} to ${stretch.to}: expected ${stretch.classes.join(' or ')}, got ${run.class} from ${run.from} to ${run.to}`,
        );
      }
    }
  }
  return differences;
}

function compareReading(file: MessyFile, report: StagedFileReport): string[] {
  const [first] = report.tables;
  const { encoding, dialect, format } = first?.table ?? {};
  const { style } = file;
  const differences: string[] = [];
  const compare = (name: string, expected: unknown, got: unknown): void => {
    if (expected !== got) differences.push(`${name}: expected ${show(expected)}, got ${show(got)}`);
  };
  compare('format', 'text', format);
  compare('byte-order mark', style.mark ?? false, encoding?.byteOrderMark);
  compare('mixed', file.isMixed, encoding?.mixed);
  if (file.isMixed || style.encoding.startsWith('utf-')) compare('encoding', style.encoding, encoding?.name);
  else if (!decodesTo(file.bytes, encoding?.name ?? '', file.text)) compare('encoding', style.encoding, encoding?.name);
  if ((first?.header.length ?? 0) > 1) {
    compare('delimiter', style.delimiter, dialect?.delimiter);
    compare('space after delimiters', style.space ?? false, dialect?.spaceAfterDelimiter);
  }
  compare('quote', style.quote ?? '"', dialect?.quote);
  compare('escape', style.escape ?? style.quote ?? '"', dialect?.escape);
  compare('newline', file.newline, dialect?.newline);
  compare('sep= line', file.hasSepLine, dialect?.sepLine);
  compare('preamble rows', file.preambleRows, dialect?.preambleRows);
  compare('tables', file.tables.length, report.tables.length);
  for (const [i, { table }] of report.tables.entries()) {
    compare('source name', i === 0 ? file.fileName : `${file.fileName}#table-${i + 1}`, table.sourceName);
  }
  return differences;
}

/** Everything that differs from what was written down when the file was made. */
function compareFile(file: MessyFile, report: StagedFileReport): string[] {
  const differences = compareReading(file, report);
  for (const [i, expected] of file.tables.entries()) {
    const table = report.tables[i];
    if (table !== undefined)
      differences.push(...compareTable(expected, file, table).map((text) => (i === 0 ? text : `table ${i + 1}: ${text}`)));
  }
  differences.push(...compareBytes(file, report));
  const repaired = (isKnown: boolean | undefined): number =>
    file.tables.flatMap(({ rows }, i) =>
      rows.filter((row) => row.isRepaired === isKnown && report.tables[i]?.records.has(row.record) === true),
    ).length;
  const counted = report.tables.reduce((sum, { counts }) => sum + counts.repaired, 0);
  if (counted < repaired(true) || counted > repaired(true) + repaired(undefined)) {
    differences.push(`repaired: expected ${repaired(true)} to ${repaired(true) + repaired(undefined)}, got ${counted}`);
  }
  return differences.slice(0, 12);
}

async function expectFile(file: MessyFile, options: IntakeOptions): Promise<StagedFileReport> {
  const report = await intake.stageBytes(file.bytes, options, file.fileName);
  const differences = compareFile(file, report);
  if (differences.length > 0) expect.fail(differences.join('\n'));
  expectTiling(file.bytes, report);
  expectConservation(report);
  return report;
}

describe.each([...FILES])('%s', (_defect, files) => {
  // Neighbours are broken in the same way, in other encodings and dialects.
  const tried = files.filter((_, index) => index % runs(4, 1) === 0);
  test.each(tried.map((file) => [file.title, file] as const))('%s', async (_title, file) => {
    if (file.refusal !== null) {
      await expect(intake.stageBytes(file.bytes, file.options, file.fileName)).rejects.toMatchObject({ code: file.refusal, exitCode: 2 });
      return;
    }
    const report = await expectFile(file, file.options);
    const isFast = report.tables.some(({ table }) => table.path === 'fast');
    if (isFast) {
      // The engine read the rows itself; the other path must have read the same.
      const strict = await expectFile(file, { ...file.options, path: 'strict' });
      expect(strict.tables.map(({ table }) => table.path)).not.toContain('fast');
    }
    const { encoding, escape: escapeChar, space } = file.style;
    if (file.isSound && encoding === 'utf-8' && escapeChar === undefined && space !== true && file.tables.length === 1)
      expect(isFast).toBe(true);
  });
});

test('the suite has at least 250 files in 25 classes, no two alike', () => {
  const files = [...FILES.values()].flat();
  expect(FILES.size).toBeGreaterThanOrEqual(25);
  expect(files.length).toBeGreaterThanOrEqual(250);
  expect([...FILES.values()].every((list) => list.length > 0)).toBe(true);
  const names = files.map(({ defect, title, fileName }) => `${defect}: ${title} (${fileName})`);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('headers that are names of members of objects change no object', async () => {
  await intake.stageBytes('__proto__,constructor,toString\npolluted,a@example.org,2025-01-01\n'.repeat(3));
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test('a file name that looks like a pattern stands for that file alone', async () => {
  const place = path.join(intake.folder, 'decoys');
  mkdirSync(place);
  const names = ['a.csv', 'b.csv', '[ab]*.csv', 'ab.csv', '*.csv'];
  for (const [i, name] of names.entries()) writeFileSync(path.join(place, name), `Name,Email\nAnn,ann${i}@example.org\n`);
  for (const [i, name] of names.entries()) {
    const { tables } = await intake.stagePath(path.join(place, name));
    expect(tables.map(({ table, records }) => [table.sourceName, [...records]])).toEqual([[name, [[1, ['Ann', `ann${i}@example.org`]]]]]);
  }
});
