import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import type { Prompts } from '../../../src/lib/context.js';
import { HandinError } from '../../../src/lib/errors.js';
import { partRelease } from '../../../src/lib/gate/annex.js';
import { readFileText } from '../../../src/lib/io/file-text.js';
import { files } from '../../../src/lib/io/files.js';
import { buildManifest } from '../../../src/lib/pack/manifest.js';
import { type DrawnAnnex, type LockedAnnex, makePassphrase, openAnnex, showPassphrases } from '../../../src/lib/workflows/annex.js';
import { assertAnnexFolder, buildAnnex } from '../../../src/lib/workflows/annex-folder.js';
import { publishBoth } from '../../../src/lib/workflows/pack-folder.js';
import { allReleasedNames, releasedNames } from '../../../src/lib/workflows/released.js';
import { verifyPack } from '../../../src/lib/workflows/verify.js';
import { testContext } from '../../helpers/context.js';
import { runProgram } from '../../helpers/program.js';
import { NAMES, petitionRelease } from '../../helpers/releases.js';
import { copyCampaign, inTemporaryFolder } from '../../helpers/run.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-annex-'));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
const at = (...parts: string[]): string => path.join(root, ...parts);
const OWN = 'six random words that I made up';

const ANNEX = partRelease(petitionRelease()).annex('f'.repeat(64));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Files of names as they are before they are written; what an encrypted file says does not matter here. */
function drawnInto(folder: string, contents: Readonly<Record<string, string>>, title = 'Example'): DrawnAnnex {
  if (ANNEX === null) throw new Error('somebody is named');
  const entries = Object.entries(contents);
  return {
    folder,
    release: { ...ANNEX, campaign: { ...ANNEX.campaign, title } },
    locked: {
      files: entries.map(([file, text]) => ({ file, bytes: Buffer.from(text), passphrase: OWN })),
      listed: entries.map(([file, text]) => ({ path: file, bytes: text.length, sha256: sha256(text) })),
      areMade: false,
    },
    warnings: [],
  };
}

/** Something that has happened. */
const CAME = { file: at('came'), sha256: sha256('came') };
fs.writeFileSync(CAME.file, 'came');

/** Every file below a folder with its text, but for our own list. */
const textsIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'names.json')
      .map((entry) => [
        path.relative(folder, path.join(entry.parentPath, entry.name)),
        fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'),
      ]),
  );

async function codeOf(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (cause) {
    if (!(cause instanceof HandinError)) throw cause;
    expect(`${cause.message} ${cause.hint}`).not.toMatch(/hunter2|handin-annex-/u);
    return cause.code;
  }
  return 'no error';
}

describe('a passphrase', () => {
  it('that is made has 125 random bits, in letters that nobody mistakes for one another', () => {
    const made = Array.from({ length: 200 }, makePassphrase);
    for (const passphrase of made) expect(passphrase).toMatch(/^[0-9a-hj-km-np-tv-z]{5}(?:-[0-9a-hj-km-np-tv-z]{5}){4}$/u);
    expect(new Set(made).size).toBe(200);
    // Every letter turns up: none is left out by a slip in the arithmetic.
    expect(new Set(made.join('').replaceAll('-', '')).size).toBe(32);
  });

  it('is made for each file where somebody can be shown it, and is shown once, not printed', async () => {
    const shown: string[] = [];
    const prompts = { show: (text: string) => shown.push(text) } as unknown as Prompts;
    const context = testContext(root, { prompts });
    const next = await openAnnex(context, { folder: at('names'), passphraseFile: null }, at('pack'));
    const [first, second] = [next(), next()];
    expect(first).not.toBe(second);
    const locked: LockedAnnex = { files: [{ file: 'a-names.pdf', bytes: Buffer.from('x'), passphrase: first }], listed: [], areMade: true };
    showPassphrases(context, locked);
    expect(shown.join('')).toContain(first);
    expect(shown.join('')).toContain('by another way than the file');
    expect(context.printed.out + context.printed.notes).toBe('');
  });

  it('of one’s own is the first line of a file, is good for all files, and is not shown', async () => {
    fs.writeFileSync(at('pp'), `${OWN}\nnot this\n`);
    const shown: string[] = [];
    const context = testContext(root, { prompts: { show: (text: string) => shown.push(text) } as unknown as Prompts });
    const next = await openAnnex(context, { folder: at('names'), passphraseFile: at('pp') }, at('pack'));
    expect([next(), next()]).toEqual([OWN, OWN]);
    showPassphrases(context, { files: [{ file: 'a', bytes: Buffer.alloc(0), passphrase: OWN }], listed: [], areMade: false });
    expect(shown).toEqual([]);
  });

  it('of one’s own can come from stdin', async () => {
    const next = await openAnnex(testContext(root, { input: `${OWN}\r\n` }), { folder: at('names'), passphraseFile: '-' }, at('pack'));
    expect(next()).toBe(OWN);
  });

  it.each<[string, string]>([
    ['is short', 'hunter2'],
    ['is longer than the standard takes', `hunter2${'é'.repeat(64)}`],
    ['holds a control character', `hunter2 hunter2 hunter2\u0007`],
    ['is empty', ''],
  ])('of one’s own is refused where it %s', async (_, text) => {
    fs.writeFileSync(at('bad'), text);
    expect(await codeOf(() => openAnnex(testContext(root), { folder: at('names'), passphraseFile: at('bad') }, at('pack')))).toBe(
      'annex-passphrase',
    );
  });
});

