/**
 * How to check this pack: what a reader compares with what, in words for somebody who has never seen a checksum, and what no check can show. The
 * manifest's own fingerprint cannot stand here, because the manifest covers this page; it is said aloud at the hand-in.
 */

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import { MANIFEST_FILE, SIGNATURE_FILE } from '../manifest.js';
import type { Messages } from '../messages/index.js';
import { sectionTitle, wordsOf } from '../messages.js';
import { sealRail } from './seal.js';

export function verificationSection(release: Release, document: ReleaseDocument, fingerprint: string): Block[] {
  const { commitment } = release;
  const words = wordsOf(release);
  const { say, quote } = words;
  return [
    heading(1, sectionTitle('verification', release, document)),
    paragraph(say('check.intro')),
    rail(say('check.rail.fingerprint'), [
      paragraph(say('check.fingerprint', { fingerprint: groups(fingerprint.slice(0, 16)), file: MANIFEST_FILE })),
      paragraph(say('check.checksums', { file: MANIFEST_FILE })),
    ]),
    rail(say('check.rail.signature'), [paragraph(say('check.signature', { file: SIGNATURE_FILE, command: quote('handin verify') }))]),
    ...sealRail(release),
    ...(commitment === undefined ? [] : [rail(say('check.rail.count'), countBlocks(commitment.size, commitment.root, words))]),
    rail(say('check.rail.limits'), [paragraph(limits(release, words))]),
  ];
}

function countBlocks(count: number, root: string, { say }: Messages): Block[] {
  return [paragraph(say('check.count', { count })), paragraph(root, 'smallInk'), paragraph(say('check.count.proof'))];
}

/** What remains to be believed. Comparing packs is not spoken of in those that count nobody but organisations. */
function limits(release: Release, { say }: Messages): string {
  const { signatures, organisations } = release.counts;
  const organisers = release.campaign.organisers.length;
  // A joint statement is signed by its organisers and lists nobody else.
  if (signatures === null) return say('check.limits.organisations', { count: organisations > 0 ? organisations : organisers });
  const persons = say(release.commitment === undefined ? 'check.limits.people' : 'check.limits.root');
  return `${persons} ${say('check.limits.compare')}`;
}

const groups = (digits: string): string => (digits.match(/.{4}/gu) ?? []).join(' ');

function rail(label: string, blocks: readonly Block[]): Block {
  return { type: 'rail', label, blocks };
}
