/** `handin schemes`: the catalogue of thresholds. */

import path from 'node:path';

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { actionOf, createCommand, type GlobalOptions, type Runtime } from './program.js';

export interface SchemesCommandOptions extends GlobalOptions {
  readonly validate?: string;
}

export type SchemesRun = (context: Context, id: string | undefined, options: SchemesCommandOptions) => Promise<ExitCode>;

export function schemesCommand(runtime: Runtime, run: SchemesRun = runSchemesCommand): Command {
  return createCommand({
    name: 'schemes',
    group: 'Look things up:',
    summary: 'List the threshold schemes, or explain one with its sources.',
    description:
      'Every fact carries its source and the day it was checked. What was never read in a source says so. A scheme of your own is a JSON file of the same form; --validate holds it against the schema and runs its tests, and `handin check --against FILE` or `scheme: FILE` in the campaign file uses it.',
    examples: [
      ['handin schemes', 'all of them, by country'],
      ['handin schemes eu-eci', 'one, with who may sign, windows, minimums and sources'],
      ['handin schemes --validate our-council.json', 'is a scheme of our own right?'],
    ],
    exitCodes: [
      [0, 'done'],
      [1, 'with --validate: something in the file is not right'],
      [2, 'there is no such scheme, or no such file'],
    ],
    next: '`handin check --against ID` compares a count with it.',
  })
    .argument('[id]', 'a scheme, or a JSON file of your own')
    .option('--validate <file>', 'check a scheme of your own, and run its tests')
    .action(actionOf(runtime, run));
}

async function runSchemesCommand(context: Context, id: string | undefined, options: SchemesCommandOptions): Promise<ExitCode> {
  if (options.validate !== undefined) return validateScheme(context, options.validate, options);
  const { packDate } = await import('../lib/config.js');
  const { loadSchemes, readSchemeByPath } = await import('../lib/workflows/check.js');
  const { buildSchemeReport, buildSchemesReport } = await import('../lib/thresholds/report.js');
  const { findScheme } = await import('../lib/thresholds/select.js');
  const { formatScheme, formatSchemes, formatSchemesJson } = await import('../lib/reporters/schemes.js');
  const schemes = loadSchemes(context);
  const at = packDate(null, context);
  if (id === undefined) {
    const report = buildSchemesReport(schemes, at);
    context.out(options.json === true ? formatSchemesJson(report) : formatSchemes(report, context.style));
  } else {
    const report = buildSchemeReport(readSchemeByPath(context, id)?.scheme ?? findScheme(schemes, id), at);
    context.out(options.json === true ? formatSchemesJson(report) : formatScheme(report, context.style));
  }
  return EXIT.yes;
}

async function validateScheme(context: Context, file: string, options: SchemesCommandOptions): Promise<ExitCode> {
  const { checkSchemeFile } = await import('../lib/workflows/scheme-check.js');
  const { formatSchemeCheck, formatSchemesJson } = await import('../lib/reporters/schemes.js');
  const report = await checkSchemeFile(context, path.resolve(context.cwd, file));
  context.out(options.json === true ? formatSchemesJson(report) : formatSchemeCheck(report, context.style));
  return report.ok ? EXIT.yes : EXIT.no;
}
