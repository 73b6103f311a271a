import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Io } from '../../../src/lib/context.js';
import { formatCsv } from '../../../src/lib/io/csv-out.js';
import { signWithTool } from '../../../src/lib/io/sign-tool.js';
import { CONSENT_LEVELS } from '../../../src/lib/model/record.js';
import { MINISIGN_COMMENT } from '../../../src/lib/proof/minisign.js';
import { formatSigner, formatVerifier, signerOf, signText } from '../../../src/lib/proof/note.js';
import { drawSample } from '../../../src/lib/proof/sample.js';
import { runProgram } from '../../helpers/program.js';
import { drawnBy } from '../../helpers/render-here.js';
import { copyCampaign, ROOT, type Run } from '../../helpers/run.js';

type Row = Record<string, string>;

let root = '';
let campaign = '';
/** The pack as it was handed in, with a tree and signed. */
let verifierKey = '';
/** Names and hashes of a pack before there were keys, after, and once more. */
const built: Record<'before' | 'after' | 'again', Record<string, string>> = { before: {}, after: {}, again: {} };

const inside = (...names: string[]): string => path.join(campaign, ...names);
const run = (...args: string[]): Promise<Run> => runProgram(args, campaign, { changeIo: remember });

/** Drawing and reading a pack are other tests' matter: what was drawn or read once is not drawn or read again. */
function remember(io: Io): Io {
  return {
    ...io,
    render: async (source, open) => {
      const release = Buffer.concat([...source.bytes]);
      for (const { file, bytes } of await once(`render ${sha256(release)}`, () => drawnBy(io.render, release))) {
        const sink = await open(file);
        await sink.write(bytes);
        await sink.end();
      }
    },
    readFileText: (bytes) => once(`read ${sha256(bytes)}`, () => io.readFileText(bytes)),
  };
}

const seen = new Map<string, unknown>();
function once<T>(key: string, make: () => T): T {
  if (!seen.has(key)) seen.set(key, make());
  return seen.get(key) as T;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const hashesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    fs
      .readdirSync(folder)
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(fs.readFileSync(path.join(folder, name)))
          .digest('hex'),
      ]),
  );
const rowsOf = (file: string): Row[] => parse(fs.readFileSync(file), { columns: true });
const manifest = (): Record<string, unknown> & {
  commitment: { size: number; root: string; inputs: string[] };
  campaign: { title: string };
} => JSON.parse(fs.readFileSync(inside('pack', 'manifest.json'), 'utf8'));
const signatures = (): Row[] => rowsOf(inside('private', 'signatures.csv'));
const withMail = (): Row => signatures().find((row) => row['email'] === 'farah.namuna@example.com') ?? {};
const modeOf = (file: string): number => fs.statSync(file).mode & 0o777;

/** A file that says whom a receipt is about. */
function stated(text: string): string {
  const place = inside('stated.txt');
  fs.writeFileSync(place, `${text}\n`);
  return place;
}

beforeAll(async () => {
  root = fs.mkdtempSync(path.join(process.env['TMPDIR'] ?? '/tmp', 'handin-counts-'));
  campaign = copyCampaign('protection-not-punishment', root);
  // What the pages look like is other tests' matter; two sections are drawn and read faster than twelve.
  const file = inside('campaign.yaml');
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/^pack:\n/m, 'pack:\n  layout: [how-we-counted, verification]\n'));
  expect(await run('merge', '--match', 'exact')).toMatchObject({ code: 0 });
  expect(await run('pack')).toMatchObject({ code: 0 });
  built.before = hashesOf(inside('pack'));
  const made = await run('keys', 'new', '--name', 'example.org/petition', '--json');
  expect(made.code).toBe(0);
  verifierKey = String(JSON.parse(made.stdout).verifierKey);
  expect(await run('pack')).toMatchObject({ code: 0 });
  built.after = hashesOf(inside('pack'));
  // Keys are kept by another merge, and the same list gives the same pack.
  expect(await run('merge', '--match', 'exact', '--threads', '1')).toMatchObject({ code: 0 });
  expect(await run('pack')).toMatchObject({ code: 0 });
  built.again = hashesOf(inside('pack'));
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

