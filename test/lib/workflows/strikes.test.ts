import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { strikeCommand } from '../../../src/commands/strike.js';
import { loadCampaign } from '../../../src/lib/config.js';
import type { Prompts } from '../../../src/lib/context.js';
import type { ExitCode } from '../../../src/lib/errors.js';
import type { MergeReport } from '../../../src/lib/model/merge-report.js';
import type { StrikeListReport, StrikeReport } from '../../../src/lib/model/strike.js';
import { formatMerge } from '../../../src/lib/reporters/merge.js';
import { runCheck } from '../../../src/lib/workflows/check.js';
import type { MergeOptions } from '../../../src/lib/workflows/merge.js';
import { isMergeUpToDate, runMerge } from '../../../src/lib/workflows/merge.js';
import { testContext } from '../../helpers/context.js';

const LIST = [
  'Name,Email,Postcode,Signed at,Comment',
  'Ada Quillfeather,ada@example.org,ZZ99 1AA,2025-03-01,',
  'Ada Quillfeather,ada@example.org,ZZ99 1AA,2025-03-09,',
  'Bot One,bot1@spam.example.org,ZZ99 1AB,2025-03-02 03:14:00,buy now',
  'Bot Two,bot2@spam.example.org,ZZ99 1AC,2025-03-02 03:15:00,BUY  NÓW!',
  'Зоя Тестова,zoya@example.org,ZZ99 1AD,2025-03-03,',
  '李小明,li@example.org,ZZ99 1AE,2025-03-04,',
  '"O\'Brien ""Test""",ob@example.org,ZZ99 1AF,2025-03-05,',
  '',
].join('\n');
const OTHER = 'Name,Email,Postcode\nSam Quillfeather,sam@example.org,ZZ99 1AG\n李小明,li@example.org,ZZ99 1AE\n';
const SPAM = `id: spam-mail
reason: A script, one night.
by: The board
decided: 2025-03-20
when: [{ field: email, domain: spam.example.org }]
`;

let root = '';
let folder = '';
/** A folder with the exports merged, which every test gets a copy of. */
beforeAll(async () => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-strikes-')));
  folder = path.join(root, 'base');
  write('list.csv', LIST);
  write('other.csv', OTHER);
  write('spam.yaml', SPAM);
  await merge();
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(root, 'test-'));
  fs.cpSync(path.join(root, 'base'), folder, { recursive: true });
});

function write(name: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
}

function rule(id: string, when: string): string {
  write(`${id}.yaml`, `id: ${id}\nreason: A test.\ndecided: 2025-03-20\nwhen: [${when}]\n`);
  return `${id}.yaml`;
}

function mergeOptions(): MergeOptions {
  const campaign = fs.existsSync(path.join(folder, 'campaign.yaml'))
    ? loadCampaign(testContext(folder).io, path.join(folder, 'campaign.yaml'))
    : null;
  return {
    files: campaign === null ? ['list.csv', 'other.csv'] : [],
    campaign,
    outDir: path.join(folder, campaign === null ? 'merged' : 'private'),
    reading: { map: {}, dateOrder: null, country: 'GB', fixed: [] },
    profile: null,
    match: 'exact',
    keep: 'first',
    matchProbability: 0.95,
    reviewFrom: 0.5,
    memoryBytes: 1_500_000_000,
    threads: 1,
    idsFrom: null,
    force: false,
  };
}

async function merge(): Promise<MergeReport> {
  return (await runMerge(testContext(folder), mergeOptions())).report;
}

/** Runs the command; what it printed and how it ended. */
async function strike(args: readonly string[], prompts: Prompts | null = null): Promise<{ out: string; exit: ExitCode | undefined }> {
  const context = testContext(folder, prompts === null ? {} : { prompts });
  let exit: ExitCode | undefined;
  const command = strikeCommand({
    createContext: async () => context,
    setExit: (code) => {
      exit = code;
    },
  });
  await command.parseAsync(args, { from: 'user' });
  return { out: context.printed.out, exit };
}

