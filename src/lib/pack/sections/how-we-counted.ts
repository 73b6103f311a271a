/**
 * How the numbers were made, in plain words: what was done and what was not, and the table from the records received to the signatures
 * counted where the pack has no statement of numbers. Small numbers arrive already banded; this section only words them.
 */

import type { Release, ReleaseDocument, ReleaseSignals } from '../../model/release.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import type { Messages } from '../messages/index.js';
import { formatShown, sectionTitle, signalWords, wordsOf } from '../messages.js';
import { statementTable } from './statement.js';

export function howWeCountedSection(release: Release, document: ReleaseDocument): Block[] {
  const { statement } = release;
  if (statement === undefined) return [];
  const words = wordsOf(release);
  const { say } = words;
  const leftOut = new Set(statement.lines.map((line) => line.id));
  return [
    heading(1, sectionTitle('how-we-counted', release, document)),
    // With a statement of numbers in the pack, its table is not printed twice.
    ...(release.sections.includes('statement') ? [] : [paragraph(say('count.intro')), statementTable(statement, words)]),
    rail(say('count.rail.duplicates'), duplicateWords(leftOut.has('duplicate'), statement.method, words)),
    ...(statement.lines.length === 0 ? [] : [rail(say('count.rail.not-counted'), notCountedWords(release, words))]),
    rail(say('count.rail.not-checked'), say('count.not-checked')),
    ...(statement.signals === undefined ? [] : [rail(say('count.rail.forgery'), forgeryWords(statement.signals, words))]),
    rail(say('count.rail.names'), namesWords(release, document, words)),
  ];
}

function rail(label: string, words: string): Block {
  return { type: 'rail', label, blocks: [paragraph(words)] };
}

function duplicateWords(found: boolean, by: 'exact' | 'linked', { say }: Messages): string {
  const sentences = [say('count.duplicates.exact')];
  if (by === 'linked') sentences.push(say('count.duplicates.linked'));
  if (!found) sentences.push(say('count.duplicates.none'));
  return sentences.join(' ');
}

function notCountedWords(release: Release, { say }: Messages): string {
  const banded = release.statement?.lines.some((line) => !('exact' in line.count)) ?? false;
  return banded ? `${say('count.kept')} ${say('count.banded')}` : say('count.kept');
}

function forgeryWords({ checks, flagged, bracket }: ReleaseSignals, words: Messages): string {
  const { say } = words;
  const signs = signalWords(checks, words);
  return [
    ...(signs === '' ? [] : [say('signs.looked-for', { signs })]),
    say('signs.found', { flagged: formatShown(flagged, words) }),
    say('exact' in flagged ? 'signs.bracket' : 'signs.bracket-at-least', bracket),
  ].join(' ');
}

function namesWords(release: Release, { annex }: ReleaseDocument, { say }: Messages): string {
  if (annex !== undefined) return say('count.names.annex');
  const { named, signatures } = release.counts;
  if (named === 0) return say('count.names.none');
  return say(named === signatures ? 'count.names.all' : 'count.names.some');
}
