/**
 * Whether a PDF is sealed as it is said to be: offline, from the file and the statement. A seal covers every byte but its own place, so that nothing
 * can be added behind it; and it has one spelling, so that nothing can be hidden in it. That the certificate is the organisers' own, only they can
 * say: nobody is asked to vouch for it.
 */

import { createHash } from 'node:crypto';

import { type PdfSeal, SEAL_BYTES, SEAL_KEYS, type SealProblem, type SealStatement, type VerifiedSeal } from '../model/seal.js';
import { digestOf, isSignedBySigner, readSeal, type SealParts } from './cms.js';

/** What was found, and every problem with it; a sound seal has none. */
export interface SealCheck {
  readonly problems: readonly SealProblem[];
  /** The signer's; null where no certificate can be read. */
  readonly certificate: VerifiedSeal['certificate'];
}

/**
 * Checks the seals of one file.
 * @param bytes of the whole file @param seals that a reader found in it @param stated left out where the pack says that it has no seals
 */
export function checkSeal(bytes: Uint8Array, seals: readonly PdfSeal[], stated: SealStatement | undefined): SealCheck {
  const [seal, ...others] = seals;
  if (stated === undefined) return { problems: seal === undefined ? [] : ['unexpected'], certificate: null };
  if (seal === undefined) return { problems: ['missing'], certificate: null };
  const parts = readSeal(seal.contents);
  const problems = new Set<SealProblem>();
  if (others.length > 0) problems.add('unexpected');
  if (parts === null || seal.keys.join() !== SEAL_KEYS.join()) problems.add('malformed');
  const gap = gapOf(bytes, seal);
  if (gap === null) problems.add('range');
  if (parts === null) return { problems: [...problems], certificate: null };
  if (gap !== null && !digestAround(bytes, gap, parts).equals(parts.digest)) problems.add('digest');
  if (!isSignedBySigner(parts)) problems.add('signature');
  for (const problem of problemsOfCertificates(parts, stated)) problems.add(problem);
  return { problems: [...problems], certificate: parts.certificates[0]?.facts ?? null };
}

/** Certificates other than the stated ones, or out of their days. */
function problemsOfCertificates({ certificates }: SealParts, stated: SealStatement): SealProblem[] {
  const [signer, ...chain] = certificates.map(({ facts }) => facts.sha256);
  const [statedSigner, ...statedChain] = stated.certificates;
  const isStated = signer === statedSigner && chain.sort().join() === [...statedChain].sort().join();
  const day = stated.time.slice(0, 10);
  const facts = certificates[0]?.facts;
  const isValidThen = facts !== undefined && facts.validFrom <= day && day <= facts.validTo;
  return [...(isStated ? [] : (['certificate'] as const)), ...(isValidThen ? [] : (['dates'] as const))];
}

/** The place of the signature, marks included; null unless everything else is covered. */
function gapOf(bytes: Uint8Array, { byteRange, contents }: PdfSeal): { readonly from: number; readonly to: number } | null {
  const [start, from = -1, to = -1, rest, ...more] = byteRange ?? [];
  const isWhole = start === 0 && more.length === 0 && rest !== undefined && to - from === 2 * SEAL_BYTES + 2 && to + rest === bytes.length;
  if (!isWhole || from < 0) return null;
  const gap = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
  // In lower case only: two spellings of a digit would be room for a message.
  return gap === `<${Buffer.from(contents).toString('hex')}>` ? { from, to } : null;
}

function digestAround(bytes: Uint8Array, { from, to }: { readonly from: number; readonly to: number }, { kind }: SealParts): Buffer {
  return createHash(digestOf(kind)).update(bytes.subarray(0, from)).update(bytes.subarray(to)).digest();
}
