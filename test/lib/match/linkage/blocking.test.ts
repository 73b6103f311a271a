import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Engine } from '../../../../src/lib/context.js';
import { BLOCK_SIZE_MAX, BLOCKING_RULES } from '../../../../src/lib/match/linkage/blocking.js';
import { blockSizeMax, EMPTY_PAIRS, keySteps, pairStep } from '../../../../src/lib/match/linkage/steps.js';
import { runSteps } from '../../../../src/lib/workflows/steps.js';
import type { TestRecord } from '../../../helpers/linkage.js';
import { linkedOf, nodesOf, withEngine } from '../../../helpers/linkage.js';

let engine: Engine;
let finish: () => void;
let closed: Promise<void>;

beforeAll(async () => {
  await new Promise<void>((ready) => {
    closed = withEngine(async (opened) => {
      engine = opened;
      ready();
      await new Promise<void>((end) => {
        finish = end;
      });
    });
  });
});
afterAll(async () => {
  finish();
  await closed;
});

/** Two records that meet in nothing but what the rule is about. */
const MEETINGS: readonly (readonly [rule: string, name: string, left: TestRecord, right: TestRecord])[] = [
  ['email', 'an address', { full_name: 'Ada Quill', email: 'a@example.org' }, { full_name: 'Bo Inkwell', email: 'A@Example.org' }],
  [
    'email-local',
    'the part before the @',
    { full_name: 'Cy Blot', email: 'feather@example.org' },
    { full_name: 'Di Nib', email: 'feather@example.net' },
  ],
  ['phone', 'a telephone', { full_name: 'Ed Pen', phone: '07700 900001' }, { full_name: 'Flo Card', phone: '+447700900001' }],
  [
    'name-phone',
    'a family name and a telephone',
    { full_name: 'Gus Parchment', phone: '07700 900002' },
    { full_name: 'Ivy Parchment', phone: '07700 900002' },
  ],
  ['name', 'both names, spelt otherwise', { full_name: 'Katherine Petersen' }, { full_name: 'Katharina Pettersson' }],
  ['name', 'both names, in each other’s places', { full_name: 'Leopold Scribner' }, { full_name: 'Scribner Leopold' }],
  [
    'name-postcode',
    'a given name and a postcode',
    { full_name: 'Mortimer Vellum', postcode: 'ZZ99 1AA' },
    { full_name: 'Mortimer Gold', postcode: 'ZZ99 1AA' },
  ],
  [
    'name-postcode',
    'a part of two double names and a postcode',
    { given_name: 'Ned', family_name: 'Smith Jones', full_name: 'Ned Smith Jones', postcode: 'ZZ99 1AB' },
    { given_name: 'Olga', family_name: 'Jones-Clark', full_name: 'Olga Jones-Clark', postcode: 'ZZ99 1AB' },
  ],
  [
    'name-postcode',
    'a name in the box of the other, and a postcode',
    { given_name: 'Perpetua', family_name: '', full_name: 'Perpetua', postcode: 'ZZ99 1AC' },
    { given_name: 'Perpetua', family_name: 'Zed', full_name: 'Perpetua Zed', postcode: 'ZZ99 1AC' },
  ],
  [
    'name-area',
    'a name and an area',
    { full_name: 'Quentin Ruler', postcode: 'ZZ98 1AA' },
    { full_name: 'Quentin Eraser', postcode: 'ZZ98 4XL' },
  ],
  [
    'name-locality',
    'a name and a town',
    { full_name: 'Rosamund Slate', locality: 'Inkchester' },
    { full_name: 'Sid Slate', locality: 'inkchester' },
  ],
  [
    'name-birth-year',
    'a name and a year of birth',
    { full_name: 'Theodor Chalk', date_of_birth: '1951-02-03' },
    { full_name: 'Theodor Sponge', date_of_birth: '1951-11-30' },
  ],
  [
    'name-address',
    'a name and an address',
    { full_name: 'Ursula Marker', address: '1 Quill St' },
    { full_name: 'Victor Marker', address: '1 Quill Street' },
  ],
  [
    'address-postcode',
    'an address and a postcode',
    { full_name: 'Wendy Folder', address: '2 Quill Street', postcode: 'ZZ97 1AA' },
    { full_name: 'Xaver Stapler', address: '2 Quill Street', postcode: 'ZZ97 1AA' },
  ],
  [
    'birth-postcode',
    'a date of birth and a postcode',
    { full_name: 'Yorick Binder', date_of_birth: '1952-01-01', postcode: 'ZZ97 1AB' },
    { full_name: 'Zelda Clip', date_of_birth: '1952-01-01', postcode: 'ZZ97 1AB' },
  ],
  [
    'birth-locality',
    'a date of birth and a town',
    { full_name: 'Albin Desk', date_of_birth: '1953-01-01', locality: 'Penzley' },
    { full_name: 'Berthe Lamp', date_of_birth: '1953-01-01', locality: 'Penzley' },
  ],
  ['one-name', 'a family name as it sounds', { full_name: 'Casimir Lexikon' }, { full_name: 'Dorothy Lexicon' }],
  ['one-name', 'a given name in two scripts', { full_name: 'Владимир Перов' }, { full_name: 'Vladimir Glossary' }],
  [
    'email-start',
    'four letters of an address',
    { full_name: 'Emil Index', email: 'zylo1@example.com' },
    { full_name: 'Frida Title', email: 'zylophone@post.example.com' },
  ],
  [
    'email-domain',
    'a domain',
    { full_name: 'Gerd Page', email: 'gp@rare.example' },
    { full_name: 'Hilde Margin', email: 'margin.h@rare.example' },
  ],
  ['address', 'an address', { full_name: 'Igor Spine', address: '3 Quill Street' }, { full_name: 'Jutta Cover', address: '3 Quill St' }],
  ['postcode', 'a postcode', { full_name: 'Knut Quire', postcode: 'ZZ96 1OA' }, { full_name: 'Lisbet Ream', postcode: 'ZZ96 10A' }],
  [
    'birth-given',
    'a date of birth with a slip, and an initial',
    { full_name: 'Milan Foolscap', date_of_birth: '1954-05-06' },
    { full_name: 'Martha Octavo', date_of_birth: '1954-05-16' },
  ],
  [
    'birth-family',
    'a date of birth with a slip, and an initial of the family name',
    { full_name: 'Nils Tabloid', date_of_birth: '1955-05-06' },
    { full_name: 'Olive Tablet', date_of_birth: '1965-05-06' },
  ],
];

