import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Io } from '../../../src/lib/context.js';
import { formatCsv } from '../../../src/lib/io/csv-out.js';
import { readCsv } from '../../../src/lib/io/csv-small.js';
import { readPdf } from '../../../src/lib/io/pdf-read.js';
import type { PackReport } from '../../../src/lib/model/pack-report.js';
import type { Release } from '../../../src/lib/model/release.js';
import type { ReleasesReport } from '../../../src/lib/model/releases-report.js';
import { runProgram } from '../../helpers/program.js';
import { renderHere } from '../../helpers/render-here.js';
import type { Run } from '../../helpers/run.js';

/** Regions as people and forms write them, and how many signed there: the small ones are what the table must not tell. */
const REGIONS: readonly (readonly [string, number])[] = [
  ['London', 64],
  ['greater london', 20],
  ['Scotland', 31],
  ['Wales', 3],
  ['North West', 45],
  ['yorkshire & humber', 26],
  ['South East', 57],
  ['Northern Ireland', 0],
  ['Quillfeather Street, Leeds', 4],
  ['', 10],
];
const TOTAL = REGIONS.reduce((sum, [, count]) => sum + count, 0);
const SMALL_OR_EXACT = /(?<![\d–,])(?:84|31|45|26|57|14)(?![\d–,%])/;

function exportOf(regionHeader: string): string {
  // Letters only: a name with a digit in it is not shown.
  const letters = (index: number): string => String.fromCharCode(97 + (index % 26), 97 + (Math.floor(index / 26) % 26));
  const regions = REGIONS.flatMap(([region, count]) => Array.from({ length: count }, () => region));
  const rows = regions.map((region, index) => [
    `Ann${letters(index)}`,
    `Quillfeather${letters(index * 7 + 3)}`,
    `person${index}@example.org`,
    'Leeds',
    region,
  ]);
  return formatCsv([['given_name', 'family_name', 'email', 'locality', regionHeader], ...rows]);
}

/** The real edges, with pages drawn in this process: starting another one is what costs, and is tested elsewhere. */
const changeIo = (io: Io): Io => ({ ...io, render: renderHere });

let base = '';
let folder = '';
const inFolder = (...names: string[]): string => path.join(folder, ...names);
const program = (...args: string[]): Promise<Run> => runProgram(args, folder, { changeIo });

function writeCampaign(display: string, language = 'en-GB'): void {
  fs.writeFileSync(
    inFolder('campaign.yaml'),
    `kind: petition\ntitle: Example\nlanguage: ${language}\norganisers: [{ name: Example Network }]\nsources: [{ file: list.csv }]\nmatching: { method: exact }\ndisplay: { ${display} }\npack: { date: 2025-05-06, layout: [numbers, signatories] }\n`,
  );
}

async function report(...args: string[]): Promise<PackReport> {
  const run = await program('pack', ...args, '--json');
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as PackReport;
}

const packBytes = (): string =>
  createHash('sha256')
    .update(fs.readFileSync(inFolder('pack', 'petition.pdf')))
    .digest('hex');
const release = (): Release => JSON.parse(fs.readFileSync(inFolder('private', 'release.json'), 'utf8')) as Release;

/** Changes a column of the counted signatures, as another export would have had it. */
function change(column: 'region' | 'display_consent', changed: (cell: string, index: number) => string): void {
  const place = inFolder('private', 'signatures.csv');
  const [header = [], ...rows] = readCsv(fs.readFileSync(place, 'utf8'), 'signatures.csv');
  const at = header.indexOf(column);
  fs.writeFileSync(place, formatCsv([header, ...rows.map((row, index) => row.with(at, changed(row[at] ?? '', index)))]));
}

/** Moves so many of one region to another. */
function move(count: number, from: string, to: string): void {
  let moved = 0;
  change('region', (region) => (region === from && moved++ < count ? to : region));
}

