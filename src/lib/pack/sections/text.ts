/**
 * The text as people signed it, word for word, with the one-sentence ask above it when there is one. A joint statement stands below the
 * letterheads of those who make it, and they sign it.
 */

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import { sectionTitle, wordsOf } from '../messages.js';
import { richBlocks } from '../rich.js';
import { letterheads, signing } from './letter.js';

export function textSection(release: Release, document: ReleaseDocument): Block[] {
  const { body, campaign } = release;
  const ask = campaign.ask === undefined || campaign.ask.trim() === '' ? [] : [paragraph(campaign.ask.trim(), 'petitionHeading')];
  const text = body === undefined ? [] : richBlocks(body, 'text', { paragraph: 'petition', heading: 'petitionHeading' });
  if (text.length === 0 && ask.length === 0) return [];
  const title = heading(1, sectionTitle('text', release, document));
  if (text.length === 0) return [title, { type: 'framed', blocks: ask }];
  const shown: Block[] = [
    title,
    paragraph(wordsOf(release).say(`text.lead.${campaign.kind}`), 'caption'),
    { type: 'framed', blocks: text },
  ];
  if (campaign.kind !== 'joint-statement') return shown;
  const { organisers } = campaign;
  return [{ type: 'letterheads', letterhead: letterheads(organisers) }, ...shown, { type: 'closing', signing: organisers.map(signing) }];
}
