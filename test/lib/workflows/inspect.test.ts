import fs from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import type { LoadedCampaign } from '../../../src/lib/config.js';
import type { Progress } from '../../../src/lib/context.js';
import type { InspectReport } from '../../../src/lib/model/inspect-report.js';
import { PLAIN } from '../../../src/lib/reporters/columns.js';
import { formatInspect, formatInspectJson } from '../../../src/lib/reporters/inspect.js';
import { runInspect } from '../../../src/lib/workflows/inspect.js';
import { homeCountry } from '../../../src/lib/workflows/load.js';
import { testContext } from '../../helpers/context.js';
import { inTemporaryFolder } from '../../helpers/run.js';

const MESSY = [
  'Signatures of spring,,,',
  ',,,',
  'Name,Email,Postcode,Signed at',
  'Ann Quillfeather,ann@example.org,zz993wz,31/05/2025',
  '  Cem  Quillfeather ,cem@example.org,ZZ99 3WZ,01/05/2025',
  'Dee Quillfeather,dee@example.org,ZZ99 3WZ,01/05/2025,one,too many',
  'Total,2,,',
  '',
].join('\n');

/** Inspects one file of the given name and content. */
async function inspect(
  name: string,
  text: string | Uint8Array,
  given: { reveal?: boolean; progress?: Progress; map?: Record<string, string>; headerRow?: number; delimiter?: string } = {},
): Promise<InspectReport> {
  return inTemporaryFolder(async (folder) => {
    fs.writeFileSync(path.join(folder, name), text);
    return runInspect(testContext(folder, given.progress === undefined ? {} : { progress: given.progress }), {
      files: [name],
      profile: null,
      reading: {
        map: given.map ?? {},
        dateOrder: null,
        country: 'GB',
        fixed: [],
        ...(given.headerRow === undefined ? {} : { headerRow: given.headerRow }),
        ...(given.delimiter === undefined ? {} : { delimiter: given.delimiter }),
      },
      campaign: null,
      reveal: given.reveal ?? false,
    });
  });
}

const show = (report: InspectReport): string => formatInspect(report, { width: 100, paint: PLAIN });

describe('inspecting in a campaign', () => {
  it('uses its language, its profiles and what it says of its sources', async () => {
    await inTemporaryFolder(async (folder) => {
      const profile = {
        id: 'own',
        title: 'Our own form',
        checked: '2026-11-26',
        sources: ['Invented.'],
        notes: [],
        fingerprint: { headers: [], confidence: 'low' },
        fields: { full_name: { column: ['Wer'] } },
        dateOrder: 'dmy',
        drop: [],
        tests: [],
      };
      fs.mkdirSync(path.join(folder, 'exports'));
      fs.mkdirSync(path.join(folder, 'profiles'));
      fs.writeFileSync(path.join(folder, 'profiles', 'own.json'), JSON.stringify(profile));
      fs.writeFileSync(path.join(folder, 'exports', 'a.csv'), 'Wer\nAnna Quillfeather\n');
      const campaign = {
        folder,
        campaign: { language: 'de-DE', sources: [{ file: 'exports/*.csv', profile: 'own', medium: 'online' }] },
      } as unknown as LoadedCampaign;
      const report = await runInspect(testContext(path.join(folder, 'exports')), {
        files: ['a.csv'],
        profile: null,
        reading: { map: {}, dateOrder: null, country: 'DE', fixed: [] },
        campaign,
        reveal: false,
      });
      expect(report.tables[0]?.profile).toBe('own');
    });
  });
});

describe('the country of a campaign', () => {
  it.each([
    ['en-GB', 'GB'],
    ['de-AT', 'AT'],
    ['de', null],
  ])('that is written in %s is %s', (language, expected) => {
    expect(homeCountry({ campaign: { language } } as LoadedCampaign)).toBe(expected);
  });
  it('is not assumed where there is no campaign', () => {
    expect(homeCountry(null)).toBeNull();
  });
});

