import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { SheetForm } from '../../../src/lib/context.js';
import type { CleanReport } from '../../../src/lib/model/clean-report.js';
import type { MergeReport } from '../../../src/lib/model/merge-report.js';
import { formatClean } from '../../../src/lib/reporters/clean.js';
import { PLAIN } from '../../../src/lib/reporters/columns.js';
import { CLEAN_COLUMNS, runClean } from '../../../src/lib/workflows/clean.js';
import { runMerge } from '../../../src/lib/workflows/merge.js';
import { testContext } from '../../helpers/context.js';
import { copyCampaign, inTemporaryFolder } from '../../helpers/run.js';
import { runs } from '../../helpers/runs.js';

const MEMORY = 1_500_000_000;

interface CleanGiven {
  readonly output?: string | null;
  readonly form?: SheetForm;
  readonly keepsOther?: boolean;
  readonly fixed?: readonly string[];
  readonly force?: boolean;
  readonly dateOrder?: 'dmy' | 'mdy';
  readonly map?: Readonly<Record<string, string>>;
  readonly headerRow?: number;
}

/** Cleans files of a folder; the list is `clean.csv` there unless given. */
async function clean(
  folder: string,
  files: readonly string[],
  given: CleanGiven = {},
): Promise<CleanReport & { readonly printed: string }> {
  const context = testContext(folder);
  const output = given.output === undefined ? 'clean.csv' : given.output;
  const report = await runClean(context, {
    files,
    campaign: null,
    profile: null,
    reading: {
      map: given.map ?? {},
      dateOrder: given.dateOrder ?? null,
      country: 'GB',
      fixed: (given.fixed ?? []).map((name) => path.join(folder, name)),
      ...(given.headerRow === undefined ? {} : { headerRow: given.headerRow }),
    },
    output: output === null ? null : path.join(folder, output),
    form: given.form ?? 'spreadsheet',
    keepsOther: given.keepsOther ?? false,
    memoryBytes: MEMORY,
    threads: 1,
    force: given.force ?? false,
  });
  return { ...report, printed: context.printed.out };
}

async function merge(folder: string, files: readonly string[], outDir: string, fixed: readonly string[] = []): Promise<MergeReport> {
  const { report } = await runMerge(testContext(folder), {
    files,
    campaign: null,
    outDir: path.join(folder, outDir),
    reading: { map: {}, dateOrder: null, country: 'GB', fixed: fixed.map((name) => path.join(folder, name)) },
    profile: null,
    match: 'exact',
    keep: 'first',
    matchProbability: 0.95,
    reviewFrom: 0.5,
    memoryBytes: MEMORY,
    threads: 1,
    idsFrom: null,
    force: false,
  });
  return report;
}

function rowsOf(folder: string, name = 'clean.csv'): string[][] {
  return parse(fs.readFileSync(path.join(folder, name)), { bom: true, relax_column_count: true, record_delimiter: '\n' }) as string[][];
}

/** The rows of a list as one object each, empty cells left out. */
function recordsOf(folder: string, name = 'clean.csv'): Record<string, string>[] {
  const [header = [], ...rows] = rowsOf(folder, name);
  return rows.map((row) => Object.fromEntries(row.flatMap((cell, index) => (cell === '' ? [] : [[header[index] ?? '', cell]]))));
}

const ONE = [
  'Name,Email,Postcode,Phone,Signed at,Favourite colour',
  'Ann Quillfeather,Ann@Example.org ,zz993wz,07700 900123,03/05/2025,blue',
  '"=cmd|\' /C calc\'!A1",b@example.org,ZZ99 3WZ,,31/05/2025,red',
  'Cem Quillfeather,c@example.org,ZZ99 3WZ,+44 20 7946 0000,soon,',
  ',,,,,',
  'Dee Quillfeather,d@example.org,ZZ99 3WZ,,01/05/2025,one,too many',
  'Total,4,,,,',
  '',
].join('\n');
const TWO = ['Vorname;Nachname;E-Mail;Lieblingstier', 'Jörg;Quillfeather;j@example.org;Igel', ''].join('\n');

