/** The policy context: the campaign's own footnoted text about the law and the facts, with the day on which it was looked up. */

import type { IsoDate } from '../../model/campaign.js';
import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import { messagesFor } from '../messages/index.js';
import { sectionTitle } from '../messages.js';
import { richBlocks } from '../rich.js';

export function contextSection(release: Release, document: ReleaseDocument): Block[] {
  if (release.context === undefined || release.context.blocks.length === 0) return [];
  return [
    heading(1, sectionTitle('context', release, document)),
    ...(release.contextAsOf === undefined ? [] : [paragraph(asOfWords(release.campaign.language, release.contextAsOf), 'caption')]),
    ...richBlocks(release.context, 'context', { paragraph: 'body', heading: 'heading2' }),
  ];
}

function asOfWords(language: string, day: IsoDate): string {
  const { say, date } = messagesFor(language);
  return say('context.as-of', { date: date(day) });
}
