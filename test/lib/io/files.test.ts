import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { FolderOptions } from '../../../src/lib/context.js';
import { discardUnfinished, files } from '../../../src/lib/io/files.js';
import { inTemporaryFolder, ROOT } from '../../helpers/run.js';
import { runs } from '../../helpers/runs.js';

const MARKER = 'merge.json';
const OURS = JSON.stringify({ tool: { name: 'handin' } });
const OPTIONS: FolderOptions = { marker: MARKER, force: false, carryOver: false, isPrivate: true };

/** Writes files below a folder; a path that ends in a slash is an empty folder. */
function lay(root: string, contents: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(contents)) {
    fs.mkdirSync(path.join(root, name.endsWith('/') ? name : path.dirname(name)), { recursive: true });
    if (!name.endsWith('/')) fs.writeFileSync(path.join(root, name), text);
  }
}

/** Every file below a folder with its text. */
function found(root: string): Record<string, string> {
  const entries = fs.readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const places = entries.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(places.map((place) => [path.relative(root, place), fs.readFileSync(place, 'utf8')]));
}

const OLD = { 'out/merge.json': OURS, 'out/list.csv': 'old' };
const NEW = { 'out/merge.json': OURS, 'out/list.csv': 'new' };

/** Builds the folder `out` and puts it in its place. */
async function publish(root: string, contents: Readonly<Record<string, string>>, options: Partial<FolderOptions> = {}): Promise<void> {
  const folder = await files.beginFolder(path.join(root, 'out'), { ...OPTIONS, ...options });
  lay(folder.path, contents);
  await folder.publish();
}

let root: string;
beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-files-')));
});
afterEach(() => {
  vi.restoreAllMocks();
  discardUnfinished();
  fs.rmSync(root, { recursive: true, force: true });
});

describe('a file that is written piece by piece', () => {
  const pieces = function* (): Generator<Uint8Array, void> {
    for (const text of ['one ', 'two ', 'three']) yield Buffer.from(text);
  };

  it('is whole or as it was before, when all of it is at hand', async () => {
    const place = path.join(root, 'release.json');
    await files.writeFile(place, { [Symbol.iterator]: pieces });
    expect(fs.readFileSync(place, 'utf8')).toBe('one two three');
    const broken = function* (): Generator<Uint8Array, void> {
      yield Buffer.from('half');
      throw new Error('broken off');
    };
    await expect(files.writeFile(place, { [Symbol.iterator]: broken })).rejects.toMatchObject({ code: 'output-write' });
    expect(found(root)).toEqual({ 'release.json': 'one two three' });
  });

  it('is there, for its owner alone, while it grows, and gone when it is discarded', async () => {
    const place = path.join(root, 'letter.pdf');
    const sink = await files.createFile(place);
    for (const piece of pieces()) await sink.write(piece);
    expect(fs.statSync(place).mode & 0o777).toBe(0o600);
    await expect(files.createFile(place), 'nobody else writes it').rejects.toMatchObject({ code: 'output-write' });
    await sink.end();
    expect(found(root)).toEqual({ 'letter.pdf': 'one two three' });
    const other = await files.createFile(path.join(root, 'other.pdf'));
    await other.write(Buffer.from('half'));
    await other.discard();
    expect(Object.keys(found(root))).toEqual(['letter.pdf']);
  });
});

