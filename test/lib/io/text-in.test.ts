import { closeSync, ftruncateSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HandinError } from '../../../src/lib/errors.js';
import type { IntakeOptions } from '../../../src/lib/model/intake.js';
import { expectTiling, type IntakeBench, openIntake, type ReadTable } from '../../helpers/intake.js';
import { runs } from '../../helpers/runs.js';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

/** The one table of a file, after the tiling of its bytes and the sum of its records have been checked. */
async function stage(content: string | Uint8Array, options: IntakeOptions = {}): Promise<ReadTable> {
  const [table, ...others] = await stageAll(content, options);
  if (table === undefined || others.length > 0) throw new Error('not one table');
  return table;
}

async function stageAll(content: string | Uint8Array, options: IntakeOptions = {}): Promise<readonly ReadTable[]> {
  const report = await bench.stageBytes(content, options);
  expectTiling(typeof content === 'string' ? Buffer.from(content) : content, report);
  for (const { counts } of report.tables) {
    expect(counts.records).toBe(counts.accepted + counts.quarantined + Object.values(counts.blank).reduce((sum, count) => sum + count, 0));
  }
  return report.tables;
}

/** Record numbers with their cells. */
function read(table: ReadTable): Record<number, readonly string[]> {
  return Object.fromEntries(table.records);
}

function reasons(table: ReadTable): Record<number, string> {
  return Object.fromEntries([...table.unread].map(([record, { reason }]) => [record, reason]));
}

