/**
 * The pdfkit document of a pack: pages are flushed as they come, structure elements go into object streams, and the
 * cross-reference table is a stream too. pdfkit supplies objects, pages, font embedding and the attachment; tags,
 * links, bookmarks and metadata are written here, because pdfkit's own do not conform to PDF/UA.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import type { EmbeddedFont, Internals, Page, Reference } from './internals.js';
import { elementBody, pdfString, StructureNode } from './structure.js';
import { xmpPacket } from './xmp.js';

/** What the colours of a page mean. The profile is in the public domain (CC0), its text beside it. */
const COLOR_PROFILE = fileURLToPath(new URL('../../pack/color/srgb-v2-magic.icc', import.meta.url));
const COLOR_SPACE = 'sRGB IEC61966-2.1';

/** Objects in one object stream. Many, because each stream costs a fresh start of the compression. */
const PACKED_OBJECTS = 500;
/** Structure elements are nearly all alike: level 6 takes twice as long for a tenth less. */
const PACKED_LEVEL = 3;

export interface DocumentFacts {
  readonly title: string;
  readonly author: string;
  /** BCP 47. */
  readonly language: string;
  /** For example `handin 0.1.0`. */
  readonly producer: string;
  readonly date: Date;
  /** 16 bytes made from the content. */
  readonly id: Uint8Array;
  /** False leaves every stream readable, for tests. */
  readonly compress: boolean;
  /** Page size in points. */
  readonly width: number;
  readonly height: number;
  /** False for a document that will be encrypted; it does not claim to be PDF/A. */
  readonly isArchival?: boolean;
  /** Left out for a document that will not be sealed. */
  readonly seal?: SealPlace;
}

/** The room for a signature that is made later, over the finished file, by a process that has the key. */
export interface SealPlace {
  /** The signature dictionary, complete but for its digits. */
  readonly dictionary: string;
  /** Name of the field. */
  readonly field: string;
  /** What assistive technology says at the field. */
  readonly label: string;
}

/** A bookmark; `destination` is a named destination. */
export interface Bookmark {
  readonly title: string;
  readonly destination: string;
  /** Shown when the bookmark is opened. */
  readonly children?: readonly Bookmark[];
}

export class PackDocument extends PDFDocument {
  /** The element that holds all others; set before the first page is drawn. */
  root = new StructureNode('Document');
  readonly #facts: DocumentFacts;
  /** Object numbers of the pages. */
  readonly #pages: number[] = [];
  /** Key in the parent tree to the object it leads to. */
  readonly #parents: { readonly key: number; readonly object: number }[] = [];
  readonly #ids: { readonly id: string; readonly object: number }[] = [];
  readonly #bookmarks: Bookmark[] = [];
  /** Object numbers of the object streams, in order. */
  readonly #packedStreams: number[] = [];
  #packed: { readonly object: number; readonly body: string }[] = [];
  #structureRoot = 0;
  /** Object of the signature dictionary. */
  #seal = 0;
  #nextKey = 0;

