import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Prompts } from '../../../src/lib/context.js';
import { InterruptedError } from '../../../src/lib/errors.js';
import { readCsv } from '../../../src/lib/io/csv-small.js';
import type { ReviewReport } from '../../../src/lib/model/review-report.js';
import { PLAIN } from '../../../src/lib/reporters/columns.js';
import { formatConflicts, formatReview } from '../../../src/lib/reporters/review.js';
import { reviewLayout } from '../../../src/lib/reporters/review-pair.js';
import { currentJudgements, type Judgement, pairIdOf, parseJudgements } from '../../../src/lib/review/judgements.js';
import { countReview, listConflicts, type ReviewSubject, runReview } from '../../../src/lib/workflows/review.js';
import { exportReview, importReview } from '../../../src/lib/workflows/review-sheet.js';
import { type TestContext, testContext } from '../../helpers/context.js';
import { keyOf, MANY_SCRIPTS, type ReviewFolder, SOURCE, signatureOf, writeReviewFolder } from '../../helpers/review-folder.js';

let folder: string;
beforeEach(() => {
  folder = path.join(fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-review-'))), 'merged');
});
afterEach(() => fs.rmSync(path.dirname(folder), { recursive: true, force: true }));

const log = (): Judgement[] => parseJudgements(readCsv(fs.readFileSync(path.join(folder, 'judgements.csv'), 'utf8'), 'judgements.csv'));
const standing = (): string[] => [...currentJudgements(log()).values()].map(({ pairId, judgement }) => `${pairId} ${judgement}`).sort();

/** A person who presses keys; other questions are answered from the same list. `ctrl-c` stops the program. */
function pressing(answers: readonly string[]): Prompts & { readonly screenText: () => string } {
  const queue = [...answers];
  let text = '';
  const next = (): string => {
    const answer = queue.shift();
    if (answer === undefined) throw new Error('one more question than there are answers');
    if (answer === 'ctrl-c') throw new InterruptedError('Stopped.', { code: 'interrupted' });
    return answer;
  };
  return {
    screenText: () => text,
    select: () => Promise.reject(new Error('no list is shown here')),
    input: async ({ check }) => {
      const answer = next();
      expect(check?.(answer) ?? null).toBeNull();
      return answer;
    },
    confirm: async () => next() === 'yes',
    secret: () => Promise.reject(new Error('no secret is asked for here')),
    key: async ({ choices }) => {
      const pressed = next();
      const choice = choices.find(({ keys }) => keys.includes(pressed));
      if (choice === undefined) throw new Error(`${pressed} is no key of this question`);
      return choice.value;
    },
    show: (shown) => {
      text += shown;
    },
    screen: () => ({ width: 100, paint: PLAIN }),
  };
}

interface Done {
  readonly report: ReviewReport;
  readonly screen: string;
  readonly context: TestContext;
}

async function review(answers: readonly string[], subject: ReviewSubject = { kind: 'pending' }): Promise<Done> {
  const prompts = pressing(answers);
  const context = testContext(path.dirname(folder), { prompts });
  const report = await runReview(context, { folder, subject, reviewer: 'Ann', layout: reviewLayout });
  return { report, screen: prompts.screenText(), context };
}

/** Four records, each a signature of its own, and links between all of them but one. */
const SMALL: ReviewFolder = {
  people: [
    { full_name: 'Ann Quillfeather', email: 'ann@example.org' },
    { full_name: 'Anne Quillfeather', email: 'anne@example.org' },
    { full_name: 'Annie Quillfeather', email: 'annie@example.org' },
    { full_name: 'Zoë Quillfeather', email: 'zoe@example.org', signature: 'zoe' },
    { full_name: 'Zoe Quillfeather', email: 'zoe@example.org', signature: 'zoe' },
    { full_name: 'Z. Quillfeather', email: 'zoe2@example.org', signature: 'zoe' },
  ],
  links: [
    [1, 2, '0.9', 'given name alike'],
    [2, 3, '0.8', 'given name alike'],
    [3, 4, '0.6', 'family name the same'],
  ],
};
const id = (one: number, other: number): string => pairIdOf(keyOf(SMALL.people[one - 1] ?? {}), keyOf(SMALL.people[other - 1] ?? {}));

describe('the questions at the terminal', () => {
  beforeEach(() => writeReviewFolder(folder, SMALL));

  it('are kept one by one, and end when nothing is left', async () => {
    const { report, screen } = await review(['y', 'n', '3', 'q']);
    expect(report.session).toEqual({ match: 1, nonMatch: 1, unsure: 1, undone: 0, ended: 'nothing-left' });
    expect(standing()).toEqual([`${id(1, 2)} match`, `${id(2, 3)} non-match`, `${id(3, 4)} unsure`].sort());
    expect(log().map(({ reviewer, matchProbability }) => [reviewer, matchProbability])).toEqual([
      ['Ann', 0.9],
      ['Ann', 0.8],
      ['Ann', 0.6],
    ]);
    expect(screen).toContain('Pair 1 of 3');
    expect(screen).toContain('Pair 3 of 3');
    expect(screen).toContain('stands for 3 records (g shows them all)');
    expect(screen, 'the model is not heard').not.toMatch(/0\.[689]|%/);
    expect(formatReview(report, { width: 80, paint: PLAIN })).toBe(
      'Judged now: 1 as one person, 1 as two people and 1 as unsure.\nEvery pair was looked at.\n1 pair nobody could tell: `handin review --unsure` asks again.\nWhat is not decided can lower the total by 1 at most.\nRun `handin merge` to apply the judgements.\n',
    );
  });

  it('go on where they stopped, after q and after Ctrl-C', async () => {
    await review(['y', 'q']);
    await expect(review(['n', 'ctrl-c'])).rejects.toThrow(InterruptedError);
    const { report, screen } = await review(['u', 'q']);
    expect(screen).toContain('Pair 1 of 1');
    expect(report).toMatchObject({ pending: 0, unsure: 1 });
    expect(fs.readdirSync(path.dirname(folder)), 'no lock and no temporary file is left').toEqual(['merged']);
  });

  it('can be undone one after the other, into an earlier run', async () => {
    await review(['y', 'q']);
    const { report } = await review(['n', 'z', 'z', 'no', 'z', 'yes', 'q']);
    expect(report).toMatchObject({ pending: 3, session: { nonMatch: 0, undone: 1 } });
    expect(standing()).toEqual([]);
    expect(log().map(({ judgement }) => judgement)).toEqual(['match', 'non-match', 'undone', 'undone']);
  });

  it('give back what an undone judgement had replaced', async () => {
    await review(['u', 'q']);
    const { report } = await review(['y', 'z', 'y', 'q'], { kind: 'unsure' });
    expect(report.session).toMatchObject({ match: 1, undone: 0, ended: 'nothing-left' });
    expect(log().map(({ judgement }) => judgement)).toEqual(['unsure', 'match', 'undone', 'unsure', 'match']);
  });

  it('come again when skipped, in the next run', async () => {
    const { report } = await review(['s', 's', 's']);
    expect(report).toMatchObject({ pending: 3, session: { ended: 'nothing-left' } });
  });

  it('do not ask what follows', async () => {
    writeReviewFolder(folder, { ...SMALL, links: [...SMALL.links, [1, 3, '0.55', 'given name alike']] });
    const { screen } = await review(['y', 'n', 'q']);
    expect(screen).toContain('Pair 3 of 3');
    expect(screen).not.toContain('of 2\n');
  });

  it('are refused without a terminal, and name what to do instead', async () => {
    const context = testContext(path.dirname(folder));
    await expect(runReview(context, { folder, subject: { kind: 'pending' }, reviewer: '', layout: reviewLayout })).rejects.toMatchObject({
      code: 'review-no-terminal',
      hint: expect.stringContaining('--export'),
    });
  });

  it('are refused where nothing was merged, and leave no lock', async () => {
    const missing = path.join(path.dirname(folder), 'other');
    for (const place of [missing, path.join(missing, 'merged')]) {
      const context = testContext(path.dirname(folder), { prompts: pressing([]) });
      const asked = runReview(context, { folder: place, subject: { kind: 'pending' }, reviewer: '', layout: reviewLayout });
      await expect(asked).rejects.toMatchObject({ code: 'merge-missing' });
    }
    expect(fs.readdirSync(path.dirname(folder))).toEqual(['merged']);
  });

  it('are refused while another run writes the folder', async () => {
    fs.writeFileSync(path.join(path.dirname(folder), '.merged.handin-lock'), `${process.ppid}\n`);
    await expect(review(['q'])).rejects.toMatchObject({ code: 'output-busy' });
    fs.rmSync(path.join(path.dirname(folder), '.merged.handin-lock'));
  });

  it('leave out what a crash left of the last line, and say so', async () => {
    await review(['y', 'n', 'q']);
    const place = path.join(folder, 'judgements.csv');
    fs.writeFileSync(place, fs.readFileSync(place, 'utf8').slice(0, -20));
    const { report, context } = await review(['q']);
    expect(context.printed.notes).toContain('was cut short');
    expect(report.pending).toBe(2);
    await review(['n', 'q']);
    expect(standing()).toEqual([`${id(1, 2)} match`, `${id(2, 3)} non-match`].sort());
  });

  it('measure what was joined already, without saying so', async () => {
    writeReviewFolder(folder, MANY_SCRIPTS);
    const { screen, report } = await review([...Array.from({ length: 14 }, () => 'y'), 'q']);
    expect(screen.match(/^Pair \d+ of 14 /gm)).toHaveLength(14);
    const control = screen.split(/^Pair /m)[7] ?? '';
    expect(control).toContain('Eli Quilfeather');
    expect(control).not.toMatch(/stands for/);
    expect(report.judged.match).toBe(14);
  });
});

describe('a group', () => {
  beforeEach(() => writeReviewFolder(folder, SMALL));
  const zoe = (): ReviewSubject => ({ kind: 'group', signatureId: signatureOf({ signature: 'zoe' }, 4) });

  it('gives away one record as one step', async () => {
    const { report } = await review(['r', '3', 'q'], zoe());
    expect(standing()).toEqual([`${id(4, 6)} non-match`, `${id(5, 6)} non-match`].sort());
    expect(new Set(log().map(({ judgedAt }) => judgedAt)).size).toBe(1);
    expect(report.session).toMatchObject({ nonMatch: 2 });
    await review(['z', 'yes', 'q'], zoe());
    expect(standing()).toEqual([]);
  });

  it('is divided, and joined again', async () => {
    await review(['d', '2-3', 'j', 'q'], zoe());
    const first = [`${id(4, 5)} match`, `${id(4, 6)} match`].sort();
    expect(standing()).toEqual(first);
    expect(
      log()
        .filter(({ judgement }) => judgement === 'non-match')
        .map(({ pairId }) => pairId)
        .sort(),
    ).toEqual([id(4, 5), id(4, 6)].sort());
  });

  it('of the pair that is asked can be joined with one key, as a judgement of the pair', async () => {
    const { screen } = await review(['s', 's', 'g', 'j', 'q']);
    expect(screen).toContain('4 records');
    expect(screen).toContain('#4 (');
    expect(standing()).toEqual([`${id(3, 4)} match`]);
  });

  it('goes back without a judgement when nothing is typed', async () => {
    await review(['d', '', 'b'], zoe());
    expect(fs.existsSync(path.join(folder, 'judgements.csv'))).toBe(false);
  });

  it('is refused for a signature that is not there', async () => {
    await expect(review([], { kind: 'group', signatureId: 'S000000000000' })).rejects.toMatchObject({ code: 'signature-unknown' });
  });
});

describe('judgements that contradict each other', () => {
  beforeEach(async () => {
    writeReviewFolder(folder, { ...SMALL, links: [...SMALL.links, [1, 3, '0.55', 'given name alike']] });
    // 1 = 2 and 2 = 3 make 1 = 3 follow, so it has to come from elsewhere: from a sheet that was given out before.
    await review(['y', 'y', 'q']);
    const context = testContext(path.dirname(folder));
    const sheet = path.join(path.dirname(folder), 'answers.csv');
    fs.writeFileSync(sheet, `pair,same person?\n${id(1, 3)},no\n`);
    await importReview(context, { folder, input: sheet, reviewer: 'Bo', skipsUnclear: false, force: false });
    fs.rmSync(sheet);
  });

  it('are listed by source and record, with who said so', async () => {
    const text = formatConflicts(await listConflicts(testContext('.'), folder), { width: 200, paint: PLAIN });
    expect(text).toContain(`two people: ${SOURCE} record`);
    expect(text).toContain('by Bo');
    expect(text.match(/one person: /g)).toHaveLength(2);
    expect(text).not.toContain('Quillfeather');
  });

  it('are asked about again until they agree', async () => {
    const { report, screen } = await review(['y', 'q'], { kind: 'conflicts' });
    expect(screen).toContain('Judged before: two people.');
    expect(report.conflicts).toEqual([]);
    expect(standing()).toContain(`${id(1, 3)} match`);
  });
});

describe('a review sheet', () => {
  const context = (): TestContext => testContext(path.dirname(folder));
  const place = (name: string): string => path.join(path.dirname(folder), name);
  const take = (name: string, more: Partial<Parameters<typeof importReview>[1]> = {}): ReturnType<typeof importReview> =>
    importReview(context(), { folder, input: place(name), reviewer: '', skipsUnclear: false, force: false, ...more });

  beforeEach(() => writeReviewFolder(folder, MANY_SCRIPTS));

  it.each(['review.csv', 'review.xlsx'])('holds every pair once, controls among them, and comes back: %s', async (name) => {
    const report = await exportReview(context(), { folder, output: place(name), kind: 'pending', force: false });
    expect(report.pairs).toBe(14);
    if (process.platform !== 'win32') expect(fs.statSync(place(name)).mode & 0o777).toBe(0o600);
    expect(await take(name)).toMatchObject({ rows: 14, empty: 14, imported: { match: 0, nonMatch: 0, unsure: 0 } });
  });

  it('guards what a spreadsheet would run, and has the columns that somebody filled', async () => {
    await exportReview(context(), { folder, output: place('review.csv'), kind: 'pending', force: false });
    const [header = [], ...rows] = readCsv(fs.readFileSync(place('review.csv'), 'utf8'), 'review.csv');
    expect(header.slice(0, 5)).toEqual(['pair', 'same person? (yes / no / unsure)', 'what agrees and what differs', 'A name', 'B name']);
    expect(header).toContain('B date of birth');
    expect(header).not.toContain('A organisation');
    expect(rows.flat().filter((cell) => cell.startsWith('='))).toEqual([]);
    expect(rows.flat().filter((cell) => cell.startsWith("'=HYPERLINK"))).toHaveLength(1);
    expect(rows.flat().join(' '), 'the model is not heard').not.toMatch(/0\.9/);
  });

  it('is not replaced unless forced', async () => {
    const options = { folder, output: place('review.csv'), kind: 'pending' as const };
    fs.writeFileSync(options.output, 'answers');
    await expect(exportReview(context(), { ...options, force: false })).rejects.toMatchObject({ code: 'review-sheet-exists' });
    expect(fs.readFileSync(options.output, 'utf8')).toBe('answers');
    expect((await exportReview(context(), { ...options, force: true })).pairs).toBe(14);
    await expect(exportReview(context(), { ...options, output: place('review.ods'), force: false })).rejects.toMatchObject({
      code: 'review-sheet-form',
    });
  });

  const ids = (): string[] =>
    readCsv(fs.readFileSync(path.join(folder, 'review.csv'), 'utf8'), 'review.csv')
      .slice(1)
      .map(([first = '']) => first);

  it.each([
    ['semicolons and a byte-order mark', (rows: string[][]) => Buffer.from(`\ufeff${rows.map((row) => row.join(';')).join('\r\n')}\r\n`)],
    [
      'UTF-16, as Excel saves "Unicode text"',
      (rows: string[][]) => Buffer.from(`\ufeff${rows.map((row) => row.join('\t')).join('\r\n')}\r\n`, 'utf16le'),
    ],
    ['a title above', (rows: string[][]) => Buffer.from(`Review of Tuesday,,\n\n${rows.map((row) => row.join(',')).join('\n')}\n`)],
  ])('is read however it was saved: %s', async (_what, save) => {
    const [one = '', two = '', three = ''] = ids();
    fs.writeFileSync(
      place('saved.csv'),
      save([
        ['A name', 'Same person?', 'PAIR'],
        ['José', 'Oui', one],
        ['Bo', 'nein', two],
        ['Cy', '?', three],
      ]),
    );
    expect((await take('saved.csv')).imported).toEqual({ match: 1, nonMatch: 1, unsure: 1 });
    expect(log().map(({ matchProbability }) => matchProbability)).toEqual([0.94, 0.93, 0.91]);
  });

  const sheet = (rows: readonly (readonly [string, string])[]): void =>
    fs.writeFileSync(place('answers.csv'), `pair,same person?\n${rows.map((row) => row.join(',')).join('\n')}\n`);

  it('imports nothing when an answer cannot be understood, and names the rows', async () => {
    const [one = '', two = '', three = ''] = ids();
    sheet([
      [one, 'yes'],
      [two, 'Quillfeather'],
      [three, 'no'],
      [three, 'yes'],
    ]);
    const refused = take('answers.csv');
    await expect(refused).rejects.toMatchObject({ code: 'review-sheet-unclear' });
    await expect(refused).rejects.toThrow('in rows 3, 4 and 5.');
    expect(fs.existsSync(path.join(folder, 'judgements.csv'))).toBe(false);
    expect(await take('answers.csv', { skipsUnclear: true })).toMatchObject({ imported: { match: 1, nonMatch: 0 }, unclear: [3, 4, 5] });
    expect(standing()).toEqual([`${one} match`]);
  });

  it('counts rows as a spreadsheet does, a title above included', async () => {
    const [one = '', two = ''] = ids();
    fs.writeFileSync(place('answers.csv'), `Review of Tuesday,\n\npair,same person?\n${one},yes\n${two},who knows\n`);
    await expect(take('answers.csv')).rejects.toThrow('in row 5.');
  });

  it('loses against other judgements unless forced; unsure gives way', async () => {
    const [one = '', two = ''] = ids();
    sheet([
      [one, 'yes'],
      [two, 'unsure'],
      ['P000000000000', 'yes'],
    ]);
    expect(await take('answers.csv')).toMatchObject({ unknownPairs: [4] });
    sheet([
      [one, 'no'],
      [two, 'yes'],
    ]);
    expect(await take('answers.csv')).toMatchObject({ contradicting: [2], imported: { match: 1, nonMatch: 0 } });
    expect(await take('answers.csv', { force: true })).toMatchObject({ contradicting: [], known: 1, imported: { match: 0, nonMatch: 1 } });
    expect(standing()).toEqual([`${one} non-match`, `${two} match`].sort());
  });

  it('is told from any other file', async () => {
    fs.writeFileSync(place('other.csv'), 'name,email\nBo,bo@example.org\n');
    await expect(take('other.csv')).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe('the counts', () => {
  it('need a merge, of this version', async () => {
    await expect(countReview(testContext('.'), folder)).rejects.toMatchObject({ code: 'merge-missing' });
    writeReviewFolder(folder, SMALL);
    fs.writeFileSync(path.join(folder, 'review.csv'), 'pair_id\n');
    await expect(countReview(testContext('.'), folder)).rejects.toMatchObject({ code: 'merge-older' });
  });

  it('do without control questions', async () => {
    writeReviewFolder(folder, SMALL);
    fs.rmSync(path.join(folder, 'review-checks.csv'));
    expect(await countReview(testContext('.'), folder)).toMatchObject({ pending: 3, mayFallBy: 3, notYetApplied: 0, session: null });
  });
});
