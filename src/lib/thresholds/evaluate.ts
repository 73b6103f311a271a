/**
 * Compares one count with the thresholds of a scheme or with a campaign's own milestone, and says in words what came
 * out: numbers and percentages of a base, dates, whether outside lists count, minimums per region, who may sign and when. What
 * the data cannot tell is said to be unchecked; a threshold whose rule about regions cannot be judged is never `met`.
 */

import { assertHolds } from '../errors.js';
import type { ThresholdState } from '../model/catalogue-report.js';
import type { Outcome, Scheme, SchemeFacts, SchemeThreshold, ThresholdReason, ThresholdResult } from '../model/scheme.js';
import { formatCount, listOf, plural } from '../text.js';
import { addDays, addMonths, firstDay, formatDate, formatEnd, isDay, lastDay } from './dates.js';
import { judgeList, type ListVerdict } from './people.js';
import { describeRegions, evaluateRegions, leastWhole, type RegionVerdict } from './regions.js';
import { findThreshold } from './select.js';

export type CountOf = ThresholdResult['of'];

/** A count and the day it is compared on. */
export interface ThresholdInput {
  readonly count: number;
  /** The day the thresholds are read at, `YYYY-MM-DD`. */
  readonly at: string;
  /** What the count is of; `signatures` when left out. */
  readonly of?: CountOf | undefined;
  /** Compare the bare numbers: no dates, no outside lists, no regions. */
  readonly numbersOnly?: boolean | undefined;
  /** What is known beyond the count. */
  readonly facts?: SchemeFacts | undefined;
  /** Days of the first and the last signature, where known; they only ever add a warning about the window. */
  readonly collectedFrom?: string | undefined;
  readonly collectedTo?: string | undefined;
}

export interface SchemeInput extends ThresholdInput {
  readonly thresholdId?: string | undefined;
}

/** A milestone that a campaign sets itself. */
export interface Milestone {
  readonly name: string;
  readonly count: number;
  readonly of: CountOf;
  /** The day by which it is to be reached. */
  readonly by?: string | undefined;
}

/** Units that a number of people's signatures can be compared with, each with its singular. */
const COMPARABLE_UNITS: Readonly<Record<string, string>> = {
  signatures: 'signature',
  signatories: 'signatory',
  electors: 'elector',
  voters: 'voter',
  citizens: 'citizen',
  residents: 'resident',
};

/** A number that ends, or was checked, this many days away gets a warning. */
const WARN_DAYS = 365;

/** What a threshold asks for, in words: `10,000 signatures`, `more than 500 signatures`, `10% of eligible voters`. */
export function describeThreshold(threshold: SchemeThreshold): string {
  if (threshold.count === null) {
    if (threshold.percent === null) return 'a number fixed case by case';
    return threshold.percent_base === null ? `${threshold.percent}%` : `${threshold.percent}% of ${threshold.percent_base}`;
  }
  const singular = COMPARABLE_UNITS[threshold.unit] ?? threshold.unit;
  return `${threshold.comparison === 'gt' ? 'more than ' : ''}${plural(threshold.count, singular, threshold.unit)}`;
}

/** Whether a threshold is in force on a day. A historic scheme whose end is not known counts as expired. */
export function stateAt(scheme: Scheme, threshold: SchemeThreshold, at: string): ThresholdState {
  const begins = beginOf(scheme, threshold);
  if (begins !== null && at < firstDay(begins)) return 'not-yet';
  const ends = endOf(scheme, threshold);
  if (ends === null) return scheme.status === 'historic' ? 'expired' : 'in-force';
  return at > lastDay(ends) ? 'expired' : 'in-force';
}

/**
 * The thresholds that a check without a threshold id looks at: those in force, and those that ended without a known
 * successor, so that a number that has run out is reported and never just missing. All of them when none is in force.
 */