  constructor(facts: DocumentFacts) {
    const info = { Title: facts.title, Author: facts.author, Creator: facts.producer, Producer: facts.producer };
    super({
      autoFirstPage: false,
      compress: facts.compress,
      pdfVersion: '1.7',
      size: [facts.width, facts.height],
      margin: 0,
      lang: facts.language,
      displayTitle: true,
      // pdfkit would otherwise load a standard font that is never used.
      font: '',
      info: { ...info, CreationDate: facts.date, ModDate: facts.date },
    });
    this.#facts = facts;
    this.inner._id = facts.id;
    this.inner._root.data['MarkInfo'] = { Marked: true };
    this.inner._root.data['PageLabels'] = { Nums: [0, { S: 'D' }] };
    this.inner._root.data['OutputIntents'] = [this.#outputIntent()];
    this.#structureRoot = this.allocate();
    // Among the first objects, so that sealing need not search a large file, and never in an object stream, which could not be filled.
    if (facts.seal !== undefined) {
      this.#seal = this.allocate();
      this.#writePlain(this.#seal, facts.seal.dictionary);
    }
  }

  /** The members that pdfkit's published types leave out. */
  get inner(): Internals {
    return this as unknown as Internals;
  }

  /** Embeds a font file. */
  openFont(bytes: Uint8Array): EmbeddedFont {
    this.font(bytes as Buffer);
    return this.inner._font;
  }

  /** Starts a page; the one before it is written out. */
  beginPage(): Page {
    this.addPage();
    const page = this.inner.page;
    page.dictionary.data['Tabs'] = 'S';
    this.#pages.push(page.dictionary.id);
    return page;
  }

  /** Reserves an object number. */
  allocate(): number {
    return this.inner._offsets.push(null);
  }

  numberOf(node: StructureNode): number {
    node.object ??= this.allocate();
    return node.object;
  }

  /** Writes an object that is no stream; where streams are compressed it travels in an object stream. */
  writeObject(object: number, body: string): void {
    if (!this.#facts.compress) {
      this.#writePlain(object, body);
      return;
    }
    this.#packed.push({ object, body });
    if (this.#packed.length === PACKED_OBJECTS) this.#flushPacked();
  }

  /** Writes an element whose kids stand in the file already, so that none of them has to be remembered. */
  writeAtOnce(node: StructureNode, kids: readonly number[]): void {
    if (node.parent === undefined) throw new RangeError('an element without a parent cannot be written before the tree');
    for (const object of kids) node.kids.push({ kind: 'object', object });
    this.writeObject(this.numberOf(node), this.#body(node, this.numberOf(node.parent)));
    node.kids.length = 0;
    node.isWritten = true;
  }

  /** Connects the marked contents of the current page with their elements, by content number. */
  endPageTags(page: Page, owners: readonly number[]): void {
    if (owners.length === 0) return;
    page.dictionary.data['StructParents'] = this.addParent(owners);
  }

  /** A new key of the parent tree that leads to an element, or to the elements of a page. */
  addParent(owner: number | readonly number[]): number {
    const key = this.#nextKey++;
    if (typeof owner === 'number') {
      this.#parents.push({ key, object: owner });
    } else {
      const object = this.allocate();
      this.writeObject(object, `[${owner.map((number) => `${number} 0 R`).join(' ')}]`);
      this.#parents.push({ key, object });
    }
    return key;
  }

  addBookmark(bookmark: Bookmark): void {
    this.#bookmarks.push(bookmark);
  }

  /**
   * Puts the field of the seal, which nobody sees, on the current page, at the end of the reading order (PDF/UA-1, 7.18.4). Without an area it needs
   * no appearance (PDF/A-3, 6.3.3).
   */
  addSealField(pageIndex: number): void {
    const { seal } = this.#facts;
    if (seal === undefined) return;
    const form = this.root.add('Form');
    const { dictionary } = this.inner.page;
    const widget = this.inner.ref({
      Type: 'Annot',
      Subtype: 'Widget',
      FT: 'Sig',
      T: pdfText(seal.field),
      TU: pdfText(seal.label),
      V: rawReference(this.#seal),
      Rect: [0, 0, 0, 0],
      // Printed and locked.
      F: 132,
      P: dictionary,
      StructParent: this.addParent(this.numberOf(form)),
    });
    widget.end();
    const annotations = dictionary.data['Annots'];
    dictionary.data['Annots'] = Array.isArray(annotations) ? [...annotations, widget] : [widget];
    form.kids.push({ kind: 'annotation', object: widget.id, page: pageIndex });
    // Signatures exist, and nothing but additions may follow them.
    this.inner._root.data['AcroForm'] = { Fields: [widget], SigFlags: 3 };
  }

  /** pdfkit calls this while ending: the form is finished already. */
  override endAcroForm(): this {
    return this;
  }

  /** pdfkit calls this while ending: bookmarks by named destination, with the count that checkers ask for. */
  override endOutline(): void {
    const list = this.#bookmarks;
    // pdfkit has reserved the object of the outline and waits for its end.
    const outline = this.inner.outline.dictionary;
    outline.data['Type'] = 'Outlines';
    outline.data['Count'] = list.length;
    this.#writeBookmarks(list, outline);
    outline.end();
    if (list.length === 0) return;
    this.inner._root.data['Outlines'] = outline;
    this.inner._root.data['PageMode'] = 'UseOutlines';
  }

  /** Chains the bookmarks below `parent`; those with children are closed, which a negative count says (ISO 32000-1, 12.3.3). */
  #writeBookmarks(bookmarks: readonly Bookmark[], parent: Reference): void {
    const items = bookmarks.map(({ title, destination }) =>
      this.inner.ref({ Title: pdfText(title), Parent: parent, Dest: pdfText(destination) }),
    );
    items.forEach((item, index) => {
      const children = bookmarks[index]?.children ?? [];
      if (index > 0) item.data['Prev'] = items[index - 1];
      if (index < items.length - 1) item.data['Next'] = items[index + 1];
      if (children.length > 0) {
        item.data['Count'] = -children.length;
        this.#writeBookmarks(children, item);
      }
      item.end();
    });
    if (items.length === 0) return;
    parent.data['First'] = items[0];
    parent.data['Last'] = items.at(-1);
  }

  /** pdfkit calls this while ending: the structure tree, the parent tree and the table of IDs. */
  override endMarkings(): void {
    this.#writeNode(this.root, this.#structureRoot);
    this.#parents.sort((a, b) => a.key - b.key);
    const nums = this.#parents.map(({ key, object }) => `${key} ${object} 0 R`).join(' ');
    const parentTree = this.allocate();
    this.writeObject(parentTree, `<</Nums[${nums}]>>`);
    this.#ids.sort((a, b) => (a.id < b.id ? -1 : 1));
    const names = this.#ids.map(({ id, object }) => `${pdfString(id)} ${object} 0 R`).join(' ');
    const idTree = this.#ids.length === 0 ? '' : `/IDTree<</Names[${names}]>>`;
    this.writeObject(
      this.#structureRoot,
      `<</Type/StructTreeRoot/K[${this.numberOf(this.root)} 0 R]/ParentTree ${parentTree} 0 R/ParentTreeNextKey ${this.#nextKey}${idTree}>>`,
    );
    this.inner._root.data['StructTreeRoot'] = rawReference(this.#structureRoot);
    this.#flushPacked();
  }

  /** pdfkit calls this while ending: a metadata packet of our own, escaped and complete. */
  override endMetadata(): void {
    const { title, author, language, producer, date, isArchival = true } = this.#facts;
    const iso = date.toISOString().replace('.000Z', 'Z');
    const packet = this.inner.ref({ Type: 'Metadata', Subtype: 'XML' }) as Reference & { compress: boolean };
    packet.compress = false;
    packet.end(new TextEncoder().encode(xmpPacket({ title, author, language, producer, date: iso, isArchival })));
    this.inner._root.data['Metadata'] = packet;
  }

  /** pdfkit calls this last: the cross-reference stream in place of pdfkit's table. */
  _finalize(): void {
    if (!this.#facts.compress) {
      (PDFDocument.prototype as unknown as { _finalize(): void })._finalize.call(this);
      return;
    }
    const { inner } = this;
    const object = this.allocate();
    inner._offsets[object - 1] = inner._offset;
    const table = Buffer.alloc((inner._offsets.length + 1) * 7);
    table.writeUInt16BE(65535, 5);
    inner._offsets.forEach((offset, index) => {
      const at = (index + 1) * 7;
      if (offset === null) return;
      table.writeUInt8(offset < 0 ? 2 : 1, at);
      // A negative value is a place in an object stream, counted through all of them.
      const place = -offset - 1;
      table.writeUInt32BE(offset < 0 ? (this.#packedStreams[Math.floor(place / PACKED_OBJECTS)] ?? 0) : offset, at + 1);
      table.writeUInt16BE(offset < 0 ? place % PACKED_OBJECTS : 0, at + 5);
    });
    const data = deflateSync(table);
    const id = Buffer.from(inner._id).toString('hex');
    const start = inner._offset;
    inner._write(
      `${object} 0 obj\n<</Type/XRef/Size ${inner._offsets.length + 1}/W[1 4 2]/Root ${inner._root.id} 0 R/Info ${inner._info.id} 0 R/ID[<${id}><${id}>]/Filter/FlateDecode/Length ${data.length}>>\nstream`,
    );
    inner._write(data);
    inner._write(`\nendstream\nendobj\nstartxref\n${start}\n%%EOF`);
    inner.push(null);
  }

  /** PDF/A forbids colours that depend on the device, so the file says what its red, green and blue are (ISO 19005-3, 6.2.3). */
  #outputIntent(): Reference {
    const profile = this.inner.ref({ N: 3 });
    profile.end(readFileSync(COLOR_PROFILE));
    const intent = this.inner.ref({
      Type: 'OutputIntent',
      S: 'GTS_PDFA1',
      OutputConditionIdentifier: pdfText(COLOR_SPACE),
      Info: pdfText(COLOR_SPACE),
      DestOutputProfile: profile,
    });
    intent.end();
    return intent;
  }

  #writeNode(node: StructureNode, parent: number): void {
    if (node.isWritten) return;
    const object = this.numberOf(node);
    this.writeObject(object, this.#body(node, parent));
    if (node.attributes.id !== undefined) this.#ids.push({ id: node.attributes.id, object });
    for (const kid of node.kids) if (kid.kind === 'node') this.#writeNode(kid.node, object);
  }

  #body(node: StructureNode, parent: number): string {
    return elementBody(
      node,
      parent,
      (kid) => this.numberOf(kid),
      (page) => this.#pages[page] ?? 0,
    );
  }

  #writePlain(object: number, body: string): void {
    this.inner._offsets[object - 1] = this.inner._offset;
    this.inner._write(`${object} 0 obj\n${body}\nendobj`);
  }

  #flushPacked(): void {
    const packed = this.#packed;
    if (packed.length === 0) return;
    this.#packed = [];
    const stream = this.allocate();
    const before = this.#packedStreams.length * PACKED_OBJECTS;
    this.#packedStreams.push(stream);
    let head = '';
    let at = 0;
    packed.forEach(({ object, body }, index) => {
      head += `${object} ${at} `;
      at += body.length + 1;
      this.inner._offsets[object - 1] = -(before + index) - 1;
    });
    const data = deflateSync(Buffer.from(`${head}\n${packed.map(({ body }) => body).join('\n')}\n`, 'latin1'), { level: PACKED_LEVEL });
    const first = head.length + 1;
    this.inner._offsets[stream - 1] = this.inner._offset;
    this.inner._write(
      `${stream} 0 obj\n<</Type/ObjStm/N ${packed.length}/First ${first}/Filter/FlateDecode/Length ${data.length}>>\nstream`,
    );
    this.inner._write(data);
    this.inner._write('\nendstream\nendobj');
  }
}

/** pdfkit writes a `String` object as a text string and a plain string as a name. */
export function pdfText(value: string): object {
  return new String(value);
}

/** pdfkit writes anything that is no plain object by its `toString`. */
function rawReference(object: number): object {
  class Raw {
    get [Symbol.toStringTag](): string {
      return 'Raw';
    }
    toString(): string {
      return `${object} 0 R`;
    }
  }
  return new Raw();
}
