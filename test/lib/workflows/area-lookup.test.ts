import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { AreasReport } from '../../../src/lib/model/areas-report.js';
import type { MergedLookup } from '../../../src/lib/model/merge-report.js';
import { runProgram } from '../../helpers/program.js';
import type { Run } from '../../helpers/run.js';
import { runs } from '../../helpers/runs.js';

let folder = '';
beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-areas-')));
  write(
    'list.csv',
    `Name,Email,Postcode,Region
Ada Quillfeather,ada@example.org,ZZ99 3WZ,somewhere
Ben Quillfeather,ben@example.org,zz993wz,
Cem Quillfeather,cem@example.org,ZZ99 1AA,
Dua Quillfeather,dua@example.org,ZZ99 9ZZ,Kept
Eve Quillfeather,eve@example.org,,
Fay Quillfeather,fay@example.org,ZZ99,
`,
  );
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string | Buffer): void => fs.writeFileSync(path.join(folder, name), text);
const run = (...args: string[]): Promise<Run> => runProgram(args, folder);

function campaign(lookup: string): void {
  write(
    'campaign.yaml',
    `kind: petition\ntitle: Example\nlanguage: en-GB\norganisers: [{ name: Example Network }]\nsources: [{ file: list.csv }]\nmatching: { method: exact }\nlookup: ${lookup}\n`,
  );
}

async function regions(): Promise<Record<string, string>> {
  const merged = await run('merge');
  expect(merged.stderr).toBe('');
  const rows = parse(fs.readFileSync(path.join(folder, 'private', 'signatures.csv')), { columns: true }) as Record<string, string>[];
  return Object.fromEntries(rows.map((row) => [(row['full_name'] ?? '').split(' ')[0] ?? '', row['region'] ?? '']));
}

