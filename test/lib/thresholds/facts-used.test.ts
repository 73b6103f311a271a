import { describe, expect, it } from 'vitest';

import { files } from '../../../src/lib/io/files.js';
import type { Scheme, SchemeFacts, SchemeThreshold } from '../../../src/lib/model/scheme.js';
import { evaluateThreshold } from '../../../src/lib/thresholds/evaluate.js';
import { factsUsed, SCHEME_KEYS, type SchemeKey } from '../../../src/lib/thresholds/facts-used.js';
import { listSchemes } from '../../../src/lib/thresholds/select.js';

const SCHEMES = listSchemes(files.bundledJson('thresholds/data'));
const THRESHOLDS = SCHEMES.flatMap((scheme) =>
  scheme.thresholds.map((threshold): [string, Scheme, SchemeThreshold] => [`${scheme.id}:${threshold.id}`, scheme, threshold]),
);
/** Days on both sides of every change of a table. */
const DAYS = ['2015-01-01', '2020-02-15', '2024-08-01', '2026-11-26'];
const COUNTS = [0, 40, 900, 20_000, 3_000_000];

/** Regions that some table or rule knows, and one that none does. */
const REGIONS = ['DE', 'FR', 'IT', 'PL', 'ES', 'NL', 'SE', 'MT', 'ELSEWHERE'];

/** Answers to one threshold, with and without a fact, over many counts, days and values of it. */
function answers(scheme: Scheme, threshold: SchemeThreshold, key: SchemeKey | null): string {
  return JSON.stringify(
    DAYS.flatMap((at) =>
      COUNTS.flatMap((count) =>
        [0, 1].map((variant) => {
          const many = variant === 0 ? 1 : 100;
          const facts: SchemeFacts = {
            ...(key === 'base' ? { base: 1000 * many } : {}),
            ...(key === 'registered' ? { registered: variant === 0 ? '2019-06-01' : '2025-06-01' } : {}),
            regions: {
              counts: new Map(REGIONS.map((region, index) => [region, Math.floor(count / (index + 1))])),
              bases: key === 'bases' ? new Map(REGIONS.map((region) => [region, 50 * many])) : null,
              total: key === 'regions-total' ? 3 * many : null,
            },
          };
          const result = evaluateThreshold(scheme, threshold, { count, at, facts });
          return [result.outcome, result.required, result.missing, result.regions];
        }),
      ),
    ),
  );
}

describe('what a scheme is told', () => {
  it.each(THRESHOLDS)('changes no answer of %s where the scheme is said not to use it', (_, scheme, threshold) => {
    const used = factsUsed(scheme, threshold.id);
    const plain = answers(scheme, threshold, null);
    for (const key of SCHEME_KEYS) {
      if (used.has(key)) continue;
      expect(answers(scheme, threshold, key), key).toBe(plain);
    }
  });

  it('changes some answer where the scheme is said to use it, and each is used by some scheme', () => {
    const seen = new Set<SchemeKey>();
    for (const [name, scheme, threshold] of THRESHOLDS) {
      for (const key of factsUsed(scheme, threshold.id)) {
        seen.add(key);
        // Where two of them are needed, one alone changes nothing yet.
        if (factsUsed(scheme, threshold.id).size > 1) continue;
        expect(answers(scheme, threshold, key), `${name} ${key}`).not.toBe(answers(scheme, threshold, null));
      }
    }
    expect([...seen].sort()).toEqual([...SCHEME_KEYS].sort());
  });

  it('is what any of its thresholds uses, where none is named', () => {
    for (const scheme of SCHEMES) {
      const all = new Set(scheme.thresholds.flatMap(({ id }) => [...factsUsed(scheme, id)]));
      expect(factsUsed(scheme)).toEqual(all);
    }
  });
});
