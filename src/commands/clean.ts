/** `handin clean`: one tidy list from messy exports. */

import path from 'node:path';

import { type Command, Option } from 'commander';

import type { Context, SheetForm } from '../lib/context.js';
import { EXIT, type ExitCode, InputError } from '../lib/errors.js';
import { actionOf, createCommand, type GlobalOptions, MEMORY_DEFAULT_BYTES, memoryOption, type Runtime, threadsOption } from './program.js';
import { addReadingOptions, type ReadingCommandOptions, readingOf } from './reading-options.js';

export interface CleanCommandOptions extends GlobalOptions, ReadingCommandOptions {
  readonly output?: string;
  readonly for?: 'spreadsheet' | 'excel' | 'machine';
  readonly keepOther?: boolean;
  readonly memory?: number;
  readonly threads?: number;
  readonly strict?: boolean;
  readonly force?: boolean;
}

export type CleanRun = (context: Context, files: readonly string[], options: CleanCommandOptions) => Promise<ExitCode>;

export function cleanCommand(runtime: Runtime, run: CleanRun = runCleanCommand): Command {
  const command = createCommand({
    name: 'clean',
    group: 'Look at exports:',
    summary: 'Write one tidy list from one or several messy exports.',
    description:
      'Reads every export by the profile that fits it and writes all records in the same columns, in UTF-8: names, e-mail addresses, phones, postcodes and dates in one form, and for each row the source and record it came from. Nothing is merged and nobody is removed; only empty rows are left out, and everything is counted. Rows that cannot be read go to a quarantine file beside the list. What a spreadsheet would run as a formula is defused: by an apostrophe in CSV, which `handin merge` takes off again, and by text cells in XLSX, where phone numbers keep their zeros and plus signs too. The list is private.',
    examples: [
      ['handin clean exports/*.csv -o clean.csv', 'several exports, one list'],
      ['handin clean list.xls -o clean.xlsx', 'a workbook that any spreadsheet program opens, every cell as text'],
      ['handin clean list.csv --for machine', 'to stdout, for another program: no cell is changed for spreadsheets'],
      ['handin clean list.csv -o clean.csv --fixed fixed.csv', 'with unreadable rows that somebody corrected'],
    ],
    exitCodes: [
      [0, 'done'],
      [1, 'done, but with --strict: rows could not be read'],
      [2, 'could not be done'],
    ],
    next: '`handin merge` counts and deduplicates; it reads the list as well as the exports.',
  })
    .argument('<files...>', 'exports: CSV, TSV, XLSX, ODS, XLS, HTML tables, JSON, Parquet, also zipped')
    .option('-o, --output <file>', 'where to write; .xlsx makes a workbook (default: stdout, also -)')
    .addOption(
      new Option('--for <reader>', 'who opens the CSV: excel adds the byte-order mark it needs (default: spreadsheet)').choices([
        'spreadsheet',
        'excel',
        'machine',
      ]),
    )
    .option('--keep-other', 'keep the columns that no field uses, as "other: Header"; private ones that nobody needs are never kept');
  return addReadingOptions(command)
    .addOption(memoryOption())
    .addOption(threadsOption())
    .option('--strict', 'exit 1 when a row could not be read')
    .option('--force', 'replace a file that handin clean did not write')
    .action(actionOf(runtime, run));
}

async function runCleanCommand(context: Context, files: readonly string[], options: CleanCommandOptions): Promise<ExitCode> {
  const output = options.output === undefined || options.output === '-' ? null : path.resolve(context.cwd, options.output);
  if (output === null && options.json === true) {
    throw new InputError('The list and the report cannot both go to stdout.', {
      code: 'clean-output',
      hint: 'Name a file for the list: -o clean.csv.',
    });
  }
  const { campaignIfAny } = await import('./campaign-option.js');
  const { runClean } = await import('../lib/workflows/clean.js');
  const { formatClean, formatCleanJson } = await import('../lib/reporters/clean.js');
  const { PLAIN } = await import('../lib/reporters/columns.js');
  const campaign = campaignIfAny(context, options);
  const report = await runClean(context, {
    files,
    campaign,
    profile: options.profile ?? null,
    reading: await readingOf(context, options, campaign, false),
    output,
    form: formOf(output, options.for),
    keepsOther: options.keepOther === true,
    memoryBytes: options.memory ?? MEMORY_DEFAULT_BYTES,
    threads: options.threads ?? 0,
    force: options.force === true,
  });
  if (options.json === true) context.out(formatCleanJson(report));
  else context.note(formatClean(report, { width: context.style.width, paint: PLAIN }));
  return options.strict === true && report.unreadable > 0 ? EXIT.no : EXIT.yes;
}

/** The form of the list, by the name of the file and by who reads it. */
function formOf(output: string | null, reader: CleanCommandOptions['for']): SheetForm {
  const extension = path.extname(output ?? '').toLowerCase();
  if (extension === '.xlsx') {
    if (reader === undefined) return 'xlsx';
    throw new InputError('--for is about CSV, and the list is to be a workbook.', {
      code: 'clean-output',
      hint: 'Leave --for out, or write a .csv.',
    });
  }
  if (['.ods', '.xls', '.xlsb', '.xlsm', '.numbers'].includes(extension)) {
    throw new InputError(`handin clean writes CSV and .xlsx, not ${extension}.`, {
      code: 'clean-output',
      hint: 'Every spreadsheet program opens .xlsx: -o clean.xlsx.',
    });
  }
  return reader ?? 'spreadsheet';
}
