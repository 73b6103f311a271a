/** Texts and lists at the edge of what a page can bear: each is a good page. */

import { describe, expect, it } from 'vitest';

import type { Target } from '../../../src/lib/model/campaign.js';
import { printSettings } from '../../../src/lib/model/print.js';
import type { Release, ReleaseSignatory } from '../../../src/lib/model/release.js';
import { type Drawn, layOutRelease, overlaps } from '../../helpers/layout.js';
import { coalitionRelease, longListRelease, organisations, petitionRelease, rich } from '../../helpers/releases.js';

const LONG_NAME = `The ${'Example Association for the Welcome and Protection of People '.repeat(7)}`.slice(0, 400).trim();
const UNBROKEN = 'Straßenbahnhaltestelle'.repeat(20).slice(0, 400);

const named = (entries: readonly ReleaseSignatory[]): Release =>
  petitionRelease({
    signatories: { ceiling: 'name', entries },
    counts: { signatures: entries.length, organisations: 0, named: entries.length },
  });

function withTitle(title: string): Release {
  const release = petitionRelease();
  return { ...release, campaign: { ...release.campaign, title } };
}

const organisers = (count: number, name: string): Release => {
  const release = petitionRelease();
  const list = Array.from({ length: count }, (_, index) => ({
    name: `${name} ${index + 1}`,
    contact: `hello@n${index}.example`,
    signatory: 'Ann Example',
  }));
  return { ...release, campaign: { ...release.campaign, organisers: list } };
};

const addressed = (target: Partial<Target>): Release => {
  const release = petitionRelease();
  return {
    ...release,
    documents: release.documents.map((document) =>
      document.target === undefined ? document : { ...document, target: { ...document.target, ...target } },
    ),
  };
};

/** A word of German law with 63 letters. */
const LAW = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz';

const CASES: readonly (readonly [string, () => Release])[] = [
  ['an organisation with 400 letters', () => ({ ...coalitionRelease(), organisations: [{ name: LONG_NAME }, ...organisations(20)] })],
  [
    'an organisation with 400 letters and no blank',
    () => ({ ...coalitionRelease(), organisations: [{ name: UNBROKEN }, ...organisations(20)] }),
  ],
  [
    'a petition of 60 lines',
    () => petitionRelease({ body: rich(Array.from({ length: 60 }, (_, index) => `Line ${index + 1} of the petition says one thing.`)) }),
  ],
  ['no organisation', () => ({ ...coalitionRelease(), organisations: [], counts: { signatures: null, organisations: 0, named: 0 } })],
  ['one signature', () => named([{ name: 'Ann Example' }])],
  ['a name of 200 letters without a blank', () => named([{ name: UNBROKEN.slice(0, 200) }, { name: 'Ann Example' }])],
  [
    'such a name in a long list',
    () => {
      const release = longListRelease(700);
      return {
        ...release,
        signatories: { ...release.signatories, entries: [{ name: UNBROKEN.slice(0, 200) }, ...release.signatories.entries] },
      };
    },
  ],
  ['a title of 300 letters', () => withTitle('Protection, not punishment, for everybody who seeks it '.repeat(6).slice(0, 300))],
  [
    'an address of seven lines',
    () => {
      const release = petitionRelease();
      const [document] = release.documents;
      const address = ['Room 1', 'Second floor', '2 Marsham Street', 'Westminster', 'London', 'SW1P 4DF', 'United Kingdom'];
      return { ...release, documents: document?.target === undefined ? [] : [{ ...document, target: { ...document.target, address } }] };
    },
  ],
  [
    'an address of twelve lines',
    () => addressed({ address: Array.from({ length: 12 }, (_, index) => `Line ${index + 1} of the address`) }),
  ],
  ['an office with 400 letters', () => addressed({ role: LONG_NAME })],
  ['a salutation with 200 letters', () => addressed({ salutation: `Dear ${'Minister for Everything '.repeat(8)}`.trim() })],
  ['twelve organisers', () => organisers(12, 'Example Network')],
  ['an organiser with 400 letters', () => organisers(1, LONG_NAME)],
  ['an organiser with 400 letters and no blank', () => organisers(1, UNBROKEN)],
  ['four organisers with 90 letters', () => organisers(4, LONG_NAME.slice(0, 90))],
  ['a title of one word with 63 letters', () => withTitle(LAW)],
  [
    'figures with long labels',
    () => ({
      ...coalitionRelease(),
      statistics: [1, 2, 3].map((index) => ({ value: '1,234,567,890', label: `${index} ${LONG_NAME}`, source: 'A survey' })),
    }),
  ],
  [
    'comments of 2,000 letters',
    () =>
      petitionRelease({
        comments: [
          { text: 'I say it once more. '.repeat(100), name: 'Ann Example' },
          { text: UNBROKEN, name: 'Bo Sample', place: 'Leeds' },
        ],
      }),
  ],
];

