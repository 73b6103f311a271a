import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Engine } from '../../../src/lib/context.js';
import { formatCsv } from '../../../src/lib/io/csv-out.js';
import { readCsv } from '../../../src/lib/io/csv-small.js';
import { openEngine } from '../../../src/lib/io/engine.js';
import { consentLevel, consentSteps } from '../../../src/lib/merge/consent.js';
import type { MergeReport } from '../../../src/lib/model/merge-report.js';
import { CONSENT_LEVELS, type ConsentLevel } from '../../../src/lib/model/record.js';
import { runSteps } from '../../../src/lib/workflows/steps.js';
import { Dice } from '../../helpers/campaign-generator.js';
import { mergeFiles } from '../../helpers/non-interference.js';
import { runs } from '../../helpers/runs.js';

let root = '';
let engine: Engine;
beforeAll(async () => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-consent-')));
  for (const name of ['staging', 'spill']) fs.mkdirSync(path.join(root, name), { mode: 0o700 });
  engine = await openEngine({
    stagingDir: path.join(root, 'staging'),
    spillDir: path.join(root, 'spill'),
    memoryBytes: 1_000_000_000,
    threads: 1,
  });
  await engine.run(`CREATE TABLE ledger_rows (source_id INTEGER, record BIGINT, signature_id VARCHAR, reason VARCHAR);
CREATE TABLE standardized_records (source_id INTEGER, record BIGINT, identity_key VARCHAR, display_consent VARCHAR, signed_at VARCHAR, says_minor BOOLEAN, normalized_name VARCHAR, normalized_postcode VARCHAR, compared_email VARCHAR, normalized_phone VARCHAR);
CREATE TABLE consent_changes (change_id VARCHAR, action VARCHAR, level VARCHAR, identity_key VARCHAR, undated_records VARCHAR, evidence_date VARCHAR)`);
});
afterAll(async () => {
  await engine.close();
  fs.rmSync(root, { recursive: true, force: true });
});

interface Spoken {
  readonly says: string;
  readonly key?: string;
  readonly signed?: string;
  readonly signature?: string;
  readonly reason?: string;
  readonly isMinor?: boolean;
  readonly name?: string;
  readonly postcode?: string;
}

interface Change {
  readonly action: 'lower' | 'raise';
  readonly level: ConsentLevel;
  readonly key?: string;
  readonly undated?: number;
  readonly date?: string;
}

/** The level of signature `S` with these records and changes. */
async function levelOf(records: readonly Spoken[], changes: readonly Change[] = []): Promise<string | undefined> {
  await engine.run('DELETE FROM ledger_rows; DELETE FROM standardized_records; DELETE FROM consent_changes');
  for (const [
    index,
    { says, key = 'k', signed = '2025-03-01T09:00:00Z', signature = 'S', reason = 'signature', isMinor = false, name = '', postcode = '' },
  ] of records.entries()) {
    await engine.run('INSERT INTO ledger_rows VALUES (1, $1, $2, $3)', [index, signature, reason]);
    await engine.run('INSERT INTO standardized_records VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9)', [
      index,
      key,
      says,
      signed,
      isMinor,
      name,
      postcode,
      '',
      '',
    ]);
  }
  for (const [index, { action, level, key = 'k', undated = 0, date = '2025-04-01' }] of changes.entries())
    await engine.run('INSERT INTO consent_changes VALUES ($1, $2, $3, $4, $5, $6)', [
      `K${index + 1}`,
      action,
      level,
      key,
      String(undated),
      date,
    ]);
  await runSteps(engine, consentSteps());
  const [found] = await engine.rows<{ level: string }>(
    `SELECT ${consentLevel('consent')} AS level FROM signature_consent WHERE signature_id = 'S'`,
    ['level'],
  );
  return found?.level;
}

const raise: Change = { action: 'raise', level: 'name' };
const lower: Change = { action: 'lower', level: 'initials' };

