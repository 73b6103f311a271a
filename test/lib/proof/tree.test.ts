import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  consistencyProof,
  hashAt,
  hashCount,
  inclusionProof,
  inclusionProofs,
  leafHash,
  nodeHash,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from '../../../src/lib/proof/tree.js';
import { ROOT } from '../../helpers/run.js';
import { runs } from '../../helpers/runs.js';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(hex);
const blockOf = (inputs: readonly Uint8Array[]): Buffer => Buffer.concat(inputs.map(leafHash));
const numbered = (size: number): Buffer => blockOf(Array.from({ length: size }, (_, index) => Buffer.from(String(index))));

interface Probes {
  readonly inclusion: readonly { name: string; index: string; size: string; leaf: string; root: string; path: string[]; holds: boolean }[];
  readonly consistency: readonly {
    name: string;
    size1: string;
    size2: string;
    root1: string;
    root2: string;
    path: string[];
    holds: boolean;
  }[];
}
const probes = JSON.parse(fs.readFileSync(path.join(ROOT, 'fixtures', 'proofs', 'merkle-probes.json'), 'utf8')) as Probes;

/** The RFC's own words: split at the largest power of two below n. Slow, and written apart from the code under test. */
function rootByDefinition(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return createHash('sha256').digest();
  if (leaves.length === 1)
    return createHash('sha256')
      .update(hex('00'))
      .update(leaves[0] as Uint8Array)
      .digest();
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return createHash('sha256')
    .update(hex('01'))
    .update(rootByDefinition(leaves.slice(0, split)))
    .update(rootByDefinition(leaves.slice(split)))
    .digest();
}

describe('the tree of RFC 6962', () => {
  // From transparency-dev/merkle, testonly/constants.go and hasher tests.
  it.each([
    [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
    [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
    [4, 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
    [5, '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
    [6, '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
    [7, 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
    [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
  ])('has the published root over the first %i inputs', (size, root) => {
    expect(treeRoot(blockOf(INPUTS.slice(0, size))).toString('hex')).toBe(root);
  });

  it('hashes a leaf and a node as published', () => {
    expect(leafHash(Buffer.from('L123456')).toString('hex')).toBe('395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56');
    expect(nodeHash(Buffer.from('N123'), Buffer.from('N456')).toString('hex')).toBe(
      'aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb',
    );
  });

  it('is the tree of the definition, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 70 }), (inputs) => {
        expect(treeRoot(blockOf(inputs)).equals(rootByDefinition(inputs))).toBe(true);
      }),
      { numRuns: runs(100, 2000) },
    );
  });

  it('leaves its leaves as they are', () => {
    const leaves = numbered(9);
    const before = Buffer.from(leaves);
    treeRoot(leaves);
    inclusionProof(leaves, 4);
    expect(leaves.equals(before)).toBe(true);
  });
});

describe('inclusion', () => {
  it('is shown for every place of every tree of 1 to 64 leaves: 2,080 proofs', () => {
    let proofs = 0;
    for (let size = 1; size <= 64; size++) {
      const leaves = numbered(size);
      const root = treeRoot(leaves);
      for (let index = 0; index < size; index++) {
        const proof = { leaf: hashAt(leaves, index), index, size, path: inclusionProof(leaves, index), root };
        if (verifyInclusion(proof)) proofs++;
        expect(verifyInclusion({ ...proof, leaf: hashAt(leaves, (index + 1) % size) })).toBe(size === 1);
        expect(verifyInclusion({ ...proof, index: index + 1 })).toBe(false);
      }
    }
    expect(proofs).toBe(2080);
  });

  it('is judged as the 98 probes of transparency-dev/merkle say', () => {
    expect(probes.inclusion).toHaveLength(98);
    expect(probes.inclusion.filter(({ holds }) => holds)).toHaveLength(6);
    for (const { name, index, size, leaf, root, path: hashes, holds } of probes.inclusion) {
      const given = { leaf: hex(leaf), index: Number(index), size: Number(size), path: hashes.map(hex), root: hex(root) };
      expect(verifyInclusion(given), name).toBe(holds);
    }
  });

  it('fails for any flipped bit and any other path', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.nat(), fc.nat(), fc.integer({ min: 0, max: 255 }), (size, place, which, bit) => {
        const leaves = numbered(size);
        const index = place % size;
        const proof = {
          leaf: Buffer.from(hashAt(leaves, index)),
          index,
          size,
          path: inclusionProof(leaves, index),
          root: treeRoot(leaves),
        };
        expect(verifyInclusion(proof)).toBe(true);
        const parts = [proof.leaf, proof.root, ...proof.path];
        const flipped = parts[which % parts.length] as Buffer;
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(verifyInclusion(proof)).toBe(false);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(verifyInclusion({ ...proof, path: proof.path.slice(1) })).toBe(false);
        expect(verifyInclusion({ ...proof, path: [...proof.path, proof.root] })).toBe(false);
      }),
      { numRuns: runs(100, 2000) },
    );
  });
});