export function thresholdsToCheck(scheme: Scheme, at: string): readonly SchemeThreshold[] {
  const states = new Map(scheme.thresholds.map((threshold) => [threshold.id, stateAt(scheme, threshold, at)]));
  if (![...states.values()].includes('in-force')) return scheme.thresholds;
  return scheme.thresholds.filter((threshold) => {
    const state = states.get(threshold.id);
    if (state !== 'expired') return state === 'in-force';
    const successor = threshold.replaced_by === undefined ? undefined : states.get(threshold.replaced_by);
    return successor === undefined || successor === 'not-yet';
  });
}

/** One result for the named threshold, or one for each threshold that matters on the day. */
export function evaluateScheme(scheme: Scheme, input: SchemeInput): ThresholdResult[] {
  const thresholds = input.thresholdId === undefined ? thresholdsToCheck(scheme, input.at) : [findThreshold(scheme, input.thresholdId)];
  return thresholds.map((threshold) => evaluateThreshold(scheme, threshold, input));
}

/** Compares a count with one threshold of a scheme. */
export function evaluateThreshold(scheme: Scheme, threshold: SchemeThreshold, input: ThresholdInput): ThresholdResult {
  assertHolds(isDay(input.at), 'threshold-date', 'A threshold was compared on something that is not a calendar day.');
  assertCount(input.count);
  const of = input.of ?? 'signatures';
  const list = judgeList(scheme, of === 'signatures' ? input.facts : undefined, input.at);
  const regions = input.numbersOnly === true ? null : regionsOf(scheme, threshold, input);
  // A number of regions is compared with how many reach their minimum.
  const countsRegions = REGION_UNITS.has(threshold.unit) && scheme.regional_minimums !== null;
  const required = requiredOf(scheme, threshold, input.facts);
  const lost = input.numbersOnly === true ? 0 : list.notCountable.reduce((sum, { signatures }) => sum + signatures, 0);
  const count = countsRegions ? (regions?.isMet == null ? 0 : regions.reached) : Math.max(0, input.count - lost);
  const isComparable =
    (COMPARABLE_UNITS[threshold.unit] !== undefined && (of === 'signatures' || input.numbersOnly === true)) ||
    (countsRegions && of === 'signatures' && regions?.isMet != null);
  const missing = isComparable && required !== null ? missingFrom(required, threshold.comparison, count) : null;
  const verdict = judge(scheme, threshold, { ...input, of, isComparable, missing, required, countable: count, regions, lost: list });
  const isInForce = stateAt(scheme, threshold, input.at) === 'in-force' && verdict.outcome !== 'does-not-apply';
  return {
    scheme: scheme.id,
    threshold: threshold.id,
    institution: scheme.institution,
    name: scheme.name.en,
    nativeName: scheme.name.native === null ? null : { text: scheme.name.native, language: scheme.name.lang },
    of,
    unit: countsRegions && isComparable ? 'member-states' : of,
    count: countsRegions && isComparable ? count : input.count,
    required,
    comparison: threshold.comparison,
    outcome: verdict.outcome,
    reached: missing === null ? null : missing === 0,
    missing,
    percent: missing === null || required === null || required === 0 ? null : Math.floor((1000 * count) / required) / 10,
    notCountable: countsRegions || input.numbersOnly === true ? [] : list.notCountable,
    regions: regions?.isMet == null ? null : regions,
    deadline: isInForce ? list.deadline : null,
    unchecked: isInForce && input.numbersOnly !== true && of === 'signatures' && isComparable ? list.unchecked : [],
    triggers: threshold.triggers,
    reason: verdict.reason,
    ...(threshold.answer_within_days === undefined ? {} : { answer: { days: threshold.answer_within_days } }),
    explanation: verdict.explanation,
    warnings: [...warningsFor(scheme, threshold, input, verdict.outcome, missing), ...(isInForce ? unmatchedWarning(regions) : [])],
    source: scheme.source,
    checked: scheme.checked,
    confidence: threshold.confidence,
  };
}

