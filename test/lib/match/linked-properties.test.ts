import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Engine } from '../../../src/lib/context.js';
import { weightOf } from '../../../src/lib/match/linkage/model.js';
import type { JudgementWord } from '../../../src/lib/model/review-report.js';
import type { Judgement } from '../../../src/lib/review/judgements.js';
import { pairIdOf } from '../../../src/lib/review/judgements.js';
import type { TestRecord } from '../../helpers/linkage.js';
import { DECISION, linkedOf, withEngine } from '../../helpers/linkage.js';
import { householdLists, postcodeOf, shuffled } from '../../helpers/linkage-lists.js';
import { runs } from '../../helpers/runs.js';

/** Engines of 1, 2 and 4 threads. */
let engines: Engine[] = [];
let finish: (() => void)[] = [];
let closed: Promise<void>[] = [];

beforeAll(async () => {
  for (const threads of [1, 2, 4]) {
    await new Promise<void>((ready) => {
      closed.push(
        withEngine(async (opened) => {
          engines.push(opened);
          ready();
          await new Promise<void>((end) => {
            finish.push(end);
          });
        }, threads),
      );
    });
  }
});
afterAll(async () => {
  for (const end of finish) end();
  await Promise.all(closed);
  [engines, finish, closed] = [[], [], []];
});

const engineOf = (threads: 1 | 2 | 4): Engine => engines[threads >> 1] as Engine;

/** What became of each record, told by its content. */
async function fatesByContent(engine: Engine, records: readonly TestRecord[]): Promise<string[]> {
  const { rows } = await linkedOf(engine, records);
  return rows
    .map(({ fate, reason, rule, signature_id: id }, index) => `${JSON.stringify(records[index])} ${fate} ${reason} ${rule} ${id}`)
    .sort();
}

interface Question {
  readonly [column: string]: string | number;
  readonly pair_id: string;
  readonly left_key: string;
  readonly right_key: string;
  readonly judgement: string;
}

/** The open questions of the last linking. */
const questionsOf = (engine: Engine): Promise<Question[]> =>
  engine.rows<Question>(`SELECT pair_id, left_key, right_key, judgement FROM review_rows WHERE judgement = '' ORDER BY place`, [
    'pair_id',
    'left_key',
    'right_key',
    'judgement',
  ]);

const answers = (questions: readonly Question[], judgement: JudgementWord): Judgement[] =>
  questions.map(({ left_key: leftKey, right_key: rightKey }) => ({
    pairId: pairIdOf(leftKey, rightKey),
    leftKey,
    rightKey,
    judgement,
    matchProbability: null,
    reviewer: '',
    judgedAt: '2025-06-01T10:00:00.000Z',
  }));

