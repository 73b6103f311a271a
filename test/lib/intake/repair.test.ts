import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitCells } from '../../../src/lib/intake/cells.js';
import { formatRow, readBroken, repairRow, suggestRow, withoutNul } from '../../../src/lib/intake/repair.js';
import type { ColumnLook } from '../../../src/lib/intake/table.js';
import { runs } from '../../helpers/runs.js';

const COMMA = { delimiter: ',', quote: '"', escape: '"' };
const look = (shape: ColumnLook['shape'] = null): ColumnLook => ({ shape, isOptional: false });
/** Name, e-mail, town, date. */
const COLUMNS = [look(), look('email'), look(), look('date')];

describe('a row with stray quotes', () => {
  test.each<[string, readonly string[]]>([
    ['Bo "Nick" Sample,b@example.org,York,2026-01-05', ['Bo "Nick" Sample', 'b@example.org', 'York', '2026-01-05']],
    ['"Nick" Sample,b@example.org,York,2026-01-05', ['"Nick" Sample', 'b@example.org', 'York', '2026-01-05']],
    ['Bo,b@example.org,York",2026-01-05', ['Bo', 'b@example.org', 'York"', '2026-01-05']],
    ['Bo,b@example.org,"the "old" town",2026-01-05', ['Bo', 'b@example.org', 'the "old" town', '2026-01-05']],
    ['Bo,b@example.org,"York, "north" side",2026-01-05', ['Bo', 'b@example.org', 'York, "north" side', '2026-01-05']],
    ['Bo,b@example.org,"a ""b"" "c"",2026-01-05', ['Bo', 'b@example.org', 'a "b" "c"', '2026-01-05']],
    ['Bo 6\'2",b@example.org,York,2026-01-05', ['Bo 6\'2"', 'b@example.org', 'York', '2026-01-05']],
  ])('%s is read in the one way that makes sense', (row, cells) => {
    expect(repairRow(row, COLUMNS, COMMA)).toEqual(cells);
  });

  test.each([
    ['a quote that opens and never closes', '"Bo,b@example.org,York,2026-01-05'],
    ['too many strays', `${'"x" '.repeat(4)}y,b@example.org,York,2026-01-05`],
    ['the wrong number of cells', 'Bo "B",York,2026-01-05'],
    ['cells that would slip into other columns', 'Bo "B",York,"b@example.org,x",2026-01-05'],
  ])('%s is not repaired', (_name, row) => {
    expect(repairRow(row, COLUMNS, COMMA)).toBeNull();
  });

  test('joined lines need columns that say so', () => {
    const joined = 'Bo,b@example.org,"two "of"\nlines",2026-01-05';
    expect(repairRow(joined, COLUMNS, COMMA)).toEqual(['Bo', 'b@example.org', 'two "of"\nlines', '2026-01-05']);
    expect(repairRow(joined, [look(), look(), look(), look()], COMMA)).toBeNull();
  });

  test('two readings of one price are none', () => {
    const reading = readBroken('"a","b",c"', 2, COMMA);
    expect(reading === null || !reading.isUnique || reading.cost > 0).toBe(true);
  });

  test('is read in the escape of its file', () => {
    const backslash = { delimiter: ';', quote: '"', escape: '\\' };
    expect(repairRow('Bo;b@example.org;"a \\"b\\" "c" d";2026-01-05', COLUMNS, backslash)).toEqual([
      'Bo',
      'b@example.org',
      'a "b" "c" d',
      '2026-01-05',
    ]);
  });
});

describe('NUL characters', () => {
  test('a few are left out, where nothing else is wrong', () => {
    expect(withoutNul('B\0o,b@example.org,Y\0ork,2026-01-05', COLUMNS, COMMA)).toEqual(['Bo', 'b@example.org', 'York', '2026-01-05']);
  });

  test.each(['B\0o,York', `${'x\0'.repeat(9)},b@example.org,York,2026-01-05`, 'B\0o "B",b@example.org,York,2026-01-05'])(
    '%j stays',
    (row) => {
      expect(withoutNul(row, COLUMNS, COMMA)).toBeNull();
    },
  );
});

