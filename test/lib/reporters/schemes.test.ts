import { describe, expect, it } from 'vitest';

import { displayWidth, PLAIN } from '../../../src/lib/reporters/columns.js';
import { formatScheme, formatSchemes, formatSchemesJson } from '../../../src/lib/reporters/schemes.js';
import { buildSchemeReport, buildSchemesReport } from '../../../src/lib/thresholds/report.js';
import { schemeOf, schemes } from '../thresholds/catalogue.js';

const AT = '2026-11-24';
const list = buildSchemesReport(schemes, AT);
const show = (id: string, width = 100) => formatScheme(buildSchemeReport(schemeOf(id), AT), { width, paint: PLAIN });

describe('formatSchemes', () => {
  it('groups by country and says what each asks and whether outside lists count', () => {
    const few = buildSchemesReport(
      [schemeOf('nl-burgerinitiatief'), schemeOf('gb-parliament-epetitions'), schemeOf('nz-house-petition')],
      AT,
    );
    expect(formatSchemes(few, { width: 100, paint: PLAIN })).toBe(`Netherlands
  nl-burgerinitiatief       Citizens' initiative
                            40,000 signatures; takes outside lists

New Zealand
  nz-house-petition         Petition to the House
                            1 signature [from memory]; not known whether it takes outside lists

United Kingdom
  gb-parliament-epetitions  UK Government and Parliament e-petitions
                            5 / 10,000 / 100,000 signatures; takes no outside lists

3 schemes, checked 2026-11-22. "handin schemes ID" explains one.
`);
  });

  it('names every scheme once', () => {
    const text = formatSchemes(list, { width: 100, paint: PLAIN });
    for (const scheme of schemes) expect(text.split('\n').filter((line) => line.trim().split(' ')[0] === scheme.id)).toHaveLength(1);
  });

  it.each([40, 60, 80, 120])('keeps within %i columns', (width) => {
    for (const line of formatSchemes(list, { width, paint: PLAIN }).split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
  });

  it('gives each its own day when they were checked on different days', () => {
    const [first, second] = list.schemes;
    if (first === undefined || second === undefined) throw new Error('no schemes');
    const text = formatSchemes({ ...list, schemes: [first, { ...second, checked: '2027-01-02' }] }, { width: 200, paint: PLAIN });
    expect(text).toContain('checked 2026-11-22\n');
    expect(text).toContain('checked 2027-01-02');
  });

  it('has words for an empty list', () => {
    expect(formatSchemes({ ...list, schemes: [] }, { width: 80, paint: PLAIN })).toBe('There are no threshold schemes.\n');
  });
});

describe('formatScheme', () => {
  it.each([
    ['what it triggers', 'gb-parliament-epetitions', 'the government publishes a written response'],
    ['the window', 'gb-parliament-epetitions', 'Signatures may be collected for 6 months from publication of the petition.'],
    ['who may sign', 'gb-parliament-epetitions', 'British citizens and UK residents; once each'],
    ['the data of a signature', 'gb-parliament-epetitions', 'postcode if UK'],
    ['the duplicate rule', 'gb-parliament-epetitions', 'One e-mail address may carry at most two signatures'],
    ['supporters before publication', 'gb-parliament-epetitions', '5 supporters'],
    ['its sources', 'gb-parliament-epetitions', 'https://petition.parliament.uk/archived/petitions.json?parliament=3&state=published'],
    ['how its sources were read', 'gb-parliament-epetitions', '[read in an official source]'],
    ['what to run', 'gb-parliament-epetitions', 'handin check --against gb-parliament-epetitions'],
    ['the name in its own language', 'kr-national-assembly-petition', '국민동의청원'],
    ['a number from memory', 'us-wa-initiative', '308,911 signatures [from memory]'],
    ['an expired number and its successor', 'gb-wls-senedd-petition', 'from 2017-03-08 to 2020-12-01; replaced by debate'],
    ['a number for up to so many', 'gb-eng-dorset-council', 'for up to 4,999'],
    ['another way', 'ch-fakultatives-referendum', 'or eight cantons'],
    [
      'the share behind a number',
      'us-co-initiative',
      '5% of votes cast for Secretary of State at the last general election; from 2023 to 2026',
    ],
    ['a rule about regions', 'be-chamber-petition', 'It binds hearing.'],
    ['sampling', 'us-ca-initiative', 'Each county judges its own sample; the results are added up.'],
    ['an age', 'nl-burgerinitiatief', 'Dutch nationals; from the age of 18'],
    ['that it is over', 'us-we-the-people', 'Warning: The scheme is no longer in use.'],
    ['that it is unclear', 'gb-nir-assembly-petition', 'Warning: Whether the scheme is in use as described is unclear.'],
    ['that it is from memory', 'nz-house-petition', 'Warning: The scheme as a whole is from memory'],
  ])('tells %s', (_, id, expected) => {
    expect(show(id, 200)).toContain(expected);
  });

  it('does not repeat a native name that is the English one', () => {
    expect(show('eu-eci').split('\n').slice(0, 2)).toEqual(["European Citizens' Initiative", '']);
  });

  it.each([60, 100])('keeps every scheme within %i columns, addresses apart, and leaves no gap in a sentence', (width) => {
    for (const scheme of schemes) {
      const text = show(scheme.id, width);
      for (const line of text.split('\n')) if (!line.includes('http')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(text).not.toMatch(/undefined|null|\[object/);
    }
  });
});

it('prints the reports themselves as JSON', () => {
  expect(JSON.parse(formatSchemesJson(list))).toEqual(list);
  const one = buildSchemeReport(schemeOf('eu-eci'), AT);
  expect(JSON.parse(formatSchemesJson(one))).toEqual(JSON.parse(JSON.stringify(one)));
});

describe('a rule of sampling', () => {
  const words = (id: string): string => show(id).replace(/\s+/g, ' ');

  it('is told, with what it makes of copies and how to work it out', () => {
    expect(words('us-or-initiative')).toContain('the second takes off N(N-1)/(n(n-1)) for each pair seen.');
    expect(words('us-or-initiative')).toContain(
      '`handin sample evaluate` works it out with --rule us-or-initiative (stages: first and second).',
    );
    expect(words('us-mi-initiative')).toContain('Rule on copies: none seen.');
    // Nobody knows its steps.
    expect(words('eu-eci')).toContain('may use random samples');
    expect(words('eu-eci')).not.toContain('works it out');
  });
});
