/**
 * The last page of a section. One that would hold only a few lines looks like a mistake, so the section is first set a little closer, to
 * end on the page before; where that is not enough, its end takes more lines along. What is decided in one pass over the document holds for
 * all later ones, so that the passes come to an end.
 */

import type { Placeable } from './boxes.js';
import type { Setter } from './setting.js';

/** How a section is set because of its last page. */
export type Fit = 'close' | 'gathered';

/** How a section ended in a pass. */
export interface Ending {
  /** Pages that it stands on. */
  readonly pages: number;
  /** Share of its last page that it takes, 0 to 1, where it began on an earlier one and nothing follows on that page; else null. */
  readonly tail: number | null;
}

/** Decisions so far by the index of their section, each with the pages that the section had before. */
export type Fits = ReadonlyMap<number, { readonly fit: Fit; readonly pages: number }>;

/** A last page that is filled less than this is short. */
const SHORT = 0.3;
/** Where a block begins, so much of that is enough to bring along. */
const ENOUGH = 0.7;
/** What is brought along takes no more of a page with its notes, or it could not stand in one piece. */
const MOST = 0.6;
/** Notes of the page before take no more, or what is left of them could fill the page that the end is to stand on. */
const NOTES_MOST = 1 - MOST;
/** Space between lines of different blocks, in a section that is set closer. */
const CLOSER = 0.72;

/** The decisions for the next pass. */
export function decide(fits: Fits, endings: ReadonlyMap<number, Ending>): Fits {
  const next = new Map(fits);
  for (const [index, { pages, tail }] of endings) {
    const known = fits.get(index);
    if (known === undefined) {
      if (tail !== null && tail < SHORT) next.set(index, { fit: 'close', pages });
    } else if (known.fit === 'close' && pages >= known.pages && tail !== null && tail < SHORT) {
      next.set(index, { fit: 'gathered', pages });
    }
  }
  return next;
}

/** The items of a section as it was decided. */
export function fitted(items: readonly Placeable[], fit: Fit | undefined, setter: Setter): readonly Placeable[] {
  if (fit === 'close') return items.map(closer);
  return fit === 'gathered' ? gathered(items, setter) : items;
}

/** The items with so much of their end in one piece. */
function gathered(items: readonly Placeable[], setter: Setter): readonly Placeable[] {
  const { page } = setter.design;
  const pageHeight = page.bottom - page.top;
  const [enough, most] = [SHORT * pageHeight, MOST * pageHeight];
  let first = items.length;
  let height = 0;
  let notes = 0;
  while (first > 0) {
    const item = items[first - 1];
    if (item === undefined || item.kind === 'flow') break;
    height += item.before + item.height;
    notes += notesHeight(item, setter);
    if (height + notes > most) break;
    first -= 1;
    if (height >= enough || (height >= enough * ENOUGH && item.before > 0)) break;
  }
  if (notesBefore(items, first, setter) > NOTES_MOST * pageHeight) return items;
  return items.map((item, index) =>
    item.kind === 'box' && index >= first && index < items.length - 1 ? { ...item, keep: true, draw: item.draw.bind(item) } : item,
  );
}

/** What the notes of a page take that ends before an item. */
function notesBefore(items: readonly Placeable[], end: number, setter: Setter): number {
  const { page } = setter.design;
  let height = 0;
  let notes = 0;
  for (let index = end - 1; index >= 0 && height < page.bottom - page.top; index--) {
    const item = items[index];
    if (item === undefined || item.kind === 'flow') break;
    height += item.before + item.height;
    notes += notesHeight(item, setter);
  }
  return notes;
}

const notesHeight = ({ notes }: Extract<Placeable, { kind: 'box' }>, setter: Setter): number =>
  notes.reduce((sum, key) => sum + noteHeight(key, setter), 0);

/** About what a note takes at the foot of a page; said of each reference, since where it stands is not known. */
function noteHeight(key: string, setter: Setter): number {
  const { looks, measure } = setter.design;
  const note = setter.notes.get(key);
  return note === undefined ? 0 : setter.lines(note.note.spans, 'note', measure.body).length * looks.note.leading;
}

function closer(item: Placeable): Placeable {
  const before = item.before * CLOSER;
  return item.kind === 'box' ? { ...item, before, draw: item.draw.bind(item) } : { ...item, before, take: item.take.bind(item) };
}
