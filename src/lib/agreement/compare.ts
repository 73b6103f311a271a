/** Whether what a text says of a count is true of the released one. */

import type { Claim, Relation } from '../model/agreement.js';

/** Counts as released; nothing else is ever compared with. */
export interface ReleasedCounts {
  /** Null when the campaign collects no people's signatures. */
  readonly signatures: number | null;
  readonly organisations: number;
  /** A joint statement without a list is made by its organisers. */
  readonly organisers: number;
}

/** "Nearly" and "about" hold within a tenth: nearly 60 of 54 and more. */
const TENTH = 0.1;

/** The counts that a claim may be about; it is true when it fits one of them. */
export function countsFor({ of }: Pick<Claim, 'of'>, { signatures, organisations, organisers }: ReleasedCounts): readonly number[] {
  const groups = organisations === 0 ? organisers : organisations;
  if (of === 'organisations') return [groups];
  if (of === 'signatures') return [signatures ?? 0];
  if (signatures === null) return [groups];
  return organisations === 0 ? [signatures] : [signatures, organisations, signatures + organisations];
}

export function agrees(claim: Claim, counts: ReleasedCounts): boolean {
  return countsFor(claim, counts).some((count) => holds(claim.relation, claim.value, count));
}

function holds(relation: Relation, value: number, count: number): boolean {
  switch (relation) {
    case 'exact':
      return count === value;
    case 'more':
      return count > value;
    case 'at-least':
      return count >= value;
    case 'nearly':
      return count < value && count >= value * (1 - TENTH);
    case 'less':
      return count < value;
    case 'at-most':
      return count <= value;
    case 'about':
      return Math.abs(count - value) <= Math.max(1, value * TENTH);
  }
}