describe('swapping a folder in', () => {
  it('makes a folder that was not there, in folders that were not there', async () => {
    const folder = await files.beginFolder(path.join(root, 'deep/er/out'), OPTIONS);
    lay(folder.path, { 'merge.json': OURS, 'sub/list.csv': 'new' });
    expect(fs.existsSync(path.join(root, 'deep/er/out'))).toBe(false);
    await folder.publish();
    expect(found(root)).toEqual({ 'deep/er/out/merge.json': OURS, 'deep/er/out/sub/list.csv': 'new' });
  });

  it('replaces its own folder, whole', async () => {
    lay(root, { ...OLD, 'out/gone.csv': 'old' });
    await publish(root, { 'merge.json': OURS, 'list.csv': 'new' });
    expect(found(root)).toEqual(NEW);
  });

  it('keeps the old folder while the new one is built, and when it is given up', async () => {
    lay(root, OLD);
    const folder = await files.beginFolder(path.join(root, 'out'), OPTIONS);
    lay(folder.path, { 'list.csv': 'half' });
    expect(found(path.join(root, 'out'))).toEqual({ 'merge.json': OURS, 'list.csv': 'old' });
    await folder.discard();
    expect(found(root)).toEqual(OLD);
  });

  it('keeps the old folder when the program ends while building', async () => {
    lay(root, OLD);
    lay((await files.beginFolder(path.join(root, 'out'), OPTIONS)).path, { 'list.csv': 'half' });
    discardUnfinished();
    expect(found(root)).toEqual(OLD);
  });

  it('keeps the old folder when the new one cannot be finished, and says so', async () => {
    lay(root, OLD);
    const folder = await files.beginFolder(path.join(root, 'out'), OPTIONS);
    fs.rmSync(folder.path, { recursive: true });
    await expect(folder.publish()).rejects.toMatchObject({
      code: 'output-write',
      exitCode: 2,
      message: expect.stringMatching(/^out could not be written/),
    });
    expect(found(root)).toEqual(OLD);
    await publish(root, { 'merge.json': OURS, 'list.csv': 'new' });
    expect(found(root)).toEqual(NEW);
  });

  it('keeps the old folder when the disk is full, and says so', async () => {
    lay(root, OLD);
    const folder = await files.beginFolder(path.join(root, 'out'), OPTIONS);
    vi.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw Object.assign(new Error('ENOSPC: ada@example.org'), { code: 'ENOSPC' });
    });
    await expect(folder.publish()).rejects.toMatchObject({
      code: 'output-disk-full',
      exitCode: 2,
      message: expect.not.stringContaining('example.org'),
    });
    expect(found(root)).toEqual(OLD);
  });

  it('finishes at the next start when it fails between the two renames', async () => {
    lay(root, OLD);
    const folder = await files.beginFolder(path.join(root, 'out'), OPTIONS);
    lay(folder.path, { 'merge.json': OURS, 'list.csv': 'new' });
    const rename = fs.renameSync;
    vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      if (to === path.join(root, 'out')) throw Object.assign(new Error('EIO'), { code: 'EIO' });
      rename(from, to);
    });
    await expect(folder.publish()).rejects.toMatchObject({ code: 'output-write' });
    vi.restoreAllMocks();
    expect(fs.existsSync(path.join(root, 'out'))).toBe(false);
    await (await files.beginFolder(path.join(root, 'out'), OPTIONS)).discard();
    expect(found(root)).toEqual(NEW);
  });

  it('carries over what the new folder does not have, and only then', async () => {
    const own = { ...OLD, 'out/judgements.csv': 'mine', 'out/keys/key': 'mine' };
    lay(root, own);
    await publish(root, { 'merge.json': OURS, 'list.csv': 'new' }, { carryOver: true });
    expect(found(root)).toEqual({ ...NEW, 'out/judgements.csv': 'mine', 'out/keys/key': 'mine' });
    await publish(root, { 'merge.json': OURS, 'list.csv': 'new' });
    expect(found(root)).toEqual(NEW);
  });

  it('does not touch what a carried link leads to', async () => {
    lay(root, { ...OLD, 'export.csv': 'input' });
    fs.chmodSync(path.join(root, 'export.csv'), 0o640);
    fs.symlinkSync(path.join(root, 'export.csv'), path.join(root, 'out/link.csv'));
    fs.symlinkSync(path.join(root, 'nowhere'), path.join(root, 'out/broken-link'));
    await publish(root, { 'merge.json': OURS, 'list.csv': 'new' }, { carryOver: true });
    expect(fs.statSync(path.join(root, 'export.csv')).mode & 0o777).toBe(0o640);
    expect(fs.readlinkSync(path.join(root, 'out/link.csv'))).toBe(path.join(root, 'export.csv'));
    expect(found(path.join(root, 'out'))).toEqual({ 'merge.json': OURS, 'list.csv': 'new' });
  });

  it.each([
    { isPrivate: true, umask: 0o000, folderMode: 0o700, fileMode: 0o600 },
    { isPrivate: true, umask: 0o777, folderMode: 0o700, fileMode: 0o600 },
    { isPrivate: false, umask: 0o000, folderMode: 0o755, fileMode: 0o644 },
    { isPrivate: false, umask: 0o077, folderMode: 0o755, fileMode: 0o644 },
  ])('sets the modes whatever the umask: $isPrivate under $umask', async ({ isPrivate, umask, folderMode, fileMode }) => {
    const before = process.umask(umask);
    try {
      const folder = await files.beginFolder(path.join(root, 'out'), { ...OPTIONS, isPrivate });
      expect(fs.statSync(folder.path).mode & 0o077, 'nobody else looks in while it is built').toBe(0);
      fs.mkdirSync(path.join(folder.path, 'sub'));
      for (const name of ['merge.json', 'sub/list.csv']) fs.writeFileSync(path.join(folder.path, name), OURS);
      await folder.publish();
    } finally {
      process.umask(before);
    }
    const modeOf = (name: string): number => fs.statSync(path.join(root, 'out', name)).mode & 0o777;
    expect(['.', 'sub'].map(modeOf)).toEqual([folderMode, folderMode]);
    expect(['merge.json', 'sub/list.csv'].map(modeOf)).toEqual([fileMode, fileMode]);
  });
});