async function reportOf(args: readonly string[]): Promise<StrikeReport> {
  return JSON.parse((await strike([...args, '--json'])).out) as StrikeReport;
}

function contents(name: string): Record<string, string> {
  const place = path.join(folder, name);
  const names = fs.readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((file) => fs.statSync(path.join(place, file)).isFile());
  return Object.fromEntries(names.sort().map((file) => [file, fs.readFileSync(path.join(place, file), 'utf8')]));
}

const answering = (answer: boolean, asked: string[] = []): Prompts => ({
  select: () => Promise.reject(new Error('unasked')),
  key: () => Promise.reject(new Error('unasked')),
  show: () => undefined,
  screen: () => ({ width: 80, isTerminal: false }) as never,
  input: () => Promise.reject(new Error('unasked')),
  secret: () => Promise.reject(new Error('no secret is asked for here')),
  confirm: async ({ message, option, initial }) => {
    asked.push(`${message} ${option} ${initial}`);
    return answer;
  },
});

describe('counting a rule', () => {
  it('says how many records, of which sources, and by how much the total falls, and changes nothing', async () => {
    const before = contents('merged');
    const { out, exit } = await strike(['--rule', 'spam.yaml']);
    expect(exit).toBe(0);
    expect(out).toBe(
      [
        'spam-mail: A script, one night.',
        '  when email domain',
        '',
        'It strikes out 2 of the 9 records that a rule can strike out.',
        '  list.csv: 2 of 7',
        '',
        'The total falls: signatures from 7 to 5.',
        'Nothing was changed: this was only a count. With --yes the rule is applied.',
        '',
      ].join('\n'),
    );
    expect(contents('merged')).toEqual(before);
    expect(await reportOf(['--rule', 'spam.yaml', '--dry-run', '--yes'])).toMatchObject({ outcome: 'counted', records: 2, candidates: 9 });
    expect(contents('merged')).toEqual(before);
  });

  it('counts what the next merge strikes, whatever the condition', async () => {
    const conditions = [
      '{ field: full_name, is: "ЗОЯ ТЕСТОВА" }',
      `{ field: full_name, contains: "o'brien \\"test" }`,
      '{ field: source, is: other.csv }',
      '{ field: signed_at, from: 2025-03-02T03:15 }, { field: signed_at, before: 2025-03-04 }',
      '{ field: postcode, starts-with: zz991a }, { field: comment, is-empty: false }',
      '{ field: phone, is-empty: true }, { field: email, starts-with: li@ }',
    ];
    const counted: StrikeReport[] = [];
    for (const [index, when] of conditions.entries()) counted.push(await reportOf(['--rule', rule(`rule-${index}`, when), '--yes']));
    const after = await merge();
    expect(after.strikes?.map(({ matches }) => matches)).toEqual([1, 1, 2, 2, 2, 2]);
    expect(counted.map(({ records, struckAlready }) => records + struckAlready)).toEqual([1, 1, 2, 2, 2, 2]);
    expect(after.counts.total.byFate['struck-out']).toBe(counted.reduce((sum, { records }) => sum + records, 0));
    expect(after.signatures).toBe(1);
  });

  it('says that it estimates where a duplicate would step in', async () => {
    const file = rule('first', '{ field: signed_at, is: 2025-03-01 }');
    expect(await reportOf(['--rule', file])).toMatchObject({
      records: 1,
      replaced: 1,
      fall: { signatures: 0, organisations: 0 },
      isFallCertain: false,
    });
    expect((await strike(['--rule', file])).out).toContain(
      'The totals stay as they are. 1 counted record has a duplicate left, which steps in. This is an\nestimate',
    );
    await strike(['--rule', file, '--yes']);
    expect((await merge()).signatures).toBe(7);
  });

  it('refuses a rule that strikes out everybody, alone or with those in force', async () => {
    const all = rule('all', '{ field: email, domain: "*.org" }');
    await expect(strike(['--rule', all, '--yes'])).rejects.toMatchObject({
      code: 'strike-everything',
      exitCode: 2,
      message: 'The rule "all" strikes out every record.',
    });
    await strike(['--rule', rule('half', '{ field: email, domain: example.org }'), '--yes']);
    await expect(strike(['--rule', 'spam.yaml', '--yes'])).rejects.toMatchObject({
      code: 'strike-everything',
      message: 'The rules "half" and "spam-mail" strike out every record between them.',
    });
    expect(fs.readdirSync(path.join(folder, 'merged/strikes'))).toEqual(['half.json']);
  });

  it('ends with no where nothing matches', async () => {
    const { out, exit } = await strike(['--rule', rule('none', '{ field: email, is: nobody@example.org }'), '--yes']);
    expect(exit).toBe(1);
    expect(out).toContain('It matches none of the 9 records');
    expect(fs.existsSync(path.join(folder, 'merged/strikes'))).toBe(false);
  });

  it('leaves out what another rule has struck, and says when the merge is older than the rules', async () => {
    await strike(['--rule', 'spam.yaml', '--yes']);
    const file = rule('early', '{ field: signed_at, to: 2025-03-03 }');
    expect(await reportOf(['--rule', file])).toMatchObject({ records: 2, struckAlready: 2, isMergeCurrent: false, isFallCertain: false });
    expect((await strike(['--rule', file])).out.replaceAll(/\s+/g, ' ')).toContain('`handin merge` first gives numbers that fit');
    await merge();
    expect(await reportOf(['--rule', file])).toMatchObject({ records: 2, struckAlready: 2, isMergeCurrent: true });
  });

  it('needs a merge, and one thing to do', async () => {
    fs.rmSync(path.join(folder, 'merged'), { recursive: true });
    await expect(strike(['--rule', 'spam.yaml'])).rejects.toMatchObject({ code: 'merge-missing' });
    await expect(strike([])).rejects.toMatchObject({ code: 'strike-nothing' });
    await expect(strike(['--list', '--undo', 'a'])).rejects.toMatchObject({ code: 'strike-nothing' });
  });
});

