import { describe, expect, test } from 'vitest';
import { formatQuotedRow, splitCells } from '../../../src/lib/intake/cells.js';
import { detectSyntax, readSepLine, resolveDelimiter } from '../../../src/lib/intake/dialect.js';
import { RowScanner } from '../../../src/lib/intake/scan.js';

const COMMA = { delimiter: ',', quote: '"', escape: '"' };
const BACKSLASH = { delimiter: ',', quote: '"', escape: '\\' };

interface Seen {
  readonly raw: string;
  readonly lines: string;
  readonly width: number;
  readonly fault: string | null;
}

function scan(text: string, syntax = COMMA, chunkBytes = Number.POSITIVE_INFINITY): Seen[] {
  const bytes = Buffer.from(text);
  const seen: Seen[] = [];
  const scanner = new RowScanner(syntax, 'test');
  const onRow = (row: Parameters<Parameters<RowScanner['push']>[2]>[0]): boolean => {
    seen.push({
      raw: Buffer.from(row.bytes.subarray(row.start, row.end)).toString(),
      lines: `${row.lineFrom}-${row.lineTo}`,
      width: row.width,
      fault: row.isBlank ? 'blank' : row.fault,
    });
    return true;
  };
  for (let at = 0; at < bytes.length; at += chunkBytes) scanner.push(bytes.subarray(at, at + chunkBytes), false, onRow);
  scanner.push(new Uint8Array(0), true, onRow);
  return seen;
}

const CASES: readonly (readonly [string, string, readonly (readonly [string, string, number, string | null])[]])[] = [
  [
    'plain rows',
    'a,b\nc,d',
    [
      ['a,b', '1-1', 2, null],
      ['c,d', '2-2', 2, null],
    ],
  ],
  [
    'mixed line ends',
    'a\r\nb\rc\n',
    [
      ['a', '1-1', 1, null],
      ['b', '2-2', 1, null],
      ['c', '3-3', 1, null],
    ],
  ],
  [
    'a line break in a cell makes no row',
    'a,"b\r\nc"\nd,e\n',
    [
      ['a,"b\r\nc"', '1-2', 2, null],
      ['d,e', '3-3', 2, null],
    ],
  ],
  ['doubled quotes', '"a""b",c\n', [['"a""b",c', '1-1', 2, null]]],
  [
    'blank lines',
    'a\n\n  \nb',
    [
      ['a', '1-1', 1, null],
      ['', '2-2', 0, 'blank'],
      ['  ', '3-3', 0, 'blank'],
      ['b', '4-4', 1, null],
    ],
  ],
  ['an empty quoted cell is no blank line', '""\n', [['""', '1-1', 1, null]]],
  [
    'a stray quote costs its line',
    'a "x" b,c\nd,e',
    [
      ['a "x" b,c', '1-1', 0, 'quote-stray'],
      ['d,e', '2-2', 2, null],
    ],
  ],
  [
    'text after a closing quote',
    '"a"b,c\nd,e',
    [
      ['"a"b,c', '1-1', 0, 'quote-stray'],
      ['d,e', '2-2', 2, null],
    ],
  ],
  [
    'an unclosed quote at the end costs its line',
    'a,"b\nc,d\ne,f\n',
    [
      ['a,"b', '1-1', 0, 'quote-unclosed'],
      ['c,d', '2-2', 2, null],
      ['e,f', '3-3', 2, null],
    ],
  ],
  [
    'an unclosed quote before a quoted row costs its line',
    'a,"b\nc,d\n"e",f\n',
    [
      ['a,"b', '1-1', 0, 'quote-unclosed'],
      ['c,d', '2-2', 2, null],
      ['"e",f', '3-3', 2, null],
    ],
  ],
  [
    'a NUL',
    'a,b\0\nc,d',
    [
      ['a,b\0', '1-1', 2, 'nul-byte'],
      ['c,d', '2-2', 2, null],
    ],
  ],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test.each([1, 2, 3, 1000])('read %i bytes at a time', (chunkBytes) => {
    expect(scan(text, COMMA, chunkBytes).map(({ raw, lines, width, fault }) => [raw, lines, fault === 'blank' ? 0 : width, fault])).toEqual(
      expected,
    );
  });
});

