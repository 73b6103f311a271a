/** `handin export`: private files in one encrypted archive, for another volunteer. */

import path from 'node:path';

import { type Command, Option } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { EXPORT_PARTS, type ExportPart } from '../lib/model/sealed.js';
import { addLockOptions, type LockCommandOptions, lockOptionsOf } from './lock-options.js';
import { actionOf, createCommand, type GlobalOptions, type Runtime } from './program.js';

export interface ExportCommandOptions extends GlobalOptions, LockCommandOptions {
  readonly what?: ExportPart;
  readonly output?: string;
  readonly withKeys?: boolean;
  readonly plain?: boolean;
  readonly force?: boolean;
  readonly newIdentity?: string;
}

export type ExportRun = (context: Context, files: readonly string[], options: ExportCommandOptions) => Promise<ExitCode>;

export function exportCommand(runtime: Runtime, run: ExportRun = runExportCommand): Command {
  const command = createCommand({
    name: 'export',
    group: 'Protect:',
    summary: 'Pack private files into one encrypted archive, for another volunteer.',
    description:
      'Takes the private folder (without keys), or with --what exports the files that the campaign counts, and encrypts them in the format age: to the recipients you name, each of whom opens the archive with their own identity, or with a passphrase. Nothing is written in clear on the way. The size is rounded up, to a mebibyte at least, so that it tells little of how many signed; the number of recipients and the name that you give the file can be seen.\n\nThe other person first runs `handin export --new-identity me.identity`: that writes an identity, which they keep, and prints a recipient, a line that begins with age1, which they send you. They open the archive with `handin import`; the programs age and rage open it too, and there is a zip inside. This is not for the ministry: what is handed in is made by `handin pack`. Exports of platforms are read by `handin merge`.',
    examples: [
      ['handin export --new-identity me.identity', 'once, by whoever is going to receive archives: make an identity'],
      [
        'handin export --to age1jhqctf5r5kar3vn4r93v9xxqhhag43wn3h9q3zdvjhj0f9xezq4qy3mm7n -o list.age',
        'the private folder, for one person',
      ],
      ['handin export --recipients-file team.txt --what all -o list.age', 'the exports too, for everybody of the team'],
      ['handin export --passphrase exports/stall.csv', 'one file, for somebody without an identity'],
    ],
    exitCodes: [
      [0, 'done'],
      [1, 'refused: nobody was named who may open it, and --plain was not given'],
      [2, 'could not be done'],
    ],
    next: 'send the file, and let the other person run `handin import`.',
  }).argument('[file...]', 'files to pack, in place of the private folder');
  return addLockOptions(command)
    .addOption(new Option('--what <part>', 'what to pack (default: private)').choices([...EXPORT_PARTS]))
    .option('-o, --output <file>', 'where to write (default: handin-export.age here)')
    .option('--with-keys', 'take key files of the private folder along')
    .option('--plain', 'do not encrypt: anybody who finds the file can read it; it is noted in the private folder')
    .option('--force', 'replace the file')
    .addOption(
      new Option('--new-identity <file>', 'make an identity into this file, print its recipient, and do nothing else').conflicts([
        'to',
        'recipientsFile',
        'passphrase',
        'what',
        'output',
        'plain',
        'withKeys',
        'force',
      ]),
    )
    .action(actionOf(runtime, run));
}

async function runExportCommand(context: Context, files: readonly string[], options: ExportCommandOptions): Promise<ExitCode> {
  const { makeIdentity, runExport } = await import('../lib/workflows/export.js');
  const { formatExport, formatNewIdentity, formatSealedJson } = await import('../lib/reporters/sealed.js');
  if (options.newIdentity !== undefined) {
    const report = await makeIdentity(context, path.resolve(context.cwd, options.newIdentity));
    context.out(options.json === true ? formatSealedJson(report) : formatNewIdentity(report, context.style));
    return EXIT.yes;
  }
  const { campaignIfAny } = await import('./campaign-option.js');
  const report = await runExport(context, {
    ...lockOptionsOf(options),
    campaign: campaignIfAny(context, options),
    what: options.what ?? 'private',
    files,
    output: path.resolve(context.cwd, options.output ?? (options.plain === true ? 'handin-export.zip' : 'handin-export.age')),
    withKeys: options.withKeys === true,
    plain: options.plain === true,
    force: options.force === true,
  });
  context.out(options.json === true ? formatSealedJson(report) : formatExport(report, context.style));
  return EXIT.yes;
}
