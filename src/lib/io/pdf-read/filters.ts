/** Stream filters (ISO 32000-1, 7.4). What cannot be unpacked is named in the result, never skipped in silence. */

import { inflateRawSync, inflateSync } from 'node:zlib';

import type { Limits } from './limits.js';
import { decodeHex, isWhite, type PdfDict, PdfName, type PdfValue } from './syntax.js';

export interface Decoded {
  readonly bytes: Buffer;
  /** What stopped the decoding, for example `filter /LZWDecode`; `bytes` is then still encoded. */
  readonly unread: string | null;
  /** An image codec that was left alone. Its bytes are pixels, not text. */
  readonly image: boolean;
  /** Bytes behind the end of the compressed data, which no viewer reads. */
  readonly leftover: Buffer;
}

const IMAGE_FILTERS: ReadonlySet<string> = new Set(['DCTDecode', 'DCT', 'JPXDecode', 'CCITTFaxDecode', 'CCF', 'JBIG2Decode']);
const NOTHING: Buffer = Buffer.alloc(0);

/** `lookUp` resolves references inside the dictionary. */
export function decodeStream(dict: PdfDict, raw: Buffer, limits: Limits, lookUp: (value: PdfValue | undefined) => PdfValue): Decoded {
  const named = lookUp(dict.get('Filter') ?? dict.get('F'));
  const filters = Array.isArray(named) ? named.map(lookUp) : named === null ? [] : [named];
  const given = lookUp(dict.get('DecodeParms') ?? dict.get('DP'));
  const parameters = Array.isArray(given) ? given.map(lookUp) : [given];
  let bytes: Buffer = raw;
  let leftover: Buffer = NOTHING;
  for (const [index, filter] of filters.entries()) {
    const name = filter instanceof PdfName ? filter.text : '?';
    if (IMAGE_FILTERS.has(name)) return { bytes, unread: null, image: true, leftover };
    const parameter = parameters[index];
    const step = decodeStep(name, bytes, parameter instanceof Map ? parameter : new Map<string, PdfValue>(), limits, lookUp);
    if (typeof step === 'string') return { bytes, unread: step, image: false, leftover };
    limits.spendOutput(step.bytes.length);
    bytes = step.bytes;
    if (step.leftover.length > leftover.length) leftover = step.leftover;
  }
  return { bytes, unread: null, image: false, leftover };
}

interface Step {
  readonly bytes: Buffer;
  readonly leftover: Buffer;
}

function decodeStep(
  name: string,
  bytes: Buffer,
  parameter: PdfDict,
  limits: Limits,
  lookUp: (value: PdfValue | undefined) => PdfValue,
): Step | string {
  const outputMax = limits.outputBytesMax(bytes.length);
  switch (name) {
    case 'FlateDecode':
    case 'Fl': {
      const inflated = inflate(bytes, outputMax);
      return typeof inflated === 'string' ? inflated : undoPredictor(inflated, parameter, lookUp);
    }
    case 'LZWDecode':
    case 'LZW': {
      const unpacked = decodeLzw(bytes, lookUp(parameter.get('EarlyChange')) !== 0, outputMax);
      return typeof unpacked === 'string' ? unpacked : undoPredictor(unpacked, parameter, lookUp);
    }
    case 'ASCIIHexDecode':
    case 'AHx': {
      const end = bytes.indexOf(0x3e);
      return end < 0
        ? { bytes: decodeHex(bytes), leftover: NOTHING }
        : { bytes: decodeHex(bytes.subarray(0, end)), leftover: bytes.subarray(end + 1) };
    }
    case 'ASCII85Decode':
    case 'A85':
      return decodeAscii85(bytes);
    case 'RunLengthDecode':
    case 'RL':
      return decodeRunLength(bytes, outputMax);
    default:
      return `filter /${/^[A-Za-z0-9]{1,32}$/.test(name) ? name : '?'}`;
  }
}

