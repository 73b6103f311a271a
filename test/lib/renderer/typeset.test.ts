/** The flow of a text over pages: notes at the foot of their page, heads of tables, running heads, bookmarks and links. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { StructureNode } from '../../../src/lib/io/pdf.js';
import type { Release } from '../../../src/lib/model/release.js';
import type { Inline, RichText, TextBlock } from '../../../src/lib/model/rich-text.js';
import { type LaidOut, layOutRelease, overlaps } from '../../helpers/layout.js';
import { petitionRelease, rich } from '../../helpers/releases.js';
import { runs } from '../../helpers/runs.js';

const textOnly = (body: RichText): Release => petitionRelease({ body, sections: ['text', 'references'], thresholds: [] });

/** Page of each named destination, from 1. */
function destinations({ pages }: LaidOut): Map<string, number> {
  return new Map(pages.flatMap((page) => page.destinations.map(({ name }) => [name, page.index + 1] as const)));
}

function nodesOf(root: StructureNode, type: string): StructureNode[] {
  const own = root.type === type ? [root] : [];
  return [...own, ...root.kids.flatMap((kid) => (kid.kind === 'node' ? nodesOf(kid.node, type) : []))];
}

/** Pages on which the content of an element stands. */
function pagesOf(node: StructureNode): number[] {
  return node.kids.flatMap((kid) => (kid.kind === 'node' ? pagesOf(kid.node) : kid.kind === 'content' ? [kid.content.page + 1] : []));
}

/** Paragraphs of sentences, each with as many notes as the list says; every note has that many words. */
function noted(paragraphs: readonly (readonly number[])[], fillers: readonly number[]): RichText {
  let number = 0;
  const notes: string[] = [];
  const lines = paragraphs.map((lengths, index) => {
    const claims = lengths.map((length) => {
      number += 1;
      notes.push(`Source ${number}. ${'Table and page. '.repeat(length)}`.trim());
      return `claim ${number}[^${number}]`;
    });
    return `${'It was said before. '.repeat(fillers[index] ?? 1)}${claims.join(', ')}.`;
  });
  return rich(lines, notes);
}

function expectNotesInPlace(laid: LaidOut, count: number): void {
  const places = destinations(laid);
  for (let number = 1; number <= count; number++) {
    expect(places.get(`note-${number}`), `note ${number}`).toBe(places.get(`reference-${number}`));
  }
  const found = nodesOf(laid.typeset.root, 'Note').map(({ attributes }) => attributes.id);
  expect(found).toEqual(Array.from({ length: count }, (_, index) => `note-${index + 1}`));
  expect(overlaps(laid.drawn)).toEqual([]);
  const { bottom } = laid.design.page;
  expect(laid.drawn.filter((item) => item.isTagged && item.bottom > bottom + 3)).toEqual([]);
}

describe('notes', () => {
  it('stand on the page of their first reference, in order, however long they are and however many', () => {
    const paragraphs = fc.array(fc.array(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constant(60)), { maxLength: 5 }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(paragraphs, fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }), (lengths, fillers) => {
        expectNotesInPlace(layOutRelease(textOnly(noted(lengths, fillers))), lengths.flat().length);
      }),
      {
        numRuns: runs(12, 400),
        // Notes that are still to end on the last page, where lines are brought along to it.
        examples: [
          [
            [
              [0, 60, 60, 60, 0],
              [0, 60, 0, 60, 0],
            ],
            [],
          ],
        ],
      },
    );
  });

  it('can be 1,500 in one text', () => {
    const laid = layOutRelease(
      textOnly(
        noted(
          Array.from({ length: 150 }, () => [0, 3, 0, 0, 9, 0, 0, 0, 2, 0]),
          [],
        ),
      ),
    );
    expectNotesInPlace(laid, 1500);
    expect(laid.pages.length).toBeGreaterThan(60);
  });

  it('go on at the foot of further pages when one is longer than a page, and nothing of it is lost', () => {
    const laid = layOutRelease(textOnly(noted([[0, 700, 0], [0]], [30, 60])));
    const [, long] = nodesOf(laid.typeset.root, 'Note');
    if (long === undefined) throw new RangeError('no second note');
    const pages = [...new Set(pagesOf(long))];
    expect(pages.length).toBeGreaterThan(2);
    expect(pages).toEqual(pages.map((_, index) => (pages[0] ?? 0) + index));
    const words = laid.drawn.flatMap(({ item }) => (item.kind === 'text' ? (item.text.match(/Table/gu) ?? []) : []));
    // Once at the foot of the pages, once in the list of notes.
    expect(words.length).toBe(2 * 700);
    expect(overlaps(laid.drawn)).toEqual([]);
  });

  it('lead to the text and back', () => {
    const laid = layOutRelease(petitionRelease());
    const targets = laid.pages.flatMap(({ links }) => links.flatMap(({ destination }) => destination ?? []));
    const places = destinations(laid);
    expect(targets).toContain('note-1');
    expect(targets).toContain('reference-1');
    expect(targets.filter((target) => !places.has(target))).toEqual([]);
  });
});

