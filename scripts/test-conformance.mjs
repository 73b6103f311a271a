// Has what handin writes judged by programs of others: veraPDF against PDF/UA-1 and PDF/A-3a, and qpdf for the syntax. Example packs, a sealed
// one, large print, 5,000 names with places, papers, a worksheet. veraPDF comes from Maven once (pinned by its SHA-256) and is kept in
// node_modules/.cache. What cannot be had is said loudly and skipped: nothing here waits long for a network, and nothing fails for lack of one.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { placeOf, releaseOfNames } from '../bench/generate.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = path.join(root, 'node_modules', '.cache', 'handin-conformance');
const VERAPDF = {
  artifact: 'org.verapdf.apps:greenfield-apps:1.28.2',
  file: 'greenfield-apps-1.28.2.jar',
  sha256: '687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6',
  // The main class of the archive is its window.
  main: 'org.verapdf.apps.GreenfieldCliWrapper',
};
const FLAVOURS = ['ua1', '3a'];
const FETCH_MS = 120_000;
const JUDGE_MS = 600_000;

const skip = (what, why) => console.log(`\n*** SKIPPED: ${what}: ${why} ***\n`);
const run = (command, args, options = {}) =>
  spawnSync(command, args, { encoding: 'utf8', killSignal: 'SIGKILL', timeout: JUDGE_MS, maxBuffer: 1 << 28, ...options });
const has = (command, args) => run(command, args, { timeout: 20_000 }).status === 0;

function must(what, done) {
  if (done.status === 0) return done;
  throw new Error(`${what} failed (${done.error?.message ?? `exit ${done.status}`})\n${done.stderr ?? ''}`);
}

const handin = (args, cwd) => must(`handin ${args[0]}`, run(process.execPath, [path.join(root, 'bin', 'handin.js'), ...args], { cwd }));

/** Writes everything that is to be judged into a folder. */
function writeSamples(folder) {
  handin(['demo', path.join(folder, 'demo'), '--quiet'], folder);
  const campaigns = path.join(root, 'fixtures', 'campaigns');
  const petition = path.join(folder, 'demo', 'protection-not-punishment');
  handin(['papers', '--quiet'], petition);
  handin(['sample', 'draw', '--size', '12', '--seed', 'conformance', '-o', 'sample.csv', '--print', 'sample.pdf', '--quiet'], petition);

  const copyWith = (name, copy, settings) => {
    const to = path.join(folder, copy);
    fs.cpSync(path.join(campaigns, name), to, { recursive: true });
    const file = path.join(to, 'campaign.yaml');
    const before = fs.readFileSync(file, 'utf8');
    const after = before.replace(/^pack:\n(?: {2}date: .*\n)?/m, `pack:\n${settings}`);
    if (after === before) throw new Error(`the campaign file of ${name} has no pack`);
    fs.writeFileSync(file, after);
    return to;
  };
  const date = '  date: 2025-05-06\n';
  handin(
    ['build', '--quiet'],
    copyWith('protection-not-punishment', 'large-print', `${date}  theme: large-print\n  paper: letter\n  duplex: true\n`),
  );
  if (has('openssl', ['version'])) {
    // The certificate is of today, so the pack has to be as well.
    const today = new Date().toISOString().slice(0, 10);
    const sealed = copyWith('protection-not-punishment', 'sealed', `  date: ${today}\n`);
    const key = ['-nodes', '-keyout', 'seal.key', '-out', 'seal.pem', '-days', '30', '-subj', '/O=Example Network/CN=Example Network'];
    must('openssl', run('openssl', ['req', '-x509', '-newkey', 'rsa:3072', '-sha256', ...key], { cwd: sealed }));
    fs.chmodSync(path.join(sealed, 'seal.key'), 0o600);
    handin(['merge', '--quiet'], sealed);
    handin(['pack', '--seal', 'seal.pem', '--seal-key', 'seal.key', '--quiet'], sealed);
  } else skip('a sealed pack', 'openssl is not here');

  const release = Buffer.from(JSON.stringify(releaseOfNames(5_000, placeOf)));
  const names = must(
    'the renderer',
    run(process.execPath, [path.join(root, 'dist', 'lib', 'renderer', 'main.js'), '0'], { input: release, encoding: 'buffer' }),
  );
  fs.writeFileSync(path.join(folder, 'names.pdf'), names.stdout);
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.pdf'))
    .sort();
}

/** The archive, from the cache or from Maven; null, said loudly, where it cannot be had. */
function veraPdf() {
  if (!has('java', ['-version'])) return skip('veraPDF', 'java is not here');
  const place = path.join(cache, VERAPDF.file);
  const isRight = () => fs.existsSync(place) && createHash('sha256').update(fs.readFileSync(place)).digest('hex') === VERAPDF.sha256;
  if (isRight()) return place;
  if (!has('mvn', ['-version'])) return skip('veraPDF', 'mvn is not here, and the archive is not in the cache');
  fs.mkdirSync(cache, { recursive: true });
  const timeouts = ['-Daether.connector.connectTimeout=10000', '-Daether.connector.requestTimeout=60000'];
  const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy';
  const done = run('mvn', ['-q', '-B', ...timeouts, plugin, `-Dartifact=${VERAPDF.artifact}`, `-DoutputDirectory=${cache}`], {
    timeout: FETCH_MS,
    cwd: cache,
  });
  if (isRight()) return place;
  if (done.status !== 0) return skip('veraPDF', `Maven did not bring ${VERAPDF.artifact}`);
  throw new Error(`${VERAPDF.file} is not the archive that it should be: its SHA-256 is another`);
}

/** Judges all files against one flavour; the number of files that do not conform. */
function judge(jar, flavour, folder, files) {
  const args = ['-Xmx1g', '-cp', jar, VERAPDF.main, '-f', flavour, '--format', 'text', '-v', ...files];
  const done = run('java', args, { cwd: folder });
  if (done.error !== undefined) throw new Error(`veraPDF did not end: ${done.error.message}`);
  const lines = done.stdout.split('\n');
  const passed = lines.filter((line) => line.startsWith('PASS '));
  const failed = lines.filter((line) => line.startsWith('FAIL '));
  console.log(`veraPDF, ${flavour}: ${passed.length} of ${files.length} files conform`);
  if (passed.length === files.length) return 0;
  console.log(done.stdout, done.stderr);
  return Math.max(failed.length, files.length - passed.length);
}

function checkSyntax(folder, files) {
  if (!has('qpdf', ['--version'])) return skip('qpdf --check', 'qpdf is not here') ?? 0;
  const broken = files.filter((file) => {
    const done = run('qpdf', ['--check', file], { cwd: folder });
    if (done.status !== 0) console.log(file, done.stdout, done.stderr);
    return done.status !== 0;
  });
  console.log(`qpdf: ${files.length - broken.length} of ${files.length} files are sound`);
  return broken.length;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-conformance-'));
try {
  const files = writeSamples(folder);
  let broken = checkSyntax(folder, files);
  const jar = veraPdf();
  if (jar) for (const flavour of FLAVOURS) broken += judge(jar, flavour, folder, files);
  if (broken > 0) process.exitCode = 1;
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
