/**
 * Draws placed text, rules and links into a tagged PDF. This is the only door to pdfkit: it knows coordinates and tags,
 * not sections or blocks. Coordinates are points from the top left corner; `y` of a text is its baseline.
 */

import type { Direction } from './pdf/bidi.js';
import { type Bookmark, type DocumentFacts, PackDocument, pdfText } from './pdf/document.js';
import type { Page } from './pdf/internals.js';
import { hasRightToLeft } from './pdf/scripts.js';
import { pdfString, type StructureNode } from './pdf/structure.js';
import { type EncodedWord, type Face, type Figures, type Part, Typefaces } from './pdf/typefaces.js';

export type { Direction } from './pdf/bidi.js';
export { directionOf, levelsOf, visualOrder } from './pdf/bidi.js';
export type { Bookmark, DocumentFacts, SealPlace } from './pdf/document.js';
export { drawableText } from './pdf/drawable.js';
export { hasRightToLeft, needsShaping } from './pdf/scripts.js';
export { loadShaper } from './pdf/shaper.js';
export { type StructureAttributes, StructureNode } from './pdf/structure.js';
export type { Face, Figures, Typefaces } from './pdf/typefaces.js';

export interface TextItem {
  readonly kind: 'text';
  /** Drawable text of one line, see `drawableText`. */
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly face: Face;
  readonly size: number;
  /** `#RRGGBB`. */
  readonly color: string;
  readonly figures?: Figures;
  /** Set where the text is a stretch of a line that runs in one direction; without it, it is a paragraph of its own. */
  readonly direction?: Direction;
}

export interface RectangleItem {
  readonly kind: 'rectangle';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly color: string;
}

export interface LineItem {
  readonly kind: 'line';
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly width: number;
  readonly color: string;
}

/** Straight pieces from point to point: a closed path is filled, an open one is drawn as a line. */
export interface PathItem {
  readonly kind: 'path';
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Filled where it is given; the last point is joined to the first. */
  readonly fill?: string;
  readonly stroke?: { readonly color: string; readonly width: number; readonly dash?: readonly [on: number, off: number] };
}

export type Item = TextItem | RectangleItem | LineItem | PathItem;

/** Items with one owner in the structure tree; without an owner they are decoration that assistive technology skips. */
export interface Content {
  readonly owner: StructureNode | null;
  readonly items: Item[];
}

/** A clickable area. Exactly one of `href` and `destination` is set. */
export interface LinkArea {
  readonly owner: StructureNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly href?: string;
  readonly destination?: string;
  /** What assistive technology says. */
  readonly contents: string;
}

/** Texts of one cell, drawn in this order; a cell may be empty. */
export type BulkCell = readonly TextItem[];

/**
 * Thousands of short entries: each an item of a list (`L`), or a row of a table (`Table`) with `heads` above its columns. They are drawn
 * and tagged one at a time, together with their element, and never held together.
 */
export interface BulkList {
  /** Made by `add`, so that it knows its parent. */
  readonly owner: StructureNode;
  /** Heads of the columns of a table; each row then has as many cells. */
  readonly heads?: readonly BulkCell[];
  /** Decoration below the entries. */
  rules(): Iterable<Item>;
  entries(): Iterable<readonly BulkCell[]>;
}

/** A page whose contents have their places. `PageBuilder` makes them. */
export interface PdfPage {
  /** How far everything on the page stands to the right of where it was put, in points. */
  readonly shift: number;
  readonly contents: readonly Content[];
  readonly links: readonly LinkArea[];
  readonly destinations: readonly { readonly name: string; readonly y: number }[];
  readonly list?: BulkList | undefined;
}

/** Collects the contents of a page and keeps its tags in step. */
export class PageBuilder implements PdfPage {
  readonly contents: Content[] = [];
  readonly links: LinkArea[] = [];
  readonly destinations: { readonly name: string; readonly y: number }[] = [];
  list: BulkList | undefined;
  #tagged = 0;

