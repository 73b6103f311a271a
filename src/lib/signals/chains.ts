/**
 * A robot among people: a chain of records, each one gap after the one before, whatever signs in between. In a rush there is somebody at every
 * moment, so a chain counts for what it is: with `branching` records to be expected where the next link may lie, a chain of n links
 * begins at any record with a probability of at most `branching` to the power of n.
 */

import type { Candidate, SignalResult, SignalSettings } from './columns.js';
import { burstiness } from './gaps.js';

/** Gaps that are tried: each a little longer than the one before, so that every gap is within the jitter of one. */
function gapsToTry({ meanGapMin, gapMax, jitter }: SignalSettings['clockwork']): number[] {
  const gaps: number[] = [];
  for (let gap = Math.max(4, meanGapMin); gap <= gapMax; gap *= 1 + jitter) gaps.push(gap);
  return gaps;
}

/** The step of the clock in seconds: where an export has minutes, everybody signs on the minute. */
function clockStep(rows: readonly number[], time: Float64Array): number {
  const onMinute = rows.filter((row) => (time[row] ?? 0) % 60 === 0).length;
  return onMinute > 0.05 * rows.length ? 60 : 1;
}

/** The longest chain of every gap that is no chance. `rows` are in the order of time. */
export function findChains(rows: readonly number[], time: Float64Array, settings: SignalSettings): SignalResult {
  const times = Float64Array.from(rows, (row) => time[row] ?? 0);
  const step = clockStep(rows, time);
  const gaps = gapsToTry(settings.clockwork);
  const candidates = gaps.flatMap((gap): Candidate[] => {
    const from = Math.ceil((gap * (1 - settings.clockwork.jitter)) / step) * step;
    const to = Math.floor((gap * (1 + settings.clockwork.jitter)) / step) * step;
    if (to < from) return [];
    const chains = longestChains(times, { from, to, least: settings.clockwork.gaps + 1 });
    return chains.flatMap((chain) => {
      const branching = crowding(times, chain) * (to - from + step);
      if (branching > settings.clockwork.branchingMax) return [];
      const own = chain.map((index) => rows[index] ?? 0);
      return [
        {
          rows: own,
          from: times[chain[0] ?? 0] ?? null,
          to: (times[chain.at(-1) ?? 0] ?? 0) + 1,
          of: null,
          expected: null,
          p: Math.min(1, rows.length * gaps.length * branching ** (chain.length - 1)),
          measure: { name: 'burstiness', value: burstiness(gapsOf(chain, times)) ?? -1 },
          key: `chain:${Math.round(gap)}`,
        },
      ];
    });
  });
  return { tests: gaps.length, candidates };
}

function gapsOf(chain: readonly number[], times: Float64Array): number[] {
  return chain.slice(1).map((index, place) => (times[index] ?? 0) - (times[chain[place] ?? 0] ?? 0));
}

/** Chains of at least `least` records in which every gap is within `from` and `to`: of those that share records, the longest. */
function longestChains(
  times: Float64Array,
  { from, to, least }: { readonly from: number; readonly to: number; readonly least: number },
): number[][] {
  const length = new Int32Array(times.length).fill(1);
  const before = new Int32Array(times.length).fill(-1);
  let low = 0;
  let high = 0;
  for (let index = 0; index < times.length; index++) {
    const now = times[index] ?? 0;
    while ((times[low] ?? 0) < now - to) low++;
    high = Math.max(high, low);
    while (high < index && (times[high] ?? 0) <= now - from) high++;
    for (let other = low; other < high; other++) {
      if ((length[other] ?? 0) < (length[index] ?? 0)) continue;
      length[index] = (length[other] ?? 0) + 1;
      before[index] = other;
    }
  }
  const ends = Array.from({ length: times.length }, (_, index) => index).filter((index) => (length[index] ?? 0) >= least);
  ends.sort((a, b) => (length[b] ?? 0) - (length[a] ?? 0) || a - b);
  const used = new Uint8Array(times.length);
  return ends.flatMap((end) => {
    const chain: number[] = [];
    for (let index = end; index >= 0; index = before[index] ?? -1) {
      if (used[index] === 1) return [];
      chain.push(index);
    }
    for (const index of chain) used[index] = 1;
    return [chain.reverse()];
  });
}

/** Records a second around a chain, in the busiest quarter of its time: a rush rises and falls, and its height decides what chance can do. */
function crowding(times: Float64Array, chain: readonly number[]): number {
  const [first, last] = [chain[0] ?? 0, chain.at(-1) ?? 0];
  const start = times[first] ?? 0;
  const quarter = Math.max(1, ((times[last] ?? 0) - start) / 4);
  const counts = [0, 0, 0, 0];
  for (let index = first; index <= last; index++) {
    const place = Math.min(3, Math.floor(((times[index] ?? 0) - start) / quarter));
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return Math.max(...counts) / quarter;
}