describe('a folder that is not ours', () => {
  const FOREIGN: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['a file of somebody’s', { 'out/notes.txt': 'mine' }],
    ['an empty folder in it', { 'out/sub/': '' }],
    ['a marker that is no JSON', { 'out/merge.json': 'mine' }],
    ['a marker of another tool', { 'out/merge.json': '{"tool":{"name":"other"}}' }],
    ['a marker without a tool', { 'out/merge.json': '{"tool":null}' }],
    ['a marker of another folder of ours', { 'out/manifest.json': OURS }],
  ];

  it.each(FOREIGN)('is refused and left alone: %s', async (_words, contents) => {
    lay(root, contents);
    const before = found(root);
    await expect(files.beginFolder(path.join(root, 'out'), OPTIONS)).rejects.toMatchObject({ code: 'output-not-ours', exitCode: 2 });
    expect(found(root)).toEqual(before);
    expect(fs.readdirSync(root)).toEqual(['out']);
  });

  it.each(FOREIGN)('is replaced when told to: %s', async (_words, contents) => {
    lay(root, contents);
    await publish(root, { 'merge.json': OURS, 'list.csv': 'new' }, { force: true });
    expect(found(root)).toEqual(NEW);
  });

  it('is taken without asking when it is empty', async () => {
    lay(root, { 'out/': '' });
    await publish(root, { 'merge.json': OURS, 'list.csv': 'new' });
    expect(found(root)).toEqual(NEW);
  });

  it.each([
    ['a link to a folder', (place: string) => fs.symlinkSync('elsewhere', place)],
    ['a link to nothing', (place: string) => fs.symlinkSync('nowhere', place)],
    ['a file', (place: string) => fs.writeFileSync(place, 'mine')],
  ])('is refused even with force when it is %s', async (_words, make) => {
    lay(root, { 'elsewhere/merge.json': OURS });
    make(path.join(root, 'out'));
    const before = found(root);
    await expect(files.beginFolder(path.join(root, 'out'), { ...OPTIONS, force: true })).rejects.toMatchObject({
      code: 'output-not-a-folder',
      exitCode: 2,
    });
    expect(found(root)).toEqual(before);
    expect(fs.readdirSync(root).sort()).toEqual(['elsewhere', 'out']);
  });
});

