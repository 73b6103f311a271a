/** Works out every sampling rule of the catalogue on its published cases, and the reading of formulas. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseFormula } from '../../../src/lib/io/formula.js';
import type { SamplingRule } from '../../../src/lib/model/sampling.js';
import { evaluateStage, sampleSize } from '../../../src/lib/thresholds/sampling.js';
import { schemeOf, schemes } from './catalogue.js';

const rules = schemes.flatMap((scheme) => (scheme.sampling === null ? [] : [[scheme.id, scheme.sampling] as const]));
const ruleOf = (id: string): SamplingRule => {
  const rule = schemeOf(id).sampling;
  if (rule === null) throw new Error(`${id} has no sampling rule`);
  return rule;
};

/** Decimal places of a number as it is written. */
const placesOf = (value: number): number => `${value}`.split('.')[1]?.length ?? 0;

describe.each(rules)('the sampling rule of %s', (_, rule) => {
  it('names everything that its formulas use, and tests every stage and every band', () => {
    for (const stage of rule.stages) {
      const known = new Set(Object.keys(stage.given));
      for (const { name, formula } of stage.steps) {
        for (const used of parseFormula(formula, name).names) expect(known, `${name} = ${formula}`).toContain(used);
        known.add(name);
      }
      for (const { when } of stage.bands) for (const used of parseFormula(when, 'band').names) expect(known, when).toContain(used);
      expect(rule.tests.some((each) => each.stage === stage.id)).toBe(true);
    }
  });

  it.each(rule.tests.map((each) => [each.id, each] as const))('gives what was published for %s', (_name, each) => {
    const stage = rule.stages.find(({ id }) => id === each.stage);
    expect(stage).toBeDefined();
    if (stage === undefined) return;
    const result = evaluateStage(rule, stage, each.input, parseFormula);
    for (const [name, expected] of Object.entries(each.expected)) {
      if (typeof expected === 'string') {
        expect(result[name as 'outcome']).toBe(expected);
        continue;
      }
      const value = result.values.find((step) => step.name === name)?.value ?? Number.NaN;
      // As many digits as were printed.
      expect(Number(value.toFixed(placesOf(expected))), name).toBe(expected);
    }
  });
});

describe('a rule of sampling', () => {
  it('covers the seven states of the catalogue that publish one', () => {
    const worked = rules.filter(([, rule]) => rule.stages.length > 0).map(([id]) => id);
    expect(worked).toEqual([
      'us-az-initiative',
      'us-ca-initiative',
      'us-co-initiative',
      'us-mi-initiative',
      'us-nv-petition-verification',
      'us-or-initiative',
      'us-wa-initiative',
    ]);
  });

  it('says what is missing, and what each missing number is', () => {
    const rule = ruleOf('us-ca-initiative');
    const [stage] = rule.stages;
    if (stage === undefined) throw new Error('no stage');
    expect(() => evaluateStage(rule, stage, { N: 1 }, parseFormula)).toThrow(expect.objectContaining({ code: 'sampling-given' }));
    expect(() => evaluateStage(rule, stage, { N: 1, n: 0, v: 0, d: 0, required: 1 }, parseFormula)).toThrow(
      expect.objectContaining({ code: 'sampling-undefined' }),
    );
  });

  it.each([
    ['us-ca-initiative', 400, 400],
    ['us-ca-initiative', 500, 500],
    ['us-ca-initiative', 501, 500],
    ['us-ca-initiative', 24_034, 722],
    ['us-ca-initiative', 100_000, 3_000],
    ['us-or-initiative', 152_127, 1_000],
    ['us-or-initiative', 700, 700],
    ['us-nv-petition-verification', 20_000, 1_000],
  ])('%s draws of a pile of %i a sample of %i', (id, pile, expected) => {
    expect(sampleSize(ruleOf(id).stages[0]?.sample ?? null, pile)).toBe(expected);
  });

  it('agrees with the other rules on the worked example of California: within four signatures', () => {
    const given = { N: 24_034, n: 722, v: 516, d: 2, y: 518, k: 2, required: 15_000 };
    const result = (id: string, stage: string): number => {
      const rule = ruleOf(id);
      const found = rule.stages.find((each) => each.id === stage);
      if (found === undefined) throw new Error('no stage');
      return evaluateStage(rule, found, given, parseFormula).values.find(({ name }) => name === 'result')?.value ?? Number.NaN;
    };
    expect(result('us-ca-initiative', 'county')).toBe(15_028);
    expect(result('us-or-initiative', 'second')).toBeCloseTo(15_024.05, 2);
    expect(Math.abs(result('us-ca-initiative', 'county') - result('us-or-initiative', 'second'))).toBeLessThan(4);
  });
});

describe('a formula', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['-(2 - 5)', 3],
    ['round(33.288089, 4)', 33.2881],
    ['round(1.005, 2)', 1.01],
    ['round(100 * 516 / 722, 2)', 71.47],
    ['ceil(2149.6)', 2150],
    ['floor(-1.5)', -2],
    ['max(sqrt(16), 3)', 4],
    ['1 < 2 && 2 <= 2', true],
    ['1 >= 2', false],
  ])('%s is %s', (text, expected) => {
    expect(parseFormula(text, 'here').evaluate(new Map())).toBe(expected);
  });

  it.each([
    '',
    'a.b',
    'a[0]',
    '"text"',
    'this',
    'f(1)',
    'constructor(1)',
    'toString()',
    'a = 1',
    '1 | 2',
    'a ? 1 : 2',
    '!a',
    '[1]',
    '1 +',
    '((',
    'a; b',
    `${'1+'.repeat(300)}1`,
  ])('is refused when it is %j', (text) => {
    expect(() => parseFormula(text, 'here')).toThrow(expect.objectContaining({ code: 'formula-invalid' }));
  });

  it('works out sums and products as JavaScript would', () => {
    const whole = fc.integer({ min: -1_000, max: 1_000 });
    fc.assert(
      fc.property(whole, whole, whole, (a, b, c) => {
        const values = new Map([
          ['a', a],
          ['b', b],
          ['c', c],
        ]);
        expect(parseFormula('a * b - c + a', 'here').evaluate(values)).toBe(a * b - c + a);
        expect(parseFormula('a - (b - c)', 'here').evaluate(values)).toBe(a - (b - c));
        expect(parseFormula('a <= b', 'here').evaluate(values)).toBe(a <= b);
      }),
    );
  });
});
