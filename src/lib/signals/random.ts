/**
 * Chance that is the same on every machine: the seed comes from the data, so the same list gives the same report. The generator is sfc32
 * (Chris Doty-Humphrey, PractRand, public domain).
 */

export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from 0 to below `bound`. */
  below(bound: number): number;
  /** A number of events where `mean` are to be expected. */
  poisson(mean: number): number;
}

export function createRandom(seed: number): Random {
  let a = seed | 0;
  let b = (seed ^ 0x9e3779b9) | 0;
  let c = (seed ^ 0x243f6a88) | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 15; round++) next();
  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    poisson(mean) {
      let events = 0;
      // Sums of Poisson variables are Poisson; a part of 30 keeps the product far from the smallest number there is.
      for (let left = mean; left > 0; left -= 30) {
        const limit = Math.exp(-Math.min(30, left));
        for (let product = next(); product > limit; product *= next()) events++;
      }
      return events;
    },
  };
}

/** A seed from columns of numbers: FNV-1a over their values, which must be whole. */
export function seedOf(...columns: readonly Float64Array[]): number {
  let hash = 0x811c9dc5;
  for (const column of columns) {
    for (const value of column) {
      hash = Math.imul(hash ^ (value & 0xffff), 0x01000193);
      hash = Math.imul(hash ^ (Math.floor(value / 65_536) & 0xffff), 0x01000193);
    }
  }
  return hash >>> 0;
}
