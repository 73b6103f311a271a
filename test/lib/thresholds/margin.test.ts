import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { chanceOfAtLeast, type Loss, signaturesFor } from '../../../src/lib/thresholds/margin.js';

/** Chance of at least `needed` of `given` by going through every outcome. */
function byEnumeration(needed: number, given: number, kept: number): number {
  let chance = 0;
  for (let outcome = 0; outcome < 2 ** given; outcome++) {
    const left = [...outcome.toString(2)].filter((digit) => digit === '1').length;
    if (left >= needed) chance += kept ** left * (1 - kept) ** (given - left);
  }
  return chance;
}

describe('the margin', () => {
  it.each([
    // 96,000 raw signatures against 100,000 with a loss of 4 %: 104,275 in all are safe, 104,167 would do only half of the time.
    [100_000, 0.04, 104_275],
    [10_000, 0.25, 13_443],
    [25, 0.1, 31],
    [1, 0.5, 5],
    [10, 0, 10],
  ])('for %i with a loss of %f is %i signatures', (needed, share, expected) => {
    const loss: Loss = { kind: 'stated', share };
    expect(signaturesFor(needed, loss)).toBe(expected);
    expect(chanceOfAtLeast(needed, expected, loss)).toBeGreaterThanOrEqual(0.95);
    if (expected > needed) expect(chanceOfAtLeast(needed, expected - 1, loss)).toBeLessThan(0.95);
  });

  it('takes chances that going through every outcome confirms', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.nat({ max: 12 }),
        fc.double({ min: 0.05, max: 0.99, noNaN: true }),
        (given, needed, kept) => {
          expect(chanceOfAtLeast(needed, given, { kind: 'stated', share: 1 - kept })).toBeCloseTo(byEnumeration(needed, given, kept), 9);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    // Each sum has few terms, whatever is lost and however much is asked for.
    [25, { kind: 'stated', share: 0.999999 }, 33_752_399],
    [20_000_000, { kind: 'stated', share: 0.5 }, 40_010_404],
    [9_975, { kind: 'seen', records: 45, lost: 20 }, 23_011],
    [1_000_000, { kind: 'seen', records: 1_200_000, lost: 400_000 }, 1_502_140],
    [3, { kind: 'seen', records: 20, lost: 0 }, 4],
  ] as const)('for %i under %j is %i signatures', (needed, loss, expected) => {
    expect(signaturesFor(needed, loss)).toBe(expected);
  });

  it('is larger the less is known of the loss, and comes to the stated one when much is', () => {
    const withRecords = (records: number): number => signaturesFor(1_000, { kind: 'seen', records, lost: records / 10 }) ?? 0;
    const stated = signaturesFor(1_000, { kind: 'stated', share: 0.1 }) ?? 0;
    expect(withRecords(100)).toBeGreaterThan(withRecords(1_000));
    expect(withRecords(1_000)).toBeGreaterThan(withRecords(100_000));
    expect(Math.abs(withRecords(10_000_000) - stated)).toBeLessThanOrEqual(1);
  });

  it('never shrinks when more is needed or more is lost', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0, max: 0.8, noNaN: true }), (needed, share) => {
        const own = signaturesFor(needed, { kind: 'stated', share }) ?? 0;
        expect(signaturesFor(needed + 1, { kind: 'stated', share })).toBeGreaterThanOrEqual(own);
        expect(signaturesFor(needed, { kind: 'stated', share: share + 0.1 })).toBeGreaterThanOrEqual(own);
        expect(own).toBeGreaterThanOrEqual(needed);
      }),
      { numRuns: 40 },
    );
  });

  it('gives up where everything is lost', () => {
    expect(signaturesFor(10, { kind: 'stated', share: 0.999999999 })).toBeNull();
  });
});
