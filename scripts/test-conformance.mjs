// Has what handin writes judged by programs of others: veraPDF against PDF/UA-1 and PDF/A-3a, qpdf for the syntax, Preflight on a PDF/A-1b build.
// Example packs, a sealed one, large print, 5,000 names with places, papers, a worksheet. veraPDF and Preflight come from Maven once, pinned by
// their SHA-256, and are kept in node_modules/.cache. What cannot be had is said loudly and skipped: nothing here waits long for a network, and nothing fails for lack of one.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { placeOf, releaseOfNames } from '../bench/generate.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = path.join(root, 'node_modules', '.cache', 'handin-conformance');
/** Each archive with its SHA-256: what judges us is what was looked at. The main class of veraPDF's archive is its window. */
const TOOLS = {
  veraPDF: {
    main: 'org.verapdf.apps.GreenfieldCliWrapper',
    archives: [['org.verapdf.apps:greenfield-apps:1.28.2', '687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6']],
  },
  Preflight: {
    main: 'org.apache.pdfbox.preflight.Validator_A1b',
    archives: [
      ['commons-logging:commons-logging:1.3.5', '6d7a744e4027649fbb50895df9497d109f98c766a637062fe8d2eabbb3140ba4'],
      ['org.apache.pdfbox:fontbox:3.0.5', 'e8a62be2df27a0d44191b6669c0b18df6efe5271232db8dcb8745d5d9774755b'],
      ['org.apache.pdfbox:pdfbox:3.0.5', 'f0e5d3a1e573c707e4fbcc2ee8e42ea8ca1d5261bdcb3a05a08d2118553c1e5a'],
      ['org.apache.pdfbox:pdfbox-io:3.0.5', '6df3f3b4db4fd55ef502847ea4e4ebc58e28908800e86eab031345efe219b705'],
      ['org.apache.pdfbox:preflight:3.0.5', '55b8e7390ab5a441fe287b17c01d66fddc87ce8f5a2f207c00b9f247fc601e8a'],
      ['org.apache.pdfbox:xmpbox:3.0.5', '017899b2fb5c2af714d30c52cca92cde8f12999abf3140d4f0d5f11334f62fdd'],
    ],
  },
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

const jarOf = (coordinates) => path.join(cache, `${coordinates.split(':').slice(1).join('-')}.jar`);
const isRight = ([coordinates, sha256]) =>
  fs.existsSync(jarOf(coordinates)) &&
  createHash('sha256')
    .update(fs.readFileSync(jarOf(coordinates)))
    .digest('hex') === sha256;

/** How to start a tool, from the cache or from Maven; null, said loudly, where it cannot be had. */
function bring(name) {
  const { main, archives } = TOOLS[name];
  const command = ['-Xmx1g', '-cp', archives.map(([coordinates]) => jarOf(coordinates)).join(path.delimiter), main];
  if (!has('java', ['-version'])) return skip(name, 'java is not here');
  if (archives.every(isRight)) return command;
  if (!has('mvn', ['-version'])) return skip(name, 'mvn is not here, and the archives are not in the cache');
  fs.mkdirSync(cache, { recursive: true });
  const wanted = archives.map(([coordinates]) => {
    const [group, artifact, version] = coordinates.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  const project = '<modelVersion>4.0.0</modelVersion><groupId>handin</groupId><artifactId>conformance</artifactId><version>1</version>';
  fs.writeFileSync(path.join(cache, 'pom.xml'), `<project>${project}<dependencies>${wanted.join('')}</dependencies></project>\n`);
  const timeouts = ['-Daether.connector.connectTimeout=10000', '-Daether.connector.requestTimeout=60000'];
  const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';
  const done = run('mvn', ['-q', '-B', ...timeouts, plugin, '-DexcludeTransitive=true', `-DoutputDirectory=${cache}`], {
    cwd: cache,
    timeout: FETCH_MS,
  });
  if (archives.every(isRight)) return command;
  if (done.status !== 0) return skip(name, 'Maven did not bring its archives');
  throw new Error(`an archive of ${name} is not the one that it should be: its SHA-256 is another`);
}

/** Judges all files against one flavour; the number of files that do not conform. */
function judge(command, flavour, folder, files) {
  const done = run('java', [...command, '-f', flavour, '--format', 'text', '-v', ...files], { cwd: folder });
  if (done.error !== undefined) throw new Error(`veraPDF did not end: ${done.error.message}`);
  const passed = done.stdout.split('\n').filter((line) => line.startsWith('PASS ')).length;
  console.log(`veraPDF, ${flavour}: ${passed} of ${files.length} files conform`);
  if (passed < files.length) console.log(done.stdout, done.stderr);
  return files.length - passed;
}

/**
 * A second opinion on fonts, widths, colours and metadata. Preflight knows PDF/A-1b only, so the petition is drawn once more as
 * such: without its attachment and without object streams, with lists of its glyphs, and with the other mark.
 */
async function preflight(command, folder) {
  const { PackDocument } = await import('../dist/lib/io/pdf/document.js');
  const { renderDocument } = await import('../dist/lib/renderer/render.js');
  // pdfkit lists the glyphs of a font where the part of PDF/A is 1, and closes its own claim with `endSubset`.
  Object.assign(PackDocument.prototype, { subset: 1, endSubset: () => undefined, file: () => undefined });
  const release = fs.readFileSync(path.join(folder, 'demo', 'protection-not-punishment', 'private', 'release.json'));
  const pieces = [];
  await renderDocument(release, 0, (piece) => void pieces.push(piece), { compress: false });
  const text = Buffer.concat(pieces).toString('latin1');
  const marked = text.replace('<pdfaid:part>3<', '<pdfaid:part>1<').replace('<pdfaid:conformance>A<', '<pdfaid:conformance>B<');
  fs.writeFileSync(path.join(folder, 'pdf-a-1b.pdf'), marked, 'latin1');
  const done = run('java', [...command, 'pdf-a-1b.pdf'], { cwd: folder });
  const isValid = done.status === 0 && done.stdout.includes('is a valid PDF/A-1b file');
  console.log(isValid ? 'Preflight: the petition as PDF/A-1b is valid' : `Preflight:\n${done.stdout}${done.stderr}`);
  return isValid ? 0 : 1;
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
  const veraPdf = bring('veraPDF');
  if (veraPdf) for (const flavour of FLAVOURS) broken += judge(veraPdf, flavour, folder, files);
  const preflightCommand = bring('Preflight');
  if (preflightCommand) broken += await preflight(preflightCommand, folder);
  if (broken > 0) process.exitCode = 1;
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
