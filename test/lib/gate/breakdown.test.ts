import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canonicalJson } from '../../../src/lib/canonical-json.js';
import type { AreaList } from '../../../src/lib/gate/areas.js';
import { BAND_RULE, bandOf } from '../../../src/lib/gate/bands.js';
import {
  type BreakdownDecision,
  decideBreakdown,
  dropPlacesWherePointing,
  ELSEWHERE,
  type GateBreakdown,
  packedCells,
  placesPoint,
  placesPointAmong,
} from '../../../src/lib/gate/breakdown.js';
import type { BreakdownDimension, PackedRelease, PackedTable } from '../../../src/lib/model/breakdown.js';
import { Red } from '../../../src/lib/red.js';
import { sumOf } from '../../helpers/tables.js';

const HASH = 'a'.repeat(64);
const listOf = (areas: number, dimension: BreakdownDimension = 'region'): AreaList => ({
  id: 'example',
  dimension,
  country: null,
  areas: Array.from({ length: areas }, (_, index) => ({ name: `Area ${index + 1}` })),
});

interface Given {
  readonly packed?: readonly PackedRelease[];
  readonly dimension?: BreakdownDimension;
  readonly listHash?: string;
}

/** Decides on cells of which the last is everything on no list. */
function decide(counts: readonly number[], { packed = [], dimension = 'region', listHash = HASH }: Given = {}): BreakdownDecision {
  return decideBreakdown({ list: listOf(counts.length - 1, dimension), counts, total: sumOf(counts), listHash, packed });
}

/** What the ledger keeps of a pack with a table. */
function packed(counts: readonly number[], overrides: Partial<PackedTable> = {}, places = 0): PackedRelease {
  const list = listOf(counts.length - 1);
  const bands = counts.map((count) => bandOf(count));
  const breakdown: PackedTable = { dimension: 'region', list: HASH, total: sumOf(counts), cells: packedCells(list, bands), ...overrides };
  return { release: 'b'.repeat(64), date: '2025-05-06', signatures: sumOf(counts), named: places, places, breakdown };
}

const reasonOf = (decision: BreakdownDecision): string => (decision.outcome === 'withheld' ? decision.reason : 'published');

