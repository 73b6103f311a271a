/** A contents page of its own, for layouts that ask for one; the cover already carries the same list. */

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block } from '../blocks.js';
import { heading } from '../blocks.js';
import { sectionTitle } from '../messages.js';

export function contentsSection(release: Release, document: ReleaseDocument): Block[] {
  return [heading(1, sectionTitle('contents', release, document)), { type: 'contents' }];
}
