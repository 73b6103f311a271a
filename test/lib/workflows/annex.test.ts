import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import type { Prompts } from '../../../src/lib/context.js';
import { HandinError } from '../../../src/lib/errors.js';
import { partRelease } from '../../../src/lib/gate/annex.js';
import { readFileText } from '../../../src/lib/io/file-text.js';
import { files } from '../../../src/lib/io/files.js';
import { buildManifest } from '../../../src/lib/pack/manifest.js';
import { type LockedAnnex, makePassphrase, openAnnex, showPassphrases, writeAnnex } from '../../../src/lib/workflows/annex.js';
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
  it.each([['pack'], ['pack/names'], ['pack/a/b']])('do not go into the pack: %s', async (folder) => {
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
    await writeAnnex(context, at('locked'), { files: [{ file: 'a-names.pdf', bytes, passphrase: OWN }], listed: [], areMade: false });
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
