/**
 * From links to people: average-link clustering, best link first. Two groups join when the mean weight over all pairs between them
 * reaches the cut, a pair that was never compared counting as `MISSING_WEIGHT`; so one false link cannot join two families. Judgements
 * of people come first and are never overruled. Never bare connected components: those turn one mistake into a chain.
 */

import { UnionFind } from '../../union-find.js';

export interface WeightedPairs {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly weight: Float64Array;
  /** 1 for a pair that cannot join two groups by itself, whatever it weighs; none where it is left out. */
  readonly isWeak?: Uint8Array;
}

export interface ClusterInput {
  /** Records are numbered 0 to `records - 1`. */
  readonly records: number;
  /** Compared pairs, each once. Their order does not matter. */
  readonly pairs: WeightedPairs;
  /** Pairs that are one person whatever the weights say: rules that are certain, judgements. Joined in this order. */
  readonly together: readonly (readonly [number, number])[];
  /** Pairs that people have judged to be two. */
  readonly apart: readonly (readonly [number, number])[];
  /** Mean weights at which to stop, from the highest down. */
  readonly cuts: readonly number[];
}

export interface Clustering {
  /** Per cut, the smallest record of each record's cluster. */
  readonly clusters: readonly Int32Array[];
  /** Positions in `together` that were not joined, because `apart` stands against them. */
  readonly refused: readonly number[];
}

/** What a pair counts that shares no blocking key. */
export const MISSING_WEIGHT = -4;
/** No single pair outweighs everything else in a mean. */
export const WEIGHT_MAX = 30;
export const WEIGHT_MIN = -10;

/**
 * What the sum over the pairs of two groups is divided by: their number to this power. With 1 it is the plain mean; a little less says that
 * several pairs that agree are more evidence than one. Where the sum is below zero nothing changes.
 */
const MEAN_EXPONENT = 0.7;

interface Tie {
  sum: number;
  count: number;
  isApart: boolean;
  /** Whether some pair of it can join two groups by itself. */
  isSolid: boolean;
}

