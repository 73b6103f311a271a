import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ZipContainer } from '../../../src/lib/io/archive.js';
import { archivePieces, bucketOf, PADDING_NAME } from '../../../src/lib/io/archive-out.js';
import type { SealedMember } from '../../../src/lib/model/sealed.js';
import { inTemporaryFolder } from '../../helpers/run.js';

const MEBIBYTE = 1024 * 1024;

async function archiveOf(members: readonly SealedMember[]): Promise<Buffer> {
  const found: Uint8Array[] = [];
  for await (const piece of archivePieces(members)) found.push(piece);
  return Buffer.concat(found);
}

const bytesOf = (text: string): SealedMember['content'] => ({ bytes: Buffer.from(text) });

describe('the size of an archive', () => {
  it.each([
    [0, MEBIBYTE],
    [MEBIBYTE, MEBIBYTE],
    [MEBIBYTE + 1, 1.25 * MEBIBYTE],
    [1.25 * MEBIBYTE + 1, 1.5 * MEBIBYTE],
    [2 * MEBIBYTE, 2 * MEBIBYTE],
    [2 * MEBIBYTE + 1, 2.5 * MEBIBYTE],
    [100 * MEBIBYTE, 112 * MEBIBYTE],
  ])('is rounded up: %d bytes to %d', (bytes, bucket) => {
    expect(bucketOf(bytes)).toBe(bucket);
  });

  it('never falls, holds what it must, and adds a quarter at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 30 }), fc.integer({ min: 0, max: 2 ** 20 }), (bytes, more) => {
        const bucket = bucketOf(bytes);
        expect(bucket).toBeGreaterThanOrEqual(bytes);
        expect(bucket).toBeLessThanOrEqual(Math.max(MEBIBYTE, bytes * 1.25));
        expect(bucketOf(bucket)).toBe(bucket);
        expect(bucketOf(bytes + more)).toBeGreaterThanOrEqual(bucket);
      }),
    );
  });

  it('is the same for a list of twenty and one of two thousand', async () => {
    const list = (people: number): SealedMember => ({
      name: 'private/signatures.csv',
      content: bytesOf('S0123456789ab,person,Zarah,Quillfeather,zarah@example.org\n'.repeat(people)),
    });
    expect((await archiveOf([list(20)])).length).toBe(MEBIBYTE);
    expect((await archiveOf([list(2000)])).length).toBe(MEBIBYTE);
  });
});

describe('the archive', () => {
  const members: SealedMember[] = [
    { name: 'private/ledger.csv', content: bytesOf('source,record\n') },
    { name: 'exports/Übersicht 名簿.csv', content: bytesOf('Name\nZarah Ödemiş\n') },
    { name: 'exports/empty.csv', content: bytesOf('') },
  ];

  it('is the same to the byte whatever the order of its files', async () => {
    // Compared as a whole: a matcher that looks at a million bytes one by one takes seconds.
    expect((await archiveOf(members)).equals(await archiveOf([...members].reverse()))).toBe(true);
  });

  it('is read back by our own reader, and by others', async () => {
    await inTemporaryFolder(async (folder) => {
      const place = path.join(folder, 'a.zip');
      fs.writeFileSync(place, await archiveOf(members));
      const handle = await fs.promises.open(place);
      const container = await ZipContainer.open(handle, 'a.zip', fs.statSync(place).size);
      const read = await Promise.all(
        members.map(async ({ name }) => {
          const entry = container.find(name);
          return entry === undefined ? null : (await container.readWhole(entry, 1000)).toString();
        }),
      );
      await handle.close();
      expect(read).toEqual(['source,record\n', 'Name\nZarah Ödemiş\n', '']);
      expect(container.entries.map(({ name }) => name)).toEqual([
        'exports/empty.csv',
        'exports/Übersicht 名簿.csv',
        'private/ledger.csv',
        PADDING_NAME,
      ]);
      const python =
        'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), sorted({i.date_time for i in z.infolist()}), {i.external_attr for i in z.infolist()}, {i.extra for i in z.infolist()})';
      try {
        expect(execFileSync('python3', ['-c', python, place], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })).toBe(
          "None [(1980, 1, 1, 0, 0, 0)] {0} {b''}\n",
        );
      } catch (cause) {
        // Another machine may have no Python; a wrong answer is a failure wherever there is one.
        if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
      }
    });
  });

  it('refuses a file that changes while it is read', async () => {
    await inTemporaryFolder(async (folder) => {
      const place = path.join(folder, 'list.csv');
      fs.writeFileSync(place, 'one');
      const pieces = archivePieces([
        { name: 'a', content: bytesOf('first') },
        { name: 'b', content: { path: place } },
      ]);
      // The head of the first file comes when everything has been measured.
      await pieces.next();
      fs.writeFileSync(place, 'two');
      await expect(
        (async () => {
          for await (const _ of pieces);
        })(),
      ).rejects.toMatchObject({ code: 'export-changed' });
    });
  });
});
