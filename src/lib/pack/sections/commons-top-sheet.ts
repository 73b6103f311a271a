/**
 * A template for the top sheet of a paper petition to the House of Commons, and before it a page that says what it is and is not: the
 * signatures of an online list are not signatures of such a petition.
 */

import { readFileSync } from 'node:fs';

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block, Note, Span } from '../blocks.js';
import { heading, paragraph, text } from '../blocks.js';
import { linkSpans } from '../links.js';
import { messagesFor } from '../messages/index.js';
import { sectionTitle } from '../messages.js';

/** The words of the form and where they were read: `forms/commons-petition.json`. */
interface CommonsForm {
  readonly formula: Readonly<Record<'address' | 'petitioners' | 'declares' | 'requests' | 'close', string>>;
  readonly columns: readonly string[];
  readonly member: string;
  readonly rows: number;
  readonly sources: readonly string[];
}

const FORM = new URL('../forms/commons-petition.json', import.meta.url);
/** Lines to write on where the campaign file leaves words out. */
const LINES_FOR_TEXT = 2;
const COLUMN_SHARES = [0.3, 0.42, 0.28] as const;

let form: CommonsForm | undefined;

function readForm(): CommonsForm {
  form ??= JSON.parse(readFileSync(FORM, 'utf8')) as CommonsForm;
  return form;
}

/** What the sheet is and what it is not, with the sources of each rule as a note. Only petitions have one. */
export function commonsNotesSection(release: Release, document: ReleaseDocument): Block[] {
  if (release.campaign.kind !== 'petition') return [];
  const { say } = messagesFor(release.campaign.language);
  const note: Note = { key: 'commons-petition', spans: sourceSpans(readForm().sources) };
  const rule = (label: string, words: string): Block => ({
    type: 'rail',
    label,
    blocks: [{ type: 'paragraph', spans: [text(words), { type: 'note', note }] }],
  });
  return [
    heading(1, sectionTitle('commons-top-sheet', release, document)),
    paragraph(say('commons.intro')),
    rule(say('commons.is.label'), say('commons.is')),
    rule(say('commons.is-not.label'), say('commons.is-not')),
    rule(say('commons.before.label'), say('commons.before')),
    rule(say('commons.after.label'), say('commons.after')),
  ];
}

/** The sheet itself, in English whatever the pack's language. What the campaign file leaves out is a blank. */
export function commonsSheetSection(release: Release): Block[] {
  if (release.campaign.kind !== 'petition') return [];
  const { formula, columns, member, rows } = readForm();
  const { commons = {} } = release.campaign;
  return [
    heading(1, formula.address),
    ...clause(formula.petitioners, commons.petitioners, ','),
    ...clause(formula.declares, commons.declares, '.'),
    ...clause(formula.requests, commons.requests, '.'),
    paragraph(formula.close, 'petition'),
    {
      type: 'blanks',
      rows: Array.from({ length: rows }, () => columns.map((label, index) => ({ label, share: COLUMN_SHARES[index] ?? 0.28 }))),
    },
    { type: 'blanks', rows: [[{ label: member, share: 0.72 }]] },
  ];
}

/** The words of the formula with those of the campaign, or with lines to write them on. */
function clause(words: string, own: string | undefined, end: string): Block[] {
  if (own === undefined || own.trim() === '') {
    return [
      paragraph(words, 'petition'),
      { type: 'blanks', rows: Array.from({ length: LINES_FOR_TEXT }, () => [{ label: '', share: 1 }]) },
    ];
  }
  return [paragraph(`${words} ${own.trim().replace(/[.,;]$/u, '')}${end}`, 'petition')];
}

const sourceSpans = (sources: readonly string[]): Span[] =>
  sources.flatMap((source, index) => [...(index === 0 ? [] : [text('; ')]), ...linkSpans(source)]);