/** A process id that nobody has: its process has just ended. */
function deadProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('what kill -9 leaves', () => {
  const FRESH = '.out.handin-new-0123456789ab';
  const MOVED = '.out.handin-old-0123456789ab';
  const JOURNAL = { '.out.handin-swap': `${JSON.stringify({ fresh: FRESH, old: MOVED })}\n` };
  const inFolder = (folder: string, list: string): Record<string, string> => ({
    [`${folder}/merge.json`]: OURS,
    [`${folder}/list.csv`]: list,
  });
  const NONE = {};

  /** Every point between two steps of `publish`, in their order. */
  const POINTS: readonly (readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, string>>])[] = [
    ['before anything is built', { ...OLD, [`${FRESH}/`]: '' }, OLD],
    ['while it is built', { ...OLD, [`${FRESH}/list.csv`]: 'half' }, OLD],
    ['while it is built for the first time', { [`${FRESH}/list.csv`]: 'half' }, NONE],
    ['while the journal is written', { ...OLD, ...inFolder(FRESH, 'new'), '..out.handin-swap.handin-new-0123456789ab': '{"fre' }, OLD],
    ['after the journal', { ...OLD, ...inFolder(FRESH, 'new'), ...JOURNAL }, OLD],
    ['after the journal of the first folder', { ...inFolder(FRESH, 'new'), ...JOURNAL }, NEW],
    ['between the two renames', { ...inFolder(MOVED, 'old'), ...inFolder(FRESH, 'new'), ...JOURNAL }, NEW],
    ['after both renames', { ...inFolder(MOVED, 'old'), ...NEW, ...JOURNAL }, NEW],
    ['after the journal is gone', { ...inFolder(MOVED, 'old'), ...NEW }, NEW],
    ['while the old folder is removed', { [`${MOVED}/list.csv`]: 'old', ...NEW }, NEW],
    ['between the renames, and the new folder is lost', { ...inFolder(MOVED, 'old'), ...JOURNAL }, OLD],
  ];

  it.each(POINTS)('is finished or undone by the next start: %s', async (_words, left, expected) => {
    lay(root, { ...left, '.out.handin-lock': `${deadProcess()}\n`, '.outer.handin-new-0123456789ab/list.csv': 'another folder’s' });
    await (await files.beginFolder(path.join(root, 'out'), OPTIONS)).discard();
    expect(found(root)).toEqual({ ...expected, '.outer.handin-new-0123456789ab/list.csv': 'another folder’s' });
  });

  it.each(POINTS)('does not stand in the way of the next run: %s', async (_words, left) => {
    lay(root, { ...left, '.out.handin-lock': `${deadProcess()}\n` });
    await publish(root, { 'merge.json': OURS, 'list.csv': 'newest' });
    expect(found(root)).toEqual({ 'out/merge.json': OURS, 'out/list.csv': 'newest' });
  });

  it.each([
    ['names a folder elsewhere', JSON.stringify({ fresh: '../victim', old: '../victim' })],
    ['names no folder', '{}'],
    ['is no JSON', 'fresh'],
  ])('acts on no journal that %s', async (_words, journal) => {
    lay(root, { 'victim/list.csv': 'mine', 'here/.out.handin-swap': journal });
    await (await files.beginFolder(path.join(root, 'here/out'), OPTIONS)).discard();
    expect(found(root)).toEqual({ 'victim/list.csv': 'mine' });
  });

  it('is never a mixture, at any point of a run that is killed, and the next start heals it', async () => {
    expect(fs.existsSync(path.join(ROOT, 'dist/lib/io/files.js')), 'dist is missing: run `node scripts/build.mjs`').toBe(true);
    const place = path.join(root, 'out');
    /** The one generation that every file is of, or null when there is no folder. */
    const generation = (): string | null => {
      if (!fs.existsSync(place)) return null;
      const contents = found(place);
      const { generation: marked } = JSON.parse(contents[MARKER] ?? '{}') as { generation?: string };
      expect(Object.keys(contents)).toHaveLength(9);
      for (const [name, text] of Object.entries(contents)) if (name !== MARKER) expect(text).toBe(`${marked}\n`.repeat(200));
      return marked ?? 'unmarked';
    };
    for (let round = 0; round < runs(6, 20); round++) {
      const child = spawn(process.execPath, [path.join(ROOT, 'test/helpers/swap-forever.mjs'), place], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(child, 'exit');
      await Promise.race([once(child.stdout, 'data'), ended.then(() => Promise.reject(new Error('the child ended by itself')))]);
      await new Promise((resolve) => setTimeout(resolve, (round * runs(13, 7)) % 41));
      child.kill('SIGKILL');
      expect((await ended)[1]).toBe('SIGKILL');

      const killed = generation();
      await (await files.beginFolder(place, OPTIONS)).discard();
      const healed = generation();
      expect(healed).not.toBeNull();
      if (killed !== null) expect(healed).toBe(killed);
      expect(fs.readdirSync(root), 'nothing is left beside it').toEqual(['out']);
    }
  });
});

