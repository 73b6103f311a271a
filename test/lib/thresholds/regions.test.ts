import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { RegionFacts, SchemeFacts, ThresholdResult } from '../../../src/lib/model/scheme.js';
import { evaluateThreshold } from '../../../src/lib/thresholds/evaluate.js';
import { evaluateRegions, leastWhole } from '../../../src/lib/thresholds/regions.js';
import { findThreshold } from '../../../src/lib/thresholds/select.js';
import { schemeOf } from './catalogue.js';

const facts = (counts: Record<string, number>, more: Partial<RegionFacts> = {}): RegionFacts => ({
  counts: new Map(Object.entries(counts)),
  bases: null,
  total: null,
  ...more,
});

function evaluate(id: string, threshold: string, count: number, given: SchemeFacts, at = '2026-11-24'): ThresholdResult {
  const scheme = schemeOf(id);
  return evaluateThreshold(scheme, findThreshold(scheme, threshold), { count, at, facts: given });
}

describe('the tables of the European Citizens’ Initiative', () => {
  const tables = schemeOf('eu-eci').regional_minimums?.tables ?? [];
  const tableFrom = (day: string) => tables.find(({ valid_from: from }) => from === day);

  it.each([
    ['2024-07-16', 720 ** 2, 720],
    ['2020-02-01', 705 ** 2, 705],
    ['2020-01-01', 751 ** 2, 751],
    // The oldest breaks the square: 751 seats with the factor 750.
    ['2014-07-01', 751 * 750, 751],
  ])('of %s add up to %i, from %i members', (from, sum, members) => {
    const table = tableFrom(from);
    expect(Object.values(table?.values ?? {}).reduce((total, value) => total + value, 0)).toBe(sum);
    if (table?.members !== undefined) expect(Object.values(table.members).reduce((total, value) => total + value, 0)).toBe(members);
  });

  it.each([
    ['2024-07-15', 'FR', 55_695],
    ['2024-07-16', 'FR', 58_320],
    ['2020-01-31', 'DE', 72_096],
    ['2020-02-01', 'DE', 67_680],
    ['2019-12-31', 'DE', 72_000],
  ])('are chosen by the day of registration: %s asks for %s %i', (registered, state, minimum) => {
    const rule = schemeOf('eu-eci').regional_minimums;
    if (rule === null) throw new Error('no rule');
    const found = evaluateRegions(rule, facts({ [state]: minimum }), registered, true);
    expect(found).toMatchObject({ reached: 1, required: 7, isMet: false });
    const short = evaluateRegions(rule, facts({ [state]: minimum - 1 }), registered, true);
    expect(short).toMatchObject({ reached: 0 });
    if (short.isMet === null) throw new Error('no answer');
    expect(short.regions.find(({ region }) => region === state)?.missing).toBe(1);
  });

  const seven = { DE: 70_000, FR: 60_000, IT: 60_000, ES: 50_000, NL: 30_000, BE: 16_000, AT: 15_000 };
  it('are met with a million and seven states, and the states are a threshold of their own', () => {
    const given = { registered: '2025-01-10', regions: facts(seven) };
    expect(evaluate('eu-eci', 'total', 1_000_000, given).outcome).not.toBe('not-met');
    expect(evaluate('eu-eci', 'states', 1_000_000, given)).toMatchObject({ count: 7, required: 7, reached: true });
    const six = { registered: '2025-01-10', regions: facts({ ...seven, AT: 14_399 }) };
    const short = evaluate('eu-eci', 'total', 1_000_000, six);
    expect(short.outcome).toBe('not-met');
    expect(short.explanation).toContain('the minimum is reached in 6 of the 7');
    expect(short.explanation).toContain('AT 1');
  });

  it('speak of states where states are counted, and of regions that the rule lacks while it is in force', () => {
    const given = { registered: '2025-01-10', regions: facts({ ...seven, Narnia: 1 }) };
    expect(evaluate('eu-eci', 'states', 1_000_000, given).explanation).toMatch(/^7 member states are as many as the 7 asked for/);
    const warnings = (at: string) =>
      evaluate('eu-eci', 'total', 1_000_000, given, at).warnings.filter((text) => text.includes('does not have'));
    expect(warnings('2026-11-24')).toEqual([
      expect.stringMatching(/^1 signature is in regions .*; it stands in the total and brings no region/),
    ]);
    expect(warnings('2011-02-11')).toEqual([]);
  });

  it('are not chosen by guess: without the day of registration the answer is unknown', () => {
    const rule = schemeOf('eu-eci').regional_minimums;
    if (rule === null) throw new Error('no rule');
    const found = evaluateRegions(rule, facts(seven), '2026-11-24', false);
    expect(found.isMet).toBeNull();
    if (found.isMet === null) expect(found.hint).toContain('--registered');
    expect(evaluate('eu-eci', 'total', 1_000_000, { regions: facts(seven) }).outcome).not.toBe('met');
  });

  it('take EL for Greece', () => {
    const rule = schemeOf('eu-eci').regional_minimums;
    if (rule === null) throw new Error('no rule');
    expect(evaluateRegions(rule, facts({ EL: 15_120 }), '2025-01-01', true)).toMatchObject({ reached: 1, unmatched: 0 });
  });

  it('count nobody of another country towards a state', () => {
    const rule = schemeOf('eu-eci').regional_minimums;
    if (rule === null) throw new Error('no rule');
    expect(evaluateRegions(rule, facts({ GB: 90_000, CH: 10 }), '2025-01-01', true)).toMatchObject({ reached: 0, unmatched: 90_010 });
  });
});

