import { describe, expect, it } from 'vitest';

import { assertConservation, type FateRow } from '../../../src/lib/merge/conservation.js';

const row = (source: string, fate: string, records: number): FateRow => ({ source, fate, records });
const ROWS = [row('a.csv', 'counted', 7), row('a.csv', 'duplicate', 2), row('b.csv', 'blank', 1), row('b.csv', 'counted', 3)];
const READ = new Map([
  ['a.csv', 9],
  ['b.csv', 4],
  ['empty.csv', 0],
]);

describe('the law that no record is lost', () => {
  it('gives the counts of each source and of all when it holds', () => {
    const { total, bySource } = assertConservation(ROWS, READ);
    expect(total).toEqual({ records: 13, byFate: { counted: 10, duplicate: 2, blank: 1 } });
    expect({ ...bySource }).toEqual({
      'a.csv': { records: 9, byFate: { counted: 7, duplicate: 2 } },
      'b.csv': { records: 4, byFate: { blank: 1, counted: 3 } },
      'empty.csv': { records: 0, byFate: {} },
    });
  });

  it('holds for a source of any name', () => {
    const { bySource } = assertConservation([row('__proto__', 'counted', 2)], new Map([['__proto__', 2]]));
    expect(Object.keys(bySource)).toEqual(['__proto__']);
  });

  it.each<[string, readonly FateRow[], ReadonlyMap<string, number>, string]>([
    ['a record missing', ROWS, new Map([...READ, ['b.csv', 5]]), 'accounts for 4 of 5 records'],
    ['a record too many', ROWS, new Map([...READ, ['b.csv', 3]]), 'accounts for 4 of 3 records'],
    ['a record on the other source', ROWS, new Map([...READ, ['a.csv', 8], ['b.csv', 5]]), 'accounts for 9 of 8 records'],
    ['a source without rows', ROWS, new Map([...READ, ['empty.csv', 1]]), 'accounts for 0 of 1 records'],
    ['a source that was not read', [...ROWS, row('z.csv', 'counted', 1)], READ, 'a source that was not read'],
    ['no record of a source that was not read', [...ROWS, row('z.csv', 'counted', 0)], READ, 'a source that was not read'],
  ])('is broken by %s', (_, rows, read, message) => {
    expect(() => assertConservation(rows, read)).toThrow(expect.objectContaining({ code: 'conservation', exitCode: 70 }));
    expect(() => assertConservation(rows, read)).toThrow(message);
  });
});
