/** What the certificates share: facts of the campaign, and lines for the organisers to sign on. */

import type { Organiser } from '../../model/campaign.js';
import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block, Fact } from '../blocks.js';
import { heading } from '../blocks.js';
import { messagesFor } from '../messages/index.js';

/** Rows for signatures that a page has room for beside the rest; of more organisers the first ones sign. */
const SIGNING_MAX = 4;

/** Who, to whom, when and which pack: as on the cover, for a page that may be copied apart from it. */
export function packFacts(release: Release, { target }: ReleaseDocument, fingerprint: string): Fact[] {
  const { say, date } = messagesFor(release.campaign.language);
  return [
    { label: say('fact.campaign'), lines: [release.campaign.title] },
    { label: say('fact.made-by'), lines: release.campaign.organisers.slice(0, SIGNING_MAX).map(({ name }) => name) },
    ...(target === undefined
      ? []
      : [{ label: say('fact.addressed-to'), lines: [target.name, target.role ?? ''].filter((line) => line !== '') }]),
    { label: say('fact.date'), lines: [date(release.date)] },
    { label: say('fact.fingerprint'), lines: [groupsOf(fingerprint)] },
  ];
}

/** "Signed for the organisers", with a line for each. */
export function signingBlocks(release: Release): Block[] {
  const messages = messagesFor(release.campaign.language);
  const rows = release.campaign.organisers.slice(0, SIGNING_MAX).map((organiser) => [
    { label: signerOf(organiser), share: 0.68 },
    { label: messages.say('fact.date'), share: 0.32 },
  ]);
  return [heading(2, messages.say('certificate.for-organisers')), { type: 'blanks', rows }];
}

/** The short fingerprint, as on the cover. */
export function groupsOf(fingerprint: string): string {
  return (fingerprint.slice(0, 16).match(/.{4}/gu) ?? []).join(' ');
}

function signerOf({ name, signatory, role }: Organiser): string {
  return [signatory, role, name].filter((part) => part !== undefined && part.trim() !== '').join(', ');
}
