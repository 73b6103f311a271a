/**
 * What a file is, judged by its first bytes and never by its name. What no table can be read from gets an error that names what it looks
 * like and what to do about it.
 */

import { InputError } from '../errors.js';
import { trimEdges } from '../text.js';

/** `zip` may be a workbook or a zip of files, which its directory tells; `ole` an old workbook or one with a password. */
export type FileKind = 'text' | 'gzip' | 'zip' | 'ole' | 'html' | 'json' | 'json-lines' | 'parquet';

interface Signature {
  readonly bytes: readonly number[];
  /** Offset of the bytes; 0 when left out. */
  readonly at?: number;
  readonly name: string;
  readonly hint: string;
}

const UNPACK = 'Unpack it first and give the file inside.';
const PICTURE = 'Type the sheet up, or ask for the export.';
const EXPORT = 'Ask for the CSV or XLSX export of the same list.';

const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));

/** Formats that hold no table, or none that can be read here. Bytes as in the formats' own specifications. */
const REFUSED: readonly Signature[] = [
  { bytes: ascii('%PDF'), name: 'a PDF', hint: EXPORT },
  { bytes: ascii('BZh'), name: 'a bzip2 archive', hint: UNPACK },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], name: 'a zstd archive', hint: UNPACK },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], name: 'an xz archive', hint: UNPACK },
  { bytes: [0x04, 0x22, 0x4d, 0x18], name: 'an lz4 archive', hint: UNPACK },
  { bytes: [0x1f, 0x9d], name: 'a compress archive', hint: UNPACK },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], name: 'a 7z archive', hint: UNPACK },
  { bytes: [...ascii('Rar!'), 0x1a, 0x07], name: 'a RAR archive', hint: UNPACK },
  { bytes: ascii('ustar'), at: 257, name: 'a tar archive', hint: UNPACK },
  { bytes: [...ascii('PK'), 0x07, 0x08], name: 'one part of a split zip archive', hint: 'Ask for it in one piece.' },
  { bytes: [0x89, ...ascii('PNG')], name: 'a picture', hint: PICTURE },
  { bytes: [0xff, 0xd8, 0xff], name: 'a picture', hint: PICTURE },
  { bytes: ascii('GIF8'), name: 'a picture', hint: PICTURE },
  { bytes: [...ascii('II*'), 0x00], name: 'a picture', hint: PICTURE },
  { bytes: [...ascii('MM'), 0x00, 0x2a], name: 'a picture', hint: PICTURE },
  { bytes: ascii('WEBP'), at: 8, name: 'a picture', hint: PICTURE },
  { bytes: ascii('ftyp'), at: 4, name: 'a picture or a film', hint: PICTURE },
  { bytes: [0x7f, ...ascii('ELF')], name: 'a program', hint: EXPORT },
  { bytes: [...ascii('SQLite format 3'), 0x00], name: 'an SQLite database', hint: 'Save the table as CSV.' },
  { bytes: [0x00, 0x01, 0x00, 0x00, ...ascii('Standard')], name: 'an Access database', hint: 'Save the table as CSV or XLSX.' },
  { bytes: [...ascii('ARROW1'), 0x00], name: 'an Arrow file', hint: 'Save the table as CSV or Parquet.' },
  { bytes: ascii('$FL2'), name: 'an SPSS file', hint: 'Save the table as CSV or XLSX.' },
  { bytes: ascii('{\\rtf'), name: 'a Rich Text document', hint: 'Copy the table into a spreadsheet and save it as .xlsx.' },
  { bytes: ascii('BEGIN:VCARD'), name: 'address cards', hint: 'Export the contacts as CSV.' },
  { bytes: ascii('MIME-Version:'), name: 'a web archive or an e-mail', hint: 'Open it and save the table as .xlsx or as CSV UTF-8.' },
];

/** Bytes of the head that are looked at as text. */
const TEXT_BYTES_MAX = 64 * 1024;

/**
 * @param head the first bytes of the file, at least a few kB where there are so many
 * @param label the file's name, for the message
 * @throws InputError `file-format` for anything that is none of the kinds
 */
export function detectFileKind(head: Uint8Array, label: string): FileKind {
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04]) || startsWith(head, [0x50, 0x4b, 0x05, 0x06])) return 'zip';
  if (startsWith(head, [0x1f, 0x8b])) return 'gzip';
  if (startsWith(head, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) return 'ole';
  // The first page or, without rows, the footer follows: both begin with a field of type 32-bit integer.
  if (startsWith(head, ascii('PAR1')) && head[4] === 0x15) return 'parquet';
  if (startsWith(head, ascii('PARE'))) throw formatError(label, 'an encrypted Parquet file', 'Save the table as CSV.');
  for (const { bytes, at, name, hint } of REFUSED) if (startsWith(head, bytes, at)) throw formatError(label, name, hint);
  const text = readHead(head);
  const start = trimEdges(text.slice(0, 2048));
  if (start.startsWith('<')) return detectMarkup(start, text, label);
  return detectJson(trimEdges(text)) ?? 'text';
}

