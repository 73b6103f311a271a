/**
 * One thing that is found in several ways is told once: a robot's run is even in all records and in those of its domain, and a pattern of
 * mailboxes shows in the shape and in the scheme. Done after the whole set is judged, so that no chance finding rides on a sound one.
 */

import type { Candidate } from './columns.js';

/** Findings of one sign, with each that shares half of its records or more with a larger one made part of that. */
export function joinRepeats<T extends Candidate>(candidates: readonly T[]): T[] {
  const told: { candidate: T; rows: Set<number> }[] = [];
  const ordered = [...candidates].sort((a, b) => b.rows.length - a.rows.length || (a.p ?? 1) - (b.p ?? 1) || (a.key < b.key ? -1 : 1));
  for (const candidate of ordered) {
    const sharing = told
      .map((other) => ({ other, shared: candidate.rows.filter((row) => other.rows.has(row)).length }))
      .sort((a, b) => b.shared - a.shared)[0];
    if (sharing === undefined || sharing.shared * 2 < candidate.rows.length) {
      told.push({ candidate, rows: new Set(candidate.rows) });
      continue;
    }
    const { other } = sharing;
    for (const row of candidate.rows) other.rows.add(row);
    other.candidate = {
      ...other.candidate,
      rows: [...other.rows].sort((a, b) => a - b),
      from: farther(other.candidate.from, candidate.from, Math.min),
      to: farther(other.candidate.to, candidate.to, Math.max),
      of: other.candidate.of === null ? null : Math.max(other.candidate.of, other.rows.size),
    };
  }
  return told.map(({ candidate }) => candidate);
}

function farther(a: number | null, b: number | null, choose: (a: number, b: number) => number): number | null {
  return a === null || b === null ? null : choose(a, b);
}
