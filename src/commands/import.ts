/** `handin import`: an archive of `handin export` back into a campaign. */

import path from 'node:path';

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { actionOf, collect, createCommand, type GlobalOptions, type Runtime } from './program.js';

export interface ImportCommandOptions extends GlobalOptions {
  readonly identity?: readonly string[];
  readonly into?: string;
  readonly force?: boolean;
}

export type ImportRun = (context: Context, file: string, options: ImportCommandOptions) => Promise<ExitCode>;

export function importCommand(runtime: Runtime, run: ImportRun = runImportCommand): Command {
  return createCommand({
    name: 'import',
    group: 'Protect:',
    summary: 'Open an encrypted archive from another volunteer.',
    description:
      'Puts the files of an archive that `handin export` made into private/ and exports/ of the campaign, or below --into. The archive is decrypted, checked whole and compared with what is here before anything is put in place; a file that would be replaced stops it, unless --force is given. An archive can add private files and exports and nothing else: no campaign file, no program. age does not say who encrypted an archive, so take only one that you expect.\n\nThis is not how signatures are counted: exports of platforms (CSV, XLSX and so on) are read where they lie, by `handin merge`.',
    examples: [
      ['handin import list.age --identity me.identity', 'into the campaign of this folder'],
      ['handin import list.age --identity me.identity --into ~/campaign', 'into private/ and exports/ of another folder'],
      ['handin import list.age', 'an archive with a passphrase, which is asked for'],
    ],
    exitCodes: [
      [0, 'done'],
      [2, 'could not be done: a wrong identity, a damaged archive, files that would be replaced; nothing was changed'],
    ],
    next: '`handin merge` if exports came, `handin check` or `handin pack` if the private folder did; then delete the archive.',
  })
    .argument('<file>', 'the archive')
    .option('--identity <file>', 'file of the identity that opens it: `handin export --new-identity` made it (repeatable)', collect)
    .option('--into <dir>', 'folder that gets private/ and exports/ (default: the folder of the campaign)')
    .option('--force', 'replace files that differ')
    .action(actionOf(runtime, run));
}

async function runImportCommand(context: Context, file: string, options: ImportCommandOptions): Promise<ExitCode> {
  const { campaignRequired, folderForPrivateFiles } = await import('./campaign-option.js');
  const { CAMPAIGN_FILE } = await import('../lib/config.js');
  const { runImport } = await import('../lib/workflows/import.js');
  const { formatImport, formatSealedJson } = await import('../lib/reporters/sealed.js');
  // A folder with a campaign file is that campaign's, with its sources and its retention clock.
  const own = options.into === undefined ? undefined : path.resolve(context.cwd, options.into, CAMPAIGN_FILE);
  const isCampaign = own === undefined || context.io.files.exists(own);
  const campaign = isCampaign ? campaignRequired(context, own === undefined ? options : { ...options, campaign: own }) : null;
  const report = await runImport(context, {
    input: path.resolve(context.cwd, file),
    identities: options.identity ?? [],
    campaign,
    into: campaign?.folder ?? folderForPrivateFiles(context, options.into ?? '.'),
    force: options.force === true,
  });
  context.out(options.json === true ? formatSealedJson(report) : formatImport(report, context.style));
  return EXIT.yes;
}
