/** What the paginator places: boxes, which are never broken, and flows, which fill the room they are given. */

import type { PageBuilder } from '../io/pdf.js';

/** A bar beside consecutive boxes, drawn on every page they reach. */
export interface Frame {
  readonly x: number;
  readonly width: number;
  readonly color: string;
}

/** The head of a table, drawn again where the table goes on at the top of a page. */
export interface RepeatedHead {
  readonly height: number;
  draw(page: PageBuilder, y: number): void;
}

/** All lengths in points. */
export interface Box {
  readonly kind: 'box';
  readonly height: number;
  /** Space above; dropped at the top of a page. */
  readonly before: number;
  /** Must stand on the page of the box after it. */
  readonly keep: boolean;
  /** Keys of the notes referred to. */
  readonly notes: readonly string[];
  readonly frame?: Frame;
  readonly head?: RepeatedHead;
  /** `y` is the top of the box. */
  draw(page: PageBuilder, y: number): void;
}

/** Contents that can be split anywhere between entries. */
export interface Flow {
  readonly kind: 'flow';
  readonly before: number;
  /** Takes as much as fits into `height`; null when not even the first entry fits. */
  take(height: number): { readonly box: Box; readonly rest: Flow | null } | null;
}

export type Placeable = Box | Flow;

/** A box with the usual defaults. */
export function box(height: number, draw: Box['draw'], options: Partial<Omit<Box, 'kind' | 'height' | 'draw'>> = {}): Box {
  return { kind: 'box', height, before: 0, keep: false, notes: [], ...options, draw };
}
