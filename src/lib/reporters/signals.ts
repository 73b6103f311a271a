/** Shows signs of forgery: the bracket first, then what flags records, what is only told, and what was not looked at. No record's cells. */

import type {
  FlagReport,
  SignalCheck,
  SignalFinding,
  SignalId,
  SignalRuleReport,
  SignalsReport,
  SignalWindow,
} from '../model/signals-report.js';
import { formatCount, listOf, plural, showHidden } from '../text.js';
import { formatJson, hang, type TextOptions, usableWidth } from './columns.js';

/** What each sign is called, and what else it can be. */
const WORDS: Readonly<Record<SignalId, { readonly title: string; readonly doubt: string }>> = {
  clockwork: {
    title: 'Signed at gaps as even as a clock’s',
    doubt: 'A list that was typed in or imported with made-up times looks like this too.',
  },
  'sequential-mailboxes': {
    title: 'Mailboxes numbered one after the other',
    doubt: 'Accounts that one institution gave out in a row look like this too.',
  },
  'mailbox-shape': {
    title: 'Mailboxes made after one pattern',
    doubt: 'One workplace, school or town may make its mailboxes like this: initial and surname, or a number.',
  },
  'domain-concentration': {
    title: 'One mail domain far above its usual share',
    doubt: 'An organisation that asked its own staff or members looks like this too; if you know of one, write it down as a known event.',
  },
  'disposable-domains': {
    title: 'Disposable mailboxes far above their usual share',
    doubt: 'People who fear being found use such mailboxes.',
  },
  'templated-comments': {
    title: 'Comments made from one template',
    doubt: 'A text that you offered for editing looks like this too.',
  },
  'impossible-geography': {
    title: 'More signatures from a place than people are there',
    doubt: 'A slip in a long list of countries happens, but not so often.',
  },
  burst: { title: 'Hours far above the usual', doubt: 'A mention in the news, a newsletter or a stall does this.' },
  'name-repetition': {
    title: 'Equal names more often than in the rest of this campaign',
    doubt: 'Families and communities in which few names are usual sign together. It flags nobody.',
  },
  'name-drift': {
    title: 'Given names other than in the rest of this campaign',
    doubt: 'A community that passed the link on does this. It flags nobody.',
  },
  'unconfirmed-share': { title: 'Unconfirmed records', doubt: '' },
  'shared-mailboxes': { title: 'Shared mailboxes', doubt: '' },
  'postcode-abroad': { title: 'British postcodes with another country', doubt: '' },
  'same-address-on-the-network': { title: 'The same address on the network', doubt: '' },
};

export function formatSignalsJson(report: SignalsReport | FlagReport | SignalRuleReport): string {
  return formatJson(report);
}

/** The whole report. */
export function formatSignals(report: SignalsReport, options: TextOptions): string {
  const width = usableWidth(options);
  const { paint } = options;
  const { flags, observations, annotated, more } = report;
  const lines = [
    ...hang('', headline(report), width, paint.bold),
    ...hang('', 'Nothing was taken out, and nothing is without a decision of yours.', width),
    ...part('Flags', flags, more.flags, options),
    ...part('Told, and flagging nobody', observations, more.observations, options),
    ...part('Explained by events you know of', annotated, 0, options),
    '',
    paint.bold('In numbers'),
    ...numberLines(report).flatMap((line) => hang('  ', line, width)),
    '',
    ...hang('', checkedWords(report.checks), width),
    ...nextLines(report).flatMap((line) => hang('', line, width)),
  ];
  return `${lines.join('\n')}\n`;
}

function headline({ counted, flagged, bracket }: SignalsReport): string {
  const count = `${plural(counted, 'signature')} counted`;
  if (flagged === 0) return `${count}; no record is flagged.`;
  return `${count}; if every flagged record were fake, ${formatCount(bracket.from)}.`;
}

/** The strongest findings of one sign that a terminal shows; a rush is a dozen of busy hours. */
const SHOWN_OF_A_SIGN = 6;

/** Findings by sign: the title once, then a line for each. */
function part(title: string, findings: readonly SignalFinding[], more: number, options: TextOptions): string[] {
  if (findings.length === 0) return [];
  const width = usableWidth(options);
  const ids = [...new Set(findings.map(({ signal }) => signal))];
  return [
    '',
    options.paint.bold(title),
    ...ids.flatMap((id) => {
      const own = findings.filter(({ signal }) => signal === id);
      return [
        ...hang('  ', `${WORDS[id].title}. ${options.paint.dim(WORDS[id].doubt)}`, width),
        ...own.slice(0, SHOWN_OF_A_SIGN).flatMap((finding) => hang(`    ${finding.id}  `, findingWords(finding), width)),
        ...(own.length > SHOWN_OF_A_SIGN ? [`    and ${formatCount(own.length - SHOWN_OF_A_SIGN)} more: --json lists them`] : []),
      ];
    }),
    ...(more > 0
      ? hang('  ', `${formatCount(more)} weaker ones are kept by no report. Decide on the strongest and merge again.`, width)
      : []),
  ];
}

/** One finding in words: when, how many, how many were to be expected, how likely. */
export function findingWords({ signal, window, seen, of, expected, p, measure, event }: SignalFinding): string {
  const span = window === null ? '' : `${windowWords(window)}: `;
  const share = of === null || signal === 'name-drift' ? '' : ` of ${formatCount(of)}`;
  const pairs = measure?.name === 'pairs' ? `, ${plural(measure.value, 'pair')} of equal names` : '';
  const usual = expected === null ? '' : `${pairs}, ${formatExpected(expected)} expected`;
  const odds = p === null ? '' : `, p ${oddsWords(p)}`;
  const own = measure === null || measure.name === 'pairs' ? '' : `, ${measureWords(measure)}`;
  const why = event === null ? '' : ` (${showHidden(event)})`;
  return `${span}${formatCount(seen)}${share} ${seen === 1 && share === '' ? 'signature' : 'signatures'}${usual}${own}${odds}${why}`;
}

