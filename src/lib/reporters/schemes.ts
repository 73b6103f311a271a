/** Shows the catalogue of threshold schemes: all of them by country, or everything about one with its sources. */

import type { SchemeCheckReport, SchemeReport, SchemeSummary, SchemesReport } from '../model/catalogue-report.js';
import type { Confidence, Scheme, SchemeThreshold } from '../model/scheme.js';
import { formatCount, listOf, plural } from '../text.js';
import { definitions, displayWidth, formatJson, hang, padTo, type TextOptions, usableWidth, wrap } from './columns.js';

const LISTS: Readonly<Record<Scheme['external_lists']['value'], string>> = {
  accepted: 'takes outside lists',
  'not-accepted': 'takes no outside lists',
  'original-sheets-only': 'original sheets only',
  unknown: 'not known whether it takes outside lists',
};

const KINDS: Readonly<Record<string, string>> = {
  petition: 'petition',
  'agenda-initiative': 'initiative for the agenda of a parliament',
  'ballot-initiative': 'initiative for a vote of the people',
  'referendum-request': 'request for a referendum',
  recall: 'recall',
};

const CONFIDENCE: Readonly<Record<Confidence, string>> = {
  'seen-official': 'read in an official source',
  'seen-secondary': 'read in a secondary source',
  derived: 'follows from facts that were read',
  memory: 'from memory',
};

const STATES = { 'in-force': '', 'not-yet': 'not yet in force', expired: 'expired' } as const;

export function formatSchemesJson(report: SchemesReport | SchemeReport | SchemeCheckReport): string {
  return formatJson(report);
}

/** The list: one entry per scheme below its country. */
export function formatSchemes(report: SchemesReport, options: TextOptions): string {
  if (report.schemes.length === 0) return 'There are no threshold schemes.\n';
  const width = usableWidth(options);
  const { paint } = options;
  const checked = [...new Set(report.schemes.map((scheme) => scheme.checked))].sort();
  const idWidth = Math.max(...report.schemes.map((scheme) => scheme.id.length));
  // On a narrow terminal the name goes below the id instead of beside it.
  const isStacked = width < idWidth + 40;

  const lines: string[] = [];
  for (const [country, schemes] of groupByCountry(report.schemes)) {
    if (lines.length > 0) lines.push('');
    lines.push(paint.bold(country));
    for (const scheme of schemes) {
      const facts = summarize(scheme, checked.length > 1);
      if (isStacked) {
        lines.push(`  ${scheme.id}`, ...hang('    ', scheme.name, width), ...hang('    ', facts, width, paint.dim));
      } else {
        const column = ' '.repeat(idWidth + 4);
        lines.push(...hang(`  ${padTo(scheme.id, idWidth)}  `, scheme.name, width), ...hang(column, facts, width, paint.dim));
      }
    }
  }
  const day = checked.length === 1 ? `, checked ${checked[0]}` : '';
  lines.push('', ...wrap(`${plural(report.schemes.length, 'scheme')}${day}. "handin schemes ID" explains one.`, width));
  return `${lines.join('\n')}\n`;
}

/** Everything about one scheme. */
export function formatScheme(report: SchemeReport, options: TextOptions): string {
  const { scheme } = report;
  const { paint } = options;
  const width = usableWidth(options);
  const lines = wrap(scheme.name.en, width).map((line) => paint.bold(line));
  if (scheme.name.native !== null && scheme.name.native !== scheme.name.en) lines.push(...hang('', scheme.name.native, width));
  for (const warning of report.warnings) lines.push(...hang('Warning: ', warning, width, paint.yellow));

  lines.push('', ...definitions(identity(scheme), 0, options));

  lines.push('', paint.bold('Thresholds'));
  scheme.thresholds.forEach((threshold, index) => {
    lines.push(...formatThreshold(threshold, report.thresholds[index], options));
  });

  lines.push('', paint.bold('Rules'), ...definitions(rules(report), 2, options));

  if (scheme.notes.length > 0) {
    lines.push('', paint.bold('Notes'));
    for (const note of scheme.notes) lines.push(...hang('  - ', note, width));
  }
  lines.push('', paint.bold(`Sources, checked ${scheme.checked}`));
  for (const source of scheme.sources) {
    lines.push(...hang('  - ', source.url, width), ...hang('    ', `${source.what} [${CONFIDENCE[source.confidence]}]`, width, paint.dim));
  }
  lines.push('', ...hang('Check it: ', `handin check --against ${scheme.id}`, width));
  return `${lines.join('\n')}\n`;
}

