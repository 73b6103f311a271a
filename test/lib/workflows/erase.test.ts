import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { eraseCommand } from '../../../src/commands/erase.js';
import { mergeCommand } from '../../../src/commands/merge.js';
import { emptyList, formatKey } from '../../../src/lib/erasure/list.js';
import { suppressionToken } from '../../../src/lib/erasure/tokens.js';
import type { ExitCode } from '../../../src/lib/errors.js';
import type { EraseReport } from '../../../src/lib/model/erasure.js';
import type { MergeReport } from '../../../src/lib/model/merge-report.js';
import { testContext } from '../../helpers/context.js';
import { runs } from '../../helpers/runs.js';

const LIST = [
  'Name,Email,Phone,Postcode,Signed at,Publish my name',
  'Ada Quillfeather,ada.q@gmail.com,07700 900123,ZZ99 1AA,2025-03-01,yes',
  'Ada Quillfeather,adaq+news@googlemail.com,,ZZ99 1AA,2025-03-09,yes',
  'Bernard Inkwell,inkwells@example.org,,ZZ99 1AB,2025-03-02,yes',
  'Sidonie Inkwell,inkwells@example.org,,ZZ99 1AB,2025-03-03,no',
  'Зоя Чернилова,zoya@example.org,,ZZ99 1AC,2025-03-04,no',
  '李小明,,,ZZ99 1AD,2025-03-05,no',
  'Gideon Foolscap,gideon@example.org,07700 900200,ZZ99 1AE,2025-03-06,no',
  '',
].join('\n');
const CAMPAIGN = `kind: petition
title: A test
language: en-GB
organisers: [{ name: Example Network, signatory: Ann Example }]
targets: [{ id: minister, name: The Minister }]
sources: [{ file: exports/*.csv }]
matching: { method: exact }
`;

/** A merge takes half a second of the processor; what the files without a merge show as well is tried with one in the long suite only. */
const itLong = it.runIf(runs(0, 1) === 1);

