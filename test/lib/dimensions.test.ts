import { describe, expect, it } from 'vitest';

import { type ForbiddenDimensions, foldAreaName, forbiddenDimension, forbiddenHeader } from '../../src/lib/dimensions.js';
import { files } from '../../src/lib/io/files.js';

const data = files.bundledJson('gate/data')['forbidden-dimensions'] as ForbiddenDimensions;

describe('a header that names what signatures are never told apart by', () => {
  it.each([
    ['Nationality', 'nationality'],
    ['Your nationality (optional)', 'nationality'],
    ['Country of origin', 'nationality'],
    ['Which country are you a citizen of?', 'nationality'],
    ['PAYS DE NAISSANCE', 'nationality'],
    ['Громадянство', 'nationality'],
    ['Ethnic group', 'ethnicity'],
    ['Immigration status', 'migration-status'],
    ['Visa', 'migration-status'],
    ['Gewerkschaft', 'trade-union'],
    ['Ālter', 'age'],
    ['Free text', 'free-text'],
  ])('%j is seen as %s', (header, id) => {
    expect(forbiddenHeader(header, data)?.id).toBe(id);
  });

  it.each([
    'Region',
    'County',
    'State',
    'State or union territory',
    'Country',
    'Country of residence',
    'Land',
    'Parliamentary constituency',
    'Town',
    'Postcode district',
    'Wahlkreis',
    'Village',
    '',
    '???',
  ])('%j is none', (header) => {
    expect(forbiddenHeader(header, data)).toBeNull();
  });
});

describe('the data of forbidden dimensions', () => {
  it('has the dimensions of the rule, each with a reason', () => {
    expect(data.dimensions.map(({ id }) => id)).toEqual([
      'nationality',
      'ethnicity',
      'migration-status',
      'religion',
      'health',
      'sexual-orientation',
      'trade-union',
      'political-opinion',
      'age',
      'free-text',
    ]);
    for (const { title, why } of [...data.dimensions, data.tooSmall]) {
      expect(title).not.toBe('');
      expect(why).toMatch(/\.$/);
    }
  });

  it('has words as they are compared', () => {
    const words = [...data.dimensions, data.tooSmall].flatMap((dimension) => dimension.words);
    expect(words.filter((word) => foldAreaName(word) !== word)).toEqual([]);
  });

  it.each(['region', 'constituency', 'country', 'none', 'regions', 'colour'])('says nothing of %s', (word) => {
    expect(forbiddenDimension(word, data)).toBeNull();
  });
});
