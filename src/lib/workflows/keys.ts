/**
 * The keys of a campaign, below `private/keys`: one for signing packs, and one for the tree of each delivery. They never leave that folder. The
 * leaf hashes of every tree that was packed lie beside its key: without them a list that has changed since could not be proved against the
 * pack that was handed in, and without the key they are random numbers.
 */

import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context, Files } from '../context.js';
import { InputError, RefusedError } from '../errors.js';
import type { KeysReport } from '../model/commitment.js';
import { campaignId } from '../proof/commitment.js';
import { createSigner, formatSigner, formatVerifier, isKeyName, parseSigner, type Signer } from '../proof/note.js';
import { privateFolder, readMergeReport } from './private-folder.js';

export const KEYS_FOLDER = 'keys';
const SIGNING_FILE = 'signing.key';
const TREE_FILE = 'tree.key';
const TREE_HEAD = 'handin/tree/v1 ';
/** Keys of trees that were destroyed, one id a line, so that a receipt can say why there is none. */
const DESTROYED_FILE = 'destroyed-trees.txt';

/** A key for the tree of one delivery. */
export interface TreeKey {
  /** Eight hexadecimal digits that name it. */
  readonly id: string;
  readonly key: Uint8Array;
  readonly inUse: boolean;
}

/** Where a campaign's keys are. */
export function keysFolder(campaign: LoadedCampaign, cwd: string): string {
  return path.join(privateFolder(campaign, cwd), KEYS_FOLDER);
}

/** The key that packs are signed with, or null. Throws `InputError` when the file is no key. */
export function readSigner(files: Files, folder: string): Signer | null {
  const place = path.join(folder, SIGNING_FILE);
  if (!files.exists(place)) return null;
  const signer = parseSigner(files.readText(place).trim());
  if (signer === null) throw brokenKey(SIGNING_FILE);
  return signer;
}

/** The key that the next pack's tree is built with, or null. */
export function readTreeKey(files: Files, folder: string): TreeKey | null {
  return readTreeKeys(files, folder).find(({ inUse }) => inUse) ?? null;
}

/** All tree keys, the one in use first. */
export function readTreeKeys(files: Files, folder: string): TreeKey[] {
  if (!files.isFolder(folder)) return [];
  const names = files.listFiles(folder).filter((name) => name === TREE_FILE || /^tree-[0-9a-f]{8}\.key$/.test(name));
  return names
    .map((name): TreeKey => {
      const [, digits = ''] = /^handin\/tree\/v1 ([0-9a-f]{64})\n$/.exec(files.readText(path.join(folder, name))) ?? [];
      if (digits === '') throw brokenKey(name);
      const key = Buffer.from(digits, 'hex');
      return { id: treeKeyId(key), key, inUse: name === TREE_FILE };
    })
    .sort((a, b) => Number(b.inUse) - Number(a.inUse) || (a.id < b.id ? -1 : 1));
}

function treeKeyId(key: Uint8Array): string {
  return createHash('sha256').update('handin/tree-key/v1\0').update(key).digest('hex').slice(0, 8);
}

const brokenKey = (name: string): InputError =>
  new InputError(`${KEYS_FOLDER}/${name} is not a key of handin.`, {
    code: 'key-invalid',
    hint: 'Put it back from a copy. Without it, move the file away and run `handin keys new`; what was signed or proved with the old key stays as it is.',
  });

const leavesName = (keyId: string, root: string): string => `leaves-${keyId}-${root.slice(0, 16)}.bin`;

/** Keeps the leaves of a tree that goes into a pack. The same tree has the same file. */
export async function keepLeaves(files: Files, folder: string, keyId: string, root: string, leaves: Uint8Array): Promise<void> {
  const place = path.join(folder, leavesName(keyId, root));
  if (!files.exists(place)) await files.writeFile(place, leaves);
}

/**
 * The key and the leaves of the tree with this root.
 * @throws RefusedError `tree-key-destroyed`, and InputError `tree-unknown` when this folder never made the tree
 */
export function readTree(files: Files, folder: string, root: string): { readonly key: TreeKey; readonly leaves: Uint8Array } {
  const keys = readTreeKeys(files, folder);
  for (const key of keys) {
    const place = path.join(folder, leavesName(key.id, root));
    if (files.exists(place)) return { key, leaves: files.readBytes(place) };
  }
  const destroyed = path.join(folder, DESTROYED_FILE);
  if (files.exists(destroyed) && files.readText(destroyed).includes(root.slice(0, 16))) {
    throw new RefusedError('The key of this tree was destroyed: nothing can be proved about anybody in it any more.', {
      code: 'tree-key-destroyed',
      hint: '`handin explain` says what became of a record.',
    });
  }
  throw new InputError('The private folder has no tree with the root of this pack.', {
    code: 'tree-unknown',
    hint: 'Use the private folder of the campaign that built the pack, or build the pack again.',
  });
}

