/**
 * Golden cases: every folder of `fixtures/cases/COMMAND/CASE` is one run of the program. `cmd` holds its arguments,
 * `files/` what lies in its folder; `stdout`, `stderr` and `exit` what must come out, and `left` what must lie there
 * afterwards that did not before. `UPDATE_CASES=1 npx vitest run test/cases.test.ts` writes what comes out.
 *
 * The first case of some commands starts the built program, the others call it in this process, where a run costs a tenth; all of them
 * start the built program in `npm run test:long` and `npm run test:offline`.
 */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

import { runProgram } from './helpers/program.js';
import { handin, inTemporaryFolder, ROOT, type Run } from './helpers/run.js';
import { runs } from './helpers/runs.js';

const CASES = path.join(ROOT, 'fixtures', 'cases');
const UPDATES = process.env['UPDATE_CASES'] === '1';
const VERSION = (JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
const NO_NETWORK = pathToFileURL(path.join(ROOT, 'test', 'helpers', 'no-network.mjs')).href;
/** 2025-05-06, for whatever asks for today. */
const ENVIRONMENT = { SOURCE_DATE_EPOCH: '1746489600' };
/** Parts of every signatory in the cases' exports: none may come out on a stream. */
const PRIVATE = /quillfeather|@example\.org|07700|ZZ99/i;

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: string;
  readonly left: string;
}

function caseNames(): string[] {
  return fs
    .readdirSync(CASES, { withFileTypes: true })
    .filter((command) => command.isDirectory())
    .flatMap((command) => fs.readdirSync(path.join(CASES, command.name)).map((name) => `${command.name}/${name}`))
    .sort();
}

/** Arguments as a shell would cut them: words, with single or double quotes around what holds spaces. */
function splitArguments(line: string): string[] {
  return [...line.trim().matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double: string | undefined, single: string | undefined) => double ?? single ?? ''),
  );
}

function argumentsOf(name: string): string[] {
  return splitArguments(fs.readFileSync(path.join(CASES, name, 'cmd'), 'utf8'));
}

/** Every file below a folder with the hash of its bytes. */
function contentsOf(folder: string): Map<string, string> {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return new Map(
    files
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file): [string, string] => [path.relative(folder, file), createHash('sha256').update(fs.readFileSync(file)).digest('hex')])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** What stays the same from one version, folder and set of bundled data to the next. */
function steady(text: string, cwd: string): string {
  return text
    .replaceAll(cwd, '<cwd>')
    .replaceAll(/("digest": )"[0-9a-f]{64}"/g, '$1"<digest>"')
    .replaceAll(`"version": "${VERSION}"`, '"version": "<version>"');
}

/** Whatever moves on a page moves the fingerprints of a pack that is made here; test/packs.test.ts builds packs twice to compare them. */
function withoutFingerprints(name: string, text: string): string {
  if (!name.startsWith('pack/')) return text;
  return text.replaceAll(/((?:Fingerprint|Manifest): )(?:[0-9a-f]{4} ){3}[0-9a-f]{4}\b/g, '$1<fingerprint>');
}

/** Runs the built program while other cases run. */
function runBuilt(args: readonly string[], cwd: string): Promise<Run> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, TZ: 'UTC', NO_COLOR: '1', ...ENVIRONMENT };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', NO_NETWORK, path.join(ROOT, 'bin', 'handin.js'), ...args],
      { cwd, env },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, stdout, stderr });
      },
    );
    child.stdin?.end();
  });
}

const STARTS_ALL = runs(0, 1) === 1;
const STARTED = ['check', 'help', 'inspect', 'merge', 'pack', 'verify'];
const FIRST_OF_COMMAND = new Map([...caseNames()].reverse().map((name) => [path.dirname(name), name]));
const startsProgram = (name: string): boolean =>
  STARTS_ALL || (STARTED.includes(path.dirname(name)) && FIRST_OF_COMMAND.get(path.dirname(name)) === name);

/** Runs a case in a folder of its own. */
function runCase(name: string): Promise<Outcome> {
  const place = path.join(CASES, name);
  return inTemporaryFolder(async (cwd) => {
    if (fs.existsSync(path.join(place, 'files'))) fs.cpSync(path.join(place, 'files'), cwd, { recursive: true });
    const before = contentsOf(cwd);
    const args = argumentsOf(name);
    const done = await (startsProgram(name) ? runBuilt(args, cwd) : runProgram(args, cwd, { env: ENVIRONMENT }));
    const after = contentsOf(cwd);
    const left = [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((file) => {
      if (before.get(file) === after.get(file)) return [];
      return [`${before.has(file) ? (after.has(file) ? 'changed' : 'removed') : 'new'} ${file}\n`];
    });
    return {
      stdout: withoutFingerprints(name, steady(done.stdout, cwd)),
      stderr: steady(done.stderr, cwd),
      exit: `${done.code}\n`,
      left: left.join(''),
    };
  });
}

function readExpected(name: string): Outcome {
  const read = (file: string): string => {
    const place = path.join(CASES, name, file);
    return fs.existsSync(place) ? fs.readFileSync(place, 'utf8') : '';
  };
  return { stdout: read('stdout'), stderr: read('stderr'), exit: read('exit'), left: read('left') };
}

function writeExpected(name: string, outcome: Outcome): void {
  for (const [file, text] of Object.entries(outcome)) {
    const place = path.join(CASES, name, file);
    if (file === 'left' && text === '') fs.rmSync(place, { force: true });
    else fs.writeFileSync(place, text as string);
  }
}

describe('the program', () => {
  it('is there: without dist no case can run', () => {
    expect(fs.existsSync(path.join(ROOT, 'dist', 'cli.js')), 'dist is missing: run `node scripts/build.mjs`').toBe(true);
  });

  const names = caseNames();
  it('has a case for every command that needs no campaign to be built', () => {
    expect(new Set(names.map((name) => name.split('/')[0]))).toEqual(
      new Set([
        'audit',
        'areas',
        'campaign',
        'check',
        'clean',
        'comments',
        'consent',
        'erase',
        'explain',
        'export',
        'extend',
        'help',
        'import',
        'inspect',
        'keys',
        'merge',
        'numbers',
        'pack',
        'papers',
        'profiles',
        'receipt',
        'releases',
        'purge',
        'review',
        'sample',
        'schemes',
        'status',
        'signals',
        'strike',
        'verify',
      ]),
    );
  });

  it.concurrent.each(names)('does what it did: %s', async (name) => {
    const outcome = await runCase(name);
    if (UPDATES) writeExpected(name, outcome);
    expect(outcome).toEqual(readExpected(name));
    expect(outcome.stdout + outcome.stderr, 'a stream holds a part of a signatory').not.toMatch(PRIVATE);
    if (outcome.exit === '2\n') expect(outcome.stdout, 'what could not be done has no result').toBe('');
    expect(outcome.left, 'what lay there before is untouched').not.toMatch(/^(?:changed|removed)/m);
    if (argumentsOf(name).includes('--json')) expect(JSON.parse(outcome.stdout)).toMatchObject({ formatVersion: 1 });
  });

  it('counts the same whatever the order of the files', () => {
    expect(readExpected('merge/two-files').stdout).toBe(readExpected('merge/two-files-in-the-other-order').stdout);
  });

  it.each([['--version'], ['-V']])('prints its version and nothing else: %s', async (option) => {
    await inTemporaryFolder((cwd) => {
      const run = handin([option], cwd);
      expect(run).toMatchObject({ code: 0, stderr: '' });
      expect(run.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    });
  });
});
