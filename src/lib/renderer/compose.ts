/**
 * From blocks to boxes: paragraphs, headings, lists, quotes, rails, tiles, bars, tables, notes and contents. The two
 * pages with a fixed plan, cover and letter, and the lists in columns have modules of their own.
 */

import type { StructureNode } from '../io/pdf.js';
import { directionOf } from '../io/pdf.js';
import type { Bar, Block, Span, Tile } from '../pack/blocks.js';
import { type Look, MM } from '../pack/theme.js';
import { type Box, box, type Frame, type Placeable } from './boxes.js';
import { figureBoxes } from './charts.js';
import { contentsBoxes } from './contents.js';
import { coverBoxes } from './cover.js';
import { entriesFlow } from './entries.js';
import { blankBoxes, cutBox, factBoxes, numberBox } from './forms.js';
import { closingBoxes, letterHeadBox } from './letter.js';
import { letterheadsBox } from './letterhead.js';
import { namesFlow } from './names.js';
import type { Setter, TextLine } from './setting.js';
import { spineBox } from './spine.js';
import { tableBoxes } from './tables.js';

/** A line of the contents list. */
export interface ContentsEntry {
  readonly title: string;
  /** Named destination. */
  readonly destination: string;
  /** From 1; as known from the pass before. */
  readonly page: number;
}

/** What composing needs to know besides the blocks. */
export interface Composition {
  readonly setter: Setter;
  readonly contents: readonly ContentsEntry[];
  /** Page of each note, from 1, by key; from the pass before. */
  readonly notePages: ReadonlyMap<string, number>;
  /** Height of each name, kept from pass to pass because measuring 100,000 names is the slow part. */
  readonly nameUnits: { units: Uint8Array | null };
}

/** Where blocks stand: left edge, width, the element that owns them and what they inherit. */
interface Place {
  readonly x: number;
  readonly width: number;
  readonly node: StructureNode;
  readonly frame?: Frame;
  /** Numbers of lists in the accent colour, as in a framed text. */
  readonly accent?: boolean;
}

const LIST_INDENT = 22;

/** Boxes of a section's blocks. */
export function compose(blocks: readonly Block[], composition: Composition, section: StructureNode): Placeable[] {
  const { page, measure } = composition.setter.design;
  return composeAll(blocks, composition, { x: page.left, width: measure.full, node: section });
}

function composeAll(blocks: readonly Block[], composition: Composition, place: Place): Placeable[] {
  const items: Placeable[] = [];
  for (const [index, block] of blocks.entries()) {
    const last = items.at(-1);
    if (isBound(blocks[index - 1], block) && last?.kind === 'box') {
      items[items.length - 1] = { ...last, keep: true, draw: last.draw.bind(last) };
    }
    items.push(...composeBlock(block, composition, place));
  }
  return items;
}

/**
 * Whether a block does not begin a page without the end of the one before it: signatures with a line of the letter that they sign, charts with
 * what is said of them, what is sent with a letter with its signatures, and what a line announces with that line.
 */
function isBound(before: Block | undefined, block: Block): boolean {
  if (block.type === 'closing' || block.type === 'figures' || before?.type === 'closing') return true;
  if (before?.type !== 'paragraph' || (block.type !== 'list' && block.type !== 'quote' && block.type !== 'table')) return false;
  const last = before.spans.at(-1);
  return last?.type === 'text' && /[:：]\s*$/u.test(last.text);
}