function inflate(bytes: Buffer, outputMax: number): Step | string {
  // A file cut short still shows the part that is there, as viewers do.
  const options = { maxOutputLength: outputMax, finishFlush: 2, info: true } as const;
  for (const run of [inflateSync, inflateRawSync]) {
    try {
      // With `info` both return the engine too, which knows how much of the input it used; the types leave that out.
      const { buffer, engine } = run(bytes, options) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
      if (buffer.length === 0 && bytes.length > 16) continue;
      return { bytes: buffer, leftover: bytes.subarray(engine.bytesWritten) };
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') return 'stream too large';
    }
  }
  return 'broken /FlateDecode';
}

function undoPredictor(step: Step, parameter: PdfDict, lookUp: (value: PdfValue | undefined) => PdfValue): Step | string {
  const number = (key: string, otherwise: number): number => {
    const value = lookUp(parameter.get(key));
    return typeof value === 'number' && value >= 1 && value <= 1e6 ? Math.floor(value) : otherwise;
  };
  const predictor = number('Predictor', 1);
  if (predictor === 1) return step;
  const bits = number('BitsPerComponent', 8);
  const sampleBytes = Math.max(1, (number('Colors', 1) * bits) >> 3);
  const rowBytes = Math.ceil((number('Colors', 1) * bits * number('Columns', 1)) / 8);
  if (predictor >= 10) return { ...step, bytes: undoPng(step.bytes, rowBytes, sampleBytes) };
  return bits === 8 ? { ...step, bytes: undoTiff(step.bytes, rowBytes, sampleBytes) } : 'predictor /2';
}

function undoPng(bytes: Buffer, rowBytes: number, sampleBytes: number): Buffer {
  const rows = Math.ceil(bytes.length / (rowBytes + 1));
  const out = Buffer.alloc(Math.max(0, bytes.length - rows));
  for (let row = 0; row < rows; row++) {
    const from = row * (rowBytes + 1);
    const kind = bytes[from] ?? 0;
    const to = row * rowBytes;
    const length = Math.min(rowBytes, bytes.length - from - 1);
    for (let i = 0; i < length; i++) {
      const left = i >= sampleBytes ? (out[to + i - sampleBytes] ?? 0) : 0;
      const up = row > 0 ? (out[to + i - rowBytes] ?? 0) : 0;
      const upLeft = row > 0 && i >= sampleBytes ? (out[to + i - rowBytes - sampleBytes] ?? 0) : 0;
      out[to + i] = ((bytes[from + 1 + i] ?? 0) + predict(kind, left, up, upLeft)) & 0xff;
    }
  }
  return out;
}

function predict(kind: number, left: number, up: number, upLeft: number): number {
  if (kind === 1) return left;
  if (kind === 2) return up;
  if (kind === 3) return (left + up) >> 1;
  if (kind !== 4) return 0;
  const estimate = left + up - upLeft;
  const [byLeft, byUp, byBoth] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - upLeft)];
  return byLeft <= byUp && byLeft <= byBoth ? left : byUp <= byBoth ? up : upLeft;
}

function undoTiff(bytes: Buffer, rowBytes: number, sampleBytes: number): Buffer {
  const out = Buffer.from(bytes);
  for (let i = 0; i < out.length; i++) {
    if (i % rowBytes >= sampleBytes) out[i] = ((out[i] ?? 0) + (out[i - sampleBytes] ?? 0)) & 0xff;
  }
  return out;
}

function decodeAscii85(bytes: Buffer): Step {
  const out = Buffer.allocUnsafe(bytes.length * 4 + 4);
  let length = 0;
  let digits = 0;
  let value = 0;
  let at = 0;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (isWhite(byte)) continue;
    if (byte === 0x7a && digits === 0) {
      out.fill(0, length, length + 4);
      length += 4;
    } else if (byte >= 0x21 && byte <= 0x75) {
      value = value * 85 + byte - 0x21;
      if (++digits === 5) {
        length = out.writeUInt32BE(value % 2 ** 32, length);
        digits = 0;
        value = 0;
      }
    } else break;
  }
  if (digits > 1) {
    for (let missing = digits; missing < 5; missing++) value = value * 85 + 84;
    const last = Buffer.alloc(4);
    last.writeUInt32BE(value % 2 ** 32);
    length += last.copy(out, length, 0, digits - 1);
  }
  const leftover = bytes.subarray(at);
  return { bytes: out.subarray(0, length), leftover: leftover[0] === 0x7e ? leftover.subarray(2) : leftover };
}

