/** What is wrong with a scheme of one's own, in words: the places that its schema names, and the dates that no schema can judge. */

import type { SchemaIssue } from '../context.js';
import type { SchemeFinding } from '../model/catalogue-report.js';
import type { Scheme } from '../model/scheme.js';
import { isKeyShaped, listOf, placeInDocument, suggestSimilar } from '../text.js';
import { firstDay, isDay, lastDay } from '../thresholds/dates.js';

/** The findings of the schema, one for each place and thing. They quote keys and our own words, never a value. */
export function schemaFindings(issues: readonly SchemaIssue[]): SchemeFinding[] {
  const places = new Map<string, SchemaIssue[]>();
  for (const issue of issues) {
    const key = JSON.stringify(issue.path);
    places.set(key, [...(places.get(key) ?? []), issue]);
  }
  const findings = [...places.values()].flatMap((own) => {
    // "Or nothing at all" is no advice where something stands.
    const told = own.filter(({ keyword, params }) => !(keyword === 'type' && params['type'] === 'null'));
    return (told.length > 0 ? told : own).map(findingOf);
  });
  return findings.filter(
    ({ where, problem }, index) => findings.findIndex((each) => each.where === where && each.problem === problem) === index,
  );
}

function findingOf(issue: SchemaIssue): SchemeFinding {
  return { where: placeInDocument(issue.path) || 'the scheme', problem: problemOf(issue) };
}

function problemOf({ keyword, params }: SchemaIssue): string {
  const { expected, limit } = params;
  switch (keyword) {
    case 'additionalProperties':
      return unknownKey(String(params['additionalProperty']), wordsOf(params['known']));
    case 'required':
      return `“${String(params['missingProperty'])}” is missing`;
    case 'enum':
      return `must be ${listOf(wordsOf(params['allowedValues']), 'or')}`;
    case 'type':
      return `must be ${typeof expected === 'string' ? expected : listOf(typesOf(params['type']), 'or')}`;
    case 'minimum':
      return `must be at least ${String(limit)}`;
    case 'maximum':
      return `must be at most ${String(limit)}`;
    case 'exclusiveMinimum':
      return `must be more than ${String(limit)}`;
    case 'minItems':
    case 'minLength':
      return 'must not be empty';
    case 'uniqueItems':
      return 'lists something twice';
    case 'pattern':
      return `must be ${typeof expected === 'string' ? expected : patternInWords(String(params['pattern']))}`;
    default:
      return `breaks the rule "${keyword}" of the schema`;
  }
}

function unknownKey(key: string, known: readonly string[]): string {
  if (!isKeyShaped(key)) return 'has a key that is not known';
  const similar = suggestSimilar(key, known);
  return similar === null
    ? `has the key “${key}”, which is not known`
    : `has the key “${key}”, which is not known; did you mean “${similar}”?`;
}

const TYPES: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

const typesOf = (types: unknown): string[] => (Array.isArray(types) ? types : [types]).map((type) => TYPES[String(type)] ?? String(type));

const wordsOf = (words: unknown): string[] => (Array.isArray(words) ? words : []).map(String);

/** Patterns of the schema that have no words of their own. */
function patternInWords(pattern: string): string {
  if (pattern.startsWith('^https?:')) return 'an address that begins with https://';
  if (pattern.startsWith('^(all|')) return 'a number, "all", or a fraction such as "1/4"';
  return pattern.startsWith('^[A-Z]{2}') ? 'an ISO code such as GB or GB-WLS' : 'of another form';
}

/** Days that no calendar has, and ends that lie before their beginnings. */
export function dateFindings(scheme: Scheme): SchemeFinding[] {
  const periods: [string, Period][] = [
    ['', scheme],
    ...scheme.thresholds.map((threshold, index): [string, Period] => [`thresholds[${index}].`, threshold]),
    ...(scheme.regional_minimums?.tables ?? []).map((table, index): [string, Period] => [`regional_minimums.tables[${index}].`, table]),
  ];
  return [
    ...periods.flatMap(([place, period]) => periodFindings(place, period)),
    ...dayFinding('checked', scheme.checked),
    ...scheme.tests.flatMap(({ at }, index) => dayFinding(`tests[${index}].at`, at)),
  ];
}

type Period = Pick<Scheme, 'valid_from' | 'valid_to'>;

function periodFindings(place: string, { valid_from: from, valid_to: to }: Period): SchemeFinding[] {
  const days = [
    ...(from === null ? [] : dayFinding(`${place}valid_from`, firstDay(from))),
    ...(to === null ? [] : dayFinding(`${place}valid_to`, lastDay(to))),
  ];
  if (days.length > 0 || from === null || to === null || firstDay(from) <= lastDay(to)) return days;
  return [{ where: `${place}valid_to`, problem: 'lies before valid_from' }];
}

const dayFinding = (where: string, day: string): SchemeFinding[] => (isDay(day) ? [] : [{ where, problem: 'is no day of the calendar' }]);