describe('the consent of a signature', () => {
  it.each<[string, ConsentLevel, readonly Spoken[], readonly Change[]]>([
    ['is what its record says', 'name', [{ says: 'name' }], []],
    ['is the least that its records say', 'initials', [{ says: 'name-place' }, { says: 'initials' }, { says: 'name' }], []],
    ['is count-only for a word that is no level', 'count-only', [{ says: 'name' }, { says: 'everything!' }], []],
    [
      'is not lowered by whoever was refused at a shared address',
      'name',
      [{ says: 'name' }, { says: 'count-only', reason: 'shared-email' }],
      [],
    ],
    [
      'is lowered by what the same person said in a record refused at a shared address',
      'initials',
      [
        { says: 'name', name: 'zoe', postcode: 'ZZ991AA' },
        { says: 'initials', name: 'zoe', postcode: 'ZZ991AA', key: 'm', signature: 'T', reason: 'shared-email' },
        { says: 'count-only', name: 'ann', postcode: 'ZZ991AA', key: 'n', signature: 'T', reason: 'shared-email' },
      ],
      [{ ...raise, key: 'm' }],
    ],
    ['is lowered by staff', 'initials', [{ says: 'name' }], [lower]],
    [
      'is lowered by what staff said of any of its records',
      'initials',
      [
        { says: 'name', key: 'k' },
        { says: 'name', key: 'l' },
      ],
      [{ ...lower, key: 'l' }],
    ],
    ['is never raised by lowering', 'count-only', [{ says: 'count-only' }], [lower]],
    ['is raised by evidence', 'name', [{ says: 'count-only' }], [raise]],
    ['is raised by the best evidence', 'name-place', [{ says: 'count-only' }], [raise, { ...raise, level: 'name-place' }]],
    ['is never lowered by evidence', 'name-place', [{ says: 'name-place' }], [raise]],
    ['is lowered by staff whatever the evidence says', 'initials', [{ says: 'count-only' }], [raise, lower]],
    ['is raised on the day of the evidence', 'name', [{ says: 'count-only', signed: '2025-04-01T23:59:00Z' }], [raise]],
    ['follows a record of the day after the evidence', 'count-only', [{ says: 'count-only', signed: '2025-04-02T00:00:00Z' }], [raise]],
    [
      'follows a later record beside an earlier one',
      'initials',
      [{ says: 'count-only' }, { says: 'initials', signed: '2025-05-01' }],
      [raise],
    ],
    ['is raised for undated records that were there', 'name', [{ says: 'count-only', signed: '' }], [{ ...raise, undated: 1 }]],
    [
      'falls when there is one more undated record',
      'count-only',
      [
        { says: 'count-only', signed: '' },
        { says: 'name', signed: '' },
      ],
      [{ ...raise, undated: 1 }],
    ],
    [
      'follows a record that says something else of its person',
      'count-only',
      [{ says: 'count-only' }, { says: 'count-only', key: 'other' }],
      [raise],
    ],
    [
      'is not raised where another signature says the same of its person',
      'count-only',
      [{ says: 'count-only' }, { says: 'name', signature: 'T' }],
      [raise],
    ],
    [
      'is lowered where another signature says the same of its person',
      'initials',
      [{ says: 'name' }, { says: 'name', signature: 'T' }],
      [lower],
    ],
    [
      'is count-only where a record says that the person is under 18',
      'count-only',
      [{ says: 'name' }, { says: 'count-only', isMinor: true }],
      [raise],
    ],
  ])('%s', async (_, level, records, changes) => {
    expect(await levelOf(records, changes)).toBe(level);
    expect(await levelOf([...records].reverse(), [...changes].reverse())).toBe(level);
  });

  it('is never raised by merging, in whatever tree lists are merged and merged again', async () => {
    const dice = new Dice(8);
    const trees = runs(1000, 100_000);
    // Leaves of every tree, and after each round the signatures that were made of them, under a few heads fewer.
    let nodes = Array.from({ length: trees }, () => Array.from({ length: 1 + dice.below(6) }, () => dice.below(CONSENT_LEVELS.length)));
    const least = nodes.map((leaves) => Math.min(...leaves));
    while (nodes.some((own) => own.length > 1)) {
      const heads = nodes.map((own) => Math.max(1, dice.below(own.length)));
      const merged = await mergeRound(
        nodes.flatMap((own, tree) => own.map((level) => ({ tree, head: dice.below(heads[tree] ?? 1), level }))),
      );
      nodes = nodes.map((_, tree) => merged.get(tree) ?? []);
      expect(nodes.every((own, tree) => own.length > 0 && Math.min(...own) === least[tree])).toBe(true);
    }
    expect(nodes.map(([level]) => level)).toEqual(least);
  });
});

