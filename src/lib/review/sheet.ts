/** The sheet of a review in a spreadsheet: its columns, and which of them a saved one still has. */

import { SHOWN_FIELD_LABELS, SHOWN_FIELDS, type ShownField } from '../model/review-report.js';
import { headerKey } from '../text.js';

export const PAIR_HEADER = 'pair';
const ANSWER_HEADER = 'same person? (yes / no / unsure)';
const EVIDENCE_HEADER = 'what agrees and what differs';

/** Columns about the two records, each with the field and the side it shows; the two of a field stand together. */
export const SIDE_COLUMNS: readonly { readonly header: string; readonly field: ShownField | 'source'; readonly side: 'A' | 'B' }[] = [
  ...SHOWN_FIELDS.map((field) => ({ field, label: SHOWN_FIELD_LABELS[field] })),
  { field: 'source' as const, label: 'source' },
].flatMap(({ field, label }) => (['A', 'B'] as const).map((side) => ({ header: `${side} ${label}`, field, side })));

/** The columns that a sheet begins with. */
export const QUESTION_COLUMNS: readonly string[] = [PAIR_HEADER, ANSWER_HEADER, EVIDENCE_HEADER];

const KNOWN = new Set([...QUESTION_COLUMNS, ...SIDE_COLUMNS.map(({ header }) => header)].map(headerKey));

/** Whether a header is one of the sheet's. */
export function isSheetHeader(header: string): boolean {
  return KNOWN.has(headerKey(header)) || isAnswerHeader(header);
}

/** Positions of the two columns that an answer needs, or null where one is missing. */
export function findAnswerColumns(header: readonly string[]): { readonly id: number; readonly answer: number } | null {
  const id = header.findIndex((name) => headerKey(name) === PAIR_HEADER);
  const answer = header.findIndex(isAnswerHeader);
  return id === -1 || answer === -1 ? null : { id, answer };
}

/** The words in brackets may be gone. */
function isAnswerHeader(header: string): boolean {
  return headerKey(header).startsWith('same person');
}