describe('linked matching of generated households', () => {
  it('depends neither on the order of the rows nor on the number of threads', async () => {
    await fc.assert(
      fc.asyncProperty(householdLists({ minLength: 10, maxLength: 20 }), fc.integer(), async (records, seed) => {
        const expected = await fatesByContent(engineOf(1), records);
        expect(await fatesByContent(engineOf(2), shuffled(records, seed))).toEqual(expected);
        expect(await fatesByContent(engineOf(4), [...records].reverse())).toEqual(expected);
      }),
      { numRuns: runs(1, 4), endOnFailure: true },
    );
  });

  it('gives every record one fate, and asks only about people whom nothing strong joins', async () => {
    await fc.assert(
      fc.asyncProperty(householdLists({ minLength: 10, maxLength: 20 }), async (records) => {
        const engine = engineOf(2);
        const { rows, range } = await linkedOf(engine, records);
        const tally = await engine.rows<{ fate: string; n: number }>('SELECT fate, count(*) AS n FROM ledger_rows GROUP BY fate', ['fate']);
        expect(tally.reduce((sum, { n }) => sum + n, 0)).toBe(records.length);
        expect(range.decided).toBe(rows.filter(({ fate }) => fate === 'counted').length);
        expect(range.lowest).toBeLessThanOrEqual(range.decided);
        expect(range.decided).toBeLessThanOrEqual(range.highest);
        const inside = await engine.rows(
          `SELECT 1 AS one FROM review_rows_numbers n JOIN node_clusters a ON a.node = n.l JOIN node_clusters b ON b.node = n.r WHERE a.strong = b.strong`,
        );
        expect(inside).toEqual([]);
      }),
      { numRuns: runs(1, 4), endOnFailure: true },
    );
  });

  it('falls no lower and, parted, rises no higher than its range, and asks nothing again', async () => {
    await fc.assert(
      fc.asyncProperty(householdLists({ minLength: 10, maxLength: 20 }), async (records) => {
        const engine = engineOf(2);
        const { range } = await linkedOf(engine, records);
        const questions = await questionsOf(engine);
        expect(range.reviews).toBe(questions.length);
        for (const judgement of ['match', 'non-match'] as const) {
          const { range: answered } = await linkedOf(engine, records, { judgements: answers(questions, judgement) });
          expect(answered.decided).toBeGreaterThanOrEqual(range.lowest);
          if (judgement === 'non-match') expect(answered.decided).toBeLessThanOrEqual(range.highest);
          const judged = new Set(questions.map(({ pair_id: id }) => id));
          expect((await questionsOf(engine)).filter(({ pair_id: id }) => judged.has(id))).toEqual([]);
        }
      }),
      // What a model learns is no law; the same lists every time.
      { numRuns: runs(1, 4), endOnFailure: true, seed: 20261126 },
    );
  });

  it('takes nobody whom it was sure of for two people when a file of unrelated people is added', async () => {
    await fc.assert(
      fc.asyncProperty(householdLists({ minLength: 10, maxLength: 20 }), async (records) => {
        const weights = async (list: readonly TestRecord[]): Promise<Map<string, number>> => {
          await linkedOf(engineOf(2), list);
          const rows = await engineOf(2).rows<{ pair: string; weight: number }>(
            `WITH placed AS (SELECT n.node, min(s.source || '#' || p.record) AS place FROM people_records p JOIN sources s USING (source_id)
  JOIN record_nodes n USING (rank) GROUP BY n.node)
SELECT least(a.place, b.place) || ' ' || greatest(a.place, b.place) AS pair, w.weight
FROM weighted_pairs w JOIN placed a ON a.node = w.l JOIN placed b ON b.node = w.r`,
            ['pair'],
          );
          return new Map(rows.map(({ pair, weight }) => [pair, weight]));
        };
        const among = await weights([...records, ...UNRELATED]);
        // What the model learns from the others moves every weight, so a strong link may become one that is asked about.
        const [strong, possible] = [weightOf(DECISION.matchProbability), weightOf(DECISION.reviewFrom)];
        const lost = [...(await weights(records))].filter(
          ([pair, weight]) => weight >= strong + 3 && (among.get(pair) ?? Number.NEGATIVE_INFINITY) < possible,
        );
        expect(lost).toEqual([]);
      }),
      { numRuns: runs(1, 4), endOnFailure: true, seed: 20261126 },
    );
  });
});

/** People who share nothing with anybody. */
const UNRELATED: readonly TestRecord[] = Array.from({ length: 40 }, (_, number) => {
  const letters = `${String.fromCharCode(97 + (number % 26))}${String.fromCharCode(97 + ((number * 7) % 26))}`;
  return {
    full_name: `W${letters}ork${number % 5}ea H${letters.toUpperCase()}umpt${letters}`,
    email: `${letters}${letters}${number}@unrelated${number}.example`,
    postcode: postcodeOf(number + 500),
    address: `${200 + number} Weg ${letters}`,
    signed_at: `2025-02-${String(1 + (number % 28)).padStart(2, '0')}`,
    source: 'unrelated.csv',
  };
});
