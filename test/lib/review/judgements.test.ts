import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatCsv } from '../../../src/lib/io/csv-out.js';
import { readCsv } from '../../../src/lib/io/csv-small.js';
import { JUDGEMENT_COLUMNS, JUDGEMENT_WORDS } from '../../../src/lib/model/review-report.js';
import {
  agreement,
  currentJudgements,
  formatJudgement,
  type Judgement,
  judgementConflicts,
  orderedKeys,
  pairIdOf,
  parseJudgements,
  resolveJudgements,
  type StandingJudgement,
  splitTornLine,
  standingSteps,
  undoLines,
} from '../../../src/lib/review/judgements.js';

const HEADER = [...JUDGEMENT_COLUMNS];

/** Keys that are easy to tell apart: `key('a')` is `aaaaaaaaaaaaaaaa`. */
const key = (letter: string): string => letter.repeat(16);
const instant = (minute: number): string => new Date(Date.UTC(2026, 10, 26, 9, 0) + minute * 60_000).toISOString();

function judged<Word extends Judgement['judgement']>(
  one: string,
  other: string,
  judgement: Word,
  minute = 0,
  matchProbability: number | null = null,
): Judgement & { readonly judgement: Word } {
  const [leftKey, rightKey] = orderedKeys(key(one), key(other));
  return { pairId: pairIdOf(leftKey, rightKey), leftKey, rightKey, judgement, matchProbability, reviewer: '', judgedAt: instant(minute) };
}

const match = (one: string, other: string, minute = 0): StandingJudgement => judged(one, other, 'match', minute);
const nonMatch = (one: string, other: string, minute = 0): StandingJudgement => judged(one, other, 'non-match', minute);
const idOf = (pair: string): string => pairIdOf(key(pair.charAt(0)), key(pair.charAt(1)));
const current = (lines: readonly Judgement[]): ReturnType<typeof currentJudgements> => currentJudgements(lines);

const letters = fc.constantFrom(...'abcdef');
const probability = fc.option(
  fc.double({ min: 0, max: 1, noNaN: true }).map((value) => Number(value.toFixed(6))),
  { nil: null },
);
const line = fc
  .record({
    one: letters,
    other: letters,
    judgement: fc.constantFrom(...JUDGEMENT_WORDS),
    minute: fc.integer({ min: 0, max: 5 }),
    matchProbability: probability,
    reviewer: fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, '')),
  })
  .map(
    ({ one, other, judgement, minute, matchProbability, reviewer }): Judgement => ({
      ...judged(one, other, judgement, minute, matchProbability),
      reviewer,
    }),
  );

describe('a line of the log', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const text = formatCsv([HEADER, ...lines.map(formatJudgement)]);
        expect(parseJudgements(readCsv(text, 'judgements.csv'))).toEqual(lines);
      }),
    );
  });

  it('has no exponent in a small probability', () => {
    const small = judged('a', 'b', 'match', 0, 1e-7);
    expect(formatJudgement(small)[4]).toMatch(/^0\.0000001/);
    expect(parseJudgements([HEADER, formatJudgement(small)])[0]?.matchProbability).toBeCloseTo(1e-7, 12);
  });

  it('has the id that both keys give, whichever comes first', () => {
    // printf 'aaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbb' | sha256sum
    expect(pairIdOf(key('b'), key('a'))).toBe('P469437761238');
    expect(pairIdOf(key('a'), key('b'))).toBe('P469437761238');
  });

  const good = formatJudgement(judged('a', 'b', 'match'));
  const changed = (column: (typeof JUDGEMENT_COLUMNS)[number], cell: string): string[] =>
    good.map((old, index) => (JUDGEMENT_COLUMNS[index] === column ? cell : old));
  it.each([
    ['an unknown word', changed('judgement', 'perhaps'), 'the judgement must be'],
    ['a short key', changed('left_key', 'aa'), '16 hexadecimal digits'],
    ['a key in capitals', changed('left_key', key('A')), '16 hexadecimal digits'],
    ['keys in the wrong order', changed('left_key', key('c')), 'must not come after'],
    ['the id of another pair', changed('pair_id', idOf('ac')), 'not the one of its keys'],
    ['a probability above 1', changed('match_probability', '1.2'), 'from 0 to 1'],
    ['a probability that is no number', changed('match_probability', 'high'), 'from 0 to 1'],
    ['a day that does not exist', changed('judged_at', '2026-02-30T00:00:00.000Z'), 'the time must be'],
    ['a time without its zone', changed('judged_at', '2026-02-03T00:00:00.000'), 'the time must be'],
    ['a cell too few', good.slice(1), '6 cells instead of 7'],
  ])('is refused with its number: %s', (_what, cells, words) => {
    expect(() => parseJudgements([HEADER, good, cells])).toThrow(words);
    expect(() => parseJudgements([HEADER, good, cells])).toThrow('line 3');
  });

  it('needs the header', () => {
    expect(() => parseJudgements([good])).toThrow('line 1');
    expect(parseJudgements([])).toEqual([]);
    expect(parseJudgements([HEADER])).toEqual([]);
  });
});

