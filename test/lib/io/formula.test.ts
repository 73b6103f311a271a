import { describe, expect, it } from 'vitest';

import { parseFormula } from '../../../src/lib/io/formula.js';

const work = (formula: string, values: Readonly<Record<string, number>> = {}): number | boolean =>
  parseFormula(formula, 'here').evaluate(new Map(Object.entries(values)));

describe('a formula of a rule', () => {
  it.each([
    // As decimals these are whole numbers; as binary fractions their products are a little more, or a little less.
    ['ceil(N * p / 100)', { N: 1_000, p: 64.4 }, 644],
    ['ceil(N * p / 100)', { N: 10_625, p: 91.04 }, 9_673],
    ['floor(N * p)', { N: 100, p: 1.15 }, 115],
    ['ceil(d * A * (A - 1))', { d: 25, A: 20.2 }, 9_696],
    // A real fraction is still rounded.
    ['ceil(N * p / 100)', { N: 24_034, p: 71.47 }, 17_178],
    ['ceil(d * B)', { d: 2, B: 1_074.80950161 }, 2_150],
    ['ceil(x)', { x: 644.00000001 }, 645],
    ['floor(x)', { x: 643.99999999 }, 643],
  ])('%s of %j is %i', (formula, values, expected) => {
    expect(work(formula, values)).toBe(expected);
  });

  it('rounds products of two-decimal percentages up as whole numbers would be, without exception', () => {
    for (let pile = 1_000; pile < 30_000; pile += 125) {
      for (let hundredths = 2_000; hundredths <= 10_000; hundredths += 40) {
        const exact = Number((BigInt(pile) * BigInt(hundredths) + 9_999n) / 10_000n);
        if (work('ceil(N * p / 100)', { N: pile, p: hundredths / 100 }) !== exact) expect([pile, hundredths]).toBe('exact');
      }
    }
  });
});
