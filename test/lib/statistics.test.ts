import { describe, expect, it } from 'vitest';

import { lnGamma, poissonInterval, wilsonInterval } from '../../src/lib/statistics.js';

describe('the interval of a count', () => {
  // Exact limits by chi-square (Garwood), as tables print them.
  it.each([
    [0, 0, 3.689],
    [2, 0.242, 7.225],
    [5, 1.623, 11.668],
    [10, 4.795, 18.39],
    [100, 81.364, 121.627],
  ])('of %i is near the exact one', (seen, low, high) => {
    const found = poissonInterval(seen);
    expect(Math.abs(found.low - low)).toBeLessThan(0.05);
    expect(Math.abs(found.high - high)).toBeLessThan(0.05);
  });
});

describe('the interval of a share', () => {
  it('is not empty at none and at all', () => {
    expect(wilsonInterval(0, 10)).toMatchObject({ share: 0, low: 0 });
    expect(wilsonInterval(0, 10).high).toBeCloseTo(0.2775, 4);
    expect(wilsonInterval(10, 10).low).toBeCloseTo(0.7225, 4);
  });
});

describe('the logarithm of the gamma function', () => {
  it.each([
    [0.5, Math.log(Math.sqrt(Math.PI))],
    [1, 0],
    [5, Math.log(24)],
    [101, 363.739_375_555_563_5],
  ])('of %d is right', (x, expected) => {
    expect(lnGamma(x)).toBeCloseTo(expected, 10);
  });

  it('goes on by its own rule', () => {
    for (const x of [0.5, 3.25, 14.5, 99.5, 12_345.5]) expect(lnGamma(x + 1) - lnGamma(x)).toBeCloseTo(Math.log(x), 8);
  });
});