function composeBlock(block: Block, composition: Composition, place: Place): Placeable[] {
  const { setter } = composition;
  switch (block.type) {
    case 'heading':
      return headingBoxes(block.level, block.spans, block.look ?? (`heading${block.level}` as const), setter, place, block.language);
    case 'paragraph': {
      const look = block.look ?? 'body';
      return paragraphBoxes(block.spans, look, setter, place, place.node.add('P'), spaceBefore(look));
    }
    case 'list':
      return listBoxes(block, composition, place);
    case 'quote': {
      const frame: Frame = { x: place.x + 4, width: 1, color: setter.design.colors.rule };
      const inner = { ...place, x: place.x + 18, width: place.width - 36, node: place.node.add('BlockQuote'), frame: place.frame ?? frame };
      return composeAll(block.blocks, composition, inner);
    }
    case 'framed': {
      const frame: Frame = { x: place.x, width: 2.25, color: setter.design.colors.accent };
      const inner: Place = {
        x: place.x + 8 * MM,
        width: setter.design.measure.petition - 2 * MM,
        node: place.node.add('Div'),
        frame,
        accent: true,
      };
      return spaced(composeAll(block.blocks, composition, inner), 14);
    }
    case 'rail':
      return railBoxes(block.label, block.blocks, composition, place);
    case 'tiles':
      return tileBoxes(block.tiles, setter, place);
    case 'bars':
      return block.bars.map((bar) => barBox(bar, setter, place));
    case 'table':
      return [
        ...(block.caption === undefined ? [] : headingBoxes(2, [{ type: 'text', text: block.caption }], 'heading2', setter, place)),
        ...tableBoxes(block, setter, place),
      ];
    case 'figures':
      return figureBoxes(block.figures, setter, place);
    case 'number':
      return [numberBox(block, setter, place)];
    case 'facts':
      return factBoxes(block.facts, setter, place);
    case 'blanks':
      return blankBoxes(block.rows, setter, place);
    case 'cut':
      return [cutBox(block.label, setter, place)];
    case 'entries':
      return [entriesFlow(block.groups, setter, place.node)];
    case 'names':
      return [namesFlow(block.entries, setter, place.node, composition.nameUnits, block)];
    case 'spine':
      return [spineBox(block, setter, place.node)];
    case 'notes':
      return noteListBoxes(composition, place);
    case 'contents':
      return contentsBoxes(composition, place);
    case 'cover':
      return coverBoxes(block, composition, place.node);
    case 'letter-head':
      return [letterHeadBox(block, setter, place.node)];
    case 'letterheads':
      return [letterheadsBox(block.letterhead, setter, place.node)];
    case 'closing':
      return closingBoxes(block, setter, place.node);
  }
}

function spaceBefore(look: Look): number {
  switch (look) {
    case 'petition':
      return 9;
    case 'petitionHeading':
      return 12;
    case 'caption':
      return 0;
    case 'small':
      return 6;
    default:
      return 8;
  }
}

/** The first item with other space above it. */
function spaced(items: readonly Placeable[], before: number): Placeable[] {
  const [first, ...rest] = items;
  if (first === undefined) return [];
  return [first.kind === 'box' ? { ...first, before, draw: first.draw.bind(first) } : first, ...rest];
}

function headingBoxes(level: 1 | 2 | 3, spans: readonly Span[], look: Look, setter: Setter, place: Place, language?: string): Box[] {
  const node = place.node.add(`H${level}`, language === undefined ? {} : { language });
  const before = level === 1 ? 44 : level === 2 ? 20 : 14;
  const boxes = lineBoxes(setter.paragraph(spans, look, place.width), look, setter, place, node, before);
  const destination = level === 2 ? setter.addHeading(spans) : null;
  return boxes.map((one, index) => ({
    ...one,
    keep: true,
    height: one.height + (index === boxes.length - 1 && level === 1 ? 6 : 0),
    draw: (page, y) => {
      if (destination !== null && index === 0) page.addDestination(destination, Math.max(0, y - 12));
      one.draw(page, y);
    },
  }));
}

function paragraphBoxes(spans: readonly Span[], look: Look, setter: Setter, place: Place, node: StructureNode, before: number): Box[] {
  const measure = Math.min(place.width, setter.design.measure.body);
  return lineBoxes(setter.paragraph(spans, look, measure), look, setter, place, node, before);
}

/** One box a line; the first two and the last two lines of a paragraph stay together. */
function lineBoxes(lines: readonly TextLine[], look: Look, setter: Setter, place: Place, node: StructureNode, before: number): Box[] {
  const { leading } = setter.design.looks[look];
  return lines.map((line, index) =>
    box(leading, (page, y) => setter.draw(page, node, line, place.x, y + setter.baselineOf(look)), {
      before: index === 0 ? before : 0,
      keep: index < lines.length - 1 && (index === 0 || index === lines.length - 2),
      notes: setter.notesOf(line),
      ...(place.frame === undefined ? {} : { frame: place.frame }),
    }),
  );
}