  readonly index: number;
  readonly shift: number;

  /** `index` is the number of the page from 0; `shift` moves all of it to the right, for a margin that is bound. */
  constructor(index: number, shift = 0) {
    this.index = index;
    this.shift = shift;
  }

  /** Adds an item for an element, or as decoration. Neighbours with one owner share their marked content. */
  add(owner: StructureNode | null, item: Item): void {
    const last = this.contents.at(-1);
    if (last !== undefined && last.owner === owner) {
      last.items.push(item);
      return;
    }
    this.contents.push({ owner, items: [item] });
    if (owner !== null) owner.kids.push({ kind: 'content', content: { page: this.index, mcid: this.#tagged++ } });
  }

  /** Adds a text; one that runs from right to left gets an element of its own, which says how it is spelled. */
  addText(owner: StructureNode | null, item: TextItem): void {
    const turns = owner !== null && hasRightToLeft(item.text);
    this.add(turns ? owner.add('Span', { actualText: item.text }) : owner, item);
  }

  addLink(link: LinkArea): void {
    this.links.push(link);
  }

  addDestination(name: string, y: number): void {
    this.destinations.push({ name, y });
  }
}

/** Writes pages into a PDF in order; finished bytes can be taken at any time, so memory stays small. */
export class PdfWriter {
  readonly typefaces: Typefaces;
  readonly #document: PackDocument;
  #pageCount = 0;

  /** @param fonts the organiser's own fonts, for scripts that no bundled font has; first choice first */
  constructor(facts: DocumentFacts, fonts: readonly Uint8Array[] = []) {
    this.#document = new PackDocument(facts);
    this.typefaces = new Typefaces((bytes) => this.#document.openFont(bytes), fonts);
  }

  /** Sets the tree that owns the pages' contents; call it before the first page. */
  setRoot(root: StructureNode): void {
    this.#document.root = root;
  }

  addBookmark(bookmark: Bookmark): void {
    this.#document.addBookmark(bookmark);
  }

  /** Attaches a machine-readable file that belongs to the document. */
  attach(file: {
    readonly name: string;
    readonly type: string;
    readonly description: string;
    readonly bytes: Uint8Array;
    readonly date: Date;
  }): void {
    this.#document.file(
      file.bytes as Buffer,
      {
        name: file.name,
        type: file.type,
        description: file.description,
        creationDate: file.date,
        modifiedDate: file.date,
        relationship: 'Data',
      } as object,
    );
  }

  drawPage(page: PdfPage): void {
    const document = this.#document;
    const target = document.beginPage();
    const index = this.#pageCount++;
    for (const destination of page.destinations) document.addNamedDestination(destination.name, 'XYZ', 0, destination.y, 0);
    const stream = new ContentStream(target, this.typefaces);
    if (page.shift !== 0) stream.write(`1 0 0 1 ${number(page.shift)} 0 cm`);
    const owners: number[] = [];
    for (const content of page.contents) {
      if (content.owner === null) {
        stream.write('/Artifact BMC');
      } else {
        stream.write(`/${content.owner.type} <</MCID ${owners.length}>> BDC`);
        owners.push(document.numberOf(content.owner));
      }
      for (const item of content.items) stream.item(item);
      stream.endText();
      stream.write('EMC');
    }
    if (page.list !== undefined) this.#drawList(page.list, target, stream, owners);
    for (const link of page.links) this.#addLink({ ...link, x: link.x + page.shift }, target, index);
    target.write(stream.finish());
    document.endPageTags(target, owners);
  }

  /** Bytes finished since the last call, or null. */
  read(): Uint8Array | null {
    return this.#document.inner.read();
  }

  /** Finishes the file; `read` then gives the rest. */
  end(): void {
    this.#document.addSealField(this.#pageCount - 1);
    this.#document.end();
  }

  /** One text object for the whole list; elements are written at once and only their numbers are kept, per page. */
  #drawList(list: BulkList, target: Page, stream: ContentStream, owners: number[]): void {
    const document = this.#document;
    stream.write('/Artifact BMC');
    for (const rule of list.rules()) stream.item(rule);
    stream.endText();
    stream.write('EMC');
    stream.openText();
    const parent = document.numberOf(list.owner);
    const page = target.dictionary.id;
    const kids: number[] = [];
    /** Draws the texts of one element and writes the element. */
    const leaf = (type: string, above: number, texts: BulkCell, attributes = ''): number => {
      const object = document.allocate();
      if (texts.length === 0) {
        document.writeObject(object, `<</S/${type}/P ${above} 0 R${attributes}>>`);
        return object;
      }
      const mcid = owners.push(object) - 1;
      stream.write(`/${type} <</MCID ${mcid}>> BDC`);
      for (const text of texts) stream.text(text);
      stream.write('EMC');
      document.writeObject(object, `<</S/${type}/P ${above} 0 R/Pg ${page} 0 R${attributes}${spelledTexts(texts)}/K ${mcid}>>`);
      return object;
    };
    const row = (cells: readonly BulkCell[], type: string, attributes = ''): void => {
      const object = document.allocate();
      const leaves = cells.map((cell) => `${leaf(type, object, cell, attributes)} 0 R`);
      document.writeObject(object, `<</S/TR/P ${parent} 0 R/K[${leaves.join(' ')}]>>`);
      kids.push(object);
    };
    const item = (cells: readonly BulkCell[]): void => {
      const object = document.allocate();
      document.writeObject(object, `<</S/LI/P ${parent} 0 R/K ${leaf('LBody', object, cells.flat())} 0 R>>`);
      kids.push(object);
    };
    if (list.heads !== undefined) row(list.heads, 'TH', '/A<</O/Table/Scope/Column>>');
    for (const cells of list.entries()) {
      if (list.heads === undefined) item(cells);
      else row(cells, 'TD');
    }
    stream.endText();
    document.writeAtOnce(list.owner, kids);
  }

  #addLink(link: LinkArea, target: Page, page: number): void {
    const document = this.#document;
    const { height } = target;
    const annotation = document.inner.ref({
      Type: 'Annot',
      Subtype: 'Link',
      Rect: [link.x, height - link.y - link.height, link.x + link.width, height - link.y],
      Border: [0, 0, 0],
      F: 4,
      Contents: pdfText(link.contents),
      StructParent: document.addParent(document.numberOf(link.owner)),
      ...(link.href === undefined
        ? { Dest: pdfText(link.destination ?? '') }
        : { A: { Type: 'Action', S: 'URI', URI: pdfText(encodeURI(link.href).replaceAll('%25', '%')) } }),
    });
    annotation.end();
    const annotations = target.dictionary.data['Annots'];
    if (Array.isArray(annotations)) annotations.push(annotation);
    else target.dictionary.data['Annots'] = [annotation];
    link.owner.kids.push({ kind: 'annotation', object: annotation.id, page });
  }
}

/** What runs from right to left says how it is spelled, since what stands in the file is what is seen. */
function spelledTexts(texts: readonly TextItem[]): string {
  if (!texts.some(({ text }) => hasRightToLeft(text))) return '';
  return `/ActualText ${pdfString(texts.map(({ text }) => text.trimEnd()).join(' '))}`;
}

/** The operators of one page. Text state is remembered, so that a list repeats neither font nor colour. */
class ContentStream {
  readonly #page: Page;
  readonly #typefaces: Typefaces;
  #operators = '';
  #inText = false;
  #font = '';
  #color = '';
  /** Operands of the TJ operator to come. */
  #pending = '';

