import { fileURLToPath } from 'node:url';
import { utils, write as writeOther } from '@e965/xlsx';
import { writeOds } from 'hucre/ods';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HandinError } from '../../../src/lib/errors.js';
import type { HeaderVocabulary, IntakeOptions } from '../../../src/lib/model/intake.js';
import { expectConservation, type IntakeBench, openIntake, type ReadTable } from '../../helpers/intake.js';
import { runs } from '../../helpers/runs.js';
import { bytesOf, ods, type Part, xlsx, xlsxParts, xlsxRow, zip } from '../../helpers/zip.js';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

async function stage(bytes: Uint8Array, options: IntakeOptions = {}, name = 'book.xlsx'): Promise<readonly ReadTable[]> {
  const report = await bench.stageBytes(bytes, options, name);
  expectConservation(report);
  return report.tables;
}

const records = (table: ReadTable | undefined): Record<number, readonly string[]> => Object.fromEntries(table?.records ?? []);
const unread = (table: ReadTable | undefined): Record<number, string> =>
  Object.fromEntries([...(table?.unread ?? [])].map(([record, { reason }]) => [record, reason]));
const types = (table: ReadTable | undefined): string[] => (table?.problems ?? []).map(({ type }) => type);

async function refusal(bytes: Uint8Array, name = 'book.xlsx'): Promise<HandinError> {
  const error = await stage(bytes, {}, name).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HandinError);
  return error as HandinError;
}

const WORDS: HeaderVocabulary = {
  isKnown: (header) => ['name', 'town', 'e-mail', 'phone'].includes(header.toLowerCase()),
  namesSomebody: (header) => ['name', 'e-mail'].includes(header.toLowerCase()),
};

describe('a workbook', () => {
  test('gives one table per sheet that holds anything, hidden ones with a problem', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'Leeds',
          rows: [
            ['Name', 'Phone'],
            ['Ann "A" Example', 447700900001],
            ['Nguyễn Văn Sample', null],
            ['Łukasz Przykład', '07700 900002'],
          ],
        },
        { name: 'Empty', rows: [] },
        { name: 'Kept back', hidden: true, rows: [['Name'], ['Bo\nSample'], ['أحمد مثال']] },
      ],
    });
    const tables = await stage(bytes);
    expect(tables.map(({ table }) => [table.sourceName, table.path, table.format])).toEqual([
      ['book.xlsx#Leeds', 'sheet', 'xlsx'],
      ['book.xlsx#Kept back', 'sheet', 'xlsx'],
    ]);
    expect(tables.map(types)).toEqual([[], ['sheet-hidden']]);
    expect(tables[0]?.table).toMatchObject({ encoding: null, dialect: null, header: ['Name', 'Phone'], headerRows: 1, byteCounts: null });
    expect(records(tables[0])).toEqual({
      1: ['Ann "A" Example', '447700900001'],
      2: ['Nguyễn Văn Sample', ''],
      3: ['Łukasz Przykład', '07700 900002'],
    });
    expect(records(tables[1])).toEqual({ 1: ['Bo\nSample'], 2: ['أحمد مثال'] });
  });

  test('in which every sheet is empty is an empty file', async () => {
    expect(await refusal(await writeXlsx({ sheets: [{ name: 'S', rows: [] }] }))).toMatchObject({ code: 'file-empty' });
  });

  test('passes over a sheet of notes with a problem, but not one in which people stand without a header', async () => {
    const list = [
      ['Name', 'Town'],
      ['Ann', 'Leeds'],
    ];
    const notes = [['1'], ['2'], ['3']];
    const tables = await stage(
      await writeXlsx({
        sheets: [
          { name: 'Notes', rows: notes },
          { name: 'List', rows: list },
        ],
      }),
    );
    expect(tables.map(({ table }) => table.sourceName)).toEqual(['book.xlsx#List']);
    expect(tables[0]?.problems).toEqual([{ type: 'member-skipped', source: 'book.xlsx#Notes', count: 1, records: [] }]);
    const people = [
      ['Ann', 'ann@example.org'],
      ['Bo', 'bo@example.org'],
    ];
    expect(
      await refusal(
        await writeXlsx({
          sheets: [
            { name: 'List', rows: list },
            { name: 'More', rows: people },
          ],
        }),
      ),
    ).toMatchObject({
      code: 'header-missing',
    });
  });
});

