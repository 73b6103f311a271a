import { describe, expect, test } from 'vitest';
import { cellShape } from '../../../src/lib/intake/cells.js';
import { appendPartsSql } from '../../../src/lib/intake/staged-sql.js';
import {
  countDuplicateHeaders,
  findTable,
  hasSwallowedRows,
  isHeaderRepeat,
  judgeWidth,
  type TableRegion,
} from '../../../src/lib/intake/table.js';

function find(rows: readonly (readonly string[])[]): TableRegion {
  return findTable(
    rows.map((cells, index) => ({ index, line: index + 1, cells })),
    'file.csv',
  );
}

describe('the header', () => {
  test.each<[string, string[][], number, string[]]>([
    [
      'is the first row',
      [
        ['Name', 'Town'],
        ['Ann', 'Leeds'],
      ],
      0,
      ['Name', 'Town'],
    ],
    [
      'comes after narrower rows',
      [['Our petition'], ['Downloaded by Sam'], [''], ['Name', 'Town'], ['Ann', 'Leeds'], ['Bo', 'York'], ['Cy', 'Hull']],
      3,
      ['Name', 'Town'],
    ],
    [
      'comes after emptier rows',
      [
        ['Our petition', '', '', ''],
        [' Name', 'Town', 'Date\u00a0', 'Note'],
        ['Ann', 'Leeds', '1', '2'],
      ],
      1,
      ['Name', 'Town', 'Date', 'Note'],
    ],
    ['may be alone', [['Name', 'Town']], 0, ['Name', 'Town']],
    ['may be of one column', [['E-mail'], ['ann@example.org']], 0, ['E-mail']],
    [
      'may lack the empty last column of the data',
      [
        ['Name', 'Town'],
        ['Ann', 'Leeds', ''],
        ['Bo', 'York', ''],
      ],
      0,
      ['Name', 'Town'],
    ],
    [
      'may hold empty cells',
      [
        ['Name', '', 'Town', ''],
        ['Ann', '', 'Leeds', ''],
      ],
      0,
      ['Name', '', 'Town', ''],
    ],
  ])('%s', (_name, rows, preambleRows, header) => {
    expect(find(rows)).toMatchObject({ preambleRows, header });
  });

  test.each<[string, string[][]]>([
    [
      'people from the first row on',
      [
        ['Ann', 'canary@example.org', 'Leeds'],
        ['Bo', 'bo@example.org', 'York'],
      ],
    ],
    [
      'a person without an address further down',
      [
        ['Ann', 'canary@example.org'],
        ['Bo', 'York'],
        ['Cy', 'cy@example.org'],
      ],
    ],
    [
      'dates',
      [
        ['Ann', '2026-01-05'],
        ['Bo', '2026-01-06'],
      ],
    ],
    [
      'numbers',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
  ])('is missed and not made up from %s', (_name, rows) => {
    expect(() => find(rows)).toThrow(expect.objectContaining({ code: 'header-missing', message: expect.not.stringContaining('canary') }));
  });

  test('is not looked for in an empty file or one with too many columns', () => {
    expect(() => find([[''], [' ']])).toThrow(expect.objectContaining({ code: 'file-empty' }));
    expect(() => find([Array.from({ length: 1001 }, (_, i) => `h${i}`)])).toThrow(expect.objectContaining({ code: 'columns-too-many' }));
  });
});

const REGION = find([
  ['Name', 'Email', 'Town', 'Note'],
  ['Ann', 'ann@example.org', 'Leeds', ''],
  ['Bo', 'bo@example.org', 'York', 'x'],
  ['Cy', 'cy@example.org', '', ''],
]);

describe('a row of the wrong width', () => {
  test.each<[string[], 'row-short' | 'row-long' | null]>([
    [['Ann', 'ann@example.org', 'Leeds', '', '', ' '], null],
    [['Ann', 'ann@example.org', 'Leeds', '', 'x'], 'row-long'],
    [['Ann', 'ann@example.org'], null],
    [['Ann', 'ann@example.org', 'Leeds'], null],
    [['Ann', 'Leeds'], 'row-short'],
    [['Ann'], 'row-short'],
  ])('%j: %s', (cells, reason) => {
    expect(judgeWidth(cells, REGION.columns)).toBe(reason);
  });
});

describe('a row of several lines', () => {
  const split = (line: string): string[] => line.split(',');
  test.each<[string, string[], number, boolean]>([
    ['with an ordinary message', ['Ann,ann@example.org,Leeds,"Dear all,', 'please act, now, today, thanks', 'Ann"'], 4, false],
    ['that swallowed a person', ['Ann,"x,Leeds,', 'Bo,bo@example.org,York,', 'Cy,cy@example.org,",,'], 4, true],
    ['of the wrong width that swallowed a person', ['Ann,"x', 'Bo,bo@example.org,York,'], 2, true],
    ['of the wrong width with an ordinary message', ['Ann,ann@example.org,Leeds,really,"a', 'b"'], 5, false],
  ])('%s', (_name, lines, width, expected) => {
    expect(hasSwallowedRows(lines, width, REGION.columns, split)).toBe(expected);
  });
});

test('a repeated header is known in other case and with more white space', () => {
  const keys = ['name', 'town'];
  expect(isHeaderRepeat(['NAME', ' Town\u00a0'], keys)).toBe(true);
  expect(isHeaderRepeat(['Name', 'Town', ''], keys)).toBe(true);
  expect(isHeaderRepeat(['Name', 'Leeds'], keys)).toBe(false);
  expect(countDuplicateHeaders(['Email', 'Name', 'EMAIL ', '', ''])).toBe(1);
});

test.each([
  ['', 'empty'],
  ['ann@example.org', 'email'],
  ['2026-01-05 10:00', 'date'],
  ['5/1/26', 'date'],
  ['+44 7700 900001', 'digits'],
  ['LS1 1AA', 'text'],
  ['()', 'text'],
])('the cell %j looks like %s', (cell, shape) => {
  expect(cellShape(cell)).toBe(shape);
});

test('the statement that loads parts leaves the engine nothing to guess, and a path stays a path', () => {
  const columns = [
    { name: 'record', type: 'BIGINT' },
    { name: 'c0', type: 'VARCHAR' },
    { name: 'c1', type: 'VARCHAR' },
  ] as const;
  const sql = appendPartsSql('t', columns, ["/p/x'[ab]*?.csv"], { delimiter: ';', quote: "'", escape: "'" }, 1000);
  expect(sql).toContain(`INSERT INTO "t" SELECT * FROM read_csv(['/p/x''[[]ab[]][*][?].csv']`);
  expect(sql).toContain("columns={'record': 'BIGINT', 'c0': 'VARCHAR', 'c1': 'VARCHAR'}");
  expect(sql).toContain("force_not_null=['c0', 'c1']");
  expect(sql).toContain("quote=''''");
  expect(sql).toContain('auto_detect=false');
  expect(sql).toContain('max_line_size=1000');
});
