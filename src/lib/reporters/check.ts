/** Shows a check report: one group per scheme or milestone, one line per threshold with the reason below it. */

import type { CheckReport } from '../model/check-report.js';
import { OUTCOMES, type Outcome, type ThresholdResult } from '../model/scheme.js';
import { formatCount, listOf, plural } from '../text.js';
import { formatJson, hang, onOneLine, type Paint, padTo, type TextOptions, usableWidth, wrap } from './columns.js';

const WORDS: Readonly<Record<Outcome, string>> = {
  met: 'met',
  'not-met': 'not met',
  'as-many-as': 'as many as',
  'does-not-apply': 'does not apply',
  expired: 'expired',
  unknown: 'unknown',
};

export function formatCheckJson(report: CheckReport): string {
  return formatJson(report);
}

export function formatCheck(report: CheckReport, options: TextOptions): string {
  const width = usableWidth(options);
  const { paint } = options;
  const lines = [...hang('', `${countsInWords(report)}, compared as of ${report.at}.`, width)];
  for (const warning of report.warnings) lines.push(...hang('Warning: ', warning, width, paint.yellow));

  for (const group of groupResults(report.results)) lines.push('', ...formatGroup(group, width, paint));

  lines.push('', ...hang('', conclude(report), width, report.met ? paint.green : paint.bold));
  if (report.results.some((result) => result.scheme !== null)) {
    lines.push(...hang('', 'handin counts signatures; who was entitled to sign is for the body to say.', width, paint.dim));
  }
  return `${lines.join('\n')}\n`;
}

function formatGroup(group: readonly ThresholdResult[], width: number, paint: Paint): string[] {
  const first = group[0];
  if (first === undefined) return [];
  const title = first.scheme === null ? onOneLine(first.name) : `${first.name} (${first.scheme})`;
  const lines = wrap(title, width).map((line) => paint.bold(line));

  const outcomeWidth = Math.max(...group.map((result) => WORDS[result.outcome].length));
  for (const result of group) {
    const outcome = colorOf(result.outcome, paint)(padTo(WORDS[result.outcome], outcomeWidth));
    const head = result.scheme === null ? '' : `${result.threshold}: `;
    const rest = wrap(`${head}${standing(result)}`, width - outcomeWidth - 4);
    rest.forEach((line, index) => {
      lines.push(`  ${index === 0 ? outcome : ' '.repeat(outcomeWidth)}  ${line}`.trimEnd());
    });
    // The line above already says all there is to a plain yes or no.
    const isPlain = (result.outcome === 'met' || result.outcome === 'not-met') && result.reviewsToSettle === undefined;
    if (result.triggers !== null) lines.push(...hang('    ', result.triggers, width, paint.dim));
    if (!isPlain) lines.push(...hang('    ', result.explanation, width));
  }
  for (const warning of groupWarnings(group)) lines.push(...hang('  Warning: ', warning, width, paint.yellow));
  if (first.source !== null) {
    lines.push(...hang('  Source: ', `${first.source}${first.checked === null ? '' : ` (checked ${first.checked})`}`, width, paint.dim));
  }
  return lines;
}

/** `9,999 of 10,000, 1 missing`. */
function standing(result: ThresholdResult): string {
  if (result.required === null || result.reached === null) return `${formatCount(result.count)} ${result.of}`;
  const missing = result.missing === null || result.missing === 0 ? '' : `, ${formatCount(result.missing)} missing`;
  const comparison = result.comparison === 'gt' ? 'more than ' : '';
  return `${formatCount(result.count)} of ${comparison}${formatCount(result.required)} ${result.of}${missing}`;
}

/** A warning that holds for every threshold of the group is said once; any other names its thresholds. */
function groupWarnings(group: readonly ThresholdResult[]): string[] {
  const byText = new Map<string, string[]>();
  for (const result of group) {
    for (const warning of result.warnings) byText.set(warning, [...(byText.get(warning) ?? []), result.threshold]);
  }
  return [...byText].map(([warning, thresholds]) => (thresholds.length === group.length ? warning : `${listOf(thresholds)}: ${warning}`));
}

function groupResults(results: readonly ThresholdResult[]): ThresholdResult[][] {
  const groups = new Map<string, ThresholdResult[]>();
  for (const result of results) {
    const key = result.scheme === null ? `milestone ${result.name}` : `scheme ${result.scheme}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()];
}

function countsInWords(report: CheckReport): string {
  const { signatures, organisations } = report.counts;
  const parts = [
    ...(signatures === null ? [] : [plural(signatures, 'counted signature')]),
    ...(organisations === null ? [] : [plural(organisations, 'organisation')]),
  ];
  const moving = Object.values(report.ranges).find(
    (range) => range !== null && (range.lowest < range.decided || range.highest > range.decided),
  );
  const bounds =
    moving === undefined || moving === null
      ? ''
      : ` (between ${formatCount(moving.lowest)} and ${formatCount(moving.highest)} until ${plural(moving.reviews + moving.unsure, 'possible link')} ${moving.reviews + moving.unsure === 1 ? 'is' : 'are'} decided)`;
  return parts.length === 0 ? 'Nothing was counted' : `${listOf(parts)}${bounds}`;
}

function conclude(report: CheckReport): string {
  const [first, ...others] = report.results;
  if (first === undefined) return 'There is no threshold to compare with.';
  const isOne = others.length === 0;
  const as = report.numbersOnly ? (isOne ? ' as a bare number' : ' as bare numbers') : '';
  if (report.met) return isOne ? `The threshold is met${as}.` : `All ${formatCount(report.results.length)} thresholds are met${as}.`;
  if (isOne) return `The threshold is not met${as}${first.outcome === 'not-met' ? '' : `: ${WORDS[first.outcome]}`}.`;
  const tallies = OUTCOMES.flatMap((outcome) => {
    const count = report.results.filter((result) => result.outcome === outcome).length;
    return count === 0 ? [] : [`${formatCount(count)} ${WORDS[outcome]}`];
  });
  return `Not every threshold is met${as}: ${listOf(tallies)}.`;
}

function colorOf(outcome: Outcome, paint: Paint): (text: string) => string {
  if (outcome === 'met') return paint.green;
  return outcome === 'not-met' ? paint.red : paint.yellow;
}
