import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { formatCsv } from '../../../src/lib/io/csv-out.js';
import { readPdf } from '../../../src/lib/io/pdf-read.js';
import type { SampleDrawReport, SampleEvaluateReport } from '../../../src/lib/model/sample-report.js';
import { checkStructure } from '../../helpers/pdf-structure/index.js';
import { runProgram } from '../../helpers/program.js';
import { ROOT, type Run } from '../../helpers/run.js';

/** 400 people, 40 of whom signed twice under the same name and mailbox. */
const PEOPLE = Array.from({ length: 400 }, (_, index) => ({
  name: `Ada${index} Quillfeather`,
  email: `ada${index}@example.org`,
  postcode: `ZZ99 ${index % 10}ZZ`,
}));
const ROWS = [...PEOPLE, ...PEOPLE.slice(0, 40)].map(({ name, email, postcode }) => [name, email, postcode]);

let root = '';
beforeAll(async () => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-sample-')));
  for (const [folder, rows] of [
    ['a', ROWS],
    ['b', [...ROWS].reverse()],
  ] as const) {
    fs.mkdirSync(path.join(root, folder));
    fs.writeFileSync(path.join(root, folder, 'list.csv'), formatCsv([['Name', 'Email', 'Postcode'], ...rows]));
    const run = await runProgram(['merge', 'list.csv', '--match', 'exact', '--country', 'GB'], path.join(root, folder));
    expect(run.code).toBe(0);
  }
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const sample = (args: readonly string[], folder = 'a'): Promise<Run> => runProgram(['sample', ...args], path.join(root, folder));
const rowsOf = (file: string, folder = 'a'): string[][] =>
  parse(fs.readFileSync(path.join(root, folder, file)), { bom: true, relax_column_count: true }) as string[][];

/** Fills in the answers of a worksheet by what stands in each row. */
function answer(file: string, answerOf: (row: readonly string[], number: number) => string, copyOf = (_: number): string => ''): void {
  const [header = [], ...rows] = rowsOf(file);
  const filled = rows.map((row, index) => [row[0] ?? '', answerOf(row, index + 1), copyOf(index + 1), ...row.slice(3)]);
  fs.writeFileSync(path.join(root, 'a', file), formatCsv([header, ...filled]));
}

describe('handin sample draw', () => {
  it('gives the fingerprint of the list before a seed is known, and writes nothing', async () => {
    const run = await sample(['draw', '--size', '50', '--json']);
    const report = JSON.parse(run.stdout) as SampleDrawReport;
    expect(report).toMatchObject({ kind: 'distinct', population: 400, size: 50, drawn: null });
    expect(report.list).toMatch(/^[0-9a-f]{64}$/);
    expect(fs.existsSync(path.join(root, 'a', 'merged', 'sample.csv'))).toBe(false);
    const text = await sample(['draw', '--size', '50']);
    expect(text.stdout).toContain(report.list.slice(0, 4));
  });

  it('draws the same people by the same seed, whatever the order of the export, and others by another', async () => {
    for (const folder of ['a', 'b'])
      expect((await sample(['draw', '--size', '50', '--seed', 'lotto 4 8 15', '-o', 'same.csv'], folder)).code).toBe(0);
    const names = (file: string, folder = 'a'): unknown[] => rowsOf(file, folder).map((row) => row.slice(4, 7));
    expect(names('same.csv', 'b')).toEqual(names('same.csv', 'a'));
    expect(new Set(names('same.csv').map(String)).size).toBe(51);
    expect((await sample(['draw', '--size', '50', '--seed', 'lotto 4 8 16', '-o', 'other.csv'])).code).toBe(0);
    expect(names('other.csv')).not.toEqual(names('same.csv'));
  });

  it('prints the same people for volunteers with a pen', async () => {
    const run = await sample(['draw', '--size', '12', '--seed', 'p', '-o', 'printed.csv', '--print', 'printed.pdf']);
    expect(run.code).toBe(0);
    const pages = readPdf(fs.readFileSync(path.join(root, 'a', 'printed.pdf')))
      .pages.join(' ')
      .replace(/\s+/g, ' ');
    for (const row of rowsOf('printed.csv').slice(1)) expect(pages).toContain(row[4]);
    expect(checkStructure(fs.readFileSync(path.join(root, 'a', 'printed.pdf')))).toEqual([]);
    expect(fs.statSync(path.join(root, 'a', 'printed.pdf')).mode & 0o777).toBe(0o600);
  });

  it('writes private files, says so, and names nobody on the screen', async () => {
    const run = await sample(['draw', '--share', '10%', '--seed', 's', '-o', 'private.xlsx']);
    expect(run.stdout).toContain('private.key.json');
    expect(run.stdout + run.stderr).not.toMatch(/Quillfeather|@example/);
    for (const name of ['private.xlsx', 'private.key.json']) expect(fs.statSync(path.join(root, 'a', name)).mode & 0o777).toBe(0o600);
    const again = await sample(['draw', '--size', '3', '--seed', 's', '-o', 'private.xlsx']);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('is there already')]);
  });

  it.each([
    [['draw', '--seed', 's'], 'Say how many to draw'],
    [['draw', '--size', '3', '--share', '3%'], 'Say how many to draw'],
    [['draw', '--size', '3', '--seed', 's', '-o', 'sample.pdf'], 'A worksheet is'],
    [['draw', '--rule', 'us-az'], 'There is no'],
    [['evaluate'], 'Name the worksheet'],
    [['evaluate', 'none.csv'], 'none.key.json is not there'],
  ])('refuses %j', async (args, message) => {
    const run = await sample(args);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(message);
  });
});