describe('whether counts by area may leave', () => {
  // V1 to V7 with the cell "elsewhere" empty, and what rule 1 adds to them.
  it.each<[string, readonly number[], string]>([
    ['V1', [3, 0, 27, 145, 9, 10, 19, 20, 0], 'published'],
    ['V2', [0, 0, 0, 50, 0], 'total-too-small'],
    ['V3', [9, 9, 9, 19, 9], 'total-too-small'],
    ['V4', [4, 112, 250, 0], 'too-few-areas'],
    ['V5', [1, 0, 0, 50, 0], 'total-too-small'],
    ['V6', [2, 2, 2, 0], 'total-too-small'],
    ['V7', [11, 6, 4, 3, 1], 'total-too-small'],
    ['V2 with a total of 500', [0, 0, 0, 500, 0, 0], 'audit-failed'],
    ['V4 with two more areas', [4, 112, 250, 125, 133, 120], 'published'],
    ['V5 with a total of 501', [1, 0, 0, 500, 0, 0], 'audit-failed'],
    ['99 signatures', [20, 20, 20, 20, 19, 0], 'total-too-small'],
    ['100 signatures', [20, 24, 20, 20, 16, 0], 'published'],
    ['nobody', [0, 0, 0, 0, 0, 0], 'no-signatures'],
    ['no small cell at all', [20, 20, 20, 20, 10, 10], 'published'],
    ['four areas', [400, 300, 200, 100, 50], 'too-few-areas'],
    ['everybody elsewhere', [0, 0, 0, 0, 0, 1009], 'published'],
  ])('%s: %j is %s', (_, counts, expected) => {
    expect(reasonOf(decide(counts))).toBe(expected);
  });

  it('shows V1 cell by cell, in the order of the list', () => {
    const decision = decide([3, 0, 27, 145, 9, 10, 19, 20, 0]);
    expect(decision).toMatchObject({
      table: {
        dimension: 'region',
        smallest: 10,
        total: 233,
        unlisted: 0,
        elsewhere: { from: 0, to: 9 },
        areas: [
          { name: 'Area 1', count: { from: 0, to: 9 } },
          { name: 'Area 2', count: { from: 0, to: 9 } },
          { name: 'Area 3', count: { from: 20, to: 29 } },
          { name: 'Area 4', count: { from: 140, to: 149 } },
          { name: 'Area 5', count: { from: 0, to: 9 } },
          { name: 'Area 6', count: { from: 10, to: 19 } },
          { name: 'Area 7', count: { from: 10, to: 19 } },
          { name: 'Area 8', count: { from: 20, to: 29 } },
        ],
      },
    });
  });

  it('leaves small areas of a long list out and says how many they are, which says the same', () => {
    const counts = [...Array.from({ length: 40 }, (_, index) => (index % 4 === 0 ? 55 + index : index % 10)), 4];
    const decision = decide(counts, { dimension: 'country' });
    if (decision.outcome !== 'published') throw new Error('withheld');
    expect(decision.table.areas.map(({ name }) => name)).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32, 36].map((index) => `Area ${index + 1}`));
    expect(decision.table.unlisted).toBe(30);
    expect(reasonOf(decide([...Array.from({ length: 40 }, (_, index) => (index < 4 ? 100 : 1)), 0]))).toBe('too-few-areas');
  });

  it('stops on cells that are not the total', () => {
    const input = { list: listOf(5), counts: [20, 20, 20, 20, 20, 0], total: 101, listHash: HASH, packed: [] };
    expect(() => decideBreakdown(input)).toThrow('do not add up');
    expect(() => decideBreakdown({ ...input, counts: [20, 20, 20, 20, 20] })).toThrow('do not add up');
  });

  it('depends on the bands and the total alone, and so does everything that leaves', () => {
    const count = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 900, max: 20_000 }));
    let moved = 0;
    fc.assert(
      fc.property(fc.array(count, { minLength: 6, maxLength: 14 }), fc.array(fc.nat(1000), { maxLength: 12 }), (counts, moves) => {
        // Signatures move between cells, as far as no band is left: the same release must come of it.
        const other = [...counts];
        for (const [at, move] of moves.entries()) {
          const from = at % other.length;
          const to = (at + 1 + (move % (other.length - 1))) % other.length;
          const [a, b] = [other[from] ?? 0, other[to] ?? 0];
          if (a === 0 || from === to || bandOf(a - 1).from !== bandOf(a).from || bandOf(b + 1).from !== bandOf(b).from) continue;
          other[from] = a - 1;
          other[to] = b + 1;
          moved++;
        }
        const earlier = [packed(counts.map((before) => Math.floor(before / 3)))];
        expect(canonicalJson(decide(other))).toBe(canonicalJson(decide(counts)));
        expect(canonicalJson(decide(other, { packed: earlier }))).toBe(canonicalJson(decide(counts, { packed: earlier })));
      }),
      { numRuns: 300 },
    );
    expect(moved).toBeGreaterThan(300);
  });
});

