/** More people from a place than live there: no probability, a plain fact. */

import type { Candidate, SignalColumns, SignalResult } from './columns.js';

/** `atMost` of `small-populations.json`. */
export type SmallPopulations = Readonly<Record<string, number>>;

/** The places in the order of their labels, which begin at 1. */
export function placesOf(atMost: SmallPopulations): string[] {
  return Object.keys(atMost).sort();
}

export function findImpossiblePlaces({ place }: SignalColumns, atMost: SmallPopulations): SignalResult {
  const names = placesOf(atMost);
  const rowsByPlace = new Map<number, number[]>();
  for (let row = 0; row < place.length; row++) {
    const label = place[row] ?? 0;
    if (label === 0) continue;
    const own = rowsByPlace.get(label);
    if (own === undefined) rowsByPlace.set(label, [row]);
    else own.push(row);
  }
  const candidates: Candidate[] = [];
  for (const [label, rows] of rowsByPlace) {
    const limit = atMost[names[label - 1] ?? ''] ?? Number.POSITIVE_INFINITY;
    if (rows.length <= limit) continue;
    candidates.push({
      rows,
      from: null,
      to: null,
      of: null,
      expected: null,
      p: null,
      measure: { name: 'at-most', value: limit },
      key: `place:${names[label - 1] ?? ''}`,
    });
  }
  return { tests: rowsByPlace.size, candidates };
}
