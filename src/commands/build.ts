/** `handin build`: everything in one go. */

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { actionOf, createCommand, type GlobalOptions, MEMORY_DEFAULT_BYTES, memoryOption, type Runtime, threadsOption } from './program.js';

export interface BuildCommandOptions extends GlobalOptions {
  readonly strict?: boolean;
  readonly force?: boolean;
  readonly memory?: number;
  readonly threads?: number;
}

export type BuildRun = (context: Context, options: BuildCommandOptions) => Promise<ExitCode>;

export function buildCommand(runtime: Runtime, run: BuildRun = runBuildCommand): Command {
  return createCommand({
    name: 'build',
    group: 'Hand in:',
    summary: 'Merge, check, pack and verify in one go.',
    description:
      'Skips what is up to date. Thresholds that are not met are reported and do not fail the build; --strict makes them, records that could not be read and pairs that wait for review, a no.',
    examples: [
      ['handin build', 'the campaign of this folder'],
      ['handin build --strict --json', 'in CI'],
    ],
    exitCodes: [
      [0, 'done'],
      [1, 'the pack was refused or does not verify; with --strict also a threshold not met, a record not read or a pair to review'],
      [2, 'could not be done'],
    ],
    next: 'look at every page of pack/*.pdf.',
  })
    .option('--strict', 'exit 1 for thresholds not met, records that could not be read and pairs that wait for review')
    .addOption(memoryOption())
    .addOption(threadsOption())
    .option('--force', 'replace folders that handin did not make')
    .action(actionOf(runtime, run));
}

async function runBuildCommand(context: Context, options: BuildCommandOptions): Promise<ExitCode> {
  const { campaignRequired } = await import('./campaign-option.js');
  const { runBuild } = await import('../lib/workflows/build.js');
  const { formatBuild, formatPackJson } = await import('../lib/reporters/pack.js');
  const { formatWarnings } = await import('../lib/reporters/columns.js');
  const report = await runBuild(context, {
    campaign: campaignRequired(context, options),
    strict: options.strict === true,
    force: options.force === true,
    memoryBytes: options.memory ?? MEMORY_DEFAULT_BYTES,
    threads: options.threads ?? 0,
  });
  context.note(formatWarnings(report.pack.report.warnings, context.style));
  context.out(options.json === true ? formatPackJson(report) : formatBuild(report, context.style));
  return report.ok ? EXIT.yes : EXIT.no;
}
