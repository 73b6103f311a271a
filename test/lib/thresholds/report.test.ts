import { describe, expect, it } from 'vitest';

import { buildCheckReport, buildSchemeReport, buildSchemesReport } from '../../../src/lib/thresholds/report.js';
import { schemeOf, schemes } from './catalogue.js';

const AT = '2026-11-24';
const milestone = { name: 'Our first milestone', count: 25, of: 'signatures' } as const;

describe('buildCheckReport', () => {
  it('is met when every threshold is', () => {
    const report = buildCheckReport({
      at: AT,
      counts: { signatures: 40_000, organisations: 58 },
      targets: [{ scheme: schemeOf('nl-burgerinitiatief') }, milestone, { ...milestone, name: 'Partners', count: 58, of: 'organisations' }],
    });
    expect(report).toMatchObject({ formatVersion: 1, at: AT, met: true, numbersOnly: false });
    expect(report.results.map((result) => result.count)).toEqual([40_000, 40_000, 58]);
  });

  it.each(['gb-parliament-epetitions', 'us-we-the-people', 'nz-house-petition', 'eu-eci', 'be-chamber-petition'])(
    'is not met when %s is only as good as it gets',
    (id) => {
      const report = buildCheckReport({
        at: AT,
        counts: { signatures: 2_000_000, organisations: null },
        targets: [{ scheme: schemeOf(id) }],
      });
      expect(report.met).toBe(false);
    },
  );

  it('compares bare numbers when asked to and says so', () => {
    const report = buildCheckReport({
      at: AT,
      counts: { signatures: 100_000, organisations: null },
      targets: [{ scheme: schemeOf('gb-parliament-epetitions') }],
      numbersOnly: true,
    });
    expect(report).toMatchObject({ met: true, numbersOnly: true });
    expect(report.warnings).toHaveLength(1);
  });

  it('answers a threshold once however often it is named', () => {
    const scheme = schemeOf('gb-parliament-epetitions');
    const report = buildCheckReport({
      at: AT,
      counts: { signatures: 10, organisations: 0 },
      targets: [{ scheme, threshold: 'debate' }, { scheme }, { scheme, threshold: 'debate' }],
    });
    expect(report.results.map((result) => result.threshold)).toEqual(['debate', 'supporters', 'response']);
  });

  it('says "unknown" where nothing of the kind was counted', () => {
    const report = buildCheckReport({
      at: AT,
      counts: { signatures: 10, organisations: null },
      targets: [{ ...milestone, of: 'organisations' }],
    });
    expect(report.results[0]).toMatchObject({ outcome: 'unknown', reached: null, missing: null });
    expect(report.met).toBe(false);
  });

  it('plans no signatures for a number of states, nor for a window that is closed', () => {
    const regions = { counts: new Map([['DE', 70_000]]), bases: null, total: null };
    const plan = (threshold: string, opened: string | undefined) =>
      buildCheckReport({
        at: AT,
        counts: { signatures: 900_000, organisations: null },
        targets: [
          {
            scheme: schemeOf('eu-eci'),
            threshold,
            facts: { registered: '2026-01-01', regions, ...(opened === undefined ? {} : { opened }) },
          },
        ],
        loss: 0.05,
      }).results[0];
    expect(plan('states', undefined)).toMatchObject({ unit: 'member-states', missing: 6 });
    expect(plan('states', undefined)).not.toHaveProperty('margin');
    expect(plan('total', '2026-02-01')).toHaveProperty('margin');
    expect(plan('total', '2024-02-01')).not.toHaveProperty('margin');
  });

  it('refuses a threshold that the scheme does not have', () => {
    expect(() =>
      buildCheckReport({
        at: AT,
        counts: { signatures: 1, organisations: 0 },
        targets: [{ scheme: schemeOf('eu-eci'), threshold: 'totals' }],
      }),
    ).toThrow('has no threshold "totals"');
  });
});

describe('the reports of the catalogue', () => {
  it('list every scheme with the thresholds a check would look at', () => {
    const report = buildSchemesReport(schemes, AT);
    expect(report.schemes).toHaveLength(77);
    expect(report.schemes.find((scheme) => scheme.id === 'gb-wls-senedd-petition')).toMatchObject({
      externalLists: 'not-accepted',
      checked: '2026-11-22',
      thresholds: [{ asks: '2 signatures' }, { asks: '250 signatures' }, { asks: '10,000 signatures' }],
    });
  });

  it('give one scheme whole, without its tests', () => {
    const report = buildSchemeReport(schemeOf('us-we-the-people'), AT);
    expect(report.scheme).not.toHaveProperty('tests');
    expect(report.scheme.sources.length).toBeGreaterThan(0);
    expect(report.thresholds.map((threshold) => threshold.state)).toEqual(['expired', 'expired', 'expired']);
    expect(report.warnings).toEqual(['The scheme is no longer in use.']);
  });
});
