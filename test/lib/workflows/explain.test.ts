import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { explainCommand } from '../../../src/commands/explain.js';
import type { ExitCode } from '../../../src/lib/errors.js';
import { formatCsv } from '../../../src/lib/io/csv-out.js';
import { readCsv } from '../../../src/lib/io/csv-small.js';
import { evidenceWords } from '../../../src/lib/match/linkage/evidence.js';
import { matchWeight, PROBABILITY_MAX, probabilityOf } from '../../../src/lib/match/linkage/model.js';
import { readPattern } from '../../../src/lib/match/linkage/patterns.js';
import type { ExplainReport, PairExplanation, SetAsideStory, SignatureStory } from '../../../src/lib/model/explain-report.js';
import type { MergeReport } from '../../../src/lib/model/merge-report.js';
import { formatJudgement, pairIdOf } from '../../../src/lib/review/judgements.js';
import { runExplain } from '../../../src/lib/workflows/explain.js';
import { comparePairs, modelOf, standardizeRecords, withExplainData } from '../../../src/lib/workflows/explain-data.js';
import { runMerge } from '../../../src/lib/workflows/merge.js';
import { testContext } from '../../helpers/context.js';

const COLUMNS = [
  'given_name',
  'family_name',
  'email',
  'phone',
  'postcode',
  'address',
  'locality',
  'date_of_birth',
  'signed_at',
  'display_consent',
  'status',
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string>>;

/** People whose records the tests name, before the generated ones. */
const NAMED: readonly Row[] = [
  {
    given_name: 'Ann',
    family_name: 'Quillfeather',
    email: 'ann@example.org',
    postcode: 'ZZ99 1AA',
    signed_at: '2025-03-01',
    address: '1 Example Street',
    locality: 'Leeds',
  },
  { given_name: 'Ann', family_name: 'Quillfeather', email: 'ann@example.org', postcode: 'ZZ99 1AA', signed_at: '2025-03-02' },
  { given_name: 'Bo', family_name: 'Inkwell', email: 'ann@example.org', postcode: 'ZZ99 2BB', signed_at: '2025-03-03' },
  { given_name: 'Ann', family_name: 'Quillfeather', email: 'ann@example.org', status: 'unconfirmed', signed_at: '2025-03-04' },
  { given_name: 'Cy', family_name: 'Blotter', email: 'cy@example.org', postcode: 'ZZ99 3CC', signed_at: '2025-03-05' },
  { given_name: 'Cy', family_name: 'Blotter', email: 'cy@example.org', postcode: 'ZZ99 3CC', status: 'withdrawn', signed_at: '2025-03-06' },
  { given_name: '', family_name: '', email: '', postcode: 'ZZ99 3CC', signed_at: '2025-03-06' },
];

const GIVEN = [
  'Ann',
  'Anna',
  'Elizabeth',
  'Liz',
  'Tom',
  'Thomas',
  'José',
  'Łukasz',
  'Олена',
  'Νίκη',
  'Fatima',
  'Siân',
  '太郎',
  'Ivor',
  'Wren',
];
const FAMILY = [
  'Pennant',
  'Featherby',
  'Зразок',
  'Παράδειγμα',
  'Örnek',
  'Příklad',
  'Mfano',
  'Ní Dhónaill',
  'MacNib',
  'Smith-Jones',
  'Wafer',
];

/** Invented people of whom some signed twice, with slips, with fields left out, or as a family; the same for the same seed. */
function generate(people: number): { readonly online: Row[]; readonly paper: Row[] } {
  let state = 7;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  const one = (list: readonly string[]): string => list[draw(list.length)] as string;
  const slip = (text: string): string => {
    if (text.length < 4) return text;
    const at = 1 + draw(text.length - 2);
    return draw(2) === 0 ? text.slice(0, at) + text.slice(at + 1) : text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2);
  };
  const [online, paper]: [Row[], Row[]] = [[...NAMED], []];
  const put = (row: Row): void => {
    const whole = {
      ...row,
      // Many without a date, so that content decides the order.
      signed_at: draw(3) === 0 ? '' : `2025-0${1 + draw(9)}-1${draw(10)}`,
      display_consent: one(['name', 'count-only', '']),
      status: draw(40) === 0 ? 'withdrawn' : draw(40) === 0 ? 'unconfirmed' : '',
    };
    (draw(3) === 0 ? paper : online).push(whole);
  };
  for (let number = 0; number < people; number++) {
    const person: Row = {
      given_name: one(GIVEN),
      family_name: `${one(FAMILY)}${one(['', '', 'son', 'by', 'ley', 'ton'])}`,
      email: draw(5) === 0 ? '' : `p${number}.${draw(90)}@example.${one(['org', 'com'])}`,
      phone: draw(2) === 0 ? '' : `07700 9${String(draw(100_000)).padStart(5, '0')}`,
      postcode: `ZZ${10 + draw(40)} ${draw(9)}A${one(['A', 'B', 'D'])}`,
      address: draw(3) === 0 ? '' : `${1 + draw(90)} ${one(['Example', 'Sample', 'High'])} Street`,
      locality: one(['Leeds', 'Hull', 'Kraków', 'Київ']),
      date_of_birth: draw(2) === 0 ? '' : `19${30 + draw(60)}-${10 + draw(3)}-${10 + draw(19)}`,
    };
    put(person);
    const kind = draw(10);
    if (kind < 4) {
      const again: Record<string, string> = { ...person };
      for (let times = draw(4); times > 0; times--) {
        const field = one(['given_name', 'family_name', 'email', 'phone', 'postcode', 'address', 'date_of_birth']);
        again[field] = draw(3) === 0 ? '' : slip(again[field] ?? '');
      }
      put(again);
      if (kind === 0) put({ ...again, email: '', phone: '' });
    } else if (kind === 4) {
      put({ ...person, given_name: one(GIVEN), email: draw(2) === 0 ? '' : (person.email ?? ''), date_of_birth: '' });
    }
  }
  return { online, paper };
}

