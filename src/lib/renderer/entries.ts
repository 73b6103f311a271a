/** A numbered list in one column or several that fill page after page, the last page evenly; groups keep their headings. */

import type { PageBuilder, StructureNode } from '../io/pdf.js';
import type { EntryGroup } from '../pack/blocks.js';
import type { Design } from '../pack/design.js';
import { box, type Flow } from './boxes.js';
import type { Setter, TextLine } from './setting.js';

const GAP = 24;
/** Space above and below an entry, the roomiest first; a list that fits on one page takes the first that makes it fit. */
const ROW_PADDINGS = [3, 2, 1] as const;
/** What the heading of the section takes of a page. */
const HEADING_ROOM = 70;
const GROUP_GAP = 16;

const columnWidth = ({ lists, measure }: Design): number => (measure.full - GAP * (lists.entryColumns - 1)) / lists.entryColumns;

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
  const column = columnWidth(setter.design);
  let number = 0;
  const cells = groups.flatMap((group): Cell[] => {
    const title = group.title === undefined ? [] : [titleCell(group.title, setter, section.add('H2'))];
    const list = section.add('L', { numbering: 'Decimal' });
    const entries = group.entries.map((spans): Cell => {
      number += 1;
      const item = list.add('LI');
      const lines = setter.lines(spans, 'entry', column - indent);
      return entryCell(String(number), lines, indent, setter, item.add('Lbl'), item.add('LBody'));
    });
    return [...title, ...entries];
  });
  const onePage = setter.design.page.bottom - setter.design.page.top - HEADING_ROOM;
  const padding = ROW_PADDINGS.find((candidate) => {
    setPadding(cells, candidate);
    return fill(cells, 0, onePage, setter.design.lists.entryColumns)?.at(-1) === cells.length;
  });
  setPadding(cells, padding ?? ROW_PADDINGS[0]);
  return flow(cells, 0, setter.design);
}

function setPadding(cells: readonly Cell[], padding: number): void {
  for (const cell of cells) cell.height = cell.textHeight + (cell.isTitle ? 0 : 2 * padding);
}

function titleCell(title: string, setter: Setter, node: StructureNode): Cell {
  const width = columnWidth(setter.design);
  const lines = setter.lines([{ type: 'text', text: title, strong: true }], 'entry', width);
  const top = GROUP_GAP + 6;
  const height = top + lines.length * setter.design.looks.entry.leading + 4;
  return {
    height,
    textHeight: height,
    isTitle: true,
    draw(page, x, y) {
      page.add(null, {
        kind: 'line',
        x1: x,
        y1: y + GROUP_GAP,
        x2: x + width,
        y2: y + GROUP_GAP,
        width: 1.25,
        color: setter.design.colors.accent,
      });
      lines.forEach((line, index) => {
        setter.draw(page, node, line, x, y + top + index * setter.design.looks.entry.leading + setter.baselineOf('entry'));
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
  const width = columnWidth(setter.design);
  const textHeight = lines.length * setter.design.looks.entry.leading;
  return {
    height: textHeight,
    textHeight,
    isTitle: false,
    draw(page, x, y) {
      const top = y + (this.height - textHeight) / 2;
      setter.drawPlain(page, label, number, 'small', x + indent - 10, top + setter.baselineOf('entry'), { align: 'right' });
      lines.forEach((line, index) => {
        setter.draw(page, body, line, x + indent, top + index * setter.design.looks.entry.leading + setter.baselineOf('entry'));
      });
      page.add(null, {
        kind: 'line',
        x1: x,
        y1: y + this.height,
        x2: x + width,
        y2: y + this.height,
        width: 0.5,
        color: setter.design.colors.hairline,
      });
    },
  };
}

function flow(cells: readonly Cell[], start: number, design: Design): Flow {
  return {
    kind: 'flow',
    before: 8,
    take(available) {
      const count = design.lists.entryColumns;
      const breaks = fill(cells, start, available, count);
      if (breaks === null) return null;
      const balanced = breaks.at(-1) === cells.length ? balance(cells, start, available, count) : available;
      const ends = fill(cells, start, balanced, count) ?? breaks;
      const end = ends.at(-1) ?? start;
      const columns = ends.map((columnEnd, index) => cells.slice(index === 0 ? start : ends[index - 1], columnEnd));
      const height = Math.max(...columns.map((column) => columnHeight(column)));
      const draw = (page: PageBuilder, y: number): void => {
        columns.forEach((column, index) => {
          let at = y - (column[0]?.isTitle === true ? GROUP_GAP : 0);
          for (const cell of column) {
            cell.draw(page, design.page.left + index * (columnWidth(design) + GAP), at);
            at += cell.height;
          }
        });
      };
      return { box: box(height, draw), rest: end < cells.length ? flow(cells, end, design) : null };
    },
  };
}

function columnHeight(column: readonly Cell[]): number {
  const height = column.reduce((sum, cell) => sum + cell.height, 0);
  return column[0]?.isTitle === true ? height - GROUP_GAP : height;
}

/** Ends of the columns when each may be `height` high; null when the first cells do not fit. */
function fill(cells: readonly Cell[], start: number, height: number, columns: number): number[] | null {
  const ends: number[] = [];
  for (let column = 0; column < columns; column++) ends.push(columnEnd(cells, ends.at(-1) ?? start, height));
  return ends[0] === start ? null : ends;
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
function balance(cells: readonly Cell[], start: number, available: number, columns: number): number {
  let low = 0;
  let high = available;
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (fill(cells, start, middle, columns)?.at(-1) === cells.length) high = middle;
    else low = middle;
  }
  return high;
}
