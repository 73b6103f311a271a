import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isPossiblyUnder18 } from '../../../src/lib/gate/age.js';
import {
  cleanComment,
  commentOf,
  type DisplayLimits,
  displayOf,
  effectiveLevel,
  minConsent,
  type PrivateSignature,
} from '../../../src/lib/gate/display.js';
import { buildRelease, type GateInput } from '../../../src/lib/gate/release.js';
import type { Campaign } from '../../../src/lib/model/campaign.js';
import { CONSENT_LEVELS, type ConsentLevel } from '../../../src/lib/model/record.js';
import type { Release } from '../../../src/lib/model/release.js';
import { buildSections } from '../../../src/lib/pack/sections/index.js';
import { releaseOf } from '../../../src/lib/pack/view.js';
import { Red } from '../../../src/lib/red.js';

type Cells = Partial<Record<'given' | 'family' | 'full' | 'place' | 'comment' | 'births' | 'signed', string>> & {
  readonly consent?: ConsentLevel;
  readonly approved?: boolean;
};

const person = ({
  given = '',
  family = '',
  full = 'Ann Example',
  place = '',
  comment = '',
  births = '',
  signed = '2025-03-01',
  consent = 'name-place-comment',
  approved = false,
}: Cells): PrivateSignature => ({
  given_name: new Red(given),
  family_name: new Red(family),
  full_name: new Red(full),
  place: new Red(place),
  comment: new Red(comment),
  births: new Red(births),
  first_signed: new Red(signed),
  display_consent: consent,
  comment_approved: approved,
});
const under = (ceiling: ConsentLevel): DisplayLimits => ({ ceiling, date: '2025-05-06' });

describe('a first name', () => {
  it.each<[string, Cells, string | null]>([
    ['is shown where a field of its own holds it', { given: 'Ann Mary', full: 'Ann Mary Example' }, 'Ann Mary'],
    ['is never cut out of a whole name, whose first word can be the family name', { full: 'Nagy Anna' }, 'N. A.'],
    ['is not a cell that holds the whole name', { given: 'Ann Example', full: 'Ann Example' }, 'A. E.'],
    ['is the name of somebody with one name, where they gave it as a first name', { given: 'Suharto', full: 'Suharto' }, 'Suharto'],
    ['is initials where one name stands in the column of the whole one', { full: 'Suharto' }, 'S.'],
    ['is nothing where a character can be a whole family name', { full: '李小明' }, null],
    ['is shown in any script where it is a field', { given: '小明', full: '李小明' }, '小明'],
    ['is not a cell with a number in it', { given: 'Ann 07700 900123', full: 'Ann Example' }, 'A. E.'],
  ])('%s', (_, cells, expected) => {
    expect(displayOf(person(cells), under('first-name'))?.name ?? null).toBe(expected);
  });
});

describe('a level', () => {
  it('shows nothing of the fields that it does not list, whatever stands in them', () => {
    const level = fc.constantFrom(...CONSENT_LEVELS);
    fc.assert(
      fc.property(level, level, fc.boolean(), (ceiling, consent, approved) => {
        const signature = person({ given: 'Gwen', full: 'Gwen Fairweather', place: 'Plaistow', comment: 'Commentary', consent, approved });
        const limits = under(ceiling);
        const shown = JSON.stringify([displayOf(signature, limits), commentOf(signature, limits)]);
        const least = minConsent(ceiling, consent);
        const rank = CONSENT_LEVELS.indexOf(least);
        expect(shown.includes('Fairweather')).toBe(rank >= CONSENT_LEVELS.indexOf('name'));
        expect(shown.includes('Gwen')).toBe(rank >= CONSENT_LEVELS.indexOf('first-name'));
        expect(shown.includes('Plaistow')).toBe(rank >= CONSENT_LEVELS.indexOf('name-place'));
        expect(shown.includes('Commentary')).toBe(approved && least === 'name-place-comment');
        expect(effectiveLevel(signature, limits)).toBe(least);
      }),
    );
  });

  it('is count-only for a word that is no level', () => {
    expect(minConsent('name', 'everything' as ConsentLevel)).toBe('count-only');
  });
});

describe('whoever may be under 18', () => {
  it.each<[births: string, signed: string, isMinor: boolean]>([
    ['', '2025-03-01', false],
    ['2007-03-01', '2025-03-01', false],
    ['2007-03-02', '2025-03-01', true],
    ['2007-03-02', '2025-03-02T08:00:00Z', false],
    ['20070302', '2025-03-01', true],
    ['1990-01-01', '2025-03-01', false],
    // The youngest of what the records say.
    ['1990-01-01;2010-05-05', '2025-03-01', true],
    // A year alone, or in whatever order: its last day.
    ['2007', '2025-03-01', true],
    ['2006', '2025-03-01', false],
    ['02/03/2008', '2025-03-01', true],
    ['3.2.08', '2025-03-01', true],
    ['3.2.88', '2025-03-01', false],
    // Without a date of signing, two years before the pack.
    ['2005-05-06', '', false],
    ['2005-05-07', '', true],
    ['2005-05-07', 'last week', true],
    // Nobody gets older by a date of signing after the pack.
    ['2007-05-07', '2031-01-01', true],
    ['29 February 2012', '2025-03-01', true],
    ['rather not say', '2025-03-01', false],
    ['', '', false],
  ])('born "%s", signed "%s": %s', (births, signed, isMinor) => {
    expect(isPossiblyUnder18(births, signed, '2025-05-06')).toBe(isMinor);
    expect(displayOf(person({ births, signed }), under('name')) === null).toBe(isMinor);
  });
});