describe('a pack of a campaign with keys', () => {
  it('has a signature, a tree in the manifest, and nothing else more; without keys it has neither', () => {
    expect(Object.keys(built.before)).toEqual(['home-secretary.pdf', 'manifest.json']);
    expect(Object.keys(built.after)).toEqual(['home-secretary.pdf', 'manifest.json', 'manifest.sig']);
    expect(manifest()).toMatchObject({
      commitment: { tree: 'handin/tree/v1', size: 25 },
      signature: { kind: 'ed25519', key: verifierKey },
    });
  });

  it('is the same to the byte when it is built again, from another merge too', () => {
    expect(built.again).toEqual(built.after);
  });

  it('commits to every input without saying anything of it', () => {
    const inputs = JSON.parse(fs.readFileSync(inside('private', 'merge.json'), 'utf8')).inputs as { sha256: string; source: string }[];
    const { commitment } = manifest();
    expect(commitment.inputs).toHaveLength(new Set(inputs.map(({ sha256 }) => sha256)).size);
    expect(commitment.inputs).toEqual(commitment.inputs.toSorted());
    const text = fs.readFileSync(inside('pack', 'manifest.json'), 'utf8');
    for (const { sha256, source } of inputs) {
      expect(text).not.toContain(sha256);
      expect(text).not.toContain(source);
    }
  });

  it('keeps keys and leaves for their owner alone, and the secret halves out of every other file and every report', async () => {
    const keys = fs.readdirSync(inside('private', 'keys'));
    expect(keys).toHaveLength(3);
    expect(modeOf(inside('private', 'keys'))).toBe(0o700);
    const readKey = (name: string): string => fs.readFileSync(inside('private', 'keys', name), 'utf8').trim();
    // PRIVATE+KEY+<name>+<id>+<base64>, in which a plus sign is a letter like any other; and handin/tree/v1 <hexadecimal>.
    const secrets = [readKey('signing.key').split('+').slice(4).join('+'), readKey('tree.key').split(' ').at(-1) ?? ''];
    expect(secrets.map((secret) => secret.length)).toEqual([44, 64]);
    for (const name of keys) expect(modeOf(inside('private', 'keys', name)), name).toBe(0o600);
    const shown = await run('keys', '--json');
    const elsewhere = ['pack/manifest.json', 'pack/manifest.sig', 'private/release.json', 'private/merge.json'].map((name) =>
      fs.readFileSync(inside(name), 'utf8'),
    );
    for (const secret of secrets) for (const text of [...elsewhere, shown.stdout, shown.stderr]) expect(text).not.toContain(secret);
  });

  it('is not made with a key that was damaged', async () => {
    const place = inside('private', 'keys', 'tree.key');
    const text = fs.readFileSync(place, 'utf8');
    fs.writeFileSync(place, text.replace('v1', 'v2'));
    try {
      expect(await run('pack', '--dry-run')).toMatchObject({ code: 2, stderr: expect.stringContaining('key-invalid') });
    } finally {
      fs.writeFileSync(place, text);
    }
  });

  it('is refused keys under a name that is an address, and a second set of keys', async () => {
    expect(await run('keys', 'new', '--name', 'ann@example.org')).toMatchObject({ code: 1, stderr: expect.stringContaining('keys-exist') });
    expect(await run('keys', 'nwe')).toMatchObject({ code: 2, stderr: expect.stringContaining('handin keys new') });
  });
});

