/**
 * Builds the report objects of `check` and `schemes` out of counts and schemes. It compares nothing itself
 * (`evaluate.ts` does) and shows nothing (the reporters do).
 */

import type { SchemeReport, SchemeSummary, SchemesReport } from '../model/catalogue-report.js';
import type { CheckedThreshold, CheckReport, Margin } from '../model/check-report.js';
import type { CountRangeReport } from '../model/linkage-report.js';
import type { Scheme, SchemeFacts, ThresholdResult } from '../model/scheme.js';
import { formatCount, plural } from '../text.js';
import type { CountOf, Milestone } from './evaluate.js';
import {
  describeExternalLists,
  describeThreshold,
  describeWindow,
  evaluateMilestone,
  evaluateScheme,
  stateAt,
  thresholdsToCheck,
} from './evaluate.js';
import { forecast, type Growth } from './forecast.js';
import { chanceOfAtLeast, type Loss, SURVIVAL, signaturesFor } from './margin.js';

/** One thing to check: a scheme, with or without a threshold, or a milestone of the campaign's own. */
export type CheckTarget =
  | {
      readonly scheme: Scheme;
      readonly threshold?: string | undefined;
      readonly of?: CountOf | undefined;
      /** What is known for this scheme beyond the count. */
      readonly facts?: SchemeFacts | undefined;
    }
  | Milestone;

export interface CheckInput {
  readonly at: string;
  readonly counts: CheckReport['counts'];
  /** How far the counts can move; a threshold is met only if the lowest number still reaches it. */
  readonly ranges?: CheckReport['ranges'] | undefined;
  readonly targets: readonly CheckTarget[];
  readonly numbersOnly?: boolean | undefined;
  readonly collectedFrom?: string | undefined;
  readonly collectedTo?: string | undefined;
  /** A share that will be lost of what is counted or given, from 0 to below 1. */
  readonly loss?: number | undefined;
  /** Records of people that were read, and those of them that are not counted: what this campaign loses on the way. */
  readonly seen?: { readonly records: number; readonly lost: number } | undefined;
  /** About where the counts come from. */
  readonly warnings?: readonly string[] | undefined;
  /** Counted people by day, for the forecast. */
  readonly growth?: Growth | undefined;
  /** The day of the forecast; the day of the check when left out. */
  readonly today?: string | undefined;
}

/** Compares every target with its count. The same threshold asked for twice is answered once. */
export function buildCheckReport(input: CheckInput): CheckReport {
  const results: CheckedThreshold[] = [];
  const seen = new Set<string>();
  for (const target of input.targets) {
    for (const result of evaluateTarget(target, input)) {
      const key = JSON.stringify([result.scheme, result.threshold, result.of, result.required]);
      if (seen.has(key)) continue;
      seen.add(key);
      results.push({ ...result, ...planFor(result, input) });
    }
  }
  return {
    formatVersion: 1,
    at: input.at,
    counts: input.counts,
    ranges: input.ranges ?? NO_RANGES,
    numbersOnly: input.numbersOnly === true,
    results,
    met: results.every((result) => result.outcome === 'met'),
    warnings: [
      ...(input.warnings ?? []),
      ...(input.numbersOnly === true
        ? ['Only the bare numbers were compared; this does not say that a body will accept the signatures.']
        : []),
    ],
  };
}

const NO_RANGES: CheckReport['ranges'] = { signatures: null, organisations: null };

function evaluateTarget(target: CheckTarget, input: CheckInput): ThresholdResult[] {
  const of = target.of ?? 'signatures';
  const count = input.counts[of];
  const evaluate = (number: number): ThresholdResult[] =>
    'scheme' in target
      ? evaluateScheme(target.scheme, {
          count: number,
          at: input.at,
          of,
          thresholdId: target.threshold,
          numbersOnly: input.numbersOnly,
          collectedFrom: input.collectedFrom,
          collectedTo: input.collectedTo,
          facts: target.facts,
        })
      : [evaluateMilestone(target, number)];
  const results = evaluate(count ?? 0);
  const range = input.ranges?.[of] ?? null;
  if (count !== null && range !== null && range.lowest < count) {
    const least = evaluate(range.lowest);
    return results.map((result, index) => withRange(result, least[index] ?? result, range));
  }
  if (count !== null) return results;
  return results.map((result) => ({
    ...result,
    outcome: 'unknown' as const,
    reached: null,
    missing: null,
    reason: { code: 'not-counted' as const },
    explanation: `No number of ${of} was counted or given, so “${result.name}” cannot be compared.`,
    warnings: [],
  }));
}