test('a record over 1 MiB is too long, and a quote that stays open that long is unclosed', () => {
  const long = 'x'.repeat(1024 * 1024 + 10);
  expect(scan(`a,b\n${long},b\nc,d`).map((row) => row.fault)).toEqual([null, 'record-too-long', null]);
  const open = `a,"b\n${'c,d\n'.repeat(600_000)}`;
  const rows = scan(open, COMMA, 65_536);
  expect(rows[0]).toMatchObject({ raw: 'a,"b', fault: 'quote-unclosed' });
  expect(rows).toHaveLength(600_001);
  expect(rows.filter((row) => row.fault !== null)).toHaveLength(1);
});

test('a line over 16 MiB stops the file without quoting it', () => {
  expect(() => scan(`a,b\n${'canary'.repeat(3_000_000)}`, COMMA, 1024 * 1024)).toThrow(
    expect.objectContaining({ code: 'line-too-long', message: expect.not.stringContaining('canary') }),
  );
});

test('a file in which every line opens a quote is read in linear time', () => {
  expect(scan('a,"\n'.repeat(200_000), COMMA, 1024 * 1024).length).toBeGreaterThan(1);
  expect(scan('a,"b""\n'.repeat(200_000), COMMA, 1024 * 1024).length).toBeGreaterThan(1);
});

test.each([
  ['a,b', COMMA, ['a', 'b']],
  ['', COMMA, ['']],
  [',', COMMA, ['', '']],
  ['"a,""b""",c', COMMA, ['a,"b"', 'c']],
  ['"a\\"b\\\\c\\n",d', BACKSLASH, ['a"b\\c\\n', 'd']],
  ['a"b', COMMA, null],
  ['"a" ,b', COMMA, null],
  ['"a', COMMA, null],
])('the row %j has its cells', (row, syntax, cells) => {
  expect(splitCells(row, syntax)).toEqual(cells);
});

test('rows are written with every cell in quotes, and a backslash escapes quotes where it does', () => {
  expect(formatQuotedRow(['a', '"', ''])).toBe('"a","""",""\n');
  expect(splitCells('"a\\"b\\\\",c', BACKSLASH)).toEqual(['a"b\\', 'c']);
});

describe('the dialect', () => {
  test.each([
    ['a,b,c\n1,2,3\n', ',', '"', '"'],
    ['a;b;c\n1,5;2;3\n"x;y";2;3\n', ';', '"', '"'],
    ['a\tb\n1, 2\t3\n', '\t', '"', '"'],
    ['a|b|c\n1|2|3\n', '|', '"', '"'],
    ['name\nAnn\nBo\n', ',', '"', '"'],
    ["'a','b'\n'x, y','it''s'\n", ',', "'", "'"],
    ["name,town\nO'Brien,Leeds\nO'Neill,York\n", ',', '"', '"'],
    ['a,b\n"say \\"hi\\", you",2\n"\\"x\\" y",3\n', ',', '"', '\\'],
    ['a,b\n"C:\\",2\n"D:\\",3\n', ',', '"', '"'],
    ['Petition of the year, 2026\n\nName;Town;Date\nAnn;Leeds;1\nBo;York;2\n', ';', '"', '"'],
  ])('of %j is told', (sample, delimiter, quote, escapeChar) => {
    expect(detectSyntax([Buffer.from(sample)], true, null, undefined)).toEqual({
      syntax: { delimiter, quote, escape: escapeChar, spaceAfterDelimiter: false },
      rival: null,
    });
  });

  test('can be given', () => {
    expect(detectSyntax([Buffer.from('a,b;c\n')], true, ';', undefined).syntax.delimiter).toBe(';');
    expect([resolveDelimiter('tab'), resolveDelimiter('\\t'), resolveDelimiter(';')]).toEqual(['\t', '\t', ';']);
    expect(() => resolveDelimiter('::')).toThrow(expect.objectContaining({ code: 'delimiter-unknown' }));
  });

  test.each([
    ['sep=;\r\na;b', ';', 7],
    ['"sep=\t"\na\tb', '\t', 8],
    ['SEP=,\n', ',', 6],
    ['sep=:\na:b', ':', 6],
    ['sep=x\naxb', null, 6],
  ])('a first line %j is obeyed', (text, delimiter, bytes) => {
    expect(readSepLine(Buffer.from(text))).toEqual({ delimiter, bytes });
  });

  test('a header that only begins like a sep= line is a header', () => {
    expect(readSepLine(Buffer.from('sep=total,b\n'))).toBeNull();
  });
});
