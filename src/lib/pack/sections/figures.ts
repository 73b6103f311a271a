/** Statistics as tiles; each source is a footnote, and statistics from one source share it. */

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block, Span, Tile } from '../blocks.js';
import { heading, text } from '../blocks.js';
import { linkSpans } from '../links.js';
import { sectionTitle } from '../messages.js';

export function figuresSection(release: Release, document: ReleaseDocument): Block[] {
  if (release.statistics.length === 0) return [];
  const tiles = release.statistics.map((statistic, index): Tile => {
    const label: Span[] = [text(statistic.label)];
    if (statistic.source !== undefined)
      label.push({ type: 'note', note: { key: `source:${statistic.source}`, spans: linkSpans(statistic.source) } });
    return { value: statistic.value, label, lead: index === 0 };
  });
  return [heading(1, sectionTitle('figures', release, document)), { type: 'tiles', tiles }];
}
