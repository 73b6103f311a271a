/**
 * Sets spans into measured lines and draws those lines with their tags: links become Link elements with an area to click,
 * note references become superior figures. One `Setter` serves one pass over a document.
 */

import type { Bookmark, Face, PageBuilder, StructureNode, Typefaces } from '../io/pdf.js';
import { type Direction, drawableText } from '../io/pdf.js';
import type { Note, Span } from '../pack/blocks.js';
import type { Design } from '../pack/design.js';
import type { Messages } from '../pack/messages/index.js';
import type { Look, TextStyle } from '../pack/theme.js';
import { balancedMeasure, breakLines, breakParagraph, type Line, type Run } from './lines.js';

/** How a run is drawn. Runs of one span share one object, so a link over two lines stays one link. */
export interface Ink {
  readonly face: Face;
  readonly size: number;
  readonly color: string;
  readonly href?: string;
  readonly noteKey?: string;
  /** The Link or Reference element, made when the first stretch is drawn. */
  node?: StructureNode;
}

/** Blanks and signs at which a line may end; the exact rule is in `lines.ts`. */
const WORD_ENDS = /\s+|(?<=[-\u2010\u2013\u2014/])/u;

export type TextLine = Line<Ink>;

/** A footnote with its number; `page` is the index of the page where it stands, once it stands. */
export interface NumberedNote {
  readonly number: number;
  readonly note: Note;
  page: number | null;
  /** Whether a number in the text has been drawn for it. */
  isReferred: boolean;
}

/** The names that stand on one page, by their numbers in the whole list. */
export interface NameRange {
  readonly from: number;
  readonly to: number;
  readonly total: number;
  readonly first: string;
  readonly last: string;
}

export class Setter {
  readonly design: Design;
  readonly typefaces: Typefaces;
  /** For what the layout itself says, such as page numbers. */
  readonly words: Messages;
  /** In the order of their first reference. */
  readonly notes = new Map<string, NumberedNote>();
  /** Headings below those of the sections, in the order in which they were composed. */
  readonly headings: Bookmark[] = [];
  /** Names by the index of their page. */
  readonly nameRanges = new Map<number, NameRange>();

  constructor(design: Design, typefaces: Typefaces, words: Messages) {
    this.design = design;
    this.typefaces = typefaces;
    this.words = words;
  }

  readonly widthOf = (text: string, ink: Ink, direction?: Direction): number =>
    this.typefaces.width(text, ink.face, ink.size, ink.noteKey === undefined ? 'normal' : 'sups', direction);

