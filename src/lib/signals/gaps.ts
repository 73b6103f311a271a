/** How even gaps are, and how likely gaps of people are as even. */

import { logGamma } from './tails.js';

/** Burstiness of gaps; null where there is nothing to divide by. */
export function burstiness(gaps: readonly number[]): number | null {
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  const deviation = Math.sqrt(variance);
  return deviation + mean === 0 ? null : (deviation - mean) / (deviation + mean);
}

/**
 * At most how likely gaps of people who come by chance are this even. Divided by their sum such gaps are spread evenly over a simplex, and
 * the even ones lie in a ball around its middle: the volume of the ball divided by that of the simplex.
 */
export function evennessP(burst: number, gaps: number): number {
  const ratio = (1 + burst) / (1 - burst);
  if (ratio <= 0) return 0;
  const dimension = gaps - 1;
  const logBall = (dimension / 2) * Math.log(Math.PI) + dimension * Math.log(ratio / Math.sqrt(gaps)) - logGamma(dimension / 2 + 1);
  return Math.min(1, Math.exp(logBall + logGamma(gaps) - 0.5 * Math.log(gaps)));
}
