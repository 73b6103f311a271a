/**
 * F5 through the built program: what the system does to a program (a full disk, a closed pipe, a signal, a child that is killed, too little
 * memory) brings nothing of a person out, and ends with the exit code of the contract. Every person of the campaign is a canary.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { CANARY, CANARY_HEADER, CANARY_LINE, findCanaries } from './helpers/canaries.js';
import { buildCampaign } from './helpers/canary-campaign.js';
import { ROOT } from './helpers/run.js';
import { runs } from './helpers/runs.js';

const PROGRAM = path.join(ROOT, 'bin', 'handin.js');
const IS_LONG = runs(0, 1) === 1;
const IS_ROOT = process.getuid?.() === 0;
const NOBODY = 65_534;
const SEALED = 'sealed';
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

let root = '';
let campaign = '';
beforeAll(async () => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-broken-')));
  campaign = path.join(root, 'campaign');
  fs.mkdirSync(campaign);
  await buildCampaign(campaign);
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

interface Broken {
  readonly name: string;
  /** `$NODE` and `$PROGRAM` are handin, and the shell's folder is the campaign's. */
  readonly shell: string;
  readonly prepare?: (folder: string) => void;
  /** Told of the shell, and of its folder, once it runs. */
  readonly during?: (child: ChildProcess, folder: string) => Promise<void>;
  readonly exit: readonly (number | null)[];
  readonly says?: RegExp;
  readonly isFast?: boolean;
  readonly isSkipped?: boolean;
  readonly asNobody?: boolean;
}

/** Some 3 MB, so that a merge is still at work when something happens to it. */
function writeMany(folder: string): void {
  const lines = Array.from({ length: 20_000 }, (_, at) => CANARY_LINE.replace(CANARY.email, `quillcanary.${at}@example.org`));
  fs.writeFileSync(path.join(folder, 'exports', 'list.csv'), `${CANARY_HEADER}\n${lines.join('\n')}\n`);
}

const handin = (args: string): string => `exec "$NODE" "$PROGRAM" ${args} --verbose`;

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 6000 && !isSo(); tries++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(isSo(), 'what the fault waits for came').toBe(true);
}

/** Names in the private folder that are not there when nothing is being built. */
const isBuilding = (folder: string): boolean =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .some((name) => !path.basename(name).startsWith('.git') && /(?:^|\/)\.[^/]+/.test(name));

const signal =
  (name: NodeJS.Signals) =>
  async (child: ChildProcess, folder: string): Promise<void> => {
    await until(() => isBuilding(folder));
    child.kill(name);
  };

/** Kills the first renderer that the program starts. */
async function killRenderer(child: ChildProcess): Promise<void> {
  const isRenderer = (pid: string): boolean => fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('renderer/main.js');
  const find = (): string | undefined =>
    fs
      .readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
      .split(' ')
      .find((pid) => pid !== '' && isRenderer(pid));
  await until(() => find() !== undefined);
  process.kill(Number(find()), 'SIGKILL');
}

