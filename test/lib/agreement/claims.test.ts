/**
 * The labelled sentences of `fixtures/agreement`: invented, in six languages, some about who signs a campaign and some not. Printed is how many
 * are found that should be (recall) and how many found ones are right (precision); neither may fall below its floor.
 */

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { findClaims } from '../../../src/lib/agreement/claims.js';
import { type Language, type LanguageFile, prepareLanguage } from '../../../src/lib/agreement/words.js';
import { ROOT } from '../../helpers/run.js';

interface Labelled {
  readonly year: number;
  /** `expect` lists what must be found, as "of relation value"; null for nothing. */
  readonly sentences: readonly { readonly text: string; readonly expect: string | null }[];
}

const IDS = ['cy', 'de', 'en', 'es', 'fr', 'pl'];
const read = (...parts: string[]): unknown => JSON.parse(fs.readFileSync(path.join(ROOT, ...parts), 'utf8'));
const fileOf = (id: string): LanguageFile => read('src', 'lib', 'agreement', 'data', `${id}.json`) as LanguageFile;
const LANGUAGES = new Map(IDS.map((id) => [id, prepareLanguage(fileOf(id))]));

function found(id: string, text: string, values: [string, number][] = [], year = 2025): string[] {
  const claims = findClaims(text, LANGUAGES.get(id) as Language, { year, values: new Map(values) });
  return claims.map(({ of, relation, value }) => `${of} ${relation} ${value}`);
}

describe('labelled sentences', () => {
  it('are told apart', () => {
    let [right, wrong, missed, total] = [0, 0, 0, 0];
    const lines: string[] = [];
    for (const id of IDS) {
      const { sentences, year } = read('fixtures', 'agreement', `${id}.json`) as Labelled;
      for (const { text, expect: expected } of sentences) {
        const wanted = expected === null ? [] : expected.split('; ');
        const claims = found(id, text, [], year);
        const extra = claims.filter((one) => !wanted.includes(one));
        const lost = wanted.filter((one) => !claims.includes(one));
        total++;
        right += wanted.length - lost.length;
        wrong += extra.length;
        missed += lost.length;
        if (extra.length + lost.length > 0) lines.push(`  ${id}: ${text} (found wrongly: ${extra.length}, missed: ${lost.length})`);
      }
    }
    const precision = right / (right + wrong);
    const recall = right / (right + missed);
    const summary = `agreement, ${total} sentences: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`;
    console.log([summary, ...lines].join('\n'));
    expect(total).toBeGreaterThanOrEqual(240);
    expect(precision, lines.join('\n')).toBeGreaterThanOrEqual(0.97);
    expect(recall, lines.join('\n')).toBeGreaterThanOrEqual(0.97);
  });

  it('have a file of words for every language of the pack, each with the same lists', () => {
    const keys = (file: LanguageFile): string[] => Object.keys(file).filter((key) => key !== 'elisions');
    const english = keys(fileOf('en')).sort();
    for (const id of IDS) {
      expect(fileOf(id).language).toBe(id);
      expect(keys(fileOf(id)).sort()).toEqual(english);
    }
  });
});

describe('a number of a text', () => {
  it.each<[string, string, string[]]>([
    ['en', 'one hundred and seven organisations call on you', ['organisations exact 107']],
    ['en', 'Two hundred and fifty-three thousand people have signed.', ['signatures exact 253000']],
    ['en', 'Half a million people have signed.', ['signatures exact 500000']],
    ['en', '10k people have signed.', ['signatures exact 10000']],
    ['en', '50+ organisations support this call.', ['organisations at-least 50']],
    ['en', '50 or more organisations support this call.', ['organisations at-least 50']],
    ['en', '1.234 people have signed.', []],
    ['de', 'Zweihundertsiebenundfünfzig Vereine fordern Sie auf.', ['organisations exact 257']],
    ['de', '1.234 Menschen haben unterschrieben.', ['signatures exact 1234']],
    ['de', 'Eineinhalb Millionen Menschen haben unterschrieben.', ['signatures exact 1500000']],
    ['fr', 'Quatre-vingt-dix-sept personnes ont signé.', ['signatures exact 97']],
    ['fr', '1 234 567 personnes ont signé.', ['signatures exact 1234567']],
    ['es', 'Treinta y una mil personas han firmado.', ['signatures exact 31000']],
    ['pl', 'Podpisało sto dwadzieścia trzy tysiące osób.', ['signatures exact 123000']],
    ['cy', 'Mae dau ddeg tri o sefydliadau yn galw arnoch.', ['organisations exact 23']],
  ])('is read in words and digits of its language: %s, %s', (id, text, expected) => {
    expect(found(id, text)).toEqual(expected);
  });

  it('is what a placeholder stands for, with the comparison that the text makes', () => {
    expect(found('en', 'More than {{ organisations }} organisations support our call.', [['organisations', 57]])).toEqual([
      'organisations more 57',
    ]);
    expect(found('en', '{{target.role}} 12 {{unknown}} people signed.')).toEqual([]);
  });

  it('of another year is about something else, unless the sentence speaks of this campaign', () => {
    expect(found('en', 'In 2019 40,000 people signed.')).toEqual([]);
    expect(found('en', 'Since 2019 57 organisations have joined our coalition.')).toEqual(['organisations exact 57']);
    expect(found('en', 'In May 2025 25 people signed this petition.')).toEqual(['signatures exact 25']);
  });

  it('is found in a text without end, which is looked at in pieces', () => {
    const long = `${'more than 50 organisations and 12 people, '.repeat(600)}. 57 organisations support our call.`;
    expect(found('en', long).at(-1)).toBe('organisations exact 57');
    expect(found('en', 'of the 57 '.repeat(2_000))).toEqual([]);
  });
});
