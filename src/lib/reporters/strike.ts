/** Shows what a rule of striking out would do, did, or no longer does. No value of a condition is in a report, so none is shown. */

import type { ListedStrike, StrikeListReport, StrikeNumbers, StrikeReport, StrikeUndoReport } from '../model/strike.js';
import { formatCount, plural, showHidden } from '../text.js';
import { formatJson, hang, onOneLine, type TextOptions, usableWidth } from './columns.js';

export function formatStrikeJson(report: StrikeReport | StrikeListReport | StrikeUndoReport): string {
  return formatJson(report);
}

/** The count of a rule: which rule, how many records and where, and what becomes of the total. */
export function formatStrikeCount(report: StrikeReport, options: TextOptions): string {
  const width = usableWidth(options);
  const { rule } = report;
  const conditions = rule.when.map(({ field, operator }) => `${field} ${operator}`).join(', ');
  const lines = [
    ...hang('', `${rule.id}: ${rule.reason}`, width, options.paint.bold),
    ...hang('  ', `when ${conditions}${report.replaces === null ? '' : '; it replaces the rule of this id that is in force'}`, width),
    '',
  ];
  if (report.outcome === 'matches-nothing') {
    lines.push(...hang('', `It matches none of the ${plural(report.candidates, 'record')} that a rule can strike out.`, width));
    return `${lines.join('\n')}\n`;
  }
  lines.push(
    ...hang(
      '',
      `It strikes out ${formatCount(report.records)} of the ${plural(report.candidates, 'record')} that a rule can strike out.`,
      width,
    ),
  );
  for (const { source, records, candidates } of report.bySource)
    lines.push(...hang('  ', `${showHidden(source)}: ${formatCount(records)} of ${formatCount(candidates)}`, width));
  if (report.struckAlready > 0)
    lines.push(
      ...hang(
        '',
        `${plural(report.struckAlready, 'more record', 'more records')} that it matches ${are(report.struckAlready)} struck out by another rule already.`,
        width,
      ),
    );
  if (report.outcome === 'in-force')
    return `${[...lines, '', ...hang('', 'This rule is in force already: every merge applies it.', width)].join('\n')}\n`;
  lines.push('', ...totalLines(report, width));
  return `${lines.join('\n')}\n`;
}

const are = (count: number): string => (count === 1 ? 'is' : 'are');

function totalLines({ counted, fall, replaced, isFallCertain, isMergeCurrent }: StrikeReport, width: number): string[] {
  const about = isFallCertain ? '' : 'about ';
  const part = (kind: keyof StrikeNumbers): string =>
    `${kind} from ${formatCount(counted[kind])} to ${about}${formatCount(counted[kind] - fall[kind])}`;
  const parts = [...(fall.signatures > 0 ? [part('signatures')] : []), ...(fall.organisations > 0 ? [part('organisations')] : [])];
  const words = parts.length === 0 ? 'The totals stay as they are.' : `The total falls: ${parts.join(', ')}.`;
  const why = replaced > 0 ? ` ${plural(replaced, 'counted record has', 'counted records have')} a duplicate left, which steps in.` : '';
  const estimate = isFallCertain || !isMergeCurrent ? '' : ' This is an estimate: the next merge decides who is whose duplicate.';
  const older = isMergeCurrent ? '' : ' The rules in force have changed since the last merge: `handin merge` first gives numbers that fit.';
  return hang('', `${words}${why}${estimate}${older}`, width);
}

/** What was done, or why nothing was. */
export function formatStrikeOutcome(report: StrikeReport, isDryRun: boolean, options: TextOptions): string {
  const words = outcomeWords(report, isDryRun);
  return words === '' ? '' : `${hang('', words, usableWidth(options)).join('\n')}\n`;
}

function outcomeWords({ outcome, rule }: StrikeReport, isDryRun: boolean): string {
  switch (outcome) {
    case 'applied':
      return `The rule ${rule.id} is in force. Run \`handin merge\` to apply it; \`handin strike --undo ${rule.id}\` takes it back.`;
    case 'counted':
      return isDryRun ? 'Nothing was changed.' : 'Nothing was changed: this was only a count. With --yes the rule is applied.';
    case 'declined':
      return 'Nothing was changed.';
    case 'matches-nothing':
      return 'Nothing was changed. Look at the spelling of the values: signatures.csv and set-aside.csv show how the cells stand.';
    case 'in-force':
      return '';
  }
}

/** The question before a rule is applied. */
export function strikeQuestion({ rule, records }: StrikeReport): string {
  return `Strike out ${plural(records, 'record')} by the rule ${rule.id}?`;
}

/** Rules in force, then those that ended. */
export function formatStrikeList({ rules }: StrikeListReport, options: TextOptions): string {
  const width = usableWidth(options);
  if (rules.length === 0) return 'No rule strikes anything out.\n';
  const lines = rules.flatMap((rule, index) => [
    ...(index === 0 ? [] : ['']),
    ...hang('', `${rule.id}: ${rule.reason}`, width, rule.state === 'in-force' ? options.paint.bold : options.paint.dim),
    ...hang('  ', `${decision(rule)}; ${standing(rule)}`, width),
    ...(rule.details === undefined ? [] : hang('  ', onOneLine(rule.details), width)),
  ]);
  return `${lines.join('\n')}\n`;
}

function decision({ by, decided, applied, from }: ListedStrike): string {
  const who = by === undefined ? '' : ` by ${by}`;
  const since = from === 'campaign' ? 'named by the campaign file' : `applied ${(applied ?? '').slice(0, 10)}`;
  return `decided ${decided}${who}, ${since}`;
}

function standing({ state, ended, records, matches }: ListedStrike): string {
  if (state !== 'in-force') return `${state} ${ended ?? ''}`;
  if (records === null || matches === null) return 'the last merge did not apply it: run `handin merge`';
  const others =
    matches > records
      ? ` (${formatCount(matches - records)} more that it matches ${are(matches - records)} struck out by an earlier rule)`
      : '';
  return `struck out ${plural(records, 'record')} in the last merge${others}`;
}

export function formatStrikeUndo({ id, keptAs }: StrikeUndoReport, options: TextOptions): string {
  const words = `The rule ${id} is taken back; it is kept as ${keptAs}. Run \`handin merge\` to count its records again.`;
  return `${hang('', words, usableWidth(options)).join('\n')}\n`;
}
