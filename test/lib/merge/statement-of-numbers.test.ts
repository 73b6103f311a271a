import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type LedgerTally, type ReportedCounts, sumUp } from '../../../src/lib/merge/statement-of-numbers.js';
import { FATES, type Fate, type FateCounts } from '../../../src/lib/model/record.js';
import { runs } from '../../helpers/runs.js';

const tally = fc.record({
  source: fc.constantFrom('a.csv', 'b.csv', 'c.xlsx#Sheet1'),
  fate: fc.constantFrom(...FATES),
  reason: fc.constantFrom('signature', 'same-person', 'status-withdrawn', 'row-long', 'no-name'),
  rule: fc.constantFrom('', 'canonical-email', 'linked', 'strike:spam'),
  records: fc.integer({ min: 1, max: 100_000 }),
});
/** A ledger has one line for each source, fate, reason and rule. */
const ledger = fc.uniqueArray(tally, { selector: ({ source, fate, reason, rule }) => [source, fate, reason, rule].join(), maxLength: 30 });

/** What an honest merge reports of a ledger, added up another way. */
function reportOf(rows: readonly LedgerTally[], organisations = 0): ReportedCounts {
  const bySource: Record<string, { records: number; byFate: Partial<Record<Fate, number>> }> = {};
  let counted = 0;
  for (const { source, fate, records } of rows) {
    bySource[source] ??= { records: 0, byFate: {} };
    const own = bySource[source];
    own.records += records;
    own.byFate[fate as Fate] = (own.byFate[fate as Fate] ?? 0) + records;
    if (fate === 'counted') counted += records;
  }
  return { bySource: bySource as Record<string, FateCounts>, signatures: counted - organisations, organisations };
}

const NONE: ReadonlyMap<string, 'online' | 'paper'> = new Map();

describe('the statement of numbers', () => {
  it('reconciles to the last record on every ledger', () => {
    fc.assert(
      fc.property(ledger, (rows) => {
        const sums = sumUp(rows, reportOf(rows), NONE);
        const add = (numbers: readonly { readonly records: number }[]): number => numbers.reduce((sum, { records }) => sum + records, 0);
        expect(add(sums.sources)).toBe(sums.total.records);
        expect(sums.total.records).toBe(add(rows));
        for (const each of [...sums.sources, sums.total]) expect(each.counted + each.duplicates + each.setAside).toBe(each.records);
        expect(add(sums.setAside)).toBe(sums.total.setAside);
        expect(add(sums.duplicates)).toBe(sums.total.duplicates);
      }),
      { numRuns: runs(500, 10_000) },
    );
  });

  it('does not hide one record more or less in any line', () => {
    fc.assert(
      fc.property(fc.tuple(ledger, fc.nat(), fc.constantFrom(1, -1)), ([rows, at, change]) => {
        fc.pre(rows.length > 0);
        const report = reportOf(rows);
        const changed = rows.map((row, index) => (index === at % rows.length ? { ...row, records: row.records + change } : row));
        expect(() => sumUp(changed, report, NONE)).toThrow(expect.objectContaining({ code: 'numbers-reconcile' }));
      }),
      { numRuns: runs(300, 5_000) },
    );
  });

  it('does not accept a source that the report does not know, nor another number counted', () => {
    const rows = [{ source: 'a.csv', fate: 'counted', reason: 'signature', rule: '', records: 3 }];
    const strange = [...rows, { source: 'z.csv', fate: 'blank', reason: 'empty-record', rule: '', records: 1 }];
    expect(() => sumUp(strange, reportOf(rows), NONE)).toThrow('does not agree');
    expect(() => sumUp(rows, { ...reportOf(rows), signatures: 2 }, NONE)).toThrow('does not agree');
    expect(sumUp(rows, { ...reportOf(rows), signatures: 2, organisations: 1 }, new Map([['a.csv', 'paper']])).sources[0]?.medium).toBe(
      'paper',
    );
  });

  it('puts the largest first', () => {
    const rows = [
      { source: 'a.csv', fate: 'duplicate', reason: 'same-person', rule: 'linked', records: 2 },
      { source: 'a.csv', fate: 'duplicate', reason: 'same-person', rule: 'canonical-email', records: 5 },
    ];
    expect(sumUp(rows, reportOf(rows), NONE).duplicates).toEqual([
      { rule: 'canonical-email', records: 5 },
      { rule: 'linked', records: 2 },
    ]);
  });
});

describe('the lines of a statement of numbers', () => {
  const row = (source: string, fate: Fate, reason: string, rule: string, records: number): LedgerTally => ({
    source,
    fate,
    reason,
    rule,
    records,
  });
  const ROWS = [
    row('c.csv', 'duplicate', 'same-person', 'linked', 2),
    row('a.csv', 'duplicate', 'same-person', 'canonical-email', 1),
    row('b.csv', 'duplicate', 'same-person', 'canonical-email', 1),
    row('c.csv', 'blank', 'empty-record', '', 3),
    row('a.csv', 'unreadable', 'row-long', '', 1),
    row('b.csv', 'unreadable', 'row-long', '', 2),
    row('b.csv', 'unreadable', 'row-short', '', 5),
    row('a.csv', 'counted', 'signature', '', 4),
  ];

  it('are the sums of each source in the order of their names, and of each reason and rule, equal ones by name', () => {
    const expected = {
      sources: [
        { source: 'a.csv', medium: 'paper', records: 6, counted: 4, duplicates: 1, setAside: 1 },
        { source: 'b.csv', medium: null, records: 8, counted: 0, duplicates: 1, setAside: 7 },
        { source: 'c.csv', medium: null, records: 5, counted: 0, duplicates: 2, setAside: 3 },
      ],
      total: { records: 19, counted: 4, duplicates: 4, setAside: 11 },
      setAside: [
        { fate: 'unreadable', reason: 'row-short', records: 5 },
        { fate: 'blank', reason: 'empty-record', records: 3 },
        { fate: 'unreadable', reason: 'row-long', records: 3 },
      ],
      duplicates: [
        { rule: 'canonical-email', records: 2 },
        { rule: 'linked', records: 2 },
      ],
    };
    for (const rows of [ROWS, [...ROWS].reverse()]) expect(sumUp(rows, reportOf(rows), new Map([['a.csv', 'paper']]))).toEqual(expected);
  });

  const report = reportOf(ROWS);
  const own = report.bySource['b.csv'] as FateCounts;
  it.each<[string, FateCounts]>([
    ['the number of its records', { ...own, records: own.records + 1 }],
    ['one of its fates', { ...own, byFate: { ...own.byFate, duplicate: 2 } }],
    ['which of its fates they have', { ...own, byFate: { duplicate: 7, unreadable: 1 } }],
    ['all of its fates', { ...own, byFate: {} }],
  ])('stop where the report of a source is wrong in %s', (_, wrong) => {
    const other = { ...report, bySource: { ...report.bySource, 'b.csv': wrong } };
    expect(() => sumUp(ROWS, other, NONE)).toThrow(expect.objectContaining({ code: 'numbers-reconcile', exitCode: 70 }));
  });
});