function formatThreshold(
  threshold: SchemeThreshold,
  reported: SchemeReport['thresholds'][number] | undefined,
  options: TextOptions,
): string[] {
  const { paint } = options;
  const width = usableWidth(options);
  const marks = [
    ...(reported === undefined || reported.state === 'in-force' ? [] : [STATES[reported.state]]),
    ...(threshold.confidence === 'seen-official' ? [] : [CONFIDENCE[threshold.confidence]]),
  ];
  const mark = marks.length === 0 ? '' : ` [${marks.join('; ')}]`;
  const lines = hang('  ', `${threshold.id}: ${reported?.asks ?? ''}${mark}`, width);
  lines.push(...hang('    ', threshold.triggers, width, paint.dim));
  const details = [
    ...(threshold.count !== null && threshold.percent !== null && threshold.percent_base !== null
      ? [`${threshold.percent}% of ${threshold.percent_base}`]
      : []),
    ...(threshold.max_count === undefined ? [] : [`for up to ${formatCount(threshold.max_count)}`]),
    ...(threshold.alternative === undefined ? [] : [`or ${threshold.alternative}`]),
    ...period(threshold.valid_from, threshold.valid_to),
    ...(threshold.replaced_by === undefined ? [] : [`replaced by ${threshold.replaced_by}`]),
    ...(threshold.note === undefined ? [] : [threshold.note]),
  ];
  if (details.length > 0) lines.push(...hang('    ', details.join('; '), width, paint.dim));
  return lines;
}

function identity(scheme: SchemeReport['scheme']): [string, string][] {
  const place = scheme.region === null ? countryName(scheme.country) : `${countryName(scheme.country)}, ${scheme.region}`;
  return [
    ['Id', scheme.id],
    ['Body', scheme.institution],
    ['Place', `${place} (${scheme.level})`],
    ['Kind', KINDS[scheme.kind] ?? scheme.kind],
    ['Status', [scheme.status, ...period(scheme.valid_from, scheme.valid_to)].join(', ')],
  ];
}

function rules(report: SchemeReport): [string, string][] {
  const { scheme } = report;
  const { signers, supporters_before_publication: supporters, regional_minimums: regional } = scheme;
  const age = signers.min_age === null ? '' : `; from the age of ${signers.min_age}`;
  const once = signers.once === true ? '; once each' : '';
  const signersNote = signers.note === undefined ? '' : ` (${signers.note})`;
  const data = scheme.signature_data;
  const fields = data.fields === undefined || data.fields.length === 0 ? 'not known' : listOf(data.fields.map(fieldInWords));
  const windowNote = scheme.window.note === undefined ? '' : ` Note: ${scheme.window.note}.`;
  return [
    ['Outside lists', report.externalLists],
    ['Window', `${report.window}${windowNote}`],
    ['Who may sign', `${signers.who}${age}${once}${signersNote}${marked(signers.confidence)}`],
    ['Asked of each', `${fields}${data.note === undefined ? '' : ` (${data.note})`}${marked(data.confidence)}`],
    ...(supporters === null
      ? []
      : ([['Before publication', `${plural(supporters.count, 'supporter')}${marked(supporters.confidence)}`]] satisfies [
          string,
          string,
        ][])),
    ...(scheme.duplicate_rule === undefined
      ? []
      : ([['Duplicates', `${scheme.duplicate_rule.text}${marked(scheme.duplicate_rule.confidence)}`]] satisfies [string, string][])),
    ...(regional === null
      ? []
      : ([['Regions', `${regional.rule}${marked(regional.confidence)}. It binds ${listOf(regional.applies_to)}.`]] satisfies [
          string,
          string,
        ][])),
    ...(scheme.sampling === null ? [] : ([['Sampling', samplingInWords(scheme.id, scheme.sampling)]] satisfies [string, string][])),
  ];
}

