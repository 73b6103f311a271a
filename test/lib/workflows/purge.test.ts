/** Purging, and F6: what is private is private at every instant, and nothing of it is left. */

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { files } from '../../../src/lib/io/files.js';
import { runProgram } from '../../helpers/program.js';
import { ROOT, type Run } from '../../helpers/run.js';
import { runs } from '../../helpers/runs.js';

const LIST =
  'Name,Email,Postcode,Signed at\nAda Quillfeather,ada@example.org,ZZ99 1AA,2025-03-01\nZoë Inkwell,zoe@example.org,ZZ99 1AB,2025-03-02\n';
const CANARY = /quillfeather|inkwell|@example\.org|ZZ99/i;
const NOW = new Date('2025-05-06T12:00:00Z');

let root = '';
let folder = '';
beforeAll(async () => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-purge-')));
  folder = path.join(root, 'base');
  write('exports/list.csv', LIST);
  write(
    'campaign.yaml',
    'kind: petition\ntitle: A test\nlanguage: en-GB\norganisers: [{ name: Example Network }]\nsources: [{ file: exports/*.csv }]\nmatching: { method: exact }\n',
  );
  expect(await run('merge', '--threads', '1')).toMatchObject({ code: 0 });
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

const run = (...args: string[]): Promise<Run> => runProgram(args, folder, { now: NOW });

/** Names of the files below the campaign folder whose bytes hold something of a signatory. */
const holding = (): string[] =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => fs.statSync(path.join(folder, name)).isFile() && CANARY.test(fs.readFileSync(path.join(folder, name), 'latin1')))
    .sort();

describe('a purge', () => {
  it('deletes everything private, keys and leftovers too, proves it, and names nobody', async () => {
    write('private/keys/suppression.key', 'ab');
    write('private/keys/tree.key', 'ab');
    write('private/strikes/spam.json', '{}');
    write('.private.handin-new-0123/signatures.csv', LIST);
    write('.private.handin-old-0123/signatures.csv', LIST);
    write('private/.handin-work-999999999-abc/staging/x.csv', LIST);
    const { code, stdout } = await run('purge', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain('nothing is there');
    expect(stdout).toContain('What handin cannot reach: a solid-state disk');
    expect(holding()).toEqual(['exports/list.csv']);
    expect(fs.readdirSync(folder).sort()).toEqual(['campaign.yaml', 'exports', 'purge-2025-05-06.json', 'retention.json']);
    const text = fs.readFileSync(path.join(folder, 'purge-2025-05-06.json'), 'utf8');
    const certificate = JSON.parse(text);
    expect(certificate).toMatchObject({
      outcome: 'purged',
      retainUntil: '2026-12-01',
      begun: '2025-05-06T12:00:00.000Z',
      deleted: { keys: 2, sources: 0 },
      absent: { stillThere: 0 },
      kept: { sources: 1 },
    });
    expect(text).not.toMatch(/list\.csv|suppression|quill/i);

    // Once more: nothing is there, and nothing changes.
    expect((await run('purge', '--yes')).stdout).toBe('There is nothing private left to delete.\n');
    expect(fs.readdirSync(folder)).toHaveLength(4);
    // The day that held goes on holding, so a later merge is refused after it.
    const later = await runProgram(['merge'], folder, { now: new Date('2026-12-02T00:00:00Z') });
    expect(later).toMatchObject({ code: 1, stderr: expect.stringContaining('(retention-passed)') });
  });

  it('deletes the exports and the lists that handin wrote only when told to, and nothing of anybody else', async () => {
    write('photos/list.csv', 'name,place\nA photo,Leeds\n');
    expect(await run('clean', 'exports/list.csv', '-o', 'clean.csv')).toMatchObject({ code: 0 });
    expect((await run('purge', '--dry-run')).stdout).toContain('Not deleted: 1 export and 1 list that handin wrote');
    expect(await run('purge', '--with-sources', '--yes')).toMatchObject({ code: 0 });
    expect(holding()).toEqual([]);
    expect(fs.existsSync(path.join(folder, 'photos/list.csv'))).toBe(true);
  });

  it('changes nothing for --dry-run and without a yes', async () => {
    const before = holding();
    expect((await run('purge', '--dry-run')).stdout).toContain('Nothing was deleted.');
    expect((await run('purge')).stdout).toContain('this was only a count');
    expect(holding()).toEqual(before);
    expect(fs.existsSync(path.join(folder, 'retention.json'))).toBe(false);
  });

  it('refuses while another run holds the folder, and a folder that handin did not make', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    write('.private.handin-lock', `${other.pid}\n`);
    expect(await run('purge', '--yes')).toMatchObject({ code: 2, stderr: expect.stringContaining('(output-busy)') });
    expect(fs.existsSync(path.join(folder, 'private/signatures.csv'))).toBe(true);
    other.kill();
    write('photos/a.txt', 'a');
    expect(await run('purge', '--dir', 'photos', '--yes')).toMatchObject({ code: 2, stderr: expect.stringContaining('(purge-not-ours)') });
    expect(fs.existsSync(path.join(folder, 'photos/a.txt'))).toBe(true);
  });

  it('says when the folder lies where its files travel on', async () => {
    write('.stfolder/x', '');
    const { stderr } = await run('purge', '--dry-run');
    expect(stderr).toContain('Warning: The private folder lies where Syncthing copies files to other machines');
    expect((await run('status')).stderr).toContain('Syncthing');
  });

  it.runIf(spawnSync('git', ['--version']).status === 0)('says what git has of it', async () => {
    for (const args of [
      ['init', '-q'],
      ['add', '-f', 'exports', 'private'],
    ])
      spawnSync('git', ['-C', folder, ...args]);
    const { stderr } = await run('status');
    expect(stderr).toMatch(/git keeps \d+ files of the private folder/);
    expect(stderr).toContain('git keeps 1 export of this campaign');
  });
});

