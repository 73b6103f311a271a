import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { readPdf } from '../../../../src/lib/io/pdf-read.js';
import type { Release } from '../../../../src/lib/model/release.js';
import type { Block } from '../../../../src/lib/pack/blocks.js';
import { checkClosedWorld } from '../../../../src/lib/pack/closed-world.js';
import { catalogueLanguages } from '../../../../src/lib/pack/messages/index.js';
import { buildSections } from '../../../../src/lib/pack/sections/index.js';
import { everythingRelease, petitionRelease, releaseBytes } from '../../../helpers/releases.js';
import { render, renderReadable } from '../../../helpers/rendering.js';
import { runs } from '../../../helpers/runs.js';

const FINGERPRINT = '0123456789abcdef'.repeat(4);

const sectionsOf = (release: Release): ReturnType<typeof buildSections> => {
  const [document] = release.documents;
  if (document === undefined) throw new Error('the sample has no document');
  return buildSections(release, document, FINGERPRINT);
};
const blocksOf = (release: Release, id: string): Block[] =>
  sectionsOf(release)
    .filter((section) => section.id === id)
    .flatMap(({ blocks }) => [...blocks]);
const textOf = (release: Release, id: string): string => JSON.stringify(blocksOf(release, id));
const inLanguage = (language: string): Release => {
  const release = everythingRelease();
  return { ...release, campaign: { ...release.campaign, language } };
};

describe('a pack with every section', () => {
  it.each(catalogueLanguages().slice(0, runs(1, 6)))('says nothing that its release does not account for: %s', async (language) => {
    const release = inLanguage(language);
    const fingerprint = createHash('sha256').update(releaseBytes(release)).digest('hex');
    const [document] = release.documents;
    const pdf = readPdf(await render(release));
    expect(document === undefined ? null : checkClosedWorld(pdf, release, document, fingerprint)).toEqual([]);
    // And the check can fail: without its charts' release the words of the charts are too many.
    const { growth: _growth, breakdown: _breakdown, ...less } = release;
    expect(document === undefined ? [] : checkClosedWorld(pdf, less, document, fingerprint)).not.toEqual([]);
  });

  it('tags each chart as a figure with its words and its box', async () => {
    const source = await renderReadable(everythingRelease());
    const figures = source.match(/<<\/Type\/StructElem\/S\/Figure[^\n]*?>>\]/g) ?? [];
    expect(figures).toHaveLength(4);
    for (const figure of figures) {
      expect(figure).toContain('/Alt ');
      expect(figure).toMatch(/\/BBox\[[\d.]+ [\d.]+ [\d.]+ [\d.]+\]/);
    }
  });
});

describe('why it matters', () => {
  it('is the campaign’s own text with its notes, and is dropped without one', () => {
    expect(textOf(everythingRelease(), 'case')).toContain('Example, 2026.');
    expect(blocksOf(petitionRelease({ sections: ['case'] }), 'case')).toEqual([]);
  });
});

describe('the policy context', () => {
  it('says of when it is, where the campaign says so', () => {
    expect(textOf(everythingRelease(), 'context')).toContain('As of 1 October 2026.');
    expect(textOf(petitionRelease(), 'context')).not.toContain('As of');
  });
});

describe('the statement of numbers', () => {
  it('is a page of its own and adds up from what was received to what is counted', () => {
    const release = everythingRelease();
    const [table] = blocksOf(release, 'statement').filter((block) => block.type === 'table');
    expect(table).toMatchObject({
      rows: [
        ['Records received', 'from every place where people could sign', '1,700–1,709'],
        ['Left out: duplicates', 'the same person signed more than once', '150'],
        ['Left out: other reasons', 'several reasons, each too few to show alone', '10–19'],
        ['Signatures counted', '', '1,540'],
      ],
    });
    const { received, lines, counted } = release.statement ?? { received: { exact: 0 }, lines: [], counted: 0 };
    const ends = [...lines.map(({ count }) => count), { exact: counted }].map((count) =>
      'exact' in count ? [count.exact, count.exact] : [count.from, count.to],
    );
    const sum = (at: number): number => ends.reduce((total, end) => total + (end[at] ?? 0), 0);
    expect(received).toEqual({ from: sum(0), to: sum(1) });
    expect(sectionsOf(release).find(({ id }) => id === 'statement')?.mayShare).toBe(false);
  });

  it('says which rules found duplicates, as ranges, and the bracket', () => {
    const text = textOf(everythingRelease(), 'statement');
    expect(text).toContain('["the same e-mail address and name","80–89"]');
    expect(text).toContain('fewer than 10');
    expect(text).toContain('1,531 or more would remain of 1,540.');
  });

  it('takes the table out of how we counted, and leaves it there where the pack has no statement', () => {
    expect(textOf(everythingRelease(), 'how-we-counted')).not.toContain('Records received');
    expect(textOf(petitionRelease(), 'how-we-counted')).toContain('Records received');
  });
});

