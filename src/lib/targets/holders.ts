/** Whether what a campaign file says of who holds an office may be out of date. Only sourced days are known; the rest is age. */

import type { IsoDate } from '../model/campaign.js';

export interface Changes {
  readonly staleDays: number;
  /** Days on which an office changed hands. */
  readonly changes: readonly { readonly office: string; readonly roles: readonly string[]; readonly on: IsoDate }[];
  /** Classes whose holder's term ends on fixed days of every year, as `MM-DD`. */
  readonly terms: readonly { readonly class: string; readonly office: string; readonly ends: readonly string[] }[];
}

export interface Holder {
  readonly role?: string;
  readonly class: string | null;
  /** When it was last checked who holds the office. */
  readonly asOf?: IsoDate;
}

const DAY = 86_400_000;

/** What to check before a letter of this date goes out, in whole sentences; empty when nothing is known to be old. */
export function staleness({ role, class: id, asOf }: Holder, date: IsoDate, known: Changes): string[] {
  if (asOf === undefined) return ['as-of is missing: write the day on which you last checked who holds the office'];
  if (asOf > date) return [`as-of (${asOf}) lies after the date of the pack (${date})`];
  const changed = known.changes.filter(({ roles, on }) => role !== undefined && roles.includes(role) && asOf < on && on <= date);
  const ended = known.terms.flatMap(({ class: of, office, ends }) =>
    of === id && endBetween(ends, asOf, date) !== null ? [{ office, on: endBetween(ends, asOf, date) }] : [],
  );
  const days = Math.round((Date.parse(date) - Date.parse(asOf)) / DAY);
  if (changed.length > 0 || ended.length > 0) {
    return [
      ...changed.map(({ office, on }) => `the office of ${office} changed hands on ${on}, after you checked it (${asOf})`),
      ...ended.map(({ office, on }) => `a term of ${office} ended on ${on}, after you checked it (${asOf})`),
    ];
  }
  return days > known.staleDays ? [`you checked who holds the office ${days} days before the date of the pack (${asOf}); check again`] : [];
}

/** The first end of a term on or after one day and before another. */
function endBetween(ends: readonly string[], from: IsoDate, to: IsoDate): IsoDate | null {
  const [first, last] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))];
  for (let year = first; year <= last; year++) {
    for (const end of ends) {
      const on = `${year}-${end}`;
      if (from <= on && on < to) return on;
    }
  }
  return null;
}
