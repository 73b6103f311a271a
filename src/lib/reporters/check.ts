/** Shows a check report: one group per scheme or milestone, one line per threshold with the reason below it. */

import type { CheckedThreshold, CheckReport, Forecast, ForecastReason, Margin } from '../model/check-report.js';
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

  for (const group of groupResults(report.results)) lines.push('', ...formatGroup(group, report.at, width, paint));

  lines.push('', ...hang('', conclude(report), width, report.met ? paint.green : paint.bold));
  if (report.results.some((result) => result.scheme !== null)) {
    lines.push(...hang('', 'handin counts signatures; who was entitled to sign is for the body to say.', width, paint.dim));
  }
  return `${lines.join('\n')}\n`;
}

function formatGroup(group: readonly CheckedThreshold[], at: string, width: number, paint: Paint): string[] {
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
    if (!isPlain || result.regions !== null || result.notCountable.length > 0) lines.push(...hang('    ', result.explanation, width));
    for (const line of planInWords(result, at)) lines.push(...hang('    ', line, width));
  }
  for (const line of uncheckedInWords(group)) lines.push(...hang('  Not checked: ', line, width, paint.dim));
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
  const unit = result.unit === 'member-states' ? ' member states' : ` ${result.of}`;
  const percent = result.percent === null || result.missing === 0 ? '' : ` (${result.percent.toFixed(1)}%)`;
  return `${formatCount(result.count)} of ${comparison}${formatCount(result.required)}${unit}${percent}${missing}`;
}

/** What to plan with: the last day, the margin, the forecast. */
function planInWords(result: CheckedThreshold, at: string): string[] {
  const { margin, forecast } = result;
  return [
    lastDayInWords(result, at),
    margin === undefined ? '' : marginInWords(margin),
    forecast === undefined ? '' : forecastInWords(forecast, result.deadline),
  ].filter((line) => line !== '');
}

function lastDayInWords({ scheme, deadline, missing }: CheckedThreshold, at: string): string {
  if (deadline === null) return '';
  if (scheme !== null)
    return at > deadline ? `The window closed on ${deadline}; later signatures do not count.` : `Signatures count until ${deadline}.`;
  if (missing === 0) return '';
  return at > deadline ? `It was to be there by ${deadline}.` : `It is to be there by ${deadline}.`;
}

function marginInWords({ loss, more, chanceNow, survival }: Margin): string {
  const safe = `${Math.round(survival * 20)} times in 20`;
  const lost = `${formatShare(loss.share)} are lost`;
  const basis =
    loss.kind === 'stated' ? `If ${lost}` : `So far ${lost} on the way (${formatCount(loss.lost)} of ${formatCount(loss.records)} records)`;
  const now = chanceNow === null ? '' : `, the chance of reaching it as things stand is ${formatChance(chanceNow)}`;
  if (more === null) return `${basis}${now}; no number of further signatures would make it safe.`;
  if (more === 0) return loss.kind === 'stated' ? `${basis}${now}: safe.` : '';
  return `${basis}${now}; ${plural(more, 'more signature')} would reach it ${safe}.`;
}

/** Whole percentages hide what matters near 0 and 1. */
function formatChance(chance: number): string {
  if (chance < 0.001) return 'less than 1 in 1,000';
  return chance > 0.999 ? 'more than 999 in 1,000' : `${(chance * 100).toFixed(1)}%`;
}

/** One decimal, and neither all nor nothing where it is not. */
function formatShare(share: number): string {
  if (share > 0 && share < 0.0005) return 'less than 0.1%';
  return share >= 0.9995 && share < 1 ? 'more than 99.9%' : `${Number((share * 100).toFixed(1))}%`;
}

const CANNOT_TELL: Readonly<Record<ForecastReason, string>> = {
  undated: 'too many signatures carry no date',
  old: 'the latest signature is more than a week old',
  short: 'there are fewer than two whole weeks of signatures',
  few: 'there are too few signatures in the latest weeks',
  stopped: 'nobody signed in the latest week',
  changing: 'the latest weeks are too unlike those before them',
  far: 'at this pace it is more than ten years away',
};

