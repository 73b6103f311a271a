/** The sheet of comments in a spreadsheet: its columns, and which of them a saved one still has. */

import { headerKey } from '../text.js';

export const COMMENT_ID_HEADER = 'comment id';

/** The columns, in order: the id, the answer, what to look at, the comment, and its author as it would be printed. */
export const COMMENT_HEADERS: readonly string[] = [COMMENT_ID_HEADER, 'print it? (yes / no)', 'look at', 'comment', 'author'];

const KNOWN = new Set(COMMENT_HEADERS.map(headerKey));

/** Whether a header is one of the sheet's. */
export function isCommentHeader(header: string): boolean {
  return KNOWN.has(headerKey(header)) || isAnswerHeader(header);
}

/** Positions of the two columns that an answer needs, or null where one is missing. */
export function findCommentColumns(header: readonly string[]): { readonly id: number; readonly answer: number } | null {
  const id = header.findIndex((name) => headerKey(name) === COMMENT_ID_HEADER);
  const answer = header.findIndex(isAnswerHeader);
  return id === -1 || answer === -1 ? null : { id, answer };
}

/** The words in brackets may be gone. */
function isAnswerHeader(header: string): boolean {
  return headerKey(header).startsWith('print it');
}
