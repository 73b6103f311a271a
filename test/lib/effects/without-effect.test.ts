import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { loadCampaign } from '../../../src/lib/config.js';
import { findWithoutEffect, type KeyPath, type KeyTable, patternOf } from '../../../src/lib/effects/without-effect.js';
import type { GateBreakdown } from '../../../src/lib/gate/breakdown.js';
import type { PrivateSignature } from '../../../src/lib/gate/display.js';
import { buildRelease } from '../../../src/lib/gate/release.js';
import { files } from '../../../src/lib/io/files.js';
import { parseMarkdown } from '../../../src/lib/io/markdown.js';
import { validate } from '../../../src/lib/io/schema.js';
import { parseYaml } from '../../../src/lib/io/yaml.js';
import { CAMPAIGN_KINDS, type Campaign, type CampaignKind, SECTION_IDS, type SectionId } from '../../../src/lib/model/campaign.js';
import type { ConsentLevel } from '../../../src/lib/model/record.js';
import { frontSections } from '../../../src/lib/pack/html/front.js';
import { buildSections } from '../../../src/lib/pack/sections/index.js';
import { Red } from '../../../src/lib/red.js';
import { sectionsOf } from '../../../src/lib/workflows/gate-input.js';
import { guardTargets } from '../../../src/lib/workflows/target-guard.js';
import { testContext } from '../../helpers/context.js';
import { thresholdResult } from '../../helpers/releases.js';
import { runs } from '../../helpers/runs.js';

const TABLE = files.bundledJson('effects/data')['keys'] as KeyTable;
const SCHEMA = JSON.parse(readFileSync(new URL('../../../src/lib/campaign.schema.json', import.meta.url), 'utf8')) as Schema;

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** Every key that the schema knows, as `targets[].address[]`. */
function keysOf(schema: Schema, at = ''): string[] {
  const { $ref, properties = {}, items, then, else: other } = schema;
  const named = $ref === undefined ? undefined : SCHEMA.definitions?.[$ref.replace('#/definitions/', '')];
  return [
    ...(at === '' ? [] : [at]),
    ...Object.entries(properties).flatMap(([key, one]) => keysOf(one, at === '' ? key : `${at}.${key}`)),
    ...(items === undefined ? [] : keysOf(items, `${at}[]`)),
    ...[named, then, other].flatMap((one) => (one === undefined ? [] : keysOf(one, at))),
  ];
}

/** A list of maps is no key of its own. */
const isMapInList = (key: string, all: ReadonlySet<string>): boolean =>
  key.endsWith('[]') && [...all].some((other) => other.startsWith(`${key}.`));

describe('the table of keys', () => {
  it('names every key of the schema, and no other', () => {
    const all = new Set(keysOf(SCHEMA));
    expect(Object.keys(TABLE.keys).sort()).toEqual([...all].filter((key) => !isMapInList(key, all)).sort());
    expect(all.size).toBeGreaterThan(100);
  });

  it('names every section', () => {
    expect(Object.keys(TABLE.sections).sort()).toEqual([...SECTION_IDS].sort());
  });

  it('uses only needs that are there, and each of them', () => {
    const used = [...Object.values(TABLE.keys), ...Object.values(TABLE.sections)].flatMap((rule) =>
      typeof rule === 'string' ? [] : 'needs' in rule ? rule.needs : rule,
    );
    const words = [...used.filter((need) => need.includes(':')), ...Object.values(TABLE.needs).flatMap(({ lists }) => lists.flat())];
    for (const need of used.filter((one) => !one.includes(':'))) expect(Object.keys(TABLE.needs)).toContain(need);
    expect(Object.keys(TABLE.needs).filter((need) => !used.includes(need))).toEqual([]);
    for (const word of words) {
      const [test = '', of = ''] = word.split(':');
      if (test === 'section') expect(SECTION_IDS).toContain(of);
      if (test === 'key') expect(Object.keys(TABLE.keys)).toContain(of);
    }
  });
});

