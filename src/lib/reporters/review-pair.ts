/**
 * What a reviewer sees: two records side by side, or the records of a group. Differences are marked twice, by colour and by signs, so that
 * they are seen without colour too. Nothing here knows what the model thinks of a pair.
 */

import type { ReviewLayout, Screen, ShownField, ShownPair, ShownRecord } from '../model/review-report.js';
import { SHOWN_FIELD_LABELS, SHOWN_FIELDS } from '../model/review-report.js';
import { formatCount, plural } from '../text.js';
import { displayWidth, padTo, wrap } from './columns.js';
import type { Difference, Letter } from './difference.js';
import { compareCells, showCell, wrapLetters } from './difference.js';

const LABEL_WIDTH = 14;

/** What stands between a label and its cells. */
const SIGNS: Readonly<Record<Difference['verdict'], string>> = { same: '=', near: '~', apart: '!=', missing: '-' };
/** Says nothing of a person: anybody may sign twice on different days, and in different places. */
const NEUTRAL = '';
const SIGN_WIDTH = 3;
const GAP = '  ';

/** A column narrower than this holds no e-mail address that one could read: then the records stand one above the other. */
const COLUMN_LEAST = 22;
const SCREEN_LEAST = 24;

/** Letters whose neighbours a terminal may show in another order: signs below them would stand in the wrong place. */
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** How `review` shows records on a terminal. */
export const reviewLayout: ReviewLayout = { pair: formatPair, group: formatGroup };

/** Cells as they are shown; `neutral` ones are not compared. */
type Shown = Omit<Difference, 'verdict'> & { readonly verdict: Difference['verdict'] | 'neutral' };

function neutral(left: string, right: string): Shown {
  return { verdict: 'neutral', left: showCell(left), right: showCell(right) };
}

function signOf(verdict: Shown['verdict']): string {
  return verdict === 'neutral' ? NEUTRAL : SIGNS[verdict];
}

/** What is laid out of a record. */
export type SideRecord = Pick<ShownRecord, 'cells' | 'source' | 'record'>;

/** Two records with their cells side by side, or one above the other where there is no room, what differs marked. */
export function formatSideBySide(one: SideRecord, other: SideRecord, screen: Screen): string[] {
  const width = Math.max(SCREEN_LEAST, screen.width - 1);
  const columnWidth = Math.floor((width - LABEL_WIDTH - SIGN_WIDTH - GAP.length) / 2);
  const isNarrow = columnWidth < COLUMN_LEAST;
  const lines: string[] = [];
  if (!isNarrow) {
    const heads = `${' '.repeat(LABEL_WIDTH + SIGN_WIDTH)}${padTo('A', columnWidth)}${GAP}B`;
    lines.push(screen.paint.bold(heads));
  }
  const fieldLines = (label: string, shown: Shown): string[] => {
    const isTurned = [...shown.left, ...shown.right].some(({ text }) => RIGHT_TO_LEFT.test(text));
    if (isNarrow || isTurned) return stackedField(label, shown, width, isTurned, screen);
    return besideField(label, shown, columnWidth, screen);
  };
  for (const field of SHOWN_FIELDS) {
    const [left, right] = [one.cells[field], other.cells[field]];
    if (left !== '' || right !== '')
      lines.push(...fieldLines(SHOWN_FIELD_LABELS[field], field === 'signed' ? neutral(left, right) : compareCells(left, right)));
  }
  lines.push(...fieldLines('from', neutral(placeOf(one), placeOf(other))));
  return lines;
}

function formatPair(pair: ShownPair, screen: Screen): string {
  const width = Math.max(SCREEN_LEAST, screen.width - 1);
  const { paint } = screen;
  const title = `Pair ${formatCount(pair.place)} of ${formatCount(pair.total)}`;
  const lines = ['', paint.bold(`${title} ${'-'.repeat(Math.max(0, width - title.length - 1))}`), ''];
  lines.push(...formatSideBySide(pair.left, pair.right, screen), '');
  for (const [side, records] of [
    ['A', pair.leftRecords],
    ['B', pair.rightRecords],
  ] as const) {
    if (records > 1) lines.push(...wrap(`${side} stands for ${plural(records, 'record')} (g shows them all).`, width));
  }
  if (pair.before !== null) lines.push(...wrap(`Judged before: ${WORDS[pair.before]}.`, width));
  if (pair.evidence !== '') lines.push(...wrap(capitalized(pair.evidence), width));
  return `${lines.join('\n')}\n\n`;
}

const WORDS = { match: 'the same person', 'non-match': 'two people', unsure: 'unsure' } as const;

