import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { files } from '../../../src/lib/io/files.js';
import { pathsOfGitIndex, type SyncService, syncServices } from '../../../src/lib/retention/surroundings.js';

const { services } = files.bundledJson('retention/data')['sync-folders'] as { services: SyncService[] };
const found = (place: string, entries: Record<string, string[]> = {}): string[] =>
  syncServices(
    services,
    place
      .split('/')
      .slice(1)
      .map((name) => ({ name, entries: entries[name] ?? [] })),
  );

describe('folders that a program copies elsewhere', () => {
  it.each([
    ['/home/ann/Dropbox/campaign/private', ['Dropbox']],
    ['/Users/ann/Dropbox (Example Network)/private', ['Dropbox']],
    ['/Users/ann/OneDrive - Example Network/private', ['OneDrive']],
    ['/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/private', ['iCloud Drive']],
    ['/Users/ann/Library/CloudStorage/GoogleDrive-ann@example.org/My Drive/private', ['Google Drive', 'a cloud service of this Mac']],
    ['/home/ann/Nextcloud/private', ['Nextcloud or ownCloud']],
    ['/home/ann/campaign/private', []],
    ['/home/ann/not-dropbox/my driver/private', []],
  ])('are told by their names: %s', (place, expected) => expect(found(place)).toEqual(expected));

  it.each([
    ['.stfolder', ['Syncthing']],
    ['.sync_0123456789ab.db', ['Nextcloud or ownCloud']],
    ['.dropbox.cache', ['Dropbox']],
    ['.tmp.driveupload', ['Google Drive']],
    // The settings of the program in a home folder say nothing of the folders in it.
    ['.dropbox', []],
    ['.stfolder.txt', []],
  ])('are told by what lies in them: %s', (entry, expected) =>
    expect(found('/home/ann/shared/private', { shared: [entry] })).toEqual(expected),
  );

  it('are bundled with a source each', () => {
    for (const service of services)
      expect(service).toMatchObject({ name: expect.any(String), source: expect.stringMatching(/^https:\/\//) });
  });
});

const hasGit = spawnSync('git', ['--version']).status === 0;

describe("git's index", () => {
  if (!hasGit) console.warn('git is missing here: its index is not read in this run.');
  it.runIf(hasGit).each([
    [2, 'sha1'],
    [4, 'sha1'],
    [2, 'sha256'],
  ] as const)('of version %d with %s names every file', (version, hash) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-git-'));
    const git = (...args: string[]): void => void execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
    git('init', '-q', `--object-format=${hash}`);
    const names = ['a.csv', 'exports/list.csv', 'private/keys/suppression.key', 'private/signatures.csv', `${'x'.repeat(40)}/é.csv`];
    for (const name of names) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), '');
    }
    git('add', '-f', '.');
    git('update-index', '--index-version', String(version));
    expect(pathsOfGitIndex(fs.readFileSync(path.join(folder, '.git/index')), hash)?.sort()).toEqual(names.sort());
    fs.rmSync(folder, { recursive: true });
  });

  it('is null for anything else', () => {
    for (const bytes of ['', 'DIRC', 'hello, this is no index', `DIRC\0\0\0\x02\0\0\0\x05`])
      expect(pathsOfGitIndex(Buffer.from(bytes))).toBeNull();
  });
});
