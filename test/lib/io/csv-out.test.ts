import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatCsv } from '../../../src/lib/io/csv-out.js';
import { readCsv } from '../../../src/lib/io/csv-small.js';

const NASTY = fc.stringMatching(/^[ab,;"'\r\n\t =+@\u00e9-]{0,8}$/);
const CELL = fc.oneof(
  NASTY,
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('', '"', '""', '\r', '\n', '\r\n', '\n\r', ',', ' a ', '=1+1', '\u2028'),
);
/** Tables of one width; a row of a single empty cell is a blank line, which no CSV can tell from nothing. */
const TABLE = fc
  .integer({ min: 2, max: 5 })
  .chain((width) => fc.array(fc.array(CELL, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }));

describe('formatCsv', () => {
  it.each<readonly [string, readonly (readonly string[])[], string]>([
    [
      'plain cells',
      [
        ['name', 'acronym'],
        ['Example', 'EX'],
      ],
      'name,acronym\nExample,EX\n',
    ],
    ['a comma', [['a,b', 'c']], '"a,b",c\n'],
    ['a quote', [['a"b', 'c']], '"a""b",c\n'],
    ['a line feed', [['a\nb', 'c']], '"a\nb",c\n'],
    ['a lone carriage return', [['a\rb', 'c']], '"a\rb",c\n'],
    ['both', [['a\r\nb', 'c']], '"a\r\nb",c\n'],
    ['what a spreadsheet takes for a formula, unchanged', [['=1+1', '@x', '+44', '-1']], '=1+1,@x,+44,-1\n'],
    ['empty cells', [['', '']], ',\n'],
    ['no rows', [], ''],
  ])('writes %s', (_words, rows, expected) => {
    expect(formatCsv(rows)).toBe(expected);
  });

  it('gives every row back, read by the csv-parse of the tests', () => {
    fc.assert(
      fc.property(TABLE, (rows) => {
        expect(parse(formatCsv(rows), { record_delimiter: '\n' })).toEqual(rows);
      }),
      { numRuns: 300, seed: 20250506 },
    );
  });

  it('gives every row back, read by the reader that handin has for such files', () => {
    fc.assert(
      fc.property(TABLE, (rows) => {
        // The reader drops a byte-order mark at the start of a file, as it must.
        fc.pre(!formatCsv(rows).startsWith('\uFEFF'));
        expect(readCsv(formatCsv(rows), 'organisations.csv')).toEqual(rows);
      }),
      { numRuns: 300, seed: 20250506 },
    );
  });
});