/** A file of every key whose effect can be seen on a page. Each value is found nowhere else. */
const WHOLE = {
  kind: 'petition',
  title: 'Example',
  language: 'en-GB',
  organisers: [
    { name: 'First Network', contact: 'first@network.example', signatory: 'Ann Example', role: 'Convenor', address: ['1 First Street'] },
    { name: 'Second Trust', contact: 'second@trust.example', signatory: 'Bo Example', role: 'Director', address: ['2 Second Street'] },
  ],
  targets: [
    {
      id: 'office',
      name: 'Alex Example',
      role: 'Head of Examples',
      organisation: 'Example Office',
      address: ['3 Third Street'],
      salutation: 'Dear Head of Examples',
      'as-of': '2020-01-02',
      'signed-to': 'Carol Example',
      addressees: [{ name: 'Dee Example', role: 'Deputy', salutation: 'Dear Deputy', 'as-of': '2020-01-03' }],
      cc: [{ name: 'Eve Example', role: 'Clerk' }],
      ceiling: 'initials',
      area: 'North',
    },
    { id: 'member', name: 'Fay Example MP', class: 'gb-mp', address: ['4 Fourth Street'] },
  ],
  ask: 'Ask for the example.',
  body: 'body.md',
  letter: 'letter.md',
  case: 'case.md',
  context: 'context.md',
  'context-as-of': '2025-01-01',
  statistics: [{ value: '12', label: 'examples', source: 'A table' }],
  aims: ['An aim.'],
  sources: [{ file: 'a.csv' }],
  organisations: 'organisations.csv',
  thresholds: [{ name: 'First milestone', count: 3, of: 'signatures' }],
  display: { ceiling: 'name-place-comment', place: 'region', breakdown: 'region', areas: 'areas.csv', 'growth-from': '2025-01-06' },
  commons: { petitioners: 'residents', declares: 'it is so', requests: 'acts' },
  pack: { place: 'Leeds', layout: [...SECTION_IDS], window: 'c5', html: true },
};
type Value = typeof WHOLE;

/** Files are there, whatever they are called, and hold a line of their own. */
const inMemory = (text: string) => ({
  ...files,
  exists: () => true,
  isFolder: () => false,
  realPath: (place: string) => place,
  readText: () => text,
});

const person = (full: string, place: string, consent: ConsentLevel): PrivateSignature => ({
  full_name: new Red(full),
  given_name: new Red(''),
  family_name: new Red(''),
  place: new Red(place),
  comment: new Red('I agree.'),
  births: new Red(''),
  first_signed: new Red(''),
  display_consent: consent,
  comment_approved: true,
  area: new Red('North'),
});

const BREAKDOWN: GateBreakdown = {
  table: {
    dimension: 'region',
    smallest: 10,
    areas: [{ name: 'North', count: { from: 50, to: 59 } }],
    unlisted: 0,
    elsewhere: { from: 0, to: 9 },
    total: 60,
  },
  list: { id: 'own', dimension: 'region', areas: [{ name: 'North' }] } as unknown as GateBreakdown['list'],
  counts: [55, 5],
  bands: [
    { from: 50, to: 59 },
    { from: 0, to: 9 },
  ],
};
const GROWTH = { smallest: 10, weeks: [{ from: 10, to: 19 }], elsewhere: { from: 0, to: 9 }, total: 60 };

const REAL = testContext('/');
const bundled = new Map<string, Readonly<Record<string, unknown>>>();
/** Bundled data are read once and not for each of hundreds of campaigns. */
const bundledJson = (folder: string): Readonly<Record<string, unknown>> => {
  const known = bundled.get(folder) ?? files.bundledJson(folder);
  bundled.set(folder, known);
  return known;
};
const CONTEXT = { ...REAL, io: { ...REAL.io, files: { ...files, bundledJson } } };
const DATE = '2025-05-06';

function load(value: object): Campaign {
  return loadCampaign({ files: inMemory(JSON.stringify(value)), parseYaml, validate }, '/campaign.yaml').campaign;
}