describe('what inspect says of a messy file', () => {
  it('begins with a sentence that counts people, unreadable rows and totals', async () => {
    const [title, sentence] = show(await inspect('messy.csv', MESSY)).split('\n');
    expect(title).toBe('messy.csv');
    expect(sentence).toBe('  2 rows of people, 1 that cannot be read, 1 line below the list, such as a total.');
  });

  it('says where every byte went, and the classes add up to the file', async () => {
    const report = await inspect('messy.csv', MESSY);
    const counts = report.tables[0]?.byteCounts;
    expect(Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0)).toBe(Buffer.byteLength(MESSY));
    expect(counts).toMatchObject({ header: 30, quarantined: 66 });
    expect(show(report)).toMatch(/^ {4}the whole file {2,}\d+$/m);
  });

  it('says per column what would be repaired', async () => {
    const [table] = (await inspect('messy.csv', MESSY)).tables;
    expect(table?.columns.map(({ header, fields, repairs }) => [header, fields, repairs.map(({ kind, count }) => [kind, count])])).toEqual([
      ['Name', ['full_name'], expect.arrayContaining([['white-space', 1]])],
      ['Email', ['email'], []],
      ['Postcode', ['postcode'], [['postcode-format', 1]]],
      ['Signed at', ['signed_at'], [['date-format', 2]]],
    ]);
  });

  it('names unreadable rows by line and reason, and shows none of their text', async () => {
    const report = await inspect('messy.csv', MESSY);
    const text = show(report);
    expect(text).toContain('line 6 (record 3): it has too many cells (row-long)');
    expect(text + formatInspectJson(report)).not.toMatch(/quillfeather|@example|ZZ99/i);
  });

  it('shows unreadable rows and what they may have meant when the operator asked', async () => {
    expect(show(await inspect('messy.csv', MESSY, { reveal: true }))).toMatch(/as it stands {2}Dee Quillfeather,dee@example\.org/);
  });

  it('says what to do next', async () => {
    expect(show(await inspect('messy.csv', MESSY))).toContain('→ Run `handin merge` or `handin clean`');
  });
});

describe('what a terminal would act on', () => {
  const HOSTILE = '\u001b]52;c;aGk=\u0007\u001b[2J\u009b31m\u202e';
  const TEXT = `Name,Email,${HOSTILE}\nAnn Quillfeather,ann@example.org,${HOSTILE}\n`;

  it.each([false, true])('is spelt out in headers, file names and values (revealed: %s)', async (reveal) => {
    const report = await inspect(`x${HOSTILE}.csv`, TEXT, { reveal });
    const text = show(report);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    expect(text).toContain('x\\u{1b}]52;c;aGk=\\u{7}\\u{1b}[2J\\u{9b}31m\\u{202e}.csv');
    const json = formatInspectJson(report);
    expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    expect((JSON.parse(json) as InspectReport).tables[0]?.source).toBe(`x${HOSTILE}.csv`);
  });
});

describe('a file without anything that handin knows', () => {
  it('is described all the same, without its first row, which may be a person', async () => {
    const report = await inspect('list.csv', 'Alpha,Beta\nAnn Quillfeather,ann\nCem Quillfeather,cem\n');
    expect(report.tables[0]).toMatchObject({ profile: null, confidence: null, columns: [{ header: null }, { header: null }] });
    expect(show(report)).toContain('none fits: say --header-row 0 if the first row is a person');
  });

  const HEADERLESS = 'Zara Canaryname,Leeds,ZZ99 3WZ,Please help my sister\nBo Quillfeather,York,ZZ99 3WX,It matters\n';

  it.each([
    ['without options', {}],
    ['with columns by position', { map: { full_name: '#1', postcode: '#3' } }],
    ['with the row named', { map: { full_name: '#1' }, headerRow: 1 }],
  ])('shows no text of a first row that may be a person, %s', async (_, given) => {
    const report = await inspect('list.csv', HEADERLESS, given);
    expect(show(report) + formatInspectJson(report)).not.toMatch(/canary|leeds|ZZ99|sister/i);
    expect(report.tables[0]?.columns.map(({ header }) => header)).toEqual([null, null, null, null]);
  });

  it('shows it where one of its cells is known or was named, or when the operator asked', async () => {
    const headers = async (text: string, given = {}): Promise<unknown> =>
      (await inspect('list.csv', text, given)).tables[0]?.columns.map(({ header }) => header);
    expect(await headers('Name,Beta\nAnn,x\n')).toEqual(['Name', 'Beta']);
    expect(await headers('Alpha,Beta\nAnn,x\n', { map: { full_name: 'Alpha' } })).toEqual(['Alpha', 'Beta']);
    expect(await headers('Alpha,Beta\nAnn,x\n', { map: { full_name: '#1' }, reveal: true })).toEqual(['Alpha', 'Beta']);
  });
});

