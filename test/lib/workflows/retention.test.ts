import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createProgram } from '../../../src/commands/index.js';
import { runProgram } from '../../helpers/program.js';
import type { Run } from '../../helpers/run.js';

const LIST =
  'Name,Email,Postcode,Signed at\nAda Quillfeather,ada@example.org,ZZ99 1AA,2025-03-01\nZoë Inkwell,zoe@example.org,ZZ99 1AB,2025-03-02\n';
/** 21 months after the first signature. */
const LAST_DAY = '2026-12-01';
const AFTER = new Date('2026-12-02T00:00:01Z');

let folder = '';
beforeAll(async () => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-retention-')));
  fs.mkdirSync(path.join(folder, 'exports'));
  fs.writeFileSync(path.join(folder, 'exports/list.csv'), LIST);
  fs.writeFileSync(
    path.join(folder, 'campaign.yaml'),
    'kind: petition\ntitle: A test\nlanguage: en-GB\norganisers: [{ name: Example Network }]\nsources: [{ file: exports/*.csv }]\nmatching: { method: exact }\n',
  );
  expect(await run('2025-05-06', 'merge', '--threads', '1')).toMatchObject({ code: 0, stderr: '' });
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const run = (day: string | Date, ...args: string[]): Promise<Run> =>
  runProgram(args, folder, { now: typeof day === 'string' ? new Date(`${day}T12:00:00Z`) : day });

/** What is private in the campaign folder, by content; an example may write an identity beside it. */
function contents(): string {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const own = names.filter((name) => /^(?:private|exports)\b/.test(name));
  const parts = own.flatMap((name) =>
    fs.statSync(path.join(folder, name)).isFile() ? [name, fs.readFileSync(path.join(folder, name))] : [],
  );
  return parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
}

const commands = createProgram({ createContext: () => Promise.reject(new Error('unused')), setExit: () => undefined }, '0').commands;

/** Command lines of a command's help, without the name of the program. */
function examplesOf(name: string): string[][] {
  const texts: string[] = [];
  const command = commands.find((candidate) => candidate.name() === name);
  command?.configureOutput({ writeOut: (text) => void texts.push(text) }).outputHelp();
  return [...texts.join('').matchAll(/^ {2}\$ handin (.*)$/gm)].map(([, line]) =>
    [...(line ?? '').matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', '')),
  );
}

/** What works after the last day: the three that deal with it, and what touches no private data of this campaign. */
const WORK_ON: Readonly<Record<string, readonly string[]>> = {
  status: ['status'],
  purge: ['purge', '--dry-run'],
  extend: ['extend', '--help'],
  verify: ['verify', 'nowhere'],
  schemes: ['schemes'],
  profiles: ['profiles'],
  // It tells of the machine, and of a campaign nothing but numbers and kinds.
  doctor: ['doctor', '--help'],
  demo: ['demo', '--help'],
};

describe('after the last day', () => {
  it.each(commands.map((command) => command.name()).filter((name) => !(name in WORK_ON)))(
    '%s is refused, and nothing changes',
    async (name) => {
      const before = contents();
      const runs = await Promise.all(examplesOf(name).map((args) => run(AFTER, ...args)));
      const refused = runs.filter(({ stderr }) => stderr.includes('(retention-passed)'));
      expect(refused.length, `say in WORK_ON if ${name} may work after the last day`).toBeGreaterThan(0);
      for (const { code, stdout } of refused) expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(runs.map(({ stdout, stderr }) => stdout + stderr).join('\n')).not.toMatch(/quillfeather|@example\.org|ZZ99/i);
      expect(contents()).toBe(before);
    },
  );

  it.each(Object.entries(WORK_ON))('%s still works', async (name, args) => {
    const { code, stderr } = await run(AFTER, ...args);
    expect(stderr).not.toContain('retention-passed');
    expect(code).toBe(name === 'status' ? 1 : name === 'verify' ? 2 : 0);
  });

  it('reading the private folder by its name is refused too, and a merge into it', async () => {
    for (const args of [
      ['explain', 'list.csv:1', '--dir', 'private'],
      ['review', '--dir', 'private'],
      ['merge', 'exports/list.csv', '-o', 'private'],
      ['strike', '--list', '--merged', path.join(folder, 'private')],
      ['areas', '--dir', 'private'],
      ['consent', '--list', '--dir', 'private'],
      ['numbers', '--dir', 'private'],
      ['signals', '--merged', 'private'],
    ])
      expect((await run(AFTER, ...args)).stderr).toContain('(retention-passed)');
  });

  it('files that belong to no campaign can be read', async () => {
    const other = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-no-campaign-'));
    fs.writeFileSync(path.join(other, 'list.csv'), LIST);
    expect(await runProgram(['inspect', 'list.csv'], other, { now: AFTER })).toMatchObject({ code: 0 });
    fs.rmSync(other, { recursive: true });
  });
});

describe('the last day', () => {
  it.each([
    ['2026-11-16', ''],
    ['2026-11-17', `may be kept until ${LAST_DAY}: 14 days left`],
    [LAST_DAY, `may be kept until ${LAST_DAY}: that is today`],
  ])('is announced on %s: %s', async (day, words) => {
    const { code, stderr } = await run(day, 'strike', '--list');
    expect(code).not.toBe(1);
    if (words === '') expect(stderr).not.toContain('may be kept');
    else expect(stderr).toContain(words);
  });

  it('is not moved by a date in the environment', async () => {
    const done = await runProgram(['check', '--count', '1'], folder, { now: AFTER, env: { SOURCE_DATE_EPOCH: '1746489600' } });
    expect(done.stderr).toContain('(retention-passed)');
  });

  it('is moved by an extension with a reason, which stays on record; an earlier one moves nothing', async () => {
    const other = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-extended-'));
    fs.cpSync(folder, other, { recursive: true });
    const extend = (until: string, reason: string): Promise<Run> =>
      runProgram(['extend', '--until', until, '--reason', reason], other, { now: AFTER });
    expect(await extend('2026-11-01', 'Too early.')).toMatchObject({ code: 2, stderr: expect.stringContaining('(extend-earlier)') });
    expect(await extend('2027-02-01', ' ')).toMatchObject({ code: 2, stderr: expect.stringContaining('(extend-reason)') });
    expect(await extend('2027-02-01', 'The committee asked for a recount.')).toMatchObject({ code: 0 });
    const { extended } = JSON.parse(fs.readFileSync(path.join(other, 'retention.json'), 'utf8'));
    expect(extended).toEqual([{ until: '2027-02-01', reason: 'The committee asked for a recount.', recorded: '2026-12-02' }]);
    expect((await runProgram(['status'], other, { now: AFTER })).stdout).toMatch(/Keep until {2}2027-02-01 \(extended from 2026-12-01:/);
    expect((await runProgram(['strike', '--list'], other, { now: AFTER })).code).toBe(0);
    fs.rmSync(other, { recursive: true });
  });

  it('comes thirty days after a delivery, which is recorded once and not ahead', async () => {
    const other = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-delivered-'));
    fs.cpSync(folder, other, { recursive: true });
    const status = (day: string, ...args: string[]): Promise<Run> =>
      runProgram(['status', ...args], other, { now: new Date(`${day}T12:00:00Z`) });
    expect(await status('2025-05-06', '--delivered', '2025-05-07')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('(delivered-later)'),
    });
    expect((await status('2025-05-06', '--delivered', '2025-05-06')).stdout).toContain('Keep until  2025-06-05 (30 days after delivery)');
    const kept = fs.readFileSync(path.join(other, 'retention.json'), 'utf8');
    expect(await status('2025-05-20', '--delivered', '2025-05-06')).toMatchObject({ code: 0 });
    expect(fs.readFileSync(path.join(other, 'retention.json'), 'utf8')).toBe(kept);
    expect(await status('2025-06-06')).toMatchObject({ code: 1 });
    fs.rmSync(other, { recursive: true });
  });
});
