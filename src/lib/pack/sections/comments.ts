/** Comments that their authors agreed to have shown and that somebody has approved, each with its author as the list of names shows them. */

import type { Release, ReleaseDocument } from '../../model/release.js';
import { plural } from '../../text.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import { sectionTitle } from '../messages.js';

export function commentsSection(release: Release, document: ReleaseDocument): Block[] {
  const comments = release.comments ?? [];
  if (comments.length === 0) return [];
  return [
    heading(1, sectionTitle('comments', release, document)),
    paragraph(`${plural(comments.length, 'comment')}, each shown with its author’s consent, in the author’s own words.`, 'caption'),
    ...comments.map(({ text, name, place }): Block => {
      const author = place === undefined ? name : `${name}, ${place}`;
      return { type: 'quote', blocks: [...text.split('\n').map((line) => paragraph(line)), paragraph(author, 'small')] };
    }),
  ];
}