function listBoxes(block: Block & { type: 'list' }, composition: Composition, place: Place): Placeable[] {
  const { setter } = composition;
  const list = place.node.add('L', { numbering: block.ordered ? 'Decimal' : 'Disc' });
  const widest = `${block.start + block.items.length - 1}.`;
  const indent = block.ordered
    ? Math.max(LIST_INDENT, setter.width(widest, place.accent === true ? 'petition' : 'body') + 8)
    : LIST_INDENT - 6;
  return block.items.flatMap((item, index) => {
    const node = list.add('LI');
    const labelNode = node.add('Lbl');
    const first = item[0];
    const width = Math.min(place.width, setter.design.measure.body);
    // An item that is read from the right has its number there.
    const isTurned = first?.type === 'paragraph' && directionOf(plainText(first.spans)) === 'rtl';
    const inner = { ...place, x: isTurned ? place.x : place.x + indent, width: width - indent, node: node.add('LBody') };
    const look: Look = first?.type === 'paragraph' ? (first.look ?? 'body') : 'body';
    const label: Span = { type: 'text', text: block.ordered ? `${block.start + index}.` : '•', strong: block.ordered };
    const labelLine = setter.lines([label], look, indent)[0];
    const boxes = spaced(composeAll(item, composition, inner), look === 'petition' ? 8 : 6);
    const [head, ...rest] = boxes;
    if (head === undefined || head.kind === 'flow' || labelLine === undefined) return boxes;
    const colored = place.accent === true ? recolor(labelLine, setter.design.colors.accent) : labelLine;
    const labelled: Box = {
      ...head,
      draw: (page, y) => {
        const x = isTurned ? place.x + width - colored.width : place.x;
        setter.draw(page, labelNode, colored, x, y + setter.baselineOf(look));
        head.draw(page, y);
      },
    };
    return [labelled, ...rest];
  });
}

function plainText(spans: readonly Span[]): string {
  return spans.map((span) => (span.type === 'text' ? span.text : ' ')).join('');
}

function recolor(line: TextLine, color: string): TextLine {
  return { ...line, runs: line.runs.map((run) => ({ ...run, mark: { ...run.mark, color } })) };
}

function railBoxes(label: string, blocks: readonly Block[], composition: Composition, place: Place): Placeable[] {
  const { setter } = composition;
  if (setter.design.measure.rail === 0) {
    const title = headingBoxes(2, [{ type: 'text', text: label }], 'heading2', setter, place);
    return [...title, ...composeAll(blocks, composition, place)];
  }
  const node = place.node.add('H2');
  const inner = { ...place, x: place.x + setter.design.measure.rail, width: setter.design.measure.main };
  const [head, ...rest] = spaced(composeAll(blocks, composition, inner), 14);
  if (head === undefined || head.kind === 'flow') return [];
  const first: Box = {
    ...head,
    draw: (page, y) => {
      setter.drawPlain(page, node, label, 'label', place.x, y + setter.baselineOf('body'), { fit: setter.design.measure.rail - 8 });
      head.draw(page, y);
    },
  };
  return [first, ...rest];
}

const TILE_GAP = 15;

function tileBoxes(tiles: readonly Tile[], setter: Setter, place: Place): Box[] {
  const columns = tileColumns(tiles, setter, place.width);
  const width = (place.width - TILE_GAP * (columns - 1)) / columns;
  const boxes: Box[] = [];
  for (let start = 0; start < tiles.length; start += columns) {
    const row = tiles.slice(start, start + columns).map((tile) => ({
      tile,
      node: place.node.add('P'),
      value: setter.lines([{ type: 'text', text: tile.value }], 'tileNumber', width),
      label: setter.lines(tile.label, 'caption', width),
    }));
    const height =
      Math.max(
        ...row.map(
          ({ value, label }) => value.length * setter.design.looks.tileNumber.leading + label.length * setter.design.looks.caption.leading,
        ),
      ) + 10;
    boxes.push(
      box(
        height,
        (page, y) => {
          row.forEach(({ tile, node, value, label }, index) => {
            const x = place.x + index * (width + TILE_GAP);
            const color = tile.lead === true ? setter.design.colors.accent : setter.design.colors.rule;
            page.add(null, { kind: 'line', x1: x, y1: y, x2: x + width, y2: y, width: 1, color });
            let at = y + 10;
            for (const line of value) {
              setter.draw(
                page,
                node,
                tile.lead === true ? recolor(line, setter.design.colors.accent) : line,
                x,
                at + setter.baselineOf('tileNumber'),
              );
              at += setter.design.looks.tileNumber.leading;
            }
            for (const line of label) {
              setter.draw(page, node, line, x, at + setter.baselineOf('caption'));
              at += setter.design.looks.caption.leading;
            }
          });
        },
        { before: start === 0 ? 14 : 22, notes: row.flatMap(({ label }) => label.flatMap((line) => setter.notesOf(line))) },
      ),
    );
  }
  return boxes;
}

/** Labels up to so many letters stand four or three a row, longer ones two. */
const LABEL_SHORT = 32;
const LABEL_MIDDLE = 70;
/** Three tiles stay in one row, where none of their labels is longer than this. */
const LABEL_OF_THREE = 140;

