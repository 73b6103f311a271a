/**
 * Archives of private files on the disk: written encrypted, never in clear on the way, and opened again under the ceilings of `archive.ts`.
 */

import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

import type { Sealing } from '../context.js';
import { HandinError, InputError } from '../errors.js';
import type { SealedKind } from '../model/sealed.js';
import { createAgePair, decryptPieces, encryptPieces, isIdentity, isRecipient } from './age.js';
import { ZipContainer } from './archive.js';
import { archivePieces, PADDING_NAME } from './archive-out.js';

const BLOCK_BYTES = 256 * 1024;
/** The first lines of an age file: its version, and whom the first stanza is for. */
const AGE_START = 'age-encryption.org/v1\n';
const SCRYPT_START = `${AGE_START}-> scrypt `;
const ARMOR_START = '-----BEGIN AGE ENCRYPTED FILE-----';
const ZIP_START = 'PK\u0003\u0004';

/** Writes pieces to a new file, mode 0600, and flushes it. Returns the number of bytes. */
async function writeNew(place: string, pieces: AsyncIterable<Uint8Array>): Promise<number> {
  const handle = await open(place, 'wx', 0o600);
  try {
    let size = 0;
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; ) at += (await handle.write(piece, at)).bytesWritten;
      size += piece.length;
    }
    await handle.sync();
    return size;
  } finally {
    await handle.close();
  }
}

/** Errors of the disk in our words; what we say ourselves passes. */
async function onDisk<T>(what: string, code: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof HandinError || !(cause instanceof Error && 'syscall' in cause)) throw cause;
    const isFull = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
    throw new InputError(`${what}${isFull ? ': the disk is full' : ''}. What was there before is unchanged.`, {
      code: isFull ? 'output-disk-full' : code,
      hint: isFull ? 'Free some space and run the command again.' : 'Check the path and the permissions.',
      cause,
    });
  }
}

async function kindOf(place: string): Promise<SealedKind> {
  return onDisk('The file cannot be read', 'file-unreadable', async () => {
    const handle = await open(place, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
      const start = buffer.toString('latin1', 0, bytesRead);
      if (start.startsWith(SCRYPT_START)) return 'passphrase';
      if (start.startsWith(AGE_START)) return 'recipients';
      if (start.trimStart().startsWith(ARMOR_START)) return 'armor';
      return start.startsWith(ZIP_START) ? 'zip' : 'other';
    } finally {
      await handle.close();
    }
  });
}

/** The real thing behind `Sealing`. */
export const sealing: Sealing = {
  createPair: createAgePair,
  isRecipient,
  isIdentity,
  kindOf,
  seal: (members, lock, place) =>
    onDisk('The archive could not be written', 'output-write', () => {
      const pieces = archivePieces(members);
      return writeNew(place, lock === null ? pieces : encryptPieces(pieces, lock));
    }),
  unseal: (place, key, label, to) =>
    onDisk('The file could not be decrypted', 'output-write', () =>
      writeNew(to, decryptPieces(createReadStream(place, { highWaterMark: BLOCK_BYTES }), key, label)),
    ),
  open: (place, label) =>
    onDisk('The archive cannot be read', 'file-unreadable', async () => {
      const handle = await open(place, 'r');
      try {
        const container = await ZipContainer.open(handle, label, (await handle.stat()).size);
        return {
          files: container.entries
            .filter((entry) => entry.name !== PADDING_NAME && !entry.isFolder)
            .map(({ name, bytes }) => ({ name, bytes })),
          extract: (name, to) =>
            onDisk('A file of the archive could not be written', 'output-write', async () => {
              const entry = container.find(name);
              if (entry === undefined) throw new RangeError('no such file in the archive');
              await writeNew(to, container.read(entry));
            }),
          close: () => handle.close(),
        };
      } catch (cause) {
        await handle.close();
        throw cause;
      }
    }),
};
