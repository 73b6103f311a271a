/** A web page as a list of what stands in it, one after the other: made by `io/html-read.ts`, judged by `pack/html/check.ts`. */

export type HtmlToken =
  | { readonly type: 'start'; readonly name: string; readonly attributes: readonly (readonly [string, string])[] }
  | { readonly type: 'end'; readonly name: string }
  | { readonly type: 'text'; readonly text: string }
  /** A comment, a declaration or a processing instruction; what stands between its brackets. */
  | { readonly type: 'comment'; readonly text: string }
  | { readonly type: 'declaration'; readonly text: string };

export interface HtmlText {
  /** The file as text. */
  readonly source: string;
  readonly tokens: readonly HtmlToken[];
}
