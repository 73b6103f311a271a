/** What holds on every sheet, whatever the paper, the size of type and the binding. */

import { describe, expect, it } from 'vitest';

import { PAPERS, type PrintChoice, printSettings, THEMES, WINDOWS } from '../../../src/lib/model/print.js';
import type { Release } from '../../../src/lib/model/release.js';
import { designOf } from '../../../src/lib/pack/design.js';
import { WINDOW_DATA } from '../../../src/lib/pack/print/data.js';
import { MM } from '../../../src/lib/pack/theme.js';
import { type LaidOut, layOutRelease, overlaps } from '../../helpers/layout.js';
import { coalitionRelease, everythingRelease, longListRelease, petitionRelease, statementRelease } from '../../helpers/releases.js';

const EDGE = 5 * MM;

const RELEASES: readonly (readonly [string, () => Release])[] = [
  ['petition', petitionRelease],
  ['statement', statementRelease],
  ['coalition', coalitionRelease],
  ['long list', () => longListRelease(900)],
];

const SETTINGS: readonly PrintChoice[] = PAPERS.flatMap((paper) =>
  THEMES.flatMap((theme) => [false, true].map((duplex) => ({ paper, theme, duplex }))),
);

const printed = (release: Release, choice: PrintChoice): Release => ({ ...release, print: printSettings(choice) });
const laidOut = (release: Release, choice: PrintChoice): LaidOut => layOutRelease(printed(release, choice));

/** Lines of the address of the first target. */
function addressOf({ documents }: Release): string[] {
  const target = documents[0]?.target;
  return [target?.name, target?.role, target?.organisation, ...(target?.address ?? [])].filter((line) => line !== undefined);
}

describe('every sheet', () => {
  const EVERYTHING: readonly (readonly [string, () => Release])[] = [['every section', everythingRelease]];

  it.each([
    ...SETTINGS.map((choice) => [choice, RELEASES] as const),
    // Charts, certificates and forms, in small and in large type; laying out two dozen pages takes its time.
    [{ paper: 'a4', theme: 'standard', duplex: false }, EVERYTHING] as const,
    [{ paper: 'letter', theme: 'large-print', duplex: true }, EVERYTHING] as const,
  ])('keeps 5 mm free at all edges, and no words run into one another, for %o', (choice, releases) => {
    for (const [name, make] of releases) {
      const { design, drawn } = laidOut(make(), choice);
      expect(drawn.length, name).toBeGreaterThan(20);
      expect(overlaps(drawn), name).toEqual([]);
      for (const { page, left, right, top, bottom } of drawn) {
        const place = `${name}, page ${page + 1}`;
        expect(left, place).toBeGreaterThanOrEqual(EDGE - 0.01);
        expect(top, place).toBeGreaterThanOrEqual(EDGE - 0.01);
        expect(right, place).toBeLessThanOrEqual(design.page.width - EDGE + 0.01);
        expect(bottom, place).toBeLessThanOrEqual(design.page.height - EDGE + 0.01);
      }
    }
  });

  it('has nothing below its text but the footer', () => {
    for (const [name, make] of RELEASES) {
      const { design, drawn } = laidOut(make(), {});
      const low = drawn.filter(({ isTagged, bottom, page }) => isTagged && page > 0 && bottom > design.page.bottom + 3);
      expect(low, name).toEqual([]);
    }
  });
});

describe('large print', () => {
  it.each(PAPERS)('sets everything that is read in 16 point or more, but for an address in its window, on %s', (paper) => {
    for (const [name, make] of [...RELEASES, ['every section', everythingRelease] as const]) {
      const { drawn } = laidOut(make(), { paper, theme: 'large-print' });
      const address = new Set(addressOf(make()).map((line) => `${line} `));
      const small = drawn.filter(
        ({ item }) => item.kind === 'text' && item.figures !== 'sups' && item.size < 16 && !address.has(item.text),
      );
      expect(
        small.map(({ item }) => (item.kind === 'text' ? `${item.size} ${item.text}` : '')),
        name,
      ).toEqual([]);
    }
  });

  it('sets running text in 18 point and no italics', () => {
    const { drawn, design } = laidOut(petitionRelease(), { theme: 'large-print' });
    expect(design.looks.body.size).toBe(18);
    expect(drawn.filter(({ item }) => item.kind === 'text' && item.face.includes('italic'))).toEqual([]);
  });
});

