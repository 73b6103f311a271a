/**
 * Tails of the binomial and the Poisson distribution, also where they are as small as 1e-300. Packages that were looked at add up the
 * probabilities below and subtract from one, which loses everything under 1e-16; these go by the incomplete gamma and beta functions
 * (NIST Digital Library of Mathematical Functions, sections 8.7, 8.9 and 8.17). Pure numbers; no records here.
 */

/** Lanczos coefficients for g = 7 and nine terms; the error is below 1e-14 for every argument of at least a half. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** The logarithm of the gamma function, for arguments of at least a half. */
export function logGamma(x: number): number {
  const shifted = x - 1;
  const base = shifted + 7.5;
  const sum = LANCZOS.reduce((total, coefficient, index) => (index === 0 ? coefficient : total + coefficient / (shifted + index)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}

/** How likely at least `seen` events are where `expected` are to be expected. 1 for none. */
export function poissonTail(seen: number, expected: number): number {
  if (seen <= 0) return 1;
  if (expected <= 0) return 0;
  return lowerGamma(seen, expected);
}

/** The regularized lower incomplete gamma function P(a, x): its series below the mean, its continued fraction above. */
function lowerGamma(a: number, x: number): number {
  const front = Math.exp(a * Math.log(x) - x - logGamma(a + 1));
  if (x < a + 1) {
    let term = 1;
    let sum = 1;
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return Math.min(1, front * sum);
  }
  const fraction = continuedFraction(
    (n) => -n * (n - a),
    (n) => x + 2 * n + 1 - a,
  );
  return Math.max(0, 1 - (front * a) / fraction);
}

/** How likely at least `seen` of `trials` are where each happens with `probability`. */
export function binomialTail(seen: number, trials: number, probability: number): number {
  if (seen <= 0) return 1;
  if (seen > trials || probability <= 0) return 0;
  if (probability >= 1) return 1;
  return regularizedBeta(probability, seen, trials - seen + 1);
}

/** The regularized incomplete beta function I_x(a, b). */
function regularizedBeta(x: number, a: number, b: number): number {
  // The fraction converges fast on one side of the mean; on the other the symmetry of the function is used.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a + 1) - logGamma(b));
  const fraction = continuedFraction(
    (n) => {
      const m = Math.floor(n / 2);
      return n % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    },
    () => 1,
  );
  return Math.min(1, front / fraction);
}

const TINY = 1e-300;

/** b(0) + a(1)/(b(1) + a(2)/(b(2) + ...)), by the method of Lentz as Thompson and Barnett changed it (1986). */
function continuedFraction(a: (n: number) => number, b: (n: number) => number): number {
  let value = b(0) === 0 ? TINY : b(0);
  let c = value;
  let d = 0;
  for (let n = 1; n < 10_000; n++) {
    d = b(n) + a(n) * d;
    c = b(n) + a(n) / c;
    if (d === 0) d = TINY;
    if (c === 0) c = TINY;
    d = 1 / d;
    const change = c * d;
    value *= change;
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return value;
}

/** How likely a normal variable lies at least `z` deviations above its mean. Good to one part in a million for `z` from -5 up. */
export function normalTail(z: number): number {
  // Q(z) = Γ(1/2, z²/2) / 2√π for z >= 0, by the same fraction.
  if (z < 0) return 1 - normalTail(-z);
  return z === 0 ? 0.5 : 0.5 * upperHalfGamma((z * z) / 2);
}

/** The regularized upper incomplete gamma function Q(1/2, x). */
function upperHalfGamma(x: number): number {
  if (x < 1.5) return 1 - lowerGamma(0.5, x);
  const fraction = continuedFraction(
    (n) => -n * (n - 0.5),
    (n) => x + 2 * n + 0.5,
  );
  return Math.exp(0.5 * Math.log(x) - x - logGamma(0.5)) / fraction;
}

/** Entropy of counts, in bits. */
export function entropyBits(counts: Iterable<number>): number {
  const all = [...counts].filter((count) => count > 0);
  const sum = all.reduce((total, count) => total + count, 0);
  return all.reduce((total, count) => total - (count / sum) * Math.log2(count / sum), 0);
}
