/** The covering letter, laid out for a window envelope, signed by every organiser who names a signatory. */

import type { Organiser, Target } from '../../model/campaign.js';
import type { LetterForm } from '../../model/letter-form.js';
import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block, Letterhead, Signing } from '../blocks.js';
import { paragraph } from '../blocks.js';
import type { Messages } from '../messages/index.js';
import { joined, wordsOf } from '../messages.js';
import { richBlocks } from '../rich.js';

export function letterSection(release: Release, document: ReleaseDocument): Block[] {
  const { letter, target } = document;
  if (letter === undefined || letter.blocks.length === 0) return [];
  const { campaign } = release;
  const words = wordsOf(release);
  const { say } = words;
  const blocks: Block[] = [
    {
      type: 'letter-head',
      letterhead: letterheads(campaign.organisers),
      address: target === undefined ? [] : addressLines(target),
      date:
        release.place === undefined
          ? words.date(release.date)
          : say('letter.place-date', { place: release.place, date: words.date(release.date) }),
      ...alsoTo(target, words),
      salutations: salutationsOf(document, words).map((salutation) => say('letter.salutation-line', { salutation })),
      subject: subject(release, words),
    },
    ...(target?.['signed-to'] === undefined ? [] : [paragraph(say('letter.signed-to', { name: target['signed-to'] }))]),
    ...richBlocks(letter, 'letter', { paragraph: 'body', heading: 'heading2' }),
    {
      type: 'closing',
      farewell: document.form?.farewell ?? say(`letter.farewell.${closeOf(document)}`),
      signing: campaign.organisers.map(signing),
    },
  ];
  const cc = target?.cc ?? [];
  if (cc.length > 0) {
    blocks.push(paragraph(say('letter.copy', { names: joined(cc.map(nameAndRole), words) }), 'small'));
  }
  const enclosed = enclosures(release, document, words);
  if (enclosed.length > 0) blocks.push(paragraph(say('letter.enclosed', { items: joined(enclosed, words) }), 'small'));
  return blocks;
}

/** So many organisers stand beside each other with their addresses; of more, only names and contacts fit. */
const WITH_ADDRESS_MAX = 3;

/** Organisers as a letter or a joint statement shows them at its top. */
export function letterheads(organisers: readonly Organiser[]): Letterhead[] {
  return organisers.map(({ name, address, contact }) => ({
    name,
    lines: [
      ...(address === undefined || organisers.length > WITH_ADDRESS_MAX ? [] : [address.join(', ')]),
      ...(contact === undefined ? [] : [contact]),
    ],
  }));
}

function alsoTo(target: Target | undefined, words: Messages): { also?: string } {
  const people = target?.addressees ?? [];
  return people.length === 0 ? {} : { also: words.say('letter.also', { names: joined(people.map(nameAndRole), words) }) };
}

const nameAndRole = ({ name, role }: { readonly name: string; readonly role?: string }): string =>
  role === undefined ? name : `${name}, ${role}`;

/** Salutations without their closing mark; the standing one where nothing is known of the addressee. */
function salutationsOf({ form, target }: ReleaseDocument, { say }: Messages): readonly string[] {
  const known = form?.salutations ?? (target?.salutation === undefined ? [] : [target.salutation.replace(/[,:!]\s*$/u, '')]);
  return known.length > 0 ? known : [say('letter.salutation')];
}

const closeOf = ({ form, target }: ReleaseDocument): LetterForm['close'] =>
  form?.close ?? (target?.salutation === undefined ? 'unnamed' : 'named');

const addressLines = (target: Target): string[] =>
  [target.name, target.role ?? '', target.organisation ?? '', ...(target.address ?? [])].filter((line) => line.trim() !== '');

function subject(release: Release, { say, locale }: Messages): string {
  const { kind, title } = release.campaign;
  if (kind === 'coalition') return title;
  // A title that says what it is needs no label.
  const lower = (text: string): string => text.toLocaleLowerCase(locale);
  return lower(title).includes(lower(say(`noun.${kind}`))) ? title : say(`letter.subject.${kind}`, { title });
}

/** Who signs for an organiser: its signatory, or the organisation itself. */
export function signing(organiser: Organiser): Signing {
  if (organiser.signatory === undefined) return { name: organiser.name, lines: [] };
  return { name: organiser.signatory, lines: [organiser.role === undefined ? organiser.name : `${organiser.role}, ${organiser.name}`] };
}

function enclosures(release: Release, { annex }: ReleaseDocument, { say, list }: Messages): string[] {
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
  if (named > 0 && annex === undefined && release.sections.includes('signatories'))
    items.push(say('letter.enclosed.names', { count: named }));
  return items;
}
