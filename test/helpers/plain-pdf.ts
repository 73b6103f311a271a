/** Small PDFs written by hand, among them some that no writer would make, and the filters that our own packs do not use. */

import { deflateSync } from 'node:zlib';

export interface Plain {
  /** Content of the page. */
  readonly content?: string | Buffer;
  readonly contentDict?: string;
  /** Entries of the page, the catalog and the trailer. */
  readonly page?: string;
  readonly resources?: string;
  readonly catalog?: string;
  readonly trailer?: string;
  /** Whole objects from number 10 on. */
  readonly objects?: readonly (string | Buffer)[];
  readonly end?: string;
}

/** Text as Latin-1 bytes; bytes as they are. */
function toBytes(content: string | Buffer): Buffer {
  return typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
}

/** A small PDF written by hand. Its cross-reference table is wrong on purpose: the reader must not need one. */
export function plain(parts: Plain): Buffer {
  const content = toBytes(parts.content ?? 'BT /F1 12 Tf 72 700 Td (Nothing here) Tj ET');
  const pieces: (string | Buffer)[] = [
    '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n',
    `1 0 obj\n<< /Type /Catalog /Pages 2 0 R ${parts.catalog ?? ''} >>\nendobj\n`,
    '2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n',
    `3 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> ${parts.resources ?? ''} >> ${parts.page ?? ''} >>\nendobj\n`,
    `4 0 obj\n<< /Length ${content.length} ${parts.contentDict ?? ''} >>\nstream\n`,
    content,
    '\nendstream\nendobj\n',
    '5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>\nendobj\n',
    ...(parts.objects ?? []).flatMap((object, index) => [`${index + 10} 0 obj\n`, object, '\nendobj\n']),
    `xref\n0 2\n0000000000 65535 f \n0770090012 00000 n \ntrailer\n<< /Size 20 /Root 1 0 R ${parts.trailer ?? ''} >>\nstartxref\n0\n%%EOF\n${parts.end ?? ''}`,
  ];
  return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)));
}

export const stream = (data: string | Buffer, dict = ''): Buffer => {
  const bytes = Buffer.from(data as string, 'latin1');
  return Buffer.concat([Buffer.from(`<< /Length ${bytes.length} ${dict} >>\nstream\n`), bytes, Buffer.from('\nendstream')]);
};

export const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
/** Digits of a text string in UTF-16. */
export const utf16 = (text: string): string => `feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}`;
/** Every character as an octal escape. */
export const octal = (text: string): string => Array.from(text, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`).join('');
/** Content that shows a text in Helvetica. */
export const show = (text: string): string => `BT /F1 12 Tf 72 700 Td (${text}) Tj ET`;

export function ascii85(text: string): string {
  const bytes = Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc((4 - (text.length % 4)) % 4, 32)]);
  let out = '';
  for (let at = 0; at < bytes.length; at += 4) {
    let value = bytes.readUInt32BE(at);
    let group = '';
    for (let digit = 0; digit < 5; digit++) {
      group = String.fromCharCode(33 + (value % 85)) + group;
      value = Math.floor(value / 85);
    }
    out += group;
  }
  return `${out}~>`;
}

export function runLength(text: string): string {
  return `${String.fromCharCode(text.length - 1)}${text}\x80`;
}

export function withUpPredictor(text: string, columns: number): Buffer {
  const bytes = Buffer.from(text.padEnd(Math.ceil(text.length / columns) * columns), 'latin1');
  const rows: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += columns) {
    const row = Buffer.alloc(columns + 1, 2);
    for (let i = 0; i < columns; i++) row[i + 1] = ((bytes[at + i] ?? 0) - (at > 0 ? (bytes[at + i - columns] ?? 0) : 0)) & 0xff;
    rows.push(row);
  }
  return Buffer.concat(rows);
}

export function objectStream(objects: readonly string[], rest = ''): Buffer {
  let header = '';
  let body = '';
  for (const [index, object] of objects.entries()) {
    header += `${100 + index} ${body.length} `;
    body += `${object} `;
  }
  return stream(deflateSync(header + body + rest), `/Type /ObjStm /N ${objects.length} /First ${header.length} /Filter /FlateDecode`);
}

/** LZW as ISO 32000-1, 7.4.4, has it, with codes that grow early. */
export function lzw(bytes: Buffer): Buffer {
  const out: number[] = [];
  let held = 0;
  let heldBits = 0;
  let table = new Map<string, number>();
  let bits = 9;
  const emit = (code: number): void => {
    for (let bit = bits - 1; bit >= 0; bit--) {
      held = (held << 1) | ((code >> bit) & 1);
      if (++heldBits === 8) {
        out.push(held);
        held = 0;
        heldBits = 0;
      }
    }
  };
  const codeOf = (piece: string): number => (piece.length === 1 ? piece.charCodeAt(0) : (table.get(piece) ?? 0));
  emit(256);
  let piece = '';
  for (const char of bytes.toString('latin1')) {
    if (piece === '' || table.has(piece + char)) {
      piece += char;
      continue;
    }
    emit(codeOf(piece));
    table.set(piece + char, 258 + table.size);
    // The reader is one entry behind, and grows one code early.
    if (258 + table.size >= 2 ** bits && bits < 12) bits++;
    if (table.size >= 3800) {
      emit(256);
      table = new Map();
      bits = 9;
    }
    piece = char;
  }
  if (piece !== '') emit(codeOf(piece));
  emit(257);
  if (heldBits > 0) out.push(held << (8 - heldBits));
  return Buffer.from(out);
}
