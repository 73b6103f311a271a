import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { signalsCommand } from '../../../src/commands/signals.js';
import { strikeCommand } from '../../../src/commands/strike.js';
import { loadCampaign } from '../../../src/lib/config.js';
import type { ExitCode } from '../../../src/lib/errors.js';
import { HandinError } from '../../../src/lib/errors.js';
import { formatCsv } from '../../../src/lib/io/csv-out.js';
import type { MergeReport } from '../../../src/lib/model/merge-report.js';
import type { FlagReport, SignalsReport } from '../../../src/lib/model/signals-report.js';
import { createRandom } from '../../../src/lib/signals/random.js';
import { runMerge } from '../../../src/lib/workflows/merge.js';
import { readSignals, SIGNALS_FILE } from '../../../src/lib/workflows/signals.js';
import { attackedCampaign, cleanCampaign, type MadeRecord } from '../../helpers/attacks.js';
import { testContext } from '../../helpers/context.js';
import { runs } from '../../helpers/runs.js';

const HEADER = ['First name', 'Last name', 'Email', 'Country', 'Postcode', 'Signed at', 'Comment'];
/** Everything of a made record that must never be printed. */
const PRIVATE = /@|\.example|ZZ99/;

function exportOf(records: readonly MadeRecord[]): string {
  return formatCsv([
    HEADER,
    ...records.map((record) => [
      record.given_name,
      record.full_name.slice(record.given_name.length + 1),
      record.email,
      record.country,
      record.postcode,
      record.signed_at,
      record.comment,
    ]),
  ]);
}

let root = '';
let folder = '';
beforeAll(async () => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-signals-')));
  folder = path.join(root, 'base');
  const options = { hasBursts: false, size: 300, communities: 2 };
  const { records } = attackedCampaign(5, options, 'numbered-mailboxes', []);
  const other = attackedCampaign(5, options, 'one-domain', []);
  write('list.csv', exportOf([...records, ...other.records.filter(({ signature_id }) => other.forged.has(signature_id))]));
  write(
    'campaign.yaml',
    'kind: petition\ntitle: Example\nlanguage: en-GB\norganisers: [{ name: Example Network }]\nsources: [{ file: list.csv }]\n',
  );
  await merge();
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(root, 'test-'));
  fs.cpSync(path.join(root, 'base'), folder, { recursive: true });
});

function write(name: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
}

async function merge(): Promise<MergeReport> {
  const context = testContext(folder);
  const { report } = await runMerge(context, {
    files: [],
    campaign: loadCampaign(context.io, path.join(folder, 'campaign.yaml')),
    outDir: path.join(folder, 'private'),
    reading: { map: {}, dateOrder: null, country: 'GB', fixed: [] },
    profile: null,
    match: 'exact',
    keep: 'first',
    matchProbability: 0.95,
    reviewFrom: 0.5,
    memoryBytes: 1_500_000_000,
    threads: 1,
    idsFrom: null,
    force: false,
  });
  return report;
}

interface Run {
  readonly out: string;
  readonly exit: ExitCode | undefined;
}

async function run(
  name: 'signals' | 'strike',
  args: readonly string[],
  given: { env?: Record<string, string>; isTerminal?: boolean } = {},
): Promise<Run> {
  const context = { ...testContext(folder), env: given.env ?? {}, isTerminal: given.isTerminal ?? false };
  let out = '';
  let exit: ExitCode | undefined;
  const runtime = {
    createContext: async () => ({
      ...context,
      out: (text: string) => {
        out += text;
      },
    }),
    setExit: (code: ExitCode) => {
      exit = code;
    },
  };
  await (name === 'signals' ? signalsCommand(runtime) : strikeCommand(runtime)).parseAsync(args, { from: 'user' });
  return { out, exit };
}

async function report(args: readonly string[] = []): Promise<SignalsReport> {
  return JSON.parse((await run('signals', [...args, '--json'])).out) as SignalsReport;
}

async function refusal(args: readonly string[], given: { env?: Record<string, string>; isTerminal?: boolean } = {}): Promise<HandinError> {
  try {
    await run('signals', args, given);
  } catch (error) {
    expect(error).toBeInstanceOf(HandinError);
    return error as HandinError;
  }
  throw new Error('nothing was refused');
}

