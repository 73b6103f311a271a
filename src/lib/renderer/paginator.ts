/**
 * Places boxes on pages: keeps headings with what follows, notes at the foot of the page of their reference, and frames
 * beside their boxes. Knows nothing of what the boxes show.
 */

import { PageBuilder, type StructureNode } from '../io/pdf.js';
import type { Box, Frame, Placeable, RepeatedHead } from './boxes.js';
import { NoteArea } from './note-area.js';
import type { Setter } from './setting.js';

/** Share of a page that notes carried over from the page before may take, so that its own text goes on. */
const CARRIED_MAX = 0.6;
/** Rather than leaving more than this share of a page empty, a note is split. */
const EMPTY_MAX = 0.12;

/** A page with what is needed to furnish it once all pages are known. */
export interface LaidPage {
  readonly builder: PageBuilder;
  readonly section: StructureNode;
  /** The cover carries no footer. */
  readonly footer: boolean;
  /** Left empty so that the next page is a right-hand one. */
  readonly isBlank: boolean;
}

/** How a page begins. */
export interface PageStart {
  readonly footer?: boolean;
  /** On the front of a sheet, where both sides are printed. */
  readonly isRecto?: boolean;
  /** Holds nothing but notes carried over. */
  readonly isForNotes?: boolean;
}

export class Paginator {
  readonly pages: LaidPage[] = [];
  readonly #setter: Setter;
  readonly #frames = new Map<Frame, { top: number; bottom: number }>();
  readonly #notes: NoteArea;
  #y = 0;

  /** `noteCount` is how many notes the document has, as far as known. */
  constructor(setter: Setter, noteCount: number) {
    this.#setter = setter;
    this.#notes = new NoteArea(setter, noteCount);
  }

  /** Index of the current page. */
  get index(): number {
    return this.pages.length - 1;
  }

