import { describe, expect, it } from 'vitest';

import type { ReviewImportReport, ReviewReport } from '../../../src/lib/model/review-report.js';
import { PLAIN } from '../../../src/lib/reporters/columns.js';
import { formatConflicts, formatReview, formatReviewExport, formatReviewImport } from '../../../src/lib/reporters/review.js';

const OPTIONS = { width: 200, paint: PLAIN };
const REPORT: ReviewReport = {
  formatVersion: 1,
  pending: 0,
  unsure: 0,
  judged: { match: 0, nonMatch: 0, unsure: 0 },
  conflicts: [],
  agreement: { mergedAlready: null, possibleLinks: null },
  notYetApplied: 0,
  mayFallBy: 0,
  session: null,
};
const IMPORTED: ReviewImportReport = {
  formatVersion: 1,
  input: 'review.xlsx',
  rows: 0,
  imported: { match: 0, nonMatch: 0, unsure: 0 },
  empty: 0,
  known: 0,
  unknownPairs: [],
  contradicting: [],
  unclear: [],
  conflicts: 0,
};

describe('the end of a review', () => {
  const session = { match: 0, nonMatch: 0, unsure: 0, undone: 0, ended: 'stopped' } as const;
  it.each<readonly [string, Partial<ReviewReport>, string]>([
    ['nothing to do', {}, 'There is nothing left to judge.\n'],
    [
      'stopped at once',
      { pending: 1200, mayFallBy: 1100, session },
      'Nothing was judged.\n1,200 pairs left to judge.\nWhat is not decided can lower the total by 1,100 at most.\n',
    ],
    [
      'only unsure ones left',
      { unsure: 2, mayFallBy: 2 },
      'Every pair was looked at.\n2 pairs nobody could tell: `handin review --unsure` asks again.\nWhat is not decided can lower the total by 2 at most.\n',
    ],
    [
      'earlier ones taken back',
      { pending: 1, session: { ...session, match: 1, undone: 2 } },
      'Judged now: 1 as one person. 2 earlier judgements taken back.\n1 pair left to judge.\nRun `handin merge` to apply the judgements.\n',
    ],
    [
      'a conflict',
      { conflicts: [{ pairId: 'P1', separatedBy: 'P2', chain: ['P1'] }], notYetApplied: 3 },
      'There is nothing left to judge.\n1 match cannot be applied, because other judgements say otherwise: `handin review --conflicts` lists them.\nRun `handin merge` to apply the judgements.\n',
    ],
    [
      'agreement',
      { agreement: { possibleLinks: null, mergedAlready: { judged: 20, agreed: 19, share: 0.95, low: 0.764, high: 0.991 } } },
      'There is nothing left to judge.\nOf the pairs that handin joins by itself, people agree with 19 of 20 (95%; 95% interval from 76% to 99%).\n',
    ],
  ])('%s', (_what, given, expected) => {
    expect(formatReview({ ...REPORT, ...given }, OPTIONS)).toBe(expected);
  });
});

describe('a sheet that was read', () => {
  it('says which rows were left out, and why', () => {
    const rows = Array.from({ length: 12 }, (_, index) => index + 2);
    const text = formatReviewImport(
      { ...IMPORTED, imported: { match: 1, nonMatch: 2, unsure: 0 }, unknownPairs: rows, contradicting: [14] },
      OPTIONS,
    );
    expect(text).toBe(
      'review.xlsx: 1 as one person and 2 as two people.\n' +
        'Left out: 12 rows (2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more), because the last merge has no such pair; it was made from an older one.\n' +
        'Left out: 1 row (14), because somebody judged otherwise; --force lets the sheet win.\n' +
        'Run `handin merge` to apply the judgements.\n',
    );
  });

  it('says when there was nothing new in it', () => {
    expect(formatReviewImport({ ...IMPORTED, known: 1 }, OPTIONS)).toBe(
      'review.xlsx: nothing new.\n1 answer said what was said already.\n',
    );
  });
});

describe('other results', () => {
  it('say when there is nothing', () => {
    expect(formatConflicts({ formatVersion: 1, conflicts: [] }, OPTIONS)).toBe('No judgement contradicts another.\n');
    expect(formatReviewExport({ formatVersion: 1, output: 'r.csv', pairs: 0 })).toContain('has its header row only');
  });
});
