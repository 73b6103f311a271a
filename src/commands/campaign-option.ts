/** Finds and loads the campaign file that a command works on. */

import { findCampaign, type LoadedCampaign, loadCampaign } from '../lib/config.js';
import type { Context } from '../lib/context.js';
import { InputError } from '../lib/errors.js';
import type { GlobalOptions } from './program.js';

/** The campaign of `--campaign` or the nearest one upward; null when there is none. */
export function campaignIfAny(context: Context, options: GlobalOptions): LoadedCampaign | null {
  const place = options.campaign ?? findCampaign(context.io.files, context.cwd);
  return place === null ? null : loadCampaign(context.io, place);
}

/** The same, for commands that cannot do without. */
export function campaignRequired(context: Context, options: GlobalOptions): LoadedCampaign {
  const loaded = campaignIfAny(context, options);
  if (loaded === null) {
    throw new InputError('There is no campaign.yaml here or in a folder above.', {
      code: 'campaign-missing',
      hint: 'Run the command in a campaign folder or name one with --campaign PATH; `handin demo` writes four examples to start from.',
    });
  }
  return loaded;
}
