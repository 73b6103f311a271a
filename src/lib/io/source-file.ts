/** Reading a source: its bytes in pieces, its hash, and whether it stayed the same while it was read. Sources are never written. */

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

import { InputError } from '../errors.js';
import { FILE_BYTES_MAX, SAMPLE_BYTES } from '../intake/limits.js';

export const CHUNK_BYTES = 1024 * 1024;

/** What is known of a source before it is read as a table. */
export interface SourceFile {
  /** The name that goes into the ledger: `file.csv`, `file.zip#member.csv`. */
  readonly label: string;
  /** SHA-256 of the file as it came; of the archive, where it came in one. */
  readonly sha256: string;
  /** Size of what is read. */
  readonly bytes: number;
  readonly head: Uint8Array;
  /** Whether the whole of it is valid UTF-8. */
  readonly isUtf8: boolean;
  /** When the file was last touched: for noticing a change while it is read. */
  readonly stamp: string;
}

export function unreadableError(label: string, cause: unknown): InputError {
  return new InputError(`${label} cannot be read.`, { code: 'file-unreadable', hint: 'Check the path and the permissions.', cause });
}

/**
 * Reads the first `bytes` of a file; the memory of a chunk is used again later. A file that grows meanwhile is not followed. Answers
 * the number of bytes read.
 */
export async function readChunks(
  handle: FileHandle,
  bytes: number,
  onChunk: (chunk: Uint8Array, bytesRead: number) => void | Promise<void>,
): Promise<number> {
  // The next chunk is read while this one is looked at.
  const readAt = (from: number, into: Buffer): Promise<{ bytesRead: number }> => {
    const read = handle.read(into, 0, Math.min(CHUNK_BYTES, bytes - from), from);
    // Its failure counts when it is waited for, not before.
    read.catch(() => undefined);
    return read;
  };
  let position = 0;
  let buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let other = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let next = readAt(0, buffer);
  try {
    for (;;) {
      const { bytesRead } = await next;
      if (bytesRead === 0) return position;
      position += bytesRead;
      next = readAt(position, other);
      await onChunk(buffer.subarray(0, bytesRead), position);
      [buffer, other] = [other, buffer];
    }
  } finally {
    // Nobody closes the file under a read.
    await next.catch(() => undefined);
  }
}

/** A source of which only the head has been read. */
export type PeekedFile = Omit<SourceFile, 'sha256' | 'isUtf8'>;

/** Size and head of a file. */
export async function peekFile(handle: FileHandle, label: string): Promise<PeekedFile> {
  const stat = await handle.stat();
  if (!stat.isFile()) throw unreadableError(label, new Error('not a regular file'));
  if (stat.size > FILE_BYTES_MAX) {
    throw new InputError(`${label} is larger than 2 GiB.`, { code: 'file-too-large', hint: 'Export it in parts and give all of them.' });
  }
  const stamp = await stampOf(handle);
  const head = new Uint8Array(Math.min(stat.size, SAMPLE_BYTES));
  let length = 0;
  while (length < head.length) {
    const { bytesRead } = await handle.read(head, length, head.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return { label, bytes: stat.size, head: head.subarray(0, length), stamp };
}

/** A pass over the whole file: its hash, and whether it is UTF-8. */
export async function surveyFile(handle: FileHandle, peeked: PeekedFile): Promise<SourceFile> {
  const survey = new Survey();
  await readChunks(handle, peeked.bytes, (chunk) => {
    survey.push(chunk);
  });
  return survey.finish(peeked);
}

/** Hash, and a check for UTF-8, of bytes as they pass. */
export class Survey {
  readonly #hash = createHash('sha256');
  readonly #utf8 = new Utf8Check();

  /** Answers false as soon as the bytes are no UTF-8. */
  push(chunk: Uint8Array): boolean {
    this.#hash.update(chunk);
    return this.#utf8.push(chunk);
  }

  finish(peeked: PeekedFile): SourceFile {
    return { ...peeked, sha256: this.#hash.digest('hex'), isUtf8: this.#utf8.finish() };
  }
}

/** Size and times to the nanosecond: any write changes them. */
async function stampOf(handle: FileHandle): Promise<string> {
  const { size, mtimeNs, ctimeNs } = await handle.stat({ bigint: true });
  return `${size} ${mtimeNs} ${ctimeNs}`;
}

/** @throws InputError `file-changed` when the file is no longer the one that was surveyed */
export async function assertUnchanged(handle: FileHandle, source: PeekedFile): Promise<void> {
  if ((await stampOf(handle)) === source.stamp) return;
  throw new InputError(`${source.label} changed while it was read.`, {
    code: 'file-changed',
    hint: 'Wait until it is saved, and run again.',
  });
}

/** Whether chunks together are valid UTF-8. A character cut by the end of a chunk waits for its rest. */
class Utf8Check {
  #rest: Uint8Array = new Uint8Array(0);
  #isValid = true;

  push(chunk: Uint8Array): boolean {
    if (!this.#isValid) return false;
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const cut = bytes.length - cutLength(bytes);
    this.#isValid = isUtf8(bytes.subarray(0, cut));
    this.#rest = Buffer.from(bytes.subarray(cut));
    return this.#isValid;
  }

  finish(): boolean {
    return this.#isValid && this.#rest.length === 0;
  }
}

/** Whether the head of a file may be the beginning of UTF-8 text; a NUL speaks for UTF-16. */
export function looksLikeUtf8(head: Uint8Array): boolean {
  return !head.includes(0) && isUtf8(head.subarray(0, head.length - cutLength(head)));
}

/** How many bytes at the end are the beginning of a character. */
function cutLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}
