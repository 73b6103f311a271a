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
