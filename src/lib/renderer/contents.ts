/** The contents list: titles with their pages, each row a link. The cover and the contents page share it. */

import type { StructureNode } from '../io/pdf.js';
import { type Box, box } from './boxes.js';
import type { Composition } from './compose.js';

/** Between a title and its page. */
const NUMBER_ROOM = 40;
/** Below the words of a row, its rule included. */
export const ROW_GAP = 5;

/** Where the list stands. */
export interface ContentsPlace {
  readonly x: number;
  readonly width: number;
  readonly node: StructureNode;
}

/** The rows as boxes; `gap` below each row may be narrowed before they are drawn, and the boxes' heights are those of the usual one. */
export function contentsBoxes(composition: Composition, place: ContentsPlace, pitch: { readonly gap: number } = { gap: ROW_GAP }): Box[] {
  const { setter } = composition;
  const { colors, looks } = setter.design;
  const { leading } = looks.entry;
  const toc = place.node.add('TOC');
  return composition.contents.map((entry) => {
    const link = toc.add('TOCI').add('Reference').add('Link');
    const lines = setter.lines([{ type: 'text', text: entry.title }], 'entry', place.width - NUMBER_ROOM);
    const height = lines.length * leading;
    return box(height + ROW_GAP, (page, y) => {
      const top = y + (pitch.gap - 3) / 2;
      const right = place.x + place.width;
      const bottom = setter.drawLines(page, link, lines, 'entry', place.x, top);
      setter.drawPlain(page, link, String(entry.page), 'entry', right, bottom - leading + setter.baselineOf('entry'), { align: 'right' });
      const rule = y + height + pitch.gap - 1.5;
      page.add(null, { kind: 'line', x1: place.x, y1: rule, x2: right, y2: rule, width: 0.5, color: colors.hairline });
      page.addLink({
        owner: link,
        x: place.x,
        y,
        width: place.width,
        height: height + pitch.gap - 2,
        destination: entry.destination,
        contents: setter.words.say('link.page', { title: entry.title, page: String(entry.page) }),
      });
    });
  });
}
