/** Shows a merge report: how many people and organisations, where every other record went, and what was wrong. */

import type { MergedLookup, MergeReport } from '../model/merge-report.js';
import type { Problem } from '../model/problem.js';
import { FATES, type Fate } from '../model/record.js';
import { formatCount, plural, showHidden } from '../text.js';
import { formatJson, hang, padTo, placeIn, type TextOptions, usableWidth } from './columns.js';
import { FATES_WORDS } from './fates.js';
import { isWeighty, problemWords } from './problems.js';

export function formatMergeJson(report: MergeReport): string {
  return formatJson(report);
}

/** Columns for the name of a source, and what its numbers and their words need beside it. */
const NAME_LEAST = 12;
const NAME_MOST = 44;
const BESIDE_NAME = 36;

/** The summary a person reads; `folder` is where the files are. */
export function formatMerge(report: MergeReport, folder: string, options: TextOptions): string {
  const width = usableWidth(options);
  const { paint } = options;
  const counted = [
    plural(report.signatures, 'signature'),
    ...(report.organisations > 0 ? [plural(report.organisations, 'organisation')] : []),
  ].join(' and ');
  const lines = [paint.bold(`${counted} counted`), ''];
  const sources = Object.entries(report.counts.bySource);
  const nameMax = Math.max(NAME_LEAST, Math.min(NAME_MOST, width - BESIDE_NAME));
  const nameWidth = Math.max(6, ...sources.map(([source]) => Math.min(source.length, nameMax)));
  const fates = FATES.filter((fate) => (report.counts.total.byFate[fate] ?? 0) > 0);
  const row = (name: string, records: number, byFate: Readonly<Partial<Record<Fate, number>>>): string[] => {
    const parts = fates.flatMap((fate) =>
      (byFate[fate] ?? 0) > 0
        ? [`${formatCount(byFate[fate] ?? 0)} ${fate === 'duplicate' && byFate[fate] === 1 ? 'duplicate' : FATES_WORDS[fate]}`]
        : [],
    );
    return hang(
      `${padTo(shorten(name, nameWidth), nameWidth)}  ${formatCount(records).padStart(7)} = `,
      parts.join(' + ') || 'none',
      width,
    );
  };
  for (const [source, counts] of sources) lines.push(...row(source, counts.records, counts.byFate));
  if (sources.length > 1) lines.push(...row('in all', report.counts.total.records, report.counts.total.byFate));
  if (report.lookup !== undefined) lines.push(...lookupLines(report.lookup, width));
  for (const { source, label, count, asOf } of report.numbers ?? []) {
    lines.push(
      ...hang(
        `${padTo(shorten(source, nameWidth), nameWidth)}  `,
        `states ${formatCount(count)}${asOf === null ? '' : ` on ${asOf}`} (${showHidden(label)}); it lists nobody and adds nothing to the count`,
        width,
      ),
    );
  }
  lines.push(...possibleLinks(report, width, paint));
  const related = report.relatedOrganisations?.pairs ?? 0;
  if (related > 0) {
    const words =
      related === 1
        ? '1 pair of organisations belongs together, such as a body and its branch. Both count; merge.json names their records'
        : `${formatCount(related)} pairs of organisations belong together, such as a body and its branch. All of them count; merge.json names their records`;
    lines.push('', ...hang('', words, width));
  }
  const strikes = report.strikes ?? [];
  if (strikes.length > 0) lines.push('', paint.bold('Struck out by rules'));
  for (const { id, reason, records } of strikes) lines.push(...hang('  ', `${id}: ${plural(records, 'record')} (${reason})`, width));
  lines.push(...removedLines(report, width, paint));
  const notable = report.problems.filter(isWeighty);
  const smaller = report.problems.filter((problem) => !isWeighty(problem) && problem.type !== 'column-unmapped');
  if (notable.length + smaller.length > 0) {
    lines.push('', paint.bold('To look at'), ...notable.flatMap((problem) => hang('  ', describe(problem), width)));
    if (smaller.length > 0) {
      const files = new Set(smaller.map((problem) => problem.source)).size;
      const words = `${plural(smaller.length, 'smaller remark')} about cells of ${plural(files, 'source')}: \`handin inspect FILE\` and merge.json name them`;
      lines.push(...hang('  ', words, width));
    }
  }
  const files = 'signatures.csv, ledger.csv, review.csv, quarantine.csv, set-aside.csv, merge.json';
  lines.push('', ...hang('', `Written to ${placeIn(folder, options)}: ${files}`, width));
  return `${lines.join('\n')}\n`;
}

