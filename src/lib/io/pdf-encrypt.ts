/**
 * Encrypts a finished PDF of our own: every string and stream, under a lock that a passphrase opens. It was scanned for leaks before, and nothing of
 * it is readable afterwards but the number and the sizes of its objects. Not for PDFs of others: it relies on how ours are written, with a
 * cross-reference stream and nothing between objects.
 */

import { randomBytes } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';

import { assertHolds } from '../errors.js';
import { bucketOf } from './archive-out.js';
import { encryptPiece, makeLock } from './pdf-lock.js';
import { Limits } from './pdf-read/limits.js';
import { isWhite, Lexer, PdfString } from './pdf-read/syntax.js';

/** Bytes of a row of the cross-reference stream, and of the offset in it. */
const ROW = 7;
const OFFSET_BYTES = 4;
const IN_FILE = 1;
/** A comment has its sign and its end. */
const COMMENT_BYTES_MIN = 2;

interface Table {
  /** Object of the cross-reference stream itself. */
  readonly object: number;
  readonly rows: Buffer;
  readonly root: string;
  readonly info: string;
  /** Where it begins: the objects end there. */
  readonly start: number;
}

/** The encrypted file. Each time it is another one: key, salts and identifier are random. */
export function encryptPdf(pdf: Uint8Array, passphrase: string): Buffer {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const lock = makeLock(passphrase);
  const table = readTable(bytes);
  const places = placesOf(table);
  const out: Buffer[] = [bytes.subarray(0, places[0]?.offset ?? 0)];
  const rows = Buffer.alloc(table.rows.length + ROW);
  table.rows.copy(rows);
  let at = out[0]?.length ?? 0;
  const put = (object: number, piece: Buffer): void => {
    rows[object * ROW] = IN_FILE;
    rows.writeUInt32BE(at, object * ROW + 1);
    out.push(piece);
    at += piece.length;
  };
  for (const [index, { object, offset }] of places.entries()) {
    const end = places[index + 1]?.offset ?? table.start;
    if (object !== table.object) put(object, encryptObject(lock.key, bytes.subarray(offset, end)));
  }
  const encryption = table.rows.length / ROW;
  put(encryption, Buffer.from(`${encryption} 0 obj\n${lock.dictionary}\nendobj\n`, 'latin1'));
  const start = at;
  rows.writeUInt32BE(start, table.object * ROW + 1);
  const data = deflateSync(rows);
  // The old identifier was made from what the file says, and could confirm a guess of it.
  const id = randomBytes(16).toString('hex');
  const head = `${table.object} 0 obj\n<</Type/XRef/Size ${encryption + 1}/W[1 4 2]/Root ${table.root}/Info ${table.info}/Encrypt ${encryption} 0 R/ID[<${id}><${id}>]/Filter/FlateDecode/Length ${data.length}>>\nstream\n`;
  const tail = `startxref\n${start}\n%%EOF\n`;
  out.push(Buffer.from(head, 'latin1'), data, Buffer.from('\nendstream\nendobj\n', 'latin1'));
  out.push(padding(out.reduce((sum, piece) => sum + piece.length, tail.length)), Buffer.from(tail, 'latin1'));
  return Buffer.concat(out);
}

/**
 * A comment that brings the file to one of few sizes. The open pack lists the size, and the same names always need the same room, so an exact size would
 * confirm a guess of a short list.
 */
function padding(filled: number): Buffer {
  const bytes = bucketOf(filled + COMMENT_BYTES_MIN) - filled;
  const comment = Buffer.alloc(bytes, ' ');
  comment.write('%', 0, 'latin1');
  comment.write('\n', bytes - 1, 'latin1');
  return comment;
}