function measureWords({ name, value }: NonNullable<SignalFinding['measure']>): string {
  switch (name) {
    case 'burstiness':
      return `burstiness ${value.toFixed(2)} (a clock -1, people about 0)`;
    case 'run':
      return `${formatCount(value)} in a row`;
    case 'entropy':
      return `variety of the patterns ${value.toFixed(2)} (all different 1)`;
    case 'divergence':
      return `divergence ${value.toFixed(2)} (nothing in common 1)`;
    case 'distinct-texts':
      return `${plural(value, 'text')} that differ in some words`;
    case 'at-most':
      return `at most ${plural(value, 'person', 'people')} there`;
    case 'pairs':
      return plural(value, 'pair');
  }
}

/** `2025-03-02 03:00 to 04:00`, with the second day where it is another, with seconds where they matter. */
export function windowWords({ from, to }: SignalWindow): string {
  if (from.endsWith('T00:00:00') && to.endsWith('T00:00:00') && Date.parse(`${to}Z`) - Date.parse(`${from}Z`) === 86_400_000)
    return from.slice(0, 10);
  const short = (moment: string): string => (moment.endsWith(':00') ? moment.slice(11, 16) : moment.slice(11));
  const end = from.slice(0, 10) === to.slice(0, 10) ? short(to) : `${to.slice(0, 10)} ${short(to)}`;
  return `${from.slice(0, 10)} ${short(from)} to ${end}`;
}

const formatExpected = (value: number): string => (value >= 10 ? formatCount(Math.round(value)) : `${Number(value.toPrecision(2))}`);

function oddsWords(p: number): string {
  if (p === 0) return 'below 1e-300';
  return p >= 0.001 ? p.toFixed(3) : p.toExponential(0);
}

function numberLines({ numbers, times, counted }: SignalsReport): string[] {
  const { unconfirmed, sharedMailboxes, disposable, postcodeAbroad } = numbers;
  const share = (records: number, of: number): string => (of === 0 ? '' : ` (${((100 * records) / of).toFixed(1)}%)`);
  return [
    `unconfirmed, and not in the count: ${formatCount(unconfirmed.records)} of ${plural(unconfirmed.of, 'record')}${share(unconfirmed.records, unconfirmed.of)}`,
    `at a mailbox that another counted signature has too: ${formatCount(sharedMailboxes.counted)}; refused because no further name counts there: ${formatCount(sharedMailboxes.refused)}`,
    `at a disposable domain: ${formatCount(disposable.records)} of ${formatCount(disposable.of)} with an address${share(disposable.records, disposable.of)}`,
    `with a British postcode and another country: ${formatCount(postcodeAbroad.records)} of ${formatCount(postcodeAbroad.of)} with both${share(postcodeAbroad.records, postcodeAbroad.of)}`,
    `with a time of day: ${formatCount(times.clock)}; with a day alone: ${formatCount(times.day)}; without: ${formatCount(Math.max(0, counted - times.clock - times.day))}`,
  ];
}

function checkedWords(checks: readonly SignalCheck[]): string {
  const absent = checks.filter(({ state }) => state === 'not-in-the-data').map(({ id }) => id);
  const ran = checks.filter(({ state }) => state === 'ran');
  const tests = ran.reduce((sum, check) => sum + check.tests, 0);
  const missing = absent.length === 0 ? '' : ` Not in the data: ${listOf(absent)}.`;
  return `${plural(ran.length, 'check')}, ${plural(tests, 'test')}; of what is told with a p, about one in twenty is chance at most.${missing}`;
}

function nextLines({ flags }: SignalsReport): string[] {
  const first = flags[0];
  if (first === undefined) return [];
  return [
    '',
    `\`handin signals ${first.id}\` lists its records, \`handin signals --rule ${first.id}\` writes a strike rule for them, which \`handin strike\` counts and applies if you decide so.`,
  ];
}

/** One flag with its records. */
export function formatFlag(report: FlagReport, options: TextOptions): string {
  const width = usableWidth(options);
  const { finding, records, total } = report;
  const lines = [
    ...hang('', `${finding.id}: ${WORDS[finding.signal].title}. ${WORDS[finding.signal].doubt}`, width, options.paint.bold),
    ...hang('  ', findingWords(finding), width),
    '',
    ...records.flatMap(({ signatureId, source, record, shown }) => [
      `  ${signatureId}  ${showHidden(source)}:${record}`,
      ...(shown === null
        ? []
        : hang(
            '      ',
            Object.values(shown)
              .filter((cell) => cell !== '')
              .map(showHidden)
              .join(' | '),
            width,
            options.paint.dim,
          )),
    ]),
    ...(total > records.length ? [`  and ${formatCount(total - records.length)} more`] : []),
    '',
    ...hang(
      '',
      `\`handin explain ${records[0]?.signatureId ?? 'S...'}\` tells the story of one; \`handin signals --rule ${finding.id}\` writes a rule for all ${formatCount(total)}.`,
      width,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** What was written, and that nothing has happened yet. */
export function formatSignalRule({ file, ruleId, records }: SignalRuleReport, options: TextOptions): string {
  const words = `${showHidden(file)} holds the rule ${ruleId} for ${plural(records, 'record')}. Nobody is struck out yet: read it, put your reason into it, then \`handin strike --rule ${showHidden(file)}\`. It names the records by keys that only this private folder can read.`;
  return `${hang('', words, usableWidth(options)).join('\n')}\n`;
}
