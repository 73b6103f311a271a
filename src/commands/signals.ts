/** `handin signals`: does this pile look right? */

import path from 'node:path';

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, InputError } from '../lib/errors.js';
import type { SignalsOptions } from '../lib/workflows/signals.js';
import { actionOf, collect, createCommand, type GlobalOptions, mergeFolderOption, type Runtime } from './program.js';

export interface SignalsCommandOptions extends GlobalOptions {
  readonly rule?: readonly string[];
  readonly output?: string;
  readonly reason?: string;
  readonly by?: string;
  readonly reveal?: boolean;
  readonly strict?: boolean;
  readonly force?: boolean;
  readonly merged?: string;
}

export type SignalsRun = (context: Context, flag: string | null, options: SignalsCommandOptions) => Promise<ExitCode>;

/** Records of a flag that are listed; the whole list is the rule's. */
const LISTED = 50;

export function signalsCommand(runtime: Runtime, run: SignalsRun = runSignalsCommand): Command {
  return createCommand({
    name: 'signals',
    group: 'Count:',
    summary: 'Look for signs that signatures are forged, and remove nothing.',
    description:
      'Looks at the last merge for what people do not do: sign at even gaps, from numbered mailboxes, from mailboxes of one pattern or one domain within an hour, with comments made from one template, or from a place where fewer people live. Every finding says when, how many, how many were to be expected, and how likely that is by chance; the whole set is judged together. The report gives the count, and the count if every flagged record were fake.\n\nNothing is taken out. To decide, `--rule FLAG` writes a strike rule for exactly the flagged records, by keyed ids; it does nothing until somebody applies it with `handin strike`, and it can be undone. Events that you know of, such as a mention on television, go into signals.known-events of campaign.yaml (from, to, reason).\n\nEverything is compared within this campaign. Names are never held against a list of names, and neither names nor a rush of people flag anybody.',
    examples: [
      ['handin signals', 'the report on the last merge'],
      ['handin signals F0123abcd', 'where the records of one flag stand'],
      ['handin signals F0123abcd --reveal', 'the same with their cells, on a terminal'],
      ['handin signals --rule F0123abcd --by "Coordinating group"', 'write a rule to read, and to apply with `handin strike`'],
      ['handin signals --strict --json', 'for a script: exit code 1 when something is flagged'],
    ],
    exitCodes: [
      [0, 'done, whatever was found'],
      [1, 'with --strict: records are flagged'],
      [2, 'could not be done: no merge yet, an unknown flag'],
    ],
    next: '`handin strike --rule FILE --dry-run` to count what a rule would strike out.',
  })
    .argument('[flag]', 'the id of a flag, to list its records')
    .option('--rule <flag>', 'write a strike rule for the records of this flag (repeatable)', collect)
    .option('-o, --output <file>', 'file of the rule (default: strike-<flag>.json)')
    .option('--reason <text>', 'why these records do not count; printed in reports, so it names nobody')
    .option('--by <name>', 'who decided: a person or a meeting')
    .option('--reveal', 'show the cells of the listed records; on a terminal only, refused in CI')
    .option('--strict', 'exit 1 when records are flagged')
    .option('--force', 'replace a rule file that is there')
    .addOption(mergeFolderOption('merged'))
    .action(actionOf(runtime, (context, flag: string | undefined, options: SignalsCommandOptions) => run(context, flag ?? null, options)));
}

async function runSignalsCommand(context: Context, flag: string | null, options: SignalsCommandOptions): Promise<ExitCode> {
  assertSensible(context, flag, options);
  const { campaignIfAny, mergeFolder } = await import('./campaign-option.js');
  const campaign = campaignIfAny(context, options);
  const folder = mergeFolder(context, options, options.merged, campaign);
  if (options.rule !== undefined) return writeRuleFile(context, { folder, campaign }, options.rule, options);
  if (flag !== null) return listRecords(context, { folder, campaign }, flag, options);
  const { runSignals } = await import('../lib/workflows/signals.js');
  const { formatSignals, formatSignalsJson } = await import('../lib/reporters/signals.js');
  const { report } = await runSignals(context, { folder, campaign });
  context.out(options.json === true ? formatSignalsJson(report) : formatSignals(report, context.style));
  return options.strict === true && report.flagged > 0 ? EXIT.no : EXIT.yes;
}

function assertSensible(context: Context, flag: string | null, options: SignalsCommandOptions): void {
  if (flag !== null && options.rule !== undefined) {
    throw new InputError('Say one thing to do: a flag to look at, or --rule FLAG.', {
      code: 'signals-two-jobs',
      hint: '`handin help signals` has examples.',
    });
  }
  if (options.reveal !== true) return;
  if ((context.env['CI'] ?? '') !== '' || !context.isTerminal || options.json === true) {
    throw new InputError('--reveal shows personal data, and only on a terminal.', {
      code: 'reveal-refused',
      hint: 'Leave --reveal out, or run it yourself without a pipe; `handin explain` tells the story of one record.',
    });
  }
}

async function listRecords(context: Context, where: SignalsOptions, id: string, options: SignalsCommandOptions): Promise<ExitCode> {
  const { showFlag } = await import('../lib/workflows/signals.js');
  const { formatFlag, formatSignalsJson } = await import('../lib/reporters/signals.js');
  const limit = options.json === true ? Number.MAX_SAFE_INTEGER : LISTED;
  const report = await showFlag(context, { ...where, id, reveals: options.reveal === true, limit });
  context.out(options.json === true ? formatSignalsJson(report) : formatFlag(report, context.style));
  return EXIT.yes;
}

async function writeRuleFile(
  context: Context,
  where: SignalsOptions,
  ids: readonly string[],
  options: SignalsCommandOptions,
): Promise<ExitCode> {
  const { writeRule } = await import('../lib/workflows/signals.js');
  const { formatSignalRule, formatSignalsJson } = await import('../lib/reporters/signals.js');
  const report = await writeRule(context, {
    ...where,
    ids,
    place: options.output === undefined ? null : path.resolve(context.cwd, options.output),
    by: options.by ?? null,
    reason: options.reason ?? null,
    force: options.force === true,
  });
  context.out(options.json === true ? formatSignalsJson(report) : formatSignalRule(report, context.style));
  return EXIT.yes;
}