/** Units that are themselves regions of the scheme's rule about regions, each with its singular. */
export const REGION_UNITS: ReadonlyMap<string, string> = new Map([['member states', 'member state']]);

function regionsOf(scheme: Scheme, threshold: SchemeThreshold, { facts, at }: ThresholdInput): RegionVerdict | null {
  const rule = scheme.regional_minimums;
  if (rule === null || !(rule.applies_to.includes(threshold.id) || REGION_UNITS.has(threshold.unit))) return null;
  return evaluateRegions(rule, facts?.regions ?? null, facts?.registered ?? at, facts?.registered !== undefined);
}

/**
 * The number that is asked for. The count of a percentage comes from its base; where every region must reach the same percentage of its own
 * base, the sum of the bases is that of the whole.
 */
function requiredOf(scheme: Scheme, threshold: SchemeThreshold, facts: SchemeFacts | undefined): number | null {
  if (threshold.count !== null || threshold.percent === null) return threshold.count;
  const rule = scheme.regional_minimums;
  const bases = facts?.regions?.bases ?? null;
  const isSameInEach = rule?.regions_required === 'all' && rule.percent === threshold.percent && rule.applies_to.includes(threshold.id);
  const base = facts?.base ?? (isSameInEach && bases !== null ? [...bases.values()].reduce((sum, each) => sum + each, 0) : undefined);
  if (base === undefined) return null;
  // "More than 5 %" of 210 is more than 10.5, which 11 is; the whole part below it serves both.
  return threshold.comparison === 'gt' ? Math.floor((base * threshold.percent) / 100) : leastWhole(base, threshold.percent);
}

/** Compares a count with a campaign's own milestone, which is only ever met or not met. */
export function evaluateMilestone(milestone: Milestone, count: number): ThresholdResult {
  assertCount(count);
  const missing = missingFrom(milestone.count, 'gte', count);
  return {
    scheme: null,
    threshold: milestone.name,
    institution: null,
    name: milestone.name,
    nativeName: null,
    of: milestone.of,
    unit: milestone.of,
    count,
    required: milestone.count,
    comparison: 'gte',
    outcome: missing === 0 ? 'met' : 'not-met',
    reached: missing === 0,
    missing,
    percent: milestone.count === 0 ? null : Math.floor((1000 * count) / milestone.count) / 10,
    notCountable: [],
    regions: null,
    deadline: milestone.by ?? null,
    unchecked: [],
    triggers: null,
    reason: BY_NUMBER,
    explanation: `${compareInWords(count, milestone.of, milestone.count, 'gte', 'of', `“${milestone.name}”`)}.`,
    warnings: [],
    source: null,
    checked: null,
    confidence: null,
  };
}

/** The collection window as a sentence. */
export function describeWindow(scheme: Scheme): string {
  const window = scheme.window;
  const start = window.starts === null ? '' : ` from ${window.starts}`;
  const sure = window.confidence === 'memory' ? ' (from memory, not looked up)' : '';
  if (window.rolling === true) return `A signature may be at most ${describeLength(scheme)} old when it is handed in${sure}.`;
  switch (window.state) {
    case 'length': {
      const least = window.min_days === undefined ? '' : `, at least ${plural(window.min_days, 'day')}`;
      const more = window.extension === undefined ? '' : `, with an extension of ${window.extension}`;
      return `Signatures may be collected for ${describeLength(scheme)}${start}${least}${more}${sure}.`;
    }
    case 'options':
      return `Signatures may be collected for ${listOf((window.options_days ?? []).map(formatCount), 'or')} days${start}${sure}.`;
    case 'deadline':
      return `There is a deadline instead of a length: ${window.starts ?? 'not known'}${sure}.`;
    case 'open-ended':
      return `The collection has no fixed end: ${window.starts ?? 'not known'}${sure}.`;
    case 'none':
      return `There is no collection window${sure}.`;
    case 'unknown':
      return 'Whether there is a collection window is not known.';
  }
}

