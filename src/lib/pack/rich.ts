/**
 * From the Markdown tree of a campaign's own texts to blocks. Headings keep their order, notes get a key that is unique
 * in the document, and only web and mail addresses stay links.
 */

import type { Inline, RichText, TextBlock } from '../model/rich-text.js';
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
  }
}

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
