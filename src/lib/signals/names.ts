/**
 * Names, compared only between a window and the rest of the same campaign, as labels: which names they are is not known here, and no list of
 * names of any country is used. What is found flags nobody; a community that passes the link on looks like this too.
 */

import type { Candidate, SignalColumns, SignalResult, SignalSettings } from './columns.js';
import type { Random } from './random.js';
import { normalTail, poissonTail } from './tails.js';
import type { TimeWindow } from './windows.js';

type Counts = ReadonlyMap<number, number>;

function countsOf(rows: Iterable<number>, labels: Float64Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const label = labels[row] ?? 0;
    if (label !== 0) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}

const sizeOf = (counts: Counts): number => [...counts.values()].reduce((sum, count) => sum + count, 0);
const pairsOf = (counts: Counts): number => [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);

function allRows({ time }: SignalColumns): number[] {
  return Array.from({ length: time.length }, (_, row) => row);
}

/**
 * Windows with more pairs of equal full names than the rest of the campaign lets expect. Names are told of only where chance is out of the
 * question: that one is told in vain is worse than that one is not.
 */
export function findRepeatedNames(columns: SignalColumns, windows: readonly TimeWindow[], settings: SignalSettings): SignalResult {
  const labels = columns.name;
  const totals = countsOf(allRows(columns), labels);
  const all = sizeOf(totals);
  const allPairs = pairsOf(totals);
  const candidates: Candidate[] = [];
  let tests = 0;
  for (const window of windows) {
    const own = countsOf(window.rows, labels);
    const size = sizeOf(own);
    const rest = all - size;
    if (size < settings.windowMin || rest < size) continue;
    tests++;
    const seen = pairsOf(own);
    // Pairs within the rest: those of all, less those of the window and those between the two.
    const between = [...own].reduce((sum, [label, count]) => sum + count * ((totals.get(label) ?? 0) - count), 0);
    const share = (allPairs - seen - between + 1) / ((rest * (rest - 1)) / 2 + 1);
    const expected = share * ((size * (size - 1)) / 2);
    const spread = pairSpread(own, totals, { size, rest, share, expected });
    const p = poissonTail(seen / spread, expected / spread);
    if (seen < settings.seenMin || seen < settings.ratioMin * expected || p > settings.names.pMax) continue;
    const repeated = window.rows.filter((row) => (own.get(labels[row] ?? 0) ?? 0) > 1);
    candidates.push({
      rows: repeated,
      from: window.from,
      to: window.to,
      of: size,
      expected,
      p,
      measure: { name: 'pairs', value: seen },
      key: `pairs:${window.from}:${window.to}`,
    });
  }
  return { tests, candidates };
}

/**
 * How much wider than a Poisson number the number of pairs is spread: three people of one name are three pairs at once, so where a few names
 * are very common pairs come in clumps. The variance of the pairs of equal kinds among `size` draws, divided by their mean.
 */
function pairSpread(
  own: Counts,
  totals: Counts,
  { size, rest, share, expected }: { readonly size: number; readonly rest: number; readonly share: number; readonly expected: number },
): number {
  let cubes = 0;
  for (const [label, count] of totals) cubes += ((count - (own.get(label) ?? 0)) / rest) ** 3;
  const clumps = size * (size - 1) * (size - 2) * Math.max(0, cubes - share * share);
  return 1 + clumps / expected;
}

/** The Jensen-Shannon divergence of a part from the rest of a whole, in bits: 0 where both are alike, 1 where they share nothing. */
export function divergence(part: Counts, whole: Counts): number {
  const size = sizeOf(part);
  const rest = sizeOf(whole) - size;
  let sum = 0.5;
  for (const [label, count] of part) sum += partOfDivergence(count, size, whole.get(label) ?? 0, rest);
  return sum;
}

/** What one label adds, beside the half that the labels of the rest add when the part has none of them. */
function partOfDivergence(count: number, size: number, total: number, rest: number): number {
  const p = count / size;
  const q = (total - count) / rest;
  const ofRest = q === 0 ? 0 : 0.5 * q * Math.log2((2 * q) / (p + q));
  return 0.5 * p * Math.log2((2 * p) / (p + q)) + ofRest - 0.5 * q;
}

/** Windows whose given names are others than in the rest, by drawing as many rows from all at random. */
export function findNameDrift(
  columns: SignalColumns,
  windows: readonly TimeWindow[],
  settings: SignalSettings,
  random: Random,
): SignalResult {
  const { permutations, windowsMax, recordsMax } = settings.names;
  const labels = columns.given;
  const whole = countsOf(allRows(columns), labels);
  const drawing = createDrawing(labels, whole);
  const chosen = windows
    .map((window) => ({ ...window, rows: window.rows.filter((row) => labels[row] !== 0).slice(0, recordsMax) }))
    .filter(({ rows }) => rows.length >= settings.windowMin && rows.length <= drawing.size / 2)
    .sort((a, b) => b.rows.length - a.rows.length || a.from - b.from)
    .slice(0, windowsMax);
  const candidates = chosen.flatMap((window): Candidate[] => {
    const seen = divergence(countsOf(window.rows, labels), whole);
    const drawn = Array.from({ length: permutations }, () => drawing.divergence(window.rows.length, random));
    const mean = drawn.reduce((sum, value) => sum + value, 0) / permutations;
    const deviation = Math.sqrt(drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / permutations);
    if (seen <= mean || deviation === 0) return [];
    const rank = (1 + drawn.filter((value) => value >= seen).length) / (permutations + 1);
    // Beyond the last of the draws the normal curve through them has to do.
    const p = rank > 1 / (permutations + 1) ? rank : Math.min(rank, normalTail((seen - mean) / deviation));
    if (p > settings.names.pMax) return [];
    const measure = { name: 'divergence', value: seen } as const;
    const key = `drift:${window.from}:${window.to}`;
    return [{ rows: window.rows, from: window.from, to: window.to, of: window.rows.length, expected: null, p, measure, key }];
  });
  return { tests: chosen.length, candidates };
}

/** Draws parts of a whole at random, each row at most once, and says how far each is from the rest. */
function createDrawing(labels: Float64Array, whole: Counts): { readonly size: number; divergence(size: number, random: Random): number } {
  const kinds = new Map([...whole.keys()].map((label, index) => [label, index]));
  const deck = Int32Array.from(
    labels.filter((label) => label !== 0),
    (label) => kinds.get(label) ?? 0,
  );
  const totals = Float64Array.from(whole.values());
  const counts = new Int32Array(totals.length);
  return {
    size: deck.length,
    divergence(size, random) {
      const drawn: number[] = [];
      for (let place = 0; place < size; place++) {
        // The first places of a deck that is shuffled no further than need be.
        const other = place + random.below(deck.length - place);
        const kind = deck[other] ?? 0;
        deck[other] = deck[place] ?? 0;
        deck[place] = kind;
        if (counts[kind] === 0) drawn.push(kind);
        counts[kind] = (counts[kind] ?? 0) + 1;
      }
      const rest = deck.length - size;
      let sum = 0;
      for (const kind of drawn) {
        sum += partOfDivergence(counts[kind] ?? 0, size, totals[kind] ?? 0, rest);
        counts[kind] = 0;
      }
      return sum + 0.5;
    },
  };
}