describe('a list from messy exports', () => {
  it('has every record in the same columns, in the order of source and record', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      fs.writeFileSync(path.join(folder, 'a.csv'), Buffer.from(TWO, 'latin1'));
      const report = await clean(folder, ['b.csv', 'a.csv']);
      expect(rowsOf(folder)[0]).toEqual([...CLEAN_COLUMNS]);
      expect(recordsOf(folder).map(({ full_name, source, record }) => [full_name, source, record])).toEqual([
        ['Jörg Quillfeather', 'a.csv', '1'],
        ['Ann Quillfeather', 'b.csv', '1'],
        ["'=cmd|' /C calc'!A1", 'b.csv', '2'],
        ['Cem Quillfeather', 'b.csv', '3'],
      ]);
      expect(recordsOf(folder)[1]).toMatchObject({
        email: 'Ann@Example.org',
        postcode: 'ZZ99 3WZ',
        phone: '+447700900123',
        signed_at: '2025-05-03',
        status: 'counts',
      });
      expect(report).toMatchObject({ rows: 4, unreadable: 1, guarded: 1, quarantine: 'clean.csv.quarantine.csv' });
    });
  });

  it('reads dates of signing in eight digits with the year first, where most of the column are', async () => {
    await inTemporaryFolder(async (folder) => {
      const rows = ['20250503', '20251340', '20250531'].map((date, index) => `Ann Quillfeather,ann${index}@example.org,${date}`);
      fs.writeFileSync(path.join(folder, 'a.csv'), ['Name,Email,Signed at', ...rows, ''].join('\n'));
      fs.writeFileSync(path.join(folder, 'b.csv'), ['Name,Email,Signed at', 'Bo Quillfeather,b@example.org,03052025', ''].join('\n'));
      const report = await clean(folder, ['a.csv', 'b.csv']);
      expect(recordsOf(folder).map(({ signed_at }) => signed_at)).toEqual(['2025-05-03', '20251340', '2025-05-31', '03052025']);
      expect(report.problems.filter(({ type }) => type === 'date-unreadable').map(({ source, records }) => [source, records])).toEqual([
        ['a.csv', [2]],
        ['b.csv', [1]],
      ]);
    });
  });

  it('keeps a date that cannot be read as it was written, and says so', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      const report = await clean(folder, ['b.csv']);
      expect(recordsOf(folder).find(({ record }) => record === '3')?.['signed_at']).toBe('soon');
      expect(report.problems).toContainEqual({ type: 'date-unreadable', source: 'b.csv', count: 1, records: [3], field: 'signed_at' });
    });
  });

  it('accounts for every row: in the list, empty, below it, or unreadable', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      const { inputs } = await clean(folder, ['b.csv']);
      for (const { rows, written, empty } of inputs) {
        expect(written + empty).toBe(rows.accepted);
        expect(rows.accepted + rows.quarantined + Object.values(rows.blank).reduce((a, b) => a + b, 0)).toBe(rows.records);
      }
      expect(inputs[0]).toMatchObject({ written: 3, rows: { quarantined: 1 } });
    });
  });

  it('leaves phone numbers with a plus alone', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      await clean(folder, ['b.csv']);
      expect(fs.readFileSync(path.join(folder, 'clean.csv'), 'utf8')).toContain('"+442079460000"');
    });
  });

  it('has the columns that no field uses only when asked for, by meaning, and counts them otherwise', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      fs.writeFileSync(path.join(folder, 'a.csv'), TWO);
      expect((await clean(folder, ['a.csv', 'b.csv'])).inputs.map(({ otherColumns }) => otherColumns)).toEqual([1, 1]);
      await clean(folder, ['a.csv', 'b.csv'], { keepsOther: true });
      expect(rowsOf(folder)[0]?.slice(CLEAN_COLUMNS.length)).toEqual(['other: Favourite colour', 'other: Lieblingstier']);
      expect(recordsOf(folder).map((record) => [record['other: Favourite colour'], record['other: Lieblingstier']])).toEqual([
        [undefined, 'Igel'],
        ['blue', undefined],
        ['red', undefined],
        [undefined, undefined],
      ]);
    });
  });

  it('never has a column that is personal and that nobody needs', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), 'Name,Email,IP address\nAnn Quillfeather,ann@example.org,192.0.2.1\n');
      await clean(folder, ['b.csv'], { keepsOther: true });
      expect(fs.readFileSync(path.join(folder, 'clean.csv'), 'utf8')).not.toContain('192.0.2.1');
    });
  });

  it('can be printed for another program, unchanged for spreadsheets', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      const { printed, quarantine } = await clean(folder, ['b.csv'], { output: null, form: 'machine' });
      expect(printed.split('\n')[0]).toBe(CLEAN_COLUMNS.join(','));
      expect(printed).toContain("=cmd|' /C calc'!A1,");
      expect(quarantine).toBeNull();
      expect(fs.readdirSync(folder)).toEqual(['b.csv']);
    });
  });

  it('is a workbook of text cells when its name says so', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      await clean(folder, ['b.csv'], { output: 'clean.xlsx', form: 'xlsx' });
      const [sheet] = (await readXlsx(fs.readFileSync(path.join(folder, 'clean.xlsx')))).sheets;
      const [header = [], ...rows] = sheet?.rows ?? [];
      expect(header).toEqual([...CLEAN_COLUMNS]);
      expect(rows.map((row) => [row[header.indexOf('full_name')], row[header.indexOf('phone')], row[header.indexOf('record')]])).toEqual([
        ['Ann Quillfeather', '+447700900123', '1'],
        ["=cmd|' /C calc'!A1", null, '2'],
        ['Cem Quillfeather', '+442079460000', '3'],
      ]);
    });
  });

  it('is the same bytes whatever the order of the files', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      fs.writeFileSync(path.join(folder, 'a.csv'), TWO);
      await clean(folder, ['a.csv', 'b.csv'], { output: 'first.csv' });
      await clean(folder, ['b.csv', 'a.csv'], { output: 'second.csv' });
      expect(fs.readFileSync(path.join(folder, 'first.csv'))).toEqual(fs.readFileSync(path.join(folder, 'second.csv')));
    });
  });

  it('is cleaned to itself, apart from where its rows come from', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      await clean(folder, ['b.csv'], { output: 'once.csv' });
      await clean(folder, ['once.csv'], { output: 'twice.csv' });
      const content = (name: string): string[][] => rowsOf(folder, name).map((row) => row.slice(0, CLEAN_COLUMNS.indexOf('source')));
      expect(content('twice.csv')).toEqual(content('once.csv'));
    });
  });
});

