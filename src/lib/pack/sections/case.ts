/** Why it matters: the campaign's own footnoted case, in its own words. */

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block } from '../blocks.js';
import { heading } from '../blocks.js';
import { sectionTitle } from '../messages.js';
import { richBlocks } from '../rich.js';

export function caseSection(release: Release, document: ReleaseDocument): Block[] {
  if (release.case === undefined || release.case.blocks.length === 0) return [];
  return [
    heading(1, sectionTitle('case', release, document)),
    ...richBlocks(release.case, 'case', { paragraph: 'body', heading: 'heading2' }),
  ];
}
