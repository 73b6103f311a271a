/** `handin status`: where a campaign and its retention clock stand. */

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { actionOf, calendarDay, createCommand, type GlobalOptions, type Runtime } from './program.js';

export interface StatusCommandOptions extends GlobalOptions {
  readonly delivered?: string;
}

export type StatusRun = (context: Context, options: StatusCommandOptions) => Promise<ExitCode>;

export function statusCommand(runtime: Runtime, run: StatusRun = runStatusCommand): Command {
  return createCommand({
    name: 'status',
    group: 'Afterwards:',
    summary: 'Say where a campaign stands, and until when its private data may be kept.',
    description:
      'The last merge and what is open in it, who asked to be removed (as numbers), the pack, the delivery, and the retention clock. Private data may be kept until retention.delete-after of the campaign file; without it until 30 days after delivery or 21 months after the first signature, whichever is earlier. handin cannot see a delivery: record it with --delivered. From fourteen days before, every command reminds of the day; after it only status, purge and extend work. Also says when the private folder lies where a sync program or git would carry it away.',
    examples: [
      ['handin status', 'the campaign of this folder'],
      ['handin status --delivered 2025-05-06', 'record that the pack was handed in on that day'],
      ['handin status --json', 'for a script'],
    ],
    exitCodes: [
      [0, 'the private data may still be kept, or there is none'],
      [1, 'the last day has passed'],
      [2, 'could not be done'],
    ],
    next: '`handin purge` when the campaign is over, `handin extend` when there is a reason to keep its data longer.',
  })
    .option('--delivered <date>', 'record the day on which the pack was handed in; the last one recorded holds', calendarDay)
    .action(actionOf(runtime, run));
}

async function runStatusCommand(context: Context, options: StatusCommandOptions): Promise<ExitCode> {
  const { campaignOfClockRequired } = await import('./campaign-option.js');
  const { recordDelivery } = await import('../lib/workflows/retention.js');
  const { readStatus } = await import('../lib/workflows/status.js');
  const { warnOfSurroundings } = await import('../lib/workflows/surroundings.js');
  const { formatRetentionJson, formatStatus } = await import('../lib/reporters/retention.js');
  const campaign = campaignOfClockRequired(context, options);
  if (options.delivered !== undefined) await recordDelivery(context, campaign, options.delivered);
  const report = readStatus(context, campaign);
  context.out(options.json === true ? formatRetentionJson(report) : formatStatus(report, context.style));
  warnOfSurroundings(context, campaign);
  return report.clock.state === 'passed' ? EXIT.no : EXIT.yes;
}