describe('the place of a list', () => {
  it.each([
    ['a file of somebody else', 'mine.csv', 'Name\nAnn\n', 'output-not-ours'],
    ['a file that is read', 'b.csv', ONE, 'output-is-input'],
  ])('is not %s', async (_words, output, text, code) => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      fs.writeFileSync(path.join(folder, output), text);
      await expect(clean(folder, ['b.csv'], { output })).rejects.toMatchObject({ code });
      expect(fs.readFileSync(path.join(folder, output), 'utf8')).toBe(text);
      expect(fs.readdirSync(folder).sort()).toEqual([...new Set(['b.csv', output])].sort());
    });
  });

  it('is not a file that is read even when forced', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      await expect(clean(folder, ['b.csv'], { output: 'b.csv', force: true })).rejects.toMatchObject({ code: 'output-is-input' });
    });
  });

  it('may be an earlier list, or anything when forced', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      await clean(folder, ['b.csv']);
      await clean(folder, ['b.csv'], { keepsOther: true });
      fs.writeFileSync(path.join(folder, 'mine.csv'), 'Name\n');
      await clean(folder, ['b.csv'], { output: 'mine.csv', force: true });
      expect(rowsOf(folder, 'mine.csv')[0]).toEqual([...CLEAN_COLUMNS]);
    });
  });

  it('is left as it was when a file cannot be read', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      await clean(folder, ['b.csv']);
      const before = fs.readFileSync(path.join(folder, 'clean.csv'));
      await expect(clean(folder, ['b.csv', 'nowhere.csv'])).rejects.toMatchObject({ code: 'file-unreadable' });
      expect(fs.readFileSync(path.join(folder, 'clean.csv'))).toEqual(before);
      expect(fs.readdirSync(folder).sort()).toEqual(['b.csv', 'clean.csv', 'clean.csv.quarantine.csv']);
    });
  });
});

