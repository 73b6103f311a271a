import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ConsentLevel } from '../../../src/lib/model/record.js';
import {
  campaignId,
  commitmentOf,
  findLeaf,
  inputCommitment,
  LeafBlock,
  leafOf,
  lengthPrefixed,
  runKeyOf,
  saltOf,
} from '../../../src/lib/proof/commitment.js';
import { hashAt, inclusionProof, leafHash, treeRoot } from '../../../src/lib/proof/tree.js';
import { runs } from '../../helpers/runs.js';

const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
const CAMPAIGN = 'protection-not-punishment';

/** Worked out by hand from the construction with another program. */
const VECTORS: readonly [string, string, ConsentLevel, string, string, string][] = [
  ['r1', 'email:ada@example.org', 'name', 'dfecb9eb', '3b00c6', 'aa343ad0370c102c8c4122b3ecafc499f3692b6db6348ac8ae84aa3886885687'],
  ['r2', 'email:zoe@example.org', 'count-only', 'f166e4af', 'd01060', 'ead8280846564405eb357364ad66d17937922cb33bcf69adf2c3d6b7edb5dccc'],
  ['r3', 'paper:sheet-04:17', 'initials', 'eda3ff4e', 'a5a085', '33dc58967ea2e5f88fafa540fb5ee53ba87c9c7bbe2d7b6a77bd66b743581a98'],
];

const leafOfVector = ([rowUid, identityKey, consentLevel]: (typeof VECTORS)[number]): Buffer =>
  leafOf(KEY, CAMPAIGN, { rowUid, identityKey, consentLevel });

describe('a leaf of handin/tree/v1', () => {
  it.each(VECTORS)('is as written down for %s, %s, %s', (rowUid, identityKey, consentLevel, head, tail, leaf) => {
    const commitment = commitmentOf(saltOf(KEY, rowUid), CAMPAIGN, identityKey, consentLevel).toString('hex');
    expect(commitment.slice(0, 8)).toBe(head);
    expect(commitment.slice(-6)).toBe(tail);
    expect(leafOf(KEY, CAMPAIGN, { rowUid, identityKey, consentLevel }).toString('hex')).toBe(leaf);
  });

  it('stands in ascending order, and root and path are as written down', () => {
    const block = new LeafBlock();
    for (const vector of VECTORS) block.add(leafOfVector(vector));
    const leaves = block.sorted();
    expect([2, 0, 1].map((index) => leafOfVector(VECTORS[index] as (typeof VECTORS)[number]).toString('hex'))).toEqual(
      [0, 1, 2].map((place) => hashAt(leaves, place).toString('hex')),
    );
    expect(treeRoot(leaves).toString('hex')).toBe('f5f717003e3bf88dba386e33bd2bb4e5db1c29848f4549ae49c83f8249e78651');
    expect(inclusionProof(leaves, 2).map((hash) => hash.toString('hex'))).toEqual([
      'fd98f518f6c6ce800fbba34d2c022d81cff534d85c33f4d169cb5c9db8519fca',
    ]);
    expect(VECTORS.map((vector) => findLeaf(leaves, leafOfVector(vector)))).toEqual([1, 2, 0]);
    expect(findLeaf(leaves, leafHash(KEY))).toBeNull();
  });

  it('depends on every part, and on the key', () => {
    const all = [
      leafOf(KEY, 'a', { rowUid: 'b', identityKey: 'c', consentLevel: 'name' }),
      leafOf(KEY, 'x', { rowUid: 'b', identityKey: 'c', consentLevel: 'name' }),
      leafOf(KEY, 'a', { rowUid: 'x', identityKey: 'c', consentLevel: 'name' }),
      leafOf(KEY, 'a', { rowUid: 'b', identityKey: 'x', consentLevel: 'name' }),
      leafOf(KEY, 'a', { rowUid: 'b', identityKey: 'c', consentLevel: 'initials' }),
      leafOf(Buffer.alloc(32), 'a', { rowUid: 'b', identityKey: 'c', consentLevel: 'name' }),
    ].map((leaf) => leaf.toString('hex'));
    expect(new Set(all).size).toBe(6);
  });

  it('refuses two equal leaves', () => {
    const block = new LeafBlock();
    for (const data of ['a', 'b', 'a']) block.add(leafHash(Buffer.from(data)));
    expect(() => block.sorted()).toThrow(expect.objectContaining({ code: 'tree-equal-leaves' }));
  });

  it('has a place that does not depend on the order in which it came', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uint8Array({ minLength: 1, maxLength: 6 }), { maxLength: 40, selector: String }), (data) => {
        const leaves = data.map(leafHash);
        const blocks = [leaves, leaves.toReversed()].map((some) => {
          const block = new LeafBlock();
          for (const leaf of some) block.add(leaf);
          return block.sorted();
        });
        expect(blocks[0]?.equals(blocks[1] as Buffer)).toBe(true);
        expect(Buffer.concat(leaves.toSorted(Buffer.compare)).equals(blocks[0] as Buffer)).toBe(true);
      }),
      { numRuns: runs(100, 1000) },
    );
  });

  it('sorts in full what begins alike', () => {
    const block = new LeafBlock();
    const alike = [3, 1, 2].map((last) => Buffer.concat([Buffer.alloc(31, 7), Buffer.of(last)]));
    for (const leaf of alike) block.add(leaf);
    expect([...block.sorted()].filter((_, at) => at % 32 === 31)).toEqual([1, 2, 3]);
  });
});

