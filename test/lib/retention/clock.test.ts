import { describe, expect, it } from 'vitest';

import type { RetentionRecord } from '../../../src/lib/model/retention.js';
import { addDays, addMonths, emptyRecord, parseRecord, readClock } from '../../../src/lib/retention/clock.js';

const record = (parts: Partial<RetentionRecord>): RetentionRecord => ({ ...emptyRecord('0'), ...parts });
const facts = { today: '2025-05-06', firstSigned: null, deleteAfter: null, record: null };

describe('days and months', () => {
  it.each([
    ['2025-01-31', 1, '2025-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2025-03-01', 21, '2026-12-01'],
    ['2025-05-31', 21, '2027-02-28'],
    ['2025-12-31', 12, '2026-12-31'],
    ['2025-04-30', 0, '2025-04-30'],
  ])('%s and %d months are %s', (day, months, expected) => expect(addMonths(day, months)).toBe(expected));

  it('goes over the ends of months, years and summer time', () => {
    expect(addDays('2025-12-15', 30)).toBe('2026-01-14');
    expect(addDays('2025-03-29', 1)).toBe('2025-03-30');
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  });
});

describe('the retention clock', () => {
  it('does not run while no rule says a day', () => {
    expect(readClock(facts)).toEqual({
      retainUntil: null,
      limits: [],
      extension: null,
      delivered: null,
      daysLeft: null,
      state: 'not-running',
    });
  });

  it.each([
    ['30 days after delivery', { record: record({ delivered: [{ on: '2025-05-06', recorded: '2025-05-06' }] }) }, '2025-06-05'],
    ['21 months after the first signature', { firstSigned: '2025-03-01' }, '2026-12-01'],
    ['a day of its own', { deleteAfter: '2025-08-01' }, '2025-08-01'],
    [
      'a day of its own, also when the general rule would end sooner',
      { firstSigned: '2023-09-10', deleteAfter: '2025-08-01' },
      '2025-08-01',
    ],
    ['a day of its own, also when it ends sooner', { firstSigned: '2025-03-01', deleteAfter: '2025-08-01' }, '2025-08-01'],
    [
      'the delivery that was recorded last',
      {
        record: record({
          delivered: [
            { on: '2025-04-01', recorded: '2025-04-01' },
            { on: '2025-05-01', recorded: '2025-05-01' },
          ],
        }),
      },
      '2025-05-31',
    ],
    ['the day that held before a purge', { record: record({ purged: [{ on: '2025-05-01', retainUntil: '2025-07-01' }] }) }, '2025-07-01'],
    [
      'an extension',
      { deleteAfter: '2025-05-01', record: record({ extended: [{ until: '2025-09-01', reason: 'A recount.', recorded: '2025-05-02' }] }) },
      '2025-09-01',
    ],
    [
      'no extension to an earlier day',
      { deleteAfter: '2025-10-01', record: record({ extended: [{ until: '2025-09-01', reason: 'A recount.', recorded: '2025-05-02' }] }) },
      '2025-10-01',
    ],
  ] as const)('takes %s', (_rule, given, until) => expect(readClock({ ...facts, ...given }).retainUntil).toBe(until));

  it('reminds from fourteen days before, and the last day is still inside', () => {
    const stateOn = (today: string): string => readClock({ ...facts, today, deleteAfter: '2025-06-05' }).state;
    expect(['2025-05-21', '2025-05-22', '2025-06-05', '2025-06-06'].map(stateOn)).toEqual(['running', 'soon', 'soon', 'passed']);
    expect(readClock({ ...facts, today: '2025-06-06', deleteAfter: '2025-06-05' }).daysLeft).toBe(-1);
  });
});

describe('the record of the clock', () => {
  it('comes back as it was written', () => {
    const kept = record({ extended: [{ until: '2025-09-01', reason: 'A recount.', recorded: '2025-05-02' }] });
    expect(parseRecord(JSON.stringify(kept))).toEqual(kept);
  });

  it.each([
    ['{'],
    ['[]'],
    ['null'],
    ['{"formatVersion":2}'],
    [JSON.stringify({ ...emptyRecord('0'), delivered: [{ on: '2025-13-01', recorded: '2025-05-01' }] })],
  ])('is not guessed: %s', (text) =>
    expect(() => parseRecord(text)).toThrow(expect.objectContaining({ code: 'retention-invalid', exitCode: 2 })),
  );
});
