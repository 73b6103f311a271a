import fs from 'node:fs';
import path from 'node:path';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Context, Engine } from '../../../src/lib/context.js';
import { files } from '../../../src/lib/io/files.js';
import { noReviewSteps } from '../../../src/lib/merge/ledger.js';
import { ORGANISATION_FIELDS, type OrganisationField, RECORD_FIELDS, type RecordField } from '../../../src/lib/model/record.js';
import { standardizeStep } from '../../../src/lib/normalize/standardize.js';
import type { Judgement } from '../../../src/lib/review/judgements.js';
import { orderedKeys, pairIdOf } from '../../../src/lib/review/judgements.js';
import { runMerge } from '../../../src/lib/workflows/merge.js';
import { linkOrganisations, nameOrganisations, type OrganisationResult } from '../../../src/lib/workflows/organisations.js';
import { exportReview } from '../../../src/lib/workflows/review-sheet.js';
import { runSteps } from '../../../src/lib/workflows/steps.js';
import { testContext } from '../../helpers/context.js';
import { NORMALIZE_DATA, withEngine } from '../../helpers/linkage.js';
import { inTemporaryFolder } from '../../helpers/run.js';
import { runs } from '../../helpers/runs.js';

type Given = Partial<Record<RecordField | OrganisationField | 'source' | 'status', string>>;

const context = { io: { files } } as unknown as Context;
const CELLS = [...RECORD_FIELDS, ...ORGANISATION_FIELDS];
const called = (organisation: string, more: Given = {}): Given => ({ organisation, ...more });

/** `source_records` of the given records: record numbers count from 1 within each source. Returns the place of each. */
async function load(engine: Engine, records: readonly Given[]): Promise<string[]> {
  await engine.run('CREATE OR REPLACE TABLE sources (source_id INTEGER, source VARCHAR)');
  await engine.run(
    `CREATE OR REPLACE TABLE source_records (source_id INTEGER, record BIGINT, input_id VARCHAR, ${CELLS.map((field) => `${field} VARCHAR`).join(', ')}, status VARCHAR)`,
  );
  const names = [...new Set(records.map(({ source = 'a.csv' }) => source))].sort();
  for (const [index, name] of names.entries()) await engine.run('INSERT INTO sources VALUES ($1, $2)', [index + 1, name]);
  const counters = new Map<string, number>();
  const places: string[] = [];
  for (const { source = 'a.csv', ...record } of records) {
    const number = (counters.get(source) ?? 0) + 1;
    counters.set(source, number);
    places.push(`${source} ${number}`);
    const defaults: Given = { kind: 'organisation', display_consent: 'name', medium: 'online' };
    const values = [names.indexOf(source) + 1, number, '', ...CELLS.map((field) => record[field] ?? defaults[field] ?? '')];
    await engine.run(
      `INSERT INTO source_records VALUES (${values.map((_, index) => `$${index + 1}`).join(', ')}, '${record.status ?? 'counts'}')`,
      values,
    );
  }
  return places;
}

interface Found {
  readonly result: OrganisationResult | null;
  /** Per record in the order given: its fate, and for a duplicate the rule and the place of the counted record. */
  readonly said: readonly string[];
  readonly evidence: readonly string[];
  readonly keys: readonly string[];
  /** Rows of the review: places, evidence and judgement. */
  readonly review: readonly string[];
}

async function find(
  engine: Engine,
  records: readonly Given[],
  { match = 'linked', log = [] }: { match?: 'exact' | 'linked'; log?: readonly Judgement[] } = {},
): Promise<Found> {
  const places = await load(engine, records);
  await runSteps(engine, [standardizeStep(NORMALIZE_DATA, 'GB'), ...noReviewSteps()]);
  const result = match === 'exact' ? await nameOrganisations(engine).then(() => null) : await linkOrganisations(context, engine, log);
  const rows = await engine.rows<Record<'place' | 'fate' | 'reason' | 'rule' | 'counted' | 'evidence' | 'key', string>>(
    `SELECT s.source || ' ' || v.record AS place, v.fate, v.reason, coalesce(v.rule, '') AS rule, c.source || ' ' || v.counted_record AS counted, v.evidence, r.identity_key AS key
FROM organisation_verdicts v JOIN sources s USING (source_id) JOIN standardized_records r USING (source_id, record) LEFT JOIN sources c ON c.source_id = v.counted_source_id`,
    ['place', 'fate', 'reason', 'rule', 'counted', 'evidence', 'key'],
  );
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  const review = await engine.rows<{ row: string }>(
    `SELECT left_source || ' ' || left_record || ' | ' || right_source || ' ' || right_record || ' | ' || evidence || ' | ' || judgement AS row FROM review_rows ORDER BY place`,
    ['row'],
  );
  const of = (place: string): (typeof rows)[number] =>
    byPlace.get(place) ?? { place, fate: 'none', reason: '', rule: '', counted: '', evidence: '', key: '' };
  return {
    result,
    said: places.map((place) => {
      const { fate, reason, rule, counted } = of(place);
      return fate === 'duplicate' ? `${rule} > ${counted}` : fate === 'withdrawn' ? reason : fate;
    }),
    evidence: places.map((place) => of(place).evidence),
    keys: places.map((place) => of(place).key),
    review: review.map(({ row }) => row),
  };
}

