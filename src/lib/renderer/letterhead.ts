/**
 * Who writes, above a letter or a joint statement: one or many organisers at the right edge, two or three beside each other. A long name
 * goes on below; where all of it would reach too far down, it is set smaller.
 */

import type { StructureNode } from '../io/pdf.js';
import type { Letterhead } from '../pack/blocks.js';
import { firstFitting, sizes } from './address.js';
import { type Box, box } from './boxes.js';
import type { Setter, TextLine } from './setting.js';

/** Organisers that fit into the letterhead with their addresses. */
const LETTERHEAD_MAX = 4;
/** Letterheads that stand beside each other; more stand one below the other. */
const SIDE_BY_SIDE_MAX = 3;
/** Between two columns. */
export const GUTTER = 20;
/** Below each of those that stand one below the other. */
const GAP = 2;
/** Shares of the size of the design: several are set no smaller than the first, one at last as small as can be read. */
const SCALE_SEVERAL = 0.75;
const SCALE_LEAST = 0.55;

/** An organiser's lines. */
interface Lines {
  readonly name: readonly TextLine[];
  readonly below: readonly TextLine[];
}

/** Whether the letterhead keeps to the right of an address that stands high. */
export const isNarrow = ({ design: { letter, measure } }: Setter): boolean => letter.letterheadWidth < measure.full;

/**
 * Letterheads as one box.
 * @param room above whatever stands below, such as an address in its window
 */
export function letterheadsBox(
  all: readonly Letterhead[],
  setter: Setter,
  section: StructureNode,
  room: number = Number.POSITIVE_INFINITY,
): Box {
  const isBeside = all.length > 1 && all.length <= SIDE_BY_SIDE_MAX && !isNarrow(setter);
  return isBeside ? besideEachOther(all, setter, section, room) : belowEachOther(all, setter, section, room);
}

/** Scales to try, in steps of half a point of the larger look. */
const scales = (setter: Setter, least: number): number[] => {
  const { size } = setter.design.looks.letterhead;
  return sizes(size, size * least).map((points) => points / size);
};

function linesOf({ name, lines }: Letterhead, setter: Setter, scale: number, width: number): Lines {
  return {
    name: setter.scaledLines(name, 'letterhead', scale, width),
    below: lines.flatMap((line) => setter.scaledLines(line, 'small', scale, width)),
  };
}

function besideEachOther(all: readonly Letterhead[], setter: Setter, section: StructureNode, room: number): Box {
  const { looks, page: paper, measure } = setter.design;
  const width = (measure.full - GUTTER * (all.length - 1)) / all.length;
  const nodes = all.map(() => section.add('P'));
  const tries = scales(setter, SCALE_LEAST).map((scale) => () => {
    const columns = all.map((one) => linesOf(one, setter, scale, width));
    // What stands below the names begins at the same height in all columns.
    const nameHeight = Math.max(...columns.map(({ name }) => name.length)) * looks.letterhead.leading * scale;
    const below = Math.max(...columns.map((one) => one.below.length)) * looks.small.leading * scale;
    return { scale, columns, nameHeight, height: nameHeight + below };
  });
  const { scale, columns, nameHeight, height } = firstFitting(tries, room);
  return box(height, (page, y) => {
    columns.forEach(({ name, below }, index) => {
      const x = paper.left + index * (width + GUTTER);
      setter.drawLines(page, nodes[index] ?? null, name, 'letterhead', x, y, { scale });
      setter.drawLines(page, nodes[index] ?? null, below, 'small', x, y + nameHeight, { scale });
    });
  });
}

/** As many as have room, one at least; the others are counted. */
function belowEachOther(all: readonly Letterhead[], setter: Setter, section: StructureNode, room: number): Box {
  const { letter: plan, looks, page: paper } = setter.design;
  const node = section.add('P');
  const most = Math.min(all.length, LETTERHEAD_MAX);
  const tries = Array.from({ length: most }, (_, index) => most - index).flatMap((count) =>
    scales(setter, count > 1 ? SCALE_SEVERAL : SCALE_LEAST).map((scale) => () => {
      const shown = all.slice(0, count).map((one) => linesOf(one, setter, scale, plan.letterheadWidth));
      const names = shown.reduce((sum, { name }) => sum + name.length, 0);
      const below = shown.reduce((sum, one) => sum + one.below.length, count < all.length ? 1 : 0);
      const height = names * looks.letterhead.leading * scale + below * (looks.small.leading - 1) * scale + count * GAP;
      return { scale, shown, height, more: all.length - count };
    }),
  );
  const { scale, shown, height, more } = firstFitting(tries, room);
  return box(height, (page, top) => {
    let y = top;
    const right = { scale, align: 'right' } as const;
    for (const { name, below } of shown) {
      y = setter.drawLines(page, node, name, 'letterhead', paper.right, y, right);
      // Narrower than running text, because the lines belong to one organiser.
      for (const line of below) y = setter.drawLines(page, node, [line], 'small', paper.right, y, right) - scale;
      y += GAP;
    }
    if (more > 0) {
      const words = setter.scaledLines(setter.words.say('letter.more', { count: more }), 'small', scale, plan.letterheadWidth);
      setter.drawLines(page, node, words, 'small', paper.right, y, right);
    }
  });
}
