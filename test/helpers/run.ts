/** Runs the built program as a user would, in a clean environment, and keeps its streams apart. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = path.join(ROOT, 'bin', 'handin.js');

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `handin ...args` in `cwd`. */
export function handin(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Run {
  if (!fs.existsSync(path.join(ROOT, 'dist', 'cli.js'))) throw new Error('dist is missing: run `npm run build`');
  const done = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, TZ: 'UTC', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

/** A temporary folder that `use` works in, removed afterwards. */
export async function inTemporaryFolder<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-run-')));
  try {
    return await use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies an example campaign. */
export function copyCampaign(name: string, to: string): string {
  const folder = path.join(to, name);
  fs.cpSync(path.join(ROOT, 'fixtures', 'campaigns', name), folder, { recursive: true });
  return folder;
}