describe('consistency', () => {
  it('is shown for every earlier size of every tree of 1 to 40 leaves', () => {
    for (let size2 = 1; size2 <= 40; size2++) {
      const leaves = numbered(size2);
      for (let size1 = 1; size1 <= size2; size1++) {
        const root1 = treeRoot(leaves.subarray(0, size1 * 32));
        const proof = { size1, size2, root1, root2: treeRoot(leaves), path: consistencyProof(leaves, size1) };
        expect(verifyConsistency(proof), `${size1} of ${size2}`).toBe(true);
        if (size1 < size2) expect(verifyConsistency({ ...proof, root1: proof.root2 })).toBe(false);
      }
    }
  });

  it('is judged as the 98 probes of transparency-dev/merkle say', () => {
    expect(probes.consistency).toHaveLength(98);
    expect(probes.consistency.filter(({ holds }) => holds)).toHaveLength(6);
    for (const { name, size1, size2, root1, root2, path: hashes, holds } of probes.consistency) {
      const given = { size1: Number(size1), size2: Number(size2), root1: hex(root1), root2: hex(root2), path: hashes.map(hex) };
      expect(verifyConsistency(given), name).toBe(holds);
    }
  });

  it('fails for any flipped bit of the path', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 120 }), fc.nat(), fc.nat(), fc.integer({ min: 0, max: 255 }), (size2, first, which, bit) => {
        const leaves = numbered(size2);
        const size1 = 1 + (first % (size2 - 1));
        const proof = {
          size1,
          size2,
          root1: treeRoot(leaves.subarray(0, size1 * 32)),
          root2: treeRoot(leaves),
          path: consistencyProof(leaves, size1),
        };
        expect(verifyConsistency(proof)).toBe(true);
        const flipped = proof.path[which % proof.path.length] as Buffer;
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(verifyConsistency(proof)).toBe(false);
      }),
      { numRuns: runs(60, 1000) },
    );
  });
});

describe('what is no tree', () => {
  it('is refused', () => {
    expect(() => treeRoot(Buffer.alloc(33))).toThrow(RangeError);
    expect(() => inclusionProof(numbered(3), 3)).toThrow(RangeError);
    expect(() => inclusionProof(numbered(3), -1)).toThrow(RangeError);
    expect(() => consistencyProof(numbered(3), 0)).toThrow(RangeError);
    expect(() => consistencyProof(numbered(3), 4)).toThrow(RangeError);
  });
});

describe('what is no proof', () => {
  const leaves = numbered(5);
  const [a, b, c, d] = [0, 1, 2, 3].map((index) => Buffer.from(hashAt(leaves, index))) as [Buffer, Buffer, Buffer, Buffer];
  const short = Buffer.alloc(31, 1);

  it('is not made for a place or a tree that is not there', () => {
    for (const indexes of [[0, 5], [-1, 0], [0.5]])
      expect(() => inclusionProofs(leaves, indexes)).toThrow(new RangeError('there is no such leaf'));
    for (const size of [0, -1, 1.5, 6])
      expect(() => consistencyProof(leaves, size)).toThrow(new RangeError('there is no earlier tree of this size'));
    expect(consistencyProof(leaves, 5)).toEqual([]);
    expect(() => hashCount(short)).toThrow(new RangeError('a block of hashes ends within one'));
  });

  it.each<[string, Parameters<typeof verifyInclusion>[0]]>([
    ['a neighbour that is too short', { leaf: a, index: 0, size: 2, path: [short], root: nodeHash(a, short) }],
    ['a leaf that is too short', { leaf: short, index: 0, size: 2, path: [b], root: nodeHash(short, b) }],
    ['a path beyond the root', { leaf: a, index: 0, size: 1, path: [b], root: nodeHash(b, a) }],
    ['a path that ends too early', { leaf: a, index: 0, size: 4, path: [b], root: nodeHash(a, b) }],
    ['a place before the first', { leaf: a, index: -1, size: 1, path: [], root: a }],
    ['half a place', { leaf: a, index: 0.5, size: 1, path: [], root: a }],
    ['a place beyond the last', { leaf: a, index: 1, size: 1, path: [], root: a }],
    ['a size that is none', { leaf: a, index: 0, size: 1.5, path: [b], root: nodeHash(a, b) }],
    ['a size that nobody can count', { leaf: a, index: 0, size: Number.POSITIVE_INFINITY, path: [], root: a }],
  ])('of a leaf: %s', (_, proof) => {
    expect(verifyInclusion(proof)).toBe(false);
  });

  const ab = nodeHash(a, b);
  const three = nodeHash(ab, c);
  const four = nodeHash(ab, nodeHash(c, d));
  it('of a beginning: any of these', () => {
    expect(verifyConsistency({ size1: 3, size2: 4, root1: three, root2: four, path: [c, d, ab] })).toBe(true);
    const wrong: readonly Parameters<typeof verifyConsistency>[0][] = [
      { size1: 1, size2: 2, root1: a, root2: nodeHash(a, short), path: [short] },
      { size1: 1, size2: 2, root1: short, root2: nodeHash(short, a), path: [a] },
      { size1: 3, size2: 4, root1: nodeHash(a, three), root2: nodeHash(a, four), path: [c, d, ab, a] },
      { size1: 3, size2: 4, root1: three, root2: four, path: [] },
      { size1: 1, size2: 2, root1: a, root2: a, path: [] },
      { size1: 4, size2: 3, root1: four, root2: three, path: [c, d, ab] },
      { size1: 1.5, size2: 1.5, root1: a, root2: a, path: [] },
      { size1: -1, size2: -1, root1: a, root2: a, path: [] },
      { size1: -1, size2: 4, root1: three, root2: four, path: [c, d, ab] },
      { size1: 0, size2: 0, root1: a, root2: a, path: [] },
      { size1: 0, size2: 4, root1: a, root2: four, path: [] },
      { size1: 2, size2: 2, root1: ab, root2: ab, path: [a] },
      { size1: 2, size2: 2, root1: ab, root2: three, path: [] },
      { size1: 1, size2: 1.5, root1: a, root2: ab, path: [b] },
    ];
    for (const proof of wrong) expect(verifyConsistency(proof)).toBe(false);
  });
});
