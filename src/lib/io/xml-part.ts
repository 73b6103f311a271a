/**
 * Parts of spreadsheets that are XML: a search on their bytes for what must not be in them, whoever parses them afterwards, and the parser for
 * those that are read as a stream of events. This is the only file that knows saxes.
 */

import { isUtf8 } from 'node:buffer';
import { SaxesParser } from 'saxes';

import { HandinError } from '../errors.js';
import { WORKBOOK_PART_BYTES_MAX, XML_NESTING_MAX, XML_TREE_NODES_MAX } from '../intake/limits.js';
import { damagedSheet, hostileSheet } from '../intake/sheet-errors.js';
import { localName, type XmlHandler } from '../intake/xml-events.js';
import type { ZipContainer, ZipEntry } from './archive.js';

/** What may follow `<!`: a comment or character data. Everything else belongs to a document type. */
const HARMLESS: readonly (number | undefined)[] = [0x2d, 0x5b];
const ENCODING = /^\s{0,9}<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([^"']{1,40})["']/;
const UTF8_NAMES: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii']);
/** A declaration is at the very start. */
const DECLARATION_BYTES = 400;
const TAIL_BYTES = 200;

/** Searches the bytes of a part as they come. */
export class XmlBytes {
  readonly #label: string;
  #head: Uint8Array = new Uint8Array(0);
  #tail: Uint8Array = new Uint8Array(0);
  #isBegun = false;

  /** @param label the file's name, for messages */
  constructor(label: string) {
    this.#label = label;
  }

  /**
   * Checks the next piece.
   * @returns it, less a character that the next piece completes, plus one that it completes itself
   * @throws InputError `file-hostile` for a document type or an encoding that could hide one; `file-damaged` for what is no UTF-8
   */
  push(piece: Uint8Array): Buffer {
    const joined = this.#head.length === 0 ? toBuffer(piece) : Buffer.concat([this.#head, piece]);
    const end = joined.length - incompleteBytes(joined);
    const bytes = joined.subarray(0, end);
    this.#head = Uint8Array.from(joined.subarray(end));
    if (bytes.length === 0) return bytes;
    if (!this.#isBegun) this.#checkStart(bytes);
    // UTF-16 and UTF-32 hold a NUL in every tag; in UTF-8 no XML may hold one.
    if (bytes.includes(0)) throw hostileSheet(this.#label, 'parts in an unusual encoding');
    if (!isUtf8(bytes)) throw damagedSheet(this.#label);
    this.#searchDeclarations(Buffer.concat([this.#tail.subarray(-3), bytes.subarray(0, 3)]));
    this.#searchDeclarations(bytes);
    this.#tail = Uint8Array.from(
      bytes.length >= TAIL_BYTES ? bytes.subarray(-TAIL_BYTES) : Buffer.concat([this.#tail, bytes]).subarray(-TAIL_BYTES),
    );
    return bytes;
  }

  /**
   * Ends the part.
   * @param root local name of the element that must end it, for parsers that do not mind a part that breaks off
   * @throws InputError `file-damaged`
   */
  finish(root?: string): void {
    if (!this.#isBegun || this.#head.length > 0) throw damagedSheet(this.#label);
    if (root === undefined) return;
    const last = /<\/(?:[\w.-]{1,40}:)?([\w.-]{1,40})\s{0,9}>\s{0,99}$/.exec(Buffer.from(this.#tail).toString('latin1'))?.[1];
    if (last !== root) throw damagedSheet(this.#label);
  }

  #checkStart(bytes: Buffer): void {
    this.#isBegun = true;
    const first = bytes[0] ?? 0;
    const isPlain = first === 0x3c || first === 0xef || first === 0x20 || (first >= 0x09 && first <= 0x0d);
    const encoding = ENCODING.exec(bytes.toString('latin1', first === 0xef ? 3 : 0, DECLARATION_BYTES))?.[1];
    if (!isPlain || (encoding !== undefined && !UTF8_NAMES.has(encoding.toLowerCase()))) {
      throw hostileSheet(this.#label, 'parts in an unusual encoding');
    }
  }

  #searchDeclarations(bytes: Buffer): void {
    // By the mark, of which there are few, and not by the bracket before it.
    for (let at = bytes.indexOf(0x21, 1); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0x21, at + 1)) {
      if (bytes[at - 1] === 0x3c && !HARMLESS.includes(bytes[at + 1])) throw hostileSheet(this.#label, 'document type declarations');
    }
  }
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** How many bytes at the end begin a character that the next piece completes. */
function incompleteBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}

/**
 * Reads a part piece by piece and tells its elements.
 * @param onPiece called between pieces
 * @throws InputError `file-hostile` and `file-damaged` as `XmlBytes`, and for elements nested without end or XML that is not well-formed
 */
export async function readXmlPart(
  container: ZipContainer,
  entry: ZipEntry,
  handler: XmlHandler,
  bytesMax: number,
  onPiece?: () => Promise<void>,
): Promise<void> {
  const { label } = container;
  const parser = new SaxesParser<{ readonly xmlns: false; readonly position: false }>({ xmlns: false, position: false });
  let depth = 0;
  parser.on('opentag', ({ name, attributes }) => {
    if (++depth > XML_NESTING_MAX) throw hostileSheet(label, 'elements nested without end');
    handler.open(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    depth--;
    handler.close(localName(name));
  });
  parser.on('text', (text) => handler.text(text));
  parser.on('cdata', (text) => handler.text(text));
  parser.on('doctype', () => {
    throw hostileSheet(label, 'document type declarations');
  });
  parser.on('error', (cause) => {
    throw cause;
  });
  const bytes = new XmlBytes(label);
  let size = 0;
  try {
    for await (const piece of container.read(entry)) {
      size += piece.length;
      if (size > bytesMax) throw hostileSheet(label, 'a part that is larger than any such part needs to be');
      parser.write(bytes.push(piece).toString('utf8'));
      await onPiece?.();
    }
    bytes.finish();
    parser.close();
  } catch (cause) {
    // The parser's own words may hold a piece of the file.
    if (cause instanceof HandinError || (cause instanceof Error && 'syscall' in cause)) throw cause;
    throw damagedSheet(label, cause);
  }
}

const QUOTES: readonly number[] = [0x22, 0x27];

/**
 * Reads a part that a parser will turn into a tree, in one piece. Such a tree takes memory for every element and attribute, far more than
 * the bytes that describe it, so both are counted beforehand.
 * @throws InputError `file-hostile` for more of them than a workbook needs, for comments and character data, and as `XmlBytes`
 */
export async function readTreePart(container: ZipContainer, entry: ZipEntry): Promise<Buffer> {
  const { label } = container;
  const whole = await container.readWhole(entry, WORKBOOK_PART_BYTES_MAX);
  const bytes = new XmlBytes(label);
  bytes.push(whole);
  bytes.finish();
  if (countNodes(whole, label) > XML_TREE_NODES_MAX) throw hostileSheet(label, 'more elements than a workbook needs');
  return whole;
}

/** Tags, and the marks that part the attributes in them: at least one for every node of the tree. */
function countNodes(bytes: Uint8Array, label: string): number {
  let nodes = 0;
  let isInTag = false;
  let quote = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (!isInTag) {
      if (byte !== 0x3c) continue;
      nodes++;
      const next = bytes[i + 1];
      // A quote in a comment would hide what follows from this count, and no program writes one here.
      if (next === 0x21 || (next === 0x3f && nodes > 1)) throw hostileSheet(label, 'comments between its texts');
      // A tag that closes an element has no attributes, and ends at the first bracket whatever stands before it.
      isInTag = next !== 0x2f;
    } else if (quote !== 0) {
      if (byte === quote) quote = 0;
    } else if (QUOTES.includes(byte)) quote = byte;
    else if (byte === 0x3e) isInTag = false;
    else if (byte <= 0x20 || byte === 0x3d) nodes++;
  }
  return nodes;
}