describe('what else inspect says of a file', () => {
  it('masks every letter, vowel signs included', async () => {
    const [table] = (await inspect('list.csv', 'Name,Email\nप्रिया शर्मा,p@example.org\n')).tables;
    expect(table?.columns[0]?.shape).toBe('aaaaaa aaaaa');
  });

  it('says of a mailing list what would take it', async () => {
    const report = await inspect(
      'list.csv',
      'Email Address,First Name,MEMBER_RATING,OPTIN_TIME\na@example.org,Ann,2,2026-01-05 09:00:00\n',
    );
    expect(report.tables[0]).toMatchObject({ profile: null, refusedProfile: 'mailchimp' });
    expect(show(report)).toContain('mailchimp: a mailing list; merging refuses it unless --profile mailchimp');
    expect(show(report)).not.toContain('none fits');
  });

  it('says that nobody will be named where no column says that a name may be shown', async () => {
    const nobody = /nobody of this file will be named/;
    expect(show(await inspect('a.csv', 'Name,Email,Show it?\nAnn,a@example.org,yes\n'))).toMatch(nobody);
    expect(show(await inspect('b.csv', 'Name,Email,Show it?\nAnn,a@example.org,yes\n', { map: { display_consent: '#3' } }))).not.toMatch(
      nobody,
    );
    expect(show(await inspect('c.csv', 'Email\na@example.org\n'))).not.toMatch(nobody);
  });

  it('does not call what stands round a JSON list rows', async () => {
    const text = show(await inspect('list.json', '{"signatures": [\n{"name": "Ann", "email": "a@example.org"}\n], "page": 1}\n'));
    expect(text).not.toMatch(/rows before the header|rows below the list/);
    expect(text).toMatch(/^ {4}what stands before the list {2,}\d+$/m);
  });

  it.each([
    [',', ';'],
    [';', ','],
    ['\t', ','],
  ])('refuses a file of %j that is cut at %j', async (real, given) => {
    const text = ['Name,Email,Phone,Postcode', 'Ann,a@example.org,07700 900001,ZZ99 3WZ', ''].join('\n').replaceAll(',', real);
    await expect(inspect('list.csv', text, { delimiter: given })).rejects.toMatchObject({ code: 'delimiter-wrong' });
    expect((await inspect('list.csv', text, { delimiter: real })).tables[0]?.columns).toHaveLength(4);
  });

  it('uses the singular for one', async () => {
    const text = show(await inspect('list.csv', 'Name,Email,Colour\nAnn,a@example.org,red\n'));
    expect(text).toContain('1 × column that no field uses');
  });
});

describe('the words of unreadable rows', () => {
  it('name no file where none is written', async () => {
    expect(show(await inspect('messy.csv', MESSY))).toContain('1 × row set aside as unreadable (record 3)');
  });
});

describe('progress', () => {
  it('goes up to the size of all files, and ends', async () => {
    const told: (readonly [string, ...unknown[]])[] = [];
    await inspect('messy.csv', MESSY, {
      progress: {
        begin: (words, bytes) => told.push(['begin', words, bytes]),
        advance: (bytes) => told.push(['advance', bytes]),
        end: () => told.push(['end']),
      },
    });
    expect(told[0]).toEqual(['begin', 'Reading 1 file', Buffer.byteLength(MESSY)]);
    expect(told.at(-2)).toEqual(['advance', Buffer.byteLength(MESSY)]);
    expect(told.at(-1)).toEqual(['end']);
  });
});
