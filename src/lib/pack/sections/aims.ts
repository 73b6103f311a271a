/** The aims of a campaign or coalition as a numbered list. */

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import { sectionTitle } from '../messages.js';

export function aimsSection(release: Release, document: ReleaseDocument): Block[] {
  if (release.aims.length === 0) return [];
  return [
    heading(1, sectionTitle('aims', release, document)),
    { type: 'list', ordered: true, start: 1, items: release.aims.map((aim) => [paragraph(aim)]) },
  ];
}
