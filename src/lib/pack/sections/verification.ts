/**
 * How to check this pack: what a reader compares with what, in words for somebody who has never seen a checksum, and what no check can show. The
 * manifest's own fingerprint cannot stand here, because the manifest covers this page; it is said aloud at the hand-in.
 */

import type { Release, ReleaseDocument } from '../../model/release.js';
import { formatCount, plural } from '../../text.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import { sectionTitle } from '../messages.js';
import { sealRail } from './seal.js';

export function verificationSection(release: Release, document: ReleaseDocument, fingerprint: string): Block[] {
  const { commitment } = release;
  return [
    heading(1, sectionTitle('verification', release, document)),
    paragraph(
      'This pack was built with handin, a free program. Whoever holds its files can check them without the internet and without asking the organisers for anything.',
    ),
    rail('Fingerprint', [
      paragraph(
        `The fingerprint on the cover, ${groups(fingerprint.slice(0, 16))}, stands for everything that this pack says. The file manifest.json has another one, which stands for every file; the organisers say it when they hand the pack in. If a single letter is changed, the fingerprints change.`,
      ),
    ]),
    rail('Signature', [
      paragraph(
        'If there is a file manifest.sig, the organisers signed the pack. “handin verify” with the public key from the organisers’ own website tells whether the signature is theirs. A signature shows which key was used. It does not show that whoever holds the key was careful.',
      ),
    ]),
    ...sealRail(release),
    ...(commitment === undefined ? [] : [rail('Count', countBlocks(commitment.size, commitment.root))]),
    rail('Limits', [paragraph(limits(release))]),
  ];
}

function countBlocks(size: number, root: string): Block[] {
  return [
    paragraph(
      `${size === 1 ? 'The one person counted is' : `All ${formatCount(size)} people counted are`} fixed by one number, the root of a tree of checksums. It gives nobody away. Nobody can be added or taken out later without another root:`,
    ),
    paragraph(root, 'smallInk'),
    paragraph(
      'A signatory who asks can be told, and shown proof, that he or she is one of them. An independent auditor, bound to secrecy, can draw a sample that nobody chose and ask those people whether they signed.',
    ),
  ];
}

/** What remains to be believed. Not printed for packs that count nobody but organisations. */
function limits(release: Release): string {
  const { signatures, organisations } = release.counts;
  if (signatures === null)
    return `None of this shows that the ${plural(organisations, 'organisation')} named ${organisations === 1 ? 'agrees' : 'agree'}: ask ${organisations === 1 ? 'it' : 'them'}.`;
  const persons =
    release.commitment === undefined
      ? 'None of this shows that the people counted are real.'
      : 'The root fixes a list. It does not show that the people on it are real; a sample bounds how many are not. A signatory can check only himself or herself, and that somebody is not on the list cannot be shown.';
  return `${persons} Two packs can be compared by their counts and by nothing else.`;
}

const groups = (digits: string): string => (digits.match(/.{4}/gu) ?? []).join(' ');

function rail(label: string, blocks: readonly Block[]): Block {
  return { type: 'rail', label, blocks };
}