/** Every file of the private folder but the findings and the secret. */
function mergedFiles(): Record<string, string> {
  const place = path.join(folder, 'private');
  const names = fs.readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((name) => fs.statSync(path.join(place, name)).isFile());
  return Object.fromEntries(
    names
      .sort()
      .filter((name) => name !== SIGNALS_FILE && name !== 'strike.key' && !name.startsWith('strikes'))
      .map((name) => [name, fs.readFileSync(path.join(place, name), 'utf8')]),
  );
}

describe('looking at a merge', () => {
  it('tells the count and what it would be if every flagged record were fake', async () => {
    const found = await report();
    expect(found.flags.map(({ signal }) => signal)).toContain('sequential-mailboxes');
    expect(found.flagged).toBeGreaterThanOrEqual(50);
    expect(found.bracket).toEqual({ from: found.counted - found.flagged, to: found.counted });
    expect(found.checks.find(({ id }) => id === 'same-address-on-the-network')?.state).toBe('not-in-the-data');
    expect(await report()).toEqual(found);
    const { out, exit } = await run('signals', []);
    expect(exit).toBe(0);
    expect(out).toContain('if every flagged record were fake');
    expect(out).toContain('Nothing was taken out');
    expect((await run('signals', ['--strict'])).exit).toBe(1);
  });

  it('prints nothing that anybody entered', async () => {
    const [flag] = (await report()).flags;
    for (const args of [[], ['--json'], [flag?.id ?? ''], [flag?.id ?? '', '--json'], ['--rule', flag?.id ?? '']]) {
      expect((await run('signals', args)).out).not.toMatch(PRIVATE);
    }
    expect(fs.readFileSync(path.join(folder, 'private', SIGNALS_FILE), 'utf8')).not.toMatch(PRIVATE);
  });

  it('lists where the records of a flag stand, and shows them on a terminal when asked', async () => {
    const [flag] = (await report()).flags;
    const listed = JSON.parse((await run('signals', [flag?.id ?? '', '--json'])).out) as FlagReport;
    expect(listed.records).toHaveLength(listed.total);
    expect(listed.total).toBe(flag?.seen);
    expect(listed.records[0]).toMatchObject({ source: 'list.csv', shown: null });
    const shown = await run('signals', [flag?.id ?? '', '--reveal'], { isTerminal: true });
    expect(shown.out).toMatch(/@\S+\.example/);
  });

  it.each([
    ['in a pipe', [], { isTerminal: false }],
    ['in CI', [], { isTerminal: true, env: { CI: 'true' } }],
    ['in JSON', ['--json'], { isTerminal: true }],
  ] as const)('refuses to reveal %s', async (_, more, given) => {
    expect((await refusal(['F00000000', '--reveal', ...more], given)).code).toBe('reveal-refused');
  });

  it('refuses an id that it does not know, an observation, and a second job', async () => {
    expect((await refusal(['F00000000'])).code).toBe('signal-unknown');
    const [told] = (await report()).observations;
    expect((await refusal([told?.id ?? ''])).code).toBe('signal-observation');
    expect((await refusal(['F00000000', '--rule', 'F00000000'])).code).toBe('signals-two-jobs');
    fs.rmSync(path.join(folder, 'private'), { recursive: true });
    expect((await refusal([])).code).toBe('merge-missing');
  });

  it('keeps what it found for this merge only', async () => {
    const found = await report();
    const context = testContext(folder);
    expect(readSignals(context, path.join(folder, 'private'), { digest: found.merge })?.report).toEqual(found);
    expect(readSignals(context, path.join(folder, 'private'), { digest: 'another' })).toBeNull();
    fs.writeFileSync(path.join(folder, 'private', SIGNALS_FILE), '{');
    expect(readSignals(context, path.join(folder, 'private'), { digest: found.merge })).toBeNull();
  });

  it('tells what a known event explains, and does not flag it', async () => {
    const domain = 'domain-concentration';
    const flag = (await report()).flags.find(({ signal }) => signal === domain);
    const day = flag?.window?.from.slice(0, 10) ?? '';
    fs.appendFileSync(
      path.join(folder, 'campaign.yaml'),
      `signals:\n  known-events: [{ from: ${day}, to: ${flag?.window?.to.slice(0, 10)}, reason: Staff were asked. }]\n`,
    );
    const found = await report();
    expect(found.flags.filter(({ signal }) => signal === domain)).toEqual([]);
    expect(found.annotated).toContainEqual({ ...flag, id: flag?.id, event: 'Staff were asked.' });
    expect((await run('signals', [])).out).toContain('(Staff were asked.)');
  });
});

