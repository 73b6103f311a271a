/**
 * What is packed in bytes, wherever in them it begins: zip, gzip, zlib, and the text that images carry. No directory and no size in a
 * header is believed: a scanner that trusts them can be shown an empty box. What can be told to be packed and not be opened is named.
 */

import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

import type { Limits } from '../pdf-read/limits.js';

/** One thing that was packed. */
export interface Member {
  readonly wrapping: string;
  readonly bytes: Buffer;
}

export interface Opened {
  readonly members: readonly Member[];
  readonly unread: readonly string[];
  /** Bytes that are pixels and nothing else; they are not looked through again. */
  readonly isImage: boolean;
}

/** Everything packed in the bytes, one layer deep. */
export function openContainers(bytes: Buffer, limits: Limits): Opened {
  if (startsWith(bytes, PNG)) return openPng(bytes, limits);
  if (startsWith(bytes, JPEG)) return openJpeg(bytes);
  const members: Member[] = [];
  const unread = new Set<string>();
  for (const [name, signature] of CLOSED) if (startsWith(bytes, signature)) unread.add(`data packed as ${name}`);
  openZip(bytes, limits, members, unread);
  openGzip(bytes, limits, members, unread);
  if (isZlib(bytes)) {
    const inflated = unpack(inflateSync, bytes, limits);
    if (inflated !== null && inflated.bytes.length > 0) members.push({ wrapping: 'zlib', bytes: inflated.bytes });
  }
  return { members, unread: [...unread], isImage: false };
}

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const JPEG = Buffer.from('ffd8ff', 'hex');
const ZIP_ENTRY = Buffer.from('PK\x03\x04', 'latin1');
const GZIP = Buffer.from('1f8b08', 'hex');
/** Packings without a reader here. */
const CLOSED: readonly (readonly [string, Buffer])[] = [
  ['7z', Buffer.from('377abcaf271c', 'hex')],
  ['xz', Buffer.from('fd377a585a00', 'hex')],
  ['bzip2', Buffer.from('BZh', 'latin1')],
  ['zstd', Buffer.from('28b52ffd', 'hex')],
  ['rar', Buffer.from('Rar!\x1a\x07', 'latin1')],
  ['age', Buffer.from('age-encryption.org/', 'latin1')],
];

const startsWith = (bytes: Buffer, signature: Buffer): boolean => bytes.subarray(0, signature.length).equals(signature);
const isZlib = (bytes: Buffer): boolean => bytes.length > 8 && ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;

interface Unpacked {
  readonly bytes: Buffer;
  readonly used: number;
}

type Inflater = typeof inflateSync;

/** Unpacks as far as the data goes; null when it is no such data or would grow beyond what a file may cost. */
function unpack(run: Inflater, bytes: Buffer, limits: Limits): Unpacked | null {
  try {
    // With `info` the engine is returned too, which knows how much of the input it used; the types leave that out.
    const { buffer, engine } = run(bytes, {
      maxOutputLength: limits.outputBytesMax(bytes.length),
      finishFlush: 2,
      info: true,
    } as never) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    limits.spendOutput(buffer.length);
    return { bytes: buffer, used: engine.bytesWritten };
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'pdf-unreadable') throw cause;
    return null;
  }
}

const STORED = 0;
const DEFLATED = 8;

function openZip(bytes: Buffer, limits: Limits, members: Member[], unread: Set<string>): void {
  for (let at = bytes.indexOf(ZIP_ENTRY); at >= 0 && at + 30 <= bytes.length; at = bytes.indexOf(ZIP_ENTRY, at + 4)) {
    limits.spendSteps(64);
    const isEncrypted = (bytes.readUInt16LE(at + 6) & 1) === 1;
    const method = bytes.readUInt16LE(at + 8);
    const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    if (start > bytes.length) continue;
    if (isEncrypted) unread.add('an encrypted part of a zip');
    else if (method === STORED) members.push({ wrapping: 'zip', bytes: bytes.subarray(start, endOfStored(bytes, start)) });
    else if (method === DEFLATED) {
      const member = unpack(inflateRawSync, bytes.subarray(start), limits);
      if (member === null) unread.add('a damaged part of a zip');
      else members.push({ wrapping: 'zip', bytes: member.bytes });
    } else unread.add('a part of a zip packed in another way');
  }
}