describe('signatures over time', () => {
  const figures = (release: Release): Extract<Block, { type: 'figures' }>[] =>
    blocksOf(release, 'numbers').filter((block) => block.type === 'figures');

  it('are drawn from the middle of the bands and end with the exact total', () => {
    const [line, weekly] = figures(everythingRelease()).map(({ figures }) => figures[0]?.chart);
    if (line?.type !== 'line' || weekly?.type !== 'bars-up') throw new Error('two charts were expected');
    // 404.5 of a scale to 2,000; then the exact total.
    expect(line.points[1]?.y).toBeCloseTo(404.5 / 2000);
    expect(line.points.at(-1)).toEqual({ x: 1, y: 1540 / 2000 });
    expect(line.points.every(({ y }, index) => index === 0 || y >= (line.points[index - 1]?.y ?? 0))).toBe(true);
    expect(line.marks.at(-1)?.label).toBe('1,540');
    expect(line.level).toEqual({ at: 0.5, label: 'Our first milestone: 1,000' });
    expect(weekly.values[0]).toBeCloseTo(404.5 / 500);
    expect(weekly.values).toHaveLength(13);
  });

  it('name the week of a threshold only where the bands leave no doubt', () => {
    const marksOf = (required: number): number => {
      const release = everythingRelease();
      const thresholds = release.thresholds.slice(0, 1).map((threshold) => ({ ...threshold, required }));
      const [line] = figures({ ...release, thresholds }).map(({ figures }) => figures[0]?.chart);
      return line?.type === 'line' ? line.marks.length : 0;
    };
    expect(marksOf(450)).toBe(2);
    // From 700 to 718 after two weeks, and 20 to 29 more at an unknown time.
    expect(marksOf(710)).toBe(1);
  });

  it('are a table as well, week by week', () => {
    const text = textOf(everythingRelease(), 'numbers');
    expect(text).toContain('["1 June 2026","400–409","8 June 2026","300–309"]');
    expect(text).toContain('"22 June 2026","fewer than 10"');
    expect(text).toContain('without a date: 20–29. All together: 1,540.');
  });
});

describe('counts by area as charts', () => {
  it('are bars in order of size, and hexagons with code and rate', () => {
    const charts = blocksOf(everythingRelease(), 'numbers')
      .flatMap((block) => (block.type === 'figures' ? block.figures : []))
      .slice(2);
    const [bars, map] = charts.map(({ chart }) => chart);
    if (bars?.type !== 'bars-across' || map?.type !== 'hexagons') throw new Error('bars and a map were expected');
    expect(bars.rows.map(({ label }) => label)).toEqual(['Yorkshire and The Humber', 'London', 'Wales', 'Scotland', 'Northern Ireland']);
    expect(bars.rows[0]).toEqual({ label: 'Yorkshire and The Humber', value: '700–709', share: 1 });
    expect(map.cells[0]).toEqual({ column: 0, row: 0, code: 'SCO', value: '7.2', step: 0 });
    expect(map.cells[2]).toMatchObject({ code: 'NOR', value: '<\u202f0.5', step: 0 });
    expect(map.cells.map(({ step }) => step)).toEqual([0, 1, 0, 3, 4]);
    expect(map.legend).toEqual(['0–8', '8–16', '16–24', '24–32', '32–40']);
    // The same rates are a column of the table.
    expect(textOf(everythingRelease(), 'numbers')).toContain('["Scotland","140–149","about 9%","7.2"]');
  });

  it('have no map and no rates where the list says nothing of residents', () => {
    const { breakdown } = everythingRelease();
    if (breakdown === undefined) throw new Error('a breakdown was expected');
    const areas = breakdown.areas.map(({ name, count }) => ({ name, count }));
    const text = textOf(everythingRelease({ breakdown: { ...breakdown, areas } }), 'numbers');
    expect(text).not.toContain('hexagons');
    expect(text).not.toContain('100,000');
  });
});

