/** `handin profiles`: the export profiles. */

import path from 'node:path';

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { actionOf, createCommand, type GlobalOptions, type Runtime } from './program.js';

export type ProfilesRun = (context: Context, id: string | undefined, options: GlobalOptions) => Promise<ExitCode>;

export function profilesCommand(runtime: Runtime, run: ProfilesRun = runProfilesCommand): Command {
  return createCommand({
    name: 'profiles',
    group: 'Look things up:',
    summary: 'List the export profiles, or explain one.',
    description:
      "A profile says how one platform's export is recognized, which column fills which field, which rows do not count, and what its consent column proves. Sources that state numbers and list nobody have one too. Profiles in the folder profiles/ of the campaign (or of this folder) are listed with the bundled ones.",
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
    .action(actionOf(runtime, run));
}

async function runProfilesCommand(context: Context, id: string | undefined, options: GlobalOptions): Promise<ExitCode> {
  const { loadProfileFiles, resolveProfileFile } = await import('../lib/workflows/mapping.js');
  const { buildProfileReport, buildProfilesReport, formatProfile, formatProfiles, formatProfilesJson } = await import(
    '../lib/reporters/profiles.js'
  );
  const { findCampaign } = await import('../lib/config.js');
  // The campaign file itself is not read: looking things up works with a broken one too.
  const campaign = options.campaign ?? findCampaign(context.io.files, context.cwd);
  const place = campaign === null ? context.cwd : path.resolve(context.cwd, campaign);
  const folder = context.io.files.isFolder(place) ? place : path.dirname(place);
  const profiles = loadProfileFiles(context, folder);
  const chosen = id === undefined ? null : resolveProfileFile(context, profiles, id, context.cwd);
  if (chosen === null) {
    const report = buildProfilesReport([...profiles.values()]);
    context.out(options.json === true ? formatProfilesJson(report) : formatProfiles(report, context.style));
  } else {
    const report = buildProfileReport(chosen);
    context.out(options.json === true ? formatProfilesJson(report) : formatProfile(report, context.style));
  }
  return EXIT.yes;
}
