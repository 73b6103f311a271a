/**
 * The statement of numbers: from the records received to the signatures counted, and in plain words what was done and
 * what was not. Small numbers arrive already banded; this section only words them.
 */

import type { Release, ReleaseDocument, ReleaseSignals } from '../../model/release.js';
import { formatCount } from '../../text.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import { formatShown, lineWords, sectionTitle, signalWords } from '../messages.js';

export function howWeCountedSection(release: Release, document: ReleaseDocument): Block[] {
  const { statement } = release;
  if (statement === undefined) return [];
  const lines = statement.lines.map((line) => {
    const words = lineWords(line.id);
    return [words.step, words.rule, formatShown(line.count)];
  });
  const leftOut = new Set(statement.lines.map((line) => line.id));
  return [
    heading(1, sectionTitle('how-we-counted', release, document)),
    paragraph(
      'This statement lets officials follow the total. It begins with every record received, names each reason for leaving one out, and ends with the signatures counted.',
    ),
    {
      type: 'table',
      caption: 'From records received to signatures counted',
      columns: [
        { title: 'Step', align: 'left', share: 0.34 },
        { title: 'Reason', align: 'left', share: 0.44 },
        { title: 'Records', align: 'right', share: 0.22 },
      ],
      rows: [
        ['Records received', 'from every place where people could sign', formatShown(statement.received)],
        ...lines,
        ['Signatures counted', '', formatCount(statement.counted)],
      ],
      total: true,
    },
    rail('Duplicates', duplicateWords(leftOut.has('duplicate'), statement.method)),
    ...(statement.lines.length === 0 ? [] : [rail('Not counted', notCountedWords(release))]),
    rail(
      'Not checked',
      'The count rests on what people entered when they signed. Nobody’s identity, address or right to sign was checked against an official register.',
    ),
    ...(statement.signals === undefined ? [] : [rail('Forgery', forgeryWords(statement.signals))]),
    rail('Names', namesWords(release)),
  ];
}

function rail(label: string, words: string): Block {
  return { type: 'rail', label, blocks: [paragraph(words)] };
}

function duplicateWords(found: boolean, by: 'exact' | 'linked'): string {
  const rules =
    'A person counts once. Two records are taken for one person when the e-mail address and the name agree, or, where an address is missing, when the name and the postcode or other contact details agree; a name alone is never enough.';
  const evidence =
    'So are two records whose details, taken together, make it more likely than not: a name that is misspelt, shortened or written in another script, for example, beside the same address.';
  const method = by === 'exact' ? rules : `${rules} ${evidence}`;
  return found ? method : `${method} No duplicate is shown on a line of its own.`;
}

function notCountedWords(release: Release): string {
  const banded = release.statement?.lines.some((line) => !('exact' in line.count)) ?? false;
  const base = 'Records left out stay on file with the organisers, each with its reason.';
  return banded
    ? `${base} A reason that applies to fewer than ten records is not shown alone, so that nobody can be recognised by it; the number received is then given as a range.`
    : base;
}

function forgeryWords({ checks, flagged, bracket }: ReleaseSignals): string {
  const words = signalWords(checks);
  const looked = words === '' ? '' : `The signatures were looked at for signs of forgery: ${words}. `;
  const found = `Such a sign was found on ${formatShown(flagged)} of them. A sign is no proof, and none was taken out because of one alone.`;
  return `${looked}${found} If every signature with a sign were fake, ${formatCount(bracket.from)}${'exact' in flagged ? '' : ' or more'} would remain of ${formatCount(bracket.to)}.`;
}

function namesWords(release: Release): string {
  const { named, signatures } = release.counts;
  if (named === 0) return 'No signatory is named in this pack.';
  if (named === signatures) return 'Every signatory agreed to be named in this pack.';
  return 'A signatory is named in this pack only by his or her own choice. Everyone else is counted and not named.';
}
