import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { drawSample, placeOf, sampleSize, shareBelow } from '../../../src/lib/proof/sample.js';
import { runs } from '../../helpers/runs.js';

const ROOT_HASH = createHash('sha256').update('a root').digest();

describe('the size of a sample', () => {
  it.each([
    [0.05, 59, 90],
    [0.02, 149, 228],
    [0.01, 299, 459],
    [0.005, 598, 919],
  ])('for a share of %d is %i at 95 %% and %i at 99 %%', (share, at95, at99) => {
    expect(sampleSize(share, 0.95)).toBe(at95);
    expect(sampleSize(share, 0.99)).toBe(at99);
  });

  it('is the least that does it', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.5, noNaN: true }),
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        (share, confidence) => {
          const size = sampleSize(share, confidence);
          expect((1 - share) ** size).toBeLessThanOrEqual((1 - confidence) * (1 + 1e-9));
          expect((1 - share) ** (size - 1)).toBeGreaterThan((1 - confidence) * (1 - 1e-9));
          expect(shareBelow(size, confidence)).toBeLessThanOrEqual(share * (1 + 1e-9));
        },
      ),
      { numRuns: runs(200, 5000) },
    );
  });

  it.each([
    [0, 0.95],
    [1, 0.95],
    [0.01, 0],
    [0.01, 1],
    [Number.NaN, 0.95],
  ])('is refused for a share of %d with confidence %d', (share, confidence) => {
    expect(() => sampleSize(share, confidence)).toThrow(RangeError);
  });
});

describe('drawing', () => {
  it('takes SHA-256(seed || root || j) modulo the number, j in eight bytes, and no place twice', () => {
    const slow: number[] = [];
    for (let j = 0; slow.length < 20; j++) {
      const counter = Buffer.alloc(8);
      counter.writeUInt32BE(j, 4);
      const digest = createHash('sha256')
        .update(Buffer.concat([Buffer.from('Lottery 4 May: 7 11 23'), ROOT_HASH, counter]))
        .digest('hex');
      const place = Number(BigInt(`0x${digest}`) % 37n);
      if (!slow.includes(place)) slow.push(place);
    }
    expect(drawSample('Lottery 4 May: 7 11 23', ROOT_HASH, 37, 20)).toEqual(slow);
  });

  it('passes over the last, incomplete stretch, which would favour small places', () => {
    // With numbers of eight bits and ten places, 250 to 255 are over.
    const places = Array.from({ length: 256 }, (_, byte) => placeOf(Buffer.of(byte), 10n, 256n));
    for (let place = 0; place < 10; place++) expect(places.filter((one) => one === place)).toHaveLength(25);
    expect(places.slice(250)).toEqual([null, null, null, null, null, null]);
  });

  it('gives different places below the number, and all of them where no more are wanted', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 300 }), fc.nat({ max: 400 }), (seed, count, size) => {
        const drawn = drawSample(seed, ROOT_HASH, count, size);
        expect(drawn).toHaveLength(Math.min(size, count));
        expect(new Set(drawn).size).toBe(drawn.length);
        expect(drawn.every((place) => Number.isInteger(place) && place >= 0 && place < count)).toBe(true);
      }),
      { numRuns: runs(100, 1000) },
    );
  });

  it('is even: no place is drawn far more often than another', () => {
    const counts = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 2000; seed++)
      for (const place of drawSample(String(seed), ROOT_HASH, 10, 1)) counts[place] = (counts[place] ?? 0) + 1;
    // Chi-squared with nine degrees of freedom; 33.7 is passed once in 10,000. The seeds are fixed, so this never changes.
    expect(counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0)).toBeLessThan(33.7);
  });
});
