/**
 * What a section is made of: paragraphs, lists, tables, tiles and bars, without any position. Sections produce these
 * from a release; the renderer gives them places on pages. Nothing here knows of PDF.
 */

import { EXTRA_SECTION_IDS, type SectionId } from '../model/campaign.js';
import type { ReleaseSignatory } from '../model/release.js';
import type { Look } from './theme.js';

/** A footnote. Two references with the same key are the same note and share its number. */
export interface Note {
  readonly key: string;
  readonly spans: readonly Span[];
}

/** A run of text inside a paragraph. */
export type Span =
  | { readonly type: 'text'; readonly text: string; readonly strong?: boolean; readonly emphasis?: boolean; readonly href?: string }
  | { readonly type: 'break' }
  | { readonly type: 'note'; readonly note: Note };

/** One number with its words. */
export interface Tile {
  readonly value: string;
  readonly label: readonly Span[];
  /** Set in the accent colour. */
  readonly lead?: boolean;
}

/** One threshold with its bar. */
export interface Bar {
  readonly name: readonly Span[];
  /** Under the name, for example `10,000 signatures`. */
  readonly required: string;
  /** Length of the bar, 0 to 1; null draws no bar. */
  readonly share: number | null;
  /** Whether the bar is set in the accent colour. */
  readonly met: boolean;
  /** In words, to the right of the bar. */
  readonly state: string;
  /** Whole sentences under the bar. */
  readonly explanation: string;
}

/** What stands in a cell of a table: plain text, or text with emphasis, links and notes. */
export type Cell = string | readonly Span[];

export interface Column {
  readonly title: Cell;
  readonly align: 'left' | 'center' | 'right';
  /** Share of the width, all columns together 1. */
  readonly share: number;
}

/** A numbered list in columns; a group without a title has no heading of its own. */
export interface EntryGroup {
  readonly title?: string;
  readonly entries: readonly (readonly Span[])[];
}

/** A fact on the cover, label left and lines right. */
export interface Fact {
  readonly label: string;
  readonly lines: readonly string[];
}

/** A label on an axis; `at` is a share of the axis, from the left or from the bottom. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** A point of a line, as shares of the two axes. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A chart as shares of its axes and as texts; the renderer knows no number behind it. Colour is never the only sign: each value is
 * written beside its mark, or stands in the table below.
 */
export type Chart =
  | {
      readonly type: 'line';
      readonly points: readonly Point[];
      readonly across: readonly Tick[];
      readonly up: readonly Tick[];
      /** A dashed line with its label on it. */
      readonly level?: Tick;
      /** Points of the line with a ring and a label. */
      readonly marks: readonly (Point & { readonly label: string })[];
    }
  | { readonly type: 'bars-up'; readonly values: readonly number[]; readonly across: readonly Tick[]; readonly up: readonly Tick[] }
  | { readonly type: 'bars-across'; readonly rows: readonly { readonly label: string; readonly value: string; readonly share: number }[] }
  | {
      readonly type: 'hexagons';
      /** `step` is a number from 0 to 4, dark for much. */
      readonly cells: readonly {
        readonly column: number;
        readonly row: number;
        readonly code: string;
        readonly value: string;
        readonly step: number;
      }[];
      /** Limits of the steps, from the lightest. */
      readonly legend: readonly string[];
    };

/** One chart with what it is called and what somebody hears who does not see it. */
export interface Figure {
  readonly title?: string;
  /** A sentence on how to read the chart, above it. */
  readonly note?: string;
  readonly alt: string;
  readonly chart: Chart;
}

/** A place to write on by hand, with what belongs there below it. */
export interface Blank {
  readonly label: string;
  /** Share of the width; those of a row together at most 1. */
  readonly share: number;
}

/** An organisation with its address and contact. */
export interface Letterhead {
  readonly name: string;
  readonly lines: readonly string[];
}

/** A person signing the letter. */
export interface Signing {
  readonly name: string;
  readonly lines: readonly string[];
}

/** Words above the columns of a list of names that has places. */
export interface NameHeads {
  readonly name: string;
  readonly place: string;
}