/** Everything that anybody sees of a pack, as far as it comes from the campaign file: the blocks of its pages. */
function seen(value: object): { readonly shown: string; readonly named: number } {
  const campaign = load(value);
  const sections = sectionsOf(CONTEXT, campaign);
  const { display } = campaign;
  const hasPeople = campaign.sources.length > 0;
  const hasAreas = hasPeople && sections.includes('numbers');
  const text = (name: string | undefined): object =>
    name === undefined ? {} : { [name.replace('.md', '')]: parseMarkdown(`Text of ${name}.`, name) };
  const { letterForms } = guardTargets(CONTEXT, campaign, DATE);
  const release = buildRelease({
    version: '1.0.0',
    campaign,
    date: DATE,
    sections,
    texts: { ...text(campaign.body), ...text(campaign.letter), ...text(campaign.case), ...text(campaign.context) },
    people: { signature: 60 },
    method: 'exact',
    collectsSignatures: hasPeople,
    signatures: hasPeople ? [person('Gil Example', display.place === 'region' ? 'Yorkshire' : 'Hull', 'name-place-comment')] : [],
    organisationCount: campaign.organisations === undefined ? 0 : 1,
    organisations: campaign.organisations === undefined ? [] : [{ name: 'Example Choir' }],
    thresholds: campaign.thresholds.map((_, index) => thresholdResult({ name: `Milestone ${index}` })),
    letterForms,
    ...(display.breakdown !== undefined && hasAreas ? { breakdown: BREAKDOWN } : {}),
    ...(display['growth-from'] !== undefined && hasAreas ? { growth: { from: display['growth-from'], ...GROWTH } } : {}),
  });
  const pages = release.documents.map((document) => [
    buildSections(release, document, 'f'.repeat(64)),
    campaign.pack.html === true ? frontSections(release, document, 'f'.repeat(64)) : [],
  ]);
  const blocks = JSON.stringify(pages);
  // The address of a letter and its folds are where the window is; nothing else on any page is.
  const window = blocks.includes('"letter-head"') ? campaign.pack.window : null;
  return { shown: JSON.stringify([blocks, window]), named: release.counts.named };
}

/** The value without a key, and without those that must not be there without it. */
function takeOut(value: object, path: KeyPath): object {
  const rest = without(value, path);
  const targets = (rest as { targets?: object[] }).targets ?? [];
  if (path.join('.') !== 'display.ceiling') return rest;
  return { ...rest, targets: targets.map((target) => without(target, ['ceiling'])) };
}

/** The value without what stands at a path; an item leaves its list. */
function without(value: object, path: KeyPath): object {
  const copy = structuredClone(value) as Record<string, unknown>;
  const parent = path.slice(0, -1).reduce<unknown>((at, step) => (at as Record<string, unknown>)[step as string], copy);
  const last = path.at(-1) ?? '';
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete (parent as Record<string, unknown>)[String(last)];
  return copy;
}

function found(value: object, named: number | null): ReturnType<typeof findWithoutEffect> {
  const campaign = load(value);
  return findWithoutEffect(
    value,
    { kind: campaign.kind, ceiling: campaign.display.ceiling, sections: sectionsOf(CONTEXT, campaign), named },
    TABLE,
  );
}

/** Keys of `WHOLE` that can be left out, with their paths. */
const OPTIONAL: readonly KeyPath[] = [
  ...(
    ['ask', 'body', 'letter', 'case', 'context', 'context-as-of', 'statistics', 'aims', 'sources', 'organisations', 'thresholds'] as const
  ).map((key) => [key]),
  ...['commons', 'targets'].map((key) => [key]),
  ...['place', 'growth-from'].map((key) => ['display', key]),
  ...['place', 'window', 'html'].map((key) => ['pack', key]),
  ...[0, 1].flatMap((index) => ['contact', 'signatory', 'role', 'address'].map((key) => ['organisers', index, key])),
  ...['role', 'address', 'salutation', 'as-of', 'signed-to', 'addressees', 'cc', 'ceiling', 'area'].map((key) => ['targets', 0, key]),
  ['targets', 0, 'addressees', 0, 'role'],
  ['targets', 1, 'class'],
  ['targets', 1, 'address'],
];

