/** `handin schemes`: the catalogue of thresholds. */

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { createCommand, type GlobalOptions, type Runtime } from './program.js';

export type SchemesRun = (context: Context, id: string | undefined, options: GlobalOptions) => Promise<ExitCode>;

export function schemesCommand(runtime: Runtime, run: SchemesRun = runSchemesCommand): Command {
  return createCommand({
    name: 'schemes',
    group: 'Look things up:',
    summary: 'List the threshold schemes, or explain one with its sources.',
    description: 'Every fact carries its source and the day it was checked. What was never read in a source says so.',
    examples: [
      ['handin schemes', 'all of them, by country'],
      ['handin schemes eu-eci', 'one, with who may sign, windows, minimums and sources'],
    ],
    exitCodes: [
      [0, 'done'],
      [2, 'there is no such scheme'],
    ],
    next: '`handin check --against ID` compares a count with it.',
  })
    .argument('[id]', 'a scheme')
    .action(async (id: string | undefined, _options: GlobalOptions, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      runtime.setExit(await run(await runtime.createContext(options), id, options));
    });
}

async function runSchemesCommand(context: Context, id: string | undefined, options: GlobalOptions): Promise<ExitCode> {
  const { packDate } = await import('../lib/config.js');
  const { loadSchemes } = await import('../lib/workflows/check.js');
  const { buildSchemeReport, buildSchemesReport } = await import('../lib/thresholds/report.js');
  const { findScheme } = await import('../lib/thresholds/select.js');
  const { formatScheme, formatSchemes, formatSchemesJson } = await import('../lib/reporters/schemes.js');
  const schemes = loadSchemes(context);
  const at = packDate(null, context);
  if (id === undefined) {
    const report = buildSchemesReport(schemes, at);
    context.out(options.json === true ? formatSchemesJson(report) : formatSchemes(report, context.style));
  } else {
    const report = buildSchemeReport(findScheme(schemes, id), at);
    context.out(options.json === true ? formatSchemesJson(report) : formatScheme(report, context.style));
  }
  return EXIT.yes;
}