let root = '';
const at = (name: string): string => path.join(root, name);

function writeRows(name: string, rows: readonly Row[]): void {
  fs.writeFileSync(at(name), formatCsv([[...COLUMNS], ...rows.map((row) => COLUMNS.map((column) => row[column] ?? ''))]));
}

async function merge(match: 'exact' | 'linked', to: string, files = ['online.csv', 'paper.csv', 'groups.csv']): Promise<MergeReport> {
  const { report } = await runMerge(testContext(root), {
    files: files.map(at),
    campaign: null,
    outDir: at(to),
    reading: { map: {}, dateOrder: null, country: 'GB', fixed: [] },
    profile: null,
    match,
    keep: 'first',
    matchProbability: 0.95,
    reviewFrom: 0.5,
    memoryBytes: 1_000_000_000,
    threads: 1,
    idsFrom: null,
    force: false,
  });
  return report;
}

function tableOf(folder: string, name: string): Record<string, string>[] {
  const [header = [], ...rows] = readCsv(fs.readFileSync(path.join(at(folder), name), 'utf8'), name);
  return rows.map((cells) => Object.fromEntries(header.map((column, place) => [column, cells[place] ?? ''])));
}

const explain = (ids: readonly string[], folder = 'linked', reveals = false): Promise<ExplainReport> =>
  runExplain(testContext(root), { folder: at(folder), ids, reveals });

async function pair(one: string, other: string, folder = 'linked'): Promise<PairExplanation> {
  const report = await explain([one, other], folder);
  if (report.about !== 'pair') throw new Error(report.about);
  return report;
}

let ledger: Record<string, string>[] = [];
const rowOf = (record: number, source = 'online.csv'): Record<string, string> =>
  ledger.find((row) => row['source'] === source && row['record'] === String(record)) ?? {};

