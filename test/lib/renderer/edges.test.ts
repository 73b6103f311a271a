/** Texts and lists at the edge of what a page can bear: each is a good page. */

import { describe, expect, it } from 'vitest';

import type { Release, ReleaseSignatory } from '../../../src/lib/model/release.js';
import { layOutRelease, overlaps } from '../../helpers/layout.js';
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
  ['twelve organisers', () => organisers(12, 'Example Network')],
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
