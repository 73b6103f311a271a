/**
 * A workbook of one sheet, made of parts that have been checked, as a stream for the library that reads workbooks. The library never sees the
 * file itself: every part is unpacked and searched once, on the way. What is handed on is bounded by what comes back: a sheet that gives no
 * rows gets no more bytes, and while the engine is behind nothing is read.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';

import { LINE_BYTES_MAX } from '../intake/limits.js';
import { damagedSheet, hostileSheet } from '../intake/sheet-errors.js';
import type { ZipContainer, ZipEntry } from './archive.js';
import { XmlBytes } from './xml-part.js';

export interface WorkbookParts {
  readonly container: ZipContainer;
  readonly sheet: ZipEntry;
  /** `sharedStrings.xml` and `styles.xml`, where there are any. */
  readonly strings: Buffer | null;
  readonly styles: Buffer | null;
  readonly is1904: boolean;
}

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
/** Blocks of the deflate format that are stored as they are (RFC 1951, 3.2.4), each 64 KiB with its head. */
const BLOCK_HEAD_BYTES = 5;
const BLOCK_BYTES = 65_536 - BLOCK_HEAD_BYTES;
/** The library joins what it is given to pieces of a mebibyte; given as such, there is nothing to join. */
const BLOCKS_PER_PIECE = 16;
/** A text that stands in a list of its own is referred to so; every writer does it in this form. */
const STRING_CELL = Buffer.from(' t="s"');

/** The stream, and what controls it. */
export class PlainWorkbook {
  readonly stream: ReadableStream<Uint8Array>;
  /** Why the stream broke, when it did; the library may hand on another error. */
  failure: unknown = null;
  /** Bytes of the sheet that were handed on. */
  sheetBytes = 0;
  readonly #parts: WorkbookParts;
  readonly #pieces: AsyncGenerator<Uint8Array, void, undefined>;
  #silentBytes = 0;
  #pause: Promise<unknown> | null = null;
  #isEnded = false;

