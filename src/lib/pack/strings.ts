/** The strings of a text, without its layout. */

import type { Inline, RichText, TextBlock } from '../model/rich-text.js';

/** Every paragraph, heading, item, cell and note of a text as one string each, in order. */
export function richStrings({ blocks, notes }: RichText): string[] {
  return [...blocks.flatMap(blockStrings), ...notes.map(inlineString)];
}

function blockStrings(block: TextBlock): string[] {
  switch (block.type) {
    case 'heading':
    case 'paragraph':
      return [inlineString(block.children)];
    case 'list':
      return block.items.flat().flatMap(blockStrings);
    case 'quote':
      return block.children.flatMap(blockStrings);
    case 'table':
      return [...block.columns.map(({ children }) => children), ...block.rows.flat()].map(inlineString).filter((cell) => cell !== '');
  }
}

function inlineString(children: readonly Inline[]): string {
  return children
    .map((child) => {
      if (child.type === 'text') return child.text;
      if (child.type === 'break') return '\n';
      return child.type === 'note' ? '' : inlineString(child.children);
    })
    .join('');
}
