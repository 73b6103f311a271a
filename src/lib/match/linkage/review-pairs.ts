/**
 * Which possible links a person should look at, and how far the total can move with the answers. The units are the strong clusters: what is
 * joined beyond doubt. Two of them that may be one person make a question; a question that others would answer is left out, so that each
 * answer moves the total by one.
 */

import { UnionFind } from '../../union-find.js';
import type { WeightedPairs } from './clusters.js';
import { probabilityOf } from './model.js';

export interface ReviewInput {
  /** Compared pairs of nodes. */
  readonly pairs: WeightedPairs;
  /** Per node, the smallest node of its strong cluster. */
  readonly strong: Int32Array;
  /** Per node, the smallest node of its decided cluster. */
  readonly decided: Int32Array;
  /** Weight from which a pair is a possible link. */
  readonly weightMin: number;
  /** Pairs of nodes that people have judged to be two. */
  readonly apart: readonly (readonly [number, number])[];
}

export interface ReviewPair {
  readonly left: number;
  readonly right: number;
  /** Position in the pairs. */
  readonly pair: number;
  readonly weight: number;
  /** Whether the two count as one person as things stand. */
  readonly isMerged: boolean;
}

/** The questions, the one with the greatest expected effect on the total first. */
export function chooseReviewPairs({ pairs, strong, decided, weightMin, apart }: ReviewInput): ReviewPair[] {
  const key = (a: number, b: number): string => (a < b ? `${a}-${b}` : `${b}-${a}`);
  const judged = new Set(apart.map(([a, b]) => key(strong[a] as number, strong[b] as number)));
  const best = new Map<string, ReviewPair>();
  for (let pair = 0; pair < pairs.weight.length; pair++) {
    const weight = pairs.weight[pair] as number;
    if (weight < weightMin || pairs.isWeak?.[pair] === 1) continue;
    const [left, right] = [pairs.left[pair] as number, pairs.right[pair] as number];
    const [a, b] = [strong[left] as number, strong[right] as number];
    const name = key(a, b);
    if (a === b || judged.has(name)) continue;
    const known = best.get(name);
    if (known !== undefined && (known.weight > weight || (known.weight === weight && isBefore(known, left, right)))) continue;
    best.set(name, { left, right, pair, weight, isMerged: decided[left] === decided[right] });
  }
  // A spanning forest: what is joined already first, then the strongest.
  const ordered = [...best.values()].sort(
    (x, y) => Number(y.isMerged) - Number(x.isMerged) || y.weight - x.weight || x.left - y.left || x.right - y.right,
  );
  const groups = new UnionFind(strong.length);
  const chosen = ordered.filter(({ left, right }) => groups.join(strong[left] as number, strong[right] as number));
  return chosen.sort((x, y) => expectedEffect(y) - expectedEffect(x) || x.left - y.left || x.right - y.right);
}

/** How much the total is expected to move with the answer: the chance that the answer is not what holds now. */
function expectedEffect({ weight, isMerged }: ReviewPair): number {
  const probability = probabilityOf(weight);
  return isMerged ? 1 - probability : probability;
}

function isBefore(known: ReviewPair, left: number, right: number): boolean {
  return known.left < left || (known.left === left && known.right < right);
}

/** What a node's person is to the count. */
export type NodeState = 'counted' | 'refused' | 'withdrawn';

export interface CountRange {
  /** When every possible link turns out to be one person. */
  readonly lowest: number;
  /** As decided. */
  readonly decided: number;
  /** When only strong links are. */
  readonly highest: number;
}

/**
 * How far the number of people can move. `state` is each node's person's as decided; `isWithdrawn` whether the node itself holds a withdrawn
 * record. Joining with somebody who withdrew takes a person out of the count; parting from them brings one back.
 */
export function countRange(
  { strong, decided }: Pick<ReviewInput, 'strong' | 'decided'>,
  review: readonly ReviewPair[],
  state: readonly NodeState[],
  isWithdrawn: readonly boolean[],
): CountRange {
  const nodes = strong.length;
  let decidedCount = 0;
  let highest = 0;
  const strongWithdrawn = new Set<number>();
  for (let node = 0; node < nodes; node++) if (isWithdrawn[node] === true) strongWithdrawn.add(strong[node] as number);
  for (let node = 0; node < nodes; node++) {
    if (decided[node] === node && state[node] === 'counted') decidedCount++;
    // Those refused at a shared address stay refused, however they are divided.
    if (strong[node] === node && state[node] !== 'refused' && !strongWithdrawn.has(node)) highest++;
  }
  const groups = new UnionFind(nodes);
  for (let node = 0; node < nodes; node++) groups.join(node, decided[node] as number);
  for (const { left, right } of review) groups.join(left, right);
  const hasCounted = new Set<number>();
  const hasWithdrawn = new Set<number>();
  for (let node = 0; node < nodes; node++) {
    if (state[node] === 'counted') hasCounted.add(groups.find(node));
    if (isWithdrawn[node] === true) hasWithdrawn.add(groups.find(node));
  }
  let lowest = 0;
  for (const group of hasCounted) if (!hasWithdrawn.has(group)) lowest++;
  return { lowest: Math.min(lowest, decidedCount), decided: decidedCount, highest: Math.max(highest, decidedCount) };
}