describe('verifying with keys', () => {
  it('knows the key that was given, in whatever form it was given', async () => {
    fs.writeFileSync(
      inside('keys.txt'),
      `# from the site\n${formatVerifier(signerOf('other.example', Buffer.alloc(32, 1)))}\n${verifierKey}\n`,
    );
    for (const key of [verifierKey, 'keys.txt']) {
      const done = await run('verify', 'pack', '--key', key, '--json');
      expect(done.code).toBe(0);
      expect(JSON.parse(done.stdout).signature).toEqual({ kind: 'ed25519', key: verifierKey, isTrusted: true });
    }
    expect(JSON.parse((await run('verify', 'pack', '--json')).stdout).signature.isTrusted).toBeNull();
  });

  it('says no to another key, and cannot go on without one in what was given', async () => {
    const other = await run('verify', 'pack', '--key', formatVerifier(signerOf('example.org/petition', Buffer.alloc(32, 1))));
    expect(other).toMatchObject({ code: 1, stdout: expect.stringContaining('another key') });
    expect(await run('verify', 'pack', '--key', 'nothing')).toMatchObject({ code: 2, stderr: expect.stringContaining('verify-key') });
  });

  it('says no to a pack without a signature when a key was given', async () => {
    expect(await run('pack', '--sign', 'none', '-o', 'bare')).toMatchObject({ code: 0 });
    expect(await run('verify', 'bare')).toMatchObject({ code: 0 });
    expect(await run('verify', 'bare', '--key', verifierKey)).toMatchObject({ code: 1, stdout: expect.stringContaining('is missing') });
  });
});

describe('a receipt', () => {
  it('is not written by default: the answer is yes or no', async () => {
    const id = withMail()['signature_id'] ?? '';
    const yes = await run('receipt', '--signature', id, '--json');
    expect(yes.code).toBe(0);
    expect(JSON.parse(yes.stdout)).toMatchObject({ outcome: 'counted', size: 25, receipt: null, openedWith: 'the e-mail address' });
    expect(await run('receipt', '--identity', stated('Farah.Namuna+news@example.com'))).toMatchObject({ code: 0 });
    expect(await run('receipt', '--identity', stated('nobody@example.org'))).toMatchObject({ code: 1 });
    expect(await run('receipt', '--signature', 'S000000000000')).toMatchObject({ code: 1 });
    expect(await run('receipt')).toMatchObject({ code: 2, stderr: expect.stringContaining('identity-missing') });
    expect(await run('receipt', '--identity', stated('Farah'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('identity-unreadable'),
    });
  });

  it('needs a name where people share a mailbox', async () => {
    expect(await run('receipt', '--identity', stated('muestra.family@example.com'), '--json')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('"shared"'),
    });
    expect(await run('receipt', '--identity', stated('email:muestra.family@example.com:ana muestra'))).toMatchObject({ code: 0 });
  });

  it('is written after a warning and a yes, for its owner alone, and neither it nor what is printed names the person', async () => {
    const who = ['--identity', stated('farah.namuna@example.com')];
    expect(await run('receipt', ...who, '-o', 'farah.tlog-proof')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('can demand it'),
    });
    expect(fs.existsSync(inside('farah.tlog-proof'))).toBe(false);
    const done = await run('receipt', ...who, '-o', 'farah.tlog-proof', '--yes');
    expect(done).toMatchObject({ code: 0, stderr: expect.stringContaining('can demand it') });
    expect(modeOf(inside('farah.tlog-proof'))).toBe(0o600);
    const text = fs.readFileSync(inside('farah.tlog-proof'), 'utf8');
    expect(text.endsWith(`\n\n${fs.readFileSync(inside('pack', 'manifest.sig'), 'utf8')}`)).toBe(true);
    for (const printed of [text.replace('tlog-proof@v1', ''), done.stdout, done.stderr]) expect(printed).not.toMatch(/namuna|farah\.n|@/i);
    expect(await run('receipt', ...who, '-o', 'farah.tlog-proof', '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('output-exists'),
    });
    expect(await run('receipt', ...who, '-o', 'pack/farah', '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('receipt-in-pack'),
    });
  });

  it('is checked against the pack, for that person and for nobody else', async () => {
    const check = (identity: string, receipt = 'farah.tlog-proof'): Promise<Run> =>
      run('verify', 'pack', '--key', verifierKey, '--receipt', receipt, '--identity', stated(identity), '--json');
    const right = await check('Farah.Namuna@example.com');
    expect(right.code).toBe(0);
    expect(JSON.parse(right.stdout).receipt).toEqual({ outcome: 'included', consentLevel: withMail()['display_consent'] });
    expect(JSON.parse((await check('noemie@example.org')).stdout)).toMatchObject({ ok: false, receipt: { outcome: 'not-included' } });
    fs.writeFileSync(inside('broken'), fs.readFileSync(inside('farah.tlog-proof'), 'utf8').replace('extra ', 'extra A'));
    expect(await check('farah.namuna@example.com', 'broken')).toMatchObject({ code: 1, stdout: expect.stringContaining('"unreadable"') });
  });

  it('is checked by the script that needs no handin', () => {
    const script = path.join(ROOT, 'docs', 'check-pack.mjs');
    expect(fs.readFileSync(script, 'utf8').split('\n').length).toBeLessThanOrEqual(61);
    const consent = withMail()['display_consent'] ?? '';
    const check = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
      spawnSync(process.execPath, [script, ...args], { cwd: campaign, encoding: 'utf8' });
    const person = ['farah.tlog-proof', 'email:farah.namuna@example.com', consent];
    expect(check('pack', verifierKey, ...person)).toMatchObject({ status: 0, stdout: expect.stringContaining('one of the 25 counted') });
    const wrong = CONSENT_LEVELS.find((level) => level !== consent) ?? '';
    expect(check('pack', verifierKey, ...person.slice(0, 2), wrong)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('not about that person'),
    });
    expect(check('pack', formatVerifier(signerOf('example.org/petition', Buffer.alloc(32, 1))))).toMatchObject({ status: 1 });
    fs.cpSync(inside('pack'), inside('changed'), { recursive: true });
    fs.appendFileSync(inside('changed', 'home-secretary.pdf'), ' ');
    expect(check('changed', verifierKey)).toMatchObject({ status: 1, stderr: expect.stringContaining('was changed') });
  });

  it('can still be made when the consent on file has changed since', async () => {
    const place = inside('private', 'signatures.csv');
    const text = fs.readFileSync(place, 'utf8');
    const rows = signatures().map((row) => ({ ...row, display_consent: row['display_consent'] === 'name' ? 'count-only' : 'name' }));
    fs.writeFileSync(place, formatCsv([Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]));
    try {
      expect(await run('receipt', '--identity', stated('farah.namuna@example.com'))).toMatchObject({ code: 0 });
    } finally {
      fs.writeFileSync(place, text);
    }
  });
});

