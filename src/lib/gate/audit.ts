/**
 * What a reader can infer from bands and an exact total, in closed form. Tables that fit a release are the whole numbers in
 * a box, cut by the plane of the total; each cell's range in it is an interval without gaps, so the interval is the whole
 * truth. The tests compare it with enumeration.
 */

import type { Band } from '../model/breakdown.js';

/** What each cell can be, given all bands and the total. Empty ranges (`from` above `to`) when no table fits. */
export function inferredBands(bands: readonly Band[], total: number): Band[] {
  const low = sumOf(bands.map(({ from }) => from));
  const high = sumOf(bands.map(({ to }) => to));
  return bands.map(({ from, to }) => ({ from: Math.max(from, total - (high - to)), to: Math.min(to, total - (low - from)) }));
}

/**
 * Whether no cell of the smallest band can be narrowed: each may still be anything from nobody to `smallest - 1`. When it
 * fails the whole table is withheld; trying a coarser step instead would tell the reader that the finer one failed.
 */
export function passesAudit(bands: readonly Band[], total: number, smallest: number): boolean {
  return inferredBands(bands, total).every(({ from, to }, index) => !isSmall(bands[index], smallest) || to - from + 1 === smallest);
}

/** Two releases of one campaign, cell by cell in the same order. */
export interface TwoReleases {
  readonly first: readonly Band[];
  readonly second: readonly Band[];
  readonly firstTotal: number;
  readonly secondTotal: number;
}

/** What one cell can be in both releases, and by how much it can have grown. */
export interface JointRange {
  readonly first: Band;
  readonly second: Band;
  readonly growth: Band;
}

/**
 * What a reader can infer who has both tables and takes it that no cell shrank. A cell is a set of pairs (before, after)
 * between four bounds and with after not below before; sums of such sets are again bounded by the sums of their bounds on
 * before, after and their difference, without gaps, because the edges point along (1,0), (0,1) and (1,1) only, any two of
 * which span all whole pairs. So six sums decide what the other cells can make up for.
 */
export function jointRanges({ first, second, firstTotal, secondTotal }: TwoReleases): JointRange[] {
  const cells = first.map((band, index) => boundsOf(band, second[index] ?? band));
  const all = cells.reduce(addBounds, NO_BOUNDS);
  return cells.map((cell) => rangesIn(cell, reflect(subtractBounds(all, cell), firstTotal, secondTotal)));
}

/**
 * Whether two releases together keep what each keeps alone: cells of the smallest band stay that wide in either table, and
 * no cell's growth is pinned to fewer than `smallest` values unless it is at least that large.
 */
export function passesJointAudit(releases: TwoReleases, smallest: number): boolean {
  return jointRanges(releases).every((range, index) => {
    const keepsFirst = !isSmall(releases.first[index], smallest) || widthOf(range.first) === smallest;
    const keepsSecond = !isSmall(releases.second[index], smallest) || widthOf(range.second) === smallest;
    const keepsGrowth = widthOf(range.growth) >= smallest || (range.growth.from >= smallest && widthOf(range.growth) > 0);
    return keepsFirst && keepsSecond && keepsGrowth;
  });
}

/** Bounds on before (`a`), after (`b`) and growth (`d`), each of them reached. */
interface Bounds {
  readonly a: Band;
  readonly b: Band;
  readonly d: Band;
}

const NO_BOUNDS: Bounds = { a: { from: 0, to: 0 }, b: { from: 0, to: 0 }, d: { from: 0, to: 0 } };

function boundsOf(a: Band, b: Band): Bounds {
  return tighten({ a, b, d: { from: 0, to: Number.MAX_SAFE_INTEGER } });
}

/** Draws each bound in to where the other two let it be reached. Two rounds settle it: there are three differences. */
function tighten(bounds: Bounds): Bounds {
  let { a, b, d } = bounds;
  for (let round = 0; round < 2; round++) {
    d = { from: Math.max(d.from, b.from - a.to), to: Math.min(d.to, b.to - a.from) };
    a = { from: Math.max(a.from, b.from - d.to), to: Math.min(a.to, b.to - d.from) };
    b = { from: Math.max(b.from, a.from + d.from), to: Math.min(b.to, a.to + d.to) };
  }
  return { a, b, d };
}

const addBounds = (x: Bounds, y: Bounds): Bounds => ({ a: addBands(x.a, y.a), b: addBands(x.b, y.b), d: addBands(x.d, y.d) });
const subtractBounds = (x: Bounds, y: Bounds): Bounds => ({ a: takeBand(x.a, y.a), b: takeBand(x.b, y.b), d: takeBand(x.d, y.d) });
const addBands = (x: Band, y: Band): Band => ({ from: x.from + y.from, to: x.to + y.to });
const takeBand = (x: Band, y: Band): Band => ({ from: x.from - y.from, to: x.to - y.to });

/** What is left for one cell when all others together keep to their bounds. */
function reflect(others: Bounds, firstTotal: number, secondTotal: number): Bounds {
  const growth = secondTotal - firstTotal;
  return {
    a: { from: firstTotal - others.a.to, to: firstTotal - others.a.from },
    b: { from: secondTotal - others.b.to, to: secondTotal - others.b.from },
    d: { from: growth - others.d.to, to: growth - others.d.from },
  };
}

function rangesIn(cell: Bounds, left: Bounds): JointRange {
  const { a, b, d } = tighten({ a: meet(cell.a, left.a), b: meet(cell.b, left.b), d: meet(cell.d, left.d) });
  return { first: a, second: b, growth: d };
}

const meet = (x: Band, y: Band): Band => ({ from: Math.max(x.from, y.from), to: Math.min(x.to, y.to) });
const widthOf = ({ from, to }: Band): number => to - from + 1;
const isSmall = (band: Band | undefined, smallest: number): boolean => band?.from === 0 && band.to === smallest - 1;
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
