/**
 * Which encoding the bytes of a file are in, and turning them into text. The order of proof is: byte-order mark, NUL bytes in
 * every other place, a whole-file UTF-8 check, and at last Windows-1252 as an assumption that is reported.
 */

import { InputError } from '../errors.js';
import type { EncodingReport } from '../model/intake.js';

/** Encodings that `--encoding` accepts. Each has one byte or one UTF-16 unit per character, or is UTF-8, so that offsets map back to bytes. */
export const KNOWN_ENCODINGS: readonly string[] = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'windows-874',
  'macintosh',
  'x-mac-cyrillic',
  'iso-8859-2',
  'iso-8859-3',
  'iso-8859-4',
  'iso-8859-5',
  'iso-8859-6',
  'iso-8859-7',
  'iso-8859-8',
  'iso-8859-10',
  'iso-8859-13',
  'iso-8859-14',
  'iso-8859-15',
  'iso-8859-16',
  'koi8-r',
  'koi8-u',
  'ibm866',
];

/** How many bytes of the source one counted unit of decoded text takes. */
export type SourceUnit = 'utf-8-byte' | 'byte-per-character' | 'two-bytes-per-utf-16-unit';

export interface EncodingDecision {
  readonly report: EncodingReport;
  /** Bytes to skip at the start. */
  readonly markBytes: number;
  readonly unit: SourceUnit;
}

/**
 * The WHATWG name of a label such as `latin1` or `cp1252`.
 * @throws InputError `encoding-unknown` for a label that is not known or whose offsets could not be told.
 */
export function resolveEncoding(label: string): string {
  let name: string | null = null;
  try {
    name = new TextDecoder(label).encoding;
  } catch {
    name = null;
  }
  if (name === null || !KNOWN_ENCODINGS.includes(name)) {
    throw new InputError('There is no encoding of that name that handin knows.', {
      code: 'encoding-unknown',
      hint: `Known encodings: ${KNOWN_ENCODINGS.join(', ')}.`,
    });
  }
  return name;
}

/**
 * Decides the encoding.
 * @param head the first bytes of the file, 4 kB or more where it has them
 * @param isUtf8 whether the whole file, without its mark, is valid UTF-8
 * @param given a label that overrides the decision
 */
export function decideEncoding(head: Uint8Array, isUtf8: boolean, given?: string): EncodingDecision {
  const mark = readMark(head);
  if (given !== undefined) {
    const name = resolveEncoding(given);
    return decision(name, mark?.name === name ? mark.bytes : 0, 'given');
  }
  if (mark !== null && (mark.name !== 'utf-8' || isUtf8)) return decision(mark.name, mark.bytes, 'certain');
  const parity = readNulParity(head);
  if (parity !== null) return decision(parity, 0, 'certain');
  if (isUtf8) return decision('utf-8', 0, 'certain');
  return decision('windows-1252', 0, 'assumed');
}

function decision(name: string, markBytes: number, sureness: EncodingReport['sureness']): EncodingDecision {
  const unit = name === 'utf-8' ? 'utf-8-byte' : name.startsWith('utf-16') ? 'two-bytes-per-utf-16-unit' : 'byte-per-character';
  return { report: { name, byteOrderMark: markBytes > 0, sureness }, markBytes, unit };
}

function readMark(head: Uint8Array): { readonly name: string; readonly bytes: number } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { name: 'utf-8', bytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le', bytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be', bytes: 2 };
  return null;
}

/** UTF-16 without a mark: delimiters, digits, spaces and line ends have a NUL in one half of each pair and never in the other. */
function readNulParity(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const length = Math.min(head.length, 4096) & ~1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (head[i] === 0) even++;
    if (head[i + 1] === 0) odd++;
  }
  const enough = Math.max(2, (length / 2) * 0.08);
  if (odd >= enough && even * 20 <= odd) return 'utf-16le';
  if (even >= enough && odd * 20 <= even) return 'utf-16be';
  return null;
}

/** Turns chunks of bytes into text; bytes that the encoding does not have become U+FFFD. */
export interface ChunkDecoder {
  decode(chunk: Uint8Array, isLast: boolean): string;
}

export function createDecoder(encoding: string): ChunkDecoder {
  if (encoding === 'windows-1252') return { decode: decodeWindows1252 };
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return { decode: (chunk, isLast) => decoder.decode(chunk, { stream: !isLast }) };
}

const WINDOWS_1252_HIGH =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** Own table: several Node releases decode this label as Latin-1 and lose the dashes and curly quotes (nodejs/node#56542). */
function decodeWindows1252(chunk: Uint8Array): string {
  const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
  let from = 0;
  let decoded = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80 || code > 0x9f) continue;
    decoded += text.slice(from, i) + WINDOWS_1252_HIGH.charAt(code - 0x80);
    from = i + 1;
  }
  return decoded + text.slice(from);
}

/** Bytes that UTF-8 text `bytes[start, end)` took in the source. */
export function countSourceBytes(unit: SourceUnit, bytes: Uint8Array, start: number, end: number): number {
  if (unit === 'utf-8-byte') return end - start;
  let units = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if ((byte & 0xc0) !== 0x80) units++;
    if (byte >= 0xf0 && unit === 'two-bytes-per-utf-16-unit') units++;
  }
  return unit === 'two-bytes-per-utf-16-unit' ? units * 2 : units;
}