/** The root that an opening of the list leads to, written apart from the code under test. */
function rootOf(row: Row, title: string, size: number): string {
  const sha256 = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
  const hmac = (key: Buffer, data: Buffer): Buffer => {
    const padded = Buffer.concat([key, Buffer.alloc(64 - key.length)]);
    return sha256(padded.map((byte) => byte ^ 0x5c) as Buffer, sha256(padded.map((byte) => byte ^ 0x36) as Buffer, data));
  };
  const fields = [title, row['identity_key'] ?? '', row['consent_level'] ?? ''].map((text) => {
    const bytes = Buffer.from(text);
    return Buffer.concat([Buffer.of(0, 0, bytes.length >> 8, bytes.length & 255), bytes]);
  });
  let node = sha256(Buffer.of(0), hmac(Buffer.from(row['salt'] ?? '', 'hex'), Buffer.concat([Buffer.from('handin/leaf/v1\0'), ...fields])));
  let [at, width] = [Number(row['index']), size];
  for (const hash of (row['path'] ?? '').split(' ').filter((one) => one !== '')) {
    // A node without a neighbour goes up as it is.
    while (at % 2 === 0 && at === width - 1) [at, width] = [at / 2, Math.ceil(width / 2)];
    const other = Buffer.from(hash, 'hex');
    node = at % 2 === 1 ? sha256(Buffer.of(1), other, node) : sha256(Buffer.of(1), node, other);
    [at, width] = [Math.floor(at / 2), Math.ceil(width / 2)];
  }
  return node.toString('hex');
}

