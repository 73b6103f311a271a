/** A sealed PDF from the renderer to the check, and what pdfsig and OpenSSL say of it. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readFileText } from '../../../src/lib/io/file-text.js';
import { files } from '../../../src/lib/io/files.js';
import { readPdf } from '../../../src/lib/io/pdf-read.js';
import type { Release } from '../../../src/lib/model/release.js';
import { SEAL_BYTES } from '../../../src/lib/model/seal.js';
import { checkClosedWorld } from '../../../src/lib/pack/closed-world.js';
import { sealLabel } from '../../../src/lib/pack/seal-dictionary.js';
import { checkSeal } from '../../../src/lib/proof/seal.js';
import { verifyPack } from '../../../src/lib/workflows/verify.js';
import { readTrustedCertificate } from '../../../src/lib/workflows/verify-signature.js';
import type { KeyChoice } from '../../helpers/certificates.js';
import { checkStructure } from '../../helpers/pdf-structure/index.js';
import { petitionRelease } from '../../helpers/releases.js';
import { render } from '../../helpers/rendering.js';
import { runs } from '../../helpers/runs.js';
import { type SealedPack, sealedPack, testPlan, writeManifest } from '../../helpers/sealed.js';

let root = '';
const sealed: Partial<Record<KeyChoice, SealedPack>> = {};
/** A cover and a few names are enough: what a seal covers does not depend on it. */
const small = (language: string): Release => {
  const release = petitionRelease({ sections: ['cover', 'signatories', 'verification'] });
  const published = ['hello@network.example', '1 Example Street, Leeds LS1 0AA'];
  return { ...release, campaign: { ...release.campaign, language }, published };
};
const CHOICES = ['rsa', 'p256', 'p384'] as const;
/** The words of a seal stand in three languages, two of them beyond ASCII. */
const LANGUAGES = { rsa: 'en-GB', p256: 'pl', p384: 'cy' } as const;

beforeAll(async () => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-seal-'));
  for (const key of CHOICES) sealed[key] = await sealedPack(path.join(root, key), small(LANGUAGES[key]), { key, name: 'Réseau Exemple' });
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

function packOf(key: KeyChoice = 'rsa'): SealedPack {
  const pack = sealed[key];
  if (pack === undefined) throw new Error('not sealed');
  return pack;
}

const problemsOf = (bytes: Uint8Array, pack = packOf()): readonly string[] =>
  checkSeal(bytes, readPdf(bytes).seals, pack.release.seal).problems;

/** First and last byte of the place of the signature. */
function gapIn(bytes: Buffer): { from: number; to: number } {
  const from = bytes.indexOf('/Contents <') + '/Contents '.length;
  return { from, to: from + 2 * SEAL_BYTES + 2 };
}

describe.each(CHOICES)('a document sealed with a key %s', (key) => {
  it('is sound, and says nothing but what its release accounts for', () => {
    const { bytes, release, fingerprint } = packOf(key);
    expect(problemsOf(bytes, packOf(key))).toEqual([]);
    const [document] = release.documents;
    if (document === undefined) throw new Error('no document');
    expect(checkClosedWorld(readPdf(bytes), release, document, fingerprint)).toEqual([]);
  });

  it('has a field that assistive technology finds and names, and tags that hold together', () => {
    const { bytes, release } = packOf(key);
    expect(checkStructure(bytes)).toEqual([]);
    expect(readPdf(bytes).metadata).toContain(sealLabel(release.campaign.language));
  });

  it('is verified with its manifest, in text and numbers', () => {
    const report = verifyPack({ files, readFileText }, path.join(root, key));
    expect(report.findings).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.seals).toEqual([{ file: 'home-secretary.pdf', isSound: true, certificate: packOf(key).plan.certificate }]);
  });
});

