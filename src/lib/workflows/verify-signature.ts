/** The part of `verify` about `manifest.sig` and about receipts. Works offline, from the pack, the keys that were given and what a person states. */

import { createHash } from 'node:crypto';
import path from 'node:path';

import type { Files } from '../context.js';
import { InputError } from '../errors.js';
import type { ReceiptCheck, SignatureStatement, VerifiedSignature } from '../model/commitment.js';
import { CONSENT_LEVELS } from '../model/record.js';
import type { IntegrityCode } from '../model/verify-report.js';
import { type Manifest, SIGNATURE_FILE } from '../pack/manifest.js';
import { readPemCertificates } from '../proof/certificate.js';
import { parseReceipt } from '../proof/checkpoint.js';
import { campaignId, commitmentOf } from '../proof/commitment.js';
import { checkNote, parseVerifier } from '../proof/note.js';
import { isManifestSigned, isTrusted, parseKeys } from '../proof/pack-signature.js';
import { leafHash, verifyInclusion } from '../proof/tree.js';

/**
 * The keys in what was given: a key itself, or the path of a file of keys.
 * @throws InputError `verify-key` when there is none in it
 */
export function readTrustedKeys(files: Pick<Files, 'exists' | 'isFolder' | 'readText'>, given: string, cwd: string): SignatureStatement[] {
  const direct = parseKeys(given);
  if (direct !== null) return direct;
  const place = path.resolve(cwd, given);
  const keys = files.exists(place) && !files.isFolder(place) ? parseKeys(files.readText(place)) : null;
  if (keys === null) {
    throw new InputError('--key is neither a public key nor a file of public keys.', {
      code: 'verify-key',
      hint: 'Copy the line from the campaign’s site (NAME+12345678+ABC…), a line of ssh-ed25519, or the public key of minisign.',
    });
  }
  return keys;
}

/**
 * The digits (SHA-256) of the certificate in what was given: the digits themselves, in groups or not, or the path of a PEM file.
 * @throws InputError `verify-certificate` when there is none in it
 */
export function readTrustedCertificate(files: Pick<Files, 'exists' | 'isFolder' | 'readText'>, given: string, cwd: string): string {
  const digits = given.replace(/[\s:]/gu, '').toLowerCase();
  if (/^[0-9a-f]{64}$/u.test(digits)) return digits;
  const place = path.resolve(cwd, given);
  const [certificate] = files.exists(place) && !files.isFolder(place) ? (readPemCertificates(files.readText(place)) ?? []) : [];
  if (certificate !== undefined) return certificate.facts.sha256;
  throw new InputError('--certificate is neither the 64 digits of a certificate nor a PEM file with one.', {
    code: 'verify-certificate',
    hint: 'Copy the digits from the organisers’ own site, or save their certificate from there.',
  });
}

/** Checks the signature of a manifest; what is wrong goes to `note`. */
export function checkPackSignature(
  files: Pick<Files, 'exists' | 'readBytes' | 'isFolder'>,
  folder: string,
  manifest: Manifest,
  manifestBytes: Uint8Array,
  trusted: readonly SignatureStatement[] | null,
  note: (code: IntegrityCode, where: string) => void,
): VerifiedSignature | null {
  const place = path.join(folder, SIGNATURE_FILE);
  const isThere = files.exists(place) && !files.isFolder(place);
  const stated = manifest.signature;
  if (stated === undefined) {
    if (isThere) note('signature-unexpected', SIGNATURE_FILE);
    if (trusted !== null) note('signature-missing', SIGNATURE_FILE);
    return null;
  }
  if (!isThere) {
    note('signature-missing', SIGNATURE_FILE);
    return null;
  }
  const signature = files.readBytes(place);
  const signed = {
    bytes: manifestBytes,
    sha256: createHash('sha256').update(manifestBytes).digest('hex'),
    ...(manifest.commitment === undefined ? {} : { commitment: manifest.commitment }),
  };
  if (!isManifestSigned(signed, stated, signature)) {
    note('signature-wrong', SIGNATURE_FILE);
    return null;
  }
  const isByTrusted = trusted === null ? null : isTrusted(stated, signature, trusted);
  if (isByTrusted === false) note('signature-other-key', SIGNATURE_FILE);
  return { ...stated, isTrusted: isByTrusted };
}

/**
 * Checks a receipt against a pack.
 * @param identityKey of the person whom the receipt is said to be about; see `proof/identity.ts`
 */
export function checkReceipt(
  text: string,
  manifest: Manifest,
  identityKey: string,
  trusted: readonly SignatureStatement[] | null,
): ReceiptCheck {
  const receipt = parseReceipt(text);
  if (receipt === null) return { outcome: 'unreadable', consentLevel: null };
  const { commitment } = manifest;
  const root = Buffer.from(receipt.head.tree.root);
  if (commitment === undefined || commitment.size !== receipt.head.tree.size || commitment.root !== root.toString('hex'))
    return { outcome: 'other-pack', consentLevel: null };
  const keys = trusted ?? (manifest.signature === undefined ? [] : [manifest.signature]);
  const verifiers = keys.flatMap(({ kind, key }) => (kind === 'ed25519' ? (parseVerifier(key) ?? []) : []));
  // Where the pack was signed with another tool, its own manifest holds the root, and the receipt's signature adds nothing.
  if (verifiers.length > 0 && checkNote(receipt.note, verifiers) !== 'valid') return { outcome: 'signature-wrong', consentLevel: null };
  const campaign = campaignId(manifest.campaign.title);
  const { size } = commitment;
  const consentLevel = CONSENT_LEVELS.find((level) => {
    const leaf = leafHash(commitmentOf(receipt.salt, campaign, identityKey, level));
    return verifyInclusion({ leaf, index: receipt.index, size, path: receipt.path, root });
  });
  return consentLevel === undefined ? { outcome: 'not-included', consentLevel: null } : { outcome: 'included', consentLevel };
}
