/** Tables: rows of cells, a head that is repeated where the table goes on at the top of a page, and rules between them. */

import type { PageBuilder, StructureNode } from '../io/pdf.js';
import { type Block, type Cell, type Column, cellSpans } from '../pack/blocks.js';
import type { Look } from '../pack/theme.js';
import { type Box, box, type Frame, type RepeatedHead } from './boxes.js';
import type { Setter, TextLine } from './setting.js';

const ROW_PADDING = 4;
/** A row with more lines than this is drawn in parts, so that a long cell can go on to the next page. */
const ROW_LINES_MAX = 18;
/** Between the cells of a row. */
const CELL_GAP = 10;
/** A table that takes no more of a page than this stays in one piece. */
const WHOLE_MAX = 0.45;
/** Space above a table, with and without a caption over it. */
const BEFORE = { captioned: 6, plain: 12 } as const;

/** Where a table stands. */
interface TablePlace {
  readonly x: number;
  readonly width: number;
  readonly node: StructureNode;
  readonly frame?: Frame;
}

interface PlacedColumn extends Column {
  readonly left: number;
  readonly width: number;
}

/** A cell with its lines and the element that owns them. */
interface SetCell {
  readonly align: Column['align'];
  readonly left: number;
  readonly width: number;
  readonly node: StructureNode;
  readonly lines: readonly TextLine[];
}

interface Row {
  readonly kind: 'head' | 'body' | 'total';
  readonly look: Look;
  readonly cells: readonly SetCell[];
  readonly isLast: boolean;
}

/** Boxes of a table without its caption. */
export function tableBoxes(block: Block & { type: 'table' }, setter: Setter, place: TablePlace): Box[] {
  const table = place.node.add('Table');
  const head = table.add('THead');
  const body = table.add('TBody');
  const columns = placedColumns(block, setter, place);
  const titles = block.columns.map((column) => column.title);
  const header = rowOf(titles, { kind: 'head', look: 'tableHead', isLast: false }, columns, head, setter);
  const rows = block.rows.map((cells, index) => {
    const isLast = index === block.rows.length - 1;
    return rowOf(cells, { kind: isLast && block.total ? 'total' : 'body', look: 'table', isLast }, columns, body, setter);
  });
  const headBoxes = rowBoxes(header, setter, place).map((one, index) => ({
    ...one,
    keep: true,
    before: index > 0 ? 0 : block.caption === undefined ? BEFORE.plain : BEFORE.captioned,
  }));
  const repeated = repeatedHead(header, setter, place);
  const bodies = rows.map((row) => rowBoxes(row, setter, place).map((one) => ({ ...one, head: repeated })));
  return [...headBoxes, ...kept(bodies, setter, heightOf(headBoxes))];
}

/** A short table is kept in one piece; of a long one the first two and the last two rows. */
function kept(rows: readonly (readonly Box[])[], setter: Setter, headHeight: number): Box[] {
  const { bottom, top } = setter.design.page;
  const isShort = headHeight + heightOf(rows.flat()) <= WHOLE_MAX * (bottom - top);
  return rows.flatMap((parts, index) => {
    const isLast = index === rows.length - 1;
    const keepsNext = !isLast && (isShort || index === 0 || index === rows.length - 2);
    return parts.map((one, part) => ({ ...one, keep: part === parts.length - 1 ? keepsNext : false }));
  });
}

function heightOf(boxes: readonly Box[]): number {
  return boxes.reduce((sum, { before, height }) => sum + before + height, 0);
}

function placedColumns({ columns, rows }: Block & { type: 'table' }, setter: Setter, place: TablePlace): PlacedColumn[] {
  const needs = columns.map(({ title }, index) => {
    const widest = rows.map((row) => setter.widestWord(plainText(row[index] ?? ''), 'table'));
    const gap = index < columns.length - 1 ? CELL_GAP : 0;
    return Math.ceil(Math.max(setter.widestWord(plainText(title), 'tableHead'), ...widest) + gap);
  });
  const widths = columnWidths(
    columns.map(({ share }) => share),
    needs,
    place.width,
  );
  let left = place.x;
  return columns.map((column, index) => {
    const placed = { ...column, left, width: widths[index] ?? 0 };
    left += placed.width;
    return placed;
  });
}

const plainText = (cell: Cell): string =>
  cellSpans(cell)
    .map((span) => (span.type === 'text' ? span.text : ' '))
    .join('');

/**
 * Widths of columns by their shares, where each has room for its longest word; else such a column gets that room from the others. Where
 * the longest words do not all fit, those that want more than an equal part of the width are the ones that are cut.
 */