/** Corrects the column `raw` of a quarantine file, and saves it under another name, as a spreadsheet program would. */
function correct(folder: string, from: string, to: string, change: (raw: string) => string, delimiter = ','): void {
  const [header = [], ...rows] = rowsOf(folder, from);
  const raw = header.indexOf('raw');
  const quoted = (row: readonly string[]): string => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter);
  fs.writeFileSync(
    path.join(folder, to),
    `\ufeff${[header, ...rows.map((row) => row.map((cell, index) => (index === raw ? change(cell) : cell)))].map(quoted).join('\r\n')}\r\n`,
  );
}

describe('a corrected quarantine file', () => {
  const repair = (raw: string): string => raw.replace(',too many', ' too many');

  it.each([';', ',', '\t'].slice(0, runs(1, 3)))(
    'gives a row its old place, whichever delimiter it was saved with: %j',
    async (delimiter) => {
      await inTemporaryFolder(async (folder) => {
        fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
        await clean(folder, ['b.csv']);
        correct(folder, 'clean.csv.quarantine.csv', 'fixed.csv', repair, delimiter);
        const report = await clean(folder, ['b.csv'], { fixed: ['fixed.csv'] });
        expect(
          recordsOf(folder)
            .map(({ full_name, record }) => [full_name, record])
            .at(-1),
        ).toEqual(['Dee Quillfeather', '5']);
        expect(report).toMatchObject({ rows: 4, unreadable: 0, quarantine: null });
        expect(fs.existsSync(path.join(folder, 'clean.csv.quarantine.csv'))).toBe(false);
        expect(report.problems.filter(({ type }) => type.startsWith('fix-'))).toEqual([]);
      });
    },
  );

  it('gives the same merge again and again, and the ledger one row for the record', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      const before = await merge(folder, ['b.csv'], 'out');
      correct(folder, 'out/quarantine.csv', 'fixed.csv', repair);
      const after = await merge(folder, ['b.csv'], 'out', ['fixed.csv']);
      expect(after.signatures).toBe(before.signatures + 1);
      expect(after.counts.total.records).toBe(before.counts.total.records);
      expect(after.counts.total.byFate.unreadable ?? 0).toBe(0);
      expect(rowsOf(folder, 'out/quarantine.csv')).toHaveLength(1);
      expect(rowsOf(folder, 'out/ledger.csv').filter(([source, record]) => source === 'b.csv' && record === '5')).toHaveLength(1);
      const written = ['signatures.csv', 'ledger.csv', 'merge.json'].map((name) => fs.readFileSync(path.join(folder, 'out', name), 'utf8'));
      await merge(folder, ['b.csv'], 'out', ['fixed.csv']);
      expect(['signatures.csv', 'ledger.csv', 'merge.json'].map((name) => fs.readFileSync(path.join(folder, 'out', name), 'utf8'))).toEqual(
        written,
      );
    });
  });

  it.each<readonly [string, (raw: string) => string, string, string[]]>([
    ['is left alone where nobody changed a row', (raw) => raw, ONE, []],
    ['is reported where the row cannot be read even so', (raw) => `${raw},more`, ONE, ['fix-unreadable']],
    ['is reported where the row stands elsewhere since', repair, ONE.replace('Ann', 'Annabel'), ['fix-unused']],
  ])('%s', async (_words, change, text, types) => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      await clean(folder, ['b.csv']);
      correct(folder, 'clean.csv.quarantine.csv', 'fixed.csv', change);
      fs.writeFileSync(path.join(folder, 'b.csv'), text);
      const report = await clean(folder, ['b.csv'], { fixed: ['fixed.csv'] });
      expect(report.problems.filter(({ type }) => type.startsWith('fix-')).map(({ type }) => type)).toEqual(types);
      expect(report.unreadable).toBe(1);
    });
  });

  it('is reported where its source is not read at all', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      await clean(folder, ['b.csv']);
      correct(folder, 'clean.csv.quarantine.csv', 'fixed.csv', repair);
      fs.renameSync(path.join(folder, 'b.csv'), path.join(folder, 'c.csv'));
      const report = await clean(folder, ['c.csv'], { fixed: ['fixed.csv'] });
      expect(report.problems).toContainEqual({ type: 'fix-unused', source: 'b.csv', count: 1, records: [5] });
    });
  });

  it('belongs to the right one of two files of one name', async () => {
    await inTemporaryFolder(async (folder) => {
      for (const [name, text] of [
        ['x', ONE],
        ['y', ONE.replaceAll('Dee', 'Eve')],
      ] as const) {
        fs.mkdirSync(path.join(folder, name));
        fs.writeFileSync(path.join(folder, name, 'b.csv'), text);
      }
      await clean(folder, ['x/b.csv', 'y/b.csv']);
      correct(folder, 'clean.csv.quarantine.csv', 'fixed.csv', repair);
      const report = await clean(folder, ['y/b.csv', 'x/b.csv'], { fixed: ['fixed.csv'] });
      expect(report.unreadable).toBe(0);
      expect(
        recordsOf(folder)
          .filter(({ record }) => record === '5')
          .map(({ full_name }) => full_name)
          .sort(),
      ).toEqual(['Dee Quillfeather', 'Eve Quillfeather']);
    });
  });

  it.each([
    ['Name,Email\nAnn,ann@example.org\n', 'fixed-invalid'],
    ['source,record,byte_from,byte_to,raw\nb.csv,five,1,2,x\n', 'fixed-invalid'],
  ])('is refused when it is none: %j', async (text, code) => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      fs.writeFileSync(path.join(folder, 'fixed.csv'), text);
      await expect(clean(folder, ['b.csv'], { fixed: ['fixed.csv'] })).rejects.toMatchObject({ code });
    });
  });

  it('is never the file that the next run writes', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), ONE);
      await clean(folder, ['b.csv']);
      await expect(clean(folder, ['b.csv'], { fixed: ['clean.csv.quarantine.csv'] })).rejects.toMatchObject({ code: 'output-is-input' });
      await merge(folder, ['b.csv'], 'out');
      await expect(merge(folder, ['b.csv'], 'out', ['out/quarantine.csv'])).rejects.toMatchObject({ code: 'fixed-is-output' });
    });
  });
});