/** A number that is reached as things stand, and would not be if every possible link were one person, is not known to be reached. */
function withRange(result: ThresholdResult, least: ThresholdResult, range: CountRangeReport): ThresholdResult {
  const open = { ...result, lowest: range.lowest };
  if (result.reached !== true || least.reached !== false || result.required === null) return open;
  const needed = result.required + (result.comparison === 'gt' ? 1 : 0) - range.lowest;
  const undecided = range.reviews + range.unsure;
  const are = `${plural(undecided, 'possible link')} ${undecided === 1 ? 'is' : 'are'} not decided`;
  // An answer that moves more than one, as with somebody who withdrew, makes it more than there are questions.
  const settles = needed <= undecided ? ` ${plural(needed, 'review')} that ${needed === 1 ? 'says' : 'say'} “two” would settle it.` : '';
  return {
    ...open,
    outcome: result.outcome === 'met' ? 'unknown' : result.outcome,
    reviewsToSettle: needed,
    reason: { code: 'open-links' },
    explanation: `${formatCount(result.count)} ${result.of} are counted, but ${are}, and with them the number may fall to ${formatCount(range.lowest)}.${settles}`,
  };
}

/** What it takes to be safe, and when the pace gets there. Only people's numbers grow by themselves. */
function planFor(result: ThresholdResult, input: CheckInput): Pick<CheckedThreshold, 'margin' | 'forecast'> {
  const { required, missing, unit } = result;
  // States and organisations do not come with every signature.
  if (required === null || missing === null || unit !== 'signatures') return {};
  // Nobody collects towards a number that is over, or is none for them. A milestone's day is a wish.
  if (result.outcome === 'does-not-apply' || result.outcome === 'expired') return {};
  if (result.scheme !== null && result.deadline !== null && input.at > result.deadline) return {};
  const needed = required + (result.comparison === 'gt' ? 1 : 0);
  const countable = result.count - result.notCountable.reduce((sum, { signatures }) => sum + signatures, 0);
  const margin = marginFor(needed, countable, input);
  return {
    ...(margin === null ? {} : { margin }),
    ...(missing > 0 && input.growth !== undefined ? { forecast: forecast(input.growth, missing, input.today ?? input.at) } : {}),
  };
}

function marginFor(needed: number, countable: number, { loss, seen }: CheckInput): Margin | null {
  if (loss !== undefined) {
    const stated: Loss = { kind: 'stated', share: loss };
    const whole = signaturesFor(needed, stated);
    return {
      survival: SURVIVAL,
      loss: { kind: 'stated', share: loss },
      chanceNow: chanceOfAtLeast(needed, countable, stated),
      more: whole === null ? null : Math.max(0, whole - countable),
    };
  }
  if (seen === undefined || seen.records === 0) return null;
  // What is counted is counted: only what is still to come is lost on the way.
  return {
    survival: SURVIVAL,
    loss: { kind: 'seen', share: seen.lost / seen.records, ...seen },
    chanceNow: null,
    more: signaturesFor(Math.max(0, needed - countable), { kind: 'seen', ...seen }),
  };
}

/** The list of schemes, in the order given. */
export function buildSchemesReport(schemes: readonly Scheme[], at: string): SchemesReport {
  return { formatVersion: 1, at, schemes: schemes.map((scheme) => summarizeScheme(scheme, at)) };
}

/** Everything about one scheme; its tests are for its maintainers and left out. */
export function buildSchemeReport(scheme: Scheme, at: string): SchemeReport {
  const { tests: _tests, ...facts } = scheme;
  const warnings: string[] = [];
  if (scheme.status === 'historic') warnings.push('The scheme is no longer in use.');
  if (scheme.status === 'unclear') warnings.push('Whether the scheme is in use as described is unclear.');
  if (scheme.confidence === 'memory') warnings.push('The scheme as a whole is from memory and was not looked up.');
  return {
    formatVersion: 1,
    at,
    scheme: facts,
    thresholds: scheme.thresholds.map((threshold) => ({
      id: threshold.id,
      asks: describeThreshold(threshold),
      state: stateAt(scheme, threshold, at),
    })),
    window: describeWindow(scheme),
    externalLists: describeExternalLists(scheme),
    warnings,
  };
}

function summarizeScheme(scheme: Scheme, at: string): SchemeSummary {
  return {
    id: scheme.id,
    name: scheme.name.en,
    institution: scheme.institution,
    country: scheme.country,
    region: scheme.region,
    kind: scheme.kind,
    status: scheme.status,
    thresholds: thresholdsToCheck(scheme, at).map((threshold) => ({
      id: threshold.id,
      asks: describeThreshold(threshold),
      triggers: threshold.triggers,
      state: stateAt(scheme, threshold, at),
      confidence: threshold.confidence,
    })),
    externalLists: scheme.external_lists.value,
    hasRegionalMinimums: scheme.regional_minimums !== null,
    checked: scheme.checked,
    confidence: scheme.confidence,
  };
}
