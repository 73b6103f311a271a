/** What of a compared threshold leaves. Regions, ages, dates and plans are for the organiser: their numbers can be small. */

import type { ReleaseThreshold } from '../model/release.js';
import type { ThresholdResult } from '../model/scheme.js';

/** Key by key, so that what is added to a result stays inside until somebody lets it out here. */
export function releasedThreshold(result: ThresholdResult): ReleaseThreshold {
  const { scheme, threshold, institution, name, of, count, required, comparison, outcome, reached, missing, triggers } = result;
  const { explanation, warnings, source, checked, confidence, lowest, reviewsToSettle } = result;
  return {
    ...{ scheme, threshold, institution, name, of, count, required, comparison, outcome, reached, missing, triggers },
    ...(lowest === undefined ? {} : { lowest }),
    ...(reviewsToSettle === undefined ? {} : { reviewsToSettle }),
    ...{ explanation, warnings, source, checked, confidence },
  };
}
