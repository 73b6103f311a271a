import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readHtml } from '../../../../src/lib/io/html-read.js';
import type { Block, Chart } from '../../../../src/lib/pack/blocks.js';
import { writePage } from '../../../../src/lib/pack/html/page.js';
import { strangeParts } from '../../../../src/lib/pack/html/structure.js';
import { runs } from '../../../helpers/runs.js';

const FACTS = { title: 'Title', language: 'en-GB', file: 'petition.pdf', generator: 'handin 0.0.0', fingerprint: 'ab'.repeat(32) };

function pageOf(blocks: readonly Block[]): string {
  return writePage([{ id: 'numbers', title: 'The numbers', mayShare: false, blocks }], FACTS);
}

const figure = (chart: Chart, title?: string): Block => ({
  type: 'figures',
  figures: [{ ...(title === undefined ? {} : { title }), note: 'How to read it', alt: 'What it shows', chart }],
});

/** Words of a drawing, in order. */
const wordsOf = (html: string): string[] => [...html.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, word]) => word ?? '');

const LINE: Chart = {
  type: 'line',
  points: [
    { x: 0, y: 0 },
    { x: 1, y: 0.8 },
  ],
  across: [
    { at: 0, label: '3 Feb' },
    { at: 0.02, label: '4 Feb' },
    { at: 1, label: '6 May' },
  ],
  up: [
    { at: 0, label: '0' },
    { at: 1, label: '15,000' },
  ],
  level: { at: 0.66, label: 'A threshold with a name that is longer than a phone is wide: 10,000' },
  marks: [{ x: 1, y: 0.8, label: '12,345' }],
};
const HEXAGONS: Chart = {
  type: 'hexagons',
  cells: [
    { column: 3, row: 1, code: 'NE', value: '22', step: 1 },
    { column: 2, row: 4, code: 'SW', value: '<\u202f0.2', step: 9 },
  ],
  legend: ['0–15', '15–30'],
};

describe('a chart on a page', () => {
  it('is a picture with a name, below its title and the sentence on how to read it', () => {
    const html = pageOf([figure(LINE, 'Over time'), figure(HEXAGONS)]);
    expect(html).toContain('<figure><figcaption>Over time</figcaption><p class="small">How to read it</p><svg class="chart"');
    expect(
      [...html.matchAll(/role="img" aria-labelledby="([^"]+)">\n<title id="([^"]+)">([^<]+)<\/title>/g)].map(([, ...rest]) => rest),
    ).toEqual([
      ['chart-1', 'chart-1', 'What it shows'],
      ['chart-2', 'chart-2', 'What it shows'],
    ]);
  });

  it('has its words, but for those at an axis that would run into the one before', () => {
    const words = wordsOf(pageOf([figure(LINE)]));
    expect(words).toEqual(expect.arrayContaining(['0', '15,000', '3 Feb', '6 May', '12,345']));
    expect(words).not.toContain('4 Feb');
    expect(words.join(' ')).toContain('A threshold with a name that is longer than a phone is wide: 10,000');
    expect(words).not.toContain('A threshold with a name that is longer than a phone is wide: 10,000');
  });

  it('writes each value beside its bar or in its field, so that colour is not the only sign', () => {
    const rows = [
      { label: 'Yorkshire and The Humber', value: '600–699', share: 0.5 },
      { label: 'Elsewhere', value: 'fewer than 10', share: 0 },
    ];
    expect(wordsOf(pageOf([figure({ type: 'bars-across', rows })]))).toEqual([
      'Yorkshire and The Humber',
      '600–699',
      'Elsewhere',
      'fewer than 10',
    ]);
    const html = pageOf([figure(HEXAGONS)]);
    expect(wordsOf(html)).toEqual(['NE', '22', 'SW', '&lt;\u202f0.2', '0–15', '15–30']);
    // A step that is not on the scale has the last colour of it.
    expect([...html.matchAll(/<polygon class="([^"]+)"/g)].map(([, name]) => name)).toEqual(['step-1', 'step-4']);
  });

  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const label = fc.string({ unit: fc.constantFrom(...'ab 1<>&"é–م'), maxLength: 30 });
  const tick = fc.record({ at: share, label });
  const ticks = fc.array(tick, { maxLength: 6 });
  const chart: fc.Arbitrary<Chart> = fc.oneof(
    fc.record({
      type: fc.constant('line' as const),
      points: fc.array(fc.record({ x: share, y: share }), { maxLength: 8 }),
      across: ticks,
      up: ticks,
      level: tick,
      marks: fc.array(fc.record({ x: share, y: share, label }), { maxLength: 3 }),
    }),
    fc.record({ type: fc.constant('bars-up' as const), values: fc.array(share, { maxLength: 60 }), across: ticks, up: ticks }),
    fc.record({ type: fc.constant('bars-across' as const), rows: fc.array(fc.record({ label, value: label, share }), { maxLength: 9 }) }),
    fc.record({
      type: fc.constant('hexagons' as const),
      cells: fc.array(
        fc.record({
          column: fc.nat({ max: 30 }),
          row: fc.nat({ max: 30 }),
          code: label,
          value: label,
          step: fc.integer({ min: -1, max: 6 }),
        }),
        { minLength: 1, maxLength: 9 },
      ),
      legend: fc.array(label, { maxLength: 5 }),
    }),
  );

  it('is made of the grammar alone, whatever is drawn', () => {
    fc.assert(
      fc.property(chart, label, (drawn, title) => {
        const html = pageOf([figure(drawn, title)]);
        expect(strangeParts(readHtml(new TextEncoder().encode(html)))).toEqual([]);
      }),
      { numRuns: runs(40, 3_000) },
    );
  });
});

describe('what is paper on paper', () => {
  it('has no line to write on and no mark to cut along; facts and a large number are text', () => {
    const html = pageOf([
      { type: 'number', value: '25', sentence: 'signatures counted' },
      { type: 'facts', facts: [{ label: 'Date', lines: ['6 May 2025', 'Leeds'] }] },
      {
        type: 'blanks',
        rows: [
          [
            { label: 'Name', share: 0.5 },
            { label: '', share: 0.5 },
          ],
        ],
      },
      { type: 'cut', label: 'Tear off here' },
    ]);
    expect(html).toContain('<p class="number"><span class="value">25</span> signatures counted</p>');
    expect(html).toContain('<dl class="facts"><div><dt>Date</dt><dd>6 May 2025<br>Leeds</dd></div></dl>');
    expect(html).toContain('<p class="small">Name</p>');
    expect(html).not.toContain('Tear off here');
  });
});