describe('a sealed document', () => {
  it('is the document that was drawn, but for the place of the seal', async () => {
    const { bytes, release } = packOf();
    const drawn = await render(release);
    const { from, to } = gapIn(bytes);
    expect(drawn.length).toBe(bytes.length);
    expect(drawn.subarray(to).equals(bytes.subarray(to))).toBe(true);
    const rangeAt = bytes.indexOf('/ByteRange');
    expect(drawn.subarray(0, rangeAt).equals(bytes.subarray(0, rangeAt))).toBe(true);
    expect(bytes.toString('latin1', rangeAt, from)).toMatch(
      new RegExp(`^/ByteRange \\[0 ${from} ${to} ${bytes.length - to} *\\]/Contents $`, 'u'),
    );
  });

  it('is held against the certificate that somebody has from elsewhere: its digits, in any grouping, or its file', () => {
    const { plan } = packOf();
    const digits = plan.certificate.sha256;
    const verified = (given: string): string[] => {
      const certificate = readTrustedCertificate(files, given, root);
      const report = verifyPack({ files, readFileText }, path.join(root, 'rsa'), { keys: null, receipt: null, certificate });
      return report.findings.flatMap((finding) => (finding.kind === 'integrity' ? [finding.code] : []));
    };
    expect(verified(digits)).toEqual([]);
    expect(verified((digits.toUpperCase().match(/../gu) ?? []).join(':'))).toEqual([]);
    expect(verified(path.join('rsa-keys', 'seal.pem'))).toEqual([]);
    expect(verified(path.join('p256-keys', 'seal.pem'))).toEqual(['seal-other-certificate']);
    for (const none of ['1234', 'nowhere.pem', path.join('rsa-keys', 'seal.key')]) expect(() => verified(none)).toThrow('neither');
  });

  it('is found changed with any one byte changed', () => {
    const { bytes } = packOf();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ change;
        let problems: readonly string[];
        try {
          problems = problemsOf(changed);
        } catch {
          // No PDF any more, which is noticed too.
          problems = ['unreadable'];
        }
        expect(problems).not.toEqual([]);
      }),
      { numRuns: runs(25, 3000) },
    );
  });

  it.each<[string, (bytes: Buffer) => Buffer, string]>([
    [
      'a revision behind it',
      (bytes) => Buffer.concat([bytes, Buffer.from('\n9999 0 obj\n<</Title(Other)>>\nendobj\nstartxref\n0\n%%EOF')]),
      'range',
    ],
    ['a line behind it', (bytes) => Buffer.concat([bytes, Buffer.from('\n')]), 'range'],
    ['a byte taken off its end', (bytes) => bytes.subarray(0, -1), 'range'],
    [
      'a range that leaves its end out',
      (bytes) => {
        const text = bytes.toString('latin1');
        const [range = ''] = /\/ByteRange \[[^\]]*\]/u.exec(text) ?? [];
        const shorter = range.replace(
          /(\d+)( *\])$/u,
          (_, last: string, rest: string) => String(Number(last) - 9).padEnd(last.length) + rest,
        );
        return Buffer.from(text.replace(range, shorter), 'latin1');
      },
      'range',
    ],
    [
      'something in the zeros behind the signature',
      (bytes) => {
        const { to } = gapIn(bytes);
        const changed = Buffer.from(bytes);
        changed.write('416d696e61', to - 11, 'latin1');
        return changed;
      },
      'malformed',
    ],
    [
      'digits in capitals, which are room for a message',
      (bytes) => {
        const { from } = gapIn(bytes);
        const changed = Buffer.from(bytes);
        const at = from + changed.toString('latin1', from, from + 4000).search(/[a-f]/u);
        changed.write(changed.toString('latin1', at, at + 1).toUpperCase(), at, 'latin1');
        return changed;
      },
      'range',
    ],
    ['a letter changed', (bytes) => Buffer.from(bytes.toString('latin1').replace('/MarkInfo', '/MarkInfa'), 'latin1'), 'digest'],
    ['another time', (bytes) => Buffer.from(bytes.toString('latin1').replace('/M(D:2026', '/M(D:2025'), 'latin1'), 'digest'],
  ])('with %s is told', (_, change, problem) => {
    expect(problemsOf(change(packOf().bytes))).toContain(problem);
  });

  it('with a second signature in it is told', () => {
    const { bytes } = packOf();
    const [seal] = readPdf(bytes).seals;
    if (seal === undefined) throw new Error('no seal');
    expect(checkSeal(bytes, [seal, seal], packOf().release.seal).problems).toEqual(['unexpected']);
  });

  it('sealed by somebody else is told, although that seal is whole', async () => {
    const { release } = packOf();
    const place = path.join(root, 'other.pdf');
    fs.writeFileSync(place, await render(release));
    const folder = path.join(root, 'other-keys');
    fs.mkdirSync(folder);
    await testPlan(folder, release.date, { name: 'Réseau Exemple' }).seal(place);
    expect(problemsOf(fs.readFileSync(place))).toEqual(['certificate']);
  });

  it('without the seal that its manifest states is told, and with one that it does not', async () => {
    const { seal: _, ...unsealed } = packOf().release;
    const bare = await render(unsealed);
    expect(problemsOf(bare)).toEqual(['missing']);
    expect(checkSeal(packOf().bytes, readPdf(packOf().bytes).seals, undefined).problems).toEqual(['unexpected']);
    expect(checkSeal(bare, readPdf(bare).seals, undefined).problems).toEqual([]);
  });

  it('with a certificate that did not hold on its day is told', () => {
    const pack = packOf();
    if (pack.release.seal === undefined) throw new Error('no seal');
    const stated = { ...pack.release.seal, time: '2041-01-01T00:00:00Z' };
    expect(checkSeal(pack.bytes, readPdf(pack.bytes).seals, stated).problems).toEqual(['dates']);
  });

  it('that is changed with its manifest put right is still told by its seal', () => {
    const { release, fingerprint, bytes } = packOf();
    const folder = path.join(root, 'changed');
    fs.mkdirSync(folder);
    const changed = Buffer.from(bytes);
    const at = changed.lastIndexOf('startxref') - 40;
    changed[at] = (changed[at] ?? 0) ^ 1;
    writeManifest(folder, release, fingerprint, changed);
    const { findings, seals } = verifyPack({ files, readFileText }, folder);
    expect(findings).toContainEqual({ kind: 'integrity', code: 'seal-digest', where: 'home-secretary.pdf' });
    expect(findings.filter((finding) => finding.kind === 'integrity' && finding.code === 'file-changed')).toEqual([]);
    expect(seals.map(({ isSound }) => isSound)).toEqual([false]);
  });
});

