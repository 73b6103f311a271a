import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { guard, unguard } from '../../../src/lib/spreadsheet-guard.js';
import { keepSign } from '../../../src/lib/workflows/guarded-cells.js';

const piece = fc.constantFrom("'", '=', '+', '-', '@', '\t', ' ', '"', '＝', '\u200b', 'a', '1', '+44 20 7946 0000');
const cell = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
);

describe('a cell that is written by handin clean', () => {
  it.each([
    ['guarded', guard],
    ['for programs', keepSign],
  ])('is read as it was, %s', (_, write) => {
    fc.assert(fc.property(cell, (text) => unguard(write(text)) === text));
  });

  it('is written as it is for programs unless it looks guarded', () => {
    fc.assert(fc.property(cell, (text) => (keepSign(text) === text) === (unguard(text) === text)));
    expect(['=x', '+44 20 7946 0000', "'t Hooft", "'", ''].map(keepSign)).toEqual(['=x', '+44 20 7946 0000', "'t Hooft", "'", '']);
    expect(keepSign("'=x")).toBe("''=x");
  });
});
