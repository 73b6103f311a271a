/** A numbered list in two columns that fill page after page, the last page evenly; groups keep their headings. */

import type { PageBuilder, StructureNode } from '../io/pdf.js';
import type { EntryGroup } from '../pack/blocks.js';
import { COLORS, LOOKS, MEASURE, PAGE } from '../pack/theme.js';
import { box, type Flow } from './boxes.js';
import { baselineOf, type Setter, type TextLine } from './setting.js';

const GAP = 24;
const COLUMN = (MEASURE.full - GAP) / 2;
/** Space above and below an entry, the roomiest first; a list that fits on one page takes the first that makes it fit. */
const ROW_PADDINGS = [3, 2, 1] as const;
/** What a page holds below the heading of its section. */
const ONE_PAGE = PAGE.bottom - PAGE.top - 70;
const GROUP_GAP = 16;

interface Cell {
  height: number;
  readonly textHeight: number;
  readonly isTitle: boolean;
  draw(page: PageBuilder, x: number, y: number): void;
}

/** The groups as one flow; numbers run on from group to group. */
export function entriesFlow(groups: readonly EntryGroup[], setter: Setter, section: StructureNode): Flow {
  const count = groups.reduce((sum, group) => sum + group.entries.length, 0);
  const indent = setter.width(String(count), 'small') + 10;
  let number = 0;
  const cells = groups.flatMap((group): Cell[] => {
    const title = group.title === undefined ? [] : [titleCell(group.title, setter, section.add('H2'))];
    const list = section.add('L', { numbering: 'Decimal' });
    const entries = group.entries.map((spans): Cell => {
      number += 1;
      const item = list.add('LI');
      const lines = setter.lines(spans, 'entry', COLUMN - indent);
      return entryCell(String(number), lines, indent, setter, item.add('Lbl'), item.add('LBody'));
    });
    return [...title, ...entries];
  });
  const padding = ROW_PADDINGS.find((candidate) => {
    setPadding(cells, candidate);
    return fill(cells, 0, ONE_PAGE)?.[1] === cells.length;
  });
  setPadding(cells, padding ?? ROW_PADDINGS[0]);
  return flow(cells, 0);
}

function setPadding(cells: readonly Cell[], padding: number): void {
  for (const cell of cells) cell.height = cell.textHeight + (cell.isTitle ? 0 : 2 * padding);
}

function titleCell(title: string, setter: Setter, node: StructureNode): Cell {
  const lines = setter.lines([{ type: 'text', text: title, strong: true }], 'entry', COLUMN);
  const top = GROUP_GAP + 6;
  const height = top + lines.length * LOOKS.entry.leading + 4;
  return {
    height,
    textHeight: height,
    isTitle: true,
    draw(page, x, y) {
      page.add(null, { kind: 'line', x1: x, y1: y + GROUP_GAP, x2: x + COLUMN, y2: y + GROUP_GAP, width: 1.25, color: COLORS.accent });
      lines.forEach((line, index) => {
        setter.draw(page, node, line, x, y + top + index * LOOKS.entry.leading + baselineOf('entry'));
      });
    },
  };
}

function entryCell(
  number: string,
  lines: readonly TextLine[],
  indent: number,
  setter: Setter,
  label: StructureNode,
  body: StructureNode,
): Cell {
  const textHeight = lines.length * LOOKS.entry.leading;
  return {
    height: textHeight,
    textHeight,
    isTitle: false,
    draw(page, x, y) {
      const top = y + (this.height - textHeight) / 2;
      setter.drawPlain(page, label, number, 'small', x + indent - 10, top + baselineOf('entry'), { align: 'right' });
      lines.forEach((line, index) => {
        setter.draw(page, body, line, x + indent, top + index * LOOKS.entry.leading + baselineOf('entry'));
      });
      page.add(null, { kind: 'line', x1: x, y1: y + this.height, x2: x + COLUMN, y2: y + this.height, width: 0.5, color: COLORS.hairline });
    },
  };
}

function flow(cells: readonly Cell[], start: number): Flow {
  return {
    kind: 'flow',
    before: 8,
    take(available) {
      const breaks = fill(cells, start, available);
      if (breaks === null) return null;
      const balanced = breaks[1] === cells.length ? balance(cells, start, available) : available;
      const [middle, end] = fill(cells, start, balanced) ?? breaks;
      const columns = [cells.slice(start, middle), cells.slice(middle, end)];
      const height = Math.max(...columns.map((column) => columnHeight(column)));
      const draw = (page: PageBuilder, y: number): void => {
        columns.forEach((column, index) => {
          let at = y - (column[0]?.isTitle === true ? GROUP_GAP : 0);
          for (const cell of column) {
            cell.draw(page, PAGE.left + index * (COLUMN + GAP), at);
            at += cell.height;
          }
        });
      };
      return { box: box(height, draw), rest: end < cells.length ? flow(cells, end) : null };
    },
  };
}

function columnHeight(column: readonly Cell[]): number {
  const height = column.reduce((sum, cell) => sum + cell.height, 0);
  return column[0]?.isTitle === true ? height - GROUP_GAP : height;
}

/** Ends of the two columns when each may be `height` high; null when the first cells do not fit. */
function fill(cells: readonly Cell[], start: number, height: number): [number, number] | null {
  const middle = columnEnd(cells, start, height);
  if (middle === start) return null;
  return [middle, columnEnd(cells, middle, height)];
}

function columnEnd(cells: readonly Cell[], start: number, height: number): number {
  let used = 0;
  let end = start;
  for (let index = start; index < cells.length; index++) {
    const cell = cells[index];
    if (cell === undefined) break;
    used += index === start && cell.isTitle ? cell.height - GROUP_GAP : cell.height;
    if (used > height) break;
    end = index + 1;
  }
  if (end === cells.length) return end;
  // A heading does not stay behind at the foot of a column, alone or with a single entry.
  for (let index = end - 1; index > start && index >= end - 2; index--) if (cells[index]?.isTitle === true) return index;
  return cells[start]?.isTitle === true && end === start + 1 ? start : end;
}

/** The least height at which the rest still fits, so that the columns of the last page end together. */
function balance(cells: readonly Cell[], start: number, available: number): number {
  let low = 0;
  let high = available;
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (fill(cells, start, middle)?.[1] === cells.length) high = middle;
    else low = middle;
  }
  return high;
}
