/** `handin pack`: the delivery pack. */

import path from 'node:path';

import { type Command, Option } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, InputError } from '../lib/errors.js';
import type { AnnexOptions } from '../lib/workflows/annex.js';
import type { SealOptions } from '../lib/workflows/seal-pack.js';
import { actionOf, createCommand, type GlobalOptions, type Runtime, wholeNumber } from './program.js';

export interface PackCommandOptions extends GlobalOptions {
  readonly output?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly html?: boolean;
  readonly sheets?: number;
  readonly sign?: 'ed25519' | 'ssh' | 'minisign' | 'none';
  readonly signKey?: string;
  /** False with --no-seal. */
  readonly seal?: string | false;
  readonly sealKey?: string;
  readonly sealPassphraseFile?: string;
  readonly annex?: string;
  readonly annexPassphraseFile?: string;
}

export type PackRun = (context: Context, options: PackCommandOptions) => Promise<ExitCode>;

export function packCommand(runtime: Runtime, run: PackRun = runPackCommand): Command {
  return createCommand({
    name: 'pack',
    group: 'Hand in:',
    summary: 'Build the delivery pack: one PDF per target, and a manifest.',
    description:
      'First writes private/release.json, the complete list of facts that leave; read it. The PDFs are made from it by a process that sees nothing else. Without an explicit display.ceiling no name leaves, and nobody is shown beyond their own consent. The finished files are scanned for e-mail addresses, phones, postcodes and names that nobody agreed to release; a finding refuses the pack. Counts by area (display.breakdown) leave as ranges, and only where they point at nobody, beside earlier packs too: see `handin releases`.\n\nA campaign that has keys (`handin keys new`) signs its packs, and each of them fixes its count. --sign ssh and --sign minisign sign with a key that you have already, through ssh-keygen or minisign; --sign none leaves the signature out.\n\n--seal puts a signature into each PDF too, which every PDF reader shows and which tells of every later change. It is made with a certificate of your own, whose names can then be read in each PDF; docs/cookbook/seal-a-pack.md says how to make one, and what a seal does not show. The passphrase of the key is asked for, or taken from HANDIN_SEAL_PASSPHRASE.\n\n--annex leaves the names out of the pack and writes them into an encrypted PDF for each target, outside the pack, which any PDF reader opens with its passphrase. The passphrase is shown once, on the terminal. With `names: annex` under `pack` in campaign.yaml no pack ever holds a name.',
    examples: [
      ['handin pack --dry-run', 'what would be released'],
      ['handin pack', 'into pack/ beside the campaign file'],
      ['handin pack -o ~/handover', 'somewhere else'],
      ['handin pack --html', 'with a web page of the front part beside each PDF'],
      ['handin pack --sheets 500 --dry-run', 'how the names fit into a box of one ream'],
      ['handin pack --sign ssh --sign-key ~/.ssh/id_ed25519', 'signed with your SSH key'],
      ['handin pack --seal seal.pem --seal-key seal.key', 'each PDF sealed with your certificate'],
      ['handin pack --annex names', 'the names in encrypted files of their own, in names/'],
    ],
    exitCodes: [
      [0, 'done'],
      [
        1,
        'refused: the leak scan found something, the certificate holds an address that is not published, the counts contradict the campaign file, or it asks for counts by what harms people',
      ],
      [2, 'could not be done'],
    ],
    next: 'look at every page, then `handin verify pack`; write down both fingerprints and say them aloud at the hand-in.',
  })
    .option('-o, --output <dir>', 'where to write (default: pack/ beside the campaign file)')
    .option('--dry-run', 'print what would be released, and write nothing')
    .addOption(
      new Option(
        '--sheets <number>',
        'set the names so that each document fits on this many sheets, printed on both sides unless pack.duplex is false; else in volumes',
      ).argParser(wholeNumber(1)),
    )
    .option('--force', 'replace a folder that handin did not make')
    .option('--html', 'also write each pack’s front part as a web page, without names')
    .addOption(
      new Option('--sign <how>', 'how to sign (default: ed25519 where the campaign has a key)').choices([
        'ed25519',
        'ssh',
        'minisign',
        'none',
      ]),
    )
    .option('--sign-key <file>', 'secret key for --sign ssh or minisign; its public key lies beside it')
    .option('--seal <file>', 'seal each PDF with the certificate of a PEM file (default: pack.seal of the campaign file)')
    .option('--no-seal', 'leave the seal of the campaign file out')
    .option('--seal-key <file>', 'PEM file of its private key (default: the same file)')
    .option('--annex <dir>', 'write the names into encrypted files there, and none into the pack')
    .option('--annex-passphrase-file <file>', 'first line: a passphrase of your own for them; - is stdin')
    .option('--seal-passphrase-file <file>', 'first line: the passphrase of that key; - is stdin')
    .action(actionOf(runtime, run));
}

