import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { joinPairs, keyPair, parsePositions, splitPairs } from '../../../src/lib/review/group.js';
import { pairIdOf } from '../../../src/lib/review/judgements.js';

const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(16)) as [string, string, string];

describe('taking a group apart', () => {
  it('separates every chosen key from every other, each pair once', () => {
    expect(splitPairs([A, B, C], new Set([2])).map(({ pairId }) => pairId)).toEqual([pairIdOf(A, C), pairIdOf(B, C)]);
    expect(splitPairs([C, B, A], new Set([0])).map(({ pairId }) => pairId)).toEqual([pairIdOf(B, C), pairIdOf(A, C)]);
  });

  it('takes records along that say the same of a person', () => {
    expect(splitPairs([A, B, B], new Set([1]))).toEqual([keyPair(A, B)]);
  });

  it('is impossible for one key, or when nobody or everybody is chosen', () => {
    expect(splitPairs([A, A], new Set([0]))).toEqual([]);
    expect(splitPairs([A, B], new Set())).toEqual([]);
    expect(splitPairs([A, B], new Set([0, 1]))).toEqual([]);
  });

  it('never pairs a key with itself', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(A, B, C), { maxLength: 8 }), fc.array(fc.nat(7)), (keys, chosen) => {
        for (const { leftKey, rightKey } of splitPairs(keys, new Set(chosen))) expect(leftKey < rightKey).toBe(true);
      }),
    );
  });
});

describe('joining a group', () => {
  it('takes one pair less than there are keys', () => {
    expect(joinPairs([B, A, B, C])).toEqual([keyPair(A, B), keyPair(B, C)]);
    expect(joinPairs([])).toEqual([]);
  });
});

describe('numbers that a person types', () => {
  it.each([
    ['2', [1]],
    ['1, 3', [0, 2]],
    ['1 3;5', [0, 2, 4]],
    ['2-4', [1, 2, 3]],
    ['', null],
    ['0', null],
    ['6', null],
    ['4-2', null],
    ['1,x', null],
    ['-1', null],
  ])('"%s"', (text, expected) => {
    const positions = parsePositions(text, 5);
    expect(positions === null ? null : [...positions]).toEqual(expected);
  });
});
