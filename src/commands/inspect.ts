/** `handin inspect`: what a file is. */

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, RefusedError } from '../lib/errors.js';
import { actionOf, createCommand, type GlobalOptions, type Runtime } from './program.js';
import { addReadingOptions, type ReadingCommandOptions, readingOf } from './reading-options.js';

export interface InspectCommandOptions extends GlobalOptions, ReadingCommandOptions {
  readonly reveal?: boolean;
}

export type InspectRun = (context: Context, files: readonly string[], options: InspectCommandOptions) => Promise<ExitCode>;

export function inspectCommand(runtime: Runtime, run: InspectRun = runInspectCommand): Command {
  const command = createCommand({
    name: 'inspect',
    group: 'Look at exports:',
    summary: 'Say what an export is, and change nothing.',
    description:
      'Prints how many rows of people there are and where every other line went, how the file was read and how sure that is, the export profile that fits, and for each column the field it fills, how much of it is filled, how many different values it has, the shape of the commonest one, what would be repaired and what is wrong. Problems come with what to do about them. Values are masked: letters as A and a, digits as 9.',
    examples: [
      ['handin inspect exports/*.csv', 'look at everything that came in'],
      ['handin inspect --reveal sheet.xlsx', 'see a few values and the unreadable rows too (on a terminal only)'],
      ['handin inspect list.csv --header-row 0 --delimiter ";"', 'say how to read it, where it was read wrongly'],
    ],
    exitCodes: [
      [0, 'every file could be read'],
      [2, 'a file could not be read'],
    ],
    next: '`handin clean` writes one tidy list, `handin merge` counts and deduplicates; --map field=Header corrects a column.',
  }).argument('<files...>', 'exports: CSV, TSV, XLSX, ODS, XLS, HTML tables, JSON, Parquet, also zipped');
  return addReadingOptions(command)
    .option('--reveal', 'show the first values of every column and the unreadable rows; refused in pipes and in CI')
    .action(actionOf(runtime, run));
}

async function runInspectCommand(context: Context, files: readonly string[], options: InspectCommandOptions): Promise<ExitCode> {
  if (options.reveal === true && (!context.isTerminal || (context.env['CI'] ?? '') !== '')) {
    throw new RefusedError('Values are only shown on a terminal, and never in CI.', {
      code: 'reveal-refused',
      hint: 'Leave --reveal out, or run it yourself in a terminal.',
    });
  }
  const { campaignIfAny } = await import('./campaign-option.js');
  const { runInspect } = await import('../lib/workflows/inspect.js');
  const { formatInspect, formatInspectJson } = await import('../lib/reporters/inspect.js');
  const campaign = campaignIfAny(context, options);
  const report = await runInspect(context, {
    files,
    profile: options.profile ?? null,
    reading: await readingOf(context, options, campaign, false),
    campaign,
    reveal: options.reveal === true,
  });
  context.out(options.json === true ? formatInspectJson(report) : formatInspect(report, context.style));
  return EXIT.yes;
}