/** Whether outside lists count, as a sentence. */
export function describeExternalLists(scheme: Scheme): string {
  const { value, note, confidence } = scheme.external_lists;
  const sure = confidence === 'memory' ? ' (from memory, not looked up)' : '';
  const more = note === undefined ? '' : ` (${note})`;
  if (value === 'accepted') return `A list collected elsewhere is accepted${more}${sure}.`;
  if (value === 'unknown') return `Whether a list collected elsewhere is accepted is not known${more}.`;
  return `A list collected elsewhere does not count: ${ownOnly(scheme)}${more}${sure}.`;
}

interface Judgeable extends ThresholdInput {
  readonly of: CountOf;
  readonly isComparable: boolean;
  /** Null when there is nothing to compare with. */
  readonly missing: number | null;
  readonly required: number | null;
  /** The count, less what the threshold does not count. */
  readonly countable: number;
  readonly regions: RegionVerdict | null;
  readonly lost: Pick<ListVerdict, 'notCountable'>;
}

type Verdict = Pick<ThresholdResult, 'outcome' | 'explanation' | 'reason'>;

const BY_NUMBER = { code: 'number' } as const;

/** Settles the outcome. The order matters: what cannot be compared at all first, then time, then sureness, then the number. */
function judge(scheme: Scheme, threshold: SchemeThreshold, input: Judgeable): Verdict {
  const body = `“${scheme.name.en}”`;
  const asks = describeThreshold(threshold);
  const { count, countable, of, at, missing, required } = input;
  if (of === 'organisations' && !input.isComparable) {
    return {
      outcome: 'does-not-apply',
      reason: { code: 'people-only' },
      explanation: `${body} counts the signatures of people, so a number of organisations cannot be compared with it.`,
    };
  }
  if (!input.isComparable) {
    return {
      outcome: 'does-not-apply',
      reason: { code: 'other-unit' },
      explanation: `This stage of ${body} asks for ${asks}, which a number of ${of} cannot be compared with.`,
    };
  }
  if (input.numbersOnly === true && missing !== null && required !== null) {
    const words = compareInWords(count, of, required, threshold.comparison, 'asked for under', body);
    return { outcome: missing === 0 ? 'met' : 'not-met', reason: BY_NUMBER, explanation: `As bare numbers, ${words}.` };
  }
  const state = stateAt(scheme, threshold, at);
  if (state === 'not-yet') {
    const from = beginOf(scheme, threshold) ?? at;
    const begins = formatDate(from);
    return {
      outcome: 'does-not-apply',
      reason: { code: 'not-yet', from },
      explanation: `${capitalize(asks)} under ${body}: this applies from ${begins}, not yet on ${formatDate(at)}.`,
    };
  }
  if (state === 'expired') {
    const ends = endOf(scheme, threshold);
    const why =
      ends === null
        ? 'it is no longer in use, and the day it ended is not known'
        : `this applied until ${formatEnd(ends)}, not on ${formatDate(at)}`;
    return { outcome: 'expired', reason: { code: 'expired', until: ends }, explanation: `${capitalize(asks)} under ${body}: ${why}.` };
  }
  if (missing === null || required === null) {
    const what = threshold.percent === null ? asks : `${asks}; what that comes to is not known here (say what it is of with --base N)`;
    return {
      outcome: 'unknown',
      reason: threshold.percent === null ? { code: 'no-number' } : { code: 'percentage', percent: threshold.percent },
      explanation: `${body} asks for ${what}, so whether ${plural(count, 'counted signature')} ${are(count)} enough is unknown.`,
    };
  }
  if (threshold.confidence === 'memory') {
    return {
      outcome: 'unknown',
      reason: { code: 'not-looked-up' },
      explanation: `That ${body} asks for ${asks} is from memory and was not looked up, so whether ${plural(count, 'counted signature')} ${are(count)} enough is unknown.`,
    };
  }
  const singular = REGION_UNITS.get(threshold.unit) ?? null;
  const unit = singular === null ? null : countable === 1 ? singular : threshold.unit;
  const words = `${compareInWords(countable, of, required, threshold.comparison, 'asked for under', body, unit)}${lossInWords(input)}`;
  if (missing > 0) {
    // Which regions are nearest is what one can act on, whatever else is missing.
    const regions = input.regions?.isMet === false ? `; ${describeRegions(input.regions)}` : '';
    return { outcome: 'not-met', reason: BY_NUMBER, explanation: `${words}${regions}.` };
  }
  // A region that falls short settles it, whatever else is not known.
  if (input.regions?.isMet === false)
    return {
      outcome: 'not-met',
      reason: { code: 'regions', state: 'short' },
      explanation: `${words}, but ${describeRegions(input.regions)}.`,
    };
  if (isOwnOnly(scheme)) {
    const asMany =
      threshold.comparison === 'gt'
        ? `more than the ${formatCount(required)} named in`
        : `as many as the ${formatCount(required)} asked for under`;
    return {
      outcome: 'as-many-as',
      reason: { code: 'own-signatures-only', where: whereOwn(scheme) },
      explanation: `${countedInWords(countable, of, unit)} ${are(countable)} ${asMany} ${body}, but ${ownOnly(scheme)}, so this is not met.`,
    };
  }
  const { regions } = input;
  if (regions?.isMet === null) {
    return {
      outcome: 'unknown',
      reason: { code: 'regions', state: 'unknown' },
      explanation: `${words}, but a rule about regions goes with it (${scheme.regional_minimums?.rule ?? ''}), and ${regions.reason}: ${regions.hint}.`,
    };
  }
  if (regions !== null)
    return { outcome: 'met', reason: { code: 'regions', state: 'reached' }, explanation: `${words}, and ${describeRegions(regions)}.` };
  return { outcome: 'met', reason: BY_NUMBER, explanation: `${words}.` };
}

