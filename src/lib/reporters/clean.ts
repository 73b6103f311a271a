/** Shows what cleaning did: the list, where the other rows went, what was repaired in each column, and what to look at. */

import type { CleanedInput, CleanReport } from '../model/clean-report.js';
import { REPAIRS } from '../model/repair.js';
import { formatCount, plural, showHidden } from '../text.js';
import { formatJson, hang, type TextOptions, usableWidth } from './columns.js';
import { explainProblems } from './problems.js';

export function formatCleanJson(report: CleanReport): string {
  return formatJson(report);
}

/** The summary a person reads. */
export function formatClean(report: CleanReport, options: TextOptions): string {
  const width = usableWidth(options);
  const { paint } = options;
  const place = report.output === null ? '' : ` in ${showHidden(report.output)}`;
  const sheets = report.sheets > 1 ? `, on ${formatCount(report.sheets)} sheets, since one holds 1,048,575 of them` : '';
  const lines = [paint.bold(`${plural(report.rows, 'row')}${place}${sheets}`), ''];
  for (const input of report.inputs) lines.push(...hang(`  ${showHidden(input.source)}: `, inputWords(input), width));
  for (const { source, label, count } of report.numbers ?? [])
    lines.push(...hang(`  ${showHidden(source)}: `, `lists nobody; it states ${formatCount(count)} (${showHidden(label)})`, width));

  if (report.repairs.length > 0) lines.push('', paint.bold('Repaired'));
  for (const { field, kind, count } of report.repairs)
    lines.push(...hang(`  ${field}: `, `${formatCount(count)} × ${REPAIRS[kind]}`, width));

  const others = report.inputs.reduce((sum, { otherColumns }) => sum + otherColumns, 0);
  const notes = [
    ...(others > 0 && !report.keepsOther
      ? [
          `${plural(others, 'column')} that no field uses ${others === 1 ? 'is' : 'are'} not in the list; --keep-other keeps ${others === 1 ? 'it' : 'them'}.`,
        ]
      : []),
    ...(report.guarded > 0
      ? [
          `${plural(report.guarded, 'cell')} that a spreadsheet would run as a formula ${report.guarded === 1 ? 'begins' : 'begin'} with an apostrophe now; \`handin merge\` takes it off again.`,
        ]
      : []),
  ];
  const problems = report.problems.filter(({ type }) => !['column-unmapped', 'formula-cell', 'quarantined-records'].includes(type));
  if (problems.length > 0) lines.push('', paint.bold('To look at'));
  // Record numbers mean something in one source only.
  for (const source of new Set(problems.map((problem) => problem.source))) {
    const prefix = report.inputs.length > 1 ? `${showHidden(source)}: ` : '';
    for (const { text, next } of explainProblems(problems.filter((problem) => problem.source === source))) {
      lines.push(...hang('  ', `${prefix}${text}`, width, paint.yellow));
      if (next !== '') lines.push(...hang('    → ', next, width));
    }
  }
  if (notes.length > 0) lines.push('', ...notes.flatMap((note) => hang('', note, width)));
  lines.push(...quarantineLines(report, width));
  return `${lines.join('\n')}\n`;
}

function inputWords({ rows, written, empty, profile }: CleanedInput): string {
  const { blank } = rows;
  const repeats = blank['header-repeat'];
  const others: readonly (readonly [number, string])[] = [
    [rows.quarantined, 'unreadable'],
    [blank['empty-record'] + empty, 'empty'],
    [repeats, repeats === 1 ? 'repeated header' : 'repeated headers'],
    [blank.footer, 'below the list, such as totals'],
    [blank['other-table'], 'of other tables'],
  ];
  const parts = [
    `${formatCount(written)} in the list`,
    ...others.flatMap(([count, words]) => (count === 0 ? [] : [`${formatCount(count)} ${words}`])),
  ];
  return `${plural(rows.records, 'row')} = ${parts.join(' + ')} (${profile})`;
}

function quarantineLines({ unreadable, quarantine }: CleanReport, width: number): string[] {
  if (unreadable === 0) return [];
  const what = plural(unreadable, 'row');
  const text =
    quarantine === null
      ? `${what} could not be read and ${unreadable === 1 ? 'is' : 'are'} not in the list. With -o FILE they are written beside it, for correcting.`
      : `${what} could not be read: see ${showHidden(quarantine)}. Correct its column raw, save it as fixed.csv, and run the command again with --fixed fixed.csv.`;
  return ['', ...hang('', text, width)];
}
