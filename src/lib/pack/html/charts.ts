/**
 * Charts as inline SVG. A chart is a picture with a name, and its values stand in a table beside it, so nobody needs to see it. Drawn for the
 * width of a phone: it grows with the page, and its words stay large enough to read.
 */

import type { Chart, Figure, Point, Tick } from '../blocks.js';
import type { ClassName, ClassNames, ElementName } from './grammar.js';
import { element, lines, type Markup } from './markup.js';

/** Units of a drawing; on a phone of 320 pixels one is about a pixel. */
const WIDTH = 300;
const LINE_HEIGHT = 200;
const COLUMNS_HEIGHT = 120;
/** A label with its value, and the bar below them. */
const ROW = { pitch: 28, baseline: 11, top: 15, height: 8 } as const;
/** Size of the words, and about how wide a letter is. */
const TYPE = { size: 10, letter: 5.3 } as const;
const AXIS = 20;
const HEX_RADIUS_MAX = 26;
const LEGEND = { height: 34, box: 9 } as const;
const SQRT3 = Math.sqrt(3);

/** A picture of its chart under a heading of its own, with a sentence on how to read it. */
export function chartFigure({ title, note, alt, chart }: Figure, id: string, text: (value: string) => Markup | string): Markup {
  const { height, parts } = drawingOf(chart);
  const picture = element(
    'svg',
    { class: 'chart', viewBox: `0 0 ${WIDTH} ${Math.ceil(height)}`, role: 'img', 'aria-labelledby': id },
    '\n',
    element('title', { id }, alt),
    '\n',
    lines(parts),
  );
  return element(
    'figure',
    {},
    ...(title === undefined ? [] : [element('figcaption', {}, text(title))]),
    ...(note === undefined ? [] : [element('p', { class: 'small' }, text(note))]),
    picture,
  );
}

interface Drawing {
  readonly height: number;
  readonly parts: readonly Markup[];
}

function drawingOf(chart: Chart): Drawing {
  switch (chart.type) {
    case 'line':
      return lineDrawing(chart);
    case 'bars-up':
      return columnsDrawing(chart);
    case 'bars-across':
      return rowsDrawing(chart);
    case 'hexagons':
      return hexagonsDrawing(chart);
  }
}

/** The field between two axes. */
interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function lineDrawing(chart: Chart & { type: 'line' }): Drawing {
  const last = chart.marks.at(-1);
  const { plot, parts } = axes(LINE_HEIGHT, chart, last === undefined ? 8 : widthOf(last.label) + 14);
  const place = ({ x, y }: Point): readonly [number, number] => [
    plot.left + x * (plot.right - plot.left),
    plot.bottom - y * (plot.bottom - plot.top),
  ];
  const line = chart.points.map(place);
  const [first, tip] = [line[0], line.at(-1)];
  if (first === undefined || tip === undefined) return { height: LINE_HEIGHT, parts };
  const level = chart.level === undefined ? [] : levelParts(chart.level, plot);
  const marks = chart.marks.flatMap((mark) => {
    const [x, y] = place(mark);
    const label = mark === last ? word(mark.label, x + 8, y + 3, 'value') : word(mark.label, x + 6, y + 13);
    return [shape('circle', 'mark', { cx: x, cy: y, r: 3 }), label];
  });
  return {
    height: LINE_HEIGHT,
    parts: [
      ...parts,
      shape('polygon', 'area', { points: pointsOf([...line, [tip[0], plot.bottom], [first[0], plot.bottom]]) }),
      shape('polyline', 'curve', { points: pointsOf(line) }),
      ...level,
      ...marks,
    ],
  };
}

function levelParts({ at, label }: Tick, plot: Plot): Markup[] {
  const y = plot.bottom - at * (plot.bottom - plot.top);
  const rows = broken(label, plot.right - plot.left - 4);
  return [
    shape('line', 'level', { x1: plot.left, y1: y, x2: plot.right, y2: y }),
    ...rows.map((row, index) => word(row, plot.left + 4, y - 4 - (rows.length - 1 - index) * TYPE.size * 1.2, 'label')),
  ];
}

function columnsDrawing(chart: Chart & { type: 'bars-up' }): Drawing {
  const { plot, parts } = axes(COLUMNS_HEIGHT, chart, 8);
  const pitch = (plot.right - plot.left) / Math.max(1, chart.values.length);
  const gap = Math.min(3, pitch / 4);
  const highest = Math.max(...chart.values);
  const columns = chart.values.map((value, index) => {
    const height = value * (plot.bottom - plot.top);
    const x = plot.left + index * pitch + gap / 2;
    return shape('rect', value === highest ? 'fill met' : 'fill', { x, y: plot.bottom - height, width: pitch - gap, height });
  });
  return { height: COLUMNS_HEIGHT, parts: [...parts, ...columns] };
}