describe('a comment', () => {
  const comment = 'Because it is right.';
  const full = under('name-place-comment');

  it('leaves with its author when the level, the ceiling and an approval allow it', () => {
    expect(commentOf(person({ comment, place: 'Leeds', approved: true }), full)).toEqual({
      text: comment,
      name: 'Ann Example',
      place: 'Leeds',
    });
  });

  it.each<[string, Cells, ConsentLevel]>([
    ['an approval', { approved: false }, 'name-place-comment'],
    ['consent', { approved: true, consent: 'name-place' }, 'name-place-comment'],
    ['a ceiling', { approved: true }, 'name-place'],
    ['an author of age', { approved: true, births: '2012-01-01' }, 'name-place-comment'],
    ['an author who can be shown', { approved: true, full: 'ann@example.org' }, 'name-place-comment'],
    ['text', { approved: true, comment: ' \u202e\n ' }, 'name-place-comment'],
    ['a length that is one', { approved: true, comment: 'word '.repeat(500) }, 'name-place-comment'],
  ])('stays without %s', (_, cells, ceiling) => {
    expect(commentOf(person({ comment, ...cells }), under(ceiling))).toBeNull();
  });

  it.each(['Write to ann@example.org', 'Call 07700 900123.', 'I live at ZZ99 3WZ'])(
    'stays with contact data in it, whoever approved it: %s',
    (text) => {
      expect(commentOf(person({ comment: text, approved: true }), full)).toBeNull();
    },
  );

  it('keeps its paragraphs and loses what disturbs a page', () => {
    expect(cleanComment(' One\u202e  two\r\n\r\n\tthree\u0007 \u2028four ')).toBe('One two\nthree\nfour');
  });
});

const campaign: Campaign = {
  kind: 'petition',
  title: 'Example',
  language: 'en-GB',
  organisers: [{ name: 'Example Network' }],
  targets: [
    { id: 'ministry', name: 'Example Ministry', ceiling: 'initials' },
    { id: 'committee', name: 'Example Committee' },
    { id: 'nobody', name: 'Example Office', ceiling: 'count-only' },
  ],
  statistics: [],
  aims: [],
  expect: {},
  sources: [{ file: 'a.csv', profile: 'auto', medium: 'online' }],
  fixed: [],
  strikes: [],
  thresholds: [],
  matching: { 'shared-email': 'household' },
  display: { ceiling: 'name-place-comment' },
  pack: { publish: [] },
};

function releaseWith(signatures: readonly PrivateSignature[]): Release {
  const text = { blocks: [{ type: 'paragraph' as const, children: [{ type: 'text' as const, text: '{{named}} are named.' }] }], notes: [] };
  const input: GateInput = {
    version: '1',
    campaign,
    date: '2025-05-06',
    sections: ['cover', 'letter', 'text', 'numbers', 'how-we-counted', 'signatories', 'comments'],
    texts: { body: text, letter: text },
    people: { signature: 30 },
    method: 'exact',
    collectsSignatures: true,
    signatures,
    organisationCount: 0,
    organisations: [],
    thresholds: [],
  };
  return buildRelease(input);
}

