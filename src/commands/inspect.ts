/** `handin inspect`: what a file is. */

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, RefusedError } from '../lib/errors.js';
import { createCommand, type GlobalOptions, type Runtime } from './program.js';

export interface InspectCommandOptions extends GlobalOptions {
  readonly profile?: string;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly reveal?: boolean;
}

export type InspectRun = (context: Context, files: readonly string[], options: InspectCommandOptions) => Promise<ExitCode>;

export function inspectCommand(runtime: Runtime, run: InspectRun = runInspectCommand): Command {
  return createCommand({
    name: 'inspect',
    group: 'Look at exports:',
    summary: 'Say what an export is, and change nothing.',
    description:
      'Prints encoding, delimiter, header, number of records, the export profile that fits, and for each column the field it fills, how much of it is filled, how many different values it has and the shape of the commonest one. Values are masked: letters as A and a, digits as 9.',
    examples: [
      ['handin inspect exports/*.csv', 'look at everything that came in'],
      ['handin inspect --reveal sheet.xlsx', 'see a few values too (on a terminal only)'],
    ],
    exitCodes: [
      [0, 'every file could be read'],
      [2, 'a file could not be read'],
    ],
    next: '`handin merge` counts and deduplicates; --map field=Header corrects a column.',
  })
    .argument('<files...>', 'exports: CSV or TSV in any encoding, XLSX')
    .option('--profile <id|file>', 'read it with this export profile instead of the one that fits')
    .option('--encoding <label>', 'UTF-8, UTF-16LE, Windows-1252, ... instead of the detected one')
    .option('--delimiter <character>', 'comma, semicolon, tab or | instead of the detected one')
    .option('--reveal', 'show the first values of every column; refused in pipes and in CI')
    .action(async (files: string[], options: InspectCommandOptions, command: Command) => {
      const all = command.optsWithGlobals<InspectCommandOptions>();
      runtime.setExit(await run(await runtime.createContext(all), files, { ...options, ...all }));
    });
}

async function runInspectCommand(context: Context, files: readonly string[], options: InspectCommandOptions): Promise<ExitCode> {
  if (options.reveal === true && (!context.isTerminal || (context.env['CI'] ?? '') !== '')) {
    throw new RefusedError('Values are only shown on a terminal, and never in CI.', {
      code: 'reveal-refused',
      hint: 'Leave --reveal out, or run it yourself in a terminal.',
    });
  }
  const { runInspect } = await import('../lib/workflows/inspect.js');
  const { formatInspect, formatInspectJson } = await import('../lib/reporters/inspect.js');
  const report = await runInspect(context, {
    files,
    profile: options.profile ?? null,
    intake: {
      ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
      ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter }),
    },
    reveal: options.reveal === true,
  });
  context.out(options.json === true ? formatInspectJson(report) : formatInspect(report, context.style));
  return EXIT.yes;
}