describe('cells', () => {
  test('dates, numbers and truth values become plain text', async () => {
    const rows = [
      ['Name', 'Signed', 'Number', 'Yes'],
      ['Ann', new Date(Date.UTC(2026, 0, 5)), 0.5, true],
      ['Bo', new Date(Date.UTC(2026, 0, 5, 13, 20, 3)), 1e15, false],
    ];
    const [table] = await stage(await writeXlsx({ sheets: [{ name: 'S', rows }] }));
    expect(records(table)).toEqual({
      1: ['Ann', '2026-01-05', '0.5', 'true'],
      2: ['Bo', '2026-01-05T13:20:03', '1000000000000000', 'false'],
    });
  });

  const STYLES = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[Red]0.00E+00"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy\\ hh:mm"/>
    <numFmt numFmtId="166" formatCode="&quot;day&quot; 0"/><numFmt numFmtId="167" formatCode="[h]:mm"/></numFmts>
    <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
    <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="10"/><xf numFmtId="167"/><xf numFmtId="20"/></cellXfs></styleSheet>`;

  test.each<[string, string, string]>([
    ['a shared string', '<c t="s"><v>0</v></c>', 'Ann Example'],
    ['rich text, without its phonetic guide', '<c t="s"><v>1</v></c>', '山田 太郎'],
    ['escaped characters', '<c t="s"><v>2</v></c>', 'a\rb _x000D_'],
    [
      'an inline string in runs',
      '<c t="inlineStr"><is><r><t>An</t></r><r><rPr><b/></rPr><t xml:space="preserve">n </t></r><r><t>E</t></r></is></c>',
      'Ann E',
    ],
    ['entities', '<c t="inlineStr"><is><t>A &amp; B &lt;c&gt; &#233;&#x1F600;</t></is></c>', 'A & B <c> é😀'],
    ['character data', '<c t="inlineStr"><is><t><![CDATA[a <b> & c]]></t></is></c>', 'a <b> & c'],
    ['the text that a formula gave', '<c t="str"><f>A1&amp;" "&amp;B1</f><v>Ann Example</v></c>', 'Ann Example'],
    ['the number that a formula gave', '<c><f>1+1</f><v>2</v></c>', '2'],
    ['an error, as it is shown', '<c t="e"><v>#N/A</v></c>', '#N/A'],
    ['a phone number kept as a number', '<c><v>447700900123</v></c>', '447700900123'],
    ['the same in scientific notation', '<c s="2"><v>4.47700900123E11</v></c>', '447700900123'],
    ['as many digits as a float holds', '<c><v>9007199254740991</v></c>', '9007199254740991'],
    ['a fraction with a float’s noise', '<c><v>0.10000000000000001</v></c>', '0.1'],
    ['a percentage, as it is stored', '<c s="5"><v>0.25</v></c>', '0.25'],
    ['a built-in date format', '<c s="1"><v>46027</v></c>', '2026-01-05'],
    ['a date format of the workbook’s own', '<c s="3"><v>46027.555590277778</v></c>', '2026-01-05T13:20:03'],
    ['a format whose letters stand in quotes', '<c s="4"><v>46027</v></c>', '46027'],
    ['a time of day', '<c s="7"><v>0.5</v></c>', '12:00:00'],
    ['the last day before the day that never was', '<c s="1"><v>59</v></c>', '1900-02-28'],
    ['the first day after it', '<c s="1"><v>61</v></c>', '1900-03-01'],
    ['a number before all days, as it is shown', '<c s="1"><v>-5</v></c>', '########'],
    ['a phone number formatted as a day, as it is shown', '<c s="1"><v>447700900123</v></c>', '########'],
    ['midnight', '<c s="7"><v>0</v></c>', '00:00:00'],
    ['a moment that rounds to the next day', '<c s="3"><v>46027.999999</v></c>', '2026-01-06'],
    ['a date in ISO form', '<c t="d"><v>2026-01-05T13:20:03</v></c>', '2026-01-05T13:20:03'],
    ['an entity of no document type, as it is written', '<c t="inlineStr"><is><t>&canary;</t></is></c>', '&canary;'],
    ['single quotes and spaces in the XML', `<c  t = 'n' ><v >7</v ></c >`, '7'],
    ['an attribute that holds a bracket', '<c t="n" x=">"><v>7</v></c>', '7'],
    ['names with a prefix', '<x:c t="n"><x:v>7</x:v></x:c>', '7'],
    ['comments', '<!-- a > b --><c><v>7</v></c>', '7'],
  ])('%s', async (_name, cell, text) => {
    const strings =
      '<si><t>Ann Example</t></si><si><r><t>山田 </t></r><r><t>太郎</t></r><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></si><si><t>a_x000D_b _x005F_x000D_</t></si>';
    const rows = `${xlsxRow(1, ['Name', 'Value'])}<row r="2"><c t="inlineStr"><is><t>Ann</t></is></c>${cell}</row>`;
    const [table] = await stage(xlsx({ sheets: [{ name: 'S', rows }], strings, styles: STYLES }));
    expect(records(table)).toEqual({ 1: ['Ann', text] });
  });

  test('are read whatever prefix the writer gives all its elements', async () => {
    const prefixed = xlsxParts({
      sheets: [
        {
          name: 'S',
          rows: `${xlsxRow(1, ['Name', 'Town'])}<row r="2"><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>`,
          state: 'veryHidden',
        },
      ],
      strings: '<si><t>Ann</t></si><si><t>Leeds</t></si>',
    }).map((part) => ({
      ...part,
      content:
        part.name.startsWith('xl/') && !part.name.endsWith('.rels')
          ? bytesOf(
              Buffer.from(part.content)
                .toString()
                .replace(/<(\/?)(?=\w)/g, '<$1x:'),
            )
          : part.content,
    }));
    const [table] = await stage(zip(prefixed));
    expect(records(table)).toEqual({ 1: ['Ann', 'Leeds'] });
    expect(types(table)).toEqual(['sheet-hidden']);
  });

  test('days count from 1904 where the workbook says so', async () => {
    const rows = `${xlsxRow(1, ['Name', 'Signed'])}<row r="2"><c t="inlineStr"><is><t>Ann</t></is></c><c s="1"><v>44565</v></c></row>`;
    const [table] = await stage(xlsx({ sheets: [{ name: 'S', rows }], styles: STYLES, workbookProperties: '<workbookPr date1904="1"/>' }));
    expect(records(table)).toEqual({ 1: ['Ann', '2026-01-05'] });
  });

  test('texts in a list that is missing are an error, not empty cells', async () => {
    const rows = `${xlsxRow(1, ['Name', 'Town'])}<row r="2"><c r="A2" t="s"><v>0</v></c></row>`;
    const parts = xlsxParts({ sheets: [{ name: 'S', rows }] }).filter(({ name }) => name !== 'xl/sharedStrings.xml');
    expect(await refusal(zip(parts))).toMatchObject({ code: 'file-damaged' });
  });

  test('a cell or a record that is too long is set aside, and the rest is read', async () => {
    const long = noise(65_537);
    const rows = [
      ['Name', 'Comment'],
      ['Ann', long],
      ['Bo', 'short'],
      ['Cy', noise(65_536)],
    ]
      .map((cells, i) => xlsxRow(i + 1, cells))
      .join('');
    const [table] = await stage(xlsx({ sheets: [{ name: 'S', rows }] }));
    expect(unread(table)).toEqual({ 1: 'cell-too-long' });
    expect(Object.keys(records(table))).toEqual(['2', '3']);
    expect(table?.quarantine[0]?.raw.length).toBeLessThan(70_000);
  });
});

describe('the rows of a sheet', () => {
  test('preamble, blank rows, repeated headers and stray cells are told apart by row number', async () => {
    const rows = [
      ['Our petition'],
      [],
      ['Name', 'Town'],
      ['Ann', 'Leeds'],
      [],
      ['Name', 'Town'],
      ['Bo', 'York', '', 'stray'],
      ['Cy', 'Hull'],
      [null, null],
    ];
    const [table] = await stage(await writeXlsx({ sheets: [{ name: 'S', rows }] }));
    expect(table?.header).toEqual(['Name', 'Town']);
    expect(unread(table)).toEqual({ 2: 'empty-record', 3: 'header-repeat', 4: 'row-long' });
    expect(table?.quarantine).toMatchObject([{ record: 4, lineFrom: 7, lineTo: 7, byteFrom: null, raw: '"Bo","York","","stray"' }]);
    expect(records(table)).toEqual({ 1: ['Ann', 'Leeds'], 5: ['Cy', 'Hull'] });
    expect(table?.problems).toEqual([
      { type: 'quarantined-records', source: 'book.xlsx#S', count: 1, records: [4] },
      { type: 'header-repeated', source: 'book.xlsx#S', count: 1, records: [] },
    ]);
  });

  test('a row that a person corrected in the quarantine file is read', async () => {
    const rows = [
      ['Name', 'Town'],
      ['Ann', 'Leeds'],
      ['Bo', 'York', 'stray'],
      ['Cy', 'Hull'],
    ];
    const fixes = new Map([['book.xlsx#S', [{ record: 2, byteFrom: null, byteTo: null, raw: '"Bo","York, stray"' }]]]);
    const [table] = await stage(await writeXlsx({ sheets: [{ name: 'S', rows }] }), { fixes });
    expect(records(table)).toEqual({ 1: ['Ann', 'Leeds'], 2: ['Bo', 'York, stray'], 3: ['Cy', 'Hull'] });
    expect(table?.counts).toMatchObject({ repaired: 1, quarantined: 0 });
  });

  test('a total and a note below the list are no people', async () => {
    const rows = [
      ['Name', 'Town', 'Phone'],
      ['Ann', 'Leeds', '07700 900001'],
      ['Bo', 'York', '07700 900002'],
      ['Total', '2'],
      [],
      ['Collected at the stall on Sunday'],
    ];
    const [table] = await stage(await writeXlsx({ sheets: [{ name: 'S', rows }] }));
    expect(unread(table)).toEqual({ 3: 'footer', 4: 'empty-record', 5: 'footer' });
  });

  test('somebody below a gap is no note: a row of several cells counts, and a lone name waits for a person', async () => {
    const list = [
      ['Sheet', 'Line', 'Name', 'Phone', 'Town'],
      [1, 1, 'Ann', '07700 900001', 'Leeds'],
      [1, 2, 'Bo', '07700 900002', 'York'],
      [],
    ];
    const [kept] = await stage(await writeXlsx({ sheets: [{ name: 'S', rows: [...list, [1, 5, 'Jane Sample']] }] }));
    expect(records(kept)[4]).toEqual(['1', '5', 'Jane Sample', '', '']);
    const [waiting] = await stage(await writeXlsx({ sheets: [{ name: 'S', rows: [...list, [null, null, 'Jane Sample']] }] }));
    expect(unread(waiting)).toEqual({ 3: 'empty-record', 4: 'row-short' });
  });

  test('a correction finds its row in the right list of a sheet, and no other row', async () => {
    const rows = [
      ['Name', 'E-mail', 'Town'],
      ['Ann', 'ann@example.org', 'Leeds'],
      ['Bob', 'bob@example.org', 'York', 'x'],
      [],
      ['E-mail', 'Name', 'Phone'],
      ['dee@example.org', 'Dee', '07700 900001'],
      ['eve@example.org', 'Eve', '07700 900002', 'y'],
    ];
    const bytes = await writeXlsx({ sheets: [{ name: 'S', rows }] });
    const fix = (raw: string) => ({ record: 2, byteFrom: null, byteTo: null, raw });
    const fixes = new Map([
      ['book.xlsx#S', [fix('"Zed","zed@example.com","Derby"')]],
      ['book.xlsx#S#table-2', [fix('"eve@example.org","Eve Test","07700 900002"')]],
    ]);
    const [first, second] = await stage(bytes, { vocabulary: WORDS, fixes });
    expect(unread(first)).toMatchObject({ 2: 'row-long' });
    expect(second?.table.sourceName).toBe('book.xlsx#S#table-2');
    expect(records(second)[2]).toEqual(['eve@example.org', 'Eve Test', '07700 900002']);
  });

  test('a gap within the list does not end it', async () => {
    const rows = [['Name', 'Town', 'Phone'], ['Ann', 'Leeds', '07700 900001'], [], ['Bo'], ['Cy', 'Hull', '07700 900003']];
    const [table] = await stage(await writeXlsx({ sheets: [{ name: 'S', rows }] }));
    expect(records(table)).toEqual({ 1: ['Ann', 'Leeds', '07700 900001'], 3: ['Bo', '', ''], 4: ['Cy', 'Hull', '07700 900003'] });
  });

  test('a second list with other columns below the first is a table of its own', async () => {
    const rows = [
      ['Name', 'Town'],
      ['Ann', 'Leeds'],
      ['Cy', 'Hull'],
      ['Di', 'Ely'],
      [],
      ['Town', 'Phone', 'Name'],
      ['York', '07700 900002', 'Bo'],
    ];
    const tables = await stage(await writeXlsx({ sheets: [{ name: 'S', rows }] }), { vocabulary: WORDS });
    expect(tables.map(({ header }) => header)).toEqual([
      ['Name', 'Town'],
      ['Town', 'Phone', 'Name'],
    ]);
    expect(tables.map(records)).toEqual([
      { 1: ['Ann', 'Leeds'], 2: ['Cy', 'Hull'], 3: ['Di', 'Ely'] },
      { 1: ['York', '07700 900002', 'Bo'] },
    ]);
  });

  test('a merged cell stands in its first column', async () => {
    const rows = `${xlsxRow(1, ['Name', 'Town'])}${xlsxRow(2, ['Ann', 'Leeds'])}<row r="3"><c r="A3" t="inlineStr"><is><t>Bo</t></is></c><c r="B3"/></row>`;
    const sheet = `<worksheet><sheetData>${rows}</sheetData><mergeCells count="1"><mergeCell ref="A3:B3"/></mergeCells></worksheet>`;
    const [table] = await stage(xlsx({ sheets: [{ name: 'S', rows }], replace: new Map([['xl/worksheets/sheet1.xml', bytesOf(sheet)]]) }));
    expect(records(table)).toEqual({ 1: ['Ann', 'Leeds'], 2: ['Bo', ''] });
  });

  test('the header row that was named wins', async () => {
    const rows = [
      ['Name', 'Town'],
      ['First', 'Last'],
      ['Ann', 'Example'],
    ];
    const [table] = await stage(await writeXlsx({ sheets: [{ name: 'S', rows }] }), { headerRow: 2 });
    expect(table?.header).toEqual(['First', 'Last']);
    expect(records(table)).toEqual({ 1: ['Ann', 'Example'] });
  });
});

test('cell by cell, a workbook reads as the library reads it', async () => {
  const rows: (string | number | boolean | null)[][] = [['Name', 'Town', 'Number', 'Yes']];
  for (let i = 0; i < 500; i++) {
    rows.push([`Ann “${i}” Ünïcode <&> ${'x'.repeat(i % 40)}`, i % 7 === 0 ? null : `Town\n${i}`, i * 1.25 - 100, i % 2 === 0]);
  }
  const bytes = await writeXlsx({ sheets: [{ name: 'S', rows }] });
  const [table] = await stage(bytes);
  const library = (await readXlsx(bytes)).sheets[0]?.rows ?? [];
  const expected = library.slice(1).map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
  expect([...(table?.records.values() ?? [])]).toEqual(expected);
});

describe('workbooks of another writer', () => {
  const rows = [
    ['Name', 'Town', 'Phone', 'Signed', 'Yes', 'Share'],
    ['Łukasz Przykład', 'Kraków “Stare”', 447700900123, new Date(Date.UTC(2026, 0, 5)), true, 0.25],
    ['山田 太郎', '', 441134960123, new Date(Date.UTC(2025, 11, 31)), false, -1.5],
    ['Ann\nExample', "O'Town", 7, new Date(Date.UTC(2024, 1, 29)), true, 1e-7],
  ];
  const make = (bookType: 'biff8' | 'xlsx' | 'ods'): Uint8Array => {
    const book = utils.book_new();
    utils.book_append_sheet(book, utils.aoa_to_sheet(rows, { UTC: true, cellDates: bookType === 'ods' }), 'List');
    const more = Array.from({ length: 3000 }, (_, i) => [`Person ${i} é`, `person${i}@example.org`]);
    utils.book_append_sheet(book, utils.aoa_to_sheet([['Name', 'E-mail'], ...more]), 'More');
    return new Uint8Array(writeOther(book, { type: 'buffer', bookType, bookSST: true }) as Uint8Array);
  };

  test.each([
    ['biff8', 'xls'],
    ['xlsx', 'xlsx'],
    ['ods', 'ods'],
  ] as const)('%s reads cell by cell as it was written', async (bookType, format) => {
    const [list, more] = await stage(make(bookType), {}, `book.${format}`);
    expect(list?.table.format).toBe(format);
    expect(list?.table.sourceName).toBe(`book.${format}#List`);
    expect(records(list)).toEqual({
      1: ['Łukasz Przykład', 'Kraków “Stare”', '447700900123', '2026-01-05', 'true', '0.25'],
      2: ['山田 太郎', '', '441134960123', '2025-12-31', 'false', '-1.5'],
      3: ['Ann\nExample', "O'Town", '7', '2024-02-29', 'true', '1e-7'],
    });
    expect(more?.counts.accepted).toBe(3000);
    expect(more?.records.get(3000)).toEqual(['Person 2999 é', 'person2999@example.org']);
  });
});