/** The head as text, good enough to tell ASCII marks: UTF-16 by its byte-order mark or by the zeros in it, anything else byte by byte. */
function readHead(head: Uint8Array): string {
  const bytes = head.subarray(0, TEXT_BYTES_MAX);
  const isLittle = startsWith(bytes, [0xff, 0xfe]) || (bytes[1] === 0 && bytes[3] === 0 && bytes[0] !== 0);
  const isBig = startsWith(bytes, [0xfe, 0xff]) || (bytes[0] === 0 && bytes[2] === 0 && bytes[1] !== 0);
  if (isLittle) return new TextDecoder('utf-16le').decode(bytes);
  if (isBig) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('latin1').decode(startsWith(bytes, [0xef, 0xbb, 0xbf]) ? bytes.subarray(3) : bytes);
}

const HTML_START = /^<(?:!doctype\s{1,9}html|html|head|body|meta|style|table|thead|tbody|tr|div|center|font|p|br|h[1-6]|!--)[\s>/-]/i;

function detectMarkup(start: string, text: string, label: string): FileKind {
  if (HTML_START.test(start)) return 'html';
  if (/<html[\s>]/i.test(text.slice(0, 8192))) return 'html';
  if (text.includes('urn:schemas-microsoft-com:office:spreadsheet')) {
    throw formatError(label, 'an XML spreadsheet of Excel 2003', 'Open it in a spreadsheet program and save it as .xlsx or as CSV UTF-8.');
  }
  if (start.startsWith('<?xml')) throw formatError(label, 'XML', 'Ask for the CSV, XLSX or JSON export of the same list.');
  return 'text';
}

/** JSON or JSON lines, or null: told by the brackets alone, so that a broken line does not make a text of it. */
function detectJson(text: string): 'json' | 'json-lines' | null {
  if (!/^(?:\{\s{0,999}["}]|\[\s{0,999}[{[\]])/.test(text)) return null;
  let depth = 0;
  let isInText = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (isInText) {
      if (char === '\\') i++;
      else if (char === '"') isInText = false;
      else if (char === '\n') {
        // No text of JSON holds a line break: this line is broken.
        isInText = false;
        if (beginsObject(text, i + 1)) return 'json-lines';
      }
    } else if (char === '"') isInText = true;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth <= 0)
      return text.charAt(0) === '{' && /^\s*\{/.test(text.slice(i + 1)) ? 'json-lines' : 'json';
    else if (char === '\n' && depth > 0 && beginsObject(text, i + 1) && looksCutOff(text, i)) return 'json-lines';
  }
  return 'json';
}

function beginsObject(text: string, lineStart: number): boolean {
  return /^\s{0,99}\{\s{0,99}"/.test(text.slice(lineStart, lineStart + 200));
}

/** Whether a line ends where no value may end, so that the next `{` cannot belong to it. */
function looksCutOff(text: string, lineEnd: number): boolean {
  let last = lineEnd - 1;
  while (last > 0 && (text.charAt(last) === ' ' || text.charAt(last) === '\r')) last--;
  return !'{[,:'.includes(text.charAt(last));
}

/** Refuses decoded text that no table is made of: web pages, and control characters in more than one place in twenty. */
export function checkIsText(sample: Uint8Array, label: string): void {
  const start = String.fromCharCode(...sample.subarray(0, 64))
    .trimStart()
    .toLowerCase();
  if (['<html', '<!doctype', '<table', '<?xml'].some((tag) => start.startsWith(tag))) {
    throw formatError(label, 'a web page or XML', 'Open it in a spreadsheet program and save it as .xlsx or as CSV UTF-8.');
  }
  let controls = 0;
  for (const byte of sample) {
    if ((byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f) controls++;
  }
  if (controls > 16 && controls * 20 > sample.length) {
    throw formatError(label, 'binary data, not text', 'Export the table again as CSV UTF-8 or XLSX.');
  }
}

/** An InputError `file-format`. */
export function formatError(label: string, looksLike: string, hint: string): InputError {
  return new InputError(`${label} cannot be read as a table: it looks like ${looksLike}.`, { code: 'file-format', hint });
}

function startsWith(head: Uint8Array, bytes: readonly number[], at = 0): boolean {
  return bytes.every((byte, i) => head[at + i] === byte);
}