/** A campaign with any of the sections and without some of the keys. */
const someCampaign = fc
  .record({
    kind: fc.constantFrom(...CAMPAIGN_KINDS),
    sections: fc.subarray([...SECTION_IDS], { minLength: 1 }),
    left: fc.subarray([...OPTIONAL], { maxLength: 8 }),
    ceiling: fc.constantFrom<ConsentLevel>('count-only', 'name', 'name-place', 'name-place-comment'),
    more: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ kind, sections, left, ceiling, more }) => made(kind, sections, left, ceiling, more));

function made(kind: CampaignKind, sections: readonly SectionId[], left: readonly KeyPath[], ceiling: ConsentLevel, more: number): object {
  const { commons: _, ...others } = WHOLE;
  const layout = kind === 'petition' ? sections : sections.filter((id) => id !== 'commons-top-sheet');
  const base = kind === 'petition' || more > 0 ? WHOLE : others;
  const whole = {
    ...base,
    kind,
    organisers: [
      ...WHOLE.organisers,
      ...Array.from({ length: more }, (_, index) => ({ name: `More ${index}`, address: [`${index} More Street`] })),
    ],
    display: { ...WHOLE.display, ceiling },
    pack: { ...WHOLE.pack, layout: layout.length === 0 ? ['cover'] : layout },
    targets: WHOLE.targets.map((target) => ('ceiling' in target && ceiling === 'count-only' ? { ...target, ceiling } : target)),
  };
  // The innermost first, so that no path leads through what is gone.
  return [...left].sort((a, b) => b.length - a.length).reduce<object>((value, path) => without(value, path), whole);
}

/** Paths of every key in a value that the table says needs something, outermost first. */
function needyPaths(value: unknown, path: KeyPath = []): KeyPath[] {
  const rule = path.length === 0 ? undefined : TABLE.keys[patternOf(path)];
  const own = rule !== undefined && typeof rule !== 'string' ? [path] : [];
  if (typeof value !== 'object' || value === null) return own;
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [...own, ...entries.flatMap(([step, child]) => needyPaths(child, [...path, step]))];
}

/** Effects that no block shows: areas that only the table's numbers come from, and days that only warnings speak of. */
const NOT_ON_PAGES: ReadonlySet<string> = new Set([
  'display.areas',
  'display.breakdown',
  'targets[].as-of',
  'targets[].addressees[].as-of',
]);
/** Nothing changes where the value is the usual one, or the words of a text do not ask for it. */
const MAY_BE_EQUAL: ReadonlySet<string> = new Set([
  'targets[].ceiling',
  'targets[].class',
  'targets[].salutation',
  'targets[].addressees',
  'ask',
  'display.place',
  'organisers[].signatory',
  'pack.html',
]);

describe('a key that is said to have no effect', () => {
  it('can be taken out without anything to be seen, whatever the kind, the sections and the other keys', () => {
    fc.assert(
      fc.property(someCampaign, (value) => {
        const { shown, named } = seen(value);
        for (const { path, need, key } of found(value, named)) {
          if (NOT_ON_PAGES.has(key)) continue;
          const rest = takeOut(value, path);
          // A layout without sections is no layout.
          if (key === 'pack.layout[]' && (value as Value).pack.layout.length < 2) continue;
          if (seen(rest).shown !== shown) throw new Error(`${path.join('.')} has an effect (${need})`);
        }
      }),
      { numRuns: runs(15, 300) },
    );
  });

  it('is every key that could be taken out so', () => {
    fc.assert(
      fc.property(someCampaign, (value) => {
        const { shown, named } = seen(value);
        const told = found(value, named).map(({ path }) => path.join('.'));
        for (const path of needyPaths(value)) {
          const key = patternOf(path);
          if (NOT_ON_PAGES.has(key) || MAY_BE_EQUAL.has(key) || told.some((one) => path.join('.').startsWith(one))) continue;
          const { idle = [] } = { idle: [], ...(TABLE.keys[key] as object) } as { idle: unknown[] };
          const at = path.reduce<unknown>((part, step) => (part as Record<string, unknown>)[step as string], value);
          if (idle.includes(at)) continue;
          if (seen(takeOut(value, path)).shown === shown) throw new Error(`${path.join('.')} has no effect, and nobody says so`);
        }
      }),
      { numRuns: runs(15, 300) },
    );
  });
});
