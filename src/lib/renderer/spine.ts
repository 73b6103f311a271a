/** A label for the spine of a box or a binder, with lines to cut along. */

import type { StructureNode } from '../io/pdf.js';
import type { Block } from '../pack/blocks.js';
import { type Box, box } from './boxes.js';
import type { Setter } from './setting.js';

const PADDING = 12;
/** Lines of a label that may be left out where a long title takes the room, the least important last. */
const LINES_MIN = 2;

/** The label as one box. Its first line below the title is set in the accent colour. */
export function spineBox(label: Block & { type: 'spine' }, setter: Setter, section: StructureNode): Box {
  const { colors, looks, measure, page: paper } = setter.design;
  const width = measure.full - 2 * PADDING;
  const x = paper.left + PADDING;
  const node = section.add('P');
  const lines = label.lines.map((line, index) => ({
    look: index === 0 ? ('letterhead' as const) : ('caption' as const),
    lines: setter.lines([{ type: 'text', text: line }], index === 0 ? 'letterhead' : 'caption', width).slice(0, 1),
  }));
  const linesHeight = (count: number): number => lines.slice(0, count).reduce((sum, { look }) => sum + looks[look].leading, 0);
  const room = label.height - 2 * PADDING;
  const look = room - linesHeight(lines.length) >= looks.heading1.leading ? ('heading1' as const) : ('heading2' as const);
  const titleRoom = room - linesHeight(LINES_MIN);
  const title = setter
    .lines([{ type: 'text', text: label.title }], look, width)
    .slice(0, Math.max(1, Math.floor(titleRoom / looks[look].leading)));
  const left = room - title.length * looks[look].leading;
  const shown = lines.filter((_, index) => linesHeight(index + 1) <= left + 0.01).map((line) => ({ ...line, node: section.add('P') }));
  return box(
    label.height,
    (page, top) => {
      const [x1, x2, bottom] = [paper.left, paper.left + measure.full, top + label.height];
      for (const [from, to] of [
        [
          { x: x1, y: top },
          { x: x2, y: top },
        ],
        [
          { x: x1, y: bottom },
          { x: x2, y: bottom },
        ],
        [
          { x: x1, y: top },
          { x: x1, y: bottom },
        ],
        [
          { x: x2, y: top },
          { x: x2, y: bottom },
        ],
      ] as const) {
        page.add(null, { kind: 'line', x1: from.x, y1: from.y, x2: to.x, y2: to.y, width: 0.25, color: colors.grey });
      }
      let y = setter.drawLines(page, node, title, look, x, top + PADDING);
      for (const line of shown) y = setter.drawLines(page, line.node, line.lines, line.look, x, y);
    },
    { before: 24 },
  );
}