describe('rules about regions', () => {
  it('ask for signatures from 30 French departments, one of each being enough', () => {
    const departments = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [String(index + 1).padStart(2, '0'), 1]));
    const rule = schemeOf('fr-assemblee-nationale-petition').regional_minimums;
    if (rule === null) throw new Error('no rule');
    expect(evaluateRegions(rule, facts(departments), '2026-11-24', false)).toMatchObject({ isMet: true, reached: 30 });
    const { '30': _, ...fewer } = departments;
    expect(evaluateRegions(rule, facts({ ...fewer, '31': 0 }), '2026-11-24', false)).toMatchObject({ isMet: false, reached: 29 });
  });

  it('ask for a share in every Canadian district, and the sum of the bases is the base of the whole', () => {
    const bases = new Map([
      ['Abbey', 40_000],
      ['Brook', 50_001],
    ]);
    const enough = facts({ Abbey: 4_000, Brook: 5_001 }, { bases, total: 2 });
    expect(evaluate('ca-bc-initiative', 'success', 9_001, { regions: enough })).toMatchObject({ outcome: 'met', required: 9_001 });
    const short = facts({ Abbey: 4_001, Brook: 5_000 }, { bases, total: 2 });
    expect(evaluate('ca-bc-initiative', 'success', 9_001, { regions: short })).toMatchObject({ outcome: 'not-met' });
  });

  it('ask for two thirds of the divisions, rounded up', () => {
    const bases = new Map(Array.from({ length: 10 }, (_, index) => [`D${index}`, 1_000]));
    const rule = schemeOf('ca-ab-citizen-initiative-2021').regional_minimums;
    if (rule === null) throw new Error('no rule');
    const reach = (n: number) =>
      evaluateRegions(
        rule,
        facts(Object.fromEntries(Array.from({ length: n }, (_, i) => [`D${i}`, 200])), { bases, total: 10 }),
        '2026-11-24',
        false,
      );
    expect(reach(7)).toMatchObject({ isMet: true, required: 7 });
    expect(reach(6)).toMatchObject({ isMet: false });
  });

  it('cap the share of one county in Massachusetts', () => {
    const rule = schemeOf('us-ma-initiative').regional_minimums;
    if (rule === null) throw new Error('no rule');
    expect(evaluateRegions(rule, facts({ A: 25, B: 25, C: 25, D: 25 }), '2026-11-24', false)).toMatchObject({ isMet: true });
    expect(evaluateRegions(rule, facts({ A: 26, B: 25, C: 25, D: 24 }), '2026-11-24', false)).toMatchObject({ isMet: false, reached: 1 });
  });

  it.each([
    ['br-iniciativa-popular', '--bases'],
    ['us-fl-initiative', '--bases'],
    ['ro-legislative-initiative', '--regions-total'],
  ])('of %s are unknown until %s says what is missing', (id, option) => {
    const rule = schemeOf(id).regional_minimums;
    if (rule === null) throw new Error('no rule');
    const found = evaluateRegions(rule, facts({ A: 1_000_000 }), '2026-11-24', false);
    expect(found.isMet).toBeNull();
    if (found.isMet === null) expect(found.hint).toContain(option);
  });

  it('hold in Romania for a quarter of 42 counties, Bucharest being one of them', () => {
    const rule = schemeOf('ro-legislative-initiative').regional_minimums;
    if (rule === null) throw new Error('no rule');
    const counties = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`J${i}`, 5_000]));
    expect(evaluateRegions(rule, facts(counties(11), { total: 42 }), '2026-11-24', false)).toMatchObject({ isMet: true, required: 11 });
    expect(evaluateRegions(rule, facts(counties(10), { total: 42 }), '2026-11-24', false)).toMatchObject({ isMet: false });
  });

  it('never lose a region by a larger count', () => {
    const rule = schemeOf('eu-eci').regional_minimums;
    if (rule === null) throw new Error('no rule');
    const states = ['DE', 'FR', 'MT', 'LU', 'EE'] as const;
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 80_000 }), { minLength: 5, maxLength: 5 }),
        fc.nat({ max: 4 }),
        fc.nat({ max: 5_000 }),
        (counts, at, more) => {
          const before = Object.fromEntries(states.map((state, index) => [state, counts[index] ?? 0]));
          const after = { ...before, [states[at] ?? 'DE']: (counts[at] ?? 0) + more };
          const [low, high] = [before, after].map((each) => evaluateRegions(rule, facts(each), '2025-01-01', true));
          if (low?.isMet == null || high?.isMet == null) throw new Error('no answer');
          expect(high.reached).toBeGreaterThanOrEqual(low.reached);
        },
      ),
    );
  });
});

describe('a percentage of a base', () => {
  it.each([
    [200, 5, 10],
    [201, 5, 11],
    [1, 10, 1],
    [8_401_000, 0.1, 8_401],
    [1_000_000, 0.3, 3_000],
    [30, 0.3, 1],
    [70, 10, 7],
  ])('of %i, %f %% is at least %i signatures', (base, percent, expected) => {
    expect(leastWhole(base, percent)).toBe(expected);
  });

  it('is unknown without the base, and decided with it', () => {
    expect(evaluate('gb-recall-petition', 'recall', 7_000, {}).outcome).toBe('unknown');
    const [at, below] = [7_000, 6_999].map((count) => evaluate('gb-recall-petition', 'recall', count, { base: 70_000 }));
    expect(at).toMatchObject({ required: 7_000, missing: 0, percent: 100 });
    expect(below).toMatchObject({ outcome: 'not-met', missing: 1, percent: 99.9 });
  });
});
