/** `handin releases`: what was packed, and what of it was never sent. */

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, InputError } from '../lib/errors.js';
import { actionOf, createCommand, type GlobalOptions, type Runtime } from './program.js';

export interface ReleasesCommandOptions extends GlobalOptions {
  readonly notSent?: string;
  readonly reason?: string;
}

export type ReleasesRun = (context: Context, options: ReleasesCommandOptions) => Promise<ExitCode>;

export function releasesCommand(runtime: Runtime, run: ReleasesRun = runReleasesCommand): Command {
  return createCommand({
    name: 'releases',
    group: 'Hand in:',
    summary: 'What was packed so far, and which packs were never sent.',
    description:
      'Two packs together can tell what neither tells alone, so every pack that is built gets a line in private/releases.jsonl: its fingerprint, the total, how many people it names with a place, and its counts by area as ranges. A later pack is held against these lines, and its table or its places are left out where the two would point at people. handin cannot know which packs were handed over, so it counts all of them. Where one never left your hands, say so with --not-sent; the line stays, with your reason.',
    examples: [
      ['handin releases', 'every pack so far'],
      ['handin releases --not-sent "9f2c 01ab" --reason "a draft, deleted"', 'by the fingerprint on the cover'],
    ],
    exitCodes: [
      [0, 'done'],
      [2, 'could not be done: no such release, or a ledger that cannot be read'],
    ],
    next: '`handin pack`.',
  })
    .option('--not-sent <fingerprint>', 'say that this pack was never given to anybody; its first digits are enough')
    .option('--reason <text>', 'why it was not; kept with the line')
    .action(actionOf(runtime, run));
}

async function runReleasesCommand(context: Context, options: ReleasesCommandOptions): Promise<ExitCode> {
  const { campaignRequired } = await import('./campaign-option.js');
  const { privateFolder } = await import('../lib/workflows/private-folder.js');
  const { declareNotSent, listReleases } = await import('../lib/workflows/release-ledger.js');
  const { formatReleases, formatReleasesJson } = await import('../lib/reporters/releases.js');
  const folder = privateFolder(campaignRequired(context, options), context.cwd);
  const { notSent, reason } = options;
  if (notSent === undefined && reason !== undefined) {
    throw new InputError('--reason goes with --not-sent.', { code: 'release-reason', hint: '`handin help releases` has examples.' });
  }
  const report =
    notSent === undefined
      ? listReleases(context, folder)
      : await declareNotSent(context, { folder, fingerprint: notSent, reason: reason ?? '' });
  context.out(options.json === true ? formatReleasesJson(report) : formatReleases(report, context.style));
  return EXIT.yes;
}
