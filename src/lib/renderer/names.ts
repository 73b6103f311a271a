/**
 * The list of names in columns, made for 100,000 names and more: only the height of each name is kept;
 * everything else is set again when a page is drawn. Names alone, and names with their places below them, are a list to assistive
 * technology; names with their places beside them are a table, see docs/decisions/tagged-names.md.
 */

import type { BulkCell, Item, PageBuilder, StructureNode, TextItem } from '../io/pdf.js';
import { drawableText } from '../io/pdf.js';
import type { ReleaseSignatory } from '../model/release.js';
import type { Block, NameHeads } from '../pack/blocks.js';
import type { Design } from '../pack/design.js';
import { type Look, MM } from '../pack/theme.js';
import { box, type Flow } from './boxes.js';
import type { NameRange, Setter, TextLine } from './setting.js';

const GAP = 7 * MM;
/** Share of a column for the name when places are shown. */
const NAME_SHARE = 0.62;
const CELL_GAP = 6;
/** Between the rule above a column and its first name. */
const TOP_GAP = 2;
const UNITS_MAX = 255;
/** Heights are counted in halves of the leading. */
const UNITS_PER_LINE = 2;

const columnWidth = ({ lists, measure }: Design): number => (measure.full - GAP * (lists.names.columns - 1)) / lists.names.columns;

interface NameSetting {
  readonly entries: readonly ReleaseSignatory[];
  readonly setter: Setter;
  readonly look: Look;
  /** Width of a column. */
  readonly width: number;
  readonly hasPlaces: boolean;
  /** The place stands below the name, not beside it. */
  readonly stacked: boolean;
  /** Space around each entry, in units. */
  readonly padding: number;
  readonly ruleEvery: number;
  /** Words above the columns of a table; null where the names are a list. */
  readonly heads: NameHeads | null;
  /** Number of the first entry in the whole list, from 1, and how many the whole list has. */
  readonly from: number;
  readonly total: number;
  /** Height of each entry in units. */
  readonly units: Uint8Array;
  readonly section: StructureNode;
}

type Measured = Omit<NameSetting, 'units' | 'section'>;

/** The names as one flow. `known` keeps the measured heights from one pass to the next. */
export function namesFlow(
  entries: readonly ReleaseSignatory[],
  setter: Setter,
  section: StructureNode,
  known: { units: Uint8Array | null },
  { heads, from, total }: Pick<Block & { type: 'names' }, 'heads' | 'from' | 'total'>,
): Flow {
  const { isStacked: stacked, padding, ruleEvery } = setter.design.lists.names;
  const hasPlaces = entries.some((entry) => entry.place !== undefined);
  const measured: Measured = {
    entries,
    setter,
    look: 'name',
    width: columnWidth(setter.design),
    hasPlaces,
    stacked,
    padding,
    ruleEvery,
    heads: hasPlaces && !stacked ? heads : null,
    from,
    total,
  };
  known.units ??= measureUnits(measured);
  return flow({ ...measured, units: known.units, section }, 0);
}

function measureUnits(setting: Measured): Uint8Array {
  return Uint8Array.from(setting.entries, (entry) => {
    const { name, place } = cells(entry, setting);
    const lines = setting.stacked ? name.length + place.length : Math.max(name.length, place.length);
    return Math.min(UNITS_MAX, Math.max(1, lines) * UNITS_PER_LINE + setting.padding);
  });
}

/** Lines of name and place. Most fit as they are, and only the others go through line breaking. */
function cells(entry: ReleaseSignatory, setting: Measured): { name: readonly string[]; place: readonly string[] } {
  const beside = setting.hasPlaces && !setting.stacked;
  const name = cellLines(entry.name, setting, beside ? setting.width * NAME_SHARE - CELL_GAP : setting.width);
  return {
    name,
    place: entry.place === undefined ? [] : cellLines(entry.place, setting, beside ? setting.width * (1 - NAME_SHARE) : setting.width),
  };
}

/** Lines of an entry that is known to need only one. */
function singleLines(entry: ReleaseSignatory): { name: readonly string[]; place: readonly string[] } {
  return { name: [drawableText(entry.name)], place: entry.place === undefined ? [] : [drawableText(entry.place)] };
}

function cellLines(value: string, { setter, look }: Measured, width: number): readonly string[] {
  const drawable = drawableText(value);
  if (setter.typefaces.width(drawable, 'sans', setter.design.looks[look].size) <= width) return [drawable];
  return setter.lines([{ type: 'text', text: drawable }], look, width).map(lineText);
}

function lineText(line: TextLine): string {
  return line.runs
    .map((run) => run.text)
    .join('')
    .trimEnd();
}

function flow(setting: NameSetting, start: number): Flow {
  const { leading } = setting.setter.design.looks[setting.look];
  const unit = leading / UNITS_PER_LINE;
  const headHeight = setting.heads === null ? 0 : leading;
  const count = setting.units.length;
  const columnCount = setting.setter.design.lists.names.columns;
  return {
    kind: 'flow',
    before: 8,
    take(available) {
      const most = Math.floor((available - headHeight) / unit) - 1;
      let ends = fill(setting.units, start, most, columnCount);
      if (ends === null) return null;
      const end = ends.at(-1) ?? start;
      let height = most;
      if (end === count) {
        height = leastUnits(setting.units, start, most, columnCount);
        ends = fill(setting.units, start, height, columnCount) ?? ends;
      }
      const columns = ends.map((columnEnd, index) => [index === 0 ? start : (ends[index - 1] ?? start), columnEnd] as const);
      const draw = (page: PageBuilder, y: number): void => {
        setting.setter.nameRanges.set(page.index, rangeOf(setting, start, end));
        // The element is made here, in reading order; its thousands of items are made when the page is drawn.
        const list = setting.heads === null ? setting.section.add('L', { numbering: 'None' }) : setting.section.add('Table');
        list.listPage = page.index;
        const top = y + headHeight;
        page.list = {
          owner: list,
          ...(setting.heads === null ? {} : { heads: headsOf(setting.heads, 0, setting, y) }),
          rules: () => rules(columns, setting, y),
          entries: () => items(columns, setting, top),
        };
      };
      return { box: box((height + 1) * unit + headHeight, draw), rest: end < count ? flow(setting, end) : null };
    },
  };
}

