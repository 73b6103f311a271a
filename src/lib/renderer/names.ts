/**
 * The list of names in three columns, made for 100,000 names and more: only the number of rows of each name is kept;
 * everything else is set again when a page is drawn.
 */

import type { PageBuilder, StructureNode, TextItem } from '../io/pdf.js';
import { drawableText } from '../io/pdf.js';
import type { ReleaseSignatory } from '../model/release.js';
import { COLORS, LONG_LIST_MIN, LOOKS, type Look, MEASURE, MM, PAGE } from '../pack/theme.js';
import { box, type Flow } from './boxes.js';
import { baselineOf, type Setter, type TextLine } from './setting.js';

const COLUMNS = 3;
const GAP = 7 * MM;
const COLUMN = (MEASURE.full - GAP * (COLUMNS - 1)) / COLUMNS;
/** Share of a column for the name when places are shown. */
const NAME_SHARE = 0.62;
const CELL_GAP = 6;
/** A hairline after this many rows guides the eye. */
const RULE_EVERY = 5;
const ROWS_MAX = 255;

interface NameSetting {
  readonly entries: readonly ReleaseSignatory[];
  readonly setter: Setter;
  readonly look: Look;
  readonly hasPlaces: boolean;
  /** Rows of each entry. */
  readonly rows: Uint8Array;
  readonly section: StructureNode;
}

/** The names as one flow. `known` keeps the measured rows from one pass to the next. */
export function namesFlow(
  entries: readonly ReleaseSignatory[],
  setter: Setter,
  section: StructureNode,
  known: { rows: Uint8Array | null },
): Flow {
  const look: Look = entries.length < LONG_LIST_MIN ? 'nameShort' : 'nameLong';
  const hasPlaces = entries.some((entry) => entry.place !== undefined);
  known.rows ??= measureRows(entries, setter, look, hasPlaces);
  return flow({ entries, setter, look, hasPlaces, rows: known.rows, section }, 0);
}

function measureRows(entries: readonly ReleaseSignatory[], setter: Setter, look: Look, hasPlaces: boolean): Uint8Array {
  const rows = new Uint8Array(entries.length);
  entries.forEach((entry, index) => {
    const { name, place } = cells(entry, setter, look, hasPlaces);
    rows[index] = Math.min(ROWS_MAX, Math.max(name.length, place.length, 1));
  });
  return rows;
}

/** Lines of name and place. Most fit as they are, and only the others go through line breaking. */
function cells(entry: ReleaseSignatory, setter: Setter, look: Look, hasPlaces: boolean): { name: readonly string[]; place: readonly string[] } {
  const nameWidth = hasPlaces ? COLUMN * NAME_SHARE - CELL_GAP : COLUMN;
  const name = cellLines(entry.name, setter, look, nameWidth);
  return { name, place: entry.place === undefined ? [] : cellLines(entry.place, setter, look, COLUMN * (1 - NAME_SHARE)) };
}

function cellLines(value: string, setter: Setter, look: Look, width: number): readonly string[] {
  const drawable = drawableText(value);
  if (setter.typefaces.width(drawable, 'sans', LOOKS[look].size) <= width) return [drawable];
  return setter.lines([{ type: 'text', text: drawable }], look, width).map(lineText);
}

function lineText(line: TextLine): string {
  return line.runs.map((run) => run.text).join('');
}

function flow(setting: NameSetting, start: number): Flow {
  const { leading } = LOOKS[setting.look];
  return {
    kind: 'flow',
    before: 8,
    take(available) {
      const most = Math.floor(available / leading);
      let ends = fill(setting.rows, start, most);
      if (ends === null) return null;
      const end = ends[COLUMNS - 1] ?? start;
      let height = most;
      if (end === setting.rows.length) {
        height = leastRows(setting.rows, start, most);
        ends = fill(setting.rows, start, height) ?? ends;
      }
      const columns = ends.map((columnEnd, index) => [index === 0 ? start : (ends[index - 1] ?? start), columnEnd] as const);
      // The element is made here, in reading order; its thousands of items are made when the page is drawn.
      let list: StructureNode | undefined;
      const draw = (page: PageBuilder, y: number): void => {
        list ??= setting.section.add('L', { numbering: 'None' });
        list.listPage = page.index;
        drawRules(page, columns, setting, y);
        page.list = { owner: list, entries: () => items(columns, setting, y) };
      };
      return { box: box(height * leading + 4, draw), rest: end < setting.rows.length ? flow(setting, end) : null };
    },
  };
}

/** End of each column when each has `height` rows; null when the first name needs more. */
function fill(rows: Uint8Array, start: number, height: number): number[] | null {
  const ends: number[] = [];
  let index = start;
  for (let column = 0; column < COLUMNS; column++) {
    let used = 0;
    while (index < rows.length && used + (rows[index] ?? 1) <= height) {
      used += rows[index] ?? 1;
      index += 1;
    }
    if (index === start) return null;
    ends.push(index);
  }
  return ends;
}

/** The fewest rows at which the rest fits, so that the columns of the last page end together. */
function leastRows(rows: Uint8Array, start: number, most: number): number {
  let low = 1;
  let high = most;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (fill(rows, start, middle)?.[COLUMNS - 1] === rows.length) high = middle;
    else low = middle + 1;
  }
  return high;
}

function drawRules(page: PageBuilder, columns: readonly (readonly [number, number])[], setting: NameSetting, top: number): void {
  const { leading } = LOOKS[setting.look];
  columns.forEach(([from, to], column) => {
    const x = PAGE.left + column * (COLUMN + GAP);
    if (to > from) page.add(null, { kind: 'line', x1: x, y1: top, x2: x + COLUMN, y2: top, width: 0.5, color: COLORS.ink });
    let row = 0;
    for (let index = from; index < to; index++) {
      row += setting.rows[index] ?? 1;
      const isLast = index === to - 1;
      if ((index - from + 1) % RULE_EVERY !== 0 && !isLast) continue;
      const y = top + 2 + row * leading;
      page.add(null, { kind: 'line', x1: x, y1: y, x2: x + COLUMN, y2: y, width: 0.25, color: isLast ? COLORS.rule : COLORS.hairline });
    }
  });
}

function* items(columns: readonly (readonly [number, number])[], setting: NameSetting, top: number): Generator<readonly TextItem[]> {
  const { entries, setter, look, hasPlaces, rows } = setting;
  const { size, leading, color } = LOOKS[look];
  const baseline = top + 2 + baselineOf(look);
  for (const [column, [from, to]] of columns.entries()) {
    const x = PAGE.left + column * (COLUMN + GAP);
    let row = 0;
    for (let index = from; index < to; index++) {
      const entry = entries[index];
      if (entry === undefined) continue;
      const { name, place } = cells(entry, setter, look, hasPlaces);
      const line = (text: string, at: number, left: number, ink: string): TextItem => ({
        kind: 'text',
        text,
        x: left,
        y: baseline + (row + at) * leading,
        face: 'sans',
        size,
        color: ink,
      });
      // A blank after the name keeps name and place apart when the text is extracted.
      const last = name.length - 1;
      yield [
        ...name.map((text, at) => line(at === last && place.length > 0 ? `${text} ` : text, at, x, color)),
        ...place.map((text, at) => line(text, at, x + COLUMN * NAME_SHARE, COLORS.grey)),
      ];
      row += rows[index] ?? 1;
    }
  }
}
