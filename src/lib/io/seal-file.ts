/**
 * Seals a finished PDF where it lies: works out which bytes are covered, signs their digest, and fills the place that was kept free. The file is read
 * as a stream, so memory does not grow with it.
 */

import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

import { DefectError, InputError } from '../errors.js';
import { SEAL_BYTES, SEAL_PLACEHOLDER, SEAL_RANGE_PLACEHOLDER } from '../model/seal.js';

/** The place is among the first objects of a file. */
const SEARCHED_BYTES = 64 * 1024;
const BLOCK_BYTES = 256 * 1024;

/**
 * Seals the file.
 * @param digest that is to be signed @param sign gives the signature for a digest
 * @throws InputError `seal-too-large` when it does not fit, `output-write`; DefectError `seal-no-place`
 */
export async function sealFile(place: string, digest: 'sha256' | 'sha384', sign: (digest: Uint8Array) => Uint8Array): Promise<void> {
  try {
    const handle = await open(place, 'r+');
    try {
      await sealOpened(handle, digest, sign);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new InputError('A PDF could not be sealed: it cannot be written. The pack that was there before is unchanged.', {
      code: 'output-write',
      hint: 'Check the permissions of the folder and the room on the disk.',
      cause,
    });
  }
}

async function sealOpened(handle: FileHandle, digest: 'sha256' | 'sha384', sign: (digest: Uint8Array) => Uint8Array): Promise<void> {
  const { size } = await handle.stat();
  const head = Buffer.alloc(Math.min(SEARCHED_BYTES, size));
  await readFully(handle, head, 0);
  const at = head.indexOf(SEAL_PLACEHOLDER, 0, 'latin1');
  if (at < 0) throw new DefectError('A PDF has no place for its seal.', { code: 'seal-no-place' });
  const from = at + SEAL_PLACEHOLDER.indexOf('<');
  const to = at + SEAL_PLACEHOLDER.length;
  const range = `/ByteRange [0 ${from} ${to} ${size - to}`;
  await writeFully(handle, `${range.padEnd(SEAL_RANGE_PLACEHOLDER.length - 1)}]`, at);

  const hash = createHash(digest);
  const block = Buffer.alloc(BLOCK_BYTES);
  for (const [start, end] of [
    [0, from],
    [to, size],
  ] as const) {
    for (let position = start; position < end; ) {
      const { bytesRead } = await handle.read(block, 0, Math.min(block.length, end - position), position);
      if (bytesRead === 0) throw new DefectError('A PDF became shorter while it was sealed.', { code: 'seal-no-place' });
      hash.update(block.subarray(0, bytesRead));
      position += bytesRead;
    }
  }
  const signature = sign(hash.digest());
  if (signature.length > SEAL_BYTES) {
    throw new InputError('The certificates are too large for the seal.', {
      code: 'seal-too-large',
      hint: 'Leave the certificates of those who vouch for yours out of the file, or all but the first of them.',
    });
  }
  await writeFully(handle, Buffer.from(signature).toString('hex'), from + 1);
}

async function readFully(handle: FileHandle, into: Buffer, position: number): Promise<void> {
  for (let at = 0; at < into.length; ) {
    const { bytesRead } = await handle.read(into, at, into.length - at, position + at);
    if (bytesRead === 0) return;
    at += bytesRead;
  }
}

async function writeFully(handle: FileHandle, text: string, position: number): Promise<void> {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
}