describe('a second table of a campaign', () => {
  const before = [60, 55, 120, 214, 33, 47, 5];
  const after = [352, 255, 520, 618, 233, 252, 7];

  it.each<[string, readonly number[], Given, string]>([
    ['the same again', before, { packed: [packed(before)] }, 'published'],
    ['the same again with other counts in the same bands', [61, 54, 120, 214, 33, 47, 5], { packed: [packed(before)] }, 'published'],
    ['one signature more', [60, 55, 121, 214, 33, 47, 5], { packed: [packed(before)] }, 'joint-audit-failed'],
    ['one signature more that moves a band', [60, 55, 120, 214, 33, 50, 5], { packed: [packed(before)] }, 'too-little-growth'],
    ['99 more in a cell that changed', [352, 255, 520, 618, 139, 252, 7], { packed: [packed(before)] }, 'too-little-growth'],
    ['at least 100 more in every cell that changed', after, { packed: [packed(before)] }, 'published'],
    ['fewer signatures', before, { packed: [packed(after)] }, 'too-little-growth'],
    ['a table by another dimension', after, { packed: [packed(before, { dimension: 'country' })] }, 'another-dimension'],
    ['a table by another list', after, { packed: [packed(before, { list: 'c'.repeat(64) })] }, 'another-list'],
    ['bands of another rule', after, { packed: [packed(before, { cells: { 'Area 1': { from: 50, to: 99 } } })] }, 'another-list'],
    ['a third one', [900, 800, 1520, 1618, 833, 852, 8], { packed: [packed(before), packed(after)] }, 'third-table'],
    ['a pack without a table before', after, { packed: [{ ...packed(before), breakdown: null }] }, 'published'],
    ['a pack without a table, with places, before', after, { packed: [{ ...packed(before, {}, 3), breakdown: null }] }, 'places-before'],
    ['another table with places before', after, { packed: [packed(before, {}, 3)] }, 'places-before'],
    ['the same again, with places before', before, { packed: [packed(before, {}, 3)] }, 'published'],
    ['the first again, after a second', before, { packed: [packed(before), packed(after)] }, 'published'],
  ])('%s: %j', (_, counts, given, expected) => {
    expect(reasonOf(decide(counts, given))).toBe(expected);
  });

  it('V8: nine becoming ten is refused', () => {
    const first = [9, 50, 60, 70, 80, 10];
    const second = [10, 50, 60, 70, 80, 10];
    expect(reasonOf(decide(first))).toBe('published');
    expect(reasonOf(decide(second))).toBe('published');
    expect(reasonOf(decide(second, { packed: [packed(first)] }))).toBe('too-little-growth');
  });

  it('keeps what is on no list as a cell of its own in the ledger', () => {
    expect(packed([60, 5, 40]).breakdown?.cells).toEqual({ 'Area 1': { from: 60, to: 69 }, [ELSEWHERE]: { from: 40, to: 49 } });
    expect(reasonOf(decide([60, 55, 120, 214, 33, 47, 205], { packed: [packed([60, 55, 120, 214, 33, 47, 185])] }))).toBe(
      'too-little-growth',
    );
  });
});

describe('names with places beside a table', () => {
  const bandsOf = (counts: readonly number[]): GateBreakdown['bands'] => counts.map((count) => bandOf(count));

  it.each<[string, readonly number[], readonly number[], boolean]>([
    ['V9: eleven of twelve', [12, 40], [11, 0], true],
    ['all of twelve', [12, 40], [12, 0], false],
    ['two of twelve', [12, 40], [2, 0], false],
    ['three of twelve', [12, 40], [3, 0], true],
    ['none', [12, 40], [0, 0], false],
    ['some, beside a small cell with somebody unnamed', [40, 4], [3, 0], true],
    ['some, beside a small cell where all are named', [40, 4], [3, 4], true],
    ['some, beside an empty cell', [40, 0], [3, 0], true],
  ])('%s', (_, counts, named, points) => {
    expect(placesPoint({ counts, named, bands: bandsOf(counts) })).toBe(points);
  });

  const counts = [12, 40, 30];
  const list = listOf(2);
  const bands = bandsOf(counts);
  const table = { dimension: 'region', smallest: 10, areas: [], unlisted: 0, elsewhere: { from: 30, to: 39 }, total: 82 } as const;
  const breakdown: GateBreakdown = { counts, bands, list, table };
  const shown = (area: string, many: number): Parameters<typeof dropPlacesWherePointing>[0] =>
    Array.from({ length: many }, (_, index) => ({ entry: { name: `Ann Example ${index}`, place: 'Leeds' }, area: new Red(area) }));

  it('loses the places, in comments too, and keeps the names', () => {
    const comments = [{ name: 'Ann Example 1', place: 'Leeds', text: 'Yes.' }];
    const kept = dropPlacesWherePointing(shown('area 1', 11), comments, { breakdown });
    expect(kept.entries).toHaveLength(11);
    expect(kept.entries.filter((entry) => 'place' in entry)).toEqual([]);
    expect(kept.comments).toEqual([{ name: 'Ann Example 1', text: 'Yes.' }]);
  });

  it('stays as it is where enough are unnamed, and without a table', () => {
    const few = shown('Area 1', 2);
    expect(dropPlacesWherePointing(few, [], { breakdown }).entries).toEqual(few.map(({ entry }) => entry));
    const many = shown('Area 1', 11);
    expect(dropPlacesWherePointing(many, [], {}).entries).toEqual(many.map(({ entry }) => entry));
  });

  it('loses them beside any other table that was packed, since nobody can tell who had signed by then', () => {
    const few = shown('Area 1', 2);
    for (const beside of [{ isOtherTablePacked: true }, { breakdown, isOtherTablePacked: true }]) {
      expect(dropPlacesWherePointing(few, [], beside).entries).toEqual([{ name: 'Ann Example 0' }, { name: 'Ann Example 1' }]);
    }
  });

  it('counts people whose record names no area with those elsewhere', () => {
    expect(dropPlacesWherePointing(shown('Nowhere', 21), [], { breakdown }).entries[0]).toEqual({ name: 'Ann Example 0' });
    expect(dropPlacesWherePointing(shown('Nowhere', 20), [], { breakdown }).entries[0]).toEqual({
      name: 'Ann Example 0',
      place: 'Leeds',
    });
  });

  it('never leaves one to nine unnamed people in a cell, whatever the counts', () => {
    const cell = fc.integer({ min: 0, max: 60 }).chain((count) => fc.tuple(fc.constant(count), fc.integer({ min: 0, max: count })));
    let kept = 0;
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
        const all = cells.map(([count]) => count);
        if (placesPoint({ counts: all, named: cells.map(([, named]) => named), bands: bandsOf(all) })) return;
        kept++;
        for (const [count, named] of cells) expect(count - named === 0 || count - named >= BAND_RULE.smallest).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(kept).toBeGreaterThan(20);
  });
});

