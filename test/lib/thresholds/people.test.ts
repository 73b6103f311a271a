import { describe, expect, it } from 'vitest';

import type { ListFacts, SchemeFacts, ThresholdResult } from '../../../src/lib/model/scheme.js';
import { evaluateThreshold } from '../../../src/lib/thresholds/evaluate.js';
import { windowOf } from '../../../src/lib/thresholds/people.js';
import { findThreshold } from '../../../src/lib/thresholds/select.js';
import { schemeOf } from './catalogue.js';

const list = (people: ListFacts['people'], filled: ListFacts['filled'] = {}): SchemeFacts => ({ list: { people, filled } });

function evaluate(id: string, threshold: string, count: number, facts: SchemeFacts, at: string): ThresholdResult {
  const scheme = schemeOf(id);
  return evaluateThreshold(scheme, findThreshold(scheme, threshold), { count, at, facts });
}

describe('the collection window', () => {
  it.each([
    // Calendar months end on the month's last day where it is shorter.
    ['gb-parliament-epetitions', '2025-08-31', '2026-02-28'],
    ['gb-parliament-epetitions', '2023-08-31', '2024-02-29'],
    ['gb-parliament-epetitions', '2025-01-15', '2025-07-15'],
    ['eu-eci', '2024-02-29', '2025-02-28'],
    ['ch-volksinitiative', '2025-03-31', '2026-09-30'],
    ['ch-fakultatives-referendum', '2025-01-01', '2025-04-11'],
    ['dk-borgerforslag', '2025-01-01', '2025-06-30'],
    ['de-bundestag-epetition', '2025-01-01', '2025-02-12'],
  ])('of %s from %s ends on %s', (id, opened, end) => {
    expect(windowOf(schemeOf(id), opened, '2026-11-24')).toEqual({ from: opened, to: end });
  });

  it('reaches back from the day of the check where each signature may only be so old', () => {
    expect(windowOf(schemeOf('us-mi-initiative'), null, '2025-06-30')).toEqual({ from: '2025-01-01', to: '2025-06-30' });
    expect(windowOf(schemeOf('nl-burgerinitiatief'), null, '2025-06-30').to).toBe('2025-06-30');
  });

  it('leaves out what is dated outside it, and says so', () => {
    const people = [
      { day: '2023-12-31', age: 40, count: 5 },
      { day: '2025-06-01', age: 40, count: 39_999 },
      { day: null, age: 40, count: 1 },
    ];
    const found = evaluate('nl-burgerinitiatief', 'agenda', 40_005, list(people), '2025-09-01');
    expect(found).toMatchObject({ outcome: 'met', missing: 0, notCountable: [{ reason: 'outside-window', signatures: 5 }] });
    expect(found.unchecked.join(' ')).toContain('1 of 40,005 signatures carry no date of signing');
    const short = evaluate('nl-burgerinitiatief', 'agenda', 40_004, list([{ day: '2023-12-31', age: 40, count: 5 }]), '2025-09-01');
    expect(short).toMatchObject({ outcome: 'not-met', missing: 1 });
    expect(short.explanation).toContain('after 5 dated outside the window are left out');
  });

  it('does not lose who signed half an hour after midnight, for a stamp in universal time', () => {
    // 00:30 on 1 June in London is 23:30 on 31 May in universal time; 23:30 on the last day in New York is the day after.
    const facts = {
      opened: '2025-06-01',
      ...list([
        { day: '2025-05-30', orAfter: true, age: null, count: 1 },
        { day: '2025-05-31', orAfter: true, age: null, count: 2 },
        { day: '2025-05-31', orBefore: true, age: null, count: 4 },
        { day: '2025-05-31', age: null, count: 8 },
        { day: '2025-06-01', orBefore: true, age: null, count: 16 },
        { day: '2025-12-02', orBefore: true, age: null, count: 32 },
        { day: '2025-12-02', age: null, count: 64 },
        { day: '2025-07-01', orBefore: true, orAfter: true, age: null, count: 128 },
      ]),
    };
    const found = evaluate('gb-parliament-epetitions', 'response', 255, facts, '2025-12-10');
    expect(found.notCountable).toEqual([{ reason: 'outside-window', signatures: 1 + 4 + 8 + 64 }]);
    expect(found.unchecked.join(' ')).toContain('50 of 255 signatures are stamped in universal time so near the first or the last day');
  });

  it('takes no stamp of the day of the check for one of tomorrow, where the window ends on that day', () => {
    const facts = list([{ day: '2025-09-01', orAfter: true, age: 40, count: 12 }]);
    const found = evaluate('nl-burgerinitiatief', 'agenda', 12, facts, '2025-09-01');
    expect(found.notCountable).toEqual([]);
    expect(found.unchecked.join(' ')).not.toContain('universal time');
  });

  it('includes its first and its last day', () => {
    const facts = {
      opened: '2025-08-31',
      ...list([
        { day: '2025-08-30', age: null, count: 1 },
        { day: '2025-08-31', age: null, count: 1 },
        { day: '2026-02-28', age: null, count: 1 },
        { day: '2026-03-01', age: null, count: 1 },
      ]),
    };
    const found = evaluate('gb-parliament-epetitions', 'response', 4, facts, '2026-03-01');
    expect(found.notCountable).toEqual([{ reason: 'outside-window', signatures: 2 }]);
    expect(found.deadline).toBe('2026-02-28');
  });
});

