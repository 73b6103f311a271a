/**
 * What a leaf of the tree `handin/tree/v1` says: one counted person, as a salted commitment. The salt comes from one private key, so a
 * commitment shows nothing to anybody without it, and destroying the key makes every leaf a random number for good.
 *
 *     salt = HMAC-SHA-256(K_tree, "handin/salt/v1" || 00 || LP(row_uid))
 *     C    = HMAC-SHA-256(salt, "handin/leaf/v1" || 00 || LP(campaign_id, identity_key, consent_level))
 *     leaf = SHA-256(00 || C), in ascending order
 *
 * `LP` writes every field behind its own length, so that ("ab", "c") and ("a", "bc") are two things.
 */

import { createHmac } from 'node:crypto';

import { DefectError } from '../errors.js';
import type { ConsentLevel } from '../model/record.js';
import { HASH_BYTES, hashAt, hashCount, leafHash } from './tree.js';

/** The person behind a leaf. */
export interface Counted {
  /** The signature's id. It names the row in the private folder and is in no pack. */
  readonly rowUid: string;
  /** See `identity.ts`. */
  readonly identityKey: string;
  readonly consentLevel: ConsentLevel;
}

/** The fields one behind the other, each as four bytes of length (big-endian) and its UTF-8 bytes in NFC. */
export function lengthPrefixed(...fields: readonly string[]): Buffer {
  return Buffer.concat(
    fields.flatMap((field) => {
      const bytes = Buffer.from(field.normalize('NFC'), 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

const SALT_LABEL = Buffer.from('handin/salt/v1\0');
const LEAF_LABEL = Buffer.from('handin/leaf/v1\0');
const RUN_LABEL = Buffer.from('handin/run/v1\0');
const INPUT_LABEL = Buffer.from('handin/input/v1\0');

const hmac = (key: Uint8Array, label: Uint8Array, data: Uint8Array): Buffer =>
  createHmac('sha256', key).update(label).update(data).digest();

/** The salt of one person's leaf: whoever has it and knows the person can open that leaf, and no other. */
export function saltOf(treeKey: Uint8Array, rowUid: string): Buffer {
  return hmac(treeKey, SALT_LABEL, lengthPrefixed(rowUid));
}

export function commitmentOf(salt: Uint8Array, campaignId: string, identityKey: string, consentLevel: ConsentLevel): Buffer {
  return hmac(salt, LEAF_LABEL, lengthPrefixed(campaignId, identityKey, consentLevel));
}

export function leafOf(treeKey: Uint8Array, campaignId: string, { rowUid, identityKey, consentLevel }: Counted): Buffer {
  return leafHash(commitmentOf(saltOf(treeKey, rowUid), campaignId, identityKey, consentLevel));
}

/**
 * What stands in a leaf for the campaign: its title in lower case, words joined by hyphens, for example `protection-not-punishment`.
 * Letters of every script stay.
 */
export function campaignId(title: string): string {
  return title
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

/** The key of the commitments to input files. An auditor may have it: nothing about a person follows from it. */
export function runKeyOf(treeKey: Uint8Array): Buffer {
  return hmac(treeKey, RUN_LABEL, Buffer.alloc(0));
}

/**
 * A commitment to one input file by its SHA-256. A plain hash of a list of three lines with known columns would let a reader confirm a guess, so
 * it is keyed.
 */
export function inputCommitment(runKey: Uint8Array, sha256: string): string {
  return hmac(runKey, INPUT_LABEL, Buffer.from(sha256, 'hex')).toString('hex');
}

/**
 * Collects leaves one by one and gives them in ascending order as one block. The position of a leaf then depends on the key alone, and says
 * nothing of names, times or platforms.
 */
export class LeafBlock {
  #bytes = Buffer.allocUnsafe(1024 * HASH_BYTES);
  #count = 0;

  add(leaf: Uint8Array): void {
    if (this.#bytes.length === this.#count * HASH_BYTES) {
      const larger = Buffer.allocUnsafe(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(leaf, this.#count * HASH_BYTES);
    this.#count++;
  }

  /** Throws `DefectError` when two leaves are equal: then one person would be counted twice. */
  sorted(): Buffer {
    const order = Uint32Array.from({ length: this.#count }, (_, index) => index);
    const head = Float64Array.from({ length: this.#count }, (_, index) => this.#bytes.readUIntBE(index * HASH_BYTES, 6));
    // The first 48 bits settle nearly every comparison; only equal ones are looked at in full.
    order.sort((a, b) => {
      const difference = (head[a] ?? 0) - (head[b] ?? 0);
      return difference !== 0 ? difference : Buffer.compare(hashAt(this.#bytes, a), hashAt(this.#bytes, b));
    });
    const block = Buffer.allocUnsafe(this.#count * HASH_BYTES);
    for (const [place, index] of order.entries()) block.set(hashAt(this.#bytes, index), place * HASH_BYTES);
    for (let place = 1; place < this.#count; place++) {
      if (Buffer.compare(hashAt(block, place - 1), hashAt(block, place)) === 0)
        throw new DefectError('Two leaves of the tree are equal.', { code: 'tree-equal-leaves' });
    }
    return block;
  }
}

/** The place of a leaf in a sorted block, or null. */
export function findLeaf(leaves: Uint8Array, leaf: Uint8Array): number | null {
  let low = 0;
  let high = hashCount(leaves);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const order = Buffer.compare(hashAt(leaves, middle), leaf);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return null;
}