function capitalized(evidence: string): string {
  const text = evidence
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function placeOf({ source, record }: SideRecord): string {
  return `${source}, record ${record}`;
}

function head(label: string, sign: string): string {
  return `${padTo(label, LABEL_WIDTH)}${padTo(sign, SIGN_WIDTH)}`;
}

/** One field with both cells on the same lines, and below each line the signs that mark what differs in it. */
function besideField(label: string, { verdict, left, right }: Shown, width: number, { paint }: Screen): string[] {
  const [leftLines, rightLines] = [wrapLetters(left, width), wrapLetters(right, width)];
  const lines: string[] = [];
  for (let row = 0; row < Math.max(leftLines.length, rightLines.length); row++) {
    const [one, other] = [leftLines[row] ?? [], rightLines[row] ?? []];
    const start = row === 0 ? head(label, signOf(verdict)) : ' '.repeat(LABEL_WIDTH + SIGN_WIDTH);
    lines.push(`${start}${textOf(one, paint.yellow)}${' '.repeat(width - widthOf(one))}${GAP}${textOf(other, paint.yellow)}`.trimEnd());
    if (verdict !== 'near' || !hasMarks(one, other)) continue;
    lines.push(`${' '.repeat(LABEL_WIDTH + SIGN_WIDTH)}${padTo(marksOf(one), width)}${GAP}${marksOf(other)}`.trimEnd());
  }
  return lines;
}

/** One field with its cells one above the other; what differs is named where signs below would stand in the wrong place. */
function stackedField(label: string, { verdict, left, right }: Shown, width: number, isTurned: boolean, { paint }: Screen): string[] {
  const isBeside = width >= LABEL_WIDTH + SIGN_WIDTH + COLUMN_LEAST;
  const indent = isBeside ? ' '.repeat(LABEL_WIDTH + SIGN_WIDTH) : '  ';
  const lines: string[] = isBeside ? [] : [`${label} ${signOf(verdict)}`.trimEnd()];
  for (const [side, letters] of [
    ['A', left],
    ['B', right],
  ] as const) {
    for (const [row, line] of wrapLetters(letters, width - indent.length - 3).entries()) {
      const start = isBeside && side === 'A' && row === 0 ? head(label, signOf(verdict)) : indent;
      lines.push(`${start}${row === 0 ? side : ' '}  ${textOf(line, paint.yellow)}`.trimEnd());
      if (verdict === 'near' && !isTurned && hasMarks(line, [])) lines.push(`${indent}   ${marksOf(line)}`.trimEnd());
    }
  }
  if (verdict === 'near' && isTurned) {
    for (const [side, letters] of [
      ['A', left],
      ['B', right],
    ] as const) {
      const own = stretches(letters);
      if (own.length > 0) lines.push(`${indent}only in ${side}: ${own.map((text) => paint.yellow(text)).join(' ')}`);
    }
  }
  return lines;
}

function textOf(letters: readonly Letter[], color: (text: string) => string): string {
  let text = '';
  for (let from = 0; from < letters.length; ) {
    const differs = letters[from]?.differs === true;
    let to = from;
    while (to < letters.length && letters[to]?.differs === differs) to++;
    const stretch = letters
      .slice(from, to)
      .map((letter) => letter.text)
      .join('');
    text += differs ? color(stretch) : stretch;
    from = to;
  }
  return text;
}

function widthOf(letters: readonly Letter[]): number {
  return letters.reduce((sum, { width }) => sum + width, 0);
}

function hasMarks(one: readonly Letter[], other: readonly Letter[]): boolean {
  return [...one, ...other].some(({ differs }) => differs);
}

function marksOf(letters: readonly Letter[]): string {
  return letters.map(({ differs, width }) => (differs ? '^' : ' ').repeat(width)).join('');
}

/** The stretches that differ, in the order in which they are read. */
function stretches(letters: readonly Letter[]): string[] {
  const found: string[] = [];
  for (const [index, { text, differs }] of letters.entries()) {
    if (!differs) continue;
    if (letters[index - 1]?.differs === true) found[found.length - 1] += text;
    else found.push(text);
  }
  return found;
}

/** One field of a record, indented, on as many lines as it needs. */
export function formatCell(field: ShownField, cell: string, width: number): string[] {
  const labelWidth = Math.max(...Object.values(SHOWN_FIELD_LABELS).map(displayWidth)) + 2;
  return wrapLetters(showCell(cell), Math.max(10, width - 6 - labelWidth)).map((letters, row) =>
    `      ${padTo(row === 0 ? SHOWN_FIELD_LABELS[field] : '', labelWidth)}${textOf(letters, (text) => text)}`.trimEnd(),
  );
}

/** The records of one or two signatures, numbered; what all of them say is said once. */
function formatGroup(records: readonly ShownRecord[], screen: Screen): string {
  const width = Math.max(SCREEN_LEAST, screen.width - 1);
  const { paint } = screen;
  const [first] = records;
  const common = SHOWN_FIELDS.filter((field) => records.length > 1 && records.every(({ cells }) => cells[field] === first?.cells[field]));
  const cellLines = (field: ShownField, cell: string): string[] => formatCell(field, cell, width);
  const lines = ['', paint.bold(plural(records.length, 'record')), ''];
  const shared = common.filter((field) => first !== undefined && first.cells[field] !== '');
  if (first !== undefined && shared.length > 0) {
    lines.push('All of them:', ...shared.flatMap((field) => cellLines(field, first.cells[field])), '');
  }
  for (const [index, record] of records.entries()) {
    lines.push(...wrap(`#${index + 1} (${record.side}): ${placeText(record)}`, width).map((line) => paint.bold(line)));
    for (const field of SHOWN_FIELDS) {
      if (!common.includes(field) && record.cells[field] !== '') lines.push(...cellLines(field, record.cells[field]));
    }
  }
  return `${lines.join('\n')}\n\n`;
}

function placeText(record: ShownRecord): string {
  return showCell(placeOf(record))
    .map(({ text }) => text)
    .join('');
}