  constructor(parts: WorkbookParts) {
    this.#parts = parts;
    this.#pieces = this.#write();
    this.stream = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          try {
            // The library reads as fast as it is given: a turn of the event loop lets the rows of the last piece be taken first.
            await nextTurn();
            await this.#pause;
            const { value, done } = await this.#pieces.next();
            if (done === true) {
              this.#isEnded = true;
              controller.close();
            } else controller.enqueue(value);
          } catch (cause) {
            this.failure ??= cause;
            throw cause;
          }
        },
        cancel: async () => {
          await this.#pieces.return(undefined);
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** Tells that a row has come out. */
  noteRow(): void {
    this.#silentBytes = 0;
  }

  /** Reads nothing until `work` is done. */
  async pauseFor(work: Promise<void>): Promise<void> {
    this.#pause = work;
    try {
      await work;
    } finally {
      this.#pause = null;
    }
  }

  /** Makes sure that the sheet was read to its end, which is where its checksum is compared. */
  async finish(): Promise<void> {
    while (!this.#isEnded) this.#isEnded = (await this.#pieces.next()).done === true;
  }

  /** Ends the reading of the file, wherever it is. */
  async close(): Promise<void> {
    await this.#pieces.return(undefined);
  }

  async *#write(): AsyncGenerator<Uint8Array, void, undefined> {
    const { strings, styles, is1904, sheet } = this.#parts;
    const relation = (id: string, type: string, target: string): string =>
      `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
    const parts: readonly (readonly [string, Uint8Array | null])[] = [
      ['[Content_Types].xml', Buffer.from('<Types/>')],
      ['_rels/.rels', Buffer.from(`<Relationships>${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`)],
      [
        'xl/workbook.xml',
        Buffer.from(
          `<workbook><workbookPr date1904="${is1904 ? 1 : 0}"/><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
        ),
      ],
      [
        'xl/_rels/workbook.xml.rels',
        Buffer.from(
          `<Relationships>${relation('rId1', 'worksheet', 'worksheets/sheet1.xml')}${
            strings === null ? '' : relation('rId2', 'sharedStrings', 'sharedStrings.xml')
          }${styles === null ? '' : relation('rId3', 'styles', 'styles.xml')}</Relationships>`,
        ),
      ],
      ['xl/sharedStrings.xml', strings],
      ['xl/styles.xml', styles],
    ];
    for (const [name, bytes] of parts) {
      if (bytes === null) continue;
      // Head and body apart: the library takes a body that comes in one piece as it is.
      yield localHeader(name, 0, bytes.length, bytes.length);
      yield bytes;
    }
    const blocks = Math.ceil(sheet.bytes / BLOCK_BYTES);
    // Stored blocks of the packed form, since that is what the library takes a little at a time; a part stored plain it takes by the mebibyte.
    yield localHeader('xl/worksheets/sheet1.xml', 8, sheet.bytes + blocks * BLOCK_HEAD_BYTES, sheet.bytes);
    yield* this.#sheetBlocks();
  }

  async *#sheetBlocks(): AsyncGenerator<Uint8Array, void, undefined> {
    const { container, sheet, strings } = this.#parts;
    const { label } = container;
    const check = new XmlBytes(label);
    let left = sheet.bytes;
    let blocks = new StoredBlocks();
    for await (const piece of container.read(sheet)) {
      const bytes = check.push(piece);
      if (strings === null && bytes.includes(STRING_CELL)) throw damagedSheet(label);
      left -= bytes.length;
      for (let at = blocks.push(bytes, 0); at < bytes.length; at = blocks.push(bytes, at)) {
        this.#spend(blocks.payloadBytes, label);
        yield blocks.finish(false);
        blocks = new StoredBlocks();
      }
    }
    check.finish('worksheet');
    if (left !== 0) throw damagedSheet(label);
    yield blocks.finish(true);
  }

  /** Rows come while a sheet is read; one that takes this much and is no row yet would be collected without end. */
  #spend(bytes: number, label: string): void {
    this.#silentBytes += bytes;
    this.sheetBytes += bytes;
    if (this.#silentBytes > LINE_BYTES_MAX) throw hostileSheet(label, 'a row without end');
  }
}

function localHeader(name: string, method: number, packedBytes: number, bytes: number): Buffer {
  const label = Buffer.from(name);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(method, 8);
  head.writeUInt32LE(packedBytes, 18);
  head.writeUInt32LE(bytes, 22);
  head.writeUInt16LE(label.length, 26);
  return Buffer.concat([head, label]);
}

/** One piece of stored blocks. */
class StoredBlocks {
  readonly #bytes = Buffer.allocUnsafe(BLOCKS_PER_PIECE * (BLOCK_HEAD_BYTES + BLOCK_BYTES));
  #end = 0;
  payloadBytes = 0;

  /**
   * Takes as much as there is room for.
   * @returns where to go on; the end of `bytes` when all was taken
   */
  push(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length) {
      const used = this.payloadBytes % BLOCK_BYTES;
      if (used === 0) {
        if (this.#end === this.#bytes.length) return at;
        this.#end += BLOCK_HEAD_BYTES;
      }
      const part = bytes.subarray(at, at + BLOCK_BYTES - used);
      this.#bytes.set(part, this.#end);
      this.#end += part.length;
      this.payloadBytes += part.length;
      at += part.length;
    }
    return at;
  }

  /** The piece, its heads filled in. */
  finish(isLast: boolean): Uint8Array {
    const blocks = Math.ceil(this.payloadBytes / BLOCK_BYTES);
    for (let i = 0; i < blocks; i++) {
      const head = i * (BLOCK_HEAD_BYTES + BLOCK_BYTES);
      const length = Math.min(BLOCK_BYTES, this.payloadBytes - i * BLOCK_BYTES);
      this.#bytes[head] = isLast && i === blocks - 1 ? 1 : 0;
      this.#bytes.writeUInt16LE(length, head + 1);
      this.#bytes.writeUInt16LE(~length & 0xffff, head + 3);
    }
    return this.#bytes.subarray(0, this.#end);
  }
}