describe('fields behind their lengths', () => {
  it('are told apart wherever the border is', () => {
    expect(lengthPrefixed('ab', 'c').equals(lengthPrefixed('a', 'bc'))).toBe(false);
    expect(lengthPrefixed('ab', 'c').toString('hex')).toBe('0000000261620000000163');
    expect(lengthPrefixed().length).toBe(0);
    // Composed and decomposed letters are one spelling.
    expect(lengthPrefixed('e\u0301').equals(lengthPrefixed('\u00e9'))).toBe(true);
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.string({ unit: 'grapheme' })), (a, b) => {
        const isSame = JSON.stringify(a.map((text) => text.normalize('NFC'))) === JSON.stringify(b.map((text) => text.normalize('NFC')));
        expect(lengthPrefixed(...a).equals(lengthPrefixed(...b))).toBe(isSame);
      }),
      { numRuns: runs(200, 5000) },
    );
  });
});

describe('the campaign in a leaf', () => {
  it.each([
    ['Protection, not punishment', 'protection-not-punishment'],
    ['  Reject the Protocol! ', 'reject-the-protocol'],
    ['Захист, а не покарання', 'захист-а-не-покарання'],
    ['Droit d’asile', 'droit-d-asile'],
  ])('is %s as %s', (title, id) => {
    expect(campaignId(title)).toBe(id);
  });
});

describe('a commitment to an input', () => {
  it('is no hash of the file, and another under another key', () => {
    const sha256 = leafHash(Buffer.from('file')).toString('hex');
    expect(inputCommitment(KEY, sha256)).toMatch(/^[0-9a-f]{64}$/);
    expect(inputCommitment(KEY, sha256)).not.toBe(sha256);
    expect(inputCommitment(KEY, sha256)).not.toBe(inputCommitment(Buffer.alloc(32), sha256));
    // What an auditor gets for the files opens no leaf.
    expect(runKeyOf(KEY).equals(saltOf(KEY, ''))).toBe(false);
  });
});

describe('a block of leaves', () => {
  const leafNumber = (index: number): Buffer => leafHash(Buffer.from(`leaf ${index}`));

  it.each([0, 1, 1023, 1024, 1025, 2049])('of %i gives all of them, in ascending order', (count) => {
    const leaves = Array.from({ length: count }, (_, index) => leafNumber(index));
    const block = new LeafBlock();
    for (const leaf of leaves) block.add(leaf);
    expect(block.sorted().equals(Buffer.concat([...leaves].sort(Buffer.compare)))).toBe(true);
  });

  it('tells leaves apart that begin alike, and stops at two that are equal', () => {
    const ending = (byte: number): Buffer => Buffer.concat([Buffer.alloc(31, 7), Buffer.of(byte)]);
    const block = new LeafBlock();
    for (const byte of [3, 1, 2]) block.add(ending(byte));
    expect(block.sorted().equals(Buffer.concat([1, 2, 3].map(ending)))).toBe(true);
    expect([1, 2, 3, 4].map((byte) => findLeaf(block.sorted(), ending(byte)))).toEqual([0, 1, 2, null]);
    block.add(ending(2));
    expect(() => block.sorted()).toThrow(expect.objectContaining({ code: 'tree-equal-leaves', exitCode: 70 }));
  });
});
