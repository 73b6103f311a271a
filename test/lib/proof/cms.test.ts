import { createHash, randomBytes } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SEAL_BYTES, type SealKind } from '../../../src/lib/model/seal.js';
import { readCertificate, readPemCertificates, textsOf } from '../../../src/lib/proof/certificate.js';
import { isSignedBySigner, readSeal, signDigest, writeSeal } from '../../../src/lib/proof/cms.js';
import { derOctets, derOid, derSequence, derSet, derTagged, derValue, inside, readDerAt } from '../../../src/lib/proof/der.js';
import { type KeyChoice, makeCertificate } from '../../helpers/certificates.js';
import { runs } from '../../helpers/runs.js';

const KINDS: readonly (readonly [KeyChoice, SealKind, number])[] = [
  ['rsa', 'rsa-sha256', 32],
  ['p256', 'ecdsa-sha256', 32],
  ['p384', 'ecdsa-sha384', 48],
];

function certificateOf(key: KeyChoice) {
  const made = makeCertificate({ key });
  const certificate = readCertificate(made.bytes);
  if (certificate === null) throw new Error('no certificate');
  return { certificate, key: made.key };
}

const padded = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, Buffer.alloc(SEAL_BYTES - bytes.length)]);

describe('certificates', () => {
  it('are read: whom they name, since when, until when, and how their key signs', () => {
    const { bytes } = makeCertificate({
      name: 'Réseau Exemple',
      organisation: 'Example Trust',
      from: '20250102030405',
      to: '20270102030405',
    });
    expect(readCertificate(bytes)).toMatchObject({
      kind: 'rsa-sha256',
      facts: {
        sha256: createHash('sha256').update(bytes).digest('hex'),
        name: 'Réseau Exemple',
        issuer: 'Réseau Exemple',
        isSelfSigned: true,
        validFrom: '2025-01-02',
        validTo: '2027-01-02',
        key: 'RSA 2048',
      },
    });
  });

  it('name their organisation where there is no common name', () => {
    expect(readCertificate(makeCertificate({ name: '', organisation: 'Example Trust' }).bytes)?.facts.name).toBe('Example Trust');
  });

  it.each<[KeyChoice, SealKind | null, string]>([
    ['p256', 'ecdsa-sha256', 'EC P-256'],
    ['p384', 'ecdsa-sha384', 'EC P-384'],
    ['ed25519', null, 'another kind'],
    ['short-rsa', null, 'RSA 1024'],
  ])('with a key %s sign as %s', (key, kind, words) => {
    expect(readCertificate(makeCertificate({ key }).bytes)).toMatchObject({ kind, facts: { key: words } });
  });

  it('say all that can be read in them', () => {
    const { bytes } = makeCertificate({ name: 'Ann Example', organisation: 'Example Trust', mailbox: 'ann@example.org' });
    expect(textsOf(bytes).sort()).toEqual(['Ann Example', 'Example Trust', 'ann@example.org']);
  });

  it('are found in a PEM file in its order, and what is no certificate spoils the file', () => {
    const [first, second] = [makeCertificate({ name: 'A' }), makeCertificate({ name: 'B' })];
    const names = readPemCertificates(`${first.pem}${second.keyPem}${second.pem}`)?.map(({ facts }) => facts.name);
    expect(names).toEqual(['A', 'B']);
    expect(readPemCertificates('nothing here')).toEqual([]);
    expect(readPemCertificates(first.pem.replace('MI', 'MJ'))).toBeNull();
  });

  it('are never read from noise', () => {
    const { bytes } = makeCertificate();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ change;
        const read = readCertificate(changed);
        expect(read === null || read.bytes.equals(changed)).toBe(true);
      }),
      { numRuns: runs(60, 2000) },
    );
  });
});

describe.each(KINDS)('a signature with a key %s', (choice, kind, length) => {
  const { certificate, key } = certificateOf(choice);
  const digest = randomBytes(length);
  const made = signDigest(kind, [certificate], key, digest);

  it('is read as it was made, and belongs to its certificate', () => {
    const parts = readSeal(padded(made));
    expect(parts).toMatchObject({ kind, certificates: [{ facts: certificate.facts }] });
    expect(Buffer.from(parts?.digest ?? []).equals(digest)).toBe(true);
    expect(parts !== null && isSignedBySigner(parts)).toBe(true);
  });

  it('is the same each time with RSA, and never with EC', () => {
    expect(signDigest(kind, [certificate], key, digest).equals(made)).toBe(kind === 'rsa-sha256');
  });

  it('is not found sound with any byte changed', () => {
    fc.assert(
      fc.property(fc.nat(made.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = padded(made);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        const parts = readSeal(bytes);
        const isSame = parts !== null && isSignedBySigner(parts) && parts.certificates[0]?.bytes.equals(certificate.bytes);
        expect(isSame && digest.equals(parts.digest)).not.toBe(true);
      }),
      { numRuns: runs(80, 3000) },
    );
  });
});

