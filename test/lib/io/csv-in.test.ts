import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DefectError, HandinError } from '../../../src/lib/errors.js';
import { stagedTableSql } from '../../../src/lib/intake/staged-sql.js';
import { stageFile } from '../../../src/lib/io/csv-in.js';
import type { IntakeOptions, StagedTable } from '../../../src/lib/model/intake.js';
import { openTestDatabase, readStaged, type TestDatabase } from '../../helpers/duckdb.js';

let folder: string;
let stagingDir: string;
let database: TestDatabase;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'handin-csv-in-'));
  stagingDir = path.join(folder, 'staging');
  mkdirSync(stagingDir, { mode: 0o700 });
  database = await openTestDatabase();
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

let fileCount = 0;

async function stage(content: string | Uint8Array, options: IntakeOptions = {}): Promise<StagedTable> {
  const source = path.join(folder, `source-${++fileCount}.csv`);
  writeFileSync(source, content);
  try {
    const [table] = await stageFile(source, stagingDir, options);
    if (table === undefined) throw new Error('no table');
    return table;
  } finally {
    rmSync(source);
  }
}

/** Record numbers with their cells. */
async function read(table: StagedTable): Promise<Record<number, string[]>> {
  return Object.fromEntries((await readStaged(database, table)).map(({ record, cells }) => [record, cells]));
}

function expectConservation(table: StagedTable): void {
  expect(table.recordCount).toBe(table.stagedCount + table.quarantined.length + table.blankRecords.length);
}

describe('a clean file', () => {
  test('goes the fast path and keeps every cell', async () => {
    const table = await stage('Name,Town\nAnn,"Leeds, ""north"""\n"Bo\r\nSample", York \n');
    expect(table).toMatchObject({
      path: 'fast',
      header: ['Name', 'Town'],
      recordColumn: false,
      stagedCount: 2,
      recordCount: 2,
      quarantinePath: null,
      problems: [],
    });
    expect(await read(table)).toEqual({ 1: ['Ann', 'Leeds, "north"'], 2: ['Bo\r\nSample', ' York '] });
  });

  test('is described: hash, size, encoding and dialect', async () => {
    const table = await stage('\ufeffsep=;\r\nName;Town\r\nAnn;Leeds\r\n');
    expect(table).toMatchObject({
      bytes: 32,
      format: 'text',
      encoding: { name: 'utf-8', byteOrderMark: true, sureness: 'certain' },
      dialect: { delimiter: ';', quote: '"', escape: '"', newline: 'crlf', sepLine: true, preambleRows: 0 },
    });
    expect(table.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is staged under a generated name that only its owner can read', async () => {
    const table = await stage('Name,Town\nAnn,Leeds\n');
    expect(path.basename(table.stagedPath)).toMatch(/^input-\d+\.csv$/);
    expect(statSync(table.stagedPath).mode & 0o777).toBe(0o600);
  });

  test('may have mixed line ends, no last line end, and empty lines at the end', async () => {
    const table = await stage('Name,Town\r\nAnn,Leeds\nBo,York\rCy,Hull\r\n\r\n\n');
    expect(table).toMatchObject({ path: 'fast', recordCount: 3, blankRecords: [], dialect: { newline: 'mixed' } });
    expect(Object.keys(await read(table))).toHaveLength(3);
  });

  test('may have a header and nothing else', async () => {
    const table = await stage('Name,Town\n');
    expect(table).toMatchObject({ recordCount: 0, stagedCount: 0 });
    expect(await read(table)).toEqual({});
  });

  test('may be larger than the sample and the chunk', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `Ann ${i},"Ł${'é'.repeat(i % 40)}"`);
    const table = await stage(`Name,Town\n${rows.join('\n')}\n`);
    expect(table).toMatchObject({ path: 'fast', recordCount: 60_000 });
    const records = await readStaged(database, table);
    expect(records.every(({ record, cells }) => cells[0] === `Ann ${record - 1}` && cells[1] === `Ł${'é'.repeat((record - 1) % 40)}`)).toBe(
      true,
    );
  });
});

