import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { loadCampaign } from '../../../src/lib/config.js';
import { files } from '../../../src/lib/io/files.js';
import { readPdf } from '../../../src/lib/io/pdf-read.js';
import type { PapersReport, PaperTemplate } from '../../../src/lib/model/paper.js';
import { GENERAL_PAPERS } from '../../../src/lib/model/paper.js';
import { type PapersOptions, runPapers } from '../../../src/lib/workflows/papers.js';
import { shownCount } from '../../../src/lib/workflows/papers-facts.js';
import { lettersOfMarkdown, lettersOfPdf, papersContext } from '../../helpers/papers.js';
import { checkStructure } from '../../helpers/pdf-structure/index.js';
import { runProgram } from '../../helpers/program.js';
import { copyCampaign, inTemporaryFolder, ROOT } from '../../helpers/run.js';
import { runs } from '../../helpers/runs.js';

const GOLDEN = path.join(ROOT, 'fixtures', 'papers', 'protection-not-punishment');
/** Papers whose pages are looked at. Setting pages is what takes time here; the long suite sets all of them. */
const PAGES = runs(0, 1) === 1 ? GENERAL_PAPERS : (['privacy-notice', 'breach'] as const);
const TITLES: Readonly<Record<string, string>> = Object.fromEntries(
  GENERAL_PAPERS.map((id) => [id, (files.bundledJson('papers/data')[id] as PaperTemplate).title]),
);
const EMPTY = { pages: [], metadata: [], unreferenced: [], names: [] };
const SMALL = 'kind: petition\ntitle: A test\nlanguage: en-GB\norganisers: [ { name: Example Network } ]\n';

const options = (folder: string, given: Partial<PapersOptions> = {}): PapersOptions => ({
  campaign: loadCampaign(papersContext(folder).io, folder),
  which: GENERAL_PAPERS,
  outDir: path.join(folder, 'papers'),
  packs: [],
  noticed: null,
  force: false,
  ...given,
});

describe('the papers of the example petition', () => {
  let parent = '';
  let folder = '';
  let report: PapersReport;
  const read = (name: string): string => fs.readFileSync(path.join(folder, 'papers', name), 'utf8');

  beforeAll(async () => {
    parent = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-papers-')));
    folder = copyCampaign('protection-not-punishment', parent);
    expect((await runProgram(['merge', '--quiet'], folder)).code).toBe(0);
    report = await runPapers(
      papersContext(folder, { renders: (title) => PAGES.some((id) => TITLES[id] === title) }),
      options(folder, { noticed: '2025-05-07T22:15' }),
    );
  });
  afterAll(() => fs.rmSync(parent, { recursive: true, force: true }));

  // `npx vitest run test/lib/workflows/papers.test.ts -u` writes what comes out; read the difference.
  it.each(GENERAL_PAPERS)('read as they did: %s', async (id) => {
    await expect(read(`${id}.md`)).toMatchFileSnapshot(path.join(GOLDEN, `${id}.md`));
  });

  it.each(PAGES)('say the same as pages: %s', (id) => {
    expect(lettersOfPdf(path.join(folder, 'papers', `${id}.pdf`), TITLES[id] ?? '?')).toBe(lettersOfMarkdown(read(`${id}.md`)));
  });

  it.each(PAGES)('are tagged pages in plain English that do nothing: %s', (id) => {
    const bytes = fs.readFileSync(path.join(folder, 'papers', `${id}.pdf`));
    const { attachments, forbidden, unread, names } = readPdf(bytes);
    expect({ attachments, forbidden, unread }).toEqual({ attachments: [], forbidden: [], unread: [] });
    expect(names).toEqual(expect.arrayContaining(['StructTreeRoot', 'H1', 'H2', 'L', 'LI']));
    expect(checkStructure(bytes)).toEqual([]);
  });

  it('work out the 72 hours', () => {
    expect(read('breach.md')).toContain('Noticed: 7 May 2025, 22:15.');
    expect(read('breach.md')).toContain('is due by 10 May 2025, 22:15, weekends');
  });

  it('name every blank in the report, with what belongs there and where it goes', () => {
    for (const { id, blanks } of report.papers) {
      const marks = read(`${id}.md`).match(/\[TO FILL IN: /g) ?? [];
      expect(new Set(blanks.map(({ fact }) => fact)).size, id).toBe(blanks.length);
      expect(marks.length, id).toBeGreaterThanOrEqual(blanks.length);
      for (const { what, key } of blanks) expect(what, key).toMatch(/\w/);
    }
    expect(report.papers.flatMap(({ blanks }) => blanks).map(({ key }) => key)).toContain('data-protection.officer');
  });

  it('hold nobody who signed, in text and in the whole PDF', () => {
    const said = fs.readFileSync(path.join(folder, 'campaign.yaml'), 'utf8');
    const { readCsv } = papersContext(folder).io;
    const cells = ['signatures', 'set-aside'].flatMap((name) => {
      const [columns = [], ...rows] = readCsv(fs.readFileSync(path.join(folder, 'private', `${name}.csv`), 'utf8'), name);
      const wanted = ['full_name', 'email', 'phone', 'postcode', 'address', 'comment', 'signature_id'].map((field) =>
        columns.indexOf(field),
      );
      return rows
        .flatMap((row) => wanted.flatMap((index) => (index < 0 ? [] : [row[index] ?? ''])))
        .filter((cell) => cell.length > 3 && !said.includes(cell));
    });
    expect(cells.length).toBeGreaterThan(150);
    for (const id of GENERAL_PAPERS) {
      const isSet = PAGES.some((page) => page === id);
      const { pages, metadata, unreferenced, names } = isSet ? readPdf(fs.readFileSync(path.join(folder, 'papers', `${id}.pdf`))) : EMPTY;
      const whole = [read(`${id}.md`), ...pages, ...metadata, ...unreferenced, ...names].join('\n');
      expect(
        cells.filter((cell) => whole.includes(cell)),
        id,
      ).toEqual([]);
    }
  });

  it('do not replace what somebody filled in, unless they are told to', async () => {
    const place = path.join(folder, 'papers', 'dpia.md');
    fs.appendFileSync(place, '\nfilled in\n');
    await expect(runPapers(papersContext(folder), options(folder))).rejects.toMatchObject({ code: 'papers-changed' });
    expect(read('dpia.md')).toContain('filled in');
    await runPapers(papersContext(folder), options(folder, { which: ['record'] }));
    expect(read('dpia.md')).toContain('filled in');
    await runPapers(papersContext(folder), options(folder, { force: true }));
    expect(read('dpia.md')).not.toContain('filled in');
  });

  it('are written for their owner alone', () => {
    expect(fs.statSync(path.join(folder, 'papers')).mode & 0o777).toBe(0o700);
    expect(fs.statSync(path.join(folder, 'papers', 'record.md')).mode & 0o777).toBe(0o600);
  });
});

describe('how long the signatures are kept', () => {
  it.each([
    ['by the general rule', '', null, 'Signatures are deleted 30 days after the hand-over, or 21 months'],
    [
      'by the campaign’s own day',
      'retention: { delete-after: 2026-01-31 }\n',
      null,
      'Signatures are deleted on 31 January 2026 at the latest. What is left',
    ],
    [
      'by a recorded extension',
      'retention: { delete-after: 2026-01-31 }\n',
      '2026-03-01',
      'Signatures are deleted on 1 March 2026 at the latest: the usual time',
    ],
  ])('is said as it is: %s', async (_what, yaml, until, words) => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'campaign.yaml'), `${SMALL}${yaml}`);
      const extended = until === null ? [] : [{ reason: 'proceedings', recorded: '2025-05-01', until }];
      const record = { delivered: [], extended, formatVersion: 1, purged: [], tool: { name: 'handin', version: '0.1.0' } };
      fs.writeFileSync(path.join(folder, 'retention.json'), JSON.stringify(record));
      await runPapers(papersContext(folder), options(folder, { which: ['privacy-notice'] }));
      expect(fs.readFileSync(path.join(folder, 'papers', 'privacy-notice.md'), 'utf8')).toContain(words);
    });
  });
});