/** The label stands above its bar and not beside it: names of areas are longer than a phone is wide. */
function rowsDrawing({ rows }: Chart & { type: 'bars-across' }): Drawing {
  const parts = rows.flatMap(({ label, value, share }, index) => {
    const y = index * ROW.pitch;
    const width = share > 0 ? Math.max(2, share * WIDTH) : 0;
    return [
      word(label, 0, y + ROW.baseline),
      word(value, WIDTH, y + ROW.baseline, 'value', 'end'),
      shape('rect', 'fill', { x: 0, y: y + ROW.top, width, height: ROW.height }),
    ];
  });
  return { height: rows.length * ROW.pitch, parts };
}

function hexagonsDrawing({ cells, legend }: Chart & { type: 'hexagons' }): Drawing {
  const places = cells.map(({ column, row }) => column + (row % 2 === 1 ? 0.5 : 0));
  const [left, firstRow] = [Math.min(...places), Math.min(...cells.map(({ row }) => row))];
  const across = Math.max(...places) - left + 1;
  const radius = Math.min(HEX_RADIUS_MAX, WIDTH / (across * SQRT3));
  const rows = Math.max(...cells.map(({ row }) => row)) - firstRow + 1;
  const height = radius * (1.5 * rows + 0.5);
  const parts = cells.flatMap(({ row, code, value, step }, index) => {
    const x = radius * SQRT3 * ((places[index] ?? 0) - left + 0.5);
    const y = radius * (1 + 1.5 * (row - firstRow));
    const ink = stepClass('ink', step);
    return [
      shape('polygon', stepClass('step', step), { points: pointsOf(hexagon(x, y, radius - 1)) }),
      word(code, x, y - 1, ink, 'middle'),
      word(value, x, y + 9, ink, 'middle'),
    ];
  });
  const pitch = WIDTH / Math.max(1, legend.length);
  const boxes = legend.flatMap((label, step) => [
    shape('rect', stepClass('step', step), { x: step * pitch, y: height + 8, width: pitch - 2, height: LEGEND.box }),
    word(label, step * pitch, height + LEGEND.height - 6),
  ]);
  return { height: height + LEGEND.height, parts: [...parts, ...boxes] };
}

const STEPS = [0, 1, 2, 3, 4] as const;

function stepClass(name: 'step' | 'ink', step: number): ClassName {
  const known = STEPS[Math.min(STEPS.length - 1, Math.max(0, Math.round(step)))] ?? 0;
  return `${name}-${known}`;
}

/** Axes with their labels; `end` is the room that a label needs at the right. */
function axes(
  height: number,
  { across, up }: { readonly across: readonly Tick[]; readonly up: readonly Tick[] },
  end: number,
): { readonly plot: Plot; readonly parts: Markup[] } {
  const labels = Math.max(0, ...up.map(({ label }) => widthOf(label)));
  const plot: Plot = { left: labels + 8, right: WIDTH - end, top: 10, bottom: height - AXIS };
  const levels = up.flatMap(({ at, label }) => {
    const y = plot.bottom - at * (plot.bottom - plot.top);
    return [
      shape('line', at === 0 ? 'axis' : 'grid', { x1: plot.left, y1: y, x2: plot.right, y2: y }),
      word(label, plot.left - 6, y + 3, undefined, 'end'),
    ];
  });
  let free = Number.NEGATIVE_INFINITY;
  const steps = across.flatMap(({ at, label }) => {
    const x = plot.left + at * (plot.right - plot.left);
    const width = widthOf(label);
    const start = Math.min(Math.max(x - width / 2, 0), WIDTH - width);
    const tick = shape('line', 'axis', { x1: x, y1: plot.bottom, x2: x, y2: plot.bottom + 3 });
    // A word that would run into the one before it stands in the table alone.
    if (start < free) return [tick];
    free = start + width + 6;
    return [tick, word(label, start, plot.bottom + 15)];
  });
  return { plot, parts: [...levels, ...steps] };
}

/** Corner upwards. */
function hexagon(x: number, y: number, radius: number): (readonly [number, number])[] {
  return Array.from({ length: 6 }, (_, at) => {
    const angle = (at * Math.PI) / 3 - Math.PI / 2;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
  });
}

/** A text in lines that are about as wide as there is room. */
function broken(text: string, room: number): string[] {
  const rows: string[] = [];
  for (const part of text.split(' ')) {
    const longer = rows.length === 0 ? part : `${rows.at(-1)} ${part}`;
    if (rows.length === 0 || widthOf(longer) > room) rows.push(part);
    else rows[rows.length - 1] = longer;
  }
  return rows;
}

const widthOf = (text: string): number => [...text].length * TYPE.letter;

/** Two places behind the point are more than a screen shows, and the same on every machine. */
const rounded = (value: number): number => Math.round(value * 100) / 100;

const pointsOf = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y]) => `${rounded(x)},${rounded(y)}`).join(' ');

function shape(name: ElementName, className: ClassNames, given: Readonly<Record<string, number | string>>): Markup {
  const places = Object.entries(given).map(([key, value]) => [key, typeof value === 'number' ? rounded(value) : value]);
  return element(name, { class: className, ...Object.fromEntries(places) });
}

function word(text: string, x: number, y: number, className?: ClassName, anchor?: 'middle' | 'end'): Markup {
  return element('text', { class: className, x: rounded(x), y: rounded(y), 'text-anchor': anchor }, text);
}
