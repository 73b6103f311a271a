import { describe, expect, it } from 'vitest';

import { InputError, RefusedError } from '../../../src/lib/errors.js';
import { type AreaList, countByArea, createAreaReader, RESIDENTS_MIN, readAreaList } from '../../../src/lib/gate/areas.js';
import { files } from '../../../src/lib/io/files.js';
import { Red } from '../../../src/lib/red.js';

const bundled = Object.entries(files.bundledJson('gate/data'))
  .filter(([name]) => name.startsWith('areas-'))
  .map(([, list]) => list as AreaList & { readonly checked: string; readonly sources: readonly string[] });
const regions = bundled.find(({ id }) => id === 'gb-region');
const nameOf = (cell: string, list = regions): string | undefined =>
  list === undefined ? undefined : list.areas[createAreaReader(list)(new Red(cell)) ?? -1]?.name;

describe('the bundled lists of areas', () => {
  it.each(bundled)('$id says where it is from, and no two of its areas share a name', (list) => {
    expect(list.checked).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(list.sources.length).toBeGreaterThan(0);
    expect(list.areas.length).toBeGreaterThanOrEqual(5);
    createAreaReader(list);
    expect(new Set(list.areas.map(({ name }) => name)).size).toBe(list.areas.length);
  });

  it('has the regions large enough, and leaves the smallest countries out', () => {
    expect(regions?.areas.map(({ residents = 0 }) => residents).filter((residents) => residents < RESIDENTS_MIN)).toEqual([]);
    const names = bundled.find(({ id }) => id === 'country')?.areas.map(({ name }) => name);
    expect(names).toContain('France');
    for (const small of ['Monaco', 'Liechtenstein', 'San Marino', 'Tuvalu', 'Vatican City']) expect(names).not.toContain(small);
  });
});

describe('the area of a cell', () => {
  it.each([
    ['London', 'London'],
    ['  LONDON ', 'London'],
    ['Greater  London', 'London'],
    ['yorkshire & the humber', 'Yorkshire and The Humber'],
    ['Yorkshire and Humber', 'Yorkshire and The Humber'],
    ['north-east', 'North East'],
    ['TLM', 'Scotland'],
    ['N. Ireland', 'Northern Ireland'],
  ])('%j is %s', (cell, name) => {
    expect(nameOf(cell)).toBe(name);
  });

  // Nothing is guessed: towns and counties, slips of the keys, several areas, what is no area.
  it.each(['', '   ', 'Leeds', 'Kent', 'Lodon', 'London, Wales', 'London SW1A', 'Syria', 'ann@example.org', '__proto__', 'constructor'])(
    '%j is on no row',
    (cell) => {
      expect(nameOf(cell)).toBeUndefined();
    },
  );
});

describe('signatures by area', () => {
  it('are counted on the rows of the list, and last what is on none', () => {
    const list: AreaList = {
      id: 'x',
      dimension: 'region',
      country: null,
      areas: [{ name: 'A' }, { name: 'B', aliases: ['Bee'] }, { name: 'C' }],
    };
    const values = [
      { value: new Red('b'), count: 3 },
      { value: new Red('BEE'), count: 4 },
      { value: new Red(''), count: 5 },
      { value: new Red('D'), count: 6 },
      { value: new Red('a'), count: 1 },
    ];
    expect(countByArea(list, values)).toEqual([1, 7, 0, 11]);
  });
});