describe('workbooks that LibreOffice 7.4 wrote', () => {
  // Rows to repeat on each page, an outline, merged and repeated cells, a comment, blank rows and a hidden sheet.
  const people = {
    1: ['Ann    Example', '1 High St\nLeeds', '2026-01-05', 'true', '0.25', '13:05:03', '447700900123'],
    2: ['Bo Grouped', 'merged', '', 'false', '', '', '7'],
    3: ['Cy Grouped', 'same', 'same', '', '', '', '8'],
    4: ['Cy Grouped', 'same', 'same', '', '', '', '8'],
    8: ['Di After', 'x', '1899-12-31', '', '', '', '9'],
  };
  // Excel's formats begin to count days where LibreOffice has the last day of 1899; and of XLS the library does not tell what is hidden.
  const inExcel = { ...people, 8: ['Di After', 'x', '1900-01-01', '', '', '', '9'] };
  test.each<[string, Record<number, readonly string[]>, readonly string[]]>([
    ['ods', people, ['sheet-hidden']],
    ['xlsx', inExcel, ['sheet-hidden']],
    ['xls', inExcel, []],
  ])('%s reads as it looks there', async (format, expected, problems) => {
    const report = await bench.stagePath(fileURLToPath(new URL(`../../../fixtures/sheets/libreoffice.${format}`, import.meta.url)));
    expectConservation(report);
    const [list, hidden] = report.tables;
    expect(list?.header).toEqual(['Name', 'Address', 'Signed', 'Yes', 'Share', 'Time', 'Phone']);
    expect(records(list)).toEqual(expected);
    expect(records(hidden)).toEqual({ 1: ['Ed', 'Ely'] });
    expect(types(hidden)).toEqual(problems);
  });
});

