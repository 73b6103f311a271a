import { describe, expect, it } from 'vitest';

import { releasedDuplicates } from '../../../src/lib/gate/duplicates.js';
import { buildStatement } from '../../../src/lib/gate/statement.js';

const rules = (counts: Readonly<Record<string, number>>): { rule: string; records: number }[] =>
  Object.entries(counts).map(([rule, records]) => ({ rule, records }));

describe('duplicates by rule', () => {
  it('leave as ranges of a fixed list, and every other rule is weighed evidence', () => {
    const released = releasedDuplicates(rules({ 'canonical-email': 83, 'name-postcode': 41, judgement: 3, weights: 12 }));
    expect(released).toEqual({
      total: 139,
      rules: [
        { id: 'canonical-email', count: { from: 80, to: 89 } },
        { id: 'name-postcode', count: { from: 40, to: 49 } },
        { id: 'name-contact', count: { from: 0, to: 9 } },
        { id: 'evidence', count: { from: 10, to: 19 } },
      ],
    });
  });

  it.each<[string, Readonly<Record<string, number>>]>([
    ['too few to be told apart', { 'canonical-email': 50, 'name-postcode': 49 }],
    ['small numbers that the total would give back', { 'canonical-email': 100, 'name-postcode': 1 }],
    ['none', {}],
  ])('stay inside: %s', (_, counts) => {
    expect(releasedDuplicates(rules(counts))).toBeUndefined();
    expect(buildStatement({ signature: 500, 'same-person': 101 }, 'exact', null, rules(counts))).not.toHaveProperty('duplicates');
  });

  it('are in the statement beside its exact line', () => {
    const statement = buildStatement(
      { signature: 500, 'same-person': 139 },
      'exact',
      null,
      rules({ 'canonical-email': 83, 'name-postcode': 56 }),
    );
    expect(statement.duplicates?.total).toBe(139);
    expect(statement.lines[0]).toEqual({ id: 'duplicate', count: { exact: 139 } });
  });
});
