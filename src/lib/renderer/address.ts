/** The address of a letter in its field: all lines in one size, the largest at which they fit; a long line goes on below. */

import type { PageBuilder, StructureNode } from '../io/pdf.js';
import type { Setter, TextLine } from './setting.js';

/** Points by which the size is lowered from try to try. */
const STEP = 0.5;
/** Rather than in a smaller size than this, parts of the address stand beside each other. */
const SIZE_COMFORTABLE = 9;
const SIZE_LEAST = 7;
/** Lines that keep one part of the address each, also when the others stand beside each other: name, office, organisation. */
const LINES_APART = 3;

/** The address as it is drawn. */
export interface Address {
  /** More than the field's only where no size that can be read fits into it. */
  readonly height: number;
  draw(page: PageBuilder, owner: StructureNode | null): void;
}

/** Sets an address into the field of the design. */
export function addressIn(setter: Setter, parts: readonly string[]): Address {
  const { letter, looks } = setter.design;
  const { x, y, width, height: room } = letter.address;
  const { size, leading } = looks.address;
  const set = (lines: readonly string[], scale: number): { lines: TextLine[]; scale: number; height: number } => {
    const broken = lines.flatMap((line) => setter.scaledLines(line, 'address', scale, width));
    return { lines: broken, scale, height: broken.length * leading * scale };
  };
  const beside = [...parts.slice(0, LINES_APART), ...(parts.length > LINES_APART ? [parts.slice(LINES_APART).join(', ')] : [])];
  const tries = [
    ...sizes(size, SIZE_COMFORTABLE).map((points) => [parts, points / size] as const),
    ...sizes(size, SIZE_LEAST).map((points) => [beside, points / size] as const),
  ].map(
    ([lines, scale]) =>
      () =>
        set(lines, scale),
  );
  const { lines, scale, height } = firstFitting(tries, room);
  return {
    height,
    draw(page, owner) {
      // The window is where it is, also on a sheet whose text is moved away from its bound edge.
      setter.drawLines(page, owner, lines, 'address', x - page.shift, y, { scale });
    },
  };
}

/** The first that is no higher than `room`; where none is, the last. */
export function firstFitting<Item extends { readonly height: number }>(tries: readonly (() => Item)[], room: number): Item {
  let item: Item | undefined;
  for (const make of tries) {
    item = make();
    if (item.height <= room + 0.01) return item;
  }
  if (item === undefined) throw new RangeError('nothing to try');
  return item;
}

/** Sizes from the largest down to the least, both of them tried. */
export function sizes(most: number, least: number): number[] {
  const count = Math.max(0, Math.ceil((most - least) / STEP));
  return [...Array.from({ length: count }, (_, index) => most - index * STEP), least];
}