describe('an ODS spreadsheet', () => {
  const p = (text: string): string => `<text:p>${text}</text:p>`;
  const cell = (text: string, attributes = 'office:value-type="string"'): string =>
    `<table:table-cell ${attributes}>${p(text)}</table:table-cell>`;
  const row = (cells: string, attributes = ''): string => `<table:table-row ${attributes}>${cells}</table:table-row>`;
  const header = row(cell('Name') + cell('Value'));

  test('is read sheet by sheet', async () => {
    const rows = [
      ['Name', 'Town', 'Signed', 'Count'],
      ['Ann', 'Leeds', new Date(Date.UTC(2026, 0, 5)), 447700900123],
      ['Łukasz', null, new Date(Date.UTC(2026, 0, 5, 13, 20, 3)), 0.5],
    ];
    const tables = await stage(
      await writeOds({
        sheets: [
          { name: 'Leeds', rows },
          { name: 'Empty', rows: [] },
        ],
      }),
      {},
      'book.ods',
    );
    expect(tables.map(({ table }) => [table.sourceName, table.format])).toEqual([['book.ods#Leeds', 'ods']]);
    expect(records(tables[0])).toEqual({
      1: ['Ann', 'Leeds', '2026-01-05', '447700900123'],
      2: ['Łukasz', '', '2026-01-05T13:20:03', '0.5'],
    });
  });

  test.each<[string, string, string]>([
    [
      'paragraphs, spans, spaces, tabs and breaks',
      `<table:table-cell office:value-type="string">${p('A<text:s text:c="2"/>b<text:tab/>c')}${p('d<text:line-break/><text:span>e</text:span>')}</table:table-cell>`,
      'A  b\tc\nd\ne',
    ],
    [
      'a comment, which is no part of the cell',
      `<table:table-cell office:value-type="string"><office:annotation>${p('secret')}</office:annotation>${p('x')}</table:table-cell>`,
      'x',
    ],
    ['a number, with all its digits', cell('4.477E+11', 'office:value-type="float" office:value="447700900123"'), '447700900123'],
    ['a percentage', cell('25%', 'office:value-type="percentage" office:value="0.25"'), '0.25'],
    ['a date', cell('5 Jan', 'office:value-type="date" office:date-value="2026-01-05"'), '2026-01-05'],
    ['a time', cell('1 pm', 'office:value-type="time" office:time-value="PT13H05M03S"'), '13:05:03'],
    ['a truth value', cell('WAHR', 'office:value-type="boolean" office:boolean-value="true"'), 'true'],
    ['an error', cell('#N/A', 'office:value-type="float" office:value="0"'), '#N/A'],
  ])('%s', async (_name, xml, text) => {
    const [table] = await stage(ods(`<table:table table:name="S">${header}${row(cell('Ann') + xml)}</table:table>`), {}, 'book.ods');
    expect(records(table)).toEqual({ 1: ['Ann', text] });
  });

  test('hidden sheets are told, tracked changes are not read, and repeats are counted', async () => {
    const styles = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>';
    const empty = '<table:table-cell table:number-columns-repeated="16382"/>';
    const body = `<table:tracked-changes><table:cell-content-change><table:table-cell>${p('old')}</table:table-cell></table:cell-content-change></table:tracked-changes>
      <table:table table:name="S" table:style-name="ta2">${header}${row(cell('Ann') + cell('1') + empty, 'table:number-rows-repeated="3"')}
      ${row('<table:table-cell table:number-columns-repeated="16384"/>', 'table:number-rows-repeated="2"')}${row(cell('Bo') + cell('2'))}
      ${row('<table:table-cell table:number-columns-repeated="16384"/>', 'table:number-rows-repeated="1048570"')}</table:table>`;
    const [table] = await stage(ods(body, [], styles), {}, 'book.ods');
    expect(types(table)).toEqual(['sheet-hidden']);
    expect(records(table)).toEqual({ 1: ['Ann', '1'], 2: ['Ann', '1'], 3: ['Ann', '1'], 6: ['Bo', '2'] });
    expect(unread(table)).toEqual({ 4: 'empty-record', 5: 'empty-record' });
  });

  test.each<[string, () => Buffer, string]>([
    [
      'a million repeated columns',
      () =>
        ods(
          `<table:table table:name="S">${header}${row(`<table:table-cell office:value-type="string" table:number-columns-repeated="1000000">${p('canary')}</table:table-cell>`)}</table:table>`,
        ),
      'columns-too-many',
    ],
    [
      'repeated rows beyond the sheet',
      () =>
        ods(
          `<table:table table:name="S">${header}${row(cell('canary') + cell('1'), 'table:number-rows-repeated="2000000000"')}</table:table>`,
        ),
      'file-hostile',
    ],
    [
      'repeats that unfold to a gibibyte',
      () =>
        ods(
          `<table:table table:name="S">${header}${row(cell('canary'.repeat(2000)), 'table:number-rows-repeated="1000000"')}</table:table>`,
        ),
      'file-hostile',
    ],
    [
      'a table that is a link',
      () => ods('<table:table table:name="S"><table:table-source xlink:href="file:///canary"/></table:table>'),
      'file-hostile',
    ],
    ['macros', () => ods('', [{ name: 'Basic/Standard/Module1.xml', content: bytesOf('<x/>') }]), 'file-hostile'],
    [
      'a text document',
      () =>
        zip([
          { name: 'mimetype', content: bytesOf('x') },
          {
            name: 'content.xml',
            content: bytesOf('<office:document-content><office:body><office:text/></office:body></office:document-content>'),
          },
        ]),
      'file-format',
    ],
  ])('%s is refused', async (_name, make, code) => {
    const error = await refusal(make(), 'book.ods');
    expect(error).toMatchObject({ code, exitCode: 2, hint: expect.any(String) });
    expect(`${error.message} ${error.hint}`).not.toContain('canary');
  });

  test('one with a password says so', async () => {
    const bytes = zip([
      { name: 'mimetype', content: bytesOf('x') },
      { name: 'content.xml', content: bytesOf('nonsense') },
      { name: 'META-INF/manifest.xml', content: bytesOf('<m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>') },
    ]);
    expect(await refusal(bytes, 'book.ods')).toMatchObject({ code: 'file-format', message: expect.stringContaining('password') });
  });
});

