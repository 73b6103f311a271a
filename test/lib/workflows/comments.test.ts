import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LoadedCampaign } from '../../../src/lib/config.js';
import type { Prompts } from '../../../src/lib/context.js';
import { createSignFinder } from '../../../src/lib/gate/comment-review.js';
import { formatCsv } from '../../../src/lib/io/csv-out.js';
import { readCsv } from '../../../src/lib/io/csv-small.js';
import { commentLayout, formatComments, formatCommentsImport } from '../../../src/lib/reporters/comments.js';
import { countComments, decideComments, exportComments, importComments } from '../../../src/lib/workflows/comments.js';
import { changeConsent, listConsent, undoConsent } from '../../../src/lib/workflows/consent.js';
import { runPack } from '../../../src/lib/workflows/pack.js';
import { generateCampaign } from '../../helpers/campaign-generator.js';
import { testContext } from '../../helpers/context.js';
import { mergeFiles } from '../../helpers/non-interference.js';

const HEADER = ['First Name', 'Last Name', 'Email', 'City', 'Postcode', 'Comment', 'Show my name', 'Signed At'];
const ROWS = [
  ['Ann', 'Quillfeather', 'ann@example.org', 'Leeds', 'ZZ99 1AA', 'Because it is right.', 'yes, show everything', '2025-03-01'],
  ['Bo', 'Quillfeather', 'bo@example.org', 'Hay', 'ZZ99 1AB', 'I am an asylum seeker.', 'yes, show everything', '2025-03-02'],
  ['Cy', 'Quillfeather', 'cy@example.org', 'Ur', 'ZZ99 1AD', 'Ring me: 07700 900123', 'yes, show everything', '2025-03-03'],
  ['Dee', 'Quillfeather', 'dee@example.org', 'Ur', 'ZZ99 1AE', 'Nobody sees this.', 'no', '2025-03-04'],
];

