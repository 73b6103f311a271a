import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';

import type { CheckReport } from '../../../src/lib/model/check-report.js';
import { formatCheck, formatCheckGithub, formatCheckJson, formatCheckJunit } from '../../../src/lib/reporters/check.js';
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
  not met     response: 25 of 10,000 signatures (0.2%), 9,975 missing
    the government publishes a written response
  not met     debate: 25 of 100,000 signatures (0.0%), 99,975 missing
    the Petitions Committee considers the petition for a debate (almost always debated)
  Not checked: The body counts duplicates by a rule of its own, see \`handin schemes
               gb-parliament-epetitions\`; the number here is by the campaign’s rules.
  Not checked: Who may sign: British citizens and UK residents. Beyond what is said here, that is
               not checked.
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

  const states = (counts: Readonly<Record<string, number>>): string => {
    const regions = { counts: new Map(Object.entries(counts)), bases: null, total: null };
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return show(check([{ scheme: schemeOf('eu-eci'), facts: { registered: '2025-01-10', regions } }], total)).replace(/\s+/g, ' ');
  };

  it('says what is counted, also where no state and nobody is', () => {
    const text = states({ DE: 0 });
    expect(text).toContain('total: 0 of 1,000,000 signatures');
    expect(text).toContain('states: 0 of 7 member states');
    expect(states({ DE: 69_120 })).toContain('1 member state falls short of the 7');
  });

  it('names the nearest regions, and signatures of regions that the rule does not have', () => {
    const text = states({ DE: 70_000, FR: 58_319, US: 12, GERMANY: 3 });
    expect(text).toContain('nearest, with what is missing: FR 1,');
    expect(text).toContain('15 signatures are in regions that the rule does not have (it has AT, BE, BG ...)');
    expect(states({ DE: 70_000 })).not.toContain('that the rule does not have');
  });

  it('leaves no line empty where there is nothing to plan', () => {
    const seen = { records: 45, lost: 20 };
    const report = buildCheckReport({ at: '2026-11-24', counts: { signatures: 25, organisations: null }, targets: [milestone], seen });
    expect(show(report)).toContain('  met  25 of 25 signatures\n\nThe threshold is met.');
  });

  it.each([
    [0.04, 'If 4% are lost'],
    [0.999999, 'If more than 99.9% are lost'],
    [0.000001, 'If less than 0.1% are lost'],
  ])('calls a loss of %d what it is', (loss, words) => {
    const report = buildCheckReport({ at: '2026-11-24', counts: { signatures: 5, organisations: null }, targets: [milestone], loss });
    expect(show(report)).toContain(words);
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

describe('the plan of a threshold', () => {
  const response = { scheme: schemeOf('gb-parliament-epetitions'), threshold: 'debate' };
  const planned = (more: Partial<Parameters<typeof buildCheckReport>[0]>): string =>
    show(buildCheckReport({ at: '2026-11-24', counts: { signatures: 96_000, organisations: null }, targets: [response], ...more })).replace(
      /\s+/g,
      ' ',
    );

  it('says how many more are needed when a share is lost', () => {
    expect(planned({ loss: 0.04 })).toContain(
      'If 4% are lost, the chance of reaching it as things stand is less than 1 in 1,000; 8,275 more signatures',
    );
    expect(planned({ counts: { signatures: 104_167, organisations: null }, loss: 0.04 })).toMatch(
      /the chance of reaching it as things stand is 5\d\.\d%/,
    );
    expect(planned({ counts: { signatures: 104_275, organisations: null }, loss: 0.04 })).toMatch(/as things stand is 95\.\d%: safe\./);
  });

  it('takes the campaign’s own loss where none is stated', () => {
    expect(planned({ seen: { records: 100_000, lost: 4_000 } })).toContain(
      'So far 4% are lost on the way (4,000 of 100,000 records); 4,189',
    );
    expect(planned({ counts: { signatures: 100_000, organisations: null }, seen: { records: 104_000, lost: 4_000 } })).not.toContain(
      'lost on the way',
    );
  });

  it('holds the forecast against the day that a milestone has', () => {
    const byDay = new Map(
      Array.from({ length: 43 }, (_, index) => [new Date(Date.UTC(2026, 4, 1 + index)).toISOString().slice(0, 10), 200] as const),
    );
    const until = (by: string, at = '2026-06-12'): string =>
      planned({ at, targets: [{ name: 'A hundred thousand', count: 100_000, of: 'signatures', by }], growth: { byDay, undated: 0 } });
    // 4,000 are missing at 200 a day.
    expect(until('2026-12-31')).toContain('It is to be there by 2026-12-31. At the pace of the latest 6 weeks');
    expect(until('2026-12-31')).toContain('That is in time.');
    expect(until('2026-07-02')).toContain('That may be too late.');
    expect(until('2026-06-20')).toContain('That is too late.');
    expect(until('2026-06-11')).toContain('It was to be there by 2026-06-11.');
    expect(planned({ targets: [{ name: 'Ninety', count: 90, of: 'signatures', by: '2026-12-31' }] })).not.toContain('by 2026-12-31');
  });

  it('says that a window is closed, and plans nothing for a number that is over', () => {
    const opened = { ...response, facts: { opened: '2026-01-31' } };
    expect(planned({ targets: [opened], at: '2026-07-31' })).toContain('Signatures count until 2026-07-31.');
    expect(planned({ targets: [opened], at: '2026-08-01' })).toContain('The window closed on 2026-07-31; later signatures do not count.');
    const expired = planned({ targets: [{ scheme: schemeOf('us-ca-initiative'), threshold: 'statute' }], at: '2027-01-01', loss: 0.1 });
    expect(expired).toContain('expired');
    expect(expired).not.toMatch(/more signatures|are lost/);
  });

  it('says when the pace gets there, or why that cannot be told', () => {
    const byDay = new Map(
      Array.from({ length: 43 }, (_, index) => [new Date(Date.UTC(2026, 4, 1 + index)).toISOString().slice(0, 10), 200] as const),
    );
    const today = '2026-06-12';
    expect(planned({ today, growth: { byDay, undated: 0 } })).toContain('At the pace of the latest 6 weeks, 200 a day: about 2026-07-02');
    expect(planned({ growth: { byDay, undated: 0 } })).toContain('cannot be told: the latest signature is more than a week old');
    expect(planned({ growth: { byDay: new Map(), undated: 9 } })).toContain('cannot be told: too many signatures carry no date');
  });
});

describe('for programs of others', () => {
  const report = check([
    { scheme: schemeOf('gb-parliament-epetitions'), threshold: 'supporters' },
    { ...milestone, name: 'a,b:c%\n<"&>\u0001' },
    { ...milestone, count: 26 },
  ]);

  it('annotates a run on GitHub, and no text ends an annotation', () => {
    const lines = formatCheckGithub(report).trimEnd().split('\n');
    expect(lines[0]).toMatch(/^::warning title=UK Government and Parliament e-petitions%3A supporters::as many as\. /);
    expect(lines[1]).toMatch(/^::notice title=a%2Cb%3Ac%25%0A<"&>/);
    expect(lines[2]).toMatch(/^::error /);
    expect(lines).toHaveLength(4);
  });

  it('annotates what holds for the whole run as well', () => {
    const told = buildCheckReport({
      at: '2026-11-24',
      counts: { signatures: 25, organisations: null },
      targets: [milestone],
      warnings: ['A sample: 5%'],
    });
    expect(formatCheckGithub(told).split('\n')[0]).toBe('::warning title=handin check::A sample: 5%25');
  });

  it('lets no text of a scheme steer the terminal or turn the line, in neither form', () => {
    const walsall = schemeOf('gb-eng-walsall');
    const hostile = { ...walsall, name: { ...walsall.name, en: 'A\u001b[2J\u202e\u2028scheme\r\n::error::x' } };
    const told = check([{ scheme: hostile }, { ...milestone, name: 'A\u001b]0;title\u0007' }], 5);
    for (const text of [formatCheckGithub(told), formatCheckJunit(told), show(told)]) {
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
      expect(text).not.toMatch(/^::error::x/m);
    }
  });

  it('writes JUnit that a strict reader reads', () => {
    const names: string[] = [];
    const parser = new SaxesParser();
    parser.on('opentag', ({ name, attributes }) => names.push(name === 'testcase' ? String(attributes['name']) : name));
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(formatCheckJunit(report)).close();
    expect(names).toEqual([
      'testsuites',
      'testsuite',
      'UK Government and Parliament e-petitions: supporters',
      'failure',
      'a,b:c% <"&> ',
      'Our first milestone',
      'failure',
    ]);
  });
});