export interface NewKeysOptions {
  readonly campaign: LoadedCampaign;
  /** Name of the signing key; the campaign's title in small letters when null. */
  readonly name: string | null;
  /** Only a tree key, for another delivery; the one in use is kept for its own. */
  readonly treeOnly: boolean;
}

/** Makes the keys that are not there. Throws `RefusedError` when there is nothing to make. */
export async function newKeys(context: Context, options: NewKeysOptions): Promise<KeysReport> {
  const { files } = context.io;
  const folder = openKeysFolder(context, options.campaign);
  const held = files.holdFolder(path.dirname(folder));
  try {
    const made: ('signing' | 'tree')[] = [];
    const signer = readSigner(files, folder);
    if (!options.treeOnly && signer === null) {
      await files.writeFile(path.join(folder, SIGNING_FILE), `${formatSigner(createSigner(keyName(options)))}\n`);
      made.push('signing');
    }
    const current = readTreeKey(files, folder);
    if (current === null || options.treeOnly) {
      if (current !== null) files.move(path.join(folder, TREE_FILE), path.join(folder, `tree-${current.id}.key`));
      await files.writeFile(path.join(folder, TREE_FILE), `${TREE_HEAD}${randomBytes(32).toString('hex')}\n`);
      made.push('tree');
    }
    if (made.length === 0) {
      throw new RefusedError('This campaign has its keys already.', {
        code: 'keys-exist',
        hint: '`handin keys show` shows them. `handin keys new --tree` makes a tree key for another delivery.',
      });
    }
    return { ...describe(files, folder, 'new'), made };
  } finally {
    held.release();
  }
}

function keyName({ name, campaign }: NewKeysOptions): string {
  const chosen = name ?? (campaignId(campaign.campaign.title) || 'handin');
  // The name stands in every pack: an address of a mailbox does not belong there.
  if (!isKeyName(chosen) || chosen.includes('@')) {
    throw new InputError('That is no name for a key.', {
      code: 'key-name',
      hint: 'Use a page of the campaign without https://, such as example.org/petition: no spaces, no “+”, no e-mail address.',
    });
  }
  return chosen;
}

/** The folder, which lies in the private folder that the first merge makes. */
function openKeysFolder(context: Context, campaign: LoadedCampaign): string {
  const { files } = context.io;
  const folder = keysFolder(campaign, context.cwd);
  readMergeReport(context, path.dirname(folder));
  if (!files.exists(folder)) files.scratch(path.dirname(folder), KEYS_FOLDER);
  return folder;
}

/** Says which keys there are. Secret halves are in no report. */
export function showKeys(context: Context, campaign: LoadedCampaign): KeysReport {
  return describe(context.io.files, keysFolder(campaign, context.cwd), 'show');
}

/**
 * Destroys tree keys with the leaves of their trees: all of them, or the one with this id. What was proved stays proved; nothing new can be.
 * A copy of the folder made elsewhere is not reached.
 * @throws InputError `tree-key-missing` when there is none
 */
export async function destroyTreeKeys(context: Context, campaign: LoadedCampaign, id: string | null): Promise<KeysReport> {
  const { files } = context.io;
  const folder = keysFolder(campaign, context.cwd);
  const chosen = chooseTreeKeys(files, folder, id);
  const held = files.holdFolder(path.dirname(folder));
  try {
    const leaves = files.listFiles(folder).filter((name) => chosen.some((key) => name.startsWith(`leaves-${key.id}-`)));
    const lines = leaves.map((name) => `${name.slice('leaves-'.length, -'.bin'.length)}\n`).join('');
    if (lines !== '') await files.appendFile(path.join(folder, DESTROYED_FILE), lines);
    for (const name of leaves) files.remove(path.join(folder, name));
    for (const key of chosen) files.remove(path.join(folder, key.inUse ? TREE_FILE : `tree-${key.id}.key`));
    return { ...describe(files, folder, 'destroy'), destroyed: chosen.map((key) => key.id) };
  } finally {
    held.release();
  }
}

/** The keys that would be destroyed. */
export function chooseTreeKeys(files: Files, folder: string, id: string | null): TreeKey[] {
  const chosen = readTreeKeys(files, folder).filter((key) => id === null || key.id === id);
  if (chosen.length === 0) {
    throw new InputError(id === null ? 'There is no tree key.' : 'There is no tree key with this id.', {
      code: 'tree-key-missing',
      hint: '`handin keys show` lists them.',
    });
  }
  return chosen;
}

function describe(files: Files, folder: string, action: KeysReport['action']): KeysReport {
  const signer = readSigner(files, folder);
  const names = files.isFolder(folder) ? files.listFiles(folder) : [];
  return {
    formatVersion: 1,
    action,
    verifierKey: signer === null ? null : formatVerifier(signer),
    keyName: signer?.name ?? null,
    treeKeys: readTreeKeys(files, folder).map(({ id, inUse }) => ({
      id,
      inUse,
      trees: names.filter((name) => name.startsWith(`leaves-${id}-`)).length,
    })),
    made: [],
    destroyed: [],
  };
}