describe('merging a list', () => {
  /** The petition's exports, and what merging them gives: made once for all forms. */
  let folder = '';
  let exports: string[] = [];
  let before: MergeReport;
  beforeAll(async () => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-clean-')));
    const petition = copyCampaign('protection-not-punishment', folder);
    exports = ['exports', 'paper'].flatMap((name) =>
      fs.readdirSync(path.join(petition, name)).map((file) => path.relative(folder, path.join(petition, name, file))),
    );
    before = await merge(folder, exports, 'before');
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it.each((['xlsx', 'spreadsheet', 'excel', 'machine'] as const).slice(0, runs(1, 4)))(
    'counts what merging the exports counts, written as %s',
    async (form) => {
      const output = form === 'xlsx' ? 'clean.xlsx' : `${form}.csv`;
      const report = await clean(folder, exports, { form, output });
      const after = await merge(folder, [output], `after-${form}`);
      const { blank, unreadable, ...rest } = before.counts.total.byFate;
      expect(after.counts.total.byFate).toEqual(rest);
      expect(after.counts.total.records).toBe(before.counts.total.records - (blank ?? 0) - (unreadable ?? 0));
      expect(after.signatures).toBe(25);
      expect(report.rows).toBe(after.counts.total.records);
      const signatures = (name: string): string[][] => rowsOf(folder, `${name}/signatures.csv`).map((row) => row.slice(1, -1));
      expect(signatures(`after-${form}`)).toEqual(signatures('before'));
    },
  );

  const cell = fc.oneof(
    fc.constantFrom(
      '',
      "'",
      "'t Hooft",
      "''",
      "'=x",
      "''=x",
      "'''=x",
      "' +1",
      "'+44 20 7946 0000",
      '=1+1',
      '+1',
      '-1',
      '@a',
      '＝1',
      '\u200b=1',
      '+44 20 7946 0000',
      'Ann',
      'a,b',
      'a"b',
      'a;b',
      '  =2',
    ),
    fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replace(/[\p{Cc}\p{Cs}]/gu, '')),
  );

  it.each((['spreadsheet', 'machine'] as const).slice(0, runs(1, 2)))(
    'gives every comment back as it was, whatever it begins with, in the form %s',
    async (form) => {
      await fc.assert(
        fc.asyncProperty(fc.array(cell, { minLength: runs(10, 1), maxLength: 14 }), async (comments) => {
          await inTemporaryFolder(async (folder) => {
            const rows = comments.map((comment, index) => `p${index}@example.org,"${comment.replaceAll('"', '""')}"\n`);
            fs.writeFileSync(path.join(folder, 'b.csv'), `Email,Comment\n${rows.join('')}`);
            await clean(folder, ['b.csv'], { form });
            await merge(folder, ['b.csv'], 'before');
            await merge(folder, ['clean.csv'], 'after');
            const comment = (name: string): (string | undefined)[] =>
              recordsOf(folder, `${name}/signatures.csv`).map((record) => record['comment']);
            expect(comment('after')).toEqual(comment('before'));
          });
        }),
        { numRuns: runs(1, 6), endOnFailure: true },
      );
    },
  );
});