describe('files of names', () => {
  it.each([['pack'], ['pack/names'], ['pack/a/b'], ['.'], ['..']])('do not go into the pack, nor around it: %s', async (folder) => {
    expect(await codeOf(() => openAnnex(testContext(root), { folder: at(folder), passphraseFile: null }, at('pack')))).toBe(
      'annex-in-pack',
    );
  });

  it('need a terminal, or a passphrase of one’s own', async () => {
    expect(await codeOf(() => openAnnex(testContext(root), { folder: at('packed'), passphraseFile: null }, at('pack')))).toBe(
      'annex-terminal',
    );
  });

  it('are private, and verify holds them against the manifest of their pack', async () => {
    const context = testContext(root);
    const bytes = Buffer.from('%PDF-1.7 locked');
    await (await buildAnnex(context, drawnInto(at('locked'), { 'a-names.pdf': bytes.toString() })))
      .publishWith(CAME)
      .then(({ end }) => end());
    expect(fs.statSync(at('locked')).mode & 0o777).toBe(0o700);
    expect(fs.statSync(at('locked', 'a-names.pdf')).mode & 0o777).toBe(0o600);

    const release = petitionRelease();
    const { title, kind, language } = release.campaign;
    const facts = {
      tool: release.tool,
      campaign: { title, kind, language, date: release.date, published: [] },
      release: { sha256: 'a'.repeat(64) },
      counts: release.counts,
      files: [],
    };
    const listed = [{ path: 'a-names.pdf', bytes: bytes.length, sha256: files.sha256(at('locked', 'a-names.pdf')) }];
    fs.mkdirSync(at('thepack'));
    const check = (annex?: typeof listed) => {
      fs.writeFileSync(at('thepack', 'manifest.json'), buildManifest({ ...facts, ...(annex === undefined ? {} : { annex }) }));
      const report = verifyPack({ files, readFileText }, at('thepack'), { keys: null, receipt: null, annexFolder: at('locked') });
      return { annex: report.annex, codes: report.findings.flatMap((finding) => (finding.kind === 'integrity' ? [finding.code] : [])) };
    };
    expect(check(listed)).toEqual({ annex: [{ path: 'a-names.pdf', bytes: bytes.length, state: 'unchanged' }], codes: ['pdf-missing'] });
    expect(check()).toEqual({ annex: [], codes: ['annex-unlisted', 'pdf-missing'] });
    expect(check([{ ...listed[0], path: 'b-names.pdf' } as (typeof listed)[0]]).codes).toContain('annex-missing');
    expect(check([{ ...listed[0], path: '../a-names.pdf' } as (typeof listed)[0]]).codes).toContain('annex-missing');
    fs.appendFileSync(at('locked', 'a-names.pdf'), ' ');
    expect(check(listed).codes).toContain('annex-changed');
  });
});