export function columnWidths(shares: readonly number[], needs: readonly number[], width: number): number[] {
  const fixed = new Map<number, number>();
  const all = needs.reduce((sum, need) => sum + need, 0);
  for (;;) {
    const open = shares.map((_, index) => index).filter((index) => !fixed.has(index));
    const room = width - [...fixed.values()].reduce((sum, need) => sum + need, 0);
    const openShares = open.reduce((sum, index) => sum + (shares[index] ?? 0), 0);
    const widthOf = (index: number): number => ((shares[index] ?? 0) / openShares) * room;
    const narrow = open.filter((index) => {
      const need = needs[index] ?? 0;
      return widthOf(index) < need && (all <= width || need <= room / open.length);
    });
    if (narrow.length === 0 || open.length === narrow.length) return shares.map((_, index) => fixed.get(index) ?? widthOf(index));
    for (const index of narrow) fixed.set(index, needs[index] ?? 0);
  }
}

function rowOf(
  cells: readonly Cell[],
  row: Omit<Row, 'cells'>,
  columns: readonly PlacedColumn[],
  owner: StructureNode,
  setter: Setter,
): Row {
  const tr = owner.add('TR');
  const set = columns.map((column, index): SetCell => {
    const node = row.kind === 'head' ? tr.add('TH', { scope: 'Column' }) : index === 0 ? tr.add('TH', { scope: 'Row' }) : tr.add('TD');
    const spans = cellSpans(cells[index] ?? '').map((span) =>
      row.kind === 'total' && span.type === 'text' ? { ...span, strong: true } : span,
    );
    const width = column.width - (index < columns.length - 1 ? CELL_GAP : 0);
    return { align: column.align, left: column.left, width, node, lines: setter.lines(spans, row.look, width) };
  });
  return { ...row, cells: set };
}

/** A row as one box, or as several where a cell is long. */
function rowBoxes(row: Row, setter: Setter, place: TablePlace): Box[] {
  const count = Math.max(1, ...row.cells.map(({ lines }) => lines.length));
  const boxes: Box[] = [];
  for (let start = 0; start < count; start += ROW_LINES_MAX) {
    const end = Math.min(count, start + ROW_LINES_MAX);
    const part = { ...row, cells: row.cells.map((cell) => ({ ...cell, lines: cell.lines.slice(start, end) })) };
    const edges = { isStart: start === 0, isEnd: end === count };
    const notes = part.cells.flatMap(({ lines }) => lines.flatMap((line) => setter.notesOf(line)));
    const height = rowHeight(end - start, row.look, edges, setter);
    boxes.push(
      box(height, (page, y) => drawRow(page, y, part, height, edges, setter, place), {
        notes,
        ...(place.frame === undefined ? {} : { frame: place.frame }),
      }),
    );
  }
  return boxes;
}

interface Edges {
  readonly isStart: boolean;
  readonly isEnd: boolean;
}

function rowHeight(lines: number, look: Look, { isStart, isEnd }: Edges, setter: Setter): number {
  return lines * setter.design.looks[look].leading + (isStart ? ROW_PADDING : 0) + (isEnd ? ROW_PADDING : 0);
}

/** `isRepeat` draws the words as decoration: they have been read out before. */
function drawRow(
  page: PageBuilder,
  y: number,
  row: Row,
  height: number,
  edges: Edges,
  setter: Setter,
  place: TablePlace,
  isRepeat = false,
): void {
  const { colors } = setter.design;
  const rule = (at: number, width: number, color: string): void =>
    page.add(null, { kind: 'line', x1: place.x, y1: at, x2: place.x + place.width, y2: at, width, color });
  if (row.kind === 'head' && edges.isStart) rule(y, 1, colors.ink);
  const top = y + (edges.isStart ? ROW_PADDING : 0);
  const { leading } = setter.design.looks[row.look];
  for (const { align, left, width, node, lines } of row.cells) {
    lines.forEach((line, index) => {
      const free = align === 'left' ? 0 : width - line.width - line.left;
      const x = left + (align === 'center' ? free / 2 : free);
      setter.draw(page, isRepeat ? null : node, line, x, top + index * leading + setter.baselineOf(row.look));
    });
  }
  if (!edges.isEnd) return;
  if (row.kind === 'head') rule(y + height, 0.5, colors.ink);
  else if (row.isLast) rule(y + height, 0.75, colors.ink);
  else rule(y + height, 0.25, colors.rule);
}

/** The head as it stands above the rows of a further page. */
function repeatedHead(header: Row, setter: Setter, place: TablePlace): RepeatedHead {
  const edges = { isStart: true, isEnd: true };
  const height = rowHeight(Math.max(1, ...header.cells.map(({ lines }) => lines.length)), header.look, edges, setter);
  return { height, draw: (page, y) => drawRow(page, y, header, height, edges, setter, place, true) };
}
