import { describe, expect, it } from 'vitest';

import { readAreaMap } from '../../../src/lib/gate/area-map.js';
import type { AreaList } from '../../../src/lib/gate/areas.js';
import { passesAudit } from '../../../src/lib/gate/audit.js';
import { bandOf } from '../../../src/lib/gate/bands.js';
import { decideBreakdown, type GateBreakdown } from '../../../src/lib/gate/breakdown.js';
import { localNumber } from '../../../src/lib/gate/local-number.js';
import { sumOf } from '../../helpers/tables.js';

const LIST: AreaList = {
  id: 'example',
  dimension: 'constituency',
  country: 'GB',
  areas: Array.from({ length: 40 }, (_, index) => ({ name: `Area ${index + 1}`, code: `E${index + 1}`, aliases: [`Old ${index + 1}`] })),
};

function breakdownOf(counts: readonly number[]): GateBreakdown {
  const decision = decideBreakdown({ list: LIST, counts, total: sumOf(counts), listHash: 'a'.repeat(64), packed: [] });
  if (decision.outcome === 'withheld') throw new Error(decision.reason);
  return { table: decision.table, bands: decision.bands, list: LIST, counts };
}

const COUNTS = [...Array.from({ length: 40 }, (_, index) => index * 3), 60];

describe('a certificate of a local number', () => {
  const breakdown = breakdownOf(COUNTS);

  it.each(['Area 30', 'area  30', 'E30', 'old 30'])('says the range of the cell, however the area is written: %s', (area) => {
    expect(localNumber(area, 'mp', breakdown)).toEqual({ dimension: 'constituency', area: 'Area 30', count: { from: 80, to: 89 } });
  });

  it('says of an area that has no row of its own what the table says of it', () => {
    expect(breakdown.table.areas.map(({ name }) => name)).not.toContain('Area 2');
    expect(localNumber('Area 2', 'mp', breakdown).count).toEqual({ from: 0, to: 9 });
  });

  it('refuses what is not on the list, without repeating it', () => {
    expect(() => localNumber('Leeds Sekret', 'mp', breakdown)).toThrow(
      expect.objectContaining({ code: 'target-area-unknown', message: expect.not.stringContaining('Sekret') }),
    );
  });

  it('adds nothing to the table, however many certificates there are: each is a cell of the audited table', () => {
    const certified = LIST.areas.map(({ name }) => localNumber(name, 'mp', breakdown).count);
    expect(certified).toEqual(COUNTS.slice(0, -1).map((count) => bandOf(count)));
    const bands = [...certified.map((count) => ('from' in count ? count : { from: count.exact, to: count.exact })), bandOf(60)];
    expect(passesAudit(bands, sumOf(COUNTS), 10)).toBe(true);
    // What is printed in the table is the same.
    for (const { name, count } of breakdown.table.areas) expect(localNumber(name, 'mp', breakdown).count).toEqual(count);
  });
});

describe('a map of one’s own', () => {
  const read = (...rows: string[][]): ReturnType<typeof readAreaMap> =>
    readAreaMap([['area', 'code', 'column', 'row'], ...rows], 'map.csv', LIST);

  it('places the areas of the list, however they are written', () => {
    expect(read(['area 1', 'A1', '0', '0'], ['', '', '', ''], ['AREA 2', 'ÄB', '3', '11'])).toEqual([
      { area: 'Area 1', code: 'A1', column: 0, row: 0 },
      { area: 'Area 2', code: 'ÄB', column: 3, row: 11 },
    ]);
  });

  it.each<[string, string[][], string]>([
    ['an area that is on no list', [['Elsewhere', 'E', '0', '0']], 'map.csv, row 1: this area is not on the list of areas.'],
    ['a long code', [['Area 1', 'ABCDE', '0', '0']], 'map.csv, row 1: the code must be one to four letters or digits.'],
    ['no column', [['Area 1', 'A', 'x', '0']], 'map.csv, row 1: column and row must be whole numbers from 0 to 39.'],
    ['a row off the board', [['Area 1', 'A', '0', '40']], 'map.csv, row 1: column and row must be whole numbers from 0 to 39.'],
    [
      'one place for two',
      [
        ['Area 1', 'A', '0', '0'],
        ['Area 2', 'B', '0', '0'],
      ],
      'map.csv, row 2: the area, or its place on the map, is there twice.',
    ],
    [
      'one area twice',
      [
        ['Area 1', 'A', '0', '0'],
        ['Area 1', 'B', '1', '0'],
      ],
      'map.csv, row 2: the area, or its place on the map, is there twice.',
    ],
    ['nothing', [], 'map.csv: a map has from 1 to 120 areas.'],
  ])('is refused for %s', (_, rows, message) => {
    expect(() => read(...rows)).toThrow(expect.objectContaining({ code: 'map-invalid', message }));
  });

  it('needs its columns', () => {
    expect(() => readAreaMap([['area', 'code']], 'map.csv', LIST)).toThrow('map.csv: the column "column" is missing.');
  });
});
