/**
 * One label far more often in a window than in the rest of the same campaign: a domain, the shape of a mailbox's name, one text. The tail
 * of the binomial distribution, for the label that surprises most, times the number of labels it was picked from.
 */

import type { Candidate, SignalResult, SignalSettings } from './columns.js';
import { binomialTail, entropyBits } from './tails.js';
import type { TimeWindow } from './windows.js';

export interface ConcentrationOptions {
  /** Tells keys of several columns of one sign apart. */
  readonly name: string;
  /** The only label that is tested; every label where it is not given. */
  readonly only?: number;
  /** Whether the entropy of the labels is reported. */
  readonly reportsEntropy?: boolean;
}

/** Tests each window against the rest. Rows of label 0 take no part. */
export function findConcentrations(
  labels: Float64Array,
  windows: readonly TimeWindow[],
  settings: SignalSettings,
  options: ConcentrationOptions,
): SignalResult {
  const totals = countLabels(labels);
  let all = 0;
  for (const count of totals.values()) all += count;
  const candidates: Candidate[] = [];
  let tests = 0;
  for (const window of windows) {
    const own = new Map<number, number>();
    let size = 0;
    for (const row of window.rows) {
      const label = labels[row] ?? 0;
      if (label === 0) continue;
      own.set(label, (own.get(label) ?? 0) + 1);
      size++;
    }
    // A window that is all there is has no rest to be held against.
    if (size < settings.windowMin || size > all / 2) continue;
    tests++;
    const found = strongest(own, totals, size, all, settings, options.only);
    if (found === null) continue;
    candidates.push({
      rows: window.rows.filter((row) => labels[row] === found.label),
      from: window.from,
      to: window.to,
      of: size,
      expected: found.expected,
      p: Math.min(1, found.p * (options.only === undefined ? totals.size : 1)),
      measure: options.reportsEntropy === true ? { name: 'entropy', value: entropyBits(own.values()) / Math.log2(size) } : null,
      key: `${options.name}:${found.label}`,
    });
  }
  return { tests, candidates: joinOverlapping(candidates, settings) };
}

function countLabels(labels: Float64Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const label of labels) if (label !== 0) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

function strongest(
  own: ReadonlyMap<number, number>,
  totals: ReadonlyMap<number, number>,
  size: number,
  all: number,
  { seenMin, ratioMin }: SignalSettings,
  only: number | undefined,
): { readonly label: number; readonly expected: number; readonly p: number } | null {
  let best: { label: number; expected: number; p: number } | null = null;
  for (const [label, seen] of own) {
    if (seen < seenMin || (only !== undefined && label !== only)) continue;
    // One more than there are, so that a label which is new is rare and not impossible.
    const share = Math.min(1, ((totals.get(label) ?? 0) - seen + 1) / (all - size + 1));
    const expected = share * size;
    if (seen < ratioMin * expected) continue;
    const p = binomialTail(seen, size, share);
    if (best === null || p < best.p || (p === best.p && label < best.label)) best = { label, expected, p };
  }
  return best;
}

/**
 * Candidates of one key in overlapping windows become one, the narrow windows first: a day in which one hour stood out is told by its hour,
 * unless enough is left without it.
 */
function joinOverlapping(candidates: readonly Candidate[], { seenMin }: SignalSettings): Candidate[] {
  const length = ({ from, to }: Candidate): number => (to ?? 0) - (from ?? 0);
  const ordered = [...candidates].sort((a, b) => length(a) - length(b) || (a.p ?? 1) - (b.p ?? 1) || (a.from ?? 0) - (b.from ?? 0));
  const byKey = new Map<string, Candidate[]>();
  for (const candidate of ordered) {
    const kept = byKey.get(candidate.key) ?? [];
    byKey.set(candidate.key, kept);
    const overlapping = kept.filter((other) => (other.from ?? 0) < (candidate.to ?? 0) && (candidate.from ?? 0) < (other.to ?? 0));
    if (overlapping.length === 0) {
      kept.push(candidate);
      continue;
    }
    const told = new Set(overlapping.flatMap(({ rows }) => rows));
    const fresh = candidate.rows.filter((row) => !told.has(row));
    if (fresh.length < seenMin && length(candidate) > length(overlapping[0] ?? candidate)) continue;
    if (fresh.length === 0) continue;
    for (const other of overlapping) kept.splice(kept.indexOf(other), 1);
    kept.push(join([candidate, ...overlapping]));
  }
  return [...byKey.values()].flat();
}

/** One candidate for several: all their rows, from the first to the last of them, with the numbers of the strongest. */
function join(parts: readonly Candidate[]): Candidate {
  const strongestPart = parts.reduce((best, part) => ((part.p ?? 1) < (best.p ?? 1) ? part : best));
  const rows = [...new Set(parts.flatMap((part) => part.rows))].sort((a, b) => a - b);
  const from = Math.min(...parts.map((part) => part.from ?? 0));
  const to = Math.max(...parts.map((part) => part.to ?? 0));
  const size = Math.max(rows.length, ...parts.map((part) => part.of ?? 0));
  return { ...strongestPart, rows, from, to, of: size };
}
