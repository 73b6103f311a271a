/** How files are read: the options that merge, inspect and clean share, and what they come to together with the campaign file. */

import path from 'node:path';

import { type Command, InvalidArgumentError, Option } from 'commander';

import type { LoadedCampaign } from '../lib/config.js';
import type { Context } from '../lib/context.js';
import type { ReadingOptions } from '../lib/workflows/load.js';
import { collect, wholeNumber } from './program.js';

export interface ReadingCommandOptions {
  readonly map?: readonly string[];
  readonly profile?: string;
  readonly dateOrder?: 'dmy' | 'mdy';
  readonly country?: string;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly headerRow?: number;
  readonly acceptSuggestions?: boolean;
  readonly fixed?: readonly string[];
}

/** Adds the options in the order in which a person needs them. */
export function addReadingOptions(command: Command): Command {
  return command
    .option('--profile <id|file>', 'read every file with this export profile instead of the one that fits')
    .option('--map <field=Header>', 'fill a field from this column (repeatable)', collect)
    .addOption(new Option('--date-order <order>', 'day or month first, where the file itself does not tell').choices(['dmy', 'mdy']))
    .option(
      '--country <code>',
      'whose telephone numbers and postcodes these are where a record names no country, such as GB (default: the campaign language’s, else what each file shows)',
      countryCode,
    )
    .option('--encoding <label>', 'UTF-8, UTF-16LE, Windows-1252, ... instead of the detected one')
    .option('--delimiter <character>', 'any one character, tab or space, instead of the detected one')
    .option('--header-row <n>', 'the row that names the columns, from 1; 0 when there is none', wholeNumber(0))
    .option('--accept-suggestions', 'take the suggestion for every unreadable row that has exactly one')
    .option('--fixed <file>', 'a quarantine.csv whose column raw somebody corrected (repeatable)', collect);
}

function countryCode(value: string): string {
  const code = value.toUpperCase();
  if (!/^[A-Z]{2}$/.test(code)) throw new InvalidArgumentError('It must be a code of two letters, such as GB or DE.');
  return code;
}

/**
 * What the command line says, and where it says nothing, the campaign file.
 * @param readsSources whether the campaign's own sources are read; its corrections belong to them
 */
export async function readingOf(
  context: Context,
  options: ReadingCommandOptions,
  campaign: LoadedCampaign | null,
  readsSources: boolean,
): Promise<ReadingOptions> {
  const { fixedFiles, homeCountry } = await import('../lib/workflows/load.js');
  const { parseMap } = await import('../lib/workflows/mapping.js');
  return {
    map: parseMap(options.map ?? []),
    dateOrder: options.dateOrder ?? null,
    country: options.country ?? homeCountry(campaign),
    fixed:
      options.fixed?.map((place) => path.resolve(context.cwd, place)) ?? (campaign !== null && readsSources ? fixedFiles(campaign) : []),
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter }),
    ...(options.headerRow === undefined ? {} : { headerRow: options.headerRow }),
    ...(options.acceptSuggestions === undefined ? {} : { acceptSuggestions: options.acceptSuggestions }),
  };
}
