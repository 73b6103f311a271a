/**
 * The front part of a document: what its HTML edition is made from. A web page is copied and passed on more easily than a printed list, so
 * nobody's name and no comment is in it, whatever people agreed to for the pack.
 */

import type { SectionId } from '../../model/campaign.js';
import type { Release, ReleaseDocument } from '../../model/release.js';
import { paragraph, type Section } from '../blocks.js';
import { messagesFor } from '../messages/index.js';
import { buildSections } from '../sections/index.js';
import { releaseOf } from '../view.js';

/** Whether the HTML edition has a section. A page has a list of contents of its own. */
const IS_IN_FRONT: Readonly<Record<SectionId, boolean>> = {
  cover: true,
  letter: true,
  contents: false,
  text: true,
  case: true,
  context: true,
  figures: true,
  aims: true,
  numbers: true,
  // Certificates and slips are signed by hand, so they are paper.
  'local-number': false,
  statement: true,
  'how-we-counted': true,
  organisations: true,
  signatories: true,
  comments: false,
  references: true,
  verification: true,
  'commons-top-sheet': false,
  'answer-due': false,
  receipt: false,
};

/** A release as the HTML edition of one document shows it: nobody is named. `counts.named` stays, and says how many the PDF names. */
export function frontOf(release: Release, document: ReleaseDocument): Release {
  const { comments: _, ...shown } = releaseOf(release, document);
  return { ...shown, signatories: { ...shown.signatories, entries: [] } };
}

/** The sections of the HTML edition, in the order of the pack; `fingerprint` is the SHA-256 of the release in hexadecimal digits. */
export function frontSections(release: Release, document: ReleaseDocument, fingerprint: string): Section[] {
  // Volumes are a matter of paper.
  const { own: _own, volume: _volume, ...shared } = document;
  const front = frontOf(release, document);
  // A document's own list would be found again by the document's name.
  const documents = front.documents.map(({ own: _names, ...rest }) => rest);
  const sections = buildSections({ ...front, documents, sections: front.sections.filter((id) => IS_IN_FRONT[id]) }, shared, fingerprint);
  // With the names in a file of their own the pack's own sentence about them is true of the page too.
  return sections.map((section) => (section.id === 'signatories' && document.annex === undefined ? withoutNames(section, front) : section));
}

/** Where the PDF names people, the page says how many, and not that nobody is named. */
function withoutNames(section: Section, { campaign, counts }: Release): Section {
  const { named, signatures } = counts;
  if (named === 0) return section;
  const { say } = messagesFor(campaign.language);
  const sentence = say('web.names', { counted: signatures ?? named, named });
  return { ...section, blocks: [...section.blocks.slice(0, 1), paragraph(sentence)] };
}

/** `home-secretary.pdf` as `home-secretary.html`. */
export function htmlFileOf({ file }: Pick<ReleaseDocument, 'file'>): string {
  return `${file.replace(/\.pdf$/, '')}.html`;
}
