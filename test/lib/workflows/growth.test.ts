import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { canonicalJson } from '../../../src/lib/canonical-json.js';
import type { Io } from '../../../src/lib/context.js';
import { formatCsv } from '../../../src/lib/io/csv-out.js';
import { readCsv } from '../../../src/lib/io/csv-small.js';
import { readPdf } from '../../../src/lib/io/pdf-read.js';
import type { PackReport } from '../../../src/lib/model/pack-report.js';
import type { Release } from '../../../src/lib/model/release.js';
import { runProgram } from '../../helpers/program.js';
import { renderHere } from '../../helpers/render-here.js';
import type { Run } from '../../helpers/run.js';

/** How many signed in each week from 2 March 2026 on; the last number is those without a date. */
const WEEKS = [413, 251, 7, 166, 0, 94, 88, 23];
const TOTAL = WEEKS.reduce((sum, count) => sum + count, 0);
const FIRST = Date.parse('2026-03-02');
const REGIONS = ['London', 'Scotland', 'Wales', 'South East', 'North West', 'Narnia'];

const dayOf = (index: number): string => new Date(FIRST + index * 86_400_000).toISOString().slice(0, 10);
const letters = (index: number): string =>
  String.fromCharCode(97 + (index % 26), 97 + (Math.floor(index / 26) % 26), 97 + Math.floor(index / 676));

function exportOf(): string {
  const days = WEEKS.flatMap((count, week) =>
    Array.from({ length: count }, (_, at) => (week === WEEKS.length - 1 ? '' : dayOf(7 * week + (at % 7)))),
  );
  const rows = days.map((day, index) => [
    `Ann${letters(index)}`,
    `Quillfeather${letters(index * 7)}`,
    `person${index}@example.org`,
    REGIONS[index % REGIONS.length] ?? '',
    day,
  ]);
  return formatCsv([['given_name', 'family_name', 'email', 'region', 'signed_at'], ...rows]);
}

const changeIo = (io: Io): Io => ({ ...io, render: renderHere });

let base = '';
let folder = '';
const inFolder = (...names: string[]): string => path.join(folder, ...names);
const program = (...args: string[]): Promise<Run> => runProgram(args, folder, { changeIo });

function writeCampaign(display: string, targets = ''): void {
  fs.writeFileSync(
    inFolder('campaign.yaml'),
    `kind: petition\ntitle: Example\nlanguage: en-GB\norganisers: [{ name: Example Network }]\n${targets}sources: [{ file: list.csv }]\nmatching: { method: exact }\ndisplay: { ${display} }\npack: { date: 2026-04-21, layout: [numbers${targets === '' ? '' : ', local-number'}] }\n`,
  );
}

async function report(): Promise<PackReport> {
  const run = await program('pack', '--dry-run', '--json');
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as PackReport;
}
const release = (): Release => JSON.parse(fs.readFileSync(inFolder('private', 'release.json'), 'utf8')) as Release;
const bytesOf = (file: string): string =>
  createHash('sha256')
    .update(fs.readFileSync(inFolder('pack', file)))
    .digest('hex');
const textOf = (file: string): string => readPdf(fs.readFileSync(inFolder('pack', file))).pages.join('\n');

/** Changes the day of the counted signatures, as another export would have had it. */
function changeDays(changed: (day: string, index: number) => string): void {
  const place = inFolder('private', 'signatures.csv');
  const [header = [], ...rows] = readCsv(fs.readFileSync(place, 'utf8'), 'signatures.csv');
  const at = header.indexOf('signed_at');
  fs.writeFileSync(place, formatCsv([header, ...rows.map((row, index) => row.with(at, changed(row[at] ?? '', index)))]));
}

beforeAll(async () => {
  base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-growth-')));
  folder = path.join(base, 'merged');
  fs.mkdirSync(folder);
  fs.writeFileSync(inFolder('list.csv'), exportOf());
  writeCampaign('growth-from: 2026-03-02');
  expect((await program('merge')).code).toBe(0);
});
afterAll(() => fs.rmSync(base, { recursive: true, force: true }));
let tests = 0;
beforeEach(() => {
  const merged = path.join(base, 'merged');
  tests++;
  folder = path.join(base, `test-${tests}`);
  fs.cpSync(merged, folder, { recursive: true });
});

