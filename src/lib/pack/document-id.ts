/** The `/ID` of a pack's PDF: made from what the pack says and from nothing else, so that two builds agree. */

import { createHash } from 'node:crypto';

/** 16 bytes. `fingerprint` is the SHA-256 of the release in hexadecimal digits, `file` the document's file name. */
export function documentId(fingerprint: string, file: string): Uint8Array {
  return createHash('sha256').update(`${fingerprint} ${file}`).digest().subarray(0, 16);
}
