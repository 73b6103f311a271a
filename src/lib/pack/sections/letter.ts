/** The covering letter, laid out for a window envelope, signed by every organiser who names a signatory. */

import type { Organiser, Target } from '../../model/campaign.js';
import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block, Signing } from '../blocks.js';
import { paragraph } from '../blocks.js';
import type { Messages } from '../messages/index.js';
import { joined, wordsOf } from '../messages.js';
import { richBlocks } from '../rich.js';

/** The address field of a window envelope holds six lines. */
const ADDRESS_LINES_MAX = 6;

export function letterSection(release: Release, document: ReleaseDocument): Block[] {
  const { letter, target } = document;
  if (letter === undefined || letter.blocks.length === 0) return [];
  const { campaign } = release;
  const words = wordsOf(release);
  const { say } = words;
  const blocks: Block[] = [
    {
      type: 'letter-head',
      letterhead: campaign.organisers.map((organiser) => ({
        name: organiser.name,
        lines: letterheadLines(organiser, campaign.organisers.length),
      })),
      address: target === undefined ? [] : addressLines(target),
      date: words.date(release.date),
      salutation: say('letter.salutation-line', { salutation: (target?.salutation ?? say('letter.salutation')).replace(/[,:!]\s*$/u, '') }),
      subject: subject(release, words),
    },
    ...richBlocks(letter, 'letter', { paragraph: 'body', heading: 'heading2' }),
    {
      type: 'closing',
      farewell: say(target?.salutation === undefined ? 'letter.farewell.unnamed' : 'letter.farewell.named'),
      signing: campaign.organisers.map(signing),
    },
  ];
  const cc = target?.cc ?? [];
  if (cc.length > 0) {
    const names = cc.map((person) => (person.role === undefined ? person.name : `${person.name}, ${person.role}`));
    blocks.push(paragraph(say('letter.copy', { names: joined(names, words) }), 'small'));
  }
  const enclosed = enclosures(release, words);
  if (enclosed.length > 0) blocks.push(paragraph(say('letter.enclosed', { items: joined(enclosed, words) }), 'small'));
  return blocks;
}

/** With one organiser the letterhead carries the address; with several only names and contacts fit. */
function letterheadLines(organiser: Organiser, organisers: number): string[] {
  const address = organiser.address === undefined || organisers > 1 ? [] : [organiser.address.join(', ')];
  return organiser.contact === undefined ? address : [...address, organiser.contact];
}

function addressLines(target: Target): string[] {
  const lines = [target.name, target.role ?? '', target.organisation ?? '', ...(target.address ?? [])].filter((line) => line.trim() !== '');
  if (lines.length <= ADDRESS_LINES_MAX) return lines;
  const kept = lines.slice(0, ADDRESS_LINES_MAX - 1);
  return [...kept, lines.slice(ADDRESS_LINES_MAX - 1).join(', ')];
}

function subject(release: Release, { say, locale }: Messages): string {
  const { kind, title } = release.campaign;
  if (kind === 'coalition') return title;
  // A title that says what it is needs no label.
  const lower = (text: string): string => text.toLocaleLowerCase(locale);
  return lower(title).includes(lower(say(`noun.${kind}`))) ? title : say(`letter.subject.${kind}`, { title });
}

function signing(organiser: Organiser): Signing {
  if (organiser.signatory === undefined) return { name: organiser.name, lines: [] };
  return { name: organiser.signatory, lines: [organiser.role === undefined ? organiser.name : `${organiser.role}, ${organiser.name}`] };
}

function enclosures(release: Release, { say, list }: Messages): string[] {
  const items: string[] = [];
  if (release.body !== undefined && release.sections.includes('text')) items.push(say(`letter.enclosed.text.${release.campaign.kind}`));
  const method = [
    ...(release.sections.includes('numbers') ? [say('letter.enclosed.numbers')] : []),
    ...(release.statement === undefined ? [] : [say('letter.enclosed.method')]),
  ];
  if (release.counts.signatures !== null && method.length > 0) items.push(list(method));
  if (release.organisations.length > 0 && release.sections.includes('organisations')) {
    items.push(say('letter.enclosed.organisations', { count: release.organisations.length }));
  }
  // The number and not the list: the letter reads the same in the web edition, which has no list.
  const { named } = release.counts;
  if (named > 0 && release.sections.includes('signatories')) items.push(say('letter.enclosed.names', { count: named }));
  return items;
}