describe('a clean file', () => {
  test('goes the fast path and keeps every cell', async () => {
    const table = await stage('Name,Town\nAnn,"Leeds, ""north"""\n"Bo\r\nSample", York \n');
    expect(table.table).toMatchObject({ path: 'fast', header: ['Name', 'Town'], headerRows: 1, problems: [] });
    expect(table.counts).toMatchObject({ records: 2, accepted: 2, quarantined: 0 });
    expect(read(table)).toEqual({ 1: ['Ann', 'Leeds, "north"'], 2: ['Bo\r\nSample', ' York '] });
  });

  test('is described: hash, size, encoding and dialect', async () => {
    const { table } = await stage('\ufeffsep=;\r\nName;Town\r\nAnn;Leeds\r\n');
    expect(table).toMatchObject({
      bytes: 32,
      format: 'text',
      encoding: { name: 'utf-8', byteOrderMark: true, sureness: 'certain', mixed: false },
      dialect: { delimiter: ';', quote: '"', escape: '"', newline: 'crlf', sepLine: true, preambleRows: 0, sureness: 'certain' },
      byteCounts: { mark: 3, 'sep-line': 7, header: 11, accepted: 11 },
    });
    expect(table.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('may have mixed line ends, no last line end, and empty lines at the end', async () => {
    const table = await stage('Name,Town\r\nAnn,Leeds\nBo,York\rCy,Hull\r\n\r\n\n');
    expect(table.table).toMatchObject({ path: 'fast', dialect: { newline: 'mixed' } });
    expect(table.counts.records).toBe(3);
    expect(table.records.size).toBe(3);
  });

  test('may have a header and nothing else', async () => {
    expect((await stage('Name,Town\n')).counts).toMatchObject({ records: 0, accepted: 0 });
  });

  test.runIf(runs(0, 1) === 1)('may be larger than the sample, the chunk and a staged part', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `Ann ${i},"Ł${'é'.repeat(i % 1200)}"`);
    const text = `Name,Town\n${rows.join('\n')}\n`;
    expect(Buffer.byteLength(text)).toBeGreaterThan(34_000_000);
    for (const options of [{}, { path: 'strict' as const }]) {
      const table = await stage(text, options);
      expect(table.counts).toMatchObject({ records: 30_000, accepted: 30_000 });
      for (const [record, cells] of table.records) {
        if (cells[0] !== `Ann ${record - 1}` || cells[1] !== `Ł${'é'.repeat((record - 1) % 1200)}`) throw new Error(`record ${record}`);
      }
    }
  });

  test('leaves nothing in the staging folder', async () => {
    await stage('Name,Town\nAnn,Leeds\nBo "B",York\n');
    expect(readdirSync(path.join(bench.folder, 'staging'))).toEqual([]);
  });
});

test('a first row that begins with U+FEFF keeps it', async () => {
  for (const options of [{}, { path: 'strict' as const }]) {
    const table = await stage('Name,Town\n\ufeffAnn,Leeds\n', options);
    // The engine's Node binding drops the mark from every string it hands over, so the engine itself is asked.
    const rows = await bench.engine.rows(`SELECT unicode(c0) AS first, length(c0) AS letters FROM "${table.table.tables.records}"`);
    expect(rows).toEqual([{ first: 0xfeff, letters: 4 }]);
  }
});

describe('preamble and header', () => {
  test('rows above the header are preamble, quoted line breaks among them too', async () => {
    const table = await stage('"Our\npetition"\nDownloaded by Sam\n\nName,Town,Date\nAnn,Leeds,1\nBo,York,2\nCy,Hull,3\n');
    expect(table.table).toMatchObject({ path: 'fast', header: ['Name', 'Town', 'Date'], dialect: { preambleRows: 3 } });
    expect(Object.values(read(table)).map((cells) => cells[0])).toEqual(['Ann', 'Bo', 'Cy']);
  });

  test('a header that comes again is nobody, and not for quarantine', async () => {
    const table = await stage('Name,Town\nAnn,Leeds\n"NAME", town\nBo,York\n');
    expect(reasons(table)).toEqual({ 2: 'header-repeat' });
    expect(table.quarantine).toEqual([]);
    expect(read(table)).toEqual({ 1: ['Ann', 'Leeds'], 3: ['Bo', 'York'] });
    expect(table.problems).toMatchObject([{ type: 'header-repeated', count: 1 }]);
  });

  test('a header cell that comes twice is a problem, not an error', async () => {
    const table = await stage('Name,Email,email\nAnn,a,b\n');
    expect(table.problems).toMatchObject([{ type: 'header-duplicate', count: 1, records: [] }]);
    expect(read(table)).toEqual({ 1: ['Ann', 'a', 'b'] });
  });

  test('headers that are names of object members are only text', async () => {
    const table = await stage('__proto__,constructor,prototype,toString,__proto__\n1,2,3,4,x\n');
    expect(table.header).toHaveLength(5);
    expect(read(table)).toEqual({ 1: ['1', '2', '3', '4', 'x'] });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('a second header row joins the first, where it labels parts of a question', async () => {
    const table = await stage('ID,Date,Who are you,,\n,,First,Last,Other\n1,2026-01-05,Ann,Example,x\n2,2026-01-06,Bo,Sample,\n');
    expect(table.table).toMatchObject({ headerRows: 2, header: ['ID', 'Date', 'Who are you First', 'Last', 'Other'] });
    expect(table.records.size).toBe(2);
  });

  test('a first record with gaps is no second header', async () => {
    const table = await stage('Name,Town,Note,\nAnn,Leeds,,extra\nBo,York,x,\n');
    expect(table.table.headerRows).toBe(1);
    expect(table.records.size).toBe(2);
  });

  test('columns beyond the last header have empty names', async () => {
    const table = await stage('Name,Email\nAnn,a@example.org,Leeds\nBo,b@example.org,York\nCy,c@example.org,Hull\n');
    expect(table.header).toEqual(['Name', 'Email', '']);
    expect(read(table)[3]).toEqual(['Cy', 'c@example.org', 'Hull']);
  });

  test('a file without a header row is read when that is said, and refused otherwise', async () => {
    const text = 'Ann,ann@example.org\nBo,bo@example.org\n';
    await expect(stage(text)).rejects.toMatchObject({ code: 'header-missing', hint: expect.stringContaining('--header-row') });
    const table = await stage(text, { headerRow: 0 });
    expect(table.table).toMatchObject({ header: ['', ''], headerRows: 0 });
    expect(read(table)).toEqual({ 1: ['Ann', 'ann@example.org'], 2: ['Bo', 'bo@example.org'] });
  });

  test('the line of the header can be given', async () => {
    const table = await stage('a,b\nc,d\nAnn,Leeds\n', { headerRow: 2 });
    expect(table.header).toEqual(['c', 'd']);
    expect(read(table)).toEqual({ 1: ['Ann', 'Leeds'] });
    await expect(stage('a,b\nc,d\n', { headerRow: 99 })).rejects.toMatchObject({ code: 'header-row-missing' });
  });

  test('a list of digests needs no header', async () => {
    const digest = (digit: string): string => digit.repeat(40);
    const table = await stage(`${digest('a')}\n${digest('b')}\n`);
    expect(table.table.headerRows).toBe(0);
    expect(table.records.size).toBe(2);
  });
});

const VOCABULARY = {
  isKnown: (header: string): boolean =>
    ['name', 'email', 'town', 'first name', 'last name', 'e-mail', 'city', 'no', 'newsletter'].includes(header.toLowerCase()),
  namesSomebody: (header: string): boolean => ['name', 'email', 'first name', 'last name', 'e-mail'].includes(header.toLowerCase()),
};

test('a record of gaps under a header with one gap is no second header row', async () => {
  const table = await stage(
    'Name,,Email,Phone\nAnn,Sample,,\nBob,Test,bob@example.org,07700 900123\nCid,Test,cid@example.org,07700 900124\n',
  );
  expect(table.table.headerRows).toBe(1);
  expect(table.records.size).toBe(3);
});

test('cells that have slipped to the right by one are not padding', async () => {
  const table = await stage('Name,City,Note\nAnn Test,Leeds,\nBob Test,York,\nSample, Dee,Hull,\n');
  expect(reasons(table)).toEqual({ 3: 'row-long' });
});

describe('what stands below the list', () => {
  const LIST = 'Name,Email,Town\nAnn,ann@example.org,Leeds\nBo,bo@example.org,York\nCy,cy@example.org,Hull\n';

  test.each([
    ['a totals row', 'Total,3,\n', { 4: 'footer' }],
    ['a totals row of one cell', 'Total: 3\n', { 4: 'footer' }],
    ['a totals row in another language', 'Razem: 3,,\n', { 4: 'footer' }],
    ['a note after a blank line', '\nExported by Sam on Monday\n', { 4: 'empty-record', 5: 'footer' }],
    ['a label with a number', '\nSignatures:,3\n', { 4: 'empty-record', 5: 'footer' }],
    [
      'a small table after a blank line',
      '\nRegion,People\nNorth,2\nSouth,1\n',
      { 4: 'empty-record', 5: 'other-table', 6: 'other-table', 7: 'other-table' },
    ],
  ])('%s is nobody', async (_name, tail, expected) => {
    const table = await stage(`${LIST}${tail}`, { vocabulary: VOCABULARY });
    expect(reasons(table)).toEqual(expected);
    expect(table.records.size).toBe(3);
    expect(table.quarantine).toEqual([]);
  });

  test.each([['\nJane Sample\n'], ['\nJane,Leeds\n'], ['\nJane Sample,07700 900123\n'], ['\nJane Sample,2026-05-01\n']])(
    'somebody after a blank line is no note: %j',
    async (tail) => {
      const table = await stage(`${LIST}${tail}`, { vocabulary: VOCABULARY });
      expect(Object.values(reasons(table)).filter((reason) => reason !== 'empty-record')).toEqual(
        tail
          .trim()
          .split('\n')
          .map(() => 'row-short'),
      );
    },
  );

  test('a torn row at the end waits in quarantine', async () => {
    const table = await stage(`${LIST}Di\n`);
    expect(reasons(table)).toEqual({ 4: 'row-short' });
  });

  test.each([
    ['the same delimiter', 'First name,Last name,E-mail,City\nDi,Test,di@example.org,Ely\n', ','],
    ['the same width', 'E-mail,First name,City\ndi@example.org,Di,Ely\n', ','],
    ['another delimiter', 'First name;Last name;E-mail\nDi;Test;di@example.org\n', ';'],
  ])('a second export with %s is a table of its own', async (_name, second, delimiter) => {
    const [first, other, ...rest] = await stageAll(`${LIST}${second}`, { vocabulary: VOCABULARY });
    expect(rest).toEqual([]);
    expect(first?.records.size).toBe(3);
    expect(other?.table).toMatchObject({ sourceName: 'export.csv#table-2', dialect: { delimiter } });
    expect([...(other?.records ?? [])]).toEqual([[1, second.split('\n')[1]?.split(delimiter)]]);
  });

  test('a second export says nothing about how the first one looks', async () => {
    const [first] = await stageAll(
      'Name,Email,Town\nAnn,ann@example.org,Leeds\nBo,bo@example.org,York\nCy\nE-mail,City\nd@example.org,Ely\ne@example.org,Rye\nf@example.org,Hull\ng@example.org,Bath\n',
      { vocabulary: VOCABULARY },
    );
    expect(first === undefined ? null : reasons(first)).toEqual({ 3: 'row-short' });
  });

  test('answers that are called like columns end no table', async () => {
    const answers = ['yes,yes', 'no,no', 'yes,no', 'yes,yes', 'no,no', 'email,no', 'no,email'];
    const text = `Name,Newsletter,Town\n${answers.map((answer, i) => `Person ${'abcdefg'.charAt(i)},${answer}`).join('\n')}\n`;
    const table = await stage(text, { vocabulary: VOCABULARY });
    expect(table.records.size).toBe(answers.length);
  });

  test('people above a known header are no preamble', async () => {
    const text = 'Ann Sample,ann@example.org,Leeds\nBob Test,bob@example.org,York\nName,Email,City\nCid Test,cid@example.org,Hull\n';
    await expect(stage(text, { vocabulary: VOCABULARY })).rejects.toMatchObject({ code: 'header-missing' });
  });

  test('nobody is called a total', async () => {
    const text = 'First name,Last name,Phone\nAnn,Test,07700 900111\nSum,Yu,07700 900123\nSoma,,07700 900124\nSuma,,\n';
    expect((await stage(text, { vocabulary: VOCABULARY })).records.size).toBe(4);
  });

  test('millions of blank lines cost no memory of their own, and count where a record follows', async () => {
    const table = await stage(`Name,Email\nAnn,ann@example.org\n${'\n'.repeat(20_000)}Bo,bo@example.org\n${'\n'.repeat(10_000)}`);
    expect(table.counts).toMatchObject({ records: 20_002, accepted: 2, blank: { 'empty-record': 20_000 } });
  });

  test('a file of endless lists is refused', async () => {
    const pair = 'First name,Last name,Email\nBob,Test,bob@example.org\nName,Email,City\nAnn Test,ann@example.org,Leeds\n';
    expect(await stageAll(`Name,Email,City\nAnn,a@example.org,Ely\n${pair.repeat(20)}`, { vocabulary: VOCABULARY })).toHaveLength(41);
    await expect(stageAll(`Name,Email,City\nAnn,a@example.org,Ely\n${pair.repeat(100)}`, { vocabulary: VOCABULARY })).rejects.toMatchObject(
      {
        code: 'tables-too-many',
      },
    );
  });

  test('somebody called like a column is no header', async () => {
    const table = await stage(`${LIST}Town,town@example.org,Name\n`, { vocabulary: VOCABULARY });
    expect(read(table)[4]).toEqual(['Town', 'town@example.org', 'Name']);
  });
});

const MESSY = [
  'Name,Email,Town,Note', // 1
  'Ann,ann@example.org,Leeds,fine',
  'Bo "Nick" Sample,bo@example.org,York,', // 3: stray, one reading
  '',
  'Cy,cy@example.org,"Hull,', // 5: unclosed
  'Di,di@example.org,Bath,"two',
  'lines"',
  'Ed,ed@example.org,Ely,one,two', // 8: long
  'Fi,fi@example.org,Bath', // short by an optional cell
  'Gi', // 10: short
  'Hu,h\0u@example.org,Deal,', // 11: NUL
  'Name,Email,Town,Note', // 12: header
  'Io,io@example.org,Rye,,,', // long by empty cells
];

describe('a messy file', () => {
  test.each(['\n', '\r\n', '\r'])('loses no record and keeps the others whole (line end %j)', async (lineEnd) => {
    const table = await stage(MESSY.join(lineEnd) + lineEnd);
    expect(table.table.path).toBe('strict');
    expect(table.counts).toMatchObject({ records: 11, accepted: 6, repaired: 2, quarantined: 3 });
    expect(read(table)).toEqual({
      1: ['Ann', 'ann@example.org', 'Leeds', 'fine'],
      2: ['Bo "Nick" Sample', 'bo@example.org', 'York', ''],
      5: ['Di', 'di@example.org', 'Bath', `two${lineEnd}lines`],
      7: ['Fi', 'fi@example.org', 'Bath', ''],
      9: ['Hu', 'hu@example.org', 'Deal', ''],
      11: ['Io', 'io@example.org', 'Rye', ''],
    });
    expect(reasons(table)).toEqual({
      3: 'empty-record',
      4: 'quote-unclosed',
      6: 'row-long',
      8: 'row-short',
      10: 'header-repeat',
    });
    expect(table.quarantine.map(({ record, lineFrom, lineTo }) => [record, lineFrom, lineTo])).toEqual([
      [4, 5, 5],
      [6, 8, 8],
      [8, 10, 10],
    ]);
    expect(table.problems).toContainEqual({ type: 'quarantined-records', source: 'export.csv', count: 3, records: [4, 6, 8] });
    expect(table.problems).toContainEqual({ type: 'repaired-records', source: 'export.csv', count: 2, records: [2, 9] });
  });

  test.each([
    ['utf-8', (text: string) => Buffer.from(text)],
    ['utf-8 with a mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['utf-16le with a mark', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['utf-16be with a mark', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['windows-1252', (text: string) => Buffer.from(text, 'latin1')],
  ])('gives byte offsets of the source and the exact raw text in %s', async (name, encode) => {
    const text = MESSY.join('\r\n').replaceAll('Leeds', name === 'windows-1252' ? 'L\u00e9\u00fcds' : 'L\u00e9\u{1f600}ds');
    const source = encode(text);
    const table = await stage(source, name === 'windows-1252' ? { encoding: name } : {});
    const decoder = new TextDecoder(table.table.encoding?.name);
    expect(table.quarantine).toHaveLength(3);
    for (const row of table.quarantine) {
      const raw = decoder.decode(source.subarray(row.byteFrom ?? 0, row.byteTo ?? 0));
      expect(row.raw).toBe(raw);
      expect(text.split('\r\n')[row.lineFrom - 1]).toBe(raw);
    }
  });

  test('counts the sep= line and the preamble in line numbers and offsets', async () => {
    const text = 'sep=,\nOur petition\n\nName,Town,Note\nAnn,Leeds,x\n"Bo,York,\nCy,Hull,\n';
    const table = await stage(text);
    expect(table.quarantine).toMatchObject([
      { record: 2, lineFrom: 6, reason: 'quote-unclosed', byteFrom: text.indexOf('"Bo'), byteTo: text.indexOf('\nCy') },
    ]);
  });

  test('a backslash may escape quotes', async () => {
    const table = await stage('Name,Note\nAnn,"say \\"hi\\", you"\nBo,"C:\\\\temp\\new"\nCy,"\\"\\""\n');
    expect(table.table.dialect).toMatchObject({ escape: '\\' });
    expect(read(table)).toEqual({ 1: ['Ann', 'say "hi", you'], 2: ['Bo', 'C:\\temp\\new'], 3: ['Cy', '""'] });
  });

  test('a space may follow the delimiter', async () => {
    const table = await stage('"Name", "Town", "Note"\n"Ann", "Leeds, north", "x"\n"Bo", "York", "say ""hi"""\n');
    expect(table.table.dialect).toMatchObject({ delimiter: ',', spaceAfterDelimiter: true });
    expect(read(table)).toEqual({ 1: ['Ann', 'Leeds, north', 'x'], 2: ['Bo', 'York', 'say "hi"'] });
  });

  test('single quotes may be the quotes', async () => {
    for (const options of [{}, { path: 'strict' as const }]) {
      const table = await stage("'Name','Town'\n'Ann','it''s, \"x\"'\n'Bo','York'\n", options);
      expect(read(table)).toEqual({ 1: ['Ann', 'it\'s, "x"'], 2: ['Bo', 'York'] });
    }
  });

  test('a row full of NULs is no text', async () => {
    const table = await stage(`Name,Town\nAnn,${'x\0'.repeat(20)}\n${'Bo,York\n'.repeat(200)}`);
    expect(table.quarantine).toMatchObject([{ record: 1, reason: 'nul-byte', raw: `Ann,${'x\u2400'.repeat(20)}` }]);
  });

  test('a cell of more than 64 KiB is set aside', async () => {
    const table = await stage(`Name,Note\nAnn,${'x'.repeat(70_000)}\nBo,${'y'.repeat(60_000)}\n`);
    expect(reasons(table)).toEqual({ 1: 'cell-too-long' });
    expect(table.records.has(2)).toBe(true);
  });
});

describe('which delimiter', () => {
  const UNCLEAR = 'a,b;c\nd,e;f\ng,h;i\n';

  test('is asked when two make a table, and refused without an answer', async () => {
    await expect(stage(UNCLEAR)).rejects.toMatchObject({ code: 'dialect-unclear', hint: expect.stringContaining('--delimiter') });
    const questions: string[] = [];
    const ask = async ({ option }: { option: string }): Promise<string> => {
      questions.push(option);
      return ';';
    };
    expect((await stage(UNCLEAR, { ask })).header).toEqual(['a,b', 'c']);
    expect(questions).toEqual(['--delimiter']);
    expect((await stage(UNCLEAR, { delimiter: ',' })).header).toEqual(['a', 'b;c']);
  });

  test('is plain when only one finds known headers', async () => {
    expect(
      (
        await stage('name,x;email,y\na,b;c,d\n', {
          vocabulary: { isKnown: (cell) => ['name', 'y'].includes(cell), namesSomebody: () => true },
        })
      ).header,
    ).toEqual(['name', 'x;email', 'y']);
  });

  test('may be any character that is given', async () => {
    expect((await stage('Name Town\nAnn Leeds\n', { delimiter: 'space' })).header).toEqual(['Name', 'Town']);
    expect((await stage('Name^Town\nAnn^Leeds\n', { delimiter: '^' })).header).toEqual(['Name', 'Town']);
    await expect(stage('a,b\n', { delimiter: 'x' })).rejects.toMatchObject({ code: 'delimiter-unknown' });
  });
});

describe('a record that a person corrected', () => {
  const TEXT = 'Name,Email,Town\nAnn,a@example.org,Leeds\nBo,b@example.org,York, north\nCy,c@example.org,Hull\nDi,d@example.org,Ely\n';

  test('takes its place', async () => {
    const [row] = (await stage(TEXT)).quarantine;
    expect(row).toMatchObject({ record: 2, reason: 'row-long', suggestion: 'Bo,b@example.org,"York, north"' });
    if (row === undefined) return;
    const fix = { record: row.record, byteFrom: row.byteFrom, byteTo: row.byteTo, raw: 'Bo,b@example.org,York' };
    const fixed = await stage(TEXT, { fixes: new Map([['export.csv', [fix]]]) });
    expect(fixed.counts).toMatchObject({ accepted: 4, repaired: 1, quarantined: 0 });
    expect(read(fixed)[2]).toEqual(['Bo', 'b@example.org', 'York']);
  });

  test('stays where it is when the correction does not fit, or stands elsewhere now', async () => {
    for (const fix of [
      { record: 2, byteFrom: 38, byteTo: 66, raw: 'Bo' },
      { record: 3, byteFrom: 38, byteTo: 66, raw: 'Bo,b@example.org,York' },
    ]) {
      expect((await stage(TEXT, { fixes: new Map([['export.csv', [fix]]]) })).counts.quarantined).toBe(1);
    }
  });

  test('is not put over another person who has come to stand there', async () => {
    const fix = { record: 2, byteFrom: 38, byteTo: 66, raw: 'Zed,zed@example.com,Derby' };
    expect(TEXT.slice(38, 66)).toContain('Bo,b@example.org');
    expect((await stage(TEXT, { fixes: new Map([['export.csv', [fix]]]) })).counts.quarantined).toBe(1);
  });

  test('may take the suggestion as it stands', async () => {
    expect(read(await stage(TEXT, { acceptSuggestions: true }))[2]).toEqual(['Bo', 'b@example.org', 'York, north']);
  });
});

describe('an unclosed quote', () => {
  const people = Array.from(
    { length: 3000 },
    (_, i) => `Ann ${i},ann${i}@example.org,${i % 3 === 0 ? '"Leeds, north"' : 'Leeds'},${i % 7 === 0 ? '"two\nlines"' : ''}`,
  );

  test.each([0, 1, 2, 500, 2998, 2999])('in row %i costs that row alone', async (broken) => {
    const rows = people.with(broken, `Broken,"ann@example.org,Leeds,`);
    const table = await stage(`Name,Email,Town,Note\n${rows.join('\n')}\n`);
    expect(table.counts.records).toBe(3000);
    expect(reasons(table)).toEqual({ [broken + 1]: 'quote-unclosed' });
    expect([...table.records.keys()]).toEqual(rows.flatMap((_, i) => (i === broken ? [] : [i + 1])));
  });

  test('met by a second one does not swallow the rows between', async () => {
    const rows = [
      'Ann,a@example.org,York,',
      'Bo,b@example.org,York,',
      'Broken,"c@example.org,Leeds,',
      'Di,d@example.org,Hull,',
      'Ed,e@example.org,Rye,',
      'Fi,f@example.org",Ely,',
      'Gi,g@example.org,Bath,',
    ];
    const table = await stage(`Name,Email,Town,Note\n${rows.join('\n')}\n`);
    expect(table.counts).toMatchObject({ records: 7, quarantined: 1, repaired: 1 });
    expect(table.quarantine.map(({ record }) => record)).toEqual([3]);
    expect(read(table)[6]).toEqual(['Fi', 'f@example.org"', 'Ely', '']);
  });
});

describe('a line break outside quotes', () => {
  const rows = (middle: string): string =>
    `Name,Email,Signed,Note\nAnn,a@example.org,2026-01-05,x\n${middle}\nCy,c@example.org,2026-01-06,y\nDi,d@example.org,2026-01-07,z\n`;

  test('is part of the record when the pieces together fit the columns and none stands alone', async () => {
    const text =
      'Name,Note,Email,Signed\nAnn,x,a@example.org,2026-01-05\nBo,two\nlines,b@example.org,2026-01-05\nCy,y,c@example.org,2026-01-06\nDi,z,d@example.org,2026-01-07\n';
    const table = await stage(text);
    expect(read(table)[2]).toEqual(['Bo', 'two\nlines', 'b@example.org', '2026-01-05']);
    expect(table.counts).toMatchObject({ records: 4, repaired: 1, quarantined: 0 });
  });

  test('leaves a record alone that is whole without the next line', async () => {
    const table = await stage(rows('Bo\nSample,b@example.org,2026-01-05,z'));
    expect(reasons(table)).toEqual({ 2: 'row-short' });
    expect(read(table)[3]).toEqual(['Sample', 'b@example.org', '2026-01-05', 'z']);
  });

  test('inside quotes with stray quotes is repaired over its lines', async () => {
    const table = await stage(rows('Bo,b@example.org,2026-01-05,"said "no"\nand left"'));
    expect(read(table)[2]).toEqual(['Bo', 'b@example.org', '2026-01-05', 'said "no"\nand left']);
    expect(table.counts).toMatchObject({ records: 4, repaired: 1, quarantined: 0 });
  });

  test('joins no two people', async () => {
    const table = await stage(rows('Bo,b@example.org\nEd,e@example.org,2026-01-05'));
    expect([...table.records.values()].some((cells) => cells.join().includes('\n'))).toBe(false);
  });
});

describe('encodings', () => {
  const text = 'Name;Town\r\nZoë Müller;Łódź\r\nAn–dash;“quoted”\r\n';
  const cells = text
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((row) => row.split(';'));

  test.each<[string, Uint8Array, string, boolean]>([
    ['UTF-8', Buffer.from(text), 'utf-8', false],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'utf-8', true],
    ['UTF-16LE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le', true],
    ['UTF-16BE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), 'utf-16be', true],
    ['UTF-16LE', Buffer.from(text, 'utf16le'), 'utf-16le', false],
    ['UTF-16BE', Buffer.from(text, 'utf16le').swap16(), 'utf-16be', false],
  ])('%s is told and read', async (_label, bytes, name, byteOrderMark) => {
    for (const options of [{}, { path: 'strict' as const }]) {
      const table = await stage(bytes, options);
      expect(table.table.encoding).toMatchObject({ name, byteOrderMark, sureness: 'certain' });
      expect(Object.values(read(table))).toEqual(cells);
      expect(table.problems).toEqual([]);
    }
  });

  test('can be given', async () => {
    const table = await stage(Buffer.from('Name;Town\nJos\x8e;M\x8alaga\n', 'latin1'), { encoding: 'macintosh' });
    expect(table.table.encoding).toMatchObject({ name: 'macintosh', byteOrderMark: false, sureness: 'given' });
    expect(read(table)).toEqual({ 1: ['José', 'Mälaga'] });
    await expect(stage('a,b\n', { encoding: 'klingon' })).rejects.toMatchObject({ code: 'encoding-unknown' });
    await expect(stage(Buffer.from('Name;Town\nJos\x8e;x\n', 'latin1'), { encoding: 'utf-8' })).rejects.toMatchObject({
      code: 'encoding-wrong',
    });
  });

  test('a file that is UTF-8 but for a late line is read line by line', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `Zoë ${i},Łódź`).join('\n');
    const source = Buffer.concat([
      Buffer.from(`Name,Town\n${rows}\n`),
      Buffer.from('Ren\xe9 Example,Malm\xf6\nJos\xe9 Sample,K\xf6ln\n', 'latin1'),
    ]);
    const table = await stage(source);
    expect(table.table.encoding).toMatchObject({ name: 'utf-8', mixed: true });
    expect(read(table)[30_001]).toEqual(['René Example', 'Malmö']);
    expect(read(table)[30_000]).toEqual(['Zoë 29999', 'Łódź']);
    expect(table.problems).toContainEqual(expect.objectContaining({ type: 'encoding-mixed', count: 2 }));
  });

  test('a character cut by the end of a chunk or of the sample stays whole', async () => {
    for (const shift of [1, 0, 2, 3].slice(0, runs(2, 4))) {
      const rows = `Name,Town\n${'x'.repeat(shift)},y\n`.concat(`${'😀é'.repeat(20)},b\n`.repeat(9000));
      for (const bytes of [Buffer.from(rows), Buffer.from(`\ufeff${rows}`, 'utf16le')]) {
        const table = await stage(bytes);
        expect(table.counts.records).toBe(9001);
        expect([...table.records.values()].some(([name]) => name?.includes('\ufffd') === true)).toBe(false);
      }
    }
  });
});

describe('a file that is no table', () => {
  const CANARY = 'canary@example.org';
  test.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'file-empty'],
    ['only a mark', '\ufeff', 'file-empty'],
    ['only blank lines', '\n \r\n\n', 'file-empty'],
    ['without a header', `Ann,${CANARY}\nBo,bo@example.org\n`, 'header-missing'],
    ['a PDF', `%PDF-1.7 ${CANARY}`, 'file-format'],
    ['binary', Buffer.concat([Buffer.from(CANARY), Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 37) % 256))]), 'file-format'],
    ['too wide', `${Array.from({ length: 1001 }, (_, i) => `h${i}`).join(',')}\n`, 'columns-too-many'],
  ])('%s: an error with a code, a hint and no content', async (_name, content, code) => {
    const error = await bench.stageBytes(content).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(HandinError);
    expect(error).toMatchObject({ code, exitCode: 2, hint: expect.any(String) });
    expect(`${(error as HandinError).message} ${(error as HandinError).hint}`).not.toContain('canary');
  });

  test('a missing file and a folder are unreadable, in our own words', async () => {
    for (const place of [path.join(bench.folder, 'missing.csv'), bench.folder]) {
      await expect(bench.stagePath(place)).rejects.toMatchObject({
        code: 'file-unreadable',
        message: expect.not.stringMatching(/ENOENT|EISDIR|\//),
      });
    }
  });

  test('a file that changes while it is read is refused', async () => {
    const folder = mkdtempSync(path.join(bench.folder, 'changing-'));
    const place = path.join(folder, 'list.csv');
    writeFileSync(place, `Name,Town\n${'Ann,Leeds\n'.repeat(300_000)}`);
    const onProgress = (): void => writeFileSync(place, 'Bo,York\n', { flag: 'a' });
    await expect(bench.stagePath(place, { onProgress })).rejects.toMatchObject({ code: 'file-changed' });
    rmSync(folder, { recursive: true });
  });

  test('an error leaves the next file readable', async () => {
    await expect(bench.stageBytes('')).rejects.toThrow();
    expect((await stage('Name,Town\nAnn,Leeds\n')).counts.records).toBe(1);
  });
});

