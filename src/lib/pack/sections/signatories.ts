/**
 * The people who agreed to be named, as far as they agreed, and an honest sentence about everybody else. When nobody is
 * named, a short certificate of the number stands in the list's place.
 */

import type { Release, ReleaseDocument } from '../../model/release.js';
import { formatCount, plural } from '../../text.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import { messagesFor } from '../messages/index.js';
import { formatDate, sectionTitle } from '../messages.js';

export function signatoriesSection(release: Release, document: ReleaseDocument): Block[] {
  const { signatures } = release.counts;
  const { entries } = release.signatories;
  if ((signatures === null || signatures === 0) && entries.length === 0) return [];
  const title = heading(1, sectionTitle('signatories', release, document));
  if (entries.length === 0) return [title, ...certificate(release, signatures ?? 0)];
  const { say } = messagesFor(release.campaign.language);
  const heads = { name: say('names.head.name'), place: say('names.head.place') };
  return [title, paragraph(lead(entries.length, signatures ?? entries.length), 'caption'), { type: 'names', entries, heads }];
}

function lead(named: number, counted: number): string {
  const rest = counted - named;
  if (rest <= 0)
    return counted === 1
      ? 'The one signatory agreed to be named here.'
      : `All ${formatCount(counted)} signatories agreed to be named here.`;
  const others = rest === 1 ? 'the other one is counted and not named' : `the other ${formatCount(rest)} are counted and not named`;
  return `${formatCount(named)} of ${plural(counted, 'signatory', 'signatories')} agreed to be named here; ${others}.`;
}

function certificate(release: Release, counted: number): Block[] {
  const organisers = release.campaign.organisers.map((organiser) => organiser.name);
  const who = organisers.length === 1 ? `${organisers[0]} holds` : 'The organisers hold';
  return [
    paragraph(
      `On ${formatDate(release.date)} this campaign counted ${plural(counted, 'signature')}. No signatory is named in this pack, because naming a person needs that person’s consent and the campaign’s decision to publish.`,
    ),
    paragraph(`${who} the list in confidence. Questions about the count can be put to the contact named on the cover.`),
  ];
}