const LZW_CLEAR = 256;
const LZW_END = 257;
const LZW_BITS_MAX = 12;

/** ISO 32000-1, 7.4.4: codes of 9 to 12 bits, high bit first; with `isEarly` they grow one code before they must. */
function decodeLzw(bytes: Buffer, isEarly: boolean, outputMax: number): Step | string {
  // Entries 0 to 255 are the bytes themselves; every later one is an earlier output and one byte more, so a place in the output is enough.
  const starts: number[] = [];
  const lengths: number[] = [];
  let out = Buffer.allocUnsafe(Math.min(outputMax, Math.max(1024, bytes.length * 4)));
  let length = 0;
  let previous: { readonly start: number; readonly length: number } | null = null;
  let bits = 9;
  let held = 0;
  let heldBits = 0;
  let at = 0;
  for (;;) {
    while (heldBits < bits && at < bytes.length) {
      held = ((held << 8) | (bytes[at++] ?? 0)) & 0xffffff;
      heldBits += 8;
    }
    // Data cut short still shows the part that is there.
    if (heldBits < bits) break;
    heldBits -= bits;
    const code = (held >> heldBits) & ((1 << bits) - 1);
    if (code === LZW_END) break;
    if (code === LZW_CLEAR) {
      starts.length = 0;
      lengths.length = 0;
      bits = 9;
      previous = null;
      continue;
    }
    const entry = code - LZW_END - 1;
    const known = code < LZW_CLEAR || entry < starts.length;
    if (!known && (previous === null || entry !== starts.length)) return 'broken /LZWDecode';
    const pieceLength: number = code < LZW_CLEAR ? 1 : known ? (lengths[entry] ?? 0) : (previous?.length ?? 0) + 1;
    if (length + pieceLength > outputMax) return 'stream too large';
    if (length + pieceLength > out.length) out = Buffer.concat([out, Buffer.allocUnsafe(Math.max(out.length, pieceLength))]);
    const start = length;
    if (code < LZW_CLEAR) out[length++] = code;
    else {
      const from = known ? (starts[entry] ?? 0) : (previous?.start ?? 0);
      for (let i = 0; i < pieceLength; i++) out[length++] = out[from + i] ?? 0;
    }
    if (previous !== null && starts.length + LZW_END + 1 < 1 << LZW_BITS_MAX) {
      starts.push(previous.start);
      lengths.push(previous.length + 1);
    }
    previous = { start, length: pieceLength };
    const next = starts.length + LZW_END + 1 + (isEarly ? 1 : 0);
    bits = Math.min(LZW_BITS_MAX, next >= 2048 ? 12 : next >= 1024 ? 11 : next >= 512 ? 10 : 9);
  }
  return { bytes: out.subarray(0, length), leftover: bytes.subarray(at) };
}

function decodeRunLength(bytes: Buffer, outputMax: number): Step | string {
  const parts: Buffer[] = [];
  let length = 0;
  let at = 0;
  while (at < bytes.length && bytes[at] !== 128) {
    const code = bytes[at] ?? 0;
    const part = code < 128 ? bytes.subarray(at + 1, at + 2 + code) : Buffer.alloc(257 - code, bytes[at + 1] ?? 0);
    at += code < 128 ? code + 2 : 2;
    length += part.length;
    if (length > outputMax) return 'stream too large';
    parts.push(part);
  }
  return { bytes: Buffer.concat(parts), leftover: bytes.subarray(at + 1) };
}