describe('areas by postcode', () => {
  it('come from the ONS directory’s own columns, with the names of their codes', async () => {
    write(
      'onspd.csv',
      '"pcd","pcds","ctry","rgn","pcon25cd"\n"ZZ993WZ","ZZ99 3WZ","E92000001","E12000003","E14001234"\n"ZZ991AA","ZZ99 1AA","E92000001","E12000007","E14001235"\n',
    );
    write('names.csv', '\ufeffPCON25CD,PCON25NM\nE14001234,Example Valley\nE14001235,"Sample Hill, North"\n');
    campaign('{ file: onspd.csv, area: pcon25cd, names: names.csv }');
    expect(await regions()).toEqual({
      Ada: 'Example Valley',
      Ben: 'Example Valley',
      Cem: 'Sample Hill, North',
      Dua: 'Kept',
      Eve: '',
      Fay: '',
    });
    const merged = await run('merge');
    expect(merged.stdout).toContain('3 of 6 records got an area (pcon25cd) by their postcode; 2 have a postcode that the');
    const report = JSON.parse((await run('areas', '--json')).stdout) as AreasReport;
    expect(report).toMatchObject({
      from: { table: 'onspd.csv', header: 'pcon25cd' },
      signatures: 6,
      areas: [
        { area: 'Example Valley', signatures: 2 },
        { area: 'Kept', signatures: 1 },
        { area: 'Sample Hill, North', signatures: 1 },
      ],
      without: 2,
    });
  });

  const shapes: readonly (readonly [string, string, string])[] = [
    ['any two columns', 'Postcode,Whatever\nZZ99 3WZ,West\nZZ99 1AA,East\n', '{ file: table.csv }'],
    ['semicolons and line ends of Windows', 'pcds;rgn\r\nZZ99 3WZ;West\r\nZZ99 1AA;East\r\n', '{ file: table.csv }'],
    ['columns that are named', 'a,b,c\nx,West,ZZ993WZ\nx,East,ZZ991AA\n', '{ file: table.csv, postcode: C, area: b }'],
    ['rows that end early', 'postcode,region,more\nZZ99 3WZ,West,1\nZZ99 1AA,East\n', '{ file: table.csv }'],
  ];
  it.each(shapes.slice(0, runs(2, shapes.length)))('come from a table with %s', async (_, text, lookup) => {
    write('table.csv', text);
    campaign(lookup);
    expect(await regions()).toMatchObject({ Ada: 'West', Ben: 'West', Cem: 'East', Dua: 'Kept', Eve: '' });
  });

  it('are not guessed where the table says two things of one postcode', async () => {
    write('table.csv', 'postcode,region\nZZ99 3WZ,West\nZZ993WZ,East\nZZ99 1AA,East\n');
    campaign('{ file: table.csv }');
    expect(await regions()).toMatchObject({ Ada: 'somewhere', Ben: '', Cem: 'East' });
    const { lookup } = JSON.parse(fs.readFileSync(path.join(folder, 'private', 'merge.json'), 'utf8')) as { lookup: MergedLookup };
    const { records, matched, unknown, ambiguous = 0, without } = lookup;
    expect(ambiguous).toBe(2);
    expect(matched + unknown + ambiguous + without).toBe(records);
    expect((await run('merge')).stdout.replace(/\s+/g, ' ')).toContain('2 have one of which it says two things');
  });

  it('change no id and no match, and a new table makes the merge out of date', async () => {
    const ids = (): string => fs.readFileSync(path.join(folder, 'private', 'ledger.csv'), 'utf8');
    write('table.csv', 'postcode,region\nZZ99 3WZ,West\n');
    campaign('{ file: table.csv }');
    await run('merge');
    const [before, digest] = [ids(), digestNow()];
    write('table.csv', 'postcode,region\nZZ99 3WZ,East\n');
    await run('merge');
    expect(ids()).toBe(before);
    expect(digestNow()).not.toBe(digest);
  });

  it.each([
    ['lookup-columns', 'a,b,c\n1,2,3\n', '{ file: table.csv }'],
    ['lookup-columns', 'postcode,region,x\n1,2,3\n', '{ file: table.csv, area: ada@example.org }'],
    ['lookup-unreadable', 'only one column\n', '{ file: table.csv }'],
    [
      'lookup-unreadable',
      Buffer.from([0x70, 0x63, 0x64, 0x73, 0x2c, 0x72, 0x67, 0x6e, 0x0a, 0x80, 0x81, 0xff, 0x2c, 0xfe, 0x0a]),
      '{ file: table.csv }',
    ],
  ])('are refused with %s', async (code, text, lookup) => {
    write('table.csv', text);
    campaign(lookup);
    const merged = await run('merge', '--verbose');
    expect(merged.code).toBe(2);
    expect(merged.stderr).toContain('lookup: table.csv');
    expect(merged.stderr).not.toMatch(/ada@|DuckDB|Invalid/);
    expect(code).toMatch(/^lookup-/);
  });

  it('are never what signatures must not be told apart by', async () => {
    write('table.csv', 'postcode,nationality,rgn\nZZ99 3WZ,one,West\n');
    campaign('{ file: table.csv, area: nationality }');
    const merged = await run('merge');
    expect([merged.code, merged.stderr]).toEqual([1, expect.stringContaining('never told apart')]);
    campaign('{ file: table.csv, area: rgn }');
    expect((await run('merge')).code).toBe(0);
  });

  it('feed minimums per region', async () => {
    write('table.csv', 'postcode,region\nZZ99 3WZ,DE\nZZ99 1AA,FR\n');
    campaign('{ file: table.csv }');
    await run('merge');
    const counts = await run('areas', '--format', 'csv');
    expect(counts.stdout).toContain('DE,2');
    write('counts.csv', counts.stdout);
    const check = await run('check', '--against', 'eu-eci:states', '--counts', 'counts.csv', '--registered', '2025-01-10', '--json');
    expect(JSON.parse(check.stdout)).toMatchObject({ results: [{ count: 0, required: 7 }] });
  });

  function digestNow(): string {
    return (JSON.parse(fs.readFileSync(path.join(folder, 'private', 'merge.json'), 'utf8')) as { digest: string }).digest;
  }
});