describe('a list of areas of a campaign’s own', () => {
  const read = (rows: readonly (readonly string[])[]): AreaList => readAreaList(rows, 'areas.csv', 'constituency');

  it('is read in its order, empty rows left out', () => {
    expect(
      read([
        ['Area', 'Residents', 'Aliases'],
        ['Hampton  Example', '101,000', 'Hampton; Hampton (Ex.)'],
        ['', '', ''],
        ['Île d’Exemple', '60 000', ''],
      ]),
    ).toEqual({
      id: 'areas.csv',
      dimension: 'constituency',
      country: null,
      areas: [
        { name: 'Hampton Example', residents: 101_000, aliases: ['Hampton', 'Hampton (Ex.)'] },
        { name: 'Île d’Exemple', residents: 60_000, aliases: [] },
      ],
    });
  });

  it.each<[string, readonly (readonly string[])[], string]>([
    ['no column of residents', [['area'], ['A']], 'areas.csv: the column "residents" is missing.'],
    [
      'no column of areas',
      [
        ['name', 'residents'],
        ['A', '60000'],
      ],
      'areas.csv: the column "area" is missing.',
    ],
    [
      'an area without a name',
      [
        ['area', 'residents'],
        ['', '60000'],
      ],
      'areas.csv, row 1: the name of the area is missing',
    ],
    [
      'a name that is markup',
      [
        ['area', 'residents'],
        ['<b>A</b>', '60000'],
      ],
      'areas.csv, row 1: the name of the area is missing',
    ],
    [
      'a number that is none',
      [
        ['area', 'residents'],
        ['A', 'many'],
      ],
      'areas.csv, row 1: the number of residents is missing',
    ],
    [
      'a name twice',
      [
        ['area', 'residents'],
        ['A', '60000'],
        ['a', '70000'],
      ],
      'Two areas of the list "areas.csv" share a name: areas 1 and 2.',
    ],
    ['an empty file', [], 'areas.csv: the column "area" is missing.'],
    [
      'too many areas',
      [['area', 'residents'], ...Array.from({ length: 1001 }, (_, index) => [`A${index}`, '60000'])],
      'more than 1,000 areas',
    ],
  ])('is not read with %s', (_, rows, message) => {
    expect(() => read(rows)).toThrow(InputError);
    expect(() => read(rows)).toThrow(message);
  });

  it('is refused where few people live', () => {
    const rows = [
      ['area', 'residents'],
      ['A', '70000'],
      ['B', '49,999'],
    ];
    expect(() => read(rows)).toThrow(RefusedError);
    expect(() => read(rows)).toThrow('areas.csv, row 2: this area has fewer than 50,000 residents.');
  });

  it('is read with blanks around its cells, rows of blanks, cells that are missing, and just enough people', () => {
    const rows = [
      [' AREA ', ' Residents', 'aliases '],
      [' Hay ', ' 50,000 '],
      [' ', '\t'],
      ['Ely', "60'000", ' E. ;; Eel '],
    ];
    expect(read(rows).areas).toEqual([
      { name: 'Hay', residents: 50_000, aliases: [] },
      { name: 'Ely', residents: 60_000, aliases: ['E.', 'Eel'] },
    ]);
  });

  it('may have a thousand areas', () => {
    expect(read([['area', 'residents'], ...Array.from({ length: 1000 }, (_, index) => [`A${index}`, '60000'])]).areas).toHaveLength(1000);
  });

  it.each(['60000 people', 'about60000', '12345678901', '-60000'])('has whole numbers of residents and nothing else: %s', (residents) => {
    expect(() =>
      read([
        ['area', 'residents'],
        ['A', residents],
      ]),
    ).toThrow('areas.csv, row 1: the number of residents is missing');
  });

  it.each<[string, readonly (readonly string[])[], string]>([
    ['areas-invalid', [['area']], 'A list of areas is a CSV file'],
    [
      'areas-ambiguous',
      [
        ['area', 'residents'],
        ['A', '60000'],
        ['A', '60000'],
      ],
      'names that mean it alone',
    ],
    [
      'areas-too-small',
      [
        ['area', 'residents'],
        ['A', '1'],
      ],
      'Join the area to its neighbours',
    ],
  ])('that is refused has a code and says what to do: %s', (code, rows, hint) => {
    expect(() => read(rows)).toThrow(expect.objectContaining({ code, hint: expect.stringContaining(hint) }));
  });
});
