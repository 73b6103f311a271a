/**
 * The Markdown subset as a tree: what a campaign's letter, body and context may hold. Green by nature: it comes
 * from the campaign's own files. No raw HTML and no images in this subset.
 */

export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'strong'; readonly children: readonly Inline[] }
  | { readonly type: 'emphasis'; readonly children: readonly Inline[] }
  | { readonly type: 'link'; readonly href: string; readonly children: readonly Inline[] }
  | { readonly type: 'break' }
  /** A reference to `RichText.notes`; `note` is the number of the note within this text, from 1. */
  | { readonly type: 'note'; readonly note: number };

/** How the cells of a column are set. */
export type ColumnAlign = 'left' | 'center' | 'right';

export interface TableColumn {
  readonly align: ColumnAlign;
  /** The column's heading, never empty. */
  readonly children: readonly Inline[];
}

export type TextBlock =
  /** Level 2 to 4; level 1 belongs to the section itself. */
  | { readonly type: 'heading'; readonly level: 2 | 3 | 4; readonly children: readonly Inline[] }
  | { readonly type: 'paragraph'; readonly children: readonly Inline[] }
  | { readonly type: 'list'; readonly ordered: boolean; readonly start: number; readonly items: readonly (readonly TextBlock[])[] }
  | { readonly type: 'quote'; readonly children: readonly TextBlock[] }
  /** Every row has as many cells as there are columns; a cell may be empty. */
  | { readonly type: 'table'; readonly columns: readonly TableColumn[]; readonly rows: readonly (readonly (readonly Inline[])[])[] };

export interface RichText {
  readonly blocks: readonly TextBlock[];
  /** Footnotes in the order of their first reference; note n is `notes[n - 1]`. */
  readonly notes: readonly (readonly Inline[])[];
}
