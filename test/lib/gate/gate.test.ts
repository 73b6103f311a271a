import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type DisplayLimits, displayOf, minConsent, type PrivateSignature } from '../../../src/lib/gate/display.js';
import { fillPlaceholders } from '../../../src/lib/gate/placeholders.js';
import { buildRelease, type GateInput } from '../../../src/lib/gate/release.js';
import { buildStatement, releasedSignals, STATEMENT_LINES } from '../../../src/lib/gate/statement.js';
import type { Campaign } from '../../../src/lib/model/campaign.js';
import { CONSENT_LEVELS, type ConsentLevel, REASONS } from '../../../src/lib/model/record.js';
import type { Shown } from '../../../src/lib/model/release.js';
import type { SignalsReport } from '../../../src/lib/model/signals-report.js';
import { Red } from '../../../src/lib/red.js';

const signature = (full: string, consent: ConsentLevel, place = '', given = ''): PrivateSignature => ({
  full_name: new Red(full),
  given_name: new Red(given),
  family_name: new Red(''),
  place: new Red(place),
  comment: new Red(''),
  births: new Red(''),
  first_signed: new Red(''),
  display_consent: consent,
  comment_approved: false,
});
const under = (ceiling: ConsentLevel): DisplayLimits => ({ ceiling, date: '2025-05-06' });

describe('what of a signatory is shown', () => {
  it.each<[string, PrivateSignature, ConsentLevel, unknown]>([
    ['nothing without consent', signature('Ann Example', 'count-only', 'Leeds'), 'name-place', null],
    ['nothing under a ceiling of count-only', signature('Ann Example', 'name-place', 'Leeds'), 'count-only', null],
    ['initials', signature('Ann Mary Example-Jones', 'initials'), 'name', { name: 'A. M. E. J.' }],
    ['the first name', signature('Ann Example', 'first-name', 'Leeds', 'Ann'), 'name-place', { name: 'Ann' }],
    ['the name without the place', signature('Ann Example', 'name', 'Leeds'), 'name-place', { name: 'Ann Example' }],
    ['name and place', signature('Ann Example', 'name-place', 'Leeds'), 'name-place', { name: 'Ann Example', place: 'Leeds' }],
    [
      'the name alone when the place is a postcode',
      signature('Ann Example', 'name-place', 'ZZ99 1AA'),
      'name-place',
      { name: 'Ann Example' },
    ],
    ['nothing when the name is an e-mail address', signature('ann@example.org', 'name'), 'name', null],
    ['nothing when letters were lost', signature('Ann Ex\uFFFDmple', 'name'), 'name', null],
    ['the name in NFC, without bidi controls', signature('Sia\u0302n \u202EExample', 'name'), 'name', { name: 'Siân Example' }],
    ['the Persian joiner as it is', signature('علی\u200Cرضا نمونه', 'name'), 'name', { name: 'علی\u200Cرضا نمونه' }],
  ])('is %s', (_, person, ceiling, expected) => {
    expect(displayOf(person, under(ceiling))).toEqual(expected);
  });

  it('never exceeds the lower of ceiling and consent', () => {
    const level = fc.constantFrom(...CONSENT_LEVELS);
    fc.assert(
      fc.property(level, level, (a, b) => {
        const least = minConsent(a, b);
        expect(CONSENT_LEVELS.indexOf(least)).toBe(Math.min(CONSENT_LEVELS.indexOf(a), CONSENT_LEVELS.indexOf(b)));
        const shown = displayOf(signature('Ann Example', a, 'Leeds', 'Ann'), under(b));
        expect(shown === null).toBe(least === 'count-only');
        expect(shown?.place === undefined).toBe(!least.startsWith('name-place'));
      }),
    );
  });
});

describe('the statement of numbers', () => {
  const low = (shown: Shown): number => ('exact' in shown ? shown.exact : shown.from);
  const high = (shown: Shown): number => ('exact' in shown ? shown.exact : shown.to);

  it('shows reasons of ten and more, and folds the rest into one band with the total received', () => {
    expect(buildStatement({ signature: 25, 'same-person': 12, 'shared-email': 3, 'status-withdrawn': 1 }, 'linked')).toEqual({
      method: 'linked',
      received: { from: 37, to: 46 },
      lines: [
        { id: 'duplicate', count: { exact: 12 } },
        { id: 'other', count: { from: 0, to: 9 } },
      ],
      counted: 25,
    });
  });

  it('shows what was struck out as a line of its own from ten on, and never by which rule', () => {
    const statement = buildStatement({ signature: 25, 'struck-by-rule': 10 }, 'exact');
    expect(statement.lines).toEqual([
      { id: 'struck-out', count: { exact: 10 } },
      { id: 'other', count: { from: 0, to: 9 } },
    ]);
    expect(statement.received).toEqual({ from: 35, to: 44 });
  });

  it('has a line for every reason for which a person’s record is left out, and one only', () => {
    const left = REASONS.filter((reason) => !['signature', 'same-organisation'].includes(reason));
    const lines = STATEMENT_LINES.flatMap(({ reasons }) => reasons);
    expect(lines.toSorted()).toEqual(left.toSorted());
  });

  it('gives no small number back by any subtraction, and always holds the truth', () => {
    const count = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(
        fc.record({
          signature: count,
          'same-person': count,
          'shared-email': count,
          'status-unconfirmed': count,
          'status-withdrawn': count,
          'row-long': count,
          'struck-by-rule': count,
        }),
        (people) => {
          const statement = buildStatement(people, 'exact');
          const total = Object.values(people).reduce((sum, value) => sum + value, 0);
          expect(low(statement.received)).toBeLessThanOrEqual(total);
          expect(high(statement.received)).toBeGreaterThanOrEqual(total);
          for (const { id, count: shown } of statement.lines) {
            if (id === 'other') expect(high(shown) - low(shown)).toBe(9);
            else expect(low(shown)).toBeGreaterThanOrEqual(10);
          }
          const other = statement.lines.find((line) => line.id === 'other');
          const exact = statement.lines.filter((line) => line.id !== 'other').reduce((sum, line) => sum + low(line.count), 0);
          // Received less counted less what is shown exactly is the band itself, no narrower.
          expect(low(statement.received) - statement.counted - exact).toBe(low(other?.count ?? { exact: -1 }));
          expect(high(statement.received) - statement.counted - exact).toBe(high(other?.count ?? { exact: -1 }));
        },
      ),
    );
  });
});

