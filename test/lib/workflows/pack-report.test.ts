import { describe, expect, it } from 'vitest';

import type { Release } from '../../../src/lib/model/release.js';
import { formatPack } from '../../../src/lib/reporters/pack.js';
import { packReport } from '../../../src/lib/workflows/pack-report.js';
import { testContext } from '../../helpers/context.js';
import { openLetterRelease, petitionRelease } from '../../helpers/releases.js';

const { style } = testContext('.');

function reportOf(release: Release): ReturnType<typeof packReport> {
  const options = { outDir: '/pack', dryRun: true, campaign: { campaign: { pack: {} } } } as unknown as Parameters<typeof packReport>[0];
  return packReport(options, {
    release,
    whole: release,
    sha256: 'a'.repeat(64),
    hasAnnex: false,
    tree: null,
    signature: null,
    sealPlan: null,
    breakdown: null,
    growth: null,
    placesLeftOut: false,
    printPlan: null,
    warnings: [],
  });
}

const { case: _case, context: _context, ...plain } = petitionRelease();
const BARE: Release = { ...plain, sections: ['cover', 'text', 'case', 'figures', 'aims', 'signatories'], statistics: [], aims: [] };

describe('the sections that a report names', () => {
  it('are all that are asked for, and which of them have nothing to say', () => {
    expect(reportOf(BARE)).toMatchObject({ sections: BARE.sections, emptySections: ['case', 'figures', 'aims'] });
    expect(reportOf({ ...BARE, aims: ['Repeal the Act.'] }).emptySections).toEqual(['case', 'figures']);
  });

  it('count as printed when one document of several prints them', () => {
    const release = openLetterRelease();
    const sections = ['cover', 'letter'] as const;
    const [first, ...others] = release.documents.map(({ letter: _letter, ...document }) => document);
    if (first === undefined || others.length === 0) throw new Error('there are several documents');
    const letter = release.documents[0]?.letter;
    expect(reportOf({ ...release, sections, documents: [first, ...others] }).emptySections).toEqual(['letter']);
    const one = { ...release, sections, documents: [{ ...first, letter }, ...others] } as unknown as Release;
    expect(reportOf(one).emptySections).toEqual([]);
  });

  it('are told apart for people, in a line only where there is something to tell', () => {
    const text = formatPack(reportOf(BARE), style);
    expect(text).toContain('Sections: cover, text, signatories\n');
    expect(text).toContain('Left out, since nothing is given for them: case, figures, aims\n');
    expect(formatPack(reportOf({ ...BARE, sections: ['cover', 'text'] }), style)).not.toContain('Left out');
  });
});
