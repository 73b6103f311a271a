/**
 * The text that is signed for a pack, and receipts. With a tree, the text is a checkpoint (https://c2sp.org/tlog-checkpoint): origin, size, root,
 * and one further line with the hash of `manifest.json`, so that one signature holds the pack and the count together. Without a tree the two
 * lines about it are left out. A receipt is a `tlog-proof` (https://c2sp.org/tlog-proof) that carries the signed checkpoint as it is.
 */

import { decodeBase64, type Note, parseNote } from './note.js';
import { HASH_BYTES } from './tree.js';

const MANIFEST_LINE = 'handin-manifest-sha256 ';
const PROOF_HEAD = 'c2sp.org/tlog-proof@v1';

export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** What was signed. */
export interface PackHead {
  /** Name of the key that the organisers signed with. */
  readonly origin: string;
  /** Null for a pack without a tree. */
  readonly tree: TreeHead | null;
  /** Of `manifest.json`, 64 hexadecimal digits. */
  readonly manifestSha256: string;
}

export function formatHead({ origin, tree, manifestSha256 }: PackHead): string {
  const lines = tree === null ? [] : [String(tree.size), Buffer.from(tree.root).toString('base64')];
  return `${[origin, ...lines, MANIFEST_LINE + manifestSha256].join('\n')}\n`;
}

/** Reads a signed text strictly; null for anything that `formatHead` would not write. */
export function parseHead(text: string): PackHead | null {
  const lines = text.split('\n');
  const manifestSha256 = lines.at(-2)?.slice(MANIFEST_LINE.length) ?? '';
  const origin = lines[0] ?? '';
  if (!/^[0-9a-f]{64}$/.test(manifestSha256)) return null;
  const root = lines.length === 5 ? decodeBase64(lines[2] ?? '') : null;
  const head: PackHead = { origin, tree: root === null ? null : { size: Number(lines[1]), root }, manifestSha256 };
  const isTree = head.tree === null || (head.tree.root.length === HASH_BYTES && Number.isSafeInteger(head.tree.size));
  return isTree && formatHead(head) === text ? head : null;
}

export interface Receipt {
  /** What opens the leaf, together with what the person states. */
  readonly salt: Uint8Array;
  readonly index: number;
  readonly path: readonly Uint8Array[];
  /** The signed checkpoint, word for word. */
  readonly checkpoint: string;
}

export function formatReceipt({ salt, index, path, checkpoint }: Receipt): string {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  return `${[PROOF_HEAD, `extra ${base64(salt)}`, `index ${index}`, ...path.map(base64), ''].join('\n')}\n${checkpoint}`;
}

export interface ParsedReceipt extends Receipt {
  readonly note: Note;
  readonly head: PackHead & { readonly tree: TreeHead };
}

/** Reads a receipt strictly; null for anything that is none of ours. */
export function parseReceipt(text: string): ParsedReceipt | null {
  const cut = text.indexOf('\n\n');
  const [first, extra = '', place = '', ...hashes] = text.slice(0, cut === -1 ? 0 : cut).split('\n');
  const salt = decodeBase64(/^extra (\S+)$/.exec(extra)?.[1] ?? '');
  const index = Number(/^index (0|[1-9]\d{0,14})$/.exec(place)?.[1] ?? Number.NaN);
  const path = hashes.map(decodeBase64).filter((hash) => hash?.length === HASH_BYTES) as Buffer[];
  if (first !== PROOF_HEAD || salt?.length !== HASH_BYTES || Number.isNaN(index) || path.length !== hashes.length) return null;
  const checkpoint = text.slice(cut + 2);
  const note = parseNote(checkpoint);
  const head = note === null ? null : parseHead(note.text);
  if (note === null || head === null || head.tree === null) return null;
  return { salt, index, path, checkpoint, note, head: { ...head, tree: head.tree } };
}
