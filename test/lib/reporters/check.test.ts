import { describe, expect, it } from 'vitest';

import type { CheckReport } from '../../../src/lib/model/check-report.js';
import { formatCheck, formatCheckJson } from '../../../src/lib/reporters/check.js';
import { displayWidth, type Paint, PLAIN } from '../../../src/lib/reporters/columns.js';
import { buildCheckReport, type CheckTarget } from '../../../src/lib/thresholds/report.js';
import { schemeOf, schemes } from '../thresholds/catalogue.js';

const milestone = { name: 'Our first milestone', count: 25, of: 'signatures' } as const;

function check(targets: readonly CheckTarget[], signatures: number | null = 25, numbersOnly = false): CheckReport {
  return buildCheckReport({ at: '2026-11-24', counts: { signatures, organisations: 58 }, targets, numbersOnly });
}

function show(report: CheckReport, width = 100, paint: Paint = PLAIN): string {
  return formatCheck(report, { width, paint });
}

describe('formatCheck', () => {
  it('says what was compared, what came of it, why, and where that is written', () => {
    expect(
      show(check([{ scheme: schemeOf('gb-parliament-epetitions') }, milestone])),
    ).toBe(`25 counted signatures and 58 organisations, compared as of 2026-11-24.

UK Government and Parliament e-petitions (gb-parliament-epetitions)
  as many as  supporters: 25 of 5 signatures
    petition is checked by the petitions team and can be published
    25 counted signatures are as many as the 5 asked for under “UK Government and Parliament
    e-petitions”, but only signatures given on its own service count there, so this is not met.
  not met     response: 25 of 10,000 signatures, 9,975 missing
    the government publishes a written response
  not met     debate: 25 of 100,000 signatures, 99,975 missing
    the Petitions Committee considers the petition for a debate (almost always debated)
  Warning: response and debate: A list collected elsewhere does not count: only signatures given on
           its own service count there.
  Source: https://petition.parliament.uk/help (checked 2026-11-22)

Our first milestone
  met  25 of 25 signatures

Not every threshold is met: 1 met, 2 not met and 1 as many as.
handin counts signatures; who was entitled to sign is for the body to say.
`);
  });

  it.each([
    ['one that is met', [milestone], 25, false, 'The threshold is met.'],
    ['one that is not', [milestone], 24, false, 'The threshold is not met.'],
    [
      'one as bare numbers',
      [{ scheme: schemeOf('gb-parliament-epetitions'), threshold: 'supporters' }],
      25,
      true,
      'The threshold is met as a bare number.',
    ],
    ['several that are met', [milestone, { ...milestone, name: 'Second' }], 25, false, 'All 2 thresholds are met.'],
    ['none', [], 25, false, 'There is no threshold to compare with.'],
  ] as const)('concludes for %s', (_, targets, count, numbersOnly, conclusion) => {
    expect(show(check(targets, count, numbersOnly))).toContain(`\n${conclusion}\n`);
  });

  it('says that only bare numbers were compared', () => {
    const text = show(check([{ scheme: schemeOf('gb-parliament-epetitions') }], 100_000, true));
    expect(text).toContain('Warning: Only the bare numbers were compared');
    expect(text).toContain('All 3 thresholds are met as bare numbers.');
  });

  it('names the reason of a single threshold that is not simply missed', () => {
    expect(show(check([{ scheme: schemeOf('gb-parliament-epetitions'), threshold: 'supporters' }]))).toContain(
      'The threshold is not met: as many as.',
    );
  });

  it('keeps every line within the width, addresses apart, for every scheme', () => {
    const report = check([...schemes.map((scheme) => ({ scheme })), { ...milestone, name: '국민동의청원 '.repeat(20).trim() }], 2_000_000);
    for (const width of [60, 80, 120]) {
      for (const line of show(report, width).split('\n')) if (!line.includes('http')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  it('colours outcomes and warnings, and nothing else depends on colour', () => {
    const tag = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const paint: Paint = { bold: tag('b'), dim: tag('i'), green: tag('green'), yellow: tag('yellow'), red: tag('red') };
    const report = check([{ scheme: schemeOf('gb-parliament-epetitions') }, milestone]);
    const painted = show(report, 100, paint);
    expect(painted).toContain('<green>met</green>');
    expect(painted).toContain('<yellow>as many as</yellow>');
    expect(painted).toContain('<red>not met   </red>');
    expect(painted.replace(/<\/?[a-z]+>/g, '')).toBe(show(report));
  });

  it('lets no campaign text steer the terminal', () => {
    expect(show(check([{ ...milestone, name: 'A\u001b[2Jmilestone' }]))).not.toContain('\u001b');
  });
});

it('prints the report itself as JSON', () => {
  const report = check([milestone]);
  expect(JSON.parse(formatCheckJson(report))).toEqual(report);
  expect(JSON.parse(formatCheckJson(report))).toMatchObject({ formatVersion: 1, met: true });
});
