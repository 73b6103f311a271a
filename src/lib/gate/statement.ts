/**
 * "How we counted", as it may be shown outside: the exact total counted, and every other number so coarse that no
 * subtraction gives a small one back (contract 6.5). Small set-aside counts point at people: one withdrawal can be one
 * person's.
 */

import type { ReasonCounts } from '../model/merge-report.js';
import type { Reason } from '../model/record.js';
import type { Release, ReleaseSignals, Shown, StatementLine } from '../model/release.js';
import type { SignalsReport } from '../model/signals-report.js';
import { type RuleCount, releasedDuplicates } from './duplicates.js';

/** Below this a count is not shown by itself; also the width of a band. */
export const SMALL_COUNT = 10;

/** Reasons told apart outside, in the order of the statement. Reasons that only the organiser can act on are one line. */
export const STATEMENT_LINES: readonly { readonly id: string; readonly reasons: readonly Reason[] }[] = [
  { id: 'duplicate', reasons: ['same-person'] },
  { id: 'shared-email', reasons: ['shared-email'] },
  { id: 'unconfirmed', reasons: ['status-unconfirmed'] },
  { id: 'withdrawn', reasons: ['status-withdrawn', 'withdrawn-by-person'] },
  { id: 'no-name', reasons: ['no-name'] },
  { id: 'struck-out', reasons: ['struck-by-rule'] },
  { id: 'suppressed', reasons: ['erased-on-request', 'erasure-undecided'] },
  {
    id: 'unreadable',
    reasons: [
      'empty-record',
      'header-repeat',
      'footer',
      'other-table',
      'quote-unclosed',
      'quote-stray',
      'row-short',
      'row-long',
      'nul-byte',
      'record-too-long',
      'cell-too-long',
      'json-invalid',
    ],
  },
];

/** The band of a count: fewer than ten, ten to nineteen, and so on. */
export function bandOf(count: number): Shown {
  const from = Math.floor(count / SMALL_COUNT) * SMALL_COUNT;
  return { from, to: from + SMALL_COUNT - 1 };
}

/**
 * The statement of people's records by reason. Every reason of at least ten has its exact line; the rest, be it none
 * or many, is one banded line that is always there, and the total received is banded with it. `rules` are the duplicates of
 * one person by the rule that found them.
 */
export function buildStatement(
  people: ReasonCounts,
  method: 'exact' | 'linked',
  signals: SignalsReport | null = null,
  rules: readonly RuleCount[] = [],
): NonNullable<Release['statement']> {
  const counted = people.signature ?? 0;
  const lines: StatementLine[] = [];
  let shown = 0;
  let folded = 0;
  for (const line of STATEMENT_LINES) {
    const count = line.reasons.reduce((sum, reason) => sum + (people[reason] ?? 0), 0);
    if (count >= SMALL_COUNT) {
      lines.push({ id: line.id, count: { exact: count } });
      shown += count;
    } else folded += count;
  }
  const other = bandOf(folded) as { from: number; to: number };
  lines.push({ id: 'other', count: other });
  const duplicates = releasedDuplicates(rules);
  return {
    method,
    received: { from: counted + shown + other.from, to: counted + shown + other.to },
    lines,
    counted,
    ...(duplicates === undefined ? {} : { duplicates }),
    ...(signals === null ? {} : { signals: releasedSignals(signals, counted) }),
  };
}

/**
 * What may be told of the signs: those that were looked for, and the bracket. Fewer than ten flagged signatures are "fewer than ten", none
 * included, and the bracket is as wide as nine: subtracting its ends must not give a small number back.
 */
export function releasedSignals({ checks, flagged }: SignalsReport, counted: number): ReleaseSignals {
  const shown: Shown = flagged >= SMALL_COUNT ? { exact: flagged } : bandOf(0);
  const most = 'exact' in shown ? shown.exact : shown.to;
  return {
    checks: checks.flatMap(({ id, state }) => (state === 'ran' ? [id] : [])),
    flagged: shown,
    bracket: { from: Math.max(0, counted - most), to: counted },
  };
}
