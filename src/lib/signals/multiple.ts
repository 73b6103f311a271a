/**
 * Many tests at once. A campaign is looked at through thousands of windows, and one in twenty of them is "significant at 5 %" by chance:
 * the whole set is judged together by the step-up procedure of Benjamini and Hochberg (1995), which holds the share of false ones
 * among those pointed out.
 */

/** The largest p that is still pointed out at a false discovery rate of `q`; 0 where none is. `tests` is how many were made, listed or not. */
export function discoveryLimit(p: readonly number[], q: number, tests = p.length): number {
  const sorted = [...p].sort((a, b) => a - b);
  for (let rank = sorted.length; rank > 0; rank--) {
    const value = sorted[rank - 1] ?? 1;
    if (value <= (q * rank) / Math.max(tests, sorted.length)) return value;
  }
  return 0;
}