describe('no record is dropped because of a sign', () => {
  it('without a recorded decision: a merge gives the same files whether or not anybody looked', async () => {
    const random = createRandom(61);
    for (let turn = 0; turn < runs(1, 15); turn++) {
      const seed = random.below(1_000_000);
      const options = { hasBursts: turn % 2 === 0, size: 150 + random.below(250), communities: 1 + random.below(3) };
      const made = turn % 3 === 2 ? cleanCampaign(seed, options) : attackedCampaign(seed, options, 'even-gaps', []);
      write('list.csv', exportOf(made.records));
      await merge();
      const before = mergedFiles();
      const found = await report();
      const first = found.flags[0];
      // A rule that was written and that nobody applied is no decision either.
      if (first !== undefined) await run('signals', ['--rule', first.id, '--force']);
      await merge();
      expect(mergedFiles()).toEqual(before);
    }
  });

  it('with one: the rule strikes exactly the flagged records, stands in the ledger, and is taken back without a trace in the count', async () => {
    const found = await report();
    const before = mergedFiles();
    const flag = found.flags.find(({ signal }) => signal === 'sequential-mailboxes');
    const written = await run('signals', [
      '--rule',
      flag?.id ?? '',
      '-o',
      'rule.json',
      '--by',
      'The board',
      '--reason',
      'A script, one night.',
    ]);
    expect(written.out).toContain('Nobody is struck out yet');
    const rule = fs.readFileSync(path.join(folder, 'rule.json'), 'utf8');
    expect(rule).not.toMatch(PRIVATE);
    expect(JSON.parse(rule)).toMatchObject({ by: 'The board', reason: 'A script, one night.', decided: '2025-05-06' });
    await expect(run('signals', ['--rule', flag?.id ?? '', '-o', 'rule.json'])).rejects.toMatchObject({ code: 'rule-exists' });

    const counted = JSON.parse((await run('strike', ['--rule', 'rule.json', '--yes', '--json'])).out);
    expect(counted).toMatchObject({ outcome: 'applied', records: flag?.seen, fall: { signatures: flag?.seen } });
    const merged = await merge();
    expect(merged.signatures).toBe(found.counted - (flag?.seen ?? 0));
    expect(merged.counts.people['struck-by-rule']).toBe(flag?.seen);
    expect(fs.readFileSync(path.join(folder, 'private/ledger.csv'), 'utf8').match(/strike:signals-f/g)).toHaveLength(flag?.seen ?? 0);
    // What was decided is no longer flagged, and the rest still is what it was.
    expect((await report()).flags.map(({ signal }) => signal)).not.toContain('sequential-mailboxes');

    await run('strike', ['--undo', `signals-${flag?.id.toLowerCase()}`]);
    expect((await merge()).signatures).toBe(found.counted);
    expect(mergedFiles()).toEqual(before);
  });

  it('and not by a rule whose secret is gone: the merge stops and says so', async () => {
    const [flag] = (await report()).flags;
    await run('signals', ['--rule', flag?.id ?? '', '-o', 'rule.json']);
    await run('strike', ['--rule', 'rule.json', '--yes']);
    fs.rmSync(path.join(folder, 'private/strike.key'));
    await expect(merge()).rejects.toMatchObject({ code: 'strike-key-missing', exitCode: 2 });
    fs.writeFileSync(path.join(folder, 'private/strike.key'), 'not a key');
    await expect(merge()).rejects.toMatchObject({ code: 'strike-key-damaged' });
  });
});
