import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { files } from '../../../src/lib/io/files.js';
import { createNameSplitter, type NameData } from '../../../src/lib/tidy/names.js';
import { runs } from '../../helpers/runs.js';

const { titles } = files.bundledJson('normalize/data')['titles'] as { titles: string[] };
const split = createNameSplitter(files.bundledJson('tidy/data')['names'] as NameData, titles);

describe('a whole name', () => {
  it.each([
    ['Ann Example', 'Ann', 'Example'],
    ['José Ibáñez', 'José', 'Ibáñez'],
    ['Anne-Marie Smith-Jones', 'Anne-Marie', 'Smith-Jones'],
    ['Niamh O’Brien', 'Niamh', 'O’Brien'],
    ['Dr Ann Example', 'Ann', 'Example'],
    ['Prof. Dr. Ann Example', 'Ann', 'Example'],
    ['Mme Renée Lefèvre', 'Renée', 'Lefèvre'],
    ['Example, Ann', 'Ann', 'Example'],
    ['García Pérez, María José', 'María José', 'García Pérez'],
    ['van der Berg, Anna', 'Anna', 'van der Berg'],
    ['Шевченко, Олена', 'Олена', 'Шевченко'],
    ['Ludwig van Exempel', 'Ludwig', 'van Exempel'],
    ['Anna van der Berg', 'Anna', 'van der Berg'],
    ['Anna von und', 'Anna', 'von und'],
    ['Maria da Silva', 'Maria', 'da Silva'],
    ['Carlos de la Fuente Ruiz', 'Carlos', 'de la Fuente Ruiz'],
    ['Ahmad bin Abdullah', 'Ahmad', 'bin Abdullah'],
    ['Omar Al Hassan', 'Omar', 'Al Hassan'],
    ['Omar al-Hassan', 'Omar', 'al-Hassan'],
    ['John F. Example', 'John F.', 'Example'],
    ['J. R. Example', 'J. R.', 'Example'],
    ['J. Example', 'J.', 'Example'],
    ['Martin Example Jr.', 'Martin', 'Example Jr.'],
    ['Martin Example, Jr', 'Martin', 'Example Jr'],
    ['Martin Example III', 'Martin', 'Example III'],
    ['DUPONT Jean', 'Jean', 'DUPONT'],
    ['Jean Paul DUPONT', 'Jean Paul', 'DUPONT'],
    ['NGUYỄN Văn Đức', 'Văn Đức', 'NGUYỄN'],
    ['Тарас Григорович Шевченко', 'Тарас Григорович', 'Шевченко'],
    ['Шевченко Тарас Григорович', 'Тарас Григорович', 'Шевченко'],
  ])('%s is %s, %s', (full, given, family) => {
    expect(split(full)).toEqual({ given, family });
  });
  it.each([
    'Cher',
    '',
    'Dr Example',
    'María García López',
    'Mary Ann Smith',
    'María del Carmen López',
    'María del Carmen',
    'Nguyễn Văn Đức',
    'Li Wei',
    'Kim Minjun',
    'Nagy Anna',
    'Smith J.',
    'Ahmed K',
    'Олена Шевченко',
    'علی رضایی',
    '李小明',
    'मीरा शर्मा',
    'Ann Example, MBE',
    'Ann, Bob, Carl',
    'Ann & Bob Example',
    'Ann and Bob Example',
    'Ann Example 3rd',
    'ann@example.org Example',
    'de la Cruz',
    'Van Morris',
    'Maria van der',
    'ANN EXAMPLE JONES',
    'Ann (Annie) Example',
    `${'Ann '.repeat(40)}Example`,
  ])('%s is left whole', (full) => {
    expect(split(full)).toBeNull();
  });
  it('gives only words of the name, each once', () => {
    const word = fc.constantFrom(
      'Ann',
      'EXAMPLE',
      'Smith',
      'van',
      'de',
      'la',
      'J.',
      'Jr',
      'Dr',
      'García',
      'Li',
      'Carmen',
      'Олена',
      'Іванівна',
      ',',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const found = split(words.join(' '));
        if (found === null) return;
        const rest = words.join(' ').split(/[\s,]+/);
        for (const part of `${found.given} ${found.family}`.split(' ')) {
          expect(rest).toContain(part);
          rest.splice(rest.indexOf(part), 1);
        }
        expect(rest.filter((left) => left !== '' && left !== 'Dr')).toEqual([]);
        expect([found.given, found.family]).not.toContain('');
      }),
      { numRuns: runs(500, 2_000) },
    );
  });
});