describe('a hostile file', () => {
  /** A file whose bytes beyond the text are holes on the disk. */
  function writeSparse(name: string, text: string, bytes: number): string {
    const place = path.join(bench.folder, name);
    const handle = openSync(place, 'w');
    writeSync(handle, text);
    ftruncateSync(handle, bytes);
    closeSync(handle);
    return place;
  }
  const GIBIBYTE = 2 ** 30;

  test.each(['', '"'])('of one cell of 2 GiB is given up after a few mebibytes (quote: %j)', async (quote) => {
    const place = writeSparse('cell.csv', `Name,Note\nAnn,${quote}${'x'.repeat(20_000_000)}`, 2 * GIBIBYTE);
    let furthest = 0;
    const onProgress = (bytesRead: number): void => {
      furthest = bytesRead;
    };
    await expect(bench.stagePath(place, { onProgress })).rejects.toMatchObject({ code: 'line-too-long', exitCode: 2 });
    expect(furthest).toBeLessThan(20_000_000);
    rmSync(place);
  });

  test('of more than 2 GiB is not opened', async () => {
    const place = writeSparse('large.csv', 'Name,Note\n', 2 * GIBIBYTE + 1);
    await expect(bench.stagePath(place)).rejects.toMatchObject({ code: 'file-too-large' });
    rmSync(place);
  });

  test('of a million columns is refused', async () => {
    await expect(bench.stageBytes(`${'x,'.repeat(1_000_000)}\n`)).rejects.toMatchObject({ code: 'columns-too-many' });
  });

  test('with a first line that never ends is refused', async () => {
    await expect(bench.stageBytes('x'.repeat(300_000))).rejects.toMatchObject({ code: 'line-too-long' });
  });

  test('in which nearly no row is one is refused as a whole', async () => {
    await expect(bench.stageBytes(`Name,Note\nAnn,"x\n${'y\n'.repeat(30_000)}`)).rejects.toMatchObject({ code: 'table-unreadable' });
  });

  test('named like a pattern reads nothing but itself', async () => {
    const folder = mkdtempSync(path.join(bench.folder, 'names-'));
    writeFileSync(path.join(folder, 'a1.csv'), 'Name,Town\nOther,Person\n');
    const place = path.join(folder, '[ab]*.csv');
    writeFileSync(place, 'Name,Town\nAnn,Leeds\n');
    const [table] = (await bench.stagePath(place)).tables;
    expect(table?.table.sourceName).toBe('[ab]*.csv');
    expect([...(table?.records ?? [])]).toEqual([[1, ['Ann', 'Leeds']]]);
  });

  test('with statements and escape codes for headers and names is only text', async () => {
    const header = ['a"; DROP TABLE t; --', '\u001b]52;c;aGk=\u0007', '\u001b[2J', '\u009b31m'];
    const name = `x'; DROP TABLE t; --.csv`;
    const text = `${header.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n1,2,3,4\n`;
    const [table] = (await bench.stageBytes(text, {}, name)).tables;
    expect(table?.header).toEqual(header);
    expect(table?.table.sourceName).toBe(name);
    expect([...(table?.records ?? [])]).toEqual([[1, ['1', '2', '3', '4']]]);
  });
});

