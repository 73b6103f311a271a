/** What a pack of several volumes has besides: a cover for each further volume, labels for the spines, and an index of the names. */

import type { Release, ReleaseDocument, ReleaseVolume } from '../../model/release.js';
import type { Block, Fact } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import type { Messages } from '../messages/index.js';
import { organiserPhrase, sectionTitle, wordsOf } from '../messages.js';

/** Heights of the labels in points: for a box of one ream, and for a binder. */
const LABEL_HEIGHTS = [150, 80] as const;

/** `Names 12,001 to 24,000 of 96,410`. */
export function volumeNames({ from, to }: ReleaseVolume, total: number, { say }: Messages): string {
  return say('volume.names', { from, to, total });
}

/** The fact on the cover that says which volume this is. */
export function volumeFact(volume: ReleaseVolume, total: number, words: Messages): Fact {
  return { label: words.say('fact.volume'), lines: [volumeOf(volume, words), volumeNames(volume, total, words)] };
}

function volumeOf({ number, count }: ReleaseVolume, { say }: Messages): string {
  return say('volume.of', { number, count });
}

/** Labels to cut out, so that whoever unpacks the boxes knows their order. They carry no name of a signatory. */
export function spineSection(release: Release, document: ReleaseDocument): Block[] {
  const { volume } = document;
  if (volume === undefined) return [];
  const words = wordsOf(release);
  const organisers = organiserPhrase(
    release.campaign.organisers.map(({ name }) => name),
    words,
  );
  const lines = [volumeOf(volume, words), volumeNames(volume, release.counts.named, words), initialsOf(volume), organisers];
  return [
    heading(1, sectionTitle('spine', release, document)),
    paragraph(words.say('volume.spine'), 'caption'),
    ...LABEL_HEIGHTS.map((height): Block => ({ type: 'spine', height, title: release.campaign.title, lines })),
  ];
}

/** From the first to the last initial of a volume. */
function initialsOf({ initials }: ReleaseVolume): string {
  const first = initials[0]?.initial ?? '';
  const last = initials.at(-1)?.initial ?? '';
  return first === last ? first : `${first} – ${last}`;
}

/** Where each initial begins: volume and page. Made from what the volumes say of themselves. */
export function nameIndexSection(release: Release, document: ReleaseDocument): Block[] {
  if (document.volume?.number !== 1) return [];
  const words = wordsOf(release);
  const seen = new Set<string>();
  const rows = release.documents.flatMap(({ volume }) =>
    volume?.front !== document.file
      ? []
      : volume.initials.flatMap(({ initial, page }) => {
          if (seen.has(initial)) return [];
          seen.add(initial);
          return [[initial, words.number(volume.number), words.number(page)]];
        }),
  );
  return [
    heading(1, sectionTitle('name-index', release, document)),
    paragraph(words.say('volume.index'), 'caption'),
    {
      type: 'table',
      columns: [
        { title: words.say('volume.index.initial'), align: 'left', share: 0.4 },
        { title: words.say('fact.volume'), align: 'right', share: 0.3 },
        { title: words.say('volume.index.page'), align: 'right', share: 0.3 },
      ],
      rows,
      total: false,
    },
  ];
}