describe('an audit', () => {
  it('opens the leaves that the seed chose, and each leads to the published root', async () => {
    const done = await run('audit', '--seed', 'Lottery 7 May: 3 11 19', '--size', '9', '--json');
    expect(done.code).toBe(0);
    const report = JSON.parse(done.stdout);
    const { commitment, campaign: named } = manifest();
    const drawn = drawSample('Lottery 7 May: 3 11 19', Buffer.from(commitment.root, 'hex'), 25, 9);
    expect(report).toMatchObject({
      size: 25,
      root: commitment.root,
      places: drawn,
      unopened: [],
      files: ['private/audit.csv', 'private/audit-inputs.csv'],
    });
    expect(named.title).toBe('Protection, not punishment');
    const list = rowsOf(inside('private', 'audit.csv'));
    expect(list.map((row) => [row['draw'], row['index']])).toEqual(drawn.map((place, at) => [String(at + 1), String(place)]));
    for (const row of list) expect(rootOf(row, 'protection-not-punishment', 25)).toBe(commitment.root);
    const people = new Map(signatures().map((row) => [row['signature_id'], row['full_name']]));
    for (const row of list) expect(row['full_name']).toBe(people.get(row['signature_id']));
    expect(done.stdout + done.stderr).not.toMatch(/@|example\.com/);
    for (const name of ['audit.csv', 'audit-inputs.csv']) expect(modeOf(inside('private', name))).toBe(0o600);
  });

  it('opens the inputs too, with a key that opens no leaf', () => {
    const { commitment } = manifest();
    const list = rowsOf(inside('private', 'audit-inputs.csv'));
    expect(list.map((row) => row['commitment'])).toEqual(commitment.inputs);
    expect(list.map((row) => row['label'])).toEqual(commitment.inputs.map((_, index) => `input-${index + 1}`));
    const treeKey = fs.readFileSync(inside('private', 'keys', 'tree.key'), 'utf8');
    for (const row of list) expect(treeKey).not.toContain(row['run_key'] ?? 'tree');
  });

  it('draws everybody where there are fewer than the sample needs, and says so', async () => {
    const done = await run('audit', '--seed', 'x', '-o', 'all.csv');
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('That is everybody') });
    expect(rowsOf(inside('all.csv'))).toHaveLength(25);
  });

  it('names the places that nobody on file can open, and goes on', async () => {
    const place = inside('private', 'signatures.csv');
    const text = fs.readFileSync(place, 'utf8');
    const [, ...rows] = parse(text) as string[][];
    const kept = rows.filter((row) => !row.includes('farah.namuna@example.com'));
    fs.writeFileSync(place, formatCsv([Object.keys(signatures()[0] ?? {}), ...kept]));
    try {
      const report = JSON.parse((await run('audit', '--seed', 'x', '--size', '25', '-o', 'some.csv', '--json')).stdout);
      expect(report.unopened).toHaveLength(1);
      expect(rowsOf(inside('some.csv')).map((row) => Number(row['index']))).not.toContain(report.unopened[0]);
      expect(await run('receipt', '--identity', stated('farah.namuna@example.com'))).toMatchObject({ code: 1 });
    } finally {
      fs.writeFileSync(place, text);
    }
  });

  it.each([
    [['--seed', ' '], 'audit-seed'],
    [['--seed', 'x', '--share', '0%'], 'must be a share'],
    [['--seed', 'x', '--size', '0'], 'whole number'],
    [['--seed', 'x', '-o', 'pack/a.csv'], 'audit-in-pack'],
    [['--seed', 'x', '--pack', 'exports'], 'pack-missing'],
    [[], '--seed'],
  ])('is refused with %j', async (args, words) => {
    expect(await run('audit', ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(words), stdout: '' });
  });
});

const hasSsh = spawnSync('ssh-keygen', ['-?']).error === undefined;

