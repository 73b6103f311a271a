/** Reads and adds to the log of decisions about comments in a private folder. */

import path from 'node:path';

import type { Context, Engine } from '../context.js';
import type { CommentDecision } from '../review/comments.js';
import { COMMENT_LOG_COLUMNS, COMMENT_LOG_FILE, formatCommentDecision, parseCommentLog, standingDecisions } from '../review/comments.js';
import { csvSql } from '../sql.js';

/** The decisions of a private folder, oldest first; none where there is no log. */
export function readCommentLog(context: Context, folder: string): CommentDecision[] {
  const place = path.join(folder, COMMENT_LOG_FILE);
  if (!context.io.files.exists(place)) return [];
  return parseCommentLog(context.io.readCsv(wholeLines(context.io.files.readText(place)), COMMENT_LOG_FILE));
}

/** A crash can cut the last line short; what is left of it is no decision. */
function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

/** Adds one step to the log: decisions of one time, later than every one before. */
export async function appendDecisions(
  context: Context,
  folder: string,
  decisions: readonly Pick<CommentDecision, 'commentId' | 'decision' | 'reviewer'>[],
): Promise<CommentDecision[]> {
  const { files, formatCsv } = context.io;
  const place = path.join(folder, COMMENT_LOG_FILE);
  const before = readCommentLog(context, folder);
  const last = before.reduce((latest, { decidedAt }) => Math.max(latest, Date.parse(decidedAt)), 0);
  const decidedAt = new Date(Math.max(context.now().getTime(), last + 1)).toISOString();
  const lines = decisions.map((decision) => ({ ...decision, decidedAt }));
  const isNew = !files.exists(place);
  if (!isNew) {
    const text = files.readText(place);
    if (wholeLines(text) !== text) await files.writeFile(place, wholeLines(text));
  }
  await files.appendFile(place, formatCsv([...(isNew ? [[...COMMENT_LOG_COLUMNS]] : []), ...lines.map(formatCommentDecision)]));
  return lines;
}

/** `approved_comments`: the ids of the comments that somebody approved. */
export async function loadApprovedComments(context: Context, engine: Engine, folder: string): Promise<void> {
  const approved = [...standingDecisions(readCommentLog(context, folder))].flatMap(([id, decision]) =>
    decision === 'approved' ? [id] : [],
  );
  if (approved.length === 0) {
    await engine.run('CREATE OR REPLACE TABLE approved_comments (comment_id VARCHAR)');
    return;
  }
  const staged = path.join(engine.stagingDir, 'approved-comments.csv');
  await context.io.files.writeFile(staged, context.io.formatCsv(approved.map((id) => [id])));
  await engine.run(`CREATE OR REPLACE TABLE approved_comments AS SELECT * FROM ${csvSql(staged, { comment_id: 'VARCHAR' })}`);
  context.io.files.remove(staged);
}