/** What the head of a page says of the entries from `start` up to and without `end`: no name that does not stand on the page. */
function rangeOf({ entries, from, total }: NameSetting, start: number, end: number): NameRange {
  return { from: from + start, to: from + end - 1, total, first: entries[start]?.name ?? '', last: entries[end - 1]?.name ?? '' };
}

/** End of each column when each has `height` units; null when the first name needs more. */
function fill(units: Uint8Array, start: number, height: number, columns: number): number[] | null {
  const ends: number[] = [];
  let index = start;
  for (let column = 0; column < columns; column++) {
    let used = 0;
    while (index < units.length && used + (units[index] ?? 1) <= height) {
      used += units[index] ?? 1;
      index += 1;
    }
    if (index === start) return null;
    ends.push(index);
  }
  return ends;
}

/** The least height at which the rest fits, so that the columns of the last page end together. */
function leastUnits(units: Uint8Array, start: number, most: number, columns: number): number {
  let low = 1;
  let high = most;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (fill(units, start, middle, columns)?.at(-1) === units.length) high = middle;
    else low = middle + 1;
  }
  return high;
}

/** The words above column number `column`. */
function headsOf(heads: NameHeads, column: number, setting: NameSetting, top: number): BulkCell[] {
  const { design, typefaces } = setting.setter;
  const { size } = design.looks[setting.look];
  const x = design.page.left + column * (setting.width + GAP);
  const head = (value: string, left: number, room: number): BulkCell => {
    const text = `${drawableText(value)} `;
    const natural = typefaces.width(text, 'sans-semibold', size);
    const y = top + setting.setter.baselineOf(setting.look);
    const fitting = natural > room ? (size * room) / natural : size;
    return [{ kind: 'text', text, x: left, y, face: 'sans-semibold', size: fitting, color: design.colors.grey }];
  };
  const nameWidth = setting.width * NAME_SHARE;
  return [head(heads.name, x, nameWidth - CELL_GAP), head(heads.place, x + nameWidth, setting.width - nameWidth)];
}

/** Lines between the names; and in a table the words above all columns but the first, which are its heads already. */
function* rules(columns: readonly (readonly [number, number])[], setting: NameSetting, start: number): Generator<Item> {
  const { page: plan, colors, looks } = setting.setter.design;
  const { leading } = looks[setting.look];
  const unit = leading / UNITS_PER_LINE;
  const top = start + (setting.heads === null ? 0 : leading);
  for (const [column, [from, to]] of columns.entries()) {
    if (to === from) continue;
    const x = plan.left + column * (setting.width + GAP);
    const line = (y: number, width: number, color: string): Item => ({
      kind: 'line',
      x1: x,
      y1: y,
      x2: x + setting.width,
      y2: y,
      width,
      color,
    });
    if (setting.heads !== null && column > 0) yield* headsOf(setting.heads, column, setting, start).flat();
    yield line(top, 0.5, colors.ink);
    let used = 0;
    for (let index = from; index < to; index++) {
      used += setting.units[index] ?? 1;
      const isLast = index === to - 1;
      if ((index - from + 1) % setting.ruleEvery !== 0 && !isLast) continue;
      yield line(top + TOP_GAP + used * unit - (setting.padding > 0 ? 1 : 0), 0.25, isLast ? colors.rule : colors.hairline);
    }
  }
}

function* items(columns: readonly (readonly [number, number])[], setting: NameSetting, top: number): Generator<BulkCell[]> {
  const { entries, look, padding, setter, stacked, units } = setting;
  const { size, leading, color } = setter.design.looks[look];
  const unit = leading / UNITS_PER_LINE;
  const baseline = top + TOP_GAP + (padding * unit) / 2 + setter.baselineOf(look);
  for (const [column, [from, to]] of columns.entries()) {
    const x = setter.design.page.left + column * (setting.width + GAP);
    let used = 0;
    for (let index = from; index < to; index++) {
      const entry = entries[index];
      if (entry === undefined) continue;
      const fits = !stacked && units[index] === UNITS_PER_LINE + padding;
      const { name, place } = fits ? singleLines(entry) : cells(entry, setting);
      const y = baseline + used * unit;
      const line = (text: string, at: number, left: number, ink: string): TextItem => ({
        kind: 'text',
        text,
        x: left,
        y: y + at * leading,
        face: 'sans',
        size,
        color: ink,
      });
      // A blank after the name keeps name and place apart when the text is extracted.
      const last = name.length - 1;
      const below = stacked ? name.length : 0;
      yield [
        name.map((text, at) => line(at === last && place.length > 0 ? `${text} ` : text, at, x, color)),
        place.map((text, at) => line(text, below + at, stacked ? x : x + setting.width * NAME_SHARE, setter.design.colors.grey)),
      ];
      used += units[index] ?? 1;
    }
  }
}
