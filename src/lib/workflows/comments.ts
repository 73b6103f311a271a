/**
 * Deciding about comments: one by one at the terminal, or in a sheet. It changes nothing but the log of decisions; the next pack shows what
 * was approved. What is laid before the person who decides goes to nobody else.
 */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import { packDate } from '../config.js';
import type { Context, Prompts } from '../context.js';
import { InputError } from '../errors.js';
import type { CommentSignData } from '../gate/comment-review.js';
import { commentForReview, createSignFinder } from '../gate/comment-review.js';
import type { CommentLayout, CommentsExportReport, CommentsImportReport, CommentsReport, ShownComment } from '../model/comment-report.js';
import { CONSENT_LEVELS } from '../model/record.js';
import type { AnswerData } from '../review/answers.js';
import { createAnswerReader } from '../review/answers.js';
import { COMMENT_HEADERS, COMMENT_ID_HEADER, findCommentColumns, isCommentHeader } from '../review/comment-sheet.js';
import { standingDecisions } from '../review/comments.js';
import { shownPath } from '../text.js';
import { type AnswerSheet, planAnswerSheet, readAnswerSheet, unclearAnswers, writeAnswerSheet } from './answer-sheet.js';
import { appendDecisions, readCommentLog } from './comment-log.js';
import { readSignatures } from './gate-input.js';
import { privateFolder, withPrivateData } from './private-folder.js';
import { withHeldMerge, withTemporaryEngine } from './review-data.js';

type Decision = 'approved' | 'refused';

/** The comments that can be decided about, in the order of their ids, which is as good as chance and always the same. */
async function readComments(context: Context, loaded: LoadedCampaign): Promise<ShownComment[]> {
  const signs = createSignFinder(context.io.files.bundledJson('gate/data')['comment-signs'] as CommentSignData);
  const date = packDate(loaded.campaign, context);
  const rows = await withPrivateData(context, privateFolder(loaded, context.cwd), (engine) => readSignatures(context, engine, loaded));
  const comments = rows.flatMap((row) => commentForReview(row, row.comment_id, date, signs) ?? []);
  return comments.sort((a, b) => (a.commentId < b.commentId ? -1 : 1));
}

const isForbidden = ({ signs }: ShownComment): boolean => signs.some(({ forbids }) => forbids);

function reportOf(
  loaded: LoadedCampaign,
  comments: readonly ShownComment[],
  standing: ReadonlyMap<string, Decision>,
  session: CommentsReport['session'],
): CommentsReport {
  const count = (wanted: (comment: ShownComment) => boolean): number => comments.filter(wanted).length;
  return {
    formatVersion: 1,
    pending: count((comment) => !isForbidden(comment) && !standing.has(comment.commentId)),
    approved: count((comment) => !isForbidden(comment) && standing.get(comment.commentId) === 'approved'),
    refused: count((comment) => !isForbidden(comment) && standing.get(comment.commentId) === 'refused'),
    forbidden: count(isForbidden),
    ceilingAllows: loaded.campaign.display.ceiling === CONSENT_LEVELS.at(-1),
    session,
  };
}

/** What is left and what was decided, without asking anybody. */
export async function countComments(context: Context, loaded: LoadedCampaign): Promise<CommentsReport> {
  const comments = await readComments(context, loaded);
  return reportOf(loaded, comments, standingDecisions(readCommentLog(context, privateFolder(loaded, context.cwd))), null);
}

export interface CommentOptions {
  readonly campaign: LoadedCampaign;
  readonly reviewer: string;
  readonly layout: CommentLayout;
}

const CHOICES = [
  { keys: ['y', 'a', '1'], name: 'print it', value: 'approved' },
  { keys: ['n', '2'], name: 'leave it out', value: 'refused' },
  { keys: ['s', '3'], name: 'skip', value: 'skip' },
  { keys: ['z'], name: 'undo', value: 'undo' },
  { keys: ['q'], name: 'quit', value: 'quit' },
] as const;

/**
 * Asks at the terminal; each decision is on the disk before the next question.
 * @throws InputError `comments-no-terminal` when nobody can be asked
 */
export async function decideComments(context: Context, options: CommentOptions): Promise<CommentsReport> {
  const { prompts } = context;
  if (prompts === null) {
    throw new InputError('Nobody can be asked here: there is no terminal, or --no-input was given.', {
      code: 'comments-no-terminal',
      hint: 'Decide in a spreadsheet with --export FILE and --import FILE, or count with --json.',
    });
  }
  const folder = privateFolder(options.campaign, context.cwd);
  return withHeldMerge(context, folder, async () => {
    const comments = await readComments(context, options.campaign);
    const session = await ask(context, prompts, folder, comments, options);
    return reportOf(options.campaign, comments, standingDecisions(readCommentLog(context, folder)), session);
  });
}

