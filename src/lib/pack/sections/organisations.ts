/** The organisations behind the campaign, numbered, in the order and the groups of the release. */

import type { Release, ReleaseDocument, ReleaseOrganisation } from '../../model/release.js';
import type { Block, EntryGroup, Span } from '../blocks.js';
import { heading, paragraph, text } from '../blocks.js';
import { sectionTitle, wordsOf } from '../messages.js';

export function organisationsSection(release: Release, document: ReleaseDocument): Block[] {
  const { organisations } = release;
  if (organisations.length === 0) return [];
  const { say } = wordsOf(release);
  const count = release.counts.organisations;
  const named = organisations.length;
  const lead = count > named ? say('organisations.lead-some', { count, named }) : say('organisations.lead', { count });
  return [
    heading(1, sectionTitle('organisations', release, document)),
    paragraph(lead, 'caption'),
    { type: 'entries', groups: groups(organisations) },
  ];
}

/** Neighbours with the same group share a heading; the order of the release is kept. */
function groups(organisations: readonly ReleaseOrganisation[]): EntryGroup[] {
  const groups: { title?: string; entries: Span[][] }[] = [];
  let current: string | undefined;
  for (const organisation of organisations) {
    let group = groups.at(-1);
    if (group === undefined || organisation.group !== current) {
      group = organisation.group === undefined ? { entries: [] } : { title: organisation.group, entries: [] };
      groups.push(group);
      current = organisation.group;
    }
    group.entries.push([text(entryLine(organisation))]);
  }
  return groups;
}

function entryLine(organisation: ReleaseOrganisation): string {
  const acronym = organisation.acronym === undefined ? '' : ` (${organisation.acronym})`;
  const country = organisation.country === undefined ? '' : ` – ${organisation.country}`;
  return `${organisation.name}${acronym}${country}`;
}
