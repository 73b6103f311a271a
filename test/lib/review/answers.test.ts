import { describe, expect, it } from 'vitest';

import { files } from '../../../src/lib/io/files.js';
import { type Answer, type AnswerData, createAnswerReader, foldAnswer } from '../../../src/lib/review/answers.js';

const data = files.bundledJson('review/data')['answers'] as AnswerData & {
  readonly about: string;
  readonly checked: string;
  readonly sources: readonly string[];
  readonly tests: readonly { readonly answer: string; readonly means: Answer }[];
};
const read = createAnswerReader(data);

describe('answers in a review sheet', () => {
  it.each(data.tests.map(({ answer, means }) => [answer, means] as const))('"%s" means %s', (answer, means) => {
    expect(read(answer)).toBe(means);
  });

  it('say where they come from', () => {
    expect(data.about).toMatch(/\S/);
    expect(data.checked).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(data.sources.length).toBeGreaterThan(0);
  });

  it('mean one thing each', () => {
    const lists = [data.match, data.nonMatch, data.unsure].map((words) => new Set(words.map(foldAnswer)));
    const all = lists.flatMap((words) => [...words]);
    expect(all.filter((word, index) => all.indexOf(word) !== index)).toEqual([]);
    expect(all).not.toContain('');
  });
});
