import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { readPdf } from '../../../src/lib/io/pdf-read.js';
import type { ReleaseBreakdown } from '../../../src/lib/model/breakdown.js';
import { checkClosedWorld } from '../../../src/lib/pack/closed-world.js';
import { messagesFor } from '../../../src/lib/pack/messages/index.js';
import { breakdownBlocks } from '../../../src/lib/pack/sections/breakdown.js';
import { petitionRelease, releaseBytes } from '../../helpers/releases.js';
import { render, renderReadable } from '../../helpers/rendering.js';

const table = (overrides: Partial<ReleaseBreakdown> = {}): ReleaseBreakdown => ({
  dimension: 'region',
  smallest: 10,
  areas: [
    { name: 'London', count: { from: 12_300, to: 12_399 } },
    { name: 'Wales', count: { from: 0, to: 9 } },
    { name: 'Scotland', count: { from: 30, to: 39 } },
    { name: 'Yorkshire and The Humber', count: { from: 140, to: 149 } },
  ],
  unlisted: 0,
  elsewhere: { from: 10, to: 19 },
  total: 12_540,
  ...overrides,
});

const ENGLISH = messagesFor('en-GB');

describe('the table of counts by area', () => {
  it('has a row per area, one for everywhere else, and the exact total', () => {
    const found = breakdownBlocks(table(), ENGLISH).find((block) => block.type === 'table');
    expect(found).toMatchObject({
      caption: 'Signatures by region, as ranges',
      total: true,
      rows: [
        ['London', '12,300–12,399', 'about 98%'],
        ['Wales', 'fewer than 10', 'under 1%'],
        ['Scotland', '30–39', 'under 1%'],
        ['Yorkshire and The Humber', '140–149', 'about 1%'],
        ['Elsewhere or not stated', '10–19', 'under 1%'],
        ['All signatures', '12,540', ''],
      ],
    });
  });

  // A share is a function of the band and the total: from 0 the most it can be, else from the middle of the band.
  it.each<[number, number, number, string]>([
    [0, 9, 100, 'under 10%'],
    [0, 9, 260, 'under 4%'],
    [0, 9, 5000, 'under 1%'],
    [20, 29, 100, 'about 25%'],
    [100, 109, 100, 'about 100%'],
  ])('says of %i to %i of %i: %s', (from, to, total, words) => {
    const blocks = breakdownBlocks(table({ areas: [{ name: 'A', count: { from, to } }], total }), ENGLISH);
    expect(blocks.find((block) => block.type === 'table')?.rows[0]).toEqual([
      'A',
      `${from === 0 ? 'fewer than 10' : `${from}–${to}`}`,
      words,
    ]);
  });

  it('says how many areas of a long list are not shown', () => {
    const words = (overrides: Partial<ReleaseBreakdown>): string => JSON.stringify(breakdownBlocks(table(overrides), ENGLISH)[1]);
    expect(words({ dimension: 'country', unlisted: 205 })).toContain('Each of 205 other countries has fewer than 10 signatures, or none.');
    expect(words({ dimension: 'constituency', unlisted: 1 })).toContain('One other constituency has fewer than 10 signatures, or none.');
    expect(words({})).not.toContain('or none');
  });

  it('is not there without counts by area', () => {
    expect(breakdownBlocks(undefined, ENGLISH)).toEqual([]);
  });

  it('is a tagged table on the page, with headers for every column and every row', async () => {
    const release = petitionRelease({ sections: ['numbers'], breakdown: table() });
    const bytes = releaseBytes(release);
    const fingerprint = createHash('sha256').update(bytes).digest('hex');
    const [document] = release.documents;
    const pdf = readPdf(await render(release));
    // Nothing stands there but what the release says: the closed world knows the table.
    expect(document === undefined ? null : checkClosedWorld(pdf, release, document, fingerprint)).toEqual([]);
    const page = pdf.pages.join('\n');
    expect(page).toMatch(/By region[\s\S]*London\s+12,300–12,399\s+about 98%[\s\S]*All signatures\s+12,540/);
    const source = await renderReadable(release);
    expect(source.match(/\/S ?\/Table\b/g)).toHaveLength(1);
    expect(source.match(/\/S ?\/TH\b/g)).toHaveLength(9);
    expect(source.match(/\/S ?\/TD\b/g)).toHaveLength(12);
  });
});
