import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { loadCampaign } from '../../../src/lib/config.js';
import { createAgePair } from '../../../src/lib/io/age.js';
import { type AccessSubject, readAccessData } from '../../../src/lib/workflows/access-data.js';
import { runImport } from '../../../src/lib/workflows/import.js';
import { type AccessOptions, runAccess } from '../../../src/lib/workflows/papers-access.js';
import { type InventedPerson, writeAccessFolder } from '../../helpers/access-folder.js';
import { testContext } from '../../helpers/context.js';
import { lettersOfMarkdown, lettersOfPdf, papersContext } from '../../helpers/papers.js';
import { inTemporaryFolder } from '../../helpers/run.js';
import { runs } from '../../helpers/runs.js';

const NAMES = [
  'Zarah Quillfeather',
  'Łukasz Przykład',
  'Олександр Приклад',
  'Νίκη Παράδειγμα',
  'عمر مثال',
  '例 太郎',
  'Ann Example',
  'Béla Minta',
];

/** People who share mailboxes in any way, with any records. Two people of one name have two mailboxes. */
const people = fc
  .array(
    fc.record({
      name: fc.constantFrom(...NAMES),
      mailbox: fc.integer({ min: 0, max: 3 }),
      records: fc.array(fc.constantFrom('counted', 'counted', 'withdrawn', 'unconfirmed', 'struck-out', 'refused'), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
    { minLength: 2, maxLength: 7 },
  )
  .map((list) => [...new Map(list.map((one) => [`${one.name} ${one.mailbox}`, one])).values()] as InventedPerson[]);

const tokensIn = (text: string): string[] => [...new Set(text.match(/canary\d+x\d+/g) ?? [])].sort();

describe('the records of one person', () => {
  it('are all of theirs and nobody else’s, whoever shares their mailbox or their name', async () => {
    let subjects = 0;
    await fc.assert(
      fc.asyncProperty(people, fc.nat(), async (list, choice) =>
        inTemporaryFolder(async (folder) => {
          const { tokens, signatureIds, emails } = writeAccessFolder(folder, list);
          const context = testContext(folder);
          for (const owner of new Set([choice % list.length, (choice + runs(0, 1)) % list.length])) {
            const id = signatureIds[owner];
            const own = [...(tokens[owner] ?? [])].sort();
            const name = list[owner]?.name ?? '';
            const ways: AccessSubject[] = [
              { email: emails[owner] ?? '', name },
              ...(id === null || id === undefined ? [] : [{ signatureId: id }]),
            ];
            for (const subject of ways) {
              const data = await readAccessData(context, folder, subject);
              expect(tokensIn(JSON.stringify(data.records))).toEqual(own);
              expect(data.records).toHaveLength(own.length);
              const places = data.records.map(({ source, record }) => `${source} ${record}`);
              for (const { matched } of data.records) if (matched !== null) expect(places).toContain(`${matched.source} ${matched.record}`);
              subjects++;
            }
            const isShared = list.some((other, at) => at !== owner && other.mailbox === list[owner]?.mailbox);
            const blind = readAccessData(context, folder, { email: emails[owner] ?? '', name: null });
            if (isShared) await expect(blind).rejects.toMatchObject({ code: 'access-several' });
            else expect(tokensIn(JSON.stringify((await blind).records))).toEqual(own);
          }
        }),
      ),
      { numRuns: runs(4, 20) },
    );
    expect(subjects).toBeGreaterThanOrEqual(runs(4, 20));
  });
});

describe('an access bundle', () => {
  const list: InventedPerson[] = [
    { name: 'Zarah Quillfeather', mailbox: 1, records: ['counted', 'counted', 'withdrawn'] },
    { name: 'Béla Minta', mailbox: 1, records: ['refused'] },
    { name: 'Zarah Quillfeather', mailbox: 2, records: ['counted'] },
    { name: '例 太郎', mailbox: 3, records: ['counted'] },
  ];
  let folder = '';
  beforeAll(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-access-')));
    fs.writeFileSync(
      path.join(folder, 'campaign.yaml'),
      'kind: petition\ntitle: A test\nlanguage: en-GB\norganisers: [ { name: Example Network } ]\ntargets: [ { id: home-secretary, name: The Home Secretary } ]\n',
    );
    writeAccessFolder(path.join(folder, 'private'), list);
    const release = {
      date: '2025-05-06',
      documents: [{ file: 'home-secretary.pdf', target: { id: 'home-secretary', name: 'The Home Secretary' } }],
      signatories: { ceiling: 'name', entries: [{ name: 'Zarah Quillfeather' }] },
    };
    fs.writeFileSync(path.join(folder, 'private', 'release.json'), JSON.stringify(release));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  const making = (given: Partial<AccessOptions>, isRendered = false): ReturnType<typeof runAccess> => {
    const context = papersContext(folder, { renders: () => isRendered });
    return runAccess(context, {
      campaign: loadCampaign(context.io, folder),
      subject: { signatureId: 'S000000000001' },
      output: path.join(folder, 'access.age'),
      to: [],
      recipientsFiles: [],
      passphrase: false,
      force: false,
      ...given,
    });
  };
  const read = (...names: string[]): string => fs.readFileSync(path.join(folder, ...names), 'utf8');

  it('goes into the private folder, says everything as text and as pages, and what was shown to whom', async () => {
    const report = await making({}, true);
    expect(report).toMatchObject({ isEncrypted: false, records: 3, othersAtAddress: 1, lacksPdf: false });
    const place = ['private', 'access', 'S000000000001'];
    const text = read(...place, 'access.md');
    expect(tokensIn(text)).toEqual(['canary0x0', 'canary0x1', 'canary0x2']);
    expect(tokensIn(read(...place, 'access.json'))).toEqual(['canary0x0', 'canary0x1', 'canary0x2']);
    expect(text).not.toContain('Béla');
    expect(text).toContain(
      '- **The Home Secretary:** what was made for this recipient shows “Zarah Quillfeather”, and nothing else of you.',
    );
    expect(lettersOfPdf(path.join(folder, ...place, 'access.pdf'), 'What we hold about you')).toBe(lettersOfMarkdown(text));
    for (const name of ['access.md', 'access.pdf', 'access.json'])
      expect(fs.statSync(path.join(folder, ...place, name)).mode & 0o777, name).toBe(0o600);
    await expect(making({})).rejects.toMatchObject({ code: 'output-exists' });
  });

  it('is one encrypted file for whoever is named, and leaves nothing in clear', async () => {
    const { identity, recipient } = await createAgePair();
    const before = fs.readdirSync(path.join(folder, 'private', 'access'));
    expect(await making({ to: [recipient], subject: { email: 'mailbox1@example.org', name: 'béla minta' } })).toMatchObject({
      isEncrypted: true,
      records: 1,
      othersAtAddress: 3,
    });
    expect(fs.readdirSync(path.join(folder, 'private', 'access'))).toEqual(before);
    expect(fs.readFileSync(path.join(folder, 'access.age')).includes('canary')).toBe(false);
    expect(fs.readdirSync(folder).sort()).toEqual(['access.age', 'campaign.yaml', 'private']);
    fs.writeFileSync(path.join(folder, 'me.identity'), identity, { mode: 0o600 });
    // It is no archive of a campaign, and nothing of it gets into one by mistake.
    await expect(
      runImport(testContext(folder), {
        input: path.join(folder, 'access.age'),
        identities: ['me.identity'],
        campaign: null,
        into: folder,
        force: false,
      }),
    ).rejects.toMatchObject({ code: 'file-hostile' });
    fs.rmSync(path.join(folder, 'me.identity'));
  });

  it('has no pages where the fonts lack a letter, and every letter in the text', async () => {
    expect(await making({ subject: { signatureId: 'S000000000004' } }, true)).toMatchObject({
      lacksPdf: true,
      files: ['access.md', 'access.json'],
    });
    expect(read('private', 'access', 'S000000000004', 'access.md')).toContain('**Whole name:** 例 太郎');
  });

  it('says of somebody who is not shown that they are part of the number', async () => {
    await making({ subject: { signatureId: 'S000000000004' }, force: true });
    expect(read('private', 'access', 'S000000000004', 'access.md')).toContain('you are part of the number, and nothing else of you');
  });

  it('is not made where it cannot be said what was shown', async () => {
    const place = path.join(folder, 'private', 'release.json');
    const whole = fs.readFileSync(place);
    fs.writeFileSync(place, whole.subarray(0, 20));
    await expect(making({ force: true })).rejects.toMatchObject({ code: 'release-unreadable' });
    fs.writeFileSync(place, whole);
  });

  it.each([
    ['an unknown signature', { signatureId: 'Sffffffffffff' }, 'access-nobody'],
    ['an unknown address', { email: 'nobody@example.org', name: null }, 'access-nobody'],
    ['a name that nobody has at the address', { email: 'mailbox1@example.org', name: 'Ann Example' }, 'access-nobody'],
    ['an address of several people', { email: 'MAILBOX1@example.org', name: null }, 'access-several'],
  ])('is refused for %s, without a word of anybody', async (_what, subject, code) => {
    const failure = await making({ subject }).catch((cause: unknown) => cause);
    expect(failure).toMatchObject({ code });
    expect(String(failure)).not.toMatch(/example\.org|Quillfeather|canary/);
  });
});