const judge = (one = '', other = '', judgement: Judgement['judgement']): Judgement => {
  const [leftKey, rightKey] = orderedKeys(one, other);
  return {
    pairId: pairIdOf(one, other),
    leftKey,
    rightKey,
    judgement,
    matchProbability: null,
    reviewer: '',
    judgedAt: '2026-11-26T09:30:00.000Z',
  };
};

const NETWORK = called('Example Women’s Network', { acronym: 'EWN', aliases: 'Beispielnetz; شبكة النساء', signed_at: '2026-01-02' });

describe('organisations in a merge', () => {
  const CASES: readonly (readonly [string, readonly Given[], readonly string[]])[] = [
    ['the same name', [NETWORK, called('Example Womens Networks Ltd')], ['counted', 'same-name > a.csv 1']],
    [
      'the same name in other capitals',
      [called('Refugee Kitchen'), called('REFUGEE KITCHEN', { signed_at: '2026-01-02' })],
      ['organisation-name > a.csv 2', 'counted'],
    ],
    ['an acronym that the list declares', [NETWORK, called('EWN')], ['counted', 'acronym-declared > a.csv 1']],
    ['another name that the list gives', [NETWORK, called('شبكة النساء')], ['counted', 'alias-given > a.csv 1']],
    [
      'two names with a stroke',
      [called('Migrants Forward / Migranti Avanti', { signed_at: '2026-01-02' }), called('Migranti Avanti')],
      ['counted', 'alias-given > a.csv 1'],
    ],
    [
      'a certain slip of the keys',
      [called('Southall Black Sisters', { signed_at: '2026-01-02' }), called('Southhall Black Sisters')],
      ['counted', 'typing-error-certain > a.csv 1'],
    ],
    ['a branch', [called('Refugee Kitchen'), called('Refugee Kitchen Leeds')], ['counted', 'counted']],
    [
      'a member of an umbrella',
      [called('Harbour Coalition'), called('Lighthouse Trust (member of Harbour Coalition)')],
      ['counted', 'counted'],
    ],
    ['names of which the letters are lost', [called('????'), called('????')], ['counted', 'counted']],
    [
      'the earliest, whatever the order',
      [called('EWN'), { ...NETWORK, signed_at: '2026-01-05' }, called('Beispielnetz', { signed_at: '2026-01-01' })],
      ['acronym-declared > a.csv 3', 'alias-given > a.csv 3', 'counted'],
    ],
    [
      'one that withdrew, and everything that is it',
      [NETWORK, called('EWN', { status: 'withdrawn' }), called('Beispielnetz')],
      ['withdrawn-by-person', 'status-withdrawn', 'withdrawn-by-person'],
    ],
    ['one that never confirmed, which answers for nobody', [called('EWN'), { ...NETWORK, status: 'unconfirmed' }], ['counted', 'none']],
    [
      'people who bear the name of an organisation',
      [called('Refugee Kitchen'), called('', { kind: 'person', full_name: 'Refugee Kitchen' })],
      ['counted', 'none'],
    ],
    [
      'people who sign for an organisation',
      [called('Refugee Kitchen'), called('Refugee Kitchen', { kind: 'person', full_name: 'Ann Example' })],
      ['counted', 'none'],
    ],
  ];

  it('are found by what their list says of them, and nobody else is', async () => {
    await withEngine(async (engine) => {
      for (const [what, records, said] of CASES) expect((await find(engine, records)).said, what).toEqual(said);
    });
  });

  it('are one per name by the exact method, and names of which nothing is left stand alone', async () => {
    await withEngine(async (engine) => {
      const records = [
        NETWORK,
        called('EWN'),
        called('The Refugee Kitchen', { signed_at: '2026-01-02' }),
        called('REFUGEE KITCHEN'),
        called('????'),
        called('????'),
      ];
      const found = await find(engine, records, { match: 'exact' });
      expect(found.said).toEqual(['counted', 'counted', 'counted', 'organisation-name > a.csv 3', 'counted', 'counted']);
      expect(found.evidence[3]).toBe('same name');
      expect(found.review).toEqual([]);
    });
  });

  it('say in words why they are one, and by way of whom', async () => {
    await withEngine(async (engine) => {
      const records = [called('EWN', { signed_at: '2026-01-01' }), NETWORK, called('BEISPIELNETZ', { source: 'b.csv' })];
      const found = await find(engine, records);
      expect(found.said).toEqual(['counted', 'acronym-declared > a.csv 1', 'alias-given > a.csv 1']);
      expect(found.evidence).toEqual([
        '',
        '"EWN" is the acronym that the other entry gives.',
        'The name of one is given as another name of the other. By way of a.csv, record 2.',
      ]);
    });
  });

  it('are asked about where names are near, and belong together where one is a part', async () => {
    await withEngine(async (engine) => {
      const records = [
        called('Solidarity Kitchen Collective', { signed_at: '2026-01-01' }),
        called('Solidarity Kitchne Collective'),
        called('Refugee Kitchen', { signed_at: '2026-01-02' }),
        called('Refugee Kitchen Leeds'),
      ];
      const { result, review } = await find(engine, records);
      expect(review).toEqual(['a.csv 1 | a.csv 2 | The names differ by what may be a typing error. | ']);
      expect(result).toEqual({
        range: { lowest: 3, decided: 4, highest: 4, reviews: 1, unsure: 0 },
        related: { pairs: 1, listed: [{ reason: 'branch', left: { source: 'a.csv', record: 3 }, right: { source: 'a.csv', record: 4 } }] },
        judgements: 0,
      });
    });
  });

  it('follow what people judged, for every record that says the same', async () => {
    await withEngine(async (engine) => {
      const near = [
        called('Solidarity Kitchen Collective', { signed_at: '2026-01-01' }),
        called('Solidarity Kitchne Collective'),
        called('solidarity kitchne collective'),
      ];
      const { keys } = await find(engine, near);
      const one = await find(engine, near, { log: [judge(keys[0], keys[1], 'match')] });
      expect(one.said).toEqual(['counted', 'judgement > a.csv 1', expect.stringMatching(/ > a\.csv 1$/)]);
      expect(one.evidence[1]).toBe('Judged to be one organisation.');
      expect(one.review).toEqual([]);
      expect(one.result).toMatchObject({ judgements: 1, range: { lowest: 1, decided: 1, reviews: 0 } });

      const two = await find(engine, near, { log: [judge(keys[0], keys[1], 'non-match')] });
      expect(two.said.filter((said) => said === 'counted')).toHaveLength(2);
      expect(two.review).toEqual([]);

      const unsure = await find(engine, near, { log: [judge(keys[0], keys[1], 'unsure')] });
      expect(unsure.review.map((row) => row.split(' | ').at(-1))).toEqual(['unsure']);
      expect(unsure.result?.range).toEqual({ lowest: 1, decided: 2, highest: 2, reviews: 0, unsure: 1 });
    });
  });

  it('are parted by a judgement, although the rules are sure', async () => {
    await withEngine(async (engine) => {
      const records = [NETWORK, called('EWN')];
      const { keys } = await find(engine, records);
      const { said, review } = await find(engine, records, { log: [judge(keys[0], keys[1], 'non-match')] });
      expect(said).toEqual(['counted', 'counted']);
      expect(review).toEqual([]);
    });
  });

  it('keeps records of one wording together when others of the same key are judged to be two', async () => {
    await withEngine(async (engine) => {
      const of = (country: string, signedAt: string): Given => called('Caritas Example', { country, signed_at: signedAt });
      const records = [of('Italy', '2026-01-01'), of('Germany', '2026-01-02'), of('Italy', '2026-01-03')];
      const { keys, review } = await find(engine, records);
      expect(new Set(keys).size).toBe(1);
      expect(review).toHaveLength(1);
      const judged = await find(engine, records, { log: [judge(keys[0], keys[1], 'non-match')] });
      expect(judged.said).toEqual(['counted', 'counted', 'organisation-name > a.csv 1']);
      expect(judged.review).toEqual([]);
    });
  });

  it('are the same whatever the order of rows and files', async () => {
    const pool: readonly Given[] = [
      NETWORK,
      called('EWN', { source: 'b.csv' }),
      called('Beispielnetz', { email: 'office@example.org' }),
      called('Refugee Kitchen', { signed_at: '2026-01-03' }),
      called('Refugee Kitchen Leeds'),
      called('Refugee Kitchne', { email: 'office@example.org' }),
      called('Refugee Kitchen / Kuchnia Uchodźców', { source: 'b.csv' }),
      called('Kuchnia Uchodźców', { status: 'withdrawn' }),
      called('Caritas Example', { country: 'Italy' }),
      called('Caritas Example', { acronym: 'CE' }),
      called('????'),
    ];
    await withEngine(async (engine) => {
      const subsets = fc.shuffledSubarray([...pool], { minLength: 2 });
      await fc.assert(
        fc.asyncProperty(subsets, fc.infiniteStream(fc.constantFrom('a.csv', 'b.csv', 'c.csv')), async (records, sources) => {
          const told = async (given: readonly Given[]): Promise<string[]> => {
            const { said, review, result } = await find(engine, given);
            const fates = given.map(
              (record, index) =>
                `${pool.findIndex((one) => one.organisation === record.organisation && one.country === record.country)} ${said[index]?.replace(/ > .*/, '')}`,
            );
            const words = review.map((row) => row.split(' | ')[2] ?? '');
            return [...fates.sort(), ...words.sort(), JSON.stringify([result?.range, result?.related.pairs])];
          };
          const elsewhere = records.map((record) => ({ ...record, source: sources.next().value ?? 'a.csv' }));
          expect(await told(elsewhere)).toEqual(await told(records.toReversed()));
        }),
        { numRuns: runs(3, 12) },
      );
    });
  });
});

