import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { currentJudgements, type Judgement, orderedKeys, pairIdOf, resolveJudgements } from '../../../src/lib/review/judgements.js';
import { mayFallBy, nextQuestion, openLinks, type Queue, questionsInOrder, type ReviewPair } from '../../../src/lib/review/queue.js';

const key = (number: number): string => number.toString(16).padStart(16, '0');

/** A pair of two records, each the only one of its signature. */
function pair(one: number, other: number, isControl = false): ReviewPair {
  const [leftKey, rightKey] = orderedKeys(key(one), key(other));
  const place = (number: number): ReviewPair['left'] => ({ source: 'online.csv', record: number, signatureId: `S${number}` });
  const ends = { left: place(one), right: place(other), leftKey, rightKey };
  return { pairId: pairIdOf(leftKey, rightKey), ...ends, matchProbability: 0.7, evidence: '', isControl };
}

function judge({ pairId, leftKey, rightKey }: ReviewPair, judgement: Judgement['judgement']): Judgement {
  return { pairId, leftKey, rightKey, judgement, matchProbability: null, reviewer: '', judgedAt: '2026-11-26T09:00:00.000Z' };
}

/** Asks until nothing is left, and gives the ids in order with the number said to be left. */
function askAll(
  queue: Queue,
  from: readonly Judgement[],
  word: (pair: ReviewPair) => Judgement['judgement'],
): { id: string; left: number }[] {
  const log = [...from];
  const asked: { id: string; left: number }[] = [];
  for (;;) {
    const current = currentJudgements(log);
    const next = nextQuestion(queue, current, resolveJudgements(current), 'pending', new Set());
    if (next === null) return asked;
    asked.push({ id: next.pair.pairId, left: next.left });
    log.push(judge(next.pair, word(next.pair)));
  }
}

const queueOf = (links: number, controls: number): Queue => ({
  links: Array.from({ length: links }, (_, index) => pair(index * 2, index * 2 + 1)),
  controls: Array.from({ length: controls }, (_, index) => pair(1000 + index * 2, 1001 + index * 2, true)),
});

describe('the questions', () => {
  it('have a control question after every sixth, until there are no more', () => {
    const queue = queueOf(20, 2);
    const asked = askAll(queue, [], () => 'non-match').map(({ id }) => queue.controls.findIndex(({ pairId }) => pairId === id));
    expect(asked.flatMap((control, index) => (control === -1 ? [] : [[index, control]]))).toEqual([
      [6, 0],
      [13, 1],
    ]);
    expect(asked).toHaveLength(22);
  });

  it('count down by one, to the last', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(6), (links, controls) => {
        const lefts = askAll(queueOf(links, controls), [], () => 'match').map(({ left }) => left);
        expect(lefts).toEqual(lefts.map((_, index) => lefts.length - index));
      }),
    );
  });

  it('go on where they stopped, as if they had not', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(6), fc.nat(40), (links, controls, stop) => {
        const queue = queueOf(links, controls);
        const all = [...queue.links, ...queue.controls];
        const whole = askAll(queue, [], () => 'match').map(({ id }) => id);
        const done = whole.slice(0, stop).flatMap((id) => all.filter(({ pairId }) => pairId === id).map((each) => judge(each, 'match')));
        expect(askAll(queue, done, () => 'match').map(({ id }) => id)).toEqual(whole.slice(stop));
      }),
    );
  });

  it('are in the same order in a sheet', () => {
    const queue = queueOf(15, 3);
    const none = currentJudgements([]);
    expect(questionsInOrder(queue, none, resolveJudgements(none), 'pending').map(({ pairId }) => pairId)).toEqual(
      askAll(queue, [], () => 'unsure').map(({ id }) => id),
    );
  });

  it('leave out what follows from others', () => {
    const [ab, bc, ac] = [pair(1, 2), pair(2, 3), pair(1, 3)];
    const log = currentJudgements([judge(ab, 'match'), judge(bc, 'non-match')]);
    expect(openLinks([ab, bc, ac], log, resolveJudgements(log), 'pending')).toEqual([]);
  });

  it('are those that nobody could tell, when those are asked for', () => {
    const [ab, cd] = [pair(1, 2), pair(3, 4)];
    const log = currentJudgements([judge(ab, 'unsure')]);
    expect(openLinks([ab, cd], log, resolveJudgements(log), 'unsure')).toEqual([ab]);
    expect(openLinks([ab, cd], log, resolveJudgements(log), 'pending')).toEqual([cd]);
  });
});

describe('how far the total can fall', () => {
  it.each([
    ['one for each pair', [pair(1, 2), pair(3, 4)], [], 2],
    ['one less where pairs close a circle', [pair(1, 2), pair(2, 3), pair(1, 3)], [], 2],
    ['nothing for what is judged', [pair(1, 2), pair(3, 4)], [judge(pair(1, 2), 'match'), judge(pair(3, 4), 'non-match')], 0],
    ['unsure ones still count', [pair(1, 2)], [judge(pair(1, 2), 'unsure')], 1],
    ['what a match joins already is one', [pair(1, 2), pair(2, 3), pair(1, 3)], [judge(pair(1, 2), 'match')], 1],
  ] as const)('%s', (_what, links, log, expected) => {
    const current = currentJudgements(log);
    expect(mayFallBy(links, current, resolveJudgements(current))).toBe(expected);
  });
});