test('progress is told in bytes, up to the size of the file', async () => {
  const told: number[] = [];
  const text = `Name,Town\n${`Ann,${'Leeds '.repeat(400)}\n`.repeat(2000)}`;
  await stage(text, { onProgress: (bytesRead, bytes) => told.push(bytesRead / bytes) });
  expect(told.length).toBeGreaterThan(2);
  expect(told).toEqual([...told].sort((a, b) => a - b));
  expect(told.at(-1)).toBe(1);
});

describe('the odd files of the platforms', () => {
  const root = path.resolve('fixtures/exports');
  const cases = readdirSync(root).flatMap((id) =>
    readdirSync(path.join(root, id))
      .filter((name) => name.endsWith('.expected.json'))
      .map((name) => [id, name.replace('.expected.json', '')] as const),
  );

  test.each(cases)('%s/%s is read as written down beside it', async (id, name) => {
    const place = path.join(root, id, name);
    const expected = JSON.parse(readFileSync(`${place}.expected.json`, 'utf8'));
    const [staged] = (await bench.stagePath(place)).tables;
    expect(staged?.table).toMatchObject(expected.table);
    if (staged === undefined) return;
    expect(read(staged)).toEqual(expected.records);
    expect(reasons(staged)).toEqual(expected.unread ?? {});
  });
});
