/** `handin comments`: approve comments by hand, one by one. */

import path from 'node:path';

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, InterruptedError } from '../lib/errors.js';
import { type AnswerCommandOptions, exportOption, noteSheet, reviewerOption, skipUnclearOption } from './answer-options.js';
import { actionOf, createCommand, type Runtime } from './program.js';

export type CommentsCommandOptions = AnswerCommandOptions;

export type CommentsRun = (context: Context, options: CommentsCommandOptions) => Promise<ExitCode>;

export function commentsCommand(runtime: Runtime, run: CommentsRun = runCommentsCommand): Command {
  return createCommand({
    name: 'comments',
    group: 'Hand in:',
    summary: 'Decide which comments a pack prints.',
    description:
      'A comment leaves only if its author agreed to have it shown, display.ceiling is name-place-comment, and somebody has approved exactly this text. Shows one comment after the other as it would be printed, with what to look at: words that speak of immigration status, violence, detention, health, age or other people, in many languages, and web addresses. Keys: y print it, n leave it out, s skip, z undo, q quit. A comment with an e-mail address, a telephone number or a postcode cannot be approved. Decisions are kept in comment-decisions.csv of the private folder by the text and the person: a newer export changes nothing, an edited comment is asked about again.\n\nA sheet (--export) holds personal data: give it to nobody who may not see the comments, and delete it afterwards.',
    examples: [
      ['handin comments --reviewer "Ann Example"', 'decide at the terminal; stop at any time and go on later'],
      ['handin comments --export comments.xlsx', 'a sheet for a volunteer, one row per comment'],
      ['handin comments --import comments.xlsx', 'the answers back'],
      ['handin comments --json', 'how many are left, for a script'],
    ],
    exitCodes: [
      [0, 'done, or stopped with q'],
      [1, 'done, but with --strict: comments are left to decide'],
      [2, 'could not be done'],
      [130, 'stopped with Ctrl-C; what was decided is kept'],
    ],
    next: '`handin pack --dry-run` counts the comments that leave.',
  })
    .addOption(reviewerOption('decides', 'decision'))
    .addOption(exportOption('comments'))
    .option('--import <file>', 'take the answers of a sheet: yes or no in many languages')
    .addOption(skipUnclearOption())
    .option('--force', 'with --export: replace the file')
    .option('--strict', 'exit 1 when comments are left to decide')
    .action(actionOf(runtime, run));
}

async function runCommentsCommand(context: Context, options: CommentsCommandOptions): Promise<ExitCode> {
  const { campaignRequired } = await import('./campaign-option.js');
  const campaign = campaignRequired(context, options);
  const { countComments, decideComments, exportComments, importComments } = await import('../lib/workflows/comments.js');
  const { commentLayout, formatComments, formatCommentsExport, formatCommentsImport, formatCommentsJson } = await import(
    '../lib/reporters/comments.js'
  );
  const isJson = options.json === true;
  const exitOf = (isOpen: boolean): ExitCode => (options.strict === true && isOpen ? EXIT.no : EXIT.yes);
  if (options.export !== undefined) {
    const output = path.resolve(context.cwd, options.export);
    const report = await exportComments(context, { campaign, output, force: options.force === true });
    noteSheet(context, report);
    context.out(isJson ? formatCommentsJson(report) : formatCommentsExport(report));
    return exitOf(report.comments > 0);
  }
  if (options.import !== undefined) {
    const report = await importComments(context, {
      campaign,
      input: path.resolve(context.cwd, options.import),
      reviewer: options.reviewer ?? '',
      skipsUnclear: options.skipUnclear === true,
    });
    context.out(isJson ? formatCommentsJson(report) : formatCommentsImport(report, context.style));
    return exitOf(report.open + report.unclear.length + report.unknown.length > 0);
  }
  if (isJson) {
    const report = await countComments(context, campaign);
    context.out(formatCommentsJson(report));
    return exitOf(report.pending > 0);
  }
  try {
    const report = await decideComments(context, { campaign, reviewer: options.reviewer ?? '', layout: commentLayout });
    context.out(formatComments(report, context.style));
    return exitOf(report.pending > 0);
  } catch (cause) {
    if (cause instanceof InterruptedError) context.note('\nWhat was decided is kept; `handin comments` goes on from here.\n');
    throw cause;
  }
}