test('a first row that begins with U+FEFF keeps it', async () => {
  for (const options of [{}, { path: 'strict' as const }]) {
    const table = await stage('Name,Town\n\ufeffAnn,Leeds\n', options);
    // The engine's Node binding drops the mark from every string it hands over, so the engine itself is asked.
    expect((await database.rows(`SELECT unicode(c0), length(c0) FROM ${stagedTableSql(table)}`)).map((row) => row.map(Number))).toEqual([
      [0xfeff, 4],
    ]);
  }
});

describe('preamble and header', () => {
  test('rows above the header are preamble, quoted line breaks among them too', async () => {
    const table = await stage('"Our\npetition"\nDownloaded by Sam\n\nName,Town,Date\nAnn,Leeds,1\nBo,York,2\nCy,Hull,3\n');
    expect(table).toMatchObject({ path: 'fast', header: ['Name', 'Town', 'Date'], recordCount: 3, dialect: { preambleRows: 3 } });
    expect(Object.values(await read(table)).map((cells) => cells[0])).toEqual(['Ann', 'Bo', 'Cy']);
  });

  test('a header that comes again is set aside', async () => {
    const table = await stage('Name,Town\nAnn,Leeds\n"NAME", town\nBo,York\n');
    expect(table.quarantined).toMatchObject([{ record: 2, lineFrom: 3, lineTo: 3, reason: 'header-repeat' }]);
    expect(await read(table)).toEqual({ 1: ['Ann', 'Leeds'], 3: ['Bo', 'York'] });
  });

  test('a header cell that comes twice is a problem, not an error', async () => {
    const table = await stage('Name,Email,email\nAnn,a,b\n');
    expect(table.problems).toEqual([{ type: 'header-duplicate', source: table.sourceName, count: 1, records: [] }]);
    expect(await read(table)).toEqual({ 1: ['Ann', 'a', 'b'] });
  });

  test('headers that are names of object members are only text', async () => {
    const table = await stage('__proto__,constructor,prototype,toString,__proto__\n1,2,3,4,x\n');
    expect(table.header).toHaveLength(5);
    expect(await read(table)).toEqual({ 1: ['1', '2', '3', '4', 'x'] });
  });
});

