/** Certificates and keys for tests, made on the spot: no key lies in the repository, and no program is needed. */

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

import { derNull, derOid, derSequence, derSet, derTagged, derValue } from '../../src/lib/proof/der.js';

export type KeyChoice = 'rsa' | 'p256' | 'p384' | 'ed25519' | 'short-rsa';

export interface TestCertificate {
  readonly bytes: Buffer;
  readonly pem: string;
  readonly key: KeyObject;
  readonly keyPem: string;
}

export interface CertificateWishes {
  readonly key?: KeyChoice;
  readonly name?: string;
  readonly organisation?: string;
  readonly mailbox?: string;
  /** `YYYYMMDDHHMMSS`. */
  readonly from?: string;
  readonly to?: string;
  /** Who vouches for it; itself when left out. */
  readonly issuer?: TestCertificate & { readonly name: string };
}

const keys = new Map<KeyChoice, KeyObject>();

/** One key of each choice, since an RSA key takes a while. */
export function testKey(choice: KeyChoice): KeyObject {
  const known = keys.get(choice);
  if (known !== undefined) return known;
  const made = makeKey(choice);
  keys.set(choice, made);
  return made;
}

function makeKey(choice: KeyChoice): KeyObject {
  switch (choice) {
    case 'rsa':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    case 'short-rsa':
      return generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    case 'p256':
      return generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
    case 'p384':
      return generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey;
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey;
  }
}

const text = (value: string): Buffer => derValue(0x0c, Buffer.from(value, 'utf8'));
const attribute = (oid: string, value: Buffer): Buffer => derSet(derSequence(derOid(oid), value));
const time = (value: string): Buffer => derValue(0x17, Buffer.from(`${value.slice(2)}Z`, 'latin1'));

function nameOf({ name = 'Example Network', organisation, mailbox }: CertificateWishes): Buffer {
  return derSequence(
    ...(organisation === undefined ? [] : [attribute('2.5.4.10', text(organisation))]),
    ...(name === '' ? [] : [attribute('2.5.4.3', text(name))]),
    ...(mailbox === undefined ? [] : [attribute('1.2.840.113549.1.9.1', derValue(0x16, Buffer.from(mailbox, 'latin1')))]),
  );
}

/** Makes a certificate of the kind `openssl req -x509` makes. */
export function makeCertificate(wishes: CertificateWishes = {}): TestCertificate {
  const key = testKey(wishes.key ?? 'rsa');
  const signer = wishes.issuer?.key ?? key;
  const algorithm =
    signer.asymmetricKeyType === 'rsa'
      ? derSequence(derOid('1.2.840.113549.1.1.11'), derNull())
      : signer.asymmetricKeyType === 'ec'
        ? derSequence(derOid('1.2.840.10045.4.3.2'))
        : derSequence(derOid('1.3.101.112'));
  const body = derSequence(
    derTagged(0, derValue(2, Buffer.of(2))),
    derValue(2, Buffer.concat([Buffer.of(0x11), randomBytes(8)])),
    algorithm,
    wishes.issuer === undefined ? nameOf(wishes) : nameOf({ name: wishes.issuer.name }),
    derSequence(time(wishes.from ?? '20200101000000'), time(wishes.to ?? '20401231235959')),
    nameOf(wishes),
    createPublicKeyDer(key),
  );
  const signature = sign(signer.asymmetricKeyType === 'ed25519' ? null : 'sha256', body, signer);
  const bytes = derSequence(body, algorithm, derValue(3, Buffer.of(0), signature));
  const lines = bytes.toString('base64').match(/.{1,64}/gu) ?? [];
  return {
    bytes,
    pem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key,
    keyPem: key.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

function createPublicKeyDer(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

/** The key with a passphrase, as OpenSSL writes it. */
export function encryptedPem(key: KeyObject, passphrase: string): string {
  return createPrivateKey(key.export({ type: 'pkcs8', format: 'pem' })).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase,
  }) as string;
}
