/** A slip for the hand-in: the upper half stays with the office, the lower one goes back to the organisers, signed. */

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block, Fact } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import { messagesFor } from '../messages/index.js';
import { sectionTitle } from '../messages.js';
import { groupsOf, packFacts } from './certificate.js';

export function receiptSection(release: Release, document: ReleaseDocument, fingerprint: string): Block[] {
  const { say, quote } = messagesFor(release.campaign.language);
  return [
    heading(1, sectionTitle('receipt', release, document)),
    paragraph(say('receipt.lead'), 'caption'),
    { type: 'facts', facts: [...packFacts(release, document, fingerprint), ...countFacts(release)] },
    {
      type: 'blanks',
      rows: [
        [
          { label: say('receipt.blank.handed'), share: 0.6 },
          { label: say('receipt.blank.time'), share: 0.4 },
        ],
      ],
    },
    { type: 'cut', label: say('receipt.cut') },
    heading(2, say('receipt.slip')),
    paragraph(say('receipt.sentence', { title: quote(release.campaign.title), fingerprint: groupsOf(fingerprint) })),
    { type: 'facts', facts: countFacts(release) },
    {
      type: 'blanks',
      rows: [
        [
          { label: say('receipt.blank.name'), share: 0.5 },
          { label: say('receipt.blank.office'), share: 0.5 },
        ],
        [
          { label: say('receipt.blank.time'), share: 0.5 },
          { label: say('receipt.blank.signature'), share: 0.5 },
        ],
      ],
    },
  ];
}

/** What was handed in, in numbers. */
function countFacts({ campaign, counts: { signatures, organisations } }: Release): Fact[] {
  const { say, number } = messagesFor(campaign.language);
  return [
    ...(signatures === null ? [] : [{ label: say('fact.signatures'), lines: [number(signatures)] }]),
    ...(organisations === 0 ? [] : [{ label: say('fact.organisations'), lines: [number(organisations)] }]),
  ];
}