describe('handin sample evaluate', () => {
  it('estimates the valid people of a distinct list', async () => {
    await sample(['draw', '--size', '100', '--seed', 's', '-o', 'distinct.csv']);
    answer('distinct.csv', (_, number) => (number <= 90 ? 'yes' : number <= 96 ? 'no' : 'unsure'));
    const run = await sample(['evaluate', 'distinct.csv', '--required', '300', '--json']);
    const report = JSON.parse(run.stdout) as SampleEvaluateReport;
    expect(report).toMatchObject({
      population: 400,
      size: 100,
      rows: { valid: 90, invalid: 6, unsettled: 4 },
      people: 90,
      pairs: 0,
      answer: 'enough',
    });
    expect(report.valid.estimate).toBeCloseTo(360, 6);
    expect(report.validAtMost?.estimate).toBeCloseTo(376, 6);
    expect(run.code).toBe(0);
    expect((await sample(['evaluate', 'distinct.csv', '--required', '399'])).code).toBe(1);
    const close = await sample(['evaluate', 'distinct.csv', '--required', '360']);
    expect([close.code, close.stdout]).toEqual([1, expect.stringContaining('Too close to tell')]);
  });

  it('is what a threshold can be held against, at its low end', async () => {
    await sample(['draw', '--size', '200', '--seed', 's', '-o', 'check.csv']);
    answer('check.csv', (_, number) => (number <= 190 ? 'yes' : 'no'));
    const { valid } = JSON.parse((await sample(['evaluate', 'check.csv', '--json'])).stdout) as SampleEvaluateReport;
    const run = await runProgram(['check', '--against', 'gb-eng-walsall', '--sample', 'check.csv', '--json'], path.join(root, 'a'));
    expect(JSON.parse(run.stdout)).toMatchObject({ counts: { signatures: Math.floor(valid.low) }, met: true });
    expect((JSON.parse(run.stdout) as { warnings: string[] }).warnings.join(' ')).toContain('low end of what a sample of 200 of 400');
    expect(
      (await runProgram(['check', '--against', 'gb-eng-walsall', '--sample', 'check.csv', '--count', '3'], path.join(root, 'a'))).code,
    ).toBe(2);
  });

  it('knows the copies of a raw pile by the matching, and those that a volunteer saw', async () => {
    await sample(['draw', '--from', 'raw', '--size', '300', '--seed', 's', '-o', 'raw.csv']);
    answer('raw.csv', () => 'yes');
    const report = JSON.parse((await sample(['evaluate', 'raw.csv', '--json'])).stdout) as SampleEvaluateReport;
    const names = rowsOf('raw.csv')
      .slice(1)
      .map((row) => row[4]);
    const twice = names.length - new Set(names).size;
    expect(twice).toBeGreaterThan(5);
    expect(report).toMatchObject({ population: 440, size: 300, people: 300 - twice, pairs: twice });
    // The truth is 400; the estimate by pairs is within its own interval of it.
    expect(report.valid.low).toBeLessThan(400);
    expect(report.valid.high).toBeGreaterThan(400);
    const seen = new Set<number>();
    answer(
      'raw.csv',
      () => 'yes',
      (number) => (number === 2 && !seen.has(number) ? '1' : ''),
    );
    const more = JSON.parse((await sample(['evaluate', 'raw.csv', '--json'])).stdout) as SampleEvaluateReport;
    expect(more.people).toBeLessThanOrEqual(report.people);
    expect(more.pairs).toBeGreaterThanOrEqual(report.pairs);
  });

  it('works out a state’s own rule from the worksheet', async () => {
    await sample(['draw', '--from', 'raw', '--rule', 'us-ca-initiative', '--seed', 's', '-o', 'county.csv']);
    // Up to 500 signatures are all checked.
    answer('county.csv', (_, number) => (number <= 400 ? 'yes' : 'no'));
    const run = await sample(['evaluate', 'county.csv', '--rule', 'us-ca-initiative', '--required', '200', '--json']);
    const report = JSON.parse(run.stdout) as SampleEvaluateReport;
    expect(report.size).toBe(440);
    expect(report.rule).toMatchObject({ scheme: 'us-ca-initiative', stage: 'county', outcome: 'qualifies' });
    expect(report.rule?.values.map(({ name }) => name)).toEqual(['validity_percent', 'V', 'A', 'B', 'C', 'result']);
    expect(run.code).toBe(0);
    const missing = await sample(['evaluate', 'county.csv', '--rule', 'us-mi-initiative', '--required', '200']);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('certify_at_or_above is the published upper cut-off')]);
    const given = ['--given', 'certify_at_or_above=350', '--given', 'deny_at_or_below=300'];
    const michigan = await sample(['evaluate', 'county.csv', '--rule', 'us-mi-initiative', '--required', '200', ...given]);
    expect([michigan.code, michigan.stdout]).toEqual([0, expect.stringContaining('recommend certification')]);
  });

  it('works out a rule of one’s own by path, tells how to give what is missing, and says what a list without copies means', async () => {
    const own = {
      ...JSON.parse(fs.readFileSync(path.join(ROOT, 'src/lib/thresholds/data/us-nv-petition-verification.json'), 'utf8')),
      id: 'us-our-county',
    };
    fs.writeFileSync(path.join(root, 'a', 'county.json'), JSON.stringify(own));
    const drawn = await sample(['draw', '--rule', 'county.json:sample', '--seed', 's', '-o', 'own.csv', '--json']);
    expect(JSON.parse(drawn.stdout)).toMatchObject({ size: 400 });
    answer('own.csv', () => 'yes');
    const run = await sample(['evaluate', 'own.csv', '--rule', 'county.json', '--required', '400']);
    expect([run.code, run.stdout]).toEqual([0, expect.stringContaining('(us-our-county, sample)')]);
    expect(run.stdout.replace(/\s+/g, ' ')).toContain('The sample is from the list without copies');
    const missing = await sample(['evaluate', 'own.csv', '--rule', 'us-mi-initiative']);
    expect(missing.stderr.replace(/\s+/g, ' ')).toContain(
      'Say it with --required N, --given deny_at_or_below=N and --given certify_at_or_above=N.',
    );
    expect((await runProgram(['schemes', 'county.json'], path.join(root, 'a'))).stdout).toContain('us-our-county');
  });

  it('takes copies for invalid ones under Arizona’s rule', async () => {
    await sample(['draw', '--from', 'raw', '--size', '440', '--seed', 's', '-o', 'arizona.csv']);
    answer('arizona.csv', () => 'yes');
    const run = await sample(['evaluate', 'arizona.csv', '--rule', 'us-az-initiative', '--required', '401', '--json']);
    const { rule } = JSON.parse(run.stdout) as SampleEvaluateReport;
    // 440 signatures of 400 people, all of them checked: 40 copies go, and 401 is not reached.
    expect(rule?.values.find(({ name }) => name === 'projected')?.value).toBeCloseTo(400, 9);
    expect([run.code, rule?.outcome]).toEqual([1, 'fails']);
  });

  it('takes no row for granted: every one needs an answer that can be understood', async () => {
    await sample(['draw', '--size', '5', '--seed', 's', '-o', 'five.csv']);
    answer('five.csv', (_, number) => (number === 3 ? '' : number === 5 ? 'perhaps so' : 'ja'));
    const run = await sample(['evaluate', 'five.csv']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('2 rows of the sample have no clear answer: numbers 3 and 5');
    expect(run.stderr).not.toContain('perhaps so');
    fs.writeFileSync(path.join(root, 'a', 'five.key.json'), '{"formatVersion":1}');
    expect((await sample(['evaluate', 'five.csv'])).stderr).toContain('five.key.json is damaged');
  });
});