describe('blocking', () => {
  it('finds two records by each rule when they share only what it is about', async () => {
    const nodes = await nodesOf(
      engine,
      MEETINGS.flatMap(([, , left, right]) => [left, right]),
    );
    await runSteps(engine, [EMPTY_PAIRS]);
    await runSteps(engine, [...keySteps([...BLOCKING_RULES.entries()]), pairStep(BLOCK_SIZE_MAX)]);
    const [left = [], right = [], rule = []] = (
      await engine.numbers('SELECT l::DOUBLE, r::DOUBLE, rule::DOUBLE FROM keyed_pairs ORDER BY l, r, rule')
    ).map((column) => Array.from(column));
    const foundBy = new Map<string, string[]>();
    for (const [place, own] of rule.entries()) {
      const key = `${left[place]}-${right[place]}`;
      foundBy.set(key, [...(foundBy.get(key) ?? []), BLOCKING_RULES[own]?.id ?? '']);
    }
    const found = MEETINGS.map(([id, name], place) => {
      const [a = 0, b = 0] = [nodes[2 * place], nodes[2 * place + 1]].sort((x, y) => (x ?? 0) - (y ?? 0));
      return [id, name, foundBy.get(`${a}-${b}`)?.includes(id) ?? false];
    });
    expect(found).toEqual(MEETINGS.map(([id, name]) => [id, name, true]));
    expect(BLOCKING_RULES.map(({ id }) => id).filter((id) => !MEETINGS.some(([own]) => own === id))).toEqual([]);
  });

  it('finds nothing by what a record does not say', async () => {
    // A name of one letter each, so that nothing is the same; every other field is empty.
    await nodesOf(
      engine,
      Array.from('abcdef', (letter) => ({ full_name: letter.repeat(3) })),
    );
    await runSteps(engine, [EMPTY_PAIRS]);
    await runSteps(engine, [...keySteps([...BLOCKING_RULES.entries()]), pairStep(BLOCK_SIZE_MAX)]);
    expect(await engine.rows('SELECT count(*) AS n FROM keyed_pairs')).toEqual([{ n: 0 }]);
  });

  it('leaves out a key that too many share, and reports it', async () => {
    const crowd = Array.from({ length: BLOCK_SIZE_MAX + 1 }, (_, number) => ({
      full_name: `Person${number} Family${number}`,
      email: `p${number}@example.org`,
      postcode: 'ZZ99 1AA',
      address: '1 Hostel Street',
    }));
    const couple = [
      { full_name: 'Ann Quill', postcode: 'ZZ99 2BB', address: '2 Hostel Street' },
      { full_name: 'Sam Inkwell', postcode: 'ZZ99 2BB', address: '2 Hostel Street' },
    ];
    const { report } = await linkedOf(engine, [...crowd, ...couple]);
    const rule = (id: string): unknown => {
      const { keys, pairs, blockSizeMax: largest, keysSkipped } = report.blocking.find((one) => one.rule === id) ?? {};
      return { keys, pairs, largest, keysSkipped };
    };
    expect(rule('address-postcode')).toEqual({ keys: 2, pairs: 1, largest: 2, keysSkipped: 1 });
    expect(rule('postcode')).toEqual({ keys: 2, pairs: 1, largest: 2, keysSkipped: 1 });
    expect(rule('email')).toEqual({ keys: 0, pairs: 0, largest: 1, keysSkipped: 0 });
    const { report: atCap } = await linkedOf(engine, [...crowd.slice(1), ...couple]);
    const all = (BLOCK_SIZE_MAX * (BLOCK_SIZE_MAX - 1)) / 2;
    expect(atCap.blocking.find((one) => one.rule === 'postcode')).toMatchObject({ pairs: all + 1, keysSkipped: 0 });
  });
});

