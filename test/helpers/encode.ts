/** Text to bytes in the encodings that exports come in. A character that the encoding does not have is a fault of the test. */

import iconv from 'iconv-lite';

/** Names as intake reports them. */
export type EncodingName =
  | 'utf-8'
  | 'utf-16le'
  | 'utf-16be'
  | 'windows-1252'
  | 'windows-1250'
  | 'macintosh'
  | 'iso-8859-2'
  | 'ibm850'
  | 'ibm852';

const MARK = '\ufeff';

/** Bytes of the text; a byte-order mark comes from the caller as U+FEFF. */
export function encodeText(text: string, encoding: EncodingName): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  const bytes = iconv.encode(text, encoding);
  if (iconv.decode(bytes, encoding) !== text) throw new Error(`${encoding} does not have every character of this text`);
  return bytes;
}

export function encodeMark(encoding: EncodingName): Uint8Array {
  return encodeText(MARK, encoding);
}

/** Whether these bytes give this text in an encoding that intake named: several have the same bytes for a text with few letters. */
export function decodesTo(bytes: Uint8Array, encoding: string, text: string): boolean {
  if (encoding === 'utf-8' || encoding === 'utf-16le' || encoding === 'utf-16be') {
    return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes) === text;
  }
  return iconv.encodingExists(encoding) && iconv.decode(Buffer.from(bytes), encoding, { stripBOM: false }) === text;
}
