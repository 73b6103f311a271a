/** The certificate of a local number: for one target, how many signed in its area, as a range. Never with names. */

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import { messagesFor } from '../messages/index.js';
import { formatShown, sectionTitle } from '../messages.js';
import { packFacts, signingBlocks } from './certificate.js';

/** Nothing where the target names no area, or the release has no counts by area. */
export function localNumberSection(release: Release, document: ReleaseDocument, fingerprint: string): Block[] {
  const { local } = document;
  const { breakdown } = release;
  if (local === undefined || breakdown === undefined) return [];
  const messages = messagesFor(release.campaign.language);
  const { say } = messages;
  const { area } = local;
  return [
    heading(1, sectionTitle('local-number', release, document)),
    paragraph(say('local.lead', { area })),
    {
      type: 'number',
      value: formatShown(local.count, messages),
      sentence: say('local.sentence', { area, total: breakdown.total, date: messages.date(release.date) }),
    },
    paragraph(say('local.range', { smallest: breakdown.smallest })),
    paragraph(say('local.how')),
    { type: 'facts', facts: packFacts(release, document, fingerprint) },
    ...signingBlocks(release),
  ];
}
