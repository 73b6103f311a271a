/**
 * Letters to those who have a pack already: please delete this line. A line is pointed at by its number and by the fingerprint of the pack, so
 * that nobody's name has to be kept for the letter; the person who sends it may add the name by hand.
 */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import type { ErasureLetter } from '../model/erasure.js';
import { messagesFor } from '../pack/messages/index.js';
import { listOf, plural } from '../text.js';

export interface LetterFacts {
  readonly today: string;
  /** The day of the delivery; null where none is recorded. */
  readonly delivered: string | null;
  /** Numbers of the lines in the list of signatories, from 1. */
  readonly lines: readonly number[];
  /** SHA-256 of the release; null where it is gone. */
  readonly release: string | null;
}

/** Folder of the letters below the private folder. */
const FOLDER = 'letters';

/** Writes one letter for each target, as Markdown, into the private folder. */
export async function writeLetters(
  context: Context,
  folder: string,
  { campaign }: LoadedCampaign,
  facts: LetterFacts & { readonly linesOf: ReadonlyMap<string, readonly number[]> },
): Promise<ErasureLetter[]> {
  const { files } = context.io;
  const place = path.join(folder, FOLDER);
  if (!files.isFolder(place)) files.scratch(folder, FOLDER);
  const letters: ErasureLetter[] = [];
  for (const target of campaign.targets) {
    let name = `${FOLDER}/erasure-${facts.today}-${target.id}.md`;
    for (let turn = 2; files.exists(path.join(folder, name)); turn++) name = `${FOLDER}/erasure-${facts.today}-${target.id}-${turn}.md`;
    // A target with a ceiling of its own has another list, with other numbers.
    const lines = facts.linesOf.get(target.id) ?? facts.lines;
    await files.writeFile(path.join(folder, name), letterText(campaign, target, { ...facts, lines }));
    letters.push({ target: target.id, file: name });
  }
  return letters;
}

type Campaign = LoadedCampaign['campaign'];

/** Papers and letters of the private folder are in English, whatever the language of the campaign. */
const { date: formatDate } = messagesFor('en-GB');

/** The letter. A line of the list is somebody's name, so the letter gives its number and leaves a place for the name. */
export function letterText(
  campaign: Campaign,
  target: Campaign['targets'][number],
  { today, delivered, lines, release }: LetterFacts,
): string {
  const [organiser] = campaign.organisers;
  const sender = [organiser?.name, ...(organiser?.address ?? []), organiser?.contact].filter((line) => line !== undefined);
  const addressee = [target.name, target.role, target.organisation, ...(target.address ?? [])].filter((line) => line !== undefined);
  const when = delivered === null ? '' : ` on ${formatDate(delivered)}`;
  const which = release === null ? '' : ` It bears the fingerprint ${release.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ')} on its cover.`;
  const numbers = listOf(lines.map(String));
  const body =
    lines.length === 0
      ? [
          `We handed "${campaign.title}" to you${when}.${which}`,
          'Somebody who signed has asked us to remove them. The pack did not name this person: it counted them, and nothing in it points at them. You need not delete anything. The number of signatures we gave was right on that day; today it would be smaller.',
        ]
      : [
          `We handed "${campaign.title}" to you${when}.${which}`,
          `${lines.length === 1 ? 'A person' : `${plural(lines.length, 'person', 'people')}`} named in its list of signatories ${lines.length === 1 ? 'has' : 'have'} withdrawn the consent to be named to you. Please delete ${lines.length === 1 ? `line ${numbers}` : `lines ${numbers}`} of that list from every copy you hold, and from whatever was made of it, and tell anybody to whom you passed it on to do the same.`,
          'Lines are counted from 1 in the order of the list. Should you need the name itself, we have written it here by hand:',
          '____________________________________',
          'The number of signatures we gave was right on the day of the delivery. Please confirm in writing that the deletion is done (UK GDPR and GDPR, Articles 7(3), 17 and 19).',
        ];
  return [
    ...sender,
    '',
    formatDate(today),
    '',
    ...addressee,
    '',
    `**${campaign.title}: ${lines.length === 0 ? 'a removal that concerns nothing you hold' : 'please delete what we no longer may share'}**`,
    '',
    `${target.salutation ?? `Dear ${target.name}`},`,
    '',
    ...body.flatMap((paragraph) => [paragraph, '']),
    'Yours sincerely,',
    '',
    organiser?.signatory ?? organiser?.name ?? '',
    ...(organiser?.role === undefined ? [] : [organiser.role]),
    '',
  ].join('\n');
}