let root = '';
let folder = '';
beforeAll(async () => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-erase-')));
  folder = path.join(root, 'base');
  write('campaign.yaml', CAMPAIGN);
  write('exports/list.csv', LIST);
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

async function run(
  command: typeof eraseCommand | typeof mergeCommand,
  args: readonly string[],
  input = '',
): Promise<{ out: string; exit: ExitCode | undefined }> {
  const context = testContext(folder, { input });
  let exit: ExitCode | undefined;
  const made = (command as typeof eraseCommand)({
    createContext: async () => context,
    setExit: (code) => {
      exit = code;
    },
  });
  await made.parseAsync(args, { from: 'user' });
  return { out: context.printed.out, exit };
}

const merge = async (...args: string[]): Promise<MergeReport> =>
  JSON.parse((await run(mergeCommand, ['--json', '--threads', '1', ...args])).out) as MergeReport;

/** Removes those who answer to the lines. */
const erase = async (input: string, ...args: string[]): Promise<EraseReport> =>
  JSON.parse((await run(eraseCommand, ['--stdin', '--json', '--yes', ...args], input)).out) as EraseReport;

/** Text of every private file. */
function privateText(): string {
  const place = path.join(folder, 'private');
  return (
    fs
      .readdirSync(place, { recursive: true, encoding: 'utf8' })
      .filter((name) => fs.statSync(path.join(place, name)).isFile())
      .map((name) => fs.readFileSync(path.join(place, name), 'utf8'))
      .join('\n')
      // Digits of a hash may say anything.
      .replace(/[0-9a-f]{16,}/g, '')
  );
}

const ledger = (): string[] =>
  fs
    .readFileSync(path.join(folder, 'private', 'ledger.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1);

describe('removing somebody', () => {
  it('takes every record out of every private file, keeps the places, and names nobody', async () => {
    const report = await erase('ADA.Q+petition@googlemail.com');
    expect(report).toMatchObject({
      outcome: 'erased',
      people: 1,
      records: 2,
      signatures: 1,
      bySource: [{ source: 'list.csv', records: [1, 2] }],
      merge: { how: 'merged-again', signatures: 5, undecided: 0 },
      delivered: null,
    });
    expect(JSON.stringify(report)).not.toMatch(/adaq|ada\.|quill|900123/i);
    expect(privateText()).not.toMatch(/quillfeather|ada\.?q|900123|1AA/i);
    expect(ledger().filter((line) => line.includes('suppressed'))).toEqual([
      'list.csv,1,"",suppressed,erased-on-request,"","",,"","","",""',
      'list.csv,2,"",suppressed,erased-on-request,"","",,"","","",""',
    ]);

    // The same export again, and another one with other spellings of address, name and number.
    write(
      'exports/other.csv',
      [
        'Name,Email,Phone,Postcode',
        'ADA  QUILLFEATHER,A.D.A.Q+1@GoogleMail.com,,ZZ99 9ZZ',
        'Ms Ada Quillfeather,,,zz991aa',
        'Áda Quillfeather,,+44 7700 900123,',
        ',adaq@gmail.com,,',
        'Hildegard Colophon,hildegard@example.org,,ZZ99 1AF',
        '',
      ].join('\n'),
    );
    const again = await merge();
    expect(again.suppression).toMatchObject({ people: 1, records: 6, undecided: 0 });
    expect(again.counts.bySource['other.csv']?.byFate).toEqual({ suppressed: 4, counted: 1 });
    expect(privateText()).not.toMatch(/quillfeather|adaq|900123/i);
  });

  it('asks whose a record of another name at the address is, and counts it once somebody has said so', async () => {
    const report = await erase('inkwells@example.org; Bernard Inkwell');
    expect(report.merge).toEqual({ how: 'merged-again', signatures: 4, undecided: 1 });
    expect(ledger()[3]).toMatch(/^list\.csv,4,"",suppressed,erasure-undecided,/);
    expect((await run(eraseCommand, ['--decide'])).out).toContain('list.csv:4');
    const { out } = await run(eraseCommand, ['--decide', '--other', 'list.csv:4', '--json']);
    expect(JSON.parse(out)).toMatchObject({ other: 1, waiting: [], merge: { how: 'merged-again', signatures: 5, undecided: 0 } });
    expect(privateText()).toContain('Sidonie');
    expect(privateText()).not.toContain('Bernard');
  });

  itLong('removes a record of another name too when it is said to be the same person', async () => {
    await erase('inkwells@example.org; Bernard Inkwell');
    await run(eraseCommand, ['--decide', '--same', 'list.csv:4']);
    expect((await merge()).suppression).toMatchObject({ records: 2, undecided: 0 });
    expect(privateText()).not.toMatch(/inkwell/i);
    await expect(run(eraseCommand, ['--decide', '--other', 'list.csv:4'])).rejects.toMatchObject({ code: 'erase-not-waiting' });
  });

  itLong('says when several people answer, and takes all of them only when told to', async () => {
    const { out, exit } = await run(eraseCommand, ['--email', 'inkwells@example.org', '--yes']);
    expect(exit).toBe(1);
    expect(out).toContain('More than one person answers to that.');
    expect(privateText()).toContain('Bernard');
    expect(await erase('inkwells@example.org', '--everybody')).toMatchObject({
      people: 2,
      records: 2,
      merge: { signatures: 4, undecided: 0 },
    });
    expect(privateText()).not.toMatch(/inkwell/i);
  });

  itLong('finds people by name and postcode and by signature, several at once', async () => {
    const id =
      /^(S[0-9a-f]{12}),person,[^\n]*Чернилова/m.exec(fs.readFileSync(path.join(folder, 'private', 'signatures.csv'), 'utf8'))?.[1] ?? '';
    expect(await erase(`李小明; zz99 1ad\n\n${id}\n`)).toMatchObject({ people: 2, records: 2, merge: { signatures: 4 } });
    expect(privateText()).not.toMatch(/李小明|Чернилова|zoya/);
  });

  it('leaves everything alone for nobody, for --dry-run, and without a yes', async () => {
    const before = privateText();
    expect((await run(eraseCommand, ['--email', 'nobody@example.org', '--yes'])).exit).toBe(1);
    expect((await run(eraseCommand, ['--email', 'zoya@example.org', '--yes', '--dry-run'])).exit).toBe(0);
    expect((await run(eraseCommand, ['--email', 'zoya@example.org'])).out).toContain('this was only a count');
    expect(privateText()).toBe(before);
  });

  itLong('puts somebody on the list of whom no record is there yet', async () => {
    expect(await erase('later@example.org; Lotte Later', '--for-later')).toMatchObject({
      outcome: 'kept-for-later',
      people: 1,
      records: 0,
    });
    write('exports/other.csv', 'Name,Email\nLotte Later,LATER@example.org\nOtto Other,later@example.org\n');
    expect((await merge()).counts.bySource['other.csv']?.byFate).toEqual({ suppressed: 2 });
    expect(
      ledger()
        .slice(-2)
        .map((line) => line.split(',')[4]),
    ).toEqual(['erased-on-request', 'erasure-undecided']);
  });

  itLong('takes a removal back', async () => {
    await erase('zoya@example.org');
    expect((await run(eraseCommand, ['--stdin', '--undo'], 'ZOYA@example.org; зоя чернилова')).exit).toBe(0);
    expect((await merge()).suppression).toMatchObject({ people: 0, records: 0 });
    expect(privateText()).toContain('Чернилова');
    expect((await run(eraseCommand, ['--stdin', '--undo'], 'zoya@example.org')).exit).toBe(1);
  });

  itLong('notes the request as a number and a day, and nothing else that could be read', async () => {
    await erase('zoya@example.org');
    await erase('gideon@example.org');
    const list = JSON.parse(fs.readFileSync(path.join(folder, 'private', 'suppressed.json'), 'utf8'));
    expect(list.requests).toEqual([{ on: '2025-05-06', erased: 2, undone: 0 }]);
    expect(Object.keys(list).sort()).toEqual([
      'formatVersion',
      'keyCheck',
      'others',
      'people',
      'requests',
      'tool',
      'withdrawnAfterDelivery',
    ]);
    for (const token of list.people.flat()) expect(token).toMatch(/^[0-9a-f]{64}$/);
    for (const name of ['suppressed.json', 'keys/suppression.key'])
      expect(fs.statSync(path.join(folder, 'private', name)).mode & 0o777).toBe(0o600);
    expect(fs.statSync(path.join(folder, 'private', 'keys')).mode & 0o777).toBe(0o700);
  });

  it('takes rows out of the files where the merge cannot be run again, and asks for a new one', async () => {
    fs.rmSync(path.join(folder, 'exports', 'list.csv'));
    expect(await erase('inkwells@example.org; Bernard Inkwell')).toMatchObject({ merge: { how: 'trimmed' } });
    expect(privateText()).not.toContain('Bernard');
    expect(privateText()).toContain('Sidonie');
    expect(ledger()[2]).toBe('list.csv,3,"",suppressed,erased-on-request,"","",,"","","",""');
    expect(ledger()).toHaveLength(7);
    const { packCommand } = await import('../../../src/commands/pack.js');
    await expect(run(packCommand as never, ['--dry-run'])).rejects.toMatchObject({ code: 'merge-outdated' });
  });

  it('takes judgements of the person away and leaves those of others', async () => {
    const keys = ledger().map((line) => line.split(',').at(-1) ?? '');
    const { formatJudgement, pairIdOf, orderedKeys } = await import('../../../src/lib/review/judgements.js');
    const line = (a: string, b: string): string => {
      const [leftKey, rightKey] = orderedKeys(a, b);
      return formatJudgement({
        pairId: pairIdOf(a, b),
        leftKey,
        rightKey,
        judgement: 'non-match',
        matchProbability: null,
        reviewer: '',
        judgedAt: '2025-05-01T00:00:00.000Z',
      }).join(',');
    };
    const header = 'pair_id,left_key,right_key,judgement,match_probability,reviewer,judged_at';
    const kept = line(keys[4] ?? '', keys[6] ?? '');
    write('private/judgements.csv', `${header}\n${line(keys[0] ?? '', keys[4] ?? '')}\n${kept}\n`);
    expect(await erase('ada.q@gmail.com')).toMatchObject({ judgements: 1, keptIn: [], merge: { how: 'trimmed' } });
    const left = fs.readFileSync(path.join(folder, 'private', 'judgements.csv'), 'utf8').replaceAll('"', '');
    expect(left.trim()).toBe(`${header}\n${kept}`);
  });
});

describe('the key of the list', () => {
  it.each([
    ['missing', 'suppression-key-missing', () => fs.rmSync(path.join(folder, 'private/keys/suppression.key'))],
    ['of another list', 'suppression-key-wrong', () => write('private/keys/suppression.key', `${'ab'.repeat(32)}\n`)],
    ['damaged', 'suppression-key-wrong', () => write('private/keys/suppression.key', 'ab\n')],
    ['there, and the list is gone', 'suppression-list-missing', () => fs.rmSync(path.join(folder, 'private/suppressed.json'))],
    ['there, and the list is damaged', 'suppression-list-invalid', () => write('private/suppressed.json', '{"formatVersion":1}')],
  ])('stops every merge, into another folder too, when it is %s', async (_what, code, damage) => {
    const key = Uint8Array.from({ length: 32 }, (_, place) => place);
    const list = { ...emptyList('0', key), people: [[suppressionToken(key, 'email', 'zoya@example.org')]] };
    write('private/suppressed.json', JSON.stringify(list));
    write('private/keys/suppression.key', formatKey(key));
    damage();
    await expect(merge()).rejects.toMatchObject({ code, exitCode: 2 });
    await expect(merge('-o', 'elsewhere')).rejects.toMatchObject({ code });
    await expect(erase('gideon@example.org')).rejects.toMatchObject({ code });
    expect(fs.existsSync(path.join(folder, 'elsewhere'))).toBe(false);
  });

  itLong('holds for a merge into another folder', async () => {
    await erase('zoya@example.org');
    expect((await merge('-o', 'elsewhere')).suppression).toMatchObject({ records: 1 });
    expect(fs.readFileSync(path.join(folder, 'elsewhere', 'signatures.csv'), 'utf8')).not.toContain('Чернилова');
  });
});

describe('a removal after the delivery', () => {
  it('is counted, and a letter points at the line without a name', async () => {
    fs.rmSync(path.join(folder, 'exports', 'list.csv'));
    write(
      'retention.json',
      JSON.stringify({
        formatVersion: 1,
        tool: { name: 'handin', version: '0' },
        delivered: [{ on: '2025-05-02', recorded: '2025-05-02' }],
        extended: [],
        purged: [],
      }),
    );
    const place = path.join(folder, 'private', 'signatures.csv');
    fs.writeFileSync(place, fs.readFileSync(place, 'utf8').replaceAll('count-only', 'name'));
    write(
      'private/release.json',
      JSON.stringify({
        signatories: { entries: [{ name: 'Ada Quillfeather' }, { name: 'Bernard Inkwell' }, { name: 'Зоя Чернилова' }] },
        documents: [
          {
            file: 'minister.pdf',
            target: { id: 'minister', name: 'Ann Example' },
            // The minister has a shorter list than others, and the line in it is another.
            own: { signatories: { ceiling: 'name', entries: [{ name: 'Ada Quillfeather' }, { name: 'Зоя Чернилова' }] }, comments: [] },
          },
        ],
      }),
    );
    const report = await erase('zoya@example.org');
    expect(report.delivered).toEqual({
      on: '2025-05-02',
      lines: 1,
      letters: [{ target: 'minister', file: 'letters/erasure-2025-05-06-minister.md' }],
    });
    const letter = fs.readFileSync(path.join(folder, 'private/letters/erasure-2025-05-06-minister.md'), 'utf8');
    expect(letter).toContain('Please delete line 2 of that list');
    expect(letter).toContain('2 May 2025');
    expect(privateText()).not.toMatch(/Чернилова|zoya/);
    const list = JSON.parse(fs.readFileSync(path.join(folder, 'private', 'suppressed.json'), 'utf8'));
    expect(list).toMatchObject({ withdrawnAfterDelivery: 1, requests: [{ on: '2025-05-06', erased: 1, undone: 0 }] });
    expect(fs.existsSync(path.join(folder, 'private', 'release.json'))).toBe(false);

    const unnamed = await erase('gideon@example.org', '--letter');
    expect(unnamed.delivered).toMatchObject({ lines: 0, letters: [{ file: 'letters/erasure-2025-05-06-minister-2.md' }] });
    expect(fs.readFileSync(path.join(folder, 'private/letters/erasure-2025-05-06-minister-2.md'), 'utf8')).toContain(
      'did not name this person',
    );
  });
});
