/**
 * Places boxes on pages: keeps headings with what follows, notes at the foot of the page of their reference, and frames
 * beside their boxes. Knows nothing of what the boxes show.
 */

import { PageBuilder, type StructureNode } from '../io/pdf.js';
import { MM } from '../pack/theme.js';
import type { Box, Frame, Placeable } from './boxes.js';
import type { NumberedNote, Setter, TextLine } from './setting.js';

/** Room for the rule above the notes of a page. */
const NOTES_RULE = 16;
const NOTE_GAP = 2;
/** Width of the numbers before the notes. */
const NOTE_INDENT = 18;

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
}

export class Paginator {
  readonly pages: LaidPage[] = [];
  readonly #setter: Setter;
  readonly #frames = new Map<Frame, { top: number; bottom: number }>();
  #y = 0;
  #notes: { readonly note: NumberedNote; readonly lines: readonly TextLine[] }[] = [];
  #notesHeight = 0;

  constructor(setter: Setter) {
    this.#setter = setter;
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
    this.#drawNotes(builder, section);
  }

  /** Whether all of these fit below what stands on the current page. */
  fits(items: readonly Placeable[]): boolean {
    let y = this.#y;
    let notes = this.#notesHeight;
    const seen = new Set(this.#notes.map(({ note }) => note.note.key));
    for (const item of items) {
      if (item.kind === 'flow') {
        const taken = item.take(this.#setter.design.page.bottom - notes - y - item.before);
        if (taken === null || taken.rest !== null) return false;
        y += item.before + taken.box.height;
      } else {
        y += item.before + item.height;
        notes += this.#addedNotes(item.notes, seen);
      }
    }
    return y + notes <= this.#setter.design.page.bottom;
  }

  /** Share of the page that is still free, 0 to 1. */
  get free(): number {
    return (
      (this.#setter.design.page.bottom - this.#notesHeight - this.#y) / (this.#setter.design.page.bottom - this.#setter.design.page.top)
    );
  }

  /** Where the next item would begin, in points from the top of the page. */
  get y(): number {
    return this.#y;
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
    const seen = new Set(this.#notes.map(({ note }) => note.note.key));
    let height = 0;
    let notes = 0;
    for (const one of boxes) {
      height += one.before + one.height;
      notes += this.#addedNotes(one.notes, seen);
    }
    const room = this.#setter.design.page.bottom - this.#notesHeight - this.#y;
    const tooHigh = height + notes > room;
    const strands = following?.kind === 'flow' && following.take(room - height - notes - following.before) === null;
    if ((tooHigh || strands) && this.#y > this.#setter.design.page.top) this.startPage(section);
    for (const one of boxes) {
      // A group higher than a page breaks where it must.
      if (this.#y > this.#setter.design.page.top && this.#y + one.before + one.height > this.#setter.design.page.bottom - this.#notesHeight)
        this.startPage(section);
      this.#put(one);
    }
  }

  #placeFlow(first: Placeable & { kind: 'flow' }, section: StructureNode): void {
    let flow: typeof first | null = first;
    while (flow !== null) {
      const before = this.#y > this.#setter.design.page.top ? flow.before : 0;
      const taken = flow.take(this.#setter.design.page.bottom - this.#notesHeight - this.#y - before);
      if (taken === null) {
        if (this.#y <= this.#setter.design.page.top) throw new RangeError('an entry is higher than a page');
        this.startPage(section);
        continue;
      }
      this.#put({ ...taken.box, before, draw: taken.box.draw.bind(taken.box) });
      flow = taken.rest;
      if (flow !== null) this.startPage(section);
    }
  }

  #put(one: Box): void {
    if (this.#y > this.#setter.design.page.top) this.#y += one.before;
    one.draw(this.builder, this.#y);
    if (one.frame !== undefined) {
      const span = this.#frames.get(one.frame) ?? { top: this.#y, bottom: this.#y };
      this.#frames.set(one.frame, { top: span.top, bottom: this.#y + one.height });
    }
    this.#y += one.height;
    for (const key of one.notes) this.#addNote(key);
  }

  #addNote(key: string): void {
    const note = this.#setter.notes.get(key);
    if (note === undefined || note.page !== null) return;
    note.page = this.index;
    const lines = this.#noteLines(note);
    this.#notesHeight += this.#notes.length === 0 ? NOTES_RULE : NOTE_GAP;
    this.#notesHeight += lines.length * this.#setter.design.looks.note.leading;
    this.#notes.push({ note, lines });
  }

  /** Height that these notes would add to the foot of the page; a note that stands somewhere already adds none. */
  #addedNotes(keys: readonly string[], seen: Set<string>): number {
    let height = 0;
    for (const key of keys) {
      const note = this.#setter.notes.get(key);
      if (note === undefined || note.page !== null || seen.has(key)) continue;
      height += (seen.size === 0 ? NOTES_RULE : NOTE_GAP) + this.#noteLines(note).length * this.#setter.design.looks.note.leading;
      seen.add(key);
    }
    return height;
  }

  #noteLines(note: NumberedNote): TextLine[] {
    return this.#setter.lines(note.note.spans, 'note', this.#setter.design.measure.full - NOTE_INDENT);
  }

  #drawNotes(builder: PageBuilder, section: StructureNode): void {
    if (this.#notes.length === 0) return;
    let y = this.#setter.design.page.bottom - this.#notesHeight + NOTES_RULE;
    const rule = y - 7;
    builder.add(null, {
      kind: 'line',
      x1: this.#setter.design.page.left,
      y1: rule,
      x2: this.#setter.design.page.left + 40 * MM,
      y2: rule,
      width: 0.5,
      color: this.#setter.design.colors.rule,
    });
    for (const { note, lines } of this.#notes) {
      const node = section.add('Note', { id: `note-${note.number}` });
      const label = node.add('Lbl');
      const body = node.add('P');
      this.#setter.drawPlain(
        builder,
        label,
        String(note.number),
        'note',
        this.#setter.design.page.left,
        y + this.#setter.baselineOf('note'),
      );
      for (const line of lines) {
        this.#setter.draw(builder, body, line, this.#setter.design.page.left + NOTE_INDENT, y + this.#setter.baselineOf('note'));
        y += this.#setter.design.looks.note.leading;
      }
      y += NOTE_GAP;
    }
    this.#notes = [];
    this.#notesHeight = 0;
  }
}
