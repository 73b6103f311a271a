/** `handin areas`: counted signatures by area. */

import { type Command, Option } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { actionOf, createCommand, type GlobalOptions, mergeFolderOption, type Runtime } from './program.js';

export interface AreasCommandOptions extends GlobalOptions {
  readonly by?: 'region' | 'country';
  readonly format?: 'text' | 'csv';
  readonly dir?: string;
}

export type AreasRun = (context: Context, options: AreasCommandOptions) => Promise<ExitCode>;

export function areasCommand(runtime: Runtime, run: AreasRun = runAreasCommand): Command {
  return createCommand({
    name: 'areas',
    group: 'Count:',
    summary: 'Count signatures by region, constituency, county or country.',
    description:
      'Exact, and for inside: what of it may leave is shown in bands by display.breakdown. Areas come from a table of your own that says where a postcode lies (lookup in the campaign file: the ONS Postcode Directory, or any CSV with a postcode and an area), else from what people gave. A postcode that the table does not have is never guessed. As CSV the counts are what `handin check --counts` reads.',
    examples: [
      ['handin areas', 'how many signed where'],
      ['handin areas --format csv', 'for a spreadsheet, or for handin check --counts'],
      ['handin areas --by country', 'by country'],
    ],
    exitCodes: [
      [0, 'counted'],
      [2, 'could not be done: no merge yet'],
    ],
    next: '`handin check --counts FILE` holds them against minimums per region.',
  })
    .addOption(new Option('--by <field>', 'what is counted by (default: region)').choices(['region', 'country']))
    .addOption(new Option('--format <form>', 'how it is printed (default: text)').choices(['text', 'csv']))
    .addOption(mergeFolderOption('dir'))
    .action(actionOf(runtime, run));
}

async function runAreasCommand(context: Context, options: AreasCommandOptions): Promise<ExitCode> {
  const { mergeFolder } = await import('./campaign-option.js');
  const { countAreas } = await import('../lib/workflows/areas.js');
  const { tableAsCsv } = await import('../lib/workflows/numbers.js');
  const { areasTable, formatAreas, formatAreasJson } = await import('../lib/reporters/areas.js');
  const folder = mergeFolder(context, options, options.dir);
  const report = await countAreas(context, folder, options.by ?? 'region');
  if (options.json === true) context.out(formatAreasJson(report));
  else context.out(options.format === 'csv' ? tableAsCsv(context, areasTable(report)) : formatAreas(report, context.style));
  return EXIT.yes;
}
