/** The last pages of sections: none holds only a few lines that the page before could have held, or taken along. */

import { describe, expect, it } from 'vitest';

import type { Release } from '../../../src/lib/model/release.js';
import type { Design } from '../../../src/lib/pack/design.js';
import { decide, type Ending, type Fits } from '../../../src/lib/renderer/tails.js';
import type { Typeset } from '../../../src/lib/renderer/typeset.js';
import { type Drawn, layOutRelease } from '../../helpers/layout.js';
import { petitionRelease, rich, statementRelease } from '../../helpers/releases.js';
import { runs } from '../../helpers/runs.js';

const ending = (pages: number, tail: number | null): ReadonlyMap<number, Ending> => new Map([[4, { pages, tail }]]);
const known = (fit: 'close' | 'gathered', pages: number): Fits => new Map([[4, { fit, pages }]]);

describe('a section is set', () => {
  it.each([
    ['as usual with a full last page', new Map(), ending(3, 0.8), undefined],
    ['as usual where another one follows on its last page', new Map(), ending(3, null), undefined],
    ['closer with a short last page', new Map(), ending(3, 0.1), 'close'],
    ['closer still where that saved the page', known('close', 3), ending(2, 0.9), 'close'],
    ['with a longer end where that saved nothing', known('close', 3), ending(3, 0.05), 'gathered'],
    ['with a longer end for good', known('gathered', 3), ending(4, 0.1), 'gathered'],
  ])('%s', (_, before, endings, fit) => {
    expect(decide(before as Fits, endings).get(4)?.fit).toBe(fit);
  });
});

/** Index of the page where the section with this title begins. */
function pageOf(typeset: Typeset, title: RegExp): number {
  const bookmark = typeset.bookmarks.find((one) => title.test(one.title));
  return typeset.pages.findIndex(({ destinations }) => destinations.some(({ name }) => name === bookmark?.destination));
}

/** The text of a release: on how many pages it stands, and its lines on the last of them. */
function lastPage(release: Release): { readonly pages: number; readonly text: readonly Drawn[]; readonly design: Design } {
  const { drawn, design, typeset } = layOutRelease(release);
  const { left } = design.page;
  const first = pageOf(typeset, /^The (?:petition as signed|statement)/);
  const text = drawn.filter(
    ({ item, page, left: x }) => page >= first && item.kind === 'text' && item.size === design.looks.petition.size && x > left + 8,
  );
  const last = Math.max(...text.map(({ page }) => page));
  return { pages: last - first + 1, text: text.filter(({ page }) => page === last), design };
}

const sentences = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `Point ${index + 1}: ${'this is said plainly and at some length. '.repeat(4)}`.trim());

describe('the last page of a text', () => {
  const counts = Array.from({ length: runs(14, 60) }, (_, index) => 4 + index);

  it.each(counts)('of %i paragraphs is a good part of a page', (count) => {
    const { pages, text, design } = lastPage(petitionRelease({ body: rich(sentences(count)) }));
    const { bottom, top } = design.page;
    if (pages > 1) expect(Math.max(...text.map((one) => one.bottom)) - top).toBeGreaterThan(0.2 * (bottom - top));
  });

  it('brings several lines of a statement to its signatures', () => {
    const long = `It ends so: ${'this is said plainly and at some length. '.repeat(20)}`.trim();
    for (let count = 10; count < 10 + runs(14, 30); count++) {
      const lines = Array.from({ length: count }, (_, index) => `Point ${index + 1}.`);
      const { pages, text } = lastPage({ ...statementRelease(), body: rich([...lines, long]) });
      const signed = text.length > 0 && pages > 1;
      if (signed) expect(text.length, `${count} points`).toBeGreaterThanOrEqual(4);
    }
  });
});

describe('a letter', () => {
  it('is set closer rather than sending its end alone to a second page', () => {
    const pagesOf = (lines: number): number => {
      const release = petitionRelease();
      const letter = rich([...sentences(3), ...Array.from({ length: lines }, (_, index) => `Point ${index + 1}.`)]);
      const { typeset } = layOutRelease({ ...release, documents: release.documents.map((document) => ({ ...document, letter })) });
      return pageOf(typeset, /^The petition/) - pageOf(typeset, /^Letter/);
    };
    const pages = [1, 2, 3, 4, 5, 6, 7, 8].map(pagesOf);
    expect(pages).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
  });
});