describe('a list that is read again', () => {
  it('in the form for programs has one more apostrophe only where a cell looks guarded', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), "Email,Comment\na@example.org,''=x\nb@example.org,=x\nc@example.org,'t Hooft\n");
      await clean(folder, ['b.csv'], { form: 'machine' });
      expect(recordsOf(folder).map(({ comment }) => comment)).toEqual(["'''=x", '=x', "'t Hooft"]);
      await merge(folder, ['clean.csv'], 'after');
      expect(recordsOf(folder, 'after/signatures.csv').map(({ comment }) => comment)).toEqual(["''=x", '=x', "'t Hooft"]);
    });
  });

  it('has no date that the exports did not have', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(
        path.join(folder, 'b.csv'),
        'Name,Email,Signed at\nAnn,a@example.org,13/4/2021\nBo,b@example.org,4/13/2021\nCy,c@example.org,4/12/2021\nDee,d@example.org,44312\n',
      );
      const { problems } = await clean(folder, ['b.csv'], { dateOrder: 'mdy' });
      expect(problems).toContainEqual(expect.objectContaining({ type: 'date-unreadable', records: [1] }));
      const report = await merge(folder, ['clean.csv'], 'after');
      const dates = new Map(recordsOf(folder, 'after/signatures.csv').map((record) => [record['full_name'], record['signed_at']]));
      expect([...dates]).toEqual(
        expect.arrayContaining([
          ['Ann', undefined],
          ['Bo', '2021-04-13'],
          ['Cy', '2021-04-12'],
          ['Dee', undefined],
        ]),
      );
      expect(report.problems).toContainEqual(expect.objectContaining({ type: 'date-unreadable', count: 1 }));
    });
  });
});

