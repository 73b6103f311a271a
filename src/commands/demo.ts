/** `handin demo`: the example campaigns, built. */

import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { actionOf, createCommand, type GlobalOptions, MEMORY_DEFAULT_BYTES, type Runtime } from './program.js';

export interface DemoCommandOptions extends GlobalOptions {
  readonly force?: boolean;
}

export type DemoRun = (context: Context, dir: string | undefined, options: DemoCommandOptions) => Promise<ExitCode>;

const EXAMPLES_FOLDER = fileURLToPath(new URL('../../fixtures/campaigns', import.meta.url));

export function demoCommand(runtime: Runtime, run: DemoRun = runDemoCommand): Command {
  return createCommand({
    name: 'demo',
    group: 'Look things up:',
    summary: 'Copy four example campaigns into a folder and build their packs.',
    description:
      'A petition with messy exports, a joint statement, a coalition page and an open letter to three institutions, modelled on public documents. They are examples: nothing was sent, nobody named in them has endorsed them, and every signatory is invented.',
    examples: [
      ['handin demo', 'into handin-demo/'],
      ['handin demo /tmp/try', 'somewhere else'],
    ],
    exitCodes: [
      [0, 'done'],
      [1, 'a pack was refused'],
      [2, 'could not be done'],
    ],
    next: 'open the PDFs; change a campaign.yaml and run `handin build` in its folder.',
  })
    .argument('[dir]', 'where to (default: handin-demo/)')
    .option('--force', 'replace a folder that handin did not make')
    .action(actionOf(runtime, run));
}

async function runDemoCommand(context: Context, dir: string | undefined, options: DemoCommandOptions): Promise<ExitCode> {
  const { runDemo } = await import('../lib/workflows/demo.js');
  const { formatDemo, formatPackJson } = await import('../lib/reporters/pack.js');
  const report = await runDemo(context, {
    dir: path.resolve(context.cwd, dir ?? 'handin-demo'),
    examplesDir: EXAMPLES_FOLDER,
    force: options.force === true,
    memoryBytes: MEMORY_DEFAULT_BYTES,
    threads: 0,
  });
  context.out(options.json === true ? formatPackJson(report) : formatDemo(report, context.style));
  return report.builds.every((build) => build.ok) ? EXIT.yes : EXIT.no;
}
