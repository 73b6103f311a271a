/**
 * What to ask next. Possible links come in the order in which `merge` wrote them, the ones that move the total most first; among them come
 * control questions, pairs that `merge` joined by itself, so that its answers are measured too. The choice is a function of what was
 * judged, so that a review that was stopped goes on as if it had not been.
 */

import type { CurrentJudgements, ResolvedJudgements } from './judgements.js';

/** A row of `review.csv` or `review-checks.csv`. No cell of anybody is in it. */
export interface ReviewPair {
  readonly pairId: string;
  readonly left: RecordPlace;
  readonly right: RecordPlace;
  readonly leftKey: string;
  readonly rightKey: string;
  readonly matchProbability: number | null;
  readonly evidence: string;
  /** A control question: joined already, and asked to measure. */
  readonly isControl: boolean;
}

/** A record of a source, and the signature that it belongs to. */
export interface RecordPlace {
  readonly source: string;
  readonly record: number;
  readonly signatureId: string;
}

/** Possible links between two control questions. */
const LINKS_PER_CONTROL = 6;

/** What is to be asked. */
export interface Queue {
  /** Possible links, in order. */
  readonly links: readonly ReviewPair[];
  /** Control questions, in the order in which they are taken. */
  readonly controls: readonly ReviewPair[];
}

/** Which possible links a review asks: those that nobody judged, or those that somebody could not tell. */
export type QueueKind = 'pending' | 'unsure';

/**
 * Possible links that are still to be asked. A pair that follows from others is not asked: if A is B and B is not C, then A is not C.
 * @param passed pairs that this run has laid aside
 */
export function openLinks(
  links: readonly ReviewPair[],
  current: CurrentJudgements,
  resolved: ResolvedJudgements,
  kind: QueueKind,
  passed: ReadonlySet<string> = new Set(),
): ReviewPair[] {
  return links.filter(({ pairId, leftKey, rightKey }) => {
    if (passed.has(pairId) || resolved.implied(leftKey, rightKey) !== null) return false;
    const judgement = current.get(pairId)?.judgement;
    return kind === 'unsure' ? judgement === 'unsure' : judgement === undefined;
  });
}

/** The next question and how many there are with it; null when there is none. */
export function nextQuestion(
  queue: Queue,
  current: CurrentJudgements,
  resolved: ResolvedJudgements,
  kind: QueueKind,
  passed: ReadonlySet<string>,
): { readonly pair: ReviewPair; readonly left: number } | null {
  const links = openLinks(queue.links, current, resolved, kind, passed);
  const controls = queue.controls.filter(({ pairId }) => !passed.has(pairId) && !current.has(pairId));
  const controlsDone = queue.controls.length - controls.length;
  const linksDone = queue.links.length - links.length;
  const dueBy = (links: number): number => Math.max(0, Math.min(controls.length, Math.floor(links / LINKS_PER_CONTROL) - controlsDone));
  const pair = dueBy(linksDone) > 0 ? controls[0] : links[0];
  if (pair === undefined) return null;
  return { pair, left: links.length + dueBy(linksDone + links.length) };
}

/** The questions in the order in which they would be asked if each were judged and none followed from another. */
export function questionsInOrder(queue: Queue, current: CurrentJudgements, resolved: ResolvedJudgements, kind: QueueKind): ReviewPair[] {
  const passed = new Set<string>();
  const questions: ReviewPair[] = [];
  for (;;) {
    const next = nextQuestion(queue, current, resolved, kind, passed);
    if (next === null) return questions;
    questions.push(next.pair);
    passed.add(next.pair.pairId);
  }
}

/**
 * By how many signatures the total can still fall: what would be joined if every pair that is left were one person, over and above what the
 * judgements join already.
 */
export function mayFallBy(links: readonly ReviewPair[], current: CurrentJudgements, resolved: ResolvedJudgements): number {
  const parent = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    for (let next = parent.get(root); next !== undefined; next = parent.get(root)) root = next;
    if (root !== id) parent.set(id, root);
    return root;
  };
  const joins = (pair: ReviewPair): boolean => {
    const [left, right] = [rootOf(pair.left.signatureId), rootOf(pair.right.signatureId)];
    if (left !== right) parent.set(left, right);
    return left !== right;
  };
  for (const pair of links) if (resolved.implied(pair.leftKey, pair.rightKey) === 'match') joins(pair);
  return links.filter(
    (pair) => current.get(pair.pairId)?.judgement !== 'non-match' && resolved.implied(pair.leftKey, pair.rightKey) === null && joins(pair),
  ).length;
}
