import { describe, expect, it } from 'vitest';

import type { StrikeReport } from '../../../src/lib/model/strike.js';
import { PLAIN } from '../../../src/lib/reporters/columns.js';
import { formatStrikeCount, formatStrikeList, formatStrikeOutcome } from '../../../src/lib/reporters/strike.js';

const options = { width: 60, paint: PLAIN };
const report: StrikeReport = {
  formatVersion: 1,
  action: 'strike',
  outcome: 'counted',
  rule: { id: 'fake', reason: 'Nobody at this address.', decided: '2025-03-20', sha256: '0', when: [{ field: 'address', operator: 'is' }] },
  records: 1203,
  struckAlready: 1,
  candidates: 40_000,
  bySource: [{ source: 'list\u001b[31m.csv', records: 1203, candidates: 40_000 }],
  counted: { signatures: 30_000, organisations: 12 },
  fall: { signatures: 1000, organisations: 2 },
  replaced: 201,
  isFallCertain: false,
  isMergeCurrent: true,
  replaces: 'abc',
};

describe('the count of a rule', () => {
  it('tells people from organisations, and shows no character that a terminal acts on', () => {
    expect(formatStrikeCount(report, options)).toBe(
      [
        'fake: Nobody at this address.',
        '  when address is; it replaces the rule of this id that is',
        '  in force',
        '',
        'It strikes out 1,203 of the 40,000 records that a rule can',
        'strike out.',
        '  list\\u{1b}[31m.csv: 1,203 of 40,000',
        '1 more record that it matches is struck out by another rule',
        'already.',
        '',
        'The total falls: signatures from 30,000 to about 29,000,',
        'organisations from 12 to about 10. 201 counted records have',
        'a duplicate left, which steps in. This is an estimate: the',
        'next merge decides who is whose duplicate.',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['counted', true, 'Nothing was changed.\n'],
    ['declined', false, 'Nothing was changed.\n'],
    ['in-force', false, ''],
  ] as const)('ends with a word on what became of it: %s', (outcome, isDryRun, words) => {
    expect(formatStrikeOutcome({ ...report, outcome }, isDryRun, options)).toBe(words);
  });

  it('lists a rule that no merge has applied yet as such', () => {
    const rule = {
      ...report.rule,
      from: 'private',
      applied: '2025-03-21T10:00:00.000Z',
      state: 'in-force',
      ended: null,
      records: null,
      matches: null,
    } as const;
    expect(formatStrikeList({ formatVersion: 1, action: 'list', rules: [rule] }, options)).toContain(
      '  decided 2025-03-20, applied 2025-03-21; the last merge did\n  not apply it: run `handin merge`\n',
    );
  });
});
