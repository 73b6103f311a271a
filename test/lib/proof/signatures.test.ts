import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { TREE_VERSION } from '../../../src/lib/model/commitment.js';
import { formatMinisignKey, isSignedWithMinisign, type MinisignKey, parseMinisignKey } from '../../../src/lib/proof/minisign.js';
import { formatNote, formatVerifier, parseNote, signerOf, signNote } from '../../../src/lib/proof/note.js';
import { headText, isManifestSigned, isTrusted, parseKey, parseKeys } from '../../../src/lib/proof/pack-signature.js';
import { formatSshKey, isSignedWithSsh, parseSshKey } from '../../../src/lib/proof/ssh-signature.js';
import { runs } from '../../helpers/runs.js';

/** Published with the library minisign-verify (MIT), in its tests: signatures over the word "test" that minisign itself made. */
const MINISIGN_KEY = 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3';
const PREHASHED = `untrusted comment: signature from minisign secret key
RUQf6LRCGA9i559r3g7V1qNyJDApGip8MfqcadIgT9CuhV3EMhHoN1mGTkUidF/z7SrlQgXdy8ofjb7bNJJylDOocrCo8KLzZwo=
trusted comment: timestamp:1556193335\tfile:test
y/rUw2y8/hOUYjZU71eHp/Wo1KZ40fGy2VJEDl34XMJM+TX48Ss/17u3IvIfbVR1FkZZSNCisQbuQY+bHwhEBg==
`;
const LEGACY = `untrusted comment: signature from minisign secret key
RWQf6LRCGA9i59SLOFxz6NxvASXDJeRtuZykwQepbDEGt87ig1BNpWaVWuNrm73YiIiJbq71Wi+dP9eKL8OC351vwIasSSbXxwA=
trusted comment: timestamp:1555779966\tfile:test
QtKMXWyYcwdpZAlPF7tE2ENJkRd1ujvKjlj1m9RtHTBnZPa5WKU5uWRs5GoP5M/VqE81QFuMKI5k/SfNQUaOAA==
`;

function minisignKey(text: string): MinisignKey {
  const key = parseMinisignKey(text);
  if (key === null) throw new Error('no key');
  return key;
}

describe('a signature of minisign', () => {
  const key = minisignKey(MINISIGN_KEY);
  const message = Buffer.from('test');

  it.each([
    ['over the hash', PREHASHED],
    ['over the file, as old versions made it', LEGACY],
  ])('is right %s', (_, text) => {
    expect(isSignedWithMinisign(text, key, message, true)).toBe(true);
    expect(isSignedWithMinisign(text, key, Buffer.from('Test'), true)).toBe(false);
    // A pack's own signature has the comment that handin asks for, because nothing else protects that line.
    expect(isSignedWithMinisign(text, key, message)).toBe(false);
  });

  it('is wrong for any changed letter below the first line', () => {
    const from = PREHASHED.indexOf('\n') + 1;
    fc.assert(
      fc.property(fc.integer({ min: from, max: PREHASHED.length - 1 }), fc.integer({ min: 0, max: 6 }), (at, bit) => {
        const changed = PREHASHED.slice(0, at) + String.fromCharCode(PREHASHED.charCodeAt(at) ^ (1 << bit)) + PREHASHED.slice(at + 1);
        expect(isSignedWithMinisign(changed, key, message, true)).toBe(false);
      }),
      { numRuns: runs(200, 2000) },
    );
  });

  it('has a key of one line, or a file of two', () => {
    expect(formatMinisignKey(minisignKey(`untrusted comment: minisign public key E7620F1842B4E81F\n${MINISIGN_KEY}\n`))).toBe(MINISIGN_KEY);
    for (const text of ['', `x\n${MINISIGN_KEY}`, MINISIGN_KEY.slice(2), `${MINISIGN_KEY}\n${MINISIGN_KEY}`])
      expect(parseMinisignKey(text)).toBeNull();
  });
});

const hasSsh = spawnSync('ssh-keygen', ['-?']).error === undefined;

/** A key and a signature that ssh-keygen made a moment ago. */
function signWithSsh(message: Uint8Array): { readonly publicKey: string; readonly signature: string } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-ssh-'));
  try {
    const key = path.join(folder, 'key');
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'volunteer@laptop', '-f', key]);
    const signature = spawnSync('ssh-keygen', ['-Y', 'sign', '-f', key, '-n', 'handin'], { input: message, encoding: 'utf8' }).stdout;
    return { publicKey: fs.readFileSync(`${key}.pub`, 'utf8'), signature };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