/** What the body does, what it makes of copies, and how to work it out where its rule is known in steps. */
function samplingInWords(id: string, { summary, duplicates, stages, confidence }: NonNullable<Scheme['sampling']>): string {
  const copies = duplicates === undefined ? '' : ` Rule on copies: ${duplicates}.`;
  const several = stages.length < 2 ? '' : ` (stages: ${listOf(stages.map((stage) => stage.id))})`;
  const way = stages.length === 0 ? '' : ` \`handin sample evaluate\` works it out with --rule ${id}${several}.`;
  return `${summary}${copies}${way}${marked(confidence)}`;
}

function summarize(scheme: SchemeSummary, hasDate: boolean): string {
  const asks = scheme.thresholds.map((threshold, index) => {
    const state = STATES[threshold.state];
    const marks = [...(state === '' ? [] : [state]), ...(threshold.confidence === 'memory' ? ['from memory'] : [])];
    if (marks.length > 0) return `${threshold.asks} [${marks.join('; ')}]`;
    const next = scheme.thresholds[index + 1];
    return next !== undefined && unitOf(next.asks) === unitOf(threshold.asks) ? numberOf(threshold.asks) : threshold.asks;
  });
  return [
    asks.join(' / '),
    ...(scheme.status === 'active' ? [] : [scheme.status]),
    ...(scheme.hasRegionalMinimums ? ['a rule about regions'] : []),
    LISTS[scheme.externalLists],
    ...(hasDate ? [`checked ${scheme.checked}`] : []),
  ].join('; ');
}

/** `more than 2,500 signatures` in its two parts, so that a unit is said once for several numbers; other wordings stay whole. */
function numberOf(asks: string): string {
  return /^(?:more than )?[\d,]+(?= )/.exec(asks)?.[0] ?? asks;
}

function unitOf(asks: string): string {
  return asks.slice(numberOf(asks).length) || asks;
}

function fieldInWords(field: string): string {
  return field.replaceAll('_', ' ').replace(/\b(?:uk|id|zip|cpr|pesel)\b/g, (word) => word.toUpperCase());
}

function groupByCountry(schemes: readonly SchemeSummary[]): [string, SchemeSummary[]][] {
  const groups = new Map<string, SchemeSummary[]>();
  for (const scheme of schemes) {
    const country = countryName(scheme.country);
    groups.set(country, [...(groups.get(country) ?? []), scheme]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Names come with Node (Unicode CLDR); a code without one stands for itself. */
function countryName(code: string): string {
  const name = new Intl.DisplayNames(['en-GB'], { type: 'region', fallback: 'code' }).of(code) ?? code;
  return displayWidth(name) === 0 ? code : name;
}

function period(from: string | null, to: string | null): string[] {
  if (from === null && to === null) return [];
  if (to === null) return [`from ${from}`];
  return [from === null ? `until ${to}` : `from ${from} to ${to}`];
}

function marked(confidence: Confidence): string {
  return confidence === 'seen-official' ? '' : ` [${CONFIDENCE[confidence]}]`;
}

/** What is wrong with a scheme file, place by place. */
export function formatSchemeCheck({ file, id, tests, findings }: SchemeCheckReport, options: TextOptions): string {
  const width = usableWidth(options);
  const name = id === null ? file : `${file} (${id})`;
  if (findings.length === 0) {
    return `${[...hang('', options.paint.green(`${name} is right: its form holds, and ${plural(tests, 'test')} passed.`), width)].join('\n')}\n`;
  }
  return `${[
    ...hang('', `${name}: ${plural(findings.length, 'thing')} to put right.`, width),
    ...findings.flatMap(({ where, problem }) => hang('  ', `${where}: ${problem}.`, width)),
  ].join('\n')}\n`;
}