describe('signing with a tool that is there already', () => {
  it.skipIf(!hasSsh)('ssh-keygen: what it signed verifies here and with ssh-keygen itself', async () => {
    const key = path.join(root, 'id_ed25519');
    expect(spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'volunteer@laptop', '-f', key]).status).toBe(0);
    expect(await run('pack', '--sign', 'ssh', '--sign-key', key, '-o', 'ssh')).toMatchObject({ code: 0 });
    expect(await run('verify', 'ssh', '--key', `${key}.pub`)).toMatchObject({ code: 0, stdout: expect.stringContaining('key you gave') });
    for (const name of ['manifest.json', 'manifest.sig']) expect(fs.readFileSync(inside('ssh', name), 'utf8')).not.toContain('volunteer');
    fs.writeFileSync(inside('allowed'), `organisers ${fs.readFileSync(`${key}.pub`, 'utf8')}`);
    const checked = spawnSync(
      'ssh-keygen',
      ['-Y', 'verify', '-f', 'allowed', '-I', 'organisers', '-n', 'handin', '-s', 'ssh/manifest.sig'],
      {
        cwd: campaign,
        input: fs.readFileSync(inside('ssh', 'manifest.json')),
        encoding: 'utf8',
      },
    );
    expect(checked).toMatchObject({ status: 0, stdout: expect.stringContaining('Good "handin" signature') });
    // A signature for another purpose, by the same key over the same bytes, is none for a pack.
    fs.rmSync(inside('ssh', 'manifest.sig'));
    fs.writeFileSync(
      inside('ssh', 'manifest.sig'),
      spawnSync('ssh-keygen', ['-Y', 'sign', '-f', key, '-n', 'file'], { input: fs.readFileSync(inside('ssh', 'manifest.json')) }).stdout,
    );
    expect(await run('verify', 'ssh')).toMatchObject({ code: 1, stdout: expect.stringContaining('is no signature over this manifest') });
  });

  it.skipIf(!hasSsh)('refuses a kind of key that it could not check', async () => {
    const key = path.join(root, 'id_ecdsa');
    expect(spawnSync('ssh-keygen', ['-q', '-t', 'ecdsa', '-N', '', '-f', key]).status).toBe(0);
    expect(await run('pack', '--sign', 'ssh', '--sign-key', key, '-o', 'no')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ssh-keygen -t ed25519'),
    });
    expect(fs.existsSync(inside('no'))).toBe(false);
  });

  /** Stands in for minisign, which few machines have: it takes the same options and writes the format that the published vectors have. */
  function writeMinisign(folder: string, seed: number): { key: string; path: string } {
    const signer = signerOf('x', Buffer.alloc(32, seed));
    const bin = path.join(folder, 'bin');
    fs.mkdirSync(bin, { recursive: true });
    const script = `#!${process.execPath}
const { createHash, createPrivateKey, sign } = process.getBuiltinModule('node:crypto');
const fs = process.getBuiltinModule('node:fs');
const of = (name) => process.argv[process.argv.indexOf(name) + 1];
const key = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, ${seed})]), format: 'der', type: 'pkcs8' });
const signature = sign(null, createHash('blake2b512').update(fs.readFileSync(of('-m'))).digest(), key);
const last = sign(null, Buffer.concat([signature, Buffer.from(of('-t'))]), key);
fs.writeFileSync(of('-x'), ['untrusted comment: ' + of('-c'), Buffer.concat([Buffer.from('ED'), Buffer.from('handinid'), signature]).toString('base64'), 'trusted comment: ' + of('-t'), last.toString('base64'), ''].join('\\n'));
`;
    fs.writeFileSync(path.join(bin, 'minisign'), script, { mode: 0o755 });
    const key = path.join(folder, 'mini.key');
    fs.writeFileSync(key, 'secret');
    const publicKey = Buffer.concat([Buffer.from('Ed'), Buffer.from('handinid'), signer.publicKey]).toString('base64');
    fs.writeFileSync(path.join(folder, 'mini.pub'), `untrusted comment: minisign public key\n${publicKey}\n`);
    return { key, path: bin };
  }

  it.skipIf(process.platform === 'win32')('minisign: the program of the PATH is asked, and what it writes is checked', async () => {
    const { key, path: bin } = writeMinisign(root, 3);
    const before = process.env['PATH'];
    process.env['PATH'] = `${bin}${path.delimiter}${before}`;
    try {
      expect(await run('pack', '--sign', 'minisign', '--sign-key', key, '-o', 'mini')).toMatchObject({ code: 0 });
      expect(fs.readFileSync(inside('mini', 'manifest.sig'), 'utf8').startsWith(`${MINISIGN_COMMENT}\n`)).toBe(true);
      expect(await run('verify', 'mini', '--key', path.join(root, 'mini.pub'))).toMatchObject({ code: 0 });
      // Another secret key than the public one beside it.
      writeMinisign(path.join(root, 'other'), 4);
      process.env['PATH'] = `${path.join(root, 'other', 'bin')}${path.delimiter}${before}`;
      expect(await run('pack', '--sign', 'minisign', '--sign-key', key, '-o', 'no')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('sign-key-other'),
      });
      process.env['PATH'] = path.join(root, 'nowhere');
      await expect(signWithTool('minisign', Buffer.of(), { keyFile: key, purpose: 'handin', comment: 'x' })).rejects.toMatchObject({
        code: 'sign-tool-missing',
      });
      expect(fs.existsSync(inside('no'))).toBe(false);
    } finally {
      process.env['PATH'] = before;
    }
  });

  it.each([
    [['--sign', 'ssh'], 'sign-key-missing'],
    [['--sign', 'ssh', '--sign-key', 'nothing'], 'sign-key-missing'],
    [['--sign', 'pgp'], 'ed25519, ssh, minisign, none'],
  ])('is refused with %j', async (args, words) => {
    expect(await run('pack', ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
  });
});

