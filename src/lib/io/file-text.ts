/**
 * Everything a file of a pack says, for the leak scan: the text of a PDF and of what is attached to it, what is packed in either,
 * and what is encoded in any of these, layer by layer. Reading ends at ceilings, and what lies beyond is named, never skipped in silence.
 */

import { HandinError } from '../errors.js';
import type { FileText, SaidAs, SaidText } from '../model/file-text.js';
import type { PdfText } from '../model/pdf-text.js';
import { openContainers } from './file-text/containers.js';
import { undoEncodings } from './file-text/encodings.js';
import { readBytes } from './file-text/text-runs.js';
import { isHtml, piecesOfHtml, readHtml } from './html-read.js';
import { Limits } from './pdf-read/limits.js';
import { readPdf } from './pdf-read.js';

/** Containers in containers and encodings in encodings; honest files have none. */
const LAYERS_MAX = 6;
/** Characters of all pieces that are no text of the file itself. */
const UNDONE_CHARACTERS_MAX = 64 * 1024 ** 2;
const PDF_MARK = '%PDF-';
/** Viewers accept a PDF that begins this late. */
const PDF_MARK_WITHIN = 1024;
/** Lengths of digests in bytes: MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512 and their kin. */
const DIGEST_BYTES: ReadonlySet<number> = new Set([16, 20, 28, 32, 48, 64]);

/** Reads a file whole. Throws an `InputError` (`pdf-unreadable`) for a PDF that is none or unpacks to too much; nothing else. */
export function readFileText(bytes: Uint8Array): FileText {
  const reader = new FileTextReader(bytes.length);
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pdf = isPdf(file) ? readPdf(file) : null;
  const html = pdf === null && isHtml(file) ? readHtml(file) : null;
  if (html !== null) for (const { place, text } of piecesOfHtml(html)) reader.addText(place, text, 'lines', []);
  // The bytes of a page are looked through as well, in case that the parser left something out.
  if (pdf === null) reader.addBytes('text', file, html === null ? [] : ['markup'], true);
  else reader.addPdf(pdf, []);
  return { ...reader.result(), pdf, html };
}

const isPdf = (bytes: Buffer): boolean => bytes.subarray(0, PDF_MARK_WITHIN).includes(PDF_MARK);

class FileTextReader {
  readonly #pieces: SaidText[] = [];
  readonly #forbidden = new Set<string>();
  readonly #unread = new Set<string>();
  readonly #limits: Limits;
  /** What was undone already; most of it turns up again. */
  readonly #seen = new Set<string>();
  #charactersLeft = UNDONE_CHARACTERS_MAX;

  constructor(fileBytes: number) {
    this.#limits = new Limits(fileBytes);
  }

  result(): Omit<FileText, 'pdf' | 'html'> {
    return { pieces: this.#pieces, forbidden: [...this.#forbidden], unread: [...this.#unread] };
  }

  addPdf(pdf: PdfText, wrappings: readonly string[]): void {
    const outside = 'outside its pages';
    for (const [index, text] of pdf.pages.entries()) this.addText(`page ${index + 1}`, text, 'lines', wrappings);
    this.addText(outside, [...pdf.unreferenced, ...pdf.dataText, ...pdf.trailing].join('\n'), 'lines', wrappings);
    this.addText('metadata', [...pdf.metadata, ...pdf.uris].join('\n'), 'lines', wrappings);
    this.addText('spelling of its text', [...pdf.spellings, ...pdf.spelledParts].join('\n'), 'lines', wrappings);
    this.addText('metadata', pdf.names.join(' / '), 'words', wrappings);
    for (const { name, bytes } of pdf.attachments) {
      // The attachment's name could itself be a value, so it is searched and not told.
      this.addText('attachment', name, 'lines', wrappings);
      this.addBytes('attachment', Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), wrappings, true);
    }
    for (const data of [...pdf.data, ...pdf.crossReferences])
      this.addBytes(outside, Buffer.from(data.buffer, data.byteOffset, data.byteLength), wrappings, false);
    for (const what of pdf.forbidden) this.#forbidden.add(what);
    for (const what of pdf.unread) this.#unread.add(what);
  }

  /** Bytes of a file or a part of one. Where text `isExpected`, anything else is named as unreadable. */
  addBytes(place: string, bytes: Buffer, wrappings: readonly string[], isExpected: boolean): void {
    if (wrappings.length > LAYERS_MAX) {
      this.#unread.add('layers of packing beyond counting');
      return;
    }
    if (wrappings.length > 0 && isPdf(bytes) && this.#addInnerPdf(bytes, wrappings)) return;
    // Not undone again: as digits they are looked at for digests only.
    if (DIGEST_BYTES.has(bytes.length))
      this.#pieces.push({ place, text: bytes.toString('hex'), as: 'words', wrappings: [...wrappings, 'bytes'] });
    const { members, unread, isImage } = openContainers(bytes, this.#limits);
    for (const what of unread) this.#unread.add(what);
    for (const member of members) this.addBytes(place, member.bytes, [...wrappings, member.wrapping], false);
    // An attachment that is a known container is read; other data in its place could be anything.
    if (isImage) return;
    const { texts, fragments } = readBytes(bytes);
    if (isExpected && texts.length === 0 && bytes.length > 0 && members.length === 0 && !isPdf(bytes))
      this.#unread.add('data that is not text');
    for (const text of texts) this.addText(place, text, 'lines', wrappings);
    if (fragments.length > 0) this.addText(place, fragments.join('\n'), 'fragments', wrappings);
  }

  addText(place: string, text: string, as: SaidAs, wrappings: readonly string[]): void {
    if (text.trim() === '') return;
    if (wrappings.length > 0) {
      if (this.#seen.has(text)) return;
      this.#seen.add(text);
      this.#charactersLeft -= text.length;
      if (this.#charactersLeft < 0) {
        this.#unread.add('more packed or encoded text than can be read');
        return;
      }
    }
    this.#pieces.push({ place, text, as, wrappings });
    if (wrappings.length >= LAYERS_MAX) return;
    for (const undone of undoEncodings(text)) {
      // Among what chance makes only whole values of records are looked for.
      this.#addUndone(place, undone.isOfWords === true ? 'fragments' : as, [...wrappings, undone.wrapping], undone);
    }
  }

  #addUndone(
    place: string,
    as: SaidAs,
    wrappings: readonly string[],
    undone: { texts: readonly string[]; blocks: readonly Buffer[] },
  ): void {
    for (const text of undone.texts) this.addText(place, text, as, wrappings);
    const whole: string[] = [];
    const fragments: string[] = [];
    for (const block of undone.blocks) {
      const found = readBytes(block);
      whole.push(...found.texts);
      fragments.push(...found.fragments);
      const { members } = openContainers(block, this.#limits);
      for (const member of members) this.addBytes(place, member.bytes, [...wrappings, member.wrapping], false);
    }
    if (whole.length > 0) this.addText(place, whole.join('\n'), as === 'fragments' ? as : 'lines', wrappings);
    if (fragments.length > 0) this.addText(place, fragments.join('\n'), 'fragments', wrappings);
  }

  /** False when it is no PDF after all. */
  #addInnerPdf(bytes: Buffer, wrappings: readonly string[]): boolean {
    try {
      this.addPdf(readPdf(bytes), [...wrappings, 'PDF']);
      return true;
    } catch (cause) {
      if (!(cause instanceof HandinError)) throw cause;
      this.#unread.add('a PDF inside the file');
      return false;
    }
  }
}