describe('who may sign', () => {
  it('leaves out people who were too young on the day, once', () => {
    const people = [
      { day: '2025-06-01', age: 17, count: 3 },
      { day: '2023-01-01', age: 17, count: 2 },
      { day: '2025-06-01', age: 18, count: 40_000 },
      { day: '2025-06-01', age: null, count: 7 },
    ];
    const found = evaluate('nl-burgerinitiatief', 'agenda', 40_012, list(people), '2025-09-01');
    expect(found.notCountable).toEqual([
      { reason: 'outside-window', signatures: 2 },
      { reason: 'under-age', signatures: 3 },
    ]);
    expect(found.outcome).toBe('met');
    expect(found.unchecked.join(' ')).toContain('7 of 40,012 signatures carry no date of birth');
  });

  it('says that the rest is not checked', () => {
    const found = evaluate('gb-parliament-epetitions', 'response', 10_000, {}, '2026-11-24');
    expect(found.unchecked.at(-1)).toContain('British citizens and UK residents');
    expect(found.unchecked.at(-1)).toContain('not checked');
  });

  it('points to the body’s own rule about duplicates, where one is known', () => {
    expect(evaluate('gb-parliament-epetitions', 'response', 10_000, {}, '2026-01-01').unchecked.join(' ')).toContain(
      'duplicates by a rule of its own, see `handin schemes gb-parliament-epetitions`',
    );
    expect(evaluate('fi-kansalaisaloite', 'submission', 50_000, {}, '2026-01-01').unchecked.join(' ')).not.toContain('duplicates');
  });

  it('tells which data the body asks for and the list lacks', () => {
    const people = [{ day: '2025-06-01', age: null, count: 10 }];
    const found = evaluate('gb-parliament-epetitions', 'response', 10, list(people, { full_name: 10, email: 8 }), '2026-11-24');
    const said = found.unchecked.join('\n');
    expect(said).not.toContain('“full name”');
    expect(said).toContain('“email” with each signature; 2 of 10 lack it');
  });

  it('asks nothing of organisations', () => {
    const scheme = schemeOf('gb-parliament-epetitions');
    const found = evaluateThreshold(scheme, findThreshold(scheme, 'response'), { count: 5, at: '2026-11-24', of: 'organisations' });
    expect(found).toMatchObject({ outcome: 'does-not-apply', unchecked: [], notCountable: [] });
  });
});
