/**
 * Charts, drawn from shares and texts. A chart is one Figure with what is said of it and its box; its own words belong to it. Baselines
 * are at zero, and nothing is told by colour alone.
 */

import type { PageBuilder, StructureNode } from '../io/pdf.js';
import type { Chart, Figure, Tick } from '../pack/blocks.js';
import type { Design } from '../pack/design.js';
import { type Box, box } from './boxes.js';
import type { Setter } from './setting.js';

interface Place {
  readonly x: number;
  readonly width: number;
  readonly node: StructureNode;
}

/** A chart with a place: where it is drawn, and the element that owns its words. */
interface Drawing {
  readonly page: PageBuilder;
  readonly node: StructureNode;
  readonly setter: Setter;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const GAP = 22;
/** What the left of two charts takes of the width. */
const LEFT_SHARE = 0.56;
/** Lengths for type of the usual size; larger type needs more room in proportion. */
const USUAL_SIZE = 8.5;
const LINE_HEIGHT = 190;
const COLUMNS_HEIGHT = 96;
const ROW = 17;
const ROW_BAR = 11;
/** From the longest bar to the edge, for the number at its end. */
const ROW_VALUE = 62;
const AXIS = 18;
const HEX_MAX = 19.5;
const HEX_LEGEND = 30;
const SQRT3 = Math.sqrt(3);
/** Type that is larger than usual by more than this puts charts below each other. */
const STACKED_FROM = 1.3;

/** How much larger than usual the words of charts are. */
const sizeOf = ({ design }: Setter): number => design.looks.axis.size / USUAL_SIZE;

/** One chart, or two beside each other, as boxes: a chart is never broken. */
export function figureBoxes(figures: readonly Figure[], setter: Setter, place: Place): Box[] {
  if (sizeOf(setter) >= STACKED_FROM) return figures.map((figure) => rowBox([figure], setter, place));
  return [rowBox(figures, setter, place)];
}

function rowBox(figures: readonly Figure[], setter: Setter, { x, width, node }: Place): Box {
  const shares = figures.length === 1 ? [1] : [LEFT_SHARE, 1 - LEFT_SHARE];
  let left = x;
  const set = figures.map((figure, index) => {
    const room = (shares[index] ?? 1) * (width - GAP * (figures.length - 1));
    const at = left;
    left += room + GAP;
    const attributes: { alt: string; box?: [number, number, number, number] } = { alt: figure.alt };
    const { label, caption } = setter.design.looks;
    const measure = Math.min(room, setter.design.measure.body);
    const note = figure.note === undefined ? [] : setter.lines([{ type: 'text', text: figure.note }], 'caption', measure);
    const title = (figure.title === undefined ? 0 : label.leading + 3) + note.length * caption.leading;
    return {
      figure,
      attributes,
      note,
      // A sentence to be read, and no part of the picture.
      noteNode: note.length === 0 ? null : node.add('P'),
      node: node.add('Figure', attributes),
      x: at,
      width: room,
      title,
      height: heightOf(figure.chart, room, setter),
    };
  });
  const height = Math.max(...set.map((one) => one.title + one.height));
  return box(
    height,
    (page, y) => {
      for (const { figure, attributes, node: owner, note, noteNode, title, ...one } of set) {
        const bottom = setter.design.page.height - y - title - one.height;
        const at = one.x + page.shift;
        attributes.box = [at, bottom, at + one.width, bottom + (figure.title === undefined ? 0 : title) + one.height];
        if (figure.title !== undefined)
          setter.drawPlain(page, owner, figure.title, 'label', one.x, y + setter.baselineOf('label'), { fit: one.width });
        const { leading } = setter.design.looks.caption;
        note.forEach((line, index) => {
          const top = y + title - (note.length - index) * leading;
          setter.draw(page, noteNode, line, one.x, top + setter.baselineOf('caption'));
        });
        draw(figure.chart, { page, node: owner, setter, x: one.x, y: y + title, width: one.width, height: one.height });
      }
    },
    { before: 10 },
  );
}

function heightOf(chart: Chart, width: number, setter: Setter): number {
  const size = sizeOf(setter);
  switch (chart.type) {
    case 'line':
      return LINE_HEIGHT * Math.sqrt(size);
    case 'bars-up':
      return COLUMNS_HEIGHT * size;
    case 'bars-across':
      return chart.rows.length * ROW * size;
    case 'hexagons': {
      const { radius, rows } = board(chart.cells, width, size);
      return radius * (1.5 * rows + 0.5) + HEX_LEGEND * size;
    }
  }
}

function draw(chart: Chart, drawing: Drawing): void {
  if (chart.type === 'line') drawLine(chart, drawing);
  else if (chart.type === 'bars-up') drawColumns(chart, drawing);
  else if (chart.type === 'bars-across') drawRows(chart, drawing);
  else drawHexagons(chart, drawing);
}

/** The field between two axes. */
interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Draws the axes with their labels and gives the field between them; `end` is the room that a label needs at the right. */
function drawAxes({ page, node, setter, x, y, width, height }: Drawing, across: readonly Tick[], up: readonly Tick[], end: number): Plot {
  const { colors } = setter.design;
  const size = sizeOf(setter);
  const labels = Math.max(0, ...up.map(({ label }) => setter.width(label, 'axis')));
  const plot: Plot = { left: x + labels + 8, right: x + width - end, top: y + 8 * size, bottom: y + height - AXIS * size };
  for (const { at, label } of up) {
    const level = plot.bottom - at * (plot.bottom - plot.top);
    const color = at === 0 ? colors.ink : colors.hairline;
    page.add(null, { kind: 'line', x1: plot.left, y1: level, x2: plot.right, y2: level, width: at === 0 ? 0.75 : 0.5, color });
    setter.drawPlain(page, node, label, 'axis', plot.left - 6, level + 3 * size, { align: 'right' });
  }
  let free = Number.NEGATIVE_INFINITY;
  for (const { at, label } of across) {
    const place = plot.left + at * (plot.right - plot.left);
    const half = setter.width(label, 'axis') / 2;
    page.add(null, { kind: 'line', x1: place, y1: plot.bottom, x2: place, y2: plot.bottom + 3, width: 0.5, color: colors.grey });
    const start = Math.min(Math.max(place - half, plot.left - half), x + width - 2 * half);
    // Words that would run into those before them have room in the table alone.
    if (start < free) continue;
    free = start + 2 * half + 6;
    setter.drawPlain(page, node, label, 'axis', start, plot.bottom + 13 * size);
  }
  return plot;
}

function drawLine(chart: Chart & { type: 'line' }, drawing: Drawing): void {
  const { page, node, setter, x, width } = drawing;
  const { colors } = setter.design;
  const size = sizeOf(setter);
  const last = chart.marks.at(-1);
  const end = last === undefined ? 8 : setter.width(last.label, 'mark') + 12;
  const plot = drawAxes(drawing, chart.across, chart.up, end);
  const place = (point: { readonly x: number; readonly y: number }): readonly [number, number] => [
    plot.left + point.x * (plot.right - plot.left),
    plot.bottom - point.y * (plot.bottom - plot.top),
  ];
  const line = chart.points.map(place);
  const [first] = line;
  const tip = line.at(-1);
  if (first === undefined || tip === undefined) return;
  page.add(null, { kind: 'path', points: [...line, [tip[0], plot.bottom], [first[0], plot.bottom]], fill: colors.tint });
  if (chart.level !== undefined) {
    const level = plot.bottom - chart.level.at * (plot.bottom - plot.top);
    page.add(null, {
      kind: 'path',
      points: [
        [plot.left, level],
        [plot.right, level],
      ],
      stroke: { color: colors.ink, width: 1, dash: [3, 2] },
    });
    setter.drawPlain(page, node, chart.level.label, 'axis', plot.left + 4, level - 4, { fit: plot.right - plot.left - 8 });
  }
  page.add(null, { kind: 'path', points: line, stroke: { color: colors.accent, width: 1.75 } });
  for (const mark of chart.marks) {
    const [at, level] = place(mark);
    page.add(null, { kind: 'path', points: ring(at, level, 3), fill: '#FFFFFF', stroke: { color: colors.accent, width: 1.5 } });
    if (mark === last) {
      setter.drawPlain(page, node, mark.label, 'mark', at + 8, level + 3 * size, { fit: x + width - at - 8 });
    } else {
      setter.drawPlain(page, node, mark.label, 'axis', at + 6, level + 13 * size);
    }
  }
}

/** Near enough to a circle at this size. */
function ring(x: number, y: number, radius: number): (readonly [number, number])[] {
  return Array.from({ length: 24 }, (_, at) => {
    const angle = (at * Math.PI) / 12;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
  });
}

function drawColumns(chart: Chart & { type: 'bars-up' }, drawing: Drawing): void {
  const { page, setter } = drawing;
  const plot = drawAxes(drawing, chart.across, chart.up, 8);
  const pitch = (plot.right - plot.left) / Math.max(1, chart.values.length);
  const highest = Math.max(...chart.values);
  chart.values.forEach((value, index) => {
    const height = value * (plot.bottom - plot.top);
    const color = value === highest ? setter.design.colors.accent : setter.design.colors.middle;
    const gap = Math.min(3, pitch / 4);
    page.add(null, {
      kind: 'rectangle',
      x: plot.left + index * pitch + gap / 2,
      y: plot.bottom - height,
      width: pitch - gap,
      height,
      color,
    });
  });
}

function drawRows(chart: Chart & { type: 'bars-across' }, { page, node, setter, x, y, width }: Drawing): void {
  const { colors } = setter.design;
  const size = sizeOf(setter);
  const labels = Math.min(width * 0.42, Math.max(0, ...chart.rows.map(({ label }) => setter.width(label, 'axis'))));
  const left = x + labels + 8;
  const longest = width - labels - 8 - Math.max(ROW_VALUE * size, ...chart.rows.map(({ value }) => setter.width(value, 'axis') + 6));
  chart.rows.forEach(({ label, value, share }, index) => {
    const top = y + index * ROW * size;
    const length = Math.max(share > 0 ? 1 : 0, share * longest);
    setter.drawPlain(page, node, label, 'axis', x + labels, top + 9.5 * size, { align: 'right', fit: labels });
    page.add(null, { kind: 'rectangle', x: left, y: top + size, width: length, height: ROW_BAR * size, color: colors.middle });
    setter.drawPlain(page, node, value, 'axis', left + length + 5, top + 9.5 * size);
  });
  page.add(null, { kind: 'line', x1: left, y1: y, x2: left, y2: y + chart.rows.length * ROW * size - 3, width: 0.75, color: colors.ink });
}

type Cells = (Chart & { type: 'hexagons' })['cells'];

/** The size of a hexagon, from its centre to a corner, and the rows of the board. Empty columns and rows at the edges take no room. */
function board(cells: Cells, width: number, size: number): { radius: number; rows: number; firstRow: number; left: number } {
  const rows = cells.map(({ row }) => row);
  const places = cells.map(({ column, row }) => column + (row % 2 === 1 ? 0.5 : 0));
  const left = Math.min(...places);
  const across = Math.max(...places) - left + 1;
  const firstRow = Math.min(...rows);
  return { radius: Math.min(HEX_MAX * size, width / (across * SQRT3)), rows: Math.max(...rows) - firstRow + 1, firstRow, left };
}

function drawHexagons(chart: Chart & { type: 'hexagons' }, drawing: Drawing): void {
  const { page, node, setter, x, y, width } = drawing;
  const size = sizeOf(setter);
  const { radius, firstRow, left } = board(chart.cells, width, size);
  for (const { column, row, code, value, step } of chart.cells) {
    const centre = x + radius * SQRT3 * (column + (row % 2 === 1 ? 0.5 : 0) - left + 0.5);
    const middle = y + radius * (1 + 1.5 * (row - firstRow));
    const color = colorOf(setter.design, step);
    page.add(null, { kind: 'path', points: hexagon(centre, middle, radius - 1), fill: color.fill });
    drawCentred(drawing, code, centre, middle - 1.5 * size, color.ink, node, 2 * (radius - 3));
    drawCentred(drawing, value, centre, middle + 8 * size, color.ink, node, 2 * (radius - 3));
  }
  drawLegend(chart.legend, drawing);
}

const colorOf = ({ scale }: Design, step: number): { readonly fill: string; readonly ink: string } =>
  scale[Math.min(scale.length - 1, Math.max(0, step))] ?? { fill: '#FFFFFF', ink: '#000000' };

/** Corner upwards. */
function hexagon(x: number, y: number, radius: number): (readonly [number, number])[] {
  return Array.from({ length: 6 }, (_, at) => {
    const angle = ((2 * at - 1) * Math.PI) / 6 - Math.PI / 3;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
  });
}

function drawCentred({ page, setter }: Drawing, text: string, x: number, y: number, color: string, node: StructureNode, fit: number): void {
  const width = Math.min(fit, setter.width(text, 'hexagon'));
  setter.drawPlain(page, node, text, 'hexagon', x - width / 2, y, { fit, color });
}

function drawLegend(legend: readonly string[], { page, node, setter, x, y, width, height }: Drawing): void {
  const pitch = width / Math.max(1, legend.length);
  const size = sizeOf(setter);
  legend.forEach((label, step) => {
    const left = x + step * pitch;
    page.add(null, {
      kind: 'rectangle',
      x: left,
      y: y + height - 26 * size,
      width: pitch - 2,
      height: 8 * size,
      color: colorOf(setter.design, step).fill,
    });
    setter.drawPlain(page, node, label, 'axis', left, y + height - 7 * size, { fit: pitch - 3 });
  });
}
