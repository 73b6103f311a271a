import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import type { Scheme, SchemeThreshold } from '../../../src/lib/model/scheme.js';
import { firstDay, lastDay } from '../../../src/lib/thresholds/dates.js';
import {
  describeExternalLists,
  describeThreshold,
  describeWindow,
  evaluateMilestone,
  evaluateScheme,
  evaluateThreshold,
  stateAt,
  thresholdsToCheck,
} from '../../../src/lib/thresholds/evaluate.js';
import { findThreshold } from '../../../src/lib/thresholds/select.js';
import { schemeOf, schemes, shiftDay } from './catalogue.js';

const AT = '2026-11-24';

function evaluate(id: string, thresholdId: string, count: number, more: object = {}) {
  const scheme = schemeOf(id);
  return evaluateThreshold(scheme, findThreshold(scheme, thresholdId), { count, at: AT, ...more });
}

const everyThreshold: readonly (readonly [Scheme, SchemeThreshold])[] = schemes.flatMap((scheme) =>
  scheme.thresholds.map((threshold) => [scheme, threshold] as const),
);

describe('evaluateThreshold', () => {
  it.each([
    ['nl-burgerinitiatief', 'agenda', 40_000, 'met', "40,000 counted signatures reach the 40,000 asked for under “Citizens' initiative”."],
    [
      'nl-burgerinitiatief',
      'agenda',
      39_999,
      'not-met',
      "39,999 counted signatures fall short of the 40,000 asked for under “Citizens' initiative”: 1 is missing.",
    ],
    [
      'gb-eng-walsall',
      'petition',
      1,
      'not-met',
      '1 counted signature falls short of the 10 asked for under “Walsall Council petition scheme”: 9 are missing.',
    ],
    [
      'gb-parliament-epetitions',
      'supporters',
      25,
      'as-many-as',
      '25 counted signatures are as many as the 5 asked for under “UK Government and Parliament e-petitions”, but only signatures given on its own service count there, so this is not met.',
    ],
    [
      'pt-peticao',
      'plenary',
      7500,
      'not-met',
      '7,500 counted signatures fall short of the more than 7,500 asked for under “Petition to the Assembly of the Republic”: 1 is missing.',
    ],
    [
      'pt-peticao',
      'plenary',
      7501,
      'met',
      '7,501 counted signatures reach the more than 7,500 asked for under “Petition to the Assembly of the Republic”.',
    ],
    [
      'eu-eci',
      'states',
      7,
      'does-not-apply',
      "This stage of “European Citizens' Initiative” asks for 7 member states, which a number of signatures cannot be compared with.",
    ],
    [
      'de-bundestag-epetition',
      'public-hearing-until-2024',
      60_000,
      'expired',
      '50,000 signatures under “Public petition to the Bundestag”: this applied until 30 June 2024, not on 24 November 2026.',
    ],
    [
      'us-we-the-people',
      'answer-2013',
      100_000,
      'expired',
      '100,000 signatures under “We the People”: it is no longer in use, and the day it ended is not known.',
    ],
    [
      'de-by-volksbegehren',
      'volksbegehren',
      1_000_000,
      'unknown',
      '“Popular initiative for a law (Volksbegehren), Bavaria” asks for 10% of eligible voters; what that comes to is not known here (say what it is of with --base N), so whether 1,000,000 counted signatures are enough is unknown.',
    ],
    [
      'nz-house-petition',
      'presentation',
      1,
      'unknown',
      'That “Petition to the House” asks for 1 signature is from memory and was not looked up, so whether 1 counted signature is enough is unknown.',
    ],
    [
      'be-chamber-petition',
      'hearing',
      30_000,
      'unknown',
      '30,000 counted signatures reach the 25,000 asked for under “Petition to the Chamber with right to be heard”, but a rule about regions goes with it (each of the three regions must reach its minimum), and counts per region are needed: give the counts per region with --counts FILE (two columns, region and count).',
    ],
  ] as const)('says of %s:%s with %i that it is "%s"', (id, thresholdId, count, outcome, explanation) => {
    const result = evaluate(id, thresholdId, count);
    expect(result.outcome).toBe(outcome);
    expect(result.explanation.replace(/“Popular[^”]*”/, '“Popular initiative for a law (Volksbegehren), Bavaria”')).toBe(explanation);
  });

  it('carries the facts of the threshold beside the answer', () => {
    expect(evaluate('gb-parliament-epetitions', 'response', 9_999)).toMatchObject({
      scheme: 'gb-parliament-epetitions',
      threshold: 'response',
      of: 'signatures',
      count: 9_999,
      required: 10_000,
      comparison: 'gte',
      reached: false,
      missing: 1,
      triggers: 'the government publishes a written response',
      source: 'https://petition.parliament.uk/help',
      checked: '2026-11-22',
      confidence: 'seen-official',
    });
  });

  it('does not let organisations stand in for people', () => {
    expect(evaluate('gb-eng-walsall', 'petition', 58, { of: 'organisations' })).toMatchObject({
      outcome: 'does-not-apply',
      reached: null,
      missing: null,
    });
  });

  it('does not apply a number before it is in force', () => {
    expect(evaluate('pt-peticao', 'plenary', 9_000, { at: '2020-09-30' }).outcome).toBe('does-not-apply');
    expect(evaluate('pt-peticao', 'plenary', 9_000, { at: '2020-10-01' }).outcome).toBe('met');
  });

  it('answers a historic scheme whose end is known by its dates', () => {
    expect(evaluate('kr-blue-house-petition', 'answer', 200_000, { at: '2022-05-09' }).outcome).toBe('met');
    expect(evaluate('kr-blue-house-petition', 'answer', 200_000, { at: '2022-05-10' }).outcome).toBe('expired');
  });

  it.each([
    [
      'a scheme that may not take outside lists',
      'gb-eng-walsall',
      'petition',
      10,
      {},
      'Whether lists collected elsewhere are accepted is not known',
    ],
    ['a threshold that is about to expire', 'us-ca-initiative', 'statute', 1, {}, 'applies only until the end of 2026'],
    ['a scheme that may not exist as described', 'gb-nir-assembly-petition', 'epetition-2016', 1, {}, 'in use as described is unclear'],
    ['a number above the stage', 'gb-eng-dorset-council', 'director', 50, {}, 'up to 49'],
    [
      'a scheme that was not checked for more than a year',
      'gb-eng-walsall',
      'petition',
      10,
      { at: '2027-11-23' },
      'last checked on 22 November 2026',
    ],
    [
      'an outside list while there is still time',
      'gb-parliament-epetitions',
      'debate',
      10,
      {},
      'A list collected elsewhere does not count',
    ],
    ['a rule about outside lists that was not read', 'fr-senat-epetition', 'conference', 100_000, {}, 'the rule itself was not read'],
    ['regions that go with a number that is as many', 'us-oh-initiative', 'amendment', 413_487, {}, '44 of the 88 counties'],
    ['what is odd about the number', 'gb-wls-senedd-petition', 'consideration', 250, {}, 'the public text says'],
  ] as const)('warns of %s', (_, id, thresholdId, count, more, expected) => {
    expect(evaluate(id, thresholdId, count, more).warnings.join('\n')).toContain(expected);
  });

  it('gives no warning where there is nothing to warn of', () => {
    expect(evaluate('nl-burgerinitiatief', 'agenda', 40_000).warnings).toEqual([]);
  });

  it.each([
    ['calendar months, to the day', 'fi-kansalaisaloite', 'submission', '2026-01-31', '2026-07-31', false],
    ['calendar months, one day over', 'fi-kansalaisaloite', 'submission', '2026-01-31', '2026-08-01', true],
    ['the last day of a shorter month', 'fi-kansalaisaloite', 'submission', '2025-08-31', '2026-02-28', false],
    ['a day after a shorter month', 'fi-kansalaisaloite', 'submission', '2025-08-31', '2026-03-01', true],
    ['exact days, to the day', 'lu-chamber-petition', 'debate', '2026-01-01', '2026-02-12', false],
    ['exact days, one day over', 'lu-chamber-petition', 'debate', '2026-01-01', '2026-02-13', true],
    ['the longest of several windows', 'ca-commons-epetition', 'certification', '2026-01-01', '2026-05-01', false],
    ['more than the longest of several windows', 'ca-commons-epetition', 'certification', '2026-01-01', '2026-05-02', true],
    ['no window', 'ca-commons-paper-petition', 'certification', '2001-01-01', '2026-05-02', false],
    ['an unknown window', 'gb-eng-walsall', 'petition', '2001-01-01', '2026-05-02', false],
  ] as const)('measures a window: %s', (_, id, thresholdId, collectedFrom, collectedTo, isWarned) => {
    const result = evaluate(id, thresholdId, 1, { collectedFrom, collectedTo });
    expect(result.warnings.some((warning) => warning.startsWith('The signatures run from'))).toBe(isWarned);
    expect(result.outcome).toBe(evaluate(id, thresholdId, 1).outcome);
  });

  it('measures a rolling window from the first signature to the day itself', () => {
    const warned = evaluate('nl-burgerinitiatief', 'agenda', 1, { collectedFrom: '2025-11-23' }).warnings;
    expect(warned.join()).toContain('older than 1 year');
    expect(evaluate('nl-burgerinitiatief', 'agenda', 1, { collectedFrom: '2025-11-24' }).warnings.join()).not.toContain('older than');
  });

  it('refuses what is not a count or not a day as a defect of ours', () => {
    expect(() => evaluate('gb-eng-walsall', 'petition', 1.5)).toThrow('not a count');
    expect(() => evaluate('gb-eng-walsall', 'petition', -1)).toThrow('not a count');
    expect(() => evaluate('gb-eng-walsall', 'petition', 1, { at: '2026-02-30' })).toThrow('not a calendar day');
    expect(() => evaluate('gb-eng-walsall', 'petition', 1, { at: '2026' })).toThrow('not a calendar day');
  });
});

