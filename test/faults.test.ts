/**
 * F5: whatever goes wrong, in any command, nothing of a person comes out: not on stdout, not on stderr, not with --verbose or --json, not in
 * a folder for temporary files. Each fault is proven to have happened by its exit code and its error code.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createProgram } from '../src/commands/index.js';
import { findCanaries } from './helpers/canaries.js';
import { buildCampaign } from './helpers/canary-campaign.js';
import { ENGINE_FAILURES, failingEngine, watchIo } from './helpers/edge-faults.js';
import { DATA_FAULTS, type Fault } from './helpers/faults.js';
import { HAPPY_RUNS } from './helpers/happy-runs.js';
import { runProgram } from './helpers/program.js';
import type { Run } from './helpers/run.js';
import { runs } from './helpers/runs.js';

/** Private data may still be kept on this day. */
const TODAY = new Date('2025-05-06T12:00:00Z');

/** Every edge of every command, by hand: `FAULTS=all`. So many engines that were left in the middle bring a worker down on a small machine. */
const IS_LONG = runs(0, 1) === 1 && process.env['FAULTS'] === 'all';

let root = '';
let outerTmp: string | undefined;
const at = (...parts: string[]): string => path.join(root, ...parts);

beforeAll(async () => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-faults-')));
  outerTmp = process.env['TMPDIR'];
  fs.mkdirSync(at('tmp'));
  process.env['TMPDIR'] = at('tmp');
  fs.mkdirSync(at('campaign'));
  await buildCampaign(at('campaign'));
});
afterAll(() => {
  if (outerTmp === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = outerTmp;
  fs.rmSync(root, { recursive: true, force: true });
});

/** A copy of the campaign for one fault. */
async function inCopy<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(at('copy-'));
  try {
    fs.cpSync(at('campaign'), folder, { recursive: true });
    return await use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const namesIn = (folder: string): string[] => fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

function expectSilence({ stdout, stderr }: Run): void {
  expect(findCanaries(stdout), 'stdout').toEqual([]);
  expect(findCanaries(stderr), 'stderr').toEqual([]);
  expect(namesIn(at('tmp')), 'the folder for temporary files').toEqual([]);
}

async function expectFault({ args, prepare, exit, code, env }: Fault): Promise<void> {
  await inCopy(async (folder) => {
    prepare?.(folder);
    const before = namesIn(folder);
    const given = { env: env ?? {}, now: TODAY, endsProcess: true };
    // An answer of no is a report, which comes as JSON too. Each such run is a whole pack, so that both forms are tried in the long run.
    const inOne = exit === 1 && !IS_LONG;
    const run = await runProgram([...args, '--verbose', ...(inOne ? ['--json'] : [])], folder, given);
    expectSilence(run);
    let said = run.stderr + (inOne ? run.stdout : '');
    if (exit === 2) {
      expect(run.stdout).toBe('');
      expect(namesIn(folder), 'what was begun is gone').toEqual(before);
    } else if (!inOne) {
      const report = await runProgram([...args, '--json'], folder, given);
      expectSilence(report);
      said += report.stdout;
    }
    expect({ exit: run.code, said }).toEqual({ exit, said: expect.stringMatching(new RegExp(`[("]${code}[)"]`)) });
  });
}

const titleOf = ({ name, args }: Fault): string => `handin ${args[0]}: ${name}`;

/** Faults that were seen to happen, by command. */
const happened = new Map<string, number>();
const count = (command = ''): void => void happened.set(command, (happened.get(command) ?? 0) + 1);

describe('a fault of the data', () => {
  it.each(DATA_FAULTS.map((fault, index) => [`${titleOf(fault)} (${index + 1})`, fault] as const))('%s', async (_title, fault) => {
    await expectFault(fault);
    count(fault.args[0]);
  });
});

/** Every command of the program, from the program itself. */
const COMMANDS = createProgram({ createContext: () => Promise.reject(new Error()), setExit: () => undefined }, '0.0.0').commands.map(
  (command) => command.name(),
);

const EDGES_FAST = 2;

describe('a fault at an edge', () => {
  it('has a run of every command to break', () => {
    expect(Object.keys(HAPPY_RUNS).sort()).toEqual([...COMMANDS].sort());
  });

  it.each(COMMANDS)('lets nothing out of handin %s, whichever edge fails', async (command) => {
    const { args, prepare } = HAPPY_RUNS[command] ?? { args: [command] };
    const prepared = fs.mkdtempSync(at('prepared-'));
    fs.cpSync(at('campaign'), prepared, { recursive: true });
    // The first edges of a command are reached whatever stands ready for its last ones, which may be a whole pack.
    if (IS_LONG) await prepare?.(prepared);
    const attempt = async (failing: number | null): Promise<{ run: Run; called: string[] }> => {
      const folder = fs.mkdtempSync(at('copy-'));
      fs.cpSync(prepared, folder, { recursive: true });
      let called: string[] = [];
      const run = await runProgram([...args, '--verbose'], folder, {
        now: TODAY,
        endsProcess: true,
        changeIo: (io) => {
          const watched = watchIo(io, failing);
          called = watched.called;
          return watched.io;
        },
      });
      const support = path.join(folder, 'support.json');
      if (fs.existsSync(support)) expect(findCanaries(fs.readFileSync(support, 'utf8')), 'what is sent to a helper').toEqual([]);
      fs.rmSync(folder, { recursive: true, force: true });
      return { run, called };
    };
    // A sound run and the late edges take the whole work before them; those are tried in the long run.
    let edges = EDGES_FAST;
    if (IS_LONG) {
      const { run: sound, called } = await attempt(null);
      expectSilence(sound);
      expect([0, 1], sound.stderr).toContain(sound.code);
      edges = called.length;
    }
    for (let index = 0; index < edges; index++) {
      const { run, called } = await attempt(index);
      // A command with fewer edges has come to its end.
      if (called.length <= index) break;
      expectSilence(run);
      count(command);
      // What fails is what the doctor is asked about: its answer is no, and it has one.
      if (command === 'doctor' && run.code === 1) continue;
      expect({ edge: called[index], code: run.code, stderr: run.stderr }).toEqual({
        edge: called[index],
        code: 70,
        stderr: expect.stringMatching(/^handin: [\s\S]*\((?:unexpected|intake-defect)\)\n {2}/m),
      });
    }
    fs.rmSync(prepared, { recursive: true, force: true });
  });
});

describe('a failure of the engine', () => {
  const USING_THE_ENGINE = ['inspect', 'clean', 'merge', 'strike', 'review', 'explain', 'pack', 'build'];
  const table = Object.entries(ENGINE_FAILURES).flatMap(([name, sql], index) => {
    const command = USING_THE_ENGINE[index % USING_THE_ENGINE.length] ?? '';
    return [[command, name, sql] as const];
  });
  it.each(table)('ends handin %s as a defect, without DuckDB’s words: %s', async (command, _name, sql) => {
    await inCopy(async (folder) => {
      const { args, prepare } = HAPPY_RUNS[command] ?? { args: [] };
      await prepare?.(folder);
      const run = await runProgram([...args, '--verbose'], folder, {
        now: TODAY,
        endsProcess: true,
        changeIo: (io) => failingEngine(io, sql, 1),
      });
      expectSilence(run);
      expect({ code: run.code, stderr: run.stderr }).toEqual({
        code: 70,
        stderr: expect.stringMatching(/^handin: A statement failed \([A-Za-z ]+\)\.[\s\S]*\(engine-statement\)/),
      });
      count(command);
    });
  });
});

describe('all of them', () => {
  it('are at least 120, and happen to every command', () => {
    expect([...happened.keys()].sort()).toEqual([...COMMANDS].sort());
    const total = [...happened.values()].reduce((sum, faults) => sum + faults, 0);
    console.log(`faults: ${total} (${[...happened].map(([command, faults]) => `${command} ${faults}`).join(', ')})`);
    expect(total).toBeGreaterThanOrEqual(120);
  });
});
