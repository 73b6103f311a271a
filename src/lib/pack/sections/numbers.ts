/** The counts as tiles and every threshold as a bar with its state in words. */

import type { Release, ReleaseDocument, ReleaseThreshold } from '../../model/release.js';
import type { Bar, Block, Note, Span, Tile } from '../blocks.js';
import { heading, text } from '../blocks.js';
import { linkSpans } from '../links.js';
import type { Messages } from '../messages/index.js';
import { formatShown, sectionTitle, wordsOf } from '../messages.js';
import { explanationWords, requiredWords, stateWords } from '../threshold-words.js';
import { breakdownBlocks } from './breakdown.js';
import { growthBlocks } from './growth.js';

export function numbersSection(release: Release, document: ReleaseDocument): Block[] {
  const words = wordsOf(release);
  const tiles = countTiles(release, words);
  const bars = release.thresholds.map((result) => bar(result, words));
  if (bars.length === 0 && release.counts.signatures === null) return [];
  if (tiles.length === 0 && bars.length === 0) return [];
  const blocks: Block[] = [heading(1, sectionTitle('numbers', release, document))];
  if (tiles.length > 0) blocks.push({ type: 'tiles', tiles });
  if (bars.length > 0) blocks.push(heading(2, words.say('numbers.against', { count: bars.length })), { type: 'bars', bars });
  blocks.push(...growthBlocks(release), ...breakdownBlocks(release.breakdown, words));
  return blocks;
}

function countTiles(release: Release, words: Messages): Tile[] {
  const { say, number } = words;
  const tiles: Tile[] = [];
  const { signatures, organisations, named } = release.counts;
  if (signatures !== null)
    tiles.push({ value: number(signatures), label: [text(say('cover.signatures', { count: signatures }))], lead: true });
  if (release.statement !== undefined) {
    const { received } = release.statement;
    const count = 'exact' in received ? received.exact : received.to;
    tiles.push({ value: formatShown(received, words), label: [text(say('numbers.records', { count }))] });
  }
  if (organisations > 0) {
    const label = [text(say('numbers.organisations', { count: organisations }))];
    tiles.push({ value: number(organisations), label, lead: signatures === null });
  }
  // The web edition shows nobody; it says elsewhere how many the PDF names.
  if (named > 0 && release.signatories.entries.length > 0)
    tiles.push({ value: number(named), label: [text(say('numbers.named', { count: named }))] });
  return tiles;
}

function bar(result: ReleaseThreshold, words: Messages): Bar {
  const name: Span[] = [text(result.name)];
  const note = sourceNote(result, words);
  if (note !== undefined) name.push({ type: 'note', note });
  const shows = result.required !== null && result.required > 0 && result.outcome !== 'does-not-apply' && result.outcome !== 'unknown';
  return {
    name,
    required: requiredWords(result, words),
    share: shows ? Math.min(1, result.count / (result.required ?? 1)) : null,
    met: result.outcome === 'met',
    state: stateWords(result, words),
    explanation: explanationWords(result, words),
  };
}

/** Where the threshold is laid down and when that was looked up; a campaign's own milestone has no source. */
function sourceNote(result: ReleaseThreshold, { say, date }: Messages): Note | undefined {
  if (result.source === null || result.checked === null) return undefined;
  const institution = result.institution ?? result.name;
  const spans = linkSpans(say('numbers.source', { institution, source: result.source, date: date(result.checked) }));
  return { key: `threshold:${result.source}`, spans };
}
