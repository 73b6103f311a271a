/** What of a compared threshold leaves. Regions, ages, dates, plans and sentences are for the organiser: their numbers can be small. */

import type { ReleaseThreshold } from '../model/release.js';
import type { ThresholdReason, ThresholdResult } from '../model/scheme.js';
import { SMALL_COUNT } from './statement.js';

/**
 * Key by key, so that what is added to a result stays inside until somebody lets it out here.
 * @param language of the campaign: a body that names its scheme in that language is called so
 */
export function releasedThreshold(result: ThresholdResult, language: string): ReleaseThreshold {
  const { scheme, threshold, institution, of, unit, count, required, comparison, outcome, reached, source, checked, confidence } = result;
  return {
    ...{ scheme, threshold, institution, name: nameIn(result, language), of, unit, count, required, comparison, outcome, reached },
    missing: missingOf(result),
    reason: reasonOf(result),
    ...(result.answer === undefined ? {} : { answer: result.answer }),
    ...lowestOf(result),
    ...{ source, checked, confidence },
  };
}

/**
 * How low the count may be, where that decides, rounded down to a ten: the difference is a number of open questions about people, and can
 * be small.
 */
function lowestOf({ lowest, reason }: ThresholdResult): { readonly lowest?: number } {
  if (lowest === undefined || reason.code !== 'open-links') return {};
  return { lowest: Math.floor(lowest / SMALL_COUNT) * SMALL_COUNT };
}

function nameIn({ name, nativeName }: ThresholdResult, language: string): string {
  return nativeName !== null && nativeName.language === new Intl.Locale(language).language ? nativeName.text : name;
}

/**
 * What the count as shown lacks. A body may not count all of them, and by how many the two differ can be a small number: it stays
 * inside.
 */
function missingOf({ missing, required, comparison, count }: ThresholdResult): number | null {
  if (missing === null || required === null) return null;
  return Math.max(0, required + (comparison === 'gt' ? 1 : 0) - count);
}

/** Where the count as shown would do and the outcome says otherwise, the reader is told why, and not by how many. */
function reasonOf(result: ThresholdResult): ThresholdReason {
  const { reason, outcome, missing } = result;
  if (reason.code !== 'number' || outcome !== 'not-met' || missing === null) return reason;
  return missingOf(result) === 0 ? { code: 'some-not-countable' } : reason;
}
