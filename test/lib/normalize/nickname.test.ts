import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { files } from '../../../src/lib/io/files.js';
import type { NicknameData } from '../../../src/lib/normalize/nickname.js';
import { areNicknames, nicknameRows } from '../../../src/lib/normalize/nickname.js';

interface NicknameTest {
  readonly left: string;
  readonly right: string;
  readonly same: boolean;
  readonly note?: string;
}

interface ParticleData {
  readonly particles: readonly string[];
  readonly kept: Readonly<Record<string, string>>;
  readonly notes: Readonly<Record<string, string>>;
  readonly tests: readonly { given: string; expected: string }[];
}

const normalize = files.bundledJson('normalize/data');
const data = normalize['nicknames'] as NicknameData & { readonly tests: readonly NicknameTest[] };
const rows = nicknameRows(data);
const same = areNicknames(data);

function repeated(words: readonly string[]): string[] {
  return words.filter((word, index) => words.indexOf(word) !== index);
}

describe('names that one person may use for each other', () => {
  it('are those that the cases in the data file say, and no others of them', () => {
    const wrong = data.tests.filter((test) => same(test.left, test.right) !== test.same);
    expect(wrong).toEqual([]);
    expect(data.tests.filter((test) => test.same).length).toBeGreaterThanOrEqual(40);
    expect(data.tests.filter((test) => !test.same).length).toBeGreaterThanOrEqual(40);
  });

  it('are folded single words, in groups of at least two without repetition', () => {
    const words = data.groups.flatMap(({ formal, forms }) => [formal, ...forms]);
    expect(words.filter((word) => !/^[a-z]{2,}$/.test(word))).toEqual([]);
    expect(data.groups.filter(({ formal, forms }) => forms.length === 0 || repeated([formal, ...forms]).length > 0)).toEqual([]);
    expect(data.groups.filter(({ language }) => !/^[a-z]{2}$/.test(language))).toEqual([]);
  });

  it('stand in groups ordered by language and formal name, so that a change is easy to find', () => {
    const keys = data.groups.map(({ language, formal }) => `${language} ${formal}`);
    expect(keys).toEqual([...keys].sort());
  });

  it('are two formal names of one language only where a case says so', () => {
    const said = data.tests.filter((test) => test.same).map((test) => [test.left, test.right].sort().join(' '));
    const formals = new Set(data.groups.map(({ language, formal }) => `${language} ${formal}`));
    const surprising = data.groups.flatMap(({ language, formal, forms }) =>
      forms
        .filter((form) => formals.has(`${language} ${form}`) && !said.includes([formal, form].sort().join(' ')))
        .map((form) => `${formal} ${form}`),
    );
    expect(surprising).toEqual([]);
  });

  it('become rows that are ordered, distinct and never of a name with itself', () => {
    const keys = rows.map(({ left, right }) => `${left} ${right}`);
    expect(keys).toEqual([...new Set(keys)].sort());
    expect(rows.filter(({ left, right }) => left >= right)).toEqual([]);
    expect(rows.length).toBeGreaterThan(5000);
  });
});

describe('rows and predicate', () => {
  const name = fc.constantFrom('ann', 'bob', 'cat', 'dee', 'eve', 'flo');
  const group = fc.record({ formal: name, forms: fc.uniqueArray(name, { minLength: 1 }), language: fc.constant('en') });

  it('say the same of any groups, in either order of the two names and of the groups', () => {
    fc.assert(
      fc.property(fc.array(group), name, name, (groups, left, right) => {
        const shared =
          left !== right && groups.some(({ formal, forms }) => [left, right].every((word) => word === formal || forms.includes(word)));
        expect(areNicknames({ groups })(left, right)).toBe(shared);
        expect(areNicknames({ groups })(right, left)).toBe(shared);
        expect(nicknameRows({ groups }).filter((row) => row.left === left && row.right === right)).toHaveLength(
          shared && left < right ? 1 : 0,
        );
        expect(nicknameRows({ groups: [...groups].reverse() })).toEqual(nicknameRows({ groups }));
      }),
    );
  });
});

describe('particles of family names', () => {
  const { particles, kept, notes, tests } = normalize['name-particles'] as ParticleData;
  const dropped = new Set(particles);

  it('are left out as the cases in the data file say, when another word is left', () => {
    const wrong = tests.filter(({ given, expected }) => {
      const rest = given.split(' ').filter((word) => !dropped.has(word));
      return (rest.length > 0 ? rest.join(' ') : given) !== expected;
    });
    expect(wrong).toEqual([]);
  });

  it('are folded single words, each once, and notes are about them', () => {
    expect(repeated(particles)).toEqual([]);
    expect([...particles, ...Object.keys(kept)].filter((word) => !/^[a-z]+$/.test(word))).toEqual([]);
    expect(Object.keys(notes).filter((word) => !dropped.has(word))).toEqual([]);
  });

  it('answer for every word that begins a family name when a name is split: left out, or kept with a reason', () => {
    const beginning = (files.bundledJson('tidy/data')['names'] as { particles: string[] }).particles;
    expect(beginning.filter((word) => dropped.has(word) === word in kept)).toEqual([]);
    expect(Object.keys(kept).filter((word) => !beginning.includes(word))).toEqual([]);
  });
});