beforeAll(async () => {
  base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-breakdown-')));
  folder = path.join(base, 'merged');
  fs.mkdirSync(folder);
  fs.writeFileSync(inFolder('list.csv'), exportOf('Region'));
  writeCampaign('breakdown: region');
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

describe('counts by region of a merged list', () => {
  it('leave as bands, in the release and on the page, and never as they are', async () => {
    const run = await program('pack');
    expect(run.stdout).toMatch(/Counts by region: 12 areas on the list, published\./);
    expect(run.stdout).toMatch(/14\s+signatures name no area on it/);
    const { breakdown } = release();
    const shown = breakdown?.areas.filter(({ count }) => 'from' in count && count.from > 0);
    expect(shown?.map(({ name, count }) => ({ name, count }))).toEqual([
      { name: 'North West', count: { from: 40, to: 49 } },
      { name: 'Yorkshire and The Humber', count: { from: 20, to: 29 } },
      { name: 'London', count: { from: 80, to: 89 } },
      { name: 'South East', count: { from: 50, to: 59 } },
      { name: 'Scotland', count: { from: 30, to: 39 } },
    ]);
    expect(breakdown).toMatchObject({ elsewhere: { from: 10, to: 19 }, total: TOTAL, unlisted: 0, smallest: 10 });
    const page = readPdf(fs.readFileSync(inFolder('pack', 'petition.pdf'))).pages.join('\n');
    for (const words of ['By region', '80–89', 'Wales', 'fewer than 10', 'Elsewhere or not stated', String(TOTAL), 'about 33%']) {
      expect(page).toContain(words);
    }
    expect(page).not.toMatch(SMALL_OR_EXACT);
    expect(page).not.toMatch(/quillfeather|leeds/i);
    expect(JSON.stringify(release())).not.toMatch(/quillfeather|leeds/i);
  });

  it('give the same bytes whoever signs where, as long as no band is left', async () => {
    await program('pack');
    const before = packBytes();
    move(2, 'Wales', 'NORTHERN IRELAND');
    move(1, 'London', 'scotland');
    change('region', (region) => (region === '' ? 'Ann Otherperson, ZZ99 1AA' : region === 'South East' ? 'south-east england' : region));
    fs.rmSync(inFolder('pack'), { recursive: true });
    await program('pack');
    expect(packBytes()).toBe(before);
    // And the test can fail: Scotland leaves its band.
    move(9, 'North West', 'Scotland');
    expect((await report('--dry-run')).breakdown?.outcome).toBe('withheld');
  });

  it('are withheld beside another table, until somebody says that the first was never sent', async () => {
    await program('pack');
    const [first] = (JSON.parse((await program('releases', '--json')).stdout) as ReleasesReport).releases;
    expect(first).toMatchObject({
      date: '2025-05-06',
      signatures: TOTAL,
      named: 0,
      places: 0,
      breakdown: { dimension: 'region', total: TOTAL },
      notSent: null,
    });
    // The same release again is no second one.
    await program('pack');
    expect(fs.readFileSync(inFolder('private', 'releases.jsonl'), 'utf8').split('\n')).toHaveLength(2);

    move(9, 'North West', 'Scotland');
    const strict = await program('build', '--strict');
    expect(strict.code).toBe(1);
    expect(strict.stdout).toMatch('Not ok: the counts by region are withheld');
    const withheld = await program('build');
    expect(withheld.code).toBe(0);
    expect(withheld.stdout.replace(/\s+/g, ' ')).toMatch(
      /Counts by region: 12 areas on the list, withheld\. A table of other counts was packed before\. .* say so with `handin releases --not-sent`\./,
    );
    expect(release().breakdown).toBeUndefined();
    expect((await program('releases', '--not-sent', first?.fingerprint ?? '', '--reason', '  ')).code).toBe(2);
    expect((await program('releases', '--not-sent', 'ffff', '--reason', 'a draft')).code).toBe(2);
    const said = await program('releases', '--not-sent', first?.fingerprint ?? '', '--reason', 'a draft,  deleted');
    expect(said.stdout).toMatch(/Never sent, as said on \d{4}-\d\d-\d\d: a draft, deleted/);
    expect((await report('--dry-run')).breakdown?.outcome).toBe('published');
  });

  it('are withheld where the total tells too much, and the organiser hears why', async () => {
    change('region', () => 'London');
    expect((await report('--dry-run')).breakdown).toEqual({
      dimension: 'region',
      outcome: 'withheld',
      areas: 12,
      rows: 0,
      elsewhere: 0,
      reason: 'audit-failed',
      explanation:
        'The total and the other areas would narrow down an area with fewer than 10 signatures. No other bands are tried: that they were needed would tell the same.',
    });
  });

  it('are left out where no section would show them', async () => {
    fs.writeFileSync(
      inFolder('campaign.yaml'),
      fs.readFileSync(inFolder('campaign.yaml'), 'utf8').replace('numbers, ', 'how-we-counted, '),
    );
    expect((await report('--dry-run')).breakdown).toMatchObject({ outcome: 'withheld', reason: 'no-numbers-section' });
  });
});

describe('names with places beside counts by region', () => {
  const nameSome = (): void => change('display_consent', (_, index) => (index < 12 ? 'name-place' : 'count-only'));

  it('lose their places beside small counts, and keep them without a table', async () => {
    nameSome();
    writeCampaign('ceiling: name-place, breakdown: region');
    const beside = await program('pack', '--dry-run');
    expect(beside.stdout).toMatch(/12 named; 0 places/);
    expect(beside.stdout.replace(/\s+/g, ' ')).toMatch(/Places are left out: beside counts by area/);
    writeCampaign('ceiling: name-place');
    expect(await report()).toMatchObject({ places: 12, placesLeftOut: false, breakdown: null });
    // Packed with places first: a table now would be beside them.
    writeCampaign('ceiling: name-place, breakdown: region');
    expect((await report('--dry-run')).breakdown).toMatchObject({ outcome: 'withheld', reason: 'places-before' });
  });

  it('lose their places beside a table that was packed earlier', async () => {
    nameSome();
    await program('pack');
    writeCampaign('ceiling: name-place');
    expect(await report('--dry-run')).toMatchObject({ places: 0, placesLeftOut: true, breakdown: null });
  });

  it('keep their places where no area is small and enough are unnamed in each', async () => {
    nameSome();
    const wide = ['London', 'Wales', 'Scotland', 'North East', 'South East', 'South West', 'North West', 'East Midlands', 'West Midlands'];
    const all = [...wide, 'East of England', 'Yorkshire and The Humber', 'Northern Ireland', 'elsewhere'];
    change('region', (_, index) => all[index % all.length] ?? '');
    writeCampaign('ceiling: name-place, breakdown: region');
    expect(await report('--dry-run')).toMatchObject({ places: 12, placesLeftOut: false, breakdown: { outcome: 'published' } });
    change('display_consent', (_, index) => (index % 13 === 0 && index < 170 ? 'name-place' : 'count-only'));
    expect(await report('--dry-run')).toMatchObject({ places: 0, placesLeftOut: true, breakdown: { outcome: 'published' } });
  });
});

describe('what a campaign file asks for', () => {
  it.each(['merge', 'pack'])('is refused by `%s` as a no of policy where it is nationality', async (command) => {
    writeCampaign('breakdown: nationality');
    const run = await program(command);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/display\.breakdown: signatures are never told apart by nationality\. /);
    expect(run.stderr).toMatch('No option lifts this.');
  });

  it('is refused where the areas come from a column about something forbidden', async () => {
    fs.writeFileSync(inFolder('list.csv'), exportOf('Country of birth'));
    expect((await program('merge', '--map', 'region=Country of birth')).code).toBe(0);
    const run = await program('pack');
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch('list.csv: the column that fills region is about nationality, by which signatures are never told apart.');
    expect(fs.existsSync(inFolder('pack'))).toBe(false);
  });

  it('needs a list where the country has no bundled one', async () => {
    writeCampaign('breakdown: region', 'es-ES');
    const run = await program('pack');
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch('There is no list of regions for this campaign’s country.'.replace('’', "'"));
  });

  it('takes a list of its own, constituencies too', async () => {
    fs.writeFileSync(
      inFolder('areas.csv'),
      'area,aliases,residents\nExample North,London;greater london,101000\nExample South,South East,90000\nExample East,North West,90000\nExample West,Scotland,90000\nExample Mid,yorkshire & humber,90000\n',
    );
    writeCampaign('breakdown: constituency, areas: areas.csv');
    expect((await report('--dry-run')).breakdown).toMatchObject({
      outcome: 'published',
      dimension: 'constituency',
      areas: 5,
      rows: 5,
      elsewhere: 17,
    });
  });

  it('stops where the release ledger cannot be read', async () => {
    fs.writeFileSync(inFolder('private', 'releases.jsonl'), 'lost\n');
    const run = await program('pack');
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch('releases.jsonl, line 1: this is no line of a release ledger.');
  });
});