async function runPackCommand(context: Context, options: PackCommandOptions): Promise<ExitCode> {
  const { campaignRequired } = await import('./campaign-option.js');
  const campaign = campaignRequired(context, options);
  refuseLonely(options, campaign.campaign.pack.seal !== undefined);
  const { runPack } = await import('../lib/workflows/pack.js');
  const { formatPack, formatPackJson } = await import('../lib/reporters/pack.js');
  const { formatWarnings } = await import('../lib/reporters/columns.js');
  const { report } = await runPack(context, {
    campaign,
    outDir: options.output === undefined ? path.join(campaign.folder, 'pack') : path.resolve(context.cwd, options.output),
    dryRun: options.dryRun === true,
    force: options.force === true,
    keepEqual: false,
    ...(options.html === undefined ? {} : { html: options.html }),
    ...(options.sheets === undefined ? {} : { sheets: options.sheets }),
    signing: { kind: options.sign ?? null, keyFile: options.signKey === undefined ? null : path.resolve(context.cwd, options.signKey) },
    sealing: sealOptions(context, options),
    ...(options.annex === undefined ? {} : { annex: annexOptions(context, options.annex, options) }),
  });
  context.note(formatWarnings(report.warnings, context.style));
  context.out(options.json === true ? formatPackJson(report) : formatPack(report, context.style));
  return EXIT.yes;
}

/** An option that says how, without the one that says that: what it is meant for would silently not happen. */
function refuseLonely(options: PackCommandOptions, isSealedAnyway: boolean): void {
  const { sign, signKey, seal, sealKey, sealPassphraseFile, annex, annexPassphraseFile } = options;
  const isSealed = seal === undefined ? isSealedAnyway : seal !== false;
  const goesWith = (isLonely: boolean, option: string, other: string): void => {
    if (!isLonely) return;
    throw new InputError(`${option} goes with ${other}.`, { code: 'option-alone', hint: '`handin help pack` has examples.' });
  };
  goesWith(signKey !== undefined && sign !== 'ssh' && sign !== 'minisign', '--sign-key', '--sign ssh or --sign minisign');
  goesWith(sealKey !== undefined && !isSealed, '--seal-key', '--seal');
  goesWith(sealPassphraseFile !== undefined && !isSealed, '--seal-passphrase-file', '--seal');
  goesWith(annexPassphraseFile !== undefined && annex === undefined, '--annex-passphrase-file', '--annex');
  if (sealPassphraseFile === '-' && annexPassphraseFile === '-') {
    throw new InputError('Two passphrases cannot both come from stdin.', { code: 'option-stdin', hint: 'Name a file for one of them.' });
  }
}

function annexOptions(context: Context, folder: string, { annexPassphraseFile: file }: PackCommandOptions): AnnexOptions {
  const passphraseFile = file === undefined || file === '-' ? (file ?? null) : path.resolve(context.cwd, file);
  return { folder: path.resolve(context.cwd, folder), passphraseFile };
}

function sealOptions(context: Context, { seal, sealKey, sealPassphraseFile }: PackCommandOptions): SealOptions {
  const place = (file: string | undefined): string | null => (file === undefined ? null : path.resolve(context.cwd, file));
  return {
    isWanted: seal !== false,
    certificateFile: typeof seal === 'string' ? place(seal) : null,
    keyFile: place(sealKey),
    passphraseFile: sealPassphraseFile === '-' ? '-' : place(sealPassphraseFile),
  };
}
