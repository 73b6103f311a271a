import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readFileText } from '../../../src/lib/io/file-text.js';
import { files } from '../../../src/lib/io/files.js';
import { TREE_VERSION } from '../../../src/lib/model/commitment.js';
import type { Release } from '../../../src/lib/model/release.js';
import { buildManifest } from '../../../src/lib/pack/manifest.js';
import { formatVerifier, signerOf, signNote } from '../../../src/lib/proof/note.js';
import { headText } from '../../../src/lib/proof/pack-signature.js';
import { verifyPack } from '../../../src/lib/workflows/verify.js';
import { petitionRelease, releaseBytes, rich } from '../../helpers/releases.js';
import { render } from '../../helpers/rendering.js';
import { runs } from '../../helpers/runs.js';

/**
 * Every file of a small pack, signed and with a tree, is changed in every way a file can be, thousands of times. The pack is small so that this can
 * be done often: what a change of one bit does to a hash does not depend on the size of the file.
 */

const signer = signerOf('example.org/petition', Buffer.alloc(32, 5));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const seen = new Map<string, ReturnType<typeof readFileText>>();
const io = {
  files,
  // What was read once is not read again: most edits leave most files alone.
  readFileText(bytes: Uint8Array) {
    const key = sha256(bytes);
    const text = seen.get(key) ?? readFileText(bytes);
    if (seen.size < 20) seen.set(key, text);
    return text;
  },
};
let folder = '';
let original = new Map<string, Buffer>();

async function smallPack(): Promise<Map<string, Buffer>> {
  const base = petitionRelease();
  const commitment = { tree: TREE_VERSION, size: 25, root: 'ab'.repeat(32), inputs: ['cd'.repeat(32)] } as const;
  const release: Release = {
    ...base,
    sections: ['text'],
    body: rich(['We ask for a written answer.']),
    commitment,
    documents: ['first.pdf', 'second.pdf'].map((file) => ({ file })),
  };
  const pack = new Map<string, Buffer>();
  for (const [index, { file }] of release.documents.entries()) pack.set(file, await render(release, index));
  const listed = [...pack].map(([name, bytes]) => ({ path: name, bytes: bytes.length, sha256: sha256(bytes) }));
  const { title, kind, language } = release.campaign;
  const manifest = Buffer.from(
    buildManifest({
      tool: release.tool,
      campaign: { title, kind, language, date: release.date, published: release.published },
      release: { sha256: sha256(releaseBytes(release)) },
      counts: release.counts,
      commitment,
      signature: { kind: 'ed25519', key: formatVerifier(signer) },
      files: listed,
    }),
  );
  pack.set('manifest.json', manifest);
  pack.set('manifest.sig', Buffer.from(signNote(headText({ bytes: manifest, sha256: sha256(manifest), commitment }, signer.name), signer)));
  return pack;
}

function write(pack: ReadonlyMap<string, Uint8Array>): void {
  for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name), { recursive: true });
  for (const [name, bytes] of pack) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), bytes);
  }
}

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(process.env['TMPDIR'] ?? '/tmp', 'handin-edits-'));
  original = await smallPack();
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

type Edit = (pack: Map<string, Buffer>) => void;

const NAMES = ['first.pdf', 'second.pdf', 'manifest.json', 'manifest.sig'];
const anyFile = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('first.pdf', 'second.pdf') },
  { weight: 3, arbitrary: fc.constantFrom('manifest.json', 'manifest.sig') },
);
const anyPlace = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const newName = fc
  .oneof(
    fc.stringMatching(/^[a-z.]{1,12}$/),
    fc.constantFrom('.hidden', 'deep/er/file.txt', 'third.pdf', 'manifest.sig.old', 'Manifest.json', 'первый.pdf'),
  )
  .filter((name) => !NAMES.includes(name) && !/^\.*$/.test(name));

const changeBytes = (change: (bytes: Buffer, at: number) => Buffer): fc.Arbitrary<Edit> =>
  fc.tuple(anyFile, anyPlace).map(([name, place]) => (pack) => {
    const bytes = Buffer.from(pack.get(name) ?? []);
    pack.set(name, change(bytes, Math.floor(place * bytes.length)));
  });

const flipBit = fc.nat({ max: 7 }).chain((bit) =>
  changeBytes((bytes, at) => {
    bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
    return bytes;
  }),
);
const EDITS: Readonly<Record<string, fc.Arbitrary<Edit>>> = {
  'a flipped bit': flipBit,
  'a file cut short': changeBytes((bytes, at) => bytes.subarray(0, at)),
  'a byte put in': fc
    .nat({ max: 255 })
    .chain((byte) => changeBytes((bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), bytes.subarray(at)]))),
  'a byte taken out': changeBytes((bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])),
  'something after the end': fc
    .uint8Array({ minLength: 1, maxLength: 9 })
    .chain((more) => changeBytes((bytes) => Buffer.concat([bytes, more]))),
  'a removed file': fc.constantFrom(...NAMES).map((name) => (pack) => void pack.delete(name)),
  'a renamed file': fc.tuple(fc.constantFrom(...NAMES), newName).map(([name, to]) => (pack) => {
    pack.set(to, pack.get(name) ?? Buffer.alloc(0));
    pack.delete(name);
  }),
  'an added file': fc.tuple(newName, fc.uint8Array({ maxLength: 20 })).map(
    ([name, bytes]) =>
      (pack) =>
        void pack.set(name, Buffer.from(bytes)),
  ),
  'a file in the place of another': fc
    .tuple(fc.constantFrom(...NAMES), fc.constantFrom(...NAMES))
    .filter(([a, b]) => a !== b)
    .map(
      ([name, other]) =>
        (pack) =>
          void pack.set(name, pack.get(other) ?? Buffer.alloc(0)),
    ),
};

describe('verify', () => {
  it('has nothing to say of the pack as it was made', () => {
    write(original);
    const report = verifyPack(io, folder, { keys: [{ kind: 'ed25519', key: formatVerifier(signer) }], receipt: null });
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ ok: true, tree: { size: 25 }, signature: { isTrusted: true } });
  });

  const each = Object.entries(EDITS);
  it.each(each)('catches %s wherever it is', (_, edits) => {
    fc.assert(
      fc.property(edits, (edit) => {
        const pack = new Map(original);
        edit(pack);
        const isChanged = pack.size !== original.size || [...pack].some(([name, bytes]) => original.get(name)?.equals(bytes) !== true);
        write(pack);
        // A byte put in beside its equal, or a tail of nothing, is no change.
        expect(verifyPack(io, folder).ok).toBe(!isChanged);
      }),
      // 9 kinds of edits: 252 in the fast suite, 10,080 in the long one.
      { numRuns: runs(28, 1120) },
    );
  });
});