const sizeLists = fc
  .uniqueArray(fc.integer({ min: 2, max: 150 }), { maxLength: 12 })
  .chain((sizes) =>
    fc.tuple(...sizes.sort((a, b) => a - b).map((size) => fc.record({ size: fc.constant(size), keys: fc.integer({ min: 1, max: 50 }) }))),
  );

describe('the largest block that is compared', () => {
  const strong = BLOCKING_RULES.find(({ isWeak }) => isWeak !== true);
  const weak = BLOCKING_RULES.find(({ isWeak }) => isWeak === true);
  if (strong === undefined || weak === undefined) throw new Error('rules of both kinds are needed');
  const pairsUpTo = (sizes: readonly { size: number; keys: number }[], largest: number): number =>
    sizes.filter(({ size }) => size <= largest).reduce((sum, { size, keys }) => sum + (keys * size * (size - 1)) / 2, 0);

  it('is at most the cap, for a weak rule at most what keeps its pairs within the budget, and no smaller than need be', () => {
    fc.assert(
      fc.property(sizeLists, fc.integer({ min: 0, max: 200_000 }), (sizes, budget) => {
        for (const rule of [strong, weak]) {
          const largest = blockSizeMax(rule, sizes, budget);
          expect(largest).toBeLessThanOrEqual(BLOCK_SIZE_MAX);
          if (rule.isWeak === true) expect(pairsUpTo(sizes, largest)).toBeLessThanOrEqual(budget);
          const next = sizes.find(({ size }) => size > largest);
          if (next === undefined || next.size > BLOCK_SIZE_MAX) continue;
          expect(rule.isWeak).toBe(true);
          expect(pairsUpTo(sizes, next.size)).toBeGreaterThan(budget);
        }
      }),
    );
  });
});
