/** Shows what was drawn, and what a checked sample says. */

import type { SampleDrawReport, SampleEstimate, SampleEvaluateReport } from '../model/sample-report.js';
import { formatCount, plural } from '../text.js';
import { formatJson, hang, type TextOptions, usableWidth } from './columns.js';

export function formatSampleJson(report: SampleDrawReport | SampleEvaluateReport): string {
  return formatJson(report);
}

const OF: Readonly<Record<SampleDrawReport['kind'], string>> = {
  distinct: 'counted signatures, one for each person',
  raw: 'records that stand for people (copies included)',
};

export function formatSampleDraw(report: SampleDrawReport, options: TextOptions): string {
  const width = usableWidth(options);
  const { paint } = options;
  const fingerprint = report.list.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ');
  const list = [
    ...hang('', `List: ${formatCount(report.population)} ${OF[report.kind]}.`, width),
    `Fingerprint of the list: ${paint.bold(fingerprint)}`,
  ];
  if (report.drawn === null) {
    return `${[
      ...list,
      '',
      ...hang(
        '',
        `Publish it, then take a seed that becomes known later and that nobody here can choose, such as next Saturday's lottery numbers, and draw ${formatCount(report.size)} with --seed.`,
        width,
      ),
    ].join('\n')}\n`;
  }
  return `${[
    ...list,
    ...hang('', `Drawn by the seed you gave: ${plural(report.size, 'signature')}.`, width),
    '',
    ...hang(
      '',
      `Worksheet: ${report.drawn.worksheet}, with ${report.drawn.key} beside it. Both hold personal data: they stay with the people who phone, and go when they are done.`,
      width,
      paint.yellow,
    ),
    ...hang('', `Write yes, no or unsure into "valid?" of every row, then \`handin sample evaluate ${report.drawn.worksheet}\`.`, width),
  ].join('\n')}\n`;
}

export function formatSampleEvaluate(report: SampleEvaluateReport, options: TextOptions): string {
  const width = usableWidth(options);
  const { paint } = options;
  const { rows } = report;
  const unsettled = rows.unsettled === 0 ? '' : `, ${formatCount(rows.unsettled)} unsure (counted as not valid)`;
  const lines = [
    ...hang(
      '',
      `${formatCount(report.size)} of ${formatCount(report.population)} ${OF[report.kind]} were checked: ${formatCount(rows.valid)} valid, ${formatCount(rows.invalid)} not valid${unsettled}.`,
      width,
    ),
    ...(report.pairs === 0
      ? []
      : hang(
          '',
          `Among the valid ones are ${formatCount(report.people)} different people; ${plural(report.pairs, 'pair')} of them ${report.pairs === 1 ? 'is' : 'are'} one person twice.`,
          width,
        )),
    '',
    ...hang('', paint.bold(`Different valid signatories: about ${inWords(report.valid)}.`), width),
    ...(report.validAtMost === null ? [] : hang('', `If every unsure one is valid: about ${inWords(report.validAtMost)}.`, width)),
    ...hang('', noteOn(report), width, paint.dim),
  ];
  if (report.rule !== null) {
    lines.push('', ...hang('', `The body's own rule (${report.rule.scheme}, ${report.rule.stage}):`, width));
    for (const { name, value, formula, cite } of report.rule.values) {
      lines.push(...hang('  ', `${name} = ${formula} = ${formatValue(value)}${cite === null ? '' : `  (${cite})`}`, width));
    }
    lines.push(...hang('  ', paint.bold(report.rule.outcome ?? 'the rule leaves this open'), width));
    if (report.kind === 'distinct') lines.push(...hang('  ', ON_DISTINCT, width, paint.yellow));
  }
  if (report.required !== null && report.answer !== null) {
    lines.push(
      '',
      ...hang(
        '',
        `${ANSWERS[report.answer]} (${formatCount(report.required)} are needed).`,
        width,
        report.answer === 'enough' ? paint.green : paint.bold,
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A body draws from what it is handed. */
const ON_DISTINCT =
  'The sample is from the list without copies, so this is what comes out if that list is handed in. For a pile with its copies, draw with --from raw.';

const ANSWERS = {
  enough: 'Enough, even at the low end',
  'too-close': 'Too close to tell from this sample',
  'not-enough': 'Not enough, even at the high end',
} as const;

const inWords = ({ estimate, low, high, standardError }: SampleEstimate): string =>
  `${formatCount(Math.round(estimate))} (${formatCount(Math.floor(low))} to ${formatCount(Math.ceil(high))}, 19 times in 20; standard error ${formatCount(Math.round(standardError))})`;

function noteOn({ kind, pairs }: SampleEvaluateReport): string {
  if (kind === 'distinct') return 'The list names nobody twice, so this is the valid share of the list, with its binomial error.';
  return pairs === 0
    ? 'No pair was drawn; that does not show that there is none, so the low end allows for some.'
    : 'By pairs (Goodman 1949): each pair in the sample stands for about the square of the sampling rate of them in the pile.';
}

/** Four decimals at most, and none where there are none. */
const formatValue = (value: number): string => (Number.isInteger(value) ? formatCount(value) : `${Number(value.toFixed(4))}`);