const MESSY = [
  'Name,Email,Town,Note', // 1
  'Ann,ann@example.org,Leeds,fine',
  'Bo "Nick" Sample,bo@example.org,York,', // 3: stray
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
    const text = MESSY.join(lineEnd) + lineEnd;
    const table = await stage(text);
    expect(table).toMatchObject({ path: 'strict', recordColumn: true, recordCount: 11, blankRecords: [3] });
    expectConservation(table);
    expect(await read(table)).toEqual({
      1: ['Ann', 'ann@example.org', 'Leeds', 'fine'],
      5: ['Di', 'di@example.org', 'Bath', `two${lineEnd}lines`],
      7: ['Fi', 'fi@example.org', 'Bath', ''],
      11: ['Io', 'io@example.org', 'Rye', ''],
    });
    expect(table.quarantined.map(({ record, lineFrom, lineTo, reason }) => [record, lineFrom, lineTo, reason])).toEqual([
      [2, 3, 3, 'quote-stray'],
      [4, 5, 5, 'quote-unclosed'],
      [6, 8, 8, 'row-long'],
      [8, 10, 10, 'row-short'],
      [9, 11, 11, 'nul-byte'],
      [10, 12, 12, 'header-repeat'],
    ]);
    expect(table.problems).toContainEqual({ type: 'quarantined-records', source: table.sourceName, count: 6, records: [2, 4, 6, 8, 9] });
  });

  test.each([
    ['utf-8', '', (text: string) => Buffer.from(text)],
    ['utf-8 with a mark', '', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['utf-16le with a mark', '', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['utf-16be with a mark', '', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['windows-1252', 'windows-1252', (text: string) => Buffer.from(text, 'latin1')],
  ])('gives byte offsets of the source and the exact raw text in %s', async (name, _label, encode) => {
    const text = MESSY.join('\r\n').replaceAll('Leeds', name === 'windows-1252' ? 'Lé\u00fcds' : 'L\u00e9\u{1f600}ds');
    const source = encode(text);
    const table = await stage(source);
    const decoder = new TextDecoder(table.encoding?.name);
    const quarantine = await database.rows(
      `SELECT * FROM read_csv('${table.quarantinePath}', auto_detect=false, header=false, delim=',', quote='"', escape='"', columns={'record':'BIGINT','raw':'VARCHAR'})`,
    );
    expect(quarantine).toHaveLength(6);
    for (const [i, row] of table.quarantined.entries()) {
      expect(Number(quarantine[i]?.[0])).toBe(row.record);
      const raw = decoder.decode(source.subarray(row.byteFrom ?? 0, row.byteTo ?? 0));
      expect(quarantine[i]?.[1]).toBe(raw);
      expect(text.split('\r\n')[row.lineFrom - 1]).toBe(raw);
    }
  });

  test('counts the sep= line and the preamble in line numbers and offsets', async () => {
    const text = 'sep=,\nOur petition\n\nName,Town,Note\nAnn,Leeds,x\nBo "B",York,\nCy,Hull,\n';
    const table = await stage(text);
    expect(table.quarantined).toMatchObject([
      { record: 2, lineFrom: 6, reason: 'quote-stray', byteFrom: text.indexOf('Bo'), byteTo: text.indexOf('\nCy') },
    ]);
  });

  test('a backslash may escape quotes', async () => {
    const table = await stage('Name,Note\nAnn,"say \\"hi\\", you"\nBo,"C:\\\\temp\\new"\nCy,"\\"\\""\n');
    expect(table.dialect).toMatchObject({ escape: '\\' });
    expect(await read(table)).toEqual({ 1: ['Ann', 'say "hi", you'], 2: ['Bo', 'C:\\temp\\new'], 3: ['Cy', '""'] });
  });

  test('single quotes may be the quotes', async () => {
    for (const options of [{}, { path: 'strict' as const }]) {
      const table = await stage("'Name','Town'\n'Ann','it''s, \"x\"'\n'Bo','York'\n", options);
      expect(await read(table)).toEqual({ 1: ['Ann', 'it\'s, "x"'], 2: ['Bo', 'York'] });
    }
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
    expect(table.recordCount).toBe(3000);
    expect(table.quarantined.map(({ record, reason }) => [record, reason])).toEqual([[broken + 1, 'quote-unclosed']]);
    expect((await readStaged(database, table)).map(({ record }) => record)).toEqual(rows.flatMap((_, i) => (i === broken ? [] : [i + 1])));
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
    expect(table).toMatchObject({ recordCount: 7, stagedCount: 5 });
    expect(table.quarantined.map(({ record }) => record)).toEqual([3, 6]);
  });
});

describe('encodings', () => {
  const text = 'Name;Town\r\nZoë Müller;Łódź\r\nAn–dash;“quoted”\r\n';
  const western = 'Name;Town\r\nZoë Müller;Malmö\r\nAn–dash;“quoted”€\r\n';
  const windows = Buffer.from(
    western.replaceAll('–', '\x96').replaceAll('“', '\x93').replaceAll('”', '\x94').replaceAll('€', '\x80'),
    'latin1',
  );
  const cells = (source: string): string[][] =>
    source
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((row) => row.split(';'));

  test.each<[string, Uint8Array, string, string, boolean, 'certain' | 'assumed']>([
    ['UTF-8', Buffer.from(text), text, 'utf-8', false, 'certain'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), text, 'utf-8', true, 'certain'],
    ['UTF-16LE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le'), text, 'utf-16le', true, 'certain'],
    ['UTF-16BE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), text, 'utf-16be', true, 'certain'],
    ['UTF-16LE', Buffer.from(text, 'utf16le'), text, 'utf-16le', false, 'certain'],
    ['UTF-16BE', Buffer.from(text, 'utf16le').swap16(), text, 'utf-16be', false, 'certain'],
    ['Windows-1252', windows, western, 'windows-1252', false, 'assumed'],
  ])('%s is told and read', async (_label, bytes, source, name, byteOrderMark, sureness) => {
    for (const options of [{}, { path: 'strict' as const }]) {
      const table = await stage(bytes, options);
      expect(table.encoding).toEqual({ name, byteOrderMark, sureness });
      expect(Object.values(await read(table))).toEqual(cells(source));
      expect(table.problems.map((problem) => problem.type)).toEqual(sureness === 'assumed' ? ['encoding-assumed'] : []);
    }
  });

  test('can be given', async () => {
    const table = await stage(Buffer.from('Name;Town\nJos\x8e;M\x8alaga\n', 'latin1'), { encoding: 'macintosh' });
    expect(table.encoding).toEqual({ name: 'macintosh', byteOrderMark: false, sureness: 'given' });
    expect(await read(table)).toEqual({ 1: ['José', 'Málaga'.replace('á', 'ä')] });
    await expect(stage('a,b\n', { encoding: 'klingon' })).rejects.toMatchObject({ code: 'encoding-unknown' });
    await expect(stage(windows, { encoding: 'utf-8' })).rejects.toMatchObject({ code: 'encoding-wrong' });
  });

  test('a character cut by the end of a chunk or of the sample stays whole', async () => {
    for (const shift of [0, 1, 2, 3]) {
      const rows = `Name,Town\n${'x'.repeat(shift)}\n`.concat(`${'😀é'.repeat(20)},b\n`.repeat(9000));
      for (const bytes of [Buffer.from(rows), Buffer.from(`\ufeff${rows}`, 'utf16le')]) {
        const table = await stage(bytes);
        expect(table.recordCount).toBe(9001);
        const [row] = await database.rows(`SELECT count(*) FROM read_text('${table.stagedPath}') WHERE contains(content, '\ufffd')`);
        expect(Number(row?.[0])).toBe(0);
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
    ['a zip', `PK\x03\x04 ${CANARY}`, 'file-format'],
    ['a web page', `\n<HTML><table><tr><td>${CANARY}`, 'file-format'],
    ['gzip', Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.from(CANARY)]), 'file-format'],
    ['old Excel', Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.from(CANARY)]), 'file-format'],
    ['binary', Buffer.concat([Buffer.from(CANARY), Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 37) % 256))]), 'file-format'],
    ['too wide', `${Array.from({ length: 1001 }, (_, i) => `h${i}`).join(',')}\n`, 'columns-too-many'],
  ])('%s: an error with a code, a hint and no content', async (_name, content, code) => {
    const error = await stage(content).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(HandinError);
    expect(error).toMatchObject({ code, exitCode: 2, hint: expect.any(String) });
    expect(`${(error as HandinError).message} ${(error as HandinError).hint}`).not.toContain('canary');
  });

  test('a missing file and a folder are unreadable, in our own words', async () => {
    for (const place of [path.join(folder, 'missing.csv'), folder]) {
      await expect(stageFile(place, stagingDir, {})).rejects.toMatchObject({
        code: 'file-unreadable',
        message: expect.not.stringMatching(/ENOENT|EISDIR|\//),
      });
    }
  });

  test('an error leaves the source as it was and the next file readable', async () => {
    await expect(stage('')).rejects.toThrow();
    expect((await stage('Name,Town\nAnn,Leeds\n')).recordCount).toBe(1);
  });
});

