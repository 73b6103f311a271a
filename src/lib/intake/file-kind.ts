/**
 * What a file is, judged by its first bytes and never by its name. Whatever is no text and no XLSX gets an error that names
 * what it looks like and what to do about it.
 */

import { InputError } from '../errors.js';

export type FileKind = 'text' | 'zip';

interface Signature {
  readonly bytes: readonly number[];
  readonly name: string;
  readonly hint: string;
}

const REFUSED: readonly Signature[] = [
  { bytes: [0x25, 0x50, 0x44, 0x46], name: 'a PDF', hint: 'Ask for the CSV or XLSX export of the same list.' },
  { bytes: [0x1f, 0x8b], name: 'a gzip archive', hint: 'Unpack it first and give the file inside.' },
  { bytes: [0x42, 0x5a, 0x68], name: 'a bzip2 archive', hint: 'Unpack it first and give the file inside.' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], name: 'a zstd archive', hint: 'Unpack it first and give the file inside.' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], name: 'a 7z archive', hint: 'Unpack it first and give the file inside.' },
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    name: 'an old Excel file (.xls) or a password-protected one',
    hint: 'Open it, remove the password and save it as .xlsx or as CSV UTF-8.',
  },
  { bytes: [0x89, 0x50, 0x4e, 0x47], name: 'a picture', hint: 'Type the sheet up, or ask for the export.' },
  { bytes: [0xff, 0xd8, 0xff], name: 'a picture', hint: 'Type the sheet up, or ask for the export.' },
  { bytes: [0x50, 0x41, 0x52, 0x31], name: 'a Parquet file', hint: 'Save the table as CSV.' },
];

const ZIP_SIGNATURE = [0x50, 0x4b, 0x03, 0x04];

/**
 * @param head the first bytes of the file
 * @param label the file's name, for the message
 * @throws InputError `file-format` for anything that is neither text nor a zip container
 */
export function detectFileKind(head: Uint8Array, label: string): FileKind {
  if (startsWith(head, ZIP_SIGNATURE) || startsWith(head, [0x50, 0x4b, 0x05, 0x06])) return 'zip';
  for (const signature of REFUSED) {
    if (startsWith(head, signature.bytes)) throw formatError(label, signature.name, signature.hint);
  }
  return 'text';
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

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => head[i] === byte);
}