describe('papers of a campaign that says little', () => {
  it('are blanks and no guesses', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'campaign.yaml'), SMALL);
      const { papers } = await runPapers(papersContext(folder), options(folder));
      const record = fs.readFileSync(path.join(folder, 'papers', 'record.md'), 'utf8');
      expect(record).toContain('**Controller:** **\\[TO FILL IN: the name of the controller');
      // The organiser may be the controller, or not.
      expect(record).toContain('The campaign file names as organisers: Example Network.');
      const missing = papers.flatMap(({ blanks }) => blanks.map(({ fact }) => fact));
      for (const fact of [
        'controller.name',
        'basis',
        'condition',
        'processors',
        'transfers',
        'targets.words',
        'people',
        'categories',
        'packs',
      ])
        expect(missing).toContain(fact);
    });
  });

  it('mark a processor whose country is not given', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(
        path.join(folder, 'campaign.yaml'),
        `${SMALL}data-protection:\n  law: eu\n  processors: [ { name: Example Forms, for: a form } ]\n`,
      );
      const { papers } = await runPapers(papersContext(folder), options(folder, { which: ['record'] }));
      expect(fs.readFileSync(path.join(folder, 'papers', 'record.md'), 'utf8')).toContain(
        '- **Example Forms** (**\\[TO FILL IN\\]**): a form',
      );
      expect(papers[0]?.blanks.map(({ fact }) => fact)).toContain('processors');
    });
  });

  it('are written as text alone where the fonts lack a letter', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'campaign.yaml'), SMALL.replace('A test', '保護'));
      const { papers } = await runPapers(papersContext(folder, { renders: () => true }), options(folder, { which: ['record'] }));
      expect(papers[0]?.files).toEqual(['record.md']);
      expect(fs.readFileSync(path.join(folder, 'papers', 'record.md'), 'utf8')).toContain('“保護”');
    });
  });

  it.each([
    [0, 'fewer than 10'],
    [9, 'fewer than 10'],
    [10, '10'],
    [2656, '2,656'],
  ])('show a count of %d as %s', (count, words) => {
    expect(shownCount(count)).toBe(words);
  });
});
