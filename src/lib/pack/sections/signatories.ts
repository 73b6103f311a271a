/**
 * The people who agreed to be named, as far as they agreed, and an honest sentence about everybody else. When nobody is
 * named, a certificate of the number stands in the list's place.
 */

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import type { Messages } from '../messages/index.js';
import { sectionTitle, wordsOf } from '../messages.js';
import { annexLead, annexNotice } from './annex.js';
import { packFacts, signingBlocks } from './certificate.js';
import { volumeNames } from './volumes.js';

export function signatoriesSection(release: Release, document: ReleaseDocument, fingerprint: string): Block[] {
  const { signatures } = release.counts;
  const { entries } = release.signatories;
  const notice = annexNotice(release, document);
  if (notice.length > 0) return [heading(1, sectionTitle('signatories', release, document)), ...notice];
  if ((signatures === null || signatures === 0) && entries.length === 0) return [];
  const title = heading(1, sectionTitle('signatories', release, document));
  if (entries.length === 0) return [title, ...certificate(release, document, fingerprint, signatures ?? 0)];
  const total = release.counts.named;
  const from = document.volume?.from ?? 1;
  const words = wordsOf(release);
  const heads = { name: words.say('names.head.name'), place: words.say('names.head.place') };
  const caption =
    document.volume === undefined
      ? lead(total, signatures ?? total, words)
      : `${volumeNames(document.volume, total, words)}. ${lead(total, signatures ?? total, words)}`;
  return [title, ...annexLead(release), paragraph(caption, 'caption'), { type: 'names', entries, heads, from, total }];
}

function lead(named: number, counted: number, { say }: Messages): string {
  const rest = counted - named;
  return rest <= 0 ? say('signatories.all', { count: counted }) : say('signatories.some', { named, counted, rest });
}

/** A page of its own in the place of a list: the number, why nobody is named, and lines for the organisers to sign on. */
function certificate(release: Release, document: ReleaseDocument, fingerprint: string, count: number): Block[] {
  const { say, date, number } = wordsOf(release);
  const [organiser, ...others] = release.campaign.organisers.map(({ name }) => name);
  return [
    { type: 'number', value: number(count), sentence: say('certificate.sentence', { date: date(release.date) }) },
    paragraph(say('signatories.certificate', { date: date(release.date), count })),
    paragraph(organiser === undefined || others.length > 0 ? say('signatories.held') : say('signatories.held-by', { organiser })),
    { type: 'facts', facts: packFacts(release, document, fingerprint) },
    ...signingBlocks(release),
  ];
}
