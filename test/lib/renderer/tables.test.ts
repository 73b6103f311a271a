/** Widths of the columns of a table. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { columnWidths } from '../../../src/lib/renderer/tables.js';

describe('the columns of a table', () => {
  it.each([
    ['keep their shares where all words fit', [0.5, 0.5], [40, 30], [50, 50]],
    ['give a word that does not fit the room that it needs', [0.8, 0.2], [40, 30], [70, 30]],
    ['give it also where it needs more than an equal part', [0.5, 0.5], [70, 20], [70, 30]],
    ['cut the longest words only, where they do not all fit', [0.6, 0.05, 0.35], [90, 10, 80], [56.84, 10, 33.16]],
  ])('%s', (_, shares, needs, widths) => {
    const found = columnWidths(shares, needs, 100);
    expect(found.map((width) => Math.round(width * 100) / 100)).toEqual(widths);
  });

  it('fill the width exactly, and none is narrower than its longest word where all of them fit', () => {
    const column = fc.record({ share: fc.integer({ min: 1, max: 100 }), need: fc.integer({ min: 1, max: 120 }) });
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 6 }), (columns) => {
        const whole = columns.reduce((sum, { share }) => sum + share, 0);
        const needs = columns.map(({ need }) => need);
        const widths = columnWidths(
          columns.map(({ share }) => share / whole),
          needs,
          300,
        );
        expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(300, 6);
        const doAllFit = needs.reduce((sum, need) => sum + need, 0) <= 300;
        for (const [index, width] of widths.entries()) {
          expect(width).toBeGreaterThan(0);
          if (doAllFit) expect(width).toBeGreaterThanOrEqual((needs[index] ?? 0) - 1e-6);
        }
      }),
    );
  });
});
