// Packs the tarball, installs it in an empty folder as a user would, and runs `npx handin demo` from it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-package-'));

function run(command, args, cwd) {
  const done = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (done.status !== 0) {
    process.stdout.write(done.stdout ?? '');
    throw new Error(`${command} ${args.join(' ')} ended with ${done.status}`);
  }
  return done.stdout;
}

try {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], root));
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', path.join(folder, packed.filename)], folder);
  run('npx', ['--no-install', 'handin', 'demo', 'out'], folder);
  const packs = fs.readdirSync(path.join(folder, 'out'), { recursive: true }).filter((name) => String(name).endsWith('.pdf'));
  if (packs.length !== 6) throw new Error(`the installed package built ${packs.length} of 6 PDFs`);
  process.stdout.write(
    `The packed tarball (${packed.files.length} files, ${Math.round(packed.size / 1e6)} MB) installs and builds ${packs.length} PDFs.\n`,
  );
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
