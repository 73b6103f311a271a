import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { chooseQuestions, explainGroups, mayFallBy, relatedOrganisations } from '../../../../src/lib/match/organisations/explain.js';
import type { JudgedPairs, OrganisationEntry, OrganisationMatches } from '../../../../src/lib/match/organisations/index.js';
import { matchOrganisations, splitAliases } from '../../../../src/lib/match/organisations/index.js';
import { entries, organisationData, pairsOf, saidOf } from '../../../helpers/organisations.js';

type Given = string | Partial<OrganisationEntry>;

const match = (given: readonly Given[], judged: Partial<JudgedPairs> = {}): OrganisationMatches =>
  matchOrganisations(entries(given), organisationData, { together: [], apart: [], ...judged });
const none = new Set<number>();

describe('judgements of people on organisations', () => {
  const TOGETHER: readonly (readonly [string, Given, Given])[] = [
    ['what may be a slip', 'Solidarity Kitchen Collective', 'Solidarity Kitchne Collective'],
    ['a branch and its body', 'Refugee Kitchen', 'Refugee Kitchen Leeds'],
    ['two countries', { name: 'Caritas Example', country: 'Italy' }, { name: 'Caritas Example', country: 'Germany' }],
    ['names that have nothing in common', 'Harbour Coalition', 'Red de Mujeres'],
    ['a name that nobody can read', '????', 'Центр «Право»'],
  ];

  it.each(TOGETHER)('join, whatever the names say: %s', (_what, one, other) => {
    expect(pairsOf(match([one, other]).groups)).toEqual(new Set());
    const judged = match([one, other], { together: [[0, 1]] });
    expect(judged.groups).toEqual([[0, 1]]);
    expect(saidOf(judged, 0, 1)).toBe('merge:judgement');
  });

  const APART: readonly (readonly [string, Given, Given])[] = [
    ['one name', 'Migrants’ Rights Network', 'Migrants Rights Network'],
    ['a declared acronym', { name: 'Médecins Sans Frontières', acronym: 'MSF' }, 'MSF'],
    ['a second name', 'Migrants Forward / Migranti Avanti', 'Migranti Avanti'],
  ];

  it.each(APART)('part, whatever the names say, and are not asked for again: %s', (_what, one, other) => {
    expect(match([one, other]).groups).toEqual([[0, 1]]);
    const apart = [[0, 1]] as const;
    const judged = match([one, other], { apart });
    expect(judged.groups).toEqual([[0], [1]]);
    expect(chooseQuestions(judged, { apart })).toEqual([]);
  });

  it('part by way of a third, which stays with the plainer one', () => {
    const list = ['Migrants’ Rights Network', 'Migrants Rights Network', 'Migrants Rights Network Ltd'];
    const { groups } = match(list, { apart: [[0, 1]] });
    expect(pairsOf(groups).has('0 1')).toBe(false);
    expect(groups).toHaveLength(2);
  });

  it('leave a plain reason as it is where it holds too', () => {
    expect(saidOf(match(['The Angelou Centre', 'ANGELOU CENTER'], { together: [[0, 1]] }), 0, 1)).toBe('merge:same-name');
  });

  it('bring everybody along who is the same as one of the two', () => {
    const list = ['Refugee Kitchen', 'The Refugee Kitchen', 'Red de Mujeres', 'RED DE MUJERES'];
    expect(match(list, { together: [[1, 2]] }).groups).toEqual([[0, 1, 2, 3]]);
  });

  it('hold in any list: those judged one are in one group, those judged two never', () => {
    const names = ['Example Trust', 'The Example Trust', 'Example Trust Leeds', 'Example Trst', 'ET', 'Harbour Coalition', '????'];
    const lists = fc.array(fc.constantFrom(...names), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(lists, fc.nat(), fc.nat(), fc.boolean(), (list, a, b, isOne) => {
        const [left, right] = [a % list.length, b % list.length];
        // Entries of one content are one, whatever is said of them.
        fc.pre(list[left] !== list[right]);
        const judged = match(list, { [isOne ? 'together' : 'apart']: [[left, right]] });
        const group = judged.groups.find((ids) => ids.includes(left));
        expect(group?.includes(right)).toBe(isOne);
        expect(judged.groups.flat().sort((x, y) => x - y)).toEqual(list.map((_, id) => id));
      }),
    );
  });
});

describe('what a result means for the count', () => {
  it('ties every entry to the one that counts, by the plainest reason, or by way of others', () => {
    const list = [
      { name: 'MSF' },
      { name: 'Médecins Sans Frontières', acronym: 'MSF', aliases: ['Ärzte ohne Grenzen'] },
      'ärzte ohne grenzen',
    ];
    const members = explainGroups(match(list)).map(({ id, organisation, link }) => [id, organisation, link?.left ?? null, link?.reason]);
    expect(members).toEqual([
      [0, 0, null, undefined],
      [1, 0, 0, 'acronym-declared'],
      [2, 0, 1, 'alias-given'],
    ]);
  });

  it('asks about two organisations once, and not for what follows', () => {
    const list = ['Solidarity Kitchen Collective', 'Solidarity Kitchne Collective', 'The Solidarity Kitchen Collective'];
    const matches = match(list);
    const questions = chooseQuestions(matches, { apart: [] });
    expect(questions.map(({ left, right }) => [left, right])).toEqual([[0, 1]]);
    expect(mayFallBy(matches, questions, none)).toBe(1);
  });

  it.each([
    ['nobody withdrew', none, 1],
    ['one of the two withdrew: it may be the other, which then goes too', new Set([1]), 1],
    ['both withdrew: nothing is left to fall', new Set([0, 1]), 0],
  ])('says how far the total can fall where %s', (_what, withdrawn, fall) => {
    const matches = match(['Solidarity Kitchen Collective', 'Solidarity Kitchne Collective', 'Harbour Coalition']);
    expect(mayFallBy(matches, chooseQuestions(matches, { apart: [] }), withdrawn)).toBe(fall);
  });

  it('names related organisations by those that count, once, and only where both do', () => {
    const matches = match(['Refugee Kitchen', 'Refugee Kitchen Leeds', 'The Refugee Kitchen', 'REFUGEE KITCHEN LEEDS']);
    expect(relatedOrganisations(matches, none).map(({ left, right, reason }) => [left, right, reason])).toEqual([[0, 1, 'branch']]);
    expect(relatedOrganisations(matches, new Set([3]))).toEqual([]);
  });
});

describe('a cell of other names', () => {
  it.each([
    ['', []],
    ['Red de Mujeres', ['Red de Mujeres']],
    ['Frauen, Frieden, Freiheit; Women, Peace ;', ['Frauen, Frieden, Freiheit', 'Women, Peace']],
    ['شبكة النساء;女性ネットワーク', ['شبكة النساء', '女性ネットワーク']],
    ['one\ntwo', ['one', 'two']],
  ])('holds those between semicolons: %j', (cell, names) => {
    expect(splitAliases(cell)).toEqual(names);
  });
});
