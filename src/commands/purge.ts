/** `handin purge`: delete everything private, and prove that it is gone. */

import path from 'node:path';

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import type { PurgeOptions, PurgePlan } from '../lib/workflows/purge.js';
import { actionOf, createCommand, type GlobalOptions, type Runtime } from './program.js';

export interface PurgeCommandOptions extends GlobalOptions {
  readonly dir?: string;
  readonly withSources?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export type PurgeRun = (context: Context, options: PurgeCommandOptions) => Promise<ExitCode>;

export function purgeCommand(runtime: Runtime, run: PurgeRun = runPurgeCommand): Command {
  return createCommand({
    name: 'purge',
    group: 'Afterwards:',
    summary: 'Delete everything private of a campaign, and prove that it is gone.',
    description:
      'Deletes the private folder with every key, judgement, list and report in it, and what broken-off runs left beside it; the keys go first. Then the places are looked at again, and a certificate beside the campaign file says what was deleted, in numbers and times and with the checksum of the pack, without a name. The pack stays. The exports are yours: they are counted, and deleted only with --with-sources. People who asked to be removed are forgotten too, so a later merge of the same exports would bring them back. Refuses while another run holds the folder. No program can promise what disks, snapshots, backups and sync services keep; handin says so each time.',
    examples: [
      ['handin purge --dry-run', 'count what would be deleted'],
      ['handin purge', 'count, ask, delete'],
      ['handin purge --with-sources --yes', 'the exports too, without asking'],
      ['handin purge --dir merged', 'the folder of a merge without a campaign file'],
    ],
    exitCodes: [
      [0, 'done, counted, or there was nothing'],
      [1, 'the answer was no; nothing was deleted'],
      [2, 'could not be done: another run holds the folder'],
      [70, 'something that was deleted is there again'],
    ],
    next: 'delete the signatures on the platforms too, and empty the trash.',
  })
    .option('--dir <dir>', 'folder of the merge (default: private/ beside the campaign file)')
    .option('--with-sources', 'delete the exports that the campaign file names, and lists that handin wrote beside them')
    .option('--dry-run', 'count, and delete nothing')
    .option('--yes', 'delete without asking')
    .action(actionOf(runtime, run));
}

async function runPurgeCommand(context: Context, options: PurgeCommandOptions): Promise<ExitCode> {
  const purge = await purgeTarget(context, options);
  const { planPurge } = await import('../lib/workflows/purge.js');
  const { warnOfSurroundings } = await import('../lib/workflows/surroundings.js');
  warnOfSurroundings(context, purge.campaign);
  return askAndPurge(context, options, purge, planPurge(context, purge));
}

/** The private folder of the campaign, or the folder that was named; only one that handin made is deleted. */
async function purgeTarget(context: Context, options: PurgeCommandOptions): Promise<PurgeOptions> {
  const { campaignOfClock, campaignOfClockRequired } = await import('./campaign-option.js');
  const { assertOwnFolder } = await import('../lib/workflows/purge.js');
  const { privateFolder } = await import('../lib/workflows/private-folder.js');
  const withSources = options.withSources === true;
  if (options.dir === undefined) {
    const campaign = campaignOfClockRequired(context, options);
    return { folder: privateFolder(campaign, context.cwd), campaign, withSources };
  }
  const folder = path.resolve(context.cwd, options.dir);
  const campaign = campaignOfClock(context, options);
  const isOwn = campaign !== null && privateFolder(campaign, context.cwd) === folder;
  if (!isOwn) assertOwnFolder(context, folder);
  return { folder, campaign: isOwn ? campaign : null, withSources };
}

/** Nobody is asked where the result is for a program. */
async function askAndPurge(context: Context, options: PurgeCommandOptions, purge: PurgeOptions, plan: PurgePlan): Promise<ExitCode> {
  const { carryOutPurge } = await import('../lib/workflows/purge.js');
  const { formatPurgeOutcome, formatPurgePlan, formatRetentionJson, purgeQuestion } = await import('../lib/reporters/retention.js');
  const isJson = options.json === true;
  let { report } = plan;
  if (!isJson) context.out(formatPurgePlan(report, context.style));
  if (report.outcome === 'counted' && options.dryRun !== true) {
    const asks = options.yes !== true && !isJson && context.prompts !== null;
    const isAgreed = asks
      ? await context.prompts?.confirm({ message: purgeQuestion(report), option: '--yes', initial: false })
      : options.yes === true;
    if (isAgreed === true) report = await carryOutPurge(context, purge);
    else if (asks) report = { ...report, outcome: 'declined' };
  }
  context.out(isJson ? formatRetentionJson(report) : formatPurgeOutcome(report, options.dryRun === true, context.style));
  return report.outcome === 'declined' ? EXIT.no : EXIT.yes;
}