let folder = '';
let loaded: LoadedCampaign;
beforeAll(async () => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-comments-')));
  const { campaign } = generateCampaign({ seed: 1 });
  const { letter: _letter, ...rest } = campaign;
  loaded = {
    campaign: { ...rest, targets: [], display: { ceiling: 'name-place-comment' } },
    folder,
    path: path.join(folder, 'campaign.yaml'),
  };
  await merge(ROWS);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

async function merge(rows: readonly (readonly string[])[]): Promise<void> {
  const place = path.join(folder, 'list.csv');
  fs.writeFileSync(place, formatCsv([HEADER, ...rows]));
  await mergeFiles(folder, [place], { idsFrom: null });
}

const log = (name: string): string => path.join(folder, 'private', name);
const cellsOf = (name: string): Record<string, string>[] => {
  const [header = [], ...rows] = readCsv(fs.readFileSync(log(name), 'utf8'), name);
  return rows.map((row) => Object.fromEntries(header.map((column, at) => [column, row[at] ?? ''])));
};
const signatureOf = (given: string): string => cellsOf('signatures.csv').find((row) => row['given_name'] === given)?.['signature_id'] ?? '';
const levelOf = (given: string): string | undefined =>
  cellsOf('signatures.csv').find((row) => row['given_name'] === given)?.['display_consent'];

/** Answers keys in turn, and keeps what was shown. */
function pressing(keys: readonly string[]): Prompts & { shown: string } {
  const left = [...keys];
  const refuse = (): never => {
    throw new Error('no such question is asked');
  };
  const same = (text: string): string => text;
  return {
    shown: '',
    select: refuse,
    input: refuse,
    confirm: refuse,
    secret: refuse,
    key: async () => left.shift() ?? 'quit',
    show(text) {
      this.shown += text;
    },
    screen: () => ({ width: 80, paint: { bold: same, dim: same, green: same, yellow: same, red: same } }),
  };
}

async function released(): Promise<string[]> {
  const context = testContext(folder);
  const { report } = await runPack(context, {
    campaign: loaded,
    outDir: path.join(folder, 'pack'),
    dryRun: true,
    force: false,
    keepEqual: false,
  });
  return [`${report.counts.named} named`, `${report.comments} comments`];
}

describe('comments', () => {
  it('are shown one by one with what to look at, and kept as they are decided; undo asks again', async () => {
    expect(await countComments(testContext(folder), loaded)).toMatchObject({
      pending: 2,
      approved: 0,
      refused: 0,
      forbidden: 1,
      ceilingAllows: true,
    });
    const prompts = pressing(['approved', 'undo', 'skip', 'refused', 'approved']);
    const report = await decideComments(testContext(folder, { prompts }), {
      campaign: loaded,
      reviewer: 'Ann Example',
      layout: commentLayout,
    });
    expect(report.session).toMatchObject({ ended: 'nothing-left', approved: 0, refused: 1 });
    expect(prompts.shown).toContain('Comment 1 of 2');
    expect(prompts.shown).toContain('Look at: immigration status: asylum seeker');
    expect(prompts.shown).not.toMatch(/Ring me|Nobody sees/);
    expect(cellsOf('comment-decisions.csv').map(({ decision }) => decision)).toEqual(['approved', 'undone', 'refused']);
    expect(formatComments(report, testContext(folder).style)).not.toMatch(/Quillfeather|asylum/);
    fs.rmSync(log('comment-decisions.csv'));
  });

  it('go to a sheet and come back; what cannot be approved stays, and what was edited is asked about again', async () => {
    const sheet = path.join(folder, 'comments.csv');
    const context = testContext(folder);
    expect(await exportComments(context, { campaign: loaded, output: sheet, force: false })).toMatchObject({ comments: 2 });
    await expect(exportComments(context, { campaign: loaded, output: sheet, force: false })).rejects.toMatchObject({
      code: 'comment-sheet-exists',
    });
    const broken = path.join(folder, 'broken.csv');
    fs.writeFileSync(broken, `${fs.readFileSync(sheet, 'utf8')}c1,yes,too,many,cells,in,this,row\n`);
    await expect(importComments(context, { campaign: loaded, input: broken, reviewer: '', skipsUnclear: false })).rejects.toMatchObject({
      code: 'comment-sheet-unreadable',
    });
    fs.rmSync(broken);
    const [header = [], ...rows] = readCsv(fs.readFileSync(sheet, 'utf8').replace('\ufeff', ''), 'comments.csv');
    const answered = rows.map((row) => row.map((cell, at) => (header[at]?.startsWith('print it') ? 'Ja' : cell)));
    fs.writeFileSync(sheet, formatCsv([header, ...answered]));
    const report = await importComments(context, { campaign: loaded, input: sheet, reviewer: '', skipsUnclear: false });
    expect(report).toMatchObject({ rows: 2, approved: 2, refused: 0, open: 0, unknown: [], forbidden: [], unclear: [] });
    expect(formatCommentsImport(report, context.style)).toBe('comments.csv: 2 to print, 0 to leave out.\n');
    expect(await released()).toEqual(['3 named', '2 comments']);

    await merge(ROWS.map((row) => row.map((cell) => (cell === 'Because it is right.' ? 'Because it is so right.' : cell))));
    expect(await released()).toEqual(['3 named', '1 comments']);
    expect(await countComments(context, loaded)).toMatchObject({ pending: 1, approved: 1 });
    await merge(ROWS);
    expect(await released()).toEqual(['3 named', '2 comments']);
  });

  it('are pointed out by words in many languages and by their shape, and contact data forbids them', () => {
    const find = createSignFinder(
      JSON.parse(fs.readFileSync(new URL('../../../src/lib/gate/data/comment-signs.json', import.meta.url), 'utf8')),
    );
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['Because it is right.', []],
      ['I am an Asylum-Seeker', ['status']],
      ['Je suis sans papiers', ['status']],
      ['Jestem uchodźczynią', ['status']],
      ['Я біженка', ['status']],
      ['أنا لاجئة', ['status']],
      ['As a survivor I say', ['violence']],
      ['Mon fils est détenu', ['detention', 'family']],
      ['My visit was a warm one', []],
      ['see www.example.org', ['link']],
      ['Yes! 🙂', ['picture']],
      ['ann@example.org', ['email', 'link']],
      ['07700 900123', ['phone']],
      ['at ZZ99 3WZ', ['postcode']],
    ];
    for (const [text, ids] of cases)
      expect([
        text,
        find(text)
          .map(({ id }) => id)
          .sort(),
      ]).toEqual([text, [...ids].sort()]);
    expect(find('07700 900123').every(({ forbids }) => forbids)).toBe(true);
    expect(find('I am a refugee').some(({ forbids }) => forbids)).toBe(false);
  });
});

