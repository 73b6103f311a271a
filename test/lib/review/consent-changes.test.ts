import { describe, expect, it } from 'vitest';

import { CONSENT_LEVELS } from '../../../src/lib/model/record.js';
import {
  CONSENT_LOG_COLUMNS,
  type ConsentChange,
  formatConsentChange,
  nextChangeId,
  parseConsentLog,
  standingChanges,
} from '../../../src/lib/review/consent-changes.js';

const RAISE: ConsentChange = {
  changeId: 'K1',
  action: 'raise',
  level: 'name',
  identityKey: '0123456789abcdef',
  undatedRecords: 2,
  evidenceDate: '2025-04-01',
  wording: 'You may print my name.',
  channel: 'e-mail',
  reason: 'asked again',
  changedBy: 'ann',
  changedAt: '2025-04-02T09:30:00.000Z',
};
const LOWER: ConsentChange = { ...RAISE, changeId: 'K2', action: 'lower', level: 'count-only', evidenceDate: '', wording: '', channel: '' };
const UNDONE: ConsentChange = { ...RAISE, action: 'undone' };
const logOf = (...changes: readonly ConsentChange[]): string[][] => [[...CONSENT_LOG_COLUMNS], ...changes.map(formatConsentChange)];

describe('the log of changes of consent', () => {
  it('reads what it has written', () => {
    expect(parseConsentLog(logOf(RAISE, LOWER, UNDONE))).toEqual([RAISE, LOWER, UNDONE]);
    expect(formatConsentChange(RAISE)).toEqual([
      'K1',
      'raise',
      'name',
      '0123456789abcdef',
      '2',
      '2025-04-01',
      'You may print my name.',
      'e-mail',
      'asked again',
      'ann',
      '2025-04-02T09:30:00.000Z',
    ]);
    expect(parseConsentLog([])).toEqual([]);
    expect(parseConsentLog(logOf())).toEqual([]);
    for (const level of CONSENT_LEVELS) expect(parseConsentLog(logOf({ ...LOWER, level }))).toHaveLength(1);
  });

  const change = (column: (typeof CONSENT_LOG_COLUMNS)[number], value: string): string[] =>
    formatConsentChange(RAISE).map((cell, index) => (CONSENT_LOG_COLUMNS[index] === column ? value : cell));
  it.each<[string, string[], string]>([
    ['a cell too few', formatConsentChange(RAISE).slice(1), 'it has 10 cells instead of 11'],
    ['a cell too many', [...formatConsentChange(RAISE), ''], 'it has 12 cells instead of 11'],
    ['a name that is none', change('change_id', '1'), 'a change is called K and a number'],
    ['the number nought', change('change_id', 'K0'), 'a change is called K and a number'],
    ['more before its name', change('change_id', 'xK1'), 'a change is called K and a number'],
    ['more after its name', change('change_id', 'K1x'), 'a change is called K and a number'],
    ['an action that is none', change('action', 'double'), 'the action must be lower, raise or undone'],
    [
      'a level that is none',
      change('level', 'all'),
      'the level must be count-only, initials, first-name, name, name-place or name-place-comment',
    ],
    ['a key that is none', change('identity_key', 'xyz'), 'a key must be 16 hexadecimal digits'],
    ['more before its key', change('identity_key', '00123456789abcdef'), 'a key must be 16 hexadecimal digits'],
    ['more after its key', change('identity_key', '0123456789abcdef-'), 'a key must be 16 hexadecimal digits'],
    ['a number that is none', change('undated_records', 'two'), 'the number of undated records must be a number'],
    ['more before its number', change('undated_records', '-1'), 'the number of undated records must be a number'],
    ['more after its number', change('undated_records', '1.5'), 'the number of undated records must be a number'],
    ['a time that is none', change('changed_at', 'now'), 'the time must be like 2026-11-26T09:30:00.000Z'],
    ['more before its time', change('changed_at', `1${RAISE.changedAt}`), 'the time must be like 2026-11-26T09:30:00.000Z'],
    ['more after its time', change('changed_at', `${RAISE.changedAt}+1`), 'the time must be like 2026-11-26T09:30:00.000Z'],
    ['no day of evidence', change('evidence_date', ''), 'consent is raised only with a date, a wording and a channel'],
    ['more before its day', change('evidence_date', '12025-04-01'), 'consent is raised only with a date, a wording and a channel'],
    ['more after its day', change('evidence_date', '2025-04-01T09:30'), 'consent is raised only with a date, a wording and a channel'],
    ['no wording', change('wording', ''), 'consent is raised only with a date, a wording and a channel'],
    ['no channel', change('channel', ''), 'consent is raised only with a date, a wording and a channel'],
  ])('is not read past a line with %s', (_, cells, problem) => {
    expect(() => parseConsentLog([...logOf(LOWER), cells])).toThrow(
      expect.objectContaining({
        code: 'consent-log-invalid',
        message: `consent-changes.csv, line 3: ${problem}.`,
        hint: expect.stringContaining('Put a copy of it back'),
      }),
    );
  });

  it('is not read with other columns', () => {
    const columns =
      'change_id, action, level, identity_key, undated_records, evidence_date, wording, channel, reason, changed_by and changed_at';
    for (const header of [['change_id'], [...CONSENT_LOG_COLUMNS].reverse()])
      expect(() => parseConsentLog([header])).toThrow(`consent-changes.csv, line 1: the columns must be ${columns}.`);
  });
});

describe('the changes that stand', () => {
  it('are those that were not taken back, with all of their keys, oldest first', () => {
    const other = { ...RAISE, identityKey: 'fedcba9876543210', undatedRecords: 0 };
    const { identityKey: _, undatedRecords: __, ...raise } = RAISE;
    const { identityKey: ___, undatedRecords: ____, ...lower } = LOWER;
    expect(standingChanges([RAISE, other, LOWER])).toEqual([
      {
        ...raise,
        keys: [
          { identityKey: '0123456789abcdef', undatedRecords: 2 },
          { identityKey: 'fedcba9876543210', undatedRecords: 0 },
        ],
      },
      { ...lower, keys: [{ identityKey: '0123456789abcdef', undatedRecords: 2 }] },
    ]);
    expect(standingChanges([RAISE, other, LOWER, UNDONE]).map(({ changeId }) => changeId)).toEqual(['K2']);
    expect(standingChanges([])).toEqual([]);
  });

  it('are called by the next number, whatever the order of the lines', () => {
    expect(nextChangeId([])).toBe('K1');
    expect(nextChangeId([{ ...RAISE, changeId: 'K12' }, LOWER])).toBe('K13');
  });
});
