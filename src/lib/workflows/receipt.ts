/**
 * Receipts: whether one person is among those whom a pack's tree counts, and, only when asked for and after a warning, the proof of it. A proof
 * can be demanded by others, so there is one at a time and none by default.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import { assertHolds, InputError, RefusedError } from '../errors.js';
import type { ReceiptReport } from '../model/commitment.js';
import { MANIFEST_FILE, type Manifest, parseManifest, SIGNATURE_FILE } from '../pack/manifest.js';
import { formatReceipt } from '../proof/checkpoint.js';
import { campaignId } from '../proof/commitment.js';
import { identityKeyOf, identityWords, withName } from '../proof/identity.js';
import { signNote } from '../proof/note.js';
import { headText, isManifestSigned } from '../proof/pack-signature.js';
import { inclusionProof } from '../proof/tree.js';
import { keysFolder, readSigner, readTree } from './keys.js';
import { readNormalizeData } from './normalize-data.js';
import { privateFolder, withPrivateData } from './private-folder.js';
import { eachPerson, findPerson, type Person } from './tree.js';
import { checkReceipt } from './verify-signature.js';

export interface ReceiptOptions {
  readonly campaign: LoadedCampaign;
  /** Folder of the pack that was handed in. */
  readonly pack: string;
  /** A signature's id, or what the person states. */
  readonly who: { readonly signature: string } | { readonly stated: string };
}

export interface PreparedReceipt {
  readonly report: ReceiptReport;
  /** The receipt; null when the answer is no. */
  readonly text: string | null;
}

/** The pack that a receipt or a sample is about. Throws `InputError`, and `RefusedError` when the pack has no tree. */
export function readCommittedPack(
  context: Context,
  folder: string,
): { readonly manifest: Manifest; readonly bytes: Uint8Array; readonly commitment: NonNullable<Manifest['commitment']> } {
  const place = path.join(folder, MANIFEST_FILE);
  if (!context.io.files.exists(place))
    throw new InputError('There is no pack in that folder.', {
      code: 'pack-missing',
      hint: 'Build it with `handin pack`, or name another folder with --pack.',
    });
  const bytes = context.io.files.readBytes(place);
  const { manifest } = parseManifest(new TextDecoder().decode(bytes));
  if (manifest.commitment === undefined) {
    throw new RefusedError('This pack was built without a tree, so nothing can be proved about one person.', {
      code: 'pack-without-tree',
      hint: '`handin keys new` makes a tree key; packs built after that have a tree.',
    });
  }
  return { manifest, bytes, commitment: manifest.commitment };
}

/** Looks a person up in the tree of a pack and makes the receipt, which is not written anywhere yet. */
export async function prepareReceipt(context: Context, options: ReceiptOptions): Promise<PreparedReceipt> {
  const { files } = context.io;
  const { manifest, bytes, commitment } = readCommittedPack(context, options.pack);
  const keys = keysFolder(options.campaign, context.cwd);
  const { key, leaves } = readTree(files, keys, commitment.root);
  const people = await findPeople(context, options);
  const base = { formatVersion: 1, size: commitment.size, root: commitment.root, receipt: null, openedWith: null } as const;
  if (people.length > 1) return { report: { ...base, outcome: 'shared' }, text: null };
  const [person] = people;
  const found = person === undefined ? null : findPerson(key, campaignId(manifest.campaign.title), leaves, person);
  if (person === undefined || found === null) return { report: { ...base, outcome: 'not-counted' }, text: null };
  const text = formatReceipt({
    salt: found.salt,
    index: found.index,
    path: inclusionProof(leaves, found.index),
    checkpoint: checkpointOf(context, options.pack, keys, manifest, bytes),
  });
  const check = checkReceipt(text, manifest, person.identityKey, null);
  assertHolds(check.outcome === 'included', 'receipt-wrong', 'A receipt that was just made does not hold.');
  return { report: { ...base, outcome: 'counted', openedWith: identityWords(person.identityKey) }, text };
}

/** Everybody whom `who` could be: several only where people share a mailbox or a phone and no name was stated. */
async function findPeople(context: Context, { campaign, who }: ReceiptOptions): Promise<Person[]> {
  const matches = matcherOf(context, who);
  const exact: Person[] = [];
  const sharing: Person[] = [];
  await withPrivateData(context, privateFolder(campaign, context.cwd), (engine) =>
    eachPerson(context, engine, [], (person) => {
      const match = matches(person);
      if (match === 'exact') exact.push(person);
      if (match === 'sharing') sharing.push(person);
    }),
  );
  return exact.length > 0 ? exact : sharing;
}

function matcherOf(context: Context, who: ReceiptOptions['who']): (person: Person) => 'exact' | 'sharing' | 'none' {
  if ('signature' in who) return ({ rowUid }) => (rowUid === who.signature ? 'exact' : 'none');
  const key = statedKey(context, who.stated);
  return ({ identityKey }) => (identityKey === key ? 'exact' : identityKey.startsWith(`${key}:`) ? 'sharing' : 'none');
}

/** What is stated of one of several people who share a mailbox or a phone. */
export function statedWithName(context: Context, stated: string, name: string): string {
  const key = identityKeyOf(stated, readNormalizeData(context).emailDomains);
  return key === null ? stated : withName(key, name);
}

/** The key of what is stated. Throws `InputError` when it is no identity. */
export function statedKey(context: Pick<Context, 'io'>, stated: string): string {
  const key = identityKeyOf(stated, readNormalizeData(context).emailDomains);
  if (key === null) throw unreadableIdentity();
  return key;
}

function unreadableIdentity(): InputError {
  return new InputError('That is neither an e-mail address nor a telephone number in international form.', {
    code: 'identity-unreadable',
    hint: 'For example ann@example.org or +44 7700 900123. For a paper sheet: paper:SHEET:ROW.',
  });
}

/** The signed head that a receipt carries: the pack's own, or one made now where the pack was signed with another tool. */
function checkpointOf(context: Context, pack: string, keys: string, manifest: Manifest, bytes: Uint8Array): string {
  const { files } = context.io;
  const signed = {
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...(manifest.commitment === undefined ? {} : { commitment: manifest.commitment }),
  };
  if (manifest.signature?.kind === 'ed25519') {
    const place = path.join(pack, SIGNATURE_FILE);
    if (!files.exists(place) || !isManifestSigned(signed, manifest.signature, files.readBytes(place)))
      throw new InputError('The signature of this pack is not right.', { code: 'pack-broken', hint: 'See `handin verify`.' });
    return new TextDecoder().decode(files.readBytes(place));
  }
  const signer = readSigner(files, keys);
  if (signer === null) {
    throw new InputError('A receipt holds a signature, and this campaign has no signing key.', {
      code: 'signing-key-missing',
      hint: 'Make one with `handin keys new`.',
    });
  }
  return signNote(headText(signed, signer.name), signer);
}