async function ask(
  context: Context,
  prompts: Prompts,
  folder: string,
  comments: readonly ShownComment[],
  { layout, reviewer }: CommentOptions,
): Promise<NonNullable<CommentsReport['session']>> {
  const standing = standingDecisions(readCommentLog(context, folder));
  const open = comments.filter((comment) => !isForbidden(comment) && !standing.has(comment.commentId));
  const made: { at: number; decision: Decision }[] = [];
  const decide = (commentId: string, decision: Decision | 'undone'): Promise<unknown> =>
    appendDecisions(context, folder, [{ commentId, decision, reviewer }]);
  const count = (wanted: Decision): number => made.filter(({ decision }) => decision === wanted).length;
  for (let at = 0; at < open.length; ) {
    const comment = open[at] as ShownComment;
    prompts.show(layout(comment, at + 1, open.length, prompts.screen()));
    const answer = await prompts.key({ choices: CHOICES });
    if (answer === 'quit') return { approved: count('approved'), refused: count('refused'), ended: 'stopped' };
    if (answer === 'undo') {
      const last = made.pop();
      if (last === undefined) prompts.show('There is nothing to undo in this run.\n');
      else {
        at = last.at;
        await decide((open[at] as ShownComment).commentId, 'undone');
      }
      continue;
    }
    if (answer !== 'skip') {
      await decide(comment.commentId, answer as Decision);
      made.push({ at, decision: answer as Decision });
    }
    at++;
  }
  return { approved: count('approved'), refused: count('refused'), ended: 'nothing-left' };
}

const SHEET: AnswerSheet = {
  code: 'comment-sheet',
  called: 'a sheet of comments',
  command: 'handin comments',
  fileName: 'comments.xlsx',
  headers: { id: COMMENT_ID_HEADER, answer: 'print it?' },
  answers: 'Write yes or no there, one answer for each comment, or nothing',
  isHeader: isCommentHeader,
  findColumns: findCommentColumns,
};

export interface CommentsExportOptions {
  readonly campaign: LoadedCampaign;
  /** Full path; `.xlsx` makes a workbook, `.csv` a text that Excel opens too. */
  readonly output: string;
  readonly force: boolean;
}

/**
 * Writes the comments that nobody has decided about into a sheet.
 * @throws InputError `comment-sheet-form`, `comment-sheet-exists`
 */
export async function exportComments(context: Context, options: CommentsExportOptions): Promise<CommentsExportReport> {
  const form = planAnswerSheet(context, SHEET, options.output, options.force);
  const standing = standingDecisions(readCommentLog(context, privateFolder(options.campaign, context.cwd)));
  const comments = (await readComments(context, options.campaign)).filter((each) => !isForbidden(each) && !standing.has(each.commentId));
  const rows = comments.map(({ commentId, text, author, signs }) => {
    const words = signs.map(({ label, words: found }) => (found.length === 0 ? label : `${label} (${found.join(', ')})`)).join('; ');
    return [commentId, '', words, text, author.place === undefined ? author.name : `${author.name}, ${author.place}`];
  });
  await writeAnswerSheet(context, options.output, form, async (scratch) => {
    const place = path.join(scratch, 'rows.csv');
    await context.io.files.writeFile(
      place,
      rows.map((row) => `${row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`).join(''),
    );
    return { place, header: COMMENT_HEADERS };
  });
  return { formatVersion: 1, output: shownPath(options.output, context.cwd), comments: comments.length };
}

export interface CommentsImportOptions {
  readonly campaign: LoadedCampaign;
  /** Full path of the sheet. */
  readonly input: string;
  readonly reviewer: string;
  /** Takes what is clear and leaves the rest. */
  readonly skipsUnclear: boolean;
}

/**
 * Reads the answers of a sheet into the log, as one step. A comment that was edited since has another id, and its answer is left out.
 * @throws InputError `comment-sheet-columns`, `comment-sheet-unreadable`, `comment-sheet-unclear`
 */
export async function importComments(context: Context, options: CommentsImportOptions): Promise<CommentsImportReport> {
  const folder = privateFolder(options.campaign, context.cwd);
  const label = path.basename(options.input);
  return withHeldMerge(context, folder, async () => {
    const answers = await withTemporaryEngine(context, (engine) => readAnswerSheet(context, engine, SHEET, options));
    const known = new Map((await readComments(context, options.campaign)).map((comment) => [comment.commentId, comment]));
    const read = createAnswerReader(context.io.files.bundledJson('review/data')['answers'] as AnswerData);
    const rowsOf = { unknown: [] as number[], forbidden: [] as number[], unclear: [] as number[] };
    const taken = new Map<string, Decision>();
    let open = 0;
    for (const { row, id, answer } of answers) {
      const said = read(answer);
      const comment = known.get(id);
      if (said === 'empty' || said === 'unsure') open++;
      else if (comment === undefined) rowsOf.unknown.push(row);
      else if (said === 'unclear' || taken.has(id)) rowsOf.unclear.push(row);
      else if (said === 'match' && isForbidden(comment)) rowsOf.forbidden.push(row);
      else taken.set(id, said === 'match' ? 'approved' : 'refused');
    }
    if (rowsOf.unclear.length > 0 && !options.skipsUnclear) throw unclearAnswers(SHEET, options.input, rowsOf.unclear);
    const decisions = [...taken].map(([commentId, decision]) => ({ commentId, decision, reviewer: options.reviewer }));
    if (decisions.length > 0) await appendDecisions(context, folder, decisions);
    const count = (wanted: Decision): number => decisions.filter(({ decision }) => decision === wanted).length;
    return {
      formatVersion: 1,
      input: label,
      rows: answers.length,
      approved: count('approved'),
      refused: count('refused'),
      open,
      ...rowsOf,
    };
  });
}
