import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedMeasure, breakLines, type Line } from '../../../src/lib/renderer/lines.js';

/** Every character is as wide as its mark says. */
const widthOf = (text: string, mark: number): number => text.length * mark;

function textOf(line: Line<number>): string {
  return line.runs.map((run) => run.text).join('');
}

function linesOf(text: string, measure: number): string[] {
  return breakLines([{ text, mark: 1 }], measure, widthOf).map((line) => textOf(line).trimEnd());
}

const word = fc.stringMatching(/^[a-zéłж-]{1,12}$/u);
const runs = fc.array(
  fc.record({ text: fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' ')), mark: fc.constantFrom(1, 2) }),
  {
    minLength: 1,
    maxLength: 5,
  },
);

describe('line breaking', () => {
  it('gives the paragraph back when the lines are joined', () => {
    fc.assert(
      fc.property(runs, fc.integer({ min: 2, max: 60 }), (input, measure) => {
        const joined = breakLines(input, measure, widthOf).map(textOf).join('');
        expect(joined.trim()).toBe(
          input
            .map((run) => run.text)
            .join('')
            .trim(),
        );
      }),
    );
  });

  it('makes no line wider than the measure, cutting a word that is', () => {
    fc.assert(
      fc.property(runs, fc.integer({ min: 2, max: 60 }), (input, measure) => {
        for (const line of breakLines(input, measure, widthOf)) expect(line.width).toBeLessThanOrEqual(measure);
      }),
    );
  });

  it('places each stretch where the one before it ends', () => {
    fc.assert(
      fc.property(runs, fc.integer({ min: 2, max: 60 }), (input, measure) => {
        for (const line of breakLines(input, measure, widthOf)) {
          let x = 0;
          for (const run of line.runs) {
            expect(run.x).toBe(x);
            x += run.width;
          }
        }
      }),
    );
  });

  it('breaks after blanks, hyphens, dashes and slashes, and at no no-break space', () => {
    expect(linesOf('one two', 5)).toEqual(['one', 'two']);
    expect(linesOf('decision-making', 10)).toEqual(['decision-', 'making']);
    expect(linesOf('Derry/Londonderry', 12)).toEqual(['Derry/', 'Londonderry']);
    expect(linesOf('page\u00a03 x', 6)).toEqual(['page\u00a03', 'x']);
  });

  it('breaks where a line feed asks for it', () => {
    expect(linesOf('one\ntwo three', 40)).toEqual(['one', 'two three']);
  });

  it('keeps a note figure on the line of its word', () => {
    const lines = breakLines(
      [
        { text: 'aaaa bbbb', mark: 1 },
        { text: '1', mark: 2 },
      ],
      10,
      widthOf,
    );
    expect(lines.map((line) => textOf(line).trimEnd())).toEqual(['aaaa', 'bbbb1']);
  });

  it('makes the lines of a title about equally long without adding one', () => {
    const title = [{ text: 'aaa bbb ccc ddd eee', mark: 1 }];
    const measure = balancedMeasure(title, 16, widthOf);
    const lines = breakLines(title, measure, widthOf);
    expect(lines).toHaveLength(2);
    expect(Math.max(...lines.map((line) => line.width))).toBe(11);
  });
});
