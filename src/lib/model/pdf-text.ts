/**
 * Everything a PDF says, in one place, for the leak scan: what a reader sees and what only a program finds. Made by
 * `io/pdf-read.ts`; `io/file-text.ts` looks into the data and the attachments, and `gate/scan.ts` judges.
 */

import type { PdfSeal } from './seal.js';

export interface PdfText {
  /** Text of each page, in drawing order, stretches from right to left turned round; a new line of print is `\n`, a wide gap `\t`. */
  readonly pages: readonly string[];
  /** Text of content streams that no page reaches, and streams of text, such as character maps. */
  readonly unreferenced: readonly string[];
  /** Every string object anywhere (Info, outlines, structure tree, annotations, ...) and the XMP packets, decoded. */
  readonly metadata: readonly string[];
  /** How stretches of the pages are spelled where their glyphs cannot say it (`ActualText` of elements and of marked content), decoded. */
  readonly spellings: readonly string[];
  /** Of these, once more by themselves, what stands in the middle of a word there: a part of one is no word, so the scan alone looks at them. */
  readonly spelledParts: readonly string[];
  /** Every name object, once, `#xx` decoded: dictionary keys, font names, destinations. */
  readonly names: readonly string[];
  readonly attachments: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** Bytes outside all objects: comments, leftovers between revisions, whatever follows the last `%%EOF`. */
  readonly trailing: readonly string[];
  /** What holds no text by nature, unpacked: fonts, images, data behind the end, strings of bytes. Something may stand or be packed in it. */
  readonly data: readonly Uint8Array[];
  /** Readable runs of the streams among them, long enough to be told from chance. */
  readonly dataText: readonly string[];
  /** Cross-reference streams, unpacked: numbers, unless somebody put something else there. */
  readonly crossReferences: readonly Uint8Array[];
  /** Targets of links. */
  readonly uris: readonly string[];
  /** Signatures, whether or not a field shows them. */
  readonly seals: readonly PdfSeal[];
  /** Forbidden features met, for example `/JavaScript`. */
  readonly forbidden: readonly string[];
  /** What could not be read and so could hide something, for example `filter /LZWDecode`; each kind once. */
  readonly unread: readonly string[];
}