describe('a signature', () => {
  const { certificate, key } = certificateOf('rsa');
  const digest = randomBytes(32);
  const made = signDigest('rsa-sha256', [certificate], key, digest);
  /** The signature with something about its signer changed, every length around it put right. */
  const withSigner = (change: (fields: Buffer[]) => Buffer[]): Buffer => {
    const [type, wrapped] = inside(readDerAt(made, 0), 0x30);
    const data = inside(inside(wrapped, 0xa0)[0], 0x30).map(({ whole }) => whole);
    const info = inside(inside(readDerAt(data[4] ?? Buffer.alloc(0), 0), 0x31)[0], 0x30).map(({ whole }) => whole);
    const changed = derSequence(...data.slice(0, 4), derSet(derSequence(...change(info))));
    return derSequence(type?.whole ?? Buffer.alloc(0), derTagged(0, changed));
  };

  it('keeps its parts when it is only written again', () => {
    expect(withSigner((fields) => fields).equals(made)).toBe(true);
  });

  it.each<[string, () => Buffer]>([
    [
      'attributes that are not signed',
      () =>
        padded(withSigner((fields) => [...fields, derTagged(1, derSequence(derOid('1.2.3'), derSet(derOctets(Buffer.from('Amina')))))])),
    ],
    [
      'another attribute among the signed ones',
      () =>
        padded(
          withSigner((fields) =>
            fields.map((field, at) =>
              at === 3 ? derTagged(0, readDerAt(field, 0).content, derSequence(derOid('1.2.3'), derSet())) : field,
            ),
          ),
        ),
    ],
    [
      'parameters of the digest',
      () =>
        padded(
          withSigner((fields) => fields.map((field, at) => (at === 2 ? derSequence(readDerAt(field, 0).content, derValue(5)) : field))),
        ),
    ],
    ['something in the zeros behind it', () => Buffer.concat([padded(made).subarray(0, -1), Buffer.of(1)])],
    ['another length', () => Buffer.concat([padded(made), Buffer.alloc(1)])],
    ['a second copy behind it', () => padded(Buffer.concat([made, made]))],
    ['nothing', () => padded(Buffer.alloc(0))],
  ])('with %s is refused', (_, make) => {
    expect(readSeal(make())).toBeNull();
  });

  it('carries the certificates of those who vouch for its own', () => {
    const root = makeCertificate({ name: 'Example Authority', key: 'p256' });
    const leaf = makeCertificate({ name: 'Example Network', issuer: { ...root, name: 'Example Authority' } });
    const chain = readPemCertificates(leaf.pem + root.pem) ?? [];
    expect(chain.map(({ facts }) => [facts.name, facts.issuer, facts.isSelfSigned])).toEqual([
      ['Example Network', 'Example Authority', false],
      ['Example Authority', 'Example Authority', true],
    ]);
    const parts = readSeal(padded(signDigest('rsa-sha256', chain, leaf.key, digest)));
    expect(parts?.certificates.map(({ facts }) => facts.name)).toEqual(['Example Network', 'Example Authority']);
    expect(parts !== null && isSignedBySigner(parts)).toBe(true);
  });

  it('does not belong to a certificate whose key did not make it', () => {
    const other = readCertificate(makeCertificate({ key: 'p256' }).bytes);
    if (other === null) throw new Error('no certificate');
    const parts = readSeal(padded(signDigest('ecdsa-sha256', [other], certificateOf('p384').key, digest)));
    expect(parts !== null && isSignedBySigner(parts)).toBe(false);
    const swapped = readSeal(padded(writeSeal({ kind: 'rsa-sha256', certificates: [other], digest, signature: Buffer.alloc(256, 1) })));
    expect(swapped !== null && isSignedBySigner(swapped)).toBe(false);
  });
});
