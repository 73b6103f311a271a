/** Shows the export profiles: all of them, or everything about one: how it is recognized and what each column becomes. */

import type { ProfileReport, ProfilesReport } from '../model/catalogue-report.js';
import type { ColumnChoice, ExportProfile, FieldMapping, JoinMapping } from '../model/profile.js';
import { MAPPABLE_FIELDS } from '../model/record.js';
import { listOf, plural } from '../text.js';
import { definitions, formatJson, hang, padTo, type TextOptions, usableWidth, wrap } from './columns.js';

const RECOGNITION = { high: 'surely recognized', medium: 'fairly surely recognized', low: 'hard to tell from others' } as const;

const DATE_ORDERS = {
  dmy: 'day before month',
  mdy: 'month before day',
  ask: 'follows the settings of whoever made the export; give --date-order where it cannot be told',
} as const;

/** The list's report object, sorted by id. */
export function buildProfilesReport(profiles: readonly ExportProfile[]): ProfilesReport {
  const sorted = [...profiles].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    formatVersion: 1,
    profiles: sorted.map((profile) => ({
      id: profile.id,
      title: profile.title,
      checked: profile.checked,
      confidence: profile.fingerprint.confidence,
      fields: MAPPABLE_FIELDS.filter((field) => profile.fields[field] !== undefined),
      takes: profile.numbers !== undefined ? 'numbers' : profile.kind === 'organisation' ? 'organisations' : 'signers',
      needs: needsOf(profile),
    })),
  };
}

/** What a person has to do or know beyond naming the file, as phrases; empty when nothing. */
function needsOf(profile: ExportProfile): string[] {
  const { fingerprint, numbers } = profile;
  const isNeverFound =
    numbers === undefined &&
    fingerprint.headers.length === 0 &&
    fingerprint.prefixes === undefined &&
    fingerprint.first === undefined &&
    fingerprint.columns === undefined;
  return [
    ...(profile.onlyByName === undefined ? [] : [`--profile ${profile.id}, and your word that everybody on it signed`]),
    ...(isNeverFound && profile.id !== 'generic' ? [`--profile ${profile.id}`] : []),
    ...(numbers === undefined && profile.consent === undefined ? ['another proof of consent before a name is shown'] : []),
    ...(numbers === undefined && profile.dateOrder === 'ask' && profile.fields.signed_at !== undefined
      ? ['--date-order where its dates do not tell day from month']
      : []),
  ];
}

/** One profile's report object; its tests are for its maintainers and left out. */
export function buildProfileReport(profile: ExportProfile): ProfileReport {
  const { tests: _tests, ...facts } = profile;
  return { formatVersion: 1, profile: facts };
}

export function formatProfilesJson(report: ProfilesReport | ProfileReport): string {
  return formatJson(report);
}

export function formatProfiles(report: ProfilesReport, options: TextOptions): string {
  if (report.profiles.length === 0) return 'There are no export profiles.\n';
  const width = usableWidth(options);
  const idWidth = Math.max(...report.profiles.map((profile) => profile.id.length));
  const isStacked = width < idWidth + 40;
  const lines = report.profiles.flatMap((profile) => {
    const holds = profile.takes === 'numbers' ? 'numbers only, nobody is listed' : plural(profile.fields.length, 'field');
    const facts = `${RECOGNITION[profile.confidence]}; ${holds}; checked ${profile.checked}`;
    const indent = isStacked ? '  ' : ' '.repeat(idWidth + 2);
    const head = isStacked
      ? [profile.id, ...hang(indent, profile.title, width)]
      : hang(`${padTo(profile.id, idWidth)}  `, profile.title, width);
    const needs = profile.needs.length === 0 ? [] : hang(indent, `needs ${listOf(profile.needs)}`, width, options.paint.dim);
    return [...head, ...hang(indent, facts, width, options.paint.dim), ...needs];
  });
  lines.push('', ...wrap(`${plural(report.profiles.length, 'profile')}. "handin profiles ID" explains one.`, width));
  return `${lines.join('\n')}\n`;
}

