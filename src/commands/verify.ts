/** `handin verify`: is this the pack that was built? */

import path from 'node:path';

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { createCommand, type GlobalOptions, type Runtime } from './program.js';

export type VerifyRun = (context: Context, folder: string, options: GlobalOptions) => Promise<ExitCode>;

export function verifyCommand(runtime: Runtime, run: VerifyRun = runVerifyCommand): Command {
  return createCommand({
    name: 'verify',
    group: 'Hand in:',
    summary: 'Check a pack again, from the pack alone.',
    description:
      'Compares every file with the manifest (changed, added, removed, renamed), the statement inside each PDF with the manifest, and looks for contact data that the campaign does not publish and for features that no pack has. Works offline.',
    examples: [['handin verify pack', 'before handing it over, or after receiving it']],
    exitCodes: [
      [0, 'the pack is whole and clean'],
      [1, 'it is not'],
      [2, 'there is no such folder'],
    ],
    next: 'compare the fingerprint on the cover with the one the organisers gave you.',
  })
    .argument('<dir>', 'the folder of a pack')
    .action(async (folder: string, _options: GlobalOptions, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      runtime.setExit(await run(await runtime.createContext(options), folder, options));
    });
}

async function runVerifyCommand(context: Context, folder: string, options: GlobalOptions): Promise<ExitCode> {
  const { verifyPack } = await import('../lib/workflows/verify.js');
  const { formatVerify, formatVerifyJson } = await import('../lib/reporters/verify.js');
  const report = verifyPack(context.io, path.resolve(context.cwd, folder));
  context.out(options.json === true ? formatVerifyJson(report) : formatVerify(report, context.style));
  return report.ok ? EXIT.yes : EXIT.no;
}