describe('a list whose first row may be a person', () => {
  const TEXT = 'Zara Canaryname,Leeds,ZZ99 3WZ,Please help my sister\nBo Quillfeather,York,ZZ99 3WX,It matters\n';

  it('is not made, and the person goes into no header', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'b.csv'), TEXT);
      await expect(clean(folder, ['b.csv'], { keepsOther: true, map: { full_name: '#1' } })).rejects.toMatchObject({
        code: 'header-unknown',
      });
      expect(fs.readdirSync(folder)).toEqual(['b.csv']);
      await clean(folder, ['b.csv'], { keepsOther: true, map: { full_name: '#1' }, headerRow: 0 });
      expect(recordsOf(folder).map(({ full_name }) => full_name)).toEqual(['Zara Canaryname', 'Bo Quillfeather']);
      expect(rowsOf(folder)[0]?.join()).not.toMatch(/canary|leeds/i);
    });
  });
});

describe('the column of the ids', () => {
  const ids = async (folder: string, files: readonly string[], idsFrom: string): Promise<{ ledger: string; notes: string }> => {
    const context = testContext(folder);
    await runMerge(context, {
      files,
      campaign: null,
      outDir: path.join(folder, 'merged'),
      reading: { map: {}, dateOrder: null, country: 'GB', fixed: [] },
      profile: null,
      match: 'exact',
      keep: 'first',
      matchProbability: 0.95,
      reviewFrom: 0.5,
      memoryBytes: MEMORY,
      threads: 1,
      idsFrom,
      force: false,
    });
    return { ledger: fs.readFileSync(path.join(folder, 'merged', 'ledger.csv'), 'utf8'), notes: context.printed.notes };
  };
  const write = (folder: string): void => {
    fs.writeFileSync(path.join(folder, 'a.csv'), 'Name,Email,IP Address,Token,Ref\nAnn,a@example.org,192.0.2.1,t0k3n,R-1\n');
    fs.writeFileSync(path.join(folder, 'b.csv'), 'Name,Email\nBo,b@example.org\n');
  };

  it.each(['IP Address', 'ip_address', 'Token', '#3'])('is never a private one such as %s', async (column) => {
    await inTemporaryFolder(async (folder) => {
      write(folder);
      await expect(ids(folder, ['a.csv'], column)).rejects.toMatchObject({ code: 'map-dropped-header' });
    });
  });

  it('must be in a file, and those that lack it are named', async () => {
    await inTemporaryFolder(async (folder) => {
      write(folder);
      await expect(ids(folder, ['a.csv', 'b.csv'], 'Nope')).rejects.toMatchObject({
        code: 'map-unknown-header',
        message: 'The column given with --ids-from is not in a.csv and b.csv.',
      });
      const { ledger, notes } = await ids(folder, ['a.csv', 'b.csv'], 'ref');
      expect(ledger).toContain('R-1');
      expect(notes).toContain('--ids-from: b.csv has no such column');
    });
  });
});

describe('the report of a list', () => {
  it('says where every row went, and holds no value and nothing that a terminal acts on', async () => {
    await inTemporaryFolder(async (folder) => {
      const name = 'x\u001b]52;c;aGk=\u0007\u001b[2J\u009b31m\u202e.csv';
      fs.writeFileSync(path.join(folder, name), ONE);
      const text = formatClean(await clean(folder, [name]), { width: 100, paint: PLAIN });
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
      expect(text).toContain('x\\u{1b}]52;c;aGk=\\u{7}\\u{1b}[2J\\u{9b}31m\\u{202e}.csv');
      expect(text).not.toMatch(/quillfeather|@example|07700|ZZ99/i);
      expect(text).toContain('1 row could not be read');
    });
  });
});
