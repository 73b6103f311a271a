/**
 * F15: what handin writes tells nothing of the volunteer who ran it: no name of theirs or of their machine, no path, no language, no time
 * zone, and no time of day at which they worked. The program runs as somebody whose every surrounding is a canary.
 */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readFileText } from '../src/lib/io/file-text.js';
import { findNeedles, needlesOf } from './helpers/canaries.js';
import { runProgram } from './helpers/program.js';
import { copyCampaign, ROOT } from './helpers/run.js';
import { runs } from './helpers/runs.js';

const USER = 'zqvolunteer';
const HOST = 'zqlaptop';
const HOME = 'zqhome';
const FOLDER = 'zqworkplace';
const ZONE = 'Pacific/Chatham';
const NEEDLES = needlesOf([USER, HOST, HOME, FOLDER, ZONE, 'tr_TR', 'tr-TR']);

/** A host name can be one's own only in a namespace of one's own. */
const canNameHost = spawnSync('unshare', ['-ru', 'sh', '-c', `hostname ${HOST}`]).status === 0;

let root = '';
let campaign = '';
let began = new Date();
beforeAll(async () => {
  began = new Date();
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-volunteer-')));
  campaign = path.join(root, HOME, USER, FOLDER);
  fs.mkdirSync(path.dirname(campaign), { recursive: true });
  fs.renameSync(copyCampaign('protection-not-punishment', root), campaign);
  // Keys are kept in private and are made of chance alone; making them and the merge here saves two starts of the program.
  for (const args of [['merge'], ['keys', 'new']]) expect((await runProgram(args, campaign)).code).toBe(0);
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

/** Runs the built program as the volunteer, and gives what it said. */
function asVolunteer(args: readonly string[]): { code: number | null; said: string } {
  const program = [process.execPath, path.join(ROOT, 'bin', 'handin.js'), ...args];
  const named = ['unshare', '-ru', 'sh', '-c', `hostname ${HOST} && exec "$@"`, 'sh', ...program];
  const [command = '', ...given] = canNameHost ? named : program;
  const done = spawnSync(command, given, {
    cwd: campaign,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'] ?? '',
      USER,
      LOGNAME: USER,
      USERNAME: USER,
      HOME: path.join(root, HOME, USER),
      HOSTNAME: HOST,
      TZ: ZONE,
      LANG: 'tr_TR.UTF-8',
      LC_ALL: 'tr_TR.UTF-8',
    },
  });
  return { code: done.status, said: done.stdout + done.stderr };
}

/** Everything written in the campaign's folder, but what lay there before. */
function writtenFiles(): string[] {
  const before = new Set(['exports', 'paper']);
  return fs
    .readdirSync(campaign, { recursive: true, encoding: 'utf8' })
    .filter((name) => !before.has(name.split(path.sep)[0] ?? ''))
    .filter((name) => fs.statSync(path.join(campaign, name)).isFile());
}

/** The bytes of a file and everything that is packed in it. */
function readEverything(bytes: Buffer): string {
  const { pieces, pdf } = readFileText(bytes);
  const attached = (pdf?.attachments ?? []).map((attachment) => Buffer.from(attachment.bytes).toString('utf8'));
  return [bytes.toString('latin1'), bytes.toString('utf8'), ...pieces.map(({ text }) => text), ...attached].join('\n');
}

/** A day as it is where the run was and in UTC, in the orders that programs write it in. */
function daysOf(time: Date): string[] {
  return ['UTC', ZONE].flatMap((timeZone) => {
    const [day = '', month = '', year = ''] = new Intl.DateTimeFormat('en-GB', { timeZone }).format(time).split('/');
    return [
      `${year}-${month}-${day}`,
      `${year}${month}${day}`,
      `${day}/${month}/${year}`,
      `${month}/${day}/${year}`,
      `${day}.${month}.${year}`,
    ];
  });
}

/** Whatever tells when, to more than a day, or where on the globe something was run. */
function tellsWhenOrWhere(said: string): string[] {
  const days = [...new Set([...daysOf(began), ...daysOf(new Date())])].map((day) => day.replaceAll('.', '\\.')).join('|');
  // Midnight UTC is how a day is written where a format wants a time.
  const time = new RegExp(`(?<!\\d)(?:${days})(?:T|,? )?(?!00:?00)[0-2]\\d:?[0-5]\\d`, 'g');
  const offset = /\d\+1[23](?::45|'45|45(?!\d))/g;
  const seconds = (said.match(/(?<![\d.])1[789]\d{8}(?:\d{3})?(?!\d)/g) ?? []).filter((digits) => {
    const at = Number(digits) * (digits.length === 10 ? 1000 : 1);
    return at >= began.getTime() - 60_000 && at <= Date.now() + 60_000;
  });
  return [...(said.match(time) ?? []), ...(said.match(offset) ?? []), ...seconds];
}

/** Times, extra fields, comments and owners in the directory of a zip. */
function zipTraces(bytes: Buffer): Set<string> {
  const traces = new Set<string>();
  for (let at = bytes.indexOf('PK\u0001\u0002'); at >= 0; at = bytes.indexOf('PK\u0001\u0002', at + 4)) {
    const [time, day] = [bytes.readUInt16LE(at + 12), bytes.readUInt16LE(at + 14)];
    traces.add(
      `time ${time}, day ${day >> 9}-${(day >> 5) & 15}-${day & 31}, extra ${bytes.readUInt16LE(at + 30)}, comment ${bytes.readUInt16LE(at + 32)}`,
    );
  }
  return traces;
}

const FAST: readonly (readonly string[])[] = [['pack']];
const MORE: readonly (readonly string[])[] = [
  ['papers'],
  ['merge', '--match', 'exact'],
  ['keys', 'new', '--tree'],
  ['signals'],
  ['numbers'],
  ['export', '--new-identity', 'me.identity'],
  ['export', '--plain', '-o', 'plain.zip'],
  ['clean', 'exports/own-form.csv', '-o', 'tidy.xlsx'],
  ['clean', 'exports/own-form.csv', '-o', 'tidy.json'],
  ['review', '--export', 'sheet.xlsx'],
  ['comments', '--export', 'comments.xlsx'],
  ['sample', 'draw', '--seed', '20261126', '--size', '3'],
  ['audit', '--seed', '20261126'],
  ['doctor', '-o', 'support.json'],
  ['extend', '--until', '2100-06-30', '--reason', 'The answer is due then.'],
  ['erase', '--email', 'noemie@example.org', '--yes'],
  ['build', '--force'],
];
const COMMANDS = runs(0, 1) === 1 ? [...FAST, ...MORE] : FAST;

describe('the volunteer who runs handin', () => {
  it.skipIf(canNameHost)('SKIPPED: the host name, which only a namespace of one’s own can change (unshare -ru)', () => undefined);

  it.each(COMMANDS.map((args) => [args.join(' '), args] as const))('leaves no trace in what `handin %s` writes', (_words, args) => {
    const { code, said } = asVolunteer(args);
    expect(code, said).toBeLessThan(2);
    const found = writtenFiles().flatMap((name) => {
      const everything = readEverything(fs.readFileSync(path.join(campaign, name)));
      return [...findNeedles(everything, NEEDLES), ...tellsWhenOrWhere(everything)].map((what) => `${name}: ${what}`);
    });
    expect(found).toEqual([]);
  });

  it.runIf(runs(0, 1) === 1)('leaves none in an encrypted archive, nor in what comes out of it', () => {
    const recipient = /age1[a-z0-9]+/.exec(asVolunteer(['export', '--new-identity', 'other.identity']).said)?.[0] ?? '';
    expect(asVolunteer(['export', '--to', recipient, '-o', 'list.age']).code).toBe(0);
    expect(asVolunteer(['import', 'list.age', '--identity', 'other.identity', '--into', 'there']).code).toBe(0);
    for (const name of writtenFiles().filter((file) => file === 'list.age' || file.startsWith('there'))) {
      const everything = readEverything(fs.readFileSync(path.join(campaign, name)));
      expect({ name, found: [...findNeedles(everything, NEEDLES), ...tellsWhenOrWhere(everything)] }).toEqual({ name, found: [] });
    }
  });

  it.runIf(runs(0, 1) === 1)('leaves one fixed day, no time, no owner and no comment in every entry of a zip', () => {
    const zips = writtenFiles().filter((name) => /\.(?:zip|xlsx)$/.test(name));
    expect(zips).toHaveLength(4);
    for (const name of zips)
      expect({ name, traces: [...zipTraces(fs.readFileSync(path.join(campaign, name)))] }).toEqual({
        name,
        traces: ['time 0, day 0-1-1, extra 0, comment 0'],
      });
  });

  it('would be found, however it was written', () => {
    expect(findNeedles(readEverything(Buffer.from(Buffer.from(`/home/${USER}/x`).toString('base64'))), NEEDLES)).not.toEqual([]);
    const now = new Date();
    const atNoon = `${now.toISOString().slice(0, 10)}T12:34:56Z`;
    for (const text of [atNoon, atNoon.replaceAll(/[-:TZ]/g, ''), '2025-05-06T10:00+13:45', "D:20250506100000+12'45", `${now.getTime()}`])
      expect({ text, found: tellsWhenOrWhere(`(${text})`).length }).toEqual({ text, found: 1 });
    expect(tellsWhenOrWhere(`${now.toISOString().slice(0, 10)}T00:00:00Z 2025-05-06T12:34 (+1345)`)).toEqual([]);
  });
});
