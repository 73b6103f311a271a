import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedMeasure, breakLines, breakParagraph, type Line } from '../../../src/lib/renderer/lines.js';

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

  it.each([
    ['sent by e-mail', 10, ['sent by', 'e-mail']],
    ['between 45–54', 11, ['between', '45–54']],
    ['in 2024/25 and', 8, ['in', '2024/25', 'and']],
    ['of 2021–well', 9, ['of 2021–', 'well']],
  ])('breaks neither behind a single letter nor between digits: %s', (text, measure, lines) => {
    expect(linesOf(text, measure)).toEqual(lines);
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

describe('a paragraph', () => {
  const paragraphOf = (text: string, measure: number): string[] =>
    breakParagraph([{ text, mark: 1 }], measure, widthOf).map((line) => textOf(line).trimEnd());

  it('is set narrower rather than ending in a line of one short word', () => {
    expect(linesOf('aaaa bbbb cccc dddd eeee ffff gg', 29)).toEqual(['aaaa bbbb cccc dddd eeee ffff', 'gg']);
    expect(paragraphOf('aaaa bbbb cccc dddd eeee ffff gg', 29)).toEqual(['aaaa bbbb cccc dddd eeee', 'ffff gg']);
  });

  it.each([
    ['a long last word', 'aaaa bbbb cccc dddd eeee ffff gggggggg', 29],
    ['one line', 'gg', 29],
    ['what would need a further line', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaa gg', 29],
  ])('stays as it is with %s', (_, text, measure) => {
    expect(paragraphOf(text, measure)).toEqual(linesOf(text, measure));
  });

  it('never has more lines for that, nor another text', () => {
    fc.assert(
      fc.property(runs, fc.integer({ min: 2, max: 60 }), (input, measure) => {
        const plain = breakLines(input, measure, widthOf);
        const set = breakParagraph(input, measure, widthOf);
        expect(set).toHaveLength(plain.length);
        expect(set.map(textOf).join('')).toBe(plain.map(textOf).join(''));
        for (const line of set) expect(line.width).toBeLessThanOrEqual(measure);
      }),
    );
  });
});