  /** Lines of spans in a look, no wider than `measure` points. */
  lines(spans: readonly Span[], look: Look, measure: number): TextLine[] {
    return breakLines(this.#runs(spans, this.design.looks[look]), measure, this.widthOf);
  }

  /** Lines of running text: one that is read from the right begins at the right edge of its measure, and none ends in a lost word. */
  paragraph(spans: readonly Span[], look: Look, measure: number): TextLine[] {
    return breakParagraph(this.#runs(spans, this.design.looks[look]), measure, this.widthOf, measure);
  }

  /** Lines of about equal length, for titles. */
  balancedLines(value: string, look: Look, measure: number, scale = 1): TextLine[] {
    const style = this.design.looks[look];
    const runs = this.#runs([{ type: 'text', text: value }], { ...style, size: style.size * scale });
    return breakLines(runs, balancedMeasure(runs, measure, this.widthOf), this.widthOf, measure);
  }

  /** Width in points of the widest stretch of plain text that a line does not break. */
  widestWord(value: string, look: Look): number {
    return Math.max(0, ...value.split(WORD_ENDS).map((word) => this.width(word, look)));
  }

  /** Lines of plain text in a share of the size that its look has. */
  scaledLines(value: string, look: Look, scale: number, measure: number): TextLine[] {
    const style = this.design.looks[look];
    return breakLines(this.#runs([{ type: 'text', text: value }], { ...style, size: style.size * scale }), measure, this.widthOf);
  }

  /** Remembers a heading for the bookmarks; returns the name of the destination that its drawing must add. */
  addHeading(spans: readonly Span[]): string {
    const destination = `heading-${this.headings.length + 1}`;
    const title = spans.map((span) => (span.type === 'text' ? span.text : span.type === 'break' ? ' ' : '')).join('');
    this.headings.push({ title: drawableText(title), destination });
    return destination;
  }

  /** Distance from the top of a line to its baseline: the capitals stand in the middle of the leading. */
  baselineOf(look: Look): number {
    const { size, leading } = this.design.looks[look];
    return leading / 2 + size * 0.33;
  }

  /** Width in points of one line of plain text. */
  width(value: string, look: Look, size: number = this.design.looks[look].size): number {
    return this.typefaces.width(drawableText(value), this.#face(this.design.looks[look]), size);
  }

  /** Plain text cut with an ellipsis where it would be wider than `fit` points. */
  shortened(value: string, look: Look, fit: number): string {
    if (this.width(value, look) <= fit) return value;
    const words = value.split(' ');
    while (words.length > 1 && this.width(`${words.join(' ')}…`, look) > fit) words.pop();
    return `${words.join(' ')}…`;
  }

  /** Keys of the notes that a line refers to. */
  notesOf(line: TextLine): string[] {
    return line.runs.flatMap((run) => (run.mark.noteKey === undefined ? [] : [run.mark.noteKey]));
  }

  /** Draws a line; `y` is its baseline. */
  draw(page: PageBuilder, owner: StructureNode | null, line: TextLine, x: number, y: number): void {
    for (const run of line.runs) {
      const { mark } = run;
      const place = { x: x + run.x, y, ...(run.direction === undefined ? {} : { direction: run.direction }) };
      const item = { kind: 'text', text: run.text, face: mark.face, size: mark.size, color: mark.color, ...place } as const;
      if (owner === null) {
        page.add(null, mark.noteKey === undefined ? item : { ...item, figures: 'sups' });
      } else if (mark.href === undefined && mark.noteKey === undefined) {
        page.addText(owner, item);
      } else if (mark.noteKey !== undefined) {
        mark.node ??= owner.add('Reference').add('Link');
        page.add(mark.node, { ...item, figures: 'sups' });
        this.#linkToNote(page, mark.node, mark.noteKey, { x: item.x, y, width: run.width, size: mark.size });
      } else if (mark.href !== undefined) {
        mark.node ??= owner.add('Link');
        page.addText(mark.node, item);
        page.addLink({
          owner: mark.node,
          x: item.x,
          y: y - mark.size * 0.8,
          width: run.width,
          height: mark.size * 1.1,
          href: mark.href,
          contents: this.#linkWords(mark.href),
        });
      }
    }
  }

  /** Draws lines below one another from `top` down and returns the foot of the last; `scale` is that of their size. */
  drawLines(
    page: PageBuilder,
    owner: StructureNode | null,
    lines: readonly TextLine[],
    look: Look,
    x: number,
    top: number,
    { scale = 1, align = 'left' }: { readonly scale?: number; readonly align?: 'left' | 'right' } = {},
  ): number {
    let y = top;
    for (const line of lines) {
      this.draw(page, owner, line, align === 'left' ? x : x - line.width - line.left, y + this.baselineOf(look) * scale);
      y += this.design.looks[look].leading * scale;
    }
    return y;
  }

  /** Draws plain text on one line; `align` says which point of the line `x` is. Text wider than `fit` is set smaller. */
  drawPlain(
    page: PageBuilder,
    owner: StructureNode | null,
    value: string,
    look: Look,
    x: number,
    y: number,
    options: { readonly align?: 'left' | 'right'; readonly fit?: number; readonly color?: string } = {},
  ): void {
    const style: TextStyle = this.design.looks[look];
    const natural = this.width(value, look);
    const size = options.fit !== undefined && natural > options.fit ? (style.size * options.fit) / natural : style.size;
    const width = (natural * size) / style.size;
    const left = options.align === 'right' ? x - width : x;
    // The blank keeps it apart from what is read next.
    page.addText(owner, {
      kind: 'text',
      text: `${drawableText(value)} `,
      x: left,
      y,
      face: this.#face(style),
      size,
      color: options.color ?? style.color,
    });
  }

  /** The number of a note at the foot of a page, which leads back to its first reference; `top` is the top of its line. */
  drawNoteLabel(page: PageBuilder, label: StructureNode, { number }: NumberedNote, top: number): void {
    const { looks, page: paper } = this.design;
    const link = label.add('Link');
    this.drawPlain(page, link, String(number), 'note', paper.left, top + this.baselineOf('note'));
    page.addDestination(`note-${number}`, Math.max(0, top - looks.note.leading));
    page.addLink({
      owner: link,
      x: paper.left,
      y: top,
      width: this.width(String(number), 'note') + 4,
      height: looks.note.leading,
      destination: `reference-${number}`,
      contents: this.words.say('link.back', { number: String(number) }),
    });
  }

  /** Makes the number in the text lead to its note, and the note able to lead back to the first such number. */
  #linkToNote(
    page: PageBuilder,
    owner: StructureNode,
    key: string,
    place: { readonly x: number; readonly y: number; readonly width: number; readonly size: number },
  ): void {
    const note = this.notes.get(key);
    if (note === undefined) return;
    const { x, y, width, size } = place;
    if (!note.isReferred) page.addDestination(`reference-${note.number}`, Math.max(0, y - 2 * size));
    note.isReferred = true;
    page.addLink({
      owner,
      x: x - 1,
      y: y - size,
      width: width + 2,
      height: size,
      destination: `note-${note.number}`,
      contents: this.words.say('link.note', { number: String(note.number) }),
    });
  }

  /** The number of a note, given on its first reference. */
  numberOf(note: Note): number {
    let numbered = this.notes.get(note.key);
    if (numbered === undefined) {
      numbered = { number: this.notes.size + 1, note, page: null, isReferred: false };
      this.notes.set(note.key, numbered);
    }
    return numbered.number;
  }

  #face(style: TextStyle): Face {
    return faceOf(style, this.design.hasItalics);
  }

  #runs(spans: readonly Span[], style: TextStyle): Run<Ink>[] {
    const plain = new Map<string, Ink>();
    return spans.map((span): Run<Ink> => {
      if (span.type === 'break') return { text: '\n', mark: this.#ink(plain, style) };
      if (span.type === 'note') {
        const mark: Ink = {
          face: this.#face({ ...style, emphasis: false }),
          size: style.size,
          color: this.design.colors.accent,
          noteKey: span.note.key,
        };
        return { text: String(this.numberOf(span.note)), mark };
      }
      const spanStyle = {
        ...style,
        strong: style.strong === true || span.strong === true,
        emphasis: style.emphasis === true || span.emphasis === true,
      };
      const text = drawableText(span.text);
      if (span.href === undefined) return { text, mark: this.#ink(plain, spanStyle) };
      return { text, mark: { face: this.#face(spanStyle), size: style.size, color: this.design.colors.accent, href: span.href } };
    });
  }

  /** What assistive technology says of a link. */
  #linkWords(href: string): string {
    const address = /^mailto:(.*)$/isu.exec(href)?.[1];
    return address === undefined ? href : this.words.say('link.mail', { address });
  }

  #ink(known: Map<string, Ink>, style: TextStyle): Ink {
    const face = this.#face(style);
    let ink = known.get(face);
    if (ink === undefined) {
      ink = { face, size: style.size, color: style.color };
      known.set(face, ink);
    }
    return ink;
  }
}

/** `hasItalics` false sets emphasis in semibold. */
function faceOf(style: TextStyle, hasItalics: boolean): Face {
  if (!hasItalics) return style.strong === true || style.emphasis === true ? `${style.family}-semibold` : style.family;
  const weight = style.strong === true ? '-semibold' : '';
  if (style.family === 'sans') return style.emphasis === true && weight === '' ? 'sans-italic' : `sans${weight}`;
  return `serif${weight}${style.emphasis === true ? '-italic' : ''}`;
}
