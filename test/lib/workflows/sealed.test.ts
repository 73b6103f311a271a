import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loadCampaign } from '../../../src/lib/config.js';
import type { Prompts } from '../../../src/lib/context.js';
import { archivePieces } from '../../../src/lib/io/archive-out.js';
import { sealing } from '../../../src/lib/io/sealing.js';
import { type ExportOptions, makeIdentity, runExport } from '../../../src/lib/workflows/export.js';
import { type ImportOptions, runImport } from '../../../src/lib/workflows/import.js';
import { type TestContext, testContext } from '../../helpers/context.js';
import { runProgram } from '../../helpers/program.js';
import { ROOT } from '../../helpers/run.js';
import { runs } from '../../helpers/runs.js';
import { zip } from '../../helpers/zip.js';

let folder = '';
const at = (...names: string[]): string => path.join(folder, ...names);
const write = (name: string, text: string): void => {
  fs.mkdirSync(path.dirname(at(name)), { recursive: true, mode: 0o700 });
  fs.writeFileSync(at(name), text, { mode: 0o600 });
};
const read = (name: string): string => fs.readFileSync(at(name), 'utf8');
const below = (name: string): string[] =>
  fs
    .readdirSync(at(name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(at(name), path.join(entry.parentPath, entry.name)))
    .sort();

const CAMPAIGN = `kind: petition
title: A test
language: en-GB
organisers: [ { name: Example Network } ]
sources:
  - { file: exports/*.csv }
  - { file: paper/*.csv, medium: paper }
`;
/** Somebody who must be found nowhere but in private folders. */
const CANARY = 'Zarah Quillfeather,zarah@example.org,07700 900123';

/** A campaign folder with exports and a private folder. */
function campaignFolder(name: string): void {
  write(`${name}/campaign.yaml`, CAMPAIGN);
  write(`${name}/exports/form.csv`, `Name,Email,Phone\n${CANARY}\n`);
  write(`${name}/paper/stall.csv`, 'Name\nBo Example\n');
  write(`${name}/private/merge.json`, '{"tool":{"name":"handin"}}');
  write(`${name}/private/signatures.csv`, `${CANARY}\n`);
  write(`${name}/private/strikes/spam.json`, '{}');
  write(`${name}/private/strikes/other.json`, '{"is":"old"}');
  write(`${name}/private/keys/tree.bin`, 'a key');
  write(`${name}/private/suppression.key`, 'a key');
  write(`${name}/private/notes.txt`, '# mine\nAGE-SECRET-KEY-1QQQ');
  write(`${name}/private/.gitignore`, '*\n');
}

const exporting = (name: string, given: Partial<ExportOptions> = {}): ReturnType<typeof runExport> => {
  const context = testContext(at(name));
  return runExport(context, {
    campaign: loadCampaign(context.io, at(name)),
    what: 'private',
    files: [],
    output: at('out.age'),
    to: [],
    recipientsFiles: [],
    passphrase: false,
    withKeys: false,
    plain: false,
    force: false,
    ...given,
  });
};

const importing = (name: string, given: Partial<ImportOptions> = {}): ReturnType<typeof runImport> => {
  const context = testContext(at(name));
  return runImport(context, {
    input: at('out.age'),
    identities: [at('me.identity')],
    campaign: loadCampaign(context.io, at(name)),
    into: at(name),
    force: false,
    ...given,
  });
};

let recipient = '';
beforeEach(async () => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-sealed-')));
  campaignFolder('ann');
  write('bo/campaign.yaml', CAMPAIGN);
  recipient = (await makeIdentity(testContext(folder), at('me.identity'))).recipient;
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const PRIVATE = ['private/merge.json', 'private/signatures.csv', 'private/strikes/other.json', 'private/strikes/spam.json'];

describe('exporting and importing', () => {
  it('moves the private folder from one volunteer to another, without keys', async () => {
    const report = await exporting('ann', { to: [recipient] });
    expect(report).toMatchObject({ form: 'recipients', recipients: 1, keysLeftOut: 3 });
    expect(report.files.map(({ name }) => name)).toEqual(PRIVATE);
    expect(fs.statSync(at('out.age')).mode & 0o777).toBe(0o600);
    expect(fs.readFileSync(at('out.age')).includes(CANARY)).toBe(false);
    expect(await importing('bo')).toMatchObject({ form: 'recipients', added: PRIVATE, replaced: [], unchanged: [] });
    expect(below('bo')).toEqual(['campaign.yaml', 'private/.gitignore', ...PRIVATE]);
    expect(read('bo/private/signatures.csv')).toBe(read('ann/private/signatures.csv'));
    for (const name of PRIVATE) expect(fs.statSync(at('bo', name)).mode & 0o777, name).toBe(0o600);
    expect(fs.statSync(at('bo/private')).mode & 0o777).toBe(0o700);
    expect(fs.readdirSync(at('bo')).sort()).toEqual(['campaign.yaml', 'private']);
  });

  it('takes keys along when it is told to', async () => {
    const report = await exporting('ann', { to: [recipient], withKeys: true });
    expect(report.files.map(({ name }) => name)).toEqual(
      [...PRIVATE, 'private/keys/tree.bin', 'private/notes.txt', 'private/suppression.key'].sort(),
    );
  });

  it('puts exports where the campaign looks for them', async () => {
    await exporting('ann', { to: [recipient], what: 'exports' });
    expect((await importing('bo')).added).toEqual(['exports/form.csv', 'paper/stall.csv']);
    expect(below('bo')).toEqual(['campaign.yaml', 'exports/form.csv', 'paper/stall.csv']);
    expect(fs.statSync(at('bo/paper')).mode & 0o777).toBe(0o700);
  });

  it('takes single files, and tells where each belongs', async () => {
    write('elsewhere/late.csv', 'Name\n');
    const files = [at('ann/paper/stall.csv'), at('elsewhere/late.csv'), at('ann/private/merge.json')];
    expect((await exporting('ann', { to: [recipient], files })).files.map(({ name }) => name)).toEqual([
      'exports/late.csv',
      'paper/stall.csv',
      'private/merge.json',
    ]);
  });

  it('opens for each of several recipients, named or listed in a file, once each', async () => {
    const other = await makeIdentity(testContext(folder), at('other.identity'));
    write('team.txt', `# the team\n\n${other.recipient}\n${recipient}\n`);
    expect(await exporting('ann', { to: [recipient], recipientsFiles: [at('team.txt')] })).toMatchObject({ recipients: 2 });
    write('cy/campaign.yaml', CAMPAIGN);
    expect((await importing('bo')).added).toEqual(PRIVATE);
    expect((await importing('cy', { identities: [at('other.identity')] })).added).toEqual(PRIVATE);
  });

  it('keeps what is here already, and replaces nothing that it was not told to', async () => {
    await exporting('ann', { to: [recipient] });
    write('bo/private/signatures.csv', 'mine');
    write('bo/private/judgements.csv', 'mine too');
    write('bo/private/strikes/own.json', 'mine as well');
    const before = below('bo');
    await expect(importing('bo')).rejects.toMatchObject({ code: 'import-exists' });
    expect(below('bo')).toEqual(before);
    expect(read('bo/private/signatures.csv')).toBe('mine');
    expect(await importing('bo', { force: true })).toMatchObject({ replaced: ['private/signatures.csv'] });
    expect(read('bo/private/signatures.csv')).toContain(CANARY);
    expect([read('bo/private/judgements.csv'), read('bo/private/strikes/own.json')]).toEqual(['mine too', 'mine as well']);
    expect(await importing('bo')).toMatchObject({ added: [], replaced: [], unchanged: PRIVATE });
  });

  it('goes into another campaign’s folder as into one’s own, until its retention clock has run out', async () => {
    await exporting('ann', { to: [recipient], what: 'exports' });
    const args = ['import', at('out.age'), '--identity', at('me.identity'), '--into', at('bo')];
    expect(await runProgram(args, folder)).toMatchObject({
      code: 0,
      stdout: '2 files from out.age\n  exports/form.csv: new\n  paper/stall.csv: new\n',
    });
    fs.appendFileSync(at('bo/campaign.yaml'), 'retention: { delete-after: 2020-01-31 }\n');
    expect((await runProgram(args, folder)).code).toBe(1);
  });

  it('goes into a folder without a campaign', async () => {
    await exporting('ann', { to: [recipient] });
    await importing('ann', { campaign: null, into: at('new/place') });
    expect(below('new/place')).toEqual(['private/.gitignore', ...PRIVATE]);
  });
});

describe('an archive that anybody can open', () => {
  it('is made only when somebody says so, and is noted with its day and count', async () => {
    await expect(exporting('ann')).rejects.toMatchObject({ code: 'export-plain', exitCode: 1 });
    expect(fs.existsSync(at('out.age'))).toBe(false);
    expect(fs.existsSync(at('ann/private/export-log.csv'))).toBe(false);
    await exporting('ann', { plain: true, output: at('out.zip') });
    await exporting('ann', { to: [recipient] });
    expect(read('ann/private/export-log.csv')).toBe('date,form,files\n2025-05-06,plain,4\n2025-05-06,recipients,4\n');
    expect((await importing('bo', { input: at('out.zip'), identities: [] })).form).toBe('plain');
    await expect(exporting('ann', { plain: true, to: [recipient] })).rejects.toMatchObject({ code: 'lock-both' });
  });
});

/** Answers the questions for secrets in order. */
function secrets(...answers: string[]): Prompts {
  const unasked = (): Promise<never> => Promise.reject(new Error('unasked'));
  return {
    select: unasked,
    input: unasked,
    confirm: unasked,
    key: unasked,
    show: () => undefined,
    screen: () => ({}) as never,
    secret: async ({ check }) => {
      const answer = answers.shift() ?? '';
      const wrong = check?.(answer) ?? null;
      if (wrong !== null) throw new Error(wrong);
      return answer;
    },
  };
}

describe('a passphrase', () => {
  const options = (): ExportOptions => ({
    campaign: loadCampaign(testContext(folder).io, at('ann')),
    what: 'private',
    files: [],
    output: at('out.age'),
    to: [],
    recipientsFiles: [],
    passphrase: true,
    withKeys: false,
    plain: false,
    force: false,
  });

  // The work that makes guessing slow takes seconds here too.
  it.runIf(runs(0, 1) === 1)('is asked for twice, and opens the archive', async () => {
    const words = 'four random words here';
    expect(await runExport(testContext(folder, { prompts: secrets(words, words) }), options())).toMatchObject({ form: 'passphrase' });
    const context = testContext(at('bo'), { prompts: secrets(words) });
    expect(
      (await runImport(context, { input: at('out.age'), identities: [], campaign: null, into: at('bo'), force: false })).added,
    ).toEqual(PRIVATE);
  });

  it.each([
    ['nobody can be asked', null, 'passphrase-terminal'],
    ['the two differ', secrets('four random words here', 'four random words Here'), 'passphrase-differs'],
  ])('is refused where %s', async (_what, prompts, code) => {
    const context = testContext(folder, prompts === null ? {} : { prompts });
    await expect(runExport(context, options())).rejects.toMatchObject({ code });
    expect(fs.existsSync(at('out.age'))).toBe(false);
  });

  it('is refused when it is short', async () => {
    await expect(runExport(testContext(folder, { prompts: secrets('short') }), options())).rejects.toThrow('at least 16 characters');
  });
});

describe('what is refused', () => {
  it.each([
    ['is no recipient', 'age1nobody', 'age-recipient'],
    ['is an identity', 'AGE-SECRET-KEY-143WN7DCXU4G8R5AXQSSYD9AEPYDNT3HXSLWSPK36CDU6E8M59SSSAGZ3KG', 'age-recipient'],
  ])('a recipient that %s, without repeating it', async (_what, to, code) => {
    const failure = await exporting('ann', { to: [to] }).catch((cause: unknown) => cause);
    expect(failure).toMatchObject({ code });
    expect(String(failure)).not.toContain(to.slice(4));
  });

  it('an output that is there already, and an identity that would be lost', async () => {
    await exporting('ann', { to: [recipient] });
    await expect(exporting('ann', { to: [recipient] })).rejects.toMatchObject({ code: 'output-exists' });
    await exporting('ann', { to: [recipient], force: true });
    await expect(makeIdentity(testContext(folder), at('me.identity'))).rejects.toMatchObject({ code: 'output-exists' });
  });

  it('a wrong identity, a damaged archive, none at all, and what is no archive; nothing is left behind', async () => {
    await exporting('ann', { to: [recipient] });
    await makeIdentity(testContext(folder), at('other.identity'));
    const whole = fs.readFileSync(at('out.age'));
    fs.writeFileSync(at('cut.age'), whole.subarray(0, whole.length - 70_000));
    write('list.csv', 'Name\n');
    write('text.age', '-----BEGIN AGE ENCRYPTED FILE-----\n');
    for (const [given, code] of [
      [{ identities: [at('other.identity')] }, 'age-no-match'],
      [{ identities: [] }, 'identity-missing'],
      [{ identities: [at('list.csv')] }, 'age-identity'],
      [{ input: at('cut.age') }, 'age-damaged'],
      [{ input: at('list.csv') }, 'import-form'],
      [{ input: at('text.age') }, 'import-form'],
      [{ input: at('nothing.age') }, 'file-unreadable'],
    ] as const) {
      await expect(importing('bo', given), code).rejects.toMatchObject({ code });
      expect(fs.readdirSync(at('bo'), { recursive: true }), code).toEqual(['campaign.yaml']);
    }
  });

  it('nothing to export', async () => {
    await expect(exporting('bo', { to: [recipient] })).rejects.toMatchObject({ code: 'export-nothing' });
  });

  it('warns of an identity that others can read', async () => {
    await exporting('ann', { to: [recipient] });
    fs.chmodSync(at('me.identity'), 0o644);
    const context = testContext(at('bo'));
    await runImport(context, { input: at('out.age'), identities: [at('me.identity')], campaign: null, into: at('bo'), force: false });
    expect(context.printed.notes).toContain('me.identity can be read by others');
  });
});

describe('an archive from somebody hostile', () => {
  /** age does not say who encrypted, so anything may be inside. */
  async function importZip(names: readonly string[]): Promise<unknown> {
    fs.writeFileSync(at('evil.zip'), zip(names.map((name) => ({ name, content: Buffer.from(CANARY) }))));
    return importing('bo', { input: at('evil.zip') }).catch((cause: unknown) => (cause as { code?: string }).code);
  }

  it.each([
    ['climbs', ['exports/../../x.csv']],
    ['is absolute', ['/tmp/x.csv']],
    ['names a drive', ['C:/x.csv']],
    ['replaces the campaign file', ['campaign.yaml']],
    ['adds a text of the campaign', ['letter.md']],
    ['adds a hook', ['.git/hooks/pre-commit']],
    ['is hidden', ['private/.gitignore']],
    ['hides a folder', ['exports/.x/y.csv']],
    ['is a device', ['exports/NUL.csv']],
    ['ends with a dot', ['exports/x.csv.']],
    ['names a stream', ['exports/x.csv:y']],
    ['rings the bell', ['exports/\u0007.csv']],
    ['turns its name around', ['exports/\u202evsc.x']],
    ['has no name', ['exports//x.csv']],
    ['lies in a folder the campaign does not count', ['paper/deep/x.csv']],
    ['comes twice but for case', ['exports/x.csv', 'exports/X.csv']],
    ['is a file and a folder', ['exports/x', 'exports/x/y.csv']],
    ['is nothing', []],
  ])('is refused whole when a file of it %s', async (_what, names) => {
    const code = await importZip(['private/good.csv', ...names].slice(names.length === 0 ? 1 : 0));
    expect(['file-hostile', 'export-nothing', 'import-form']).toContain(code);
    expect(fs.readdirSync(at('bo'), { recursive: true })).toEqual(['campaign.yaml']);
  });

  it('does not follow a link out of the campaign', async () => {
    fs.mkdirSync(at('outside'));
    fs.symlinkSync(at('outside'), at('bo/exports'));
    expect(await importZip(['exports/x.csv'])).toBe('file-hostile');
    expect(fs.readdirSync(at('outside'))).toEqual([]);
  });

  it('is no larger than an archive can be', async () => {
    fs.writeFileSync(at('evil.zip'), '');
    fs.truncateSync(at('evil.zip'), 2 ** 31 + 1);
    await expect(importing('bo', { input: at('evil.zip') })).rejects.toMatchObject({ code: 'file-hostile' });
  });

  it('is no bomb', async () => {
    fs.writeFileSync(at('evil.zip'), zip([{ name: 'exports/x.csv', content: Buffer.alloc(30_000_000) }]));
    await expect(importing('bo', { input: at('evil.zip') })).rejects.toMatchObject({ code: 'file-hostile' });
    expect(fs.readdirSync(at('bo'), { recursive: true })).toEqual(['campaign.yaml']);
  });
});

describe('a run that is killed', () => {
  /** Files that hold the canary, outside of the places where private files and exports belong. */
  function strays(): string[] {
    const belongs = /^(?:ann|bo)\/(?:private|\.private\.handin-new-[^/]+|exports|paper)\//;
    return below('.').filter((name) => !belongs.test(name) && fs.readFileSync(at(name)).includes(CANARY));
  }

  /** Looks at the disk before and after every step that the program takes on it: each is a place where it could be killed. */
  function watched(name: string): { context: TestContext; steps: () => number; found: string[] } {
    const context = testContext(at(name));
    const found: string[] = [];
    let steps = 0;
    const watch = <T extends object>(target: T): T =>
      new Proxy(target, {
        get(from, key) {
          const value = Reflect.get(from, key) as unknown;
          if (typeof value !== 'function') return value;
          return (...given: unknown[]) => {
            found.push(...strays());
            const result = Reflect.apply(value, from, given) as unknown;
            steps++;
            found.push(...strays());
            return typeof result === 'object' && result !== null && 'publish' in result ? watch(result) : result;
          };
        },
      });
    const io = { ...context.io, files: watch(context.io.files), createSealing: async () => watch(sealing) };
    return { context: { ...context, io }, steps: () => steps, found };
  }

  it('leaves nothing in clear outside of private folders, at whatever step', async () => {
    const first = watched('ann');
    await runExport(first.context, {
      campaign: loadCampaign(first.context.io, at('ann')),
      what: 'all',
      files: [],
      output: at('out.age'),
      to: [recipient],
      recipientsFiles: [],
      passphrase: false,
      withKeys: false,
      plain: false,
      force: false,
    });
    const second = watched('bo');
    const campaign = loadCampaign(second.context.io, at('bo'));
    await runImport(second.context, { input: at('out.age'), identities: [at('me.identity')], campaign, into: at('bo'), force: false });
    expect(first.steps() + second.steps()).toBeGreaterThan(80);
    expect([...first.found, ...second.found]).toEqual([]);
  });

  it('leaves a work folder that the next run removes', async () => {
    await exporting('ann', { to: [recipient] });
    write('bo/.private.handin-new-0123456789ab/.import/archive', CANARY);
    await importing('bo');
    expect(below('bo')).toEqual(['campaign.yaml', 'private/.gitignore', ...PRIVATE]);
  });

  it('holds that when it is really killed', async () => {
    await exporting('ann', { to: [recipient], what: 'all' });
    const program = path.join(ROOT, 'bin', 'handin.js');
    for (let kill = 0; kill < runs(0, 15); kill++) {
      const isImport = kill % 2 === 1;
      const args = isImport
        ? ['import', at('out.age'), '--identity', at('me.identity'), '--force', '--campaign', at('bo')]
        : ['export', '--to', recipient, '--what', 'all', '-o', at('again.age'), '--force', '--campaign', at('ann')];
      const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: 'ignore' });
      const ended = once(child, 'exit');
      await new Promise((resolve) => setTimeout(resolve, 150 + kill * 7));
      child.kill('SIGKILL');
      await ended;
      expect(strays(), `kill ${kill}`).toEqual([]);
    }
  }, 120_000);
});

describe('other programs', () => {
  const age = ['age', 'rage'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (age === undefined) console.warn('SKIPPED: neither age nor rage is installed, so nothing is compared with another implementation.');

  it.skipIf(age === undefined)('open what handin encrypted, and handin opens what they encrypt', async () => {
    await exporting('ann', { to: [recipient] });
    const opened = spawnSync(age ?? '', ['-d', '-i', at('me.identity'), at('out.age')], { maxBuffer: 1e8 });
    const pieces: Uint8Array[] = [];
    const members = PRIVATE.map((name) => ({ name, content: { path: at('ann', name) } }));
    for await (const piece of archivePieces(members)) pieces.push(piece);
    expect(Buffer.compare(opened.stdout, Buffer.concat(pieces))).toBe(0);
    await sealing.seal(members, null, at('plain.zip'));
    expect(spawnSync(age ?? '', ['-r', recipient, '-o', at('theirs.age'), at('plain.zip')]).status).toBe(0);
    expect((await importing('bo', { input: at('theirs.age') })).added).toEqual(PRIVATE);
  });
});