describe('what a killed run leaves', () => {
  it('is wiped by the next command that touches the campaign, whatever it is, and left alone while the run lives', async () => {
    const left = [
      '.private.handin-new-ab/x.csv',
      '.private.handin-old-ab/x.csv',
      'private/.handin-work-999999999-ab/x.csv',
      'private/.work/staging/x.csv',
    ];
    for (const name of left) write(name, LIST);
    const temporary = path.join(os.tmpdir(), 'handin-999999999-purgetest');
    fs.mkdirSync(temporary);
    write('.private.handin-lock', `${process.pid}\n`);
    // A process that lives, though it is this one: nothing is touched.
    expect(files.sweep(path.join(folder, 'private'))).toBe(0);
    fs.rmSync(path.join(folder, '.private.handin-lock'));
    expect(await run('strike', '--list')).toMatchObject({ code: 0 });
    for (const name of left) expect(fs.existsSync(path.join(folder, name)), name).toBe(false);
    expect(fs.existsSync(temporary)).toBe(false);
    expect(holding().filter((name) => !name.startsWith('private/') && !name.startsWith('exports/'))).toEqual([]);
  });

  const kills = runs(0, 20);
  it.runIf(kills > 0)(
    `is wiped after a merge was killed at any moment (${kills} times), and the folder is whole or not there`,
    async () => {
      const lines = Array.from({ length: 2000 }, (_, row) => `Ada Quillfeather${row},ada${row}@example.org,ZZ99 1AA,2025-03-01`);
      write('exports/list.csv', `Name,Email,Postcode,Signed at\n${lines.join('\n')}\n`);
      for (let turn = 0; turn < kills; turn++) {
        const child = spawn(process.execPath, [path.join(ROOT, 'bin/handin.js'), 'merge', '--quiet'], { cwd: folder, stdio: 'ignore' });
        // Listened for from the beginning: on a fast machine the merge may be over before it is killed.
        const closed = new Promise((resolve) => child.once('close', resolve));
        await new Promise((resolve) => setTimeout(resolve, 200 + ((turn * 97) % 1900)));
        child.kill('SIGKILL');
        await closed;
        expect((await run('status', '--json')).code).toBe(0);
        expect(holding().filter((name) => !/^(?:private|exports)\//.test(name))).toEqual([]);
        expect(fs.readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
        expect(fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith(`handin-${child.pid}-`))).toEqual([]);
        expect(JSON.parse(fs.readFileSync(path.join(folder, 'private/merge.json'), 'utf8'))).toMatchObject({ formatVersion: 1 });
      }
    },
    600_000,
  );

  it.runIf(kills > 0)('is not carried over into the next merge', async () => {
    write('private/.handin-work-999999999-ab/x.csv', LIST);
    write('private/judgements.csv', 'pair_id,left_key,right_key,judgement,match_probability,reviewer,judged_at\n');
    await run('merge', '--threads', '1');
    expect(fs.readdirSync(path.join(folder, 'private')).filter((name) => name.startsWith('.handin'))).toEqual([]);
    expect(fs.existsSync(path.join(folder, 'private/judgements.csv'))).toBe(true);
  });
});

const hasStrace = spawnSync('strace', ['-V']).status === 0 && spawnSync('strace', ['-f', '-e', 'trace=openat', 'true']).status === 0;

describe('with a umask that lets everybody in', () => {
  const shell = (command: string): { status: number | null; stderr: string } =>
    spawnSync('sh', ['-c', `umask 000; ${command}`], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, TZ: 'UTC' },
    });

  if (!hasStrace) console.warn('strace is missing or not allowed here: the modes of files are looked at afterwards, not at every instant.');

  it('every private file is 0600 and every folder 0700, from its first instant on', () => {
    const trace = path.join(folder, 'trace.txt');
    const program = `${process.execPath} ${path.join(ROOT, 'bin/handin.js')}`;
    fs.rmSync(path.join(folder, 'private'), { recursive: true });
    const watch = hasStrace ? `strace -f -qq -o ${trace} -e trace=openat,open,creat,mkdir,mkdirat,chmod,fchmod,fchmodat,umask ` : '';
    const done = shell(`${watch}${program} merge --threads 1 --quiet`);
    expect(done.stderr).toBe('');
    // Each start of the program costs half a second.
    const erased =
      runs(0, 1) === 1 ? shell(`printf 'ada@example.org\\n' | ${program} erase --stdin --yes --quiet`) : { status: 0, stderr: '' };
    expect(erased).toMatchObject({ status: 0, stderr: '' });

    const place = path.join(folder, 'private');
    for (const name of ['.', ...fs.readdirSync(place, { recursive: true, encoding: 'utf8' })]) {
      const found = fs.statSync(path.join(place, name));
      expect(found.mode & 0o777, name).toBe(found.isDirectory() ? 0o700 : 0o600);
    }
    if (!hasStrace) return;
    const lines = fs.readFileSync(trace, 'utf8').split('\n');
    const umask = lines.findIndex((line) => line.includes('umask(077)'));
    expect(umask).toBeGreaterThan(-1);
    const made = lines.filter((line) => line.includes(folder) && /O_CREAT|\bmkdir(?:at)?\(|\bcreat\(/.test(line));
    expect(made.length).toBeGreaterThan(10);
    // The program takes every right from group and others before it makes anything, so no mode that is asked for can give them one.
    for (const line of made) expect(lines.indexOf(line), line).toBeGreaterThan(umask);
    expect(lines.slice(umask + 1).filter((line) => /\bumask\(/.test(line) && !/umask\(077\)/.test(line))).toEqual([]);
    expect(lines.filter((line) => line.includes(folder) && /chmod/.test(line) && !/, 0?(?:600|700)[,)]/.test(line))).toEqual([]);
  });
});