/** Letters that do not pack well. */
function noise(length: number): string {
  let state = 7;
  let text = '';
  while (text.length < length) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += String.fromCharCode(97 + ((state >> 16) % 26));
  }
  return text;
}

/** Tags, and words within a tag, that do not pack well. */
function noisyTags(count: number): string {
  return noise(count).replace(/./g, '<$&/>');
}

function noisyWords(count: number): string {
  return noise(count).replace(/./g, '$& ');
}

/** The start of an OLE file that names a workbook, and some bytes. */
function oldWorkbook(...parts: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.from('Workbook', 'utf16le'), ...parts]);
}

const SHEET = { name: 'S', rows: xlsxRow(1, ['Name', 'Town']) + xlsxRow(2, ['Ann', 'Leeds']) };
const withParts = (...extra: Part[]): Buffer => xlsx({ sheets: [SHEET], extra });
const withPart = (name: string, content: string | Uint8Array): Buffer =>
  xlsx({ sheets: [SHEET], replace: new Map([[name, typeof content === 'string' ? bytesOf(content) : content]]) });
const spaces = Buffer.alloc(40 * 1024 * 1024, 0x20);

/** Workbooks that go on for millions of parts. */
const ENDLESS: readonly [string, () => Uint8Array, string][] = [
  [
    'elements without end in the styles',
    () => withPart('xl/styles.xml', `<styleSheet>${noisyTags(6_000_001)}</styleSheet>`),
    'file-hostile',
  ],
  [
    'attributes without end in the texts',
    () => withPart('xl/sharedStrings.xml', `<sst><si x=">" ${noisyWords(6_000_001)}/></sst>`),
    'file-hostile',
  ],
];