/** One merge of many lists: the levels of the signatures that it makes, by tree. */
async function mergeRound(records: readonly { tree: number; head: number; level: number }[]): Promise<Map<number, number[]>> {
  await engine.run('DELETE FROM consent_changes; CREATE OR REPLACE TABLE given (tree INTEGER, head INTEGER, level INTEGER)');
  const column = (of: (record: (typeof records)[number]) => number): Int32Array => Int32Array.from(records.map(of));
  await engine.insertNumbers('given', [column(({ tree }) => tree), column(({ head }) => head), column(({ level }) => level)]);
  await engine.run(`CREATE OR REPLACE TABLE placed AS SELECT *, row_number() OVER () AS record FROM given;
CREATE OR REPLACE TABLE ledger_rows AS SELECT 1 AS source_id, record, tree || '-' || head AS signature_id, 'signature' AS reason FROM placed;
CREATE OR REPLACE TABLE standardized_records AS SELECT 1 AS source_id, record, tree || '-' || head AS identity_key, ${consentLevel('level')} AS display_consent, '2025-03-01' AS signed_at, false AS says_minor, '' AS normalized_name, '' AS normalized_postcode, '' AS compared_email, '' AS normalized_phone FROM placed`);
  await runSteps(engine, consentSteps());
  const rows = await engine.numbers(
    `SELECT split_part(signature_id, '-', 1)::DOUBLE, consent::DOUBLE FROM signature_consent ORDER BY signature_id`,
  );
  const merged = new Map<number, number[]>();
  for (const block of chunked(rows)) for (const [tree, level] of block) merged.set(tree, [...(merged.get(tree) ?? []), level]);
  return merged;
}

function* chunked(columns: Float64Array[]): Generator<[number, number][]> {
  const [trees = new Float64Array(), levels = new Float64Array()] = columns;
  yield [...trees].map((tree, index) => [tree, levels[index] ?? -1]);
}

const HEADER = ['Name', 'Email', 'Postcode', 'Signed at', 'Show my name', 'Status'];

/** Merges lists, and gives the consent of each counted name with the merge's report. */
async function mergeLists(
  name: string,
  lists: readonly (readonly (readonly string[])[])[],
  match: 'exact' | 'linked',
): Promise<{ levels: Map<string, string>; report: MergeReport }> {
  const folder = path.join(root, name);
  fs.mkdirSync(folder, { recursive: true });
  const files = lists.map((rows, index) => {
    const place = path.join(folder, `list-${index}.csv`);
    fs.writeFileSync(place, formatCsv([HEADER, ...rows]));
    return place;
  });
  await mergeFiles(folder, files, { match, idsFrom: null });
  const [header = [], ...rows] = readCsv(fs.readFileSync(path.join(folder, 'private', 'signatures.csv'), 'utf8'), 'signatures.csv');
  const [full, consent] = [header.indexOf('full_name'), header.indexOf('display_consent')];
  const report = JSON.parse(fs.readFileSync(path.join(folder, 'private', 'merge.json'), 'utf8')) as MergeReport;
  return { levels: new Map(rows.map((row) => [row[full] ?? '', row[consent] ?? ''])), report };
}

