/** The conservation law: per source and in total, records = counted + duplicate + set aside. A breach is a defect of ours, never a warning. */

import { assertHolds } from '../errors.js';
import type { Fate, FateCounts } from '../model/record.js';

/** Rows of the ledger by source and fate. */
export interface FateRow {
  readonly [column: string]: string | number;
  readonly source: string;
  readonly fate: string;
  readonly records: number;
}

/**
 * Sums the ledger and holds it against what intake read: `read` gives the records of every source. Throws a
 * `DefectError` (exit 70) when a single record is missing or invented.
 */
export function assertConservation(
  rows: readonly FateRow[],
  read: ReadonlyMap<string, number>,
): { total: FateCounts; bySource: Record<string, FateCounts> } {
  const bySource: Record<string, FateCounts> = Object.create(null) as Record<string, FateCounts>;
  for (const [source, records] of read) {
    const byFate: Partial<Record<Fate, number>> = {};
    for (const row of rows) if (row.source === source) byFate[row.fate as Fate] = row.records;
    const sum = Object.values(byFate).reduce((total, count) => total + count, 0);
    assertHolds(sum === records, 'conservation', `The ledger accounts for ${sum} of ${records} records of one source.`);
    bySource[source] = { records, byFate };
  }
  assertHolds(
    rows.every((row) => read.has(row.source)),
    'conservation',
    'The ledger names a source that was not read.',
  );
  const total: Partial<Record<Fate, number>> = {};
  for (const row of rows) total[row.fate as Fate] = (total[row.fate as Fate] ?? 0) + row.records;
  return { total: { records: [...read.values()].reduce((sum, count) => sum + count, 0), byFate: total }, bySource };
}
