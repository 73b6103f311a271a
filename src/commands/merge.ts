/** `handin merge`: many exports to one deduplicated list with its ledger. */

import path from 'node:path';

import { type Command, Option } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { MATCH_PROBABILITY_DEFAULT, REVIEW_FROM_DEFAULT } from '../lib/model/linkage-report.js';
import {
  actionOf,
  createCommand,
  type GlobalOptions,
  MEMORY_DEFAULT_BYTES,
  memoryOption,
  probability,
  type Runtime,
  threadsOption,
} from './program.js';
import { addReadingOptions, type ReadingCommandOptions, readingOf } from './reading-options.js';

export interface MergeCommandOptions extends GlobalOptions, ReadingCommandOptions {
  readonly output?: string;
  readonly match?: 'exact' | 'linked';
  readonly keep?: 'first' | 'latest';
  readonly matchProbability?: number;
  readonly reviewFrom?: number;
  readonly memory?: number;
  readonly threads?: number;
  readonly idsFrom?: string;
  readonly strict?: boolean;
  readonly force?: boolean;
}

export type MergeRun = (context: Context, files: readonly string[], options: MergeCommandOptions) => Promise<ExitCode>;

export function mergeCommand(runtime: Runtime, run: MergeRun = runMergeCommand): Command {
  const command = createCommand({
    name: 'merge',
    group: 'Count:',
    summary: 'Merge exports into one deduplicated list, and account for every record.',
    description:
      'Reads every export by the profile that fits it, brings records into one form and decides who is the same person. Fixed rules come first: same e-mail address and name; a second name at one address counts when both gave the same postcode; without an e-mail address, same name and postcode, or same name and phone or street address where there is no postcode. Then the evidence of all fields is weighed by a model that learns from the list: slips of the keys, nicknames, other scripts, somebody who moved, against couples, namesakes and neighbours. Strong links are joined; what is more likely than not is joined too and listed in review.csv until somebody decides. A name alone never matches. Every record gets exactly one row in ledger.csv, with its fate, the reason and the evidence. Everything written is private. Inputs are never changed.',
    examples: [
      ['handin merge', 'the sources of the nearest campaign.yaml, into private/ beside it'],
      ['handin merge exports/*.csv paper.xlsx -o merged', 'any files, without a campaign file'],
      ['handin merge list.csv --map full_name="Your name" --date-order dmy', 'say which column is which'],
      ['handin merge --fixed fixed.csv', 'with rows of quarantine.csv that somebody corrected and saved as fixed.csv'],
    ],
    exitCodes: [
      [0, 'done'],
      [1, 'done, but with --strict: records could not be read, or pairs wait for review'],
      [2, 'could not be done'],
      [70, 'a defect: a record is unaccounted for'],
    ],
    next: '`handin review` for possible links, `handin explain ID` for why; then `handin check` or `handin pack`.',
  })
    .argument('[files...]', 'exports; without any, the sources of the campaign file')
    .option('-o, --output <dir>', 'where to write (default: private/ beside the campaign file, merged/ without one)');
  return addReadingOptions(command)
    .addOption(
      new Option('--match <method>', 'how people are matched: by fixed rules, or by these and by evidence (default: linked)').choices([
        'exact',
        'linked',
      ]),
    )
    .addOption(new Option('--keep <which>', 'which record of a person is the counted one (default: first)').choices(['first', 'latest']))
    .option('--match-probability <p>', 'from here on a link is strong: joined without asking (default: 0.95)', probability)
    .option('--review-from <p>', 'from here on a link is possible: listed in review.csv (default: 0.5)', probability)
    .option('--ids-from <header>', "copy this column into the ledger's input_id")
    .addOption(memoryOption())
    .addOption(threadsOption())
    .option('--strict', 'exit 1 when a record could not be read or a pair waits for review')
    .option('--force', 'replace a folder that handin did not make')
    .action(actionOf(runtime, run));
}

async function runMergeCommand(context: Context, files: readonly string[], options: MergeCommandOptions): Promise<ExitCode> {
  const { campaignIfAny } = await import('./campaign-option.js');
  const campaign = campaignIfAny(context, options);
  const { runMerge } = await import('../lib/workflows/merge.js');
  const { privateFolder } = await import('../lib/workflows/private-folder.js');
  const { formatMerge, formatMergeJson } = await import('../lib/reporters/merge.js');
  const { warnOfSurroundings } = await import('../lib/workflows/surroundings.js');
  warnOfSurroundings(context, campaign);
  const { report, outDir } = await runMerge(context, {
    files,
    campaign,
    outDir: options.output === undefined ? privateFolder(campaign, context.cwd) : path.resolve(context.cwd, options.output),
    reading: await readingOf(context, options, campaign, files.length === 0),
    profile: options.profile ?? null,
    match: options.match ?? null,
    keep: options.keep ?? 'first',
    matchProbability: options.matchProbability ?? MATCH_PROBABILITY_DEFAULT,
    reviewFrom: options.reviewFrom ?? REVIEW_FROM_DEFAULT,
    memoryBytes: options.memory ?? MEMORY_DEFAULT_BYTES,
    threads: options.threads ?? 0,
    idsFrom: options.idsFrom ?? null,
    force: options.force === true,
  });
  context.out(options.json === true ? formatMergeJson(report) : formatMerge(report, outDir, context.style));
  const isOpen =
    (report.counts.total.byFate.unreadable ?? 0) > 0 || (report.range?.reviews ?? 0) + (report.organisationRange?.reviews ?? 0) > 0;
  return options.strict === true && isOpen ? EXIT.no : EXIT.yes;
}
