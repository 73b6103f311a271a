import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { RECORD_FIELDS, type RecordField } from '../../../src/lib/model/record.js';
import { type FieldWords, growthOf, isFilled, readListFacts } from '../../../src/lib/workflows/list-facts.js';
import { withEngine } from '../../helpers/linkage.js';

interface WordsFile extends FieldWords {
  readonly tests: readonly { readonly field: string; readonly filled: readonly RecordField[]; readonly is: boolean }[];
}

const WORDS = JSON.parse(
  readFileSync(new URL('../../../src/lib/thresholds/words/signature-fields.json', import.meta.url), 'utf8'),
) as WordsFile;

describe('the words for what bodies ask of each signature', () => {
  it.each(WORDS.tests)('$field with $filled: $is', ({ field, filled, is }) => {
    expect(isFilled(WORDS.fields[field] ?? [], new Set(filled))).toBe(is);
  });

  it('name only fields of ours', () => {
    for (const field of Object.values(WORDS.fields).flat(2)) expect(RECORD_FIELDS).toContain(field);
  });
});

describe('what a list tells', () => {
  it('is days, ages in whole years on the day of signing, and filled fields, of people only', async () => {
    await withEngine(async (engine) => {
      await engine.run(`CREATE TABLE signatures (${RECORD_FIELDS.map((field) => `${field} VARCHAR DEFAULT ''`).join(', ')})`);
      const rows = [
        ['person', '2025-06-01T10:00:00', '2007-06-01', 'a@example.org'],
        ['person', '2025-06-01', '2007-06-02', ''],
        ['person', '2025-06-02', '', 'b@example.org'],
        ['person', '2025-06-03T23:30:00Z', '', ''],
        ['person', '2025-06-03T09:59:59Z', '', ''],
        ['person', '2025-06-03T11:00:00Z', '', ''],
        ['person', '', '1990-01-01', ''],
        ['person', 'sometime', '', ''],
        ['organisation', '2025-06-01', '', 'c@example.org'],
      ];
      for (const row of rows)
        await engine.run('INSERT INTO signatures (kind, signed_at, date_of_birth, email) VALUES ($1, $2, $3, $4)', row);
      const facts = await readListFacts(engine, WORDS);
      expect(facts.people).toEqual([
        { day: '2025-06-01', age: 17, count: 1 },
        { day: '2025-06-01', age: 18, count: 1 },
        { day: '2025-06-02', age: null, count: 1 },
        { day: '2025-06-03', orAfter: true, age: null, count: 1 },
        { day: '2025-06-03', orBefore: true, age: null, count: 1 },
        { day: '2025-06-03', orBefore: true, orAfter: true, age: null, count: 1 },
        { day: null, age: null, count: 2 },
      ]);
      expect(facts.filled).toMatchObject({ email: 2, date_of_birth: 3, date: 7, address: 0 });
      expect(growthOf(facts, '2025-06-02')).toEqual({
        byDay: new Map([
          ['2025-06-01', 2],
          ['2025-06-02', 1],
          ['2025-06-03', 3],
        ]),
        undated: 2,
      });
      // On the day before, nobody can have signed on the third.
      expect(growthOf(facts, '2025-06-01')).toEqual({
        byDay: new Map([
          ['2025-06-01', 2],
          ['2025-06-02', 1],
        ]),
        undated: 5,
      });
    });
  });
});