export function formatProfile(report: ProfileReport, options: TextOptions): string {
  const { profile } = report;
  const { paint } = options;
  const width = usableWidth(options);
  const lines = wrap(profile.title, width).map((line) => paint.bold(line));
  lines.push(
    '',
    ...definitions(
      [
        ['Id', profile.id],
        ['Learnt', profile.checked],
        ['Records', recordsOf(profile)],
        ...(profile.numbers === undefined ? ([['Dates', DATE_ORDERS[profile.dateOrder]]] as const) : []),
        ['Recognition', recognition(profile)],
        ...(profile.onlyByName === undefined ? [] : ([['Taken', `only with --profile ${profile.id}: ${profile.onlyByName}`]] as const)),
      ],
      0,
      options,
    ),
  );

  const fields = MAPPABLE_FIELDS.flatMap((field): [string, string][] => {
    const mapping = profile.fields[field];
    return mapping === undefined ? [] : [[field, describeMapping(mapping)]];
  });
  if (fields.length > 0) lines.push('', paint.bold('Fields'), ...definitions(fields, 2, options));

  if (profile.numbers !== undefined) lines.push('', paint.bold('Numbers'), ...describeNumbers(profile.numbers, options));
  if (profile.status !== undefined && profile.status.length > 0) {
    lines.push('', paint.bold('Set aside'));
    for (const rule of profile.status) {
      const when = rule.when === 'equals' ? `is ${listOf((rule.values ?? []).map(quoted), 'or')}` : `is ${rule.when}`;
      lines.push(...hang('  ', `${rule.means} when ${ruleColumn(rule)} ${when}`, width));
    }
  }
  if (profile.consent !== undefined) {
    lines.push(
      '',
      paint.bold('Consent to be shown'),
      ...hang('  ', `from ${describeConsentColumn(profile.consent)}; anything else is count-only`, width),
    );
    if (profile.consent.usual !== undefined)
      lines.push(...hang('  ', 'the usual answers in every language that handin knows, such as "yes", "ja" and "oui"', width));
    for (const [value, level] of Object.entries(profile.consent.values))
      lines.push(...hang('  ', `${value === '' ? 'an empty cell' : quoted(value)} means ${level}`, width));
  }
  if (profile.disclosure !== undefined) {
    const { told, proves } = profile.disclosure;
    const proof =
      proves === 'answer' ? 'What each person answered is what it proves.' : 'It proves no consent to be named in a pack: count-only.';
    lines.push('', paint.bold('What people were told'), ...hang('  ', `${told} ${proof}`, width));
  }
  if (profile.known !== undefined && profile.known.length > 0) {
    lines.push('', paint.bold('Known and not needed'), ...hang('  ', listOf(profile.known.map(quoted)), width));
  }
  if (profile.numbers === undefined) {
    const dropped = [...profile.drop.map(quoted), 'addresses of computers, tokens, coordinates and the like, as in every profile'];
    lines.push('', paint.bold('Never loaded'), ...hang('  ', listOf(dropped), width));
  }
  if (profile.notes.length > 0) {
    lines.push('', paint.bold('Notes'));
    for (const note of profile.notes) lines.push(...hang('  - ', note, width));
  }
  if (profile.sources.length > 0) {
    lines.push('', paint.bold('Sources'));
    for (const source of profile.sources) lines.push(...hang('  - ', source, width));
  }
  return `${lines.join('\n')}\n`;
}

function recordsOf({ kind, numbers }: ProfileReport['profile']): string {
  if (numbers !== undefined) return 'none: it states numbers and lists nobody';
  return kind === 'organisation' ? 'organisations' : 'people, unless a column says otherwise';
}

function describeNumbers(numbers: NonNullable<ExportProfile['numbers']>, options: TextOptions): string[] {
  if (numbers.of === 'lines') {
    return hang('  ', 'the number of different lines', usableWidth(options));
  }
  return definitions(
    [
      ['count', pathOf(numbers.count)],
      ['label', pathOf(numbers.label)],
      ['as of', numbers.asOf.map(pathOf).join(', else ')],
      ...numbers.by.map((part): [string, string] => [`by ${part.dimension}`, `"${part.count}" of each of ${pathOf(part.list)}`]),
    ],
    2,
    options,
  );
}

function pathOf(path: readonly string[]): string {
  return quoted(path.join('.'));
}

function recognition(profile: ProfileReport['profile']): string {
  const { headers, prefixes, first, file, confidence, columns } = profile.fingerprint;
  if (profile.numbers?.of === 'lines')
    return `${RECOGNITION[confidence]}: every line is ${profile.numbers.hexDigits} hexadecimal digits, without a header`;
  if (profile.numbers !== undefined) return `${RECOGNITION[confidence]}: a JSON document with ${listOf(profile.numbers.has.map(pathOf))}`;
  const parts = [
    ...(headers.length === 0 ? [] : [`has ${listOf(headers.map(spellings))}`]),
    ...(prefixes === undefined || prefixes.length === 0 ? [] : [`has a header that begins with ${listOf(prefixes.map(quoted), 'or')}`]),
    ...(first === undefined || first.length === 0 ? [] : [`begins with the header ${listOf(first.map(quoted), 'or')}`]),
    ...(file === undefined ? [] : [describeFile(file)]),
    ...(columns === undefined ? [] : [`has no header row and ${plural(columns, 'column')}`]),
  ];
  if (parts.length === 0 && profile.id === 'generic')
    return 'the fallback, when no other fits and a name, an e-mail address or an organisation is found';
  return parts.length === 0
    ? `never on its own; name it with --profile ${profile.id}`
    : `${RECOGNITION[confidence]}: the file ${listOf(parts)}`;
}

