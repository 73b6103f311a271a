/** `handin check`: counts against thresholds. */

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { calendarDay, collect, createCommand, type GlobalOptions, type Runtime, wholeNumber } from './program.js';

export interface CheckCommandOptions extends GlobalOptions {
  readonly against?: readonly string[];
  readonly at?: string;
  readonly count?: number;
  readonly numbersOnly?: boolean;
}

export type CheckRun = (context: Context, options: CheckCommandOptions) => Promise<ExitCode>;

export function checkCommand(runtime: Runtime, run: CheckRun = runCheckCommand): Command {
  return createCommand({
    name: 'check',
    group: 'Count:',
    summary: 'Compare the count with official thresholds and own milestones.',
    description:
      'Without --against, the thresholds of the campaign file. A scheme without a threshold means all of its thresholds. "As many as" means that the number is reached but the body accepts no lists from outside; that is not met. While possible links wait for review, a threshold is met only if the lowest number reaches it; else it is unknown, and the answer says how many reviews would settle it. Thresholds are about people unless the campaign file says `of: organisations`.',
    examples: [
      ['handin check', 'the campaign against its own thresholds'],
      ['handin check --against gb-parliament-epetitions:response --count 10400', 'any number against one threshold'],
      ['handin check --against pt-peticao --at 2026-12-31 --json', 'on another day, for a script'],
    ],
    exitCodes: [
      [0, 'every threshold is met'],
      [1, 'at least one is not met, or cannot be told'],
      [2, 'could not be done'],
    ],
    next: '`handin schemes ID` explains a scheme with its sources.',
  })
    .option('--against <scheme[:threshold]>', 'a scheme of the catalogue or a JSON file of your own (repeatable)', collect)
    .option('--at <date>', "on this day (default: the pack's date, else today)", calendarDay)
    .option('--count <n>', "check this number instead of the last merge's", wholeNumber(0))
    .option('--numbers-only', 'compare the bare numbers, whatever the body accepts, and say so')
    .action(async (_options: CheckCommandOptions, command: Command) => {
      const options = command.optsWithGlobals<CheckCommandOptions>();
      runtime.setExit(await run(await runtime.createContext(options), options));
    });
}

async function runCheckCommand(context: Context, options: CheckCommandOptions): Promise<ExitCode> {
  const { campaignIfAny } = await import('./campaign-option.js');
  const { runCheck } = await import('../lib/workflows/check.js');
  const { formatCheck, formatCheckJson } = await import('../lib/reporters/check.js');
  const report = runCheck(context, {
    campaign: campaignIfAny(context, options),
    against: options.against ?? [],
    at: options.at ?? null,
    count: options.count ?? null,
    numbersOnly: options.numbersOnly === true,
    mergeDir: null,
  });
  context.out(options.json === true ? formatCheckJson(report) : formatCheck(report, context.style));
  return report.met ? EXIT.yes : EXIT.no;
}
