/**
 * From the Markdown tree of a campaign's own texts to blocks. Headings keep their order, notes get a key that is unique
 * in the document, and only web and mail addresses stay links.
 */

import type { ColumnAlign, Inline, RichText, TextBlock } from '../model/rich-text.js';
import type { Block, Note, Span } from './blocks.js';
import type { Look } from './theme.js';

const LINK = /^(?:https?:\/\/|mailto:)/iu;

interface Mood {
  readonly strong?: boolean;
  readonly emphasis?: boolean;
  readonly href?: string;
}

/** Looks of the paragraphs and headings of a text. */
export interface RichLooks {
  readonly paragraph: Look;
  readonly heading: Look;
}

/** Blocks of a text; `prefix` keeps its notes apart from those of other texts. */
export function richBlocks(rich: RichText, prefix: string, looks: RichLooks): Block[] {
  const notes = rich.notes.map((inlines, index): Note => ({ key: `${prefix}:${index + 1}`, spans: flatten(inlines, [], {}) }));
  return convert(rich.blocks, notes, looks, topLevel(rich.blocks));
}

/** The level of the highest heading used, so that the first heading of a section is always H2. */
function topLevel(blocks: readonly TextBlock[]): number {
  return blocks.reduce((level, block) => (block.type === 'heading' ? Math.min(level, block.level) : level), 4);
}

function convert(blocks: readonly TextBlock[], notes: readonly Note[], looks: RichLooks, top: number): Block[] {
  return blocks.map((block) => convertBlock(block, notes, looks, top));
}

function convertBlock(block: TextBlock, notes: readonly Note[], looks: RichLooks, top: number): Block {
  switch (block.type) {
    case 'heading': {
      const level = block.level === top ? 2 : 3;
      const spans = flatten(block.children, notes, {});
      return level === 2 ? { type: 'heading', level, spans, look: looks.heading } : { type: 'heading', level, spans };
    }
    case 'paragraph':
      return { type: 'paragraph', spans: flatten(block.children, notes, {}), look: looks.paragraph };
    case 'list':
      return {
        type: 'list',
        ordered: block.ordered,
        start: block.start,
        items: block.items.map((item) => convert(item, notes, looks, top)),
      };
    case 'quote':
      return { type: 'quote', blocks: convert(block.children, notes, looks, top) };
    case 'table':
      return tableBlock(block, notes);
  }
}

/** Letters that a line across the page holds in the look of tables, about; columns share them out. */
const LINE_LETTERS = 84;
/** Kept free between two columns, in letters. */
const GAP_LETTERS = 2;
/** A longer cell wraps and asks for no more width than this. */
const COLUMN_LETTERS_MAX = 40;

function tableBlock(table: TextBlock & { type: 'table' }, notes: readonly Note[]): Block {
  const titles = table.columns.map(({ children }) => flatten(children, notes, {}));
  const rows = table.rows.map((row) => row.map((cell) => flatten(cell, notes, {})));
  const shares = columnShares(titles.map((title, column) => [title, ...rows.map((row) => row[column] ?? [])]));
  const align = (column: number): ColumnAlign => table.columns[column]?.align ?? 'left';
  return {
    type: 'table',
    columns: titles.map((title, index) => ({ title, align: align(index), share: shares[index] ?? 0 })),
    rows,
    total: false,
  };
}

/**
 * Widths of columns by what stands in them: first room for the longest word of each, so that none is cut where that can be helped; what is left
 * goes to the columns in proportion to their longest cells.
 */
function columnShares(columns: readonly (readonly (readonly Span[])[])[]): number[] {
  const texts = columns.map((cells) => cells.map((spans) => spans.map((span) => (span.type === 'text' ? span.text : ' ')).join('')));
  const words = texts.map((column) => longest(column.flatMap((cell) => cell.split(/\s+/u))) + GAP_LETTERS);
  const cells = texts.map((column) => Math.min(COLUMN_LETTERS_MAX, longest(column)) + GAP_LETTERS);
  const free = Math.max(0, LINE_LETTERS - sumOf(words));
  const letters = words.map((word, index) => word + (free * (cells[index] ?? 0)) / sumOf(cells));
  return letters.map((share) => share / sumOf(letters));
}

const longest = (texts: readonly string[]): number => texts.reduce((most, value) => Math.max(most, [...value].length), 1);
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

function flatten(inlines: readonly Inline[], notes: readonly Note[], mood: Mood): Span[] {
  return inlines.flatMap((inline) => flattenInline(inline, notes, mood));
}

function flattenInline(inline: Inline, notes: readonly Note[], mood: Mood): Span[] {
  switch (inline.type) {
    case 'text':
      return [{ type: 'text', text: inline.text, ...mood }];
    case 'strong':
      return flatten(inline.children, notes, { ...mood, strong: true });
    case 'emphasis':
      return flatten(inline.children, notes, { ...mood, emphasis: true });
    case 'link':
      return flatten(inline.children, notes, LINK.test(inline.href) ? { ...mood, href: inline.href } : mood);
    case 'break':
      return [{ type: 'break' }];
    case 'note': {
      const note = notes[inline.note - 1];
      return note === undefined ? [] : [{ type: 'note', note }];
    }
  }
}
