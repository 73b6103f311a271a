import { describe, expect, it } from 'vitest';

import { releasedThreshold } from '../../../src/lib/gate/thresholds.js';
import { thresholdResult } from '../../helpers/releases.js';

describe('a threshold as it leaves', () => {
  it('holds nothing of regions, ages, dates or plans, whatever was found about them', () => {
    const plain = thresholdResult();
    const rich = {
      ...plain,
      percent: 99.9,
      notCountable: [{ reason: 'under-age' as const, signatures: 1 }],
      regions: { rule: 'a rule', unit: 'region', isMet: false, required: 7, reached: 1, regions: [], unmatched: 3 },
      deadline: '2025-05-06',
      unchecked: ['3 of 25 signatures carry no date of birth.'],
      margin: { survival: 0.95, loss: { kind: 'seen' as const, share: 0.1, records: 10, lost: 1 }, chanceNow: null, more: 3 },
    };
    expect(releasedThreshold(rich, 'en')).toEqual(releasedThreshold(plain, 'en'));
    expect(Object.keys(releasedThreshold(rich, 'en')).sort()).toEqual([
      'checked',
      'comparison',
      'confidence',
      'count',
      'institution',
      'missing',
      'name',
      'of',
      'outcome',
      'reached',
      'reason',
      'required',
      'scheme',
      'source',
      'threshold',
      'unit',
    ]);
  });

  it('holds how low the count may be where that decides, so coarse that the open questions cannot be counted', () => {
    const open = thresholdResult({
      outcome: 'unknown',
      reason: { code: 'open-links' },
      count: 100,
      required: 100,
      lowest: 99,
      reviewsToSettle: 1,
    });
    const released = releasedThreshold(open, 'en');
    expect(released).toMatchObject({ outcome: 'unknown', lowest: 90 });
    expect(released).not.toHaveProperty('reviewsToSettle');
    for (const lowest of [90, 91, 98]) expect(releasedThreshold({ ...open, lowest }, 'en')).toEqual(released);
    expect(releasedThreshold({ ...thresholdResult(), lowest: 90 }, 'en')).not.toHaveProperty('lowest');
  });

  it('lacks what the count as shown lacks, so that how many of it the body does not count cannot be worked out', () => {
    const short = thresholdResult({ outcome: 'not-met', reached: false, count: 90, required: 100 });
    const lost = { ...short, missing: 13, notCountable: [{ reason: 'under-age' as const, signatures: 3 }] };
    expect(releasedThreshold(lost, 'en')).toMatchObject({ missing: 10, reason: { code: 'number' } });
    expect(releasedThreshold(lost, 'en')).toEqual(releasedThreshold({ ...short, missing: 10 }, 'en'));
    const above = { ...lost, count: 101, missing: 2 };
    expect(releasedThreshold(above, 'en')).toMatchObject({ missing: 0, reason: { code: 'some-not-countable' } });
  });

  it('has the name that the body gives it, where the campaign is in the language of the body', () => {
    const named = thresholdResult({ name: 'Petitions to the Senedd', nativeName: { text: 'Deisebau’r Senedd', language: 'cy' } });
    expect(releasedThreshold(named, 'cy-GB').name).toBe('Deisebau’r Senedd');
    expect(releasedThreshold(named, 'fr').name).toBe('Petitions to the Senedd');
  });
});
