/** Problems in plain words, the most important first, each with what to do about it. */

import type { QuarantineReason } from '../model/intake.js';
import { PROBLEMS, type Problem, type ProblemType } from '../model/problem.js';
import { formatCount, listOf } from '../text.js';

/** Why a row cannot be read, for somebody who has never heard of CSV. */
export const QUARANTINE_WORDS: Readonly<Record<QuarantineReason, string>> = {
  'quote-unclosed': 'a quotation mark opens a cell and is never closed',
  'quote-stray': 'a quotation mark stands inside a cell that it should not be in',
  'row-short': 'it has too few cells',
  'row-long': 'it has too many cells',
  'nul-byte': 'it holds a NUL character, a sign of damage',
  'record-too-long': 'it is longer than any record can be',
  'cell-too-long': 'one of its cells is longer than any cell can be',
  'json-invalid': 'it is not well-formed JSON',
};

/** What costs signatures first, then what puts wrong things into records, then what is only good to know. */
const FIRST: readonly ProblemType[] = [
  'quarantined-records',
  'fix-unused',
  'fix-unreadable',
  'header-unknown',
  'letters-lost',
  'encoding-assumed',
  'date-ambiguous',
  'date-unreadable',
  'date-serial',
  'spreadsheet-exponent',
  'spreadsheet-hashes',
  'spreadsheet-error',
  'spreadsheet-date',
  'consent-unknown',
  'email-malformed',
  'email-domain-typo',
  'country-unknown',
  'phone-unreadable',
  'zero-lost',
  'postcode-unfit',
  'mojibake-doubtful',
];
/** Mentioned last: nothing need be done about them. */
const LAST: readonly ProblemType[] = [
  'formula-cell',
  'percent-encoded-sign',
  'name-upper',
  'name-lower',
  'header-duplicate',
  'sheet-hidden',
  'column-unmapped',
];

/** The next step, where the problem's own words do not say it. */
const NEXT: Readonly<Partial<Record<ProblemType, string>>> = {
  'quarantined-records':
    'Run `handin merge` or `handin clean`, correct the column raw of the quarantine file, save it as CSV under another name, and give it with --fixed.',
  'header-unknown':
    'Say --header-row 0 if the first row is a person, or --header-row N if row N names the columns: `handin merge` and `handin clean` want to know.',
  'letters-lost': 'Ask for the original export; the letters cannot be brought back from this file.',
  'date-unreadable': 'Look at them with --reveal, and correct them in the export if they matter.',
  'date-serial': 'Ask for the original export, or format that column as a date and save it again.',
  'spreadsheet-hashes': 'Ask for the original export, or widen the column and save it again.',
  'spreadsheet-error': 'Ask for the original export.',
  'spreadsheet-date': 'Ask for the original export.',
  'consent-unknown':
    'Look at them with --reveal. If a column such as Consent did ask about showing names, say --map display_consent=Consent; a profile of your own can list other answers.',
  'zero-lost': 'Ask for the original export, or for an .xlsx in which the column is text.',
  'column-unmapped': 'If one of them matters, name it with --map field=Header.',
};

function rankOf(type: ProblemType): number {
  const first = FIRST.indexOf(type);
  if (first >= 0) return first;
  const last = LAST.indexOf(type);
  return last < 0 ? FIRST.length : FIRST.length + 1 + last;
}

/** What decides a count or a name, and so belongs into the summary of a merge; the rest is for whoever looks at one file. */
const WEIGHTY: ReadonlySet<ProblemType> = new Set([
  'quarantined-records',
  'repaired-records',
  'fixed-records',
  'suggested-records',
  'fix-unused',
  'fix-unreadable',
  'letters-lost',
  'encoding-assumed',
  'encoding-mixed',
  'date-ambiguous',
  'date-unreadable',
  'date-serial',
  'consent-unknown',
  'email-malformed',
  'sheet-hidden',
  'member-skipped',
  'table-passed-over',
  'country-unclear',
  'country-unknown',
]);

/** Whether a problem belongs into the summary of a merge. */
export function isWeighty({ type }: Problem): boolean {
  return WEIGHTY.has(type);
}

/** `1 × column that no field uses`, with the words for one or for several. */
export function problemWords(type: ProblemType, count: number, field: string): string {
  const [one, many] = PROBLEMS[type];
  return `${formatCount(count)} × ${(count === 1 ? one : many).replace('{field}', field)}`;
}

/** A group of problems of one type. */
export interface ProblemWords {
  readonly type: ProblemType;
  readonly text: string;
  /** What to do; empty where the text says it. */
  readonly next: string;
}

/** Problems of one source, one entry per type, the most important first. */
export function explainProblems(problems: readonly Problem[]): ProblemWords[] {
  const types = [...new Set(problems.map(({ type }) => type))].sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
  return types.map((type) => {
    const alike = problems.filter((problem) => problem.type === type);
    const fields = [...new Set(alike.flatMap(({ field }) => (field === undefined ? [] : [field])))];
    const count = alike.reduce((sum, problem) => sum + problem.count, 0);
    return {
      type,
      text: `${problemWords(type, count, fields.length === 0 ? 'a column' : listOf(fields))}${recordWords(alike, count)}`,
      next: NEXT[type] ?? '',
    };
  });
}

/** `(record 3, 7, …)`, or nothing where a problem names none. */
function recordWords(problems: readonly Problem[], count: number): string {
  const records = [...new Set(problems.flatMap((problem) => problem.records))].sort((a, b) => a - b).slice(0, 5);
  if (records.length === 0) return '';
  return ` (record ${records.map(formatCount).join(', ')}${count > records.length ? ', …' : ''})`;
}
