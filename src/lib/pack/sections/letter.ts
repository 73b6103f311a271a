/** The covering letter, laid out for a window envelope, signed by every organiser who names a signatory. */

import type { Organiser, Target } from '../../model/campaign.js';
import type { Release, ReleaseDocument } from '../../model/release.js';
import { formatCount, listOf, plural } from '../../text.js';
import type { Block, Signing } from '../blocks.js';
import { paragraph } from '../blocks.js';
import { FAREWELL, formatDate, KIND_NOUNS, SALUTATION, sentenceCase } from '../messages.js';
import { richBlocks } from '../rich.js';

/** The address field of a window envelope holds six lines. */
const ADDRESS_LINES_MAX = 6;

export function letterSection(release: Release, document: ReleaseDocument): Block[] {
  const { letter, target } = document;
  if (letter === undefined || letter.blocks.length === 0) return [];
  const { campaign } = release;
  const blocks: Block[] = [
    {
      type: 'letter-head',
      letterhead: campaign.organisers.map((organiser) => ({
        name: organiser.name,
        lines: letterheadLines(organiser, campaign.organisers.length),
      })),
      address: target === undefined ? [] : addressLines(target),
      date: formatDate(release.date),
      salutation: `${(target?.salutation ?? SALUTATION).replace(/,\s*$/u, '')},`,
      subject: subject(release),
    },
    ...richBlocks(letter, 'letter', { paragraph: 'body', heading: 'heading2' }),
    {
      type: 'closing',
      farewell: target?.salutation === undefined ? FAREWELL.unnamed : FAREWELL.named,
      signing: campaign.organisers.map(signing),
    },
  ];
  const cc = target?.cc ?? [];
  if (cc.length > 0) {
    const names = cc.map((person) => (person.role === undefined ? person.name : `${person.name}, ${person.role}`));
    blocks.push(paragraph(`Copy to: ${names.join('; ')}`, 'small'));
  }
  const enclosed = enclosures(release);
  if (enclosed.length > 0) blocks.push(paragraph(`Enclosed: ${enclosed.join('; ')}.`, 'small'));
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

function subject(release: Release): string {
  const { kind, title } = release.campaign;
  const noun = KIND_NOUNS[kind];
  // A title that says what it is needs no label.
  return kind === 'coalition' || title.toLowerCase().includes(noun) ? title : `${sentenceCase(noun)}: ${title}`;
}

function signing(organiser: Organiser): Signing {
  if (organiser.signatory === undefined) return { name: organiser.name, lines: [] };
  return { name: organiser.signatory, lines: [organiser.role === undefined ? organiser.name : `${organiser.role}, ${organiser.name}`] };
}

function enclosures(release: Release): string[] {
  const items: string[] = [];
  if (release.body !== undefined && release.sections.includes('text')) {
    items.push(
      { petition: 'text of the petition', 'open-letter': 'the open letter', 'joint-statement': 'the statement', coalition: 'what we ask' }[
        release.campaign.kind
      ],
    );
  }
  const method = [...(release.sections.includes('numbers') ? ['numbers'] : []), ...(release.statement === undefined ? [] : ['method'])];
  if (release.counts.signatures !== null && method.length > 0) items.push(listOf(method));
  if (release.organisations.length > 0 && release.sections.includes('organisations')) {
    items.push(`list of ${plural(release.organisations.length, 'organisation')}`);
  }
  if (release.signatories.entries.length > 0 && release.sections.includes('signatories')) {
    items.push(
      `list of ${formatCount(release.signatories.entries.length)} named ${release.signatories.entries.length === 1 ? 'signatory' : 'signatories'}`,
    );
  }
  return items;
}