describe('the lock', () => {
  it('of a run that lives is respected, and the folder stays as it is', async () => {
    lay(root, { ...OLD, '.out.handin-lock': `${process.pid}\n` });
    const before = found(root);
    await expect(files.beginFolder(path.join(root, 'out'), { ...OPTIONS, force: true })).rejects.toMatchObject({
      code: 'output-busy',
      exitCode: 2,
      message: expect.stringContaining(String(process.pid)),
    });
    expect(found(root)).toEqual(before);
  });

  it('keeps a second run out until the first ends', async () => {
    const first = await files.beginFolder(path.join(root, 'out'), OPTIONS);
    await expect(files.beginFolder(path.join(root, 'out'), OPTIONS)).rejects.toMatchObject({ code: 'output-busy' });
    await first.discard();
    await (await files.beginFolder(path.join(root, 'out'), OPTIONS)).discard();
    expect(fs.readdirSync(root)).toEqual([]);
  });

  it.each([
    ['of a run that ended', () => `${deadProcess()}\n`],
    ['that is empty', () => ''],
    ['that names no process', () => 'nobody\n'],
    ['that names everybody', () => '-1\n'],
  ])('%s is replaced', async (_words, holder) => {
    lay(root, { ...OLD, '.out.handin-lock': holder() });
    await publish(root, { 'merge.json': OURS, 'list.csv': 'new' });
    expect(found(root)).toEqual(NEW);
  });
});