/** Four tiles a row for short labels, fewer for sentences; no number may break, and of three or four none stands alone below. */
function tileColumns(tiles: readonly Tile[], setter: Setter, width: number): number {
  const longest = Math.max(
    ...tiles.map((tile) => tile.label.reduce((sum, span) => sum + (span.type === 'text' ? span.text.length : 0), 0)),
  );
  let columns = longest <= LABEL_SHORT ? 4 : longest <= LABEL_MIDDLE ? 3 : 2;
  if (tiles.length === 3 && longest <= LABEL_OF_THREE && setter.design.measure.rail > 0) columns = 3;
  columns = Math.min(columns, Math.max(longest <= LABEL_SHORT ? 3 : 2, tiles.length));
  if (columns === 3 && tiles.length === 4) columns = 2;
  const widest = Math.max(...tiles.map((tile) => setter.width(tile.value, 'tileNumber')));
  while (columns > 1 && widest > (width - TILE_GAP * (columns - 1)) / columns) columns -= 1;
  return columns;
}

/** Left edge and width of a bar, and the left edge of its words, from the left edge of the text. */
const BAR = { x: 46 * MM, width: 72 * MM, height: 10, words: 122 * MM } as const;

function barBox(bar: Bar, setter: Setter, place: Place): Box {
  const name = setter.lines(bar.name, 'entry', BAR.x - 12);
  const required = setter.lines([{ type: 'text', text: bar.required }], 'small', BAR.x - 12);
  const state = setter.lines([{ type: 'text', text: bar.state, strong: true }], 'entry', place.width - BAR.words);
  const explanation = setter.lines([{ type: 'text', text: bar.explanation }], 'small', place.width - BAR.x);
  const left = name.length * setter.design.looks.entry.leading + required.length * setter.design.looks.small.leading;
  const right =
    Math.max(BAR.height + 8, state.length * setter.design.looks.entry.leading + 3) + explanation.length * setter.design.looks.small.leading;
  const words = place.node.add('P');
  const figure = place.node.add('P');
  const below = place.node.add('P');
  return box(
    Math.max(left, right),
    (page, y) => {
      let at = y;
      for (const line of name) {
        setter.draw(page, words, line, place.x, at + setter.baselineOf('entry'));
        at += setter.design.looks.entry.leading;
      }
      for (const line of required) {
        setter.draw(page, words, line, place.x, at + setter.baselineOf('small'));
        at += setter.design.looks.small.leading;
      }
      const x = place.x + BAR.x;
      if (bar.share !== null) {
        page.add(null, { kind: 'rectangle', x, y: y + 3, width: BAR.width, height: BAR.height, color: setter.design.colors.hairline });
        const length = Math.max(bar.share > 0 ? 1 : 0, bar.share * BAR.width);
        page.add(null, {
          kind: 'rectangle',
          x,
          y: y + 3,
          width: length,
          height: BAR.height,
          color: bar.met ? setter.design.colors.accent : setter.design.colors.middle,
        });
      }
      at = y;
      for (const line of state) {
        setter.draw(
          page,
          figure,
          bar.met ? recolor(line, setter.design.colors.accent) : line,
          place.x + BAR.words,
          at + setter.baselineOf('entry'),
        );
        at += setter.design.looks.entry.leading;
      }
      at = y + Math.max(BAR.height + 8, state.length * setter.design.looks.entry.leading + 3);
      for (const line of explanation) {
        setter.draw(page, below, line, x, at + setter.baselineOf('small'));
        at += setter.design.looks.small.leading;
      }
    },
    { before: 14, notes: name.flatMap((line) => setter.notesOf(line)) },
  );
}

function noteListBoxes(composition: Composition, place: Place): Placeable[] {
  const { setter, notePages } = composition;
  const list = place.node.add('L', { numbering: 'Decimal' });
  const indent = 24;
  return [...setter.notes.values()].flatMap(({ number, note }): Box[] => {
    const item = list.add('LI');
    const label = item.add('Lbl');
    const page = notePages.get(note.key);
    const spans: Span[] = [
      ...note.spans,
      ...(page === undefined ? [] : [{ type: 'text', text: `\u00a0${setter.words.say('notes.page', { page: String(page) })}` } as const]),
    ];
    const lines = setter.paragraph(spans, 'smallInk', setter.design.measure.body - indent);
    const boxes = lineBoxes(lines, 'smallInk', setter, { ...place, x: place.x + indent }, item.add('LBody'), 5);
    const [head, ...rest] = boxes;
    if (head === undefined) return [];
    const first: Box = {
      ...head,
      draw: (target, y) => {
        setter.drawPlain(target, label, `${number}.`, 'smallInk', place.x, y + setter.baselineOf('smallInk'));
        head.draw(target, y);
      },
    };
    return [first, ...rest];
  });
}