describe('a signature of ssh-keygen', () => {
  it.skipIf(!hasSsh)('is right as it was made, and wrong for any flipped bit', () => {
    const message = Buffer.from('a manifest\n');
    const { publicKey, signature } = signWithSsh(message);
    const key = parseSshKey(publicKey) ?? Buffer.alloc(0);
    expect(isSignedWithSsh(signature, key, message)).toBe(true);
    expect(isSignedWithSsh(signature, key, Buffer.from('another\n'))).toBe(false);
    expect(isSignedWithSsh(signature, Buffer.alloc(32), message)).toBe(false);
    expect(publicKey.startsWith(formatSshKey(key))).toBe(true);
    expect(formatSshKey(key)).not.toContain('volunteer');
    fc.assert(
      fc.property(fc.nat({ max: signature.length - 1 }), fc.integer({ min: 0, max: 6 }), (at, bit) => {
        const changed = signature.slice(0, at) + String.fromCharCode(signature.charCodeAt(at) ^ (1 << bit)) + signature.slice(at + 1);
        expect(isSignedWithSsh(changed, key, message)).toBe(false);
      }),
      { numRuns: runs(200, 2000) },
    );
  });

  it.each([
    '',
    'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ',
    'ssh-ed25519 AAAA',
    'ssh-ed25519',
    `ssh-ed25519 ${Buffer.alloc(51).toString('base64')}`,
  ])('has no key in %j', (line) => {
    expect(parseSshKey(line)).toBeNull();
  });

  it.each([
    '',
    '-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n',
    '-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n',
  ])('is none in %j', (text) => {
    expect(isSignedWithSsh(text, Buffer.alloc(32), Buffer.alloc(0))).toBe(false);
  });
});

describe('the signature of a manifest', () => {
  const signer = signerOf('example.org/petition', Buffer.alloc(32, 5));
  const partner = signerOf('partner.example', Buffer.alloc(32, 6));
  const bytes = Buffer.from('{}\n');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const manifest = { bytes, sha256, commitment: { tree: TREE_VERSION, size: 2, root: 'cd'.repeat(32), inputs: [] } } as const;
  const stated = { kind: 'ed25519', key: formatVerifier(signer) } as const;
  const note = signNote(headText(manifest, signer.name), signer);

  it('holds the manifest, the size and the root, under the name of its key', () => {
    expect(isManifestSigned(manifest, stated, Buffer.from(note))).toBe(true);
    expect(isManifestSigned({ bytes, sha256 }, stated, Buffer.from(note))).toBe(false);
    expect(isManifestSigned({ ...manifest, commitment: { ...manifest.commitment, size: 3 } }, stated, Buffer.from(note))).toBe(false);
    expect(isManifestSigned({ ...manifest, sha256: 'ab'.repeat(32) }, stated, Buffer.from(note))).toBe(false);
    expect(isManifestSigned(manifest, { ...stated, key: formatVerifier(partner) }, Buffer.from(note))).toBe(false);
    expect(isManifestSigned(manifest, { kind: 'ssh', key: formatSshKey(signer.publicKey) }, Buffer.from(note))).toBe(false);
    expect(isManifestSigned(manifest, { kind: 'minisign', key: MINISIGN_KEY }, Buffer.from(note))).toBe(false);
    // Bytes that are no text must not be read as a text that is right.
    expect(isManifestSigned(manifest, stated, Buffer.concat([Buffer.from(note), Buffer.of(0xff)]))).toBe(false);
  });

  it('may be joined by a partner, whose key is then enough', () => {
    const own = parseNote(note);
    const theirs = parseNote(signNote(headText(manifest, signer.name), partner));
    const both = Buffer.from(
      formatNote({ text: own?.text ?? '', signatures: [...(own?.signatures ?? []), ...(theirs?.signatures ?? [])] }),
    );
    expect(isManifestSigned(manifest, stated, both)).toBe(true);
    expect(isTrusted(stated, both, [{ kind: 'ed25519', key: formatVerifier(partner) }])).toBe(true);
    expect(isTrusted(stated, Buffer.from(note), [{ kind: 'ed25519', key: formatVerifier(partner) }])).toBe(false);
    expect(isTrusted(stated, Buffer.from(note), [stated])).toBe(true);
    expect(isTrusted({ kind: 'minisign', key: MINISIGN_KEY }, both, [stated])).toBe(false);
  });

  it('is checked with keys of every kind, a line each', () => {
    const ssh = `${formatSshKey(signer.publicKey)} ann@laptop`;
    expect(parseKeys(`# keys\n\n${formatVerifier(signer)}\r\n${ssh}\nuntrusted comment: x\n${MINISIGN_KEY}\n`)).toEqual([
      stated,
      { kind: 'ssh', key: formatSshKey(signer.publicKey) },
      { kind: 'minisign', key: MINISIGN_KEY },
    ]);
    expect(parseKeys(`${formatVerifier(signer)}\nnonsense\n`)).toBeNull();
    expect(parseKeys('# nothing\n')).toBeNull();
    expect(parseKey('')).toBeNull();
  });
});
