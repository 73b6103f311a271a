import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import { HandinError } from '../../../src/lib/errors.js';
import { createAgePair, decryptPieces, encryptPieces, isIdentity, isRecipient } from '../../../src/lib/io/age.js';
import type { Key } from '../../../src/lib/model/sealed.js';
import { ROOT } from '../../helpers/run.js';

async function* pieces(...given: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* given;
}

async function gather(from: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const found: Uint8Array[] = [];
  for await (const piece of from) found.push(piece);
  return Buffer.concat(found);
}

async function codeOf(from: AsyncIterable<Uint8Array>): Promise<string> {
  try {
    await gather(from);
    return 'opened';
  } catch (cause) {
    return cause instanceof HandinError ? cause.code : 'foreign';
  }
}

const text = Buffer.from('Zarah Ödemiş; זאב; 07700 900123; count me only');

describe('encryption in the format age', () => {
  it('gives back to each recipient what was encrypted, and to nobody else', async () => {
    const [ann, bo, eve] = await Promise.all([createAgePair(), createAgePair(), createAgePair()]);
    const file = await gather(encryptPieces(pieces(text), { recipients: [ann.recipient, bo.recipient] }));
    expect(file.includes(text)).toBe(false);
    for (const { identity } of [ann, bo])
      expect(await gather(decryptPieces(pieces(file), { identities: [eve.identity, identity] }, 'list.age'))).toEqual(text);
    expect(await codeOf(decryptPieces(pieces(file), { identities: [eve.identity] }, 'list.age'))).toBe('age-no-match');
    expect(await codeOf(decryptPieces(pieces(file), { passphrase: 'whatever it may be' }, 'list.age'))).toBe('age-no-match');
  });

  it('knows a cut or changed file wherever it was cut or changed', async () => {
    const { identity, recipient } = await createAgePair();
    const long = Buffer.alloc(3 * 65_536, 'x');
    const file = await gather(encryptPieces(pieces(long), { recipients: [recipient] }));
    const chunk = 65_536 + 16;
    const payload = file.length - 3 * chunk;
    // Borders of header, nonce and chunks, and places within them: at a border a cut leaves whole pieces.
    const cuts = [
      0,
      1,
      21,
      22,
      80,
      payload - 17,
      payload - 16,
      payload,
      payload + 1,
      payload + chunk,
      payload + 2 * chunk,
      file.length - 1,
    ];
    for (const at of cuts)
      expect(await codeOf(decryptPieces(pieces(file.subarray(0, at)), { identities: [identity] }, 'x')), `cut at ${at}`).toBe(
        'age-damaged',
      );
    for (const at of [30, payload - 5, payload + 7, payload + chunk + 3, file.length - 1]) {
      const changed = Buffer.from(file);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      const code = await codeOf(decryptPieces(pieces(changed), { identities: [identity] }, 'x'));
      expect(['age-damaged', 'age-no-match'], `changed at ${at}`).toContain(code);
    }
    expect(await codeOf(decryptPieces(pieces(file, Buffer.from('x')), { identities: [identity] }, 'x'))).toBe('age-damaged');
  });

  it('lets the error of whoever gives the pieces through', async () => {
    const { recipient } = await createAgePair();
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield text;
      throw new RangeError('ours');
    }
    await expect(gather(encryptPieces(failing(), { recipients: [recipient] }))).rejects.toBeInstanceOf(RangeError);
  });

  it.each([
    ['a recipient', 'age1jhqctf5r5kar3vn4r93v9xxqhhag43wn3h9q3zdvjhj0f9xezq4qy3mm7n', [true, false]],
    ['a recipient with a slip', 'age1jhqctf5r5kar3vn4r93v9xxqhhag43wn3h9q3zdvjhj0f9xezq4qy3mm7q', [false, false]],
    ['a recipient in capitals', 'AGE1JHQCTF5R5KAR3VN4R93V9XXQHHAG43WN3H9Q3ZDVJHJ0F9XEZQ4QY3MM7N', [false, false]],
    ['an identity', 'AGE-SECRET-KEY-143WN7DCXU4G8R5AXQSSYD9AEPYDNT3HXSLWSPK36CDU6E8M59SSSAGZ3KG', [false, true]],
    ['an identity with a slip', 'AGE-SECRET-KEY-143WN7DCXU4G8R5AXQSSYD9AEPYDNT3HXSLWSPK36CDU6E8M59SSSAGZ3KH', [false, false]],
    ['an SSH key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA', [false, false]],
    ['nothing', '', [false, false]],
  ])('tells recipients and identities by their checksums: %s', (_what, given, expected) => {
    expect([isRecipient(given), isIdentity(given)]).toEqual(expected);
  });
});

interface Vector {
  readonly name: string;
  readonly expect: 'success' | 'no match' | 'header failure' | 'HMAC failure' | 'payload failure';
  readonly identities?: readonly string[];
  readonly passphrases?: readonly string[];
  readonly payloadSha256?: string;
  readonly compressed?: string;
  readonly file: string;
}

describe('the vectors of C2SP/CCTV', () => {
  const { vectors } = JSON.parse(fs.readFileSync(path.join(ROOT, 'fixtures', 'age', 'cctv.json'), 'utf8')) as {
    vectors: readonly Vector[];
  };

  it('are many, and of every outcome', () => {
    expect(vectors.length).toBeGreaterThan(80);
    expect(new Set(vectors.map((vector) => vector.expect)).size).toBe(5);
  });

  it.each(vectors.map((vector) => [vector.name, vector] as const))('come out as they say: %s', async (_name, vector) => {
    const packed = Buffer.from(vector.file, 'base64');
    const file = vector.compressed === undefined ? packed : inflateSync(packed);
    // Keys are given one by one, as handin takes them.
    const keys: Key[] = [
      ...(vector.identities ?? []).map((identity) => ({ identities: [identity] })),
      ...(vector.passphrases ?? []).map((passphrase) => ({ passphrase })),
    ];
    const outcomes = await Promise.all(
      (keys.length === 0 ? [{ passphrase: 'password' }] : keys).map(async (key) => {
        const found: Uint8Array[] = [];
        try {
          for await (const piece of decryptPieces(pieces(file), key, vector.name)) found.push(piece);
          return { code: 'opened', sha256: createHash('sha256').update(Buffer.concat(found)).digest('hex') };
        } catch (cause) {
          return { code: cause instanceof HandinError ? cause.code : 'foreign' };
        }
      }),
    );
    const codes = outcomes.map(({ code }) => code);
    if (vector.expect === 'success') expect(outcomes).toContainEqual({ code: 'opened', sha256: vector.payloadSha256 });
    else if (vector.expect === 'no match') expect(codes).toEqual(codes.map(() => 'age-no-match'));
    else {
      expect(codes).not.toContain('opened');
      expect(codes).not.toContain('foreign');
    }
  });
});