  get #page(): LaidPage {
    const page = this.pages.at(-1);
    if (page === undefined) throw new RangeError('no page has been started');
    return page;
  }

  startPage(section: StructureNode, start: PageStart = {}): void {
    this.finishPage();
    // Pages are counted from 0 here, so those with an odd index are the backs of sheets.
    if (start.isRecto === true && this.pages.length % 2 === 1) this.#push(section, { footer: false, isBlank: true });
    this.#push(section, { footer: start.footer ?? true, isBlank: false });
    this.#y = this.#setter.design.page.top;
    const { bottom, top } = this.#setter.design.page;
    this.#notes.begin((bottom - top) * (start.isForNotes === true ? 1 : CARRIED_MAX), this.index);
  }

  #push(section: StructureNode, options: Pick<LaidPage, 'footer' | 'isBlank'>): void {
    const index = this.pages.length;
    const { gutter } = this.#setter.design;
    this.pages.push({ builder: new PageBuilder(index, index % 2 === 0 ? gutter : -gutter), section, ...options });
  }

  /** Draws what stands at the edges of the current page: frames and notes. */
  finishPage(): void {
    if (this.pages.length === 0) return;
    const { builder, section } = this.#page;
    for (const [frame, { top, bottom }] of this.#frames) {
      builder.add(null, { kind: 'rectangle', x: frame.x, y: top, width: frame.width, height: bottom - top, color: frame.color });
    }
    this.#frames.clear();
    this.#notes.draw(builder, section, this.#setter.design.page.bottom);
  }

  /** Adds pages until every note of the section has ended. */
  endNotes(section: StructureNode): void {
    while (this.#notes.isWaiting) this.startPage(section, { isForNotes: true });
  }

  /** Whether all of these fit below what stands on the current page. */
  fits(items: readonly Placeable[]): boolean {
    let y = this.#y;
    const notes = this.#notes.unplaced(items.flatMap((item) => (item.kind === 'box' ? item.notes : [])));
    const bottom = this.#bottom - this.#notes.heightOf(notes);
    for (const item of items) {
      if (item.kind === 'flow') {
        const taken = item.take(bottom - y - item.before);
        if (taken === null || taken.rest !== null) return false;
        y += item.before + taken.box.height;
      } else {
        y += item.before + item.height;
      }
    }
    return y <= bottom && !this.#notes.isWaiting;
  }

  /** Share of the page that is still free, 0 to 1. */
  get free(): number {
    const { bottom, top } = this.#setter.design.page;
    return (this.#bottom - this.#y) / (bottom - top);
  }

  /** Share of the page that its text takes, without its notes, 0 to 1. */
  get filled(): number {
    const { bottom, top } = this.#setter.design.page;
    return (this.#y - top) / (bottom - top);
  }

  /** Where the next item would begin, in points from the top of the page. */
  get y(): number {
    return this.#y;
  }

  /** Where the text of the current page must end, above its notes. */
  get #bottom(): number {
    return this.#setter.design.page.bottom - this.#notes.height;
  }

  get #isAtTop(): boolean {
    return this.#y <= this.#setter.design.page.top;
  }

  /** Nothing stands on the page yet, so what does not fit here fits nowhere. */
  get #isEmpty(): boolean {
    return this.#isAtTop && this.#notes.height === 0;
  }

  get builder(): PageBuilder {
    return this.#page.builder;
  }

  place(items: readonly Placeable[], section: StructureNode): void {
    let index = 0;
    while (index < items.length) {
      const item = items[index];
      if (item === undefined) break;
      if (item.kind === 'flow') {
        this.#placeFlow(item, section);
        index += 1;
        continue;
      }
      const group = this.#group(items, index);
      this.#placeGroup(group.boxes, group.following, section);
      index += group.boxes.length;
    }
  }

  /** Boxes from `start` that must stay together, and the flow that must begin below them. */
  #group(items: readonly Placeable[], start: number): { boxes: Box[]; following: Placeable | undefined } {
    const boxes: Box[] = [];
    for (let index = start; index < items.length; index++) {
      const item = items[index];
      if (item === undefined || item.kind === 'flow') return { boxes, following: item };
      boxes.push(item);
      if (!item.keep) break;
    }
    return { boxes, following: undefined };
  }

  #placeGroup(boxes: readonly Box[], following: Placeable | undefined, section: StructureNode): void {
    while (!this.#isEmpty && !this.#hasRoomFor(boxes, following)) this.startPage(section);
    boxes.forEach((one, index) => {
      // A group higher than a page breaks where it must.
      const own = this.#notes.leastOf(this.#notes.unplaced(one.notes));
      const isTooLow = this.#y + one.before + one.height + (Number.isFinite(own) ? own : 0) > this.#bottom;
      if (isTooLow && !this.#isEmpty) this.startPage(section);
      this.#put(one, boxes.slice(index + 1));
    });
  }

  /** Whether a group stands here with its notes, of which the last may be split where much of the page would stay empty. */
  #hasRoomFor(boxes: readonly Box[], following: Placeable | undefined): boolean {
    const { bottom, top } = this.#setter.design.page;
    const head = this.#isAtTop ? (boxes[0]?.head?.height ?? 0) : 0;
    const height = head + heightOf(boxes);
    const notes = this.#notes.unplaced(boxes.flatMap((one) => one.notes));
    const full = this.#notes.heightOf(notes);
    const room = this.#bottom - this.#y;
    if (following?.kind === 'flow' && following.take(room - height - full - following.before) === null) return false;
    if (height + full <= room && (notes.length === 0 || !this.#notes.isWaiting)) return true;
    const isWorthIt = room > (bottom - top) * EMPTY_MAX || height + full > bottom - top;
    return isWorthIt && height + this.#notes.leastOf(notes) <= room;
  }

  #placeFlow(first: Placeable & { kind: 'flow' }, section: StructureNode): void {
    let flow: typeof first | null = first;
    while (flow !== null) {
      const before = this.#isAtTop ? 0 : flow.before;
      const taken = flow.take(this.#bottom - this.#y - before);
      if (taken === null) {
        if (this.#isEmpty) throw new RangeError('an entry is higher than a page');
        this.startPage(section);
        continue;
      }
      this.#put({ ...taken.box, before, draw: taken.box.draw.bind(taken.box) }, []);
      flow = taken.rest;
      if (flow !== null) this.startPage(section);
    }
  }

  /** Draws a box; `after` are the boxes that must still find room on this page. */
  #put(one: Box, after: readonly Box[]): void {
    if (!this.#isAtTop) this.#y += one.before;
    else this.#y += one.head === undefined ? 0 : this.#drawHead(one.head);
    one.draw(this.builder, this.#y);
    if (one.frame !== undefined) {
      const span = this.#frames.get(one.frame) ?? { top: this.#y, bottom: this.#y };
      this.#frames.set(one.frame, { top: span.top, bottom: this.#y + one.height });
    }
    this.#y += one.height;
    const notes = this.#notes.unplaced(one.notes);
    if (notes.length === 0) return;
    const kept = this.#notes.unplaced(after.flatMap((box) => box.notes)).filter((note) => !notes.includes(note));
    const reserved = heightOf(after) + (this.#notes.isWaiting ? 0 : this.#notes.leastOf(kept));
    this.#notes.add(notes, this.#bottom - this.#y - reserved, this.index);
  }

  /** Repeats the head of what goes on from the page before; returns its height. */
  #drawHead(head: RepeatedHead): number {
    head.draw(this.builder, this.#y);
    return head.height;
  }
}

function heightOf(boxes: readonly Box[]): number {
  return boxes.reduce((sum, one) => sum + one.before + one.height, 0);
}
