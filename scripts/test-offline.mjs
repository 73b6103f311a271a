// Shows that handin needs no network: the golden cases run in an empty network namespace, every one through the built program, and one build
// is watched by strace for system calls to anything but local sockets. Says loudly what this system does not allow.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const skip = (what, why) => console.log(`\n*** SKIPPED: ${what}: ${why} ***\n`);
const has = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

function runInEmptyNamespace() {
  // A namespace of one's own has no device that is up, not even the loopback.
  const args = ['-rn', process.execPath, path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--mode', 'long', 'test/cases.test.ts'];
  const done = spawnSync('unshare', args, { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) throw new Error('a golden case does not hold without a network');
}

function watchOneBuild() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-offline-'));
  try {
    fs.cpSync(path.join(root, 'fixtures/campaigns/step-up'), path.join(folder, 'campaign'), { recursive: true });
    const log = path.join(folder, 'calls');
    const program = [process.execPath, path.join(root, 'bin/handin.js'), 'build'];
    const done = spawnSync('strace', ['-f', '-qq', '-e', 'trace=network', '-o', log, ...program], {
      cwd: path.join(folder, 'campaign'),
      stdio: 'inherit',
    });
    if (done.status !== 0) throw new Error('the build under strace failed');
    const calls = fs
      .readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => /\b(?:connect|sendto|sendmsg|bind|listen)\(/.test(line));
    const foreign = calls.filter((line) => !line.includes('AF_UNIX') && /sa_family|AF_INET/.test(line));
    if (foreign.length > 0) throw new Error(`calls that leave the machine:\n${foreign.join('\n')}`);
    console.log(`strace: ${calls.length} calls on sockets, all of them local`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

if (has('unshare', ['-rn', 'true'])) runInEmptyNamespace();
else skip('golden cases without a network', 'this system gives no network namespace (unshare -rn)');
if (has('strace', ['-V']) && has('strace', ['-qq', '-o', '/dev/null', 'true'])) watchOneBuild();
else skip('a build under strace', 'strace is not here, or may not trace');
