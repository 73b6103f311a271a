import { createHash, sign } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { formatHead, formatReceipt, parseHead, parseReceipt } from '../../../src/lib/proof/checkpoint.js';
import { formatMinisignKey, isSignedWithMinisign, MINISIGN_COMMENT, parseMinisignKey } from '../../../src/lib/proof/minisign.js';
import {
  checkNote,
  formatNote,
  formatSigner,
  formatVerifier,
  isKeyName,
  parseNote,
  parseSigner,
  parseVerifier,
  signerOf,
  signNote,
  verifyEd25519,
} from '../../../src/lib/proof/note.js';
import { headText, isManifestSigned, isTrusted, parseKeys } from '../../../src/lib/proof/pack-signature.js';
import { formatSshKey, isSignedWithSsh, parseSshKey } from '../../../src/lib/proof/ssh-signature.js';

const SIGNER = signerOf('example.org/petition', Buffer.alloc(32, 5));
const OTHER = signerOf('partner.example', Buffer.alloc(32, 6));
const BYTES = Buffer.from('{}\n');
const SHA256 = createHash('sha256').update(BYTES).digest('hex');
const MANIFEST = { bytes: BYTES, sha256: SHA256 };

/** An Ed25519 signature by Node itself, over bytes. */
function signBytes(bytes: Uint8Array, seed: Uint8Array = SIGNER.seed): Buffer {
  const key = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return sign(null, bytes, { key, format: 'der', type: 'pkcs8' });
}
function field(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

interface SshParts {
  readonly magic?: string;
  readonly version?: number;
  readonly key?: Buffer;
  readonly namespace?: string;
  readonly reserved?: string;
  readonly hash?: string;
  readonly type?: string;
  readonly more?: Buffer;
  readonly after?: Buffer;
}
/** A signature as ssh-keygen writes it, part by part; what is signed follows from the parts. */
function sshSignature({
  magic = 'SSHSIG',
  version = 1,
  key,
  namespace = 'handin',
  reserved = '',
  hash = 'sha512',
  type,
  more,
  after,
}: SshParts): string {
  const digest = createHash(hash === 'sha256' || hash === 'sha512' ? hash : 'sha1')
    .update(BYTES)
    .digest();
  const signed = Buffer.concat([Buffer.from('SSHSIG'), field(namespace), field(reserved), field(hash), field(digest)]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(version);
  const signature = Buffer.concat([field(type ?? 'ssh-ed25519'), field(signBytes(signed)), more ?? Buffer.alloc(0)]);
  const publicKey = key ?? Buffer.concat([field('ssh-ed25519'), field(SIGNER.publicKey)]);
  const parts = [Buffer.from(magic), head, field(publicKey), field(namespace), field(reserved), field(hash), field(signature)];
  const lines =
    Buffer.concat([...parts, after ?? Buffer.alloc(0)])
      .toString('base64')
      .match(/.{1,70}/g) ?? [];
  return `-----BEGIN SSH SIGNATURE-----\n${lines.join('\n')}\n-----END SSH SIGNATURE-----\n`;
}
const SSH = { kind: 'ssh', key: formatSshKey(SIGNER.publicKey) } as const;

describe('a signature of ssh-keygen over a manifest', () => {
  it.each<[string, SshParts, boolean]>([
    ['with SHA-512', {}, true],
    ['with SHA-256', { hash: 'sha256' }, true],
    ['with another hash', { hash: 'sha1' }, false],
    ['for another purpose', { namespace: 'git' }, false],
    ['of another format', { magic: 'SSHSIX' }, false],
    ['of another version', { version: 2 }, false],
    ['with something reserved', { reserved: 'x' }, false],
    ['by another key', { key: Buffer.concat([field('ssh-ed25519'), field(OTHER.publicKey)]) }, false],
    ['by a key of another kind', { key: Buffer.concat([field('ssh-rsa'), field(SIGNER.publicKey)]) }, false],
    ['by a key with more behind it', { key: Buffer.concat([field('ssh-ed25519'), field(SIGNER.publicKey), field('x')]) }, false],
    ['by a key that ends too early', { key: Buffer.from([0, 0, 0, 9, 1]) }, false],
    ['of another kind', { type: 'ssh-rsa' }, false],
    ['with more behind it', { more: field('') }, false],
    ['that ends within a field', { more: Buffer.from([0, 0]) }, false],
    ['with a field too many', { after: field('') }, false],
    ['with half a field too many', { after: Buffer.from([0, 0, 0]) }, false],
  ])('%s: %#', (_, parts, expected) => {
    const text = sshSignature(parts);
    expect(isSignedWithSsh(text, SIGNER.publicKey, BYTES)).toBe(expected);
    expect(isManifestSigned(MANIFEST, SSH, Buffer.from(text))).toBe(expected);
  });

  it('is of one spelling and of the key that is stated', () => {
    const text = sshSignature({});
    expect(isManifestSigned(MANIFEST, { ...SSH, key: 'ssh-ed25519 AAAA' }, Buffer.from(text))).toBe(false);
    expect(isManifestSigned(MANIFEST, { ...SSH, key: formatSshKey(OTHER.publicKey) }, Buffer.from(text))).toBe(false);
    for (const changed of [`x${text}`, `${text}x`, text.replaceAll('\n', '\r\n'), text.replace(/\n(?=[A-Za-z0-9+/=]+\n-----END)/, '')])
      expect(isSignedWithSsh(changed, SIGNER.publicKey, BYTES)).toBe(false);
  });

  it('has a key of one line, with or without a comment', () => {
    for (const line of [SSH.key, `  ${SSH.key}\t ann@laptop\n`, SSH.key.replace(' ', '   ')])
      expect(parseSshKey(line)?.toString()).toBe(Buffer.from(SIGNER.publicKey).toString());
    const short = Buffer.concat([field('ssh-ed25519'), field(Buffer.alloc(31))]).toString('base64');
    for (const line of [
      SSH.key.replace('ssh-ed25519', 'ssh-rsa'),
      `ssh-ed25519 ${short}`,
      `ssh-ed25519 ${field('ssh-ed25519').toString('base64')}`,
    ])
      expect(parseSshKey(line)).toBeNull();
  });
});

const KEY_ID = Buffer.from('0102030405060708', 'hex');
const MINISIGN = { kind: 'minisign', key: formatMinisignKey({ id: KEY_ID, publicKey: SIGNER.publicKey }) } as const;
interface MinisignParts {
  readonly comment?: string;
  readonly kind?: string;
  readonly id?: Buffer;
  readonly trusted?: string;
  readonly line?: string;
  readonly last?: Buffer;
  readonly end?: string;
}
function minisignSignature({
  comment = MINISIGN_COMMENT,
  kind = 'ED',
  id = KEY_ID,
  trusted = 'timestamp:1',
  line,
  last,
  end = '\n',
}: MinisignParts): string {
  const signature = signBytes(kind === 'Ed' ? BYTES : createHash('blake2b512').update(BYTES).digest());
  const second = Buffer.concat([Buffer.from(kind), id, signature]).toString('base64');
  const fourth = (last ?? signBytes(Buffer.concat([signature, Buffer.from(trusted)]))).toString('base64');
  return `${comment}\n${second}\n${line ?? `trusted comment: ${trusted}`}\n${fourth}${end}`;
}

describe('a signature of minisign over a manifest', () => {
  it.each<[string, MinisignParts, boolean]>([
    ['over the hash', {}, true],
    ['over the file', { kind: 'Ed' }, true],
    ['without words in its comment', { trusted: '' }, true],
    ['of another kind', { kind: 'eD' }, false],
    ['by a key of another name', { id: Buffer.alloc(8) }, false],
    ['with a name that is too short', { id: Buffer.alloc(7) }, false],
    ['with another first line', { comment: 'untrusted comment: x' }, false],
    ['without words before the comment', { line: 'timestamp:1', trusted: 'timestamp:1' }, false],
    ['with words before the comment', { line: 'x trusted comment: timestamp:1' }, false],
    ['with another comment', { line: 'trusted comment: timestamp:2' }, false],
    ['with a comment that is signed by somebody else', { last: signBytes(BYTES, OTHER.seed) }, false],
    ['with the signature of the comment cut', { last: Buffer.alloc(63) }, false],
    ['without its last line feed', { end: '' }, false],
    ['with a line too many', { end: '\n\n' }, false],
    ['with words behind it', { end: '\nx' }, false],
    ['with words behind it and a line feed', { end: '\nx\n' }, false],
  ])('%s: %#', (_, parts, expected) => {
    expect(isManifestSigned(MANIFEST, MINISIGN, Buffer.from(minisignSignature(parts)))).toBe(expected);
  });

  it('may have any first line where that is allowed, and is of the key that is stated', () => {
    const key = { id: KEY_ID, publicKey: SIGNER.publicKey };
    expect(isSignedWithMinisign(minisignSignature({ comment: 'x' }), key, BYTES, true)).toBe(true);
    expect(isManifestSigned(MANIFEST, { ...MINISIGN, key: 'RWS' }, Buffer.from(minisignSignature({})))).toBe(false);
    for (const text of ['', 'untrusted comment: x\n', 'a\nb\nc\n', minisignSignature({}).replace(/\n.*\n/, '\n!\n')])
      expect(isSignedWithMinisign(text, key, BYTES, true)).toBe(false);
  });

  it('has a key of 42 bytes', () => {
    expect(parseMinisignKey(`\n untrusted comment: x\n${MINISIGN.key}\n`)).toEqual({
      id: KEY_ID,
      publicKey: Buffer.from(SIGNER.publicKey),
    });
    for (const bytes of [Buffer.alloc(41), Buffer.alloc(42), Buffer.concat([Buffer.from('Ed'), Buffer.alloc(41)])])
      expect(parseMinisignKey(bytes.toString('base64'))).toBeNull();
    expect(parseMinisignKey(`untrusted comment: x\nuntrusted comment: x\n${MINISIGN.key}`)).toBeNull();
  });
});

describe('a note over a manifest', () => {
  const stated = { kind: 'ed25519', key: formatVerifier(SIGNER) } as const;
  const text = headText(MANIFEST, SIGNER.name);
  const wrong = formatNote({ text, signatures: [{ name: SIGNER.name, id: SIGNER.id, signature: Buffer.alloc(64) }] });

  it('is signed by the stated key, and by none that is no key', () => {
    const note = Buffer.from(signNote(text, SIGNER));
    expect(isManifestSigned(MANIFEST, stated, note)).toBe(true);
    expect(isManifestSigned(MANIFEST, stated, Buffer.from(wrong))).toBe(false);
    expect(isManifestSigned(MANIFEST, stated, Buffer.from('no note'))).toBe(false);
    expect(isManifestSigned(MANIFEST, { ...stated, key: 'no key' }, note)).toBe(false);
    // A byte that is no UTF-8, in the place of a sign that stands for such bytes.
    const spoilt = Buffer.from(note);
    spoilt[0] = 0xff;
    expect(isManifestSigned(MANIFEST, stated, spoilt)).toBe(false);
  });

  it('is trusted for one of the keys, of its kind', () => {
    const note = Buffer.from(signNote(text, SIGNER));
    const other = { kind: 'ed25519', key: formatVerifier(OTHER) } as const;
    expect(isTrusted(stated, note, [other, stated, SSH])).toBe(true);
    expect(isTrusted(stated, note, [{ kind: 'ed25519', key: 'no key' }, SSH])).toBe(false);
    expect(isTrusted(stated, note, [{ kind: 'ssh', key: stated.key }])).toBe(false);
    expect(isTrusted(stated, note, [])).toBe(false);
    expect(isTrusted(stated, Buffer.from(wrong), [stated])).toBe(false);
    expect(isTrusted(stated, Buffer.from('no note'), [stated])).toBe(false);
    expect(isTrusted(SSH, note, [MINISIGN, SSH])).toBe(true);
    expect(isTrusted(SSH, note, [MINISIGN])).toBe(false);
    expect(isTrusted(SSH, note, [{ ...SSH, kind: 'minisign' }])).toBe(false);
    expect(isTrusted(SSH, note, [{ ...SSH, key: formatSshKey(OTHER.publicKey) }])).toBe(false);
    expect(isTrusted(SSH, note, [])).toBe(false);
  });

  it('is looked for in keys with blanks around their lines', () => {
    expect(parseKeys(`  ${stated.key}  \n \n # x\n`)).toEqual([stated]);
    expect(parseKeys('')).toBeNull();
  });
});

describe('keys and notes as text', () => {
  it('have names of up to 200 characters', () => {
    expect(isKeyName('a'.repeat(200))).toBe(true);
    for (const name of ['', 'a'.repeat(201), 'a b', 'a+b', 'a\u00a0b', 'a\u200db', 'a\u0007']) expect(isKeyName(name)).toBe(false);
  });

  const [line, secret] = [formatVerifier(SIGNER), formatSigner(SIGNER)];
  const seedOf = (bytes: number[]): string => Buffer.concat([Buffer.from(bytes), SIGNER.seed]).toString('base64');
  const named = (name: string, key: string): string => key.replace(SIGNER.name, name);
  it.each<[string, string, string]>([
    ['nothing', '', ''],
    ['something before it', `x+${line}`, `x${secret}`],
    ['something behind it', `${line} x`, `${secret} x`],
    ['a line feed behind it', `${line}\n`, `${secret}\n`],
    ['another name', named('other', line), named('other', secret)],
    ['no name', line.replace(SIGNER.name, ''), secret.replace(SIGNER.name, '')],
    ['a name with a blank', named('a b', line), named('a b', secret)],
    ['another id', line.replace(SIGNER.id, '00000000'), secret.replace(SIGNER.id, '00000000')],
    ['no base64', `${SIGNER.name}+${SIGNER.id}+=`, `PRIVATE+KEY+${SIGNER.name}+${SIGNER.id}+=`],
    ['a key of another kind', line.replace(/\+A[^+]*$/, `+${seedOf([2])}`), `PRIVATE+KEY+${SIGNER.name}+${SIGNER.id}+${seedOf([2])}`],
    [
      'a key that is too long',
      `${SIGNER.name}+${SIGNER.id}+${seedOf([1, 1])}`,
      `PRIVATE+KEY+${SIGNER.name}+${SIGNER.id}+${seedOf([1, 1])}`,
    ],
  ])('are none with %s', (_, publicLine, secretLine) => {
    expect(parseVerifier(publicLine)).toBeNull();
    expect(parseSigner(secretLine)).toBeNull();
    expect(parseVerifier(line)?.name).toBe(SIGNER.name);
    expect(parseSigner(secret)?.id).toBe(SIGNER.id);
    expect(parseSigner(line)).toBeNull();
  });

  it('are notes up to a size, with lines of signatures and nothing else', () => {
    const signature = formatNote({ text: '', signatures: [{ name: 'x', id: '00000000', signature: Buffer.alloc(64) }] });
    const ofLength = (length: number): string => `${'a'.repeat(length - signature.length - 1)}\n${signature}`;
    expect(parseNote(ofLength(100_000))?.signatures).toHaveLength(1);
    expect(parseNote(ofLength(100_001))).toBeNull();
    const good = `a\n\n${signature.trim()}\n`;
    const lineOf = (bytes: number, name = 'x'): string => `a\n\n— ${name} ${Buffer.alloc(bytes).toString('base64')}\n`;
    expect(parseNote(good)).not.toBeNull();
    expect(parseNote(lineOf(5))?.signatures[0]?.signature).toHaveLength(1);
    for (const text of [
      lineOf(4),
      lineOf(0),
      lineOf(5, 'a+b'),
      `a\n\nx${signature.trim()}\n`,
      `${good.trim()} x\n`,
      `${good}x\n`,
      good.trim(),
      `a\n\n${signature.trim()}\nx\n`,
    ])
      expect(parseNote(text)).toBeNull();
  });

  it('are signed by a key of 32 bytes with 64, and by nothing else', () => {
    const signature = signBytes(BYTES);
    expect(verifyEd25519(SIGNER.publicKey, BYTES, signature)).toBe(true);
    for (const [key, bytes] of [
      [SIGNER.publicKey.subarray(1), signature],
      [Buffer.concat([SIGNER.publicKey, Buffer.of(0)]), signature],
      [SIGNER.publicKey, signature.subarray(1)],
      [SIGNER.publicKey, Buffer.concat([signature, Buffer.of(0)])],
    ] as const)
      expect(verifyEd25519(key, BYTES, bytes)).toBe(false);
    const note = parseNote(signNote('a\n', SIGNER));
    expect(checkNote(note ?? { text: '', signatures: [] }, [{ ...SIGNER, publicKey: Buffer.alloc(31) }])).toBe('invalid');
  });
});

describe('heads and receipts', () => {
  const root = Buffer.alloc(32, 7);
  const head = { origin: SIGNER.name, tree: { size: 3, root }, manifestSha256: SHA256 };
  const checkpoint = signNote(formatHead(head), SIGNER);
  const receipt = { salt: Buffer.alloc(32, 1), index: 2, path: [Buffer.alloc(32, 2), Buffer.alloc(32, 3)], checkpoint };
  const text = formatReceipt(receipt);

  it('are read as they were written, strictly', () => {
    expect(parseHead(formatHead(head))).toEqual(head);
    expect(parseHead(formatHead({ ...head, tree: null }))).toEqual({ ...head, tree: null });
    expect(parseReceipt(text)).toMatchObject({ ...receipt, head });
    expect(parseReceipt(formatReceipt({ ...receipt, path: [], index: 0 }))).toMatchObject({ path: [], index: 0 });
    expect(parseReceipt(formatReceipt({ ...receipt, index: 123 }))?.index).toBe(123);
  });

  it.each([
    '',
    '\n',
    SIGNER.name,
    formatHead({ ...head, manifestSha256: `${SHA256}0` }),
    formatHead({ ...head, manifestSha256: `0${SHA256}` }),
    formatHead({ ...head, manifestSha256: 'x' }),
    formatHead({ ...head, tree: { size: 1.5, root } }),
    formatHead({ ...head, tree: { size: 3, root: root.subarray(1) } }),
    formatHead(head).replace('\n3\n', '\n03\n'),
    `${formatHead(head)}\n`,
  ])('are no head: %j', (changed) => {
    expect(parseHead(changed)).toBeNull();
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['another first line', text.replace('@v1', '@v2')],
    ['no empty line', text.replaceAll('\n\n', '\n')],
    ['an empty first part', `\n\n${checkpoint}`],
    ['words before the salt', text.replace('extra', 'x extra')],
    ['words behind the salt', text.replace(/^(extra .*)$/m, '$1 x')],
    ['no salt', text.replace(/^extra .*$/m, 'extra')],
    ['a salt that is too short', formatReceipt({ ...receipt, salt: Buffer.alloc(31) })],
    ['words before the place', text.replace('index', 'x index')],
    ['words behind the place', text.replace('index 2', 'index 2 x')],
    ['a place with a nought before it', text.replace('index 2', 'index 02')],
    ['a place that is a letter', text.replace('index 2', 'index 1a')],
    ['no place', text.replace('index 2', 'index')],
    ['a hash that is too short', formatReceipt({ ...receipt, path: [Buffer.alloc(31)] })],
    ['a hash that is none', formatReceipt({ ...receipt, path: [] }).replace('index 2', 'index 2\n!')],
    ['a checkpoint that is no note', formatReceipt({ ...receipt, checkpoint: 'x\n' })],
    ['a note that is no checkpoint', formatReceipt({ ...receipt, checkpoint: signNote('x\n', SIGNER) })],
    ['a checkpoint without a tree', formatReceipt({ ...receipt, checkpoint: signNote(formatHead({ ...head, tree: null }), SIGNER) })],
  ])('are no receipt with %s', (_, changed) => {
    expect(parseReceipt(changed)).toBeNull();
  });
});
