/** Shows a statement of numbers: on the terminal, as Markdown, as CSV. One list of lines, so that no form says something else. */

import type { NumbersReport } from '../model/numbers-report.js';
import type { ReleaseSignals, Shown } from '../model/release.js';
import { formatCount, plural } from '../text.js';
import { formatJson, hang, padTo, type TextOptions, usableWidth } from './columns.js';

export function formatNumbersJson(report: NumbersReport | OutsideNumbers): string {
  return formatJson(report);
}

/** What leaves of a statement. */
export type OutsideNumbers = Pick<NumbersReport, 'formatVersion' | 'campaign' | 'at' | 'outside' | 'unchecked'>;

/** A line of the statement: which part it belongs to, what it counts, how many. */
interface Line {
  readonly part: string;
  readonly what: string;
  readonly count: string;
}

function insideLines(report: NumbersReport): Line[] {
  const { total, range } = report;
  const line = (part: string, what: string, count: number): Line => ({ part, what, count: formatCount(count) });
  return [
    ...report.sources.map(({ source, records, medium }) => line('Received', `${source}${medium === 'paper' ? ' (paper)' : ''}`, records)),
    line('Received', 'records in all', total.records),
    ...report.setAside.map(({ fate, reason, records }) => line('Set aside', `${fate}: ${reason}`, records)),
    line('Set aside', 'in all', total.setAside),
    ...report.duplicates.map(({ rule, records }) => line('Duplicates', rule, records)),
    line('Duplicates', 'in all', total.duplicates),
    line('Counted', 'signatures of people', report.counted.signatures),
    line('Counted', 'organisations', report.counted.organisations),
    line('Counted', 'in all', total.counted),
    ...(range === null || range.lowest === range.highest
      ? []
      : [
          line('Counted', 'at the least, when every possible link is one person', range.lowest),
          line('Counted', 'at the most, when none is', range.highest),
        ]),
    ...(report.signals === null
      ? []
      : [
          line('Signs of forgery', 'signatures with at least one', report.signals.flagged),
          line('Signs of forgery', 'signatures if none of these were real', report.signals.bracket.from),
        ]),
    ...(report.named === null ? [] : [line('Named', 'people whom the pack names', report.named)]),
    ...report.stated.map(({ source, signatures }) => line('Stated elsewhere, not counted', source, signatures)),
  ];
}

const OUTSIDE_WORDS: Readonly<Record<string, string>> = {
  duplicate: 'duplicates of one person',
  'shared-email': 'further names at a shared e-mail address',
  unconfirmed: 'not confirmed',
  withdrawn: 'withdrawn',
  'no-name': 'without a name',
  'struck-out': 'struck out by a rule',
  suppressed: 'removed at the wish of the person',
  unreadable: 'unreadable or empty',
  other: 'other reasons together',
};

function outsideLines({ outside }: NumbersReport): Line[] {
  if (outside === null) return [];
  return [
    { part: 'Received', what: 'records of people', count: formatShown(outside.received) },
    ...outside.lines.map(({ id, count }) => ({ part: 'Not counted', what: OUTSIDE_WORDS[id] ?? id, count: formatShown(count) })),
    { part: 'Counted', what: 'signatures of people', count: formatCount(outside.counted) },
    ...(outside.duplicates?.rules ?? []).map(({ id, count }) => ({
      part: 'Duplicates by rule',
      what: RULE_WORDS[id] ?? id,
      count: formatShown(count),
    })),
    ...signLines(outside.signals),
  ];
}

/** As the statement in a pack says them in English; a test holds the two together. */
export const RULE_WORDS: Readonly<Record<string, string>> = {
  'canonical-email': 'the same e-mail address and name',
  'name-postcode': 'the same name and postcode',
  'name-contact': 'the same name, and the same telephone number or street address',
  evidence: 'all details weighed together',
};

function signLines(signals: ReleaseSignals | undefined): Line[] {
  if (signals === undefined) return [];
  const atLeast = 'exact' in signals.flagged ? '' : 'at least ';
  return [
    { part: 'Signs of forgery', what: 'signatures with at least one', count: formatShown(signals.flagged) },
    { part: 'Signs of forgery', what: 'signatures if none of these were real', count: `${atLeast}${formatCount(signals.bracket.from)}` },
  ];
}

function formatShown(shown: Shown): string {
  if ('exact' in shown) return formatCount(shown.exact);
  return shown.from === 0 ? `fewer than ${formatCount(shown.to + 1)}` : `${formatCount(shown.from)} to ${formatCount(shown.to)}`;
}

const linesOf = (report: NumbersReport, isOutside: boolean): Line[] => (isOutside ? outsideLines(report) : insideLines(report));

export function formatNumbers(report: NumbersReport, isOutside: boolean, options: TextOptions): string {
  const width = usableWidth(options);
  const { paint } = options;
  const lines = linesOf(report, isOutside);
  const widest = Math.max(0, ...lines.map(({ count }) => count.length));
  const out: string[] = [...hang('', paint.bold(titleOf(report)), width), ...hang('', asOf(report, isOutside), width)];
  let part = '';
  for (const line of lines) {
    if (line.part !== part) out.push('', paint.bold(line.part));
    part = line.part;
    // Aligned at the right, as sums are.
    out.push(...hang(`  ${padTo('', widest - line.count.length)}${line.count}  `, line.what, width));
  }
  out.push('', paint.bold('Checked'), ...checkedOf(report, isOutside).flatMap((words) => hang('  ', words, width)));
  out.push('', paint.bold('Not checked'), ...report.unchecked.flatMap((words) => hang('  ', words, width)));
  if (!isOutside)
    out.push('', ...hang('', 'For inside: small numbers point at people. --outside gives what may leave.', width, paint.yellow));
  return `${out.join('\n')}\n`;
}

export function formatNumbersMarkdown(report: NumbersReport, isOutside: boolean): string {
  const rows = linesOf(report, isOutside).map(({ part, what, count }) => `| ${escapeCell(part)} | ${escapeCell(what)} | ${count} |`);
  const list = (words: readonly string[]): string => words.map((each) => `- ${each}`).join('\n');
  return `# ${escapeCell(titleOf(report))}

${asOf(report, isOutside)}

| part | what | records |
| --- | --- | ---: |
${rows.join('\n')}

## Checked

${list(checkedOf(report, isOutside))}

## Not checked

${list(report.unchecked)}
`;
}

/** Three columns with a header; numbers without thousands separators, so that a program can add them. */
export function numbersTable(report: NumbersReport, isOutside: boolean): string[][] {
  return [
    ['part', 'what', 'records'],
    ...linesOf(report, isOutside).map(({ part, what, count }) => [part, what, count.replaceAll(',', '')]),
  ];
}

const checkedOf = (report: NumbersReport, isOutside: boolean): readonly string[] =>
  isOutside ? (report.outside?.checked ?? []) : report.checked;

const titleOf = ({ campaign }: NumbersReport): string => (campaign === null ? 'Statement of numbers' : `Statement of numbers: ${campaign}`);

/** The day of the last signature can be one person's, so it stays inside. */
function asOf({ at, lastSigned, sources }: NumbersReport, isOutside: boolean): string {
  if (isOutside) return `As of ${at}.`;
  const until = lastSigned === null ? '' : `, with signatures up to ${lastSigned}`;
  return `As of ${at}, from ${plural(sources.length, 'source')}${until}.`;
}

/** A pipe ends a cell, and a name of a source is no markup. */
const escapeCell = (text: string): string => text.replace(/[\\|`*_[\]<>]/g, (sign) => `\\${sign}`).replace(/\s+/g, ' ');