describe('destroying the tree key', () => {
  it('asks first; afterwards there is no receipt and no sample, and the pack still verifies', async () => {
    expect(await run('keys', 'destroy')).toMatchObject({ code: 2, stderr: expect.stringContaining('--tree') });
    expect(await run('keys', 'destroy', '--tree')).toMatchObject({ code: 2, stderr: expect.stringContaining('keys-confirm') });
    expect(await run('keys', 'destroy', '--tree', '01234567', '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('tree-key-missing'),
    });
    expect(await run('keys', 'destroy', '--tree', '--yes')).toMatchObject({ code: 0 });
    expect(fs.readdirSync(inside('private', 'keys')).sort()).toEqual(['destroyed-trees.txt', 'signing.key']);
    for (const args of [
      ['receipt', '--identity', stated('farah.namuna@example.com')],
      ['audit', '--seed', 'x'],
    ])
      expect(await run(...args)).toMatchObject({ code: 1, stderr: expect.stringContaining('tree-key-destroyed'), stdout: '' });
    expect(await run('verify', 'pack', '--key', verifierKey)).toMatchObject({ code: 0 });
    const check = ['verify', 'pack', '--receipt', 'farah.tlog-proof', '--identity', stated('farah.namuna@example.com')];
    expect(await run(...check)).toMatchObject({ code: 0 });
  });

  it('lets another tree key be made, which knows nothing of the old tree', async () => {
    expect(await run('keys', 'new', '--tree')).toMatchObject({ code: 0 });
    expect(await run('keys', 'new', '--tree')).toMatchObject({ code: 0 });
    const { treeKeys } = JSON.parse((await run('keys', '--json')).stdout);
    expect(treeKeys.map(({ inUse }: { inUse: boolean }) => inUse)).toEqual([true, false]);
    expect(await run('receipt', '--identity', stated('farah.namuna@example.com'))).toMatchObject({ code: 1 });
    expect(await run('receipt', '--pack', 'exports', '--identity', stated('a@example.org'))).toMatchObject({ code: 2 });
  });
});

describe('a campaign without keys', () => {
  it('has nothing to prove, and says what to do', async () => {
    fs.rmSync(inside('private', 'keys'), { recursive: true });
    expect(await run('keys')).toMatchObject({ code: 0, stdout: expect.stringContaining('handin keys new') });
    expect(await run('pack')).toMatchObject({ code: 0 });
    expect(hashesOf(inside('pack'))).toEqual(built.before);
    expect(await run('receipt', '--signature', 'S000000000000')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('pack-without-tree'),
    });
    expect(await run('pack', '--sign', 'ed25519')).toMatchObject({ code: 2, stderr: expect.stringContaining('handin keys new') });
    expect(formatSigner(signerOf('x', Buffer.alloc(32, 1)))).toMatch(/^PRIVATE\+KEY\+x\+/);
    expect(signText('x', signerOf('x', Buffer.alloc(32, 1)))).toHaveLength(64);
  });
});
