/**
 * Gaps that are too even for people. Burstiness is (s - m) / (s + m) of the gaps' deviation s and mean m: -1 for a clock, about 0 for people
 * who come by chance, towards 1 for crowds. Looked for in all records, and in those of one domain or of one mailbox scheme, because
 * people who sign in between hide a robot.
 */

import { findChains } from './chains.js';
import type { Candidate, SignalColumns, SignalResult, SignalSettings } from './columns.js';
import { evennessP } from './gaps.js';
import { timedRows } from './windows.js';

/** Runs of at least `settings.clockwork.gaps` even gaps. */
export function findClockwork(columns: SignalColumns, settings: SignalSettings): SignalResult {
  const rows = timedRows(columns, true);
  const results = [
    runsIn(rows, columns.time, settings, 'all'),
    findChains(rows, columns.time, settings),
    ...groupsOf(rows, columns.domain).map(([label, own]) => runsIn(own, columns.time, settings, `domain:${label}`)),
    ...groupsOf(rows, columns.scheme).map(([label, own]) => runsIn(own, columns.time, settings, `scheme:${label}`)),
  ];
  const tests = results.reduce((sum, result) => sum + result.tests, 0);
  return { tests, candidates: results.flatMap((result) => result.candidates) };
}

function groupsOf(rows: readonly number[], labels: Float64Array): (readonly [number, number[]])[] {
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const label = labels[row] ?? 0;
    if (label === 0) continue;
    const own = groups.get(label);
    if (own === undefined) groups.set(label, [row]);
    else own.push(row);
  }
  return [...groups];
}

/** Slides over the gaps; stretches that are even all along become one run. */
function runsIn(rows: readonly number[], time: Float64Array, settings: SignalSettings, key: string): SignalResult {
  const { gaps: length, burstinessMax, meanGapMin } = settings.clockwork;
  const gaps = rows.slice(1).map((row, index) => (time[row] ?? 0) - (time[rows[index] ?? 0] ?? 0));
  const tests = Math.max(0, gaps.length - length + 1);
  const candidates: Candidate[] = [];
  let sum = 0;
  let squares = 0;
  let open: { start: number; end: number; best: number } | null = null;
  const close = (): void => {
    if (open === null) return;
    candidates.push(toCandidate(rows, time, open, { length, key }));
    open = null;
  };
  for (let end = 0; end < gaps.length; end++) {
    sum += gaps[end] ?? 0;
    squares += (gaps[end] ?? 0) ** 2;
    if (end >= length) {
      sum -= gaps[end - length] ?? 0;
      squares -= (gaps[end - length] ?? 0) ** 2;
    }
    if (end < length - 1) continue;
    const mean = sum / length;
    const deviation = Math.sqrt(Math.max(0, squares / length - mean * mean));
    const burst = (deviation - mean) / (deviation + mean);
    // Below two seconds a clock that ticks in seconds makes any crowd look even.
    const isEven = mean >= meanGapMin && burst < burstinessMax;
    const start = end - length + 1;
    if (!isEven) continue;
    if (open !== null && start > (open as { end: number }).end) close();
    open = open === null ? { start, end, best: burst } : { start: open.start, end, best: Math.min(open.best, burst) };
  }
  close();
  return { tests, candidates };
}

function toCandidate(
  rows: readonly number[],
  time: Float64Array,
  run: { readonly start: number; readonly end: number; readonly best: number },
  { length, key }: { readonly length: number; readonly key: string },
): Candidate {
  const own = rows.slice(run.start, run.end + 2);
  return {
    rows: own,
    from: time[own[0] ?? 0] ?? null,
    to: (time[own.at(-1) ?? 0] ?? 0) + 1,
    of: null,
    expected: null,
    // The evenest stretch; that there were many to pick from is what the judging of the whole set is for.
    p: evennessP(run.best, length),
    measure: { name: 'burstiness', value: run.best },
    key,
  };
}
