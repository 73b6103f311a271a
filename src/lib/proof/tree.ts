/**
 * The Merkle tree of RFC 6962: a leaf is SHA-256(00 || data), a node SHA-256(01 || left || right), and a tree of n leaves is split at the
 * largest power of two below n. Leaves are handed over as one block of 32-byte hashes, so that a million of them are 32 MB and not
 * a million objects. Knows nothing of people; see `commitment.ts` for what a leaf says.
 */

import { hash } from 'node:crypto';

/** Bytes of a SHA-256. */
export const HASH_BYTES = 32;

const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = Uint8Array.of(1);

export function leafHash(data: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([LEAF_PREFIX, data]), 'buffer');
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([NODE_PREFIX, left, right]), 'buffer');
}

/** How many hashes a block holds. Throws `RangeError` for a block that is not made of whole hashes. */
export function hashCount(hashes: Uint8Array): number {
  const count = hashes.length / HASH_BYTES;
  if (!Number.isInteger(count)) throw new RangeError('a block of hashes ends within one');
  return count;
}

/** Hash number `index` of a block, without copying it. */
export function hashAt(hashes: Uint8Array, index: number): Buffer {
  return Buffer.from(hashes.buffer, hashes.byteOffset + index * HASH_BYTES, HASH_BYTES);
}

/**
 * The level above a level: pairs are joined, and a last one without a neighbour goes up as it is. Repeated until one is left, that is the
 * tree of the RFC, because a split at a power of two never separates a pair.
 */
function levelAbove(level: Uint8Array): Buffer {
  const count = hashCount(level);
  const above = Buffer.allocUnsafe(Math.ceil(count / 2) * HASH_BYTES);
  const input = Buffer.alloc(1 + 2 * HASH_BYTES, 1);
  for (let pair = 0; pair < Math.floor(count / 2); pair++) {
    input.set(level.subarray(2 * pair * HASH_BYTES, (2 * pair + 2) * HASH_BYTES), 1);
    above.set(hash('sha256', input, 'buffer'), pair * HASH_BYTES);
  }
  if (count % 2 === 1) above.set(level.subarray(-HASH_BYTES), above.length - HASH_BYTES);
  return above;
}

/** The root of a tree over these leaf hashes, in this order; of none, the hash of nothing. */
export function treeRoot(leaves: Uint8Array): Buffer {
  if (hashCount(leaves) === 0) return hash('sha256', Buffer.alloc(0), 'buffer');
  let level = leaves;
  while (level.length > HASH_BYTES) level = levelAbove(level);
  return Buffer.from(level);
}

/** The hashes that lead from a leaf to the root, the leaf's neighbour first. */
export function inclusionProof(leaves: Uint8Array, index: number): Buffer[] {
  return inclusionProofs(leaves, [index])[0] ?? [];
}

/** The same for several leaves; the tree is built once. */
export function inclusionProofs(leaves: Uint8Array, indexes: readonly number[]): Buffer[][] {
  const count = hashCount(leaves);
  if (!indexes.every((index) => Number.isInteger(index) && index >= 0 && index < count)) throw new RangeError('there is no such leaf');
  const places = [...indexes];
  const paths: Buffer[][] = places.map(() => []);
  for (let level = leaves; level.length > HASH_BYTES; level = levelAbove(level)) {
    for (const [which, place] of places.entries()) {
      const neighbour = place % 2 === 0 ? place + 1 : place - 1;
      if (neighbour < hashCount(level)) paths[which]?.push(Buffer.from(hashAt(level, neighbour)));
      places[which] = half(place);
    }
  }
  return paths;
}

/** What shows that a tree over these leaves begins with the tree of its first `size` leaves (RFC 6962, 2.1.2). */
export function consistencyProof(leaves: Uint8Array, size: number): Buffer[] {
  if (!Number.isInteger(size) || size < 1 || size > hashCount(leaves)) throw new RangeError('there is no earlier tree of this size');
  return subProof(leaves, size, true);
}

function subProof(leaves: Uint8Array, size: number, isWhole: boolean): Buffer[] {
  const count = hashCount(leaves);
  if (size === count) return isWhole ? [] : [treeRoot(leaves)];
  let split = 1;
  while (split * 2 < count) split *= 2;
  const left = leaves.subarray(0, split * HASH_BYTES);
  const right = leaves.subarray(split * HASH_BYTES);
  if (size <= split) return [...subProof(left, size, isWhole), treeRoot(right)];
  return [...subProof(right, size - split, false), treeRoot(left)];
}

export interface Inclusion {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly path: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/**
 * Whether a leaf stands at `index` of the tree (RFC 9162, 2.1.3.2). Every hash must have exactly 32 bytes: without that, an empty leaf
 * would be the root of a tree whose root is empty.
 */
export function verifyInclusion({ leaf, index, size, path, root }: Inclusion): boolean {
  if (![leaf, root, ...path].every(isHash) || !isCount(index) || !isCount(size) || index >= size) return false;
  let at = index;
  let last = size - 1;
  let node = leaf;
  for (const neighbour of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      node = nodeHash(neighbour, node);
      [at, last] = climb(at, last);
    } else node = nodeHash(node, neighbour);
    at = half(at);
    last = half(last);
  }
  return last === 0 && isEqual(node, root);
}

export interface Consistency {
  readonly size1: number;
  readonly size2: number;
  readonly root1: Uint8Array;
  readonly root2: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/**
 * Whether the larger tree begins with the smaller one (RFC 9162, 2.1.4.2). An empty tree is the beginning of any, which shows nothing: false.
 * Two trees of one size are the same or not, whatever their roots look like; everywhere else a hash has exactly 32 bytes.
 */
export function verifyConsistency({ size1, size2, root1, root2, path }: Consistency): boolean {
  if (!isCount(size1) || !isCount(size2) || size1 === 0 || size1 > size2) return false;
  if (size1 === size2) return path.length === 0 && isEqual(root1, root2);
  if (![root1, root2, ...path].every(isHash)) return false;
  let at = size1 - 1;
  let last = size2 - 1;
  while (at % 2 === 1) {
    at = half(at);
    last = half(last);
  }
  // A smaller tree that is a whole branch of the larger one is its own first hash.
  const [first, ...rest] = at === 0 ? [root1, ...path] : path;
  if (first === undefined || rest.length === 0) return false;
  let old = first;
  let now = first;
  for (const neighbour of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = nodeHash(neighbour, old);
      now = nodeHash(neighbour, now);
      [at, last] = climb(at, last);
    } else now = nodeHash(now, neighbour);
    at = half(at);
    last = half(last);
  }
  return last === 0 && isEqual(old, root1) && isEqual(now, root2);
}

/** Up along the right edge, where nodes have no neighbour, until there is one to the left. */
function climb(at: number, last: number): [number, number] {
  while (at % 2 === 0 && at !== 0) {
    at = half(at);
    last = half(last);
  }
  return [at, last];
}

const half = (count: number): number => Math.floor(count / 2);
const isHash = (bytes: Uint8Array): boolean => bytes.length === HASH_BYTES;
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isEqual = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
