/** `handin check`: counts against thresholds. */

import path from 'node:path';

import { type Command, Option } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, InputError } from '../lib/errors.js';
import { actionOf, calendarDay, collect, createCommand, type GlobalOptions, type Runtime, share, wholeNumber } from './program.js';

export interface CheckCommandOptions extends GlobalOptions {
  readonly against?: readonly string[];
  readonly at?: string;
  readonly count?: number;
  readonly numbersOnly?: boolean;
  readonly counts?: string;
  readonly sample?: string;
  readonly loss?: number;
  readonly base?: number;
  readonly registered?: string;
  readonly opened?: string;
  readonly bases?: string;
  readonly regionsTotal?: number;
  readonly format?: 'text' | 'github';
  readonly junit?: string;
}

export type CheckRun = (context: Context, options: CheckCommandOptions) => Promise<ExitCode>;

export function checkCommand(runtime: Runtime, run: CheckRun = runCheckCommand): Command {
  return createCommand({
    name: 'check',
    group: 'Count:',
    summary: 'Compare the count with official thresholds and own milestones.',
    description:
      'Without --against, the thresholds of the campaign file. A scheme without a threshold means all of its thresholds. "As many as" means that the number is reached but the body accepts no lists from outside; that is not met. While possible links wait for review, a threshold is met only if the lowest number reaches it; else it is unknown, and the answer says how many reviews would settle it. Thresholds are about people unless the campaign file says `of: organisations`. Rules about regions need counts by region, percentages what they are of, and some tables the day of registration: the options below give them, and the campaign file can. Who may sign, when and with which data is checked as far as the list tells; the rest is said to be unchecked. Of a campaign’s own losses, or of a stated one, follows how many more signatures make a threshold safe 19 times in 20, and of its pace when that will be.',
    examples: [
      ['handin check', 'the campaign against its own thresholds'],
      ['handin check --against gb-parliament-epetitions:response --count 10400', 'any number against one threshold'],
      ['handin check --against pt-peticao --at 2026-12-31 --json', 'on another day, for a script'],
      ['handin check --against gb-parliament-epetitions --count 96000 --loss 4%', 'how many more, when 4 in 100 will be lost'],
      ['handin check --against eu-eci --counts states.csv --registered 2025-01-10', 'with the minimums of each state'],
      ['handin check --format github --junit check.xml', 'in CI'],
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
    .option('--counts <file>', "counts by region instead of the last merge's: a CSV of two columns, region and count")
    .option('--sample <file>', "the low end of what a checked worksheet of `handin sample` says, instead of the last merge's count")
    .option('--loss <share>', 'what will be lost of these signatures, such as 4% (default: what this campaign has lost so far)', share)
    .option('--base <n>', 'what a percentage is of', wholeNumber(1))
    .option('--bases <file>', 'what a percentage is of, region by region: a CSV of two columns')
    .option('--regions-total <n>', 'how many regions there are, where the scheme does not say', wholeNumber(1))
    .option('--registered <date>', 'the day on which the body registered the petition', calendarDay)
    .option('--opened <date>', 'the first day on which signatures could be collected', calendarDay)
    .addOption(new Option('--format <form>', 'how the answer is printed').choices(['text', 'github']))
    .option('--junit <file>', 'also write the answer as a JUnit file')
    .option('--numbers-only', 'compare the bare numbers, whatever the body accepts, and say so')
    .action(actionOf(runtime, run));
}

async function runCheckCommand(context: Context, options: CheckCommandOptions): Promise<ExitCode> {
  const { campaignIfAny } = await import('./campaign-option.js');
  const { runCheck } = await import('../lib/workflows/check.js');
  const { formatCheck, formatCheckGithub, formatCheckJson, formatCheckJunit } = await import('../lib/reporters/check.js');
  assertOneCount(options);
  const place = (name: string | undefined): string | undefined => (name === undefined ? undefined : path.resolve(context.cwd, name));
  const campaign = campaignIfAny(context, options);
  const report = await runCheck(context, {
    campaign,
    against: options.against ?? [],
    at: options.at ?? null,
    count: options.count ?? null,
    counts: place(options.counts) ?? null,
    sample: place(options.sample) ?? null,
    loss: options.loss ?? null,
    given: {
      base: options.base,
      registered: options.registered,
      opened: options.opened,
      bases: place(options.bases),
      regionsTotal: options.regionsTotal,
    },
    numbersOnly: options.numbersOnly === true,
    mergeDir: null,
  });
  if (options.junit !== undefined) await context.io.files.writeFile(path.resolve(context.cwd, options.junit), formatCheckJunit(report));
  const isGithub = options.format === 'github';
  if (campaign !== null && options.against === undefined) {
    const { thresholdWarnings } = await import('../lib/workflows/effects.js');
    const { formatWarnings } = await import('../lib/reporters/columns.js');
    context.note(formatWarnings(thresholdWarnings(context, campaign), context.style));
  }
  context.out(options.json === true ? formatCheckJson(report) : isGithub ? formatCheckGithub(report) : formatCheck(report, context.style));
  return report.met ? EXIT.yes : EXIT.no;
}

/** One number cannot be said in two ways, nor the answer. */
function assertOneCount({ count, counts, sample, json, format }: CheckCommandOptions): void {
  if ([count, counts, sample].filter((each) => each !== undefined).length > 1) {
    throw new InputError('--count, --counts and --sample each say how many there are.', {
      code: 'check-two-counts',
      hint: 'Give one of them; --counts adds its regions up.',
    });
  }
  if (json === true && format === 'github') {
    throw new InputError('--json and --format github both say how the answer is printed.', {
      code: 'check-two-formats',
      hint: 'Give one of them.',
    });
  }
}
