/** The organisations behind the campaign, numbered through their groups, and for long lists an index by country. */

import type { Release, ReleaseDocument, ReleaseOrganisation } from '../../model/release.js';
import type { Block, EntryGroup } from '../blocks.js';
import { heading, paragraph, text } from '../blocks.js';
import type { Messages } from '../messages/index.js';
import { sectionTitle, wordsOf } from '../messages.js';

/** A shorter list is read as quickly as an index of it. */
const INDEX_FROM = 40;
/** Below this share of organisations with a country, an index by country would mostly say that there is none. */
const INDEX_SHARE = 0.5;

export function organisationsSection(release: Release, document: ReleaseDocument): Block[] {
  const { organisations } = release;
  if (organisations.length === 0) return [];
  const messages = wordsOf(release);
  const count = release.counts.organisations;
  const named = organisations.length;
  const lead = count > named ? messages.say('organisations.lead-some', { count, named }) : messages.say('organisations.lead', { count });
  const ordered = inGroups(organisations, messages);
  return [
    heading(1, sectionTitle('organisations', release, document)),
    paragraph(lead, 'caption'),
    { type: 'entries', groups: groupsOf(ordered, messages) },
    ...countryIndex(ordered, messages),
  ];
}

/** Groups in the order of the alphabet, what has none first; inside a group the order of the release. */
function inGroups(organisations: readonly ReleaseOrganisation[], { compare }: Messages): ReleaseOrganisation[] {
  // Sorting is stable, so that the order of the release is kept.
  return [...organisations].sort((a, b) => compare(a.group ?? '', b.group ?? ''));
}

function groupsOf(ordered: readonly ReleaseOrganisation[], messages: Messages): EntryGroup[] {
  const titles = [...new Set(ordered.map(({ group }) => group))];
  return titles.map((title) => ({
    ...(title === undefined ? {} : { title }),
    entries: ordered.filter(({ group }) => group === title).map((organisation) => [text(entryLine(organisation, messages))]),
  }));
}

function entryLine(organisation: ReleaseOrganisation, messages: Messages): string {
  const { name, localName, acronym } = organisation;
  const country = countryName(organisation, messages);
  return [
    name,
    ...(localName === undefined || localName === name ? [] : [` / ${localName}`]),
    ...(acronym === undefined ? [] : [` (${acronym})`]),
    ...(country === undefined ? [] : [` – ${country}`]),
  ].join('');
}

/** A code of ISO 3166 as the language of the pack says it; everything else as the list has it. */
export function countryName({ country }: ReleaseOrganisation, { locale }: Pick<Messages, 'locale'>): string | undefined {
  if (country === undefined || !/^[A-Z]{2}$/.test(country)) return country;
  return new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' }).of(country) ?? country;
}

/** Countries in the order of the alphabet, each with the numbers under which its organisations stand above. */
function countryIndex(ordered: readonly ReleaseOrganisation[], messages: Messages): Block[] {
  const { say, number, compare } = messages;
  const stated = ordered.filter(({ country }) => country !== undefined).length;
  if (ordered.length < INDEX_FROM || stated < ordered.length * INDEX_SHARE) return [];
  const numbers = new Map<string | undefined, number[]>();
  for (const [index, organisation] of ordered.entries()) {
    const country = countryName(organisation, messages);
    numbers.set(country, [...(numbers.get(country) ?? []), index + 1]);
  }
  const rows = [...numbers].sort(([a], [b]) => (a === undefined ? 1 : b === undefined ? -1 : compare(a, b)));
  return [
    {
      type: 'table',
      caption: say('organisations.index'),
      columns: [
        { title: say('organisations.index.country'), align: 'left', share: 0.32 },
        { title: say('organisations.index.numbers'), align: 'left', share: 0.46 },
        { title: say('organisations.index.count'), align: 'right', share: 0.22 },
      ],
      rows: rows.map(([country, of]) => [country ?? say('organisations.index.none'), of.join(', '), number(of.length)]),
      total: false,
    },
  ];
}
