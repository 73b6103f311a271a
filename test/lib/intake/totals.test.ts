import { describe, expect, test } from 'vitest';
import { isTotalsRow } from '../../../src/lib/intake/table.js';
import { isTotalsCell, TOTALS_FIRST_BYTES } from '../../../src/lib/intake/totals.js';

describe('a totals row', () => {
  test.each([
    [['Total', '123', '']],
    [['', '', 'TOTAL: 45 signatures']],
    [['Total signatures:', '1,204']],
    [['Grand total', '', '', '99']],
    [['Summe', '12']],
    [['Gesamt: 12']],
    [['Razem', '7']],
    [['Összesen: 31']],
    [['Σύνολο', '8']],
    [['Всього', '5']],
    [['المجموع', '3']],
    [['Total (12)', '']],
    [['Subtotal', '12', '34', '56']],
  ])('%j sums up', (cells) => {
    expect(isTotalsRow(cells)).toBe(true);
    const first = cells.find((cell) => cell !== '') ?? '';
    expect(TOTALS_FIRST_BYTES[Buffer.from(first)[0] ?? 0]).toBe(1);
  });

  test.each([
    [['Total', 'Ann', 'ann@example.org']],
    [['Suma', 'Example', '']],
    [['Totalina', '123']],
    [['Ann', 'Total', '5']],
    [['Summer', '12']],
    [['Total eclipse of the heart', '']],
    [['Total', '2026-01-05', 'Leeds']],
    [['', '', '']],
    [['Razem z nami', '']],
  ])('%j is a person or nothing', (cells) => {
    expect(isTotalsRow(cells)).toBe(false);
  });

  test('a very long cell costs nothing', () => {
    expect(isTotalsCell('total '.repeat(100_000))).toBe(false);
  });
});
