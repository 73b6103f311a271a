/** `handin review`: clerical review of possible links. */

import path from 'node:path';

import { type Command, Option } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, InterruptedError } from '../lib/errors.js';
import type { ReviewSubject } from '../lib/workflows/review.js';
import { type AnswerCommandOptions, exportOption, noteSheet, reviewerOption, skipUnclearOption } from './answer-options.js';
import { actionOf, createCommand, mergeFolderOption, type Runtime, signatureId } from './program.js';

export interface ReviewCommandOptions extends AnswerCommandOptions {
  readonly unsure?: boolean;
  readonly group?: string;
  readonly conflicts?: boolean;
  readonly dir?: string;
}

export type ReviewRun = (context: Context, options: ReviewCommandOptions) => Promise<ExitCode>;

export function reviewCommand(runtime: Runtime, run: ReviewRun = runReviewCommand): Command {
  return createCommand({
    name: 'review',
    group: 'Count:',
    summary: 'Decide which possible links are one person.',
    description:
      'Shows two records side by side and takes one key: y the same person, n two people, u unsure, s skip, z undo, g the records that each stands for, q quit. What handin thinks of a pair is not shown, so that it does not decide for you; among the questions are some that handin has answered already, to measure how often it is right. Every judgement is kept at once in judgements.csv of the private folder, by what the records say, so that it survives newer exports; nothing is ever deleted from it. The next `handin merge` applies what stands.\n\nA review sheet (--export) is for those who would rather work in a spreadsheet. It holds personal data: give it to nobody who may not see the signatures, and delete it afterwards.',
    examples: [
      ['handin review --reviewer "Ann Example"', 'judge at the terminal; stop at any time and go on later'],
      ['handin review --export review.xlsx', 'a sheet for a volunteer, one row per pair'],
      ['handin review --import review.xlsx', 'the answers back'],
      ['handin review --group S0123456789ab', 'take one signature apart'],
      ['handin review --json', 'how many are left, for a script'],
    ],
    exitCodes: [
      [0, 'done, or stopped with q'],
      [1, 'done, but with --strict: pairs are left to judge, or judgements contradict each other'],
      [2, 'could not be done'],
      [130, 'stopped with Ctrl-C; what was judged is kept'],
    ],
    next: '`handin merge` applies the judgements.',
  })
    .addOption(reviewerOption('judges', 'judgement'))
    .option('--unsure', 'ask (or export) the pairs that nobody could tell')
    .addOption(
      new Option('--group <signature>', 'open the records of one signature, to take out who does not belong')
        .argParser(signatureId)
        .conflicts(['unsure', 'conflicts', 'export', 'import', 'json']),
    )
    .addOption(
      new Option('--conflicts', 'list judgements that contradict each other; on a terminal, ask about them again').conflicts([
        'unsure',
        'export',
        'import',
      ]),
    )
    .addOption(exportOption('pairs'))
    .addOption(
      new Option(
        '--import <file>',
        'take the answers of a sheet: yes, no or unsure in many languages; columns may be moved, and all but two deleted',
      ).conflicts('unsure'),
    )
    .addOption(skipUnclearOption())
    .option('--force', 'with --export: replace the file; with --import: the sheet wins over other judgements')
    .option('--strict', 'exit 1 when pairs are left to judge, or judgements contradict each other')
    .addOption(mergeFolderOption('dir'))
    .action(actionOf(runtime, run));
}

async function runReviewCommand(context: Context, options: ReviewCommandOptions): Promise<ExitCode> {
  const { mergeFolder } = await import('./campaign-option.js');
  const folder = mergeFolder(context, options, options.dir);
  if (options.export !== undefined) return exportSheet(context, folder, path.resolve(context.cwd, options.export), options);
  if (options.import !== undefined) return importSheet(context, folder, path.resolve(context.cwd, options.import), options);

  const { countReview, listConflicts, runReview } = await import('../lib/workflows/review.js');
  const { formatConflicts, formatReview, formatReviewJson } = await import('../lib/reporters/review.js');
  const isJson = options.json === true;
  if (options.conflicts === true) {
    const report = await listConflicts(context, folder);
    context.out(isJson ? formatReviewJson(report) : formatConflicts(report, context.style));
    if (isJson || context.prompts === null || report.conflicts.length === 0) return exitOf(options, report.conflicts.length > 0);
  }
  if (isJson) {
    const report = await countReview(context, folder);
    context.out(formatReviewJson(report));
    return exitOf(options, report.pending > 0 || report.conflicts.length > 0);
  }
  const { reviewLayout } = await import('../lib/reporters/review-pair.js');
  try {
    const report = await runReview(context, {
      folder,
      subject: subjectOf(options),
      reviewer: options.reviewer ?? '',
      layout: reviewLayout,
    });
    context.out(formatReview(report, context.style));
    return exitOf(options, report.pending > 0 || report.conflicts.length > 0);
  } catch (cause) {
    if (cause instanceof InterruptedError) context.note('\nWhat was judged is kept; `handin review` goes on from here.\n');
    throw cause;
  }
}

function subjectOf({ group, conflicts, unsure }: ReviewCommandOptions): ReviewSubject {
  if (group !== undefined) return { kind: 'group', signatureId: group };
  if (conflicts === true) return { kind: 'conflicts' };
  return { kind: unsure === true ? 'unsure' : 'pending' };
}

function exitOf({ strict }: ReviewCommandOptions, isOpen: boolean): ExitCode {
  return strict === true && isOpen ? EXIT.no : EXIT.yes;
}

async function exportSheet(context: Context, folder: string, output: string, options: ReviewCommandOptions): Promise<ExitCode> {
  const { exportReview } = await import('../lib/workflows/review-sheet.js');
  const { formatReviewExport, formatReviewJson } = await import('../lib/reporters/review.js');
  const kind = options.unsure === true ? 'unsure' : 'pending';
  const report = await exportReview(context, { folder, output, kind, force: options.force === true });
  noteSheet(context, report);
  context.out(options.json === true ? formatReviewJson(report) : formatReviewExport(report));
  return exitOf(options, report.pairs > 0);
}

async function importSheet(context: Context, folder: string, input: string, options: ReviewCommandOptions): Promise<ExitCode> {
  const { importReview } = await import('../lib/workflows/review-sheet.js');
  const { formatReviewImport, formatReviewJson } = await import('../lib/reporters/review.js');
  const report = await importReview(context, {
    folder,
    input,
    reviewer: options.reviewer ?? '',
    skipsUnclear: options.skipUnclear === true,
    force: options.force === true,
  });
  context.out(options.json === true ? formatReviewJson(report) : formatReviewImport(report, context.style));
  return exitOf(options, report.unclear.length + report.unknownPairs.length + report.contradicting.length + report.conflicts > 0);
}
