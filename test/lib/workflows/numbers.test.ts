import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { formatCsv } from '../../../src/lib/io/csv-out.js';
import type { NumbersReport } from '../../../src/lib/model/numbers-report.js';
import { runProgram } from '../../helpers/program.js';
import type { Run } from '../../helpers/run.js';

/** 300 people, of whom 122 signed a second time: 107 with the same mailbox, 15 without one, found by name and postcode. */
const PEOPLE = Array.from({ length: 300 }, (_, index) => [`Ada${index} Quillfeather`, `ada${index}@example.org`, `ZZ99 ${index % 10}ZZ`]);
const AGAIN = PEOPLE.slice(0, 122).map(([name = '', email = '', postcode = ''], index) => [name, index < 107 ? email : '', postcode]);

let root = '';
const run = (...args: string[]): Promise<Run> => runProgram(args, root);
const report = async (...args: string[]): Promise<NumbersReport> =>
  JSON.parse((await run('numbers', '--json', ...args)).stdout) as NumbersReport;

beforeAll(async () => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-numbers-'));
  fs.writeFileSync(path.join(root, 'list.csv'), formatCsv([['Name', 'Email', 'Postcode'], ...PEOPLE, ...AGAIN]));
  expect((await run('merge', 'list.csv', '--match', 'exact', '--country', 'GB')).code).toBe(0);
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

describe('handin numbers', () => {
  it('says that nobody looked for signs of forgery until somebody did, and then how far the count could be out', async () => {
    const before = await report();
    expect(before.signals).toBeNull();
    expect(before.unchecked).toContain('Whether the signatures show signs of forgery.');
    expect(before.outside).not.toHaveProperty('signals');
    expect((await run('signals')).code).toBeLessThan(2);
    const after = await report();
    expect(after.signals?.bracket.to).toBe(300);
    expect(after.signals?.bracket.from).toBe(300 - (after.signals?.flagged ?? 0));
    expect(after.unchecked).not.toContain('Whether the signatures show signs of forgery.');
    expect(after.outside?.signals?.bracket.to).toBe(300);
    expect((await run('numbers')).stdout).toContain('signatures if none of these were real');
    expect((await run('numbers', '--outside')).stdout).toContain('Signs of forgery');
  });

  it('gives duplicates by rule outside in the bands that the pack has', async () => {
    const { outside, duplicates } = await report();
    expect(duplicates).toEqual([
      { rule: 'canonical-email', records: 107 },
      { rule: 'name-postcode', records: 15 },
    ]);
    expect(outside?.duplicates).toEqual({
      total: 122,
      rules: [
        { id: 'canonical-email', count: { from: 100, to: 109 } },
        { id: 'name-postcode', count: { from: 10, to: 19 } },
        { id: 'name-contact', count: { from: 0, to: 9 } },
        { id: 'evidence', count: { from: 0, to: 9 } },
      ],
    });
    const markdown = (await run('numbers', '--outside', '--format', 'markdown')).stdout;
    expect(markdown).toContain('| Duplicates by rule | the same name and postcode | 10 to 19 |');
    expect(markdown).toContain('| Duplicates by rule | all details weighed together | fewer than 10 |');
    expect(markdown).not.toMatch(/\| 15 \|/);
  });
});
