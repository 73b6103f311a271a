/**
 * Writes the archive that `export` encrypts: a zip container that says nothing but the names, sizes and bytes of its files. Times are fixed,
 * owners, modes and extra fields are empty. Files are stored as they are: a compressed length tells something of what was compressed, and
 * compressors differ from machine to machine. Reading is `archive.ts`.
 */

import { createReadStream } from 'node:fs';
import { crc32 } from 'node:zlib';

import { InputError } from '../errors.js';
import { UNPACKED_BYTES_MAX, ZIP_ENTRIES_MAX, ZIP_ENTRY_BYTES_MAX } from '../intake/limits.js';
import type { SealedMember } from '../model/sealed.js';
import { formatCount } from '../text.js';

/** The file of an archive that only fills it up; `import` passes over it. */
export const PADDING_NAME = '.padding';
/** The smallest archive: up to here a list of 20 and one of 2,000 look alike. */
const BUCKET_BYTES_MIN = 1024 * 1024;
/** Sizes between one power of two and the next. */
const BUCKETS_PER_DOUBLING = 4;

const HEAD_BYTES = 30;
const ENTRY_BYTES = 46;
const END_BYTES = 22;
/** The first of January 1980, the beginning of the calendar of zip. */
const DATE = 0x0021;
/** Bit 11: names are UTF-8. */
const FLAGS = 0x0800;
/** Version 2.0 of the format is enough to unpack it. */
const VERSION = 20;
const BLOCK_BYTES = 256 * 1024;

/**
 * The size that an archive of so many bytes is filled up to: a mebibyte at least, then four sizes per doubling (1, 1.25, 1.5, 1.75, 2, 2.5
 * MiB, ...), so at most a quarter is added beyond the first mebibyte.
 */
export function bucketOf(bytes: number): number {
  let power = BUCKET_BYTES_MIN;
  if (bytes <= power) return power;
  while (power * 2 < bytes) power *= 2;
  const step = power / BUCKETS_PER_DOUBLING;
  return Math.ceil(bytes / step) * step;
}

interface Measured {
  /** Its content, from the beginning whenever it is called. */
  readonly pieces: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  readonly name: Buffer;
  readonly bytes: number;
  readonly crc: number;
}

/**
 * The bytes of an archive of these files, in the order of their names, filled up to a bucket. Files are read twice: once for their
 * checksums, which stand before them.
 * @throws InputError `export-too-large` beyond what `import` would accept; `export-changed` when a file changes meanwhile
 */
export async function* archivePieces(members: readonly SealedMember[]): AsyncGenerator<Uint8Array, void, undefined> {
  const measured: Measured[] = [];
  let total = 0;
  for (const member of [...members].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const one = await measure(member);
    total += one.bytes;
    if (one.bytes > ZIP_ENTRY_BYTES_MAX || total > UNPACKED_BYTES_MAX || members.length >= ZIP_ENTRIES_MAX) throw tooLarge();
    measured.push(one);
  }
  measured.push(await paddingFor(measured));
  const directory: Buffer[] = [];
  let at = 0;
  for (const one of measured) {
    const head = localHead(one);
    directory.push(directoryEntry(head, at), one.name);
    yield head;
    yield one.name;
    yield* checkedPieces(one);
    at += HEAD_BYTES + one.name.length + one.bytes;
  }
  const listing = Buffer.concat(directory);
  yield listing;
  yield endRecord(measured.length, listing.length, at);
}

function tooLarge(): InputError {
  return new InputError(`That is more than one archive holds: ${formatCount(ZIP_ENTRIES_MAX - 1)} files, 512 MiB each and 1 GiB in all.`, {
    code: 'export-too-large',
    hint: 'Name the files, and export them in several archives.',
  });
}

async function measure(member: SealedMember): Promise<Measured> {
  return measurePieces(member.name, () => contentOf(member));
}

async function measurePieces(name: string, pieces: Measured['pieces']): Promise<Measured> {
  let bytes = 0;
  let crc = 0;
  for await (const piece of pieces()) {
    bytes += piece.length;
    crc = crc32(piece, crc);
  }
  return { pieces, name: Buffer.from(name, 'utf8'), bytes, crc };
}

async function* contentOf({ content }: SealedMember): AsyncGenerator<Uint8Array, void, undefined> {
  if ('bytes' in content) yield content.bytes;
  else for await (const piece of createReadStream(content.path, { highWaterMark: BLOCK_BYTES })) yield piece as Buffer;
}

/** The content once more, which must be what was measured, or the archive would be damaged. */
async function* checkedPieces({ pieces, bytes, crc }: Measured): AsyncGenerator<Uint8Array, void, undefined> {
  let sum = 0;
  let size = 0;
  for await (const piece of pieces()) {
    size += piece.length;
    if (size > bytes) break;
    sum = crc32(piece, sum);
    yield piece;
  }
  if (size !== bytes || sum !== crc) {
    throw new InputError('A file changed while it was being exported.', {
      code: 'export-changed',
      hint: 'Wait until nothing else writes there, and run the command again.',
    });
  }
}

function paddingFor(measured: readonly Measured[]): Promise<Measured> {
  const sizes = measured.map((one) => HEAD_BYTES + ENTRY_BYTES + 2 * one.name.length + one.bytes);
  const filled = sizes.reduce((sum, size) => sum + size, HEAD_BYTES + ENTRY_BYTES + 2 * PADDING_NAME.length + END_BYTES);
  return measurePieces(PADDING_NAME, () => zeros(bucketOf(filled) - filled));
}

function* zeros(count: number): Generator<Uint8Array, void, undefined> {
  const block = new Uint8Array(Math.min(count, BLOCK_BYTES));
  for (let left = count; left > 0; left -= block.length) yield block.subarray(0, Math.min(left, block.length));
}

function localHead({ name, bytes, crc }: Measured): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(FLAGS, 6);
  head.writeUInt16LE(DATE, 12);
  head.writeUInt32LE(crc, 14);
  head.writeUInt32LE(bytes, 18);
  head.writeUInt32LE(bytes, 22);
  head.writeUInt16LE(name.length, 26);
  return head;
}

function directoryEntry(head: Buffer, offset: number): Buffer {
  const entry = Buffer.alloc(ENTRY_BYTES);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(VERSION, 4);
  head.copy(entry, 6, 4, 28);
  entry.writeUInt32LE(offset, 42);
  return entry;
}

function endRecord(count: number, bytes: number, offset: number): Buffer {
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(bytes, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
