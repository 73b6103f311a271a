/** Measures of paper and of window envelopes, in millimetres, each with its source. */

import { createRequire } from 'node:module';

import type { Paper, Window } from '../../model/print.js';

export interface PaperData {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly source: string;
}

export interface WindowData {
  readonly name: string;
  /** The window on the flat sheet, from its left and upper edge; null without one. */
  readonly window: { readonly left: number; readonly top: number; readonly width: number; readonly height: number } | null;
  /** Top of the first line of the address. */
  readonly address: number;
  /** Top of the date, below whatever the window shows. */
  readonly date: number;
  /** Where to fold, from the upper edge. */
  readonly folds: readonly number[];
  /** The middle, where a punch takes its measure. */
  readonly hole: number | null;
  readonly source: string;
  /** False where the measures come from no published page; `source` then says so. */
  readonly isSourced: boolean;
}

const read = createRequire(import.meta.url);

export const PAPER_DATA = read('./papers.json') as Readonly<Record<Paper, PaperData>>;
export const WINDOW_DATA = read('./windows.json') as Readonly<Record<Window, WindowData>>;
