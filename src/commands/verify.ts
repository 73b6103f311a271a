/** `handin verify`: is this the pack that was built? */

import path from 'node:path';

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { actionOf, createCommand, type GlobalOptions, type Runtime } from './program.js';

export interface VerifyCommandOptions extends GlobalOptions {
  readonly key?: string;
  readonly receipt?: string;
  readonly identity?: string;
  readonly annex?: string;
  readonly certificate?: string;
}

export type VerifyRun = (context: Context, folder: string, options: VerifyCommandOptions) => Promise<ExitCode>;

export function verifyCommand(runtime: Runtime, run: VerifyRun = runVerifyCommand): Command {
  return createCommand({
    name: 'verify',
    group: 'Hand in:',
    summary: 'Check a pack again, from the pack alone.',
    description:
      'Compares every file with the manifest (changed, added, removed, renamed), the statement inside each PDF with the manifest, and looks for contact data that the campaign does not publish and for features that no pack has. Works offline.\n\nWith --key, the signature must be by that key, and with --certificate the seals of the PDFs by that certificate. Get either from the organisers’ own site, not from the pack: a pack can say anything of itself. With --receipt, it also checks that one person is counted; it asks who that is, and says with which consent.',
    examples: [
      ['handin verify pack', 'before handing it over, or after receiving it'],
      ['handin verify pack --key organisers.pub', 'against the key from the organisers’ site'],
      ['handin verify pack --certificate organisers.pem', 'whether its PDFs are sealed with the organisers’ certificate'],
      ['handin verify pack --receipt ann.tlog-proof', 'whether a person is counted'],
    ],
    exitCodes: [
      [0, 'the pack is whole and clean; the key signed it, the certificate sealed it, the receipt holds, where they were given'],
      [1, 'it is not'],
      [2, 'there is no such folder, or no key or certificate in what was given'],
    ],
    next: 'compare the fingerprints, on the cover and of the manifest, with those the organisers said aloud.',
  })
    .argument('<dir>', 'the folder of a pack')
    .option('--key <key>', 'a public key, or a file of public keys: NAME+12345678+ABC…, ssh-ed25519 or minisign')
    .option('--receipt <file>', 'a receipt to check')
    .option('--certificate <digits>', 'the certificate that the PDFs must be sealed with: its 64 digits (SHA-256), or a PEM file')
    .option('--annex <dir>', 'a folder with the encrypted files of names: whether they are those that the manifest lists')
    .option(
      '--identity <file>',
      'a file whose first line is the e-mail address or phone number of the receipt’s owner, instead of being asked; - is stdin',
    )
    .action(actionOf(runtime, run));
}

async function runVerifyCommand(context: Context, folder: string, options: VerifyCommandOptions): Promise<ExitCode> {
  const { verifyPack } = await import('../lib/workflows/verify.js');
  const { formatVerify, formatVerifyJson } = await import('../lib/reporters/verify.js');
  const { readTrustedCertificate, readTrustedKeys } = await import('../lib/workflows/verify-signature.js');
  const report = verifyPack(context.io, path.resolve(context.cwd, folder), {
    keys: options.key === undefined ? null : readTrustedKeys(context.io.files, options.key, context.cwd),
    receipt: options.receipt === undefined ? null : await readReceipt(context, options.receipt, options.identity),
    certificate: options.certificate === undefined ? null : readTrustedCertificate(context.io.files, options.certificate, context.cwd),
    annexFolder: options.annex === undefined ? null : path.resolve(context.cwd, options.annex),
  });
  context.out(options.json === true ? formatVerifyJson(report) : formatVerify(report, context.style));
  return report.ok ? EXIT.yes : EXIT.no;
}

async function readReceipt(context: Context, file: string, identity: string | undefined): Promise<{ text: string; identityKey: string }> {
  const { readIdentity } = await import('./identity-option.js');
  const { statedKey } = await import('../lib/workflows/receipt.js');
  const text = context.io.files.readText(path.resolve(context.cwd, file));
  return { text, identityKey: statedKey(context, await readIdentity(context, identity)) };
}