describe('applying a rule', () => {
  it('asks at a terminal, and takes no for an answer', async () => {
    const asked: string[] = [];
    const no = await strike(['--rule', 'spam.yaml'], answering(false, asked));
    expect(asked).toEqual(['Strike out 2 records by the rule spam-mail? --yes false']);
    expect([no.exit, fs.existsSync(path.join(folder, 'merged/strikes'))]).toEqual([1, false]);
    const yes = await strike(['--rule', 'spam.yaml'], answering(true));
    expect(yes.exit).toBe(0);
    expect(yes.out).toContain('The rule spam-mail is in force. Run `handin merge`');
    // A program that reads the result is not asked.
    expect(JSON.parse((await strike(['--rule', 'spam.yaml', '--json'], answering(false, asked))).out)).toMatchObject({
      outcome: 'in-force',
    });
    expect(asked).toHaveLength(1);
  });

  it('keeps the rule privately, with its hash and the time, and every merge applies it', async () => {
    await strike(['--rule', 'spam.yaml', '--yes']);
    const place = path.join(folder, 'merged/strikes/spam-mail.json');
    expect(fs.statSync(place).mode & 0o777).toBe(0o600);
    expect(fs.statSync(path.dirname(place)).mode & 0o777).toBe(0o700);
    expect(JSON.parse(fs.readFileSync(place, 'utf8'))).toMatchObject({
      formatVersion: 1,
      applied: '2025-05-06T12:00:00.000Z',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      rule: { id: 'spam-mail', when: [{ field: 'email', domain: 'spam.example.org' }] },
    });
    expect(isMergeUpToDate(testContext(folder), mergeOptions())).toBeNull();
    // Twice: the first keeps the rule for the second.
    for (let turn = 0; turn < 2; turn++) {
      const report = await merge();
      expect(report.signatures).toBe(5);
      expect(report.counts.people['struck-by-rule']).toBe(2);
      expect(report.strikes).toEqual([
        { id: 'spam-mail', reason: 'A script, one night.', sha256: expect.any(String), records: 2, matches: 2 },
      ]);
      expect(isMergeUpToDate(testContext(folder), mergeOptions())?.digest).toBe(report.digest);
      expect(formatMerge(report, 'merged', testContext(folder).style)).toContain(
        '\nStruck out by rules\n  spam-mail: 2 records (A script, one night.)\n',
      );
    }
    const ledger = fs.readFileSync(path.join(folder, 'merged/ledger.csv'), 'utf8');
    expect(ledger.match(/^list\.csv,[34],"",struck-out,struck-by-rule,"","",,"",strike:spam-mail,"",[0-9a-f]{16}$/gm)).toHaveLength(2);
    expect(fs.readFileSync(path.join(folder, 'merged/signatures.csv'), 'utf8')).not.toContain('spam');
  });

  it('is undone to the byte, and the history can be read', async () => {
    const before = contents('merged');
    await strike(['--rule', 'spam.yaml', '--yes']);
    await merge();
    expect(contents('merged')['ledger.csv']).not.toBe(before['ledger.csv']);
    expect((await strike(['--undo', 'spam-mail'])).out).toContain('it is kept as strikes/spam-mail.undone-2025-05-06.json');
    await merge();
    const { 'strikes/spam-mail.undone-2025-05-06.json': kept, ...after } = contents('merged');
    expect(after).toEqual(before);
    expect(kept).toContain('A script, one night.');
    await expect(strike(['--undo', 'spam-mail'])).rejects.toMatchObject({ code: 'strike-unknown' });

    // Once more on the same day takes another name.
    await strike(['--rule', 'spam.yaml', '--yes']);
    await strike(['--undo', 'spam-mail']);
    expect(fs.readdirSync(path.join(folder, 'merged/strikes')).sort()).toEqual([
      'spam-mail.undone-2025-05-06-2.json',
      'spam-mail.undone-2025-05-06.json',
    ]);
  });

  it('refuses another rule under an id in use, unless it is to replace it', async () => {
    await strike(['--rule', 'spam.yaml', '--yes']);
    expect(await reportOf(['--rule', 'spam.yaml', '--yes'])).toMatchObject({ outcome: 'in-force', records: 2 });
    write('spam.yaml', SPAM.replace('spam.example.org', '"*.spam.example.org"'));
    await expect(strike(['--rule', 'spam.yaml', '--yes'])).rejects.toMatchObject({ code: 'strike-exists', exitCode: 2 });
    expect(await reportOf(['--rule', 'spam.yaml', '--yes', '--force'])).toMatchObject({
      outcome: 'applied',
      records: 2,
      replaces: expect.any(String),
    });
    expect(fs.readdirSync(path.join(folder, 'merged/strikes')).sort()).toEqual(['spam-mail.json', 'spam-mail.replaced-2025-05-06.json']);
  });

  it('is not undone by an editor: a stored rule that was changed stops the merge', async () => {
    await strike(['--rule', 'spam.yaml', '--yes']);
    const place = path.join(folder, 'merged/strikes/spam-mail.json');
    fs.writeFileSync(place, fs.readFileSync(place, 'utf8').replace('A script', 'A whim'));
    await expect(merge()).rejects.toMatchObject({ code: 'strike-changed', message: expect.stringContaining('strikes/spam-mail.json') });
    fs.renameSync(place, path.join(folder, 'merged/strikes/other.json'));
    await expect(merge()).rejects.toMatchObject({ code: 'strike-changed' });
  });

  it('is refused by the merge as well when the exports have changed and everybody would go', async () => {
    await strike(['--rule', 'spam.yaml', '--yes']);
    write(
      'list.csv',
      LIST.split('\n')
        .filter((line) => /^Name|spam/.test(line))
        .join('\n'),
    );
    write('other.csv', 'Name,Email\nSam Quillfeather,s@spam.example.org\n');
    await expect(merge()).rejects.toMatchObject({ code: 'strike-everything', message: 'The rule "spam-mail" strikes out every record.' });
  });
});

