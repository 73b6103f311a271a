/** How a pack is printed: what the campaign file may choose, and what the release tells the renderer. */

export const PAPERS = ['a4', 'letter'] as const;
export type Paper = (typeof PAPERS)[number];

export const THEMES = ['standard', 'large-print'] as const;
export type Theme = (typeof THEMES)[number];

/** Envelopes whose window the address of the letter stands behind. */
export const WINDOWS = ['din-5008-b', 'din-5008-a', 'c5', 'dl', 'none'] as const;
export type Window = (typeof WINDOWS)[number];

/** What a campaign file can say under `pack`; whatever it leaves out has its usual value. */
export interface PrintChoice {
  readonly paper?: Paper;
  readonly theme?: Theme;
  /** Printed on both sides. */
  readonly duplex?: boolean;
  readonly window?: Window;
}

/** The settings of one pack, complete. */
export interface PrintSettings {
  readonly paper: Paper;
  readonly theme: Theme;
  readonly duplex: boolean;
  readonly window: Window;
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
    duplex: choice.duplex ?? false,
    window: choice.window ?? usualWindow(paper),
  };
}
