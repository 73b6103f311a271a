/** The sums of a statement of numbers, added up from the ledger itself and held against the merge's report. A difference is a defect of ours. */

import { assertHolds } from '../errors.js';
import type { NumbersReport, SourceNumbers } from '../model/numbers-report.js';
import type { Fate, FateCounts, Reason } from '../model/record.js';

/** Rows of the ledger by what the statement tells apart. */
export interface LedgerTally {
  readonly [column: string]: string | number;
  readonly source: string;
  readonly fate: string;
  readonly reason: string;
  readonly rule: string;
  readonly records: number;
}

/** `ledger` as the engine holds it, tallied. */
export const LEDGER_TALLY_SQL = `SELECT source, fate, reason, rule, count(*) AS records FROM ledger GROUP BY ALL ORDER BY source, fate, reason, rule`;

/** What the merge's report says of the same ledger. */
export interface ReportedCounts {
  readonly bySource: Readonly<Record<string, FateCounts>>;
  readonly signatures: number;
  readonly organisations: number;
}

export type StatementSums = Pick<NumbersReport, 'sources' | 'total' | 'setAside' | 'duplicates'>;

/**
 * Adds the ledger up.
 * @param mediumOf online or paper, by source
 * @throws DefectError `numbers-reconcile` when a line does not agree with the report
 */
export function sumUp(
  rows: readonly LedgerTally[],
  reported: ReportedCounts,
  mediumOf: ReadonlyMap<string, 'online' | 'paper'>,
): StatementSums {
  const sources = Object.keys(reported.bySource)
    .sort()
    .map((source): SourceNumbers => {
      const own = rows.filter((row) => row.source === source);
      const numbers = numbersOf(own);
      assertReconciles(numbers.records === reported.bySource[source]?.records);
      for (const fate of new Set(own.map((row) => row.fate)))
        assertReconciles(sumOf(own.filter((row) => row.fate === fate)) === reported.bySource[source]?.byFate[fate as Fate]);
      return { source, medium: mediumOf.get(source) ?? null, ...numbers };
    });
  assertReconciles(rows.every(({ source }) => Object.hasOwn(reported.bySource, source)));
  const total = numbersOf(rows);
  const setAside = grouped(
    rows.filter(({ fate }) => fate !== 'counted' && fate !== 'duplicate'),
    ({ fate, reason }) => `${fate} ${reason}`,
  ).map(([[first], records]) => ({ fate: first?.fate as Fate, reason: first?.reason as Reason, records }));
  const duplicates = grouped(
    rows.filter(({ fate }) => fate === 'duplicate'),
    ({ rule }) => rule,
  ).map(([[first], records]) => ({ rule: first?.rule ?? '', records }));
  assertReconciles(total.counted === reported.signatures + reported.organisations);
  assertReconciles(setAside.reduce((sum, { records }) => sum + records, 0) === total.setAside);
  assertReconciles(duplicates.reduce((sum, { records }) => sum + records, 0) === total.duplicates);
  return { sources, total, setAside, duplicates };
}

function numbersOf(rows: readonly LedgerTally[]): StatementSums['total'] {
  const counted = sumOf(rows.filter(({ fate }) => fate === 'counted'));
  const duplicates = sumOf(rows.filter(({ fate }) => fate === 'duplicate'));
  const records = sumOf(rows);
  return { records, counted, duplicates, setAside: records - counted - duplicates };
}

/** Rows by a key, the largest group first. */
function grouped(rows: readonly LedgerTally[], keyOf: (row: LedgerTally) => string): [LedgerTally[], number][] {
  const groups = new Map<string, LedgerTally[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return [...groups]
    .map(([key, own]) => ({ key, own, records: sumOf(own) }))
    .sort((a, b) => b.records - a.records || (a.key < b.key ? -1 : 1))
    .map(({ own, records }) => [own, records]);
}

const sumOf = (rows: readonly LedgerTally[]): number => rows.reduce((sum, { records }) => sum + records, 0);

function assertReconciles(holds: boolean): void {
  assertHolds(holds, 'numbers-reconcile', 'The statement of numbers does not agree with the ledger.');
}
