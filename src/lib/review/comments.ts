/**
 * The log of decisions about comments: which may be printed. A decision is about one text of one person, so it survives newer exports, and an
 * edited comment has to be looked at again. The log is only ever added to; the last line of a comment holds. Nothing here reads a disk.
 */

import { InputError } from '../errors.js';
import { listOf } from '../text.js';

/** Name of the log in the private folder. */
export const COMMENT_LOG_FILE = 'comment-decisions.csv';

export const COMMENT_LOG_COLUMNS = ['comment_id', 'decision', 'reviewer', 'decided_at'] as const;

/** What can be decided of a comment. `undone` takes back whatever was decided before. */
export const COMMENT_DECISIONS = ['approved', 'refused', 'undone'] as const;
export type CommentDecisionWord = (typeof COMMENT_DECISIONS)[number];

/** One line of the log. */
export interface CommentDecision {
  /** `C` and 16 hexadecimal digits; see `commentIdSql`. */
  readonly commentId: string;
  readonly decision: CommentDecisionWord;
  /** Who decided; empty when nobody said. */
  readonly reviewer: string;
  /** ISO 8601 in UTC with milliseconds. Lines of one step share it. */
  readonly decidedAt: string;
}

/** SQL for the id of a comment: a digest of what its record says of the person, and of the text. Both expressions are text. */
export function commentIdSql(identityKey: string, comment: string): string {
  return `'C' || substr(sha256(${identityKey} || chr(31) || ${comment}), 1, 16)`;
}

const COMMENT_ID = /^C[0-9a-f]{16}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/**
 * Reads the rows of the log, header included.
 * @throws InputError `comment-log-invalid` with the number of the line; no cell is quoted
 */
export function parseCommentLog(rows: readonly (readonly string[])[]): CommentDecision[] {
  const [header, ...lines] = rows;
  if (header === undefined) return [];
  if (header.join(',') !== COMMENT_LOG_COLUMNS.join(',')) throw invalid(1, `the columns must be ${listOf(COMMENT_LOG_COLUMNS)}`);
  return lines.map((cells, index) => {
    const [commentId = '', word = '', reviewer = '', decidedAt = ''] = cells;
    const decision = COMMENT_DECISIONS.find((known) => known === word);
    if (cells.length !== COMMENT_LOG_COLUMNS.length || !COMMENT_ID.test(commentId)) throw invalid(index + 2, 'it names no comment');
    if (decision === undefined) throw invalid(index + 2, `the decision must be ${listOf(COMMENT_DECISIONS, 'or')}`);
    if (!INSTANT.test(decidedAt)) throw invalid(index + 2, 'the time must be like 2026-11-26T09:30:00.000Z');
    return { commentId, decision, reviewer, decidedAt };
  });
}

function invalid(line: number, what: string): InputError {
  return new InputError(`${COMMENT_LOG_FILE}, line ${line}: ${what}.`, {
    code: 'comment-log-invalid',
    hint: 'The file is written by handin and kept as it is. Put a copy of it back, or correct the line.',
  });
}

/** Cells of a decision as they stand in the log. */
export function formatCommentDecision({ commentId, decision, reviewer, decidedAt }: CommentDecision): string[] {
  return [commentId, decision, reviewer, decidedAt];
}

/** What stands: the last decision of every comment, without those taken back. */
export function standingDecisions(log: readonly CommentDecision[]): Map<string, 'approved' | 'refused'> {
  const standing = new Map<string, 'approved' | 'refused'>();
  for (const { commentId, decision } of log) {
    if (decision === 'undone') standing.delete(commentId);
    else standing.set(commentId, decision);
  }
  return standing;
}