describe('the folder of the files of names', () => {
  const context = testContext(root);
  const write = async (drawn: DrawnAnnex): Promise<void> => (await (await buildAnnex(context, drawn)).publishWith(CAME)).end();
  let folder = '';
  beforeEach(() => {
    folder = path.join(fs.mkdtempSync(at('folder-')), 'names');
  });

  it('loses the files of an earlier pack, and nothing else', async () => {
    await write(drawnInto(folder, { 'a-names.pdf': 'first', 'b-names.pdf': 'first' }));
    fs.mkdirSync(path.join(folder, 'kept'));
    for (const name of ['letter to the office.odt', 'kept/c-names.pdf']) fs.writeFileSync(path.join(folder, name), 'mine');
    await write(drawnInto(folder, { 'a-names.pdf': 'second' }));
    expect(textsIn(folder)).toEqual({ 'a-names.pdf': 'second', 'letter to the office.odt': 'mine', 'kept/c-names.pdf': 'mine' });
    expect(fs.readdirSync(path.dirname(folder))).toEqual(['names']);
    const list = fs.readFileSync(path.join(folder, 'names.json'), 'utf8');
    expect(JSON.parse(list)).toMatchObject({ tool: { name: 'handin' }, release: 'f'.repeat(64), files: [{ path: 'a-names.pdf' }] });
    for (const { name } of NAMES) expect(list).not.toContain(name);
  });

  it('keeps a file of an earlier pack that somebody has changed since', async () => {
    await write(drawnInto(folder, { 'a-names.pdf': 'first', 'b-names.pdf': 'first' }));
    fs.writeFileSync(path.join(folder, 'b-names.pdf'), 'mine');
    await write(drawnInto(folder, { 'a-names.pdf': 'second' }));
    expect(textsIn(folder)).toEqual({ 'a-names.pdf': 'second', 'b-names.pdf': 'mine' });
  });

  it.each<[string, string, () => void | Promise<void>]>([
    ['other things', 'annex-not-ours', () => lay({ 'holiday.jpg': 'mine' })],
    [
      'a list that handin did not write',
      'annex-not-ours',
      () => lay({ 'names.json': '{"tool":{"name":"other"},"campaign":"Example","files":[]}' }),
    ],
    ['a list that is no JSON', 'annex-not-ours', () => lay({ 'names.json': '{' })],
    ['a pack', 'annex-not-ours', () => lay({ 'manifest.json': '{"tool":{"name":"handin"}}' })],
    ['the names of another campaign', 'annex-other-campaign', () => write(drawnInto(folder, { 'a-names.pdf': 'theirs' }, 'Another'))],
    [
      'a file of this name that somebody has changed',
      'annex-changed',
      async () => {
        await write(drawnInto(folder, { 'a-names.pdf': 'first' }));
        lay({ 'a-names.pdf': 'mine' });
      },
    ],
  ])('is refused, and left alone, when it holds %s', async (_, code, prepare) => {
    await prepare();
    const before = textsIn(folder);
    expect(await codeOf(() => buildAnnex(context, drawnInto(folder, { 'a-names.pdf': 'second' })))).toBe(code);
    // All but the last is known before anything long begins.
    const early = await codeOf(async () => assertAnnexFolder(context, folder, 'Example'));
    expect(early).toBe(code === 'annex-changed' ? 'no error' : code);
    expect(textsIn(folder)).toEqual(before);
  });

  function lay(contents: Readonly<Record<string, string>>): void {
    fs.mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(contents)) fs.writeFileSync(path.join(folder, name), text);
  }

  describe('takes its place together with the pack', () => {
    const PACK_OPTIONS = { marker: 'manifest.json', force: false, carryOver: false, isPrivate: false };
    const manifest = (version: string): string => `{"tool":{"name":"handin"},"pack":"${version}"}`;
    /** Builds both; `fail` is called when the names have their place and the pack has not. */
    const both = async (version: string, fail: () => void = () => undefined): Promise<void> => {
      const place = path.join(path.dirname(folder), 'pack');
      const pack = await files.beginFolder(place, PACK_OPTIONS);
      fs.writeFileSync(path.join(pack.path, 'manifest.json'), manifest(version));
      const publish = async (): Promise<void> => {
        fail();
        await pack.publish();
      };
      const names = await buildAnnex(context, drawnInto(folder, { 'a-names.pdf': version }));
      const came = { file: path.join(place, 'manifest.json'), sha256: sha256(manifest(version)) };
      await publishBoth({ ...pack, publish }, names, came).catch(async (cause: unknown) => {
        await pack.discard();
        throw cause;
      });
    };
    const all = (): Record<string, string> => textsIn(path.dirname(folder));
    const broken = new Error('between both');
    const breakOff = (): void => {
      expect(all()['names/a-names.pdf'], 'the names have their place already').toBe('second');
      throw broken;
    };

    it('or not at all: the names of the pack before come back', async () => {
      await both('first');
      const before = all();
      await expect(both('second', breakOff)).rejects.toBe(broken);
      expect(all()).toEqual(before);
      await both('third');
      expect(all()).toEqual({ 'pack/manifest.json': manifest('third'), 'names/a-names.pdf': 'third' });
    });

    it('or not at all: where there were none, none are left', async () => {
      await expect(both('second', breakOff)).rejects.toBe(broken);
      expect(fs.readdirSync(path.dirname(folder))).toEqual([]);
    });

    it.each(['first', null])('and after a crash between both the next run brings back what was there: %s', async (before) => {
      if (before !== null) await both(before);
      const kept = before === null ? {} : all();
      const crashed = at(`crashed-${before}`);
      await expect(
        both('second', () => {
          // What a power cut leaves is what lies there now, without the locks of a process that lives.
          fs.cpSync(path.dirname(folder), crashed, { recursive: true });
          throw broken;
        }),
      ).rejects.toBe(broken);
      for (const name of fs.readdirSync(crashed)) if (name.endsWith('.handin-lock')) fs.rmSync(path.join(crashed, name));
      for (const name of ['names', 'pack']) files.holdFolder(path.join(crashed, name)).release();
      expect(textsIn(crashed)).toEqual(kept);
      expect(fs.readdirSync(crashed).sort()).toEqual(before === null ? [] : ['names', 'pack']);
    });

    it('and after a crash behind both it stays', async () => {
      await both('first');
      const names = await buildAnnex(context, drawnInto(folder, { 'a-names.pdf': 'second' }));
      const { end } = await names.publishWith(CAME);
      const crashed = at('crashed-behind');
      fs.cpSync(path.dirname(folder), crashed, { recursive: true });
      end();
      fs.rmSync(path.join(crashed, '.names.handin-lock'));
      files.holdFolder(path.join(crashed, 'names')).release();
      expect(textsIn(crashed)).toEqual({ 'pack/manifest.json': manifest('first'), 'names/a-names.pdf': 'second' });
    });
  });
});

