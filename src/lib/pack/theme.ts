/**
 * Sizes, colours and typefaces of the printed pack, in one place. All lengths are PDF points unless a name says
 * millimetres. The contrast of every ink on white is at least 4.5:1; body text is 12 point, as government
 * accessibility guidance asks.
 */

/** Points in a millimetre. */
export const MM = 72 / 25.4;

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

const COLORS = {
  ink: '#16202B',
  grey: '#56616C',
  accent: '#0F4C5C',
  middle: '#5B929E',
  tint: '#E4EDEF',
  rule: '#B9C2C9',
  hairline: '#DCE2E6',
} as const;

export type Family = 'serif' | 'sans';

/** How a run of text is set; `size` and `leading` in points. */
export interface TextStyle {
  readonly family: Family;
  readonly size: number;
  readonly leading: number;
  readonly color: string;
  readonly strong?: boolean;
  readonly emphasis?: boolean;
}

const ink = COLORS.ink;
const grey = COLORS.grey;

/** Named looks of text. Blocks name a look; nothing else in the pack names a size. */
const LOOKS = {
  title: { family: 'serif', size: 40, leading: 45, color: ink, strong: true },
  titleLong: { family: 'serif', size: 31, leading: 36, color: ink, strong: true },
  titleLongest: { family: 'serif', size: 24, leading: 29, color: ink, strong: true },
  subtitle: { family: 'serif', size: 17, leading: 22, color: grey },
  bigNumber: { family: 'sans', size: 54, leading: 58, color: COLORS.accent, strong: true },
  heading1: { family: 'serif', size: 24, leading: 29, color: ink, strong: true },
  heading2: { family: 'sans', size: 13, leading: 17, color: ink, strong: true },
  heading3: { family: 'sans', size: 12, leading: 17, color: grey, strong: true },
  body: { family: 'serif', size: 12, leading: 17, color: ink },
  petition: { family: 'serif', size: 12.5, leading: 19, color: ink },
  petitionHeading: { family: 'serif', size: 14, leading: 19, color: ink, strong: true },
  subject: { family: 'serif', size: 13, leading: 18, color: ink, strong: true },
  address: { family: 'sans', size: 12, leading: 12.25, color: ink },
  letterhead: { family: 'sans', size: 12, leading: 15, color: COLORS.accent, strong: true },
  label: { family: 'sans', size: 10.5, leading: 17, color: ink, strong: true },
  caption: { family: 'sans', size: 11, leading: 15, color: grey },
  small: { family: 'sans', size: 10, leading: 14, color: grey },
  smallInk: { family: 'sans', size: 10, leading: 14, color: ink },
  factLabel: { family: 'sans', size: 10, leading: 14, color: grey, strong: true },
  tileNumber: { family: 'sans', size: 22, leading: 27, color: ink, strong: true },
  tableHead: { family: 'sans', size: 9, leading: 13, color: grey, strong: true },
  table: { family: 'sans', size: 10, leading: 14, color: ink },
  entry: { family: 'sans', size: 11, leading: 15, color: ink },
  note: { family: 'sans', size: 9, leading: 12, color: ink },
  footer: { family: 'sans', size: 8.5, leading: 10, color: grey },
  pageNumber: { family: 'sans', size: 8.5, leading: 10, color: ink, strong: true },
  notice: { family: 'sans', size: 10, leading: 13, color: ink, strong: true },
  nameShort: { family: 'sans', size: 10, leading: 13, color: ink },
  nameLong: { family: 'sans', size: 7.5, leading: 10.4, color: ink },
} as const satisfies Readonly<Record<string, TextStyle>>;

export type Look = keyof typeof LOOKS;

export type Colors = Readonly<Record<keyof typeof COLORS, string>>;
export type Looks = Readonly<Record<Look, TextStyle>>;

/** How the list of names is set. */
export interface NamesPlan {
  /** From this many entries on, the list is set in the small size. */
  readonly longFrom: number;
}

/** Everything that the renderer knows of paper, type and colour. One value for the whole of a document. */
export interface Design {
  readonly page: PagePlan;
  readonly measure: Measures;
  readonly looks: Looks;
  readonly colors: Colors;
  readonly names: NamesPlan;
}

/** The design of a document: A4, one-sided; nothing stands nearer than 5 mm to the edge. */
export function designOf(): Design {
  return {
    page: {
      width: 595.28,
      height: 841.89,
      left: 25 * MM,
      right: 185 * MM,
      top: 27 * MM,
      bottom: 268 * MM,
      footer: 284 * MM,
      notice: 10 * MM,
    },
    measure: { full: 160 * MM, body: 145 * MM, petition: 135 * MM, rail: 37 * MM, main: 123 * MM },
    looks: LOOKS,
    colors: COLORS,
    names: { longFrom: 300 },
  };
}
