/**
 * The design of a document: paper, margins, widths, looks and colours as one value, made from the print settings of its release and handed
 * through the renderer. All lengths are PDF points from the upper left corner of the sheet.
 */

import { type PrintSettings, printSettings } from '../model/print.js';
import { type NameSetting, nameSetting, PAPER_DATA, WINDOW_DATA } from './print/data.js';
import { COLORS, type Colors, LARGE_LOOKS, LOOKS, type Looks, MM, SCALE } from './theme.js';

/** Edges of a page and what stands at them. */
export interface PagePlan {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  /** Top of the first line of a page. */
  readonly top: number;
  /** Bottom of the last line of text or of the last footnote. */
  readonly bottom: number;
  /** Baseline of the running head. */
  readonly head: number;
  /** Baseline of the footer. */
  readonly footer: number;
  /** Top of the notice band. */
  readonly notice: number;
}

/** Widths of text: the whole text width, running text, a text as signed, a rail of labels, and the main column beside it. */
export interface Measures {
  readonly full: number;
  readonly body: number;
  readonly petition: number;
  readonly rail: number;
  readonly main: number;
}

/** How lists are set. */
export interface ListPlan {
  /** Columns of the numbered lists of organisations. */
  readonly entryColumns: number;
  readonly names: NameSetting;
}

/** Zones of the cover; each moves down when the one above needs the room. */
export interface CoverPlan {
  readonly rule: number;
  readonly title: number;
  /** Where the number and the contents begin when nothing above pushes them down. */
  readonly number: number;
  readonly contents: number;
  /** The contents may come this near to the lower edge, because the cover has no footer. */
  readonly bottom: number;
  /** Left edge of the facts, from the left edge of the text; 0 puts them below the number. */
  readonly facts: number;
  /** Width of the labels of the facts. */
  readonly factLabel: number;
}

/** Fixed places of the letter's first page. */
export interface LetterPlan {
  readonly letterhead: number;
  readonly letterheadWidth: number;
  /** What a window shows of it, or where nothing else stands. */
  readonly address: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Top of the date, below whatever a window shows. */
  readonly date: number;
  /** Where ticks at the left edge say where to fold, and where the middle is. */
  readonly ticks: readonly number[];
}

/** Everything that the renderer knows of paper, type and colour. One value for the whole of a document. */
export interface Design {
  readonly print: PrintSettings;
  readonly page: PagePlan;
  readonly measure: Measures;
  readonly looks: Looks;
  readonly colors: Colors;
  /** Colours of a map, from little to much, and the ink that is read on each. */
  readonly scale: readonly { readonly fill: string; readonly ink: string }[];
  readonly lists: ListPlan;
  readonly cover: CoverPlan;
  readonly letter: LetterPlan;
  /** Emphasis is set in semibold where italics are hard to read. */
  readonly hasItalics: boolean;
  /** How far a sheet's text stands nearer to its outer edge than to the bound one; 0 for one-sided printing. */
  readonly gutter: number;
}

/** Margins in millimetres. */
const SIDE = 25;
const ADDRESS_WIDTH = 85;
/** A letter that slips in its envelope must not hide the last line of the address; without a window, the date stands so far below it. */
const ADDRESS_SLACK = 2;
/** Half of what the bound margin is wider than the outer one, when both sides are printed. */
const GUTTER = 4;

/** The design for these settings and a list of so many names. Nothing stands nearer than 5 mm to an edge. */
export function designOf(print: PrintSettings = printSettings(), nameCount = 0): Design {
  const paper = PAPER_DATA[print.paper];
  const names = nameSetting(print, nameCount);
  const isLarge = print.theme === 'large-print';
  const full = paper.width - 2 * SIDE;
  const rail = isLarge ? 0 : 37;
  return {
    print,
    page: {
      width: hundredths(paper.width * MM),
      height: hundredths(paper.height * MM),
      left: SIDE * MM,
      right: (SIDE + full) * MM,
      top: (isLarge ? 32 : 27) * MM,
      bottom: (paper.height - (isLarge ? 30 : 29)) * MM,
      head: (isLarge ? 26 : 21.5) * MM,
      footer: (paper.height - 13) * MM,
      notice: 10 * MM,
    },
    measure: {
      full: full * MM,
      body: (isLarge ? full : full - 15) * MM,
      petition: (isLarge ? full - 8 : full - 25) * MM,
      rail: rail * MM,
      main: (full - rail) * MM,
    },
    looks: { ...(isLarge ? largeLooks(print) : LOOKS), name: { ...LOOKS.name, size: names.size, leading: names.leading } },
    colors: COLORS,
    scale: SCALE,
    lists: { entryColumns: isLarge ? 1 : 2, names },
    cover: {
      rule: 30 * MM,
      title: (isLarge ? 50 : 58) * MM,
      number: (paper.height - (isLarge ? 177 : 155)) * MM,
      contents: (paper.height - 91) * MM,
      bottom: (paper.height - 17) * MM,
      facts: (isLarge ? 0 : 83) * MM,
      factLabel: (isLarge ? 46 : 25) * MM,
    },
    letter: letterPlan(print, full),
    hasItalics: !isLarge,
    gutter: print.duplex ? GUTTER * MM : 0,
  };
}

/** The design with everything moved below a notice whose band ends at `bottom` points from the upper edge. */
export function belowNotice(design: Design, bottom: number): Design {
  const { page, cover, letter, looks } = design;
  const head = Math.max(page.head, bottom + looks.footer.size + 3);
  const top = Math.max(page.top, head + 8);
  return {
    ...design,
    page: { ...page, head, top },
    cover: { ...cover, rule: Math.max(cover.rule, top + 3 * MM) },
    letter: { ...letter, letterhead: Math.max(letter.letterhead, bottom + 3) },
  };
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** Without a window nothing holds the address small. */
function largeLooks({ window }: PrintSettings): Looks {
  return window === 'none' ? { ...LARGE_LOOKS, address: { ...LARGE_LOOKS.address, size: 18, leading: 22 } } : LARGE_LOOKS;
}

function letterPlan(print: PrintSettings, full: number): LetterPlan {
  const { window, address, date, folds, hole } = WINDOW_DATA[print.window];
  const letterhead = 19;
  const dateTop = print.theme === 'large-print' && window === null ? date + 20 : date;
  const addressEnd = (window === null ? dateTop : window.top + window.height) - ADDRESS_SLACK;
  // A letterhead that reaches down to the address keeps to the right of it.
  const isLow = address < 50;
  return {
    letterhead: letterhead * MM,
    letterheadWidth: (isLow ? full - ADDRESS_WIDTH - 5 : full) * MM,
    address: {
      x: SIDE * MM,
      y: address * MM,
      width: (window === null ? ADDRESS_WIDTH : window.left + window.width - SIDE) * MM,
      height: (addressEnd - address) * MM,
    },
    date: dateTop * MM,
    ticks: [...folds, ...(hole === null ? [] : [hole])].sort((a, b) => a - b).map((tick) => tick * MM),
  };
}