describe('listing rules', () => {
  it('shows each with its reason and what it did, those that ended last', async () => {
    expect((await strike(['--list'])).out).toBe('No rule strikes anything out.\n');
    await strike(['--rule', 'spam.yaml', '--yes']);
    expect((await strike(['--list'])).out).toContain('the last merge did not apply');
    await strike(['--rule', rule('early', '{ field: signed_at, to: 2025-03-02 }'), '--yes']);
    await merge();
    await strike(['--rule', rule('gone', '{ field: source, is: other.csv }'), '--yes']);
    await strike(['--undo', 'gone']);
    const { rules } = JSON.parse((await strike(['--list', '--json'])).out) as StrikeListReport;
    expect(rules.map(({ id, state, ended, records, matches }) => [id, state, ended, records, matches])).toEqual([
      ['early', 'in-force', null, 3, 3],
      ['spam-mail', 'in-force', null, 0, 2],
      ['gone', 'undone', '2025-05-06', null, null],
    ]);
    const { out } = await strike(['--list']);
    expect(out).toContain('spam-mail: A script, one night.\n  decided 2025-03-20 by The board, applied 2025-05-06; struck out 0 records');
    expect(out.replaceAll(/\s+/g, ' ')).toContain('(2 more that it matches are struck out by an earlier rule)');
    expect(out).toContain('applied 2025-05-06; undone 2025-05-06');
  });
});

