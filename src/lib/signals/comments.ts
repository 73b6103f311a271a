/**
 * Comments that are one text with other words filled in. Which comments are alike is found by the engine; here texts become groups, and
 * groups become findings. Copies to the letter are no sign by themselves: people paste what the campaign suggests.
 */

import { UnionFind } from '../union-find.js';
import type { Candidate, SignalColumns, SignalResult, SignalSettings } from './columns.js';

/** Labels of texts after texts that are alike were joined: the smallest of each group. `texts` counts from 1. */
export function joinTexts(texts: number, left: Float64Array, right: Float64Array): Float64Array {
  const groups = new UnionFind(texts + 1);
  for (let pair = 0; pair < left.length; pair++) groups.join(left[pair] ?? 0, right[pair] ?? 0);
  return Float64Array.from({ length: texts + 1 }, (_, text) => groups.find(text));
}

/** Groups of texts that differ from each other and are alike, however slowly they came in. */
export function findTemplates({ comment, text, time }: SignalColumns, settings: SignalSettings): SignalResult {
  const { recordsMin, distinctShareMin } = settings.comments;
  const groups = new Map<number, number[]>();
  for (let row = 0; row < comment.length; row++) {
    const label = comment[row] ?? 0;
    if (label === 0) continue;
    const own = groups.get(label);
    if (own === undefined) groups.set(label, [row]);
    else own.push(row);
  }
  const candidates: Candidate[] = [];
  for (const [label, rows] of groups) {
    const distinct = new Set(rows.map((row) => text[row])).size;
    if (rows.length < recordsMin || distinct < distinctShareMin * rows.length) continue;
    const times = rows.map((row) => time[row] ?? -1).filter((at) => at >= 0);
    candidates.push({
      rows,
      from: times.length === 0 ? null : Math.min(...times),
      to: times.length === 0 ? null : Math.max(...times) + 1,
      of: null,
      expected: null,
      p: null,
      measure: { name: 'distinct-texts', value: distinct },
      key: `comment:${label}`,
    });
  }
  return { tests: groups.size, candidates };
}
