/** When an answer can be expected: by a body's own rule where one is known, with its source, and lines for what was agreed. */

import type { Release, ReleaseDocument, ReleaseThreshold } from '../../model/release.js';
import type { Block, Cell } from '../blocks.js';
import { heading, paragraph, text } from '../blocks.js';
import { linkSpans } from '../links.js';
import { type Messages, messagesFor } from '../messages/index.js';
import { sectionTitle } from '../messages.js';

const DAY = 86_400_000;
/** As many as a body asks for are enough once they are given in its own way. */
const REACHED: ReadonlySet<ReleaseThreshold['outcome']> = new Set(['met', 'as-many-as']);

export function answerDueSection(release: Release, document: ReleaseDocument): Block[] {
  const messages = messagesFor(release.campaign.language);
  const { say } = messages;
  const blank = (label: string, share: number): { label: string; share: number } => ({ label, share });
  return [
    heading(1, sectionTitle('answer-due', release, document)),
    paragraph(say('answer.intro')),
    ...ruleBlocks(release, messages),
    heading(2, say('answer.agreed')),
    {
      type: 'blanks',
      rows: [
        [blank(say('answer.blank.by'), 0.4), blank(say('answer.blank.who'), 0.6)],
        [blank(say('answer.blank.again'), 0.4), blank(say('answer.blank.reference'), 0.6)],
      ],
    },
    heading(2, say('answer.came')),
    {
      type: 'blanks',
      rows: [
        [blank(say('answer.blank.received'), 0.4), blank(say('answer.blank.from'), 0.6)],
        [blank(say('answer.blank.points'), 1)],
        [blank('', 1)],
      ],
    },
  ];
}

/** Rules of the thresholds whose number is there; a rule of one that is not reached promises nothing. */
function ruleBlocks({ thresholds, date }: Release, messages: Messages): Block[] {
  const { say } = messages;
  const rows = thresholds.flatMap((threshold): Cell[][] => {
    const { answer, outcome, institution, name } = threshold;
    if (answer === undefined || !REACHED.has(outcome)) return [];
    const due = new Date(Date.parse(date) + answer.days * DAY).toISOString().slice(0, 10);
    return [[noted(institution ?? name, threshold), say('answer.rule', { days: answer.days }), messages.date(due)]];
  });
  if (rows.length === 0) return [];
  return [
    {
      type: 'table',
      caption: say('answer.rules'),
      columns: [
        { title: say('answer.column.body'), align: 'left', share: 0.42 },
        { title: say('answer.column.rule'), align: 'left', share: 0.34 },
        { title: say('answer.column.due'), align: 'right', share: 0.24 },
      ],
      rows,
      total: false,
    },
    paragraph(say('answer.reckoned', { date: messages.date(date) }), 'small'),
  ];
}

function noted(name: string, { source }: ReleaseThreshold): Cell {
  if (source === null) return name;
  return [text(name), { type: 'note', note: { key: `answer:${source}`, spans: linkSpans(source) } }];
}
