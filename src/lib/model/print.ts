/** How a pack is printed: what the campaign file may choose, and what the release tells the renderer. */

export const PAPERS = ['a4', 'letter'] as const;
export type Paper = (typeof PAPERS)[number];

export const THEMES = ['standard', 'large-print'] as const;
export type Theme = (typeof THEMES)[number];

/** Envelopes whose window the address of the letter stands behind. */
export const WINDOWS = ['din-5008-b', 'din-5008-a', 'c5', 'dl', 'none'] as const;
export type Window = (typeof WINDOWS)[number];

/** How the list of names looks: small in three or four columns, large and few to a page, or by its length. */
export const NAME_LAYOUTS = ['auto', 'compact', 'display'] as const;
export type NameLayout = (typeof NAME_LAYOUTS)[number];

/** The ways to set a list of names; their measures are in `pack/print/names.json`. */
export type NameSettingId = 'display' | 'short' | 'compact-9' | 'compact-8' | 'compact' | 'dense' | 'dense-7' | 'dense-6.5';

/** What a campaign file can say under `pack`; whatever it leaves out has its usual value. */
export interface PrintChoice {
  readonly paper?: Paper;
  readonly theme?: Theme;
  /** Printed on both sides. */
  readonly duplex?: boolean;
  readonly window?: Window;
  readonly list?: NameLayout;
  /** Sheets of paper that each document may take, as a box holds them. */
  readonly sheets?: number;
}

/** The settings of one pack, complete. */
export interface PrintSettings {
  readonly paper: Paper;
  readonly theme: Theme;
  readonly duplex: boolean;
  readonly window: Window;
  readonly list: NameLayout;
  readonly sheets?: number;
  /** What the plan for that many sheets chose. */
  readonly setting?: NameSettingId;
}

/** One setting of the list of names, measured with the pages of every document. */
export interface TriedSetting {
  readonly setting: NameSettingId;
  readonly columns: number;
  /** Points. */
  readonly size: number;
  /** Of the longest document. */
  readonly pages: number;
  readonly sheets: number;
  readonly fits: boolean;
}

/** One of several PDFs that a document became. */
export interface PlannedVolume {
  readonly from: number;
  readonly to: number;
  readonly pages: number;
  readonly sheets: number;
  readonly initials: readonly { readonly initial: string; readonly page: number }[];
}

/** How the documents of a release fit on so many sheets each. Counts and single letters; no name. */
export interface PrintPlan {
  readonly sheets: number;
  readonly pagesPerSheet: number;
  readonly tried: readonly TriedSetting[];
  readonly chosen: NameSettingId;
  /** Documents by file; one volume is the document as it is. */
  readonly documents: readonly { readonly file: string; readonly volumes: readonly PlannedVolume[] }[];
}

/** A window envelope of the usual kind where the paper is A4; North American envelopes have no standard window. */
function usualWindow(paper: Paper): Window {
  return paper === 'a4' ? 'din-5008-b' : 'none';
}

/** A choice with its usual values filled in. */
export function printSettings(choice: PrintChoice = {}): PrintSettings {
  const paper = choice.paper ?? 'a4';
  return {
    paper,
    theme: choice.theme ?? 'standard',
    // A box is filled with sheets printed on both sides, unless somebody says otherwise.
    duplex: choice.duplex ?? choice.sheets !== undefined,
    window: choice.window ?? usualWindow(paper),
    list: choice.list ?? 'auto',
    ...(choice.sheets === undefined ? {} : { sheets: choice.sheets }),
  };
}