describe('writing a file', () => {
  it.each([0o000, 0o022, 0o777])('replaces it whole, for the owner alone, whatever the umask: %o', async (umask) => {
    lay(root, { 'release.json': 'old' });
    const before = process.umask(umask);
    try {
      await files.writeFile(path.join(root, 'release.json'), 'né');
      await files.writeFile(path.join(root, 'bytes'), new Uint8Array([0, 255]));
    } finally {
      process.umask(before);
    }
    expect(fs.readFileSync(path.join(root, 'release.json'), 'utf8')).toBe('né');
    expect([...fs.readFileSync(path.join(root, 'bytes'))]).toEqual([0, 255]);
    expect(fs.readdirSync(root).map((name) => fs.statSync(path.join(root, name)).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  it.each([
    ['its folder is a file', 'list.csv/release.json'],
    ['its folder is missing', 'nowhere/release.json'],
    ['it is a folder', 'folder'],
  ])('leaves everything as it was when %s', async (_words, place) => {
    lay(root, { 'list.csv': 'old', 'folder/kept': 'old' });
    await expect(files.writeFile(path.join(root, place), 'new')).rejects.toMatchObject({ code: 'output-write', exitCode: 2 });
    expect(found(root)).toEqual({ 'list.csv': 'old', 'folder/kept': 'old' });
  });

  it.each([
    ['ENOSPC', 'writeSync', 'output-disk-full'],
    ['EIO', 'fsyncSync', 'output-write'],
    ['EIO', 'renameSync', 'output-write'],
  ] as const)('leaves the old file and nothing beside it after %s of %s', async (code, name, expected) => {
    lay(root, { 'release.json': 'old' });
    vi.spyOn(fs, name).mockImplementation(() => {
      throw Object.assign(new Error('ada@example.org'), { code });
    });
    await expect(files.writeFile(path.join(root, 'release.json'), 'new')).rejects.toMatchObject({
      code: expected,
      message: expect.not.stringContaining('example.org'),
    });
    vi.restoreAllMocks();
    expect(found(root)).toEqual({ 'release.json': 'old' });
  });
});

describe('globs', () => {
  const LAID = [
    'a.csv',
    'b.csv',
    'ab.csv',
    'B.tsv',
    '[ab].csv',
    '.hidden.csv',
    'exports/x.csv',
    'exports/deep/y.csv',
    'exports/x.csv.bak',
    'exports/né.csv',
  ];
  it.each<readonly [string, readonly string[]]>([
    ['*.csv', ['[ab].csv', 'a.csv', 'ab.csv', 'b.csv']],
    ['?.csv', ['a.csv', 'b.csv']],
    ['[ab].csv', ['[ab].csv']],
    ['[ab]*.csv', ['[ab].csv']],
    ['{a,b}*.csv', []],
    ['a*', ['a.csv', 'ab.csv']],
    ['a.csv', ['a.csv']],
    ['b?csv', ['b.csv']],
    ['*.CSV', []],
    ['exports/*.csv', ['exports/né.csv', 'exports/x.csv']],
    ['exports/**', ['exports/deep/y.csv', 'exports/né.csv', 'exports/x.csv', 'exports/x.csv.bak']],
    ['exports/**/*.csv', ['exports/deep/y.csv', 'exports/né.csv', 'exports/x.csv']],
    ['**/y.csv', ['exports/deep/y.csv']],
    ['**/*.csv', ['[ab].csv', 'a.csv', 'ab.csv', 'b.csv', 'exports/deep/y.csv', 'exports/né.csv', 'exports/x.csv']],
    ['*/*.csv', ['exports/né.csv', 'exports/x.csv']],
    ['exports\\*.csv', ['exports/né.csv', 'exports/x.csv']],
    ['exports/n?.csv', ['exports/né.csv']],
    ['exp*/x.csv', ['exports/x.csv']],
    ['nowhere/*.csv', []],
    ['nowhere.csv', []],
    ['(a|b).csv', []],
    ['.*', []],
  ])('%s', (pattern, expected) => {
    lay(root, Object.fromEntries(LAID.map((name) => [name, ''])));
    expect(files.glob(root, pattern).map((place) => path.relative(root, place))).toEqual(expected);
  });
});

describe('reading', () => {
  it.each([
    ['a file that is not there', 'nowhere.csv', 'nowhere.csv does not exist.'],
    ['a folder', 'folder', 'folder is a folder.'],
  ])('says what is wrong with %s and names no path', (_words, name, message) => {
    lay(root, { 'folder/': '' });
    for (const read of [files.readText, files.readBytes, files.sha256]) {
      expect(() => read(path.join(root, name))).toThrow(expect.objectContaining({ code: 'file-unreadable', message }));
    }
  });

  it('drops a byte-order mark, and only one', () => {
    lay(root, { marked: '\uFEFF\uFEFFa' });
    expect(files.readText(path.join(root, 'marked'))).toBe('\uFEFFa');
  });

  it('hashes what is larger than its buffer', () => {
    lay(root, { abc: 'abc', large: 'x'.repeat(3_000_001) });
    expect(files.sha256(path.join(root, 'abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(files.sha256(path.join(root, 'large'))).not.toBe(files.sha256(path.join(root, 'abc')));
  });

  it('makes a scratch folder empty and private', () => {
    lay(root, { 'work/staging/left': 'over' });
    const before = process.umask(0);
    try {
      const place = files.scratch(root, 'work/staging');
      expect(fs.readdirSync(place)).toEqual([]);
      expect(fs.statSync(place).mode & 0o777).toBe(0o700);
    } finally {
      process.umask(before);
    }
  });
});

describe('a folder for the time of one command', () => {
  it('is private, and goes when it ends or when the program ends early', async () => {
    await inTemporaryFolder((root) => {
      vi.stubEnv('TMPDIR', root);
      try {
        const first = files.temporaryFolder();
        expect(path.dirname(first.path)).toBe(root);
        expect(fs.statSync(first.path).mode & 0o777).toBe(0o700);
        first.end();
        expect(fs.readdirSync(root)).toEqual([]);
        files.temporaryFolder();
        discardUnfinished();
        expect(fs.readdirSync(root)).toEqual([]);
      } finally {
        vi.unstubAllEnvs();
      }
    });
  });

  it('removes what a killed run left, and nothing else', async () => {
    await inTemporaryFolder((root) => {
      vi.stubEnv('TMPDIR', root);
      try {
        for (const name of [`handin-${deadProcess()}-AbC123`, `handin-${process.pid}-AbC123`, 'handin-notes', 'other-1-x']) {
          fs.mkdirSync(path.join(root, name));
        }
        files.temporaryFolder().end();
        expect(fs.readdirSync(root).sort()).toEqual([`handin-${process.pid}-AbC123`, 'handin-notes', 'other-1-x']);
      } finally {
        vi.unstubAllEnvs();
      }
    });
  });
});

describe('adding to a file', () => {
  it('makes it for its owner alone, and keeps what was there', async () => {
    const place = path.join(root, 'log.csv');
    await files.appendFile(place, 'a\n');
    await files.appendFile(place, 'b\n');
    expect(fs.readFileSync(place, 'utf8')).toBe('a\nb\n');
    if (process.platform !== 'win32') expect(fs.statSync(place).mode & 0o777).toBe(0o600);
  });

  it('leaves it as it was when it cannot be finished', async () => {
    const place = path.join(root, 'log.csv');
    await files.appendFile(place, 'a\n');
    const write = fs.writeSync.bind(fs);
    vi.spyOn(fs, 'writeSync').mockImplementation(((handle: number, bytes: Buffer, at: number) => {
      if (at === 0) return write(handle, bytes.subarray(0, 1));
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    }) as typeof fs.writeSync);
    await expect(files.appendFile(place, 'bcd\n')).rejects.toMatchObject({ code: 'output-disk-full' });
    vi.restoreAllMocks();
    expect(fs.readFileSync(place, 'utf8')).toBe('a\n');
  });
});

describe('holding a folder', () => {
  it('keeps others from writing it, until it is let go', async () => {
    lay(root, OLD);
    const hold = files.holdFolder(path.join(root, 'out'));
    await expect(files.beginFolder(path.join(root, 'out'), OPTIONS)).rejects.toMatchObject({ code: 'output-busy' });
    expect(() => files.holdFolder(path.join(root, 'out'))).toThrow('is writing out');
    hold.release();
    lay(root, NEW);
    expect(found(root)).toEqual(NEW);
  });

  it('is let go when the program ends early', () => {
    lay(root, OLD);
    files.holdFolder(path.join(root, 'out'));
    discardUnfinished();
    expect(found(root)).toEqual(OLD);
  });
});