const has = (program: string): boolean => spawnSync(program, ['-h']).error === undefined;

describe('others agree', () => {
  const hasPdfsig = has('pdfsig');
  it.runIf(hasPdfsig).each(CHOICES)('pdfsig finds the seal with a key %s valid, and over the whole file', (key) => {
    const said = spawnSync('pdfsig', ['-nocert', path.join(root, key, 'home-secretary.pdf')], { encoding: 'utf8' }).stdout;
    expect(said).toContain('Signature is Valid.');
    expect(said).toContain('Total document signed');
    expect(said).toContain('ETSI.CAdES.detached');
    expect(said).toContain('Signer Certificate Common Name: Réseau Exemple');
  });

  it.runIf(hasPdfsig)('pdfsig finds a changed byte', () => {
    const changed = Buffer.from(packOf().bytes);
    const at = changed.indexOf('/MarkInfo') + 5;
    changed[at] = (changed[at] ?? 0) ^ 1;
    fs.writeFileSync(path.join(root, 'byte.pdf'), changed);
    expect(spawnSync('pdfsig', ['-nocert', path.join(root, 'byte.pdf')], { encoding: 'utf8' }).stdout).toContain('Digest Mismatch');
  });

  const hasOpenssl = spawnSync('openssl', ['version']).error === undefined;
  it.runIf(hasOpenssl).each(CHOICES)('OpenSSL verifies the signature with a key %s over the covered bytes', (key) => {
    const { bytes } = packOf(key);
    const { from, to } = gapIn(bytes);
    const [seal] = readPdf(bytes).seals;
    const at = (name: string): string => path.join(root, `${key}-${name}`);
    fs.writeFileSync(at('seal.der'), seal?.contents ?? '');
    fs.writeFileSync(at('covered'), Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]));
    const args = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', at('seal.der'), '-content', at('covered')];
    const run = spawnSync(
      'openssl',
      [...args, '-CAfile', path.join(root, `${key}-keys`, 'seal.pem'), '-purpose', 'any', '-out', os.devNull],
      {
        encoding: 'utf8',
      },
    );
    expect(run.stderr).toContain('Verification successful');
  });

  it.skipIf(hasPdfsig)('SKIPPED: pdfsig (poppler-utils) is not installed, so only our own check was made', () => undefined);
  it.skipIf(hasOpenssl)('SKIPPED: openssl is not installed, so only our own check was made', () => undefined);
});
