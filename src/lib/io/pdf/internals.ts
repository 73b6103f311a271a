/**
 * The parts of pdfkit 0.20.2 that its published types leave out and that the writer builds on. pdfkit is pinned, and the
 * drawing tests read back whole files, so a change inside it cannot pass unseen.
 */

/** A glyph of a font file. */
export interface FileGlyph {
  readonly id: number;
  readonly advanceWidth: number;
  readonly codePoints: readonly number[];
}

/** A parsed font file (fontkit). */
export interface FontFile {
  hasGlyphForCodePoint(codePoint: number): boolean;
  glyphForCodePoint(codePoint: number): FileGlyph;
  getGlyph(id: number): FileGlyph;
  /** Shapes a run; `features` switches OpenType features on or off. Positions are in font units. */
  layout(
    text: string,
    features: Readonly<Record<string, boolean>>,
  ): {
    readonly glyphs: readonly FileGlyph[];
    readonly positions: readonly { readonly xAdvance: number; readonly xOffset: number; readonly yOffset: number }[];
  };
}

/** A font as embedded by pdfkit. Subset numbers index `glyphs`, `widths` and `unicode` alike. */
export interface EmbeddedFont {
  readonly id: string;
  readonly font: FontFile;
  /** 1000 divided by the units per em of the file. */
  readonly scale: number;
  readonly subset: { readonly glyphs: number[] };
  readonly widths: number[];
  readonly unicode: (readonly number[])[];
  ref(): Reference;
}

/** An indirect object of pdfkit. */
export interface Reference {
  readonly id: number;
  readonly data: Record<string, unknown>;
  end(chunk?: Uint8Array): void;
}

export interface Page {
  readonly dictionary: Reference;
  readonly fonts: Record<string, Reference>;
  readonly height: number;
  write(content: Uint8Array): void;
}

/** Members of a pdfkit document beyond the published types. */
export interface Internals {
  readonly _root: Reference;
  _id: Uint8Array;
  _info: Reference;
  _offset: number;
  readonly _offsets: (number | null)[];
  readonly _font: EmbeddedFont;
  readonly compress: boolean;
  readonly page: Page;
  readonly outline: { readonly dictionary: Reference };
  _write(data: string | Uint8Array): void;
  ref(data?: Record<string, unknown>): Reference;
  read(): Buffer | null;
  push(chunk: null): boolean;
}
