// Shows that handin needs no network: every golden case runs in an empty network namespace, the first of each command through the built
// program (`npm run test:long` starts it for all of them), and one build is watched by strace for system calls to anything but local sockets.
// Both traps are tried on a connection first. Says loudly what this system does not allow.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const skip = (what, why) => console.log(`\n*** SKIPPED: ${what}: ${why} ***\n`);
const has = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** Ends with 0 when a connection within this machine was refused for want of anybody who listens: the network is there. */
const CONNECTS = "require('node:net').connect(9, '127.0.0.1').on('error', (error) => process.exit(error.code === 'ECONNREFUSED' ? 0 : 1))";

function runInEmptyNamespace() {
  if (has('unshare', ['-rn', process.execPath, '-e', CONNECTS])) throw new Error('the empty network namespace is not empty');
  // A namespace of one's own has no device that is up, not even the loopback.
  const args = ['-rn', process.execPath, path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'test/cases.test.ts'];
  const done = spawnSync('unshare', args, { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) throw new Error('a golden case does not hold without a network');
}

/** Runs a program under strace, with its children: its calls on sockets, and those of them that are not local to the machine. */
function callsOf(program, cwd, log) {
  const done = spawnSync('strace', ['-f', '-qq', '-e', 'trace=network', '-o', log, ...program], { cwd, stdio: 'inherit' });
  if (done.status !== 0) throw new Error('a program under strace failed');
  const calls = fs
    .readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => /\b(?:connect|sendto|sendmsg|bind|listen)\(/.test(line));
  return { calls, foreign: calls.filter((line) => !line.includes('AF_UNIX') && /sa_family|AF_INET/.test(line)) };
}

function watchOneBuild() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-offline-'));
  try {
    fs.cpSync(path.join(root, 'fixtures/campaigns/step-up'), path.join(folder, 'campaign'), { recursive: true });
    const campaign = path.join(folder, 'campaign');
    const log = path.join(folder, 'calls');
    if (callsOf([process.execPath, '-e', CONNECTS], campaign, log).foreign.length === 0) throw new Error('strace did not see a connection');
    const { calls, foreign } = callsOf([process.execPath, path.join(root, 'bin/handin.js'), 'build'], campaign, log);
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