describe('printing on both sides', () => {
  const release = petitionRelease({ body: petitionRelease().context as NonNullable<Release['body']> });
  const { pages, typeset, design, drawn } = laidOut(release, { duplex: true });
  const pageOf = (title: RegExp): number => {
    const { destination } = typeset.bookmarks.find((bookmark) => title.test(bookmark.title)) ?? {};
    return pages.findIndex(({ destinations }) => destinations.some(({ name }) => name === destination)) + 1;
  };

  it('begins letter, text and names on a right-hand page', () => {
    for (const title of [/^Letter/, /as signed/, /^Signatories/]) expect(pageOf(title) % 2, String(title)).toBe(1);
  });

  it('leaves a page before them truly blank', () => {
    const blank = pages.filter(({ contents, list, links }) => contents.length === 0 && list === undefined && links.length === 0);
    expect(blank.map(({ index }) => index + 1)).toContain(2);
    expect(blank.every(({ index }) => index % 2 === 1)).toBe(true);
  });

  it('makes the bound margin the wider one and puts the page number at the outer edge', () => {
    for (const page of pages) expect(Math.sign(page.shift)).toBe(page.index % 2 === 0 ? 1 : -1);
    const numbers = drawn.filter(({ item }) => item.kind === 'text' && / \/ \d+ $/.test(item.text));
    expect(numbers.length).toBeGreaterThan(4);
    for (const { page, left } of numbers) expect(left > design.page.width / 2).toBe(page % 2 === 0);
  });

  it('counts blank pages in the contents list', () => {
    expect(pageOf(/^Letter/)).toBe(3);
    const first = drawn
      .filter(({ page, item }) => page === 0 && item.kind === 'text')
      .map(({ item }) => (item.kind === 'text' ? item.text.trim() : ''));
    expect(first).toContain('3');
  });
});

describe('the address of the letter', () => {
  const release = petitionRelease();

  it.each(WINDOWS.filter((window) => window !== 'none'))('stands inside the window of %s, at its left edge', (window) => {
    for (const choice of [{ window }, { window, duplex: true }, { window, theme: 'large-print' as const }]) {
      const { drawn, design } = laidOut(release, choice);
      const field = WINDOW_DATA[window].window;
      if (field === null) throw new RangeError('a window without measures');
      const wanted = new Set(addressOf(release).map((line) => `${line} `));
      const lines = drawn.filter(
        ({ item, page }) => page > 0 && item.kind === 'text' && item.y < design.letter.date && wanted.has(item.text),
      );
      expect(lines).toHaveLength(6);
      for (const { left, right, top, bottom } of lines) {
        expect(left).toBeGreaterThanOrEqual(field.left * MM);
        expect(right).toBeLessThanOrEqual((field.left + field.width) * MM);
        expect(top).toBeGreaterThanOrEqual(field.top * MM);
        expect(bottom).toBeLessThanOrEqual((field.top + field.height) * MM);
      }
    }
  });

  it.each(WINDOWS)('says where %s comes from, and admits where it is not known', (window) => {
    const data = WINDOW_DATA[window];
    expect(data.source.length).toBeGreaterThan(20);
    expect(data.isSourced || /was found/.test(data.source)).toBe(true);
  });

  it('has ticks where to fold, and none without a window', () => {
    expect(designOf(printSettings({ window: 'din-5008-a' })).letter.ticks.map((tick) => Math.round((tick / MM) * 10) / 10)).toEqual([
      87, 148.5, 192,
    ]);
    expect(designOf(printSettings({ paper: 'letter' })).letter.ticks).toEqual([]);
  });
});
