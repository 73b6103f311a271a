import { describe, expect, it } from 'vitest';

import { agrees, countsFor } from '../../../src/lib/agreement/compare.js';
import type { Relation } from '../../../src/lib/model/agreement.js';

const counts = { signatures: 1204, organisations: 57, organisers: 2 };
const claim = (relation: Relation, value: number) => ({ of: 'organisations' as const, relation, value, start: 0, end: 0 });

describe('what a text says of a count', () => {
  it.each<[Relation, readonly number[], readonly number[]]>([
    ['exact', [57], [56, 58, 0]],
    ['more', [50, 56], [57, 58]],
    ['at-least', [50, 57], [58]],
    ['nearly', [58, 60, 63], [57, 50, 64, 100]],
    ['less', [58, 100], [57, 50]],
    ['at-most', [57, 60], [56]],
    ['about', [57, 60, 55], [70, 40]],
  ])('%s holds for some numbers and not for others', (relation, yes, no) => {
    expect(yes.filter((value) => !agrees(claim(relation, value), counts))).toEqual([]);
    expect(no.filter((value) => agrees(claim(relation, value), counts))).toEqual([]);
  });

  it('is compared with what the campaign counts', () => {
    expect(countsFor({ of: 'signatures' }, counts)).toEqual([1204]);
    expect(countsFor({ of: 'signatures' }, { ...counts, signatures: null })).toEqual([0]);
    expect(countsFor({ of: 'organisations' }, { ...counts, organisations: 0 })).toEqual([2]);
    expect(countsFor({ of: 'signatories' }, counts)).toEqual([1204, 57, 1261]);
    expect(countsFor({ of: 'signatories' }, { ...counts, signatures: null })).toEqual([57]);
  });
});