describe('the pages of', () => {
  it.each(CASES)('%s lose nothing and let nothing run over', (_, make) => {
    const { drawn, design } = layOutRelease(make());
    expect(overlaps(drawn)).toEqual([]);
    for (const { left, right, bottom, item } of drawn) {
      if (item.kind === 'text') expect(item.size, item.text).toBeGreaterThanOrEqual(6.5);
      expect(left).toBeGreaterThan(0);
      expect(right).toBeLessThanOrEqual(design.page.right + 1);
      expect(bottom).toBeLessThan(design.page.height);
    }
  });
});

/** Words of one page in the order of drawing. */
const wordsOn = (drawn: readonly Drawn[], page: number): string =>
  drawn
    .filter((one) => one.page === page && one.isTagged)
    .map(({ item }) => (item.kind === 'text' ? item.text.trimEnd() : ''))
    .join(' ');

describe('an address', () => {
  it.each([
    ['of twelve lines', { address: Array.from({ length: 12 }, (_, index) => `Line ${index + 1} of the address`) }],
    ['with an office of 200 letters', { role: LONG_NAME.slice(0, 200) }],
  ])('%s stands above the date, all of it in one size that can be read', (_, target) => {
    const { drawn, design } = layOutRelease(addressed(target));
    const letter = drawn.find(({ page, item }) => page > 0 && item.kind === 'text' && item.text.startsWith('Dear '))?.page;
    const { x, y } = design.letter.address;
    const lines = drawn.filter(
      ({ page, left, top, item }) =>
        page === letter && item.kind === 'text' && Math.abs(left - x) < 1 && top > y - 4 && top < design.letter.date - 8,
    );
    expect(lines.length).toBeGreaterThan(5);
    expect(new Set(lines.map(({ item }) => (item.kind === 'text' ? item.size : 0))).size).toBe(1);
    for (const { item, right } of lines) {
      if (item.kind === 'text') expect(item.size).toBeGreaterThanOrEqual(7);
      expect(right).toBeLessThanOrEqual(x + design.letter.address.width + 4);
    }
    expect(wordsOn(lines, letter ?? 0)).toContain(
      '2 Marsham Street'.length > 0 && 'address' in target ? 'Line 12 of the address' : 'SW1P 4DF',
    );
  });
});

describe('the title of a cover', () => {
  it.each(['Bundesausbildungsförderungsgesetzänderung', 'Aufenthaltsgestattungsverlängerung', `${LAW.slice(0, 45)} jetzt`])(
    'keeps a long word whole: %s',
    (title) => {
      const { drawn } = layOutRelease(withTitle(title));
      expect(wordsOn(drawn, 0)).toContain(title.split(' ')[0]);
    },
  );
});

describe('the cover', () => {
  it('moves its zones together rather than sending the contents to a page of their own', () => {
    const release = petitionRelease({ print: printSettings({ paper: 'letter' }) });
    const ask = 'Restore safe and legal routes, and put the protection of everybody who needs it first. '.repeat(3).trim();
    const { drawn, design } = layOutRelease({ ...release, campaign: { ...release.campaign, ask } });
    expect(wordsOn(drawn, 0)).toContain('In this pack Letter to the Home Secretary');
    expect(overlaps(drawn)).toEqual([]);
    for (const { bottom } of drawn.filter(({ page }) => page === 0)) expect(bottom).toBeLessThanOrEqual(design.cover.bottom + 3);
  });

  it('sends on what a long title leaves no room for, the title of the contents beside their first row', () => {
    const { drawn } = layOutRelease(withTitle('Protection, not punishment, for everybody who seeks it '.repeat(8)));
    const title = drawn.find(({ item }) => item.kind === 'text' && item.text.startsWith('In this pack'));
    const row = drawn.find(({ item, page }) => page === 1 && item.kind === 'text' && item.text.startsWith('Letter to'));
    expect([title?.page, row?.page]).toEqual([1, 1]);
    expect(Math.abs((title?.top ?? 0) - (row?.top ?? 99))).toBeLessThan(4);
  });
});

describe('three figures', () => {
  it('stand in one row', () => {
    const { drawn } = layOutRelease({
      ...coalitionRelease(),
      statistics: ['2,656', '60%', '58'].map((value) => ({
        value,
        label: 'of those who were asked in the survey say that they would not go to the police',
        source: 'S',
      })),
    });
    const tiles = drawn.filter(({ item }) => item.kind === 'text' && /^(?:2,656|60%|58) ?$/.test(item.text) && item.size === 22);
    const [first] = tiles;
    const inRow = tiles.filter(({ page, top }) => page === first?.page && Math.abs(top - first.top) < 0.1);
    expect(inRow.map(({ item }) => (item.kind === 'text' ? item.text.trim() : ''))).toEqual(['2,656', '60%', '58']);
  });
});
