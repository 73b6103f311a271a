/** `handin profiles`: the export profiles. */

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { createCommand, type GlobalOptions, type Runtime } from './program.js';

export type ProfilesRun = (context: Context, id: string | undefined, options: GlobalOptions) => Promise<ExitCode>;

export function profilesCommand(runtime: Runtime, run: ProfilesRun = runProfilesCommand): Command {
  return createCommand({
    name: 'profiles',
    group: 'Look things up:',
    summary: 'List the export profiles, or explain one.',
    description:
      "A profile says how one platform's export is recognized, which column fills which field, which rows do not count, and what its consent column proves.",
    examples: [
      ['handin profiles', 'all of them'],
      ['handin profiles google-forms', 'one, with its columns'],
    ],
    exitCodes: [
      [0, 'done'],
      [2, 'there is no such profile'],
    ],
    next: '`handin inspect FILE` says which one fits a file.',
  })
    .argument('[id]', 'a profile')
    .action(async (id: string | undefined, _options: GlobalOptions, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      runtime.setExit(await run(await runtime.createContext(options), id, options));
    });
}

async function runProfilesCommand(context: Context, id: string | undefined, options: GlobalOptions): Promise<ExitCode> {
  const { loadProfiles, resolveProfile } = await import('../lib/workflows/mapping.js');
  const { buildProfileReport, buildProfilesReport, formatProfile, formatProfiles, formatProfilesJson } = await import(
    '../lib/reporters/profiles.js'
  );
  const profiles = loadProfiles(context);
  const chosen = id === undefined ? null : resolveProfile(context, profiles, id, context.cwd);
  if (chosen === null) {
    const report = buildProfilesReport([...profiles.values()]);
    context.out(options.json === true ? formatProfilesJson(report) : formatProfiles(report, context.style));
  } else {
    const report = buildProfileReport(chosen);
    context.out(options.json === true ? formatProfilesJson(report) : formatProfile(report, context.style));
  }
  return EXIT.yes;
}
