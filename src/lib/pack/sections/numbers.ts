/** The counts as tiles and every threshold as a bar with its state in words. */

import type { Release, ReleaseDocument, ReleaseThreshold } from '../../model/release.js';

import { formatCount } from '../../text.js';
import type { Bar, Block, Note, Span, Tile } from '../blocks.js';
import { heading, text } from '../blocks.js';
import { linkSpans } from '../links.js';
import { formatDate, formatShown, requiredWords, sectionTitle, stateWords } from '../messages.js';
import { breakdownBlocks } from './breakdown.js';

export function numbersSection(release: Release, document: ReleaseDocument): Block[] {
  const tiles = countTiles(release);
  const bars = release.thresholds.map(bar);
  if (bars.length === 0 && release.counts.signatures === null) return [];
  if (tiles.length === 0 && bars.length === 0) return [];
  const blocks: Block[] = [heading(1, sectionTitle('numbers', release, document))];
  if (tiles.length > 0) blocks.push({ type: 'tiles', tiles });
  if (bars.length > 0)
    blocks.push(heading(2, bars.length === 1 ? 'Against the threshold' : 'Against the thresholds'), { type: 'bars', bars });
  blocks.push(...breakdownBlocks(release.breakdown));
  return blocks;
}

function countTiles(release: Release): Tile[] {
  const tiles: Tile[] = [];
  const { signatures, organisations, named } = release.counts;
  if (signatures !== null) {
    tiles.push({
      value: formatCount(signatures),
      label: [text(signatures === 1 ? 'signature counted' : 'signatures counted')],
      lead: true,
    });
  }
  if (release.statement !== undefined) tiles.push({ value: formatShown(release.statement.received), label: [text('records received')] });
  if (organisations > 0)
    tiles.push({
      value: formatCount(organisations),
      label: [text(organisations === 1 ? 'organisation' : 'organisations')],
      lead: signatures === null,
    });
  if (named > 0) tiles.push({ value: formatCount(named), label: [text(named === 1 ? 'signatory named here' : 'signatories named here')] });
  return tiles;
}

function bar(result: ReleaseThreshold): Bar {
  const name: Span[] = [text(result.name)];
  const note = sourceNote(result);
  if (note !== undefined) name.push({ type: 'note', note });
  const shows = result.required !== null && result.required > 0 && result.outcome !== 'does-not-apply' && result.outcome !== 'unknown';
  return {
    name,
    required: requiredWords(result),
    share: shows ? Math.min(1, result.count / (result.required ?? 1)) : null,
    met: result.outcome === 'met',
    state: stateWords(result),
    explanation: result.explanation,
  };
}

/** Where the threshold is laid down and when that was looked up; a campaign's own milestone has no source. */
function sourceNote(result: ReleaseThreshold): Note | undefined {
  if (result.source === null) return undefined;
  const institution = result.institution === null ? '' : `${result.institution}: `;
  const checked = result.checked === null ? '' : ` (looked up ${formatDate(result.checked)})`;
  const spans = linkSpans(`${institution}${result.source}${checked}`);
  return { key: `threshold:${result.source}`, spans };
}