describe('the certificate of a local number', () => {
  it('says the range of the area, and no name', () => {
    const text = textOf(everythingRelease(), 'local-number');
    expect(text).toContain('"value":"140–149"');
    expect(text).toContain('Signatures from Yorkshire and The Humber, of 1,540 counted on 5 October 2026');
    expect(text).toContain('0123 4567 89ab cdef');
  });

  it('is not there for a target without an area, nor without counts by area', () => {
    expect(blocksOf(petitionRelease({ sections: ['local-number'] }), 'local-number')).toEqual([]);
    const { breakdown: _breakdown, ...less } = everythingRelease();
    expect(blocksOf(less, 'local-number')).toEqual([]);
  });
});

describe('the sheets for the hand-in', () => {
  it('stand in no list of contents', () => {
    const ids = sectionsOf(everythingRelease()).map(({ id }) => id);
    expect(ids.filter((id) => id === 'commons-top-sheet')).toHaveLength(2);
    expect(ids).toEqual(expect.arrayContaining(['answer-due', 'receipt']));
  });

  it('give the date of an answer by a known rule, with its source', () => {
    const text = textOf(everythingRelease(), 'answer-due');
    expect(text).toContain('within 45 days of the presentation');
    expect(text).toContain('19 November 2026');
    expect(text).toContain('https://petition.parliament.uk/help');
    expect(textOf(petitionRelease({ sections: ['answer-due'] }), 'answer-due')).not.toContain('By rule');
  });

  it('promise no answer by the rule of a threshold that is not reached', () => {
    const release = everythingRelease();
    const thresholds = release.thresholds.map((threshold) => ({ ...threshold, outcome: 'not-met' as const }));
    expect(textOf({ ...release, thresholds }, 'answer-due')).not.toContain('19 November 2026');
  });

  it('put the words of the House around those of the campaign, in English, with lines for what is missing', () => {
    const text = JSON.stringify(sectionsOf(inLanguage('pl')).filter(({ id }) => id === 'commons-top-sheet')[1]?.blocks);
    expect(text).toContain('To the House of Commons.');
    expect(text).toContain('The petition of residents of the United Kingdom,');
    expect(text).toContain('Declares that nobody should be punished.');
    expect(text).toMatch(/The petitioners therefore request that the House of Commons"[^[]*\],"look":"petition"\},\{"type":"blanks"/);
    expect(text).toContain('And the petitioners remain, etc.');
  });

  it('have no top sheet for other kinds of campaign', () => {
    const release = everythingRelease();
    expect(blocksOf({ ...release, campaign: { ...release.campaign, kind: 'coalition' } }, 'commons-top-sheet')).toEqual([]);
  });

  it('say on both halves of the receipt what was handed in', () => {
    const text = textOf(everythingRelease(), 'receipt');
    expect(text.match(/0123 4567 89ab cdef/g)).toHaveLength(2);
    expect(text.match(/"1,540"/g)).toHaveLength(2);
  });
});

describe('an index by country', () => {
  const organisations = (count: number): Release['organisations'] =>
    Array.from({ length: count }, (_, index) => ({
      name: `Group ${index}`,
      ...(index % 3 === 2 ? {} : { country: index % 3 === 0 ? 'PL' : 'Narnia' }),
    }));

  it('follows a list of forty and more, with the numbers of its organisations, in the pack’s language', () => {
    const release = { ...inLanguage('fr'), organisations: organisations(40) };
    const text = textOf(release, 'organisations');
    expect(text).toMatch(
      /\["Narnia","2, 5, 8, [\d, ]+38","13"\],\["Pologne","1, 4, [\d, ]+40","14"\],\["Pays non indiqué","3, [\d, ]+39","13"\]/,
    );
  });

  it('is left out of a shorter list, and of one that mostly says no country', () => {
    expect(textOf(everythingRelease({ organisations: organisations(39) }), 'organisations')).not.toContain('By country');
    const most = organisations(50).map(({ name }, index) => (index < 20 ? { name, country: 'PL' } : { name }));
    expect(textOf(everythingRelease({ organisations: most }), 'organisations')).not.toContain('By country');
  });
});
