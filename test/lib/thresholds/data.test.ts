/** Walks every threshold scheme: its shape, its own tests, and what must hold across the files. */

import { readFileSync } from 'node:fs';

import { Ajv } from 'ajv';
import { describe, expect, it, test } from 'vitest';

import { evaluateScheme } from '../../../src/lib/thresholds/evaluate.js';
import { DATA_FOLDER, schemeOf, schemes } from './catalogue.js';

const schema = JSON.parse(readFileSync(new URL('../threshold-scheme.schema.json', DATA_FOLDER), 'utf8')) as object;
const isScheme = new Ajv({ allErrors: true, strict: true }).compile(schema);

test('there are 77 schemes from 27 countries and territories and the Union', () => {
  expect(schemes).toHaveLength(77);
  expect(new Set(schemes.map((scheme) => scheme.country)).size).toBe(28);
});

describe.each(schemes.map((scheme) => [scheme.id, scheme] as const))('%s', (id, scheme) => {
  it('has the shape of the schema', () => {
    isScheme(scheme);
    expect(isScheme.errors ?? []).toEqual([]);
  });

  it('is written with two spaces and a final newline', () => {
    expect(readFileSync(new URL(`${id}.json`, DATA_FOLDER), 'utf8')).toBe(`${JSON.stringify(scheme, null, 2)}\n`);
  });

  it('begins its id with its country', () => {
    expect(id.startsWith(`${scheme.country.toLowerCase()}-`)).toBe(true);
  });

  it('gives every threshold an id of its own and at least one test', () => {
    const ids = scheme.thresholds.map((threshold) => threshold.id);
    expect(new Set(ids).size).toBe(ids.length);
    const tested = new Set(scheme.tests.map((each) => each.threshold));
    expect([...tested].sort()).toEqual([...ids].sort());
    expect(new Set(scheme.tests.map((each) => `${each.threshold} ${each.name}`)).size).toBe(scheme.tests.length);
  });

  it('points only at thresholds of its own', () => {
    const ids = new Set(scheme.thresholds.map((threshold) => threshold.id));
    for (const threshold of scheme.thresholds) {
      if (threshold.replaced_by === undefined) continue;
      expect(ids).toContain(threshold.replaced_by);
      expect(threshold.replaced_by).not.toBe(threshold.id);
      expect(threshold.valid_to).not.toBeNull();
    }
    for (const bound of scheme.regional_minimums?.applies_to ?? []) expect(ids).toContain(bound);
  });

  it('is backed by its main source or a source of the same body', () => {
    expect(scheme.sources.length).toBeGreaterThan(0);
    expect(scheme.sources.map((source) => source.url)).toContain(scheme.source);
  });

  it.each(scheme.tests.map((each) => [`${each.threshold}: ${each.name}`, each] as const))('%s', (_, each) => {
    const [result] = evaluateScheme(scheme, { thresholdId: each.threshold, count: each.count, at: each.at });
    expect(result?.outcome).toBe(each.expected);
  });

  it.each(scheme.thresholds.map((threshold) => [threshold.id, threshold] as const))(
    'tests %s where the number decides',
    (thresholdId, threshold) => {
      const tests = scheme.tests.filter((each) => each.threshold === thresholdId);
      const expected = new Set(tests.map((each) => each.expected));
      const isUnsure = threshold.count === null || threshold.confidence === 'memory';
      if (isUnsure) {
        expect(expected).not.toContain('met');
        expect(expected).not.toContain('as-many-as');
        if (scheme.status !== 'historic') {
          const unknown = tests.filter((each) => each.expected === 'unknown');
          expect(unknown.length).toBeGreaterThan(0);
          for (const each of unknown) expect(each.name).toContain('unknown');
        }
      } else if (expected.has('not-met')) {
        const needed = (threshold.count ?? 0) + (threshold.comparison === 'gt' ? 1 : 0);
        expect(tests.find((each) => each.expected === 'not-met')?.count).toBe(needed - 1);
        const reached = tests.filter((each) => ['met', 'as-many-as', 'unknown'].includes(each.expected));
        expect(reached.map((each) => each.count)).toEqual([needed]);
      } else {
        // What is left cannot be compared with signatures, or has ended on a day nobody wrote down.
        expect([...expected].every((outcome) => outcome === 'does-not-apply' || outcome === 'expired')).toBe(true);
      }
    },
  );

  it('expects "met" only where outside lists may count and no rule about regions binds', () => {
    for (const each of scheme.tests.filter((candidate) => candidate.expected === 'met')) {
      expect(['accepted', 'unknown']).toContain(scheme.external_lists.value);
      expect(scheme.regional_minimums?.applies_to ?? []).not.toContain(each.threshold);
    }
  });
});

describe("the tables of the European Citizens' Initiative", () => {
  const tables = schemeOf('eu-eci').regional_minimums?.tables ?? [];

  it('has one for each seat count since 2014', () => {
    expect(tables.map((table) => table.multiplier)).toEqual([720, 705, 751, 750]);
  });

  it.each(tables.map((table) => [table.multiplier ?? 0, table] as const))('multiplies members by %i', (multiplier, table) => {
    expect(Object.keys(table.values).sort()).toEqual(Object.keys(table.members ?? {}).sort());
    for (const [state, members] of Object.entries(table.members ?? {}))
      expect([state, table.values[state]]).toEqual([state, members * multiplier]);
  });

  it.each([
    [720, 27, 720 ** 2],
    [705, 27, 705 ** 2],
    [751, 28, 751 ** 2],
    // 751 seats with the factor 750: the one column that is no square.
    [750, 28, 751 * 750],
  ])('of %i has %i states that add up to %i', (multiplier, stateCount, sum) => {
    const values = Object.values(tables.find((table) => table.multiplier === multiplier)?.values ?? {});
    expect(values).toHaveLength(stateCount);
    expect(values.reduce((total, value) => total + value, 0)).toBe(sum);
  });
});

describe("Belgium's minimums", () => {
  it('add up to the number for the whole country', () => {
    const scheme = schemeOf('be-chamber-petition');
    const values = Object.values(scheme.regional_minimums?.tables?.[0]?.values ?? {});
    expect(values.reduce((total, value) => total + value, 0)).toBe(scheme.thresholds[0]?.count);
  });
});