describe('rules of a campaign file', () => {
  const CAMPAIGN =
    'kind: petition\ntitle: Example\nlanguage: en-GB\norganisers: [{ name: Example Network }]\nsources: [{ file: "*.csv" }]\nthresholds: [{ name: Ours, count: 5, of: signatures }]\n';

  it('are applied by every merge, and their change makes it out of date', async () => {
    write('campaign.yaml', CAMPAIGN);
    const without = await merge();
    write('campaign.yaml', `${CAMPAIGN}strikes: spam.yaml\n`);
    const options = mergeOptions();
    expect(isMergeUpToDate(testContext(folder), options)).toBeNull();
    const check = () =>
      runCheck(testContext(folder), {
        campaign: options.campaign,
        against: [],
        at: null,
        count: null,
        counts: null,
        sample: null,
        loss: null,
        given: {},
        numbersOnly: false,
        mergeDir: null,
      });
    await expect(check()).rejects.toThrow('The rules that strike records out have changed since the last merge.');
    const report = await merge();
    expect(report.signatures).toBe(without.signatures - 2);
    expect((await check()).counts.signatures).toBe(report.signatures);
    expect(JSON.parse((await strike(['--list', '--json', '--campaign', folder])).out)).toMatchObject({
      rules: [{ id: 'spam-mail', from: 'campaign', applied: null, records: 2 }],
    });
    write('spam.yaml', SPAM.replace('one night', 'two nights'));
    expect(isMergeUpToDate(testContext(folder), options)).toBeNull();
  });

  it('are changed there and nowhere else', async () => {
    write('campaign.yaml', `${CAMPAIGN}strikes: [spam.yaml]\n`);
    await merge();
    await expect(strike(['--undo', 'spam-mail'])).rejects.toMatchObject({ code: 'strike-in-campaign' });
    expect(await reportOf(['--rule', 'spam.yaml'])).toMatchObject({ outcome: 'in-force' });
    write('mine.yaml', SPAM.replace('spam.example.org', 'example.org'));
    await expect(strike(['--rule', 'mine.yaml', '--yes', '--force'])).rejects.toMatchObject({ code: 'strike-exists' });
    write('campaign.yaml', `${CAMPAIGN}strikes: [spam.yaml, mine.yaml]\n`);
    await expect(merge()).rejects.toMatchObject({ code: 'strike-conflict' });
  });

  it('must not contradict those of the private folder', async () => {
    write('campaign.yaml', CAMPAIGN);
    await merge();
    await strike(['--rule', 'spam.yaml', '--yes']);
    write('campaign.yaml', `${CAMPAIGN}strikes: [spam.yaml]\n`);
    expect((await merge()).strikes).toHaveLength(1);
    write('spam.yaml', SPAM.replace('one night', 'two nights'));
    await expect(merge()).rejects.toMatchObject({ code: 'strike-conflict', message: expect.stringContaining('"spam-mail"') });
  });
});