describe('a target with a ceiling of its own', () => {
  const release = releaseWith([
    person({ full: 'Zoë Last', place: 'Leeds', comment: 'My words.', approved: true }),
    person({ full: 'Ann First', place: 'Hay' }),
    person({ full: 'Bo Middle', consent: 'name' }),
    person({ full: 'Cy Hidden', consent: 'count-only' }),
  ]);
  const pages = (index: number): string => JSON.stringify(buildSections(release, release.documents[index] as never, 'f'.repeat(64)));

  it('gets its own names, comments and numbers in its document, and nothing of the others', () => {
    expect(pages(0)).not.toMatch(/Last|First|Middle|Hidden|Leeds|Hay|My words|"Zoë/);
    expect(pages(0)).toContain('B. M.');
    expect(pages(2)).not.toMatch(/Last|First|Middle|Hidden|Leeds|My words|B\. M\./);
    expect(pages(2)).toContain('No signatory is named in this pack');
    expect(pages(1)).toMatch(/Ann First.*Bo Middle.*Zoë Last.*My words/s);
    expect(pages(1)).not.toMatch(/Hidden|B\. M\./);
  });

  it('is told numbers that fit its document', () => {
    const named = release.documents.map((document) => releaseOf(release, document).counts.named);
    expect(named).toEqual([3, 3, 0]);
    expect(JSON.stringify(release.documents[2]?.letter)).toContain('0 are named.');
    expect(JSON.stringify(release.documents[2]?.own?.body)).toContain('0 are named.');
    expect(release.documents.map(({ target }) => target)).not.toContainEqual(expect.objectContaining({ ceiling: expect.anything() }));
  });
});

describe('whoever is withheld', () => {
  it('leaves no gap, no placeholder, no number and no place in the order', () => {
    const name = fc.constantFrom('Ann Example', 'Zoë Sample', 'Łukasz Przykład', 'Олена Зразок', 'Émile Exemple');
    const shown = fc.record({
      full: name,
      place: fc.constantFrom('', 'Leeds', 'Hay'),
      consent: fc.constantFrom<ConsentLevel>('initials', 'name', 'name-place'),
    });
    const withheld = fc.record({ full: fc.string({ minLength: 1 }), place: fc.string(), consent: fc.constant<ConsentLevel>('count-only') });
    fc.assert(
      fc.property(fc.array(fc.oneof(shown, withheld), { maxLength: 12 }), (people) => {
        const alone = releaseWith(people.filter(({ consent }) => consent !== 'count-only').map(person));
        expect(releaseWith(people.map(person))).toEqual(alone);
        expect(releaseWith([...people].reverse().map(person))).toEqual(alone);
        for (const entry of alone.signatories.entries)
          expect(Object.keys(entry).every((key) => ['name', 'place'].includes(key))).toBe(true);
        expect(alone.signatories.entries.every((entry) => entry.name.trim() !== '')).toBe(true);
      }),
    );
  });
});

describe('a cell that is shown', () => {
  const everything = under('name-place');
  const shown = (cells: Cells, limits = everything) => displayOf(person(cells), limits);

  it.each<[string, Cells, unknown]>([
    ['without blanks around it', { full: '  Ann Example ' }, { name: 'Ann Example' }],
    ['with one blank between words', { full: 'Ann   Example', place: 'Hay \t on Wye' }, { name: 'Ann Example', place: 'Hay on Wye' }],
    ['without marks of direction', { full: 'An\u200en Ex\u2066ample' }, { name: 'Ann Example' }],
    [
      'with a blank for a control character',
      { full: 'Ann\u0007Example', place: 'Hay\u2028Wye' },
      { name: 'Ann Example', place: 'Hay Wye' },
    ],
    ['only if it is there', { place: ' \u202e ' }, { name: 'Ann Example' }],
    ['up to 200 characters', { full: 'A'.repeat(200), place: 'B'.repeat(200) }, { name: 'A'.repeat(200), place: 'B'.repeat(200) }],
    ['not as a place of more', { place: 'B'.repeat(201) }, { name: 'Ann Example' }],
    ['not as a name of more', { full: 'A'.repeat(201) }, null],
    ['not where it holds a web address', { full: 'Ann www.Example' }, null],
    ['not where it holds nothing', { full: ' ' }, null],
  ])('is printed %s', (_, cells, expected) => {
    expect(shown(cells)).toEqual(expected);
  });

  it.each<[string, Cells, string | null]>([
    ['of every part', { full: 'ann mary  example - jones' }, 'A. M. E. J.'],
    ['not where one part has none', { full: 'Ann 李' }, null],
    ['in place of a given name that is none', { full: 'Ann Example', given: '@' }, 'A. E.'],
  ])('is initials %s', (_, cells, expected) => {
    expect(shown(cells, under(cells.given === undefined ? 'initials' : 'first-name'))?.name ?? null).toBe(expected);
  });

  it('is none under no ceiling at all', () => {
    expect(minConsent()).toBe('count-only');
    expect(minConsent('name-place-comment')).toBe('name-place-comment');
  });
});

describe('the text of a comment', () => {
  it.each<[string, string, string]>([
    ['a carriage return alone', 'One\rtwo', 'One\ntwo'],
    ['a control character', 'One\u0007two', 'One two'],
    ['a byte-order mark', 'One\ufefftwo', 'One two'],
    ['a mark of direction', 'On\u202ee', 'One'],
    ['letters in two parts', 'e\u0301', 'é'],
    ['blanks around lines', ' One  \n\t two ', 'One\ntwo'],
    ['empty lines', 'One\n\n\n\ntwo\n', 'One\ntwo'],
    ['separators of paragraphs', 'One\u2029two', 'One\ntwo'],
  ])('is printed without %s', (_, text, printed) => {
    expect(cleanComment(text)).toBe(printed);
  });

  it('may have 2,000 characters and no more', () => {
    const ofLength = (length: number) => commentOf(person({ comment: 'x'.repeat(length), approved: true }), under('name-place-comment'));
    expect(ofLength(2000)?.text).toHaveLength(2000);
    expect(ofLength(2001)).toBeNull();
  });
});
