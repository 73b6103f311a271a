/** Finds and loads the campaign file that a command works on, and holds the command to the campaign's retention clock. */

import path from 'node:path';

import { findCampaign, type LoadedCampaign, loadCampaign } from '../lib/config.js';
import type { Context } from '../lib/context.js';
import { InputError } from '../lib/errors.js';
import { privateFolder } from '../lib/workflows/private-folder.js';
import { keepToClock } from '../lib/workflows/retention.js';
import type { GlobalOptions } from './program.js';

/**
 * The campaign of `--campaign` or the nearest one upward; null when there is none.
 * @throws RefusedError (1) `retention-passed` after the last day on which its private data may be kept
 */
export function campaignIfAny(context: Context, options: GlobalOptions): LoadedCampaign | null {
  const loaded = campaignOfClock(context, options);
  if (loaded !== null) keepToClock(context, loaded);
  return loaded;
}

/** The same, for commands that cannot do without. */
export function campaignRequired(context: Context, options: GlobalOptions): LoadedCampaign {
  return required(campaignIfAny(context, options));
}

/** For the three commands that work after the last day too: `status`, `purge` and `extend`. */
export function campaignOfClock(context: Context, options: GlobalOptions): LoadedCampaign | null {
  const place = options.campaign ?? findCampaign(context.io.files, context.cwd);
  if (place === null) return null;
  const loaded = loadCampaign(context.io, place);
  // What a killed run left is wiped by whatever is started next.
  context.io.files.sweep(privateFolder(loaded, context.cwd));
  return loaded;
}

/** The same, for those that cannot do without a campaign. */
export function campaignOfClockRequired(context: Context, options: GlobalOptions): LoadedCampaign {
  return required(campaignOfClock(context, options));
}

/**
 * The folder of a merge: the one that was named, else the campaign's or the one without a campaign. What lies in a campaign's folder is held to
 * the campaign's clock however it is named.
 * @param campaign the campaign, where it was loaded already
 */
export function mergeFolder(context: Context, options: GlobalOptions, named: string | undefined, campaign?: LoadedCampaign | null): string {
  if (named === undefined) return privateFolder(campaign === undefined ? campaignIfAny(context, options) : campaign, context.cwd);
  const folder = path.resolve(context.cwd, named);
  const own = findCampaign(context.io.files, folder);
  // Below a campaign lie private data of it, or what was made of them.
  if (own !== null && own !== campaign?.path) keepToClock(context, loadCampaign(context.io, own));
  return folder;
}

/** A folder that a command writes private files to: held to the clock of the campaign that it lies in, if any. */
export function folderForPrivateFiles(context: Context, named: string): string {
  const folder = path.resolve(context.cwd, named);
  const own = findCampaign(context.io.files, folder);
  if (own !== null) keepToClock(context, loadCampaign(context.io, own));
  return folder;
}

function required(loaded: LoadedCampaign | null): LoadedCampaign {
  if (loaded === null) {
    throw new InputError('There is no campaign.yaml here or in a folder above.', {
      code: 'campaign-missing',
      hint: 'Run the command in a campaign folder or name one with --campaign PATH; `handin demo` writes four examples to start from.',
    });
  }
  return loaded;
}