function warningsFor(
  scheme: Scheme,
  threshold: SchemeThreshold,
  input: ThresholdInput,
  outcome: Outcome,
  missing: number | null,
): string[] {
  const warnings: string[] = [];
  const state = stateAt(scheme, threshold, input.at);
  if (input.numbersOnly === true && missing !== null) {
    warnings.push('Only the bare numbers are compared; dates, outside lists, units and rules about regions are not considered.');
    if (state === 'expired') warnings.push('The number is no longer in force on this day.');
    if (state === 'not-yet') warnings.push('The number is not yet in force on this day.');
    if (threshold.confidence === 'memory') warnings.push('The number is from memory and was not looked up.');
    if (isOwnOnly(scheme)) warnings.push(describeExternalLists(scheme));
    return warnings;
  }
  if (state !== 'in-force' || outcome === 'does-not-apply') return warnings;

  if (scheme.status === 'unclear') warnings.push('Whether the scheme is in use as described is unclear.');
  const ends = endOf(scheme, threshold);
  if (ends !== null && lastDay(ends) <= addDays(input.at, WARN_DAYS)) {
    warnings.push(`The number applies only until ${formatEnd(ends)}; look up the next one before relying on it.`);
  }
  if (input.at > addDays(scheme.checked, WARN_DAYS)) {
    warnings.push(`The scheme was last checked on ${formatDate(scheme.checked)}, more than a year before this day.`);
  }
  if (missing === 0) warnings.push(...reachedWarnings(scheme, threshold, input.count, outcome));
  // Better told while there is still time to send people to the body's own page.
  if (outcome === 'not-met' && isOwnOnly(scheme)) warnings.push(describeExternalLists(scheme));
  if (threshold.note !== undefined) warnings.push(`About this number: ${threshold.note}.`);
  const window = windowWarning(scheme, input);
  if (window !== null) warnings.push(window);
  return warnings;
}

