/** Shows what review has to say beside the pairs: what was judged, what is left, what contradicts what. Nobody is shown here. */

import type {
  Agreement,
  ConflictsReport,
  JudgedPair,
  ReviewExportReport,
  ReviewImportReport,
  ReviewReport,
} from '../model/review-report.js';
import { formatCount, listOf, plural } from '../text.js';
import { leftOutLines, sheetWritten } from './answer-sheet.js';
import { formatJson, hang, type TextOptions, usableWidth } from './columns.js';

export function formatReviewJson(report: ReviewReport | ConflictsReport | ReviewExportReport | ReviewImportReport): string {
  return formatJson(report);
}

/** The end of a review at the terminal. */
export function formatReview(report: ReviewReport, options: TextOptions): string {
  const { paint } = options;
  const lines: string[] = [];
  const say = (text: string, color?: (line: string) => string): void => void lines.push(...hang('', text, usableWidth(options), color));
  const { session, pending, unsure } = report;
  if (session !== null) {
    const counts = tally(session);
    const undone = session.undone === 0 ? '' : ` ${plural(session.undone, 'earlier judgement')} taken back.`;
    say(`${counts === '' ? 'Nothing was judged.' : `Judged now: ${counts}.`}${undone}`);
  }
  if (pending > 0) say(`${plural(pending, 'pair')} left to judge.`, paint.bold);
  else if (unsure > 0) say('Every pair was looked at.', paint.green);
  else say('There is nothing left to judge.', paint.green);
  if (unsure > 0) say(`${plural(unsure, 'pair')} nobody could tell: \`handin review --unsure\` asks again.`);
  if (report.mayFallBy > 0) {
    say(`What is not decided can lower the total by ${formatCount(report.mayFallBy)} at most.`);
  }
  const { possibleLinks, mergedAlready } = report.agreement;
  if (possibleLinks !== null) say(`People agree with the side that handin leaned to in ${inWords(possibleLinks)} of the possible links.`);
  if (mergedAlready !== null) say(`Of the pairs that handin joins by itself, people agree with ${inWords(mergedAlready)}.`);
  if (report.conflicts.length > 0) {
    say(
      `${plural(report.conflicts.length, 'match', 'matches')} cannot be applied, because other judgements say otherwise: \`handin review --conflicts\` lists them.`,
      paint.yellow,
    );
  }
  if (report.notYetApplied > 0 || (session !== null && tally(session) !== '')) say('Run `handin merge` to apply the judgements.');
  return `${lines.join('\n')}\n`;
}

function tally(counts: { readonly match: number; readonly nonMatch: number; readonly unsure: number }): string {
  const parts = [
    [counts.match, 'as one person'],
    [counts.nonMatch, 'as two people'],
    [counts.unsure, 'as unsure'],
  ] as const;
  return listOf(parts.flatMap(([count, words]) => (count === 0 ? [] : [`${formatCount(count)} ${words}`])));
}

/** `41 of 44 (93%; 95% interval from 82% to 98%)`. */
function inWords({ agreed, judged, share, low, high }: Agreement): string {
  return `${formatCount(agreed)} of ${formatCount(judged)} (${percent(share)}; 95% interval from ${percent(low)} to ${percent(high)})`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

export function formatConflicts(report: ConflictsReport, options: TextOptions): string {
  const width = usableWidth(options);
  if (report.conflicts.length === 0) return 'No judgement contradicts another.\n';
  const lines = hang(
    '',
    `${plural(report.conflicts.length, 'match', 'matches')} cannot be applied: together with newer matches ${report.conflicts.length === 1 ? 'it' : 'each of them'} would join two records that somebody said are two people.`,
    width,
  );
  for (const { match, nonMatch, chain } of report.conflicts) {
    lines.push('', ...hang('', `${match.pairId}, ${judgedBy(match)}, is not applied.`, width, options.paint.yellow));
    lines.push(...hang('  two people: ', placesOf(nonMatch), width));
    for (const pair of chain) lines.push(...hang('  one person: ', placesOf(pair), width));
  }
  lines.push(
    '',
    ...hang('', 'In each list one judgement is wrong. On a terminal, `handin review --conflicts` asks about them again.', width),
  );
  return `${lines.join('\n')}\n`;
}

function judgedBy({ judgedAt, reviewer }: JudgedPair): string {
  return `judged ${judgedAt.slice(0, 10)}${reviewer === '' ? '' : ` by ${reviewer}`}`;
}

function placesOf(pair: JudgedPair): string {
  const place = (given: JudgedPair['left']): string =>
    given === null ? 'a record that is not there any more' : `${given.source} record ${given.record}`;
  return `${place(pair.left)} and ${place(pair.right)} (${pair.pairId}, ${judgedBy(pair)})`;
}

export function formatReviewExport(report: ReviewExportReport): string {
  const open = report.pairs === 0 ? null : `${plural(report.pairs, 'pair')} to judge`;
  return sheetWritten(report.output, open, {
    asks: 'same person?',
    takes: 'handin review --import',
    none: 'There is nothing left to judge',
  });
}

export function formatReviewImport(report: ReviewImportReport, options: TextOptions): string {
  const lines: string[] = [];
  const say = (text: string, color?: (line: string) => string): void => void lines.push(...hang('', text, usableWidth(options), color));
  const counts = tally(report.imported);
  say(counts === '' ? `${report.input}: nothing new.` : `${report.input}: ${counts}.`, options.paint.bold);
  if (report.known > 0) say(`${plural(report.known, 'answer')} said what was said already.`);
  if (report.empty > 0) say(`${plural(report.empty, 'row')} without an answer.`);
  lines.push(
    ...leftOutLines(
      [
        [report.unclear, 'because the answer cannot be understood.'],
        [report.unknownPairs, 'because the last merge has no such pair; it was made from an older one.'],
        [report.contradicting, 'because somebody judged otherwise; --force lets the sheet win.'],
      ],
      options,
    ),
  );
  if (report.conflicts > 0)
    say(`${plural(report.conflicts, 'match', 'matches')} cannot be applied: see \`handin review --conflicts\`.`, options.paint.yellow);
  if (counts !== '') say('Run `handin merge` to apply the judgements.');
  return `${lines.join('\n')}\n`;
}