describe('a line that a crash cut short', () => {
  const text = formatCsv([HEADER, formatJudgement(match('a', 'b')), formatJudgement(match('c', 'd', 1))]);

  it('is found wherever it was cut, and the lines before it stay', () => {
    const whole = formatCsv([HEADER, formatJudgement(match('a', 'b'))]);
    for (let length = whole.length; length < text.length - 1; length++) {
      expect(splitTornLine(text.slice(0, length)), `after ${length} characters`).toEqual({ whole, torn: length > whole.length });
    }
  });

  it('is whole when only its line end is missing', () => {
    expect(splitTornLine(text.slice(0, -1))).toEqual({ whole: text, torn: false });
    expect(splitTornLine('')).toEqual({ whole: '', torn: false });
    expect(splitTornLine('pair_id,left')).toEqual({ whole: '', torn: true });
  });
});

describe('what stands', () => {
  it('is the last line of each pair, and nothing where that took it back', () => {
    const lines = [
      match('a', 'b'),
      nonMatch('a', 'b', 1),
      match('c', 'd', 2),
      judged('c', 'd', 'undone', 3),
      judged('e', 'f', 'unsure', 4),
    ];
    expect([...current(lines).values()].map(({ pairId, judgement }) => [pairId, judgement])).toEqual([
      [idOf('ab'), 'non-match'],
      [idOf('ef'), 'unsure'],
    ]);
  });

  it('is what it was before once a step is taken back, whatever the step replaced', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.array(line, { minLength: 1, maxLength: 4 }), (before, step) => {
        const earlier = before.map((each, index) => ({ ...each, judgedAt: instant(index) }));
        const judgedAt = instant(100);
        const pairs = new Map(step.filter(({ judgement }) => judgement !== 'undone').map((each) => [each.pairId, { ...each, judgedAt }]));
        fc.pre(pairs.size > 0);
        const log = [...earlier, ...pairs.values()];
        const last = standingSteps(log).at(-1);
        expect(last?.lines).toEqual([...pairs.values()]);
        if (last === undefined) return;
        const after = current([...log, ...undoLines(last, instant(101))]);
        const plain = (map: ReadonlyMap<string, StandingJudgement>): unknown[] =>
          [...map.values()].map(({ pairId, judgement }) => `${pairId} ${judgement}`).sort();
        expect(plain(after)).toEqual(plain(current(earlier)));
        expect(standingSteps([...log, ...undoLines(last, instant(101))])).toEqual(standingSteps(earlier));
      }),
    );
  });
});