const SEED = 20_260_322;
const piece = fc.constantFrom(
  'a',
  'Zoë',
  '"',
  '""',
  '\n',
  '\r\n',
  '\r',
  ',',
  ';',
  '\t',
  '|',
  '\\',
  '\\"',
  '😀',
  "'",
  ' ',
  '\u00a0',
  '=1+1',
  'NULL',
  '\u{10ffff}',
  '#',
  '0',
);
const anyCell = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
const table = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom(',', ';', '\t', '|'), fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.boolean())
  .chain(([width, delimiter, lineEnd, quotesAll, endsLine]) =>
    fc.record({
      delimiter: fc.constant(delimiter),
      lineEnd: fc.constant(lineEnd),
      quotesAll: fc.constant(quotesAll),
      endsLine: fc.constant(endsLine),
      header: fc.constant(Array.from({ length: width }, (_, i) => `Header ${String.fromCharCode(65 + i)}`)),
      rows: fc.array(fc.array(anyCell, { minLength: width, maxLength: width }), { maxLength: 12 }),
    }),
  );

function format(cells: readonly string[], delimiter: string, quotesAll: boolean): string {
  const text = cells.map((cell) => (quotesAll || cell === '' || /["\r\n,;\t|' ]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return text.join(delimiter);
}

test('the fast and the strict path agree on 1,000 generated files, cell by cell and record by record', async () => {
  let fastCount = 0;
  await fc.assert(
    fc.asyncProperty(table, async ({ delimiter, lineEnd, quotesAll, endsLine, header, rows }) => {
      const text = [header, ...rows].map((row) => format(row, delimiter, quotesAll)).join(lineEnd) + (endsLine ? lineEnd : '');
      const options = { delimiter };
      const fast = await stage(text, options);
      const strict = await stage(text, { ...options, path: 'strict' });
      if (fast.path === 'fast') fastCount++;
      expect(strict.path).toBe('strict');
      const expected = rows.map((cells, i) => ({ record: i + 1, cells }));
      expect(await readStaged(database, strict)).toEqual(expected);
      expect(await readStaged(database, fast)).toEqual(expected);
      expect({ ...fast, path: 0, stagedPath: 0, stagedDialect: 0, recordColumn: 0, sourceName: 0 }).toEqual({
        ...strict,
        path: 0,
        stagedPath: 0,
        stagedDialect: 0,
        recordColumn: 0,
        sourceName: 0,
      });
    }),
    { seed: SEED, numRuns: 1000 },
  );
  expect(fastCount).toBeGreaterThan(900);
});

const fragment = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'a,b,c\n',
      'Name,Town,Note\n',
      'x@example.org,1,2\n',
      '"',
      '""',
      ',',
      '\n',
      '\r',
      '\r\n',
      '\0',
      ';',
      'sep=;\n',
      '\\',
      '\ufeff',
      '\t',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);
const bytes = fc.oneof(
  fc.array(fragment, { maxLength: 40 }).map((parts) => new Uint8Array(Buffer.from(parts.join('')))),
  fc.array(fragment, { maxLength: 40 }).map((parts) => new Uint8Array(Buffer.from(parts.join(''), 'utf16le'))),
  fc.array(fragment, { maxLength: 40 }).map((parts) => new Uint8Array(Buffer.from(parts.join(''), 'latin1'))),
  fc.uint8Array({ maxLength: 200 }),
);

test('whatever the bytes, intake ends in a table whose records add up or in an error of ours', async () => {
  let tables = 0;
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      let staged: StagedTable;
      try {
        staged = await stage(content);
      } catch (error) {
        if (!(error instanceof HandinError) || error instanceof DefectError) throw error;
        return;
      }
      tables++;
      expectConservation(staged);
      const records = await readStaged(database, staged);
      expect(records).toHaveLength(staged.stagedCount);
      const numbers = [
        ...records.map(({ record }) => record),
        ...staged.quarantined.map(({ record }) => record),
        ...staged.blankRecords,
      ].sort((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: staged.recordCount }, (_, i) => i + 1));
      const lines = staged.quarantined.flatMap(({ lineFrom, lineTo }) => [lineFrom, lineTo]);
      expect(lines).toEqual([...lines].sort((a, b) => a - b));
      const ends = staged.quarantined.flatMap(({ byteFrom, byteTo }) => [byteFrom ?? 0, byteTo ?? 0]);
      expect(ends).toEqual([...ends].sort((a, b) => a - b));
      expect(ends.every((end) => end <= content.length)).toBe(true);
    }),
    { seed: SEED, numRuns: 800 },
  );
  expect(tables).toBeGreaterThan(100);
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
    const [staged] = await stageFile(place, stagingDir, {});
    expect(staged).toMatchObject(expected.table);
    if (staged !== undefined) expect(await read(staged)).toEqual(expected.records);
  });
});
