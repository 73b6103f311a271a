import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatHead, formatReceipt, parseHead, parseReceipt } from '../../../src/lib/proof/checkpoint.js';
import {
  checkNote,
  createSigner,
  formatNote,
  formatSigner,
  formatVerifier,
  isKeyName,
  type Note,
  parseNote,
  parseSigner,
  parseVerifier,
  signerOf,
  signNote,
  signText,
  type Verifier,
} from '../../../src/lib/proof/note.js';
import { runs } from '../../helpers/runs.js';

/** The example of https://c2sp.org/signed-note: a key and a note that another program signed. */
const EXAMPLE_KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const EXAMPLE_NOTE = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;

const SIGNER = signerOf('example.org/petition', Buffer.alloc(32, 5));
const OTHER = signerOf('partner.example/petition', Buffer.alloc(32, 6));

function parsed(text: string): Note {
  const note = parseNote(text);
  if (note === null) throw new Error('no note');
  return note;
}

function verifier(text: string): Verifier {
  const found = parseVerifier(text);
  if (found === null) throw new Error('no key');
  return found;
}

describe('a signed note', () => {
  it('of the specification is read, and its signature is right', () => {
    const note = parsed(EXAMPLE_NOTE);
    expect(note.text).toBe('This is an example message.\n');
    expect(checkNote(note, [verifier(EXAMPLE_KEY)])).toBe('valid');
    expect(checkNote({ ...note, text: 'This is another message.\n' }, [verifier(EXAMPLE_KEY)])).toBe('invalid');
    expect(checkNote(note, [SIGNER])).toBe('unknown-key');
    expect(checkNote(note, [])).toBe('unknown-key');
    expect(formatNote(note)).toBe(EXAMPLE_NOTE);
  });

  it('is signed as RFC 8032 says: the key pair and signature of its test 1', () => {
    const signer = signerOf('x', Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'));
    expect(Buffer.from(signer.publicKey).toString('hex')).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
    expect(Buffer.from(signText('', signer)).toString('hex')).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
  });

  it('agrees with keys that Node makes itself', () => {
    const signer = createSigner('example.org/a');
    expect(createSigner('example.org/a').seed).not.toEqual(signer.seed);
    const note = parsed(signNote('text\n', signer));
    expect(checkNote(note, [verifier(formatVerifier(signer))])).toBe('valid');
    const key = createPrivateKey({
      key: {
        kty: 'OKP',
        crv: 'Ed25519',
        d: Buffer.from(signer.seed).toString('base64url'),
        x: Buffer.from(signer.publicKey).toString('base64url'),
      },
      format: 'jwk',
    });
    expect(Buffer.from(note.signatures[0]?.signature ?? []).equals(sign(null, Buffer.from('text\n'), key))).toBe(true);
    expect(createPublicKey(key).export({ format: 'jwk' }).x).toBe(Buffer.from(signer.publicKey).toString('base64url'));
  });

  it('may carry the signature of a partner; one wrong signature of a known key spoils it', () => {
    const note = parsed(signNote('a\n\nb\n', SIGNER));
    const both = { ...note, signatures: [...note.signatures, ...parsed(signNote('a\n\nb\n', OTHER)).signatures] };
    expect(parsed(formatNote(both))).toEqual(both);
    expect(checkNote(both, [SIGNER])).toBe('valid');
    expect(checkNote(both, [OTHER])).toBe('valid');
    const spoilt = { ...note, signatures: [...note.signatures, ...parsed(signNote('c\n', OTHER)).signatures] };
    expect(checkNote(spoilt, [SIGNER])).toBe('valid');
    expect(checkNote(spoilt, [SIGNER, OTHER])).toBe('invalid');
  });

  it.each([
    ['without an empty line', 'text\n— a AAAAAAAA\n'],
    ['without a signature', 'text\n\n'],
    ['without a last line feed', EXAMPLE_NOTE.slice(0, -1)],
    ['with another dash', EXAMPLE_NOTE.replace('—', '-')],
    ['with a tab', EXAMPLE_NOTE.replace('This is', 'This\tis')],
    ['with a carriage return', EXAMPLE_NOTE.replaceAll('\n', '\r\n')],
    ['with loose base64', EXAMPLE_NOTE.replace('aQM=', 'aQN=')],
    ['with a name that holds a plus sign', EXAMPLE_NOTE.replace('— example.com/foo', '— example.com+foo')],
    ['with no text', '\n— a AAAAAAAA\n'],
    ['far too large', `${'x'.repeat(200_000)}${EXAMPLE_NOTE}`],
  ])('is none %s', (_, text) => {
    expect(parseNote(text)).toBeNull();
  });

  it('fails for any flipped bit', () => {
    const note = signNote('some text\n', SIGNER);
    fc.assert(
      fc.property(fc.nat({ max: Buffer.byteLength(note) - 1 }), fc.nat({ max: 7 }), (at, bit) => {
        const bytes = Buffer.from(note);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        const changed = parseNote(bytes.toString('utf8'));
        if (changed !== null) expect(checkNote(changed, [SIGNER])).not.toBe('valid');
      }),
      { numRuns: runs(200, 5000) },
    );
  });
});

describe('a key as a line of text', () => {
  it('comes back as it was', () => {
    expect(parseVerifier(formatVerifier(SIGNER))).toEqual({ name: SIGNER.name, id: SIGNER.id, publicKey: SIGNER.publicKey });
    expect(parseSigner(formatSigner(SIGNER))).toEqual({ ...SIGNER, seed: Buffer.from(SIGNER.seed) });
    expect(formatVerifier(verifier(EXAMPLE_KEY))).toBe(EXAMPLE_KEY);
  });

  it.each([
    ['another id', EXAMPLE_KEY.replace('530d903a', '530d903b')],
    ['another name', EXAMPLE_KEY.replace('foo', 'bar')],
    ['another kind', EXAMPLE_KEY.replace('+Aek', '+Bek')],
    ['a part of it', EXAMPLE_KEY.slice(0, -4)],
    ['nothing', ''],
    ['a signing key', formatSigner(SIGNER)],
  ])('is none with %s', (_, text) => {
    expect(parseVerifier(text)).toBeNull();
  });

  it('is no signing key when it is one for checking, or was changed', () => {
    expect(parseSigner(formatVerifier(SIGNER))).toBeNull();
    expect(parseSigner(formatSigner(SIGNER).replace('petition', 'petitiom'))).toBeNull();
  });

  it.each([
    ['example.org/petition', true],
    ['захист.example/петиція', true],
    ['', false],
    ['two words', false],
    ['a+b', false],
    ['a\u00a0b', false],
    ['a\u202eb', false],
  ])('may be called %j: %s', (name, isOne) => {
    expect(isKeyName(name)).toBe(isOne);
  });
});

const TREE = { size: 3, root: Buffer.alloc(32, 9) };
const MANIFEST = 'ab'.repeat(32);

describe('the text that is signed', () => {
  it('is a checkpoint with one more line', () => {
    expect(formatHead({ origin: 'example.org/petition', tree: TREE, manifestSha256: MANIFEST })).toBe(
      `example.org/petition\n3\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\nhandin-manifest-sha256 ${MANIFEST}\n`,
    );
  });

  it.each([TREE, { size: 0, root: Buffer.alloc(32) }, null])('comes back as it was: %j', (tree) => {
    const head = { origin: 'example.org/petition', tree, manifestSha256: MANIFEST };
    expect(parseHead(formatHead(head))).toEqual(head);
  });

  const good = formatHead({ origin: 'example.org/petition', tree: TREE, manifestSha256: MANIFEST });
  it.each([
    ['a size with a zero before it', good.replace('\n3\n', '\n03\n')],
    ['a size that is none', good.replace('\n3\n', '\nx\n')],
    ['a short root', good.replace('CQkJ', '')],
    ['another line', `${good}more\n`],
    ['capitals in the hash', good.replaceAll('ab', 'AB')],
    ['no hash', good.replace(/handin.*\n/, '')],
    ['nothing', ''],
  ])('is none with %s', (_, text) => {
    expect(parseHead(text)).toBeNull();
  });
});

describe('a receipt', () => {
  const checkpoint = signNote(formatHead({ origin: SIGNER.name, tree: TREE, manifestSha256: MANIFEST }), SIGNER);
  const receipt = { salt: Buffer.alloc(32, 1), index: 2, path: [Buffer.alloc(32, 2), Buffer.alloc(32, 3)], checkpoint };

  it('is a tlog-proof with the salt in its extra line', () => {
    const lines = formatReceipt(receipt).split('\n');
    expect(lines.slice(0, 3)).toEqual(['c2sp.org/tlog-proof@v1', 'extra AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=', 'index 2']);
    expect(lines.slice(5, 7)).toEqual(['', 'example.org/petition']);
    expect(formatReceipt(receipt).endsWith(checkpoint)).toBe(true);
  });

  it.each([receipt.path, []])('comes back as it was', (...hashes) => {
    const given = { ...receipt, path: hashes };
    expect(parseReceipt(formatReceipt(given))).toMatchObject({ salt: receipt.salt, index: 2, path: hashes, checkpoint });
  });

  it.each([
    ['another head', formatReceipt(receipt).replace('@v1', '@v2')],
    ['a short salt', formatReceipt({ ...receipt, salt: Buffer.alloc(31) })],
    ['no salt', formatReceipt(receipt).replace(/extra .*\n/, '')],
    ['a place that is no number', formatReceipt(receipt).replace('index 2', 'index 02')],
    ['a short hash', formatReceipt({ ...receipt, path: [Buffer.alloc(31)] })],
    [
      'a checkpoint without a tree',
      formatReceipt({ ...receipt, checkpoint: signNote(formatHead({ origin: 'a', tree: null, manifestSha256: MANIFEST }), SIGNER) }),
    ],
    ['no checkpoint', formatReceipt({ ...receipt, checkpoint: '' })],
    ['nothing', ''],
  ])('is none with %s', (_, text) => {
    expect(parseReceipt(text)).toBeNull();
  });
});