describe('a merge with organisations', () => {
  const LIST = [
    'name,acronym,aliases,country,group,signed_at,display_consent',
    'Solidarity Kitchen Collective,,,,,2026-01-01,name',
    'Solidarity Kitchne Collective,,,,,2026-01-02,name',
    'Example Women’s Network,EWN,Beispielnetz; شبكة النساء,,,2026-01-02,name',
    'EWN,,,,,2026-01-03,name',
  ].join('\n');
  const PEOPLE = ['Name,Email,Organisation', 'EWN,ann@example.org,EWN', 'Beispielnetz,ben@example.org,'].join('\n');

  it('counts people apart, lays near names before a person, and puts them into the sheet', async () => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'organisations.csv'), LIST);
      fs.writeFileSync(path.join(folder, 'people.csv'), PEOPLE);
      const context = testContext(folder);
      const outDir = path.join(folder, 'merged');
      const { report } = await runMerge(context, {
        files: ['organisations.csv', 'people.csv'],
        campaign: null,
        outDir,
        reading: { map: {}, dateOrder: null, country: 'GB', fixed: [] },
        profile: null,
        match: 'linked',
        keep: 'first',
        matchProbability: 0.95,
        reviewFrom: 0.5,
        memoryBytes: 1_000_000_000,
        threads: 1,
        idsFrom: null,
        force: false,
      });
      expect(report).toMatchObject({
        signatures: 2,
        organisations: 3,
        organisationRange: { lowest: 2, decided: 3, highest: 3, reviews: 1, unsure: 0 },
      });
      expect(fs.readFileSync(path.join(outDir, 'signatures.csv'), 'utf8').split('\n')[0]).not.toContain('acronym');

      const output = path.join(folder, 'review.csv');
      const { pairs } = await exportReview(context, { folder: outDir, output, kind: 'pending', force: false });
      expect(pairs).toBe(1);
      const [header, row] = context.io.readCsv(fs.readFileSync(output, 'utf8'), 'review.csv');
      expect(header).toEqual(expect.arrayContaining(['A organisation', 'B organisation']));
      expect(row).toEqual(expect.arrayContaining(['Solidarity Kitchen Collective', 'Solidarity Kitchne Collective']));
    });
  });
});