describe('what the pack tells of signs of forgery', () => {
  const found = (flagged: number): SignalsReport =>
    ({
      flagged,
      checks: [
        { id: 'clockwork', weight: 'flag', state: 'ran', tests: 3 },
        { id: 'burst', weight: 'observation', state: 'not-in-the-data', tests: 0 },
      ],
      flags: [{ id: 'F0123abcd', signal: 'clockwork', seen: flagged }],
    }) as unknown as SignalsReport;

  it('is which signs were looked for and how far the count could be out, and no finding', () => {
    const statement = buildStatement({ signature: 10_412 }, 'exact', found(292));
    expect(statement.signals).toEqual({ checks: ['clockwork'], flagged: { exact: 292 }, bracket: { from: 10_120, to: 10_412 } });
    expect(JSON.stringify(statement)).not.toContain('F0123abcd');
    expect(buildStatement({ signature: 5 }, 'exact')).not.toHaveProperty('signals');
  });

  it('is the same for every number of flagged signatures under ten, none included', () => {
    for (let flagged = 0; flagged < 10; flagged++) {
      expect(releasedSignals(found(flagged), 100)).toEqual({
        checks: ['clockwork'],
        flagged: { from: 0, to: 9 },
        bracket: { from: 91, to: 100 },
      });
      expect(releasedSignals(found(Math.min(flagged, 4)), 4).bracket).toEqual({ from: 0, to: 4 });
    }
    expect(releasedSignals(found(10), 100)).toEqual({ checks: ['clockwork'], flagged: { exact: 10 }, bracket: { from: 90, to: 100 } });
  });
});

const campaign: Campaign = {
  kind: 'petition',
  title: 'Example',
  language: 'en-GB',
  organisers: [{ name: 'Example Network', contact: 'hello@example.org' }],
  targets: [{ id: 'office', name: 'Example Office', role: 'Secretary' }],
  statistics: [],
  aims: [],
  expect: {},
  sources: [{ file: 'a.csv', profile: 'auto', medium: 'online' }],
  fixed: [],
  strikes: [],
  thresholds: [],
  matching: { 'shared-email': 'household' },
  display: { ceiling: 'name-place' },
  pack: { publish: [] },
};
const input = (signatures: readonly PrivateSignature[]): GateInput => ({
  version: '1',
  campaign,
  date: '2025-05-06',
  sections: ['cover'],
  texts: {
    letter: {
      blocks: [{ type: 'paragraph', children: [{ type: 'text', text: 'To the {{target.role}}: {{signatures}} people.' }] }],
      notes: [],
    },
  },
  people: { signature: 1204 },
  method: 'exact',
  collectsSignatures: true,
  signatures,
  organisationCount: 0,
  organisations: [],
  thresholds: [],
});

describe('the release', () => {
  it('is the same whatever the order of signatures and whoever is withheld', () => {
    const person = fc.record({
      name: fc.constantFrom('Ann Example', 'Zoë Sample', 'Łukasz Przykład'),
      consent: fc.constantFrom(...CONSENT_LEVELS),
      place: fc.constantFrom('', 'Leeds'),
    });
    fc.assert(
      fc.property(fc.array(person, { maxLength: 8 }), fc.string(), (people, secret) => {
        const cells = people.map(({ name, consent, place }) => signature(name, consent, place));
        // What is not consented is replaced, and the order turned round.
        const other = [...people]
          .reverse()
          .map(({ name, consent, place }) =>
            signature(consent === 'count-only' ? `${secret} hidden` : name, consent, consent.startsWith('name-place') ? place : secret),
          );
        expect(buildRelease(input(other))).toEqual(buildRelease(input(cells)));
      }),
    );
  });

  it('fills placeholders per target and refuses unknown ones with a suggestion', () => {
    const [document] = buildRelease(input([])).documents;
    expect(JSON.stringify(document?.letter)).toContain('To the Secretary: 1,204 people.');
    const text = { blocks: [{ type: 'paragraph' as const, children: [{ type: 'text' as const, text: '{{signature}}' }] }], notes: [] };
    expect(() => fillPlaceholders(text, new Map([['signatures', '5']]), 'letter.md')).toThrow(
      'letter.md: there is no placeholder {{signature}}.',
    );
  });
});
