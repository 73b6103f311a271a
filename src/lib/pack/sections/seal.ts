/** What a reader is told of the seal of the file they have open: what it shows, what it does not, and the digits to ask the organisers for. */

import type { Release } from '../../model/release.js';
import { type Block, paragraph } from '../blocks.js';
import { messagesFor } from '../messages/index.js';

/** A part of the section about checking; nothing where the release has no seal. */
export function sealRail({ seal, campaign: { language } }: Release): Block[] {
  if (seal === undefined) return [];
  const { say } = messagesFor(language);
  // In groups, which the eye can compare; in the sentence, so that no page parts them from it.
  const digits = (seal.certificates[0]?.match(/.{4}/gu) ?? []).join(' ');
  return [{ type: 'rail', label: say('seal.title'), blocks: [paragraph(say('seal.what', { name: seal.name, digits }))] }];
}