describe('weekly numbers of a merged list', () => {
  it('leave as bands, in the release, on the page and in the release ledger', async () => {
    const run = await program('pack');
    expect(run.stdout).toMatch(/Weekly numbers from 2026-03-02: 7 whole weeks, published\./);
    const { growth } = release();
    expect(growth).toMatchObject({ from: '2026-03-02', total: TOTAL, elsewhere: { from: 20, to: 29 } });
    expect(growth?.weeks.map((week) => ('from' in week ? week.from : -1))).toEqual([410, 250, 0, 160, 0, 90, 80]);
    const page = textOf('petition.pdf');
    expect(page).toContain('Signatures over time');
    expect(page).toMatch(/9 March 2026\s+250–259/);
    expect(page).not.toMatch(/(?<![\d–,])(?:413|251|166|94|88)(?![\d–,])/);
    const [line = ''] = fs.readFileSync(inFolder('private', 'releases.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(line)).toMatchObject({ signatures: TOTAL, growth: { total: TOTAL, from: '2026-03-02' } });
    expect((await program('releases')).stdout).toContain('7 weekly numbers');
  });

  it('give the same bytes whoever signs when, as long as no week leaves its band', async () => {
    await program('pack');
    const before = bytesOf('petition.pdf');
    // Within the week, and one from a large week into the smallest one.
    let moved = 0;
    changeDays((day) => {
      if (day === '2026-03-03' && moved++ < 2) return '2026-03-17';
      return day === '2026-03-05' ? '2026-03-08' : day;
    });
    fs.rmSync(inFolder('pack'), { recursive: true });
    await program('pack');
    expect(bytesOf('petition.pdf')).toBe(before);
    // And the test can fail: a whole day of one week in another.
    changeDays((day) => (day === '2026-03-08' ? '2026-03-11' : day));
    expect((await report()).growth).toMatchObject({ outcome: 'withheld', reason: 'another-series-before' });
  });

  it('are withheld after a pack with another total, until somebody says that it was never sent', async () => {
    const earlier = {
      formatVersion: 1,
      event: 'packed',
      release: 'c'.repeat(64),
      date: '2026-04-01',
      signatures: TOTAL - 3,
      named: 0,
      places: 0,
      breakdown: null,
    };
    fs.appendFileSync(inFolder('private', 'releases.jsonl'), `${canonicalJson(earlier)}\n`);
    const { growth } = await report();
    expect(growth).toMatchObject({ outcome: 'withheld', reason: 'another-total-before' });
    expect(growth?.explanation).toContain('handin releases --not-sent');
    expect((await program('releases', '--not-sent', 'cccc', '--reason', 'a draft')).code).toBe(0);
    expect((await report()).growth?.outcome).toBe('published');
  });

  it('are not told of a pack that has no page for them', async () => {
    const file = inFolder('campaign.yaml');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/layout: \[[^\]]*\]/u, 'layout: [signatories]'));
    expect((await report()).growth?.reason).toBe('no-numbers-section');
  });
});

describe('certificates of a local number', () => {
  const targets = (...areas: string[]): string =>
    `targets: [${areas.map((area, index) => `{ id: mp-${index}, name: Jo Example MP, area: ${area} }`).join(', ')}]\n`;

  it('say in each target’s document the band of its area, and in no other', async () => {
    writeCampaign('breakdown: region', targets('London', 'east midlands', 'Wales'));
    expect((await program('pack')).code).toBe(0);
    const { documents, breakdown } = release();
    const shown = new Map(breakdown?.areas.map(({ name, count }) => [name, count]));
    expect(documents.map(({ local }) => local?.area)).toEqual(['London', 'East Midlands', 'Wales']);
    for (const { local } of documents) expect(local?.count).toEqual(shown.get(local?.area ?? ''));
    expect(textOf('mp-0.pdf')).toContain('Signatures from London');
    expect(textOf('mp-1.pdf')).toMatch(/fewer than 10\s+Signatures from East Midlands/);
    expect(textOf('mp-2.pdf')).not.toContain('Signatures from London');
    expect(documents.every(({ target }) => target !== undefined && !('area' in target))).toBe(true);
  });

  it('are refused for an area that is not on the list, without repeating it', async () => {
    writeCampaign('breakdown: region', targets('Quillshire'));
    const run = await program('pack', '--dry-run');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('the area given for "mp-0" is not on the list');
    expect(run.stderr).not.toContain('Quillshire');
  });
});