describe('names apart, on the command line', () => {
  it('are never joined with the pack by an option that was forgotten, nor by a build that knows nothing of them', async () => {
    await inTemporaryFolder(async (folder) => {
      const campaign = copyCampaign('protection-not-punishment', folder);
      fs.writeFileSync(path.join(folder, 'passphrase'), `${OWN}\n`);
      const said = async (...args: string[]): Promise<string> => {
        const { code, stderr } = await runProgram(args, campaign);
        return `${code} ${/\(([a-z-]+)\)/u.exec(stderr)?.[1] ?? ''}`;
      };
      expect(await said('merge', '--match', 'exact')).toBe('0 ');
      const own = ['--annex-passphrase-file', path.join(folder, 'passphrase')];
      expect(await said('pack', ...own)).toBe('2 option-alone');
      expect(await said('pack', '--seal-key', 'k.pem')).toBe('2 option-alone');
      expect(await said('pack', '--no-seal', '--seal-passphrase-file', '-')).toBe('2 option-alone');
      expect(await said('pack', '--sign-key', 'k')).toBe('2 option-alone');
      expect(await said('pack', '--annex', '../names', ...own, '--sheets', '5')).toBe('2 annex-sheets');
      expect(await said('pack', '--annex', '../names', ...own)).toBe('0 ');
      expect(await said('build')).toBe('1 build-annex');
      const names = path.join(campaign, 'private', 'release-names.json');
      fs.appendFileSync(names, ' ');
      const letter = path.join(campaign, 'letter.md');
      const words = fs.readFileSync(letter, 'utf8');
      fs.writeFileSync(letter, `${words}\nWrite to somebody@example.com.\n`);
      expect(await said('pack', '--annex', '../names', ...own)).toBe('1 leak-found');
      expect(fs.readFileSync(names, 'utf8').endsWith(' '), 'a pack that was refused changes nothing about the names').toBe(true);
      fs.writeFileSync(letter, words);
      const file = path.join(campaign, 'campaign.yaml');
      fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('\npack:\n', '\npack:\n  names: annex\n'));
      // The list of names has changed since, so the pack is no longer the one that is asked for.
      const again = await runProgram(['build', '--json'], campaign);
      expect(JSON.parse(again.stdout)).toMatchObject({ pack: { isUpToDate: false } });
      expect(again.stderr).toContain('The names are in no file');
      expect(JSON.parse((await runProgram(['build', '--json'], campaign)).stdout)).toMatchObject({ pack: { isUpToDate: true } });
    });
  });
});

describe('what was released is read back', () => {
  const whole = petitionRelease();
  const write = (folder: string, name: string, value: unknown): void => {
    fs.mkdirSync(at(folder), { recursive: true });
    fs.writeFileSync(at(folder, name), JSON.stringify(value));
  };

  it('from the pack’s release where the names are in the pack', () => {
    write('in-pack', 'release.json', whole);
    expect(releasedNames(files, at('in-pack')).map(({ signatories }) => signatories.entries)).toEqual([whole.signatories.entries]);
    expect(allReleasedNames(files, at('in-pack'))).toEqual(NAMES);
  });

  it('from both where the names are apart, so that nobody is told that they were not shown', () => {
    const { main, annex } = partRelease(whole);
    write('apart', 'release.json', main);
    write('apart', 'release-names.json', annex('f'.repeat(64)));
    const [document] = releasedNames(files, at('apart'));
    expect(document).toMatchObject({ file: 'home-secretary.pdf', target: whole.documents[0]?.target });
    expect(document?.signatories).toEqual(whole.signatories);
    expect(allReleasedNames(files, at('apart'))).toEqual(NAMES);
  });

  it('as nothing where nothing was released', () => {
    fs.mkdirSync(at('nothing'));
    expect(releasedNames(files, at('nothing'))).toEqual([]);
    expect(allReleasedNames(files, at('nothing'))).toEqual([]);
  });
});