describe('a change of consent by staff', () => {
  const by = 'Ann Example';
  const evidence = { date: '2025-04-01', wording: 'form 2', channel: 'e-mail' };

  it('is applied by the next merge, holds with newer exports, is listed and taken back, and never vanishes', async () => {
    const context = testContext(folder);
    const private_ = path.join(folder, 'private');
    const ann = signatureOf('Ann');
    const dee = signatureOf('Dee');
    expect(
      await changeConsent(context, { folder: private_, signatureId: ann, level: 'count-only', evidence: null, reason: 'phone', by }),
    ).toMatchObject({ changeId: 'K1', action: 'lower', from: 'name-place-comment' });
    expect(await changeConsent(context, { folder: private_, signatureId: dee, level: 'name', evidence, reason: '', by })).toMatchObject({
      changeId: 'K2',
      action: 'raise',
      from: 'count-only',
    });
    await expect(released()).rejects.toMatchObject({ code: 'merge-outdated' });
    expect((await listConsent(context, private_)).changes.map(({ state }) => state)).toEqual(['waits', 'waits']);
    await merge([...ROWS].reverse());
    expect([levelOf('Ann'), levelOf('Dee')]).toEqual(['count-only', 'name']);
    expect(await released()).toEqual(['3 named', '1 comments']);
    expect((await listConsent(context, private_)).changes.map(({ state }) => state)).toEqual(['holds', 'holds']);

    // Dee signs again later, and says no; the evidence does not answer for that.
    await merge([...ROWS, ['Dee', 'Quillfeather', 'dee@example.org', 'Ur', 'ZZ99 1AE', '', 'no', '2025-04-20']]);
    expect(levelOf('Dee')).toBe('count-only');
    expect((await listConsent(context, private_)).changes.map(({ state }) => state)).toEqual(['holds', 'lapsed']);
    await undoConsent(context, private_, 'K1', by);
    await expect(undoConsent(context, private_, 'K1', by)).rejects.toMatchObject({ code: 'consent-change-unknown' });
    await merge(ROWS);
    expect([levelOf('Ann'), levelOf('Dee')]).toEqual(['name-place-comment', 'name']);
    expect(cellsOf('consent-changes.csv').map(({ change_id, action }) => `${change_id} ${action}`)).toEqual([
      'K1 lower',
      'K2 raise',
      'K1 undone',
    ]);
  });

  it.each<[string, Partial<Parameters<typeof changeConsent>[1]>, string]>([
    ['to a level that is not lower', { level: 'name-place-comment', evidence: null }, 'consent-not-lower'],
    ['to a level that is not higher', { level: 'initials', evidence }, 'consent-not-higher'],
    ['of nobody', { signatureId: 'S000000000000', level: 'count-only', evidence: null }, 'signature-unknown'],
  ])('is refused %s', async (_, given, code) => {
    const options = {
      folder: path.join(folder, 'private'),
      signatureId: signatureOf('Ann'),
      reason: '',
      by,
      level: 'name' as const,
      evidence: null,
      ...given,
    };
    await expect(changeConsent(testContext(folder), options)).rejects.toMatchObject({ code });
  });

  it.each(['2025-02-30', 'yesterday', '2031-01-01'])('is refused with evidence of a day that is none of the past: %s', async (date) => {
    const options = {
      folder: path.join(folder, 'private'),
      signatureId: signatureOf('Dee'),
      reason: '',
      by,
      level: 'name-place' as const,
      evidence: { ...evidence, date },
    };
    await expect(changeConsent(testContext(folder), options)).rejects.toMatchObject({ code: 'consent-date' });
  });

  it('is refused for one of two who say the same of themselves, and whoever edits the log is told the line', async () => {
    await merge([
      ...ROWS,
      ['Eli', 'Quillfeather', '', '', '', '', 'no', '2025-03-05'],
      ['Eli', 'Quillfeather', '', '', '', '', 'no', '2025-03-06'],
    ]);
    const options = {
      folder: path.join(folder, 'private'),
      signatureId: signatureOf('Eli'),
      reason: '',
      by,
      level: 'name' as const,
      evidence,
    };
    await expect(changeConsent(testContext(folder), options)).rejects.toMatchObject({ code: 'consent-shared' });
    const text = fs.readFileSync(log('consent-changes.csv'), 'utf8');
    fs.writeFileSync(log('consent-changes.csv'), text.replace('form 2', ''));
    await expect(listConsent(testContext(folder), path.join(folder, 'private'))).rejects.toMatchObject({
      code: 'consent-log-invalid',
      message: 'consent-changes.csv, line 3: consent is raised only with a date, a wording and a channel.',
    });
    fs.writeFileSync(log('consent-changes.csv'), `${text}K4,low`);
    expect((await listConsent(testContext(folder), path.join(folder, 'private'))).changes.map(({ changeId }) => changeId)).toEqual(['K2']);
  });
});
