/** Comments that their authors agreed to have shown and that somebody has approved, each with its author as the list of names shows them. */

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import { sectionTitle, wordsOf } from '../messages.js';

export function commentsSection(release: Release, document: ReleaseDocument): Block[] {
  const comments = release.comments ?? [];
  if (comments.length === 0) return [];
  return [
    heading(1, sectionTitle('comments', release, document)),
    paragraph(wordsOf(release).say('comments.lead', { count: comments.length }), 'caption'),
    ...comments.map(({ text, name, place }): Block => {
      const author = place === undefined ? name : `${name}, ${place}`;
      return { type: 'quote', blocks: [...text.split('\n').map((line) => paragraph(line)), paragraph(author, 'small')] };
    }),
  ];
}
