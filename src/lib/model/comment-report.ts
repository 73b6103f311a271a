/** What `handin comments` shows to the person who decides, and what it says afterwards. Only `ShownComment` holds cells, and is no part of any report. */

import type { ReleaseSignatory } from './release.js';
import type { Screen } from './review-report.js';

/** Something in a comment that its reader should look at. */
export interface CommentSign {
  readonly id: string;
  /** What it may be, in words. */
  readonly label: string;
  /** The bundled words that were found; empty for what is told by its shape. */
  readonly words: readonly string[];
  /** Such a comment cannot be approved at all. */
  readonly forbids: boolean;
}

/** A comment as it would be printed. Private: for the screen or the sheet of the person who decides. */
export interface ShownComment {
  readonly commentId: string;
  readonly text: string;
  readonly author: ReleaseSignatory;
  readonly signs: readonly CommentSign[];
}

/** Lays out a comment. */
export type CommentLayout = (comment: ShownComment, place: number, total: number, screen: Screen) => string;

/** What `comments` says without showing any. */
export interface CommentsReport {
  readonly formatVersion: 1;
  /** Comments that nobody has decided about. */
  readonly pending: number;
  readonly approved: number;
  readonly refused: number;
  /** Comments that cannot be approved: contact data, or too long. */
  readonly forbidden: number;
  /** Whether the ceiling of the campaign lets comments out at all. */
  readonly ceilingAllows: boolean;
  /** Decisions of this run; null when nobody was asked. */
  readonly session: { readonly approved: number; readonly refused: number; readonly ended: 'nothing-left' | 'stopped' } | null;
}

/** What `comments --export` wrote. */
export interface CommentsExportReport {
  readonly formatVersion: 1;
  readonly output: string;
  readonly comments: number;
}

/** What `comments --import` took over. */
export interface CommentsImportReport {
  readonly formatVersion: 1;
  readonly input: string;
  readonly rows: number;
  readonly approved: number;
  readonly refused: number;
  /** Rows without an answer, or with "unsure". */
  readonly open: number;
  /** Rows of the sheet that were left out, by why. */
  readonly unknown: readonly number[];
  readonly forbidden: readonly number[];
  readonly unclear: readonly number[];
}
