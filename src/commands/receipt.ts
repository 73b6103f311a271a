/** `handin receipt`: is this person counted, and, when they ask for it, the proof. */

import path from 'node:path';

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, InputError } from '../lib/errors.js';
import type { PreparedReceipt } from '../lib/workflows/receipt.js';
import { askIdentity, readIdentity } from './identity-option.js';
import { actionOf, createCommand, type GlobalOptions, type Runtime } from './program.js';

export interface ReceiptCommandOptions extends GlobalOptions {
  readonly signature?: string;
  readonly identity?: string;
  readonly output?: string;
  readonly pack?: string;
  readonly yes?: boolean;
}

export type ReceiptRun = (context: Context, options: ReceiptCommandOptions) => Promise<ExitCode>;

export function receiptCommand(runtime: Runtime, run: ReceiptRun = runReceiptCommand): Command {
  return createCommand({
    name: 'receipt',
    group: 'Hand in:',
    summary: 'Say whether one person is counted in a pack, and prove it when they ask.',
    description:
      'Answers yes or no for one person, by the tree of the pack that was handed in; the person’s e-mail address is asked for on the terminal, so that it is in no history of commands. That answer is enough for most people, and leaves nothing behind.\n\nWith -o it writes a receipt, after a warning and only when that is confirmed: a file with which anybody who knows the person’s address can check, with `handin verify --receipt`, that they are counted and with which consent. A receipt is proof of a political opinion and can be demanded by somebody who has power over the person. One at a time, never by default, and none once the tree key is destroyed.',
    examples: [
      ['handin receipt', 'asks who it is about, and answers yes or no'],
      ['handin receipt --signature S0123456789ab', 'the same by the id of the signature'],
      ['handin receipt -o ann.tlog-proof', 'writes the proof, after a warning'],
    ],
    exitCodes: [
      [0, 'counted; with -o, the receipt is written'],
      [1, 'not counted, or no receipt was wanted, or the tree key is destroyed'],
      [2, 'could not be done'],
    ],
    next: 'give the receipt to that person alone; `handin verify pack --receipt FILE` checks it.',
  })
    .option('--signature <id>', 'the signature, as in private/signatures.csv')
    .option(
      '--identity <file>',
      'a file whose first line is the person’s e-mail address or phone number, instead of being asked; - is stdin',
    )
    .option('-o, --output <file>', 'write a receipt')
    .option('--pack <dir>', 'the pack that was handed in (default: pack/ beside the campaign file)')
    .option('--yes', 'write the receipt without asking: the person asked for it and knows what it is')
    .action(actionOf(runtime, run));
}

async function runReceiptCommand(context: Context, options: ReceiptCommandOptions): Promise<ExitCode> {
  const { campaignRequired } = await import('./campaign-option.js');
  const { prepareReceipt } = await import('../lib/workflows/receipt.js');
  const { formatReceiptJson, formatReceiptReport, receiptWarning } = await import('../lib/reporters/receipt.js');
  const campaign = campaignRequired(context, options);
  const pack = options.pack === undefined ? path.join(campaign.folder, 'pack') : path.resolve(context.cwd, options.pack);
  const place = options.output === undefined ? null : placeOf(context, options.output, pack);
  const prepare = (stated: string): Promise<PreparedReceipt> => prepareReceipt(context, { campaign, pack, who: { stated } });
  let prepared: PreparedReceipt;
  if (options.signature !== undefined) prepared = await prepareReceipt(context, { campaign, pack, who: { signature: options.signature } });
  else {
    const stated = await readIdentity(context, options.identity);
    prepared = await prepare(stated);
    if (prepared.report.outcome === 'shared' && context.prompts !== null && options.identity === undefined)
      prepared = await prepare(await askIdentity(context, stated));
  }
  let { report } = prepared;
  if (place !== null && prepared.text !== null) {
    context.note(receiptWarning(context.style));
    if (await isAgreed(context, options)) {
      await context.io.files.writeFile(place, prepared.text);
      report = { ...report, receipt: path.basename(place) };
    } else report = { ...report, outcome: 'declined' };
  }
  context.out(options.json === true ? formatReceiptJson(report) : formatReceiptReport(report, context.style));
  return report.outcome === 'counted' ? EXIT.yes : EXIT.no;
}

/** Where the receipt goes: not into the pack, which everybody gets, and not over a file that is there. */
function placeOf(context: Context, output: string, pack: string): string {
  const place = path.resolve(context.cwd, output);
  if (place.startsWith(pack + path.sep)) {
    throw new InputError('A receipt does not belong into the pack.', { code: 'receipt-in-pack', hint: 'Choose another place with -o.' });
  }
  if (context.io.files.exists(place)) {
    throw new InputError(`${path.basename(place)} is there already.`, { code: 'output-exists', hint: 'Choose another name with -o.' });
  }
  return place;
}

async function isAgreed(context: Context, options: ReceiptCommandOptions): Promise<boolean> {
  if (options.yes === true) return true;
  if (context.prompts === null || options.json === true) {
    throw new InputError('A receipt is written only when that is confirmed.', {
      code: 'receipt-confirm',
      hint: 'Say --yes when the person asked for it and knows what it is.',
    });
  }
  return context.prompts.confirm({ message: 'Did the person ask for it, and do they know this?', option: '--yes', initial: false });
}