describe('bare numbers', () => {
  it.each([
    ['own service only', 'gb-parliament-epetitions', 'supporters', 5],
    ['expired', 'de-bundestag-epetition', 'public-hearing-until-2024', 50_000],
    ['from memory', 'nz-house-petition', 'presentation', 1],
    ['bound to regions', 'be-chamber-petition', 'hearing', 25_000],
  ] as const)('are compared although the number is %s, and it says so', (_, id, thresholdId, count) => {
    const reached = evaluate(id, thresholdId, count, { numbersOnly: true });
    expect(reached.outcome).toBe('met');
    expect(reached.explanation).toMatch(/^As bare numbers, /);
    expect(reached.warnings[0]).toContain('Only the bare numbers are compared');
    expect(evaluate(id, thresholdId, count - 1, { numbersOnly: true }).outcome).toBe('not-met');
  });

  it('do not turn an unknown number or another unit into an answer', () => {
    expect(evaluate('de-by-volksbegehren', 'volksbegehren', 5_000_000, { numbersOnly: true }).outcome).toBe('unknown');
    expect(evaluate('eu-eci', 'states', 5_000_000, { numbersOnly: true }).outcome).toBe('does-not-apply');
  });
});

describe('what holds for every threshold', () => {
  const anyThreshold = fc.constantFrom(...everyThreshold);
  const anyDay = fc
    .date({ min: new Date('2008-01-01'), max: new Date('2031-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));

  it('stays met when one more signature comes', () => {
    fc.assert(
      fc.property(anyThreshold, anyDay, fc.nat(), fc.boolean(), ([scheme, threshold], at, anyCount, numbersOnly) => {
        // Near the number is where it could break.
        const count = threshold.count === null ? anyCount : Math.max(0, threshold.count - 3 + (anyCount % 7));
        const before = evaluateThreshold(scheme, threshold, { count, at, numbersOnly });
        const after = evaluateThreshold(scheme, threshold, { count: count + 1, at, numbersOnly });
        if (before.outcome === 'met' || before.outcome === 'as-many-as') expect(after.outcome).toBe(before.outcome);
        expect((after.missing ?? 0) <= (before.missing ?? 0)).toBe(true);
      }),
    );
  });

  it('never says met of an expired, remembered or own-service number', () => {
    fc.assert(
      fc.property(anyThreshold, anyDay, ([scheme, threshold], at) => {
        const result = evaluateThreshold(scheme, threshold, { count: 2_000_000_000, at });
        expect(result.explanation).toMatch(/^[^\n]+\.$/);
        if (result.outcome !== 'met') return;
        expect(stateAt(scheme, threshold, at)).toBe('in-force');
        expect(threshold.confidence).not.toBe('memory');
        expect(['accepted', 'unknown']).toContain(scheme.external_lists.value);
        expect(scheme.regional_minimums?.applies_to ?? []).not.toContain(threshold.id);
      }),
    );
  });

  it('always has something to check', () => {
    fc.assert(
      fc.property(fc.constantFrom(...schemes), anyDay, (scheme, at) => {
        expect(thresholdsToCheck(scheme, at).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('dates of validity', () => {
  const begins = everyThreshold.flatMap(([scheme, threshold]) => {
    // The Bundestag's 50,000 ended on the day before its scheme's present form began.
    const isOlder = threshold.valid_to !== null && scheme.valid_from !== null && threshold.valid_to < scheme.valid_from;
    const from = threshold.valid_from ?? (isOlder ? null : scheme.valid_from);
    return from === null ? [] : [[`${scheme.id}:${threshold.id}`, from, scheme, threshold] as const];
  });
  const ends = everyThreshold.flatMap(([scheme, threshold]) => {
    const to = threshold.valid_to ?? scheme.valid_to;
    return to === null ? [] : [[`${scheme.id}:${threshold.id}`, to, scheme, threshold] as const];
  });

  it.each(begins)('%s begins with %s', (_, from, scheme, threshold) => {
    const day = from.length === 4 ? `${from}-01-01` : from.length === 7 ? `${from}-01` : from;
    expect(stateAt(scheme, threshold, shiftDay(day, -1))).toBe('not-yet');
    const isOver = scheme.status === 'historic' && threshold.valid_to === null && scheme.valid_to === null;
    expect(stateAt(scheme, threshold, day)).toBe(isOver ? 'expired' : 'in-force');
    expect(stateAt(scheme, threshold, shiftDay(day, 1))).toBe(isOver ? 'expired' : 'in-force');
  });

  it.each(ends)('%s ends with %s', (_, to, scheme, threshold) => {
    const day = to.length === 4 ? `${to}-12-31` : to.length === 7 ? `${to}-31` : to;
    expect(stateAt(scheme, threshold, shiftDay(day, -1))).toBe('in-force');
    expect(stateAt(scheme, threshold, day)).toBe('in-force');
    expect(stateAt(scheme, threshold, shiftDay(day, 1))).toBe('expired');
  });

  it.each([
    ['2023', '2023-01-01', '2023-12-31'],
    ['2020-10', '2020-10-01', '2020-10-31'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2023-02', '2023-02-01', '2023-02-28'],
    ['2020-12', '2020-12-01', '2020-12-31'],
    ['2024-07-15', '2024-07-15', '2024-07-15'],
  ])('reads %s as %s to %s', (date, first, last) => {
    expect([firstDay(date), lastDay(date)]).toEqual([first, last]);
  });
});

describe('evaluateScheme', () => {
  const ids = (id: string, at: string) => evaluateScheme(schemeOf(id), { count: 1, at }).map((result) => result.threshold);

  it.each([
    ['all that are in force', 'gb-parliament-epetitions', AT, ['supporters', 'response', 'debate']],
    ['no number that has a successor', 'gb-wls-senedd-petition', AT, ['supporters', 'consideration', 'debate']],
    ['the numbers of a past day', 'pt-peticao', '2019-05-01', ['plenary-until-2020']],
    [
      'a number that has run out without a successor',
      'us-ca-initiative',
      '2027-01-01',
      ['statute', 'amendment', 'referendum', 'notice-25'],
    ],
    ['the current numbers on their last day', 'us-ca-initiative', '2026-12-31', ['statute', 'amendment', 'referendum', 'notice-25']],
    ['a number whose successor has not begun', 'us-mi-initiative', '2019-06-01', ['statute-2020', 'amendment-2018']],
    ['everything when nothing is in force', 'kr-blue-house-petition', AT, ['answer']],
  ] as const)('answers %s', (_, id, at, expected) => {
    expect(ids(id, at)).toEqual(expected);
  });

  it('answers the one that is asked for, expired or not', () => {
    const results = evaluateScheme(schemeOf('gb-wls-senedd-petition'), { thresholdId: 'debate-2017', count: 6_000, at: AT });
    expect(results.map((result) => [result.threshold, result.outcome])).toEqual([['debate-2017', 'expired']]);
  });
});

test("a campaign's own milestone is met or not met", () => {
  const milestone = { name: 'Our first milestone', count: 25, of: 'signatures' } as const;
  expect(evaluateMilestone(milestone, 25)).toMatchObject({ scheme: null, outcome: 'met', missing: 0, confidence: null });
  expect(evaluateMilestone(milestone, 24)).toMatchObject({ outcome: 'not-met', reached: false, missing: 1 });
  expect(evaluateMilestone({ ...milestone, of: 'organisations' }, 1).explanation).toBe(
    '1 counted organisation falls short of the 25 of “Our first milestone”: 24 are missing.',
  );
});

describe('words', () => {
  it.each([
    ['gb-parliament-epetitions', 'response', '10,000 signatures'],
    ['gb-commons-public-petition', 'presentation', '1 signature'],
    ['gb-eng-kingston-upon-thames', 'full-council', 'more than 500 signatures'],
    ['at-volksbegehren', 'introduction', '8,401 signatures'],
    ['br-iniciativa-popular', 'bill', '1% of national electorate'],
    ['us-nv-petition-verification', 'required', 'a number fixed case by case'],
  ] as const)('%s:%s asks for "%s"-like words', (id, thresholdId, expected) => {
    expect(describeThreshold(findThreshold(schemeOf(id), thresholdId))).toBe(expected);
  });

  it.each([
    ['gb-parliament-epetitions', 'Signatures may be collected for 6 months from publication of the petition.'],
    ['gb-wls-senedd-petition', 'Signatures may be collected for 6 months from publication, at least 30 days.'],
    ['ca-commons-epetition', 'Signatures may be collected for 30, 60, 90 or 120 days from publication on the website.'],
    ['nl-burgerinitiatief', 'A signature may be at most 1 year old when it is handed in.'],
    ['us-mi-initiative', 'A signature may be at most 180 days old when it is handed in.'],
    ['ca-commons-paper-petition', 'There is no collection window.'],
    ['gb-eng-walsall', 'Whether there is a collection window is not known.'],
    ['lu-chamber-petition', 'Signatures may be collected for 42 days from opening for signature (from memory, not looked up).'],
  ])('describes the window of %s', (id, expected) => {
    expect(describeWindow(schemeOf(id))).toBe(expected);
  });

  it('describes every window and every rule about lists in one sentence', () => {
    for (const scheme of schemes) {
      expect(describeWindow(scheme)).toMatch(/^[A-Z][^\n]+\.$/);
      expect(describeExternalLists(scheme)).toMatch(/^[A-Z][^\n]+\.$/);
      expect(describeWindow(scheme)).not.toContain('undefined');
    }
  });
});
