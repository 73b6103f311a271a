/**
 * Counts by area, as far as they may leave: banded cell by cell, audited as a whole, published or withheld. Whether a table
 * is published follows from what it would show and from nothing else, so neither yes nor no tells a reader more.
 */

import { canonicalJson } from '../canonical-json.js';
import { assertHolds } from '../errors.js';
import type { Band, MapCell, PackedRelease, PackedTable, ReleaseBreakdown, WithheldReason } from '../model/breakdown.js';
import type { ReleaseComment, ReleaseSignatory } from '../model/release.js';
import type { Red } from '../red.js';
import { formatCount } from '../text.js';
import { type AreaList, createAreaReader } from './areas.js';
import { passesAudit, passesJointAudit } from './audit.js';
import { BAND_RULE, type BandRule, bandOf, isSmallest } from './bands.js';

/** Fewer signatures are not told apart at all. */
export const TOTAL_MIN = 100;
/** A table of fewer areas says too much about each. */
export const AREAS_MIN = 5;
/** Longer lists show only the areas above the smallest band, and say how many are not shown. The same is said either way. */
export const ROWS_OF_SHORT_LIST = 30;
/** A second table needs so many times the smallest count in every area that changed. */
export const GROWTH_FACTOR = 10;

/** What the decision is made from. `counts` are the cells of `list` in its order, and last everything else. */
export interface BreakdownInput {
  readonly list: AreaList;
  readonly counts: readonly number[];
  /** The exact total that the pack prints. */
  readonly total: number;
  /** SHA-256 that names the list. */
  readonly listHash: string;
  /** What was packed earlier, oldest first. */
  readonly packed: readonly PackedRelease[];
  /** Where the areas stand on a map, fixed like the list. */
  readonly map?: readonly MapCell[];
}

export type BreakdownDecision =
  | {
      readonly outcome: 'published';
      readonly table: ReleaseBreakdown;
      readonly bands: readonly Band[];
      /** Another table was packed before, which this one may stand beside. */
      readonly isSecond: boolean;
    }
  | { readonly outcome: 'withheld'; readonly reason: WithheldReason; readonly explanation: string };

/** Decides, once: there is no second try with other bands, which would tell that the first ones failed. */
export function decideBreakdown(input: BreakdownInput, rule: BandRule = BAND_RULE): BreakdownDecision {
  const { list, counts, total } = input;
  assertHolds(
    counts.length === list.areas.length + 1 && counts.reduce((sum, count) => sum + count, 0) === total,
    'breakdown-total',
    'The cells of a breakdown do not add up to the total.',
  );
  if (total === 0) return withheld('no-signatures', 'There is no signature yet.');
  if (total < TOTAL_MIN) {
    return withheld('total-too-small', `A table needs at least ${TOTAL_MIN} signatures; with fewer, counts by area point at people.`);
  }
  const bands = counts.map((count) => bandOf(count, rule));
  const table = tableOf(input, bands, rule);
  if (table.areas.length < AREAS_MIN) {
    const what = table.unlisted === 0 ? 'The list has' : `Areas with at least ${rule.smallest} signatures are`;
    return withheld('too-few-areas', `${what} fewer than ${AREAS_MIN}; a table of so few says too much about each.`);
  }
  if (!passesAudit(bands, total, rule.smallest)) {
    return withheld(
      'audit-failed',
      `The total and the other areas would narrow down an area with fewer than ${rule.smallest} signatures. No other bands are tried: that they were needed would tell the same.`,
    );
  }
  return decideBesideEarlier(input, bands, table, rule);
}

/** A table that differs from one packed earlier must keep, together with it, what each keeps alone. */
function decideBesideEarlier(input: BreakdownInput, bands: readonly Band[], table: ReleaseBreakdown, rule: BandRule): BreakdownDecision {
  const { list, packed, listHash, total } = input;
  const tables = packed.flatMap(({ breakdown }) => breakdown ?? []);
  const cellsOf = (earlier: PackedTable): Band[] =>
    [...list.areas.map(({ name }) => name), ELSEWHERE].map((name) => bandIn(earlier, name, rule));
  const isOfThisList = (earlier: PackedTable): boolean => earlier.list === listHash && hasBandsOf(earlier, rule);
  const isSame = (earlier: PackedTable): boolean =>
    isOfThisList(earlier) && earlier.total === total && cellsOf(earlier).every((band, index) => sameBand(band, bands[index]));
  // What was packed before says nothing new when it is packed again.
  if (tables.some(isSame)) return { outcome: 'published', table, bands, isSecond: !tables.every(isSame) };
  if (packed.some(({ places }) => places > 0)) {
    return withheld(
      'places-before',
      'A pack with places beside names was made before. Beside this table they could point at those who are not named.',
    );
  }
  if (tables.some((earlier) => earlier.dimension !== list.dimension)) {
    return withheld(
      'another-dimension',
      'A table by another kind of area was packed before. Two tables of different areas cut out small pieces between them.',
    );
  }
  if (!tables.every(isOfThisList)) {
    return withheld('another-list', 'A table by another list of areas was packed before. Two lists cut out small pieces between them.');
  }
  const [first, ...rest] = tables;
  if (first === undefined) return { outcome: 'published', table, bands, isSecond: false };
  if (rest.some((earlier) => !sameTable(earlier, first))) {
    return withheld('third-table', 'Two different tables of this campaign were packed before. A third is never made.');
  }
  const firstBands = cellsOf(first);
  const growth = GROWTH_FACTOR * rule.smallest;
  if (firstBands.some((before, index) => !sameBand(before, bands[index]) && (bands[index]?.from ?? 0) - before.to < growth)) {
    return withheld(
      'too-little-growth',
      `A table of other counts was packed before. A second one needs at least ${formatCount(growth)} new signatures in every area whose band changed; with fewer, the two tables together point at people.`,
    );
  }
  if (!passesJointAudit({ first: firstBands, second: bands, firstTotal: first.total, secondTotal: total }, rule.smallest)) {
    return withheld(
      'joint-audit-failed',
      'A table of other counts was packed before, and the two together would narrow down a small count.',
    );
  }
  return { outcome: 'published', table, bands, isSecond: true };
}

