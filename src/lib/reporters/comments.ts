/** Shows a comment to the person who decides about it, and says afterwards what was decided. Only the first shows anybody. */

import type { CommentsExportReport, CommentsImportReport, CommentsReport, ShownComment } from '../model/comment-report.js';
import type { Screen } from '../model/review-report.js';
import { formatCount, plural } from '../text.js';
import { leftOutLines, sheetWritten } from './answer-sheet.js';
import { formatJson, hang, type TextOptions, usableWidth, wrap } from './columns.js';
import { showCell } from './difference.js';

export function formatCommentsJson(report: CommentsReport | CommentsExportReport | CommentsImportReport): string {
  return formatJson(report);
}

const SCREEN_LEAST = 24;

/** A comment on a terminal, as it would be printed, with what to look at. */
export function commentLayout(comment: ShownComment, place: number, total: number, screen: Screen): string {
  const width = Math.max(SCREEN_LEAST, screen.width - 1);
  const { paint } = screen;
  const title = `Comment ${formatCount(place)} of ${formatCount(total)}`;
  const { name, place: town } = comment.author;
  const shown = (text: string): string =>
    showCell(text)
      .map((letter) => letter.text)
      .join('');
  const lines = ['', paint.bold(`${title} ${'-'.repeat(Math.max(0, width - title.length - 1))}`), ''];
  for (const paragraph of comment.text.split('\n')) lines.push(...wrap(shown(paragraph), width - 2).map((line) => `  ${line}`));
  lines.push(paint.dim(`  ${shown(town === undefined ? name : `${name}, ${town}`)}`), '');
  for (const { label, words } of comment.signs) {
    const found = words.length === 0 ? '' : `: ${words.join(', ')}`;
    lines.push(...hang('Look at: ', `${label}${found}`, width, paint.yellow));
  }
  if (comment.signs.length > 0) lines.push('');
  return `${lines.join('\n')}\n`;
}

/** The end of a run at the terminal, or what is left. */
export function formatComments(report: CommentsReport, options: TextOptions): string {
  const lines: string[] = [];
  const say = (text: string, color?: (line: string) => string): void => void lines.push(...hang('', text, usableWidth(options), color));
  const { session, pending, approved, refused, forbidden } = report;
  if (session !== null) say(`Decided now: ${formatCount(session.approved)} to print, ${formatCount(session.refused)} to leave out.`);
  say(`${plural(approved, 'comment')} approved, ${formatCount(refused)} left out, ${formatCount(pending)} to decide.`, options.paint.bold);
  if (forbidden > 0)
    say(
      `${plural(forbidden, 'comment')} cannot be approved: ${forbidden === 1 ? 'it holds' : 'each holds'} an e-mail address, a telephone number or a postcode, or is too long.`,
    );
  if (!report.ceilingAllows)
    say('No comment leaves as long as display.ceiling in campaign.yaml is below name-place-comment.', options.paint.yellow);
  return `${lines.join('\n')}\n`;
}

export function formatCommentsExport(report: CommentsExportReport): string {
  const open = report.comments === 0 ? null : `${plural(report.comments, 'comment')} to decide`;
  return sheetWritten(report.output, open, { asks: 'print it?', takes: 'handin comments --import', none: 'There is nothing to decide' });
}

export function formatCommentsImport(report: CommentsImportReport, options: TextOptions): string {
  const lines: string[] = [];
  const say = (text: string, color?: (line: string) => string): void => void lines.push(...hang('', text, usableWidth(options), color));
  say(`${report.input}: ${formatCount(report.approved)} to print, ${formatCount(report.refused)} to leave out.`, options.paint.bold);
  if (report.open > 0) say(`${plural(report.open, 'row')} without an answer.`);
  lines.push(
    ...leftOutLines(
      [
        [report.unclear, 'because the answer cannot be understood.'],
        [report.unknown, 'because the last merge has no such comment: it was edited, or its author has withdrawn.'],
        [report.forbidden, 'because the comment holds contact data or is too long, and cannot be approved.'],
      ],
      options,
    ),
  );
  return `${lines.join('\n')}\n`;
}
