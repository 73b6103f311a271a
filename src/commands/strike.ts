/** `handin strike`: records that do not count, by a rule with a stated reason. */

import path from 'node:path';

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, InputError } from '../lib/errors.js';
import type { StrikeOptions } from '../lib/workflows/strikes.js';
import { actionOf, createCommand, type GlobalOptions, mergeFolderOption, type Runtime } from './program.js';

export interface StrikeCommandOptions extends GlobalOptions {
  readonly rule?: string;
  readonly list?: boolean;
  readonly undo?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly merged?: string;
}

export type StrikeRun = (context: Context, options: StrikeCommandOptions) => Promise<ExitCode>;

export function strikeCommand(runtime: Runtime, run: StrikeRun = runStrikeCommand): Command {
  return createCommand({
    name: 'strike',
    group: 'Count:',
    summary: 'Strike records out by a rule with a stated reason.',
    description:
      "A rule is a YAML file: id, reason, decided (a day) and when, a list of conditions such as { field: email, domain: spam.example.org } that must all hold. It is counted against the last merge first: how many records, of which sources, and what becomes of the total. A rule that matches everybody is refused. Once applied it is kept in the private folder, every merge applies it, and ledger.csv names it on every record that it strikes out. A struck record is nobody's duplicate and takes nobody with it. No value of a condition is ever printed. In CI, name the file under strikes in campaign.yaml instead.",
    examples: [
      ['handin strike --rule strike-spam.yaml --dry-run', 'count what the rule would strike out'],
      ['handin strike --rule strike-spam.yaml', 'count, ask, apply'],
      ['handin strike --list', 'the rules, their reasons, and what each did in the last merge'],
      ['handin strike --undo spam-mail', 'take a rule back'],
    ],
    exitCodes: [
      [0, 'done, or counted'],
      [1, 'the rule matches nothing, or the answer was no; nothing was changed'],
      [2, 'could not be done: a rule that matches everybody, a broken file, no merge yet'],
    ],
    next: '`handin merge`, which applies the rules in force.',
  })
    .option('--rule <file>', 'the rule, as YAML or JSON: count it, ask, and put it in force')
    .option('--list', 'list the rules in force, and those that were')
    .option('--undo <id>', 'take a rule back; its file is kept under another name')
    .option('--yes', 'apply the rule without asking')
    .option('--dry-run', 'count, and change nothing')
    .option('--force', 'replace another rule of the same id')
    .addOption(mergeFolderOption('merged'))
    .action(actionOf(runtime, run));
}

async function runStrikeCommand(context: Context, options: StrikeCommandOptions): Promise<ExitCode> {
  const { campaignIfAny, mergeFolder } = await import('./campaign-option.js');
  const { listStrikes, undoStrike } = await import('../lib/workflows/strikes.js');
  const { formatStrikeJson, formatStrikeList, formatStrikeUndo } = await import('../lib/reporters/strike.js');
  assertOneJob(options);
  const campaign = campaignIfAny(context, options);
  const folder = mergeFolder(context, options, options.merged, campaign);
  if (options.list === true) {
    const report = listStrikes(context, folder, campaign);
    context.out(options.json === true ? formatStrikeJson(report) : formatStrikeList(report, context.style));
    return EXIT.yes;
  }
  if (options.undo !== undefined) {
    const report = undoStrike(context, folder, campaign, options.undo);
    context.out(options.json === true ? formatStrikeJson(report) : formatStrikeUndo(report, context.style));
    return EXIT.yes;
  }
  const place = path.resolve(context.cwd, options.rule ?? '');
  return countAndApply(context, options, { folder, campaign, place, force: options.force === true });
}

/** Exactly one of --rule, --list and --undo. */
function assertOneJob({ rule, list, undo }: StrikeCommandOptions): void {
  if ([rule !== undefined, list === true, undo !== undefined].filter(Boolean).length === 1) return;
  throw new InputError('Say one thing to do: --rule FILE, --list or --undo ID.', {
    code: 'strike-nothing',
    hint: '`handin help strike` has examples.',
  });
}

/** Nobody is asked where the result is for a program. */
async function countAndApply(context: Context, options: StrikeCommandOptions, strike: StrikeOptions): Promise<ExitCode> {
  const { applyStrike, countStrike } = await import('../lib/workflows/strikes.js');
  const { formatStrikeCount, formatStrikeJson, formatStrikeOutcome, strikeQuestion } = await import('../lib/reporters/strike.js');
  const isJson = options.json === true;
  const counted = await countStrike(context, strike);
  let { report } = counted;
  if (!isJson) context.out(formatStrikeCount(report, context.style));
  if (report.outcome === 'counted' && options.dryRun !== true) {
    const asks = options.yes !== true && !isJson && context.prompts !== null;
    const isAgreed = asks
      ? await context.prompts?.confirm({ message: strikeQuestion(report), option: '--yes', initial: false })
      : options.yes === true;
    if (isAgreed === true) report = await applyStrike(context, strike.folder, counted);
    else if (asks) report = { ...report, outcome: 'declined' };
  }
  context.out(isJson ? formatStrikeJson(report) : formatStrikeOutcome(report, options.dryRun === true, context.style));
  return report.outcome === 'matches-nothing' || report.outcome === 'declined' ? EXIT.no : EXIT.yes;
}
