/**
 * A sample that nobody chose: places in the tree from a public seed that became known after the root, so that neither the organisers nor the
 * auditor could pick who is looked at.
 */

import { createHash } from 'node:crypto';

/**
 * How many must be looked at, all of them found genuine, so that the share of others is below `share` with this confidence:
 * the least n with (1 - share)^n <= 1 - confidence.
 * @throws RangeError unless both are above 0 and below 1
 */
export function sampleSize(share: number, confidence: number): number {
  if (!(share > 0 && share < 1 && confidence > 0 && confidence < 1)) throw new RangeError('a share is above 0 and below 1');
  return Math.ceil(Math.log1p(-confidence) / Math.log1p(-share));
}

/** The share below which `size` genuine ones of `size` put the others, with this confidence. */
export function shareBelow(size: number, confidence: number): number {
  return 1 - (1 - confidence) ** (1 / size);
}

const SPACE = 1n << 256n;

/**
 * `size` different places below `count`, in the order in which they are drawn: SHA-256(seed || root || j) modulo count for j = 0, 1, 2, ...,
 * the seed in UTF-8 and j in eight bytes, big-endian. A number from the last, incomplete stretch of the 256-bit numbers is passed over, so that every
 * place is equally likely; so is a place that was drawn before. All of them when there are no more than `size`.
 */
export function drawSample(seed: string, root: Uint8Array, count: number, size: number): number[] {
  const modulus = BigInt(count);
  const drawn = new Set<number>();
  const wanted = Math.min(size, count);
  const counter = Buffer.alloc(8);
  for (let j = 0n; drawn.size < wanted; j++) {
    counter.writeBigUInt64BE(j);
    const place = placeOf(createHash('sha256').update(seed, 'utf8').update(root).update(counter).digest(), modulus);
    if (place !== null) drawn.add(place);
  }
  return [...drawn];
}

/** A digest as a place below `modulus`, or null where taking it would favour small places. */
export function placeOf(digest: Uint8Array, modulus: bigint, space = SPACE): number | null {
  const number = BigInt(`0x${Buffer.from(digest).toString('hex')}`);
  return number >= space - (space % modulus) ? null : Number(number % modulus);
}
