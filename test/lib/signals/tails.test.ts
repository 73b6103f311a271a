import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { binomialTail, entropyBits, logGamma, normalTail, poissonTail } from '../../../src/lib/signals/tails.js';

/** The tail as a plain sum from the far end, which loses nothing: the slow way to the same number. */
function binomialSum(seen: number, trials: number, probability: number): number {
  let sum = 0;
  for (let k = trials; k >= seen; k--) {
    let term = 1;
    for (let i = 0; i < k; i++) term *= ((trials - i) / (i + 1)) * probability;
    for (let i = 0; i < trials - k; i++) term *= 1 - probability;
    sum += term;
  }
  return sum;
}

function poissonSum(seen: number, expected: number): number {
  let sum = 0;
  for (let k = seen + 200; k >= seen; k--) {
    let term = Math.exp(-expected);
    for (let i = 1; i <= k; i++) term *= expected / i;
    sum += term;
  }
  return sum;
}

describe('how surprising a count is', () => {
  it.each([
    [12, 2, '1.4e-6'],
    [20, 5, '3.5e-7'],
    [40, 10, '7e-13'],
    [0, 3, '1'],
    [1, 0, '0'],
  ])('is known for readers: %d where %d are expected, %s', (seen, expected, p) => {
    const digits = p.replace(/e.*$/, '').replaceAll('.', '').length;
    expect(Number(poissonTail(seen, expected).toPrecision(digits))).toBe(Number(p));
  });

  it('agrees with the plain sum of Poisson probabilities', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.double({ min: 0.5, max: 60, noNaN: true }), (seen, expected) => {
        expect(poissonTail(seen, expected) / poissonSum(seen, expected)).toBeCloseTo(1, 9);
      }),
      { numRuns: 100 },
    );
  });

  it('agrees with the plain sum of binomial probabilities', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 120 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (a, b, probability) => {
          const [seen, trials] = [Math.min(a, b), Math.max(a, b)];
          const sum = binomialSum(seen, trials, probability);
          // Near one the sum is the less exact of the two.
          if (sum > 1e-290) expect(binomialTail(seen, trials, probability) / sum).toBeCloseTo(1, 8);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is told apart far below the smallest step around one', () => {
    expect(binomialTail(50, 60, 1e-3)).toBeGreaterThan(0);
    expect(binomialTail(50, 60, 1e-3)).toBeLessThan(1e-130);
    expect(poissonTail(5000, 500)).toBe(0);
    expect(poissonTail(400, 50)).toBeGreaterThan(0);
  });

  it.each([
    [0, 0.5],
    [1, 0.15865525393145707],
    [1.96, 0.024997895148220435],
    [6, 9.865876450376946e-10],
    [-2, 0.9772498680518208],
  ])('by the normal curve: %d deviations', (z, p) => {
    expect(normalTail(z) / p).toBeCloseTo(1, 9);
  });

  it('rests on a log-gamma that is exact for factorials and for a half', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
    let factorial = 1;
    for (let n = 1; n <= 20; n++) {
      factorial *= n;
      expect(logGamma(n + 1)).toBeCloseTo(Math.log(factorial), 11);
    }
  });
});

describe('entropy', () => {
  it('is none for one kind, and log2 of ten for ten', () => {
    expect(entropyBits([10])).toBe(0);
    expect(entropyBits(Array.from({ length: 10 }, () => 1))).toBeCloseTo(3.3219, 4);
  });
});
