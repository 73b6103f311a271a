/** `handin extend`: keep private data longer, for a reason that stays on record. */

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { actionOf, calendarDay, createCommand, type GlobalOptions, type Runtime } from './program.js';

export interface ExtendCommandOptions extends GlobalOptions {
  readonly until: string;
  readonly reason: string;
}

export type ExtendRun = (context: Context, options: ExtendCommandOptions) => Promise<ExitCode>;

export function extendCommand(runtime: Runtime, run: ExtendRun = runExtendCommand): Command {
  return createCommand({
    name: 'extend',
    group: 'Afterwards:',
    summary: 'Move the last day on which private data may be kept, and record why.',
    description:
      'The new day and the reason are written to retention.json beside the campaign file, and stay there. Works after the last day too. The longer signatures lie on a laptop, the longer they can be lost or asked for: extend for a reason that a signatory would understand, such as proceedings that are under way.',
    examples: [
      ['handin extend --until 2025-09-30 --reason "The committee has asked for a recount."', 'keep the data until the end of September'],
    ],
    exitCodes: [
      [0, 'done'],
      [2, 'could not be done: the day is not later, or there is no day to move yet'],
    ],
    next: '`handin status` shows the clock.',
  })
    .requiredOption('--until <date>', 'the new last day', calendarDay)
    .requiredOption('--reason <text>', 'why, in a sentence that names nobody')
    .action(actionOf(runtime, run));
}

async function runExtendCommand(context: Context, options: ExtendCommandOptions): Promise<ExitCode> {
  const { campaignOfClockRequired } = await import('./campaign-option.js');
  const { extendRetention } = await import('../lib/workflows/retention.js');
  const { formatExtend, formatRetentionJson } = await import('../lib/reporters/retention.js');
  const report = await extendRetention(context, campaignOfClockRequired(context, options), options);
  context.out(options.json === true ? formatRetentionJson(report) : formatExtend(report, context.style));
  return EXIT.yes;
}