function forecastInWords(forecast: Forecast, deadline: string | null): string {
  if (!forecast.canTell) return `When it will be reached cannot be told: ${CANNOT_TELL[forecast.reason]}.`;
  const pace = forecast.pace >= 10 ? formatCount(Math.round(forecast.pace)) : forecast.pace.toFixed(1);
  const until =
    forecast.latest === null
      ? `not before ${forecast.earliest}, and perhaps never`
      : `${forecast.earliest} to ${forecast.latest}, 19 times in 20`;
  return `At the pace of the latest ${plural(forecast.weeks, 'week')}, ${pace} a day: about ${forecast.likely} (${until}).${deadline === null ? '' : ` ${inTime(forecast, deadline)}`}`;
}

/** The interval held against the last day. */
function inTime({ earliest, latest }: Extract<Forecast, { canTell: true }>, deadline: string): string {
  if (earliest > deadline) return 'That is too late.';
  return latest !== null && latest <= deadline ? 'That is in time.' : 'That may be too late.';
}

/** What holds for every threshold of the group is said once. */
function uncheckedInWords(group: readonly ThresholdResult[]): string[] {
  return [...new Set(group.flatMap(({ unchecked }) => unchecked))];
}

/** A warning that holds for every threshold of the group is said once; any other names its thresholds. */
function groupWarnings(group: readonly ThresholdResult[]): string[] {
  const byText = new Map<string, string[]>();
  for (const result of group) {
    for (const warning of result.warnings) byText.set(warning, [...(byText.get(warning) ?? []), result.threshold]);
  }
  return [...byText].map(([warning, thresholds]) => (thresholds.length === group.length ? warning : `${listOf(thresholds)}: ${warning}`));
}

function groupResults(results: readonly CheckedThreshold[]): CheckedThreshold[][] {
  const groups = new Map<string, CheckedThreshold[]>();
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

/** One annotation for each threshold, in the words that GitHub's runners read from the output of a step. */
export function formatCheckGithub(report: CheckReport): string {
  const lines = report.results.map((result) => {
    const level = result.outcome === 'met' ? 'notice' : result.outcome === 'not-met' ? 'error' : 'warning';
    return `::${level} title=${escapeGithub(titleOf(result), true)}::${escapeGithub(`${WORDS[result.outcome]}. ${result.explanation}`, false)}`;
  });
  const warnings = report.warnings.map((warning) => `::warning title=handin check::${escapeGithub(warning, false)}`);
  return `${[...warnings, ...lines, conclude(report)].join('\n')}\n`;
}

/** Controls, line ends and signs that turn the direction: a log is shown in a terminal, and a title is one line. */
const STEERING = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** The runner reads percent signs and line ends as its own; in a title also what ends a property. */
function escapeGithub(text: string, isProperty: boolean): string {
  const escaped = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A').replace(STEERING, ' ');
  return isProperty ? escaped.replaceAll(':', '%3A').replaceAll(',', '%2C') : escaped;
}

const titleOf = (result: ThresholdResult): string => (result.scheme === null ? result.name : `${result.name}: ${result.threshold}`);

/** The report as a JUnit file: a test case for each threshold; what is not met fails, what cannot be told is skipped. */
export function formatCheckJunit(report: CheckReport): string {
  const count = (outcomes: readonly Outcome[]): number => report.results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const cases = report.results.map((result) => {
    const open = `    <testcase classname=${quoteXml(result.scheme ?? 'campaign')} name=${quoteXml(titleOf(result))}`;
    if (result.outcome === 'met') return `${open}/>`;
    const element = FAILS.includes(result.outcome) ? 'failure' : 'skipped';
    return `${open}>\n      <${element} message=${quoteXml(`${WORDS[result.outcome]}. ${result.explanation}`)}/>\n    </testcase>`;
  });
  const totals = `tests="${report.results.length}" failures="${count(FAILS)}" errors="0" skipped="${count(SKIPS)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${totals}>
  <testsuite name="handin check" ${totals}>
${cases.join('\n')}
  </testsuite>
</testsuites>
`;
}

const FAILS: readonly Outcome[] = ['not-met', 'as-many-as', 'expired'];
const SKIPS: readonly Outcome[] = ['does-not-apply', 'unknown'];

/** An attribute's value. Characters that XML 1.0 cannot hold, line ends and signs that turn the direction become spaces. */
function quoteXml(text: string): string {
  const plain = text.replace(STEERING, ' ').replace(/[\ufffe\uffff]/gu, ' ');
  return `"${plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}"`;
}
