/** What a pack is asked for, on the command line and in the campaign file. */

import type { LoadedCampaign } from '../config.js';
import type { AnnexOptions } from './annex.js';
import type { SealOptions } from './seal-pack.js';
import type { SigningOptions } from './sign-pack.js';

export interface PackOptions {
  readonly campaign: LoadedCampaign;
  readonly outDir: string;
  readonly dryRun: boolean;
  readonly force: boolean;
  /** Leave an intact pack of the same release as it is. */
  readonly keepEqual: boolean;
  /** Whether to write web pages too. Left out: as the campaign file says. */
  readonly html?: boolean;
  /** Sheets that each document may take, in the place of the campaign file's own number. */
  readonly sheets?: number;
  /** Left out: with the campaign's own key, where there is one. */
  readonly signing?: SigningOptions;
  /** Left out: as the campaign file says. */
  readonly sealing?: SealOptions;
  /** Names into encrypted files of their own. Left out: no such files are written, and where the names are, the campaign file says. */
  readonly annex?: AnnexOptions;
}

/** Whether the pack holds web pages: as the command line says, else as the campaign file does. */
export const wantsHtml = ({ html, campaign }: PackOptions): boolean => html ?? campaign.campaign.pack.html === true;

/** Whether the names go into files of their own, or nowhere. */
export const areNamesApart = ({ annex, campaign }: PackOptions): boolean => annex !== undefined || campaign.campaign.pack.names === 'annex';