describe('what a decision says', () => {
  const before = [60, 55, 120, 214, 33, 47, 5];
  const after = [352, 255, 520, 618, 233, 252, 7];

  it.each<[string, readonly number[], readonly PackedRelease[], boolean]>([
    ['a first table', before, [], false],
    ['the same again', before, [packed(before)], false],
    ['a second table', after, [packed(before)], true],
    ['a second table after the first was packed twice', after, [packed(before), packed(before)], true],
    ['the first again, after a second', before, [packed(before), packed(after)], true],
    ['a first table after a pack without one', before, [{ ...packed(before), breakdown: null }], false],
  ])('of %s is whether another table was packed', (_, counts, earlier, isSecond) => {
    const bands = counts.map((count) => bandOf(count));
    expect(decide(counts, { packed: earlier })).toMatchObject({
      outcome: 'published',
      isSecond,
      bands,
      table: { elsewhere: bands.at(-1) },
    });
  });

  it.each<[string, readonly number[], readonly PackedRelease[], string, RegExp]>([
    ['nobody', [0, 0, 0, 0, 0, 0], [], 'no-signatures', /^There is no signature yet\.$/],
    ['few', [9, 9, 9, 9, 9, 9], [], 'total-too-small', /^A table needs at least 100 signatures;/],
    ['few areas', [400, 300, 200, 50], [], 'too-few-areas', /^The list has fewer than 5;/],
    [
      'few areas of many',
      [...Array.from({ length: 40 }, (_, index) => (index < 4 ? 100 : 1)), 0],
      [],
      'too-few-areas',
      /^Areas with at least 10 signatures are fewer than 5;/,
    ],
    ['a narrow cell', [0, 0, 0, 500, 0, 0], [], 'audit-failed', /an area with fewer than 10 signatures\. No other bands/],
    ['places before', after, [packed(before, {}, 3)], 'places-before', /^A pack with places beside names/],
    ['another dimension', after, [packed(before, { dimension: 'country' })], 'another-dimension', /^A table by another kind of area/],
    ['another list', after, [packed(before, { list: 'c'.repeat(64) })], 'another-list', /^A table by another list of areas/],
    ['a third table', [900, 800, 1520, 1618, 833, 852, 8], [packed(before), packed(after)], 'third-table', /A third is never made\.$/],
    ['little growth', [60, 55, 120, 214, 33, 50, 5], [packed(before)], 'too-little-growth', /at least 100 new signatures in every area/],
    ['a narrow growth', [60, 55, 121, 214, 33, 47, 5], [packed(before)], 'joint-audit-failed', /would narrow down a small count\.$/],
  ])('of %s is why the table is withheld', (_, counts, earlier, reason, explanation) => {
    expect(decide(counts, { packed: earlier })).toEqual({
      outcome: 'withheld',
      reason,
      explanation: expect.stringMatching(explanation),
    });
  });

  it.each<[string, readonly number[], readonly PackedRelease[], string]>([
    ['other bands of the same total', before, [packed([60, 55, 120, 214, 43, 37, 5])], 'too-little-growth'],
    ['the same bands of another total, twice', after, [packed(before), packed([61, 55, 120, 214, 33, 47, 5])], 'third-table'],
    ['other bands of the same total, twice', after, [packed(before), packed([60, 55, 120, 214, 43, 37, 5])], 'third-table'],
    ['a band that ends as ours does', after, [packed(before, { cells: { 'Area 1': { from: 55, to: 59 } } })], 'another-list'],
    [
      'one band of ours and one that is none',
      after,
      [packed(before, { cells: { 'Area 1': { from: 60, to: 69 }, 'Area 2': { from: 50, to: 99 } } })],
      'another-list',
    ],
    ['a smallest band that was written down', after, [packed(before, { cells: { 'Area 1': { from: 0, to: 9 } } })], 'another-list'],
  ])('beside %s is no', (_, counts, earlier, reason) => {
    expect(reasonOf(decide(counts, { packed: earlier }))).toBe(reason);
  });

  it('stops where a cell is missing though the rest is the total', () => {
    const input = { list: listOf(5), counts: [20, 20, 20, 20, 20], total: 100, listHash: HASH, packed: [] };
    expect(() => decideBreakdown(input)).toThrow(expect.objectContaining({ code: 'breakdown-total', exitCode: 70 }));
  });

  it('shows every area of a list of thirty', () => {
    const thirty = decide([...Array.from({ length: 30 }, (_, index) => (index % 4 === 0 ? 55 + index : index % 10)), 4]);
    expect(thirty).toMatchObject({ table: { unlisted: 0, areas: expect.objectContaining({ length: 30 }) } });
  });
});

