/** The text as people signed it, word for word, with the one-sentence ask above it when there is one. */

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import { sectionTitle, wordsOf } from '../messages.js';
import { richBlocks } from '../rich.js';

export function textSection(release: Release, document: ReleaseDocument): Block[] {
  const { body, campaign } = release;
  const ask = campaign.ask === undefined || campaign.ask.trim() === '' ? [] : [paragraph(campaign.ask.trim(), 'petitionHeading')];
  const text = body === undefined ? [] : richBlocks(body, 'text', { paragraph: 'petition', heading: 'petitionHeading' });
  if (text.length === 0 && ask.length === 0) return [];
  const title = heading(1, sectionTitle('text', release, document));
  if (text.length === 0) return [title, { type: 'framed', blocks: ask }];
  return [title, paragraph(wordsOf(release).say(`text.lead.${campaign.kind}`), 'caption'), { type: 'framed', blocks: text }];
}
