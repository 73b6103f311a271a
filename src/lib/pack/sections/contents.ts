/** A contents page of its own, for layouts that ask for one; the cover already carries the same list. */

import type { Block } from '../blocks.js';
import { heading } from '../blocks.js';

export function contentsSection(): Block[] {
  return [heading(1, 'Contents'), { type: 'contents' }];
}