/** A stored part goes on until the next record of the container: its claimed size may be too small. */
function endOfStored(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf('PK', start, 'latin1'); at >= 0; at = bytes.indexOf('PK', at + 2, 'latin1')) {
    const kind = bytes.readUInt16BE(Math.min(at + 2, bytes.length - 2));
    if (kind === 0x0102 || kind === 0x0304 || kind === 0x0506 || kind === 0x0708) return at;
  }
  return bytes.length;
}

function openGzip(bytes: Buffer, limits: Limits, members: Member[], unread: Set<string>): void {
  for (let at = bytes.indexOf(GZIP); at >= 0; at = bytes.indexOf(GZIP, at + 3)) {
    limits.spendSteps(64);
    const member = unpack(gunzipSync as Inflater, bytes.subarray(at), limits);
    if (member !== null && member.bytes.length > 0) members.push({ wrapping: 'gzip', bytes: member.bytes });
    else if (at === 0) unread.add('damaged gzip data');
  }
}

/** Chunks with text, packed or not, and whatever follows the end of the picture. */
function openPng(bytes: Buffer, limits: Limits): Opened {
  const members: Member[] = [];
  const unread = new Set<string>();
  let at = PNG.length;
  while (at + 12 <= bytes.length) {
    const end = at + 8 + bytes.readUInt32BE(at);
    const kind = bytes.toString('latin1', at + 4, at + 8);
    if (end > bytes.length) break;
    const data = bytes.subarray(at + 8, end);
    if (kind !== 'IDAT') {
      // A keyword ends with a zero byte, which would make the text behind it look like data.
      for (const part of splitAtZero(data)) members.push({ wrapping: 'image metadata', bytes: part });
      const packed = packedPart(kind, data);
      const clear = packed === null ? null : unpack(inflateSync, packed, limits);
      if (clear !== null) members.push({ wrapping: 'image metadata', bytes: clear.bytes });
      else if (packed !== null) unread.add('damaged text of an image');
    }
    at = end + 4;
    if (kind === 'IEND') break;
  }
  if (at < bytes.length) members.push({ wrapping: 'behind an image', bytes: bytes.subarray(at) });
  return { members, unread: [...unread], isImage: true };
}

function splitAtZero(data: Buffer): Buffer[] {
  const zero = data.indexOf(0);
  return zero < 0 ? [data] : [data, data.subarray(zero + 1)];
}

/** Where the packed data of a PNG chunk begins (PNG 3rd edition, 11.3.2 and 11.3.3). */
function packedPart(kind: string, data: Buffer): Buffer | null {
  const keyword = data.indexOf(0);
  if (keyword < 0) return null;
  if (kind === 'zTXt' || kind === 'iCCP') return data.subarray(keyword + 2);
  if (kind !== 'iTXt' || data[keyword + 1] !== 1) return null;
  const language = data.indexOf(0, keyword + 3);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  return translated < 0 ? null : data.subarray(translated + 1);
}

/** Every segment before the picture (EXIF, XMP, ICC, comments), and whatever follows its end. */
function openJpeg(bytes: Buffer): Opened {
  const members: Member[] = [];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if ((marker >= 0xe0 && marker <= 0xef) || marker === 0xfe)
      members.push({ wrapping: 'image metadata', bytes: bytes.subarray(at + 4, end) });
    at = Math.max(end, at + 2);
    // Behind the start of the scan there are pixels.
    if (marker === 0xda) break;
  }
  // Among the pixels this pair of bytes cannot stand.
  const mark = bytes.indexOf(Buffer.from('ffd9', 'hex'), at);
  const end = mark < 0 ? at : mark + 2;
  if (end < bytes.length) members.push({ wrapping: 'behind an image', bytes: bytes.subarray(end) });
  return { members, unread: [], isImage: true };
}