describe('judgements that contradict each other', () => {
  it('are named with the matches that lead from one side of the non-match to the other', () => {
    // Somebody says a = b, b = c and c = d, and that a and d are two people.
    const lines = [match('a', 'b', 1), match('b', 'c', 2), match('c', 'd', 3), nonMatch('a', 'd', 0)];
    expect(judgementConflicts(current(lines))).toEqual([
      { pairId: idOf('ab'), separatedBy: idOf('ad'), chain: [idOf('ab'), idOf('bc'), idOf('cd')] },
    ]);
  });

  it('leave the newest matches standing, and of one time those with the smaller id', () => {
    const [first, second] = [match('a', 'b'), match('b', 'c')];
    const [smaller, larger] = first.pairId < second.pairId ? [first, second] : [second, first];
    const { applied, conflicts } = resolveJudgements(current([second, first, nonMatch('a', 'c')]));
    expect(applied.map(({ pairId }) => pairId)).toEqual([smaller.pairId]);
    expect(conflicts.map(({ pairId }) => pairId)).toEqual([larger.pairId]);
  });

  it('are none where unsure stands between, or a judgement was taken back', () => {
    expect(judgementConflicts(current([match('a', 'b'), judged('b', 'c', 'unsure'), nonMatch('a', 'c')]))).toEqual([]);
    expect(judgementConflicts(current([match('a', 'b'), match('b', 'c'), nonMatch('a', 'c'), judged('a', 'c', 'undone', 1)]))).toEqual([]);
  });

  it('let other pairs follow from what was said', () => {
    const { implied } = resolveJudgements(current([match('a', 'b'), nonMatch('b', 'c'), match('c', 'd')]));
    expect(implied(key('b'), key('a'))).toBe('match');
    expect(implied(key('a'), key('d'))).toBe('non-match');
    expect(implied(key('a'), key('e'))).toBeNull();
    expect(implied(key('a'), key('a'))).toBeNull();
  });

  it('never join what a non-match separates, and lose no match', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 25 }), (lines) => {
        const standing = current(lines);
        const { applied, conflicts } = resolveJudgements(standing);
        // A plain flood over the applied matches.
        const component = (start: string): Set<string> => {
          const seen = new Set([start]);
          for (const at of seen) {
            for (const { leftKey, rightKey } of applied) {
              if (leftKey === at) seen.add(rightKey);
              if (rightKey === at) seen.add(leftKey);
            }
          }
          return seen;
        };
        for (const { judgement, leftKey, rightKey } of standing.values()) {
          if (judgement === 'non-match' && leftKey !== rightKey) expect(component(leftKey).has(rightKey)).toBe(false);
        }
        const matches = [...standing.values()].filter(({ judgement }) => judgement === 'match').map(({ pairId }) => pairId);
        expect([...applied, ...conflicts].map(({ pairId }) => pairId).sort()).toEqual(matches.sort());
        for (const { pairId, separatedBy, chain } of conflicts) {
          const ends = chain.flatMap((id) => [standing.get(id)?.leftKey, standing.get(id)?.rightKey]);
          // In a way from one key to another, every key but the two ends is passed twice.
          const odd = [...new Set(ends)].filter((end) => ends.filter((other) => other === end).length % 2 === 1).sort();
          expect(chain).toContain(pairId);
          expect(odd).toEqual([standing.get(separatedBy)?.leftKey, standing.get(separatedBy)?.rightKey].sort());
        }
      }),
    );
  });

  it('do not depend on the order of the lines', () => {
    const pairsOnce = fc.uniqueArray(line, { maxLength: 15, selector: ({ pairId }) => pairId });
    fc.assert(
      fc.property(
        pairsOnce.chain((lines) => fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length }))),
        ([lines, shuffled]) => {
          expect(judgementConflicts(current(shuffled))).toEqual(judgementConflicts(current(lines)));
        },
      ),
    );
  });
});

describe('agreement', () => {
  const many = (count: number, judgement: 'match' | 'non-match' | 'unsure', p: number | null): Judgement[] =>
    Array.from({ length: count }, (_, index) => {
      const hex = (index + count * 100 + Math.round((p ?? 0) * 1000) * 100_000).toString(16).padStart(16, '0');
      const [leftKey, rightKey] = orderedKeys(hex, judgement === 'match' ? key('e') : key('f'));
      return { pairId: pairIdOf(leftKey, rightKey), leftKey, rightKey, judgement, matchProbability: p, reviewer: '', judgedAt: instant(0) };
    });

  it('is nothing below twenty judged pairs; unsure and pairs without a probability do not count', () => {
    const few = [...many(19, 'match', 0.8), ...many(30, 'unsure', 0.8), ...many(30, 'match', null)];
    expect(agreement(current(few))).toEqual({ mergedAlready: null, possibleLinks: null });
  });

  it('counts a pair as agreed when people say what the model leaned to', () => {
    const lines = [
      ...many(12, 'match', 0.7),
      ...many(5, 'non-match', 0.3),
      ...many(3, 'match', 0.2),
      ...many(19, 'match', 0.99),
      ...many(1, 'non-match', 0.97),
    ];
    const { possibleLinks, mergedAlready } = agreement(current(lines));
    expect(possibleLinks).toMatchObject({ judged: 20, agreed: 17, share: 0.85 });
    expect(mergedAlready).toMatchObject({ judged: 20, agreed: 19 });
  });

  it.each([
    // Worked by hand from Wilson's formula with z = 1.959964.
    [10, 20, 0.2993, 0.7007],
    [20, 20, 0.8389, 1],
    [0, 20, 0, 0.1611],
    [81, 100, 0.7222, 0.8749],
  ])('has the score interval of %i in %i', (agreed, judgedPairs, low, high) => {
    const found = agreement(current([...many(agreed, 'match', 0.6), ...many(judgedPairs - agreed, 'non-match', 0.61)])).possibleLinks;
    expect(found?.judged).toBe(judgedPairs);
    expect(found?.low).toBeCloseTo(low, 4);
    expect(found?.high).toBeCloseTo(high, 4);
  });
});