describe('a table that goes on to another page', () => {
  const cell = (text: string): Inline[] => [{ type: 'text', text }];
  const table: TextBlock = {
    type: 'table',
    columns: [
      { align: 'left', children: cell('Promised') },
      { align: 'left', children: cell('Done') },
    ],
    rows: Array.from({ length: 120 }, (_, index) => [cell(`Promise ${index + 1}`), cell(`Deed ${index + 1}`)]),
  };
  const laid = layOutRelease(textOnly({ blocks: [table], notes: [] }));
  const heads = laid.drawn.filter(({ item }) => item.kind === 'text' && item.text.trim() === 'Promised');

  it('says its head again on every page, for the eye only', () => {
    const pages = [
      ...new Set(laid.drawn.filter(({ item }) => item.kind === 'text' && /^Promise \d/.test(item.text)).map(({ page }) => page)),
    ];
    expect(pages.length).toBeGreaterThan(2);
    expect(heads.map(({ page }) => page)).toEqual(pages);
    expect(heads.map(({ isTagged }) => isTagged)).toEqual(pages.map((_, index) => index === 0));
  });

  it('has every row once', () => {
    const rows = laid.drawn.filter(({ item }) => item.kind === 'text' && /^Deed \d/.test(item.text));
    expect(rows.length).toBe(120);
  });
});

describe('long sections', () => {
  const laid = layOutRelease(
    textOnly(
      rich(['# First demand', ...Array.from({ length: 40 }, () => 'It was said before. '.repeat(25)), '# Second demand', 'The end.']),
    ),
  );

  it('say their title above each further page, and not above the first', () => {
    const heads = laid.drawn.filter(
      ({ item, isTagged }) => !isTagged && item.kind === 'text' && item.text.trim() === 'The petition as signed',
    );
    expect(heads.map(({ page }) => page)).toEqual(laid.pages.slice(1).map(({ index }) => index));
  });

  it('have their second-level headings among the bookmarks', () => {
    const [text] = laid.typeset.bookmarks;
    expect(text?.children?.map(({ title }) => title)).toEqual(['First demand', 'Second demand']);
    const places = destinations(laid);
    expect(text?.children?.map(({ destination }) => places.get(destination))).toEqual([1, laid.pages.length]);
  });

  it('leave no single line of a paragraph alone on a page', () => {
    for (const page of laid.pages.slice(1)) {
      const lines = laid.drawn.filter(
        ({ page: at, item, isTagged }) =>
          at === page.index && isTagged && item.kind === 'text' && item.size === laid.design.looks.petition.size,
      );
      const gaps = lines.map(({ item }) => (item.kind === 'text' ? item.y : 0)).sort((a, b) => a - b);
      const second = (gaps[1] ?? 0) - (gaps[0] ?? 0);
      if (gaps.length > 1) expect(second).toBeLessThan(laid.design.looks.petition.leading + 1);
    }
  });

  it('never part a line that announces a list from the first item', () => {
    const texts = (blocks: readonly string[]): TextBlock[] =>
      blocks.map((text) => ({ type: 'paragraph', children: [{ type: 'text', text }] }));
    const moved = new Set<boolean>();
    for (let lines = 20; lines < 40; lines++) {
      const list: TextBlock = { type: 'list', ordered: false, start: 1, items: [texts(['one']), texts(['two']), texts(['three'])] };
      const body: RichText = { blocks: [...texts([...Array.from({ length: lines }, () => 'A line.'), 'We fear for:']), list], notes: [] };
      const { root } = layOutRelease(textOnly(body)).typeset;
      const announced = pagesOf(nodesOf(root, 'P').at(-4) ?? root);
      const first = pagesOf(nodesOf(root, 'LI')[0] ?? root);
      expect(first.slice(0, 1)).toEqual(announced);
      moved.add(announced[0] === 1);
    }
    expect(moved).toEqual(new Set([true, false]));
  });
});