describe('places beside a table', () => {
  const counts = [12, 40, 30];
  const breakdown: GateBreakdown = {
    counts,
    bands: counts.map((count) => bandOf(count)),
    list: listOf(2),
    table: { dimension: 'region', smallest: 10, areas: [], unlisted: 0, elsewhere: { from: 30, to: 39 }, total: 82 },
  };
  const people = (many: number, place: string | undefined, area: string | undefined = 'Area 1') =>
    Array.from({ length: many }, () => ({
      entry: place === undefined ? { name: 'Ann Example' } : { name: 'Ann Example', place },
      area: area === '' ? undefined : new Red(area),
    }));

  it.each<[string, ReturnType<typeof people>, Parameters<typeof placesPointAmong>[1], boolean]>([
    ['nobody at all', [], { breakdown, isOtherTablePacked: true }, false],
    ['names without places, beside another table', people(11, undefined), { isOtherTablePacked: true }, false],
    [
      'one place among names without, beside another table',
      [...people(3, undefined), ...people(1, 'Hay')],
      { isOtherTablePacked: true },
      true,
    ],
    ['no table', people(11, 'Hay'), {}, false],
    ['a table that is not another one', people(11, 'Hay'), { isOtherTablePacked: false }, false],
    ['all with places but one', [...people(11, 'Hay'), ...people(1, undefined)], { breakdown }, true],
    ['all with places', people(12, 'Hay'), { breakdown }, false],
    ['people of whom no cell says where, too few unnamed', people(21, 'Hay', ''), { breakdown }, true],
    ['people of whom no cell says where', people(20, 'Hay', ''), { breakdown }, false],
  ])('point, or not, for %s', (_, shown, beside, expected) => {
    expect(placesPointAmong(shown, beside)).toBe(expected);
  });

  it('go where a cell has no band', () => {
    expect(placesPoint({ counts: [12], named: [], bands: [] })).toBe(true);
  });

  it('stay in comments where they stay in names', () => {
    const comments = [{ name: 'Ann Example', place: 'Hay', text: 'Yes.' }];
    expect(dropPlacesWherePointing(people(2, 'Hay'), comments, { breakdown }).comments).toEqual(comments);
  });
});