/** The name under which the ledger keeps the cell of everything that is on no list. No area has it: it is no name. */
export const ELSEWHERE = '';

/** A table's cells as the release ledger keeps them: those above the smallest band. */
export function packedCells(list: AreaList, bands: readonly Band[], rule: BandRule = BAND_RULE): Record<string, Band> {
  const names = [...list.areas.map((area) => area.name), ELSEWHERE];
  return Object.fromEntries(
    names.flatMap((name, index): [string, Band][] => {
      const band = bands[index];
      return band === undefined || isSmallest(band, rule) ? [] : [[name, band]];
    }),
  );
}

function tableOf({ list, total, map }: BreakdownInput, bands: readonly Band[], rule: BandRule): ReleaseBreakdown {
  const all = list.areas.map(({ name, residents }, index) => ({
    name,
    count: bands[index] ?? bandOf(0, rule),
    ...(residents === undefined ? {} : { residents }),
  }));
  const areas = all.length <= ROWS_OF_SHORT_LIST ? all : all.filter(({ count }) => !isSmallest(count, rule));
  return {
    dimension: list.dimension,
    smallest: rule.smallest,
    areas,
    unlisted: all.length - areas.length,
    elsewhere: bands.at(-1) ?? bandOf(0, rule),
    total,
    ...(map === undefined || map.length === 0 ? {} : { map }),
  };
}

/** A published table with what is behind it, for the rest of the gate. */
export interface GateBreakdown {
  readonly table: ReleaseBreakdown;
  readonly list: AreaList;
  /** Exact counts of the cells, everything else last. */
  readonly counts: readonly number[];
  readonly bands: readonly Band[];
}

/** A signatory as shown, and the cell of the record that says where. */
export interface ShownInArea {
  readonly entry: ReleaseSignatory;
  readonly area: Red | undefined;
}

/** What stands beside the names: the table of this release, and whether another table was packed before. */
export interface BesideNames {
  readonly breakdown?: GateBreakdown;
  /** A table that is not this release's. Who signed before it nobody can tell from the names, so it is not compared: no place is shown. */
  readonly isOtherTablePacked?: boolean;
}

/**
 * The names and comments to be shown, without places where names with places beside a table would point at those who are
 * not named. Without a table everything stays as it is.
 */
export function dropPlacesWherePointing(
  named: readonly ShownInArea[],
  comments: readonly ReleaseComment[],
  beside: BesideNames,
): { readonly entries: ReleaseSignatory[]; readonly comments: ReleaseComment[] } {
  const entries = named.map(({ entry }) => entry);
  if (!placesPointAmong(named, beside)) return { entries, comments: [...comments] };
  return { entries: entries.map(({ name }) => ({ name })), comments: comments.map(({ text, name }) => ({ text, name })) };
}

/** Whether these names with their places point, beside the tables; never where there is no table or no place. */
export function placesPointAmong(shown: readonly ShownInArea[], { breakdown, isOtherTablePacked }: BesideNames): boolean {
  if (shown.every(({ entry }) => entry.place === undefined)) return false;
  if (isOtherTablePacked === true) return true;
  if (breakdown === undefined) return false;
  const positionOf = createAreaReader(breakdown.list);
  const named = breakdown.counts.map(() => 0);
  for (const { entry, area } of shown) {
    if (entry.place === undefined) continue;
    const position = (area === undefined ? null : positionOf(area)) ?? breakdown.list.areas.length;
    named[position] = (named[position] ?? 0) + 1;
  }
  return placesPoint({ counts: breakdown.counts, named, bands: breakdown.bands });
}

/** Exact counts, how many of them are named with a place, and bands, cell by cell. */
export interface PlacesInput {
  readonly counts: readonly number[];
  readonly named: readonly number[];
  readonly bands: readonly Band[];
}

/**
 * Whether a list of names with places, beside the table, points at those who are not named. In every cell either nobody is
 * left unnamed or at least `smallest` are. Where the table has cells of the smallest band, places go in any case: that they
 * stayed would tell a reader who knows this rule how many there are.
 */
export function placesPoint({ counts, named, bands }: PlacesInput, rule: BandRule = BAND_RULE): boolean {
  return counts.some((count, index) => {
    const band = bands[index];
    if (band === undefined || isSmallest(band, rule)) return true;
    const unnamed = count - (named[index] ?? 0);
    return unnamed > 0 && unnamed < rule.smallest;
  });
}

const bandIn = (packed: PackedTable, name: string, rule: BandRule): Band =>
  (Object.hasOwn(packed.cells, name) ? packed.cells[name] : undefined) ?? bandOf(0, rule);
const sameBand = (a: Band, b: Band | undefined): boolean => a.from === b?.from && a.to === b.to;
/** Whether a table was packed under these very bands; a later version may have others. */
const hasBandsOf = (packed: PackedTable, rule: BandRule): boolean =>
  Object.values(packed.cells).every((band) => sameBand(bandOf(band.from, rule), band) && !isSmallest(band, rule));
const sameTable = (a: PackedTable, b: PackedTable): boolean => a.total === b.total && canonicalJson(a.cells) === canonicalJson(b.cells);
const withheld = (reason: WithheldReason, explanation: string): BreakdownDecision => ({ outcome: 'withheld', reason, explanation });