/** A code that is spelt otherwise, or people from elsewhere, must not be lost without a word. */
function unmatchedWarning(regions: RegionVerdict | null): string[] {
  if (regions === null || regions.isMet === null || regions.unmatched === 0) return [];
  const known = regions.regions.map(({ region }) => region);
  const some = `${known.slice(0, 3).join(', ')}${known.length > 3 ? ' ...' : ''}`;
  const rest = regions.unmatched === 1 ? 'it stands in the total and brings' : 'they stand in the total and bring';
  return [
    `${plural(regions.unmatched, 'signature')} ${are(regions.unmatched)} in regions that the rule does not have (it has ${some}); ${rest} no region to its minimum.`,
  ];
}

/** What somebody who has reached the number should still know. */
function reachedWarnings(scheme: Scheme, threshold: SchemeThreshold, count: number, outcome: Outcome): string[] {
  const warnings: string[] = [];
  const { value, confidence } = scheme.external_lists;
  if (value === 'unknown') {
    warnings.push('Whether lists collected elsewhere are accepted is not known; ask the body before relying on this.');
  } else if (outcome === 'as-many-as' && confidence === 'memory') {
    warnings.push('That lists collected elsewhere do not count is from memory and was not looked up.');
  } else if (outcome === 'as-many-as' && confidence === 'derived') {
    warnings.push('That lists collected elsewhere do not count follows from how people sign there; the rule itself was not read.');
  }
  if (outcome === 'as-many-as' && scheme.regional_minimums?.applies_to.includes(threshold.id) === true) {
    warnings.push(`A rule about regions goes with it: ${scheme.regional_minimums.rule}.`);
  }
  if (threshold.max_count !== undefined && count > threshold.max_count) {
    warnings.push(
      `This stage is for up to ${formatCount(threshold.max_count)}; more than that belongs to another stage or is not asked for.`,
    );
  }
  return warnings;
}

/**
 * A sentence when the signatures span more than the window allows. Rules differ on whether the first day counts, so a
 * span is too long only when it is too long either way.
 */
function windowWarning(scheme: Scheme, input: ThresholdInput): string | null {
  const from = input.collectedFrom;
  if (from === undefined || !isDay(from)) return null;
  const { rolling, state, options_days: options } = scheme.window;
  if (rolling === true) {
    const last = endOfWindow(scheme, from);
    return last === null || last >= input.at
      ? null
      : `The first signature is of ${formatDate(from)}; signatures older than ${describeLength(scheme)} when handed in do not count.`;
  }
  const to = input.collectedTo;
  if (to === undefined || !isDay(to)) return null;
  const last = state === 'options' && options !== undefined ? addDays(from, Math.max(...options)) : endOfWindow(scheme, from);
  if (last === null || last >= to) return null;
  const length = state === 'options' && options !== undefined ? plural(Math.max(...options), 'day') : describeLength(scheme);
  return `The signatures run from ${formatDate(from)} to ${formatDate(to)}, longer than the ${length} that may be used for collecting.`;
}

/** The last day of a window that begins on a day, or null when it has no length. */
function endOfWindow(scheme: Scheme, from: string): string | null {
  const { state, value, unit, days_exact: days } = scheme.window;
  if (state !== 'length') return null;
  if (days !== null) return addDays(from, days);
  if (value === null || (unit !== 'months' && unit !== 'years')) return null;
  return addMonths(from, unit === 'years' ? value * 12 : value);
}

function describeLength(scheme: Scheme): string {
  const { value, unit } = scheme.window;
  return value === null || unit === null ? 'a time that is not known' : plural(value, unit.slice(0, -1));
}

function isOwnOnly(scheme: Scheme): boolean {
  return scheme.external_lists.value === 'not-accepted' || scheme.external_lists.value === 'original-sheets-only';
}

