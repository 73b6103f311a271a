/** The policy context: the campaign's own footnoted text about the law and the facts. */

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block } from '../blocks.js';
import { heading } from '../blocks.js';
import { sectionTitle } from '../messages.js';
import { richBlocks } from '../rich.js';

export function contextSection(release: Release, document: ReleaseDocument): Block[] {
  if (release.context === undefined || release.context.blocks.length === 0) return [];
  return [
    heading(1, sectionTitle('context', release, document)),
    ...richBlocks(release.context, 'context', { paragraph: 'body', heading: 'heading2' }),
  ];
}