function describeFile(file: { readonly namePrefixes: readonly string[]; readonly encodings: readonly string[] }): string {
  return listOf(
    [
      ...(file.namePrefixes.length === 0 ? [] : [`has a name that begins with ${listOf(file.namePrefixes.map(quoted), 'or')}`]),
      ...(file.encodings.length === 0 ? [] : [`is encoded as ${listOf(file.encodings, 'or')}`]),
    ],
    'or',
  );
}

function describeMapping(mapping: FieldMapping): string {
  if ('join' in mapping) return describeJoin(mapping);
  if ('firstNonEmpty' in mapping) return `the first of ${listOf(mapping.firstNonEmpty.map(describeChoice))} that is filled`;
  if ('split' in mapping) {
    const { column, separator, part } = mapping.split;
    const which = part >= 0 ? `part ${part + 1}` : part === -1 ? 'the last part' : `part ${-part} from the end`;
    return `${which} of ${spellings(column)}, split at ${quoted(separator)}`;
  }
  if ('constant' in mapping) return `always ${quoted(mapping.constant)}`;
  if ('oneOf' in mapping) return mapping.oneOf.map(describeMapping).join('; else ');
  if (!('map' in mapping)) return describeChoice(mapping);
  const pairs = Object.entries(mapping.map.values).map(([value, ours]) => `${quoted(value)} is ${ours === '' ? 'left empty' : ours}`);
  const otherwise = mapping.map.otherwise === '' ? 'left empty' : mapping.map.otherwise;
  return `${describeChoice(mapping.map)}: ${listOf([...pairs, `anything else is ${otherwise}`])}`;
}

function describeJoin({ join, needs }: JoinMapping): string {
  const parts = join.map((part) => (typeof part !== 'string' && 'join' in part ? `(${describeJoin(part)})` : describeChoice(part)));
  const where = needs === undefined ? '' : ` where the file has ${listOf(needs.map(describeChoice))}`;
  return `${listOf(parts)}, joined${where}`;
}

function describeChoice(choice: string | ColumnChoice): string {
  if (typeof choice === 'string') return quoted(choice);
  const { column = [], contains, not, except, usual, without, position } = choice;
  const parts = [
    ...(position === undefined ? [] : [`column ${position}`]),
    ...(column.length === 0 ? [] : [spellings(column)]),
    ...(contains === undefined || contains.length === 0 ? [] : [`a header with ${spellings(contains)} in it`]),
    ...(usual === undefined ? [] : [`the usual headers for ${usual} in every language that handin knows`]),
  ];
  const exceptions = [...(not ?? []), ...(without ?? [])];
  const unless = exceptions.length === 0 ? '' : ` but not ${spellings(exceptions)}`;
  const empty = except === undefined || except.length === 0 ? '' : ` (${spellings(except)} counts as empty)`;
  return `${parts.join(', else ')}${unless}${empty}`;
}

function describeConsentColumn({ usual, values: _values, ...choice }: NonNullable<ExportProfile['consent']>): string {
  const own = describeChoice(choice);
  if (usual !== 'questions') return own;
  const questions = 'the usual questions about showing a name';
  return choice.column === undefined ? `${questions}${own}` : `${own}, else ${questions}`;
}

function ruleColumn({ column, position }: NonNullable<ExportProfile['status']>[number]): string {
  return position === undefined ? spellings(column ?? []) : `column ${position}`;
}

/** More are counted instead of listed; --json has them all. */
const SPELLINGS_MAX = 12;

/** Spellings of one header: the first that the file has is used. */
function spellings(columns: readonly string[]): string {
  const shown = columns.length > SPELLINGS_MAX ? columns.slice(0, SPELLINGS_MAX - 2) : columns;
  const more = columns.length - shown.length;
  return listOf([...shown.map(quoted), ...(more === 0 ? [] : [`${more} more`])], 'or');
}

function quoted(text: string): string {
  return `"${text}"`;
}
