/**
 * Sizes, colours and typefaces of the printed pack, in one place. All lengths are PDF points unless a name says
 * millimetres. The contrast of every ink on white is at least 4.5:1; body text is 12 point, as government
 * accessibility guidance asks. The renderer takes them from a `Design`, see `design.ts`.
 */

/** Points in a millimetre. */
export const MM = 72 / 25.4;

export const COLORS = {
  ink: '#16202B',
  grey: '#56616C',
  accent: '#0F4C5C',
  middle: '#5B929E',
  tint: '#E4EDEF',
  rule: '#B9C2C9',
  hairline: '#DCE2E6',
} as const;

/**
 * Five steps from little to much, each darker than the one before by about the same amount in greys too, and the ink that is read on
 * each (at least 4.5:1).
 */
export const SCALE = [
  { fill: '#E4EDEF', ink: COLORS.ink },
  { fill: '#B7D1D7', ink: COLORS.ink },
  { fill: '#84B1BB', ink: COLORS.ink },
  { fill: '#3A7685', ink: '#FFFFFF' },
  { fill: '#0F4C5C', ink: '#FFFFFF' },
] as const;

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
export const LOOKS = {
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
  axis: { family: 'sans', size: 8.5, leading: 11, color: grey },
  mark: { family: 'sans', size: 9, leading: 12, color: COLORS.accent, strong: true },
  hexagon: { family: 'sans', size: 7.5, leading: 9, color: ink, strong: true },
  tableHead: { family: 'sans', size: 9, leading: 13, color: grey, strong: true },
  table: { family: 'sans', size: 10, leading: 14, color: ink },
  entry: { family: 'sans', size: 11, leading: 15, color: ink },
  note: { family: 'sans', size: 9, leading: 12, color: ink },
  footer: { family: 'sans', size: 8.5, leading: 10, color: grey },
  pageNumber: { family: 'sans', size: 8.5, leading: 10, color: ink, strong: true },
  notice: { family: 'sans', size: 10, leading: 13, color: ink, strong: true },
  /** Size and leading are those of the setting that was chosen for the list of names. */
  name: { family: 'sans', size: 10, leading: 13, color: ink },
} as const satisfies Readonly<Record<string, TextStyle>>;

export type Look = keyof typeof LOOKS;
export type Colors = Readonly<Record<keyof typeof COLORS, string>>;
export type Looks = Readonly<Record<Look, TextStyle>>;

/**
 * The looks of a pack for people who read large print: running text in 18 point and sans serif, nothing that is read in less than 16, and no
 * italics (UK Association for Accessible Formats, "Creating clear print and large print documents": 16 to 18 point; GOV.UK, "Publishing
 * accessible documents": sans serif, no italics). An address is set smaller where the window of an envelope has no room for it in this size.
 */
export const LARGE_LOOKS = {
  title: { family: 'sans', size: 40, leading: 46, color: ink, strong: true },
  titleLong: { family: 'sans', size: 32, leading: 38, color: ink, strong: true },
  titleLongest: { family: 'sans', size: 25, leading: 31, color: ink, strong: true },
  subtitle: { family: 'sans', size: 22, leading: 28, color: grey },
  bigNumber: { family: 'sans', size: 60, leading: 64, color: COLORS.accent, strong: true },
  heading1: { family: 'sans', size: 30, leading: 37, color: ink, strong: true },
  heading2: { family: 'sans', size: 21, leading: 28, color: ink, strong: true },
  heading3: { family: 'sans', size: 18, leading: 26, color: grey, strong: true },
  body: { family: 'sans', size: 18, leading: 26, color: ink },
  petition: { family: 'sans', size: 18, leading: 27, color: ink },
  petitionHeading: { family: 'sans', size: 20, leading: 27, color: ink, strong: true },
  subject: { family: 'sans', size: 19, leading: 26, color: ink, strong: true },
  address: { family: 'sans', size: 18, leading: 18.5, color: ink },
  letterhead: { family: 'sans', size: 16, leading: 20, color: COLORS.accent, strong: true },
  label: { family: 'sans', size: 18, leading: 26, color: ink, strong: true },
  caption: { family: 'sans', size: 17, leading: 24, color: grey },
  small: { family: 'sans', size: 16, leading: 22, color: grey },
  smallInk: { family: 'sans', size: 16, leading: 22, color: ink },
  factLabel: { family: 'sans', size: 16, leading: 22, color: grey, strong: true },
  tileNumber: { family: 'sans', size: 32, leading: 39, color: ink, strong: true },
  axis: { family: 'sans', size: 16, leading: 21, color: grey },
  mark: { family: 'sans', size: 16, leading: 21, color: COLORS.accent, strong: true },
  hexagon: { family: 'sans', size: 16, leading: 19, color: ink, strong: true },
  tableHead: { family: 'sans', size: 16, leading: 21, color: grey, strong: true },
  table: { family: 'sans', size: 16, leading: 22, color: ink },
  entry: { family: 'sans', size: 17, leading: 23, color: ink },
  note: { family: 'sans', size: 16, leading: 21, color: ink },
  footer: { family: 'sans', size: 16, leading: 19, color: grey },
  pageNumber: { family: 'sans', size: 16, leading: 19, color: ink, strong: true },
  notice: { family: 'sans', size: 16, leading: 20, color: ink, strong: true },
  name: { family: 'sans', size: 17, leading: 23, color: ink },
} as const satisfies Looks;
