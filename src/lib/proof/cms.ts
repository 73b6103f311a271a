/**
 * The signature itself: SignedData of the Cryptographic Message Syntax (RFC 5652), detached, with the three attributes that PAdES B-B asks for and
 * none besides: content type, digest, and which certificate it is (RFC 5035). It has one spelling: what was read is written again and must be equal,
 * so nothing can be added to it, neither attributes that are not signed nor a second signer.
 */

import { createHash, type KeyObject, sign, verify } from 'node:crypto';

import { SEAL_BYTES, type SealKind } from '../model/seal.js';
import { type Certificate, readCertificate } from './certificate.js';
import {
  DerProblem,
  type DerValue,
  derNull,
  derOctets,
  derOid,
  derSequence,
  derSet,
  derSmall,
  derTagged,
  inside,
  readDer,
  readDerAt,
  sorted,
  TAG,
} from './der.js';

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;

/** RFC 5754: digests without parameters, RSA with an empty one. */
const KINDS: Readonly<
  Record<SealKind, { readonly digest: 'sha256' | 'sha384'; readonly digestOid: string; readonly signatureOid: string }>
> = {
  'rsa-sha256': { digest: 'sha256', digestOid: '2.16.840.1.101.3.4.2.1', signatureOid: '1.2.840.113549.1.1.11' },
  'ecdsa-sha256': { digest: 'sha256', digestOid: '2.16.840.1.101.3.4.2.1', signatureOid: '1.2.840.10045.4.3.2' },
  'ecdsa-sha384': { digest: 'sha384', digestOid: '2.16.840.1.101.3.4.2.2', signatureOid: '1.2.840.10045.4.3.3' },
};

/** The digest that a kind signs. */
export const digestOf = (kind: SealKind): 'sha256' | 'sha384' => KINDS[kind].digest;

/** What a signature is made of. */
export interface SealParts {
  readonly kind: SealKind;
  /** The signer's first, then those that lead to who vouches for it. */
  readonly certificates: readonly Certificate[];
  /** Of the bytes that are sealed. */
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Signs a digest. RSA gives the same bytes each time; ECDSA draws a random number and does not.
 * @param certificates the signer's first; its kind must be known
 */
export function signDigest(kind: SealKind, certificates: readonly Certificate[], key: KeyObject, digest: Uint8Array): Buffer {
  const [signer] = certificates;
  if (signer === undefined) throw new DerProblem('no certificate');
  const signature = sign(KINDS[kind].digest, signedAttributes(digest, signer), key);
  return writeSeal({ kind, certificates, digest, signature });
}

/** The bytes of a signature. */
export function writeSeal({ kind, certificates, digest, signature }: SealParts): Buffer {
  const [signer] = certificates;
  if (signer === undefined) throw new DerProblem('no certificate');
  const { digestOid, signatureOid } = KINDS[kind];
  const digestAlgorithm = derSequence(derOid(digestOid));
  const signatureAlgorithm = kind === 'rsa-sha256' ? derSequence(derOid(signatureOid), derNull()) : derSequence(derOid(signatureOid));
  const signerInfo = derSequence(
    derSmall(1),
    signer.issuerAndSerial,
    digestAlgorithm,
    derTagged(0, readDerAt(signedAttributes(digest, signer), 0).content),
    signatureAlgorithm,
    derOctets(signature),
  );
  const signedData = derSequence(
    derSmall(1),
    derSet(digestAlgorithm),
    derSequence(derOid(OID.data)),
    derTagged(0, ...sorted(certificates.map(({ bytes }) => bytes))),
    derSet(signerInfo),
  );
  return derSequence(derOid(OID.signedData), derTagged(0, signedData));
}

/** What is signed: a set of attributes, with the tag of a set (RFC 5652, 5.4). No time is among them: PAdES has it in the PDF. */
function signedAttributes(digest: Uint8Array, signer: Certificate): Buffer {
  const certificateHash = createHash('sha256').update(signer.bytes).digest();
  return derSet(
    derSequence(derOid(OID.contentType), derSet(derOid(OID.data))),
    derSequence(derOid(OID.messageDigest), derSet(derOctets(digest))),
    // SHA-256 is the default of RFC 5035 and so is not written.
    derSequence(derOid(OID.signingCertificateV2), derSet(derSequence(derSequence(derSequence(derOctets(certificateHash)))))),
  );
}

/**
 * The parts of a signature of exactly this form, with the zeros that fill its place; null for anything else. The certificates come with the signer's
 * first and the others in the order of the file.
 */
export function readSeal(padded: Uint8Array): SealParts | null {
  try {
    const contentInfo = readDerAt(padded, 0);
    if (padded.length !== SEAL_BYTES || padded.subarray(contentInfo.whole.length).some((byte) => byte !== 0)) return null;
    const parts = partsOf(contentInfo);
    return parts !== null && writeSeal(parts).equals(contentInfo.whole) ? parts : null;
  } catch (cause) {
    if (cause instanceof DerProblem) return null;
    throw cause;
  }
}

function partsOf(contentInfo: DerValue): SealParts | null {
  const [, wrapped] = inside(contentInfo, TAG.sequence);
  const signedData = inside(inside(wrapped, 0xa0)[0], TAG.sequence);
  const certificates = readDer(signedData[3]?.content ?? Buffer.alloc(0)).map(({ whole }) => readCertificate(whole));
  const [info] = inside(signedData[4], TAG.set);
  const [, sid, , attributes, algorithm, signature] = inside(info, TAG.sequence);
  const oid = inside(algorithm, TAG.sequence)[0]?.whole;
  const kind = (Object.keys(KINDS) as SealKind[]).find((known) => oid?.equals(derOid(KINDS[known].signatureOid)));
  const signer = certificates.find((certificate) => sid !== undefined && certificate?.issuerAndSerial.equals(sid.whole));
  const digest = inside(attributes, 0xa0)
    .map((attribute) => inside(attribute, TAG.sequence))
    .find(([type]) => type?.whole.equals(derOid(OID.messageDigest)))?.[1];
  if (kind === undefined || signer === undefined || signer === null || digest === undefined || signature?.tag !== TAG.octets) return null;
  const others = certificates.filter((certificate) => certificate !== null && certificate !== signer);
  if (others.length + 1 !== certificates.length) return null;
  return {
    kind,
    certificates: [signer, ...others.filter((certificate) => certificate !== null)],
    digest: inside(digest, TAG.set)[0]?.content ?? Buffer.alloc(0),
    signature: signature.content,
  };
}

/** Whether the signature is by the key of the signer's certificate. */
export function isSignedBySigner({ kind, certificates, digest, signature }: SealParts): boolean {
  const [signer] = certificates;
  if (signer === undefined || signer.kind !== kind) return false;
  return verify(KINDS[kind].digest, signedAttributes(digest, signer), signer.x509.publicKey, signature);
}