const FAULTS: readonly Broken[] = [
  { name: 'stdout on a full disk', shell: `${handin('explain list.csv:1')} >/dev/full`, exit: [2], says: /\(stdout-write\)/, isFast: true },
  { name: 'JSON to a full disk', shell: `${handin('inspect exports/list.csv --json')} >/dev/full`, exit: [2], says: /\(stdout-write\)/ },
  {
    name: 'stderr on a full disk',
    shell: `${handin('merge nothing.csv')} 2>/dev/full`,
    exit: [2],
  },
  {
    name: 'a pipe that nobody reads',
    shell: handin('review --json'),
    during: async (child) => void child.stdout?.destroy(),
    exit: [0],
    isFast: true,
  },
  {
    name: 'SIGTERM during a merge',
    prepare: writeMany,
    shell: handin('merge --match exact'),
    during: signal('SIGTERM'),
    exit: [130],
    isFast: true,
  },
  { name: 'SIGINT during a merge', prepare: writeMany, shell: handin('merge --match exact'), during: signal('SIGINT'), exit: [130] },
  { name: 'SIGHUP during a build', prepare: writeMany, shell: handin('build'), during: signal('SIGHUP'), exit: [130] },
  {
    name: 'SIGTERM during a cleaning',
    prepare: writeMany,
    shell: handin('clean exports/list.csv -o tidy.csv'),
    during: signal('SIGTERM'),
    exit: [130],
  },
  {
    name: 'a renderer that is killed',
    shell: handin('pack --force'),
    during: killRenderer,
    exit: [70],
    says: /\(renderer-failed\)/,
    isSkipped: process.platform !== 'linux',
  },
  {
    name: 'files that may not grow',
    prepare: writeMany,
    shell: `ulimit -f 64; ${handin('merge --match exact')}`,
    exit: [2, 70],
    says: /^handin: [\s\S]*\([a-z-]+\)/m,
  },
  {
    name: 'a small disk that fills up',
    prepare: writeMany,
    // What is left is copied out: the disk is gone with its namespace.
    shell: `exec unshare -rm sh -c 'mkdir disk && mount -t tmpfs -o size=5m none disk && cp -r campaign.yaml exports *.md organisations.csv disk && cd disk && "$NODE" "$PROGRAM" merge --match exact --verbose; code=$?; rm -r exports; cp -r . ../remains; exit $code'`,
    exit: [2, 70],
    says: /^handin: [\s\S]*\([a-z-]+\)/m,
    isSkipped: !canMount,
  },
  {
    name: 'an engine without memory',
    prepare: writeMany,
    // Node itself starts below this limit; what the engine asks for is beyond it.
    shell: `ulimit -d 250000; ${handin('merge --match exact')}`,
    exit: [2],
    says: /\(engine-memory\)/,
    isSkipped: process.platform !== 'linux',
  },
  {
    name: 'a folder that may not be read',
    prepare: (folder) => {
      fs.renameSync(path.join(folder, 'exports'), path.join(folder, SEALED));
      fs.chmodSync(path.join(folder, SEALED), 0);
    },
    shell: handin(`merge ${SEALED}/list.csv -o merged`),
    exit: [2],
    says: /\(file-unreadable\)/,
    asNobody: true,
  },
  {
    name: 'a folder that may not be written',
    prepare: (folder) => fs.chmodSync(folder, 0o555),
    shell: handin('merge exports/list.csv -o merged'),
    exit: [2],
    says: /^handin: [\s\S]*\([a-z-]+\)/m,
    asNobody: true,
  },
];

function giveToNobody(folder: string): void {
  for (const name of ['', ...fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })])
    fs.lchownSync(path.join(folder, name), NOBODY, NOBODY);
}

/** Files with a canary in them or in their names, outside the private folder and other than the exports themselves. */
function redFiles(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/(?:^|\/)(?:private|exports|sealed)(?:\/|$)/.test(name))
    .filter((name) => fs.statSync(path.join(folder, name)).isFile())
    .filter((name) => findCanaries(`${name}\n${fs.readFileSync(path.join(folder, name), 'latin1')}`).length > 0);
}

async function breakIt(fault: Broken): Promise<void> {
  const folder = fs.mkdtempSync(path.join(root, 'copy-'));
  const tmp = fs.mkdtempSync(path.join(root, 'tmp-'));
  fs.cpSync(campaign, folder, { recursive: true });
  fault.prepare?.(folder);
  const runsAsNobody = fault.asNobody === true && IS_ROOT;
  if (runsAsNobody) {
    fs.chmodSync(root, 0o755);
    giveToNobody(folder);
    giveToNobody(tmp);
  }
  const child = spawn('sh', ['-c', fault.shell], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: tmp, TZ: 'UTC', NO_COLOR: '1', NODE: process.execPath, PROGRAM },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(runsAsNobody ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  await fault.during?.(child, folder);
  const code = await ended;
  const [stdout, stderr] = [out, err].map((chunks) => Buffer.concat(chunks).toString('utf8')) as [string, string];
  expect({ stdout: findCanaries(stdout), stderr: findCanaries(stderr) }).toEqual({ stdout: [], stderr: [] });
  expect(fault.exit, stderr).toContain(code);
  if (fault.says !== undefined) expect(stderr).toMatch(fault.says);
  expect(fs.readdirSync(tmp), 'the folder for temporary files').toEqual([]);
  expect(redFiles(folder), 'what is left outside the private folder').toEqual([]);
  if (fault.during !== undefined && code === 130) expect(isBuilding(folder), 'what was begun is gone').toBe(false);
}

describe('the built program, when the system fails it', () => {
  it.each(
    FAULTS.filter(({ isFast, isSkipped }) => isSkipped !== true && (IS_LONG || isFast === true)).map(
      (fault) => [fault.name, fault] as const,
    ),
  )('lets nothing of a person out: %s', async (_name, fault) => breakIt(fault));
  it.skipIf(!FAULTS.some(({ isSkipped }) => isSkipped))(
    `SKIPPED, because this system does not allow it: ${FAULTS.filter(({ isSkipped }) => isSkipped)
      .map(({ name }) => name)
      .join(', ')}`,
    () => undefined,
  );
});
