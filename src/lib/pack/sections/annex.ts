/** Names that are in a file of their own: what the pack says in their place, and what that file says of the pack that it belongs to. */

import type { Release, ReleaseDocument } from '../../model/release.js';
import { type Block, paragraph } from '../blocks.js';
import { messagesFor } from '../messages/index.js';

/** In place of the list of names; nothing for a document whose names are in it, or that has none. */
export function annexNotice({ counts, campaign }: Release, { annex }: ReleaseDocument): Block[] {
  if (annex === undefined) return [];
  const { say } = messagesFor(campaign.language);
  return [paragraph(say('annex.where', { named: annex.named, counted: counts.signatures ?? annex.named, file: annex.file }))];
}

/** Before the list of names in a file of its own; nothing in a pack. */
export function annexLead({ annexOf, campaign }: Release): Block[] {
  if (annexOf === undefined) return [];
  const fingerprint = (annexOf.slice(0, 16).match(/.{4}/gu) ?? []).join(' ');
  return [paragraph(messagesFor(campaign.language).say('annex.belongs', { fingerprint }), 'caption')];
}
