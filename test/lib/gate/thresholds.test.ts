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
    expect(releasedThreshold(rich)).toEqual(releasedThreshold(plain));
    expect(Object.keys(releasedThreshold(rich)).sort()).toEqual([
      'checked',
      'comparison',
      'confidence',
      'count',
      'explanation',
      'institution',
      'missing',
      'name',
      'of',
      'outcome',
      'reached',
      'required',
      'scheme',
      'source',
      'threshold',
      'triggers',
      'warnings',
    ]);
  });

  it('holds how low the count may be and what would settle it, where that is known, and no key for it where it is not', () => {
    const result = { ...thresholdResult(), lowest: 90, reviewsToSettle: 3 };
    expect(releasedThreshold(result)).toMatchObject({ lowest: 90, reviewsToSettle: 3 });
    expect(releasedThreshold(thresholdResult())).not.toHaveProperty('lowest');
    expect(releasedThreshold(thresholdResult())).not.toHaveProperty('reviewsToSettle');
  });
});