describe('a suggestion', () => {
  test.each([
    ['row-long', 'Bo,b@example.org,York, north,2026-01-05', 'Bo,b@example.org,"York, north",2026-01-05'],
    ['row-long', 'Bo,b@example.org,York,,2026-01-05', 'Bo,b@example.org,York,2026-01-05'],
    ['row-long', 'Sample, Bo,b@example.org,York,2026-01-05', '"Sample, Bo",b@example.org,York,2026-01-05'],
    ['row-short', 'Bo,b@example.org,2026-01-05', 'Bo,b@example.org,,2026-01-05'],
    ['quote-unclosed', 'Bo,"b@example.org,York,2026-01-05', 'Bo,b@example.org,York,2026-01-05'],
  ])('for %s (%s) is the one row that fits', (reason, row, suggestion) => {
    const { text, cells } = suggestRow(row, reason, COLUMNS, COMMA);
    expect(text).toBe(suggestion);
    expect(splitCells(text, COMMA)).toEqual(cells);
  });

  test.each([
    ['row-long', 'Bo,b@example.org,York,x,y,2026-01-05,z'],
    ['row-short', 'Bo'],
    ['record-too-long', 'Bo,b@example.org,York,2026-01-05'],
  ])('for %s (%s) is in words where none or several fit', (reason, row) => {
    const { text, cells } = suggestRow(row, reason, COLUMNS, COMMA);
    expect(cells).toBeNull();
    expect(text).toMatch(/^[a-z]/);
    expect(text).not.toContain('Bo');
  });

  test('takes the join with a space over an empty cell', () => {
    const columns = [look(), look('email'), look(), look(), look('date')];
    expect(suggestRow('Bo,b@example.org,York, north,,2026-01-05', 'row-long', columns, COMMA).cells).toEqual([
      'Bo',
      'b@example.org',
      'York, north',
      '',
      '2026-01-05',
    ]);
  });
});

describe('properties', () => {
  const cell = fc.array(fc.constantFrom('a', 'Zoë', '"', ',', ' ', '\\', ';', '\n', '😀'), { maxLength: 6 }).map((parts) => parts.join(''));

  test('a sound row is read as it stands, at no cost', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
        const row = formatRow(cells, COMMA);
        expect(splitCells(row, COMMA)).toEqual(cells);
        if (cells.some((text) => text.includes('\n'))) return;
        const reading = readBroken(row, cells.length, COMMA);
        expect(reading?.cost).toBe(0);
      }),
      { seed: 20_261_126, numRuns: runs(150, 500) },
    );
  });

  test('a reading loses no letter', () => {
    const letters = (text: string): string => text.replace(/[^\p{L}😀]/gu, '');
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', '"', '""', ',', 'ñ', ' '), { maxLength: 30 }),
        fc.integer({ min: 1, max: 6 }),
        (parts, width) => {
          const row = parts.join('');
          const reading = readBroken(row, width, COMMA);
          if (reading === null) return;
          expect(reading.cells).toHaveLength(width);
          expect(letters(reading.cells.join(''))).toBe(letters(row));
        },
      ),
      { seed: 20_261_126, numRuns: runs(300, 1000) },
    );
  });

  test('a hostile row costs no time', () => {
    for (const row of ['"'.repeat(60_000), '",'.repeat(30_000), ',"'.repeat(900), '"a'.repeat(30_000)]) {
      for (const width of [50, 2, 1000].slice(0, runs(1, 3))) {
        expect(() => readBroken(row, width, COMMA)).not.toThrow();
        expect(() =>
          suggestRow(
            row,
            'row-long',
            Array.from({ length: width }, () => look('email')),
            COMMA,
          ),
        ).not.toThrow();
      }
    }
  });
});
