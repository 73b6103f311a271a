/** Finds web addresses in a plain line, so that a source can be followed from the PDF. */

import type { Span } from './blocks.js';

const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/gu;

/** The line as spans, its web addresses as links. */
export function linkSpans(line: string): Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (const match of line.matchAll(ADDRESS)) {
    if (match.index > end) spans.push({ type: 'text', text: line.slice(end, match.index) });
    spans.push({ type: 'text', text: match[0], href: match[0] });
    end = match.index + match[0].length;
  }
  if (end < line.length) spans.push({ type: 'text', text: line.slice(end) });
  return spans;
}