/** What was left out for people who asked to be removed, and what waits because it may be somebody else's. */
function removedLines({ suppression }: MergeReport, width: number, paint: TextOptions['paint']): string[] {
  if (suppression === undefined || suppression.people === 0) return [];
  const { people, records, undecided, withdrawnAfterDelivery } = suppression;
  const after = withdrawnAfterDelivery > 0 ? `; withdrawn after delivery: ${formatCount(withdrawnAfterDelivery)}` : '';
  const waits = `${plural(undecided, 'record')} may be of somebody else and ${undecided === 1 ? 'is' : 'are'} not counted until that is decided: \`handin erase --decide\``;
  return [
    '',
    paint.bold('Removed on request'),
    ...hang('  ', `${plural(people, 'person', 'people')} on the list, ${plural(records, 'record')} left out${after}`, width),
    ...(undecided > 0 ? hang('  ', waits, width) : []),
  ];
}

/** What waits for a person, how far the number can move with it, and how well people have agreed so far. */
function possibleLinks({ range, organisationRange, model }: MergeReport, width: number, paint: TextOptions['paint']): string[] {
  const lines: string[] = [];
  for (const [found, of] of [
    [range, 'signatures'],
    [organisationRange, 'organisations'],
  ] as const) {
    if (found === null || found.reviews + found.unsure === 0) continue;
    const bounds = [
      ...(found.lowest < found.decided ? [`fall to ${formatCount(found.lowest)}`] : []),
      ...(found.highest > found.decided ? [`rise to ${formatCount(found.highest)}`] : []),
    ].join(' or ');
    const moves = bounds === '' ? '' : `; with the answers the number of ${of} may ${bounds}`;
    lines.push(...hang('  ', `${waiting(found)}${moves}. \`handin review\` asks`, width));
  }
  const { merged = null, possible = null } = model?.judgements.agreement ?? {};
  for (const [agreed, of] of [
    [merged, 'pairs that handin joined by itself'],
    [possible, 'pairs that it was not sure of'],
  ] as const) {
    if (agreed === null) continue;
    const percent = (share: number): string => `${Math.round(share * 100)}`;
    lines.push(
      ...hang(
        '  ',
        `of ${formatCount(agreed.judged)} ${of}, people agreed with ${formatCount(agreed.agreed)} (${percent(agreed.low)} to ${percent(agreed.high)} in 100 of all such pairs)`,
        width,
      ),
    );
  }
  const conflicts = model?.judgements.conflicts.length ?? 0;
  if (conflicts > 0) {
    const words = `${plural(conflicts, 'judgement')} ${conflicts === 1 ? 'contradicts' : 'contradict'} others and ${conflicts === 1 ? 'is' : 'are'} not applied: \`handin review --conflicts\``;
    lines.push(...hang('  ', words, width));
  }
  return lines.length === 0 ? [] : ['', paint.bold('Possible links'), ...lines];
}

function waiting({ reviews, unsure }: { readonly reviews: number; readonly unsure: number }): string {
  const doubt = `${plural(unsure, 'pair')} could not be told`;
  if (reviews === 0) return doubt;
  return `${plural(reviews, 'pair')} ${reviews === 1 ? 'waits' : 'wait'} for a person to decide${unsure === 0 ? '' : `, and ${doubt}`}`;
}

function describe(problem: Problem): string {
  const words = problemWords(problem.type, problem.count, problem.field ?? 'a column');
  const place = problem.type === 'quarantined-records' ? '; see quarantine.csv' : '';
  const records =
    problem.records.length === 0
      ? ''
      : ` (record ${problem.records.map(formatCount).join(', ')}${problem.count > problem.records.length ? ', …' : ''})`;
  return `${showHidden(problem.source)}: ${words}${place}${records}`;
}

function shorten(name: string, width: number): string {
  const text = showHidden(name);
  return text.length <= width ? text : `…${text.slice(text.length - width + 1)}`;
}

function lookupLines({ file, area, records, matched, unknown, ambiguous = 0, without }: MergedLookup, width: number): string[] {
  const twice = ambiguous === 0 ? '' : `${formatCount(ambiguous)} have one of which it says two things, `;
  const words = `${formatCount(matched)} of ${plural(records, 'record')} got an area (${showHidden(area)}) by their postcode; ${formatCount(unknown)} have a postcode that the table lacks, ${twice}${formatCount(without)} have none`;
  return hang(`${file}: `, words, width);
}
