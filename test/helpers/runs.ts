/** How often a property is tried: fewer times in the suite that everybody runs, more in `npm run test:long`, which CI runs too. */

export function runs(fast: number, long: number): number {
  return process.env['MODE'] === 'long' ? long : fast;
}
