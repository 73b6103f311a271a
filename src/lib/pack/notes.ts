/** Finds the footnotes of blocks in reading order, each once. */

import { type Block, cellSpans, type Note, type Span } from './blocks.js';

/** Notes referred to anywhere in the blocks, in the order of their first reference. */
export function collectNotes(blocks: readonly Block[]): Note[] {
  const notes = new Map<string, Note>();
  const visitSpans = (spans: readonly Span[]): void => {
    for (const span of spans) if (span.type === 'note' && !notes.has(span.note.key)) notes.set(span.note.key, span.note);
  };
  const visit = (block: Block): void => {
    switch (block.type) {
      case 'heading':
      case 'paragraph':
        visitSpans(block.spans);
        break;
      case 'list':
        for (const item of block.items) for (const child of item) visit(child);
        break;
      case 'quote':
      case 'framed':
      case 'rail':
        for (const child of block.blocks) visit(child);
        break;
      case 'tiles':
        for (const tile of block.tiles) visitSpans(tile.label);
        break;
      case 'table':
        for (const column of block.columns) visitSpans(cellSpans(column.title));
        for (const cell of block.rows.flat()) visitSpans(cellSpans(cell));
        break;
      case 'bars':
        for (const bar of block.bars) visitSpans(bar.name);
        break;
      default:
        break;
    }
  };
  for (const block of blocks) visit(block);
  return [...notes.values()];
}