  constructor(page: Page, typefaces: Typefaces) {
    this.#page = page;
    this.#typefaces = typefaces;
  }

  write(operator: string): void {
    this.#operators += `${operator}\n`;
  }

  /** The whole stream; one character is one byte, because text stands in it as glyph numbers. */
  finish(): Uint8Array {
    return Buffer.from(this.#operators, 'latin1');
  }

  openText(): void {
    if (this.#inText) return;
    this.#inText = true;
    this.write('BT');
  }

  endText(): void {
    if (!this.#inText) return;
    this.#inText = false;
    this.write('ET');
  }

  item(item: Item): void {
    if (item.kind === 'text') {
      this.openText();
      this.text(item);
      return;
    }
    this.endText();
    if (item.kind === 'path') {
      this.#path(item);
    } else if (item.kind === 'rectangle') {
      this.#fill(item.color);
      this.write(`${number(item.x)} ${number(item.y)} ${number(item.width)} ${number(item.height)} re f`);
    } else {
      const stroke = `${rgb(item.color)} RG ${number(item.width)} w`;
      this.write(`${stroke} ${number(item.x1)} ${number(item.y1)} m ${number(item.x2)} ${number(item.y2)} l S`);
    }
  }

  #path({ points, fill, stroke }: PathItem): void {
    const steps = points.map(([x, y], index) => `${number(x)} ${number(y)} ${index === 0 ? 'm' : 'l'}`).join(' ');
    if (fill !== undefined) {
      this.#fill(fill);
      this.write(`${steps} h f`);
    }
    if (stroke === undefined) return;
    const close = fill === undefined ? '' : ' h';
    const dash = stroke.dash === undefined ? '' : `[${stroke.dash.map(number).join(' ')}] 0 d `;
    // A dash is undone at once: rules that follow are whole.
    this.write(`${rgb(stroke.color)} RG ${number(stroke.width)} w ${dash}1 j ${steps}${close} S${dash === '' ? '' : ' [] 0 d'} 0 j`);
  }

  text(item: TextItem): void {
    this.#fill(item.color);
    let end = Number.NaN;
    for (const { x, words } of this.#typefaces.stretches(item.text, item.face, item.figures, item.direction)) {
      // Stretches are drawn in the order in which they are read, so that the file says them in this order.
      if (x !== end) {
        this.#show();
        this.write(`1 0 0 -1 ${number(item.x + (x * item.size) / 1000)} ${number(item.y)} Tm`);
      }
      end = x;
      for (const word of words) {
        this.#word(word, item.size);
        end += word.width;
      }
    }
    this.#show();
  }

  /** A word whose glyphs do not spell it one by one says how it is spelled. */
  #word(word: EncodedWord, size: number): void {
    if (word.actualText === undefined) {
      for (const part of word.parts) this.#part(part, size);
      return;
    }
    this.#show();
    this.write(`/Span <</ActualText ${pdfString(word.actualText)}>> BDC`);
    for (const part of word.parts) this.#part(part, size);
    this.#show();
    this.write('EMC');
  }

  /** Adds a stretch to the pending array, which is shown first whenever font or rise changes. */
  #part(part: Part, size: number): void {
    const font = `/${part.font.id} ${number(size)} Tf`;
    if (font !== this.#font) {
      this.#show();
      this.write(font);
      this.#font = font;
      this.#page.fonts[part.font.id] = part.font.ref();
    }
    if (part.rise === 0) {
      this.#pending += part.array;
    } else {
      this.#show();
      this.write(`${number((part.rise * size) / 1000)} Ts [${part.array}] TJ 0 Ts`);
    }
  }

  #show(): void {
    if (this.#pending !== '') this.write(`[${this.#pending}] TJ`);
    this.#pending = '';
  }

  #fill(color: string): void {
    if (color === this.#color) return;
    this.#color = color;
    this.write(`${rgb(color)} rg`);
  }
}

const COLOR_OPERANDS = new Map<string, string>();

function rgb(color: string): string {
  let operands = COLOR_OPERANDS.get(color);
  if (operands === undefined) {
    operands = [1, 3, 5].map((at) => number(Number.parseInt(color.slice(at, at + 2), 16) / 255)).join(' ');
    COLOR_OPERANDS.set(color, operands);
  }
  return operands;
}

function number(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
