/** All notes of the document with their pages: the campaign's own notes and the sources of figures and thresholds. */

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block, Note } from '../blocks.js';
import { heading } from '../blocks.js';
import { sectionTitle } from '../messages.js';
import { collectNotes } from '../notes.js';

/** `before` are the blocks of every other section: without a note in any of them there is nothing to list. */
export function referencesSection(release: Release, document: ReleaseDocument, before: readonly Block[]): Block[] {
  const notes: readonly Note[] = collectNotes(before);
  if (notes.length === 0) return [];
  return [heading(1, sectionTitle('references', release, document)), { type: 'notes' }];
}
