/** Counts by area as bars in order of size and as a map of hexagons, both drawn from the middle of each range. */

import type { MapCell, ReleaseArea, ReleaseBreakdown } from '../../model/breakdown.js';
import type { Block, Figure } from '../blocks.js';
import type { Messages } from '../messages/index.js';
import { formatShown } from '../messages.js';
import { FINE, middleOf, rangeOf, roundUp } from '../scale.js';

/** More bars than this are a table and no chart. */
const BARS_MAX = 30;
const STEPS = 5;
/** Residents that a rate is for. */
const RATE_BASE = 100_000;

/** The charts above the table; none where there are too many areas for bars, no map where there is none for the list. */
export function areaCharts(breakdown: ReleaseBreakdown, messages: Messages): Block[] {
  const figures = [...barsOf(breakdown, messages), ...mapOf(breakdown, messages)];
  return figures.length === 0 ? [] : [{ type: 'figures', figures }];
}

/** Whether every area shown has a number of residents, so that the table can have rates. */
export function hasRates({ areas }: ReleaseBreakdown): boolean {
  return areas.length > 0 && areas.every(({ residents }) => residents !== undefined);
}

/** Signatures for every 100,000 residents, in words; for the smallest range at most how many. */
export function rateWords({ count, residents = 0 }: ReleaseArea, { number }: Messages): string {
  const { from, to } = rangeOf(count);
  const base = from === 0 ? to + 1 : middleOf(count);
  const rate = residents === 0 ? 0 : (base * RATE_BASE) / residents;
  const words = number(rate >= 10 ? Math.round(rate) : Math.round(rate * 10) / 10);
  return from === 0 ? `<\u202f${words}` : words;
}

function barsOf({ dimension, areas }: ReleaseBreakdown, messages: Messages): Figure[] {
  const { say, compare } = messages;
  if (areas.length > BARS_MAX) return [];
  const highest = Math.max(...areas.map(({ count }) => middleOf(count)));
  const ordered = [...areas].sort((a, b) => middleOf(b.count) - middleOf(a.count) || compare(a.name, b.name));
  const rows = ordered.map(({ name, count }) => ({ label: name, value: formatShown(count, messages), share: middleOf(count) / highest }));
  return [{ title: say('areas.bars', { dimension }), alt: say('areas.bars.alt'), chart: { type: 'bars-across', rows } }];
}

function mapOf(breakdown: ReleaseBreakdown, messages: Messages): Figure[] {
  const { map, areas } = breakdown;
  if (map === undefined || map.length === 0 || !hasRates(breakdown)) return [];
  const rates = new Map(areas.map((area) => [area.name, rateOf(area)]));
  const step = roundUp(Math.max(...rates.values()) / STEPS, FINE);
  const byName = new Map(areas.map((area) => [area.name, area]));
  const cells = map.flatMap(({ area, code, column, row }: MapCell) => {
    const found = byName.get(area);
    if (found === undefined) return [];
    return [{ column, row, code, value: rateWords(found, messages), step: Math.min(STEPS - 1, Math.floor((rates.get(area) ?? 0) / step)) }];
  });
  if (cells.length === 0) return [];
  const limit = (at: number): number => Math.round(at * step * 100) / 100;
  const legend = Array.from({ length: STEPS }, (_, at) => messages.say('number.range', { from: limit(at), to: limit(at + 1) }));
  return [{ title: messages.say('areas.map'), alt: messages.say('areas.map.alt'), chart: { type: 'hexagons', cells, legend } }];
}

const rateOf = ({ count, residents = 0 }: ReleaseArea): number => (residents === 0 ? 0 : (middleOf(count) * RATE_BASE) / residents);
