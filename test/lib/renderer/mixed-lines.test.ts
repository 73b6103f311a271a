import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakLines, type Line } from '../../../src/lib/renderer/lines.js';
import { runs } from '../../helpers/runs.js';

/** Every character is one point wide. */
const width = (text: string): number => text.length;
const lines = (text: string, measure: number): Line<string>[] => breakLines([{ text, mark: 'a' }], measure, width, measure);

/** A line as it stands on the page: its stretches from left to right, turned round where they run from right to left. */
function seen(line: Line<string>): string {
  return [...line.runs]
    .sort((a, b) => a.x - b.x)
    .map((run) => (run.direction === 'rtl' ? [...run.text].reverse().join('') : run.text))
    .join('')
    .trim();
}

describe('lines of mixed direction', () => {
  // Capital letters stand for themselves; the order on the page is that of UAX 9.
  it.each([
    ['a phrase inside', 'a אב גד b', 'a דג בא b'],
    ['a phrase with a number', 'a אב 12 גד b', 'a דג 12 בא b'],
    ['a paragraph from right to left', 'אב ab גד', 'דג ab בא'],
    ['a full stop at its end', 'אב גד.', '.דג בא'],
    ['brackets, which the shaper mirrors', 'אב (גד) הו', 'וה )דג( בא'],
    ['a number at the end', 'אב גד 12', '12 דג בא'],
  ])('%s', (_what, text, order) => {
    const [line] = lines(text, 100);
    expect(line === undefined ? '' : seen(line)).toBe(order);
  });

  it('stand at the right edge where the paragraph begins from right to left, and at the left edge elsewhere', () => {
    const [right] = lines('אב גד', 20);
    expect(right).toMatchObject({ left: 15, width: 5 });
    expect(Math.max(...(right?.runs ?? []).filter((run) => run.text !== ' ').map((run) => run.x + run.width))).toBe(20);
    expect(lines('a אב גד', 20)[0]).toMatchObject({ left: 0, width: 7 });
    // A name stands at the left edge of its column.
    expect(breakLines([{ text: 'אב גד', mark: 'a' }], 20, width)[0]).toMatchObject({ left: 0, width: 5 });
  });

  it('are broken as they are read: what is read first stands on the first line', () => {
    const broken = lines('אאא בבב גגג דדד', 8);
    expect(broken.map(seen)).toEqual(['בבב אאא', 'דדד גגג']);
    expect(broken.map((line) => line.runs.map((run) => run.text).join(''))).toEqual(['אאא בבב ', 'גגג דדד ']);
  });

  it('keep styles apart and their text in the order in which it is read', () => {
    const [line] = breakLines(
      [
        { text: 'אב ', mark: 'a' },
        { text: 'גד', mark: 'b' },
        { text: ' הו', mark: 'a' },
      ],
      50,
      width,
    );
    expect(line?.runs.map(({ text, mark }) => [text, mark])).toEqual([
      ['אב ', 'a'],
      ['גד', 'b'],
      [' הו', 'a'],
      [' ', 'a'],
    ]);
    expect(line === undefined ? '' : seen(line)).toBe('וה דג בא');
  });

  it('hold all of the paragraph, nothing over anything, whatever it is made of', () => {
    const word = fc.array(fc.constantFrom(...'abאבגמح12٣(),.-'), { minLength: 1, maxLength: 6 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), fc.integer({ min: 6, max: 30 }), (words, measure) => {
        const text = words.join(' ');
        const broken = lines(text, measure);
        expect(
          broken
            .flatMap((line) => line.runs.map((run) => run.text))
            .join('')
            .replaceAll(' ', ''),
        ).toBe(text.replaceAll(' ', ''));
        for (const line of broken) {
          const sorted = [...line.runs].sort((a, b) => a.x - b.x);
          sorted.slice(1).forEach((run, index) => {
            const before = sorted[index];
            expect(run.x).toBe((before?.x ?? 0) + (before?.width ?? 0));
          });
          expect(line.left + line.width).toBeLessThanOrEqual(measure);
        }
      }),
      { numRuns: runs(200, 10_000) },
    );
  });
});

describe('lines without blanks', () => {
  it('break between Chinese characters, and not before a sign that closes', () => {
    expect(
      lines('家庭团聚是权利，不是特权。', 8).map((line) =>
        line.runs
          .map((run) => run.text)
          .join('')
          .trim(),
      ),
    ).toEqual(['家庭团聚是权利，', '不是特权。']);
    expect(lines('一二三四五六七，八', 7).map(seen)).toEqual(['一二三四五六', '七，八']);
  });

  it('break behind the word sign of Ethiopic', () => {
    expect(lines('ልጆች፡ከወላጆቻቸው፡ጋር', 9).map(seen)).toEqual(['ልጆች፡', 'ከወላጆቻቸው፡', 'ጋር']);
  });

  it('never cut a conjunct apart', () => {
    const cut = lines('ক্ষ্মক্ষ্মক্ষ্ম', 6).map(seen);
    expect(cut).toEqual(['ক্ষ্ম', 'ক্ষ্ম', 'ক্ষ্ম']);
  });
});
