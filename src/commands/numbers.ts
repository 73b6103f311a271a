/** `handin numbers`: the statement of numbers. */

import { type Command, Option } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { actionOf, createCommand, type GlobalOptions, mergeFolderOption, type Runtime } from './program.js';

export interface NumbersCommandOptions extends GlobalOptions {
  readonly format?: 'text' | 'markdown' | 'csv';
  readonly outside?: boolean;
  readonly dir?: string;
}

export type NumbersRun = (context: Context, options: NumbersCommandOptions) => Promise<ExitCode>;

export function numbersCommand(runtime: Runtime, run: NumbersRun = runNumbersCommand): Command {
  return createCommand({
    name: 'numbers',
    group: 'Count:',
    summary: 'State the numbers: what was received, set aside, joined and counted.',
    description:
      'Adds up the ledger of the last merge, by source, reason and rule, and holds every line against the merge’s own report; a difference stops it. Everything is exact, and for inside. With --outside it gives what may leave, as the pack prints it: the exact total counted, and every other number so coarse that no subtraction gives a small one back. Two statements of two days can be subtracted from each other: give one with a hand-in, not every day.',
    examples: [
      ['handin numbers', 'everything, on the screen'],
      ['handin numbers --outside --format markdown', 'for a press release'],
      ['handin numbers --format csv', 'for a spreadsheet'],
    ],
    exitCodes: [
      [0, 'stated'],
      [2, 'could not be done: no merge yet'],
      [70, 'a defect: the ledger and the report of the merge do not agree'],
    ],
    next: '`handin check` compares the number with thresholds, `handin explain ID` tells why one record is where it is.',
  })
    .addOption(new Option('--format <form>', 'how it is printed (default: text)').choices(['text', 'markdown', 'csv']))
    .option('--outside', 'only what may leave the organisation')
    .addOption(mergeFolderOption('dir'))
    .action(actionOf(runtime, run));
}

async function runNumbersCommand(context: Context, options: NumbersCommandOptions): Promise<ExitCode> {
  const { campaignIfAny, mergeFolder } = await import('./campaign-option.js');
  const { stateNumbers, tableAsCsv } = await import('../lib/workflows/numbers.js');
  const { formatNumbers, formatNumbersJson, formatNumbersMarkdown, numbersTable } = await import('../lib/reporters/numbers.js');
  const campaign = options.dir === undefined ? campaignIfAny(context, options) : null;
  const folder = mergeFolder(context, options, options.dir, campaign);
  const report = await stateNumbers(context, { campaign, folder });
  const isOutside = options.outside === true;
  if (options.json === true) {
    const { campaign: title, at, outside, unchecked } = report;
    context.out(formatNumbersJson(isOutside ? { formatVersion: 1, campaign: title, at, outside, unchecked } : report));
  } else if (options.format === 'markdown') context.out(formatNumbersMarkdown(report, isOutside));
  else if (options.format === 'csv') context.out(tableAsCsv(context, numbersTable(report, isOutside)));
  else context.out(formatNumbers(report, isOutside, context.style));
  return EXIT.yes;
}