describe('a workbook that is hostile or broken is refused without a word of its content', () => {
  const laughs = Array.from({ length: 10 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
  test.each<[string, () => Uint8Array, string]>([
    ['half a file', () => withParts().subarray(0, 60), 'file-damaged'],
    ['a workbook without a list of sheets', () => withPart('xl/workbook.xml', '<workbook/>'), 'file-empty'],
    ['a sheet that is not there', () => withPart('xl/_rels/workbook.xml.rels', '<Relationships/>'), 'file-damaged'],
    [
      'two sheets that are the same part',
      () =>
        withPart(
          'xl/workbook.xml',
          '<workbook xmlns:r="r"><sheets><sheet name="S" r:id="rId1"/><sheet name="T" r:id="rId1"/></sheets></workbook>',
        ),
      'file-hostile',
    ],
    ['a bomb', () => withPart('xl/worksheets/sheet1.xml', spaces), 'file-hostile'],
    [
      'a bomb that lies about its size',
      () =>
        zip(
          xlsxParts({ sheets: [SHEET] }).map((part) =>
            part.name.endsWith('sheet1.xml') ? { ...part, content: spaces, claimedBytes: 1000 } : part,
          ),
        ),
      'file-hostile',
    ],
    ['macros', () => withParts({ name: 'xl/vbaProject.bin', content: bytesOf('x') }), 'file-hostile'],
    ['links to other files', () => withParts({ name: 'xl/externalLinks/externalLink1.xml', content: bytesOf('<x/>') }), 'file-hostile'],
    [
      'billion laughs',
      () =>
        withPart(
          'xl/sharedStrings.xml',
          `<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "canary">${laughs}]><sst><si><t>&l10;</t></si></sst>`,
        ),
      'file-hostile',
    ],
    [
      'an entity that is a file',
      () => withPart('xl/sharedStrings.xml', '<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/canary">]><sst><si><t>&x;</t></si></sst>'),
      'file-hostile',
    ],
    ['a document type in a sheet', () => withPart('xl/worksheets/sheet1.xml', '<!DOCTYPE x><worksheet></worksheet>'), 'file-hostile'],
    [
      'a document type at the border of two pieces',
      () => withPart('xl/worksheets/sheet1.xml', `<worksheet>${noise(256 * 1024 - 12)}<!DOCTYPE canary></worksheet>`),
      'file-hostile',
    ],
    [
      'an entity of its own in the list of sheets',
      () => withPart('xl/workbook.xml', '<workbook><sheets>&canary;</sheets></workbook>'),
      'file-damaged',
    ],
    [
      'a comment that hides a quote among the texts',
      () => withPart('xl/sharedStrings.xml', `<sst><!-- ' --><si><t>canary</t></si></sst>`),
      'file-hostile',
    ],
    [
      'a document type in UTF-16',
      () => withPart('xl/sharedStrings.xml', Buffer.from('\ufeff<!DOCTYPE sst><sst/>', 'utf16le')),
      'file-hostile',
    ],
    [
      'a document type in UTF-16 without a mark',
      () => withPart('xl/sharedStrings.xml', Buffer.from('<!DOCTYPE sst><sst/>', 'utf16le')),
      'file-hostile',
    ],
    [
      'a document type in UTF-16, the other way round',
      () => withPart('xl/sharedStrings.xml', Buffer.from('\ufeff<!DOCTYPE sst><sst/>', 'utf16le').swap16()),
      'file-hostile',
    ],
    [
      'an encoding that hides one',
      () => withPart('xl/sharedStrings.xml', '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE sst+AD4-<sst/>'),
      'file-hostile',
    ],
    ['a document type after the root element', () => withPart('xl/sharedStrings.xml', '<sst><!DOCTYPE x></sst>'), 'file-hostile'],
    ['a million nested elements', () => withPart('xl/worksheets/sheet1.xml', `<worksheet>${'<a>'.repeat(1_000_000)}`), 'file-hostile'],
    [
      'a million nested elements in the list of sheets',
      () => withPart('xl/workbook.xml', `<workbook>${noise(1_000_000).replace(/./g, '<$&>')}`),
      'file-hostile',
    ],
    ...ENDLESS.slice(0, runs(0, 2)),
    ['a tag without end', () => withPart('xl/sharedStrings.xml', `<sst ${noise(3_000_000)}`), 'file-damaged'],
    [
      'a cell in column one million',
      () => xlsx({ sheets: [{ name: 'S', rows: `${xlsxRow(1, ['Name', 'Town'])}<row r="2"><c r="BDWGN2"><v>1</v></c></row>` }] }),
      'file-damaged',
    ],
    [
      'a row of a thousand and one cells',
      () =>
        xlsx({
          sheets: [
            {
              name: 'S',
              rows:
                xlsxRow(1, ['Name', 'Town']) +
                xlsxRow(
                  2,
                  Array.from({ length: 1001 }, (_, i) => `canary ${i}`),
                ),
            },
          ],
        }),
      'columns-too-many',
    ],
    [
      'a million cells in a row',
      () =>
        xlsx({
          sheets: [
            {
              name: 'S',
              rows: `${xlsxRow(1, ['Name', 'Town'])}<row r="2">${Array.from({ length: 1_000_000 }, (_, i) => `<c><v>${i}</v></c>`).join('')}</row>`,
            },
          ],
        }),
      'file-hostile',
    ],
    [
      'rows out of order',
      () => xlsx({ sheets: [{ name: 'S', rows: xlsxRow(2, ['Name', 'Town']) + xlsxRow(1, ['canary', 'Leeds']) }] }),
      'file-damaged',
    ],
    [
      'rows beyond the sheet',
      () => xlsx({ sheets: [{ name: 'S', rows: xlsxRow(1, ['Name', 'Town']) + xlsxRow(1_048_577, ['canary', 'Leeds']) }] }),
      'file-damaged',
    ],
    [
      'text that is no UTF-8',
      () => withPart('xl/sharedStrings.xml', Buffer.from('<sst><si><t>caf\xe9</t></si></sst>', 'latin1')),
      'file-damaged',
    ],
    ['XML that breaks off', () => withPart('xl/worksheets/sheet1.xml', '<worksheet><sheetData><row><c><v>1</v>'), 'file-damaged'],
    [
      'an old Office document',
      () => Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(2000)]),
      'file-format',
    ],
    [
      'an old workbook with a password',
      () =>
        oldWorkbook(Buffer.from([0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00]), Buffer.alloc(12), Buffer.from([0x2f, 0x00, 0x00, 0x00])),
      'file-format',
    ],
    [
      'an old workbook whose formulas share their text',
      () =>
        oldWorkbook(
          Buffer.from([6, 0, 22, 0, 1, 0, 0, 0, 15, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]),
          Buffer.alloc(8),
          Buffer.from([0xbc, 0x04, 0, 0]),
        ),
      'file-format',
    ],
    ['an old workbook with macros', () => oldWorkbook(Buffer.from('_VBA_PROJECT', 'utf16le')), 'file-hostile'],
    [
      'a workbook with a password',
      () => Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.from('EncryptedPackage', 'utf16le')]),
      'file-format',
    ],
  ])('%s', async (_name, make, code) => {
    const bytes = make();
    const error = await refusal(bytes);
    expect(error).toMatchObject({ code, exitCode: 2, hint: expect.any(String) });
    expect(`${error.message} ${error.hint}`).not.toContain('canary');
  });

  test('a text that is stored once and stands in a million cells is held to the ceiling of all text', async () => {
    const cells = (row: number): string =>
      Array.from({ length: 1000 }, (_, i) =>
        i % 10 === 0 ? `<c><v>${(row * 7919 + i * 104_729) % 1_000_003}</v></c>` : '<c t="s"><v>0</v></c>',
      ).join('');
    const rows = `${xlsxRow(1, ['Name', 'Town'])}${Array.from({ length: 1000 }, (_, i) => `<row r="${i + 2}">${cells(i)}</row>`).join('')}`;
    const error = await refusal(xlsx({ sheets: [{ name: 'S', rows }], strings: `<si><t>${'x'.repeat(100_000)}</t></si>` }));
    expect(error).toMatchObject({ code: 'file-too-large', exitCode: 2 });
  });

  test('damaged anywhere, it ends in an error of ours or in tables that add up', async () => {
    const good = await writeXlsx({
      sheets: [
        {
          name: 'S',
          rows: [
            ['Name', 'Town'],
            ['Ann', 'Leeds'],
            ['Bo', 'York'],
          ],
        },
      ],
    });
    for (let at = 0; at < good.length; at += Math.ceil(good.length / runs(13, 75))) {
      const bad = Uint8Array.from(good);
      bad[at] = (bad[at] ?? 0) ^ 0x55;
      await stage(bad).catch((error: unknown) => {
        if (!(error instanceof HandinError) || error.exitCode !== 2) throw error;
      });
    }
  });
});
