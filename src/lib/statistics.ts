/** The few statistics that several rooms use. Pure; each rule names its source. */

/** The normal quantile of 97.5 %: two-sided intervals of 95 %. */
export const Z_95 = 1.959963984540054;

/** A share with its interval of 95 %. */
export interface ShareInterval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The score interval of a share: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the
 * American Statistical Association 22 (1927), 209-212.
 * @param hits how many of the trials
 * @param trials above zero; need not be whole, for a sample that was drawn without putting back
 */
export function wilsonInterval(hits: number, trials: number): ShareInterval {
  const share = hits / trials;
  const scale = 1 + Z_95 ** 2 / trials;
  const centre = (share + Z_95 ** 2 / (2 * trials)) / scale;
  const half = (Z_95 / scale) * Math.sqrt((share * (1 - share)) / trials + Z_95 ** 2 / (4 * trials ** 2));
  // Rounding must not push a bound out of its range.
  return { share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** How many would be expected, judged from how many were seen. */
export interface CountInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * The interval of 95 % of the mean of a Poisson count, by Byar's approximation: N. E. Breslow and N. E. Day, "Statistical Methods in Cancer
 * Research" 2 (1987), 69. None seen is up to 3.7, which is what makes it better than a multiple of the root where few were seen.
 * @param seen a whole number
 */
export function poissonInterval(seen: number): CountInterval {
  const bound = (count: number, sign: 1 | -1): number => count * (1 - 1 / (9 * count) + (sign * Z_95) / (3 * Math.sqrt(count))) ** 3;
  return { low: seen === 0 ? 0 : Math.max(0, bound(seen, -1)), high: bound(seen + 1, 1) };
}

/** The logarithm of the gamma function by Stirling's series, from 15 up, where four of its terms are as good as a number can be. */
export function lnGamma(x: number): number {
  let shifted = x;
  let product = 1;
  for (; shifted < 15; shifted++) product *= shifted;
  const series = 1 / (12 * shifted) - 1 / (360 * shifted ** 3) + 1 / (1_260 * shifted ** 5) - 1 / (1_680 * shifted ** 7);
  return (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series - Math.log(product);
}
