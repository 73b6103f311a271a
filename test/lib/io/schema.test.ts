import { describe, expect, it } from 'vitest';
import schema from '../../../src/lib/campaign.schema.json' with { type: 'json' };
import { validate } from '../../../src/lib/io/schema.js';
import { CAMPAIGN_KINDS, SECTION_IDS } from '../../../src/lib/model/campaign.js';
import { CONSENT_LEVELS, MEDIA } from '../../../src/lib/model/record.js';

const MINIMAL = { kind: 'petition', title: 'Example', language: 'en-GB', organisers: [{ name: 'Example Network' }] };

describe('validate', () => {
  it('finds nothing wrong with the smallest campaign', () => {
    expect(validate('campaign', MINIMAL)).toEqual([]);
  });

  it('reports every violation, with the path in keys and indexes', () => {
    const issues = validate('campaign', { ...MINIMAL, kind: 'letter', organisers: [{ contact: 'x' }], colour: 'red' });
    expect(issues.map(({ path, keyword }) => [path.join('/'), keyword])).toEqual([
      ['', 'additionalProperties'],
      ['kind', 'enum'],
      ['organisers/0', 'required'],
    ]);
    expect(validate('campaign', { ...MINIMAL, organisers: [{}] })[0]?.path).toEqual(['organisers', 0]);
  });

  it('says which keys a place has and what belongs in it, and never what was there', () => {
    const canary = 'canary@example.org';
    const issues = validate('campaign', {
      ...MINIMAL,
      organisers: [{ name: 'A', contact: [canary] }],
      pack: { date: canary },
      expect: { people: canary },
    });
    expect(JSON.stringify(issues)).not.toContain(canary);
    expect(issues.find(({ keyword }) => keyword === 'additionalProperties')?.params['known']).toEqual(['signatures', 'organisations']);
    expect(issues.find(({ keyword }) => keyword === 'pattern')?.params['expected']).toBe('a day such as 2025-05-06');
  });

  it('tells a scheme from a milestone before it complains', () => {
    expect(validate('campaign', { ...MINIMAL, thresholds: [{ scheme: 'gb-parliament-epetitions', count: 5 }] })).toEqual([
      {
        path: ['thresholds', 0],
        keyword: 'additionalProperties',
        params: {
          additionalProperty: 'count',
          known: ['scheme', 'threshold', 'of', 'base', 'registered', 'opened', 'bases', 'regions-total'],
        },
      },
    ]);
    expect(validate('campaign', { ...MINIMAL, thresholds: [{ name: 'First' }] }).map(({ params }) => params['missingProperty'])).toEqual([
      'count',
      'of',
    ]);
  });

  it('refuses a key called __proto__', () => {
    const value = JSON.parse('{"kind":"petition","title":"x","language":"en","organisers":[{"name":"A"}],"__proto__":{}}') as unknown;
    expect(validate('campaign', value).map(({ params }) => params['additionalProperty'])).toEqual(['__proto__']);
  });

  it('keeps a pointer’s slashes and tildes in keys', () => {
    expect(validate('campaign', { ...MINIMAL, expect: { signatures: -1 } })[0]?.path).toEqual(['expect', 'signatures']);
  });

  it('is a defect of ours to ask for a schema that does not exist', () => {
    expect(() => validate('letter', {})).toThrow('There is no schema “letter”.');
  });
});

describe('the campaign schema', () => {
  it('lists the same words as the model', () => {
    expect(schema.properties.kind.enum).toEqual(CAMPAIGN_KINDS);
    expect(schema.properties.pack.properties.layout.items.enum).toEqual(SECTION_IDS);
    expect(schema.properties.display.properties.ceiling.enum).toEqual(CONSENT_LEVELS);
    expect(schema.definitions.source.properties.medium.enum).toEqual(MEDIA);
  });

  it('explains every key of a campaign to an editor', () => {
    const withoutWords = Object.entries(schema.properties).filter(([, value]) => !('description' in value));
    expect(withoutWords).toEqual([]);
  });
});