describe('a withdrawal', () => {
  it.each(['exact', 'linked'] as const)(
    'takes every record of the person with it, in whatever order and list they stand: %s',
    async (match) => {
      const dice = new Dice(3);
      const lists: string[][][] = [[], [], []];
      const stay: string[] = [];
      for (let person = 0; person < 24; person++) {
        const name = `${['Ann', 'Zoë', 'Łukasz', 'Олена'][person % 4]} Person${'abcdefghijklmnopqrstuvwx'[person]}${'quill'.repeat(1 + (person % 3))}`;
        const withdrawn = person % 6;
        if (withdrawn > 2) stay.push(name);
        for (const [at, list] of lists.entries())
          list.push([
            name,
            `p${person}x@example.org`,
            `ZZ99 1A${'ABDEFGHJLNPQRSTUWXYZ'[person % 20]}`,
            `2025-03-${String(1 + dice.below(28)).padStart(2, '0')}`,
            'yes',
            at === withdrawn ? 'withdrawn' : '',
          ]);
      }
      const { levels } = await mergeLists(
        `withdrawn-${match}`,
        lists.map((list) => dice.shuffle(list)),
        match,
      );
      expect([...levels.keys()].sort()).toEqual([...stay].sort());
      expect(new Set(levels.values())).toEqual(new Set(['name']));
    },
  );
});

/** What somebody might write who was asked whether to be named: nearly a yes, letters of any script, signs, code. */
function answersOfChance(count: number, known: ReadonlySet<string>): string[] {
  const dice = new Dice(99);
  const near = [
    'yess',
    'yes?',
    'y e s',
    'name!',
    'names',
    'name-places',
    'NAME PLACE',
    'no yes',
    'yes/no',
    'jaein',
    '1.0',
    'TRUE!',
    'null',
    'N/A',
    "' OR 1=1 --",
    'name\u0000x',
    'ｙｅｓ!',
    'ye\u200bs',
  ];
  const letters = [...'abcXYZ019 _-.,;:!?/\\"\'%&()[]{}<>@#äßéłØяжΩاשका羽🙂\u0301\u202e\u00a0'];
  const answers: string[] = [];
  while (answers.length < count) {
    const answer = dice.isLucky(0.1) ? dice.pick(near) : Array.from({ length: 1 + dice.below(12) }, () => dice.pick(letters)).join('');
    const plain = answer.replaceAll('\u0000', ' ').trim();
    if (plain !== '' && !known.has(plain.normalize('NFC').toLowerCase())) answers.push(answer.replaceAll('\u0000', ' '));
  }
  return answers;
}

describe('consent that nobody can make out', () => {
  it('is count-only, every time, and reported', async () => {
    const { values } = JSON.parse(
      fs.readFileSync(new URL('../../../src/lib/profiles/vocabulary/consent.json', import.meta.url), 'utf8'),
    ) as { values: Record<string, string> };
    const answers = answersOfChance(runs(1500, 50_000), new Set([...Object.keys(values), ...CONSENT_LEVELS]));
    const rows = answers.map((answer, at) => [`Person ${at}`, `p${at}@example.org`, '', '2025-03-01', answer, '']);
    const control = [
      ['Ann Control', 'ann@example.org', '', '2025-03-01', 'yes', ''],
      ['Bo Control', 'bo@example.org', '', '2025-03-01', '', ''],
    ];
    const { levels, report } = await mergeLists('fuzz', [[...rows, ...control]], 'exact');
    expect(levels.size).toBe(answers.length + 2);
    expect([...levels].filter(([, level]) => level !== 'count-only')).toEqual([['Ann Control', 'name']]);
    const unknown = report.problems.filter(({ type }) => type === 'consent-unknown');
    // White space alone is an empty cell; whatever else stands there is reported.
    expect(unknown.map(({ count }) => count)).toEqual([answers.length]);
  });
});
