// All set-up that is missing: a clean install from the lockfile, then the build. Plain Node, so that it runs on a fresh
// clone. It is chained inside `npm test` and `npm run demo` because npm runs no `pre` scripts under `ignore-scripts`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => path.join(root, ...parts);

function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

const lock = createHash('sha256')
  .update(fs.readFileSync(at('package-lock.json')))
  .digest('hex');
const stamp = at('node_modules', '.handin-setup');
if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== lock) {
  // On Windows npm is a script that only a shell starts.
  run('npm', ['ci', '--no-audit', '--no-fund'], { shell: process.platform === 'win32' });
  fs.writeFileSync(stamp, lock);
}

/** The newest change of anything the build reads. */
function newest(folder) {
  return Math.max(
    0,
    ...fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => fs.statSync(path.join(entry.parentPath, entry.name)).mtimeMs),
  );
}
const built = at('dist', 'cli.js');
const sources = Math.max(newest(at('src')), fs.statSync(at('tsconfig.json')).mtimeMs, fs.statSync(at('scripts', 'build.mjs')).mtimeMs);
if (!fs.existsSync(built) || fs.statSync(built).mtimeMs < sources) run(process.execPath, [at('scripts', 'build.mjs')]);
