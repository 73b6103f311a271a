/**
 * The statement of numbers, a page of its own: what was received, what was left out and why, what is counted, what was checked and what
 * was not. Small numbers arrive already banded; this section only words them.
 */

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import type { Messages } from '../messages/index.js';
import { formatShown, lineWords, sectionTitle, wordsOf } from '../messages.js';

type Statement = NonNullable<Release['statement']>;

export function statementSection(release: Release, document: ReleaseDocument): Block[] {
  const { statement } = release;
  if (statement === undefined) return [];
  const messages = wordsOf(release);
  const { say } = messages;
  return [
    heading(1, sectionTitle('statement', release, document)),
    paragraph(say('statement.as-of', { date: messages.date(release.date) }), 'caption'),
    statementTable(statement, messages),
    ...besideSum(release, document, messages),
    ...duplicatesTable(statement, messages),
    rail(say('statement.reconciles.label'), [say('statement.reconciles')]),
    rail(say('statement.checked.label'), [
      say('statement.checked.ledger'),
      say('statement.checked.duplicates', { method: statement.method }),
      say('statement.checked.status'),
    ]),
    rail(say('statement.unchecked.label'), [
      say('statement.unchecked.identity'),
      say('statement.unchecked.right'),
      say('statement.unchecked.email'),
    ]),
    ...bracket(statement, messages),
  ];
}

/** The table of the statement: it ends with what is counted, and everything above adds up to what was received. */
export function statementTable({ received, lines, counted }: Statement, messages: Messages): Block {
  const { say } = messages;
  return {
    type: 'table',
    caption: say('count.caption'),
    columns: [
      { title: say('count.column.step'), align: 'left', share: 0.34 },
      { title: say('count.column.reason'), align: 'left', share: 0.44 },
      { title: say('count.column.records'), align: 'right', share: 0.22 },
    ],
    rows: [
      [say('count.received'), say('count.received.reason'), formatShown(received, messages)],
      ...lines.map(({ id, count }) => {
        const { step, rule } = lineWords(id, messages);
        return [step, rule, formatShown(count, messages)];
      }),
      [say('count.counted'), '', messages.number(counted)],
    ],
    total: true,
  };
}

/** Numbers that are no part of the sum. */
function besideSum({ counts: { named, organisations } }: Release, { annex }: ReleaseDocument, { say, number }: Messages): Block[] {
  const facts = [
    ...(named === 0
      ? []
      : [
          {
            label: say(annex === undefined ? 'statement.named' : 'statement.named.annex'),
            lines: [number(named), say('statement.named.why')],
          },
        ]),
    ...(organisations === 0
      ? []
      : [{ label: say('statement.organisations'), lines: [number(organisations), say('statement.organisations.why')] }]),
  ];
  return facts.length === 0 ? [] : [{ type: 'facts', facts }];
}

function duplicatesTable({ duplicates }: Statement, messages: Messages): Block[] {
  if (duplicates === undefined) return [];
  const { say } = messages;
  const words: Readonly<Record<string, string>> = {
    'canonical-email': say('statement.rule.canonical-email'),
    'name-postcode': say('statement.rule.name-postcode'),
    'name-contact': say('statement.rule.name-contact'),
    evidence: say('statement.rule.evidence'),
  };
  return [
    {
      type: 'table',
      caption: say('statement.rules.caption', { total: duplicates.total }),
      columns: [
        { title: say('count.column.step'), align: 'left', share: 0.78 },
        { title: say('count.column.records'), align: 'right', share: 0.22 },
      ],
      rows: duplicates.rules.map(({ id, count }) => [words[id] ?? id, formatShown(count, messages)]),
      total: false,
    },
  ];
}

function bracket({ signals }: Statement, { say }: Messages): Block[] {
  if (signals === undefined) return [];
  const words = say('exact' in signals.flagged ? 'signs.bracket' : 'signs.bracket-at-least', signals.bracket);
  return [rail(say('statement.bracket.label'), [words])];
}

const rail = (label: string, lines: readonly string[]): Block => ({ type: 'rail', label, blocks: lines.map((line) => paragraph(line)) });