beforeAll(async () => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-explain-')));
  const { online, paper } = generate(160);
  writeRows('online.csv', online);
  writeRows('paper.csv', paper);
  fs.writeFileSync(
    at('groups.csv'),
    'kind,organisation\norganisation,Example Network\norganisation,The Example Network\norganisation,Sample Union\n',
  );
  await merge('linked', 'linked');
  await merge('exact', 'exact');
  ledger = tableOf('linked', 'ledger.csv');
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

describe('weighing again', () => {
  it('gives every possible link and every record joined by evidence the probability and the words that the merge gave', async () => {
    const place = (source = '', record = ''): { source: string; record: number } => ({ source, record: Number(record) });
    const reviews = [...tableOf('linked', 'review.csv'), ...tableOf('linked', 'review-checks.csv')];
    const linked = ledger.filter(({ rule }) => rule === 'linked');
    expect(reviews.length).toBeGreaterThan(5);
    expect(linked.length).toBeGreaterThan(15);
    await withExplainData(testContext(root), at('linked'), async (data) => {
      await standardizeRecords(testContext(root), data, []);
      const model = modelOf(data.merge.model ?? expect.fail('the merge learnt no model'));
      const ids = new Set(linked.map((row) => row['signature_id']));
      const members = ledger.filter((row) => ids.has(row['signature_id']) && row['reason'] !== 'shared-email');
      const places = [
        ...members.map(({ source, record }) => place(source, record)),
        ...reviews.flatMap((row) => [place(row['left_source'], row['left_record']), place(row['right_source'], row['right_record'])]),
      ];
      const name = ({ source, record }: { source: string; record: number }): string => `${source}:${record}`;
      const once = [...new Map(places.map((one) => [name(one), one])).values()];
      const weighed = new Map(
        (await comparePairs(data, once, once)).map(({ left, right, pattern }) => [
          `${name(left)} ${name(right)}`,
          `${Math.min(PROBABILITY_MAX, probabilityOf(matchWeight(model, readPattern(pattern)))).toFixed(4)} ${evidenceWords(readPattern(pattern))}`,
        ]),
      );
      for (const row of reviews) {
        const told = `${Number(row['match_probability']).toFixed(4)} ${row['evidence']}`;
        const key = `${row['left_source']}:${row['left_record']} ${row['right_source']}:${row['right_record']}`;
        expect(weighed.get(key), row['pair_id']).toBe(told);
      }
      for (const row of linked) {
        const own = members
          .filter((other) => other['signature_id'] === row['signature_id'])
          .map(({ source, record }) => `${source}:${record}`);
        const told = `${Number(row['match_probability']).toFixed(4)} ${(row['evidence'] ?? '').replace(/ \(as .*\)$/, '')}`;
        // The link that joined it may be another record's that the rules join with it.
        const again = own.flatMap((left) => own.flatMap((right) => weighed.get(`${left} ${right}`) ?? []));
        expect(again).toContain(told);
        if (own.length === 2) expect(new Set(again)).toEqual(new Set([told]));
      }
    });
  });

  it('adds up to the weight, and the kinds of pairs to one', async () => {
    const [row] = tableOf('linked', 'review.csv');
    const report = await explain([row?.['pair_id'] ?? '']);
    const { weighing } = report as PairExplanation;
    if (weighing === null) throw new Error('nothing was weighed');
    const sum = weighing.parts.reduce((total, { weight }) => total + weight, weighing.start);
    expect(sum).toBeCloseTo(weighing.weight, 2);
    expect(weighing.probability).toBeCloseTo(Number(row?.['match_probability']), 4);
    expect(weighing.kinds.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1, 3);
    const people = weighing.kinds.filter(({ isPerson }) => isPerson).reduce((total, { share }) => total + share, 0);
    expect(people).toBeCloseTo(weighing.probability, 3);
    expect(weighing.verdict).toBe(weighing.weight >= weighing.limits.strong ? 'strong' : 'possible');
  });

  it('weighs a pair the same from either side', async () => {
    const [first, second] = [await pair('online.csv:1', 'online.csv:5'), await pair('online.csv:5', 'online.csv:1')];
    expect(second.weighing).toEqual(first.weighing);
    expect(second.left.record).toEqual(first.right.record);
  });
});

describe('the story of a signature', () => {
  it('names its counted record, the others with their rules, and who was refused at its address', async () => {
    const story = (await explain([rowOf(1)['signature_id'] ?? ''], 'exact')) as SignatureStory;
    expect(story).toMatchObject({
      about: 'signature',
      kind: 'person',
      asked: null,
      counted: { source: 'online.csv', record: 1, fate: 'counted', cells: null },
      others: [{ source: 'online.csv', record: 2, rule: 'canonical-email', evidence: 'same e-mail address and name' }],
      refused: [{ source: 'online.csv', record: 3, reason: 'shared-email' }],
    });
  });

  it('is told from any of its records too', async () => {
    for (const record of [2, 3])
      expect(await explain([`online.csv:${record}`], 'exact')).toMatchObject({
        counted: { record: 1 },
        asked: { source: 'online.csv', record },
      });
  });

  it('holds every record of its signature once, whatever the signature', async () => {
    const ids = [...new Set(ledger.filter(({ rule }) => rule === 'linked').map((row) => row['signature_id'] ?? ''))].slice(0, 5);
    for (const id of ids) {
      const story = (await explain([id])) as SignatureStory;
      const told = [story.counted, ...story.others, ...story.refused].map(({ source, record }) => `${source}:${record}`).sort();
      const own = ledger.filter((row) => row['signature_id'] === id).map(({ source, record }) => `${source}:${record}`);
      expect(told).toEqual(own.sort());
    }
  });

  it('is told of organisations, which are not weighed', async () => {
    expect(await explain(['groups.csv:2'], 'exact')).toMatchObject({ kind: 'organisation', others: [{ rule: 'organisation-name' }] });
    expect(await explain(['groups.csv:2'])).toMatchObject({
      about: 'signature',
      kind: 'organisation',
      others: [{ reason: 'same-organisation' }],
    });
    expect(await pair('groups.csv:1', 'groups.csv:2')).toMatchObject({
      decision: { outcome: 'one', by: 'rule' },
      unweighed: 'organisation',
      weighing: null,
    });
    expect(await pair('groups.csv:1', 'groups.csv:3')).toMatchObject({ decision: { outcome: 'two', by: 'rule' }, rule: null });
    expect(await pair('groups.csv:1', 'online.csv:1')).toMatchObject({ decision: { outcome: 'two' }, unweighed: 'kinds' });
  });

  it('shows cells where they were asked for, and nowhere else', async () => {
    for (const ids of [['online.csv:1'], ['online.csv:4'], ['online.csv:1', 'online.csv:2']]) {
      const hidden = JSON.stringify(await explain(ids));
      expect(hidden).not.toMatch(/quillfeather|@example|ZZ99/i);
      expect(JSON.stringify(await explain(ids, 'linked', true))).toMatch(/Quillfeather/);
    }
  });
});

describe('a record that is set aside', () => {
  it.each([
    [4, 'status-unconfirmed', [1, 2, 3]],
    [5, 'withdrawn-by-person', [6]],
    [6, 'status-withdrawn', [5]],
    [7, 'no-name', []],
  ])('says why, and what it would have matched: record %i', async (record, reason, matches) => {
    const story = (await explain([`online.csv:${record}`])) as SetAsideStory;
    expect(story).toMatchObject({ about: 'set-aside', record: { record, reason } });
    const ruled = story.wouldMatch.filter(({ rule }) => rule !== null);
    expect(ruled.map((match) => match.record).sort()).toEqual(matches);
    expect(story.wouldMatch.slice(0, ruled.length)).toEqual(ruled);
  });

  it('is weighed as if it counted, and the weights of others stay', async () => {
    expect(await pair('online.csv:4', 'online.csv:1')).toMatchObject({
      decision: { outcome: 'not-compared', by: null },
      rule: 'canonical-email',
      weighing: { verdict: 'strong' },
    });
    const before = await pair('online.csv:1', 'online.csv:2');
    await explain(['online.csv:4']);
    expect((await pair('online.csv:1', 'online.csv:2')).weighing).toEqual(before.weighing);
  });
});

describe('a pair', () => {
  it('says that a rule decided where one did, and what refused a record', async () => {
    expect(await pair('online.csv:1', 'online.csv:2')).toMatchObject({
      decision: { outcome: 'one', by: 'rule' },
      weighing: { verdict: 'strong' },
    });
    expect(await pair('online.csv:1', 'online.csv:3', 'exact')).toMatchObject({
      decision: { outcome: 'refused', by: 'rule' },
      rule: 'shared-email',
    });
    expect(await pair('online.csv:5', 'online.csv:6')).toMatchObject({ decision: { outcome: 'withdrawn' } });
    expect(await pair('online.csv:1', 'online.csv:5')).toMatchObject({ decision: { outcome: 'two', by: null } });
    const other = ledger.find(({ source, fate }) => source === 'paper.csv' && fate === 'counted');
    expect(await pair('online.csv:1', `paper.csv:${other?.['record']}`)).toMatchObject({
      decision: { outcome: 'two', by: 'weight' },
      rule: null,
      weighing: { verdict: 'apart' },
    });
  });

  it('of two signatures is their strongest, with the others in order', async () => {
    const large = ledger.filter(({ rule }) => rule === 'linked').map((row) => row['signature_id'] ?? '');
    const [one = '', other = ''] = [...new Set(large)];
    const report = await pair(one, other);
    const weights = [report.weighing?.weight ?? Number.NaN, ...report.others.map(({ weight }) => weight)];
    expect(report.pairs).toBeGreaterThan(1);
    expect(weights).toHaveLength(Math.min(report.pairs, 11));
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
  });

  it('of a signature and a record of its own leaves that record out', async () => {
    const report = await pair(rowOf(1)['signature_id'] ?? '', 'online.csv:1', 'exact');
    expect(report).toMatchObject({ left: { record: { record: 2 } }, right: { record: { record: 1 } }, pairs: 1 });
  });

  it('says that there is no model where the exact rules counted', async () => {
    expect(await pair('online.csv:1', 'online.csv:2', 'exact')).toMatchObject({
      match: 'exact',
      decision: { outcome: 'one', by: 'rule' },
      rule: 'canonical-email',
      weighing: null,
      unweighed: 'exact',
    });
    expect(await explain(['online.csv:4'], 'exact')).toMatchObject({
      wouldMatch: [{ rule: 'canonical-email', weight: null }, {}, { rule: 'shared-email' }],
    });
  });

  it('knows what was judged, by whom, and what was taken back', async () => {
    const [link] = tableOf('linked', 'review.csv');
    fs.cpSync(at('linked'), at('judged'), { recursive: true });
    const keys = [link?.['left_key'] ?? '', link?.['right_key'] ?? ''] as const;
    const line = (judgement: 'match' | 'non-match' | 'undone', second: number): string[] =>
      formatJudgement({
        pairId: pairIdOf(...keys),
        leftKey: keys[0],
        rightKey: keys[1],
        judgement,
        matchProbability: 0.7,
        reviewer: 'Dee',
        judgedAt: `2026-03-01T10:00:0${second}.000Z`,
      });
    const header = ['pair_id', 'left_key', 'right_key', 'judgement', 'match_probability', 'reviewer', 'judged_at'];
    fs.writeFileSync(
      path.join(at('judged'), 'judgements.csv'),
      formatCsv([header, line('match', 1), line('undone', 2), line('non-match', 3)]),
    );
    const report = (await explain([link?.['pair_id'] ?? ''], 'judged')) as PairExplanation;
    expect(report.judgements.map(({ judgement, reviewer, stands }) => [judgement, reviewer, stands])).toEqual([
      ['match', 'Dee', false],
      ['undone', 'Dee', false],
      ['non-match', 'Dee', true],
    ]);
    expect(report.links).toMatchObject([{ pairId: link?.['pair_id'], judgement: 'non-match' }]);
    const story = (await explain([`${link?.['left_source']}:${link?.['left_record']}`], 'judged')) as SignatureStory;
    expect(story.judgements).toEqual(report.judgements);
    expect(story.links.map(({ pairId }) => pairId)).toContain(link?.['pair_id']);
  });
});

describe('ids', () => {
  it.each([
    [['nonsense'], 'explain-unknown', /signature id such as/],
    [['online.csv:0'], 'explain-unknown', /SOURCE|source and a record number/],
    [['online.csv:99999'], 'explain-unknown', /numbered from 1 to/],
    [['onlin.csv:1'], 'explain-unknown', /Is it online\.csv:1\?/],
    [['P000000000000'], 'explain-unknown', /review\.csv/],
    [['online.csv:1', 'online.csv:1'], 'explain-same', /two different ones/],
  ])('that lead nowhere are answered with what to try: %j', async (ids, code, hint) => {
    await expect(explain(ids)).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) });
  });

  it('a letter off are answered with the nearest', async () => {
    const id = rowOf(1)['signature_id'] ?? '';
    const wrong = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`;
    await expect(explain([wrong])).rejects.toMatchObject({ code: 'explain-unknown', hint: `Is it ${id}?` });
    const [link] = tableOf('linked', 'review.csv');
    await expect(explain([link?.['pair_id'] ?? '', id])).rejects.toMatchObject({ code: 'explain-pair-twice' });
  });

  it('divide at the last colon, so that any name of a source will do', async () => {
    fs.cpSync(at('paper.csv'), at('a#b:2.csv'));
    await merge('exact', 'odd', ['a#b:2.csv']);
    expect(await explain(['a#b:2.csv:1'], 'odd')).toHaveProperty('about');
  });
});

describe('what does not fit together', () => {
  it('a changed cell that says something else of a person is a defect, or another version’s merge', async () => {
    fs.cpSync(at('linked'), at('changed'), { recursive: true });
    const place = path.join(at('changed'), 'signatures.csv');
    fs.writeFileSync(place, fs.readFileSync(place, 'utf8').replaceAll('Quillfeather', 'Quillfether'));
    await expect(pair('online.csv:1', 'online.csv:2', 'changed')).rejects.toMatchObject({ code: 'explain-identity', exitCode: 70 });
    const report = path.join(at('changed'), 'merge.json');
    fs.writeFileSync(report, fs.readFileSync(report, 'utf8').replace('"version":"0.0.0"', '"version":"0.0.1"'));
    await expect(pair('online.csv:1', 'online.csv:2', 'changed')).rejects.toMatchObject({ code: 'merge-older', exitCode: 2 });
  });

  it('a model over other comparisons is another version’s', async () => {
    fs.cpSync(at('linked'), at('older'), { recursive: true });
    const report = path.join(at('older'), 'merge.json');
    fs.writeFileSync(report, fs.readFileSync(report, 'utf8').replace('"comparison":"birth"', '"comparison":"born"'));
    await expect(pair('online.csv:1', 'online.csv:2', 'older')).rejects.toMatchObject({ code: 'merge-older' });
  });
});

describe('the command', () => {
  const run = async (args: readonly string[], given: { isTerminal?: boolean; env?: Record<string, string> } = {}) => {
    const context = { ...testContext(root), ...given };
    let exit: ExitCode | null = null;
    const command = explainCommand({
      createContext: async () => context,
      setExit: (code) => {
        exit = code;
      },
    });
    await command.parseAsync([...args, '--dir', 'linked'], { from: 'user' });
    return { exit: exit as ExitCode | null, ...context.printed };
  };

  it('shows records on a terminal; elsewhere with --reveal alone', async () => {
    const piped = await run(['online.csv:1', 'online.csv:2']);
    expect(piped.out + piped.notes).not.toMatch(/quillfeather|@example|ZZ99/i);
    expect(piped).toMatchObject({ exit: 0, notes: expect.stringContaining('--reveal') });
    expect((await run(['online.csv:1', 'online.csv:2', '--reveal'])).out).toContain('Quillfeather');
    expect((await run(['online.csv:1', 'online.csv:2'], { isTerminal: true })).out).toContain('Quillfeather');
    expect((await run(['online.csv:1', '--json'], { isTerminal: true })).out).not.toMatch(/quillfeather/i);
    expect(JSON.parse((await run(['online.csv:1', '--json', '--reveal'])).out)).toMatchObject({
      formatVersion: 1,
      counted: { cells: { name: 'Ann Quillfeather' } },
    });
  });

  it('shows nobody in CI', async () => {
    expect((await run(['online.csv:1'], { isTerminal: true, env: { CI: 'true' } })).out).not.toMatch(/quillfeather/i);
    await expect(run(['online.csv:1', '--reveal'], { env: { CI: 'true' } })).rejects.toMatchObject({ code: 'reveal-refused' });
  });

  it('changes nothing in the folder', async () => {
    const list = (): string[] =>
      fs.readdirSync(at('linked')).map((name) => `${name} ${fs.statSync(path.join(at('linked'), name)).mtimeMs}`);
    const before = list();
    await run(['online.csv:4']);
    expect(list()).toEqual(before);
  });
});
