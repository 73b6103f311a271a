/** Measures of paper and of window envelopes, in millimetres, each with its source. */

import { createRequire } from 'node:module';

import type { NameSettingId, Paper, PrintSettings, Theme, Window } from '../../model/print.js';

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

/** One way to set the list of names. Lengths in points. */
export interface NameSetting {
  readonly columns: number;
  readonly size: number;
  readonly leading: number;
  /** The place stands below the name, not beside it. */
  readonly isStacked: boolean;
  /** Space around each entry, in halves of the leading. */
  readonly padding: number;
  /** A hairline after this many names guides the eye. */
  readonly ruleEvery: number;
}

const read = createRequire(import.meta.url);

export const PAPER_DATA = read('./papers.json') as Readonly<Record<Paper, PaperData>>;
export const WINDOW_DATA = read('./windows.json') as Readonly<Record<Window, WindowData>>;
const { source: _source, ...NAME_DATA } = read('./names.json') as { readonly source: string } & Readonly<
  Record<Theme, Readonly<Partial<Record<NameSettingId, NameSetting>>>>
>;

/** From this many names on, a list is set small unless something else was chosen. */
const LONG_LIST_MIN = 300;

/** How a list of this many names is set: as the plan chose, else as the campaign chose, else by its length. */
export function nameSetting(print: PrintSettings, count: number): NameSetting {
  const usual = count < LONG_LIST_MIN ? 'short' : 'compact';
  const id = print.setting ?? (print.list === 'auto' ? usual : print.list);
  const setting = NAME_DATA[print.theme][id];
  if (setting === undefined) throw new RangeError(`no setting ${id} in ${print.theme}`);
  return setting;
}

/** Settings that a plan may choose from, the most readable first. */
export function settingsToTry({ theme, list }: PrintSettings): readonly NameSettingId[] {
  if (list === 'display') return ['display'];
  const ids = Object.keys(NAME_DATA[theme]) as NameSettingId[];
  return ids.filter((id) => id !== 'display' && (list === 'auto' || id !== 'short'));
}
