/** A compared threshold in words: what it asks for, where it stands, and why. Numbers that could be small stay out of all three. */

import type { ReleaseThreshold } from '../model/release.js';
import type { Messages } from './messages/index.js';

/** What a threshold asks for: `10,000 signatures`, `more than 100 organisations`. */
export function requiredWords(result: ReleaseThreshold, { say }: Messages): string {
  if (result.required === null) return say('threshold.required.none');
  const required = say(`threshold.required.${result.unit}`, { count: result.required });
  return result.comparison === 'gt' ? say('threshold.more-than', { required }) : required;
}

/**
 * Where a threshold stands, in a few words. Only `met` may be called reached: a body that accepts nothing but its own
 * signatures has not been reached by as many signatures gathered elsewhere.
 */
export function stateWords(result: ReleaseThreshold, words: Messages): string {
  switch (result.outcome) {
    case 'not-met':
      return progressWords(result, words);
    case 'as-many-as':
      return result.required === null
        ? words.say('threshold.state.as-many-as-asked')
        : words.say('threshold.state.as-many-as', { required: result.required });
    default:
      return words.say(`threshold.state.${result.outcome}`);
  }
}

/** Whole percent of what is required, rounded down so that a miss is never shown as 100%. */
function progressWords({ required, count }: ReleaseThreshold, { say, percent }: Messages): string {
  if (required === null || required <= 0) return say('threshold.state.not-met');
  const share = Math.min(99, Math.floor((100 * count) / required));
  return share === 0 && count > 0
    ? say('threshold.state.progress-under', { percent: percent(1) })
    : say('threshold.state.progress', { percent: percent(share) });
}

/** Why a threshold stands where it stands, in whole sentences. */
export function explanationWords(result: ReleaseThreshold, words: Messages): string {
  const why = reasonWords(result, words);
  return [comparesNumbers(result) ? comparedWords(result, words) : '', why].filter((sentence) => sentence !== '').join(' ');
}

/** Whether the number itself says something: where nothing was counted, or something else is asked for, it does not. */
function comparesNumbers({ reason, required }: ReleaseThreshold): boolean {
  return required !== null && !['people-only', 'other-unit', 'not-yet', 'expired', 'not-counted'].includes(reason.code);
}

function comparedWords(result: ReleaseThreshold, words: Messages): string {
  const counted = words.say(`threshold.counted.${result.unit}`, { count: result.count });
  const required = requiredWords(result, words);
  const missing = result.missing ?? 0;
  return words.sentenceCase(
    missing > 0 ? words.say('threshold.short', { counted, required, missing }) : words.say('threshold.reached', { counted, required }),
  );
}

function reasonWords({ reason, lowest }: ReleaseThreshold, { say, date, percent }: Messages): string {
  switch (reason.code) {
    case 'number':
      return '';
    case 'some-not-countable':
    case 'people-only':
    case 'other-unit':
    case 'no-number':
    case 'not-looked-up':
    case 'not-counted':
      return say(`threshold.${reason.code}`);
    case 'own-signatures-only':
      return say(`threshold.own.${reason.where}`);
    case 'regions':
      return say(`threshold.regions.${reason.state}`);
    case 'not-yet':
      return say('threshold.not-yet', { date: date(reason.from) });
    case 'expired':
      return reason.until === null ? say('threshold.expired-undated') : say('threshold.expired', { date: date(reason.until) });
    case 'percentage':
      return say('threshold.percentage', { percent: percent(reason.percent) });
    case 'open-links':
      return lowest === undefined ? '' : say('threshold.open-links', { lowest });
  }
}