function readTable(bytes: Buffer): Table {
  const tail = bytes.toString('latin1', Math.max(0, bytes.length - 64));
  const start = Number(/startxref\s+(\d+)\s+%%EOF\s*$/u.exec(tail)?.[1] ?? Number.NaN);
  const head = bytes.toString('latin1', start, start + 1024);
  const [whole = '', object = '', dictionary = ''] = /^(\d+) 0 obj\s*<<(.*?)>>\s*stream\r?\n/su.exec(head) ?? [];
  assertHolds(dictionary.includes('/W[1 4 2]'), 'pdf-encrypt', 'A PDF that is to be encrypted has no cross-reference stream of ours.');
  const length = Number(/\/Length (\d+)/u.exec(dictionary)?.[1] ?? 0);
  const data = start + whole.length;
  const reference = (key: string): string => new RegExp(`/${key} (\\d+ 0 R)`, 'u').exec(dictionary)?.[1] ?? '';
  return {
    object: Number(object),
    rows: inflateSync(bytes.subarray(data, data + length)),
    root: reference('Root'),
    info: reference('Info'),
    start,
  };
}

/** Objects that stand in the file themselves, in its order; the others travel in object streams and are encrypted with them. */
function placesOf({ rows }: Table): { readonly object: number; readonly offset: number }[] {
  const places: { object: number; offset: number }[] = [];
  for (let object = 0; object * ROW < rows.length; object++) {
    if (rows[object * ROW] === IN_FILE) places.push({ object, offset: rows.readUIntBE(object * ROW + 1, OFFSET_BYTES) });
  }
  return places.sort((a, b) => a.offset - b.offset);
}

/** One object, from its number to the end of it. */
function encryptObject(key: Buffer, bytes: Buffer): Buffer {
  const limits = new Limits(bytes.length);
  const head = /^\d+ \d+ obj\s*/u.exec(bytes.toString('latin1', 0, 64))?.[0].length ?? 0;
  assertHolds(head > 0, 'pdf-encrypt', 'A PDF that is to be encrypted has something else than an object in an object’s place.');
  const lexer = new Lexer(bytes, head, limits, []);
  lexer.next(true);
  const body = bytes.subarray(0, lexer.position);
  const stream = /^\s*stream\r?\n/u.exec(bytes.toString('latin1', lexer.position, lexer.position + 32))?.[0].length;
  if (stream === undefined) return Buffer.concat([encryptStrings(key, body, limits), Buffer.from('\nendobj\n')]);
  const length = Number(/\/Length (\d+)/u.exec(body.toString('latin1'))?.[1] ?? Number.NaN);
  assertHolds(Number.isSafeInteger(length), 'pdf-encrypt', 'A stream that is to be encrypted does not say how long it is.');
  const from = lexer.position + stream;
  const data = encryptPiece(key, bytes.subarray(from, from + length));
  const dictionary = encryptStrings(key, body, limits)
    .toString('latin1')
    .replace(/\/Length \d+/u, `/Length ${data.length}`);
  return Buffer.concat([Buffer.from(`${dictionary}\nstream\n`, 'latin1'), data, Buffer.from('\nendstream\nendobj\n')]);
}

/** The same bytes with each string encrypted. */
function encryptStrings(key: Buffer, bytes: Buffer, limits: Limits): Buffer {
  const out: Buffer[] = [];
  let kept = 0;
  for (let at = 0; at < bytes.length; ) {
    const isString = bytes[at] === 0x28 || (bytes[at] === 0x3c && bytes[at + 1] !== 0x3c);
    if (!isString) {
      // `<<` is two signs of one mark.
      at += bytes[at] === 0x3c ? 2 : 1;
      continue;
    }
    const lexer = new Lexer(bytes, at, limits, []);
    const value = lexer.next(false);
    assertHolds(value instanceof PdfString, 'pdf-encrypt', 'A string that is to be encrypted is none.');
    const gap = isWhite(bytes[at - 1]) || at === 0 ? '' : ' ';
    out.push(bytes.subarray(kept, at), Buffer.from(`${gap}<${encryptPiece(key, value.bytes).toString('hex')}>`, 'latin1'));
    at = lexer.position;
    kept = at;
  }
  out.push(bytes.subarray(kept));
  return Buffer.concat(out);
}
