/**
 * Everything a file says, in pieces, whatever it was wrapped in: made by `io/file-text.ts`, judged by `gate/scan.ts`. A piece
 * that stood in a container or an encoding is there in clear, with the way it was found.
 */

import type { HtmlText } from './html-text.js';
import type { PdfText } from './pdf-text.js';

/**
 * What the text of a piece is. `lines`: text as people write it, where an entry of a list can stand alone. `words`: a bag of words,
 * where standing alone means nothing. `fragments`: readable pieces of data that is no text, among which chance makes short words and
 * numbers; only whole values of records are looked for in them, no shapes.
 */
export type SaidAs = 'lines' | 'words' | 'fragments';

export interface SaidText {
  /** Part of the file, for example `page 3`, `metadata`, `attachment`: our own words, never a name from the file. */
  readonly place: string;
  readonly text: string;
  readonly as: SaidAs;
  /** What had to be undone to read it, outermost first, for example `zip` and `base64`; empty for what stands there in clear. */
  readonly wrappings: readonly string[];
}

export interface FileText {
  readonly pieces: readonly SaidText[];
  /** The parts of a PDF, for those who check more than leaks; null for any other file. */
  readonly pdf: PdfText | null;
  /** The tokens of a web page; null for any other file. */
  readonly html: HtmlText | null;
  /** Features a pack must not have, in this file or in a PDF inside it. */
  readonly forbidden: readonly string[];
  /** What could not be read and so could hide something; each kind once. */
  readonly unread: readonly string[];
}
