/** `handin doctor`: what is wrong here, and what to send to whoever helps. */

import path from 'node:path';

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { actionOf, createCommand, type GlobalOptions, type Runtime } from './program.js';

export interface DoctorCommandOptions extends GlobalOptions {
  readonly output?: string;
  readonly quick?: boolean;
}

export type DoctorRun = (context: Context, options: DoctorCommandOptions) => Promise<ExitCode>;

export function doctorCommand(runtime: Runtime, run: DoctorRun = runDoctorCommand): Command {
  return createCommand({
    name: 'doctor',
    group: 'Look things up:',
    summary: 'Say what is wrong on this machine, and write what may be sent to whoever helps.',
    description:
      'Checks Node, the engine, the disk and the folders, and looks at the campaign file, the last merge and its sources, also when they are broken. What it writes holds versions, settings, fields of columns, kinds of problems and rounded numbers: sources are source-1, source-2 and so on, and no name, header, cell, path or exact count is in it.',
    examples: [
      ['handin doctor', 'what is wrong, in sentences'],
      ['handin doctor -o support.json', 'all of it, to read and then to send'],
      ['handin doctor --quick', 'without reading the exports again'],
    ],
    exitCodes: [
      [0, 'nothing is wrong'],
      [1, 'something is: the report says what'],
      [2, 'could not be done'],
    ],
    next: 'read the file, and attach it to your question.',
  })
    .option('-o, --output <file>', 'write the report as JSON into a file')
    .option('--quick', 'do not look into the exports')
    .action(actionOf(runtime, run));
}

async function runDoctorCommand(context: Context, options: DoctorCommandOptions): Promise<ExitCode> {
  const { runDoctor, writeDoctorReport } = await import('../lib/workflows/doctor.js');
  const { formatDoctor, formatDoctorJson } = await import('../lib/reporters/doctor.js');
  const report = await runDoctor(context, { campaign: options.campaign ?? null, quick: options.quick === true });
  if (options.output !== undefined) {
    const name = await writeDoctorReport(context, path.resolve(context.cwd, options.output), formatDoctorJson(report));
    context.note(`Written to ${name}. Read it before you send it.\n`);
  }
  context.out(options.json === true ? formatDoctorJson(report) : formatDoctor(report, context.style));
  const isSound = report.checks.every(({ ok }) => ok) && report.campaign.state !== 'broken' && report.sourcesError === undefined;
  return isSound ? EXIT.yes : EXIT.no;
}
