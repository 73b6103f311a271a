/** The text as people signed it, word for word, with the one-sentence ask above it when there is one. */

import type { CampaignKind } from '../../model/campaign.js';
import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import { sectionTitle } from '../messages.js';
import { richBlocks } from '../rich.js';

const LEADS: Readonly<Record<CampaignKind, string>> = {
  petition: 'The wording put before everyone who signed.',
  'open-letter': 'The wording that was signed.',
  'joint-statement': 'The wording agreed by the organisations that make it.',
  coalition: 'The position shared by the members of the coalition.',
};

export function textSection(release: Release, document: ReleaseDocument): Block[] {
  const { body, campaign } = release;
  const ask = campaign.ask === undefined || campaign.ask.trim() === '' ? [] : [paragraph(campaign.ask.trim(), 'petitionHeading')];
  const text = body === undefined ? [] : richBlocks(body, 'text', { paragraph: 'petition', heading: 'petitionHeading' });
  if (text.length === 0 && ask.length === 0) return [];
  const title = heading(1, sectionTitle('text', release, document));
  if (text.length === 0) return [title, { type: 'framed', blocks: ask }];
  return [title, paragraph(LEADS[campaign.kind], 'caption'), { type: 'framed', blocks: text }];
}