export type Block =
  | {
      readonly type: 'heading';
      readonly level: 1 | 2 | 3;
      readonly spans: readonly Span[];
      readonly look?: Look;
      /** BCP 47, where it is not the language of what surrounds it. */
      readonly language?: string;
    }
  | { readonly type: 'paragraph'; readonly spans: readonly Span[]; readonly look?: Look }
  | { readonly type: 'list'; readonly ordered: boolean; readonly start: number; readonly items: readonly (readonly Block[])[] }
  | { readonly type: 'quote'; readonly blocks: readonly Block[] }
  /** A text reproduced word for word, with an accent bar at its left. */
  | { readonly type: 'framed'; readonly blocks: readonly Block[] }
  /** A label in the left rail, its blocks in the main column. */
  | { readonly type: 'rail'; readonly label: string; readonly blocks: readonly Block[] }
  | { readonly type: 'tiles'; readonly tiles: readonly Tile[] }
  | { readonly type: 'bars'; readonly bars: readonly Bar[] }
  | {
      readonly type: 'table';
      /** Set above it as a heading; a table inside a text has none. */
      readonly caption?: string;
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Cell[])[];
      /** The last row is a total, set in semibold. */
      readonly total: boolean;
    }
  /** One chart, or two beside each other. */
  | { readonly type: 'figures'; readonly figures: readonly Figure[] }
  /** A number large between two rules, with its sentence. */
  | { readonly type: 'number'; readonly value: string; readonly sentence: string }
  | { readonly type: 'facts'; readonly facts: readonly Fact[] }
  /** Lines to write on by hand. */
  | { readonly type: 'blanks'; readonly rows: readonly (readonly Blank[])[] }
  /** Where a slip is torn off. */
  | { readonly type: 'cut'; readonly label: string }
  | { readonly type: 'entries'; readonly groups: readonly EntryGroup[] }
  | {
      readonly type: 'names';
      readonly entries: readonly ReleaseSignatory[];
      readonly heads: NameHeads;
      readonly from: number;
      readonly total: number;
    }
  /** A label to cut out, for the spine of a box; `height` in points. */
  | { readonly type: 'spine'; readonly height: number; readonly title: string; readonly lines: readonly string[] }
  /** Every footnote of the document with its page. */
  | { readonly type: 'notes' }
  /** Titles of the other sections with their pages. */
  | { readonly type: 'contents' }
  | {
      readonly type: 'cover';
      /** Language of the title and of what is asked, where it is not that of the other words. */
      readonly ownLanguage?: string;
      readonly organisers: string;
      readonly documentType: string;
      readonly title: string;
      readonly subtitle: string;
      /** One sentence that says what is asked. */
      readonly ask?: string;
      readonly number?: { readonly value: string; readonly sentence: string };
      readonly facts: readonly Fact[];
      readonly contentsTitle: string;
    }
  | {
      readonly type: 'letter-head';
      readonly letterhead: readonly Letterhead[];
      readonly address: readonly string[];
      readonly date: string;
      /** Who else the letter is written to, as one sentence. */
      readonly also?: string;
      /** One line for each class of addressee. */
      readonly salutations: readonly string[];
      readonly subject: string;
    }
  /** Who speaks in a joint statement, beside each other above its title. */
  | { readonly type: 'letterheads'; readonly letterhead: readonly Letterhead[] }
  /** A statement is signed without a farewell. */
  | { readonly type: 'closing'; readonly farewell?: string; readonly signing: readonly Signing[] };

/** Sections that only packs of several volumes have; no layout names them. */
export type VolumeSectionId = 'spine' | 'name-index';

/** A section ready for typesetting. */
export interface Section {
  readonly id: SectionId | VolumeSectionId;
  /** BCP 47, where it is not the language of the document. */
  readonly language?: string;
  /** As in the contents list and the bookmarks. */
  readonly title: string;
  /** Whether it may begin on the page where the section before it ended. */
  readonly mayShare: boolean;
  /** Begins on a right-hand page where both sides are printed. */
  readonly isRecto?: boolean;
  /** In the footer of its pages, in place of the title. */
  readonly footer?: string;
  readonly blocks: readonly Block[];
}

/** Whether a section stands in the list of contents: the sheets for the day of the hand-in are loose. */
export function isListed({ id }: Pick<Section, 'id'>): boolean {
  return id !== 'cover' && id !== 'contents' && !LOOSE.has(id);
}

const LOOSE: ReadonlySet<Section['id']> = new Set(EXTRA_SECTION_IDS);

/** A cell as spans, whichever way it was given. */
export function cellSpans(cell: Cell): readonly Span[] {
  return typeof cell === 'string' ? [text(cell)] : cell;
}

/** A plain run of text. */
export function text(value: string): Span {
  return { type: 'text', text: value };
}

/** A paragraph of plain text. */
export function paragraph(value: string, look: Look = 'body'): Block {
  return { type: 'paragraph', spans: [text(value)], look };
}

/** A heading of plain text. */
export function heading(level: 1 | 2 | 3, value: string, look?: Look): Block {
  return look === undefined ? { type: 'heading', level, spans: [text(value)] } : { type: 'heading', level, spans: [text(value)], look };
}
