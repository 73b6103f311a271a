/** Every small table there is: for holding closed forms against plain counting. */

/** Calls `visit` with each table of `cells` counts from 0 to `max`; the array is reused. */
export function forEachTable(cells: number, max: number, visit: (counts: readonly number[]) => void): void {
  forEachInBox(
    Array.from({ length: cells }, () => ({ from: 0, to: max })),
    visit,
  );
}

/** Calls `visit` with each table whose cells lie in their bands; the array is reused. */
export function forEachInBox(
  bands: readonly { readonly from: number; readonly to: number }[],
  visit: (counts: readonly number[]) => void,
): void {
  const counts = bands.map(({ from }) => from);
  if (bands.some(({ from, to }) => to < from)) return;
  for (;;) {
    visit(counts);
    let at = counts.length - 1;
    while (at >= 0 && counts[at] === bands[at]?.to) {
      counts[at] = bands[at]?.from ?? 0;
      at--;
    }
    if (at < 0) return;
    counts[at] = (counts[at] ?? 0) + 1;
  }
}

/** For each release, the values that each cell takes in the tables that give this very release. */
export type Candidates = Map<string, Set<number>[]>;

/** Groups all tables by what a reader sees of them, and collects what each cell can be. */
export function candidatesOf(cells: number, max: number, releaseOf: (counts: readonly number[]) => string): Candidates {
  const found: Candidates = new Map();
  forEachTable(cells, max, (counts) => {
    const release = releaseOf(counts);
    let values = found.get(release);
    if (values === undefined) {
      values = counts.map(() => new Set<number>());
      found.set(release, values);
    }
    for (const [index, count] of counts.entries()) values[index]?.add(count);
  });
  return found;
}

export const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
