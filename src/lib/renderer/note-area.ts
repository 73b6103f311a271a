/**
 * The foot of a page, where its notes stand. A note that the page has no room for goes on at the foot of the next one, above that page's own
 * notes and below a rule of full width; its number is repeated there for the eye and not read out again.
 */

import type { PageBuilder, StructureNode } from '../io/pdf.js';
import { MM } from '../pack/theme.js';
import type { NumberedNote, Setter, TextLine } from './setting.js';

/** Room for the rule above the notes of a page. */
const RULE_ROOM = 16;
const RULE_WIDTH = 40 * MM;
const NOTE_GAP = 2;
/** Between the widest number and the words of the notes. */
const NUMBER_GAP = 8;
const INDENT_MIN = 18;
/** A note is split only when this many of its lines stand below the line that refers to it. */
const SPLIT_LINES_MIN = 2;

/** Lines of a note that stand, or are to stand, on one page. */
interface Piece {
  readonly note: NumberedNote;
  readonly lines: readonly TextLine[];
  readonly isContinued: boolean;
}

export class NoteArea {
  readonly #setter: Setter;
  readonly #indent: number;
  readonly #lines = new Map<string, readonly TextLine[]>();
  /** Where the rest of a note goes on, by its key. */
  readonly #bodies = new Map<string, StructureNode>();
  readonly #met = new Set<string>();
  #pieces: Piece[] = [];
  #waiting: Piece[] = [];
  #height = 0;

  /** `noteCount` is how many notes the document has, as far as known: their numbers share one indent. */
  constructor(setter: Setter, noteCount: number) {
    this.#setter = setter;
    this.#indent = Math.max(INDENT_MIN, setter.width(String(noteCount), 'note') + NUMBER_GAP);
  }

  /** Height of what stands at the foot of the current page. */
  get height(): number {
    return this.#height;
  }

  /** Whether lines are waiting for a further page. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** The notes of these keys that no line has referred to yet, each once. */
  unplaced(keys: readonly string[]): NumberedNote[] {
    return [...new Set(keys)].flatMap((key) => {
      const note = this.#setter.notes.get(key);
      return note === undefined || this.#met.has(key) ? [] : [note];
    });
  }

  /** What these notes would add to the foot of the page. */
  heightOf(notes: readonly NumberedNote[]): number {
    return this.#stackHeight(notes.map((note) => this.#linesOf(note).length));
  }

  /** The least that they may add: all but the last in full, and the beginning of that one. */
  leastOf(notes: readonly NumberedNote[]): number {
    // What waits stands above them, so with something waiting none of them can begin here.
    if (this.isWaiting && notes.length > 0) return Number.POSITIVE_INFINITY;
    const counts = notes.map((note) => this.#linesOf(note).length);
    return this.#stackHeight(counts.map((count, index) => (index === counts.length - 1 ? Math.min(count, SPLIT_LINES_MIN) : count)));
  }

  /** Puts notes at the foot of a page within `room`; whatever it does not hold waits for the next. */
  add(notes: readonly NumberedNote[], room: number, page: number): void {
    for (const note of notes) {
      this.#met.add(note.note.key);
      this.#waiting.push({ note, lines: this.#linesOf(note), isContinued: false });
    }
    this.#take(room, page);
  }

  /** Begins the foot of a new page with what is waiting, as far as `room` holds it. */
  begin(room: number, page: number): void {
    this.#take(room, page);
  }

  /** Draws the foot of the page, ending at `bottom`, and clears it. */
  draw(builder: PageBuilder, section: StructureNode, bottom: number): void {
    const { colors, looks, measure, page } = this.#setter.design;
    const [first] = this.#pieces;
    if (first === undefined) return;
    let y = bottom - this.#height + RULE_ROOM;
    const rule = y - 7;
    const width = first.isContinued ? measure.full : RULE_WIDTH;
    builder.add(null, { kind: 'line', x1: page.left, y1: rule, x2: page.left + width, y2: rule, width: 0.5, color: colors.rule });
    for (const { note, lines, isContinued } of this.#pieces) {
      const body = this.#bodies.get(note.note.key) ?? this.#begin(builder, section, note, y);
      if (isContinued) this.#setter.drawPlain(builder, null, String(note.number), 'note', page.left, y + this.#setter.baselineOf('note'));
      this.#setter.drawLines(builder, body, lines, 'note', page.left + this.#indent, y);
      y += lines.length * looks.note.leading + NOTE_GAP;
    }
    this.#pieces = [];
    this.#height = 0;
  }

  #begin(builder: PageBuilder, section: StructureNode, note: NumberedNote, y: number): StructureNode {
    const node = section.add('Note', { id: `note-${note.number}` });
    this.#setter.drawNoteLabel(builder, node.add('Lbl'), note, y);
    const body = node.add('P');
    this.#bodies.set(note.note.key, body);
    return body;
  }

  #linesOf({ note }: NumberedNote): readonly TextLine[] {
    let lines = this.#lines.get(note.key);
    if (lines === undefined) {
      lines = this.#setter.paragraph(note.spans, 'note', this.#setter.design.measure.full - this.#indent);
      this.#lines.set(note.key, lines);
    }
    return lines;
  }

  #stackHeight(lineCounts: readonly number[]): number {
    const { leading } = this.#setter.design.looks.note;
    return lineCounts.reduce((sum, count, index) => sum + this.#gapBefore(index > 0) + count * leading, 0);
  }

  #gapBefore(isFurther: boolean): number {
    return this.#pieces.length === 0 && !isFurther ? RULE_ROOM : NOTE_GAP;
  }

  #take(room: number, page: number): void {
    const { leading } = this.#setter.design.looks.note;
    let free = room;
    while (this.#waiting.length > 0) {
      const [piece, ...others] = this.#waiting;
      if (piece === undefined) return;
      const gap = this.#gapBefore(false);
      const count = Math.min(piece.lines.length, Math.floor((free - gap) / leading + 1e-6));
      if (count < 1) return;
      if (!piece.isContinued) piece.note.page = page;
      this.#pieces.push({ ...piece, lines: piece.lines.slice(0, count) });
      this.#height += gap + count * leading;
      free -= gap + count * leading;
      const rest = piece.lines.slice(count);
      this.#waiting = rest.length === 0 ? others : [{ note: piece.note, lines: rest, isContinued: true }, ...others];
      if (rest.length > 0) return;
    }
  }
}