/** Joins records into clusters at every cut. */
export function clusterPairs(input: ClusterInput): Clustering {
  const { records, pairs, cuts } = input;
  const groups = new UnionFind(records);
  const size = new Int32Array(records).fill(1);
  const find = (record: number): number => groups.find(record);
  const neighbours = new Map<number, Map<number, Tie>>();
  const tiesOf = (root: number): Map<number, Tie> => {
    const known = neighbours.get(root);
    if (known !== undefined) return known;
    const fresh = new Map<number, Tie>();
    neighbours.set(root, fresh);
    return fresh;
  };
  const addTie = (a: number, b: number, { sum, count, isApart, isSolid }: Tie): void => {
    const tie = tiesOf(a).get(b);
    if (tie !== undefined) {
      tie.sum += sum;
      tie.count += count;
      tie.isApart ||= isApart;
      tie.isSolid ||= isSolid;
      return;
    }
    // Both sides hold the same object.
    const fresh = { sum, count, isApart, isSolid };
    tiesOf(a).set(b, fresh);
    tiesOf(b).set(a, fresh);
  };
  /** Joins two roots; the smaller record stands for both. Returns the root. */
  const join = (a: number, b: number): number => {
    const [kept, gone] = a < b ? [a, b] : [b, a];
    groups.join(kept, gone);
    size[kept] = (size[kept] as number) + (size[gone] as number);
    const own = neighbours.get(kept);
    own?.delete(gone);
    const lost = neighbours.get(gone);
    neighbours.delete(gone);
    if (lost !== undefined) {
      for (const [other, tie] of lost) {
        if (other === kept) continue;
        neighbours.get(other)?.delete(gone);
        addTie(kept, other, tie);
      }
    }
    return kept;
  };

  for (const [a, b] of input.apart) if (a !== b) addTie(a, b, { sum: 0, count: 0, isApart: true, isSolid: false });
  const refused: number[] = [];
  input.together.forEach(([a, b], index) => {
    const [rootA, rootB] = [find(a), find(b)];
    if (rootA === rootB) return;
    if (neighbours.get(rootA)?.get(rootB)?.isApart === true) refused.push(index);
    else join(rootA, rootB);
  });

  // A fixed order of addition, so that equal pairs give equal bits.
  const order = Array.from(pairs.left.keys()).sort(
    (x, y) => (pairs.left[x] as number) - (pairs.left[y] as number) || (pairs.right[x] as number) - (pairs.right[y] as number),
  );
  for (const index of order) {
    const a = find(pairs.left[index] as number);
    const b = find(pairs.right[index] as number);
    if (a === b) continue;
    const weight = Math.min(WEIGHT_MAX, Math.max(WEIGHT_MIN, pairs.weight[index] as number));
    addTie(a, b, { sum: weight, count: 1, isApart: false, isSolid: pairs.isWeak?.[index] !== 1 });
  }

  const mean = (a: number, b: number, tie: Tie): number => {
    const all = (size[a] as number) * (size[b] as number);
    return (tie.sum + MISSING_WEIGHT * (all - tie.count)) / all ** MEAN_EXPONENT;
  };
  const lowest = Math.min(...cuts);
  const heap = new Heap();
  const offer = (a: number, b: number, tie: Tie): void => {
    const height = mean(a, b, tie);
    if (!tie.isApart && tie.isSolid && height >= lowest) heap.push(height, Math.min(a, b), Math.max(a, b));
  };
  for (const [a, ties] of neighbours) for (const [b, tie] of ties) if (a < b) offer(a, b, tie);

  const clusters: Int32Array[] = [];
  const keepClusters = (): void => {
    clusters.push(Int32Array.from({ length: records }, (_, record) => find(record)));
  };
  for (let best = heap.pop(); best !== undefined; best = heap.pop()) {
    const { height, a, b } = best;
    const tie = find(a) === a && find(b) === b ? neighbours.get(a)?.get(b) : undefined;
    // An offer from before one of the two grew; the grown one has made its own, unless a judgement has come to stand between them.
    if (tie === undefined || tie.isApart || mean(a, b, tie) !== height) continue;
    while (clusters.length < cuts.length && height < (cuts[clusters.length] as number)) keepClusters();
    const root = join(a, b);
    for (const [other, own] of tiesOf(root)) offer(root, other, own);
  }
  while (clusters.length < cuts.length) keepClusters();
  return { clusters, refused };
}

/** Highest mean first; equal ones by the smaller records, which makes the order total. */
class Heap {
  readonly #height: number[] = [];
  readonly #a: number[] = [];
  readonly #b: number[] = [];

  push(height: number, a: number, b: number): void {
    let at = this.#height.length;
    this.#set(at, height, a, b);
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.#isBefore(at, up)) break;
      this.#swap(at, up);
      at = up;
    }
  }

  pop(): { height: number; a: number; b: number } | undefined {
    const last = this.#height.length - 1;
    if (last < 0) return undefined;
    this.#swap(0, last);
    const height = this.#height.pop() as number;
    const a = this.#a.pop() as number;
    const b = this.#b.pop() as number;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      if (left >= last) break;
      const child = left + 1 < last && this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#isBefore(child, at)) break;
      this.#swap(child, at);
      at = child;
    }
    return { height, a, b };
  }

  #isBefore(x: number, y: number): boolean {
    const difference = (this.#height[x] as number) - (this.#height[y] as number);
    if (difference !== 0) return difference > 0;
    const smaller = (this.#a[x] as number) - (this.#a[y] as number);
    return smaller !== 0 ? smaller < 0 : (this.#b[x] as number) < (this.#b[y] as number);
  }

  #set(at: number, height: number, a: number, b: number): void {
    this.#height[at] = height;
    this.#a[at] = a;
    this.#b[at] = b;
  }

  #swap(x: number, y: number): void {
    const [height, a, b] = [this.#height[x] as number, this.#a[x] as number, this.#b[x] as number];
    this.#set(x, this.#height[y] as number, this.#a[y] as number, this.#b[y] as number);
    this.#set(y, height, a, b);
  }
}
