/**
 * Mailboxes that were numbered: `prefix 1, prefix 2, ...` one after the other in time. Numbers at the end of an address are common, and years
 * of birth above all; that the next one to sign has the next number is not.
 */

import type { Candidate, SignalColumns, SignalResult, SignalSettings } from './columns.js';

/** The longest run of each prefix in which every number is the last one plus 1 to `stepMax`: a number between may not have confirmed. */
export function findSequences({ time, prefix, serial }: SignalColumns, settings: SignalSettings): SignalResult {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < prefix.length; row++) {
    if ((serial[row] ?? -1) < 0) continue;
    const label = prefix[row] ?? 0;
    const own = groups.get(label);
    if (own === undefined) groups.set(label, [row]);
    else own.push(row);
  }
  const candidates: Candidate[] = [];
  let tests = 0;
  for (const [label, rows] of groups) {
    if (rows.length < settings.sequence.runMin) continue;
    tests++;
    // Those of one second have no order of their own.
    rows.sort((a, b) => (time[a] ?? 0) - (time[b] ?? 0) || (serial[a] ?? 0) - (serial[b] ?? 0) || a - b);
    candidates.push(...runsOf(rows, label, { time, serial, settings }));
  }
  return { tests, candidates };
}

function runsOf(
  rows: readonly number[],
  label: number,
  { time, serial, settings }: Pick<SignalColumns, 'time' | 'serial'> & { readonly settings: SignalSettings },
): Candidate[] {
  const { runMin, stepMax } = settings.sequence;
  const isNext = (row: number, before: number): boolean => {
    const stepSize = (serial[row] ?? 0) - (serial[before] ?? 0);
    return stepSize >= 1 && stepSize <= stepMax;
  };
  const chance = stepChance(
    rows.map((row) => serial[row] ?? 0),
    stepMax,
  );
  const candidates: Candidate[] = [];
  for (let start = 0; start < rows.length; ) {
    let end = start + 1;
    while (end < rows.length && isNext(rows[end] ?? 0, rows[end - 1] ?? 0)) end++;
    const own = rows.slice(start, end).sort((a, b) => a - b);
    if (own.length >= runMin) {
      const times = own.map((row) => time[row] ?? -1).filter((at) => at >= 0);
      candidates.push({
        rows: own,
        from: times.length === 0 ? null : Math.min(...times),
        to: times.length === 0 ? null : Math.max(...times) + 1,
        of: null,
        expected: null,
        // As many places to begin as there are records, and every step by chance.
        p: Math.min(1, rows.length * chance ** (own.length - 1)),
        measure: { name: 'run', value: own.length },
        key: `prefix:${label}`,
      });
    }
    start = end;
  }
  return candidates;
}

/** How likely a number is followed by one of the next `stepMax` if the same numbers came in any order. */
function stepChance(serials: readonly number[], stepMax: number): number {
  const sorted = [...serials].sort((a, b) => a - b);
  let pairs = 0;
  let low = 0;
  let high = 0;
  for (const value of sorted) {
    while ((sorted[low] ?? Number.POSITIVE_INFINITY) <= value) low++;
    high = Math.max(high, low);
    while ((sorted[high] ?? Number.POSITIVE_INFINITY) <= value + stepMax) high++;
    pairs += high - low;
  }
  return pairs / (sorted.length * (sorted.length - 1));
}