type OwnSignatures = Extract<ThresholdReason, { code: 'own-signatures-only' }>['where'];

function whereOwn(scheme: Scheme): OwnSignatures {
  if (scheme.external_lists.value === 'original-sheets-only') return 'original-sheets';
  return (scheme.channels?.every((channel) => channel.startsWith('online')) ?? false) ? 'own-service' : 'own-channels';
}

const OWN_ONLY: Readonly<Record<OwnSignatures, string>> = {
  'original-sheets': 'only signatures on the original sheets or forms count there',
  'own-service': 'only signatures given on its own service count there',
  'own-channels': 'only signatures given through its own channels count there',
};

const ownOnly = (scheme: Scheme): string => OWN_ONLY[whereOwn(scheme)];

/**
 * Later of the two beginnings, or null when neither is known. A number that ended before its scheme began is older than
 * the scheme's present form (the Bundestag's 50,000), so the scheme's beginning says nothing about it.
 */
function beginOf(scheme: Scheme, threshold: SchemeThreshold): string | null {
  const isOlder = scheme.valid_from !== null && threshold.valid_to !== null && lastDay(threshold.valid_to) < firstDay(scheme.valid_from);
  if (isOlder || scheme.valid_from === null || threshold.valid_from === null)
    return threshold.valid_from ?? (isOlder ? null : scheme.valid_from);
  return firstDay(threshold.valid_from) >= firstDay(scheme.valid_from) ? threshold.valid_from : scheme.valid_from;
}

/** Earlier of the two ends, or null when neither is known. */
function endOf(scheme: Scheme, threshold: SchemeThreshold): string | null {
  if (scheme.valid_to === null || threshold.valid_to === null) return threshold.valid_to ?? scheme.valid_to;
  return lastDay(threshold.valid_to) <= lastDay(scheme.valid_to) ? threshold.valid_to : scheme.valid_to;
}

function missingFrom(required: number, comparison: 'gte' | 'gt', count: number): number {
  return Math.max(0, required + (comparison === 'gt' ? 1 : 0) - count);
}

/** `9,999 counted signatures fall short of the 10,000 asked for under “…”: 1 is missing`, without the full stop. */
function compareInWords(
  count: number,
  of: CountOf,
  required: number,
  comparison: 'gte' | 'gt',
  link: string,
  what: string,
  unit: string | null = null,
): string {
  const counted = countedInWords(count, of, unit);
  const missing = missingFrom(required, comparison, count);
  const needed = comparison === 'gt' ? `the more than ${formatCount(required)}` : `the ${formatCount(required)}`;
  if (missing === 0) return `${counted} ${count === 1 ? 'reaches' : 'reach'} ${needed} ${link} ${what}`;
  return `${counted} ${count === 1 ? 'falls' : 'fall'} short of ${needed} ${link} ${what}: ${formatCount(missing)} ${are(missing)} missing`;
}

function countedInWords(count: number, of: CountOf, unit: string | null): string {
  return unit !== null
    ? `${formatCount(count)} ${unit}`
    : plural(count, of === 'signatures' ? 'counted signature' : 'counted organisation');
}

/** `, after 12 dated outside the window and 3 of people too young are left out`, or nothing. */
function lossInWords({ lost }: Judgeable): string {
  const parts = lost.notCountable.map(({ reason, signatures }) =>
    reason === 'outside-window' ? `${formatCount(signatures)} dated outside the window` : `${formatCount(signatures)} of people too young`,
  );
  return parts.length === 0 ? '' : `, after ${listOf(parts)} are left out`;
}

function are(count: number): string {
  return count === 1 ? 'is' : 'are';
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function assertCount(count: number): void {
  assertHolds(Number.isSafeInteger(count) && count >= 0, 'threshold-count', 'A threshold was compared with something that is not a count.');
}
