/** `handin audit`: a sample for an auditor, chosen by a public seed. */

import path from 'node:path';

import { type Command, InvalidArgumentError } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, InputError } from '../lib/errors.js';
import { actionOf, createCommand, type GlobalOptions, type Runtime, wholeNumber } from './program.js';

export interface AuditCommandOptions extends GlobalOptions {
  readonly seed: string;
  readonly size?: number;
  readonly share?: number;
  readonly confidence?: number;
  readonly output?: string;
  readonly pack?: string;
}

export type AuditRun = (context: Context, options: AuditCommandOptions) => Promise<ExitCode>;

const SHARE_DEFAULT = 0.01;
const CONFIDENCE_DEFAULT = 0.95;

export function auditCommand(runtime: Runtime, run: AuditRun = runAuditCommand): Command {
  return createCommand({
    name: 'audit',
    group: 'Hand in:',
    summary: 'Draw a sample of the counted people for an auditor.',
    description:
      'The root in a pack fixes a list; only asking people can show that they are real. An auditor whom both sides trust, bound to secrecy and never the ministry, takes a seed that became public after the pack, such as the numbers of a lottery on a day agreed before. The seed and the root choose the places in the list; anybody can draw them again. handin writes a private list: what opens each leaf, and how to reach the person. People must have been told that this may happen.\n\nWithout --size the sample is as large as is needed so that, when all are found genuine, fewer than --share are not, with that --confidence: 299 for 1 % and 95 %.',
    examples: [
      ['handin audit --seed "Lotto 2026-12-02: 3 11 19 24 38 44"', '299 people, or everybody where there are fewer'],
      ['handin audit --seed 2e4f61 --share 5% --confidence 99%', '90 people'],
      ['handin audit --seed 2e4f61 --size 50', 'fifty'],
    ],
    exitCodes: [
      [0, 'the list is written'],
      [1, 'the pack has no tree, or its key is destroyed'],
      [2, 'could not be done'],
    ],
    next: 'move the list to the auditor encrypted, and delete it here.',
  })
    .requiredOption('--seed <text>', 'the public seed, letter for letter as it was published')
    .option('--size <n>', 'how many', wholeNumber(1))
    .option('--share <percent>', 'share of others that the sample is to rule out (default: 1%)', percentage)
    .option('--confidence <percent>', 'with which confidence (default: 95%)', percentage)
    .option('-o, --output <file>', 'where the list goes (default: audit.csv in the private folder)')
    .option('--pack <dir>', 'the pack that was handed in (default: pack/ beside the campaign file)')
    .action(actionOf(runtime, run));
}

/** `1%` or `0.01` as 0.01. */
function percentage(value: string): number {
  const [, digits = '', sign] = /^(\d+(?:\.\d+)?|\.\d+) ?(%)?$/.exec(value.trim()) ?? [];
  const share = Number(digits) / (sign === undefined ? 1 : 100);
  if (digits === '' || !(share > 0 && share < 1)) throw new InvalidArgumentError('It must be a share such as 1% or 0.01.');
  return share;
}

async function runAuditCommand(context: Context, options: AuditCommandOptions): Promise<ExitCode> {
  const { campaignRequired } = await import('./campaign-option.js');
  const { privateFolder } = await import('../lib/workflows/private-folder.js');
  const { auditSize, runAudit } = await import('../lib/workflows/audit.js');
  const { formatAudit, formatAuditJson } = await import('../lib/reporters/audit.js');
  if (options.seed.trim() === '')
    throw new InputError('The seed is empty.', { code: 'audit-seed', hint: 'Give the text that was published.' });
  const campaign = campaignRequired(context, options);
  const folder = privateFolder(campaign, context.cwd);
  const pack = options.pack === undefined ? path.join(campaign.folder, 'pack') : path.resolve(context.cwd, options.pack);
  const out = options.output === undefined ? path.join(folder, 'audit.csv') : path.resolve(context.cwd, options.output);
  if (out.startsWith(pack + path.sep))
    throw new InputError('The list does not belong into the pack.', { code: 'audit-in-pack', hint: 'Choose another place with -o.' });
  const confidence = options.confidence ?? CONFIDENCE_DEFAULT;
  const size = options.size ?? auditSize(options.share ?? SHARE_DEFAULT, confidence);
  const report = await runAudit(context, { campaign, pack, seed: options.seed, size, confidence, out });
  context.out(options.json === true ? formatAuditJson(report) : formatAudit(report, context.style));
  return EXIT.yes;
}
